"""What surrounds the articles of a law: parts and chapters, schedules, tables of contents, notes, quotations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ctlaw.segment.layout import View
from ctlaw.segment.numbers import Number, step
from ctlaw.segment.units import Mark, context, occurrences
from ctlaw.segment.words import Form, Words

_REST = re.compile(r"[^\n]{0,300}")
_OPEN_QUOTE = re.compile(r"[*\[ ]{0,3}\"")
_CLOSE_QUOTE = re.compile(r"\"[\].,;:)]{0,3}\s*(?:and|or|et|ou|und|y)?\s*\Z")


#: A word in small letters, not an item "a) ...".
_LOWER = re.compile(r"[a-zà-þα-ωа-я]{2,40}(?![.)])")
_LABELLED = re.compile(r"\*?\d{1,4}(?:\.\d{1,3})*[ ]+[\[(\"A-Z]")


@dataclass(slots=True)
class Head:
    """The heading of a part, chapter or schedule."""

    start: int
    end: int
    kind: str
    rank: int
    num: str | None
    heading: str | None
    line: int
    form: int


def _heading_of(text: str) -> str | None:
    plain = " ".join(text.strip(" \n.:-–—*_#|").split())
    return plain or None


def heads(view: View, words: Words, *, schedules: bool) -> list[Head]:
    """Find headings of parts and chapters, or of schedules."""
    pattern = words.schedule if schedules else words.container
    forms = words.schedules if schedules else words.containers
    if pattern is None:
        return []
    found = []
    if view.mode == "none":
        for found_at in occurrences(view.text, words, "schedules" if schedules else "containers", pattern):
            head = _inline_head(view, found_at, forms, schedules)
            if head is not None:
                found.append(head)
        return found
    for k, (a, b) in enumerate(view.lines):
        at = a
        while at < b and view.text[at] in "*#_[ ":
            at += 1
        match = pattern.match(view.text, at, b)
        if match is None:
            continue
        if not view.sure(k):
            # a heading in capitals cannot be the middle of a sentence, unless it is a list of them
            printed = match.group()
            if printed != printed.upper() or context(view, a, words) in ("comma", "joint", "reference"):
                continue
        head = _head(view, words, match, forms, k, b, schedules)
        if head is not None:
            found.append(head)
    return found


def _form_of(match: re.Match[str], forms: Sequence[Form]) -> tuple[Form, str | None, int]:
    name = next(k for k in match.groupdict() if k[0] == "f" and match.group(k) is not None)
    return forms[int(name[1:])], match.group("n" + name[1:]), int(name[1:])


def _head(
    view: View, words: Words, match: re.Match[str], forms: Sequence[Form], line: int, limit: int, schedule: bool
) -> Head | None:
    form, num, index = _form_of(match, forms)
    text = view.text
    rest = text[match.end() : limit]
    plain = rest.strip()
    upper = match.group().isupper() or not match.group().casefold() != match.group()
    first = plain[:1]
    if plain:
        if first in ",;)%":
            return None
        if schedule and not upper and num is None and len(plain) > 3 and first not in "(-—–:.[":
            return None
        if first.islower() and not upper:
            return None
        if len(plain) > 300 or (len(plain) > 140 and plain[-1] == "." and not upper):
            return None
        if schedule and num is None and not upper and first not in "([-—–:.":
            return None
        if (
            not schedule
            and num is not None
            and len(num) == 1
            and num.isalpha()
            and not upper
            and plain[-1:] == "."
            and first not in ".:-"
        ):
            return None
        if first == "(" and not schedule and re.match(r"\(\w{1,4}\)", plain):
            return None  # Part 2 (a) …: a reference
    elif line and not upper:
        a, b = view.lines[line - 1]
        before = text[a:b]
        if words.reference.search(before) or words.conjunction.search(before):
            return None
    heading = _heading_of(rest)
    end = limit
    if heading is None and line + 1 < len(view.lines):
        a, b = view.lines[line + 1]
        below = text[a:b]
        if len(below) <= 200 and below[-1] not in ".;:," and not below[:1].islower() and not below[:1].isdigit():
            again = words.container.match(below) if words.container is not None else None
            unit = words.unit.match(below) if words.unit is not None else None
            whole = line + 2 >= len(view.lines) or not goes_on(view, words, line + 1)
            if again is None and unit is None and below[0] not in "(§" and whole:
                heading, end = _heading_of(below), b
    start = match.start() - (text[match.start() - 1 : match.start()] == "*")
    return Head(start, end, form.kind, form.rank, num.strip(" .:") if num else None, heading, line, index)


def goes_on(view: View, words: Words, k: int) -> bool:
    """Return whether line `k` ends in the midst of a sentence, which the next one goes on with."""
    (a, b), (c, d) = view.lines[k : k + 2]
    if not view.sure(k + 1) or _LOWER.match(view.text, c, d):
        return True
    last = view.text[max(a, b - 30) : b]
    return bool(words.conjunction.search(last) or words.reference.search(last))


def _inline_head(view: View, match: re.Match[str], forms: Sequence[Form], schedule: bool) -> Head | None:
    form, num, index = _form_of(match, forms)
    text = view.text
    a = match.start()
    if a and not text[a - 1].isspace():
        return None
    word = match.group()
    if word != word.upper() or not any(c.isalpha() and c.lower() != c for c in word.replace(num or "", "", 1)):
        return None
    before = text[max(0, a - 3) : a].rstrip()
    if before and before[-1] in ",(":
        return None
    return Head(a, match.end(), form.kind, form.rank, num.strip(" .:") if num else None, None, 0, index)


_ANNOUNCED = re.compile(r":[ ]?(?=[„“\"])")
_QUOTE_MARK = re.compile(r"[„“”]")
_STRAIGHT_END = re.compile(r"[.;][ ]?\"(?=[ ]?[.;,])")
#: A quotation longer than this, in text without line ends, is one whose closing mark is missing.
_QUOTED_MOST = 30_000
#: A line so long may hold a quotation of several paragraphs.
_LONG_LINE = 300


def _overlap(places: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether one of the stretches, sorted and apart, shares a character with [start, end)."""
    k = bisect_left(places, (end,)) - 1
    return k >= 0 and places[k][1] > start


def _run_in_quotations(view: View, begin: int, until: int) -> list[tuple[int, int]]:
    """Find quotations in text whose line ends are lost: from a mark behind a colon to the mark that closes it.

    „…” and “…” count what they hold; straight marks close where a sentence or an item ends inside and outside of them.
    """
    raw = view.raw
    out: list[tuple[int, int]] = []
    for found in _ANNOUNCED.finditer(raw, begin, until):
        start = found.end()
        if out and start < out[-1][1]:
            continue
        limit = min(until, start + _QUOTED_MOST)
        if raw[start] == '"':
            end = _STRAIGHT_END.search(raw, start + 1, limit)
            again = _ANNOUNCED.search(raw, start + 1, end.start() if end else limit)
            if end and not again:  # else the mark that closes it is missing
                out.append((start, end.end()))
            continue
        opens, depth = raw[start], 0
        for mark in _QUOTE_MARK.finditer(raw, start, limit):
            depth += 1 if mark.group() == opens else -1 if mark.group() in "“”" else 0
            if depth <= 0:
                out.append((start, mark.end()))
                break
    return out


def quotations(view: View) -> list[tuple[int, int]]:
    """Find blocks in quotation marks: from a line that begins with one to the line that ends with one.

    Only what begins a line counts: a word in quotation marks within a sentence is none. British amendments open once
    and close once; American ones open again with every paragraph. A quotation without end ends with its line.
    """
    if view.mode == "none":
        return _run_in_quotations(view, 0, len(view.text))
    lines, text, raw = view.lines, view.text, view.raw
    # “ and ” tell opening from closing, unless the law quotes „so“; straight marks only alternate
    directed = "\u201d" in raw and "\u201c" in raw and "\u201e" not in raw
    out: list[tuple[int, int]] = []
    inner: list[tuple[int, int]] = []
    dead = -1  # a quotation that never closed was tried here: those just after it would not close either
    for k, (a, b) in enumerate(lines):
        if text[a] not in '"[*' or (out and a < out[-1][1]) or k < dead:
            continue
        first = _OPEN_QUOTE.match(text, a, b)
        if first is None or (directed and raw[first.end() - 1] == "\u201d"):
            continue
        depth, j = 1, k
        repeated = k + 1 < len(lines) and text[lines[k + 1][0]] == '"'
        start = first.end()
        while j < len(lines) and j - k < 400:
            c, d = lines[j]
            if j > k:
                again = _OPEN_QUOTE.match(text, c, d)
                start = again.end() if again else c
            if directed:
                depth += raw.count("\u201c", start, d) - raw.count("\u201d", start, d)
                closed = depth <= 0
                if repeated and not closed and j + 1 < len(lines) and text[lines[j + 1][0]] != '"':
                    closed = _CLOSE_QUOTE.search(text, max(start, d - 12), d) is not None
            else:
                closed = (
                    text.count('"', start, d) % 2 == 1 and _CLOSE_QUOTE.search(text, max(start, d - 12), d) is not None
                )
                if j == k and not closed and text.count('"', start, d) % 2 == 1:
                    break  # a quoted word begins the line
            if closed:
                if _CLOSE_QUOTE.search(text, max(start, d - 12), d) or j > k:
                    out.append((a, d))
                break
            j += 1
        else:
            dead = k + (j - k) // 2
    if view.mode == "lines":
        for a, b in lines:
            if b - a > _LONG_LINE and not _overlap(out, a, b):
                inner += _run_in_quotations(view, a, b)
    return sorted([*out, *inner])


def shortened(view: View, quotes: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """End quotations early whose marks do not pair, where the law goes on with its next number behind a closing mark.

    One quotation mark left out by the printer would otherwise swallow the articles up to the next closing mark.
    """
    out: list[tuple[int, int]] = []
    starts = [m.start for m in marks]
    for a, b in quotes:
        k, last = bisect_left(starts, a), bisect_left(starts, b)
        outer = [m for m in marks[max(0, k - 12) : k] if not any(c <= m.start < d for c, d in out[-3:])]
        if outer:
            for mark in marks[k:last]:
                if mark.line == 0 or not any(
                    step(m.last, mark.value) == 0.0 and mark.value[0] == m.last[0] + 1 for m in outer
                ):
                    continue
                line = mark.line - 1
                # the marginal note above the label
                for n in range(line, max(line - 3, 0), -1):
                    c, d = view.lines[n]
                    if c < a:
                        break
                    if _CLOSE_QUOTE.search(view.text, max(c, d - 12), d):
                        b = min(b, d)
                        break
                if b < mark.start:
                    break
        out.append((a, b))
    return out


_PLAIN = re.compile(r"[\W_]+")


def contents(view: View, words: Words, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Find tables of contents: runs of labels with a title and nothing below it, that come again with the same title.

    Returns
    -------
    list of (int, int)
        First and last index of marks, both in the table.
    """
    if len(marks) < 6 or view.mode == "none":
        return []
    text, lines = view.text, view.lines
    size = len(marks)
    brief = [
        i + 1 < size
        and marks[i + 1].line - marks[i].line <= 7
        and marks[i + 1].start - marks[i].start <= 420
        and all(b - a <= 260 for a, b in lines[marks[i].line : marks[i + 1].line])
        and not any(text[b - 1] == "." for _, b in lines[marks[i].line + 1 : marks[i + 1].line])
        for i in range(size)
    ]
    later: dict[Number, list[int]] = {}
    for i, mark in enumerate(marks):
        later.setdefault(mark.value, []).append(i)

    def title(i: int) -> str:
        a, b = lines[marks[i].line]
        words = _PLAIN.sub("", text[marks[i].end : b].casefold())
        if not words and marks[i].line + 1 < len(lines):
            c, d = lines[marks[i].line + 1]
            words = _PLAIN.sub("", text[c:d].casefold())
        return re.sub(r"\d+\Z", "", words)[:24]

    def again(i: int) -> bool:
        wanted = title(i)
        if len(wanted) < 3:
            return False
        for j in later[marks[i].value]:
            if j > i and wanted in _PLAIN.sub("", text[max(0, marks[j].start - 200) : marks[j].end + 250].casefold()):
                return True
        return False

    out: list[tuple[int, int]] = []
    i = 0
    while i < size:
        j = i
        while j + 1 < size and brief[j] and marks[j + 1].value > marks[j].value:
            j += 1
        # the last line of a table has no brief successor of its own: it stands before the first article again
        if j - i >= 3:
            listed = [n for n in range(i, j + 1) if again(n)]
            announced = words.contents is not None and words.contents.search(
                text[max(0, marks[i].start - 300) : marks[i].start]
            )
            if len(listed) * 2 >= j - i + 1 or (announced and len(listed) >= 2):
                # under a heading that says so, entries whose sections are not printed (an excerpt) belong to it too
                listed = [*listed, j - (not brief[j] and not again(j))] if announced else listed
                out.append((i, listed[-1]))
        i = j + 1
    return out


#: A word, which no citation of acts holds; how a line ends that is no title.
_WORDED = re.compile(r"(?<![^\W_])[^\W\d_]{4,}")
_NO_TITLE = ".;:,])—"


#: How often the lines around a page break come, and how many they are at least below the number of the page.
_PAGES, _HEAD = 40, 3
_FIGURES = re.compile(r"\d+")
#: The number of a page, figures levelled.
_PAGE = re.compile(r"\W{0,2}(?:[^\W\d_]{1,8}\.? )?9(?: ?(?:/|[^\W\d_]{2,3}) ?9)?\W{0,2}")


def page_heads(view: View, words: Words) -> list[tuple[int, int]]:
    """Find what is printed at the top of every page: a page number and lines that come with it again and again."""
    if view.mode == "none":
        return []
    keys = [_FIGURES.sub("9", view.text[a : min(b, a + 120)]) for a, b in view.lines]
    count = Counter(keys)
    out: list[tuple[int, int]] = []
    k = 0
    while k < len(keys):
        j = k
        if _PAGE.fullmatch(keys[k]):
            while j < len(keys) and count[keys[j]] >= _PAGES and not _labels(view, words, j):
                j += 1
        if sum(_PAGE.fullmatch(key) is None for key in keys[k:j]) >= _HEAD:  # else a column of numbers
            out.append((view.lines[k][0], view.lines[j - 1][1]))
        k = max(j, k + 1)
    return out


def _labels(view: View, words: Words, k: int) -> bool:
    return words.unit is not None and words.unit.match(view.text, *view.lines[k]) is not None


def notes(view: View, words: Words) -> list[tuple[int, int]]:
    """Find lines that tell the history of a provision."""
    if words.notes is None or view.mode == "none":
        return []
    out = []
    for k, (a, b) in enumerate(view.lines):
        if not view.sure(k) and (view.text[view.lines[k - 1][1] - 1] not in ".:])" or not _is_cited(view, k)):
            continue
        if words.notes.match(view.text, a, b):
            end = b
            if view.mode == "wrapped":
                j = k
                while (
                    j + 1 < len(view.lines)
                    and not view.sure(j + 1)
                    and j - k < 12
                    and (view.sure(k) or _is_cited(view, j + 1))
                    and not _LABELLED.match(view.text, view.lines[j + 1][0])
                ):
                    j += 1
                    end = view.lines[j][1]
            if words.repealed is not None and words.repealed.match(view.text[a:b]):
                a = _title_above(view, k)
            out.append((a, end))
    return out


def _is_cited(view: View, k: int) -> bool:
    """Return whether line `k` holds figures and abbreviations only, as a citation does."""
    return _WORDED.search(view.text, *view.lines[k]) is None


def _title_above(view: View, k: int) -> int:
    """Return where the title of what line `k` says was repealed begins: it heads no provision.

    One or two lines below the end of a sentence or of a note; the last items of a list are none.
    """
    for first in (k - 1, k - 2):
        if first < 0:
            break
        a, b = view.lines[first]
        line = view.text[a:b]
        if len(line) > 120 or line[-1] in _NO_TITLE or not line[0].isupper() or not view.sure(first):
            break
        if first == 0 or view.text[view.lines[first - 1][1] - 1] in ".])" or _is_cited(view, first - 1):
            return a
    return view.lines[k][0]
