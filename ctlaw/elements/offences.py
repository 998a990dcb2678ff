"""The offence record: per offence one row with conduct, fault, purpose, penalty, exceptions and jurisdiction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from ctlaw.elements.exceptions import find_exceptions
from ctlaw.elements.jurisdiction_clauses import find_jurisdiction_clauses
from ctlaw.elements.mental import find_mental, offence_sentences
from ctlaw.elements.penalties import find_penalties
from ctlaw.elements.purposes import find_purposes
from ctlaw.structure import UNITS

COLUMNS = [
    "path", "jurisdiction", "language", "eid", "num", "heading", "conduct", "conduct_start", "conduct_end", "mental",
    "mental_evidence", "purposes", "purposes_evidence", "penalties", "exceptions", "jurisdiction_clauses",
]  # fmt: skip
_PLACE = ("path", "jurisdiction", "language", "eid", "num", "heading")


def offence_records(provisions: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each article or section that creates an offence or states a penalty.

    Parameters
    ----------
    provisions : DataFrame
        As returned by `extract_provisions`: at least `language` and `text`; `kind`, `heading` and `penalties` are used
        where they are there. Provisions below articles and sections are left out: their words stand in the unit.

    Returns
    -------
    DataFrame
        path, jurisdiction, language, eid, num, heading (<NA> where `provisions` lacks them); `conduct` with
        `conduct_start`, `conduct_end`: the first sentence that creates the offence, <NA> when no sentence was found (a
        unit that only states penalties for what another describes, or a language without patterns); `mental` and
        `purposes`: sorted lists of kinds; `mental_evidence`, `purposes_evidence`, `penalties`, `exceptions`,
        `jurisdiction_clauses`: lists of dict with `start`, `end` and `quote`. Offsets are characters of the
        provision's own `text`. None in a list column: the language has no patterns for that element.

    Notes
    -----
    One unit with several offences is one row. An empty list says that the words were not found, not that the law asks
    for nothing: a general part may supply the fault element, a general rule the ground of jurisdiction.
    """
    rows = []
    for record in provisions.to_dict("records"):
        if record.get("kind", "section") not in UNITS:
            continue
        row = _record(record)
        if row is not None:
            rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"conduct_start": "Int64", "conduct_end": "Int64"})


def _record(record: dict[Any, Any]) -> dict[str, Any] | None:
    text, language = record["text"], record["language"]
    heading = record.get("heading")
    heading = heading if isinstance(heading, str) else None
    if "penalties" in record:
        stated: Any = record["penalties"]
        penalties = None if isinstance(stated, str) or not isinstance(stated, Iterable) else list(stated)
        if isinstance(stated, str) and stated.startswith("["):  # as a CSV has it
            penalties = json.loads(stated)
    else:
        penalties = find_penalties(text, language, heading=heading)
    places = offence_sentences(text, language, heading)
    if not penalties and not places:
        return None
    start, end = places[0] if places else (None, None)
    mental = find_mental(text, language, heading)
    purposes = find_purposes(text, language)
    return {
        **{name: record.get(name, pd.NA) for name in _PLACE},
        "conduct": text[start:end] if places else pd.NA,
        "conduct_start": start,
        "conduct_end": end,
        "mental": _kinds(mental),
        "mental_evidence": mental,
        "purposes": _kinds(purposes),
        "purposes_evidence": purposes,
        "penalties": penalties,
        "exceptions": find_exceptions(text, language),
        "jurisdiction_clauses": find_jurisdiction_clauses(text, language),
    }


def _kinds(found: list[dict[str, Any]] | None) -> list[str] | None:
    return None if found is None else sorted({row["kind"] for row in found})
