"""Who decides, orders, authorises or supervises."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, find_all

#: Kinds of authority.
KINDS = (
    "court",
    "judge",
    "prosecutor",
    "police",
    "minister",
    "government",
    "parliament",
    "fiu",
    "intelligence_service",
    "central_bank",
    "supervisor",
    "border_agency",
    "customs",
    "head_of_state",
    "data_protection_authority",
    "security_council",
    "other",
)


def find_deciders(text: str, language: str) -> list[dict[str, Any]] | None:
    """Find the authorities to which a provision gives a decision.

    Parameters
    ----------
    text : str
        One unit.
    language : str
        ISO 639-1 code.

    Returns
    -------
    list of dict, or None
        ``kind`` (one of `KINDS`), ``start``, ``end`` (characters of `text`), ``quote``. None when the language has no
        patterns.

    Notes
    -----
    Found is an authority as the subject of a power or duty ("the Minister may"), or behind "by order of"; an
    authority that is merely mentioned or asks is not. "other" is an authority of no other kind: a board, a prefect,
    an agency. Who decides in the passive ("may be ordered") stands in another provision.
    """
    found = find_all("deciders", text, language)
    named = [row for row in found or () if row["kind"] != "other"]
    return found and [
        row
        for row in found
        if row["kind"] != "other" or not any(row["start"] < n["end"] and n["start"] < row["end"] for n in named)
    ]


@Language.factory(
    "ctlaw_deciders",
    assigns=["doc.spans"],
    default_config={"spans_key": "deciders", "language": None},
)
def create_deciders(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_deciders, language or str(nlp.lang), spans_key)
