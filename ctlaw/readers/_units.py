"""Recognise the label with which an article or section begins: "Article 421-1", "§ 5a", "5 a §", "第百二十条之一"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ctlaw.readers import _words

_LATIN = (
    "bis|ter|quáter|quater|quinquies|quinquiès|sexies|septies|octies|nonies|novies|decies|undecies|duodecies|"
    "terdecies|quaterdecies|quindecies|quinquiesdecies"
)
_SUP = "⁰¹²³⁴⁵⁶⁷⁸⁹"
#: A number as printed: digits, parts after hyphen or point, a letter, a Latin ordinal; French "L. 421-1"; "1er", "2º".
NUMBER = (
    rf"(?:[LRDA]\*{{0,2}}\.?\s?)?\d{{1,5}}(?:er(?![^\W_])|re(?![^\W_])|\.?[º°ª])?(?:[-.‑–/]\d{{1,4}}){{0,5}}[{_SUP}]{{0,3}}(?:\u200b?\^\d{{1,3}})?"
    rf"(?:[A-Za-zа-яα-ω]{{1,3}}(?![^\W_]))?(?-i:/[A-Z](?![^\W_]))?(?-i:[-–‑][A-ZÑ]{{1,2}}(?![^\W_])|\s?[-–‑]\s?[A-ZÑ]{{1,2}}(?![^\W_]|\)))?(?:\s[A-Za-zΑ-Ω](?=\s*(?:$|[.:;,§)—–-])))?"
    rf"(?:[\s-]?(?:{_LATIN})(?![^\W_])(?:[\s.-]\d{{1,2}}(?!\d))?)?"
)
_ROMAN = r"[IVXLC]{1,8}(?![^\W_])"
_CJK_NUM = "[0-9０-９〇零一二三四五六七八九十百千]"
_QUOTES = "\"'“„«»‘”「『"


class Unit(NamedTuple):
    """The label of an article or section found at the start of a line."""

    kind: str
    num: str
    label: str
    rest: str
    quoted: bool


#: Cyrillic and Greek letters for which typists take Latin ones: "Члaн" with a Latin a.
_LOOKALIKES = dict(zip("аеорсхіАВЕКМНОРСТХΑΒΕΗΙΚΜΝΟΡΤΧο", "aeopcxiABEKMHOPCTXABEHIKMNOPTXo", strict=True))
_LATIN_SPELLING = str.maketrans(_LOOKALIKES)


def _spelt(word: str) -> str:
    """Return a pattern for a word of a label: any white space between its words, Latin letters for those like them."""
    pattern = re.escape(word).replace(r"\ ", r"\s?")
    return pattern if word.isascii() else "".join(f"[{c}{_LOOKALIKES[c]}]" if c in _LOOKALIKES else c for c in pattern)


def spelling(word: str) -> str:
    """Return what words typed with letters of two scripts have in common: small letters, Latin where they look so."""
    return word.translate(_LATIN_SPELLING).casefold()


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    rows = _words.table()["units"]
    out: list[tuple[str, re.Pattern[str], str]] = []
    for row in rows:
        words = "|".join(map(_spelt, sorted(row["words"], key=len, reverse=True)))
        if row["form"] == "before":  # Article 5, § 5, Artículo único, المادة 5
            ordinals = sorted(row.get("ordinals", []), key=len, reverse=True)
            number = "|".join([NUMBER, _ROMAN, *map(re.escape, ordinals)])
            out.append((row["kind"], re.compile(
                rf"(?P<label>(?:{words})(?:(?<=[§.])|(?![^\W\d_])\.?)\s?\(?\s?(?P<num>{number})\)?(?![^\W_]))",
                re.IGNORECASE), row.get("prefix", "")))  # fmt: skip
        elif row["form"] == "after":  # 5 §, 5. gr., 5-modda
            out.append((row["kind"], re.compile(
                rf"(?P<label>(?P<num>\d{{1,4}}[{_SUP}]{{0,3}}(?:[:/](?:\d{{1,4}}|[A-Z](?![^\W_])))?(?:\s?[a-z](?![^\W_])|\(\d{{1,2}}\))?)"
                rf"\.?\s?[-.]?\s?(?:{words}))(?![^\W_])", re.IGNORECASE), ""))  # fmt: skip
    out.append(("article", re.compile(  # 第百二十条之一, 第 5-1 條
        rf"(?P<label>第\s?(?P<num>{_CJK_NUM}{{1,8}}(?:-\d{{1,3}})?\s?[条條](?:[のノ之]{_CJK_NUM}{{1,4}}){{0,3}}))"
    ), ""))  # fmt: skip
    # The restatements' short form for a paragraph of a schedule, the citable unit there: "Sch 6 para 20".
    paragraph = re.compile(r"(?P<label>(?P<num>Sch \d{1,3}[A-Z]{0,2} para \d{1,3}[0-9A-Z]{0,6}))(?!\w)")
    out.append(("section", paragraph, ""))
    out.append(("article", re.compile(r"(?P<label>제\s?(?P<num>\d{1,4}\s?조(?:의\s?\d{1,3}){0,2}))"), ""))
    return out


_BARE = re.compile(
    r"(?P<label>(?P<num>\d{1,5}[A-Z]{0,4}(?:[-.]\d{1,3}){0,2}[A-Z]{0,2})\s?\.{0,2}\s*(?=[A-Z(\[“*—–-]|$|\.))"
)
_EXTRA = re.compile(
    r"(?P<label>(?:Disposici(?:ón|ones)|Disposici[óo]|Disposições|Disposição)\s+(?P<num>(?:adicional|transit[òo]ria|"
    r"transitoria|derogatoria|derogatòria|final|complementari?a?|modificativa)(?:es)?(?:\s+[^\W\d_]{3,20}(?=[.\s:,]|$)(?:\s+(?:bis|ter))?)?))",
    re.IGNORECASE,
)


def match_unit(text: str, *, bare: bool = False) -> Unit | None:
    """Return the unit label at the start of `text`, or None.

    Parameters
    ----------
    text : str
        A line, freed of mark-up.
    bare : bool
        Whether a number alone ("5A. Short title") is a label: true for headings of files that print it so.

    Examples
    --------
    >>> match_unit("Article 421-2-1 Le fait")[:2], match_unit("5 a § Den som")[:2]
    (('article', '421-2-1'), ('section', '5 a'))
    >>> match_unit("Articles of association") is None
    True
    """
    head = text.lstrip()
    quoted = head[:1] in _QUOTES and bool(head)
    head = head.lstrip(_QUOTES + " ")
    for kind, pattern, prefix in _patterns():
        if m := pattern.match(head):
            unit = _made(kind, m, head, quoted)
            return unit._replace(num=f"{prefix} {unit.num}") if prefix else unit
    if m := _EXTRA.match(head):
        return _made("transitional", m, head, quoted)
    if bare and (m := _BARE.match(head)) and not _numbered_part(head[m.end() :]):
        return _made("section", m, head, quoted)
    return None


def _numbered_part(rest: str) -> bool:
    """Return whether a number stands before the word for a part: "3. jagu Peat", "2. Abschnitt: Torf"."""
    word = re.match(r"[. ]*([^\W\d_]{3,20})(?=\s|[:.]|$)", rest)
    found = word and _words.match_container(word[1] + " 1")
    return bool(word and found and (word[1].islower() or rest[word.end() : word.end() + 1] in ("", ":")))


_SEVERAL = re.compile(r"\s?[-–](?:\s{0,3}\d{1,4}\s?[-–]){1,30}(?=\s*(?:\(|$))")


def _made(kind: str, m: re.Match[str], head: str, quoted: bool) -> Unit:
    rest = head[m.end() :]
    cut = re.match(r"\s*(?:\.\s?[º°]|[.:;,ºª°）)]|[-–—―‒]|\.-)*[\s.:–—-]*", rest)
    tail = rest[: cut.end()] if cut else ""
    label = m["label"] + tail.rstrip(" -–—―‒")
    num = re.sub(r"\s+", " ", m["num"].replace("\u200b", "")).strip(" .")
    if several := _SEVERAL.match(rest):  # Turkish "MADDE 11- 12- 13-" is said of all three
        numbers = re.findall(r"\d+", several[0])
        if num.isdecimal() and [int(n) for n in numbers] == list(range(int(num) + 1, int(num) + 1 + len(numbers))):
            num, label, tail = f"{num}-{numbers[-1]}", m["label"] + several[0], several[0]
    span = re.match(r"\s?\d{1,4}[a-z]?(?![^\W_])", rest) if num.endswith(" bis") and label.startswith("§§") else None
    if span:  # German "§§ 195 bis 198" is a range, not a second article 195
        num, label, tail = num + " " + span[0].strip(), label + " " + span[0].strip(), span[0]
    if kind == "article" and (found := re.fullmatch(rf"({_CJK_NUM}+(?:-\d+)?)\s?[条條](.*)", num)):
        num = found[1] + found[2]
    elif kind == "article" and (found := re.fullmatch(r"(\d+)\s?조(.*)", num)):
        num = found[1] + found[2].replace(" ", "")
    return Unit(kind, num, label.strip(), rest[len(tail) :].strip(), quoted)


_CJK_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}


def cjk_value(text: str) -> int:
    """Return the value of a Chinese numeral: "百二十" is 120."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for c in text:
        if c in _CJK_DIGITS:
            digit = digit * 10 + _CJK_DIGITS[c] if digit and c in _CJK_DIGITS else _CJK_DIGITS[c]
        else:
            total += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}.get(c, 0)
            digit = 0
    return total + digit


def sort_key(num: str) -> tuple[int, str]:
    """Return a key under which the numbers of one law grow: 5 < 5 bis < 5 ter < 6."""
    if m := re.match(rf"({_CJK_NUM}+)(.*)", num):
        value = cjk_value(m[1]) if not m[1].isdecimal() else int(m[1])
        rest = m[2].strip().casefold()
        order = {name: f"{i:02}" for i, name in enumerate(_LATIN.split("|"))}
        return value, " ".join(order.get(w, f"{int(w):04}" if w.isdecimal() else w) for w in re.split(r"[\s.-]+", rest))
    return 0, num.casefold()


def longest_rise(keys: Sequence[tuple[int, str]]) -> set[int]:
    """Return the indices of the longest run of strictly growing keys (not necessarily neighbours)."""
    tails: list[tuple[int, str]] = []
    ends: list[int] = []
    back: list[int] = []
    for i, key in enumerate(keys):
        j = bisect_left(tails, key)
        back.append(ends[j - 1] if j else -1)
        if j == len(tails):
            tails.append(key)
            ends.append(i)
        else:
            tails[j], ends[j] = key, i
    chain: set[int] = set()
    i = ends[-1] if ends else -1
    while i >= 0:
        chain.add(i)
        i = back[i]
    return chain
