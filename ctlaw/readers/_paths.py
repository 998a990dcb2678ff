"""Law as plain text whose every label is a whole path, alone on its line: "12", "12.1", "12.1.a", "12.1.a.ii".

So conversions of legislation.gov.uk print an act: headings with as many "#" as they lie deep, labels between blank
lines, what an act writes into another below the number of the place that writes it ("3.2.17A.1"), and schedules
without their number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from ctlaw.readers._build import squeeze
from ctlaw.segment.numbers import roman
from ctlaw.structure import Division

_BLOCK = re.compile(r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_PATH = re.compile(r"\d{1,4}[A-Z]{0,4}\d{0,2}(?:\.(?:\d{1,4}[A-Z]{0,4}|[a-z]{1,5}|[A-Z]{1,5})\d{0,2}){0,9}")
_HEADING = re.compile(r"(#{2,20}) +(\S[^\n]*(?:\n[^\n]+)*)")
#: The line below the title of a schedule that names the section which gives it force.
_GIVEN = re.compile(r"(?:Sections?|Articles?|Regulations?|Paragraphs?) \d[^.;:]{0,60}")
#: What an act says before the words that it writes into another.
_WRITES = re.compile(r"\b(?:insert(?:ed)?|substituted?|add(?:ed)?)\s?[—–:-]{1,2}\s*\Z")
_GONE = re.compile(r"[.\s]{6,}")
#: Fewest labels below others that make a file one of this kind.
_FEWEST = 20
_KINDS = {"d": "subsection", "l": "paragraph", "r": "subparagraph", "L": "clause", "R": "subclause"}
#: What may lie below what, in the words of the law itself.
_BELOW = {"section": "dl", "subsection": "l", "paragraph": "r", "subparagraph": "L", "clause": "R", "subclause": ""}


@dataclass(slots=True)
class _Node:
    kind: str
    num: str | None
    heading: str | None
    start: int
    top: int  # where its heading begins, and what stands before it ends
    parent: int
    part_of: str
    end: int = 0


def paths(text: str) -> list[Division]:
    """Return the divisions of a text whose labels are paths; none when it is not of this kind.

    Examples
    --------
    >>> paths("1. Peat may be dug.")
    []
    """
    blocks = [(m.start(), m.start() + len(m.group().rstrip())) for m in _BLOCK.finditer(text)]
    labels = [i for i, (a, b) in enumerate(blocks) if b - a < 60 and _PATH.fullmatch(text, a, b)]
    if not labels or blocks[labels[0]][0] * 2 > len(text):
        return []  # an annex, perhaps, of a law that is cut otherwise
    printed = {text[slice(*blocks[i])] for i in labels}
    deep = [name for name in printed if "." in name]
    if len(deep) < _FEWEST or sum(name.rpartition(".")[0] in printed for name in deep) * 10 < 9 * len(deep):
        return []
    return _Reader(text, blocks, labels).divisions()


class _Reader:
    """One text being read."""

    def __init__(self, text: str, blocks: list[tuple[int, int]], labels: list[int]) -> None:
        self.text, self.blocks, self.labels = text, blocks, labels
        self.nodes: list[_Node] = []
        self.groups: list[tuple[int, int]] = []  # headings that are open: level and node
        self.path: list[tuple[str, int]] = []  # the last label: its parts and their nodes
        self.writes: dict[int, bool] = {}  # whether what lies below a node is written into another law
        self.part_of = "body"

    def divisions(self) -> list[Division]:
        """Read block after block."""
        titles: list[tuple[int, int, int]] = []  # headings that wait for what stands below them
        known = set(self.labels)
        for i, (a, b) in enumerate(self.blocks):
            heading = _HEADING.fullmatch(self.text, a, b)
            if i in known:
                self._label(self.text[a:b].split("."), a, titles)
                titles = []
            elif heading and squeeze(heading[2]).casefold() == "schedules":
                self.part_of, self.path, self.groups, titles = "schedule", [], [], []
                self._group(a, b, 2)
            elif heading:
                titles.append((a, b, len(heading[1])))
            elif self._within(i):
                titles = []  # headings and text inside the words that are written into another law
            elif self.part_of == "schedule" and self._given(i):
                titles = []
                self.path, self.groups = [], []
                self._node("schedule", None, squeeze(self.text[a:b]), a, a, -1)
                self.groups = [(2, len(self.nodes) - 1)]
            else:
                for title in titles:
                    self._group(*title)
                titles = []
        self._close()
        return [
            Division(n.kind, n.num, n.start, n.end, n.heading, n.parent if n.parent >= 0 else None, n.part_of,
                     False if n.kind == "section" and self._gone(n) else None)
            for n in self.nodes
        ]  # fmt: skip

    def _printed(self, k: int) -> str:
        return self.text[slice(*self.blocks[self.labels[k]])]

    def _within(self, i: int) -> bool:
        """Return whether the next label goes on below one that is open."""
        k = bisect_left(self.labels, i)
        return bool(self.path) and k < len(self.labels) and "." in self._printed(k)

    def _given(self, i: int) -> bool:
        """Return whether a block is the title of a schedule: the line below names the section that gives it force."""
        if i + 1 >= len(self.blocks):
            return False
        title, below = (squeeze(self.text[slice(*self.blocks[k])]) for k in (i, i + 1))
        k = bisect_left(self.labels, i)
        first = k == len(self.labels) or self._printed(k) == "1"
        return first and len(title) <= 200 and title[-1] not in ".;:,—" and _GIVEN.fullmatch(below) is not None

    def _node(self, kind: str, num: str | None, heading: str | None, start: int, top: int, parent: int) -> int:
        quoted = parent >= 0 and self.nodes[parent].part_of == "quoted"
        part_of = "quoted" if quoted or self.writes.get(parent) else self.part_of
        self.nodes.append(_Node(kind, num, heading, start, top, parent, part_of))
        return len(self.nodes) - 1

    def _group(self, start: int, end: int, level: int) -> None:
        """Open what stands below a heading that is not that of one section."""
        self.path = []
        while self.groups and self.groups[-1][0] >= level:
            self.groups.pop()
        parent = self.groups[-1][1] if self.groups else -1
        name = squeeze(self.text[start:end].lstrip("#"))
        self.groups.append((level, self._node("heading", None, name, start, start, parent)))

    def _label(self, parts: list[str], start: int, titles: list[tuple[int, int, int]]) -> None:
        """Take up a label, below what is open and the headings above it."""
        depth = 0
        while depth < min(len(self.path), len(parts) - 1) and self.path[depth][0] == parts[depth]:
            depth += 1
        heading, top = None, start
        if titles and (depth or self.part_of == "body"):
            a, b, _ = titles.pop()
            heading, top = squeeze(self.text[a:b].lstrip("#")), a
        for title in titles if not depth else []:
            self._group(*title)
        del self.path[depth:]
        parent = self.path[-1][1] if depth else self.groups[-1][1] if self.groups else -1
        k = bisect_left(self.labels, start, key=lambda i: self.blocks[i][0]) + 1
        below = self._printed(k).removeprefix(".".join([*parts, ""])) if k < len(self.labels) else ""
        holds = below[:1].isdigit() and below != self._printed(k)
        kind = self._kind(parts[-1], parent, start, bool(heading) or holds) if depth else "section"
        self.path.append((parts[-1], self._node(kind, parts[-1], heading, start, top, parent)))

    def _kind(self, num: str, parent: int, start: int, whole: bool) -> str:
        """Return what a part of a path is called; what cannot lie where it does is written into another law.

        `whole` says that it has a heading or paragraphs that begin with numbers: a section, if it is a quoted number.
        """
        above = self.nodes[parent]
        if num[0].isdigit():
            shape = "d"
        elif roman(num.casefold()) and above.kind in ("paragraph", "clause"):
            shape = "r" if num.islower() else "R"
        else:
            shape = "l" if num.islower() else "L"
        if parent not in self.writes:
            odd = shape not in _BELOW.get(above.kind, "")
            self.writes[parent] = odd or _WRITES.search(self.text, max(above.start, start - 200), start) is not None
        if shape == "d" and self.writes[parent] and above.part_of != "quoted" and whole:
            return "section"
        return _KINDS[shape]

    def _close(self) -> None:
        """Give each division its end: what begins after it and lies not inside it."""
        open_: list[int] = []
        for i, node in enumerate([*self.nodes, _Node("", None, None, 0, len(self.text), -1, "")]):
            while open_ and open_[-1] != node.parent:
                one = self.nodes[open_.pop()]
                end = node.top
                while end > one.start + 1 and self.text[end - 1].isspace():
                    end -= 1
                one.end = max(one.start + 1, end)
            open_.append(i)

    def _gone(self, node: _Node) -> bool:
        """Return whether nothing but dots stands where a section stood."""
        below = self.text[node.start : node.end].partition("\n")[2].strip()
        return _GONE.fullmatch(below) is not None
