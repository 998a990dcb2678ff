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
    above: str = ""  # a title that stands before the number
    inside: str = ""  # a title with which the text begins
    scheduled: bool = False  # one of the articles of a schedule
    listed: bool = False  # an entry of a list in a schedule
    quoted: bool = False
    quote_ends: int | None = None
    quote_begins: int | None = None
    last: bool = False
    repeated: bool = False
    parts: bool = False  # a part or chapter ends with it
    capitals: bool = False  # headings stand in capitals above the numbers, and stick to the article before
    lacks: bool = False  # the next one has no title where most have one


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
    whole : bool
        The titles with which its texts begin are whole: a bracket, a line end or a capital follows them.
    references : compiled pattern or None
        Words behind which a number is no label, in a language whose sections have a bare number; else None.
    titled : bool
        Its titles are headings, though one may be the first words of the text by chance.
    run_on : bool
        Some titles go on into the first sentence: "Peat in winter The digger pays".
    """

    cut_titles: bool = False
    dashed: bool = False
    led: bool = False
    glued: bool = False
    whole: bool = False
    references: re.Pattern[str] | None = None
    titled: bool = False
    run_on: bool = False


_DASHED = re.compile(r"(?P<heading>[^\W\d_][^\n.;:]{2,90}(?:\n[^\n.;:]{1,90}){0,2})\.\s?[-–—]{1,2}\s(?=\s?\S)")
_LED = re.compile(r"(?P<heading>[^\W\d_][^\n:;،。：；]{2,198}[^\s:;,،。：；])\n+(?=[^\s])")
#: "Peat in winter. 1 – Whoever digs": the line end behind the heading is lost.
_LED_RUN_IN = re.compile(r"(?P<heading>[^\W\d_][^\n.;:]{4,140})\. (?=1 ?[-–] )")
#: A sentence, or a line that breaks off behind a small word.
_ENDS_OPEN = re.compile(r"\.\Z|\s[^\W\dA-Z_]{1,3}\Z")
#: The first paragraph below a heading.
_FIRST_LINE = re.compile(r"\s*\n(?:\(1\)|1er\.|1 ?[.°)–-]) ?[^\W\d_]")
_LISTED = re.compile(r"[\W_]{0,3}(?:\d{1,3}|\w{1,2})\s?[).°-]")
_GLUED = re.compile(
    r"[.\s-]{0,3}(?P<heading>[^\W\d_][^\n.:]{2,240}?)(?P<gap>\s{0,2})(?=1\s?\.\s?[“\"]?[^\W\d_]|\.{4}|(?<=[^\W\d_A-ZÀ-Ý])[A-ZÀ-Ý][^\W\d_])"
)
#: The same where paragraph 1 follows: capitals inside the title do not end it.
_GLUED_FIRST = re.compile(
    r"[.\s-]{0,3}(?P<heading>[^\W\d_][^\n.:;]{2,150}?)(?P<gap>\s{0,2})(?=1\s?\.\s?[“\"]?[^\W\d_])"
)
_GLUED_ITEM = re.compile(r"(?<=[.;:])\s?(?=(?:\d{1,2}\s?\.|(?:[a-zđ]|dd)\s?\))\s?[“\"]?[^\W\d_])")
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
    texts = [opening(entry) for entry in entries]
    titles = [squeeze(own_title(entry)) for entry in entries]
    flat = [squeeze(text.lstrip("0123456789. ")) for text in texts]
    after = [text[len(t) :].lstrip(" .")[:1] for t, text in zip(titles, flat, strict=True) if t and text.startswith(t)]
    whole = len(after) > 1 and sum(c == "(" or c.isupper() for c in after) * 4 > 3 * len(after)
    worded = sum(_units.match_unit(entry.content[:60]) is not None for entry in entries) * 4 > size
    marks = () if worded else (p for mark, p in _references() if sum(mark in text for text in texts) * 2 > size)
    references = next(iter(marks), None)
    if size < 4:
        return Habits(whole=whole, references=references)
    titled = sum(map(bool, titles))
    same = sum(bool(t) and squeeze(text).startswith(t[:60]) for t, text in zip(titles, texts, strict=True))
    return Habits(
        whole=whole,
        references=references,
        cut_titles=same * 2 > titled,
        dashed=sum(bool(_DASHED.match(text)) for text in texts) * 3 > size * 2,
        led=titled * 2 < size and sum(bool(led(text)) for text in texts) * 5 > size * 3,
        glued=sum(bool(_RUN_ON.search(text[:260])) for text in texts) * 2 > size,
        titled=titled * 3 > size * 2 and same * 8 < titled,
        run_on=titled * 8 < size and _run_on(texts),
    )


def _run_on(texts: Sequence[str]) -> bool:
    """Return whether three titles or more go on into the text, two of them not into a list, as a sentence may."""
    if sum(_running_words().search(text) is not None for text in texts) * 2 <= len(texts):
        return False
    found = [m["heading"] for text in texts if (m := _running_title().match(text))]
    found = [heading for heading in found if not _finite().search(heading)]
    return len(found) >= 3 and sum(not heading.endswith(":") for heading in found) >= 2


@cache
def _running_words() -> re.Pattern[str]:
    """Return the small words of the languages whose running titles are known: elsewhere "Les" may be any word."""
    return re.compile("|".join(f"(?:{row['words']})" for row in _words.table()["running_titles"]))


@cache
def _running_title() -> re.Pattern[str]:
    """Return what a title looks like that goes on into the text: no first word of a sentence, then one."""
    rows = _words.table()["running_titles"]
    first, opener = (f"(?:{'|'.join(row[name] for row in rows)})" for name in ("not_first", "openers"))
    return re.compile(
        rf"(?P<heading>(?!{first})[A-ZÀ-Ý][^\n.;:()«»\"]{{3,170}}?(?: ?[.:])?)(?:\s{{0,2}}(?<=[.:])\s{{0,2}}|\s)"
        rf"(?={opener}|(?<=[:]\n)(?:I ?-|a\)|1 ?[.-]))"
    )


@cache
def _finite() -> re.Pattern[str]:
    return _words.pattern("finite")


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
    if found.led and (m := _LED_RUN_IN.match(text)):
        return squeeze(m["heading"]), text
    line = "" if found.titled else led(text)
    if line and _ENDS_OPEN.search(line) is None and _FIRST_LINE.match(text, len(line)):
        return line, text
    if found.run_on and (m := _running_title().match(text)) and not _finite().search(m["heading"]):
        return squeeze(m["heading"]).rstrip(" .:"), text
    if found.glued and (m := _GLUED_FIRST.match(text) or _GLUED.match(text)):
        return squeeze(m["heading"]), f"{text[m.start('heading') : m.end('heading')]}\n{_lined(text[m.end() :])}"
    return "", text


@cache
def _glued_container() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for row in _words.table()["containers"] for word in row["words"] if len(word) > 2)
    label = rf"(?:{words})\s?(?:(?-i:[IVXLC]{{1,8}})|\d{{1,3}})[.:]?"
    return re.compile(rf"(?<=[.;:”\"])\s?(?:{label}[^\n.;:]{{2,200}}?){{1,3}}\Z", re.IGNORECASE)


def without_container(content: str, found: Habits) -> tuple[str, str]:
    """Part the heading of the next chapter from the end of an article whose line ends are lost."""
    if found.glued and (m := _glued_container().search(content, max(0, len(content) - 260))):
        return content[: m.start()].rstrip(), m[0].strip()
    return content, ""


# notes in the margin -------------------------------------------------------------------------------------------
#: Characters of the first and of the other lines of a note in the margin: of 27, but a parse joins two when it takes a
#: hyphen for one at the end of a line.
_FIRST, _FUSED = 40, 60
_STOPS = (".", ";", ":", "!", "?", "”", '"')
_CITED = re.compile(r"[IVXLC\d]{1,9}[.,\s]")


@dataclass(slots=True)
class Title:
    """A title that stands in the margin of an article, or that a parse put there.

    Attributes
    ----------
    entry : int
        The entry in which it was found.
    text : str
    last : bool
        Whether no word of the article follows it.
    own : float
        How much its place says against its being the title of that entry; 0 when it stands beside the first words.
    """

    entry: int
    text: str
    last: bool = False
    own: float = 0.0


def without_margin(raw: str) -> tuple[str, list[tuple[int, bool, str]], str]:
    """Part the notes in the margin of a printed page, which a parse puts between the paragraphs, from the text.

    Returns
    -------
    (str, list of (int, bool, str), str)
        The text; the titles that stood in the margin, with the number of blocks of text before each and whether a
        blank line parts it from them; what else stood there or at the top of a page.
    """
    kept: list[str] = []
    notes: list[str] = []
    titles: list[tuple[int, bool, str]] = []
    seen = 0

    def aside(lines: list[str], apart: bool) -> None:
        found, rest = _titles(lines)
        page = any(line.isupper() for line in notes[seen:])  # what follows the head of a page stands on the next one
        titles.extend((len(kept), apart and not page, title) for title in found)
        notes.extend(rest)

    for block in re.split(r"\n[ \t]*\n", raw):
        lines = [line for line in map(squeeze, block.replace("\uf020", " ").split("\n")) if line]
        if not lines:
            continue
        if _is_margin(lines) and (kept or not _words.is_repealed(lines[0])):
            aside(lines, True)
            continue
        at = _stuck_margin(lines)
        kept.append("\n".join(lines[:at]))
        seen = len(notes)
        aside(lines[at:], False)
    return "\n\n".join(kept), titles, "\n".join(notes)


def is_title(text: str) -> bool:
    """Return whether a line can be a title of the margin: brief, begun large, no history and no head of a page."""
    return 3 < len(text) <= 80 and text[0].isupper() and _titles([f"{text}."])[0] == [text]


def _titles(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the titles that lines of the margin hold, and the other lines: history, citations, heads of pages."""
    titles: list[str] = []
    rest: list[str] = []
    open_: list[str] = []
    for line in lines:
        label = _words.pattern("margins").search(line)
        if label and label.start() and line[label.start() - 1].isalpha():
            open_.append(line[: label.start()])  # "contraventions" and "Amended:" printed without a line end
            line = line[label.start() :]
        aside = _words.pattern("margins").match(line) or _CITED.match(line)
        if aside or line.isupper() or (rest and line[:1].isdigit()):
            if open_ and not line.isupper():
                titles.append(squeeze(" ".join(open_)))
            elif open_:
                rest += open_  # what goes on in capitals is the heading of a part
            open_ = []
            rest.append(line)
            continue
        open_.append(line)
        if line.endswith("."):
            titles.append(squeeze(" ".join(open_)))
            open_ = []
    rest += open_  # a heading of several articles has no full stop
    return [title.rstrip(".: ") for title in titles if title[:1].isupper() and len(title) > 3], rest


def _stuck_margin(lines: Sequence[str]) -> int:
    """Return where lines of the margin begin that stand below a paragraph without a blank line."""
    at = len(lines)
    while at > 1 and len(lines[at - 1]) <= _FUSED:
        at -= 1
    while at < len(lines) and not (lines[at - 1].endswith(_STOPS) and lines[at][:1].isupper()):
        at += 1
    if at == len(lines):
        return at
    return at if _is_margin(lines[at:]) else len(lines)


def _is_margin(lines: Sequence[str]) -> bool:
    if all(line.isupper() and len(line) > 8 for line in lines):
        return True
    plain = [line for line in lines if not line.isupper()]
    if any(len(line) > _FUSED for line in plain):
        return False
    history = next((i for i, line in enumerate(lines) if _words.pattern("margins").match(line)), -1) + 1
    if any(line.endswith((";", ":")) for line in lines[: max(history - 1, 0)]):
        return False
    if not (history or (lines[0][:1].isupper() and lines[-1].endswith("."))):
        return False
    # the first line of a paragraph is full when there is a second
    return not plain or len(plain[0]) <= (_FUSED if history else _FIRST)


def mark_list(entries: Sequence[Entry], most: int = 80) -> None:
    """Mark the last entries when they are those of a list in a schedule: three or more brief ones behind long ones."""
    first = len(entries)
    while first and len(entries[first - 1].content) <= most and "(" not in entries[first - 1].content:
        first -= 1
    sizes = sorted(len(entry.content) for entry in entries[:first])
    if sizes and sizes[len(sizes) // 2] >= 2 * most and first <= len(entries) - 3:
        for entry in entries[first:]:
            entry.listed = True


def beside(entries: Sequence[Entry], titles: Sequence[Title]) -> dict[int, Title]:
    """Give the titles of the margin to the articles of a file, in order, one to each.

    A title stands beside the first words of its article, or, when a parse read the margin first, before its number; the
    titles of several short articles may stand together. The whole file is looked at: as many articles as can be have
    one, of words that they use.
    """
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {-1: (0.0, ())}  # last article served: worth, pairs
    for k, title in enumerate(titles):
        now = dict(best)
        for i in range(max(title.entry - 3, 0), min(title.entry + 6, len(entries))):
            off = i - title.entry
            cost = title.own if off == 0 else 0.15 if off == 1 and title.last else 0.6 + 0.2 * off if off > 0 else 1.2
            worth, pairs = max(value for last, value in best.items() if last < i)
            worth += 1.7 - cost + 1.6 * _akin(title.text, entries[i].content)
            if worth > now.get(i, (0.0, ()))[0]:
                now[i] = worth, (*pairs, (i, k))
        best = now
    return {i: titles[k] for i, k in max(best.values())[1]}


_LONG_WORD = re.compile(r"[^\W\d_]{5,40}")


def _akin(title: str, content: str) -> float:
    """Return how many of the longer words of a title the beginning of an article has, endings and prefixes apart."""
    words = _LONG_WORD.findall(title.casefold())
    used = set(_LONG_WORD.findall(content[:600].casefold()))
    found = sum(any(word[:6] in other[:10] or other[:6] in word[:10] for other in used) for word in words)
    return found / max(len(words), 1)


# articles inside the one before ---------------------------------------------------------------------------------
_INSIDE = re.compile(r"(?:^|(?<=[.;:…”\"»)]))[ ]?(?=\S)|(?<=[^\W\d_]{2})(?=[A-ZÀ-ÝĐ][a-zà-ỹ])", re.MULTILINE)


_DASH = re.compile(r"\s?[-–—]\s(?=[^\W\d_])")
_BARE_LINE = re.compile(r"^(?P<num>\d{1,4}[A-ZĊĠĦŻ]{0,3})\.(?=\s)", re.MULTILINE)
_UNDOTTED = str.maketrans("ĊĠĦŻ", "CGHZ")


def _bare_cuts(entry: Entry, later: tuple[int, str], known: set[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the lines "251. Whoever", "251A. Whoever" ... that go on from the number of an entry, if they are many or
    the number is that of the entry with a letter more."""
    cuts: list[tuple[int, str]] = []
    last = _number(entry.num)
    for m in _BARE_LINE.finditer(entry.content, 1):
        key = _number(m["num"].translate(_UNDOTTED))
        on = last < key or (key[0] == last[0] and last[1] == "z" and key[1] in ("aa", "ab"))
        if on and key < later and key not in known and key[0] - last[0] <= (3 if cuts else 1):
            cuts.append((m.start(), m["num"]))
            last = key
    added = all(re.fullmatch(f"{re.escape(entry.num)}[A-ZĊĠĦŻ]", num) for _, num in cuts)
    return cuts if len(cuts) >= 8 or added else []


_LABEL = re.compile(
    r"(?P<beside>^[^\n]{0,30}?[ \t]|^|(?<=[.;:)\]”\"] ))(?P<num>\d{1,3}[A-Z]{0,2})\."
    r"(?=\s?[-—–]{1,3}\s?[(A-Z]|\s?[(4][1Il]\)|\s+[\"“]?[A-Z])",
    re.MULTILINE,
)


def _lost_cuts(
    entry: Entry, later: tuple[int, str], known: set[tuple[int, str]], references: re.Pattern[str]
) -> list[tuple[int, str]]:
    """Return where the next sections begin that no entry has: "7.-(1) Whoever" at a line start, behind a note in the
    margin, or behind the end of a sentence."""
    cuts: list[tuple[int, str]] = []
    aside: list[str] = []
    text, shift, last = entry.content, 0, _number(entry.num)
    for m in _LABEL.finditer(text, 1):
        key = _number(m["num"])
        if not last < key < later or key in known or key[0] - last[0] > 2:
            continue
        if references.search(text, max(0, m.start("num") - 30), m.start("num")):
            continue
        cuts.append((m.start("num") - shift - len(m["beside"]), m["num"]))
        if m["beside"]:  # the note in the margin goes
            at = m.start() - shift
            entry.content = entry.content[:at] + entry.content[at + len(m["beside"]) :]
            shift += len(m["beside"])
            aside.append(m["beside"].strip())
        last = key
    entry.note = "\n".join(filter(None, [entry.note, *aside]))
    return cuts


@cache
def _references() -> list[tuple[str, re.Pattern[str]]]:
    rows = _words.table()["references"]
    return [(row["mark"], re.compile(rf"(?:^|[\s(])(?:{row['pattern']})\s*\Z")) for row in rows]


def _worded(content: str) -> bool:
    """Return whether a line begins with the label of an article that has a word: a number alone is a paragraph then."""
    units = filter(None, map(_units.match_unit, content.split("\n")))
    return any(unit.label[0].isupper() for unit in units)


def parted(entries: Sequence[Entry], found: Habits, *, bare: bool = False) -> list[Entry]:
    """Part an entry that holds the articles after it: those whose numbers no entry has, in order, before the next.

    With `bare`, a number at the beginning of a line is a label too.
    """
    keys = [_number(entry.num) for entry in entries]
    words = [_label_word(entry) for entry in entries]
    laters: list[tuple[int, str]] = [(0, "")] * len(entries)
    known: set[tuple[str, tuple[int, str]]] = set()
    for word in set(words):  # a law and its translation in one file ("Điều 5", "Article 5") count each for itself
        own_ = [i for i, other in enumerate(words) if other == word]
        known |= {(word, keys[i]) for i in own_}
        for i, later in zip(own_, _next_greater([keys[i] for i in own_]), strict=True):
            laters[i] = later
    out: list[Entry] = []
    for entry, word, later in zip(entries, words, laters, strict=True):
        out.append(entry)
        if not entry.num[:1].isdigit():
            continue
        cuts = [(0, entry.num)]
        last = _number(entry.num)
        own = _units.match_unit(entry.content[:60])
        translated: list[tuple[int, str]] = []
        for m in _INSIDE.finditer(entry.content, len(own.label) if own else 1):
            before = entry.content[max(0, m.start() - 2) : m.start()]
            if before.isalpha() and not before.isupper() and m.end() == m.start():
                continue  # only a title in capitals can have lost the line end behind it
            unit = _units.match_unit(entry.content[m.end() : m.end() + 60])
            if unit is None or unit.quoted or (own and own.kind != unit.kind):
                continue
            line = m.end() == 0 or entry.content[m.end() - 1] == "\n"
            dashed = line and _DASH.match(entry.content, m.end() + len(unit.label)) is not None
            end = m.end() + len(unit.label)
            alone = entry.content.startswith(("\n", " \n"), end)  # "it.Article 5" ends its line
            printed = unit.label.endswith(".") and unit.label[0].isupper()
            if alone and not printed and entry.content[end : end + 5].lstrip()[:1].islower():
                continue  # "as laid down in", "Article 6", "of the Treaty"
            if not alone and (not (dashed or unit.label.endswith((".", ":"))) or not (line or found.glued)):
                continue
            key = _number(unit.num)
            if word and _word(unit.label) != word:  # behind the law a translation of it may begin
                if (_word(unit.label), key) not in known and key[0] == (
                    _number(translated[-1][1])[0] + 1 if translated else 1
                ):
                    translated.append((m.end(), unit.num))
                continue
            if not translated and last < key < later and (word, key) not in known:
                cuts.append((m.end(), unit.num))
                last = key
        cuts += translated if len(translated) > 1 else []
        if bare and len(cuts) == 1:
            cuts += _bare_cuts(entry, later, {key for other, key in known if other == word})
        elif found.references and len(cuts) == 1 and not _worded(entry.content):
            cuts += _lost_cuts(entry, later, {key for other, key in known if other == word}, found.references)
        if len(cuts) > 1:
            whole, ends = entry.content, [at for at, _ in cuts[1:]] + [len(entry.content)]
            entry.content = whole[: ends[0]].rstrip()
            for (at, num), end in zip(cuts[1:], ends[1:], strict=True):
                first, _, rest = whole[at:end].strip().partition("\n")
                titled = _units.match_unit(first)
                headed = titled and rest and len(first) < 200 and first[-1] not in ".;:,"
                heading, content = (first, rest) if headed else ("", whole[at:end].strip())
                known.add((_word(titled.label) if titled else word, _number(num)))
                out.append(replace(entry, num=num, heading=heading, content=content, start=None, end=None, note="",
                                   above="", inside="", listed=False))  # fmt: skip
    return out


_RESUMED = re.compile(r"(?<=\)\. )(?P<num>\d{1,3}(?: [a-z])?) §\s(?=[A-ZÅÄÖ])")


def resumed(entries: Sequence[Entry]) -> list[Entry]:
    """Give the article before what a parse took from it, and part the articles behind that.

    "4 §" that is cited in section 3 was taken for the label of the next one: its text begins with a comma, and sections
    4 to 10 stand in it, each behind the number of the law that made the one before (Sweden).
    """
    out: list[Entry] = []
    for entry in entries:
        marks: list[re.Match[str]] = []
        last = _number(out[-1].num) if out else (0, "")
        for m in _RESUMED.finditer(entry.content) if out and entry.content[:1] in (",", ";") else ():
            if last < _number(m["num"]) <= _number(entry.num):
                marks.append(m)
                last = _number(m["num"])
        if not marks or marks[-1]["num"] != entry.num:
            out.append(entry)
            continue
        out[-1].content += entry.content[: marks[0].start()].rstrip()
        ends = [m.start() for m in marks[1:]] + [len(entry.content)]
        for m, end in zip(marks, ends, strict=True):
            own = m is marks[-1]  # whose number the file states, and its title
            heading, note = (entry.heading, entry.note) if own else ("", "")
            out.append(replace(entry, num=m["num"], heading=heading, note=note,
                               content=entry.content[m.end() : end].strip()))  # fmt: skip
    return out


def _word(label: str) -> str:
    """Return the word of a label: "Article" of "Article 5."."""
    found = re.match(r"[^\W\d_]{2,}", label)
    return _units.spelling(found[0]) if found else ""


def _label_word(entry: Entry) -> str:
    unit = _units.match_unit(entry.content[:60]) or _units.match_unit(entry.heading[:60])
    return _word(unit.label) if unit else ""


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
