"""Find the articles or sections of a law: not every number that looks like one, but those that follow each other.

Every place that has the shape of a label is a candidate with a weight (what stands before and after it). The units are
the chain of candidates with the greatest sum of weights less the cost of its steps (`ctlaw.segment.numbers.step`);
one pass of dynamic programming, a bounded number of looks back for each candidate.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ctlaw.segment.layout import View
from ctlaw.segment.numbers import Number, step
from ctlaw.segment.words import Words, anchors

#: How many numbers back a predecessor is looked for one by one; farther ones share the cost of a wide gap.
LOOK_BACK = 24
_WIDE = 4.0
_MAIN = 12000

_BARE = re.compile(r"\*?\d{1,4}(?:\.\d{1,4}){0,3}[A-Z]{0,3}(?![\w%/])")
_LEAD = re.compile(r"[*#>\[\"■•◦▪·\-–]{0,6}[ ]{0,2}")
_AFTER = re.compile(r"[ ]{0,4}")
_CAPITAL = re.compile(r"[\"'\[]{0,2}[A-ZÀ-ÞΑ-ΩΆ-ΏА-ЯЀ-Џ]")
_UNCASED = re.compile(r"[\"'\[]{0,2}[\u0590-\u10ff\u1200-\u1cff\u3040-\uffef]")
_SENTENCE = re.compile(r"(?:\([^\W_]{1,5}\)){0,4}[ ][a-zà-þ]{2}")


@dataclass(slots=True)
class Mark:
    """A place that looks like the label of a unit."""

    start: int
    end: int
    num: str
    value: Number
    last: Number
    kind: str
    weight: float
    line: int
    worded: bool = True


#: The number of a label: "5a", "ab", "xiv"; not a word in brackets.
_CITED = r"(?:\d\w{0,5}|[^\W\d_]{1,3}|(?i:[ivxl]{1,6}))"
_REFERRED = re.compile(rf"(?:\({_CITED}\)|(?<![^\s])(?P<open>\w{{1,3}})\)|\d[\w.]{{0,6}}[°º]?)\Z")
_LISTED = re.compile(rf"(?:(?:\({_CITED}|(?<![^\s])(?P<open>\w{{1,3}}))\)|(?<![^\s])\d{{1,3}}[°º]),\Z")
_HEADED = re.compile(r"[.;:)\]\"]\s+[\"']?[A-ZÀ-ÞΑ-ΩА-Я][^.;:()]{1,110}\Z")


def _cites(pattern: re.Pattern[str], before: str) -> bool:
    """Return whether words end with a label that is cited; not with the last word in brackets: "(year, month, day)"."""
    found = pattern.search(before)
    if found is None:
        return False
    at = found.start()
    return not (found["open"] and before.rfind("(", 0, at) > before.rfind(")", 0, at))


def context(view: View, at: int, words: Words) -> str:
    """Return what stands before a label.

    "end" of a sentence or item, "comma", "joint" (and/or that joins the last item), "reference" (section, paragraph …),
    "open" (start of text, colon, dash), "headed" (a few words after the end of a sentence: a heading in text whose
    line ends are lost) or "word".
    """
    before = view.text[max(0, at - 48) : at].rstrip()
    if not before:
        return "open"
    last = before[-1]
    joined = words.conjunction.search(before) if last.isalpha() else None
    if joined:
        stem = before[: joined.start()].rstrip(" ,") if joined.start() else ""
        if before[joined.start() : joined.start() + 1] in ",;" or stem[-1:] in ",;.:":
            return (
                "reference"
                if _cites(_REFERRED, stem) and stem[-1:] == ")" and before[joined.start()] not in ",;"
                else "joint"
            )
        return "reference" if not stem or _cites(_REFERRED, stem) or words.reference.search(stem) else "joint"
    if (last.isalnum() or last in ".'§") and words.reference.search(before):
        if view.mode == "none" and _HEADED.search(view.text, max(0, at - 130), at - 1):
            return "word"
        return "reference"
    if last in ":-—" or before.endswith("াঃ") or before.endswith("েঃ"):  # Bengali typists take visarga for a colon
        return "open"
    if last in '.;)]!?"。；」』।·។':
        return "end"
    if last in ",،、":
        return "reference" if _cites(_LISTED, before) else "comma"
    if view.mode == "none" and _HEADED.search(view.text, max(0, at - 130), at - 1):
        return "headed"
    return "word"


def _weigh_after(text: str, end: int) -> float:
    """Return how much what follows a label speaks for it: a capital, a bracket, a heading, the end of the line."""
    at = _AFTER.match(text, end).end()  # type: ignore[union-attr]
    c = text[at : at + 1]
    if not c or c == "\n":
        return 2.0
    if c == "(":
        return 2.4 if at > end or text[end : end + 1] == "(" else 1.5
    if c == "[":
        return 2.4
    if c in ",;)]%/":
        return -4.0
    if c in ".:-–—*_|":
        nxt = _AFTER.match(text, at + 1).end()  # type: ignore[union-attr]
        if c == "." and text[nxt : nxt + 1].islower():
            return 0.5
        return 2.2
    if _CAPITAL.match(text, at) or _UNCASED.match(text, at):
        return 2.0
    if c.isdigit():
        return -1.0
    return -0.8


def _mark(view: View, words: Words, match: re.Match[str], line: int, weight: float) -> Mark | None:
    name = next(k for k in match.groupdict() if k[0] == "f" and match.group(k) is not None)
    form = words.units[int(name[1:])]
    num = match.group("n" + name[1:])
    if num is None:
        return None
    num = num.strip(" .:")
    if num.endswith(" gr"):
        num = num[:-3].rstrip(" .")
    value = words.value(num)
    if value is None:
        return None
    return Mark(match.start(), match.end(), num, value, last_value(words, num, value), form.kind, weight, line)


def last_value(words: Words, num: str, value: Number) -> Number:
    """Return the value of the last number of a label that stands for several: "9 to 14" -> 14."""
    if not words.ranges or " " not in num:
        return value
    parts = re.split(r"\s(?:" + words.ranges + r")\s", num)
    return (words.value(parts[-1]) or value) if len(parts) > 1 else value


_RANGE_TAIL = r"\.?[ ](?:{})[ ]\d{{1,4}}(?:\.\d{{1,4}}){{0,3}}[A-Z]{{0,3}}(?=[ ]*[\[(.\n]|$)"


def candidates(view: View, words: Words, *, bare: bool) -> list[Mark]:
    """List the places that look like labels of units, in order."""
    found: list[Mark] = []
    text = view.text
    tail = re.compile(_RANGE_TAIL.format(words.ranges)) if words.ranges else None
    if view.mode == "none":
        return inline_candidates(view, words, bare=bare, tail=tail)
    wrapped = view.mode == "wrapped"
    before_line = {
        "open": 0.0,
        "end": 0.0,
        "comma": -1.6,
        "joint": -1.6,
        "word": -1.3,
        "headed": -1.3,
        "reference": -3.5,
    }
    for k, (a, b) in enumerate(view.lines):
        lead = _LEAD.match(text, a, b)
        at = lead.end() if lead else a
        mark = None
        if words.unit is not None and (match := words.unit.match(text, at, b)):
            mark = _mark(view, words, match, k, 2.4 + _weigh_after(text, match.end()))
            # "Section 8(2) is repealed" opens a sentence about a section; where units print a bare number it is none.
            if mark is not None and bare and _SENTENCE.match(text, match.end(), b):
                mark.weight -= 3.5
        if (
            mark is None
            and bare
            and text[a] in "*0123456789["
            and (match := _BARE.match(text, a + (text[a] == "["), b))
        ):
            mark = _bare_mark(words, text, match, k, tail, b)
        if mark is None:
            continue
        if wrapped:
            sure = view.sure(k)
            mark.weight += 0.3 if sure else before_line[context(view, a, words)] - (1.4 if mark.worded else 0.0)
        found.append(mark)
    return found


def _bare_mark(
    words: Words, text: str, match: re.Match[str], line: int, tail: re.Pattern[str] | None, limit: int
) -> Mark | None:
    num, end = match.group(), match.end()
    if tail is not None and (more := tail.match(text, end, limit)):
        num, end = num + more.group(), more.end()
    value = words.value(num.lstrip("*"))
    if value is None:
        return None
    stop = end + 1 if text[end : end + 1] in ".।" else end
    c = text[stop : stop + 1]
    if c and c not in " \n([—-":
        return None
    weight = _weigh_after(text, stop)
    if stop == limit:
        weight = -0.5  # a number alone on its line: a page, a cell of a table
    kind = words.bare or "section"
    return Mark(match.start(), end, num, value, last_value(words, num, value), kind, weight, line, False)


_INLINE_BARE = re.compile(
    r"(?<![^\s\"\[])\*?\d{1,4}(?:\.\d{1,4}){0,3}[A-Z]{0,3}"
    r"(?=[ \n]?\(\d{1,2}\)|[ \n]\[|[ \n]+[\"']?[A-Z]|\.[ \n]+[\"']?[A-Z(]|\.[-—–]|।|[ ](?:and|to|et|à|bis|und)[ ]\d)"
)


def inline_candidates(view: View, words: Words, *, bare: bool, tail: re.Pattern[str] | None = None) -> list[Mark]:
    """List the places anywhere in the text that look like labels of units, in order."""
    text = view.text
    found: list[Mark] = []
    if words.unit is not None:
        score = {"open": 0.3, "end": 0.8, "comma": -1.5, "joint": -2.5, "word": 0.0, "headed": 0.4, "reference": -4.0}
        for match in occurrences(text, words, "units", words.unit):
            a = match.start()
            if a and text[a - 1].isalnum() and not _UNCASED.match(text, a) and not text[a - 1].isdigit():
                if not (text[a - 1].islower() and text[a].isupper()):
                    continue
            mark = _mark(view, words, match, 0, 0.8 + _weigh_after(text, match.end()))
            if mark is not None:
                mark.weight += score[context(view, a, words)]
                found.append(mark)
    if bare:
        score = {"open": -0.2, "end": 0.9, "comma": -2.5, "joint": -3.0, "word": 0.0, "headed": 0.7, "reference": -5.0}
        for match in _INLINE_BARE.finditer(text):
            bare_mark = _bare_mark(words, text, match, 0, tail, len(text))
            if bare_mark is not None:
                bare_mark.weight += score[context(view, match.start(), words)] - 0.6
                found.append(bare_mark)
    found.sort(key=lambda m: m.start)
    return found


_TOKEN = re.compile(r"\S{1,12}[ ]{0,2}\Z")


def occurrences(text: str, words: Words, name: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Find a pattern anywhere by looking for its plain words first: a search that is quick on long texts."""
    at: set[int] = set()
    for word in anchors(words.language, name):
        i = text.find(word)
        while i >= 0:
            at.add(i)
            # the number may stand before the word: "5. gr.", "第五条", "12 §"
            before = _TOKEN.search(text, max(0, i - 14), i)
            if before:
                at.add(before.start())
            i = text.find(word, i + len(word))
    found: list[re.Match[str]] = []
    for i in sorted(at):
        if (match := pattern.match(text, i)) and (not found or match.start() >= found[-1].end()):
            found.append(match)
    return found


class _Best:
    """The best chain that ends below a number: a Fenwick tree of maxima."""

    def __init__(self) -> None:
        self._tree: dict[int, tuple[float, int]] = {}

    def put(self, main: int, score: float, index: int) -> None:
        i = main + 1
        while i <= _MAIN:
            if i not in self._tree or self._tree[i][0] < score:
                self._tree[i] = (score, index)
            i += i & -i

    def below(self, main: int) -> tuple[float, int] | None:
        best, i = None, main
        while i > 0:
            here = self._tree.get(i)
            if here is not None and (best is None or here[0] > best[0]):
                best = here
            i -= i & -i
        return best


def chain(marks: Sequence[Mark], restarts: Sequence[int] = ()) -> tuple[list[Mark], float]:
    """Return the best chain of marks and what it scores.

    Parameters
    ----------
    marks : sequence of Mark
        In the order of the text.
    restarts : sequence of int
        Places (of headings of parts and chapters, sorted) after which numbering may begin again at 1.
    """
    by_main: dict[int, list[int]] = {}
    score: list[float] = []
    back: list[int] = []
    far = _Best()
    top = (-1e9, -1)
    for i, mark in enumerate(marks):
        main = min(mark.value[0], _MAIN - 1)
        first = 0.0 if main <= 1 else min(0.5 + 0.45 * (main - 1).bit_length(), _WIDE) + 0.5
        best, came = -first, -1
        for n in range(main, main - LOOK_BACK - 1, -1):
            if n not in by_main:
                continue
            for j in by_main[n]:
                cost = step(marks[j].last, mark.value)
                if cost is not None and score[j] - cost > best:
                    best, came = score[j] - cost, j
        distant = far.below(main - LOOK_BACK)
        if distant is not None and distant[0] - _WIDE > best:
            best, came = distant[0] - _WIDE, distant[1]
        # numbers begin again with a chapter in Sweden, Norway, Iceland; a plain "1 …" below a heading is a list
        again = 1.5 if mark.worded else 6.0
        if restarts and main <= 1 and top[1] >= 0 and top[0] - again > best:
            k = bisect_right(restarts, marks[top[1]].start)
            if k < len(restarts) and restarts[k] < mark.start:
                best, came = top[0] - again, top[1]
        total = best + mark.weight
        score.append(total)
        back.append(came)
        at = by_main.setdefault(min(mark.last[0], _MAIN - 1), [])
        at.append(i)
        if len(at) > 8:
            at.remove(min(at, key=lambda j: score[j]))
        far.put(min(mark.last[0], _MAIN - 1), total, i)
        if total > top[0]:
            top = (total, i)
    chosen: list[Mark] = []
    i = top[1]
    while i >= 0:
        chosen.append(marks[i])
        i = back[i]
    return chosen[::-1], max(top[0], 0.0)


def pick(marks: Sequence[Mark], restarts: Sequence[int]) -> list[Mark]:
    """Return the units of a stretch: the best chain of labels with a word, or of bare numbers.

    Where both make a chain, the words are the articles and the numbers their paragraphs, unless the words are few.
    """
    worded = [m for m in marks if m.worded]
    alone = [m for m in marks if not m.worded]
    kinds: dict[str, list[Mark]] = {}
    for mark in worded:
        kinds.setdefault(mark.kind, []).append(mark)
    best: list[Mark] = []
    value = 0.0
    for kind, these in kinds.items():
        if kind == "transitional":
            continue
        found, score = chain(these, restarts)
        if score > value:
            best, value = found, score
    if alone:
        found, score = chain(alone, restarts)
        if score > value and (len(best) < 3 or len(best) * 6 < len(found)):
            best = found
        elif not best:
            best = found if score > 0 else []
    late = kinds.get("transitional", [])
    if late:
        extra, score = chain(late, [m.start for m in late])
        if score > 0:
            best = sorted([*best, *extra], key=lambda m: m.start)
    return best


def inside_of(places: Sequence[tuple[int, int]], at: int) -> bool:
    """Return whether `at` lies in one of the stretches, sorted and apart."""
    k = bisect_left(places, (at + 1,)) - 1
    return k >= 0 and places[k][0] <= at < places[k][1]
