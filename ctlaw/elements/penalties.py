"""Penalties: what the words of a provision threaten, arm by arm, with their quotation.

A text becomes chunks (:mod:`ctlaw.elements.penalty_chunks`), chunks become *mentions* (imprisonment with its term, a
fine with its amount, life, death: :mod:`ctlaw.elements.penalty_mentions`), mentions that belong together become one
*arm* (:mod:`ctlaw.elements.penalty_arms`). The rules are those of the coder manual: one object for each arm whose term
or fine the provision itself states; none for a penalty that is a condition, for "the same penalty" and for multiples of
another penalty.
"""

from __future__ import annotations

import sys
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from ctlaw.elements.patterns import Prepared, prepare, text_of
from ctlaw.elements.penalty_arms import Arm, Arms
from ctlaw.elements.penalty_chunks import Chunk, Limits, penalty_language
from ctlaw.elements.penalty_mentions import FAR, Reading
from ctlaw.elements.quantities import currency_families

_FIELDS = ("min_months", "max_months", "life", "death", "fine", "fine_min", "fine_max", "currency", "mode")


def find_penalties(
    text: str, language: str, *, heading: str | None = None, jurisdiction: str | None = None
) -> list[dict[str, Any]] | None:
    """Return the penalties that a provision states.

    Parameters
    ----------
    text : str
        A provision, as it stands in the document.
    language : str
        ISO 639-1.
    heading : str, optional
        Read before the text where the text goes on with a sentence that the heading began (a defect of some files).
    jurisdiction : str, optional
        ISO 3166-1 alpha-2, lower case. Used for one thing: which of several countries' dollars, pesos or shillings the
        text means. Without it, wording peculiar to a country decides, or the currency is None.

    Returns
    -------
    list of dict, or None
        None when ctlaw has no patterns for the language. Otherwise one dict per arm, in the order of the text:

        - ``min_months``, ``max_months`` (float or int or None): 1 year = 12 months, a day = 1/30 month; None when the
          text states no such limit, and for terms wholly below a month, which are in ``min_days``, ``max_days``.
        - ``life``, ``death``, ``fine`` (bool): the text offers them.
        - ``fine_min``, ``fine_max`` (float or int or None) in ``currency`` (ISO 4217 or None).
        - ``mode``: ``indictment``, ``summary`` or None.
        - ``start``, ``end``, ``quote``: characters of `text`; ``start`` and ``end`` are None when the penalty begins in
          the heading.
        - ``conjunction``: ``and``, ``or``, ``and/or`` between imprisonment and fine, or None.
        - ``case``: the words that say when this arm applies, where they are marked, or None.
        - ``imprisonment``: kind named by the data (``imprisonment``, ``rigorous``, ``detention`` …), or None.
        - ``min_days``, ``max_days``, ``fine_units`` (``{"unit", "min", "max"}``: day-fines, penalty units),
          ``fine_months`` (Spanish fines counted in months), ``less_a_day`` (bool),
          ``currency_written`` (shared name such as ``dollar``, where `currency` was inferred).

    Notes
    -----
    A figure misleads where the law computes the term elsewhere: scales of degrees, "the same penalty", halves and
    doubles give no object. The maximum of a bare figure ("imprisonment for ten years") is that figure.

    Examples
    --------
    >>> law = "Whoever rows to Syldavia is liable to imprisonment for a term not exceeding two years."
    >>> [p] = find_penalties(law, "en")
    >>> p["max_months"], p["quote"]
    (24, 'imprisonment for a term not exceeding two years')
    """
    lang = penalty_language(language)
    if lang is None:
        return None
    before = f"{heading} " if heading and _goes_on(text) and lang.may_state_penalty(heading.lower()) else ""
    prepared = prepare(before + text)
    if not lang.may_state_penalty(prepared.lower):
        return []
    reading = Reading(lang.chunks(prepared), prepared.lower, lang)
    results = _Results(reading, prepared)
    found = [results.as_dict(arm, jurisdiction) for arm in Arms(reading).arms()]
    for penalty in found if before else ():
        inside = penalty["start"] >= len(before)
        penalty["start"] = penalty["start"] - len(before) if inside else None
        penalty["end"] = penalty["end"] - len(before) if inside else None
    return found


def _goes_on(text: str) -> bool:
    """Say whether a text begins in the middle of a sentence, or with the first item of a list."""
    begin = text.lstrip()[:3]
    return bool(begin) and (begin[0].islower() or begin[0].isdigit() or begin[1:2] == ")" or begin[0] == "(")


class _Results:
    """Turns the arms of one text into the fields of the contract."""

    def __init__(self, reading: Reading, prepared: Prepared) -> None:
        self.reading, self.prepared = reading, prepared
        self._inferred: dict[str, str | None] = {}

    def as_dict(self, arm: Arm, jurisdiction: str | None) -> dict[str, Any]:
        """Return an arm as the fields of the contract and our own."""
        term, amount = arm.term, arm.amount
        months: tuple[float | None, float | None] = (None, None)
        days: tuple[float | None, float | None] = (None, None)
        if term is not None:
            below = max(v for v in (term.low, term.high, 0.0) if v is not None) < 1
            if below:  # terms wholly below a month: the months stay empty, the days are told
                days = (_times(term.low, 30), _times(term.high, 30))
            else:
                months = (_plain(term.low), _plain(term.high))
        money = amount if amount is not None and amount.kind == "money" else None
        currency, written = self._currency(money, jurisdiction)
        counted = amount if amount is not None and amount.kind == "units" else None
        timed = amount if amount is not None and amount.kind == "duration" else None
        start, end = arm.start, arm.end
        result: dict[str, Any] = dict.fromkeys(_FIELDS)
        result.update(
            min_months=months[0], max_months=months[1], life=arm.life, death=arm.death, fine=arm.fine,
            fine_min=_plain(money.low) if money else None, fine_max=_plain(money.high) if money else None,
            currency=currency, mode=arm.mode, **self.prepared.place(start, end),
            conjunction=self._conjunction(arm), case=self._case(arm), imprisonment=arm.term_kind,
            min_days=days[0], max_days=days[1],
            fine_units=_units(counted) if counted else None,
            fine_months=[_plain(timed.low), _plain(timed.high)] if timed else None,
            less_a_day=bool(term and term.less_a_day), currency_written=written,
        )  # fmt: skip
        return result

    def _currency(self, money: Limits | None, jurisdiction: str | None) -> tuple[str | None, str | None]:
        if money is None or money.unit is None:
            return None, None
        if money.unit.isupper():
            return money.unit, None
        name = money.unit
        family = currency_families().get(name, {})
        if jurisdiction is not None and jurisdiction in family:
            return family[jurisdiction], name
        if name not in self._inferred:  # searched once a text
            hints = self.reading.lang.currency_hints.get(name, {})
            codes = (code for code, words in hints.items() if any(word in self.reading.lower for word in words))
            self._inferred[name] = next(codes, self.reading.lang.currency_defaults.get(name))
        return self._inferred[name], name

    def _conjunction(self, arm: Arm) -> str | None:
        if not arm.fine or not (arm.term or arm.life or arm.death) or len(arm.mentions) < 2:
            return None
        inside = self.reading.between(arm.start, arm.end + 60)
        for c in inside:
            if c.kind == "sentence" and c.start >= arm.end:
                break
            if c.kind == "both":
                return "and/or"
        parts = sorted(arm.mentions, key=lambda m: m.start)
        joints = [c.kind for c in inside if parts[0].end <= c.start < parts[-1].start and c.kind in ("and", "or")]
        return joints[-1] if joints else None

    def _case(self, arm: Arm) -> str | None:
        """Return the words from a marker of a case (``in the case of``) to the next comma; None when there is none."""
        case: Chunk | None = None
        for c in self.reading.between(arm.start - FAR, arm.end + 40):
            if c.kind in ("sentence", "item", "semicolon") and c.start >= arm.end:
                break
            if c.kind in ("sentence", "item", "semicolon") and c.end <= arm.start:
                case = None
            if c.kind == "case" and (c.end <= arm.start or c.start >= arm.end):
                case = case or c
        if case is None:
            return None
        stops = [p for p in (self.reading.lower.find(s, case.end, case.end + 160) for s in ",;:.") if p > 0]
        end = min([*stops, case.end + 160, len(self.reading.lower)])
        if arm.start > case.end:
            end = min(end, arm.start)
        start, stop = self.prepared.folded.span(case.start, end)
        return self.prepared.original[start:stop].strip()


def _units(counted: Limits) -> dict[str, Any]:
    return {"unit": counted.unit, "min": _plain(counted.low), "max": _plain(counted.high)}


def _plain(value: float | None) -> float | int | None:
    if value is None:
        return None
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _times(value: float | None, factor: float) -> float | int | None:
    return None if value is None else _plain(value * factor)


def find_same_penalties(text: str, language: str) -> list[dict[str, Any]] | None:
    """Return the places that threaten a penalty by reference: "the same penalty", "ebenso wird bestraft", "doubled".

    Parameters
    ----------
    text : str
        A provision.
    language : str
        ISO 639-1.

    Returns
    -------
    list of dict, or None
        None when ctlaw has no patterns for the language. Otherwise ``kind`` (``same``, or ``multiple`` for a half, a
        double, a degree more), ``start``, ``end``, ``quote``, and ``penalty``: the index, in the result of
        :func:`find_penalties` for the same text, of the last penalty stated before, or None when there is none.

    Notes
    -----
    The penalty before is what "the same penalty" means when nothing else is said; where an article is named, the
    reference leads there instead: `ctlaw.elements.penalty_references` follows it. Multiples are read here only.
    """
    lang = penalty_language(language)
    if lang is None:
        return None
    prepared = prepare(text)
    stated = find_penalties(text, language) or []
    found = []
    for chunk in lang.chunks(prepared, anchored=False):
        if chunk.kind in ("same", "multiple"):
            place = prepared.place(chunk.start, chunk.end)
            before = [i for i, penalty in enumerate(stated) if penalty["end"] <= place["start"]]
            found.append({"kind": chunk.kind, **place, "penalty": before[-1] if before else None})
    return found


@Language.factory("ctlaw_penalties", assigns=["doc.spans"], default_config={"spans_key": "penalties", "language": None})
def make_penalties(nlp: Language, name: str, spans_key: str, language: str | None) -> PenaltyComponent:
    """Make the spaCy component; `language` is for pipelines of language ``xx``."""
    return PenaltyComponent(name, spans_key, language or nlp.lang or "xx")


class PenaltyComponent:
    """Write penalties to ``doc.spans[spans_key]`` and their fields to ``doc.user_data[spans_key]``.

    ``doc.user_data[spans_key]`` is the list of :func:`find_penalties`, None where the language has no patterns. Spans
    cover whole tokens, so a span may be a little longer than the ``quote`` of the same penalty.
    """

    def __init__(self, name: str, spans_key: str, language: str) -> None:
        self.name, self.spans_key, self.language = name, spans_key, language

    def __call__(self, doc: Doc) -> Doc:
        """Read the penalties of `doc`, with the heading and the jurisdiction that ``doc.user_data`` may state."""
        told = {key: doc.user_data.get(key) for key in ("heading", "jurisdiction")}
        found = find_penalties(text_of(doc), self.language, **told)
        spans = []
        for penalty in found or []:
            if penalty["start"] is None:  # it begins in the heading
                continue
            span = doc.char_span(penalty["start"], penalty["end"], label="penalty", alignment_mode="expand")
            if span is not None:
                spans.append(span)
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=spans)
        doc.user_data[self.spans_key] = found
        return doc


def main(arguments: list[str]) -> int:
    """Show the chunks and penalties of a sentence: for whoever writes the data of a language."""
    language, text = arguments
    lang = penalty_language(language)
    if lang is None:
        print(f"no data for `{language}`: ctlaw/data/numbers/{language}.json and ctlaw/data/penalties/{language}.json")
        return 2
    prepared = prepare(text)
    for chunk in lang.chunks(prepared, anchored=False):
        print(f"{chunk.kind:16s} {chunk.role:12s} {prepared.lower[chunk.start : chunk.end]!r} {chunk.limits or ''}")
    for penalty in find_penalties(text, language) or []:
        print({name: value for name, value in penalty.items() if value not in (None, False)})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
