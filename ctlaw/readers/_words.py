"""The words by which files name parts, articles and what is no longer in force; the words are data."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from ctlaw.normalise import fold

#: Chinese, Japanese and Korean write "第二章", "제2장" without a space.
_CJK = re.compile(
    r"(?:第|제)\s{0,2}(?P<num>[0-9０-９〇零一二三四五六七八九十百千]{1,8})\s{0,2}(?P<word>[編编章節节款目편장절관])"
)


#: Cyrillic letters with which Roman numerals are typed.
_ROMAN_LOOKALIKES = str.maketrans("іхсм", "ixcm")


@cache
def table() -> dict[str, Any]:
    """Return `data/readers/words.json`."""
    return json.loads(files("ctlaw").joinpath("data/readers/words.json").read_text(encoding="utf-8"))


@cache
def pattern(name: str, flags: int = 0) -> re.Pattern[str]:
    """Return one expression for all rows of a list of patterns in `data/readers/words.json`."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in table()[name]), flags)


@cache
def _containers() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    kinds = {fold(word).casefold(): row["kind"] for row in table()["containers"] for word in row["words"]}
    words = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(kinds, key=len, reverse=True))
    before = re.compile(rf"(?P<word>{words})(?![^\W\d_])[\s.]*(?P<num>[^\s:–—]{{1,20}})?", re.IGNORECASE)
    after = re.compile(rf"(?P<num>[^\s:–—]{{1,24}}(?:\s[a-z])?)\s+(?P<word>{words})(?![^\W\d_])", re.IGNORECASE)
    return before, after, kinds


def _kind(word: str) -> str:
    return _containers()[2][re.sub(r"\s+", " ", fold(word).casefold())]


@cache
def _ordinals() -> frozenset[str]:
    return frozenset(_undotted(word) for word in table()["ordinals"])


def _undotted(word: str) -> str:
    """Return a word in small letters; Turkish İ and ı are i, so that İKİNCİ is ikinci and ALTINCI altıncı."""
    return word.casefold().replace("i\u0307", "i").replace("ı", "i")


def is_number(text: str) -> bool:
    """Return whether a word counts: digits, a roman numeral, one letter, or an ordinal of the word list."""
    said = fold(text).strip(".:,()º°ª*_'\"-").casefold()
    plain = said.translate(_ROMAN_LOOKALIKES)
    if not plain:
        return False
    if re.fullmatch(r"\d+[-./\w]{0,12}|[ivxlcdm]{1,9}(?:[-.]?(?:bis|ter|quater|[a-z0-9]))?|[^\W\d_]\d*", plain):
        return True
    return _undotted(said) in _ordinals()


def container(text: str, language: str | None = None) -> tuple[str, str | None]:
    """Return kind and number of a heading such as "PART II", "Livre Ier", "Zweiter Abschnitt", "1. kapitola".

    Returns
    -------
    (str, str or None)
        ("heading", None) when no container word begins or follows the number.

    Examples
    --------
    >>> container("Zweiter Abschnitt"), container("PART IV Powers"), container("General")
    (('division', 'Zweiter'), ('part', 'IV'), ('heading', None))
    """
    found = match_container(text)
    return (found[0], found[1]) if found else ("heading", None)


def match_container(text: str) -> tuple[str, str | None, str] | None:
    """Return kind, number and the rest of a heading that begins with a container word and its number, else None."""
    before, after, _ = _containers()
    head = text.strip()
    if (m := _CJK.match(head)) and fold(m["word"]).casefold() in _containers()[2]:
        return _kind(m["word"]), m["num"], _rest(head[m.end() :])
    if (m := before.match(head)) and m["num"] and is_number(m["num"]):
        return _kind(m["word"]), m["num"].strip(".:,"), _rest(head[m.end() :])
    if (m := after.match(head)) and is_number(m["num"]):
        return _kind(m["word"]), m["num"].rstrip(".:,"), _rest(head[m.end() :])
    if (m := before.match(head)) and (not m["num"] or m.end("word") == len(head.rstrip(" .:"))):
        return _kind(m["word"]), None, _rest(head[m.end("word") :])
    return None


def _rest(text: str) -> str:
    return text.strip().lstrip(".:–—-,;").strip()


def is_repealed(text: str, language: str | None = None) -> bool:
    """Return whether a heading or the whole text of a provision says that it is no longer (or not) in force.

    Only the beginning is looked at, and long texts are never a marker: a provision that repeals another is in force.
    """
    head = fold(text.lstrip("*_[]( \n")[:200])
    return bool(pattern("repealed", re.IGNORECASE).match(head if len(text) < 400 else head[:60]))


@cache
def _schedule() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in sorted(table()["schedules"], key=len, reverse=True))
    return re.compile(rf"[*_#\s]*(?:[^\s]{{1,12}}\s+)?(?:{words})(?![^\W\d_])", re.IGNORECASE)


def is_schedule(text: str, language: str | None = None) -> bool:
    """Return whether a heading is that of a schedule, annex or appendix."""
    return bool(_schedule().match(text))
