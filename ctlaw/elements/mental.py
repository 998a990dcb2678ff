"""Which fault elements the words of an offence require."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, Match, PatternSet, Prepared, load, prepare, sentences

#: The fault elements, from the gravest to the lightest.
KINDS = ("intention", "purpose", "knowledge", "recklessness", "suspicion", "negligence")


def find_mental(text: str, language: str, heading: str | None = None) -> list[dict[str, Any]] | None:
    """Find the words by which offences in `text` require intention, knowledge or another fault element.

    Parameters
    ----------
    text : str
        One article or section.
    language : str
        ISO 639-1 code.
    heading : str, optional
        The heading of the unit: "Negligent financing" states the element for the text below it.

    Returns
    -------
    list of dict, or None
        ``kind`` (one of `KINDS`), ``start``, ``end`` (characters of `text`), ``quote``; for an element that only the
        heading states, offsets are null. None when the language has no patterns.

    Notes
    -----
    Read are the sentences of units that create an offence, threaten a penalty or forbid something; left out are
    definitions, conditions of powers, defences and procedure. What a general part of a code supplies ("intent is
    required where the law does not say otherwise") is not in the words of the offence and not found.
    """
    patterns = load("mental", language)
    if patterns is None:
        return None
    prepared = prepare(text)
    found = []
    if _creates_offence(prepared, patterns, heading):
        for start, end in _offence_sentences(prepared, patterns):
            found += [_row(prepared, match) for match in _values(prepared, patterns, start, end)]
        if heading:
            title = prepare(heading)
            seen = {row["kind"] for row in found}
            found += [
                {"kind": match.kind, "start": None, "end": None, "quote": title.place(match.start, match.end)["quote"]}
                for match in _values(title, patterns, 0, len(title.text))
                if match.kind not in seen
            ]
    return found


def mental_set(text: str, language: str, heading: str | None = None) -> list[str] | None:
    """Return the sorted kinds of `find_mental`, each once; None when the language has no patterns."""
    found = find_mental(text, language, heading)
    return None if found is None else sorted({row["kind"] for row in found})


def offence_sentences(text: str, language: str, heading: str | None = None) -> list[tuple[int, int]] | None:
    """Return the sentences by which `text` makes something an offence or threatens a penalty.

    Returns
    -------
    list of tuple, or None
        Characters ``(start, end)`` of `text`, white space at the edges left out; prohibitions without a penalty,
        defences and definitions are not among them. None when the language has no patterns.
    """
    patterns = load("mental", language)
    if patterns is None:
        return None
    prepared = prepare(text)
    if not _creates_offence(prepared, patterns, heading):
        return []
    found = []
    for start, end in sentences(prepared):
        if any(m.kind == "offence" for m in patterns.find(prepared, "offence", start, end)) and not patterns.has(
            prepared, "exclude", start, end
        ):
            stretch = prepared.text[start:end]
            start, end = start + len(stretch) - len(stretch.lstrip()), end - len(stretch) + len(stretch.rstrip())
            found.append(prepared.folded.span(start, end))
    return found


def _creates_offence(prepared: Prepared, patterns: PatternSet, heading: str | None) -> bool:
    return patterns.has(prepared, "offence") or bool(heading and patterns.has(prepare(heading), "offence"))


def _offence_sentences(prepared: Prepared, patterns: PatternSet) -> list[tuple[int, int]]:
    """Return the sentences that are not definitions, defences, conditions of powers or procedure.

    Where a data file says ``"sentences": "own"``, an element stands in the sentence that threatens the penalty; else it
    may stand in any sentence of the unit, as in common-law sections ("(1) No person shall knowingly ... (2) Who
    contravenes subsection (1) is guilty").
    """
    whole_unit = patterns.settings.get("sentences", "unit") == "unit"
    return [
        (start, end)
        for start, end in sentences(prepared)
        if (whole_unit or patterns.has(prepared, "offence", start, end))
        and not patterns.has(prepared, "exclude", start, end)
    ]


def _values(prepared: Prepared, patterns: PatternSet, start: int, end: int) -> list[Match]:
    """Return the matches in one sentence, without those that a "drop" pattern covers."""
    found = patterns.find(prepared, "value", start, end)
    dropped = patterns.find(prepared, "drop", start, end) if found else []
    return [m for m in found if not any(d.start <= m.start and m.end <= d.end for d in dropped)]


def _row(prepared: Prepared, match: Match) -> dict[str, Any]:
    return {"kind": match.kind, **prepared.place(match.start, match.end)}


@Language.factory(
    "ctlaw_mental_elements",
    assigns=["doc.spans"],
    default_config={"spans_key": "mental_elements", "language": None},
)
def create_mental_elements(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_mental, language or str(nlp.lang), spans_key, with_heading=True)
