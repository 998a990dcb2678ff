"""What States have bound themselves to, against what was found in their law."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ctlaw.comparison import frames
from ctlaw.comparison.coverage import ABSENT, FOUND, cells
from ctlaw.errors import nearest
from ctlaw.taxonomy import Taxonomy, load_taxonomy

_PINPOINT = re.compile(r"\s+(?:OP|art|arts|ch|recital|section|preamble)\b.*$|\s+R\.\d+$")
_GAP_COLUMNS = ["jurisdiction", "instrument", "reference", "code", "label", "found", "finding", "reason", "bound_since",
                "bound_source", "note", "provisions", "examples", "safeguards", "safeguard_codes", "precision",
                "recall"]  # fmt: skip


def instrument_of(reference: str) -> str:
    """Return the instrument that a reference points into: "UNSCR 2178 (2014) OP 6(a)" -> "UNSCR 2178 (2014)"."""
    return _PINPOINT.sub("", reference).strip()


def obligations(*, instrument: str | Sequence[str] | None = None, taxonomy: Taxonomy | None = None) -> pd.DataFrame:
    """Return the duties that coverage is held against: one row per pinpoint and code.

    Parameters
    ----------
    instrument : str or list of str, optional
        "UNSCR 2178 (2014)", "Directive (EU) 2017/541" ...; all by default.
    taxonomy : Taxonomy, optional
        Its codes name the instruments; the packaged one by default.

    Returns
    -------
    DataFrame
        Columns instrument, reference, code, verb ("decides", "shall" ...), note. Only pinpoints that the codebook
        calls verified, and of these only such as oblige States to have law: not calls, recitals, definitions, options,
        tasks of international bodies, and regulations of the EU, which apply without national law
        (``data/obligations/duties.csv`` says for each which it is and why).

    Raises
    ------
    ValueError
        When `instrument` has no verified duty.
    """
    taxonomy = taxonomy or load_taxonomy()
    duties = frames.legal_data("duties.csv")
    known = {(row["reference"], row["code"]): row for row in frames.records(duties)}
    rows = []
    for concept in taxonomy:
        for reference, state in concept.instruments:
            duty = known.get((reference, concept.code))
            if state == "verified" and duty is not None and duty["duty"] == "yes":
                rows.append((instrument_of(reference), reference, concept.code, duty["verb"], duty["note"]))
    table = pd.DataFrame(rows, columns=["instrument", "reference", "code", "verb", "note"])
    if instrument is None:
        return table
    wanted = [instrument] if isinstance(instrument, str) else list(instrument)
    for name in wanted:
        if name not in set(table["instrument"]):
            hint = nearest(name, set(table["instrument"]))
            raise ValueError(f"`instrument` is '{name}', of which no duty is verified; {hint}.")
    return table[table["instrument"].isin(wanted)].reset_index(drop=True)


def bound(*, instrument: str | None = None) -> pd.DataFrame:
    """Return which jurisdictions are bound by which instrument, since when, and on what source.

    Returns
    -------
    DataFrame
        Columns instrument, jurisdiction, since (ISO date; "" where the table leaves it out), source. Only States of
        which the makers of the table were certain: one that is missing may be bound all the same.

    Notes
    -----
    A member of the United Nations is bound by a decision of the Security Council from its adoption or from its own
    admission, whichever is later (Charter arts 4 and 25); an EU directive from the end of its transposition period.
    """
    members = frames.legal_data("members.csv")
    rows = []
    for entry in frames.records(frames.legal_data("bound.csv")):
        if instrument is not None and entry["instrument"] != instrument:
            continue
        group = members[members["group"] == entry["binds"]]
        without = set(entry["except"].split())
        if group.empty:
            rows.append((entry["instrument"], entry["binds"], entry["since"], entry["source"]))
        for member in frames.records(group):
            if member["jurisdiction"] not in without:
                since = max(entry["since"], member["since"])
                rows.append((entry["instrument"], member["jurisdiction"], since, entry["source"]))
    return pd.DataFrame(rows, columns=["instrument", "jurisdiction", "since", "source"])


def _neighbours(jurisdiction: str, having: Sequence[str], most: int = 3) -> list[str]:
    """Return those of `having` that lie nearest: same subregion, then same region, then any; alphabetical within."""
    table = frames.regions()
    region, subregion = table.get(jurisdiction, ("", ""))

    def distance(other: str) -> tuple[int, str]:
        theirs = table.get(other, ("?", "?"))
        return (0 if theirs[1] == subregion else 1 if theirs[0] == region else 2), other

    return sorted((name for name in having if name != jurisdiction), key=distance)[:most]


def gaps(
    codings: pd.DataFrame,
    documents: pd.DataFrame | Iterable[Any],
    instrument: str | Sequence[str] | None = None,
    *,
    jurisdictions: str | Sequence[str] | None = None,
    include_found: bool = False,
    quality: pd.DataFrame | None = None,
    provisions: pd.DataFrame | None = None,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Hold what was found against what the jurisdictions are obliged to have.

    Parameters
    ----------
    codings, documents, quality, provisions, taxonomy
        As for `cells`.
    instrument : str or list of str, optional
        "UNSCR 2178 (2014)", "Directive (EU) 2017/541" ...; all that have verified duties by default.
    jurisdictions : str or list of str, optional
        Those of `documents` by default.
    include_found : bool
        Also return the duties against which law was found.

    Returns
    -------
    DataFrame
        One row per jurisdiction, pinpoint and code. `found` is False (not found), NA (unknown) or True; `finding`
        says it in words ("not found against UNSCR 2178 (2014) OP 6(a)"); `reason` as in `cells`; `bound_since`
        (ISO date or "") and `bound_source`; `note` limits the duty; `provisions` what was found there; `examples`
        how up to three neighbouring laws do it (never a recommendation), `safeguards` which limits stand in the same
        texts as those examples, `safeguard_codes` the kinds of limits that belong beside such a rule; `precision`
        and `recall` of the detector.

    Raises
    ------
    ValueError
        When `instrument` has no verified duty, or a jurisdiction is not among the documents.

    Notes
    -----
    "Not found" is a statement about the texts read. A State may fulfil a duty in a law that is not here, by case law,
    by general offences, or by an act of another rank. Jurisdictions and instruments that
    ``data/obligations/bound.csv`` does not hold are left out: that table lists only States known to be bound, and the
    FATF Recommendations bind nobody as law.
    """
    taxonomy = taxonomy or load_taxonomy()
    searched = frames.documents_frame(documents)
    duties = obligations(instrument=instrument, taxonomy=taxonomy)
    names = frames.pick([n for n in searched["jurisdiction"] if n], jurisdictions, "jurisdictions")
    ties = bound()
    ties = ties[ties["jurisdiction"].isin(names)]
    # One set of codes decides which cells are needed; the safeguards tell what stands beside an example.
    limits = [concept.code for concept in taxonomy if concept.pillar == "safeguards"]
    limits.append("watchlist.delisting")
    wanted = [code for code in dict.fromkeys([*duties["code"], *limits]) if code in taxonomy]
    table = cells(codings, searched, codes=wanted, quality=quality, provisions=provisions, taxonomy=taxonomy)
    cell = {(row["jurisdiction"], row["code"]): row for row in frames.records(table)}
    having = {code: [n for n, c in cell if c == code and cell[n, c]["reason"] == FOUND] for code in wanted}
    coded = frames.codings_frame(codings, searched, provisions)
    coded = coded[frames.law_only(coded)]
    cited: dict[tuple[str, str], list[str]] = {}
    in_text: dict[str, set[str]] = {}
    for row in frames.records(coded):
        where = frames.place(row["path"], row["num"], row["eid"])
        cited.setdefault((row["jurisdiction"], row["code"]), []).append(where)
        in_text.setdefault(row["path"], set()).add(row["code"])
    beside = {row["code"]: row["safeguards"].split() for row in frames.records(frames.legal_data("powers.csv"))}

    rows = []
    for duty in frames.records(duties):
        for tie in frames.records(ties[ties["instrument"] == duty["instrument"]]):
            name, code = tie["jurisdiction"], duty["code"]
            here = cell[name, code]
            if here["reason"] == FOUND and not include_found:
                continue
            finding = {
                FOUND: f"found against {duty['reference']}",
                ABSENT: f"not found against {duty['reference']}",
            }.get(here["reason"], f"unknown against {duty['reference']}: {here['reason']}")
            examples, safeguards = [], []
            for other in _neighbours(name, having.get(code, [])):
                example = cell[other, code]
                examples.append(frames.place(example["best_path"], example["best_num"], example["best_eid"]))
                found_there = sorted(in_text.get(example["best_path"], set()) & set(limits))
                safeguards.append(f"{example['best_path']}: {', '.join(found_there) or 'none found'}")
            rows.append({
                "jurisdiction": name, "instrument": duty["instrument"], "reference": duty["reference"], "code": code,
                "label": taxonomy.label(code), "found": here["found"], "finding": finding, "reason": here["reason"],
                "bound_since": tie["since"], "bound_source": tie["source"], "note": duty["note"],
                "provisions": "; ".join(cited.get((name, code), [])[:5]), "examples": "; ".join(examples),
                "safeguards": "; ".join(safeguards), "safeguard_codes": " ".join(beside.get(code, [])),
                "precision": here["precision"], "recall": here["recall"],
            })  # fmt: skip
    result = pd.DataFrame(rows, columns=_GAP_COLUMNS).astype({"found": "boolean"})
    return result.sort_values(["jurisdiction", "instrument", "reference", "code"], kind="stable", ignore_index=True)
