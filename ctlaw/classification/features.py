"""Turn units into the matrices the estimator is fitted on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy import sparse

from ctlaw.classification.rules import packaged_rules, triggered
from ctlaw.classification.unit import Unit
from ctlaw.concepts import names

#: Ends of the length classes of a unit, in words.
_LENGTHS = (15, 30, 60, 120, 250, 500, 1000)
#: Words between two concepts that are read as a pair; how much a pair in the heading counts; most pairs a unit has.
_REACH, _HEADING_PAIR, _MOST_PAIRS = 12, 2, 20_000


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
    """

    x: sparse.csr_matrix
    met: sparse.csr_matrix
    pairs: sparse.csr_matrix

    def rows(self, which: np.ndarray | slice) -> Matrices:
        """Return the rows that `which` names."""
        return Matrices(self.x[which], self.met[which], self.pairs[which])

    def above(self, other: Matrices) -> Matrices:
        """Return the units of both, the other's below."""
        return Matrices(*(sparse.vstack(both, format="csr") for both in zip(self, other, strict=True)))

    def with_rules(self, met: sparse.csr_matrix) -> Matrices:
        """Return the same as if the units met these rules."""
        x = sparse.hstack([self.x[:, : self.x.shape[1] - self.met.shape[1]], met], format="csr")
        return Matrices(x, met, self.pairs)


def matrices(units: Sequence[Unit]) -> tuple[Matrices, RuleHits]:
    """Return the matrices of `units`, and which rules each unit meets and where."""
    hits = RuleHits(units)
    x = sparse.hstack([concept_matrix(units), hits.matrix], format="csr")
    return Matrices(x, hits.matrix, pair_matrix(units)), hits


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
    n = len(names())
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for unit in units:
        counts: dict[int, int] = {}
        for hit in unit.hits:
            counts[hit.concept] = counts.get(hit.concept, 0) + 1
        heading = unit.of_heading
        rows: list[tuple[int, float]] = []
        for c in unit.of_unit:
            rows.append((c, 1.0))
        # Rare concepts in a long unit are asides: density tells the theme from the aside.
        scale = 1.0 / math.sqrt(max(30, unit.words))
        for c, k in counts.items():
            rows.append((n + c, min(1.5, math.sqrt(k) * scale * 5)))
        rows.extend((2 * n + c, 1.0) for c in heading)
        rows.extend((3 * n + c, 1.0) for c in unit.of_lead)
        rows.extend((4 * n + c, 1.0) for c in unit.of_operative)
        length = sum(unit.words > edge for edge in _LENGTHS)
        rows.append((5 * n + length, 1.0))
        if unit.heading:
            rows.append((5 * n + len(_LENGTHS) + 1, 1.0))
        rows.sort()
        columns.extend(c for c, _ in rows)
        data.extend(v for _, v in rows)
        starts.append(len(columns))
    width = 5 * n + len(_LENGTHS) + 2
    return sparse.csr_matrix(
        (np.asarray(data, dtype=np.float32), np.asarray(columns, dtype=np.int32), np.asarray(starts)),
        shape=(len(units), width),
    )


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
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for unit in units:
        counts: dict[int, int] = {}
        for left, hit in enumerate(unit.hits):
            for other in unit.hits[left + 1 :]:
                if other.sentence != hit.sentence or other.word - hit.word > _REACH or len(counts) > _MOST_PAIRS:
                    break
                if other.concept != hit.concept:
                    a, b = sorted((hit.concept, other.concept))
                    counts[a * n + b] = counts.get(a * n + b, 0) + 1
        for a, b in combinations(sorted(unit.of_heading), 2):
            counts[a * n + b] = counts.get(a * n + b, 0) + _HEADING_PAIR
        columns.extend(sorted(counts))
        data.extend(1 + math.log(counts[c]) for c in sorted(counts))
        starts.append(len(columns))
    return sparse.csr_matrix(
        (np.asarray(data, dtype=np.float32), np.asarray(columns, dtype=np.int32), np.asarray(starts)),
        shape=(len(units), n * n),
    )


@cache
def feature_names() -> list[str]:
    """Return the name of each column of `concept_matrix`."""
    blocks = ("unit", "density", "heading", "lead", "operative")
    return (
        [f"{b}:{c}" for b in blocks for c in names()]
        + [f"length:{e}" for e in range(len(_LENGTHS) + 1)]
        + ["has_heading"]
    )
