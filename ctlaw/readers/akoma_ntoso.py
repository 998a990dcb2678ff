"""Akoma Ntoso 3.0 (OASIS LegalDocML), as legislation.gov.uk, Mexico's and other publishers' files have it."""

from __future__ import annotations

from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._tree import Grammar, Walker
from ctlaw.readers._xml import Node, iso_date, parse
from ctlaw.structure import Reading

_LANGUAGES = {"eng": "en", "spa": "es", "fra": "fr", "deu": "de", "cym": "cy", "ita": "it", "por": "pt", "fin": "fi",
              "swe": "sv", "nld": "nl", "pol": "pl", "ces": "cs", "ron": "ro", "ell": "el"}  # fmt: skip
GRAMMAR = Grammar(
    containers={"book": "book", "tome": "book", "title": "title", "subtitle": "subtitle", "part": "part",
                "subpart": "subpart", "chapter": "chapter", "subchapter": "subchapter", "division": "division",
                "subdivision": "subdivision", "container": "heading", "crossheading": "heading",
                "section-group": "division", "attachment": "annex", "component": "annex"},
    units={"section": "section", "article": "article", "rule": "rule", "regulation": "regulation"},
    levels={"subsection": "subsection", "paragraph": "paragraph", "subparagraph": "subparagraph", "clause": "clause",
            "subclause": "subclause", "point": "point", "indent": "point", "item": "level", "level": "level",
            "definition": "level"},
    flow=frozenset({"p", "longTitle", "formula"}),
    quoted=frozenset({"quotedStructure", "embeddedStructure"}),
    notes=frozenset({"note", "authorialNote", "footer"}),
    skipped=frozenset({"meta", "coverPage", "toc", "img", "conclusions-image"}),
    schedules=frozenset({"schedule"}),
    inline_skipped=frozenset({"noteRef", "marker", "img"}),
    gone=lambda node: False if node.get("status") in ("removed", "repealed", "Prospective", "Repealed")
    or node.get("Status") in ("Prospective", "Repealed") else None,
)  # fmt: skip


def read(data: bytes) -> Reading:
    """Read an Akoma Ntoso file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete when the file numbers the parts of its articles; a file that marks articles only is left to the
        segmenter. Where `num` and text disagree about the number of an article (bis, ter), the text is followed.

    Raises
    ------
    CorpusError
        When the file is not XML or declares entities.
    """
    root, notes = parse(data)
    document = next(iter(root), root)
    meta = document.find("meta") or Node("meta", {}, 0)
    title = next((squeeze(n.text()) for n in document.descendants("docTitle")), None)
    title = title or next((squeeze(n.text()) for n in meta.descendants("title", "FRBRalias") if n.text().strip()), None)
    expression = meta.first("FRBRExpression") or Node("FRBRExpression", {}, 0)
    language = next((n.get("language") for n in expression.descendants("FRBRlanguage")), "")
    dates = [
        n.get("date") for n in expression.descendants("FRBRdate") if n.get("name") not in ("Generation", "enacted")
    ]
    date = dates[0] if dates else ""
    name = next((n.get("value") for n in meta.descendants("FRBRname")), None)
    build = Builder()
    walker = Walker(build, GRAMMAR)
    for child in document:
        _prepare(child)
        walker.visit(child)
    for note in meta.descendants("note"):
        build.note(squeeze(note.text()), note.start, note.end)
    return build.reading(
        complete=walker.inner_numbers > 0, title=title, citation=name,
        language=_LANGUAGES.get(language, language[:2]) or None, as_at=iso_date(date), notes=notes, source_end=root.end,
    )  # fmt: skip


def _prepare(root: Node) -> None:
    """Rename what an attribute names: `hcontainer name="schedule"`; a section that holds articles is a container."""
    for node in [root, *root.descendants()]:
        if node.tag == "hcontainer":
            name = node.get("name")
            node.tag = name or "crossheading"
            if node.tag in ("schedules", "wrapper", "subheading"):
                node.tag = "crossheading" if node.find("heading", "num") else "group"
            elif (
                node.tag not in GRAMMAR.containers
                and node.tag not in GRAMMAR.levels | GRAMMAR.units
                and node.tag != "schedule"
            ):
                node.tag = "crossheading"
        elif node.tag == "section" and node.first("article", "section"):
            inner = node.first("article", "section")
            if inner and not _quoted_between(node, inner):
                node.tag = "section-group"


def _quoted_between(outer: Node, inner: Node) -> bool:
    return any(q.start <= inner.start and inner.end <= q.end for q in outer.descendants("quotedStructure"))
