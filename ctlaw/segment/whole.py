"""Put together what the parts of the segmenter find: `segment` for a whole law, `segment_unit` for one article."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from ctlaw.normalise import ABBREVIATED
from ctlaw.segment import frames
from ctlaw.segment.inside import Cutter, Piece
from ctlaw.segment.layout import View
from ctlaw.segment.numbers import step
from ctlaw.segment.units import Mark, candidates, inline_candidates, inside_of, pick
from ctlaw.segment.words import LANGUAGES, Words, words
from ctlaw.structure import Division

_LATER = re.compile(r"\((?:[2-9]|[1-9]\d|\d+\.\d+|[b-z])\)[ ]")
_ROMAN_LABEL = re.compile(r"([IVXLC]{1,7})\.(?=[ ]|$)")
_OWN = re.compile(r"[\[\"*]{0,2}(\d{1,4}(?:\.\d{1,3})?[^\W\d_]{0,3})[ ]?([.।]?)(?:[ ]?[-–—]{1,2})?[ \[]{0,3}(?=\S)")
_CJK_OWN = re.compile(r"([〇一二三四五六七八九十]{1,5})、")
#: 제12조(정의), 第三条（国民の国外犯）: the title stands in brackets behind the label.
_TITLE = re.compile(r"[ ]{0,2}\(([^()\n]{0,3}[^\W\d][^()\n]{0,70})\)")
#: In text without line ends, what stands between the label and the first numbered paragraph: "Article 5 Peat 1.   Who".
_RUN_IN = re.compile(r"[ ]{0,3}([A-ZÀ-ÞΑ-ΩА-Я][^\n.;:]{2,220}?)[ ]{1,3}1\.[ ]{1,3}(?=[\"']?[^\W\d_])")
#: "§ 5 Peat in winter (1) Whoever": a title in the same line as the first paragraph.
_BEFORE_FIRST = re.compile(r"[ ]{0,3}([A-ZÀ-ÞĀ-ŽА-Я][^\n.;:(),\"]{2,120}?)[ ]{1,3}\(1\)[ ](?=[A-ZÀ-ÞĀ-ŽА-Я])")
#: "Amendments to Regulation (EU) 7/90 Regulation (EU) 7/90 is amended": the sentence names again what the title names.
_NAMED_AGAIN = re.compile(r"[A-ZÀ-ÞА-Я][^\n;:]{2,150} (?P<name>[A-ZÀ-ÞА-Я][^\n;:]{3,60}) (?=(?P=name)[ ,])")
_SENTENCE_END = re.compile(r"[;:]|(?<![Nn][ro])\.")
#: The mark of a footnote behind a label or a title.
_NOTE_MARK = re.compile(r"[ .]{0,2}\(\d{1,2}\)[ .]{0,2}\Z")
_ENDS = ".;:,—–-!?。；"
#: Most lines above a label that are headings of groups and the note in the margin.
_TITLES = 4


@dataclass(slots=True)
class _Node:
    kind: str
    num: str | None
    start: int
    end: int
    parent: int
    heading: str | None = None
    part_of: str = "body"
    in_force: bool | None = None
    tail: int = field(default=0)


def segment(text: str, language: str | None = None, levels: str = "") -> list[Division]:
    """Cut a law that is plain text into its divisions.

    Parts, chapters, articles or sections, and all that is numbered inside them, are found by the words of the language
    (`ctlaw/data/segmentation/`) and by the order of the numbers. Line ends may be true, hard-wrapped or lost.

    Parameters
    ----------
    text : str
        Offsets of the result are characters of this text.
    language : str or None
        ISO 639-1; None: the language whose words for articles and chapters begin most lines.
    levels : {"", "us"}
        What (a), (1), (A), (i) are called: "us" as in the United States, else as in the Commonwealth.

    Returns
    -------
    list of Division
        In the order of the text, each parent before its children. Text in schedules, in quotation marks (amendments of
        other laws), and notes of legal history are marked by `part_of`; a table of contents is one note.

    Notes
    -----
    What has no printed number is not cut, except definitions in English and French and headings of parts. A text in
    which nothing follows anything gives an empty list, not one division for the whole.
    """
    view = View(text)
    if not view.lines:
        return []
    spoken = words(language or _guess(view))
    return _Whole(view, spoken, levels).divisions()


def segment_unit(
    text: str, start: int, end: int, unit_kind: str, language: str | None = None, levels: str = "",
    known: Sequence[tuple[int, int]] = (), stated: str | None = None,
) -> list[Division]:  # fmt: skip
    """Cut one article or section whose extent is known.

    Parameters
    ----------
    text : str
    start, end : int
        The article in `text`, with or without its own label.
    unit_kind : str
        "article", "section" ...: decides what its parts are called.
    language : str or None
        ISO 639-1.
    levels : {"", "us"}
        As for `segment`.
    known : sequence of (int, int)
        Stretches of `text` within the article, sorted and apart, that are divided already: nothing is cut there.
    stated : str or None
        The number of the article as its file states it, where known.

    Returns
    -------
    list of Division
        What is numbered inside the article; `parent` is an index of this list, or None for the first level.
    """
    view = View(text, start, end)
    if not view.lines:
        return []
    spoken = words(language)
    body = view.lines[0][0]
    while view.text[body] in '"[ ' and body + 1 < len(view.text):
        body += 1  # a quoted article: its own label is no article inside it
    num = ""
    if bracketed := _bracketed_label(view.text, body, stated or ""):
        body = bracketed  # "5(1) straipsnis."
    elif spoken.unit is not None and (match := spoken.unit.match(view.text, body)):
        num = next((v for k, v in match.groupdict().items() if k[0] == "n" and v), "")
        body = match.end()
        body = _raised_end(view.text, body, num, stated or "")
        if view.text[body : body + 1] in (".", ")", ":"):
            body += 1
        if spoken.bracketed_titles and (title := _TITLE.match(view.text, body)):
            body = title.end()
    elif spoken.bare is not None and (own := _OWN.match(view.text, body)):
        num = own.group(1)
        # the number of the section itself; a lone "1." may be that of its first paragraph
        if view.text[own.end() : own.end() + 1] == "(" or own.group(2) == "।" or own.group(1) != "1":
            body = own.end()
        # the number once more, below the heading: "5 Peat", "৫। Whoever ..."
        again = _OWN.match(view.text, view.lines[1][0]) if len(view.lines) > 1 else None
        if again and again.group(2) and (again.group(2) == "।" or again.group(1) == own.group(1)):
            body = again.end()
    quotes = frames.quotations(view)
    if unit_kind == "section" and (own := _CJK_OWN.match(view.text, body)) and own[1] == stated:
        body = own.end()  # 四、...: the label of the section itself
    cutter = Cutter(view, spoken, quotes, levels)
    cutter.begin(num, body, len(view.text))
    places = [(view.index(a), view.index(b)) for a, b in known]
    quoted = [one for one in _quoted_units(view, spoken, quotes, body) if not inside_of(places, one[0].start)]
    skip = sorted([*places, *((mark.start, until) for mark, until in quoted)])
    pieces = cutter.cut_either_way(body, len(view.text), unit_kind, skip=skip)
    nodes: list[_Node] = []
    place: list[int] = []
    for piece in pieces:
        while quoted and quoted[0][0].start < piece.start:
            _quote(nodes, cutter, *quoted.pop(0))
        place.append(len(nodes))
        nodes.append(_node(piece, place[piece.parent] if piece.parent >= 0 else -1, "body"))
    for mark, until in quoted:
        _quote(nodes, cutter, mark, until)
    _close(nodes, view, len(view.text))
    return _divisions(nodes, view)


def _bracketed_label(text: str, at: int, stated: str) -> int | None:
    """Return where the label ends whose number is stated with a bracket, "5(1) straipsnis."; None for others."""
    if "(" not in stated or not text.startswith(stated, at):
        return None
    word = re.compile(r"[ ][^\W\d_]{2,20}\.?").match(text, at + len(stated))
    return word.end() if word else None


def _raised_end(text: str, at: int, num: str, stated: str) -> int:
    """Return where a label ends behind which its raised figure stands on the line: "Article 5 1 ." is Article 5¹."""
    added = re.fullmatch(r"\d{1,5}[\^-](\d{1,2})", stated)
    if added is None or not num.isdecimal():
        return at
    raised = re.compile(rf"[ ^\-]{{1,3}}{added[1]}[ ]?(?=\.)").match(text, at)
    return raised.end() if raised else at


def _quoted_units(view: View, spoken: Words, quotes: Sequence[tuple[int, int]], body: int) -> list[tuple[Mark, int]]:
    """Return the articles of another law that stand in quotation marks inside a unit, each with its end."""
    out: list[tuple[Mark, int]] = []
    inside = [(a, b) for a, b in quotes if a >= body] if spoken.unit is not None else []
    found = candidates(view, spoken, bare=False) if inside else []
    if view.mode == "lines" and any(view.text[a - 1 : a] not in ("", "\n") for a, _ in inside):
        text = view.text + "\n"
        known = {mark.start for mark in found}
        found += [
            mark for mark in inline_candidates(view, spoken, bare=False)
            if mark.start not in known and (text[mark.end] == "." or text[mark.end : mark.end + 2].strip().isupper())
        ]  # fmt: skip
        found.sort(key=lambda mark: mark.start)
    for a, b in inside:
        marks = [m for m in found if a <= m.start < b and m.weight > 2]
        marks = [m for m in marks if m.kind == marks[0].kind]
        marks = [m for m in marks if spoken.within is None or not spoken.within.match(view.text, m.start)]
        ends = [m.start for m in marks[1:]] + [b]
        out += zip(marks, ends[: len(marks)], strict=True)
    return out


def _quote(nodes: list[_Node], cutter: Cutter, mark: Mark, until: int) -> None:
    """Add a quoted article and what it holds, below the division in which it stands."""
    view = cutter.view
    body = mark.end
    while body < until and view.text[body] in ".) ":
        body += 1
    outer = next((i for i in range(len(nodes) - 1, -1, -1) if not nodes[i].end), -1)
    heading, body = _heading(view, cutter.words, mark, body, until)
    nodes.append(_Node(mark.kind, mark.num or None, mark.start, until, outer, heading, "quoted"))
    here = len(nodes) - 1
    for piece in cutter.cut_either_way(body, until, mark.kind):
        nodes.append(_node(piece, here + 1 + piece.parent if piece.parent >= 0 else here, "quoted"))
        nodes[-1].end = until


def _guess(view: View) -> str | None:
    """Return the language whose words for articles and chapters begin most lines."""
    sample = View(view.text[:60000]) if len(view.text) > 60000 else view
    best, most = None, 1
    for language in LANGUAGES:
        spoken = words(language)
        if spoken.unit is None:
            continue
        if sample.mode == "none":
            count = sum(1 for _ in spoken.unit.finditer(sample.text))
        else:
            count = sum(1 for a, b in sample.lines if spoken.unit.match(sample.text, a, b))
        count = 2 * count + sum(
            1 for a, b in sample.lines if spoken.container and spoken.container.match(sample.text, a, b)
        )
        if count > most:
            best, most = language, count
    return best


def _node(piece: Piece, parent: int, part_of: str) -> _Node:
    return _Node(piece.kind, piece.num, piece.start, 0, parent, piece.heading, "quoted" if piece.quoted else part_of)


def _close(nodes: list[_Node], view: View, end: int) -> None:
    """Give each division its end: the last character before the next that is not inside it."""
    stack: list[int] = []

    def shut(index: int, at: int) -> None:
        node = nodes[index]
        if node.end:
            at = min(at, node.end)
        while at > node.start + 1 and view.text[at - 1].isspace():
            at -= 1
        node.end = at

    for i, node in enumerate(nodes):
        while stack and stack[-1] != node.parent:
            shut(stack.pop(), node.tail or node.start)
        stack.append(i)
    while stack:
        shut(stack.pop(), end)
    # what lies inside a division is part of it, even where a heading below seemed to end it
    for node in reversed(nodes):
        node.end = max(node.end, node.start + 1)
        if node.parent >= 0 and nodes[node.parent].end < node.end:
            nodes[node.parent].end = node.end
    last: dict[int, int] = {}
    for i, node in enumerate(nodes):
        before = last.get(node.parent)
        if before is not None and node.end <= nodes[before].end:
            node.parent = before  # a note in the midst of what was cut already
        else:
            last[node.parent] = i


def _divisions(nodes: Sequence[_Node], view: View) -> list[Division]:
    out = []
    for node in nodes:
        limit = max(node.start, min(node.end, node.start + 400))
        out.append(
            Division(
                kind=node.kind,
                num=view.printed(node.num, node.start, limit),
                start=view.origin(node.start),
                end=view.end_origin(node.end),
                heading=view.printed(node.heading, node.start, limit) if node.kind == "definition" else node.heading,
                parent=node.parent if node.parent >= 0 else None,
                part_of=node.part_of,
                in_force=node.in_force,
            )
        )
    return out


def _is_table(marks: Sequence[Mark]) -> bool:
    """Return whether labels in a schedule are cells of a table of correlation: so near that no text fits between."""
    gaps = sorted(b.start - a.start for a, b in itertools.pairwise(marks))
    return len(gaps) >= 8 and gaps[len(gaps) // 2] < 70


class _Whole:
    """One law being cut."""

    def __init__(self, view: View, spoken: Words, levels: str = "") -> None:
        self.view, self.words = view, spoken
        self.quotes = frames.quotations(view)
        self.notes = sorted([*frames.notes(view, spoken), *frames.page_heads(view, spoken)])
        self.cutter = Cutter(view, spoken, self.quotes, levels)
        self._line_starts = [a for a, _ in view.lines]
        self.tables: list[tuple[int, int]] = []
        self._printed = Counter(view.text[a:b] for a, b in view.lines)

    def divisions(self) -> list[Division]:
        view, spoken = self.view, self.words
        size = len(view.text)
        groups = [h for h in frames.heads(view, spoken, schedules=False) if not inside_of(self.quotes, h.start)]
        schedules = [h for h in frames.heads(view, spoken, schedules=True) if not inside_of(self.quotes, h.start)]
        found = candidates(view, spoken, bare=spoken.bare is not None)
        self.quotes = frames.shortened(view, self.quotes, found)
        self.cutter.quotes = self.quotes
        marks = [m for m in found if not inside_of(self.quotes, m.start) and not inside_of(self.notes, m.start)]
        marks = self._transitional(marks)
        tables = self._tables(marks)
        marks = [m for m in marks if not inside_of(tables, m.start)]
        groups = [h for h in groups if not inside_of(tables, h.start)]
        schedules = [h for h in schedules if not inside_of(tables, h.start)]
        self.tables = tables
        body_end, after = self._schedules(schedules, marks)
        nodes: list[_Node] = []
        body = [m for m in marks if m.start < body_end]
        close = self._closing(body, body_end)
        self._stretch(nodes, body, [g for g in groups if g.start < body_end], close, -1, "body")
        if close < body_end:
            nodes.append(_Node("note", None, close, 0, -1, None, "note"))
        for i, head in enumerate(after):
            end = after[i + 1].start if i + 1 < len(after) else size
            nodes.append(_Node(head.kind, head.num, head.start, end, -1, head.heading, "schedule"))
            here = len(nodes) - 1
            inside = [m for m in marks if head.end <= m.start < end]
            self._stretch(
                nodes,
                [] if _is_table(inside) else inside,
                [g for g in groups if head.end <= g.start < end],
                end,
                here,
                "schedule",
            )
        _close(nodes, view, size)
        return _divisions(nodes, view)

    def _closing(self, marks: Sequence[Mark], end: int) -> int:
        """Return where the formula above the signatures stands, after the last article; `end` when there is none."""
        found = self.words.closing.search(self.view.text, marks[-1].end, end) if self.words.closing and marks else None
        return found.start() if found else end

    def _transitional(self, marks: list[Mark]) -> list[Mark]:
        """Add provisions without number, or with Roman numbers, that stand below a heading of their own (Iceland)."""
        pattern, view = self.words.transitional, self.view
        if pattern is None or view.mode == "none":
            return marks
        for k, (a, b) in enumerate(view.lines):
            head = pattern.match(view.text, a, b)
            if head is None:
                continue
            listed = []
            for j in range(k + 1, len(view.lines)):
                c, d = view.lines[j]
                label = _ROMAN_LABEL.match(view.text, c, d)
                value = self.words.value(label.group(1)) if label else None
                if label and value:
                    listed.append(Mark(c, label.end(1), label.group(1), value, value, "transitional", 3.0, j))
                if j - k > 400 or any(m.line == j for m in marks[-1:]):
                    break
            if not listed:
                listed = [Mark(a, head.end(), "", (1, ()), (1, ()), "transitional", 3.0, k)]
            return sorted([*marks, *listed], key=lambda m: m.start)
        return marks

    def _tables(self, marks: Sequence[Mark]) -> list[tuple[int, int]]:
        """Return where tables of contents stand: from their heading to the end of their last line."""
        view = self.view
        out = []
        for i, j in frames.contents(view, self.words, marks):
            line, last = marks[i].line, marks[j].line
            # headings of parts above the first entry are entries too
            while line > 0 and view.lines[line][0] - view.lines[line - 1][0] < 200:
                a, b = view.lines[line - 1]
                head = self.words.container.match(view.text, a, b) if self.words.container else None
                named = self.words.contents.match(view.text[a:b]) if self.words.contents else None
                if head is None and named is None and not (view.text[a:b].isupper() and line > 1):
                    break
                line -= 1
            out.append((view.lines[line][0], view.lines[last][1]))
        return out

    def _schedules(self, found: Sequence[frames.Head], marks: Sequence[Mark]) -> tuple[int, list[frames.Head]]:
        """Return where the law proper ends, and the schedules after it."""
        size = len(self.view.text)
        if not marks:
            return size, []
        starts = [m.start for m in marks]
        real: list[frames.Head] = []
        for head in found:
            if head.start <= starts[0]:
                continue
            if not real and self._goes_on(head, marks, starts):
                continue
            real.append(head)
        if not real:
            return size, []
        return real[0].start, real

    def _goes_on(self, head: frames.Head, marks: Sequence[Mark], starts: Sequence[int]) -> bool:
        """Return whether what looks like a schedule is the marginal note of the next section or subsection.

        "Schedule" above "(2) The Minister may amend the schedule" is one; the numbers go on after it.
        """
        view = self.view
        if view.mode != "none":
            for a, b in view.lines[head.line + 1 : head.line + 3]:
                label = _LATER.match(view.text, a, b)
                if label:
                    return True
                if view.text[a] == "(":
                    break
        k = bisect_right(starts, head.start)
        if k >= len(marks):
            return False
        nxt = marks[k]
        if nxt.start - head.end > 300 or nxt.value[0] < 2:
            return False
        for before in reversed(marks[max(0, k - 12) : k]):
            cost = step(before.last, nxt.value)
            if cost is not None and cost <= 0.4:
                return True
        return False

    def _stretch(
        self, nodes: list[_Node], marks: list[Mark], groups: list[frames.Head], end: int, parent: int, part_of: str
    ) -> None:
        """Add the parts, units and what they hold of one stretch (the law proper, or one schedule)."""
        units = pick(marks, [g.start for g in groups])
        floor = nodes[parent].start if parent >= 0 else 0
        events: list[tuple[int, int, object]] = [(g.start, 0, g) for g in groups] + [(u.start, 1, u) for u in units]
        inside_notes = [n for n in sorted(self.notes + self.tables) if floor <= n[0] < end]
        events += [(a, 2, (a, b)) for a, b in inside_notes]
        events.sort(key=lambda e: (e[0], e[1]))
        stack: list[tuple[int, int]] = []  # (rank, node)
        stops = [e[0] for e in events if e[1] != 2] + [end]
        unit_at = -1
        for start, what, thing in events:
            if what == 0:
                head: frames.Head = thing  # type: ignore[assignment]
                while stack and stack[-1][0] >= head.rank:
                    stack.pop()
                node = _Node(head.kind, head.num, start, 0, stack[-1][1] if stack else parent, head.heading, part_of)
                node.tail = self._line_top(start)
                nodes.append(node)
                stack.append((head.rank, len(nodes) - 1))
                unit_at = -1
            elif what == 1:
                unit: Mark = thing  # type: ignore[assignment]
                nxt = stops[bisect_right(stops, start)] if bisect_right(stops, start) < len(stops) else end
                unit_at = self._unit(nodes, unit, nxt, stack[-1][1] if stack else parent, part_of)
            else:
                a, b = cast(tuple[int, int], thing)
                # a note between two provisions belongs to what contains them, one within a provision to it
                nxt = stops[bisect_right(stops, a)] if bisect_right(stops, a) < len(stops) else end
                home = stack[-1][1] if stack else parent
                later = [n for n in nodes[unit_at:] if n.start > b] if unit_at >= 0 else []
                if later:
                    home = -2
                node = _Node("note", None, a, b, home, None, "note")
                if home == -2:
                    self._insert_note(nodes, node, unit_at)
                else:
                    nodes.append(node)

    def _insert_note(self, nodes: list[_Node], note: _Node, unit: int) -> None:
        """Put a note into the midst of a unit that is cut already."""
        at = next(i for i in range(unit, len(nodes)) if nodes[i].start > note.start)
        note.parent = unit
        for node in nodes[at:]:
            if node.parent >= at:
                node.parent += 1
        nodes.insert(at, note)

    def _line_top(self, start: int) -> int:
        """Return where the line of a heading begins, when only marks of emphasis stand before it."""
        k = bisect_right(self._line_starts, start) - 1
        a = self.view.lines[k][0] if k >= 0 else start
        return start if self.view.text[a:start].strip("*#>[\"'_ ■•") else a

    def _before(self, start: int, floor: int) -> tuple[int, str | None]:
        """Return where the marginal note or heading above a label begins, and its words.

        Nothing at or before `floor`, the label of the division before, is a heading of this one.
        """
        view = self.view
        if view.mode == "none":
            return start, None
        k = bisect_right(self._line_starts, start) - 1
        if k < 0:
            return start, None
        line_start = view.lines[k][0]
        if line_start < start:
            # "##### § 3", "**第三条": marks of emphasis before a label belong to it, words do not
            if view.text[line_start:start].strip("*#>[\"'_ ■•") or line_start <= floor:
                return start, None
            start = line_start
        k -= 1
        top, heading = start, None
        taken = 0
        while k >= 0 and taken < _TITLES:
            a, b = view.lines[k]
            line = view.text[a:b]
            # A line that does not end a sentence, above a label and below the end of one, is a heading though it could
            # be a wrapped line.
            below_end = k > 0 and view.text[view.lines[k - 1][1] - 1] == "."
            if (
                a <= floor
                or len(line) > 220
                or (line[-1] in _ENDS and not ABBREVIATED.search(line))
                or line[:1].islower()
                or line[:1] in '(§*["0123456789'
                or not (view.sure(k) or below_end)
                or inside_of(self.notes, a)
                or self._page_head(line)
            ):
                break
            if k and view.lines[k - 1][1] and view.text[view.lines[k - 1][1] - 1] in ",—":
                break
            top, heading = a, heading or " ".join(line.strip(" *#_|").split()) or None
            taken += 1
            k -= 1
        return top, heading

    def _past_note_mark(self, body: int) -> int:
        """Return where the line ends on which nothing but the mark of a note below follows a label."""
        line = self.view.lines[bisect_right(self._line_starts, body) - 1]
        mark = _NOTE_MARK.fullmatch(self.view.text, body, line[1])
        found = mark and any(self.view.text.startswith(mark.group().strip(" ."), a) for a, _ in self.notes)
        return line[1] if found else body

    def _page_head(self, line: str) -> bool:
        """Return whether a line is printed at the top of every page."""
        return len(line) > 12 and self._printed[line] >= 20

    def _unit(self, nodes: list[_Node], mark: Mark, end: int, parent: int, part_of: str) -> int:
        view = self.view
        top, above = self._before(mark.start, nodes[-1].start if nodes else -1)
        body = mark.end
        while body < end and view.text[body] in ".) ":
            body += 1
        for a, b in reversed([n for n in self.notes if body <= n[0] < end]):  # notes at the end are not cut
            if view.text[b:end].strip():
                break
            end = a
        body = self._past_note_mark(body)
        heading, body = _heading(view, self.words, mark, body, end)
        rest = view.text[body : body + 40].lstrip(" .-–—:")
        repealed = self.words.repealed is not None and bool(self.words.repealed.match(rest))
        num = mark.num or None
        node = _Node(mark.kind, num, mark.start, 0, parent, heading or above, part_of, False if repealed else None, top)
        nodes.append(node)
        here = len(nodes) - 1
        self.cutter.begin(mark.num, body, end)
        for piece in self.cutter.cut(body, end, mark.kind, skip=self.notes):
            child = _node(piece, here + 1 + piece.parent if piece.parent >= 0 else here, part_of)
            if piece.kind != "definition":
                child.tail, child.heading = self._before(piece.start, nodes[-1].start)
            nodes.append(child)
        return here


def _run_in(view: View, spoken: Words, body: int, end: int) -> tuple[str, int] | None:
    """Return the heading in text whose line ends are lost, before the first paragraph or a sentence, and its end."""
    text, opening = view.text, spoken.opening
    end = min(end, body + 230)
    if found := _RUN_IN.match(text, body, end):
        return found.group(1), found.end(1)
    while body < end and text[body] == " ":
        body += 1
    if opening is None or opening.match(text, body) or not text[body : body + 1].isupper():
        return None
    if again := _NAMED_AGAIN.match(text, body, end):
        return text[body : again.end("name")], again.end("name")
    stop = _SENTENCE_END.search(text, body, end)
    sentence = opening.search(text, body, stop.start() if stop else end)
    if sentence is None or text[sentence.start() - 1] != " ":
        return None
    return text[body : sentence.start()].rstrip(), sentence.start() - 1


def _heading(view: View, spoken: Words, mark: Mark, body: int, end: int) -> tuple[str | None, int]:
    """Return the heading that stands on the line of a label, or below a label that stands alone."""
    if spoken.bracketed_titles and (title := _TITLE.match(view.text, body, min(end, body + 90))):
        return title.group(1), title.end()
    if view.mode == "none" and mark.worded and (found := _run_in(view, spoken, body, end)):
        return found
    if view.mode == "none" or mark.end - mark.start <= len(mark.num) + 1 and spoken.unit is None:
        return None, body
    if mark.worded and (before := _BEFORE_FIRST.match(view.text, body, min(end, body + 160))):
        return before.group(1), before.end(1)
    k = bisect_right(view.lines, (mark.start, len(view.text))) - 1
    b = view.lines[k][1]
    rest = view.text[body:b].strip(" .:-–—*_|#")
    following = view.lines[k + 1] if k + 1 < len(view.lines) and view.lines[k + 1][0] < end else None
    titled = view.text[mark.end : mark.end + 1] == ":"  # "Article 5: Aim"
    if rest and following is not None and len(rest) <= 200 and (titled or not frames.goes_on(view, spoken, k)):
        # "Article 5. Aim." is a title; so many words with a full stop are the article
        brief = view.text[b - 1] != "." or (mark.worded and len(rest.split()) <= 7)
        if (
            brief
            and rest[-1] not in ".;:,—"
            and not rest[:1].islower()
            and rest[:1] not in "(["
            and view.text[b - 1] not in ";:,"
        ):
            return " ".join(rest.split()), b
    if following is not None and (not rest or _NOTE_MARK.fullmatch(view.text[body:b])):
        if centred := _centred(view, k, end):
            return centred
    if not rest and following is not None:
        a, c = following
        line = view.text[a:c]
        named = line[-1] not in _ENDS and not line[:1].islower() and line[:1] not in '([0123456789"'
        if len(line) <= 160 and named and any(map(str.isalpha, line)):
            if k + 2 < len(view.lines) and view.lines[k + 2][0] < end:
                return " ".join(line.strip(" *_|#").split()), c
    return None, body


def _centred(view: View, k: int, end: int) -> tuple[str, int] | None:
    """Return the title printed in the middle of the line, below a label that is so too, and above a blank line."""
    lines = view.lines
    if not _indented(view, k):
        return None
    for j in range(k + 1, min(k + 4, len(lines) - 1)):
        if lines[j + 1][0] >= end:
            return None
        if view.text.count("\n", lines[j][1], lines[j + 1][0]) > 1:
            if _indented(view, j + 1) or not _indented(view, j):
                return None
            title = _NOTE_MARK.sub("", " ".join(view.text[lines[k + 1][0] : lines[j][1]].split())).strip(" .")
            return (title, lines[j][1]) if title else None
    return None


def _indented(view: View, k: int) -> bool:
    a = view.lines[k][0]
    return a - (view.text.rfind("\n", 0, a) + 1) >= 6
