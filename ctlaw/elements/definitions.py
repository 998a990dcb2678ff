"""Terms that a law defines, and the words that define them."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, Match, PatternSet, Prepared, load, prepare

#: A definiens ends before a new subsection or section on a line of its own.
_NEXT_UNIT = re.compile(
    r"\n[ -]{0,6}(?:\(\d{1,3}[A-Za-z.]{0,3}\) ?[A-Z\u00c0-\u024f]|\d{1,4}(?:\.\d{1,3})? {1,3}[A-Z(]|\n)"
)
#: The other language's term in brackets after a bilingual definition: "(conseil)".
_OTHER_LANGUAGE = re.compile(r" ?\([^\W\d_][^()\n\d]{1,120}\)[.;]?(?=\n|$)")
_LONGEST = 20_000


def find_definitions(text: str, language: str) -> list[dict[str, Any]] | None:
    """Find the definitions in `text`.

    Parameters
    ----------
    text : str
        One unit, or a whole law.
    language : str
        ISO 639-1 code.

    Returns
    -------
    list of dict, or None
        ``term``, ``term_start``, ``term_end``; ``kind`` ("means", "includes": an open definition, "same_meaning": by
        reference to another law); ``definiens_start``, ``definiens_end``; ``start``, ``end``, ``quote`` (term and
        definiens). Offsets are characters of `text`. None when the language has no patterns.

    Notes
    -----
    A term without quotation marks is found at the beginning of a line ("vessel means ...") or after "In this Act,";
    in a text whose line breaks are lost, such definitions after the first are not told apart from running text.
    """
    patterns = load("definitions", language)
    if patterns is None:
        return None
    prepared = prepare(text)
    found = _openings(prepared, patterns)
    rows = []
    for i, match in enumerate(found):
        following = found[i + 1].start if i + 1 < len(found) else len(prepared.text)
        rows.append(_row(prepared, match, _end(prepared, match, following)))
    return rows


def _openings(prepared: Prepared, patterns: PatternSet) -> list[Match]:
    """Return the openings of definitions ("X means"), in order of place and without overlaps."""
    roles = ["value"]
    if patterns.has(prepared, "lead"):  # "the following definitions apply": then list items are definitions
        roles.append("list")
    matches = sorted(
        (m for role in roles for pattern in patterns.role(role) for m in pattern.finditer(prepared)),
        key=lambda m: (m.start, -m.end),
    )
    kept: list[Match] = []
    for match in matches:
        term = (match.groups.get("term") or "").strip()
        if not term or any(d.regex.search(term.lower()) for d in patterns.role("not_a_term")):
            continue
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def _end(prepared: Prepared, match: Match, following: int) -> int:
    """Return where the definiens ends: at the next definition, subsection or paragraph, whichever is first."""
    lines = prepared.lines
    stop = min(following, match.end + _LONGEST, len(lines))
    other = _OTHER_LANGUAGE.search(lines, match.end, stop)
    if other:
        stop = other.end()
    unit = _NEXT_UNIT.search(lines, match.end, stop)
    if unit:
        stop = unit.start()
    if following < len(lines) and stop == following and "\n" not in lines[match.end : stop]:
        # Several definitions on one line: each is a sentence or a clause; what opens the next one is not part of it.
        cut = max(lines.rfind(mark, match.end, stop) for mark in (";", ". "))
        stop = cut + 1 if cut > match.end else stop
    return match.end + len(lines[match.end : stop].rstrip(" \n-"))


def _row(prepared: Prepared, match: Match, end: int) -> dict[str, Any]:
    text = prepared.lines[match.start : match.end]
    term = match.groups["term"] or ""
    at = match.start + text.find(term)
    term_place = prepared.place(at, at + len(term.rstrip()))
    tail = _OTHER_LANGUAGE.search(prepared.lines, max(match.end, end - 130), end)
    definiens_end = tail.start() if tail and tail.start() > match.end else end
    begin = match.end
    while begin < definiens_end and prepared.text[begin] in " ,:-":
        begin += 1
    definiens = prepared.place(begin, max(begin, definiens_end))
    return {
        "kind": match.kind,
        "term": term_place["quote"],
        "term_start": term_place["start"],
        "term_end": term_place["end"],
        "definiens_start": definiens["start"],
        "definiens_end": definiens["end"],
        **prepared.place(at, max(end, at + len(term))),
    }


@Language.factory(
    "ctlaw_definitions",
    assigns=["doc.spans"],
    default_config={"spans_key": "definitions", "language": None},
)
def create_definitions(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_definitions, language or str(nlp.lang), spans_key)
