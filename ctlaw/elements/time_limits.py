"""Time limits and the clock they run on: arrest to lawyer, arrest to judge, retention of data, duration of orders."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, Match, PatternSet, Prepared, load, prepare, sentences

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
#: What counts as distance beside characters: words of a kind that stand beside many durations ("shall provide"),
#: another duration or the end of a clause in between, words that tell from when the time runs ("after the report").
_VAGUE = {"report_deadline": 30, "order_duration": 20, "review_interval": 20, "other": 30}
_VAGUE_REACH = 110
_BETWEEN, _TRIGGER = 40, 70
#: What may be told by the words from which time runs: "48 hours after the arrest", "three months, from the order".
_IN_TRIGGER = frozenset({"detention_maximum", "order_duration"})
#: How far behind a duration the words may go that tell from when it runs.
_TRIGGER_REACH = 60
#: How many words of clocks on either side of a duration are looked at.
_NEAR = 8
#: Clocks that a heading may tell; "Reports" or "Review" stands above deadlines of every sort.
_OF_HEADING = frozenset(CLOCKS) - _VAGUE.keys() - {"arrest_to_charge"}
_FIRST_LINE = re.compile(r"[^\n]{4,120}(?=\n)")


def find_time_limits(text: str, language: str, heading: str | None = None) -> list[dict[str, Any]] | None:
    """Find time limits in `text`.

    Parameters
    ----------
    text : str
        One unit.
    language : str
        ISO 639-1 code.
    heading : str, optional
        Its heading, if the text does not begin with it.

    Returns
    -------
    list of dict, or None
        ``amount`` (number), ``unit`` (one of `UNITS`), ``working`` (true for working days), ``clock`` (one of
        `CLOCKS`, null when neither sentence nor heading tells), ``kind`` (the clock, or "time_limit"), ``start``,
        ``end``, ``quote``. Offsets are characters of `text`. None when the language has no patterns.

    Notes
    -----
    Terms of imprisonment and ages are left out. The clock is the one whose words stand nearest to the duration in
    its sentence, within 160 characters: a limit that refers to another provision ("the period in subsection (1)")
    has none. Words of reporting count as farther off than words of custody, appeal or freezing, as do words behind
    another duration or in another clause; what starts the time ("within 5 days after the report") tells of custody
    only. Where the sentence has no such words, the heading may tell. Days to a judge and days to a charge are
    different clocks and must not share a column. Words of what is no clock ("shall decide", "comes into force": role
    "other" of the data) compete with those of clocks; the limit nearest to them has none.
    """
    patterns = load("time_limits", language)
    if patterns is None:
        return None
    prepared = prepare(text)
    durations = [
        (found, amount)
        for found in _duration(patterns).finditer(prepared.lower)
        if (amount := _amount(patterns, found)) is not None and _is_limit(prepared.lower, patterns, found)
    ]
    bounds = sentences(prepared) if durations else []
    starts = [found.start() for found, _ in durations]
    clocks: dict[int, list[Match]] = {}
    rows = []
    for found, amount in durations:
        i = max(0, bisect_right(bounds, (found.start(), len(text) + 1)) - 1)
        if i not in clocks:
            words = (patterns.find(prepared, role, *bounds[i]) for role in ("clock", "other"))
            clocks[i] = sorted(chain(*words), key=lambda match: match.start)
        place = found.start(), found.end()
        clock = _nearest(prepared.lower, clocks[i], *place, starts, _trigger(patterns, prepared, found))
        rows.append(
            {
                "kind": (clock := _told(clock or _of_heading(patterns, text, heading))) or "time_limit",
                "clock": clock,
                "amount": amount,
                "unit": patterns.settings["units"].get(found["unit"]) or patterns.settings["whole"][found["whole"]][1],
                "working": bool(found["working"] or found["working_behind"]),
                **prepared.place(found.start(), found.end()),
            }
        )
    return rows


def _told(clock: str | None) -> str | None:
    """Return a clock of `CLOCKS`, or None: no words of one, or words of something else that is to be done in time."""
    return None if clock == "other" else clock


def _nearest(lower: str, clocks: list[Match], start: int, end: int, others: list[int], trigger: int) -> str | None:
    """Return the kind of the clock whose words stand nearest to the duration at `start` to `end`.

    `others` are the places of all durations; up to `trigger` goes what starts the time.
    """
    best: tuple[int, str | None] = (_REACH + max(_VAGUE.values()), None)
    i = bisect_right(clocks, start, key=lambda match: match.start)
    for match in clocks[max(0, i - _NEAR) : i + _NEAR]:
        first, last = (match.end, start) if match.end <= start else (end, match.start)
        distance = max(0, last - first) + _VAGUE.get(match.kind, 0)
        if last - first >= (_VAGUE_REACH if match.kind in _VAGUE else _REACH) or distance >= best[0]:
            continue
        distance += _BETWEEN * max(0, bisect_left(others, last) - bisect_left(others, first))
        distance += _BETWEEN * len(re.findall(r"[;\u061b]", lower[first:last])) if first < last else 0
        if end <= match.start < trigger and not match.kind.startswith("arrest_"):
            if match.kind not in _IN_TRIGGER:
                continue
            distance += _TRIGGER
        best = min(best, (distance, match.kind), key=lambda pair: pair[0])
    return best[1]


def _trigger(patterns: PatternSet, prepared: Prepared, found: re.Match[str]) -> int:
    """Return where the words end that tell from when the time runs: "after the report was made, ..."."""
    if patterns.settings.get("verb_last") or not any(
        p.regex.match(prepared.lower[found.end() : found.end() + _BEHIND]) for p in patterns.role("limit_behind")
    ):
        return found.end()
    reach = found.end() + patterns.settings.get("trigger", _TRIGGER_REACH)
    stop = re.compile(r"[,;:.\u060c\u061b]").search(prepared.lower, found.end(), reach)
    return stop.start() if stop else reach


def _of_heading(patterns: PatternSet, text: str, heading: str | None) -> str | None:
    """Return the one clock that the heading tells: the one given, or the first line of the text."""
    first = _FIRST_LINE.match(text)
    if first is not None and text[first.end() :].lstrip()[:1].islower():  # a sentence goes on
        first = None
    line = " ".join(filter(None, (heading, first and first.group())))
    kinds = _heading_kinds(patterns, line) if line else frozenset()
    return next(iter(kinds)) if len(kinds) == 1 else None


@lru_cache(maxsize=8)
def _heading_kinds(patterns: PatternSet, line: str) -> frozenset[str]:
    return frozenset(m.kind for m in patterns.find(Prepared(line), "clock") if m.kind in _OF_HEADING)


def _is_limit(lower: str, patterns: PatternSet, found: re.Match[str]) -> bool:
    """Return whether a duration limits something: not a term of imprisonment, not an age, not a time gone by."""
    start, end = found.span()
    before, behind = lower[max(0, start - _BEFORE) : start], lower[end : end + _BEHIND]
    if any(p.regex.search(before) for p in patterns.role("not_before")):
        return False
    if any(p.regex.match(behind) for p in patterns.role("not_behind")):
        return False
    return any(p.regex.search(before) for p in patterns.role("limit_before")) or any(
        p.regex.match(behind)
        for p in patterns.role("limit_behind")
        if not found["whole"]  # "the 5th day of the month"
    )


def _amount(patterns: PatternSet, found: re.Match[str]) -> float | int | None:
    if found["whole"]:
        return int(patterns.settings["whole"][found["whole"]][0])
    digits = re.match(r"\d{1,4}", found["amount"])
    if digits:
        return int(digits.group())
    number = patterns.settings["numbers"].get(re.sub(r"[ -]+", " ", found["amount"]))
    return number if number is None or number % 1 else int(number)


@cache
def _duration(patterns: PatternSet) -> re.Pattern[str]:
    """Return the expression for an amount of time, built from the numbers and units of the language's file.

    "whole" of the file holds words that are both ({"fortnight": [2, "weeks"]}), "number_prefix" what may be written in
    one with a number.
    """
    numbers = sorted(patterns.settings["numbers"], key=len, reverse=True)
    units = sorted(patterns.settings["units"], key=len, reverse=True)
    words = "|".join(re.escape(number).replace(r"\ ", "[ -]") for number in numbers)
    working = "|".join(patterns.settings["working"])
    whole = "|".join(map(re.escape, sorted(patterns.settings.get("whole", ()), key=len, reverse=True))) or r"(?!)"
    prefix = patterns.settings.get("number_prefix", "")  # an article or preposition written in one with the number
    # A script without spaces: what may not stand before a number, since every other character may.
    tight = patterns.settings.get("unspaced")
    before, gap, space, end = r"\w.,§", "[ -]{1,2}", r"\ ", r"(?!\w)"
    if tight:
        before, gap, space, end = rf"\d.,§{tight}", "[ -]{0,2}", r"\ ?", ""
    return re.compile(
        rf"""(?<![{before}])(?:{prefix}(?P<amount>\d{{1,4}}|{words})
        (?:\ ?\(\ ?[^()\s]{{1,20}}(?:[ -][^()\s]{{1,20}}){{0,2}}\ ?\))?   # "forty-eight (48)"
        {gap}(?:(?P<working>{working}){space})?
        (?P<unit>{"|".join(map(re.escape, units))}){end}
        (?:\ (?P<working_behind>{working})(?!\w))?
        |(?P<whole>{whole}){end})                      # "شهرين", "fortnight": amount and unit in one word""",
        re.VERBOSE,
    )


@Language.factory(
    "ctlaw_time_limits",
    assigns=["doc.spans"],
    default_config={"spans_key": "time_limits", "language": None},
)
def create_time_limits(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_time_limits, language or str(nlp.lang), spans_key, with_heading=True)
