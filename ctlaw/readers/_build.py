"""Write the running text of a law and, as it grows, where each of its divisions begins and ends."""

from __future__ import annotations

from collections.abc import Iterable

from ctlaw.structure import UNITS, Division, Reading


def squeeze(text: str) -> str:
    """Return `text` on one line, white space reduced to single spaces (no-break spaces too)."""
    return " ".join(text.split())


class _Open:
    """A division whose end is not known yet."""

    __slots__ = ("end", "heading", "in_force", "kind", "level", "num", "parent", "part_of", "source_end",
                 "source_start", "start")  # fmt: skip

    def __init__(
        self,
        kind: str,
        num: str | None,
        heading: str | None,
        part_of: str,
        in_force: bool | None,
        parent: int | None,
        level: int | None,
        source: tuple[int | None, int | None],
    ) -> None:
        self.kind, self.num, self.heading = kind, num or None, heading or None
        self.part_of, self.in_force, self.parent, self.level = part_of, in_force, parent, level
        self.start = self.end = -1
        self.source_start, self.source_end = source


class Builder:
    """The text so far, and the divisions open at its end.

    Text is written in blocks, one a line. A division begins with the first character written after `open` and ends
    with the last one written before `close`; one in which nothing is written leaves no trace.

    Notes (legal history, footnotes) met inside an article are kept back and written after it, so that they are not
    part of its running text.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._glued = False
        self._records: list[_Open] = []
        self._stack: list[int] = []
        self._notes: list[tuple[str, int | None, int | None]] = []
        self.messages: list[str] = []

    # text ------------------------------------------------------------------------------------------------------
    def block(self, text: str, *, keep_lines: bool = False) -> None:
        """Write one block on a line of its own, or after the label that was just written."""
        text = text.strip() if keep_lines else squeeze(text)
        if not text:
            return
        if self._length:
            separator = " " if self._glued else "\n"
            self._parts.append(separator)
            self._length += 1
        self._glued = False
        for index in reversed(self._stack):
            if self._records[index].start >= 0:
                break
            self._records[index].start = self._length
        self._parts.append(text)
        self._length += len(text)

    def label(self, text: str) -> None:
        """Write a label; the next block goes on in the same line."""
        if squeeze(text):
            self.block(text)
            self._glued = True

    def unglue(self) -> None:
        """Let the next block begin a line even after a label."""
        self._glued = False

    @property
    def glued(self) -> bool:
        """Whether a label waits for its text."""
        return self._glued

    # divisions -------------------------------------------------------------------------------------------------
    def open(
        self,
        kind: str,
        num: str | None = None,
        heading: str | None = None,
        *,
        part_of: str | None = None,
        in_force: bool | None = None,
        source: tuple[int | None, int | None] = (None, None),
        level: int | None = None,
    ) -> None:
        """Begin a division inside the one that is open; without `part_of` it belongs to what its parent belongs to."""
        parent = self._stack[-1] if self._stack else None
        outer = self._records[parent].part_of if parent is not None else "body"
        rank = {"body": 0, "schedule": 1, "quoted": 2, "note": 3}
        own = part_of if part_of and rank[part_of] > rank[outer] else outer
        self._records.append(_Open(kind, num, heading, own, in_force, parent, level, source))
        self._stack.append(len(self._records) - 1)

    def close(self, source_end: int | None = None) -> None:
        """End the innermost open division; notes kept back are written when an article or section ends."""
        record = self._records[self._stack.pop()]
        record.end = self._length
        if source_end is not None:
            record.source_end = source_end
        if record.kind in UNITS and not self.in_unit:
            self.flush_notes()
        self._glued = False

    def container(
        self,
        level: int,
        kind: str,
        num: str | None = None,
        heading: str | None = None,
        *,
        part_of: str | None = None,
        source: tuple[int | None, int | None] = (None, None),
    ) -> None:
        """Begin a part, chapter ... of a flat file: it ends those of its own level and of lower ones."""
        self.close_containers(level, source[0])
        self.open(kind, num, heading, part_of=part_of, source=source, level=level)

    def close_containers(self, level: int = 0, source_end: int | None = None) -> None:
        """End all containers begun with `container` whose level is `level` or more (deeper)."""
        while self._stack:
            top = self._records[self._stack[-1]].level
            if top is None or top < level:
                break
            self.close(source_end)

    def close_all(self, source_end: int | None = None) -> None:
        """End everything that is open."""
        while self._stack:
            self.close(source_end)
        self.flush_notes()

    @property
    def in_unit(self) -> bool:
        """Whether an article or section is open."""
        return any(self._records[i].kind in UNITS for i in self._stack)

    @property
    def depth(self) -> int:
        """How many divisions are open."""
        return len(self._stack)

    @property
    def wrote(self) -> int:
        """How many characters have been written."""
        return self._length

    @property
    def part_of(self) -> str:
        """What the place where we write belongs to."""
        return self._records[self._stack[-1]].part_of if self._stack else "body"

    def inside(self, *kinds: str) -> bool:
        """Whether a division of one of these kinds is open."""
        return any(self._records[i].kind in kinds for i in self._stack)

    def name(self, heading: str) -> None:
        """Give the innermost open division its heading, which stands on a line of its own."""
        if self._stack and not self._records[self._stack[-1]].heading:
            self._records[self._stack[-1]].heading = heading

    @property
    def bare_container(self) -> bool:
        """Whether the innermost open division has a number but no heading yet."""
        record = self._records[self._stack[-1]] if self._stack else None
        return record is not None and record.heading is None and record.num is not None

    # notes -----------------------------------------------------------------------------------------------------
    def note(self, text: str, source_start: int | None = None, source_end: int | None = None) -> None:
        """Write a note: at once outside articles and sections, else when the one that is open ends."""
        if not text.strip():
            return
        self._notes.append((text, source_start, source_end))
        if not self.in_unit:
            self.flush_notes()

    def flush_notes(self) -> None:
        """Write the notes that were kept back, each as a division of kind "note"."""
        waiting, self._notes = self._notes, []
        for text, start, end in waiting:
            self.unglue()
            self.open("note", part_of="note", source=(start, end))
            self.block(text, keep_lines=True)
            self.close(end)

    # result ----------------------------------------------------------------------------------------------------
    def reading(
        self,
        *,
        complete: bool,
        title: str | None = None,
        citation: str | None = None,
        language: str | None = None,
        as_at: str | None = None,
        notes: Iterable[str] = (),
        source_end: int | None = None,
    ) -> Reading:
        """Close everything and return what was read."""
        self.close_all(source_end)
        kept = [i for i, record in enumerate(self._records) if 0 <= record.start < record.end]
        where = {old: new for new, old in enumerate(kept)}
        divisions = [
            Division(
                r.kind, r.num, r.start, r.end, r.heading, where.get(r.parent) if r.parent is not None else None,
                r.part_of, r.in_force, r.source_start, r.source_end,
            )
            for r in (self._records[i] for i in kept)
        ]  # fmt: skip
        return Reading(
            "".join(self._parts), divisions, complete, title or None, citation or None, language or None,
            as_at or None, [*self.messages, *notes],
        )  # fmt: skip
