"""Defences, exceptions and exclusions: what a provision does not reach."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, find_all, prepare, sentences

#: A ground for acquittal, a case the rule leaves out, an excluded field, an immunity, leniency for those who turn back.
KINDS = (
    "defence",
    "excuse",
    "exception",
    "exclusion",
    "armed_conflict",
    "humanitarian",
    "protest",
    "privilege",
    "exemption",
    "leniency",
)
#: How soon behind the name of a secret another limit may follow that speaks of it.
_SECRET = 12


def find_exceptions(text: str, language: str) -> list[dict[str, Any]] | None:
    """Find the words by which a provision limits itself.

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
    The span is the opening of the limit ("does not apply", "it is a defence"), not the whole case it describes. War in
    itself limits nothing ("in time of war the penalty is doubled"): "armed_conflict" is read where its sentence bears
    another limit; nor does a secret that is named right before another limit ("professional secrecy does not apply").
    Of limits that overlap the first and longest counts.
    """
    found = find_all("exceptions", text, language)
    if not found:
        return found
    kept: list[dict[str, Any]] = []
    for row in sorted(found, key=lambda row: (row["start"], -row["end"])):
        if not kept or row["start"] >= kept[-1]["end"]:
            kept.append(row)
    # a secret that another limit speaks of: "the duty of professional secrecy does not apply"
    following = [row["start"] for row in kept[1:]]
    kept = [
        row
        for row, then in zip_longest(kept, following)
        if row["kind"] != "privilege"
        or then is None
        or then - row["end"] > _SECRET
        or any(stop in text[row["end"] : then] for stop in ".;")
    ]
    if any(row["kind"] == "armed_conflict" for row in kept):
        prepared = prepare(text)
        spans = [prepared.folded.span(*sentence) for sentence in sentences(prepared)]
        others = [row["start"] for row in kept if row["kind"] != "armed_conflict"]
        limited = [(start, end) for start, end in spans if any(start <= other < end for other in others)]
        kept = [row for row in kept if row["kind"] != "armed_conflict"
                or any(start <= row["start"] < end for start, end in limited)]  # fmt: skip
    return kept


@Language.factory(
    "ctlaw_exceptions",
    assigns=["doc.spans"],
    default_config={"spans_key": "exceptions", "language": None},
)
def create_exceptions(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_exceptions, language or str(nlp.lang), spans_key)
