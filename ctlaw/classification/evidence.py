"""Find the span that made a code: a sentence, or a few words around the concepts that weigh most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ctlaw.classification.unit import Unit

#: Evidence is at most this share of the unit, unless the unit is very short.
_SHARE, _SHORT = 4, 80


def evidence_span(unit: Unit, weight: np.ndarray, places: Sequence[int] = ()) -> tuple[int, int]:
    """Return (start, end) in the unit's text of the best evidence for one code.

    Parameters
    ----------
    unit : Unit
    weight : numpy.ndarray
        What each concept adds to the code's score.
    places : sequence of int
        Sentences in which a rule for the code was met; where there are any, one of them is chosen.

    Returns
    -------
    tuple of (int, int)
        At most a quarter of the text (of a text under 80 characters: all of it).
    """
    limit = len(unit.text) if len(unit.text) <= _SHORT else len(unit.text) // _SHARE
    gains = [0.0] * len(unit.sentences)
    seen: list[set[int]] = [set() for _ in unit.sentences]
    for hit in unit.hits:
        if hit.sentence < len(gains) and hit.concept not in seen[hit.sentence]:
            seen[hit.sentence].add(hit.concept)
            gains[hit.sentence] += float(weight[hit.concept])
    chosen = [p for p in places if p < len(gains)] or list(range(len(gains)))
    best = max(chosen, key=lambda k: (gains[k], -k))
    start, end = _stripped(unit.text, *unit.sentences[best])
    if end - start <= limit:
        return start, end
    hits = [hit for hit in unit.hits if hit.sentence == best and weight[hit.concept] > 0]
    if not hits:
        return _cut(unit.text, start, start + limit)
    values = [float(weight[hit.concept]) for hit in hits]
    top, window, first, total = -1.0, (hits[0].start, hits[0].end), 0, 0.0
    for last, hit in enumerate(hits):
        total += values[last]
        while hit.end - hits[first].start > limit and first < last:
            total -= values[first]
            first += 1
        if total > top:
            top, window = total, (hits[first].start, hit.end)
    spare = max(0, limit - (window[1] - window[0]))
    left = max(start, window[0] - spare // 3)
    return _cut(unit.text, left, min(end, left + limit))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends inwards to the nearest space, so that no word is cut, where there is one."""
    if 0 < start < len(text) and not text[start - 1].isspace():
        space = text.find(" ", start, start + 25)
        start = space + 1 if space >= 0 else start
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", max(start + 1, end - 25), end)
        end = space if space > start else end
    return _stripped(text, start, end)
