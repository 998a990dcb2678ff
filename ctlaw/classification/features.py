"""Turn units into the matrices the estimator is fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np
from scipy import sparse

from ctlaw.classification.rules import packaged_rules, triggered
from ctlaw.classification.unit import Unit
from ctlaw.classification.words import packaged_words
from ctlaw.concepts import names

#: Ends of the length classes of a unit, in words.
_LENGTHS = (15, 30, 60, 120, 250, 500, 1000)
#: Words between two concepts that are read as a pair; how often a pair in the heading counts.
_REACH, _HEADING_PAIR = 12, 2


class Matrices(NamedTuple):
    """What the estimator reads of units, one row a unit.

    Attributes
    ----------
    x : scipy.sparse.csr_matrix
        `concept_matrix`, then the rules met.
    met : scipy.sparse.csr_matrix
        Rules met.
    pairs : scipy.sparse.csr_matrix
        `pair_matrix`.
    words : numpy.ndarray
        `WordVectors.of`; zeros for languages without vectors.
    """

    x: sparse.csr_matrix
    met: sparse.csr_matrix
    pairs: sparse.csr_matrix
    words: np.ndarray

    def rows(self, which: np.ndarray | slice) -> Matrices:
        """Return the rows that `which` names."""
        return Matrices(*(part[which] for part in self))

    def above(self, other: Matrices) -> Matrices:
        """Return the units of both, the other's below."""

        def below(first: sparse.csr_matrix, second: sparse.csr_matrix) -> sparse.csr_matrix:
            return sparse.vstack([first, second], format="csr")

        return Matrices(below(self.x, other.x), below(self.met, other.met), below(self.pairs, other.pairs),
                        np.vstack([self.words, other.words]))  # fmt: skip

    def with_rules(self, met: sparse.csr_matrix) -> Matrices:
        """Return the same as if the units met these rules."""
        x = sparse.hstack([self.x[:, : self.x.shape[1] - self.met.shape[1]], met], format="csr")
        return self._replace(x=x, met=met)


def matrices(units: Sequence[Unit]) -> tuple[Matrices, RuleHits]:
    """Return the matrices of `units`, and which rules each unit meets and where."""
    hits = RuleHits(units)
    x = sparse.hstack([concept_matrix(units), hits.matrix], format="csr")
    return Matrices(x, hits.matrix, pair_matrix(units), packaged_words().of(units)), hits


class RuleHits:
    """Which rules a unit meets, and where.

    Attributes
    ----------
    matrix : scipy.sparse.csr_matrix
        Units by rules; 1 where met.
    places : list of dict of int to list of int
        For each unit, the sentences that meet each rule.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        rules, table = packaged_rules(), triggered()
        rows, columns, self.places = [], [], []
        for i, unit in enumerate(units):
            met: dict[int, list[int]] = {}
            may = {j for c in unit.of_unit for j in table.get(c, ())} | set(table.get(None, ()))
            for j in sorted(may):
                places = rules[j].match(unit)
                if places is not None:
                    met[j] = places
                    rows.append(i)
                    columns.append(j)
            self.places.append(met)
        data = np.ones(len(rows), dtype=np.float32)
        self.matrix = sparse.csr_matrix((data, (rows, columns)), shape=(len(units), len(rules)))


def concept_matrix(units: Sequence[Unit]) -> sparse.csr_matrix:
    """Return units by (scope, concept): presence in unit, heading, opening and operative sentences, density; shape.

    Parameters
    ----------
    units : sequence of Unit

    Returns
    -------
    scipy.sparse.csr_matrix
        Six blocks: five of the number of concepts, one of the unit's shape.
    """
    n, size = len(names()), len(units)
    width = 5 * n + len(_LENGTHS) + 2
    words = np.array([unit.words for unit in units], dtype=np.int64)
    hits, of = _hits(units)
    counted, count = np.unique(of * n + hits[:, 0], return_counts=True)
    of, concept = np.divmod(counted, n)
    # Rare concepts in a long unit are asides: density tells the theme from the aside.
    density = np.minimum(1.5, np.sqrt(count) * (1.0 / np.sqrt(np.maximum(30, words)))[of] * 5)
    row = np.arange(size) * width
    present = [row + 5 * n + np.searchsorted(_LENGTHS, words), row[[bool(unit.heading) for unit in units]] + width - 1]
    for block, scope in ((0, "unit"), (2, "heading"), (3, "lead"), (4, "operative")):
        sets = [getattr(unit, f"of_{scope}") for unit in units]
        concepts = np.fromiter(chain.from_iterable(sets), dtype=np.int64)
        present.append(np.repeat(row, [len(own) for own in sets]) + block * n + concepts)
    places = np.concatenate([of * width + n + concept, *present])
    return _matrix(places, np.concatenate([density, np.ones(len(places) - len(density))]), (size, width))


def _hits(units: Sequence[Unit]) -> tuple[np.ndarray, np.ndarray]:
    """Return the hits of all units, and the number of the unit that each is of."""
    sizes = [len(unit.hits) for unit in units]
    return np.concatenate([np.zeros((0, 5), dtype=np.int64), *(unit.hits for unit in units)]), np.repeat(
        np.arange(len(units)), sizes
    )


def _matrix(places: np.ndarray, values: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Return the matrix of `values` at `places` (row * width + column), each place once."""
    order = np.argsort(places)
    row, column = np.divmod(places[order], shape[1])
    starts = np.searchsorted(row, np.arange(shape[0] + 1))
    return sparse.csr_matrix((values[order].astype(np.float32), column.astype(np.int32), starts), shape=shape)


def pair_matrix(units: Sequence[Unit]) -> sparse.csr_matrix:
    """Return units by pair of concepts: how often two stand near each other in one sentence, or both in the heading.

    "Freeze" and "funds" in one clause say more than both somewhere in a long section. Column ``a * n + b`` is the pair
    of concepts a < b of n; counts are damped by the logarithm.

    Parameters
    ----------
    units : sequence of Unit

    Returns
    -------
    scipy.sparse.csr_matrix
    """
    n = len(names())
    hits, of = _hits(units)
    concept, word, sentence = hits[:, 0], hits[:, 3], hits[:, 4]
    places = []
    first, ahead = np.arange(len(hits)), 0
    while len(first):  # with the next hit, the one after that, and so on, while they are near
        ahead += 1
        first = first[: np.searchsorted(first, len(hits) - ahead)]
        other = first + ahead
        near = (of[other] == of[first]) & (sentence[other] == sentence[first]) & (word[other] - word[first] <= _REACH)
        first, other = first[near], other[near]
        a, b = np.minimum(concept[first], concept[other]), np.maximum(concept[first], concept[other])
        places.append(((of[first] * n + a) * n + b)[a != b])
    for i, unit in enumerate(units):
        pairs = [(i * n + a) * n + b for a, b in combinations(sorted(unit.of_heading), 2)]
        places.append(np.array(pairs * _HEADING_PAIR, dtype=np.int64))
    counted, count = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *places]), return_counts=True)
    return _matrix(counted, 1 + np.log(count), (len(units), n * n))


@cache
def feature_names() -> list[str]:
    """Return the name of each column of `concept_matrix`."""
    blocks = ("unit", "density", "heading", "lead", "operative")
    return (
        [f"{b}:{c}" for b in blocks for c in names()]
        + [f"length:{e}" for e in range(len(_LENGTHS) + 1)]
        + ["has_heading"]
    )
