"""What stands behind an article in a list of provisions but is none of its words.

Third parties' parsers give the last article whatever follows it: additional and final provisions, the formula and
signatures of promulgation, annexes, footnotes, the publisher's page. The words are data (`data/readers/endings.json`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_PAGE = re.compile(r"[-–]? ?\d{1,3} ?[-–]?")
_CLOSED = re.compile(r"[\"“”»][.,;]?\s*\Z")


@dataclass(slots=True)
class Tail:
    """A stretch behind an article: "heading" of final provisions, "unit" of them, "annex", "note", or "stuck" to it."""

    kind: str
    text: str
    num: str | None = None


@cache
def _data() -> dict[str, Any]:
    return json.loads(files("ctlaw").joinpath("data/readers/endings.json").read_text(encoding="utf-8"))


@cache
def _rows() -> list[tuple[str, bool, re.Pattern[str]]]:
    rows = _data()["endings"]
    return [(row["kind"], bool(row.get("last")), re.compile(row["pattern"], re.MULTILINE)) for row in rows]


def split(content: str, *, last: bool) -> tuple[str, list[Tail]]:
    """Cut what follows an article from it.

    Parameters
    ----------
    content : str
        The article as the file gives it.
    last : bool
        Whether it is the last of the file: some endings are looked for there only.

    Returns
    -------
    (str, list of Tail)
        The article, and what stands behind it, in order; empty when nothing does.
    """
    found: dict[int, tuple[str, str | None]] = {}
    for kind, only_last, pattern in _rows():
        if only_last and not last:
            continue
        for m in pattern.finditer(content):
            if m.start() > 0 or kind == "annex":
                found.setdefault(m.start(), (kind, m.groupdict().get("num")))
    places = sorted(found)
    if not places:
        return content, []
    ends = [*places[1:], len(content)]
    tails = [Tail(found[a][0], content[a:b].strip(), found[a][1]) for a, b in zip(places, ends, strict=True)]
    return content[: places[0]].rstrip(), tails


def quoted(contents: Sequence[str]) -> list[tuple[bool, int | None, int | None]]:
    """Find the articles that stand in quotation marks which other provisions of the file open or close.

    Looked for where numbered final provisions follow or surround the articles. Only „…“ tells where a quotation opens
    and closes; those inside a line pair off.

    Returns
    -------
    list of (bool, int or None, int or None)
        For each provision: whether it begins inside a quotation; where in it that quotation ends; where one begins
        that does not end in it.
    """
    units = [pattern for kind, _, pattern in _rows() if kind == "unit" and "num" in pattern.groupindex]
    if not any(pattern.search(content) for pattern in units for content in contents):
        return [(False, None, None)] * len(contents)
    out = []
    open_ = False
    for content in contents:
        inside = open_ or _scan(content, False)[2]
        ends, begins, _ = _scan(content, inside)
        out.append((inside, ends, begins))
        open_ = begins is not None or (inside and ends is None)
    return out


@cache
def _quoting() -> list[re.Pattern[str]]:
    return [re.compile(row["pattern"], re.MULTILINE) for row in _data()["endings"] if row.get("quotes")]


def amending(contents: Sequence[str]) -> list[int] | None:
    """Return where the words of an amending act go on in each article that it writes into another law (or its length).

    Bahrain: the decree's own articles are numbered by words and stand below the articles it quotes, the first of which
    a parse takes for the articles of the file. None when it is no such file.
    """
    found = [next((m for p in _quoting() if (m := p.search(text))), None) for text in contents]
    if sum(m is not None for m in found) * 5 < len(contents) or not any(
        m and text[: m.start()].strip() for m, text in zip(found, contents, strict=True)
    ):
        return None
    return [m.start() if m else len(text) for m, text in zip(found, contents, strict=True)]


def closing(content: str) -> int | None:
    """Return where a quotation in straight marks ends that began before: behind the first line with one mark more."""
    at = 0
    for line in content.split("\n"):
        at += len(line)
        if line.count('"') % 2 and _CLOSED.search(line):
            return at
        at += 1
    return None


def _scan(content: str, inside: bool) -> tuple[int | None, int | None, bool]:
    """Return where the quotation ends, where an unfinished one begins, and whether one ends that never began."""
    depth = 1 if inside else 0
    ends = begins = None
    looks, at = not inside, 0
    for line in content.split("\n"):
        if not inside and not depth and line.startswith("§ "):
            looks = False  # what closes behind it is no article of this file
        change = line.count("„") - line.count("“") - line.count("”")
        if depth:
            depth += change
            if depth <= 0:
                depth = 0
                if inside and ends is None:
                    ends = at + len(line)
                begins = None
        elif line.startswith("„"):
            if change > 0:
                depth, begins = change, at
        elif looks and change < 0 and _CLOSED.search(line):
            return None, None, True
        at += len(line) + 1
    return ends, begins if depth else None, False


def runs(numbers: Sequence[str], contents: Sequence[str]) -> list[bool]:
    """Find the articles of other laws between those of this one: 1, 218-1, 218-2, 2, 3, 66, 80, 4.

    The law's own numbers go on by one; what lies between two of them with greater numbers, announced by a colon, is
    not its own.
    """
    out = [False] * len(numbers)
    own = run = 0
    returned = announced = False
    for i, (number, content) in enumerate(zip(numbers, contents, strict=True)):
        found = re.match(r"\d{1,6}", number)
        main = int(found[0]) if found else 0
        if not run and own and main // 10 == own:
            continue  # 7¹ whose raised figure was lost
        if main <= own + 2 and (number.isdecimal() or not run):
            returned |= run > 0
            own, run = max(own, main), 0
            announced = any(re.search(r"[:：][\s\d()]{0,8}$", line) for line in content.rstrip().split("\n")[-4:])
        elif run or (announced and main > 3 * own + 10):
            out[i] = True
            run += 1
        else:
            own = main
    return out if returned else [False] * len(numbers)


@cache
def _pages() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(re.compile(row["begin"]), re.compile(row["end"])) for row in _data()["pages"]]


def pages(content: str) -> tuple[str, str]:
    """Take what the publisher's page prints in the midst of an article out of it: footnotes of the whole law, buttons.

    Returns
    -------
    (str, str)
        The article, and what stood in it.
    """
    for begin, end in _pages():
        if first := begin.search(content):
            last = max((m.end() for m in end.finditer(content, first.end())), default=len(content))
            kept = content[: first.start()].rstrip(), content[last:].lstrip()
            return " ".join(filter(None, kept)), content[first.start() : last].strip()
    return content, ""


@cache
def _footnotes() -> list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]:
    return [
        (re.compile(row["pattern"]), re.compile(row["end"]), re.compile(row["more"])) for row in _data()["footnotes"]
    ]


def footnotes(content: str) -> tuple[str, str]:
    """Take footnotes out of an article that goes on over the page: from their number to their last citation, and the
    number of the page below them.

    Returns
    -------
    (str, str)
        The article without its footnotes, and the footnotes.
    """
    lines = content.split("\n")
    for label, end, more in _footnotes():
        if not any(map(label.match, lines)):
            continue
        kept: list[str] = []
        notes: list[str] = []
        j = 0
        while j < len(lines):
            if not label.match(lines[j]):
                kept.append(lines[j])
                j += 1
                continue
            last = next((n for n in range(j, min(j + 12, len(lines))) if end.search(lines[n])), None)
            page = next((n for n in range(j, min(j + 16, len(lines))) if _PAGE.fullmatch(lines[n])), None)
            if last is None:
                last = len(lines) - 1 if page is None and len(lines) - j <= 8 else page if page is not None else j
            stop = last + 1
            while stop < len(lines) and more.match(lines[stop]):  # the next sentence of the footnote
                nxt = next((n for n in range(stop, min(stop + 8, len(lines))) if end.search(lines[n])), stop)
                stop = nxt + 1
            if stop < len(lines) and _PAGE.fullmatch(lines[stop]):
                stop += 1
            notes += lines[j:stop]
            j = stop
        return "\n".join(kept), "\n".join(notes)
    return content, ""
