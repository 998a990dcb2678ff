"""Numbers, durations and sums of money as laws write them, in figures or words.

What a language calls its numbers, units of time and currencies is data: ``ctlaw/data/numbers/<language>.json``, see
``ctlaw/data/penalties/README.md``. Signs common to all languages are in ``ctlaw/data/numbers/common.json``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from ctlaw.elements.phrases import Phrases

#: Months in a unit of time. A day is a thirtieth of a month, so months computed from days are a convention.
MONTHS = {"year": 12.0, "month": 1.0, "week": 7 / 30, "day": 1 / 30}
_DIGITS = re.compile(
    r"\d{1,2}(?:,\d\d){1,4},\d{3}(?!\d)"  # 5,00,000: lakhs
    r"|\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3}){0,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,15}(?:[.,]\d{1,2}(?!\d))?"
)
# Ukrainian writes an apostrophe inside its words for five and nine.
_WORD = re.compile(r"[^\W\d_]{1,60}(?:(?<=[пв])'я[^\W\d_]{0,20})?")
_PAREN = re.compile(r" ?\( ?([^()]{1,45}?) ?\)")
_BRACKETED = re.compile(r"\( ?(\d[\d.,' ]{0,20}?) ?\) ?")
_SPACE = re.compile(r"[ \-]{0,3}")
_MOST_REMEMBERED = 20_000  # words of which it is known whether a number may begin with them
_UNIT_GAP = re.compile(r"[ \-\]]{0,2}")  # editors write "[4 (four)] years"


@dataclass(frozen=True)
class Quantity:
    """A quantity found in a text.

    Attributes
    ----------
    kind : {"number", "duration", "money", "units", "age"}
        `units` counts something that is no fixed sum: day-fines, penalty units, minimum wages, per cent.
    value : float
        Months for a duration, else the number itself.
    unit : str or None
        Unit of time (of the first number), ISO 4217 code or family of currencies (lower case), or name of the unit.
    role : str or None
        ``min`` or ``max`` where the form of the word itself says so (Turkish *yıldan*, *yıla*).
    start, end : int
        Characters in the text that was searched.
    multiplier : float
        Of *ten million*, a million: what "five to ten million" shares; else 1.
    less_a_day : bool
        "two years less a day": 24 months, less a day.
    """

    kind: str
    value: float
    unit: str | None
    role: str | None
    start: int
    end: int
    less_a_day: bool = False
    multiplier: float = 1.0


class Quantities:
    """The numbers, durations and currencies of one language. Use :func:`quantities`, which keeps them."""

    def __init__(self, data: dict[str, Any], common: dict[str, Any]) -> None:
        self.spaced: bool = data.get("spaced", True)
        self.glued: bool = data.get("glued", False) or not self.spaced
        self._exact: dict[str, tuple[float, bool]] = {}
        self._stems: dict[str, list[tuple[str, float, bool]]] = {}
        compounds: list[tuple[str, float, bool]] = []
        self._role: dict[str, str] = {}
        for name, multiplies in (("values", False), ("multipliers", True)):
            for number, forms in data.get(name, {}).items():
                figure, _, role = number.partition(":")
                for form in forms.split():
                    if role:
                        self._role[form.rstrip("*")] = role
                    if form.endswith("*"):
                        stem = form[:-1]
                        self._stems.setdefault(stem[:2], []).append((stem, float(figure), multiplies))
                    elif "-" in form or "_" in form or "." in form or form.endswith("'"):
                        compounds.append((form.replace("_", " "), float(figure), multiplies))
                    else:
                        self._exact[form] = (float(figure), multiplies)
        for bucket in self._stems.values():
            bucket.sort(key=lambda entry: -len(entry[0]))
        self._compounds = sorted(compounds, key=lambda entry: -len(entry[0]))
        self._joiners = frozenset(data.get("joiners", "").split())
        self._blanks: bool = data.get("blanks", False)  # unspaced numbers that have blanks before their multipliers
        self._prefixes = tuple(data.get("prefixes", "").split())
        self._longest = max(map(len, self._exact), default=0)
        units = [(name.partition(":"), phrase) for name, found in data.get("units", {}).items() for phrase in found]
        self._units = Phrases([((unit, role or None), phrase) for (unit, _, role), phrase in units], self.spaced)
        self._durations = Phrases(
            [((d["number"], d["unit"], d.get("role")), p) for d in data.get("durations", []) for p in d["phrases"]],
            self.spaced,
        )
        money = {**common["currencies"]}
        for code, found in data.get("currencies", {}).items():
            money[code] = [*money.get(code, []), *found]
        after = [(code, phrase) for code, found in money.items() for phrase in found]
        self._currency = Phrases(after, self.spaced)
        self._counted = Phrases(
            [(u, p) for source in (common, data) for u, found in source.get("fine_units", {}).items() for p in found],
            self.spaced,
        )
        self._less = Phrases([(True, p) for p in data.get("less_a_day", [])], self.spaced)
        self._cents = Phrases([(True, p) for p in data.get("cents", [])], self.spaced)
        self._of = Phrases([(True, p) for p in data.get("of", [])], self.spaced)
        self._plus = Phrases([(True, p) for p in data.get("plus", [])], self.spaced)

        self._unit_first: bool = data.get("unit_first", False)
        self._beginnings: dict[str, bool] = {}
        self._first_letters = frozenset(form[:2] for form in self._exact)
        inside = [form for form, _, _ in self._compounds] + [form for form in self._exact if "'" in form]
        self._first_parts = frozenset(re.split(r"[- '.]", form)[0] for form in inside)

    def begins(self, word: str) -> bool:
        """Say whether a quantity may begin with this word or sign; cheap, and never wrongly False."""
        found = self._beginnings.get(word)
        if found is None:
            found = bool(
                self._word(word)
                or self._durations.candidates(word)
                or self._currency.candidates(word)
                or (self._unit_first and self._units.candidates(word))
                or word in self._first_parts
                or (self.glued and word[:2] in self._first_letters)
                or any(word.startswith(prefix) and self._word(word[len(prefix) :]) for prefix in self._prefixes)
            )
            if len(self._beginnings) > _MOST_REMEMBERED:
                self._beginnings.clear()
            self._beginnings[word] = found
        return found

    # -- numbers -------------------------------------------------------------------------------------------------

    def _word(self, word: str) -> tuple[float, bool] | None:
        found = self._exact.get(word)
        if found is None:
            for stem, value, multiplies in self._stems.get(word[:2], ()):
                if word.startswith(stem) and len(word) - len(stem) <= 6:
                    return value, multiplies
        return found

    def _segments(self, word: str) -> list[tuple[float, bool]] | None:
        """Cut a word written in one (``zweihundertfünfzig``) into numbers; None when something is left over."""
        paths: dict[int, list[tuple[float, bool]]] = {0: []}
        for i in range(len(word)):
            if i not in paths:
                continue
            for length in range(min(self._longest, len(word) - i), 0, -1):
                piece = word[i : i + length]
                if piece in self._exact and i + length not in paths:
                    paths[i + length] = [*paths[i], self._exact[piece]]
            for joiner in self._joiners:
                if i and word.startswith(joiner, i) and i + len(joiner) not in paths:
                    paths[i + len(joiner)] = paths[i]
        return paths.get(len(word))

    def _items(self, text: str, i: int) -> tuple[list[tuple[float, bool]], int, str | None]:
        """Read number words from `i` on; return them, where they end, and the role that the last form carries."""
        if not self.spaced:
            return self._unspaced(text, i)
        items: list[tuple[float, bool]] = []
        end, role, pos = i, None, i
        while len(items) < 12:
            for form, value, multiplies in self._compounds:
                if text.startswith(form, pos) and not text[pos + len(form) : pos + len(form) + 1].isalpha():
                    got, stop = [(value, multiplies)], pos + len(form)
                    break
            else:
                word = _WORD.match(text, pos)
                if word is None:
                    break
                form, stop = word[0], word.end()
                single = self._word(form)
                if single is None and self._prefixes:
                    for prefix in self._prefixes:
                        if form.startswith(prefix) and (single := self._word(form[len(prefix) :])) is not None:
                            if items and prefix not in self._joiners:
                                single = None
                            break
                segments = [single] if single else self._segments(form) if self.glued else None
                if segments is None:
                    if items and form in self._joiners:
                        after = _SPACE.match(text, stop)
                        following = _WORD.match(text, after.end()) if after else None
                        if following and self._word(following[0]) and _continues(items, self._word(following[0])):
                            pos = following.start()
                            continue
                    break
                got = segments
            if items and not _continues(items, got[0]):
                break
            items.extend(got)
            role = next((r for stem, r in self._role.items() if form.startswith(stem)), None)
            end = stop
            space = _SPACE.match(text, end)
            pos = space.end() if space else end
            if pos == end and "," in self._joiners and items[-1][1] and text[end : end + 2] == ", ":
                pos = end + 2  # "elf, mija u sittin"
            if pos == end:
                break
        return items, end, role

    def _unspaced(self, text: str, i: int) -> tuple[list[tuple[float, bool]], int, str | None]:
        items: list[tuple[float, bool]] = []
        if self._blanks and i and _is_letter(text[i - 1]):
            return items, i, None
        while len(items) < 16:
            for length in range(self._longest, 0, -1):
                found = self._exact.get(text[i : i + length])
                if found is not None and not (self._blanks and _is_letter(text[i + length : i + length + 1])):
                    items.append(found)
                    i += length
                    break
            else:
                following = self._unspaced(text, i + 1)[0] if self._blanks and items and text[i : i + 1] == " " else []
                if not following or not following[0][1]:
                    break
                i += 1
        return items, i, None

    def number(self, text: str, i: int) -> tuple[float, int, str | None] | None:
        """Read the number that begins at `i` of lower-cased, folded text.

        Returns
        -------
        tuple of (float, int, str or None), or None
            The number, where it ends, and the role (``min``, ``max``) that its own form carries.
        """
        digits = _DIGITS.match(text, i)
        if digits is not None:
            value, end = _figure(digits[0]), digits.end()
            space = _UNIT_GAP.match(text, end)
            items, stop, _ = self._items(text, space.end() if space else end)
            if items and items[0][1] and all(multiplies for _, multiplies in items):
                for multiplier, _ in items:
                    value *= multiplier
                end = stop
            return value, end, None
        items, end, role = self._items(text, i)
        if not items:
            return None
        return _total(items), end, role

    # -- quantities ----------------------------------------------------------------------------------------------

    def _again(self, text: str, end: int, value: float) -> tuple[int, str | None]:
        """Skip the same number repeated in brackets, ``three (3) years``; return where it ends and its currency."""
        paren = _PAREN.match(text, end)
        if paren is None:
            return end, None
        inside, start = paren[1], paren.start(1)
        currency = self._currency.at(text, start)
        begin = start
        if currency is not None and currency.end <= paren.end(1):
            begin = currency.end
            while begin < paren.end(1) and text[begin] in " .":
                begin += 1
        again = self.number(text, begin) if begin < start + len(inside) else None
        if again is not None and again[0] == value and again[1] <= paren.end(1):
            if currency is None:
                currency = self._currency.at(text, again[1] + (text[again[1] : again[1] + 1] == " "))
            return paren.end(), currency.kind if currency is not None else None
        return end, None

    def at(self, text: str, i: int) -> Quantity | None:
        """Return the quantity that begins at `i` of lower-cased, folded text, or None."""
        whole = self._durations.at(text, i)
        if whole is not None:
            number, unit, role = whole.kind
            end, _ = self._again(text, whole.end, number)  # "sena (1)"
            return self._longer(text, Quantity("duration", number * MONTHS[unit], unit, role, i, end))
        sign = self._currency.at(text, i)
        if sign is not None:
            begin = sign.end
            while begin < len(text) and text[begin] in " .:" and begin < sign.end + 3:
                begin += 1
            amount = self.number(text, begin)
            if amount is not None:
                return Quantity("money", amount[0], sign.kind, None, i, self._money_end(text, amount[1], amount[0]))
        counted_in = self._counted_in(text, i)
        if counted_in is not None:
            return self._longer(text, counted_in)
        if text[i] == "(":
            return self._after_bracket(text, i)
        found = self.number(text, i)
        if found is None:
            return None
        value, end, role = found
        end, currency_inside = self._again(text, end, value)
        if end > found[1] and currency_inside is None:  # "10 (ten) million"
            items, stop, _ = self._items(text, end + (text[end : end + 1] == " "))
            if items and all(multiplies for _, multiplies in items):
                for multiplier, _ in items:
                    value *= multiplier
                end = stop
        gap = _UNIT_GAP.match(text, end)
        after = gap.end() if gap else end
        counted = self._counted.at(text, after)
        unit_found = self._units.at(text, after)
        if counted is not None and (unit_found is None or counted.end > unit_found.end):
            shared = self._shared(text, found[1])
            return Quantity("units", value, counted.kind, role, i, counted.end, multiplier=shared)
        if unit_found is not None:
            unit, unit_role = unit_found.kind
            end = unit_found.end
            if unit == "age":  # "eighteen years of age" is no term
                return Quantity("age", value, None, None, i, end)
            quantity = Quantity("duration", value * MONTHS[unit], unit, unit_role or role, i, end)
            return self._longer(text, quantity)
        money = self._currency.at(text, after)
        of = self._of.at(text, after) if money is None else None
        if of is not None:  # "un million | de | pesos"
            money = self._currency.at(text, of.end + (text[of.end : of.end + 1] == " "))
            counted = self._counted.at(text, of.end + (text[of.end : of.end + 1] == " "))
            if counted is not None:
                return Quantity("units", value, counted.kind, role, i, counted.end)
        if money is not None:
            shared = self._shared(text, found[1])
            code = money.kind
            if not code.isupper():  # "three million francs (FRW 3,000,000)": the brackets say which francs
                inside = self._again(text, money.end, value)[1]
                code = inside if inside is not None and inside.isupper() else code
            more = self._with_cents(text, money.end, value)
            value, end = more[0], self._money_end(text, more[1], more[0])
            return Quantity("money", value, code, role, i, end, multiplier=shared)
        if currency_inside is not None:
            return Quantity("money", value, currency_inside, role, i, end)
        return Quantity("number", value, None, role, i, end)

    def _counted_in(self, text: str, i: int) -> Quantity | None:
        """Return a duration whose unit stands before its number: Italian ``anni diciotto``."""
        unit = self._units.at(text, i) if self._unit_first else None
        if unit is None or unit.kind[0] not in MONTHS or text[unit.end : unit.end + 1] != " ":
            return None
        found = self.number(text, unit.end + 1)
        if found is None:
            return None
        end, _ = self._again(text, found[1], found[0])
        return Quantity("duration", found[0] * MONTHS[unit.kind[0]], unit.kind[0], unit.kind[1], i, end)

    def _shared(self, text: str, end: int) -> float:
        """Return the thousands or millions that a number ending at `end` is counted in, 1 for none."""
        word = re.search(r"[^\W\d_]{1,30}$", text[max(0, end - 30) : end]) if self.spaced else None
        found = self._word(word[0]) if word is not None else None
        return found[0] if found is not None and found[1] and found[0] >= 1000 else 1.0

    def _with_cents(self, text: str, end: int, value: float) -> tuple[float, int]:
        """Add the cents behind a sum, "euro u sebgħa u tmenin ċenteżmu"; return the sum and where it ends."""
        plus = self._plus.at(text, end + (text[end : end + 1] == " "))
        found = self.number(text, plus.end + 1) if plus is not None else None
        cents = self._cents.at(text, found[1] + (text[found[1] : found[1] + 1] == " ")) if found else None
        if found is None or cents is None or found[0] >= 100:
            return value, end
        return value + found[0] / 100, cents.end

    def _after_bracket(self, text: str, i: int) -> Quantity | None:
        """Read a quantity whose figure stands first, in brackets: ``(10) ten years``, ``not over (5,000) dollars``."""
        figure = _BRACKETED.match(text, i)
        if figure is None:
            return None
        value = _figure(figure[1].strip(" .,'"))
        if not text[figure.end() : figure.end() + 1].isalpha():
            return None
        said = self.at(text, figure.end())
        if said is not None and said.kind in ("duration", "money", "units"):
            scale = MONTHS.get(said.unit or "", 1.0) if said.kind == "duration" else 1.0
            if abs(said.value - value * scale) < 0.01:
                return replace(said, start=i)
        if said is not None or not text[:i].rstrip()[-1:].isalpha():  # "(1) days ..." at the beginning is a list
            return None
        unit, money = self._units.at(text, figure.end()), self._currency.at(text, figure.end())
        if unit is not None and unit.kind[0] != "age":
            return Quantity("duration", value * MONTHS[unit.kind[0]], unit.kind[0], unit.kind[1], i, unit.end)
        if money is not None and value >= 20:
            return Quantity("money", value, money.kind, None, i, money.end)
        return None

    def _money_end(self, text: str, end: int, value: float) -> int:
        end, _ = self._again(text, end, value)
        gap = _UNIT_GAP.match(text, end)
        again = self._currency.at(text, gap.end()) if gap else None  # "FRW 3,000,000 Rwandan francs"
        return again.end if again is not None else end

    def _longer(self, text: str, first: Quantity) -> Quantity:
        """Add what follows: ``and six months``, ``less a day``, a repeated duration in brackets."""
        value, end, role, less = first.value, first.end, first.role, False
        pos = end + (text[end : end + 1] == " ")
        minus = self._less.at(text, pos)
        if minus is not None:
            return Quantity("duration", value, first.unit, role, first.start, minus.end, True)
        plus = self._plus.at(text, pos)
        pos = plus.end + 1 if plus is not None else pos
        if first.unit is not None and (plus is not None or first.unit == "year"):
            after = self._counted_in(text, pos)
            if after is not None and MONTHS.get(after.unit or "", 99.0) < MONTHS[first.unit]:
                return Quantity("duration", value + after.value, first.unit, role, first.start, after.end)
            found = self.number(text, pos)
            gap = _UNIT_GAP.match(text, self._again(text, found[1], found[0])[0]) if found else None
            unit = self._units.at(text, gap.end()) if gap else None
            if found and unit is not None and MONTHS.get(unit.kind[0], 99.0) < MONTHS[first.unit] and found[0] < 32:
                value += found[0] * MONTHS[unit.kind[0]]
                end, role = unit.end, unit.kind[1] or role
        return Quantity("duration", value, first.unit, role, first.start, end, less)


def _is_letter(character: str) -> bool:
    """Say whether a character is a letter or a sign that goes with one (the vowels of Bengali)."""
    return bool(character) and unicodedata.category(character)[0] in "LM"


def _figure(digits: str) -> float:
    """Read figures; a separator before exactly three figures separates thousands, before one or two decimals."""
    whole, point, fraction = "", "", ""
    parts = re.split(r"[.,' ]", digits)
    if len(parts) > 1 and len(parts[-1]) < 3:
        whole, point, fraction = "".join(parts[:-1]), ".", parts[-1]
    else:
        whole = "".join(parts)
    return float(whole + point + fraction)


def _continues(items: list[tuple[float, bool]], following: tuple[float, bool] | None) -> bool:
    """Say whether a number word belongs to the number before it: ``twenty five`` yes, ``two five`` no."""
    if following is None:
        return False
    value, multiplies = following
    if multiplies:
        return True
    last = items[-1][0]
    if last < 10 and value >= 20 and value % 10 == 0 and value < 100 and len(items) == 1:
        return False
    scale = 1.0
    while last and last % (scale * 10) == 0:
        scale *= 10
    return value < scale


def _total(items: list[tuple[float, bool]]) -> float:
    """Compute a number from its words; a multiplier takes the smaller parts before it."""
    if len(items) > 1 and all(value < 10 and not multiplies for value, multiplies in items):
        return float("".join(str(int(value)) for value, _ in items))  # figures read one by one
    parts: list[float] = []
    for value, multiplies in items:
        if not multiplies:
            parts.append(value)
            continue
        taken = 0.0
        while parts and parts[-1] < value:
            taken += parts.pop()
        parts.append((taken or 1.0) * value)
    return sum(parts)


@cache
def quantities(language: str) -> Quantities | None:
    """Return the numbers and units of a language (ISO 639-1), or None when there is no data for it."""
    folder = files("ctlaw") / "data" / "numbers"
    file = folder / f"{language}.json"
    if not language.isalpha() or not file.is_file():
        return None
    common = json.loads((folder / "common.json").read_text(encoding="utf-8"))
    return Quantities(json.loads(file.read_text(encoding="utf-8")), common)


@cache
def currency_families() -> dict[str, dict[str, str]]:
    """Return, per name shared by several currencies (``dollar``), the ISO 4217 code by jurisdiction."""
    file = files("ctlaw") / "data" / "numbers" / "common.json"
    return json.loads(file.read_text(encoding="utf-8"))["families"]
