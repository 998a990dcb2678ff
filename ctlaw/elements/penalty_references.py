"""Penalties that a provision threatens, or that are threatened for it, in the words of another one.

Three forms, told apart by cue words (``ctlaw/data/penalty_references``) beside a cited number
(:mod:`ctlaw.elements.references`):

- ``same``: "the same penalty": that of the offence before, in the same provision.
- ``penalty-of``: "the penalty provided in article 5": the penalty stands in the article cited.
- ``offence-of``: "a person guilty of an offence under section 11 is liable to …": the penalty stands here, its offence
  in the section cited.

What is cited becomes a provision in :mod:`ctlaw.penalty_links`, which sees the whole law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from ctlaw.elements.patterns import Match, PatternSet, Prepared, load, prepare, sentences, text_of
from ctlaw.elements.penalties import find_penalties
from ctlaw.elements.penalty_chunks import penalty_language
from ctlaw.elements.references import find_references

FORMS = ("same", "penalty-of", "offence-of")
#: Roles of the patterns: the cue stands before what is cited, or behind it.
ROLES = ("same", "penalty", "penalty_after", "offence", "offence_after", "range", "item", "not", "not_offence")
#: Characters from a cue to the number it leads to, from "the same penalty" to one, from a number to the cue behind it.
_GAP, _SAME_GAP, _BEHIND = 30, 10, 4
_JOINT = re.compile(r"[ ,*]{0,4}(?:[^\W\d_]{1,5}[ ,]{1,2}){0,2}")  # between numbers cited together: ", ", " or of "
_ARM_BEFORE, _ARM_AFTER = 60, 600  # characters between an offence named and its penalty
_ORDINAL = re.compile(r"\s{1,3}(bis|ter|qu[aá]ter|quinquies|sexies|sexties|s[eé]pties|octies)(?!\w)", re.IGNORECASE)
#: What may stand between the beginning of a sentence, line or item and the words that open it: marks of paragraphs.
_OPENING = re.compile(
    r"(?:^|[\n;:.\u3002]\u2014?)[\s\"'*>-]{0,6}"
    r"(?:(?:§{1,2} ?)?\(?(?:\d{1,4}[a-z]?|[a-z]{1,4})(?:[.-]\w{1,4}){0,3} ?[.):°º-]{1,2}[\s*]{0,3}|\d{1,4}\s){0,3}$",
    re.IGNORECASE,
)


def find_penalty_references(
    text: str, language: str, *, penalties: Sequence[dict[str, Any]] | None = None
) -> list[dict[str, Any]] | None:
    """Return the places where a penalty and its offence are brought together by reference.

    Parameters
    ----------
    text : str
        A provision.
    language : str
        ISO 639-1.
    penalties : sequence of dict, optional
        What :func:`~ctlaw.elements.penalties.find_penalties` returned for the same text; read when not given.

    Returns
    -------
    list of dict, or None
        None when ctlaw has no cue words for the language. Otherwise ``form`` (one of `FORMS`); ``start``, ``end``,
        ``quote``: cue and citation; ``num`` as cited and its ``unit``, None for "the same penalty"; ``articles`` cited
        and ``through`` (bool for each: the range that the one before begins ends here); ``item``, whether an item of a
        list or a sentence of the article is cited; ``law``, the words that name
        another law, or None, and ``external`` (bool); ``penalties``: indices into `penalties` of the arms meant that
        stand in this provision.

    Notes
    -----
    "Twice the penalty provided in article 5" is no penalty of article 5, and nothing is returned for it.
    """
    cues = load("penalty_references", language)
    words = penalty_language(language)
    if cues is None or words is None:
        return None
    prepared = prepare(text)
    if not words.may_state_penalty(prepared.lower):
        return []
    arms = find_penalties(text, language) or [] if penalties is None else list(penalties)
    roles = ROLES[:5] if arms else ("penalty", "penalty_after")
    found = [cue for role in roles for cue in cues.find(prepared, role)]
    return _Finder(prepared, cues, text, language, arms).rows(found) if found else []


class _Finder:
    """The cues of one text, with what stands around them."""

    def __init__(self, prepared: Prepared, cues: PatternSet, text: str, language: str,
                 arms: list[dict[str, Any]]) -> None:  # fmt: skip
        self.prepared, self.cues, self.arms = prepared, cues, arms
        self.cited = [self._whole(row) for row in find_references(text, language) or []]
        self.sentences = [prepared.folded.span(*extent) for extent in sentences(prepared)]
        lang = penalty_language(language)
        assert lang is not None
        chunks = lang.chunks(prepared, anchored=False)
        self.offences: list[int] = []
        self.multiples = [prepared.folded.span(c.start, c.end) for c in chunks if c.kind == "multiple"]

    def _whole(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a citation with the Latin ordinal behind it, which is part of the last number: "139 Quáter"."""
        behind = _ORDINAL.match(self.prepared.original, row["end"])
        if behind is None or not row["articles"]:
            return row
        last = f"{row['articles'][-1]} {behind[1]}"
        return {**row, "articles": [*row["articles"][:-1], last], "num": f"{row['num']} {behind[1]}",
                "end": behind.end()}  # fmt: skip

    def rows(self, found: Sequence[Match]) -> list[dict[str, Any]]:
        """Return one row for each number cited with a cue, and for each "the same penalty"."""
        rows: dict[tuple[int, str], dict[str, Any]] = {}
        self.offences = sorted(self.prepared.folded.span(cue.start, cue.end)[0] for cue in found
                               if cue.pattern.role.startswith("offence"))  # fmt: skip
        for cue in found:
            for row in self._read(cue):
                rows.setdefault((row["end"] if row["num"] else row["start"], row["form"]), row)
        cited = [row for row in rows.values() if row["num"]]
        plain = [row for row in rows.values() if not row["num"]
                 and not any(other["start"] <= row["start"] < other["end"] for other in cited)]  # fmt: skip
        return sorted([*cited, *plain], key=lambda row: (row["start"], row["end"]))

    def _read(self, cue: Match) -> Iterator[dict[str, Any]]:
        start, end = self.prepared.folded.span(cue.start, cue.end)
        first, last = self._sentence(start)
        role = cue.pattern.role
        behind = role.endswith("_after")
        gap = _SAME_GAP if role == "same" else _GAP
        cited = self._before(start) if behind else self._following(end, last, gap)
        if behind and cited:
            start = cited[0]["start"]
        if role.startswith("offence"):
            cited = [row for row in cited if row["articles"]]
            until = max([end, *(row["end"] for row in cited)])
            led_to = self._opens(start) or self._arm_just_before(start, first)
            if cited and led_to and not self._near("not_offence", max(first, start - 60), min(last, until + 100)):
                arms = self._arms_of(cited[0]["start"], max(end, cited[-1]["end"]), first, last)
                yield from (self._row("offence-of", start, end, row, arms) for row in cited if arms)
            return
        until = max([end, *(row["end"] for row in cited)])
        if self._altered(start, until, first, last):
            return
        if role == "same" and not cited:
            if arms := self._preceding(first if cue.pattern.extra.get("paragraph_before") else start):
                yield self._row("same", start, end, None, arms)
            return
        yield from (self._row("penalty-of", start, end, row, []) for row in cited)

    def _row(self, form: str, start: int, end: int, cited: dict[str, Any] | None, arms: list[int]) -> dict[str, Any]:
        about = cited or {"kind": "internal", "unit": None, "num": None, "articles": [], "law": None, "end": end}
        end = max(end, about["end"])
        return {
            "form": form, "start": start, "end": end, "quote": self.prepared.original[start:end],
            "unit": about["unit"], "num": about["num"], "articles": about["articles"],
            "through": self._through(str(about["num"] or ""), about["articles"]),
            "item": self._is_item(str(about["num"] or ""), about["articles"]),
            "law": about["law"], "external": about["kind"] != "internal", "penalties": arms,
        }  # fmt: skip

    # -- what is cited ---------------------------------------------------------------------------------------------

    def _following(self, end: int, last: int, gap: int) -> list[dict[str, Any]]:
        """Return what is cited right behind a cue: the first number, and those joined to it."""
        rows: list[dict[str, Any]] = []
        for row in self.cited:
            if row["num"] is None or row["start"] < end - 12 or row["end"] <= end or row["start"] >= last:
                continue
            between = self.prepared.original[end : row["start"]]
            near = len(between) <= gap and not re.search(r"[.;:]|\d", between)
            if not (near if not rows else _JOINT.fullmatch(between.lower())):
                break
            rows.append(row)
            end = row["end"]
        return rows

    def _before(self, start: int) -> list[dict[str, Any]]:
        """Return what is cited right before a cue."""
        rows: list[dict[str, Any]] = []
        for row in reversed(self.cited):
            if row["num"] is None or row["end"] > start:
                continue
            between = self.prepared.original[row["end"] : start]
            if not (len(between) <= _BEHIND if not rows else _JOINT.fullmatch(between.lower())):
                break
            rows.insert(0, row)
            start = row["start"]
        return rows

    def _through(self, number: str, articles: Sequence[str]) -> list[bool]:
        """Say of each article cited whether it ends a range that the one before begins."""
        result, position = [], 0
        for i, article in enumerate(articles):
            place = number.find(article, position)
            if place < 0:
                return [False] * len(articles)
            between = number[position:place].lower()
            result.append(i > 0 and self._is_range(between))
            position = place + len(article)
        return result

    def _is_item(self, number: str, articles: Sequence[str]) -> bool:
        """Say whether an item of a list, or a sentence, is cited below the article, which is no subsection."""
        below = number.partition(articles[0])[2].lower() if articles else ""
        return any(p.regex.search(below) for p in self.cues.role("item"))

    def _is_range(self, between: str) -> bool:
        return any(p.regex.search(between) for p in self.cues.role("range"))

    # -- where it stands -------------------------------------------------------------------------------------------

    def _sentence(self, start: int) -> tuple[int, int]:
        return next(((a, b) for a, b in self.sentences if a <= start < b), (0, len(self.prepared.original)))

    def _opens(self, start: int) -> bool:
        """Say whether a sentence, a line or an item begins here."""
        return _OPENING.search(self.prepared.original[max(0, start - 40) : start]) is not None

    def _arm_just_before(self, start: int, first: int) -> bool:
        """Say whether a penalty of the same sentence leads to this place: "five years' prison for whoever …"."""
        ends = [arm["end"] for arm in self._placed() if first <= arm["start"] and arm["end"] <= start]
        return bool(ends) and start - max(ends) <= _ARM_BEFORE

    def _placed(self) -> list[dict[str, Any]]:
        return [arm for arm in self.arms if arm["start"] is not None]

    def _arms_of(self, start: int, end: int, first: int, last: int) -> list[int]:
        """Return the arms for an offence named in ``[start, end)``: those behind it in its item, else of the sentence.

        Case 1: "(a) an offence under section 3: two years; (b) under section 4: five years": those of the item.
        Case 2: "five years for: (a) breach of section 3; (b) breach of section 4": those that lead the list in.
        Case 3: "whoever breaches (a) section 3; (b) section 4 is liable to five years": those that follow.
        """
        inside = [i for i, arm in enumerate(self.arms)
                  if arm["start"] is not None and first <= arm["start"] and arm["end"] <= last]  # fmt: skip
        behind = [i for i in inside if self.arms[i]["start"] >= end]
        stops = [self.prepared.original.find(";", end, last), *(o for o in self.offences if o >= end)]
        stop = min((place for place in stops if place >= 0), default=last)  # where the next item or offence begins
        item = [i for i in behind if self.arms[i]["start"] < stop]
        lead = [i for i in inside if self.arms[i]["end"] <= start]
        near = [i for i in behind if self.arms[i]["start"] - end <= _ARM_AFTER]
        return (item if item and self.arms[item[0]]["start"] - end <= _ARM_AFTER else []) or lead or near

    def _preceding(self, start: int) -> list[int]:
        """Return the arms of the last sentence before `start` that states any."""
        before = [i for i, arm in enumerate(self.arms) if arm["start"] is not None and arm["end"] <= start]
        if not before:
            return []
        first, _ = self._sentence(self.arms[before[-1]]["start"])
        return [i for i in before if self.arms[i]["start"] >= first]

    def _altered(self, start: int, end: int, first: int, last: int) -> bool:
        """Say whether the penalty is doubled, halved, excluded or otherwise made another one."""
        low, high = max(first, start - 60), min(last, end + 100)
        return any(low <= a and b <= high for a, b in self.multiples) or self._near("not", low, high)

    def _near(self, role: str, start: int, end: int) -> bool:
        return self.cues.has(Prepared(self.prepared.original[start:end]), role)


@Language.factory("ctlaw_penalty_references", assigns=["doc.spans"],
                  default_config={"spans_key": "penalty_references", "language": None})  # fmt: skip
def make_penalty_references(nlp: Language, name: str, spans_key: str, language: str | None) -> PenaltyReferences:
    """Make the spaCy component; `language` is for pipelines of language ``xx``."""
    return PenaltyReferences(name, spans_key, language or nlp.lang or "xx")


class PenaltyReferences:
    """Write the rows of :func:`find_penalty_references` to ``doc.user_data[spans_key]``, and their spans.

    Indices of penalties are those of ``doc.user_data["penalties"]``, where ``ctlaw_penalties`` came before.
    """

    def __init__(self, name: str, spans_key: str, language: str) -> None:
        self.name, self.spans_key, self.language = name, spans_key, language

    def __call__(self, doc: Doc) -> Doc:
        """Read the references of `doc`."""
        found = find_penalty_references(text_of(doc), self.language, penalties=doc.user_data.get("penalties"))
        spans = [doc.char_span(r["start"], r["end"], label=r["form"], alignment_mode="expand") for r in found or []]
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=[s for s in spans if s is not None])
        doc.user_data[self.spans_key] = found
        return doc
