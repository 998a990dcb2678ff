"""Which law contains what: found, looked for and not found, or unknown, and then why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd

from ctlaw.comparison import frames
from ctlaw.taxonomy import Taxonomy, load_taxonomy

FOUND = "found"
ABSENT = "searched and not found"
NOT_SEARCHED = "not searched"
EXCERPT = "excerpt only"
NOT_IN_FORCE = "not in force"
WEAK = "weak detector"
UNSURE = "low score"
#: Every reason a cell can have, in the order of the legend.
REASONS = (FOUND, ABSENT, UNSURE, WEAK, EXCERPT, NOT_IN_FORCE, NOT_SEARCHED)

#: A cell says that a rule was found where at least one provision bears the code with this calibrated score: more
#: likely right than wrong. One doubtful coding among thousands of provisions would else decide for a country.
LEAST_SCORE = 0.5

#: An absence may be stated only where the detector finds at least this share of what is there ...
LEAST_RECALL = 0.80
#: ... measured on at least this many provisions that bear the code. With ten, four absences were stated, and the first
#: that was read (Guatemala, definition of terrorism) was wrong: a share of ten or twelve says too little.
LEAST_POSITIVES = 20

_CELL_COLUMNS = ["code", "pillar", "found", "reason", "provisions", "documents", "languages", "best_score",
                 "best_path", "best_eid", "best_num", "best_evidence", "layer", "precision", "recall",
                 "positives"]  # fmt: skip


def quality_lookup(quality: pd.DataFrame | None) -> dict[tuple[str, str], tuple[float, float, int]]:
    """Return (precision, recall, positives) by (code, language).

    Raises
    ------
    ValueError
        When `quality` lacks a column, states one pair twice, or holds a recall outside 0-1.
    """
    if quality is None or quality.empty:
        return {}
    frames.require(quality, ["code", "language", "precision", "recall", "positives"], "quality")
    twice = quality.duplicated(["code", "language"])
    if twice.any():
        row = quality.loc[twice].iloc[0]
        raise ValueError(f"`quality` states code '{row['code']}' in language '{row['language']}' twice; keep one row.")
    known: dict[tuple[str, str], tuple[float, float, int]] = {}
    for entry in frames.records(quality):
        precision, recall = float(entry["precision"]), float(entry["recall"])
        if not pd.isna(recall) and not 0 <= recall <= 1:
            where = f"'{entry['code']}' ({entry['language']})"
            raise ValueError(f"`quality` gives recall {recall} for {where}; valid: 0 to 1.")
        positives = 0 if frames.missing(entry["positives"]) else int(entry["positives"])
        known[str(entry["code"]), str(entry["language"])[:2].lower()] = (precision, recall, positives)
    return known


def _absence(
    texts: list[tuple[str, str]], code: str, known: dict[tuple[str, str], tuple[float, float, int]]
) -> tuple[str, tuple[float, float, int] | None]:
    """Return why nothing was found in `texts` (status, language), and the measure of the weakest detector used.

    Cases, in the order in which one unknown outweighs another:
    1. no text was searched for the pillar; 2. only bills, historical wordings or law as first enacted;
    3. only excerpts; 4. a complete text, but a detector too weak or unmeasured for its language; 5. absence.
    """
    if not texts:
        return NOT_SEARCHED, None
    standing = [(status, language) for status, language in texts if status not in frames.NOT_LAW | frames.UNSETTLED]
    if not standing:
        return NOT_IN_FORCE, None
    whole = {language for status, language in standing if status not in frames.INCOMPLETE}
    if not whole:
        return EXCERPT, None
    # Every language searched must have a detector that is good enough: the provision could stand in any of the texts.
    measures = [known.get((code, language)) for language in sorted(whole)]
    stated = [measure for measure in measures if measure is not None]
    weakest = min(stated, key=lambda measure: -1.0 if pd.isna(measure[1]) else measure[1]) if stated else None
    strong = [m is not None and m[1] >= LEAST_RECALL and m[2] >= LEAST_POSITIVES for m in measures]
    return (ABSENT if all(strong) else WEAK), weakest


def cells(
    codings: pd.DataFrame,
    documents: pd.DataFrame | Iterable[Any],
    *,
    by: str = "jurisdiction",
    codes: str | Sequence[str] | None = None,
    quality: pd.DataFrame | None = None,
    provisions: pd.DataFrame | None = None,
    taxonomy: Taxonomy | None = None,
    least_score: float = LEAST_SCORE,
) -> pd.DataFrame:
    """Return the cells of the coverage table in long form, with what each rests on.

    Parameters
    ----------
    codings : DataFrame
        One row per coding, as returned by `code_provisions`; columns path, eid, code, and jurisdiction or a `path`
        that `documents` knows.
    documents : DataFrame or list of Document
        What was searched. `pillars` says for what: pillars, or single codes where a law can only tell about these (a
        passport act says nothing about passenger data); `status` whether the text is complete and in force.
    by : str
        Column of `documents` (or `codings`) that defines the rows.
    codes : str or list of str, optional
        Codes or pillars; all of the taxonomy by default.
    quality : DataFrame, optional
        Measured precision and recall of the detector: columns code, language, precision, recall, positives.
        Without it no cell is ``False``.
    provisions : DataFrame, optional
        Lets provisions marked as not in force be left out, and numbers be shown as printed.
    taxonomy : Taxonomy, optional
        The packaged one by default.
    least_score : float
        A rule counts as found from this score on; codings below it leave the cell unknown ("low score"). A coding
        without a score, as a reader's may be, counts.

    Returns
    -------
    DataFrame
        One row per `by` and code: `found` (True, False, NA), `reason` (one of `REASONS`), `provisions` and
        `documents` (how many bear the code), `languages`, the best-scored provision, of equal ones one whose primary
        code it is (`best_path`, `best_eid`, `best_num`, `best_score` 0-1, `best_evidence`), `layer`, and `precision`,
        `recall`, `positives` of the detector: for the language of the best provision where something was found, else
        the weakest of the languages searched; NaN where nobody measured.

    Raises
    ------
    TaxonomyError
        When `codes` or `codings` names a code that the taxonomy does not have.
    ValueError
        When a column is missing.

    Notes
    -----
    `False` needs a complete text in force, searched for the pillar, and a detector whose recall for that code is at
    least .80 on at least 20 positives in every language searched. Empty `status` counts as complete and in force
    because manifests leave it empty for whole consolidated texts; it means that nobody has said otherwise. Counts of
    provisions grow with how finely a country numbers its law: do not read them as amounts of law.
    """
    taxonomy = taxonomy or load_taxonomy()
    wanted = taxonomy.select(codes)
    searched = frames.documents_frame(documents)
    coded = frames.codings_frame(codings, searched, provisions)
    taxonomy.select(list(dict.fromkeys(coded["code"])))
    if by not in searched.columns:
        raise ValueError(f"`by` is '{by}', which `documents` does not have; valid: {', '.join(searched.columns)}.")
    if by not in coded.columns:
        coded[by] = coded["path"].map(searched.drop_duplicates("path").set_index("path")[by].to_dict())
    known = quality_lookup(quality)

    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    stale: set[tuple[str, str]] = set()
    unsure: set[tuple[str, str]] = set()
    for coding, valid in zip(frames.records(coded), frames.law_only(coded), strict=True):
        key = str(coding[by]), coding["code"]
        if valid and not coding["score"] < least_score:
            groups.setdefault(key, []).append(coding)
        elif valid:
            unsure.add(key)
        else:
            stale.add(key)
    names = sorted({str(name) for name in [*searched[by], *coded[by].dropna()] if str(name)})
    texts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for text in frames.records(searched):
        # A restatement renders chosen provisions: it can show that a rule is there, never that it is not.
        status = "excerpt" if text["layer"] == "restated" else text["status"]
        for pillar in text["pillars"]:
            texts.setdefault((str(text[by]), pillar), []).append((status, text["language"]))

    rows: list[dict[str, Any]] = []
    for name in names:
        for code in wanted:
            pillar = taxonomy.pillar(code)
            row: dict[str, Any] = {by: name, "code": code, "pillar": pillar, "provisions": 0, "documents": 0,
                                   "languages": "", "best_score": float("nan"), "best_path": "", "best_eid": "",
                                   "best_num": "", "best_evidence": "", "layer": ""}  # fmt: skip
            part = groups.get((name, code))
            if part is not None:
                best = max(part, key=lambda c: (-1.0 if pd.isna(c["score"]) else c["score"], c["primary"]))
                layers = sorted({frames.text_of(c.get("layer")) for c in part} - {""})
                row.update(
                    found=True, reason=FOUND, provisions=len(part), documents=len({c["path"] for c in part}),
                    languages=" ".join(sorted({c["language"] for c in part} - {""})), best_score=best["score"],
                    best_path=best["path"], best_eid=best["eid"], best_num=frames.text_of(best["num"]),
                    best_evidence=best["evidence"], layer=" ".join(layers),
                )  # fmt: skip
                measure = known.get((code, best["language"]))
            else:
                here = [*texts.get((name, pillar), []), *texts.get((name, code), [])]
                reason, measure = _absence(here, code, known)
                if (name, code) in unsure:
                    reason = UNSURE
                elif (name, code) in stale and reason != ABSENT:
                    # Found, but only in a bill, an old wording or a repealed provision.
                    reason, measure = NOT_IN_FORCE, None
                row.update(found=False if reason == ABSENT else pd.NA, reason=reason,
                           languages=" ".join(sorted({language for _, language in here} - {""})))  # fmt: skip
            row["precision"], row["recall"], row["positives"] = measure or (float("nan"), float("nan"), pd.NA)
            rows.append(row)
    table = pd.DataFrame(rows, columns=[by, *_CELL_COLUMNS])
    return table.astype({"found": "boolean", "positives": "Int64", "precision": float, "recall": float})


def by_pillar(table: pd.DataFrame, by: str, pillars: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return found and reason by pillar: found if one code is, absent only if every code is."""
    inside: dict[tuple[str, str], set[str]] = {}
    for name, pillar, why in zip(table[by], table["pillar"], table["reason"], strict=True):
        inside.setdefault((name, pillar), set()).add(why)
    found: dict[tuple[str, str], Any] = {}
    reason: dict[tuple[str, str], str] = {}
    for key, whys in inside.items():
        if FOUND in whys:
            found[key], reason[key] = True, FOUND
        elif whys == {ABSENT}:
            found[key], reason[key] = False, ABSENT
        else:
            found[key], reason[key] = pd.NA, next(r for r in reversed(REASONS) if r in whys)
    names = list(dict.fromkeys(table[by]))
    return (
        pd.DataFrame({p: [found[n, p] for n in names] for p in pillars}, index=pd.Index(names, name=by)),
        pd.DataFrame({p: [reason[n, p] for n in names] for p in pillars}, index=pd.Index(names, name=by)),
    )


def wide(table: pd.DataFrame, by: str, column: str) -> pd.DataFrame:
    """Return one column of `cells` as rows `by` and columns codes."""
    codes, names = list(dict.fromkeys(table["code"])), list(dict.fromkeys(table[by]))
    wide = table.pivot(index=by, columns="code", values=column).reindex(index=names, columns=codes)
    wide.columns.name = None
    return wide


def coverage(
    codings: pd.DataFrame,
    documents: pd.DataFrame | Iterable[Any],
    *,
    by: str = "jurisdiction",
    codes: str | Sequence[str] | None = None,
    level: Literal["pillar", "code"] = "code",
    quality: pd.DataFrame | None = None,
    provisions: pd.DataFrame | None = None,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Tabulate which codes each jurisdiction's law contains.

    Parameters
    ----------
    codings, documents, by, codes, quality, provisions, taxonomy
        As for `cells`.
    level : {"pillar", "code"}
        What the columns are.

    Returns
    -------
    DataFrame of boolean (nullable)
        Index `by`, columns codes (or pillars) in taxonomy order. ``True``: found in the law in force. ``False``:
        searched in a complete text in force by a detector good enough, and not found. ``<NA>``: unknown; see
        `coverage_reasons`. A pillar is ``False`` only where every one of its codes is.

    Raises
    ------
    TaxonomyError
        When `codes` names a code that the taxonomy does not have.
    ValueError
        When `level` is neither "pillar" nor "code", or a column is missing.

    Notes
    -----
    A ``False`` says that the texts read hold no such provision, not that the country has no such law.
    """
    if level not in ("pillar", "code"):
        raise ValueError(f"`level` is '{level}'; valid: code, pillar.")
    taxonomy = taxonomy or load_taxonomy()
    table = cells(codings, documents, by=by, codes=codes, quality=quality, provisions=provisions, taxonomy=taxonomy)
    if level == "code":
        return wide(table, by, "found").astype("boolean")
    pillars = [pillar for pillar in taxonomy.pillars if pillar in set(table["pillar"])]
    return by_pillar(table, by, pillars)[0].astype("boolean")


def coverage_reasons(
    codings: pd.DataFrame,
    documents: pd.DataFrame | Iterable[Any],
    *,
    by: str = "jurisdiction",
    codes: str | Sequence[str] | None = None,
    level: Literal["pillar", "code"] = "code",
    quality: pd.DataFrame | None = None,
    provisions: pd.DataFrame | None = None,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Return why each cell of `coverage` is what it is: one of `REASONS`.

    Parameters
    ----------
    codings, documents, by, codes, level, quality, provisions, taxonomy
        As for `coverage`.

    Returns
    -------
    DataFrame of str
        Same index and columns as `coverage`: "found", "searched and not found", "low score", "weak detector",
        "excerpt only",
        "not in force" or "not searched". For a pillar the reason that leaves most unknown.

    Raises
    ------
    TaxonomyError, ValueError
        As `coverage`.
    """
    if level not in ("pillar", "code"):
        raise ValueError(f"`level` is '{level}'; valid: code, pillar.")
    taxonomy = taxonomy or load_taxonomy()
    table = cells(codings, documents, by=by, codes=codes, quality=quality, provisions=provisions, taxonomy=taxonomy)
    if level == "code":
        return wide(table, by, "reason")
    pillars = [pillar for pillar in taxonomy.pillars if pillar in set(table["pillar"])]
    return by_pillar(table, by, pillars)[1]
