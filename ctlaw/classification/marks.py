"""What stands on and beside each word of a unit: what the networks that look for evidence are told.

Concepts (above all those that speak for the code, those of the rules met, of the heading, of commands and punishment);
what the word says, and whether marked words say the like; signs beside it; place in clause, sentence and text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy import sparse

from ctlaw.classification.network import WordInputs
from ctlaw.classification.unit import OPERATIVE, Unit
from ctlaw.classification.words import packaged_words
from ctlaw.concepts import lexicon, names

#: So many words of a unit are looked at; words of a language whose vectors are remembered.
_MOST_WORDS, _REMEMBERED = 15_000, 20_000
#: A word, or a character of a script without spaces.
WORD = re.compile(r"[\u3040-\u9fff\u1780-\u17ff]|[\w\u0300-\u036f\u064b-\u065f\u0900-\u0dff]+")
_WORDS = re.compile(f"({WORD.pattern})")
_CLAUSE = re.compile(r"[,;:.()\n—–«»\"“”、，；：。؛،]")
#: What may stand between two words, the most telling first; then come other signs, spaces, and nothing.
_BETWEEN = ("\n", ";；؛", ".。।", ":：", ",，،、", "(（[", ")）]", "–—-−", "«\"“‘'", "»”’")
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


@dataclass(frozen=True, eq=False)
class Said:
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
    _of: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def of(self, code: str) -> np.ndarray:
        """Return how far each word goes in the direction of `code`, (rows + 1,): the last stands for -1, no word."""
        [place] = np.nonzero(self.codes == code)
        known = code if len(place) else ""
        if known not in self._of:
            way = self.own[place[0]] if len(place) else self.any
            self._of[known] = np.append(packaged_words().vectors @ way, np.float32(0))
        return self._of[known]


def word_features(wanted: Sequence[Wanted], said: Said) -> tuple[WordInputs, list[tuple[np.ndarray, np.ndarray]]]:
    """Return what is weighed of each word (`FEATURES` not yet scaled), and the places of the words of each unit."""
    read: dict[int, _Words] = {}
    gate_of = {code: k for k, code in enumerate(said.codes.tolist())}
    units, marks, gates = [], [], []
    for one in wanted:
        if id(one.unit) not in read:
            read[id(one.unit)] = _Words.of(one.unit, said.of(""))
        unit = read[id(one.unit)]
        units.append(unit)
        marks.append(unit.marks(one, said.of(one.code)))
        gates.append(gate_of.get(one.code, len(gate_of)))
    lengths = np.array([len(unit.start) for unit in units], dtype=np.int64)
    first = np.cumsum(lengths) - lengths
    at = np.concatenate([unit.at + begin for unit, begin in zip(units, first, strict=True)])
    concept = np.concatenate([unit.concept for unit in units])
    columns = _columns(np.concatenate(marks), np.append(first, lengths.sum()))
    words = WordInputs(
        np.hstack([columns, np.concatenate([unit.signs for unit in units])], dtype=np.float32, casting="same_kind"),
        np.concatenate([unit.rows for unit in units]),
        sparse.csr_matrix((np.ones(len(at), dtype=np.float32), (at, concept)), shape=(lengths.sum(), len(names()))),
        np.repeat(gates, lengths),
        lengths,
    )
    return words, [(unit.start, unit.end) for unit in units]


_MARKS = ("weight", "rule", "heading", "operative", "met", "sentence", "clause", "body", "own", "any")
_KINDS = len(_BETWEEN) + 3
#: Columns of the features of words.
FEATURES = (
    "weight", "weight_share", "rule", "heading", "operative", "met", "sentence_weight", "sentence_share",
    *(f"{mark}_{back}_{ahead}" for mark in ("weight", "rule", "heading", "operative") for back, ahead in _AROUND),
    "sentence", "place", "place_share", "words", "clause_place", "clause_left", "sentence_place", "sentence_left",
    "in_body", "met_weight",
    *(f"{mark}{place}" for mark in ("own", "any")
      for place in ("", *(f"_{back}_{ahead}" for back, ahead in _AROUND), "_behind_best")),
    *(f"{side}_{kind}" for side in ("before", "after") for kind in range(_KINDS)), "number", "capital", "letter",
)  # fmt: skip
#: How many of them, at the end, are signs: 0 or 1, and the same for all codes.
SIGNS = 2 * _KINDS + 3


class _Words(NamedTuple):
    """The words of a unit and the concepts on them."""

    start: np.ndarray
    end: np.ndarray
    at: np.ndarray
    concept: np.ndarray
    common: np.ndarray
    signs: np.ndarray
    rows: np.ndarray

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
        between = np.fromiter(map(_kinds.__getitem__, pieces[:-1:2]), dtype=np.int64, count=len(start))
        common[:, 6] = np.cumsum(between >> 4)
        common[:, 7] = start >= unit.start
        known = _known(unit.language[:2].lower())
        shapes = np.fromiter(map(known.__getitem__, pieces[1::2]), dtype=np.int64, count=len(start))
        if lexicon(unit.language).unspaced:  # a row is that of a character and the next
            rows = packaged_words().rows_at(unit.text, unit.language, start, end)
        else:
            rows = (shapes >> 3) - 1
        common[:, 9] = any_[rows]
        return cls(start, end, at, concept, common, _signs(between & 15, shapes), rows)

    def marks(self, one: Wanted, own: np.ndarray) -> np.ndarray:
        """Return `_MARKS` of each word for one code, which says what `own` says."""
        out = self.common.copy()
        np.maximum.at(out[:, 0], self.at, one.weight[self.concept])
        out[self.at[_member(one.concepts)[self.concept]], 1] = 1
        out[:, 4] = np.isin(out[:, 5], list(one.places))
        out[:, 8] = own[self.rows]
        return out


class _Known(dict[str, int]):
    """Words as they stand in texts, by row and shape: a law says the same words again and again.

    The row among the vectors of words, plus one, times eight; four for a digit, two for a capital, one for a letter
    alone.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> int:
        row = int(packaged_words().rows_at(word, self.language, np.array([0]), np.array([len(word)]))[0])
        shape = (row + 1) << 3 | word[0].isdigit() << 2 | word[0].isupper() << 1 | (len(word) == 1)
        if len(self) < _REMEMBERED:
            self[word] = shape
        return shape


@cache
def _known(language: str) -> _Known:
    return _Known(language)


class _Kinds(dict[str, int]):
    """Kinds of what stands between two words, and sixteen times the clauses that end there."""

    def __missing__(self, piece: str) -> int:
        kind = len(_BETWEEN) + (0 if piece.strip() else 1 if piece else 2)
        for k, signs in reversed([*enumerate(_BETWEEN)]):
            if any(sign in piece for sign in signs):
                kind = k
        kind += len(_CLAUSE.findall(piece)) << 4
        if len(self) < _REMEMBERED and len(piece) < 10:
            self[piece] = kind
        return kind


_kinds = _Kinds()


def _signs(before: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Return the last `SIGNS` of the features of each word, from the kind of what stands before it and its shape."""
    found = np.zeros((len(shapes), SIGNS), dtype=np.float32)
    around = np.append(before, 0)  # a text begins and ends like a line
    around[0] = 0
    place = np.arange(len(shapes))
    found[place, around[:-1]] = 1
    found[place, _KINDS + around[1:]] = 1
    for bit in (1, 2, 3):
        found[:, -bit] = shapes >> (bit - 1) & 1
    return found


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
