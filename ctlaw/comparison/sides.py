"""Laws beside each other: the provisions that do one thing, and what one jurisdiction has and another has not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ctlaw.comparison import frames
from ctlaw.comparison.coverage import ABSENT, FOUND, LEAST_SCORE, cells
from ctlaw.corpus import jurisdiction_names, work_name
from ctlaw.taxonomy import Taxonomy, load_taxonomy

#: Columns that describe the provision itself; what else a table holds as lists was read from its words.
_PLAIN = frozenset({"pillars", "penalties", "penalties_by_reference", "mental", "codes"})


def best_provisions(
    provisions: pd.DataFrame, codings: pd.DataFrame, code: str, *, most: int | None = 1, least: float = LEAST_SCORE,
    full: bool = False, taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the most certain provisions of each jurisdiction for a code, as a table to be read.

    Parameters
    ----------
    provisions, codings : DataFrame
        As of `ctlaw.read_coded`.
    code : str
    least : float
        Codings below this score are left out; by default those that make no cell *found*.
    most : int or None
        How many of each jurisdiction, None for all; of several editions or languages of one provision the best-scored
        is given.
    full : bool
        Give what a citation and a spreadsheet need besides.
    taxonomy : Taxonomy, optional

    Returns
    -------
    DataFrame
        Columns State, Law, Provision, Score (0-1), Penalty (in words; "" where the provision has none, its own or by
        reference). With `full` also Mental element (in words; NA: not read for that language, "none": none stated),
        Citation, As at (ISO date of the text, NA when not known), Method ("reader": a language model read the
        provision; see the card of the data), Publisher (address, at times only of the home page), path, eid.
    """
    rows = provisions_with(provisions, codings, code, taxonomy=taxonomy)
    rows = rows[rows["score"].fillna(1.0).astype(float) >= least]
    rows = rows.assign(work=rows["path"].map(work_name)).drop_duplicates(["jurisdiction", "work", "eid"])
    rows = rows if most is None else rows.groupby("jurisdiction").head(most)
    names = jurisdiction_names()
    words = [" / ".join(penalty_in_words(arm) for arm in frames.arms(row)) for row in frames.records(rows)]
    columns = {
        "State": rows["jurisdiction"].map(lambda j: names.get(j, j)), "Law": rows["title"], "Provision": rows["num"],
        "Score": rows["score"], "Penalty": words,
    }  # fmt: skip
    if full:
        mental = rows["mental"] if "mental" in rows else pd.Series(pd.NA, rows.index)
        columns["Mental element"] = [_listed_or_none(value) for value in mental]
        for title, name in (("Citation", "citation"), ("As at", "as_at"), ("Method", "method"),
                            ("Publisher", "official_url"), ("path", "path"), ("eid", "eid")):  # fmt: skip
            columns[title] = rows[name] if name in rows else pd.NA
    table = pd.DataFrame(columns, index=rows.index)
    return table.sort_values(["State", "Score"], ascending=[True, False], kind="stable", ignore_index=True)


def element_table(
    provisions: pd.DataFrame, codings: pd.DataFrame, code: str | Sequence[str], element: str, *,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Count, per jurisdiction, the provisions with a code that name each kind of an element.

    Parameters
    ----------
    provisions, codings : DataFrame
        As of `ctlaw.read_coded`.
    code : str or list of str
    element : str
        A column of lists of dict with `kind`: "purposes", "deciders", "exceptions", "jurisdiction_clauses".
    taxonomy : Taxonomy, optional

    Returns
    -------
    DataFrame
        Index jurisdiction; `read`, the provisions with the code in a language that has patterns, then one column a
        kind, the commonest first. Jurisdictions none of whose provisions could be read are left out.

    Raises
    ------
    CorpusError
        When `provisions` has no such column.

    Notes
    -----
    0 says that the words of these provisions do not name the kind. Another provision may: a definition by reference to
    a list of offences names no purpose.
    """
    frames.require(provisions, [element], "provisions")
    rows = provisions_with(provisions, codings, code, taxonomy=taxonomy).drop_duplicates(["path", "eid"])
    rows = rows[[isinstance(cell, (list, tuple)) for cell in rows[element]]]
    found = [(row["jurisdiction"], kind) for row in frames.records(rows)
             for kind in {mark["kind"] for mark in frames.listed(row[element])}]  # fmt: skip
    counts = pd.DataFrame(found, columns=["jurisdiction", "kind"]).groupby(["jurisdiction", "kind"]).size().unstack()
    read = rows.groupby("jurisdiction").size()
    counts = counts.reindex(read.index).fillna(0).astype(int)
    order = sorted(counts.columns, key=lambda kind: (-int(np.count_nonzero(counts[kind])), kind))
    return pd.concat([read.rename("read"), counts[order]], axis=1)


def provisions_with(
    provisions: pd.DataFrame,
    codings: pd.DataFrame,
    code: str | Sequence[str],
    jurisdictions: str | Sequence[str] | None = None,
    *,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Return the provisions that bear a code, best-scored first within each jurisdiction.

    Of equal scores those come first whose primary code it is.

    Parameters
    ----------
    provisions, codings : DataFrame
    code : str or list of str
        Code(s) or pillar(s).
    jurisdictions : str or list of str, optional
        All of `provisions` by default; the order given is kept.
    taxonomy : Taxonomy, optional

    Returns
    -------
    DataFrame
        All columns of `provisions`, then code, score, evidence, evidence_start, evidence_end, method (NA where
        `codings` lacks them). A provision that bears two of the codes has two rows. Provisions of bills and old
        wordings (`status`) and repealed ones (`in_force` False) are left out.

    Raises
    ------
    CorpusError
        When a jurisdiction is not among the provisions, or a column is missing.
    TaxonomyError
        When `code` is not in the taxonomy.
    """
    frames.require(provisions, ["path", "eid", "jurisdiction"], "provisions")
    names = frames.pick([n for n in provisions["jurisdiction"] if not frames.missing(n)], jurisdictions,
                        "jurisdictions")  # fmt: skip
    codes = (taxonomy or load_taxonomy()).select(code)
    coded = frames.codings_frame(codings)
    for column in ("evidence_start", "evidence_end", "method"):
        if column not in coded:
            coded[column] = pd.NA
    coded = coded.loc[coded["code"].isin(codes), ["path", "eid", "code", "score", "evidence", "evidence_start",
                                                  "evidence_end", "method", "primary"]]  # fmt: skip
    kept = frames.standing(provisions[provisions["jurisdiction"].isin(names)]).drop(
        columns=[c for c in coded.columns if c in provisions.columns and c not in ("path", "eid")]
    )
    merged = kept.merge(coded, on=["path", "eid"], how="inner")
    order = {name: index for index, name in enumerate(names)}
    return merged.sort_values(
        ["jurisdiction", "score", "primary"], ascending=[True, False, False], kind="stable", na_position="last",
        ignore_index=True, key=lambda column: column.map(order) if column.name == "jurisdiction" else column,
    ).drop(columns="primary")  # fmt: skip


def months_in_words(months: float) -> str:
    """Return a term as a lawyer says it: 6.0 -> "6 months", 120 -> "10 years", 30 -> "2 years 6 months"."""
    if months < 1:
        return f"{months:.2g} months"
    years, rest = divmod(months, 12)
    parts = [f"{int(years)} year{'s' if years != 1 else ''}"] if years else []
    if rest:
        parts.append(f"{rest:g} month{'s' if rest != 1 else ''}")
    return " ".join(parts)


def penalty_in_words(arm: dict[str, Any]) -> str:
    """Return one penalty in a line: "death; life; 1 year to 10 years; fine up to EUR 5,000 (summary)".

    A penalty that stands in another provision says so: "up to 5 years [by reference: 421-5]".
    """
    low, high = arm.get("min_months"), arm.get("max_months")
    parts = [name for name in ("death", "life") if arm.get(name) is True or arm.get(name) == 1]
    if not frames.missing(low) and not frames.missing(high):
        parts.append(f"{months_in_words(float(low))} to {months_in_words(float(high))}")  # type: ignore[arg-type]
    elif not frames.missing(high):
        parts.append(f"up to {months_in_words(float(high))}")  # type: ignore[arg-type]
    elif not frames.missing(low):
        parts.append(f"at least {months_in_words(float(low))}")  # type: ignore[arg-type]
    currency = frames.text_of(arm.get("currency"))
    least, most = arm.get("fine_min"), arm.get("fine_max")
    if not frames.missing(most):
        span = f"{float(least):,.0f} to {float(most):,.0f}" if not frames.missing(least) else f"{float(most):,.0f}"  # type: ignore[arg-type]
        parts.append(f"fine {'' if ' to ' in span else 'up to '}{currency} {span}".replace("  ", " "))
    elif not frames.missing(least):
        parts.append(f"fine of at least {currency} {float(least):,.0f}".replace("  ", " "))  # type: ignore[arg-type]
    elif arm.get("fine") is True or arm.get("fine") == 1:
        parts.append("fine")
    mode = frames.text_of(arm.get("mode"))
    source = frames.text_of(arm.get("from_num")) or frames.text_of(arm.get("from_eid"))
    where = f" [by reference: {source}]" if source and arm.get("form") != "same" else ""
    return ("; ".join(parts) or "penalty without figures") + (f" ({mode})" if mode else "") + where


def _in_words(value: object) -> str:
    """Return a list cell as text: words joined, dicts by their label, kind and value."""
    parts = []
    for item in frames.listed(value):
        if isinstance(item, dict):
            fields = [item.get(k) for k in ("kind", "type", "label", "term", "clock", "value", "unit", "text")]
            parts.append(" ".join(str(field) for field in fields if not frames.missing(field)))
        else:
            parts.append(str(item))
    return "; ".join(part for part in dict.fromkeys(parts) if part)


def side_by_side(
    provisions: pd.DataFrame,
    codings: pd.DataFrame,
    code: str | Sequence[str],
    jurisdictions: str | Sequence[str],
    *,
    most: int = 3,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Lay the provisions of several jurisdictions that bear a code beside each other.

    Parameters
    ----------
    provisions, codings : DataFrame
    code : str or list of str
        Code(s) or pillar(s): a definition (``crime.terrorist-act``), an offence, a power.
    jurisdictions : str or list of str
        The columns, in this order.
    most : int
        Provisions per jurisdiction, best-scored first.
    taxonomy : Taxonomy, optional

    Returns
    -------
    DataFrame of str
        Index (rank, what): for each rank 1 ... `most` the rows provision, law, as at, layer, mental elements,
        penalties, then every other list that was read from the words (elements, exceptions, time limits ...), evidence
        and text where the tables have them. NA: no such provision, or not read for that language; "none": read, and
        the words state none.

    Raises
    ------
    CorpusError, TaxonomyError
        As `provisions_with`.

    Notes
    -----
    The provisions of one rank need not correspond; `counterparts` says which do.
    """
    table = provisions_with(provisions, codings, code, jurisdictions, taxonomy=taxonomy)
    names = [jurisdictions] if isinstance(jurisdictions, str) else list(jurisdictions)
    table = table.drop_duplicates(["path", "eid"])
    read = [c for c in table.columns if c not in _PLAIN and any(isinstance(v, (list, tuple)) for v in table[c])]
    columns: dict[str, dict[tuple[int, str], Any]] = {name: {} for name in names}
    for name in names:
        part = table[table["jurisdiction"] == name].head(most)
        for rank, row in enumerate(frames.records(part), start=1):
            out = columns[name]
            out[rank, "provision"] = frames.place(row["path"], row.get("num"), row["eid"])
            out[rank, "law"] = frames.text_of(row.get("title")) or pd.NA
            out[rank, "as at"] = frames.text_of(row.get("as_at")) or pd.NA
            out[rank, "layer"] = frames.text_of(row.get("layer")) or pd.NA
            arms = row.get("penalties")
            out[rank, "mental elements"] = _listed_or_none(row.get("mental"))
            out[rank, "penalties"] = (
                pd.NA if _unread(arms) else " | ".join(penalty_in_words(arm) for arm in frames.arms(row)) or "none"
            )
            for column in read:
                value = row[column]
                out[rank, column.replace("_", " ")] = pd.NA if _unread(value) else _in_words(value) or "none"
            for column in ("evidence", "text"):
                if column in table:
                    out[rank, column] = frames.text_of(row[column]) or pd.NA
    fixed = ["provision", "law", "as at", "layer", "mental elements", "penalties",
             *(c.replace("_", " ") for c in read), "evidence", "text"]  # fmt: skip
    ranks = sorted({rank for column in columns.values() for rank, _ in column})
    used = {what for column in columns.values() for _, what in column}
    index = [(rank, what) for rank in ranks for what in fixed if what in used]
    return pd.DataFrame(
        {name: [columns[name].get(key, pd.NA) for key in index] for name in names},
        index=pd.MultiIndex.from_tuples(index, names=["rank", "what"]), dtype=object,
    )  # fmt: skip


def _listed_or_none(value: object) -> Any:
    return pd.NA if _unread(value) else ", ".join(frames.listed(value)) or "none"


def _unread(value: object) -> bool:
    return not isinstance(value, (list, tuple)) and not hasattr(value, "tolist") and frames.missing(value)


def differences(
    codings: pd.DataFrame,
    left: str,
    right: str,
    *,
    codes: str | Sequence[str] | None = None,
    documents: pd.DataFrame | Iterable[Any] | None = None,
    quality: pd.DataFrame | None = None,
    provisions: pd.DataFrame | None = None,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Compare two jurisdictions code by code.

    Parameters
    ----------
    codings : DataFrame
        With a column `jurisdiction`, unless `documents` says which path belongs where.
    left, right : str
        Two jurisdictions.
    codes : str or list of str, optional
        Codes or pillars; by default those found on either side.
    documents : DataFrame or list of Document, optional
        What was searched. Without it, nothing can be said to be absent.
    quality, provisions, taxonomy
        As for `cells`.

    Returns
    -------
    DataFrame
        Index code, in taxonomy order. `pillar`, `label`; `left`, `right`: True, False (searched and not found) or
        NA; `left_reason`, `right_reason`; `left_count`, `right_count` and `left_provisions`, `right_provisions`
        (where the code was found); `difference`: "both", "only de" (the other side was searched and has none),
        "de; fr unknown", "neither" or "unknown".

    Raises
    ------
    CorpusError
        When `left` or `right` is not among the codings or documents.
    TaxonomyError
        When a code is not in the taxonomy.
    """
    taxonomy = taxonomy or load_taxonomy()
    if documents is None:
        frames.require(codings, ["jurisdiction"], "codings")
        paths = codings[["path", "jurisdiction"]].drop_duplicates("path")
        searched = frames.documents_frame(paths)
    else:
        searched = frames.documents_frame(documents)
    names = frames.pick(searched["jurisdiction"], [left, right], "left, right")
    coded = frames.codings_frame(codings, searched, provisions)
    coded = coded[coded["jurisdiction"].isin(names) & frames.law_only(coded)]
    if codes is None:
        codes = [c for c in taxonomy.codes if c in set(coded["code"])]
    wanted = taxonomy.select(codes)
    table = cells(codings, searched, codes=wanted, quality=quality, provisions=provisions, taxonomy=taxonomy)
    cell = {(row["jurisdiction"], row["code"]): row for row in frames.records(table)}
    where: dict[tuple[str, str], list[str]] = {}
    for row in frames.records(coded.sort_values(["score", "primary"], ascending=False, kind="stable")):
        place = frames.place(row["path"], row["num"], row["eid"])
        where.setdefault((row["jurisdiction"], row["code"]), []).append(place)
    rows = []
    for code in wanted:
        a, b = cell[left, code], cell[right, code]
        rows.append({
            "code": code, "pillar": taxonomy.pillar(code), "label": taxonomy.label(code),
            "left": a["found"], "right": b["found"], "difference": _difference(left, a["reason"], right, b["reason"]),
            "left_count": a["provisions"], "right_count": b["provisions"],
            "left_provisions": "; ".join(where.get((left, code), [])),
            "right_provisions": "; ".join(where.get((right, code), [])),
            "left_reason": a["reason"], "right_reason": b["reason"],
        })  # fmt: skip
    columns = ["code", "pillar", "label", "left", "right", "difference", "left_count", "right_count",
               "left_provisions", "right_provisions", "left_reason", "right_reason"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index("code").astype({"left": "boolean", "right": "boolean"})


def _difference(left: str, a: str, right: str, b: str) -> str:
    if a == FOUND and b == FOUND:
        return "both"
    if a == ABSENT and b == ABSENT:
        return "neither"
    for name, mine, other, theirs in ((left, a, right, b), (right, b, left, a)):
        if mine == FOUND:
            return f"only {name}" if theirs == ABSENT else f"{name}; {other} unknown"
    return "unknown"


def rights_balance(
    codings: pd.DataFrame,
    documents: pd.DataFrame | Iterable[Any] | None = None,
    *,
    by: str = "jurisdiction",
    provisions: pd.DataFrame | None = None,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Lay powers and offences beside the safeguards that limit them.

    Parameters
    ----------
    codings, documents, provisions, taxonomy
        As for `cells`; `documents` leaves out bills and old wordings.
    by : str
        "jurisdiction", or another column of `codings` such as "path".

    Returns
    -------
    DataFrame
        One row per `by` and power found there: `code`, `label`, `kind` ("power" or "offence"), `provisions` (that
        bear it), `limits` (the safeguard codes that belong beside it, ``data/obligations/powers.csv``), `beside` how
        many of the provisions bear one of these themselves, `in_same_law` those of `limits` found in the same text,
        `elsewhere` those found in another text of the same `by`, `not_seen` those found nowhere there, `where`
        (the provisions with the limits: those that bear the power too come first, then those of the same text).

    Raises
    ------
    CorpusError
        When a column is missing.

    Notes
    -----
    A safeguard in the same law need not apply to the power, and one that was not seen may stand in a constitution, a
    code of procedure or case law that was not read. The table says where to look, not who respects rights.
    """
    taxonomy = taxonomy or load_taxonomy()
    searched = None if documents is None else frames.documents_frame(documents)
    coded = frames.codings_frame(codings, searched, provisions)
    frames.require(coded, [by], "codings")
    coded = coded[frames.law_only(coded)]
    rows = []
    for power in frames.records(frames.legal_data("powers.csv")):
        code, limits = power["code"], power["safeguards"].split()
        if code not in taxonomy:
            continue
        for name, part in coded[coded["code"] == code].groupby(by, sort=True):
            near = coded[(coded[by] == name) & coded["code"].isin(limits)]
            keys = set(zip(part["path"], part["eid"], strict=True))
            beside = {key for key in zip(near["path"], near["eid"], strict=True) if key in keys}
            laws = set(part["path"])
            same_law = near[near["path"].isin(laws)]
            here, all_found = set(same_law["code"]), set(near["code"])
            distance = [(key not in keys, key[0] not in laws) for key in zip(near["path"], near["eid"], strict=True)]
            nearest_first = [row for _, row in sorted(zip(distance, frames.records(near), strict=True),
                                                      key=lambda pair: pair[0])]  # fmt: skip
            where = [f"{r['code']}: {frames.place(r['path'], r['num'], r['eid'])}" for r in nearest_first]
            rows.append({
                by: name, "code": code, "label": taxonomy.label(code), "kind": power["kind"],
                "provisions": len(keys), "beside": len(beside), "limits": " ".join(limits),
                "in_same_law": " ".join(c for c in limits if c in here),
                "elsewhere": " ".join(c for c in limits if c in all_found - here),
                "not_seen": " ".join(c for c in limits if c not in all_found), "where": "; ".join(dict.fromkeys(where)),
            })  # fmt: skip
    columns = [by, "code", "label", "kind", "provisions", "beside", "limits", "in_same_law", "elsewhere", "not_seen",
               "where"]  # fmt: skip
    order = {code: index for index, code in enumerate(taxonomy.codes)}
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values([by, "code"], kind="stable", ignore_index=True,
                             key=lambda c: c.map(order) if c.name == "code" else c)  # fmt: skip
