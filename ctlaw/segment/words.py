"""The words by which a language names the parts of a law; the words are data (`ctlaw/data/segmentation/`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ctlaw.segment.numbers import LATIN, number, roman
from ctlaw.segment.numbers import cjk as chinese_number
from ctlaw.structure import CONTAINERS, UNITS

_LATIN = "|".join(sorted(LATIN, key=len, reverse=True))
#: What ends a word in any script that has letters.
_END = r"(?![^\W\d_])"
_SUFFIX = rf"(?:[ ]?[-/]?[ ]?(?i:{_LATIN}){_END}|[-/]?[^\W\d_]{{1,2}}{_END}(?!['\u2019]))"
_ARABIC = (
    rf"\d{{1,5}}(?:(?:\.?[ºª°]|er{_END}|re{_END})\.?)?(?:(?:\.?-|[./:])\d{{1,4}}(?![\d])){{0,5}}"
    rf"(?:[ ]-\d{{1,3}}(?![\d]))?{_SUFFIX}{{0,2}}"
)
_SPACED = rf"\d{{1,5}}(?:[ ][a-zåäöæø]{_END}|[a-zåäöæø]{{1,2}}{_END})?(?!\d|-\d)"
_CJK = r"[〇○零一二三四五六七八九十百千两兩]{1,9}|[ ]?\d{1,5}[ ]?"
_ROMAN = rf"[IVXLCDM][IVXLCDMivxlc]{{0,8}}(?:[-.]\d{{1,3}})?(?:[ ]?(?:{_LATIN}){_END}|[-]?[A-Z](?![\w]))?(?![^\W\d_])"
LANGUAGES = tuple(
    "ar bg bn ca cs da de el en es et fi fr hr hu is it ja ka km ko lt lv mt nl no pl pt ro ru rw sk sl sr sv tr uk vi "
    "zh".split()
)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to print the label of a division: `form` with # for the number, and what it labels."""

    form: str
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says; patterns are matched on folded text (`ctlaw.segment.layout.View`).

    Attributes
    ----------
    units, containers, schedules, inside : list of Form
        Labels of articles and sections; of parts and chapters, outermost first; of what stands after the law proper;
        of what stands inside an article and is named by a word ("Stk. 2").
    unit, container, schedule, within : compiled pattern or None
        Group "fN" tells which form matched, "n" + N its number.
    bare : str or None
        Kind of unit that is labelled by a number alone ("12", "12."), where laws do that.
    alphabet, second_alphabet : str
        Letters in the order in which points are counted; those of the points inside them where they are others
        (Bengali: consonants, then vowels).
    cited : compiled pattern or None
        What looks like a label and is part of a sentence: "1. pkt.", "2. januar".
    remark : compiled pattern or None
        The word above the numbered remarks that end an article: "Примітка. 1. ...".
    cites_bare : bool
        Whether what is labelled "1)" is cited as "nr. 1", so that "1)" is a label even behind a word of reference.
    raised_digits, lost_digits : bool
        Whether inserted numbers are printed with raised figures that texts often lose: "3¹" is found as "31", or as "3"
        again.
    double_letters : bool
        Whether doubled letters stand below single ones: aa), ab) below a) in Hungary, аа), бб) in Bulgaria.
    nested_numbers : bool
        Whether (1), (2) may stand at once below (20), without letters between them (Bangladesh).
    introduces : compiled pattern or None
        Words behind which "1." begins a list, though behind some of them another number is one that is cited.
    first_unnumbered : bool
        Whether the first paragraph has no number and the second is "2 ...", beside whatever the first one lists.
    """

    language: str
    units: list[Form]
    containers: list[Form]
    schedules: list[Form]
    inside: list[Form]
    unit: re.Pattern[str] | None
    container: re.Pattern[str] | None
    schedule: re.Pattern[str] | None
    within: re.Pattern[str] | None
    bare: str | None
    ordinals: dict[str, int]
    alphabet: str
    second_alphabet: str
    ranges: str
    conjunction: re.Pattern[str]
    reference: re.Pattern[str]
    amends: re.Pattern[str] | None
    contents: re.Pattern[str] | None
    notes: re.Pattern[str] | None
    history: re.Pattern[str] | None
    definition: re.Pattern[str] | None
    repealed: re.Pattern[str] | None
    transitional: re.Pattern[str] | None = None
    closing: re.Pattern[str] | None = None
    opening: re.Pattern[str] | None = None
    cited: re.Pattern[str] | None = None
    remark: re.Pattern[str] | None = None
    cites_bare: bool = False
    raised_digits: bool = False
    lost_digits: bool = False
    first_unnumbered: bool = False
    nested_numbers: bool = False
    ordinal_letters: bool = False
    bracketed_titles: bool = False
    double_letters: bool = False
    introduces: re.Pattern[str] | None = None

    def value(self, printed: str) -> tuple[int, tuple[Any, ...]] | None:
        """Return what a printed number is worth, in digits, Roman, Chinese characters or ordinal words."""
        plain = re.sub(r"^[LRDAC]\.?[ ]?\*{0,2}[ ]?(?=\d)", "", printed.strip(" .:"))
        first = re.split(r"\s+(?:" + self.ranges + r")\s+", plain)[0] if self.ranges else plain
        low = " ".join(first.casefold().split())
        if self.ordinal_letters:
            first = re.sub(r"(?<=\d)[oa](?![^\W\d_])", "", first)
        tail = re.fullmatch(r"(\d+)\.? gr\. (\w)", first)
        if tail:
            first = tail.group(1) + tail.group(2)  # Iceland: "5. gr. a" is article 5a
        found = number(first) if not re.search("[条條조编編章节節편장절관款]", low) else None
        if found:
            return found
        if low in self.ordinals:
            return self.ordinals[low], ()
        head = re.match(r"[ivxlcdm]+", low)
        if head and (n := roman(head.group())):
            rest = number("1" + low[head.end() :]) if low[head.end() :] else (1, ())
            return (n, rest[1]) if rest else None
        chinese = re.match(
            r"([〇○零一二三四五六七八九十百千两兩]+|\d+)[ ]*(?:[^〇○零一二三四五六七八九十百千两兩\d之의の ]*)"
            r"(?:[ ]*[之의の][ ]*([〇一二三四五六七八九十百千]+|\d+))?",
            low,
        )
        if chinese:
            main, extra = (
                None if g is None else int(g) if g.isdigit() else chinese_number(g) for g in chinese.groups()
            )
            if main is not None:
                return main, (() if extra is None else (("-", extra, str(extra)),))
        if len(low) == 1 and low.isalpha():
            order = self.alphabet or "abcdefghijklmnopqrstuvwxyz"
            return (order.find(low) + 1, ()) if low in order else None
        return None


def _load(language: str) -> dict[str, Any]:
    name = files("ctlaw").joinpath(f"data/segmentation/{language}.json")
    return json.loads(name.read_text(encoding="utf-8"))


def _spell(text: str) -> str:
    """Return a pattern for a word of a label: as given or in capitals, any white space between its words."""
    out = []
    for word in text.split(" "):
        ways = {word, word.upper(), word[:1].upper() + word[1:]} if word.islower() else {word, word.upper()}
        out.append("(?:" + "|".join(sorted(re.escape(w) for w in ways)) + ")" if len(ways) > 1 else re.escape(word))
    return r"[ ]{1,3}".join(out)


def _form(form: str, number_pattern: str, cjk: bool, letter_after: bool = False) -> str:
    before, hash_, after = form.partition("#")
    if cjk and hash_ and after:
        # 第一百二十条之一, 第 10 條之 1, 제12조의3: the insertion is printed after the word
        tail = rf"(?:[ ]{{0,2}}(?:之|의|の)[ ]{{0,2}}(?:{_CJK}))?"
        return f"{re.escape(before.strip())}[ ]{{0,2}}(?P<n>(?:{_CJK})[ ]{{0,2}}{re.escape(after.strip())}{tail})"
    if letter_after and hash_ and after:
        return rf"(?P<n>(?:{number_pattern}){re.escape(after)}(?:[ ][^\W\d_](?=\.))?)"
    left, right = _spell(before.strip()) if before.strip() else "", _spell(after.strip()) if after.strip() else ""
    if not hash_:
        return left + r"(?P<n>(?!))?" + _END
    gap = r"[ ]{0,3}" if not before.endswith(" ") or not before.strip()[-1:].isalpha() else r"[ ]{1,3}"
    out = left + (gap if left else "") + f"(?P<n>{number_pattern})"
    if right:
        out += (r"[ ]{1,3}" if after.startswith(" ") and right[-1].isalnum() else r"[ ]{0,3}") + right
        if after.strip()[-1:].isalpha() and after.strip().isascii() or "\u0400" <= after.strip()[-1:] <= "\u04ff":
            out += _END
    return out


def _compile(
    forms: list[Form], pattern: str, cjk: bool, ordinal: str = "", letter_after: bool = False
) -> re.Pattern[str] | None:
    if not forms:
        return None
    parts = []
    # the longer form first: "Sous-section" before "Section", "Schedule 2" before "Schedule"
    for i, form in sorted(enumerate(forms), key=lambda row: -len(row[1].form)):
        # "@" stands for an ordinal word only: "First Schedule", never "24 Schedule A is amended"
        text, numbers = form.form, pattern
        if "@" in text:
            text, numbers = text.replace("@", "#"), ordinal or "(?!)"
        parts.append(f"(?P<f{i}>" + _form(text, numbers, cjk, letter_after).replace("(?P<n>", f"(?P<n{i}>") + ")")
    return re.compile("(?:" + "|".join(parts) + ")")


def _any(phrases: Iterable[str], flags: int = re.IGNORECASE) -> re.Pattern[str] | None:
    listed = [p for p in phrases if p]
    return re.compile("|".join(f"(?:{p})" for p in listed), flags) if listed else None


def _ending(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for a text that ends with one of some words."""
    listed = [p for p in phrases if p]
    return re.compile("(?:^|[ ])(?:" + "|".join(listed) + r")[ ]?\Z") if listed else None


@cache
def words(language: str | None) -> Words:
    """Return the words of a language; of none in particular (Article, §, bare numbers) when it has no file."""
    code = (language or "").split("-")[0].split("+")[0].casefold()
    code = {"nb": "no", "nn": "no", "bs": "hr"}.get(code, code)
    data = _load(code if code in LANGUAGES else "xx")
    forms = {
        name: [Form(row["form"], row["kind"], rank) for rank, row in enumerate(data.get(name, []))]
        for name in ("units", "containers", "schedules", "inside")
    }
    ordinals = {fold_word(k): v for k, v in data.get("ordinals", {}).items()}
    ordinal = "|".join(sorted(map(_spell, data.get("ordinals", {})), key=len, reverse=True))
    cjk = bool(data.get("cjk"))
    numbers = [_SPACED, _ARABIC] if data.get("spaced_letters") else [_ARABIC]
    if cjk:
        numbers = [_CJK]
    ranges = "|".join(re.escape(r) for r in data.get("ranges", []))
    article_prefix = r"(?:[LRDAC]\.?[ ]?\*{0,2}[ ]?(?=\d))?" if data.get("code_letters") else ""
    arabic = article_prefix + "(?:" + "|".join(numbers) + ")"
    if ranges:
        arabic += rf"(?:[ ](?:{ranges})[ ]{arabic}(?![.]\d))?"
    unit_number = "|".join(([f"(?:{ordinal}){_END}"] if ordinal else []) + [arabic, _ROMAN])
    roman_range = _ROMAN + (rf"(?:[ ](?:(?i:{ranges}))[ ]{_ROMAN})?" if ranges else "")
    group_number = "|".join(
        ([f"(?:{ordinal}){_END}"] if ordinal else []) + [roman_range, arabic, r"[^\W\d_](?![\w'\u2019])"]
    )
    references = "|".join(data.get("references", [])) or "(?!)"
    conjunctions = "|".join(data.get("conjunctions", [])) or "(?!)"
    return Words(
        language=code if code in LANGUAGES else "xx",
        **forms,
        unit=_compile(forms["units"], unit_number, cjk, letter_after=bool(data.get("letter_after"))),
        container=_compile(forms["containers"], group_number, cjk),
        schedule=_compile(forms["schedules"], group_number, cjk, ordinal),
        within=_compile(forms["inside"], unit_number, cjk),
        bare=data.get("bare"),
        ordinals=ordinals,
        alphabet=data.get("alphabet", ""),
        second_alphabet=data.get("second_alphabet", ""),
        ranges=ranges,
        conjunction=re.compile(rf"(?:^|[\s,;])(?:{conjunctions})\s*\Z", re.IGNORECASE),
        reference=re.compile(rf"(?:^|[\s(])(?:{references})\s*\Z"),
        amends=_any(row["pattern"] for row in data.get("amends", [])),
        contents=_any((row["pattern"] for row in data.get("contents", [])), re.IGNORECASE | re.MULTILINE),
        notes=_any((row["pattern"] for row in data.get("notes", [])), 0),
        history=_any((row["pattern"] for row in data.get("notes", []) if row.get("history")), 0),
        definition=_any((row["pattern"] for row in data.get("definitions", [])), 0),
        repealed=_any(row["pattern"] for row in data.get("repealed", [])),
        transitional=_any((row["pattern"] for row in data.get("transitional", [])), 0),
        closing=_any((row["pattern"] for row in data.get("closings", [])), 0),
        opening=_any((row["pattern"] for row in data.get("openings", [])), 0),
        cited=_any((row["pattern"] for row in data.get("cited", [])), 0),
        remark=_any((row["pattern"] for row in data.get("remarks", [])), 0),
        cites_bare=bool(data.get("cites_bare")),
        raised_digits=bool(data.get("raised_digits")),
        lost_digits=bool(data.get("lost_digits")),
        first_unnumbered=bool(data.get("first_unnumbered")),
        nested_numbers=bool(data.get("nested_numbers")),
        bracketed_titles=cjk,
        ordinal_letters=bool(data.get("ordinal_letters")),
        double_letters=bool(data.get("double_letters")),
        introduces=_ending(row["pattern"] for row in data.get("introduces", [])),
    )


@cache
def anchors(language: str, name: str) -> tuple[str, ...]:
    """Return the plain strings one of which stands in every label of a list of forms ("units", "containers" …)."""
    out: set[str] = set()
    for form in getattr(words(language), name):
        parts = [x for x in re.split("[#@]", form.form) if x.strip(" .()-")]
        word = max(parts, key=len).strip().split(" ")[0] if parts else ""
        if word:
            out |= {word, word.upper(), word[:1].upper() + word[1:]}
    return tuple(sorted(out))


def fold_word(word: str) -> str:
    """Return a word as ordinals are looked up."""
    return " ".join(word.casefold().split())


def is_unit(kind: str) -> bool:
    """Return whether a kind is what a lawyer cites first."""
    return kind in UNITS


def is_container(kind: str) -> bool:
    """Return whether a kind groups units."""
    return kind in CONTAINERS
