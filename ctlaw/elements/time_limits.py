"""Time limits and the clock they run on: arrest to lawyer, arrest to judge, retention of data, duration of orders."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, Match, PatternSet, load, prepare, sentences

#: From what to what the time runs.
CLOCKS = (
    "arrest_to_lawyer", "arrest_to_judge", "arrest_to_charge", "detention_maximum", "retention_of_data",
    "order_duration", "report_deadline", "freeze_duration", "sunset", "appeal_deadline", "review_interval",
    "limitation_period",
)  # fmt: skip
UNITS = ("minutes", "hours", "days", "weeks", "months", "years")
#: How far before a duration "not exceeding" may stand, and how far behind it "years of age".
_BEFORE, _BEHIND = 70, 24
#: How far from a duration the words of its clock may stand, in characters.
_REACH = 160


def find_time_limits(text: str, language: str) -> list[dict[str, Any]] | None:
    """Find time limits in `text`.

    Parameters
    ----------
    text : str
        One unit.
    language : str
        ISO 639-1 code.

    Returns
    -------
    list of dict, or None
        ``amount`` (number), ``unit`` (one of `UNITS`), ``working`` (true for working days), ``clock`` (one of
        `CLOCKS`, null when the sentence does not tell), ``kind`` (the clock, or "time_limit"), ``start``, ``end``,
        ``quote``. Offsets are characters of `text`. None when the language has no patterns.

    Notes
    -----
    Terms of imprisonment and ages are left out. The clock is the one whose words stand nearest to the duration in
    its sentence, within 160 characters: a limit that refers to another provision ("the period in subsection (1)")
    has none. Days to a judge and days to a charge are different clocks and must not share a column.
    """
    patterns = load("time_limits", language)
    if patterns is None:
        return None
    prepared = prepare(text)
    rows = []
    bounds: list[tuple[int, int]] | None = None
    clocks: dict[int, list[Match]] = {}
    for found in _duration(patterns).finditer(prepared.lower):
        amount = _amount(patterns, found["amount"])
        if amount is None or not _is_limit(prepared.lower, patterns, found.start(), found.end()):
            continue
        if bounds is None:
            bounds = sentences(prepared)
        i = max(0, bisect_right(bounds, (found.start(), len(text) + 1)) - 1)
        if i not in clocks:
            clocks[i] = patterns.find(prepared, "clock", *bounds[i])
        clock = _nearest(clocks[i], (found.start() + found.end()) // 2)
        rows.append(
            {
                "kind": clock or "time_limit",
                "clock": clock,
                "amount": amount,
                "unit": patterns.settings["units"][found["unit"]],
                "working": bool(found["working"] or found["working_behind"]),
                **prepared.place(found.start(), found.end()),
            }
        )
    return rows


def _nearest(clocks: list[Match], place: int) -> str | None:
    """Return the kind of the clock whose words begin or end nearest to `place`; `clocks` stand in order of place."""
    i = bisect_right(clocks, place, key=lambda match: match.start)
    near = clocks[max(0, i - 4) : i + 2]  # the nearest end may belong to an earlier, overlapping match
    distances = [(min(abs(m.start - place), abs(m.end - place)), m.kind) for m in near]
    distance, kind = min(distances, default=(_REACH, None))
    return kind if distance < _REACH else None


def _is_limit(lower: str, patterns: PatternSet, start: int, end: int) -> bool:
    """Return whether a duration limits something: not a term of imprisonment, not an age, not a time gone by."""
    before, behind = lower[max(0, start - _BEFORE) : start], lower[end : end + _BEHIND]
    if any(p.regex.search(before) for p in patterns.role("not_before")):
        return False
    if any(p.regex.match(behind) for p in patterns.role("not_behind")):
        return False
    return any(p.regex.search(before) for p in patterns.role("limit_before")) or any(
        p.regex.match(behind) for p in patterns.role("limit_behind")
    )


def _amount(patterns: PatternSet, words: str) -> float | int | None:
    digits = re.match(r"\d{1,4}", words)
    if digits:
        return int(digits.group())
    number = patterns.settings["numbers"].get(re.sub(r"[ -]+", " ", words))
    return number if number is None or number % 1 else int(number)


@cache
def _duration(patterns: PatternSet) -> re.Pattern[str]:
    """Return the expression for an amount of time, built from the numbers and units of the language's file."""
    numbers = sorted(patterns.settings["numbers"], key=len, reverse=True)
    units = sorted(patterns.settings["units"], key=len, reverse=True)
    words = "|".join(re.escape(number).replace(r"\ ", "[ -]") for number in numbers)
    working = "|".join(patterns.settings["working"])
    # A script without spaces: what may not stand before a number, since every other character may.
    tight = patterns.settings.get("unspaced")
    before, gap, space, end = r"\w.,§", "[ -]{1,2}", r"\ ", r"(?!\w)"
    if tight:
        before, gap, space, end = rf"\d.,§{tight}", "[ -]{0,2}", r"\ ?", ""
    return re.compile(
        rf"""(?<![{before}])(?P<amount>\d{{1,4}}|{words})
        (?:\ ?\(\ ?[^()\s]{{1,20}}(?:[ -][^()\s]{{1,20}}){{0,2}}\ ?\))?   # "forty-eight (48)"
        {gap}(?:(?P<working>{working}){space})?
        (?P<unit>{"|".join(map(re.escape, units))}){end}
        (?:\ (?P<working_behind>{working})(?!\w))?""",
        re.VERBOSE,
    )


@Language.factory(
    "ctlaw_time_limits",
    assigns=["doc.spans"],
    default_config={"spans_key": "time_limits", "language": None},
)
def create_time_limits(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_time_limits, language or str(nlp.lang), spans_key)
