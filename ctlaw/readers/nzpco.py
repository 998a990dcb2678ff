"""New Zealand law as the Parliamentary Counsel Office published it (legislation.govt.nz XML)."""

from __future__ import annotations

from ctlaw.readers import _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._xml import Node, iso_date, parse
from ctlaw.structure import Reading

_CONTAINERS = {"part": "part", "subpart": "subpart", "crosshead": "heading"}
_PARAGRAPHS = ("paragraph", "subparagraph", "clause", "subclause", "point")
_SKIPPED = frozenset({"contents", "toc", "skeletons", "colspec", "reprint-date"})
_NOTES = frozenset({"notes", "cover.reprint-note", "end", "leg-history", "end.reprint-note", "admin-office"})
#: Not running text: what was struck out, marks of footnotes.
_INLINE_NOTES = frozenset({"footnote", "struckoutwords", "metadata"})


def read(data: bytes) -> Reading:
    """Read a New Zealand act.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete. The file holds bare labels ("1", "a"); they are printed as in the statute book: "(1)", "(a)".

    Raises
    ------
    CorpusError
        When the file is not XML or declares entities.
    """
    root, notes = parse(data)
    build = Builder()
    cover = root.find("cover")
    title = _text(cover.find("title")) if cover else None
    number, year = root.get("act.no"), root.get("year")
    build.block(title or "")
    for child in root:
        if child.tag == "cover":
            for note in child.all("cover.reprint-note"):
                _note(build, note)
        else:
            _visit(build, child, 0)
    return build.reading(
        complete=True, title=title, citation=f"{year} No {number}" if number and year else None,
        language=root.get("lang")[:2] or "en", as_at=iso_date(root.get("date.as.at")), notes=notes,
        source_end=root.end,
    )  # fmt: skip


def _text(node: Node | None) -> str:
    return squeeze(node.text(skip=_INLINE_NOTES, spaced={"brk"})) if node else ""


def _gone(node: Node) -> bool | None:
    """Return False for what is repealed; a dash or nothing stands in its place in the file."""
    return False if node.get("deletion-status") not in ("", "no", "current") else None


def _note(build: Builder, node: Node) -> None:
    lines: list[str] = []
    kinds = ("history-note", "editorial-note", "amends-note", "heading", "para", "reprint.note", "history-item")
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            continue
        if item.tag in kinds:
            lines.append(squeeze(item.text(skip={"metadata"})))
        else:
            stack.extend(reversed(item.children))
    build.note("\n".join(filter(None, lines)) or _text(node), node.start, node.end)


def _visit(build: Builder, node: Node, depth: int) -> None:
    """Write one element; `depth` counts the lettered paragraphs around it."""
    tag = node.tag
    if tag in _SKIPPED:
        return
    if tag in _NOTES:
        _note(build, node)
    elif tag == "cf":
        build.note(_text(node), node.start, node.end)
    elif tag in _CONTAINERS and any(True for _ in node):
        _division(build, node, _CONTAINERS[tag], None)
    elif tag == "schedule":
        _division(build, node, "schedule", "schedule")
    elif tag == "crosshead":
        build.unglue()
        build.container(9, "heading", None, _text(node), source=(node.start, None))
        build.block(_text(node))
    elif tag == "prov":
        _provision(build, node)
    elif tag == "subprov":
        _labelled(build, node, "subsection", depth)
    elif tag == "label-para":
        _labelled(build, node, _PARAGRAPHS[min(depth, 4)], depth + 1)
    elif tag == "def-para":
        term = node.first("def-term")
        build.unglue()
        build.open("definition", _text(term) or None, in_force=_gone(node), source=(node.start, node.end))
        _children(build, node, depth)
        build.close()
    elif tag == "amend":
        build.unglue()
        build.open("quoted", part_of="quoted", source=(node.start, node.end))
        _children(build, node, 0)
        build.close_containers(0, node.end)
        build.close()
    elif tag == "row":
        build.block("\t".join(_text(cell) for cell in node.all("entry")), keep_lines=True)
    elif tag == "label":
        build.unglue()
        build.label(_text(node))
    elif tag in ("text", "heading", "authorised", "ministry", "empowering-prov", "title", "follow-text"):
        for mark in node.descendants("footnote"):
            build.note(squeeze(mark.text()), mark.start, mark.end)
        if tag == "follow-text":
            build.unglue()
        build.block(_text(node))
    elif any(True for _ in node):
        if tag in ("schedule.group", "end", "list", "item"):
            build.unglue()
        _children(build, node, depth)
    else:
        build.block(_text(node))


def _children(build: Builder, node: Node, depth: int) -> None:
    for child in node:
        _visit(build, child, depth)


def _division(build: Builder, node: Node, kind: str, part_of: str | None) -> None:
    label, heading = _text(node.find("label")), _text(node.find("heading"))
    word = "" if kind == "heading" else kind.capitalize()
    build.unglue()
    build.open(kind, label or None, heading or None, part_of=part_of, in_force=_gone(node),
               source=(node.start, node.end))  # fmt: skip
    build.block(f"{word} {label} {heading}" if label or kind == "schedule" else heading)
    if kind == "heading" and not heading:
        build.block(squeeze("".join(part for part in node.children if isinstance(part, str))))
    for child in node:
        if child.tag not in ("label", "heading"):
            _visit(build, child, 0)
    build.close_containers(0, node.end)
    build.close()


def _provision(build: Builder, node: Node) -> None:
    """A section (or, in the body of a treaty or schedule, a clause) with its heading beside the number."""
    label, heading = _text(node.find("label")), _text(node.find("heading"))
    build.unglue()
    if label or heading:
        kind = "article" if _words.table()["article_labels"].get(label.partition(" ")[0].casefold()) else "section"
        num = label.partition(" ")[2] if kind == "article" and " " in label else label
        build.open(kind, num or None, heading or None, in_force=_gone(node), source=(node.start, node.end))
        build.block(f"{label} {heading}")
    for child in node:
        if child.tag not in ("label", "heading", "notes", "cf"):
            _visit(build, child, 0)
    if label or heading:
        build.close()
    for child in node.all("notes", "cf"):
        _visit(build, child, 0)


def _labelled(build: Builder, node: Node, kind: str, depth: int) -> None:
    label = _text(node.find("label"))
    if not label:
        for child in node:
            if child.tag != "label":
                _visit(build, child, depth)
        return
    printed = f"({label})" if label.isalnum() else label
    build.unglue()
    build.open(kind, printed, in_force=_gone(node), source=(node.start, node.end))
    build.label(printed)
    for child in node:
        if child.tag != "label":
            _visit(build, child, depth)
    build.close()
