"""Icelandic law from the Alþingi's lagasafn, as XML (law, chapter, art, subart, numart, sen)."""

from __future__ import annotations

import html
import re

from ctlaw.readers import _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._xml import Node, parse
from ctlaw.structure import Reading

_TAG = re.compile(r"<[^<>]{0,2000}>")
_CHAPTERS = {"kafli": "chapter", "hluti": "part", "þáttur": "part", "undirkafli": "subchapter", "viðauki": "annex"}
_ITEMS = ("paragraph", "subparagraph", "clause", "subclause", "point")


def read(data: bytes) -> Reading:
    """Read a law of the lagasafn.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete. Articles (`gr.`) hold unnumbered subsections (`mgr.`) that the file counts: their `num` is null where
        nothing is printed. Footnotes (what changed the article) are notes.

    Raises
    ------
    CorpusError
        When the file is not XML or declares entities.
    """
    root, notes = parse(data)
    build = Builder()
    title = _text(root.find("name"))
    build.block(title)
    for child in root:
        if child.tag == "num-and-date":
            build.block(_text(child.find("original")))
        elif child.tag == "minister-clause":
            build.note(_text(child), child.start, child.end)
        elif child.tag != "name":
            _visit(build, child, 0)
    citation = f"{root.get('nr')}/{root.get('year')}" if root.get("nr") else None
    return build.reading(complete=True, title=title or None, citation=citation, language="is", notes=notes,
                         source_end=root.end)  # fmt: skip


def _text(node: Node | None) -> str:
    """Return the text of an element; HTML that the file holds in escaped form is taken away."""
    return squeeze(html.unescape(_TAG.sub(" ", node.text()))) if node else ""


def _visit(build: Builder, node: Node, depth: int) -> None:
    tag = node.tag
    if tag == "chapter":
        label, name = _text(node.find("nr-title")), _text(node.find("name"))
        kind = _CHAPTERS.get(node.get("chapter-type"), "chapter" if label else "heading")
        num = label.rstrip(".").removesuffix("kafli").strip(" .") or None
        if kind == "annex":
            build.open(kind, num, name or None, part_of="schedule", source=(node.start, node.end))
        else:
            build.open(kind, num, name or None, source=(node.start, node.end))
        build.block(f"{label} {name}")
        _children(build, node, 0)
        build.close()
    elif tag == "art":
        _article(build, node)
    elif tag == "subart":
        build.open("subsection", _printed(node), source=(node.start, node.end))
        _children(build, node, depth)
        build.close()
    elif tag == "numart":
        _item(build, node, depth)
    elif tag == "footnotes":
        lines = [_text(note) for note in node.descendants("footnote-sen")]
        build.note("\n".join(lines), node.start, node.end)
    elif tag == "paragraph":
        _paragraph(build, node, depth)
    elif tag == "tr":
        build.block("\t".join(_text(cell) for cell in node.all("td")), keep_lines=True)
    elif tag in ("nr-title", "name", "location"):
        return
    elif any(True for _ in node):
        _children(build, node, depth)
    else:
        build.block(_text(node))


def _children(build: Builder, node: Node, depth: int) -> None:
    for child in node:
        _visit(build, child, depth)


def _printed(node: Node) -> str | None:
    return _text(node.find("nr-title")) or None


def _article(build: Builder, node: Node) -> None:
    label, name = _text(node.find("nr-title")), _text(node.find("name"))
    num = re.sub(r"\s*gr\.(?=\s|$)", "", label).strip(" .") or node.get("nr") or None
    body = squeeze(" ".join(_text(child) for child in node if child.tag not in ("nr-title", "name", "footnotes")))
    gone = not body.strip(" .…[]") or _words.is_repealed(body, "is")
    build.open("article", num, name or None, in_force=False if gone else None, source=(node.start, node.end))
    build.block(f"{label} {name}")
    _children(build, node, 0)
    build.close()


def _item(build: Builder, node: Node, depth: int) -> None:
    label, name = _text(node.find("nr-title")), _text(node.find("name"))
    build.unglue()
    if label:
        build.open(_ITEMS[min(depth, 4)], label, name or None, source=(node.start, node.end))
        build.label(label)
    build.block(name)
    _children(build, node, depth + 1)
    if label:
        build.close()


def _paragraph(build: Builder, node: Node, depth: int) -> None:
    """Sentences (`sen`) run on in one line; lists and tables between them stand on lines of their own."""
    sentences: list[str] = []
    for child in node:
        if child.tag in ("sen", "sen-title"):
            sentences.append(_text(child))
            continue
        build.block(" ".join(sentences))
        sentences.clear()
        _visit(build, child, depth)
    build.block(" ".join(sentences))
    if not any(True for _ in node):
        build.block(_text(node))
