"""Make a reading out of blocks in a row: headings with levels and paragraphs, as Markdown, HTML and DOCX have them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ctlaw.normalise import ABBREVIATED
from ctlaw.readers import _units, _words
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._units import Unit

#: Which container lies in which, where the file's own heading levels do not tell.
_RANK = {"part": 1, "book": 2, "title": 3, "subtitle": 4, "subpart": 4, "chapter": 5, "subchapter": 6, "division": 7,
         "subdivision": 8, "heading": 9}  # fmt: skip
#: How many words with a full stop are still a title, not the first sentence.
_TITLE_WORDS = 8
#: Characters of a title at most, the marks of its footnotes among them.
_TITLE_LENGTH = 500
_ENDS = (".", ";", ":", ",", "。", "；", "：", "—", "–", "-")
#: The mark of a footnote alone on the last lines of a title.
_MARKS = re.compile(r"(?:\s*\[\d{1,3}\]|\n\d{1,3})+\s*\Z")
#: Uruguay prints the title in brackets before the text: "(Aim).- The ...".
_ROUND_TITLE = re.compile(r"\(([^\W\d_][^()\n]{2,160})\)\s?\.\s?[-–—]")
_QUOTED_WORD = re.compile(r"[\"“„«](?=[^\"“”„«»\n]{1,60}[\"“”»] ?[^\W\d_])")
_SENTENCE = re.compile(r"([^\W\d_][^.:;()\n]{2,140})\.\s+(?=[^\W\d_])")
_AGAIN = re.compile(r"\s?\.\s?(?=\S)")
#: "3. jagu Title" is the heading of a division (Estonia), not section 3.
_DIVISION = re.compile(r"\d{1,3}\. [a-zà-ž]{3,12} ")
_LABEL_ONLY = re.compile(r"\(?(?:\d{1,3}[a-z]{0,2}|[a-z]{1,2}|[ivx]{1,5})(?:[).]|\.\))$")


@dataclass(slots=True)
class Block:
    """One heading or paragraph.

    Attributes
    ----------
    text : str
        Free of mark-up; may hold line breaks.
    level : int
        1-6 for a heading, 0 for a paragraph.
    strong : bool
        Whether it begins in bold type.
    source_start, source_end : int or None
        Bytes of the file.
    note : bool
        Whether the mark-up says that it is a note.
    lead : str or None
        The words in italics after a label in bold: the heading of an article whose text goes on in the same line.
    closes : bool
        Whether nothing between it and the next article is law.
    """

    text: str
    level: int = 0
    strong: bool = False
    source_start: int | None = None
    source_end: int | None = None
    note: bool = False
    lead: str | None = None
    closes: bool = False


def is_note(text: str) -> bool:
    """Return whether a paragraph is an editor's note or legal history, by its first words."""
    return bool(_words.pattern("notes").match(text.lstrip("*_>[ ")))


def quotes_law(text: str) -> bool:
    """Return whether a paragraph ends as one that goes on with the wording of another law does."""
    tail = text.rstrip()[-300:]
    return tail.endswith((":", ":—", ": -", ".-")) and bool(_words.pattern("amending", re.IGNORECASE).search(tail))


def _chain(found: dict[int, Unit]) -> set[int]:
    """Return the blocks whose numbers make the longest growing sequence."""
    order = sorted(found)
    return {order[i] for i in _units.longest_rise([_units.sort_key(found[i].num) for i in order])}


@cache
def _finals() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [
        (re.compile(row["heading"], re.I), re.compile(rf"(?P<quote>[\"“«]?)\s?(?P<num>{row['label']})", re.I))
        for row in _words.table()["final_provisions"]
    ]


_LABEL_ENDS = re.compile(r"\s{0,2}(?:[.:]\s?[-–—]{0,2}|[-–—])\s{0,2}|\s*\Z")


def _final_provisions(blocks: Sequence[Block]) -> tuple[dict[int, Unit], set[int]]:
    """Return the provisions that are numbered by a word below a heading of their own, and these headings.

    "FINAL PROVISIONS" above "First.- Peat" and "Second.- Bogs" (Peru).
    """
    found: dict[int, Unit] = {}
    heads: set[int] = set()
    for heading, label in _finals():
        head = -1
        for i, block in enumerate(blocks):
            if block.note:
                continue
            if (block.level or block.strong or block.text.isupper()) and heading.fullmatch(squeeze(block.text)):
                head = i
            elif block.level and (_words.match_container(block.text) or _words.is_schedule(block.text)):
                head = -1
            elif block.level and _units.match_unit(block.text) and not label.match(block.text):
                head = -1  # an article: what is numbered by words in it is its list
            elif head >= 0 and (m := label.match(block.text)) and (end := _LABEL_ENDS.match(block.text, m.end())):
                if block.level or block.strong or end[0].strip():
                    num, rest = squeeze(m["num"]), block.text[end.end() :].strip()
                    found[i] = Unit("transitional", num, block.text[: end.end()].strip(), rest, bool(m["quote"]))
                    heads.add(head)
            elif head == i - 1 and head >= 0 and len(blocks[head].text.split()) < 3:
                head = -1  # "Final provision" is a provision itself unless "First" follows at once
    return found, heads


#: Characters of a printed line.
_LINE = 120


def _broken(blocks: Sequence[Block]) -> bool:
    """Return whether every printed line is a paragraph of its own: many go on in the midst of a sentence.

    Printed lines are about as long as each other; items of a list without stops are not.
    """
    pairs = [(a.text, b.text) for a, b in itertools.pairwise(blocks) if not (a.level or b.level or a.note or b.note)]
    lines = sorted(len(a) for a, b in pairs if len(a) <= _LINE and a[-1] != "," and _goes_on(a) and b[0].islower())
    if len(lines) < 8 or len(lines) * 5 < len(pairs):
        return False
    full = lines[len(lines) * 9 // 10]
    return sum(n >= 0.7 * full for n in lines) * 3 >= 2 * len(lines)


def _goes_on(text: str) -> bool:
    """Return whether a line breaks off in the midst of a sentence."""
    return len(text) >= 30 and (text[-1].isalnum() or text[-1] in ",(")


def _announced(blocks: Sequence[Block], i: int, units: Mapping[int, Unit]) -> str:
    """Return the words that announce a block: those of the article before it, above the heading of a part."""
    j = i - 1
    part = next((n for n in (i - 1, i - 2) if n > 0 and n not in units and _words.match_container(blocks[n].text)), -1)
    if part > 0 and (part == i - 1 or _is_title(blocks[i - 1].text)):
        j = part - 1
    words: list[str] = []
    while j >= 0 and sum(map(len, words)) < 600:
        words.append(units[j].rest if j in units else blocks[j].text)
        if j in units or blocks[j].level:
            break
        j -= 1
    return "\n".join(reversed(words))


_NUMBERS = re.compile(rf"(?<![\w.])(?:{_units.NUMBER})", re.IGNORECASE)


def _plain_number(num: str) -> str:
    return re.sub(r"[\s.º°ª]", "", num).casefold()


def find_units(blocks: Sequence[Block], *, bare: bool) -> dict[int, tuple[Unit, bool]]:
    """Return the blocks that begin an article or section, with their label and whether they are quoted.

    Headings count first; where a file has too few, paragraphs in bold, then any paragraph. Numbers tell the articles
    of the law from those it quotes: the law's own grow from first to last, and what is written into another law is
    announced by its number.
    """
    found: dict[int, Unit] = {}
    tiers = (
        [i for i, b in enumerate(blocks) if b.level],
        [i for i, b in enumerate(blocks) if not b.level and b.strong],
        [i for i, b in enumerate(blocks) if not b.level and not b.strong],
    )
    for rank, tier in enumerate(tiers):
        hits = {
            i: unit for i in tier
            if not blocks[i].note
            and not (bare and _DIVISION.match(blocks[i].text) and _words.match_container(blocks[i].text))
            and (unit := _units.match_unit(
                blocks[i].text, bare=bare and (blocks[i].level >= 4 or (rank == 1 and not found))))
        }  # fmt: skip
        if rank == 2:
            # "Section 5 of the Peat Act applies" opens a sentence about a section, where labels are not printed so
            cited = {i for i, unit in hits.items() if unit.rest[:1].islower() and unit.label[-1:].isdigit()}
            if len(cited) * 2 < len(hits) + len(found):
                hits = {i: unit for i, unit in hits.items() if i not in cited}
        if rank == 2:  # paragraphs that merely begin with a reference ("Article 5 applies") do not make a sequence
            chain = _chain(hits)
            if len(chain) < max(2, len(hits) // 3) or len(_chain(found)) * 2 > len(chain):
                break
        found.update(hits)
        if any(unit.kind == "article" for unit in found.values()):
            # "Section 1" is a container where articles are the unit (France, Spain), else the unit itself
            found = {i: unit for i, unit in found.items() if not unit.label.casefold().startswith("sec")}
    if bare and not any(blocks[i].level or blocks[i].strong for i in found):
        numbered = _numbered(blocks)
        if len(numbered) > len(found):  # "Section 5 of the principal Act is amended" is no label
            found = numbered
    finals, heads = _final_provisions(blocks)
    found = {i: unit for i, unit in found.items() if i not in heads} | finals
    order = sorted(found)
    announced = {i: words for i in order if quotes_law(words := _announced(blocks, i, found))}
    named = {
        i for i, words in announced.items()
        if found[i].kind != "transitional"
        and _plain_number(found[i].num) in map(_plain_number, _NUMBERS.findall(words))
    }  # fmt: skip
    inside = {i for i in _quoted_blocks(blocks) & set(found) if not found[i].quoted}
    named |= inside
    chain = _chain({i: unit for i, unit in found.items() if i not in named and unit.kind != "transitional"})
    if len(chain) < 2:
        named = inside if chain else set()
    out: dict[int, tuple[Unit, bool]] = {}
    last = 0
    own = final = -1
    parts = [i for i, b in enumerate(blocks) if b.level and _words.match_container(b.text)] if finals else []
    for i in order:
        outside = i not in chain and found[i].kind != "transitional"
        if i in chain:
            last = max(last, _units.sort_key(found[i].num)[0])
        # behind the final provisions numbers do not begin again but in a part of its own
        late = outside and final >= 0 and _units.sort_key(found[i].num)[0] <= last
        late = late and bisect_left(parts, final) == bisect_left(parts, i)
        quoted = i in named or late or (outside and i in announced and len(chain) > 1)
        if found[i].quoted and not quoted and _rewritten(blocks, own, i, found):
            out[i] = found[i]._replace(quoted=False), False
            continue
        out[i] = found[i], found[i].quoted or quoted
        own = i if i in chain and not found[i].quoted else own
        if i in finals:
            final = i
    return out


def _rewritten(blocks: Sequence[Block], own: int, i: int, units: Mapping[int, Unit]) -> bool:
    """Return whether what stands in quotation marks is a later wording of this law's own article, or one put in behind
    it: its number is that of the article before, and only a note of the publisher announces it (Peru)."""
    if own < 0 or _units.sort_key(units[own].num)[0] != _units.sort_key(units[i].num)[0]:
        return False
    between = [b for k, b in enumerate(blocks[own + 1 : i], own + 1) if k not in units]
    law = [b.text for b in between if not (b.note or is_note(b.text))]
    return len(law) < len(between) and not quotes_law(squeeze(" ".join([units[own].rest, *law])))


#: "chapter may be appealed", "Chapter VII of the Charter", "Article 279 of the Code": no heading begins so.
_MIDST = re.compile(r"[^\W\d_]\S{0,30}(?:\s\S{1,12})??\s(?!bis|ter|qu|sexies|sept|oct|non|nov)[^\W\dA-ZÀ-Þ_]{1,20}\s")


def _demote(blocks: Sequence[Block]) -> None:
    """Make paragraphs of headings that are the middle of a sentence: "article 21 of this Act" below "ARTICLE 20"."""
    if _broken(blocks):
        for before, block in itertools.pairwise(blocks):
            if block.level and not before.level and not before.note and _goes_on(before.text):
                if _MIDST.match(block.text):
                    block.level, block.strong = 0, False
    low = [i for i, b in enumerate(blocks) if b.level and (u := _units.match_unit(b.text)) and u.label[0].islower()]
    if not low:
        return
    labels = [unit.label[0] for b in blocks if (b.level or b.strong) and (unit := _units.match_unit(b.text))]
    if sum(1 for first in labels if first.islower()) * 2 < len(labels):
        for i in low:
            blocks[i].level, blocks[i].strong = 0, False


def _promote(blocks: Sequence[Block]) -> None:
    """Make a heading of "Permits etc." above a section, where labels are headings: its stop hid it (Sweden)."""
    levels = [b.level for b in blocks if b.level and not _units.match_unit(b.text)]
    for block, below in itertools.pairwise(blocks):
        if block.level or not levels or not (below.level and _units.match_unit(below.text)):
            continue
        if len(block.text) < 60 and ABBREVIATED.search(block.text) and _is_title(block.text):
            block.level = max(min(below.level - 1, max(levels)), 1)


def _is_title(text: str) -> bool:
    """Return whether a paragraph above an article may be its title: a line or two that begin large and end openly."""
    if len(text) > _TITLE_LENGTH:
        return False
    plain = ABBREVIATED.sub("", _MARKS.sub("", text).strip(" *_"))
    return (
        0 < len(plain) <= 160
        and plain.count("\n") < 3
        and (_QUOTED_WORD.sub("", plain) or plain)[0].isupper()
        and not plain.removesuffix(":").endswith((*_ENDS, "(", ")", '"', "”", "»"))
        and not re.search(r"[\[\]|]|\bN[°º]|\d/\d|\s:\s", plain)
    )


#: The bracket that ends a note to which the next article is stuck: "(Article replaced by Law 5.)ARTICLE 6".
_STUCK = re.compile(r"\)\s?(?=[A-ZÀ-Þ]{4,12} \d)")


def _end_of_law(text: str) -> int:
    """Return where a paragraph goes on behind the last words of a law; its length when it does not."""
    if last := _words.pattern("last_words").search(text):
        return last.end()
    order = _words.pattern("publication").search(text, 1)
    return order.start() if order else len(text)


def _parted(blocks: Sequence[Block]) -> list[Block]:
    """Part a note from the article that is stuck to its end, and the closing formula from the line above it."""
    out: list[Block] = []
    waiting: list[Block] | None = None  # what follows a note whose bracket is open, until one closes it
    for block in blocks:
        text = block.text
        cut = 0
        plain = not (block.level or block.note)
        if waiting is not None and plain and not block.strong and not is_note(text) and len(waiting) < 3:
            waiting.append(block)
            if text.endswith(")") and text.count(")") > text.count("("):
                for one in waiting:
                    one.note = True
                waiting = None
        else:
            waiting = None
        if not block.level and is_note(text):
            waiting = [] if text[0] == "(" and text.count("(") > text.count(")") else None
            stuck = (m.end() for m in _STUCK.finditer(text) if _units.match_unit(text[m.end() :]))
            cut = next(stuck, 0)
        elif not (block.level or block.note) and "\n" in text:
            lines = (m.end() for m in re.finditer("\n", text) if _words.pattern("closings").match(text, m.end()))
            cut = next(lines, 0)
        if plain and not cut and (end := _end_of_law(text)) < len(text):
            out.append(replace(block, text=text[:end].rstrip()))
            out.append(Block(text[end:].strip(), 0, False, block.source_start, block.source_end, closes=True))
            continue
        if cut:
            out.append(replace(block, text=text[:cut].rstrip()))
            block = replace(block, text=text[cut:], strong=True, note=False, lead=None)
        out.append(block)
    return out


def _closing_blocks(blocks: Sequence[Block], units: Mapping[int, tuple[Unit, bool]]) -> set[int]:
    """Return the formula that closes a law and the signatures below it, up to what is law again."""
    out: set[int] = set()
    closed = False
    first = min(units, default=len(blocks))
    for i, block in enumerate(blocks):
        printed = block.level or block.strong or block.text.isupper()
        if block.closes:
            closed = True
            out.add(i)
        elif i in units or (printed and _words.match_container(block.text)) or _words.is_schedule(block.text):
            closed = False
        elif i > first and (closed or _words.pattern("closings").match(block.text)):
            closed = True
            out.add(i)
    return out


def _annexed(blocks: Sequence[Block], units: Mapping[int, tuple[Unit, bool]]) -> set[int]:
    """Return the paragraphs of annexes: a series below the last words of a law that has no last words of its own.

    Several resolutions in one gazette each end with the same words; what is numbered anew in an annex does not.
    """
    last = [i for i, b in enumerate(blocks) if b.closes and _words.pattern("last_words").search(blocks[i - 1].text)]
    out: set[int] = set()
    series: list[int] = []
    value = 0
    for i in [*sorted(units), len(blocks)]:
        now = _units.sort_key(units[i][0].num)[0] if i in units else 0
        if now < value or i == len(blocks):
            if last and series and last[0] < series[0] and not any(series[0] < n <= i for n in last):
                out |= set(series)
            series = []
        series.append(i)
        value = now
    return out


def _titled_tail(text: str) -> int:
    """Return where the heading of what follows begins behind the last sentence of a paragraph; else its length."""
    m = _TITLED_TAIL.search(text, max(0, len(text) - 110))
    return m.start("tail") if m and len(m["tail"].split()) <= 9 else len(text)


_TITLED_TAIL = re.compile(r"(?<=[;.]) (?P<tail>[A-ZΑ-ΩΆΈΉΊΌΎΏ][^.;:·,\d\n]{3,100})\Z")


def _quoted_blocks(blocks: Sequence[Block]) -> set[int]:
    """Return the blocks in quotation marks: from one that opens “ to the one that closes it.

    Where every paragraph opens anew, the last of them closes.
    """
    texts = [block.text for block in blocks]
    out: set[int] = set()
    if any("„" in text or text.startswith('"') for text in texts):
        return out  # „so“, or both kinds mixed
    rises = [text.count("“") - text.count("”") for text in texts]
    again = [text.startswith("“") for text in texts]
    i = 0
    while i < len(texts):
        balance = rises[i]
        if not _OPENS.match(texts[i]) or balance < 1:
            i += 1
            continue
        anew = i + 1 < len(texts) and again[i + 1]
        for j in range(i + 1, min(i + 600, len(texts))):
            balance += rises[j] - (anew and again[j])
            if balance < 1:
                out |= set(range(i, j + 1))
                i = j
                break
        i += 1
    return out


_OPENS = re.compile(r"[(‘' ]{0,3}“")


def _writes_part(blocks: Sequence[Block], i: int, text: str) -> bool:
    """Return whether the heading of a part stands below words that write this part into another law."""
    words = squeeze(" ".join(b.text for b in blocks[max(0, i - 6) : i]))
    found = _words.match_container(text)
    label = squeeze(text[: len(text) - len(found[2])]).strip(" .:-–—") if found else ""
    return bool(label) and quotes_law(words) and _unaccented(label) in _unaccented(words[-400:])


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _title_of(text: str) -> str:
    return squeeze(_MARKS.sub("", text)).strip(" *_")


def _titles(blocks: Sequence[Block], units: dict[int, tuple[Unit, bool]]) -> tuple[dict[int, str], bool]:
    """Return the titles that stand on a line of their own above articles whose labels are no headings, by block.

    A file prints them so, or does not: where few articles have one, a line is only taken where its article does not
    go on with words that may be a title.

    Returns
    -------
    dict of int to str, bool
        The titles, and whether they are the custom of the file.
    """
    own = [i for i in units if not units[i][1]]
    flat = [i for i in own if not blocks[i].level]
    if len(flat) * 2 <= len(own):
        return {}, False
    found = {
        i: _title_of(blocks[i - 1].text.removeprefix("“") if units[i][1] else blocks[i - 1].text)
        for i in units
        if i
        and not blocks[i].level
        and not (blocks[i - 1].level or blocks[i - 1].note or i - 1 in units)
        and (blocks[i - 1].strong or not blocks[i].strong or len(flat) > 4)
        and _is_title(blocks[i - 1].text.removeprefix("“") if units[i][1] else blocks[i - 1].text)
        and not is_note(blocks[i - 1].text)
        and _words.match_container(blocks[i - 1].text) is None
    }
    quoted = {i: found.pop(i) for i in units if units[i][1] and i in found}
    colons = sum(1 for title in found.values() if title.endswith(":"))
    if colons * 2 < len(flat):  # else the line announces what follows it
        found = {i: title for i, title in found.items() if not title.endswith(":")}
    if len(found) * 2 >= len(flat):
        return {i: title.removesuffix(":") for i, title in (found | quoted).items()}, True
    rare = {i: title for i, title in found.items() if not _names(blocks, i, units[i][0])}
    return rare if len(rare) >= 3 or len(flat) >= 20 else {}, False


def _follows(blocks: Sequence[Block], i: int) -> bool:
    return i + 1 < len(blocks) and not blocks[i + 1].level and not blocks[i + 1].note


def _names(blocks: Sequence[Block], i: int, unit: Unit) -> bool:
    """Return whether what follows a label in its line is a title, not the text."""
    block, rest = blocks[i], squeeze(unit.rest)
    if not rest or len(rest) >= 250 or is_note(rest) or rest.endswith((":", ";", "：", "；", "。")):
        return False
    follows = _follows(blocks, i)
    if block.level:
        alone = unit.kind != "transitional" and len(rest) <= 120 and not rest.endswith(_ENDS)
        return follows or _words.is_repealed(rest) or (alone and rest[0] not in "([" and not rest[0].islower())
    if len(rest) > 120 or ". " in rest or "。" in rest or not follows or block.lead or rest[0] in "([/":
        return False
    if rest.endswith(".") and _units.match_unit(blocks[i + 1].text):
        return False  # the article is this sentence: the next one follows
    sentence = rest.endswith(".") and len(rest.split()) > _TITLE_WORDS and not rest.isupper()
    return not sentence and not rest.endswith(",") and re.search(r"[^\W\d_]{2}", rest) is not None


def _wrapped(blocks: Sequence[Block], units: dict[int, tuple[Unit, bool]]) -> bool:
    """Return whether paragraphs are printed lines: what follows a label is then no title but half a sentence."""
    flat = [i for i, (unit, _) in units.items() if unit.rest and not blocks[i].level and _follows(blocks, i)]
    broken = sum(1 for i in flat if re.match(r"[^\W\d_]{2,}", blocks[i + 1].text) and blocks[i + 1].text[0].islower())
    return broken * 5 >= max(len(flat), 1)


def _bare_title(text: str) -> str:
    """Return a title without the stop or the brackets around it; a bracket it opened itself stays."""
    plain = text.strip(" .*_[]（）") if text[:1] not in "([" else text.strip("().（） []*_")
    return plain.removesuffix(")") if plain.count(")") > plain.count("(") else plain


_NUMBERED = re.compile(
    r"(?P<label>(?P<num>\d{1,3}[A-Z]{0,2})\s?\.)(?=\s|[A-ZΑ-Ω(])(?!\s*$)|(?P<cjk>[一二三四五六七八九十]{1,3})、"
)


def _numbered(blocks: Sequence[Block]) -> dict[int, Unit]:
    """Return the paragraphs "1. ...", "2. ..." of a file that has no other labels, where they follow each other.

    Resolutions of the Security Council and bills print their operative paragraphs and sections so. A series may begin
    again at 1: several resolutions in one gazette.
    """
    out: dict[int, Unit] = {}
    series: list[int] = []
    last = 0

    def keep() -> None:
        if len(series) < 3:
            for i in series:
                out.pop(i, None)
        series.clear()

    for i, block in enumerate(blocks):
        m = _NUMBERED.match(block.text) if not block.note else None
        if not m:
            continue
        num = m["num"] or m["cjk"]
        value = _units.sort_key(num)[0]
        if value == 1 or last <= value <= last + 3:
            if value == 1:
                keep()
            rest = block.text[m.end() :].strip()
            out[i] = Unit("section", num, m[0], rest, False)
            series.append(i)
            last = value
    keep()
    return out


_BRACKETED = re.compile(r"（([^（）\n]{1,120}(?:（[^（）\n]{1,20}）[^（）\n]{0,20})?)）")


def _contents(blocks: Sequence[Block], units: Mapping[int, tuple[Unit, bool]]) -> range:
    """Return the blocks of a table of contents that is printed like the articles: number and title come twice.

    The first time next to nothing stands below them.
    """
    order = sorted(units)
    nums = [units[i][0].num for i in order]
    again = next((k for k in range(8, len(nums)) if nums[k] == nums[0]), 0)
    if not again or len(set(nums[:again]) & set(nums[again:])) < 0.9 * again:
        return range(0)
    sizes = sorted(sum(len(b.text) for b in blocks[i:j]) for i, j in itertools.pairwise(order[: again + 1]))
    if sizes[len(sizes) // 2] > 200:
        return range(0)

    def title(i: int) -> str:
        below = blocks[i + 1].text if i + 1 < len(blocks) else ""
        return squeeze(units[i][0].rest or below).casefold()[:40]

    titles = {units[i][0].num: title(i) for i in reversed(order[again:])}
    same = [bool(t := title(i)) and titles.get(units[i][0].num, "").startswith(t) for i in order[:again]]
    if sum(same) < 0.6 * again:
        return range(0)  # a decree and the regulation behind it both begin with article 1
    between = range(order[again - 1] + 1, order[again])  # headings of parts above the first article
    heads = (i for i in between if blocks[i].level or _words.match_container(blocks[i].text))
    return range(order[0], next(heads, order[again]))


def _scheduled(blocks: Sequence[Block], units: Mapping[int, tuple[Unit, bool]]) -> dict[int, tuple[Unit, bool]]:
    """Return the articles of schedules whose labels stand alone in a line, where those of the law are headings.

    A model contract in an annex counts its own articles from 1 (France).
    """
    out: dict[int, tuple[Unit, bool]] = {}
    heads = [i for i, block in enumerate(blocks) if block.level]
    for i, after in itertools.pairwise([*heads, len(blocks)]):
        if i in units or _words.match_container(blocks[i].text) or not _words.is_schedule(blocks[i].text):
            continue
        found = {j: unit for j in range(i + 1, after) if (unit := _alone(blocks[j])) and j not in units}
        chain = sorted(_chain(found))
        if len(chain) >= 3 and _units.sort_key(found[chain[0]].num)[0] == 1:
            out |= {j: (found[j], False) for j in chain}
    return out


def _alone(block: Block) -> Unit | None:
    unit = None if block.note or len(block.text) > 40 else _units.match_unit(block.text)
    return unit if unit and unit.kind == "article" and not unit.rest and unit.label[0].isupper() else None


def _headed(blocks: Sequence[Block], units: Mapping[int, tuple[Unit, bool]]) -> set[int]:
    """Return the paragraphs that are headings: the line below a label that stands alone, where most labels have one."""
    alone = [i for i, (unit, _) in units.items() if blocks[i].level and not squeeze(unit.rest)]
    found = {i + 1 for i in alone if _is_heading(blocks, i + 1)}
    return found if len(found) * 2 > len(alone) > 3 else set()


def _is_heading(blocks: Sequence[Block], i: int) -> bool:
    if i + 1 >= len(blocks) or any(b.level or b.note for b in blocks[i : i + 2]):
        return False
    text = blocks[i].text.strip(" *_")
    return (
        3 < len(text) < 220
        and "\n" not in text
        and text[:1].isupper()
        and not text.endswith((".", ";", ":", ",", "·"))
        and blocks[i + 1].text[:1] not in "-–•"
        and not blocks[i + 1].text[:1].islower()
    )


#: The label of the first paragraph.
_FIRST = re.compile(r"(?:\(1\)|1 ?[.)])\s{1,2}(?=[^\W\d_])")


def _below_label(blocks: Sequence[Block], units: Mapping[int, tuple[Unit, bool]]) -> set[int]:
    """Return the lines between a label that stands alone and paragraph 1: headings, however few articles have one."""
    alone = (i for i, (unit, _) in units.items() if not squeeze(unit.rest) and i + 2 < len(blocks))
    return {
        i + 1 for i in alone
        if i + 1 not in units and i + 2 not in units
        and (first := _FIRST.match(blocks[i + 2].text)) and blocks[i + 2].text[first.end()].isupper()
        and _is_heading(blocks, i + 1) and ": " not in blocks[i + 1].text
        and not is_note(blocks[i + 1].text) and not _words.is_repealed(blocks[i + 1].text)
        and _words.match_container(blocks[i + 1].text) is None and blocks[i + 1].text[:1] not in "([„“«\""
    }  # fmt: skip


@cache
def _opener() -> re.Pattern[str]:
    words = "|".join(sorted(_words.table()["openers"]["words"], key=len, reverse=True))
    short = "|".join(map(re.escape, _words.table()["openers"]["short"]))
    return re.compile(
        r"(?P<again>[^\W\d_]{4,20}(?: [^\W\d_]{1,20}){0,6}) (?=(?P=again) )"
        rf"|(?P<title>[^\W\d_](?:[^\n.;:()«]|(?<![^\W_])(?:{short})){{4,420}}?(?: \([^()\n]{{3,90}}\))?)"
        rf" (?=(?:{words}) )"
    )


def _runs_on(blocks: Sequence[Block], units: Mapping[int, tuple[Unit, bool]]) -> bool:
    """Return whether titles go on into the first sentence of their article in a file, as a converter leaves them."""
    alone = [i for i, (unit, _) in units.items() if blocks[i].level and not squeeze(unit.rest)]
    run_on = [i for i in alone if _follows(blocks, i) and _run_on_title(blocks[i + 1].text)]
    return len(run_on) * 2 > len(alone) > 7


def _run_on_title(text: str) -> str | None:
    """Return the title that goes on into the first sentence of its article: "Digging peat Whoever digs"."""
    m = _opener().match(text)
    title = (m["again"] or m["title"]) if m else ""
    return title if title and title[0].isupper() and len(title.split()) <= 50 else None


def _is_part(text: str) -> bool:
    """Return whether a paragraph is the heading of a part: its word, its number and a title."""
    found = _words.match_container(text)
    return bool(found and found[1]) and text[0].isupper() and len(text) < 150 and not text.endswith((".", ";", ","))


def _capital_tail(text: str) -> int:
    """Return where a heading in capitals begins behind the last sentence of a paragraph; its length when none does."""
    words = text.split(" ")
    k = len(words)
    while k and words[k - 1] == words[k - 1].upper() and not any(map(str.isdigit, words[k - 1])):
        k -= 1
    at = len(" ".join(words[:k])) + 1
    tail, before = text[at:], text[: at - 1]
    long = sum(map(str.isalpha, tail)) >= 10 and len(words) - k >= 2 and any(w.casefold() != w for w in words[k:])
    end = at if k and long and before.endswith((".", ";", "»", ")")) else len(text)
    listed = _words.pattern("run_on").search(text, max(0, end - 120), end)
    return listed.start() if listed and not text[listed.end() : end].strip() else end


_SUBSECTION = re.compile(r"\(\w{1,4}\) ")


def _of_section(text: str) -> bool:
    """Return whether a paragraph begins with a section that it is about: "(3) Section 9 comes into operation"."""
    label = _SUBSECTION.match(text)
    unit = _units.match_unit(text[label.end() :] if label else text)
    return unit is not None and unit.kind == "section"


class Flow:
    """Write blocks into a builder, opening and closing what they begin and end."""

    def __init__(self, build: Builder, *, language: str | None = None) -> None:
        self.build, self.language = build, language
        self._levels: list[tuple[int, str]] = []
        self._unit_open = self._quote_open = False
        self._wants_heading: str | None = None
        self._unit_num: str | None = None
        self._titles: dict[int, str] = {}
        self._above = self._wrapped = self._led = self._broken = False
        self._headed: set[int] = set()
        self._run_on = False
        self._annexed: set[int] = set()

    def run(self, blocks: Sequence[Block], *, bare: bool = False) -> None:
        """Write all blocks."""
        blocks = _parted(blocks)
        _demote(blocks)
        _promote(blocks)
        blocks, end_note = self._cut_end(blocks)
        units = find_units(blocks, bare=bare)
        contents = _contents(blocks, units)
        units = {i: unit for i, unit in units.items() if i not in contents}
        closing = _closing_blocks(blocks, units)
        for i in closing:
            blocks[i].note = True
        self._annexed = _annexed(blocks, units)
        heads = _final_provisions(blocks)[1]
        numbered = [i for i in units if not (blocks[i].level or blocks[i].strong) and units[i][0].label[0].isdigit()]
        sections = sum(unit.kind == "section" for unit, _ in units.values()) * 2 > len(units)
        counted = len(numbered) * 10 > 9 * len(units) and any(block.closes for block in blocks)
        heading_units = sum(1 for i in units if blocks[i].level) * 8 > len(units)
        self._titles, self._above = _titles(blocks, units)
        self._headed = _headed(blocks, units)
        self._run_on = bool(self._headed) or _runs_on(blocks, units)
        self._headed |= {
            k for k in _below_label(blocks, units) if not (self._run_on and _run_on_title(blocks[k].text))
        }
        scheduled = _scheduled(blocks, units)
        units |= scheduled
        self._wrapped, self._broken = _wrapped(blocks, units), _broken(blocks)
        self._led = sum(1 for i in units if blocks[i].lead) * 3 >= len(units)
        rest_is_note = False
        top = [i for i, block in enumerate(blocks) if block.level == 1]
        title = top[0] if len(top) == 1 and top[0] not in units and top[0] < 12 else -1
        for i, block in enumerate(blocks):
            if i in contents:
                if i == contents.start:
                    self.build.open("note", part_of="note", source=(block.source_start, None))
                self.build.block(block.text)
                if i + 1 == contents.stop:
                    self.build.close(block.source_end)
                continue
            if i in closing:
                if i - 1 not in closing:  # one note
                    last = next(n for n in itertools.count(i) if n + 1 not in closing)
                    text = "\n".join(b.text for b in blocks[i : last + 1])
                    self.build.note(text, block.source_start, blocks[last].source_end)
                continue
            if i in heads:
                self.end_unit(block.source_start)
                self._heading(block, blocks, i)
                continue
            if i == title and _words.match_container(block.text) is None:
                self.build.block(block.text)  # the one heading of the first level is the title of the law
                continue
            if block.level or (i in units and (block.strong or not rest_is_note)):
                rest_is_note = False
            elif self._unit_open and not rest_is_note and _words.pattern("rest_notes").match(block.text):
                rest_is_note = True
            if block.note or rest_is_note or (not block.level and i not in units and is_note(block.text)):
                self.build.note(block.text, block.source_start, block.source_end)
            elif i in units:
                tail = ""
                if counted and i + 1 in units and (end := _titled_tail(block.text)) < len(block.text):
                    tail, block.text = block.text[end:], block.text[:end].rstrip()
                self._begin_unit(block, *units[i], blocks, i)
                if tail:  # the heading of the paragraphs below
                    self.end_unit(block.source_end)
                    self.build.block(tail)
            elif i + 1 in self._titles:
                self._title(block, i + 1, units[i + 1][1])
            elif block.level:
                self._heading(block, blocks, i)
            elif scheduled and self._unit_open and self.build.part_of == "schedule" and _is_part(block.text):
                self.end_unit(block.source_start)
                self.build.block(block.text)
            elif (
                not heading_units
                and (found := _words.match_container(block.text))
                and len(block.text) < (300 if re.search(r"\d\s?:\s|[IVX]\s?:\s", block.text[:24]) else 150)
                and not block.text[0].islower()
                and (found[1] is not None and not block.text.rstrip().endswith((";", ",")))
                and not (sections and _of_section(block.text))
            ):
                self._heading(block, blocks, i)
            elif i in self._headed:
                self.build.name(_title_of(block.text))
                self.build.block(block.text)
                self._wants_heading = None
            elif i and self._names_part(block, blocks[i - 1 - (i > 1 and blocks[i - 1].text[0] == "(")]):
                self.build.name(_title_of(block.text))
                self.build.block(block.text, keep_lines=True)
            elif self._unit_open and i + 1 < len(blocks) and (i + 1 in units or blocks[i + 1].level):
                end = _capital_tail(block.text) if heading_units else len(block.text)
                tail, block.text = block.text[end:], block.text[:end].rstrip()
                self._paragraph(block)
                if tail:  # the heading of the next chapter
                    self.end_unit(block.source_end)
                    self.build.block(tail)
            else:
                self._paragraph(block)
        self.end_unit(blocks[-1].source_end if blocks else None)
        if end_note:
            while self._levels:
                self._levels.pop()
                self.build.close(end_note[0].source_start)
            text = "\n".join(block.text for block in end_note)
            self.build.note(text, end_note[0].source_start, end_note[-1].source_end)

    def _cut_end(self, blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
        """Part what stands behind the law and is none: tables of amendments, explanations of a bill."""
        for i, block in enumerate(blocks):
            if i * 3 > len(blocks) and _words.pattern("end_notes").match(block.text.lstrip("*_#[ ")):
                return blocks[:i], blocks[i:]
        return blocks, ()

    def _names_part(self, block: Block, before: Block) -> bool:
        """Return whether a line is the name of the part whose label stands alone in the line above."""
        return (
            not (block.level or self._unit_open)
            and self.build.bare_container
            and _words.match_container(before.text) is not None
            and _is_title(block.text)
            and not block.text.endswith(":")
        )

    def _title(self, block: Block, unit: int, quoted: bool) -> None:
        """Write the title of the next article, or the name of the part that was just opened."""
        if quoted and (self._unit_open or self._quote_open):
            if not self._quote_open:
                self.build.open("quoted", part_of="quoted", source=(block.source_start, None))
                self._quote_open = True
            elif self._unit_open:
                self.build.close(block.source_start)
            self._unit_open = False
            self.build.block(block.text, keep_lines=True)
            return
        self.end_unit(block.source_start)
        if self.build.bare_container:
            self.build.name(self._titles.pop(unit))
        self.build.block(block.text, keep_lines=True)

    def end_unit(self, source_end: int | None) -> None:
        """End the article that is open, and the quotation around it."""
        if self._unit_open:
            self.build.close(source_end)
        if self._quote_open:
            self.build.close(source_end)
            self.build.close(source_end)  # the article that quotes
        self._unit_open = self._quote_open = False

    def _begin_unit(self, block: Block, unit: Unit, quoted: bool, blocks: Sequence[Block], i: int) -> None:
        source = (block.source_start, None)
        if quoted and (self._unit_open or self._quote_open):
            if not self._quote_open:
                self.build.open("quoted", part_of="quoted", source=source)
                self._quote_open = True
            elif self._unit_open:
                self.build.close(block.source_start)
            self._unit_open = False
        else:
            self.end_unit(block.source_start)
        rest, follows = squeeze(unit.rest), _follows(blocks, i)
        heading = self._titles.get(i) or block.lead
        if bracketed := _BRACKETED.match(rest):  # 第九条（目的）　この法律は …
            heading = bracketed[1]
        elif i not in self._titles and self._may_name(block) and _names(blocks, i, unit):
            heading = None if rest in _words.table()["deleted"] else _bare_title(rest)
        if heading is None and not block.level and self._led and (found := _SENTENCE.match(rest)):
            heading = found[1] if len(found[1].split()) <= 2 * _TITLE_WORDS else None
        if heading is None and not rest and follows and (named := _ROUND_TITLE.match(blocks[i + 1].text)):
            heading = named[1]
        if heading is None and not rest and follows and self._run_on and i + 1 not in self._headed:
            heading = _run_on_title(blocks[i + 1].text)
        if heading and _words.is_repealed(heading):
            heading = None  # "§ 5 (Repealed)" has no heading
        body = " ".join(b.text for b in blocks[i + 1 : i + 3] if not b.level) if follows else ""
        gone = _words.is_repealed(rest) or (not rest and _words.is_repealed(body)) or rest in ("(…)", "…", "...")
        if not rest and not follows and not (i + 1 < len(blocks) and blocks[i + 1].level):
            gone = False
        self.build.open(unit.kind, unit.num, heading or None, in_force=False if gone else None, source=source,
                        part_of="quoted" if unit.quoted else "schedule" if i in self._annexed else None)  # fmt: skip
        self.build.block(block.text, keep_lines=not block.level)
        self._unit_open = True
        self._wants_heading = unit.num if not rest else None
        self._unit_num = unit.num if unit.label.rstrip(".") == unit.num else None

    def _may_name(self, block: Block) -> bool:
        return not self._broken and bool(block.level or not (self._above or self._wrapped))

    def _heading(self, block: Block, blocks: Sequence[Block], i: int) -> None:
        text = squeeze(block.text)
        found = _words.match_container(text)
        if found and found[1] and self._unit_open and i and _writes_part(blocks, i, text):
            if not self._quote_open:
                self.build.open("quoted", part_of="quoted", source=(block.source_start, None))
                self._quote_open, self._unit_open = True, False
            self.build.block(text)
            return
        if (
            self._wants_heading is not None
            and self._unit_open
            and found is None
            and (i + 1 < len(blocks) and not blocks[i + 1].level)
        ):
            self.build.name(text)
            self.build.block(text)
            self._wants_heading = None
            return
        if self._quote_open and found is None:
            self.build.block(text)
            return
        if (
            block.level
            and found is None
            and self._levels
            and self.build.bare_container
            and (i and blocks[i - 1].level and not self._unit_open)
        ):
            self.build.name(text)
            self.build.block(text)
            return
        self.end_unit(block.source_start)
        schedule = found is None and _words.is_schedule(text)
        kind, num, rest = found or (("annex" if schedule else "heading"), None, text)
        rank = 0 if schedule else _RANK.get(kind, 9)
        level = block.level or 3
        while self._levels and (
            self._levels[-1][0] > level or (self._levels[-1][0] == level and _RANK.get(self._levels[-1][1], 0) >= rank)
        ):
            self._levels.pop()
            self.build.close(block.source_start)
        if schedule:
            while self._levels:
                self._levels.pop()
                self.build.close(block.source_start)
            number = text.split(" ")
            if len(number) > 1 and _words.is_number(number[1]):
                num, rest = number[1].strip(".:"), " ".join(number[2:]).lstrip("-–—: ")
        self.build.open(kind, num, rest or None, part_of="schedule" if schedule else None,
                        source=(block.source_start, None))  # fmt: skip
        self._levels.append((level, "annex" if schedule else kind))
        self.build.block(text)
        self._wants_heading = None

    def _paragraph(self, block: Block) -> None:
        number = self._unit_num
        if number and block.text.startswith(number) and (again := _AGAIN.match(block.text, len(number))):
            block.text = block.text[again.end() :]  # Ireland prints the number twice: in the heading and in the text
        self._unit_num = None
        self._wants_heading = None
        if _LABEL_ONLY.match(block.text.strip()):
            self.build.label(block.text)
        else:
            self.build.block(block.text, keep_lines=True)
