"""Walk a tree of marked-up law (Akoma Ntoso, CLML, USLM) and write its text and divisions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ctlaw.readers import _units, _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._xml import Node

#: The kind of a level that the mark-up does not name, by the kind of what is around it.
_BELOW = {
    "section": "subsection", "article": "paragraph", "rule": "paragraph", "regulation": "paragraph",
    "subsection": "paragraph", "paragraph": "subparagraph", "subparagraph": "clause", "clause": "subclause",
    "subclause": "point", "point": "item", "item": "item", "definition": "paragraph",
}  # fmt: skip
_DOTS = re.compile(r"[\s.…*_—-]*")


@dataclass
class Grammar:
    """Which element plays which part.

    Attributes
    ----------
    containers, units, levels : dict
        Element name to kind; "level" stands for the kind next below, by `_BELOW`.
    num, heading : str tuples
        Names of the children that hold number and heading.
    flow : set
        Elements whose text is a paragraph, with whatever marks stand inside.
    quoted, notes, skipped, schedules : sets
        Amending text; notes; what is not text; schedules.
    inline_skipped : set
        Marks inside a paragraph that are not its text.
    gone : callable
        Returns False for an element that is not in force, else None.
    """

    containers: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    num: tuple[str, ...] = ("num",)
    heading: tuple[str, ...] = ("heading", "subheading")
    flow: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    schedules: frozenset[str] = frozenset()
    inline_skipped: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset({"tr", "row"})
    gone: Callable[[Node], bool | None] = lambda node: None
    number: Callable[[Node], str] | None = None


class Walker:
    """Write a tree into a builder by a grammar."""

    def __init__(self, build: Builder, grammar: Grammar) -> None:
        self.build, self.g = build, grammar
        self.inner_numbers = 0
        self._blocks = (
            set(grammar.containers) | set(grammar.units) | set(grammar.levels) | grammar.flow | grammar.quoted
            | grammar.notes | grammar.schedules | grammar.rows
        )  # fmt: skip

    def text(self, node: Node | None) -> str:
        """Return the text of an inline element."""
        return squeeze(node.text(skip=self.g.inline_skipped | self.g.notes)) if node else ""

    def children(self, node: Node, around: str) -> None:
        """Visit all children but number and heading."""
        for child in node:
            if child.tag not in self.g.num and child.tag not in self.g.heading:
                self.visit(child, around)

    def visit(self, node: Node, around: str = "") -> None:
        """Write one element; `around` is the kind of the division it stands in."""
        tag = node.tag
        if tag in self.g.skipped:
            return
        if tag in self.g.notes:
            self.build.note(_lines(node, self.g.inline_skipped), node.start, node.end)
        elif tag in self.g.schedules:
            self._container(node, "schedule", "schedule")
        elif tag in self.g.quoted:
            self.build.unglue()
            self.build.open("quoted", part_of="quoted", source=(node.start, node.end))
            self.children(node, "")
            self._bare_text(node)
            self.build.close()
        elif tag in self.g.containers:
            self._container(node, self.g.containers[tag], None)
        elif tag in self.g.units:
            self._unit(node, self.g.units[tag])
        elif tag in self.g.levels:
            kind = self.g.levels[tag]
            self._level(node, _BELOW.get(around, "paragraph") if kind == "level" else kind)
        elif tag in self.g.rows:
            self.build.block("\t".join(self.text(cell) for cell in node), keep_lines=True)
        elif tag in self.g.flow:
            self.flow(node, around)
        elif any(child.tag in self._blocks or any(True for _ in child) for child in node):
            self._heading_line(node)
            self.children(node, around)
        else:
            self.build.block(self.text(node))

    def flow(self, node: Node, around: str) -> None:
        """Write a paragraph; blocks inside it (quotations, lists) stand on lines of their own."""
        pending: list[str] = []
        self._flow(node, around, pending)
        self._flush(pending)

    def _flow(self, node: Node, around: str, pending: list[str]) -> None:
        for child in node.children:
            if isinstance(child, str):
                pending.append(child)
            elif child.tag in self.g.inline_skipped or child.tag in self.g.skipped:
                continue
            elif child.tag in self._blocks:
                self._flush(pending)
                self.visit(child, around)
            elif child.first(*self._blocks):
                self._flow(child, around, pending)
            else:
                pending.append(child.text(skip=self.g.inline_skipped))

    def _flush(self, pending: list[str]) -> None:
        self.build.block("".join(pending))
        pending.clear()

    def _bare_text(self, node: Node) -> None:
        if not any(True for _ in node):
            self.build.block(self.text(node))

    def _num(self, node: Node) -> str:
        return self.g.number(node) if self.g.number else self.text(node.find(*self.g.num))

    def _heading(self, node: Node) -> str:
        return squeeze(" ".join(self.text(child) for child in node.all(*self.g.heading)))

    def _heading_line(self, node: Node) -> None:
        num, heading = self._num(node), self._heading(node)
        if num or heading:
            self.build.block(f"{num} {heading}")

    def _notes_of_label(self, node: Node) -> None:
        for part in node.all(*self.g.num, *self.g.heading):
            for note in part.descendants(*self.g.notes):
                self.build.note(_lines(note, self.g.inline_skipped), note.start, note.end)

    def _container(self, node: Node, kind: str, part_of: str | None) -> None:
        printed, heading = self._num(node), self._heading(node)
        found = _words.match_container(printed) if printed else None
        schedule = part_of or ("schedule" if printed and _words.is_schedule(printed) else None)
        num = found[1] if found else (printed.rpartition(" ")[2] if schedule else printed) or None
        if found and found[2] and not heading:
            heading = found[2]
            line = printed
        else:
            line = f"{printed} {heading}"
        if schedule and num and not _words.is_number(num):
            num = None
        self.build.unglue()
        self.build.open(kind, num, heading or None, part_of=schedule, in_force=self.g.gone(node),
                        source=(node.start, node.end))  # fmt: skip
        self.build.block(line)
        self._notes_of_label(node)
        self.children(node, kind)
        self.build.close()

    def _unit(self, node: Node, kind: str) -> None:
        printed, heading = self._num(node), self._heading(node)
        self.build.unglue()
        first = node.first("p", "content", "Text") if printed else None
        own = _units.match_unit(squeeze(first.text()[:300])) if first else None
        if printed and own and not heading and self._begins(node, first):
            # the number stands in the text too, and there in full: "Artículo 139 bis" under <num>Artículo 139.</num>
            num, kind, line = own.num, own.kind, ""
        else:
            label = _units.match_unit(printed, bare=True)
            num = label.num if label else printed.strip(" .")
            line = f"{printed} {heading}"
        body = squeeze("".join(_rest(node, (*self.g.num, *self.g.heading), self.g.inline_skipped | self.g.notes)))
        gone = self.g.gone(node)
        if gone is None and (_DOTS.fullmatch(body) or _words.is_repealed(heading) or _words.is_repealed(body)):
            gone = False
        if printed or heading or own:
            self.build.open(kind, num or None, heading or None, in_force=gone, source=(node.start, node.end))
        self.build.block(line)
        self.children(node, kind)
        if printed or heading or own:
            self._notes_of_label(node)
            self.build.close()

    def _begins(self, node: Node, first: Node | None) -> bool:
        inside = next((n for n in node.descendants("p", "content", "Text")), None)
        return first is inside

    def _level(self, node: Node, kind: str) -> None:
        printed, heading = self._num(node), self._heading(node)
        self.build.unglue()
        if printed:
            self.inner_numbers += 1
            self.build.open(kind, printed, heading or None, in_force=self.g.gone(node), source=(node.start, node.end))
            self.build.label(printed)
        if heading:
            self.build.label(heading)
        self.children(node, kind if printed else kind)
        if printed:
            self._notes_of_label(node)
            self.build.close()


def _rest(node: Node, without: tuple[str, ...], skip: frozenset[str]) -> list[str]:
    return [child if isinstance(child, str) else child.text(skip=skip) for child in node.children
            if isinstance(child, str) or child.tag not in without]  # fmt: skip


def _lines(node: Node, skip: frozenset[str]) -> str:
    whole = squeeze(node.text(skip=skip))
    parts = [squeeze(child.text(skip=skip)) for child in node] if any(True for _ in node) else [whole]
    text = "".join(c for c in node.children if isinstance(c, str)).strip()
    return whole if text else "\n".join(part for part in parts if part)
