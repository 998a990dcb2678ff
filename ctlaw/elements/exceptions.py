"""Defences, exceptions and exclusions: what a provision does not reach."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, find_all

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
    The span is the opening of the limit ("does not apply", "it is a defence"), not the whole case it describes.
    """
    return find_all("exceptions", text, language)


@Language.factory(
    "ctlaw_exceptions",
    assigns=["doc.spans"],
    default_config={"spans_key": "exceptions", "language": None},
)
def create_exceptions(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_exceptions, language or str(nlp.lang), spans_key)
