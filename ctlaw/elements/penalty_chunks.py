"""The words of a penalty: a text as a row of chunks, the same for every language.

``imprisonment for a term not exceeding five years, or a fine`` becomes *imprisonment* · *limits(max 60 months)* · *or*
· *fine*. What each language says for a chunk is data (``ctlaw/data/penalties/<language>.json``); nothing here knows a
language.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ctlaw.elements.patterns import Prepared
from ctlaw.elements.phrases import Phrases, stems
from ctlaw.elements.quantities import MONTHS, Quantities, Quantity, quantities

#: Chunks to which terms or amounts belong.
HEADS = frozenset({"imprisonment", "fine", "life", "death", "penalty", "other"})
#: What a data file may name; see ``ctlaw/data/penalties/README.md``.
KINDS = frozenset(
    """imprisonment fine life death penalty other min max min_after max_after from to and or both trigger condition
    condition_after case multiple same indictment summary age ignore""".split()
)
#: Of a language's phrases, those without which a text states no penalty.
_ANCHORS = ("imprisonment", "fine", "life", "death", "penalty")
_WORD = re.compile(r"[^\W\d_]{1,60}|\d{1,20}|[^\w\s]")
_CHARACTER = re.compile(r"[^\s]")
_ITEM = re.compile(r"\( ?(?:[^\W\d_]{1,2}|[ivx]{1,5}|\d{1,2})(?:\.\d{0,2})? ?\)")
_ITEM_BARE = re.compile(r"(?:[^\W\d_]|[ivx]{1,4}|\d{1,2})(?:\.[ºª°]|[°º)ª]|\.(?=[ -]))")
_KANJI = "[一二三四五六七八九十]{1,3}"
_ITEM_KANJI = re.compile(rf"{_KANJI}(?:の{_KANJI})? |\d{{1,2}}\*\* |\d{{1,2}} (?=[前第])")
_REFERENCE_TAIL = r"(?:[ ,]{1,3}|\band\b|\bor\b|\bto\b|\( ?\w{1,4}(?:\.\d)? ?\)|\d{1,4}(?:\.\d{1,3})?){0,12}$"
_STOPS = ".。।?!؟"
_BEFORE, _BEHIND = 2000, 1000  # characters read before the first and behind the last word for a penalty
_MAX_MARKER_GAP = 45
_MAX_AFTER_GAP = 12
_MAX_JOIN_GAP = 16
_AGE_GAP = 3


@dataclass(frozen=True)
class Chunk:
    """A stretch of text with a meaning in penalties.

    Attributes
    ----------
    kind, role : str
        What it is, and a refinement (``min``, ``max``, ``same``, the kind of imprisonment …).
    start, end : int
        Characters of the lower-cased, folded text.
    quantity : Quantity or None
        For numbers, durations, money, units.
    limits : Limits or None
        For ``kind == "limits"``.
    """

    kind: str
    role: str
    start: int
    end: int
    quantity: Quantity | None = None
    limits: Limits | None = None


@dataclass(frozen=True)
class Limits:
    """What a term or sum may be: at least `low`, at most `high`; `bare` when the text only names one figure."""

    kind: str
    unit: str | None
    low: float | None
    high: float | None
    bare: bool
    less_a_day: bool = False


class PenaltyLanguage:
    """The phrases of one language; use :func:`penalty_language`, which keeps them.

    Attributes
    ----------
    options : dict
        ``head_gap`` (most characters between the word and its term), ``fine_in_time`` (fines are counted in months),
        ``adjacent_range`` (two numbers side by side are a range), ``glue`` (what may stand between a term and the word
        that follows it).
    """

    def __init__(self, data: dict[str, Any], numbers: Quantities) -> None:
        self.language: str = data["language"]
        self.numbers = numbers
        self.options: dict[str, Any] = data.get("options", {})
        self.spaced = numbers.spaced
        kinds: list[tuple[tuple[str, str], str]] = []
        for name, found in data["phrases"].items():
            kind, _, role = name.partition(":")
            if kind not in KINDS:
                raise ValueError(f"`{name}` in penalties/{self.language}.json is no kind; valid: {sorted(KINDS)}")
            kinds.extend(((kind, role), phrase) for phrase in found)
        kinds = _either(kinds)
        self.phrases = Phrases(kinds, self.spaced)
        self.stems = tuple(sorted(stems(phrase for (kind, _), phrase in kinds if kind in _ANCHORS)))
        self.currency_hints: dict[str, dict[str, list[str]]] = data.get("currency_hints", {})
        self.currency_defaults: dict[str, str] = data.get("currency_defaults", {})
        self.abbreviations = frozenset(data.get("abbreviations", []))
        self.glue = re.compile(
            "[ ']{0,3}(?:(?:" + "|".join(re.escape(g) for g in sorted(data.get("glue", []), key=len, reverse=True))
            + ")[ ']{0,2})?" if data.get("glue") else "[ ']{0,3}"
        )  # fmt: skip
        words = "|".join(re.escape(word) for word in sorted(data.get("references", []), key=len, reverse=True))
        self.reference = re.compile(rf"(?<!\w)(?:{words})\w{{0,4}}\.?{_REFERENCE_TAIL}") if words else None

    def may_state_penalty(self, lower: str) -> bool:
        """Say whether the text holds any of the words without which it states no penalty; cheap."""
        return any(stem in lower for stem in self.stems)

    # -- chunks --------------------------------------------------------------------------------------------------

    def chunks(self, prepared: Prepared, *, anchored: bool = True) -> list[Chunk]:
        """Return the chunks of a text in order, with terms and sums gathered into limits.

        `anchored`: only from 2,000 characters before the first word for a penalty to 1,000 behind the last.
        """
        return self._gather(self._raw(prepared, anchored), prepared.lower)

    def _raw(self, prepared: Prepared, anchored: bool) -> list[Chunk]:
        lower, done = prepared.lower, 0
        out: list[Chunk] = []
        anchors = [stem for stem in self.stems if stem in lower]
        first = min((lower.find(stem) for stem in anchors), default=0)
        last = max((lower.rfind(stem) for stem in anchors), default=0)
        stretch = (max(0, first - _BEFORE), min(len(lower), last + _BEHIND)) if anchored else (0, len(lower))
        for place in (_WORD if self.spaced else _CHARACTER).finditer(lower, *stretch):
            i = place.start()
            if i < done:
                continue
            word, character = place[0], lower[i]
            letter, begins = character.isalpha(), True
            if letter and self.spaced and len(word) > 1:
                begins = self.numbers.begins(word)
                if not begins and self.phrases.candidates(word) is None:
                    continue
            elif not letter and not character.isdigit():
                if character == "(" and (quantity := self.numbers.at(lower, i)) is not None:  # "(10) ten years"
                    out.append(Chunk(quantity.kind, quantity.role or "", i, quantity.end, quantity))
                    done = quantity.end
                    continue
                boundary = self._boundary(prepared, i)
                if boundary is not None:
                    out.append(boundary)
                    done = boundary.end
                    continue
            phrase = self.phrases.at(lower, i, word if self.spaced else character)
            if character == "第" and phrase is None and (ordinal := self.numbers.number(lower, i + 1)) is not None:
                done = ordinal[1]  # 第百九十九条: the number of an article
                continue
            quantity = self.numbers.at(lower, i) if begins else None
            if quantity is not None and (phrase is None or quantity.end > phrase.end):
                if quantity.kind == "number" and (item := self._item(prepared, i)) is not None:
                    out.append(item)
                    done = item.end
                    continue
                out.append(Chunk(quantity.kind, quantity.role or "", i, quantity.end, quantity))
                done = quantity.end
            elif phrase is not None:
                out.append(Chunk(phrase.kind[0], phrase.kind[1], i, phrase.end))
                done = phrase.end
            elif letter and place.end() == i + 1 and (item := self._item(prepared, i)) is not None:
                out.append(item)
                done = item.end
        return out

    def _item(self, prepared: Prepared, i: int) -> Chunk | None:
        """Return a mark of a list that begins at `i`: ``a)``, ``1.``, ``2°``; only after a stop or at the beginning."""
        if not self.spaced and i and prepared.lower[i - 1] in " *":
            kanji = _ITEM_KANJI.match(prepared.lower, i)
            if kanji is not None:
                return Chunk("item", kanji[0].strip(), i, kanji.end())
        found = _ITEM_BARE.match(prepared.lower, i)
        before = prepared.lower[max(0, i - 4) : i].rstrip()
        if found is None or not (i == 0 or not before or before[-1] in ".;:—-)"):
            return None
        return Chunk("item", found[0], i, found.end())

    def _boundary(self, prepared: Prepared, i: int) -> Chunk | None:
        lower, character = prepared.lower, prepared.lower[i]
        if character == "(":
            found = _ITEM.match(lower, i)
            if found is None or (i and lower[i - 1].isalnum()):
                return None
            if self.reference is not None and self.reference.search(lower[max(0, i - 70) : i]):
                return None
            return Chunk("item", found[0], i, found.end())
        if character == ";" or character == "；":
            return Chunk("semicolon", "", i, i + 1)
        if character == ":":
            return Chunk("colon", "", i, i + 1)
        if character in _STOPS and self._ends_sentence(prepared, i):
            return Chunk("sentence", "", i, i + 1)
        return None

    def _ends_sentence(self, prepared: Prepared, i: int) -> bool:
        text = prepared.text
        if text[i] != ".":
            return True
        if i + 1 < len(text) and text[i + 1] not in " \"')]*":
            return False
        before = re.search(r"[^\W\d_]{1,12}$", prepared.lower[max(0, i - 12) : i])
        if before is not None and (len(before[0]) == 1 or before[0] in self.abbreviations):
            return False
        following = text[i + 1 : i + 12].lstrip(" \"')]*_-")
        georgian = "\u10d0" <= following[:1] <= "\u10ff"  # has no capitals, though its letters count as small
        if not following or georgian or not following[0].islower():
            return True
        return bool(_ITEM_BARE.match(following.lower()))

    # -- limits --------------------------------------------------------------------------------------------------

    def _gather(self, chunks: list[Chunk], lower: str) -> list[Chunk]:
        """Gather figures and the words that limit them: ``not less than`` 2 ``and not more than`` 5 years."""
        out: list[Chunk] = []
        i = 0
        while i < len(chunks):
            chunk = chunks[i]
            if chunk.quantity is None:
                out.append(chunk)
                i += 1
                continue
            aged = bool(out) and out[-1].kind == "age" and chunk.start - out[-1].end <= _AGE_GAP
            if chunk.kind == "age" or (aged and (chunk.kind == "number" or chunk.quantity.unit == "year")):
                i += 1  # "a child under eighteen years"
                continue
            marker = self._marker(out, chunk)
            limits, end, i = self._limits(chunks, i, marker, lower)
            start = chunk.start
            if limits is None:
                limits = self._sum_without_currency(chunks, i, chunk, end, lower)
            if marker is not None:
                start = marker.start if out and out[-1] is marker else start
                if out and out[-1] is marker:
                    out.pop()
            if limits is not None:
                out.append(Chunk("limits", limits.kind, start, end, limits=limits))
        return [c for c in out if c.kind not in ("min", "max", "from", "to", "min_after", "max_after", "age", "ignore")]

    def _sum_without_currency(self, chunks: list[Chunk], i: int, chunk: Chunk, end: int, lower: str) -> Limits | None:
        """Return the sum that ``10.000.000 d'amende`` states."""
        i += i < len(chunks) and chunks[i].kind == "from"  # the "d'" of "d'amende" reads as "from" alone
        if chunk.quantity is None or i >= len(chunks) or chunks[i].kind != "fine" or chunks[i].role == "trigger":
            return None
        between = lower[end : chunks[i].start]
        if chunk.quantity.value < 20 or not between.strip() or not self.glue.fullmatch(between):
            return None
        return Limits("money", None, None, chunk.quantity.value, True)

    def _marker(self, before: list[Chunk], chunk: Chunk) -> Chunk | None:
        """Return the word that limits a figure from before it; a list mark may stand between."""
        for candidate in reversed(before[-2:]):
            if candidate.kind in ("min", "max", "from") and chunk.start - candidate.end <= _MAX_MARKER_GAP:
                return candidate
            if candidate.kind not in ("item", "colon", "case"):
                return None
        return None

    def _after(self, chunks: list[Chunk], i: int) -> Chunk | None:
        """Return the word that limits figure `i` from behind it (``au plus``, ``以下``)."""
        if i + 1 < len(chunks):
            following, gap = chunks[i + 1], chunks[i + 1].start - chunks[i].end
            if following.kind in ("min_after", "max_after") and gap <= _MAX_AFTER_GAP:
                return following
            if following.role == "either" and gap <= 1:
                return following
        return None

    def _limits(self, chunks: list[Chunk], i: int, marker: Chunk | None, lower: str) -> tuple[Limits | None, int, int]:
        """Read limits from figure `i` on; return them, where they end, and the index of the next chunk."""
        first = chunks[i].quantity
        assert first is not None
        role = first.role or (marker.kind if marker is not None else None)
        end, following = first.end, i + 1
        after = self._after(chunks, i)
        if after is not None:
            role, end, following = after.kind.removesuffix("_after"), after.end, following + 1
        second, role2, end2, following2 = self._second(chunks, following, end, role, first, lower)
        if second is not None:
            unit = second.unit if first.kind == "number" else first.unit
            kind = second.kind if first.kind == "number" else first.kind
            one = _in(first, second)
            two = _in(second, first)
            if role == "max" and role2 == "min":
                one, two = two, one
            if kind == "number":
                return None, end2, following2
            return Limits(kind, unit, one, two, False, second.less_a_day), end2, following2
        if first.kind == "number":
            return None, end, following
        low = first.value if role == "min" else None
        high = None if role == "min" else first.value
        bare = role in (None, "from")  # "de cinq ans": only a range makes "de" the lower end
        return Limits(first.kind, first.unit, low, high, bare, first.less_a_day), end, following

    def _second(
        self, chunks: list[Chunk], i: int, end: int, role: str | None, first: Quantity, lower: str
    ) -> tuple[Quantity | None, str | None, int, int]:
        """Return the second figure of a range, its role, its end, and the index after it; None when there is none."""
        joined, role2, begin = "", None, end
        nothing = (None, None, end, i)
        for j in range(i, min(i + 5, len(chunks))):
            chunk = chunks[j]
            if chunk.start - end > _MAX_JOIN_GAP:
                return nothing
            end = chunk.end
            if chunk.quantity is not None:
                second = chunk.quantity
                after = self._after(chunks, j)
                if after is not None:
                    role2 = after.kind.removesuffix("_after")
                    end, j = after.end, j + 1
                role2 = second.role or role2
                unsaid = (  # "from two years to five"
                    first.kind == "duration" and second.kind == "number" and joined == "to" and role == "from"
                    and first.unit is not None and first.value / MONTHS[first.unit] < second.value <= 50
                )  # fmt: skip
                if not unsaid and (
                    not _same_kind(first, second) or (second.kind == "number" != first.kind and joined != "to")
                ):
                    return nothing
                adjacent = joined == "" and self.options.get("adjacent_range", False) and second.kind != "number"
                fits = (
                    joined == "to"
                    or (role == "from" and joined in ("to", "and", "or"))
                    or (role in ("min", "from") and role2 == "max")
                    or (role == "max" and role2 == "min" and (first.role, second.role) != ("max", "min"))
                    or (role is None and role2 == "max" and joined == "" and ")" not in lower[begin : chunk.start])
                    or adjacent
                )
                return (second, role2 or "max", end, j + 1) if fits else nothing
            if chunk.kind in ("and", "or", "to") and not joined:
                joined = chunk.kind
            elif chunk.kind in ("max", "min") and role2 is None:
                role2 = chunk.kind
            elif chunk.kind not in ("from", "ignore") and not (not joined and self._headed_range(chunks, j)):
                return nothing
        return nothing

    def _headed_range(self, chunks: list[Chunk], i: int) -> bool:
        """Say whether word `i` stands inside a range whose end names its own: "six months of jail to ten of prison"."""
        row = [chunk for chunk in chunks[i : i + 7] if chunk.kind != "from"][:4]
        kinds = [chunk.kind for chunk in row]
        headed = kinds == ["imprisonment", "to", "duration", "imprisonment"]
        return headed and row[3].start - row[2].end <= _MAX_JOIN_GAP


def _same_kind(first: Quantity, second: Quantity) -> bool:
    return first.kind == second.kind or first.kind == "number" or (second.kind == "number" and first.kind != "duration")


def _in(figure: Quantity, other: Quantity) -> float:
    """Return a figure in months, or as it is; a bare number has the unit of the other end of the range."""
    if figure.kind == "number" and other.kind == "duration" and other.unit is not None:
        return figure.value * MONTHS[other.unit]
    if figure.kind == "number" and figure.value < other.value / other.multiplier:
        return figure.value * other.multiplier  # "five to ten million"
    return figure.value


def _either(kinds: list[tuple[tuple[str, str], str]]) -> list[tuple[tuple[str, str], str]]:
    """Mark the limiting words that stand before or behind the figure: *au moins deux ans*, *deux ans au moins*."""
    listed = set(kinds)
    out = []
    for (kind, role), phrase in kinds:
        if kind in ("min_after", "max_after") and ((kind.removesuffix("_after"), ""), phrase) in listed:
            continue
        both = kind in ("min", "max") and ((f"{kind}_after", ""), phrase) in listed
        out.append(((kind, "either" if both else role), phrase))
    return out


@cache
def penalty_language(language: str) -> PenaltyLanguage | None:
    """Return the phrases of a language (ISO 639-1), or None when there is no data for its penalties or numbers."""
    file = files("ctlaw") / "data" / "penalties" / f"{language}.json"
    numbers = quantities(language)
    if numbers is None or not file.is_file():
        return None
    return PenaltyLanguage(json.loads(file.read_text(encoding="utf-8")), numbers)
