"""United States law in USLM (United States Legislative Markup): public laws, compilations, the Code."""

from __future__ import annotations

import re

from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._tree import Grammar, Walker
from ctlaw.readers._xml import Node, iso_date, parse
from ctlaw.structure import Reading


def _number(node: Node) -> str:
    label = node.find("num")
    text = squeeze(label.text(skip={"footnote", "ref", "sidenote"})) if label else ""
    return re.sub(r"^\[|\]$", "", text)


GRAMMAR = Grammar(
    containers={"title": "title", "subtitle": "subtitle", "division": "division", "subdivision": "subdivision",
                "part": "part", "subpart": "subpart", "chapter": "chapter", "subchapter": "subchapter",
                "appendix": "annex", "schedule": "schedule"},
    units={"section": "section", "courtRule": "rule"},
    levels={"subsection": "subsection", "paragraph": "paragraph", "subparagraph": "subparagraph", "clause": "clause",
            "subclause": "subclause", "item": "point", "subitem": "item", "subsubitem": "item", "level": "level"},
    flow=frozenset({"content", "chapeau", "continuation", "p", "longTitle", "enactingFormula", "resolvingClause",
                    "officialTitle", "docTitle", "text"}),
    quoted=frozenset({"quotedContent"}),
    notes=frozenset({"sidenote", "footnote", "editorialNote", "note", "notes", "sourceCredit", "legislativeHistory",
                     "toc", "citationNote", "editionNote", "explanationNote", "authority", "elided"}),
    skipped=frozenset({"meta", "page", "endMarker", "colgroup", "col", "organizationNote"}),
    inline_skipped=frozenset({"page", "sup"}),
    gone=lambda node: False if node.get("status") in ("repealed", "omitted", "terminated", "vacant") else None,
    number=_number,
)  # fmt: skip


def read(data: bytes) -> Reading:
    """Read a USLM file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete. Side notes, source credits and editors' notes are notes; `quotedContent` is "quoted".

    Raises
    ------
    CorpusError
        When the file is not XML or declares entities.
    """
    root, notes = parse(data)
    meta = root.find("meta") or Node("meta", {}, 0)
    title = next((squeeze(n.text()) for n in meta.all("title")), None)
    citation = next((squeeze(n.text()) for n in meta.all("citableAs")), None)
    language = next((squeeze(n.text()) for n in meta.all("language")), "en")[:2].lower()
    build = Builder()
    walker = Walker(build, GRAMMAR)
    dates = [n.get("date") for n in root.descendants("currentThroughPublicLaw", "approvedDate") if n.get("date")]
    for child in root:
        walker.visit(child)
    return build.reading(complete=True, title=title, citation=citation, language=language or "en",
                         as_at=iso_date(dates[0]) if dates else None, notes=notes, source_end=root.end)  # fmt: skip
