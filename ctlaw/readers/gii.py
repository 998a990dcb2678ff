"""German federal law as gesetze-im-internet.de publishes it (DTD gii-norm 1.01).

One `norm` is one § (or heading, annex, table of contents). Paragraphs "(1)" stand in the text of a `P`, lists are
`DL` with `DT` (number) and `DD`. Editors' notes (`fussnoten`, `Footnotes`, `kommentar`) are kept as notes.
"""

from __future__ import annotations

import re

from ctlaw.readers import _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._xml import Node, iso_date, parse
from ctlaw.structure import Reading

_ABSATZ = re.compile(r"\((\d{1,3}[a-z]{0,2})\)(?=\s|$|[A-ZÄÖÜ])")
_UNIT = re.compile(r"(?:\(XXXX\)\s*)?(§{1,2}|Artikel|Art\.?)\s*(\d.*)", re.DOTALL)
#: A list directly below "(1)" counts its items as "Nummer", the next ones as "Buchstabe", "Doppelbuchstabe".
_LISTS = ("paragraph", "subparagraph", "clause", "subclause", "point")
_INLINE_NOTES = frozenset({"FnR", "Footnotes", "Footnote", "kommentar", "fussnoten"})


def read(data: bytes) -> Reading:
    """Read a gesetze-im-internet file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Complete down to list items; `as_at` is the day on which the publisher built the file.

    Raises
    ------
    CorpusError
        When the file is not XML or declares entities.
    """
    root, notes = parse(data)
    build = Builder()
    title = citation = None
    for norm in root.all("norm"):
        meta = norm.find("metadaten") or norm
        if title is None and meta.find("langue"):
            title, citation = _text(meta.find("langue")), _text(meta.find("amtabk") or meta.find("jurabk"))
            build.block(title or "")
        _norm(build, norm, meta)
    return build.reading(
        complete=True, title=title, citation=citation, language="de", as_at=iso_date(root.get("builddate")),
        notes=notes, source_end=root.end,
    )  # fmt: skip


def _text(node: Node | None) -> str:
    return squeeze(node.text(skip=_INLINE_NOTES, spaced={"BR"})) if node else ""


def _norm(build: Builder, norm: Node, meta: Node) -> None:
    enbez, titel = _text(meta.find("enbez")), _text(meta.find("titel"))
    group = meta.find("gliederungseinheit")
    body = norm.find("textdaten")
    content = _content(body, "text")
    source = (norm.start, norm.end)
    if group and not enbez:
        name, heading = _text(group.find("gliederungsbez")), _text(group.find("gliederungstitel"))
        level = max(1, len(_text(group.find("gliederungskennzahl"))) // 3)
        kind, num = _words.container(name, "de")
        build.container(level, kind, num, heading or (name if num is None else None), source=(norm.start, None))
        build.block(f"{name} {heading}" if name and heading else name or heading)
        if content:
            _blocks(build, content, 0)
    elif unit := _UNIT.match(enbez):
        gone = _words.is_repealed(titel, "de") or (not titel and _words.is_repealed(_text(content), "de"))
        kind = "section" if unit[1].startswith("§") else "article"
        build.open(kind, squeeze(unit[2]), titel or None, in_force=False if gone else None, source=source)
        build.block(f"{enbez} {titel}")
        if content:
            _blocks(build, content, 0)
        build.close()
    elif enbez or titel or content:
        toc = enbez.casefold().startswith("inhalts")
        if toc:
            build.open("note", None, enbez, part_of="note", source=source)
        elif _words.is_schedule(enbez, "de"):
            build.close_containers(0, norm.start)
            build.open("annex", enbez.partition(" ")[2] or None, titel or None, part_of="schedule", source=source)
        elif enbez:
            build.close_containers(0, norm.start)
            build.open("heading", None, f"{enbez} {titel}".strip(), source=source)
        if enbez or titel:
            build.block(f"{enbez} {titel}")
        if content:
            _blocks(build, content, 0)
        if enbez:
            build.close()
    for place in (_content(body, "fussnoten"), content.find("Footnotes") if content else None):
        if place:
            build.note(_lines(place), place.start, place.end)


def _content(body: Node | None, name: str) -> Node | None:
    part = body.find(name) if body else None
    return (part.find("Content", "TOC") or part) if part else None


def _lines(node: Node) -> str:
    text = node.text(skip={"BR"}) if not node.first("BR") else _with_breaks(node)
    return "\n".join(line for line in map(squeeze, text.split("\n")) if line)


def _with_breaks(node: Node) -> str:
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        else:
            if item.tag in ("BR", "P"):
                parts.append("\n")
            stack.extend(reversed(item.children))
    return "".join(parts)


def _blocks(build: Builder, node: Node, depth: int) -> None:
    """Write the blocks of one element; text between lists goes on lines of its own."""
    pending: list[str] = []
    in_absatz = False
    first = True

    def flush() -> None:
        nonlocal in_absatz, first
        text = squeeze("".join(pending))
        pending.clear()
        if not text:
            return
        absatz = _ABSATZ.match(text) if node.tag == "P" and depth == 0 and first and build.in_unit else None
        if absatz:
            gone = _words.is_repealed(text[absatz.end() :], "de")
            build.open("subsection", absatz[0], source=(node.start, node.end), in_force=False if gone else None)
            in_absatz = True
        first = False
        build.block(text)

    for child in node.children:
        if isinstance(child, str):
            pending.append(child)
        elif child.tag == "BR":
            flush()
        elif child.tag in _INLINE_NOTES:
            if child.tag == "kommentar":
                build.note(_lines(child), child.start, child.end)
        elif child.tag == "DL":
            flush()
            _list(build, child, depth)
        elif child.tag in ("P", "Content", "LA", "noindex", "pre", "Revision") or child.first("P", "DL", "row"):
            flush()
            if child.tag == "row":
                build.block("\t".join(_text(cell) for cell in child.all("entry")), keep_lines=True)
            else:
                _blocks(build, child, depth)
        elif child.tag == "row":
            flush()
            build.block("\t".join(_text(cell) for cell in child.all("entry")), keep_lines=True)
        elif child.tag in ("Title", "Ident", "ABWFORMAT", "kurzue", "titel"):
            flush()
            build.block(_text(child))
        else:
            pending.append(child.text(skip=_INLINE_NOTES, spaced={"BR"}))
    flush()
    if in_absatz:
        build.close()


def _list(build: Builder, node: Node, depth: int) -> None:
    item_open = False
    for child in node:
        if child.tag == "DT":
            number = _text(child)
            if item_open:
                build.close(child.start)
            item_open = bool(re.search(r"\w", number))
            if item_open:
                following = node.children[node.children.index(child) + 1 :]
                value = next((n for n in following if isinstance(n, Node) and n.tag == "DD"), None)
                gone = value is not None and _words.is_repealed(_text(value), "de")
                build.open(_LISTS[min(depth, 4)], number, source=(child.start, None), in_force=False if gone else None)
            build.label(number)
        else:
            _blocks(build, child, depth + 1)
            if item_open:
                build.close(child.end)
                item_open = False
    if item_open:
        build.close(node.end)
