"""Law as JSON: lists of provisions as third parties parse them (`provisions`, `articles`, nested books and chapters).

Such files state articles and chapters only, and often wrongly: line structure is lost, headings of the next chapter
stick to the end of an article, a heading holds the first words of the text.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from ctlaw.errors import CorpusError
from ctlaw.readers import _endings, _mend, _units, _words, lawat
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._flow import is_note
from ctlaw.readers._mend import Entry, Habits
from ctlaw.readers._text import decode, offsets_to_bytes
from ctlaw.readers._xml import iso_date
from ctlaw.structure import Reading

_LISTS = ("provisions", "articles")
_NESTED = ("parts", "books", "titles", "sections", "chapters", "branches", "subsections", "articles")
_C1 = {code: bytes([code]).decode("cp1252", errors="ignore") or " " for code in range(0x80, 0xA0)}
_LIST_ITEM = re.compile(r"[\W_]{0,6}(?:\d{1,3}|[a-zа-яα-ω]{1,2})[).]\s")
_AFTER = re.compile(r"\s?(?:\.[-–—]?|(?=\s))\s*(?=\S)")
_REF = re.compile(r"(?P<word>[^\W\d_]*)[\s._-]*(?P<num>\d.*)")
#: "б1) Of peat": the title of a group of articles.
_GROUP = re.compile(r"[^\W\d_]\d{0,2}\) [^\W\d_a-zа-я][^\n;:]{5,120}\Z")
_STRAY = re.compile(r"\(?\d{1,2}[а-я]?\)\s|(?:\S{1,40} ){5,80}\S{1,40}[:;]\Z")
_OWN_NUMBER = re.compile(
    r"[\[\s(\"]{0,4}(?P<num>\d{1,4}[^\W\d_]{0,2})(?: (?:and|to|ও) \d{1,4}[^\W\d_]{0,2})?\s?[.।]"
)
_NOTE_MARK = re.compile(r"(?<!\S)\d{1,3} (?=\[)")
_TAG = re.compile(r"<[^<>]{1,200}>")
#: The line above footnotes or below the last article, and the number of a page, alone on a line.
_RULE = re.compile(r"[-–—_=*]{3,200}")
_PAGE = re.compile(r"(?P<dash>[-–]?) ?(?P<num>\d{1,3}) ?(?P=dash)")
_CONTINUES = re.compile(r"(?:[\d№–—.,-]|[IVX]{1,4}[,.]|[^\W\d_A-ZА-ЯЂ-Џ])[^\n]{0,39}\Z")
_TERMINAL = (".", ";", ":", ",", "”", "“", '"', "»", ")", "]", "。", "؛", "…", "!", "?")


def read(data: bytes) -> Reading:
    """Read a JSON file of provisions.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Containers and articles; what is inside them is left to the segmenter.

    Raises
    ------
    CorpusError
        When the file is not JSON, or has no list of provisions and no text.
    """
    text, notes = decode(data)
    value, broken = _load(text)
    notes = [*notes, *broken]
    meta = value if isinstance(value, dict) else {}
    documents = meta.get("documents")
    if isinstance(documents, list) and documents and isinstance(documents[0], dict):
        meta = {**documents[0], **meta}
    title = _string(meta, "title", "full_name", "name", "short_name")
    build = Builder()
    entries = [] if isinstance(meta.get("document"), list) else list(_entries(value, text))
    tree = meta.get("document")
    if isinstance(tree, list) and tree and str(tree[0]).startswith("LawDoc"):
        return offsets_to_bytes(lawat.reading(tree, text, notes), text, data)
    if "legislation.mt/" in _string(meta, "url"):  # its titles are stray text, its headings stand in the margin
        entries = _margins(entries, _items(value))
    if entries:
        recitals = meta.get("recitals")
        for recital in recitals if isinstance(recitals, list) else []:
            if isinstance(recital, dict):
                build.note(f"({recital.get('recital_number') or recital.get('number')}) {_clean(recital.get('text'))}")
        _write(build, entries)
    elif content := _string(meta, "content", "text"):
        build.block(_clean(content), keep_lines=True)
    else:
        raise CorpusError("the JSON holds no list of provisions; valid: an object with `provisions` or `articles`.")
    language = meta.get("language") if isinstance(meta.get("language"), str) else None
    reading = build.reading(
        complete=False, title=squeeze(title) or None,
        citation=_string(meta, "reference", "celex_id", "short_name", "id") or None,
        language=language[:2].lower() if language else None, as_at=_as_at(meta), notes=notes, source_end=len(text),
    )  # fmt: skip
    return offsets_to_bytes(reading, text, data)


def _margins(entries: list[Entry], items: list[dict[str, Any]]) -> list[Entry]:
    """Take what stands in the margin out of the articles, and give each its title (Malta).

    The file's own title of an article is the line before its number: of use only where that line was lost.
    """
    said = {entry.num: squeeze(entry.heading) for entry in entries}
    for entry, item in zip(entries, items, strict=False):
        entry.content, entry.heading = _string(item, "content") or entry.content, ""
    entries = _mend.parted(entries, Habits(), bare=True)
    titles: list[_mend.Title] = []
    used: set[str] = set()
    printed = [_clean(entry.content) for entry in entries]
    for i, entry in enumerate(entries):
        content, found, entry.note = _mend.without_margin(entry.content)
        entry.content = _clean(content)
        blocks = content.count("\n\n") + 1
        for before, apart, name in found:
            last = before == blocks
            own = 0.0 if before <= 1 and not last else 0.4 if not last else 0.1 if apart and blocks == 1 else 0.9
            titles.append(_mend.Title(i, name, last, own))
        following = entries[i + 1].num if i + 1 < len(entries) else ""
        lost = said.get(following, "")
        if lost and lost not in squeeze(printed[i]) and lost not in used and _mend.is_title(lost):
            titles.append(_mend.Title(i, lost, True, 0.1 if blocks == 1 else 0.9))
        used |= {lost, *(name for _, _, name in found)}
    _mend.mark_list(entries)
    for entry, whole in zip(entries, printed, strict=True):
        if entry.listed:
            entry.content = whole
    titles = [title for title in titles if not entries[title.entry].listed]
    given = {
        i: title for i, title in _mend.beside(entries, titles).items()
        if title.entry == i or not (_words.is_repealed(entries[i].content) and len(entries[i].content) < 80)
    }  # fmt: skip
    for title in titles:
        if not any(title is one for one in given.values()):
            entries[title.entry].note = f"{title.text}.\n{entries[title.entry].note}".strip()
    for i, chosen in given.items():
        if chosen.entry == i and not chosen.last and chosen.own == 0.0:
            entries[i].heading = chosen.text
        else:
            entries[i].above = chosen.text
    return entries


def _as_at(meta: dict[str, Any]) -> str | None:
    """Return the day of consolidation if the file states one; dates of issue and entry into force are none."""
    found = re.search(r"[Cc]urrent to (\d{4}-\d{2}-\d{2})", _string(meta, "description"))
    return iso_date(found[1]) if found else None


def _load(text: str) -> tuple[Any, list[str]]:
    body = text.lstrip("\ufeff")
    try:
        return json.loads(body), []
    except (json.JSONDecodeError, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise CorpusError("the JSON nests too deep to be law.") from None
        if not re.search(r'"(?:provisions|articles)"\s*:\s*\[', body):
            raise CorpusError(f"the file is not JSON: {error.msg} at character {error.pos}.") from None
        partial: dict[str, Any] = {"provisions": [item for item, _, _ in _scan(text)]}
        if m := re.search(r'"title"\s*:\s*("(?:[^"\\]|\\.){0,500}")', body):
            with suppress(json.JSONDecodeError):
                partial["title"] = json.loads(m[1], strict=False)
        return partial, [f"The JSON breaks off or is damaged at character {error.pos}; what stands before was read."]


def _scan(text: str) -> Iterator[tuple[Any, int, int]]:
    """Yield the objects of the main list with their characters in the file."""
    m = re.search(r'"(?:provisions|articles)"\s*:\s*\[', text) or re.match(r"\s*\[", text)
    if not m:
        return
    decoder, at = json.JSONDecoder(), m.end()
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] == "]":
            return
        try:
            item, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return
        yield item, at, end
        at = end


def _string(item: dict[str, Any], *names: str) -> str:
    for name in names:
        value = item.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""


def _clean(value: Any) -> str:
    """Return text with line breaks kept, empty lines dropped, white space single and stray cp1252 controls mended."""
    raw = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
    lines = map(squeeze, raw.translate(_C1).replace("**", "").split("\n"))
    return "\n".join(line for line in lines if line and not _RULE.fullmatch(line))


def _entries(value: Any, text: str) -> Iterator[Entry]:
    main: Any = value
    if isinstance(value, dict):
        main = next((value[k] for k in _LISTS if isinstance(value.get(k), list) and value[k]), None)
    if not isinstance(main, list) or any(_is_nested(item) for item in main):
        if isinstance(value, dict):
            yield from _nested(value, [], text, [0])
        return
    places = list(_scan(text))
    for i, item in enumerate(main):
        start, end = places[i][1:] if len(places) == len(main) else (None, None)
        if isinstance(item, dict) and (entry := _entry(item)):
            entry.start, entry.end = start, end
            if entry.article is None and isinstance(value, dict) and main is value.get("articles"):
                entry.article = True
            yield entry


def _items(value: Any) -> list[dict[str, Any]]:
    """Return the objects of the main list that make an entry."""
    main: list[Any] = next((value[k] for k in _LISTS if isinstance(value.get(k), list)), [])
    return [item for item in main if isinstance(item, dict) and _entry(item)]


def _is_nested(item: Any) -> bool:
    return isinstance(item, dict) and any(isinstance(item.get(key), list) for key in _NESTED)


def _nested(item: dict[str, Any], around: list[str], text: str, cursor: list[int], depth: int = 0) -> Iterator[Entry]:
    """Yield the articles of a tree of books, sections and chapters."""
    if depth > 12:
        return
    name = squeeze(f"{_string(item, 'name')} {_string(item, 'title')}")
    inside = [*around, name] if name else around
    for key in _NESTED:
        children = item.get(key)
        for child in children if isinstance(children, list) else []:
            if not isinstance(child, dict):
                continue
            if "paragraphs" in child or "content" in child or "text" in child:
                if entry := _entry(child):
                    entry.containers = inside
                    entry.article = True if key == "articles" else entry.article
                    place = text.find(json.dumps(child.get("number"), ensure_ascii=False), cursor[0])
                    if place >= 0:
                        cursor[0] = place + 1
                        entry.start = text.rfind("{", 0, place)
                    yield entry
            else:
                yield from _nested(child, inside, text, cursor, depth + 1)


def _leaves(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the strings inside lists and objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)) and depth < 12:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner, depth + 1)


def _entry(item: dict[str, Any]) -> Entry | None:
    content = _clean(item.get("content") or item.get("text") or item.get("paragraphs"))
    for name in ("annexes", "appendix", "note"):  # tables below an article (Morocco)
        if item.get(name):
            content = f"{content}\n{_clean(list(_leaves(item[name])))}".strip()
    heading = _clean(_string(item, "title")).replace("\n", " ")
    reference = _string(item, "provision_ref")
    num = squeeze(_string(item, "section_number", "article", "number", "section")).lstrip("§ ").rstrip(".")
    if (not re.match(r"\d", num) or (_words.match_container(num) and not re.fullmatch(r"[\d.]+\w?", num))) and (
        m := _REF.match(reference)
    ):
        num = m["num"]
    chapter = _string(item, "chapter")
    part = _string(item, "part")
    containers = [squeeze(c) for c in re.split(r"\s*(?: > |\s\|\s)\s*", chapter) if c.strip()]
    if not content and not heading and not num:
        return None
    ref = reference.casefold()
    article = True if ref.startswith(("art", "dieu")) or "article" in item else False if ref.startswith("s") else None
    return Entry(num, heading, content, ([squeeze(part)] if part.strip() else []) + containers, article)


#: A quotation, not of a term alone: “Bog” means a marsh.
_OPEN_QUOTE = re.compile(r"“(?![^“”]{0,80}”,? [a-z])")


# writing ---------------------------------------------------------------------------------------------------------
def _counted(entries: list[Entry]) -> bool:
    """Return whether the numbers of a file count the lines of a page, recitals and all: no text begins with one, each
    is its title."""
    return (
        len(entries) >= 12
        and any(entry.content.endswith((",", "،")) for entry in entries)
        and [entry.num for entry in entries] == [str(i + 1) for i in range(len(entries))]
        and all(squeeze(entry.content).startswith(squeeze(entry.heading) or "-") for entry in entries)
        and sum(len(entry.content) for entry in entries) < 120 * len(entries)
        and not any(_OWN_NUMBER.match(e.content) or _units.match_unit(e.content) for e in entries)
    )


def _write_lines(build: Builder, entries: list[Entry]) -> None:
    """Write lines that the file counts: provisions without number are what a full stop ends below the preamble, whose
    last recital ends with a comma, and above the first line that has none."""
    recitals = [i for i, entry in enumerate(entries) if entry.content.endswith((",", "،"))]
    law = bool(recitals)
    for i, entry in enumerate(entries):
        behind = law and i > recitals[-1]
        law = law and (not behind or ("\n" not in entry.content and entry.content.endswith(".")))
        if behind and law:
            build.open("section", source=(entry.start, entry.end))
        build.block(entry.content, keep_lines=True)
        if behind and law:
            build.close(entry.end)


def _write(build: Builder, entries: list[Entry]) -> None:
    if _counted(entries):
        _write_lines(build, entries)
        return
    labels = Counter(
        unit.kind for e in entries if (unit := _units.match_unit(e.heading) or _units.match_unit(e.content[:80]))
    )
    by_reference = "article" if sum(bool(e.article) for e in entries) * 2 > len(entries) else "section"
    usual = labels.most_common(1)[0][0] if labels else by_reference
    around: list[str] = []
    _mend_numbers(entries)
    _without_pages(entries)
    _printed_numbers(entries)
    entries = _mend.resumed(entries)
    ways = _mend.habits(entries)
    entries = _mend.parted(entries, ways)
    titled = [bool(_units_rest(entry.heading)) for entry in entries]
    custom = sum(titled) * 3 > len(titled) * 2
    for i, (entry, later) in enumerate(itertools.pairwise(entries)):
        entry.parts = entry.containers != later.containers
        entry.lacks = custom and not titled[i + 1]
    capitals = sum(_CAPITALS.search(entry.content) is not None for entry in entries[:-1]) * 4 > len(entries) > 11
    for entry in entries[:-1]:
        entry.capitals = capitals
    _surroundings(entries)
    stuck = before = own = ""
    shift = 0  # what stands in a schedule has its parts below it
    outer = _Outer(build)
    for entry in entries:
        if entry.num.casefold() in _words.table()["frame"]:  # what stands before and after the articles
            outer.end()
            build.block(stuck, keep_lines=True)
            build.close_containers(1, entry.start)
            around, stuck = [], ""
            build.block(_TAG.sub("", entry.content), keep_lines=True)
            continue
        if entry.listed:
            outer.end()
            build.block(stuck, keep_lines=True)
            stuck = ""
            if not build.inside("annex"):
                build.close_containers(1, entry.start)
                build.container(1, "annex", part_of="schedule", source=(entry.start, None))
            build.block(f"{entry.num}. {entry.content}", keep_lines=True)
            continue
        if outer.unit and not entry.quoted and entry.num[:1].isdigit() and _main(entry.num) < _main(own):
            # behind the final provisions numbers do not begin again: an article that they write into another law
            entry.quoted, entry.quote_ends = True, _endings.closing(entry.content)
        if not entry.quoted:
            outer.end()
            own = entry.num
        if entry.heading.endswith(";") and squeeze(_units_rest(entry.heading)) in before:
            entry.heading = _units_label(entry.heading)  # the end of the article before, taken for a heading (Serbia)
        before = squeeze(entry.content)
        if entry.scheduled and not shift:
            shift, around = 1, []
        if entry.containers != around:
            common = 0
            while common < min(len(around), len(entry.containers)) and around[common] == entry.containers[common]:
                common += 1
            around = entry.containers
            build.close_containers(common + 1 + shift, entry.start)
            for depth, name in enumerate(around[common:], start=common + 1 + shift):
                if stuck and "\n" not in stuck and _same_part(stuck, name):
                    name, stuck = squeeze(stuck), ""
                found = _words.match_container(name)
                plain = ("chapter", name, "") if _words.is_number(name) else ("heading", None, name)
                kind, num, rest = found or plain
                schedule = found is None and _words.is_schedule(name)
                build.container(depth, "annex" if schedule else kind, num, rest or None,
                                part_of="schedule" if schedule else None, source=(entry.start, None))  # fmt: skip
                build.block(name)
                if stuck and squeeze(stuck).casefold() in squeeze(name).casefold():
                    stuck = ""
        stuck = _unit(build, entry, usual, stuck, ways, outer)
    build.block(stuck, keep_lines=True)


def _same_part(stuck: str, name: str) -> bool:
    """Return whether a heading that stuck to the article before is that of the part which the file names."""
    one, other = _words.match_container(stuck), _words.match_container(name)
    return bool(one and other and one[1] and one[:2] == other[:2])


def _main(number: str) -> int:
    found = re.match(r"\d+", number)
    return int(found[0]) if found else 0


def _surroundings(entries: list[Entry]) -> None:
    """Find out what stands in quotation marks or among the articles of another law, and take footnotes out."""
    if not entries:
        return
    entries[-1].last = True
    for i in range(1, len(entries)):
        if entries[i].num == "1" and _main(entries[i - 1].num) > 1 and 2 * i > len(entries):
            if any(tail.kind == "annex" for tail in _endings.split(entries[i - 1].content, last=True)[1]):
                entries[i - 1].last = True  # numbers begin again behind the heading of a schedule
                for entry in entries[i:]:
                    entry.scheduled = True
                break
    later = [e for e in entries if e.num not in ("", "1")]
    repeated = sum(e.content.startswith(e.num) for e in later) * 2 > len(later)
    for entry in entries:
        for taken_out in (_endings.pages, _endings.footnotes):
            entry.content, note = taken_out(entry.content)
            entry.note = f"{entry.note}\n{note}".strip()
        entry.repeated = repeated  # whether articles begin with their number again
    other = _endings.runs([entry.num for entry in entries], [entry.content for entry in entries])
    marks = _endings.quoted([entry.content for entry in entries])
    for entry, foreign, (inside, ends, begins) in zip(entries, other, marks, strict=True):
        entry.quoted, entry.quote_ends, entry.quote_begins = foreign or inside, ends, begins
    highest = 0
    for entry in entries:  # a law in the notes below a section: its text begins in quotation marks (United States)
        if _OPEN_QUOTE.match(entry.content) and 0 < _main(entry.num) < highest and not entry.quoted:
            entry.quoted = True
        elif not entry.quoted:
            highest = max(highest, _main(entry.num))
    if own := _endings.amending([entry.content for entry in entries]):
        for entry, end in zip(entries, own, strict=True):
            entry.quoted, entry.quote_ends = True, end if end < len(entry.content) else None


class _Outer:
    """The provision that is open around articles it quotes, the quotation, and what stands behind the articles."""

    def __init__(self, build: Builder) -> None:
        self.build, self.unit, self.quote = build, False, False

    def begin_quote(self) -> None:
        """Open a quotation, unless one is open."""
        if not self.quote:
            self.build.open("quoted", part_of="quoted")
            self.quote = True

    def end_quote(self) -> None:
        """Close the quotation that is open."""
        if self.quote:
            self.build.close()
            self.quote = False

    def end(self) -> None:
        """Close what is open."""
        self.end_quote()
        if self.unit:
            self.build.close()
            self.unit = False

    def write(self, text: str, tails: list[_endings.Tail]) -> None:
        """Write the words of the provision around, and what follows."""
        self.end_quote()
        if text and not self.unit:
            self.build.open("transitional")
            self.unit = True
        self.build.block(text, keep_lines=True)
        for tail in tails:
            self.end()
            if tail.kind == "note":
                self.build.note(tail.text)
            elif tail.kind == "unit":
                self.build.open("transitional", tail.num)
                self.build.block(tail.text, keep_lines=True)
                self.unit = True
            else:
                annex = tail.kind == "annex"
                first, _, rest = tail.text.partition("\n")
                self.build.container(1, "annex" if annex else "heading", tail.num, None if annex else first,
                                     part_of="schedule" if annex else None)  # fmt: skip
                self.build.block(tail.text if annex else first, keep_lines=True)
                self.build.block(rest if not annex else "", keep_lines=True)


def _units_rest(heading: str) -> str:
    unit = _units.match_unit(heading)
    return unit.rest if unit else heading


def _units_label(heading: str) -> str:
    unit = _units.match_unit(heading)
    return unit.label if unit else ""


def _mend_numbers(entries: list[Entry]) -> None:
    """Put right numbers that were read right to left: after 218 come 218-1, 218-2, not "1-218", "2-218" (Morocco).

    A file is taken to do so when one second number goes with several first ones; "19-23" after 18 is a range.
    """
    parts = [entry.num.split("-") for entry in entries]
    seconds = Counter(p[-1] for p in parts if len(p) == 2 and all(map(str.isdecimal, p)) and int(p[0]) < int(p[1]))
    if not any(count > 1 for count in seconds.values()):
        return
    previous = ""
    for entry, numbers in zip(entries, parts, strict=True):
        if len(numbers) > 1 and all(map(str.isdecimal, numbers)) and int(numbers[0]) < int(numbers[-1]):
            if not (previous.isdecimal() and int(previous) + 1 == int(numbers[0])):
                entry.num = "-".join(reversed(numbers))
        previous = entry.num.partition("-")[0]


def _without_pages(entries: list[Entry]) -> None:
    """Take the numbers of pages out of the articles: lines of a number alone that only grow (Morocco).

    They stand in three articles or more: what grows within one is a list or a table.
    """
    texts = [entry.content.split("\n") for entry in entries]
    found = [
        (i, k, int(m["num"])) for i, lines in enumerate(texts) for k, line in enumerate(lines)
        if (m := _PAGE.fullmatch(line))
    ]  # fmt: skip
    chain = _units.longest_rise([(number, "") for _, _, number in found])
    above = [texts[i][k - 1][-1:] for i, k, _ in found if k]
    within = {found[n][0] for n in chain}
    if len(within) < 3 or len(chain) * 10 < len(found) * 9 or sum(map(str.isdigit, above)) * 2 > len(found):
        return  # no pages, or below the head of a page, which stays
    for i in within:
        gone = {found[n][1] for n in chain if found[n][0] == i}
        entries[i].content = "\n".join(line for k, line in enumerate(texts[i]) if k not in gone)
        entries[i].note = "\n".join(filter(None, [entries[i].note, *(texts[i][k] for k in sorted(gone))]))


def _printed_numbers(entries: list[Entry]) -> None:
    """Number provisions as their text does, where the file only counts them: 1 to 47, with 23A in the place of 25.

    Looked for where the file's numbers are 1, 2, 3 ..., and nearly all texts begin with a number that rises.
    """
    if [entry.num for entry in entries] != [str(i + 1) for i in range(len(entries))]:
        return
    found = [_OWN_NUMBER.match(entry.content) for entry in entries]
    nums = ["".join(str(unicodedata.decimal(c, c)) for c in m["num"]) if m else "" for m in found]
    printed = [num for num in nums if num]
    keys = [_units.sort_key(num) for num in printed]
    if len(printed) * 10 < len(entries) * 9 or sorted(set(keys)) != keys:
        return
    for entry, num in zip(entries, nums, strict=True):
        if num and num != entry.num:
            entry.heading = _without_marks(entry.heading.removeprefix(f"{entry.num}. "))
            entry.num = num


def _without_marks(title: str) -> str:
    """Take the marks of footnotes, which stand before what an amendment put in, from a title (Bangladesh)."""
    return _NOTE_MARK.sub("", title)


@cache
def _history() -> re.Pattern[str]:
    return re.compile(_words.table()["history_words"]["pattern"])


@cache
def _gaps() -> re.Pattern[str]:
    """Return what a publisher's page puts in the place of words that it does not show."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in _words.table()["gaps"]))


#: "XI. Of measures": the title of a chapter.
_ROMAN_TITLE = re.compile(r"[IVXLC]{1,6}\s?[.:]\s{1,2}(?=[A-ZÀ-Þ])")


def _title_above(before: str) -> str:
    """Return the heading of an article among the lines that stand above its number, below the headings of parts."""
    lines = before.split("\n")
    if len(lines) > 1 and _GROUP.match(lines[0]):
        before, lines = "\n".join(lines[1:]), lines[1:]
    if len(before) < 160 and not _words.match_container(before) and not _ROMAN_TITLE.match(before):
        return squeeze(before).lstrip("„")
    parts = [i for i, line in enumerate(lines) if (c := _words.match_container(line)) and c[1] is not None]
    last = lines[-1].strip()
    if parts and len(lines) - parts[-1] > 2 and len(last) < 160 and last[0].isupper() and not last.isupper():
        return "" if last[-1].isdigit() else last
    return ""


def _without_notes(content: str) -> tuple[str, str]:
    """Take lists of amendments out of an article: whole lines of them, and a tail of citations (Canada)."""
    kept: list[str] = []
    notes: list[str] = []
    lines = content.split("\n")
    wrapped = 0
    for i, line in enumerate(lines):
        if is_note(line) or len(line) > 12 and is_note(squeeze(" ".join(lines[i : i + 14]))[:200]):
            wrapped = 0 if line.endswith((".", ")", ":")) else 14
            notes.append(line)
            continue
        if wrapped and _CONTINUES.match(line) and not _LIST_ITEM.match(line) and not _words.match_container(line):
            wrapped -= 1
        else:
            wrapped = 0
        (notes if wrapped else kept).append(line)
    words = kept[-1].split(" ") if kept else []
    cut = len(words)
    while cut and _history().fullmatch(words[cut - 1]):
        cut -= 1
    while cut < len(words) and not re.match(r"R\.S\.|\d{4},$|Previous$", words[cut]):
        cut += 1  # a citation begins with a year or "R.S."
    if 0 < cut < len(words) and words[cut - 1].endswith((".", ")", "]", "”")):
        kept[-1] = " ".join(words[:cut])
        notes.append(" ".join(words[cut:]))
    return "\n".join(kept), "\n".join(notes)


def _unit(build: Builder, entry: Entry, usual: str, before: str, ways: Habits, outer: _Outer) -> str:
    """Write one provision; return what stuck to its end but belongs to the next one."""
    content, heading = entry.content, entry.heading
    opening = rest = ""
    if entry.quote_begins is not None:
        content, opening = content[: entry.quote_begins].rstrip(), content[entry.quote_begins :]
    if entry.quoted and entry.quote_ends is not None:
        content, rest = content[: entry.quote_ends], content[entry.quote_ends :].strip()
    if rest:
        rest, tails = _endings.split(f"\n{rest}", last=entry.last)
        rest = rest.strip()
    else:
        content, tails = (content, []) if entry.quoted else _endings.split(content, last=entry.last)
    if m := _words.pattern("json_junk").match(content):
        content = content[m.end() :].lstrip()
    content, note = _without_notes(content)
    if m := re.search(r"(?:^|\n)Ficha art[ií]culo(?:\n|$)", content):  # the web page's link below each article
        content, after = content[: m.start()].rstrip(), content[m.end() :].strip()
    else:
        after = ""
    if tails and tails[0].kind == "stuck":
        after = f"{tails.pop(0).text} {after}".strip()
    stuck = ""
    if not (rest or tails):
        content, stuck = _mend.without_container(content, ways)
        if not stuck:
            content, stuck = _split_stuck(content, entry)
    stuck = "\n".join(part for part in (stuck, after) if part)
    label, kind, rest_heading, content = _label(entry, heading, content, usual, ways)
    heading_text = rest_heading
    if not heading_text:
        heading_text, content = _mend.printed_heading(content, ways)
    content = re.sub("\n{2,9}", "\n", _gaps().sub("\n", content)).strip()
    first = f"{label} {rest_heading}".strip()
    if entry.quoted:
        outer.begin_quote()
    for words in (before, entry.above):  # headings stand above the number they belong to
        build.block(words, keep_lines=True)
    heading_text = (heading_text or entry.above or entry.inside).lstrip("-–— ")
    if not heading_text and before:
        heading_text = _title_above(before)
    if entry.num and (again := re.match(rf"[^\W\d_]{{2,12}} {re.escape(entry.num)}\s?[:.] ", heading_text)):
        heading_text = heading_text[again.end() :]  # a number of a kind that no label has: "Άρθρο 18διςΕ: Peat"
    gone = _words.is_repealed(heading_text) or (_words.is_repealed(content) and len(content) < 300)
    if not first and not content:
        return stuck
    if entry.num and heading_text.startswith(f"{entry.num}. "):  # the title repeats the number (Bangladesh)
        heading_text = _without_marks(heading_text[len(entry.num) + 2 :].lstrip())
    # the number once more, or the statement that there is no text, is no title
    unnamed = heading_text.rstrip(".") == entry.num or _words.is_repealed(heading_text)
    build.open(kind, entry.num or None, None if unnamed else heading_text or None, in_force=False if gone else None,
               source=(entry.start, entry.end))  # fmt: skip
    if heading_text and rest_heading:
        build.block(first)
    elif first:
        build.label(first)
    build.block(content, keep_lines=True)
    for words in (note, entry.note):
        build.note(words, entry.start, entry.end)
    build.close()
    if rest or tails:
        outer.write(rest, tails)
    if opening:
        outer.begin_quote()
        if unit := _units.match_unit(opening):  # an article that the file does not list
            build.open(unit.kind, unit.num)
            build.block(opening, keep_lines=True)
            build.close()
        else:
            stuck = opening
    return stuck


def _label(entry: Entry, heading: str, content: str, usual: str, ways: Habits) -> tuple[str, str, str, str]:
    """Return label, kind, heading and content of a provision, each said once."""
    kind = usual if entry.article is None else "article" if entry.article else usual
    in_content, in_heading = _units.match_unit(content[:400]), _units.match_unit(heading)
    label = ""
    if in_heading:
        label, kind = in_heading.label, in_heading.kind
        entry.num = entry.num or in_heading.num
        heading = _mend.own_title(entry)
        if heading != in_heading.rest:  # "Article 43 2 . Peat": the raised figure is part of the label
            label = f"{label} {in_heading.rest.removesuffix(heading).strip()}"
        if _words.pattern("predicates").match(content):
            pass  # "is punished by a fine": the opening of the article is lost, the heading is a heading
        elif heading and _mend.begins_lower(content) and not heading.endswith("."):  # the text begins in the heading
            content, heading = f"{heading} {content}", ""
        elif heading and not content:
            content, heading = heading, ""
        elif _STRAY.match(heading):  # an item or the opening of a list that fell out of the article before (Serbia)
            content, heading = f"{heading}\n{content}", ""
    elif content and _STRAY.match(heading):
        content, heading = f"{heading}\n{content}", ""
    if in_content and (not entry.num or _same(in_content.num, entry.num)):
        label, kind = in_content.label, in_content.kind
        entry.num = entry.num or in_content.num
        content = content[content.index(in_content.label) + len(in_content.label) :].lstrip(" \n-–—")
    elif not label and entry.num:
        label = f"§ {entry.num}" if kind == "section" and usual == "section" and "§" in content[:3] else entry.num
    bare = content.removeprefix("§").lstrip()
    # "8.-(1)", "4 (1)"; but "1." below "Article 1" is its first paragraph
    own = bool(entry.num) and (in_heading is None or entry.num != "1" or entry.repeated) and bare.startswith(entry.num)
    if own and (m := _AFTER.match(bare, len(entry.num))):
        content = bare[m.end() :]
    flat = squeeze(content)
    if heading and flat.startswith(squeeze(heading)[:60]):
        tail = flat[len(squeeze(heading)) :]
        if len(heading) < 120 and tail[:1] in ("", "."):
            content = tail.lstrip(". ") or content
        elif ways.cut_titles or not (in_heading or (ways.titled and tail.lstrip()[:1].islower())):
            tail = tail.lstrip(" .")  # the title is the beginning of the text, cut off somewhere
            if ways.whole and len(heading) < 200 and (tail[:1] == "(" or tail[:1].isupper()):
                entry.inside = squeeze(heading)
            heading = ""
    return label, kind, heading, content


def _same(a: str, b: str) -> bool:
    return re.sub(r"[\s.º°ª]", "", a).casefold() == re.sub(r"[\s.º°ª]", "", b).casefold()


#: A line in capitals below the last sentence of an article.
_CAPITALS = re.compile(r"\.\n(?P<line>(?=[^\n]{0,40}[A-ZÀ-Þ]{4})[^\na-zß-ÿ;:]{4,120})\s{0,3}\Z")
_CAPITAL_LINE = re.compile(r"(?=[^\n]{0,40}[A-ZÀ-Þ]{4}|(?:[A-ZÀ-Þ]{1,3}\Z))[^\na-zß-ÿ;:\d]{1,120}\Z")


def _capital_lines(lines: Sequence[str]) -> int:
    """Return where the lines in capitals begin with which an article ends, of at most eight; their number else."""
    cut = len(lines)
    while cut > 1 and len(lines) - cut < 8 and _CAPITAL_LINE.match(lines[cut - 1]):
        cut -= 1
    return cut if len(lines) - cut < 8 else len(lines)


def _split_stuck(content: str, entry: Entry) -> tuple[str, str]:
    """Cut from the end of an article what heads the next one: lines without a full stop after the last sentence.

    With `entry.parts`, a part ends with the article: a line in a script without capitals may be the title of the next
    one.
    With `entry.capitals`, lines in capitals are headings though the sentence above them lacks its end.
    With `entry.lacks`, the next article has no title where most have one: the line may be longer, the sentence above it
    may lack its full stop, and the title of a group, "b1) Peat", may stand between.
    """
    lines = content.split("\n")
    if len(lines) == 1:
        return content, ""
    parts, lacks = entry.parts, entry.lacks
    if entry.capitals and (cut := _capital_lines(lines)) < len(lines):
        return "\n".join(lines[:cut]), "\n".join(lines[cut:])
    cut = len(lines)
    while cut > 1 and len(lines) - cut < 6:
        line = lines[cut - 1].strip()
        if not line or len(line) > 160 or line.endswith(_TERMINAL) or _LIST_ITEM.match(line):
            break
        cut -= 1
    if cut == len(lines) or cut == 0:
        return content, ""
    for i in range(cut, len(lines)):  # a chapter heading begins it, or a line in capitals, or one short title
        if (_words.match_container(lines[i]) or ("", None))[1] is not None or _ROMAN_TITLE.match(lines[i]):
            return "\n".join(lines[:i]), "\n".join(lines[i:])
    last, before = lines[-1].strip(), lines[-2].rstrip()
    large = last[:1].isupper() or (parts and last[:1].isalpha() and last == last.upper().lower() == last.title())
    short = len(last) < (160 if lacks else 100) and large and not last[-1:].isdigit()
    if len(lines) - cut == 1 and before.endswith((".", "。")) and short:
        return "\n".join(lines[:-1]), last
    if lacks and short and not last.endswith(_TERMINAL):
        group = _GROUP.match(before) and not before.endswith(_TERMINAL) and len(lines) > 2
        if group and lines[-3].rstrip().endswith((".", ";")):
            return "\n".join(lines[:-2]), "\n".join(lines[-2:])
        if len(before) > 200 and before[-1:].isalpha():
            return "\n".join(lines[:-1]), last
    if all(line.isupper() for line in lines[cut:]) and lines[cut - 1].rstrip().endswith((".", ";", ":")):
        return "\n".join(lines[:cut]), "\n".join(lines[cut:])
    return content, ""
