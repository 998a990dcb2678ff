"""The text as the segmenter sees it: folded, with the way back, its lines, and whether line breaks mean anything."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cache

from ctlaw.normalise import fold

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\ufeff\u0640"
_MARKS = "\u0300-\u036f\u0653-\u0655"
_IRREGULAR = re.compile(rf"[{_INVISIBLE}]+|[^{_MARKS}\s][{_MARKS}]{{1,8}}")
_LINE = re.compile(r"[^\n]+")
#: A line this long holds several paragraphs whose breaks were lost.
LONG = 2500


@cache
def _odd() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the folding of `ctlaw.normalise.fold` with line ends kept: a line end is evidence here."""
    kept = {"\r": " ", "\x0b": "\n", "\x0c": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
    odd = (chr(i) for i in range(0x80, 0x10000) if not 0xD800 <= i < 0xE000)
    table = {c: folded for c in odd if (folded := fold(c)) != c} | kept
    return re.compile("[" + re.escape("".join(table)) + "]"), table


def _folded(text: str) -> str:
    """Fold `text`; few characters change, so they are looked for rather than every character looked up."""
    pattern, table = _odd()
    return pattern.sub(lambda m: table[m.group()], text)


class View:
    """A stretch of text to be cut.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int
        The stretch of it that is looked at.

    Attributes
    ----------
    text : str
        The stretch, folded: one kind of space, quote, dash and digit; accents composed; invisible marks gone.
    lines : list of (int, int)
        Start and end of each line that is not blank, without the white space around it.
    mode : {"lines", "wrapped", "none"}
        "lines": a line end is the end of a block. "wrapped": it may also be the end of a printed line. "none": the
        line ends are lost, several provisions stand in one line.
    width : int
        Characters in a full line, in mode "wrapped"; else 0.
    """

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        end = len(text) if end is None else end
        self.source = text
        part = text if start == 0 and end == len(text) else text[start:end]
        self._first = start
        self._at: list[int] = []
        self._shift: list[int] = []
        if "\r" in part:
            part = re.sub(r"\r(?!\n)", "\n", part)
        if not part.isascii() and _IRREGULAR.search(part):
            part = self._regular(part)
        self.raw = part
        self.text = _folded(part)
        self.lines: list[tuple[int, int]] = []
        for line in _LINE.finditer(self.text):
            printed = line.group()
            stripped = printed.strip()
            if stripped:
                a = line.start() + (len(printed) - len(printed.lstrip()) if printed[0].isspace() else 0)
                self.lines.append((a, a + len(stripped)))
        self._sure: list[bool] = []
        self.mode, self.width = self._judge()

    def _regular(self, part: str) -> str:
        """Compose accents and drop invisible marks, remembering where characters went missing."""
        out: list[str] = []
        done = gone = 0
        for match in _IRREGULAR.finditer(part):
            a, b = match.span()
            token = match.group()
            new = unicodedata.normalize("NFC", token) if unicodedata.combining(token[-1]) else ""
            out.append(part[done:a])
            out.append(new)
            gone += (b - a) - len(new)
            if b - a != len(new):
                self._at.append(b - gone)
                self._shift.append(gone)
            done = b
        out.append(part[done:])
        return "".join(out)

    def origin(self, index: int) -> int:
        """Return where character `index` of the folded stretch stands in the text."""
        if not self._at:
            return self._first + index
        k = bisect_right(self._at, index)
        return self._first + index + (self._shift[k - 1] if k else 0)

    def index(self, place: int) -> int:
        """Return the first character of the folded stretch that stands at `place` of the text or behind it."""
        return bisect_left(range(len(self.text)), place, key=self.origin)

    def end_origin(self, index: int) -> int:
        """Return where a stretch that ends before character `index` ends in the text."""
        return self.origin(index - 1) + 1 if index else self._first

    def printed(self, words: str | None, start: int, end: int) -> str | None:
        """Return `words`, which stand folded between `start` and `end`, as the text prints them."""
        if not words:
            return words
        if not self._at and self.raw.startswith(words, start):
            return words
        i = self.text.find(words, start, end)
        if i < 0:
            return words
        return " ".join(self.source[self.origin(i) : self.end_origin(i + len(words))].split())

    def _judge(self) -> tuple[str, int]:
        lengths = sorted(b - a for a, b in self.lines)
        total = sum(lengths)
        if not lengths:
            return "lines", 0
        if sum(n for n in lengths if n > LONG) * 2 > total:
            return "none", 0
        widest = lengths[-max(1, len(lengths) // 400)]
        full = sum(1 for n in lengths if widest * 0.85 <= n <= widest)
        if len(lengths) >= 12 and 35 <= widest <= 220 and full >= 0.25 * len(lengths) and lengths[-1] <= widest * 1.6:
            return "wrapped", widest
        return "lines", 0

    def sure(self, k: int) -> bool:
        """Return whether line `k` certainly begins a block: in wrapped text, its first word would have fitted above."""
        if self.mode != "wrapped":
            return True
        if not self._sure:
            self._sure = self._all_sure()
        return self._sure[k]

    def _all_sure(self) -> list[bool]:
        out = [True]
        text, width = self.text, self.width
        end = self.lines[0][1]
        begin = self.lines[0][0]
        for a, b in self.lines[1:]:
            space = text.find(" ", a, b)
            word = (space if space >= 0 else b) - a
            out.append(width - (end - begin) - 1 - word >= 0 or text.count("\n", end, a) > 1)
            begin, end = a, b
        return out
