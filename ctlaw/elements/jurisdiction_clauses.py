"""On what ground a law reaches acts abroad."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, load, prepare, sentences

#: The grounds of jurisdiction as the terrorism conventions sort them (financing convention of 1999, article 7).
KINDS = (
    "territorial",
    "flag",
    "nationality",
    "residence",
    "passive_personality",
    "protective",
    "universal",
    "aut_dedere",
    "extraterritorial",
    "presence",
)

#: An item of a list, which goes on from the sentence that opens it: "This Code also applies:\n1. To offences ...".
_ITEM = re.compile(r"\(?(?:\d{1,2}[.)ºo°]|(?:[a-z]|[ivx]{1,4})[.)])")


def find_jurisdiction_clauses(text: str, language: str) -> list[dict[str, Any]] | None:
    """Find the grounds on which a provision claims jurisdiction.

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
    Read are sentences that speak of the reach of a law, of a court, or of acts committed. "extraterritorial" is a
    clause that reaches acts abroad without a stated ground.
    """
    patterns = load("jurisdiction", language)
    if patterns is None:
        return None
    prepared = prepare(text)
    matches = patterns.find(prepared)
    if not matches:
        return []
    reach: list[tuple[int, int]] = []
    listed = False
    for start, end in sentences(prepared):
        sentence = prepared.lower[start:end].strip()
        speaks = listed and _ITEM.match(sentence) is not None or patterns.has(prepared, "gate", start, end)
        listed = speaks and (sentence.endswith(":") or (listed and _ITEM.match(sentence) is not None))
        if speaks:
            reach.append((start, end))
    return [
        {"kind": m.kind, **prepared.place(m.start, m.end)}
        for m in matches
        if any(start <= m.start < end for start, end in reach)
    ]


@Language.factory(
    "ctlaw_jurisdiction_clauses",
    assigns=["doc.spans"],
    default_config={"spans_key": "jurisdiction_clauses", "language": None},
)
def create_jurisdiction_clauses(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_jurisdiction_clauses, language or str(nlp.lang), spans_key)
