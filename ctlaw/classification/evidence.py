"""Find the span that made a code: the words that a reader would mark.

Readers mark a dozen words, not a sentence. How likely each word is to be marked is weighed by what stands on and around
it (concepts that speak for the code, concepts of the rules met, of the heading, of commands and punishment; words that
say what marked words say; place in clause, sentence and text) with a small network; the span with the best expected
agreement is chosen. The network is data (``ctlaw/data/model/evidence.npz``), fitted by
``python -m benchmarks.evidence fit`` on passages readers marked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from ctlaw.classification.unit import OPERATIVE, Unit
from ctlaw.classification.words import packaged_words
from ctlaw.concepts import names

#: Evidence is at most this share of the unit, unless the unit is very short.
_SHARE, _SHORT = 4, 80
#: So many words of a unit are looked at; evidence has one of these numbers of words.
_MOST_WORDS, _LENGTHS = 15_000, (3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 21, 24, 28, 32)
#: Words of a usual marking (the median of our readers').
_MARKED = 12
#: So many characters are looked at in one go.
_AT_ONCE = 100_000
#: A word, or a character of a script without spaces.
WORD = re.compile(r"[\u3040-\u9fff\u1780-\u17ff]|[\w\u0300-\u036f\u064b-\u065f\u0900-\u0dff]+")
_WORDS = re.compile(f"({WORD.pattern})")
_CLAUSE = re.compile(r"[,;:.()\n—–«»\"“”、，；：。؛،]")
#: Windows, (words behind, words ahead), in which what stands around a word is added up.
_AROUND = ((3, 3), (8, 8), (15, 0), (0, 15))
#: The words behind and ahead over which what words say is compared with the best place of the unit.
_NEAR = 6


class Wanted(NamedTuple):
    """A code of a unit whose evidence is wanted.

    Attributes
    ----------
    unit : Unit
    weight : numpy.ndarray, (concepts,)
        What each concept adds to the code's score.
    concepts : frozenset of int
        Concepts that the rules met for the code name.
    places : sequence of int
        Sentences in which such a rule was met.
    only : bool
        Look in these sentences only, where there are any: a coding that rests on a rule shows where the rule was met.
    code : str
        Its id.
    """

    unit: Unit
    weight: np.ndarray
    concepts: frozenset[int] = frozenset()
    places: Sequence[int] = ()
    only: bool = False
    code: str = ""


class Said(NamedTuple):
    """What marked words say, as directions among the vectors of words.

    Attributes
    ----------
    codes : numpy.ndarray of str, (codes,)
    own : numpy.ndarray, (codes, SIZE)
        What words marked for a code say and the others of the same provisions do not.
    any : numpy.ndarray, (SIZE,)
        The same for all codes together; it stands in for a code that no reader marked.
    """

    codes: np.ndarray
    own: np.ndarray
    any: np.ndarray

    def of(self, code: str) -> np.ndarray:
        """Return the direction of `code`."""
        [place] = np.nonzero(self.codes == code)
        return np.asarray(self.own[place[0]] if len(place) else self.any)


class Marker(NamedTuple):
    """A network of one hidden layer that says how likely a word is to be marked.

    Attributes
    ----------
    codes, own, any : numpy.ndarray
        As in `Said`.
    mean, spread : numpy.ndarray, (features,)
    hidden : numpy.ndarray, (features, nodes)
    shift, out : numpy.ndarray, (nodes,)
    base : numpy.ndarray, (1,)
    """

    codes: np.ndarray
    own: np.ndarray
    any: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    hidden: np.ndarray
    shift: np.ndarray
    out: np.ndarray
    base: np.ndarray

    @property
    def said(self) -> Said:
        """What marked words say."""
        return Said(self.codes, self.own, self.any)

    def probability(self, columns: np.ndarray) -> np.ndarray:
        """Return how likely each word is to be marked, from its `FEATURES`."""
        scaled = columns - self.mean
        scaled /= self.spread
        nodes = np.clip(scaled, -4, 4, out=scaled).astype(np.float32) @ self.hidden
        nodes += self.shift
        return np.asarray(expit(np.maximum(nodes, 0, out=nodes) @ self.out + self.base[0]))


def evidence_spans(wanted: Sequence[Wanted], marker: Marker | None = None) -> list[tuple[int, int]]:
    """Return (start, end) in the unit's text of the best evidence for each of `wanted`.

    Parameters
    ----------
    wanted : sequence of Wanted
    marker : Marker, optional
        The packaged one by default.

    Returns
    -------
    list of tuple of (int, int)
        Each at most a quarter of the text (of a text under 80 characters: all of it).
    """
    marker = marker or packaged_marker()
    spans: list[tuple[int, int]] = []
    first, size = 0, 0
    for last, one in enumerate(wanted, start=1):
        size += len(one.unit.text)
        if size > _AT_ONCE or last == len(wanted):
            spans += _spans(wanted[first:last], marker)
            first, size = last, 0
    return spans


def _spans(wanted: Sequence[Wanted], marker: Marker) -> list[tuple[int, int]]:
    columns, edges, words = word_features(wanted, marker.said)
    spans = []
    likely = marker.probability(columns).astype(np.float64)
    for k, one in enumerate(wanted):
        if one.only and one.places:
            likely[edges[k] : edges[k + 1]] *= columns[edges[k] : edges[k + 1], FEATURES.index("met")]
    best = _best(likely, edges)
    for one, (first, count), (start, end) in zip(wanted, best, words, strict=True):
        if not count:
            spans.append(_stripped(one.unit.text, 0, _limit(one.unit.text)))
            continue
        left, right = int(start[first]), int(end[first + count - 1])
        most = left + _limit(one.unit.text)
        spans.append((left, right) if right <= most else _cut(one.unit.text, left, most))
    return spans


def _limit(text: str) -> int:
    return len(text) if len(text) <= _SHORT else len(text) // _SHARE


def _best(likely: np.ndarray, edges: np.ndarray) -> list[tuple[int, int]]:
    """Return (first word, number of words) of the span of each unit that promises the best F1 with a marking.

    A span of n words of which p are likely marked promises 2 p / (n + words of a marking).
    """
    total = np.concatenate([[0.0], np.cumsum(likely)])
    sizes = np.diff(edges)
    of = np.repeat(np.arange(len(sizes)), sizes)
    position = np.arange(len(likely)) - edges[:-1][of]
    most = np.maximum(sizes // _SHARE, 8)
    value, first, count = np.full(len(sizes), -1.0), np.zeros(len(sizes), int), np.zeros(len(sizes), int)
    full: list[int] = np.flatnonzero(sizes).tolist()
    for length in _LENGTHS:
        found = np.full(len(likely), -1.0)
        if length > len(likely):
            break
        found[: len(likely) - length + 1] = 2 * (total[length:] - total[:-length]) / (length + _MARKED)
        found[(position + length > sizes[of]) | (length > most[of])] = -1.0
        for k in full:
            part = found[edges[k] : edges[k + 1]]
            at = int(part.argmax())
            if part[at] > value[k]:
                value[k], first[k], count[k] = part[at], at, length
    for k in np.flatnonzero((count == 0) & (sizes > 0)).tolist():
        count[k] = sizes[k]
    return list(zip(first.tolist(), count.tolist(), strict=True))


def word_features(
    wanted: Sequence[Wanted],
    said: Said,
) -> tuple[np.ndarray, np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
    """Return what is weighed of each word: (words of all units, `FEATURES`), where units begin, places of the words."""
    parts: list[np.ndarray] = []
    edges, words = [0], []
    read: dict[int, _Words] = {}
    for one in wanted:
        if id(one.unit) not in read:
            read[id(one.unit)] = _Words.of(one.unit, said.any)
        unit = read[id(one.unit)]
        parts.append(unit.marks(one, said.of(one.code)))
        words.append((unit.start, unit.end))
        edges.append(edges[-1] + len(unit.start))
    return _columns(np.concatenate(parts), np.asarray(edges)), np.asarray(edges), words


_MARKS = ("weight", "rule", "heading", "operative", "met", "sentence", "clause", "body", "own", "any")
#: Columns of `word_features`.
FEATURES = (
    "weight", "weight_share", "rule", "heading", "operative", "met", "sentence_weight", "sentence_share",
    *(f"{mark}_{back}_{ahead}" for mark in ("weight", "rule", "heading", "operative") for back, ahead in _AROUND),
    "sentence", "place", "place_share", "words", "clause_place", "clause_left", "sentence_place", "sentence_left",
    "in_body", "met_weight",
    *(f"{mark}{place}" for mark in ("own", "any")
      for place in ("", *(f"_{back}_{ahead}" for back, ahead in _AROUND), "_behind_best")),
)  # fmt: skip


class _Words(NamedTuple):
    """The words of a unit and the concepts on them."""

    start: np.ndarray
    end: np.ndarray
    at: np.ndarray
    concept: np.ndarray
    common: np.ndarray
    known: np.ndarray
    vectors: np.ndarray

    @classmethod
    def of(cls, unit: Unit, any_: np.ndarray) -> _Words:
        # What stands between words, and words, in turn.
        pieces = _WORDS.split(unit.text, _MOST_WORDS)
        edges = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces)).cumsum()
        start, end = edges[:-1:2], edges[1::2]
        until = int(end[-1]) if len(end) else 0
        hits = unit.hits[unit.hits[:, 1] < until]
        first = np.maximum(np.searchsorted(start, hits[:, 1], side="right") - 1, 0)
        last = np.maximum(np.searchsorted(start, hits[:, 2]), first + 1)
        times = last - first
        at = np.repeat(first, times) + np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        concept = np.repeat(hits[:, 0], times)
        concept, at = concept[at < len(start)], at[at < len(start)]
        common = np.zeros((len(start), len(_MARKS)))  # what is the same for all codes
        common[at[_member(unit.of_heading)[concept]], 2] = 1
        common[at[_operative()[concept]], 3] = 1
        common[:, 5] = np.searchsorted([end_ for _, end_ in unit.sentences], start, side="right")
        common[:, 6] = np.searchsorted([match.start() for match in _CLAUSE.finditer(unit.text)], start)
        common[:, 7] = start >= unit.start
        rows = packaged_words().rows_at(unit.text, unit.language, start, end)
        known = np.flatnonzero(rows >= 0)
        vectors = packaged_words().vectors[rows[known]]
        common[known, 9] = vectors @ any_
        return cls(start, end, at, concept, common, known, vectors)

    def marks(self, one: Wanted, own: np.ndarray) -> np.ndarray:
        """Return `_MARKS` of each word for one code, which says what `own` says."""
        out = self.common.copy()
        np.maximum.at(out[:, 0], self.at, one.weight[self.concept])
        out[self.at[_member(one.concepts)[self.concept]], 1] = 1
        out[:, 4] = np.isin(out[:, 5], list(one.places))
        out[self.known, 8] = self.vectors @ own
        return out


def _member(concepts: Collection[int]) -> np.ndarray:
    """Return for each concept whether it is one of `concepts`."""
    found = np.zeros(len(names()), dtype=bool)
    found[list(concepts)] = True
    return found


@cache
def _operative() -> np.ndarray:
    return _member([names().index(name) for name in OPERATIVE])


def _columns(marks: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return `FEATURES` of every word from its `_MARKS`."""
    sizes = np.diff(edges)
    of = np.repeat(np.arange(len(sizes)), sizes)
    size, first = sizes[of], edges[:-1][of]
    i = np.arange(len(marks))
    place = i - first
    weight, rule, heading, operative, met, sentence, clause, body, own, any_ = marks.T

    def window(back: np.ndarray | int, ahead: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
        """Return where the words around each word begin and end, none of another unit."""
        return np.maximum(i - back, first), np.minimum(i + ahead + 1, first + size)

    def added(values: np.ndarray, windows: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
        total = np.concatenate([[0.0], np.cumsum(values)])
        return [total[end] - total[begin] for begin, end in windows]

    def run(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how many words of the same clause or sentence stand before and behind each word."""
        new = np.ones(len(key), dtype=bool)
        new[1:] = (key[1:] != key[:-1]) | (of[1:] != of[:-1])
        begins = np.flatnonzero(new)
        ends = np.append(begins[1:], len(key))
        which = np.cumsum(new) - 1
        return i - begins[which], ends[which] - 1 - i

    clause_place, clause_left = run(clause)
    sentence_place, sentence_left = run(sentence)
    [of_sentence] = added(weight, [window(sentence_place, sentence_left)])
    most, most_sentence = np.ones(len(sizes)), np.ones(len(sizes))
    full = sizes > 0
    if len(marks):
        most[full] = np.maximum(np.maximum.reduceat(weight, edges[:-1][full]), 1e-9)
        most_sentence[full] = np.maximum(np.maximum.reduceat(of_sentence, edges[:-1][full]), 1e-9)
    share = weight / most[of]
    windows = [window(*reach) for reach in _AROUND]
    around = [np.log1p(sums) for values in (share, rule, heading, operative) for sums in added(values, windows)]
    said = []
    for values in (own, any_):
        [near] = added(values, [window(_NEAR, _NEAR)])
        best = np.zeros(len(sizes))
        if len(marks):
            best[full] = np.maximum.reduceat(near, edges[:-1][full])
        said += [values, *added(values, windows), near - best[of]]
    return np.stack([
        weight, share, rule, heading, operative, met, np.log1p(of_sentence), of_sentence / most_sentence[of], *around,
        np.log1p(sentence), np.log1p(place), place / np.maximum(size, 1), np.log1p(size), np.log1p(clause_place),
        np.log1p(clause_left), np.log1p(sentence_place), np.log1p(sentence_left), body, met * share, *said,
    ]).T  # fmt: skip


@cache
def packaged_marker() -> Marker:
    """Return the network that comes with ctlaw; it is read once.

    Raises
    ------
    ValueError
        When it was fitted on other features.
    """
    with np.load(Path(str(files("ctlaw").joinpath("data/model/evidence.npz"))), allow_pickle=False) as stored:
        if tuple(stored["features"]) != FEATURES:
            raise ValueError("ctlaw/data/model/evidence.npz: other features; run `python -m benchmarks.evidence fit`.")
        return Marker(*(stored[name].astype(np.float32) if stored[name].dtype == np.float16 else stored[name]
                        for name in Marker._fields))  # fmt: skip


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the end inwards to the nearest space, so that no word is cut, where there is one."""
    if 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        space = text.rfind(" ", max(start + 1, end - 25), end)
        end = space if space > start else end
    return _stripped(text, start, end)
