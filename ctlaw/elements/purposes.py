"""The purposes by which laws define terrorism, as typed values: definitions are compared by them."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, find_all

#: What the act must aim at, or be done for; after the definitions of the UN, the EU and the common-law countries.
KINDS = (
    "intimidate_population",
    "compel_government",
    "compel_international_organisation",
    "influence_government",
    "destabilise_structures",
    "spread_terror",
    "public_order",
    "political_cause",
    "religious_cause",
    "ideological_cause",
    "racial_cause",
    "national_security",
    "overthrow_government",
)


def find_purposes(text: str, language: str) -> list[dict[str, Any]] | None:
    """Find the purposes that a definition of terrorism names.

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
    Only texts that speak of terrorism (or of its words: terror, intimidation of a population) are read. A purpose
    is found wherever it is named: also where a text says that it is not required.
    """
    return find_all("purposes", text, language)


@Language.factory(
    "ctlaw_purposes",
    assigns=["doc.spans"],
    default_config={"spans_key": "purposes", "language": None},
)
def create_purposes(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_purposes, language or str(nlp.lang), spans_key)
