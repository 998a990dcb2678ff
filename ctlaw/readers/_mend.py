"""What a third party's parse of a law lost, put right where the whole file shows it.

One entry alone cannot say whether "Purpose of the penalty The penalty serves" is a heading and a sentence; a file in
which four of five articles print "Heading.- Text" can. `habits` looks at all entries, the other functions use it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ctlaw.readers import _units, _words
from ctlaw.readers._build import squeeze


@dataclass(slots=True)
class Entry:
    """One provision of the file, in words common to all variants."""

    num: str
    heading: str
    content: str
    containers: list[str]
    article: bool | None = None
    start: int | None = None
    end: int | None = None
    note: str = ""
    quoted: bool = False
    quote_ends: int | None = None
    quote_begins: int | None = None
    last: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Habits:
    """How a file prints headings.

    Attributes
    ----------
    cut_titles : bool
        Its titles are the first words of the text, not headings of their own.
    dashed : bool
        "Article 5.- Peat in winter.- Whoever digs ..."
    led : bool
        The first line of the text is the heading.
    glued : bool
        Its line ends are lost without a space: "Peat in winter1. Whoever digs ...2. Whoever".
    titled : bool
        Its titles are headings, though one may be the first words of the text by chance.
    """

    cut_titles: bool = False
    dashed: bool = False
    led: bool = False
    glued: bool = False
    titled: bool = False


_DASHED = re.compile(r"(?P<heading>[^\W\d_][^\n.;:]{2,90}(?:\n[^\n.;:]{1,90}){0,2})\.\s?[-–—]{1,2}\s(?=\s?\S)")
_LED = re.compile(r"(?P<heading>[^\W\d_][^\n:;،。：；]{2,198}[^\s:;,،。：；])\n+(?=[^\s])")
_LISTED = re.compile(r"[\W_]{0,3}(?:\d{1,3}|\w{1,2})\s?[).°-]")
_GLUED = re.compile(
    r"[.\s-]{0,3}(?P<heading>[^\W\d_][^\n.:]{2,240}?)(?P<gap>\s{0,2})(?=1\s?\.\s?[^\W\d_]|\.{4}|(?<=[^\W\d_A-ZÀ-Ý])[A-ZÀ-Ý][^\W\d_])"
)
_GLUED_ITEM = re.compile(r"(?<=[.;:])\s?(?=(?:\d{1,2}\s?\.|[a-zđ]\))\s?[^\W\d_])")
_RUN_ON = re.compile(r"[^\W\d_]1\s?\.\s")


def opening(entry: Entry) -> str:
    """Return the text of an entry without its own label."""
    unit = _units.match_unit(entry.content[:400])
    if unit is None or unit.label not in entry.content:
        return entry.content
    return entry.content[entry.content.index(unit.label) + len(unit.label) :].lstrip(" \n-–—.")


def own_title(entry: Entry) -> str:
    """Return the title of an entry without the label, and without what is left of its number ("^2.", "2 .")."""
    unit = _units.match_unit(entry.heading)
    if unit is None:
        return entry.heading
    added = entry.num.removeprefix(unit.num)
    if added != entry.num and added and (number := re.sub(r"\W", "", added)):
        return re.sub(rf"^[\^\s(]{{0,3}}{re.escape(number)}\)?\s?\.?\s{{0,3}}", "", unit.rest, count=1)
    return unit.rest


def habits(entries: Sequence[Entry]) -> Habits:
    """Look at all entries of a file."""
    size = len(entries)
    if size < 4:
        return Habits()
    texts = [opening(entry) for entry in entries]
    titles = [squeeze(own_title(entry)) for entry in entries]
    titled = sum(map(bool, titles))
    same = sum(bool(t) and squeeze(text).startswith(t[:60]) for t, text in zip(titles, texts, strict=True))
    return Habits(
        cut_titles=same * 2 > titled,
        dashed=sum(bool(_DASHED.match(text)) for text in texts) * 3 > size * 2,
        led=titled * 2 < size and sum(bool(led(text)) for text in texts) * 5 > size * 3,
        glued=sum(bool(_RUN_ON.search(text[:260])) for text in texts) * 2 > size,
        titled=titled * 3 > size * 2 and same * 8 < titled,
    )


def led(text: str, most: int = 16) -> str:
    """Return the first line of a text when it can be a heading: of at most `most` words, half as many before a stop."""
    m = _LED.match(text)
    if m is None or _LISTED.match(text) or begins_lower(text) or begins_lower(text[m.end() :]):
        return ""
    return m["heading"] if len(m["heading"].split()) * (2 if m["heading"].endswith(".") else 1) <= most else ""


def begins_lower(text: str) -> bool:
    """Return whether a text begins in the midst of a sentence; Georgian letters, lower case to Unicode, say nothing."""
    return text[:1].islower() and text[:1].title() != text[:1]


def _lined(text: str) -> str:
    """Return text whose line ends were lost with those before its items: "a fine.2. Whoever", "winter:a) peat"."""
    return _GLUED_ITEM.sub("\n", text)


def printed_heading(text: str, found: Habits) -> tuple[str, str]:
    """Return the heading that a text begins with, and the text: with the line end after the heading if it was lost."""
    if found.dashed and (m := _DASHED.match(text)):
        return squeeze(m["heading"]), text
    if found.led and (line := led(text, most=28)):
        return line.rstrip(" ."), text
    if found.glued and (m := _GLUED.match(text)):
        return squeeze(m["heading"]), f"{text[m.start('heading') : m.end('heading')]}\n{_lined(text[m.end() :])}"
    return "", text


@cache
def _glued_container() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for row in _words.table()["containers"] for word in row["words"] if len(word) > 2)
    return re.compile(rf"(?<=[.;:”\"])\s?(?:{words})\s?(?:[IVXLC]{{1,8}}|\d{{1,3}})[^\n.;:]{{2,200}}\Z", re.IGNORECASE)


def without_container(content: str, found: Habits) -> tuple[str, str]:
    """Part the heading of the next chapter from the end of an article whose line ends are lost."""
    if found.glued and (m := _glued_container().search(content, max(0, len(content) - 260))):
        return content[: m.start()].rstrip(), m[0].strip()
    return content, ""


# notes in the margin -------------------------------------------------------------------------------------------
_MARGIN = 27  # characters of a line in the margin


@cache
def _margin_words() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in _words.table()["margins"]))


def without_margin(raw: str) -> tuple[str, str, str]:
    """Part the notes in the margin of a printed page, which a parse puts between the paragraphs, from the text.

    Returns
    -------
    (str, str, str)
        The text; the heading, when the note stands beside the first of several paragraphs (a note at the end may be
        that of the next article); all that stood in the margin or at the top of a page.
    """
    kept: list[str] = []
    aside: list[str] = []
    first: tuple[int, str] | None = None
    for block in re.split(r"\n[ \t]*\n", raw):
        lines = [line for line in map(squeeze, block.replace("\uf020", " ").split("\n")) if line]
        if not lines:
            continue
        if not _is_margin(lines):
            at = len(lines)
            while at > 1 and len(lines[at - 1]) <= _MARGIN:
                at -= 1
            if any(_margin_words().match(line) for line in lines[at:]):
                while at < len(lines) and begins_lower(lines[at]):
                    at += 1
                aside += lines[at:]
                lines = lines[:at]
            kept.append("\n".join(lines))
            continue
        aside += lines
        title = next((i for i, line in enumerate(lines) if line.endswith(".")), None)
        if first is None and title is not None and not any(map(_margin_words().match, lines[: title + 1])):
            first = len(kept), squeeze(" ".join(lines[: title + 1])).rstrip(".")
    heading = first[1] if first and first[0] == 1 and len(kept) > 1 and not first[1].isupper() else ""
    return "\n".join(kept), heading, "\n".join(aside)


def _is_margin(lines: Sequence[str]) -> bool:
    if all(line.isupper() and len(line) > 8 for line in lines) or _margin_words().match(lines[0]):
        return all(len(line) <= _MARGIN or line.isupper() for line in lines)
    if any(len(line) > _MARGIN for line in lines):
        return False
    if any(_margin_words().match(line) for line in lines):
        return True
    return lines[0][:1].isupper() and lines[-1].endswith(".")


# articles inside the one before ---------------------------------------------------------------------------------
_INSIDE = re.compile(r"(?:^|(?<=[.;:…”\"»)]))[ ]?(?=\S)|(?<=[A-ZÀ-Ý]{2})(?=[^\W\d_][a-zà-ỹ])", re.MULTILINE)


_BARE_LINE = re.compile(r"^(?P<num>\d{1,4}[A-Z]{0,3})\.(?=\s)", re.MULTILINE)


def _bare_cuts(entry: Entry, later: tuple[int, str], known: set[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the lines "251. Whoever", "251A. Whoever" ... that go on from the number of an entry, if they are many."""
    cuts: list[tuple[int, str]] = []
    last = _number(entry.num)
    for m in _BARE_LINE.finditer(entry.content):
        key = _number(m["num"])
        if last < key < later and key not in known and key[0] - last[0] <= (3 if cuts else 1):
            cuts.append((m.start(), m["num"]))
            last = key
    return cuts if len(cuts) >= 8 else []


def parted(entries: Sequence[Entry], found: Habits, *, bare: bool = False) -> list[Entry]:
    """Part an entry that holds the articles after it: those whose numbers no entry has, in order, before the next.

    With `bare`, a number at the beginning of a line is a label too.
    """
    keys = [_number(entry.num) for entry in entries]
    known = set(keys)
    out: list[Entry] = []
    for entry, later in zip(entries, _next_greater(keys), strict=True):
        out.append(entry)
        if not entry.num[:1].isdigit():
            continue
        cuts = [(0, entry.num)]
        last = _number(entry.num)
        own = _units.match_unit(entry.content[:60])
        for m in _INSIDE.finditer(entry.content, len(own.label) if own else 1):
            unit = _units.match_unit(entry.content[m.end() : m.end() + 60])
            if unit is None or unit.quoted or not unit.label.endswith((".", ":")) or (own and own.kind != unit.kind):
                continue
            if not (m.end() == 0 or entry.content[m.end() - 1] == "\n") and not found.glued:
                continue
            key = _number(unit.num)
            if last < key < later and key not in known:
                cuts.append((m.end(), unit.num))
                last = key
        if bare and len(cuts) == 1:
            cuts += _bare_cuts(entry, later, known)
        if len(cuts) > 1:
            whole, ends = entry.content, [at for at, _ in cuts[1:]] + [len(entry.content)]
            entry.content = whole[: ends[0]].rstrip()
            for (at, num), end in zip(cuts[1:], ends[1:], strict=True):
                first, _, rest = whole[at:end].strip().partition("\n")
                titled = _units.match_unit(first) and rest and len(first) < 200 and first[-1] not in ".;:,"
                heading, content = (first, rest) if titled else ("", whole[at:end].strip())
                known.add(_number(num))
                out.append(replace(entry, num=num, heading=heading, content=content, start=None, end=None, note=""))
    return out


def _next_greater(keys: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return for each number the first greater one behind it, or one that is greater than all."""
    out = [(99999, "")] * len(keys)
    waiting: list[int] = []
    for i, key in enumerate(keys):
        while waiting and keys[waiting[-1]] < key:
            out[waiting.pop()] = key
        waiting.append(i)
    return out


def _number(num: str) -> tuple[int, str]:
    return _units.sort_key(num)
