"""First stage: several views of which code a unit bears, each a score for every code.

All views read concepts, so that what is learnt on some languages holds in another that has a lexicon.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from ctlaw.classification.features import Matrices
from ctlaw.concepts import names

#: Neighbours that vote; strength of the penalty of the kernel machines; weight of the block of rules.
_NEIGHBOURS, _PENALTY, _RULES = 15, 0.5, 2.0
#: A pair of concepts is read when at least so many training units have it, and at most this share of them.
_FEWEST_PAIR, _COMMONEST_PAIR = 4, 0.3
#: Of a large training set the bank keeps about so many units of each code, and no fewer than so many in all.
_LANDMARKS, _FEWEST = 120, 1000
#: What is added to the diagonal where the scores of all units are carried over to the kept ones.
_CARRIED = 0.01
#: A training set of up to so many units is kept whole.
SMALL = 4000
#: Columns that more than this share of the training units have are common; units that are compared in one go.
_COMMON, _AT_ONCE = 0.05, 256


def idf(x: sparse.csr_matrix) -> np.ndarray:
    """Return how telling each column is: the rarer, the more."""
    present = np.asarray((x > 0).sum(axis=0)).ravel()
    return (np.log((x.shape[0] + 1) / (present + 1)) + 0.1).astype(np.float32)


def _unit_rows(x: sparse.csr_matrix) -> sparse.csr_matrix:
    norms = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel())
    return (sparse.diags(1.0 / np.maximum(norms, 1e-9)) @ x).tocsr().astype(np.float32)


def scaled(x: sparse.csr_matrix, weight: np.ndarray) -> sparse.csr_matrix:
    """Return `x` weighted by column and brought to length 1 by row."""
    return _unit_rows((x @ sparse.diags(weight)).tocsr())


def balanced(x: sparse.csr_matrix, weight: np.ndarray) -> sparse.csr_matrix:
    """Return `x` weighted by column, each block of columns (unit, density, heading ...) brought to its own length."""
    n = len(names())
    x = (x @ sparse.diags(weight)).tocsc()
    edges = [0, n, 2 * n, 3 * n, 4 * n, 5 * n, x.shape[1]]
    shares = [1.0] * 5 + [_RULES]
    blocks = [
        _unit_rows(x[:, a:b].tocsr()) * np.float32(np.sqrt(share / sum(shares)))
        for a, b, share in zip(edges, edges[1:], shares, strict=False)
    ]
    return sparse.hstack(blocks, format="csr").astype(np.float32)


class _Bank:
    """Training units, ready to be compared with others.

    Columns that many of them have are multiplied as dense matrices, which is faster there; the others as sparse ones.
    """

    def __init__(self, rows: sparse.csr_matrix) -> None:
        share = np.bincount(rows.indices, minlength=rows.shape[1]) / rows.shape[0]
        self.common, self.rare = np.flatnonzero(share > _COMMON), np.flatnonzero(share <= _COMMON)
        self._common = rows[:, self.common].toarray().T
        self._rare = rows[:, self.rare].T.tocsr()

    def alike(self, rows: sparse.csr_matrix) -> np.ndarray:
        """Return near + near^2, where near is the product of each of `rows` and each training unit."""
        near = rows[:, self.common].toarray() @ self._common
        near += (rows[:, self.rare] @ self._rare).toarray()
        near += near * near
        return near


def _joint(banks: tuple[_Bank, _Bank], w: sparse.csr_matrix, b: sparse.csr_matrix) -> np.ndarray:
    """Return how alike units and training units are as `scaled` and as `balanced` rows, in the mean."""
    total = banks[0].alike(w)
    total += banks[1].alike(b)
    total /= 4
    return total


@dataclass
class Pairs:
    """A kernel machine, and neighbours, over pairs of concepts that stand near each other.

    Attributes
    ----------
    columns : numpy.ndarray of int
        The pairs that are read, as columns of `pair_matrix`.
    weight : numpy.ndarray
        How telling each of them is.
    bank : scipy.sparse.csr_matrix, (kept training units, pairs)
    dual : numpy.ndarray, (kept training units, codes)
    """

    columns: np.ndarray
    weight: np.ndarray
    bank: sparse.csr_matrix
    dual: np.ndarray

    @classmethod
    def fit(cls, pairs: sparse.csr_matrix, target: np.ndarray, share: np.ndarray, kept: np.ndarray) -> Pairs:
        """Fit on `pair_matrix`, the codes less the share of each, the weight of each unit, and what the bank keeps."""
        present = np.asarray((pairs > 0).sum(axis=0)).ravel()
        columns = np.flatnonzero((present >= _FEWEST_PAIR) & (present <= max(1.0, _COMMONEST_PAIR * pairs.shape[0])))
        read = pairs[:, columns]
        weight = idf(read)
        rows = scaled(read, weight)
        dual = _solve(_Bank(rows).alike(rows), target, share, kept)
        return cls(columns.astype(np.int32), weight, rows[kept], dual)

    @cached_property
    def _bank(self) -> _Bank:
        return _Bank(self.bank)

    def kernel(self, rows: sparse.csr_matrix) -> np.ndarray:
        """Return how alike each of `rows` (weighted) and each training unit are."""
        return self._bank.alike(rows)

    def rows(self, pairs: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return `pair_matrix` of new units as `kernel` takes it."""
        return scaled(pairs[:, self.columns], self.weight)


def landmarks(target: np.ndarray) -> np.ndarray:
    """Return the positions of the training units that the bank keeps, in order.

    A unit stands in it when one of its codes has fewer than `_LANDMARKS` units there yet; the draw is fixed. Units
    without a code teach what the kept ones weigh, and are kept only where others are too few.
    """
    bearing = np.asarray(target.any(axis=1))
    drawn = np.random.default_rng(0).permutation(len(target))
    count, kept = np.zeros(target.shape[1], dtype=int), []
    for i in drawn[bearing[drawn]]:
        own = np.flatnonzero(target[i])
        if (count[own] < _LANDMARKS).any():
            kept.append(i)
            count[own] += 1
    others = drawn[~bearing[drawn]][: max(0, _FEWEST - len(kept))]
    return np.sort(np.concatenate([kept, others]).astype(int))


def _solve(gram: np.ndarray, target: np.ndarray, share: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return the dual of kernel ridge, carried by the units `kept`; near-duplicates share one unit's weight.

    All units are fitted. What they teach is then projected onto what the kept ones span in the kernel's space, with a
    small ridge (subset of regressors; Rasmussen and Williams 2006, 8.3.1).
    """
    gram = gram.astype(np.float32, copy=False)  # the penalties keep it well-conditioned; it is symmetric
    whole = gram.copy()
    whole[np.diag_indices_from(whole)] += (_PENALTY / share).astype(np.float32)
    dual = cho_solve(cho_factor(whole.T, overwrite_a=True, check_finite=False), target.astype(np.float32))
    if len(kept) < len(gram):
        part = gram[np.ix_(kept, kept)]
        part[np.diag_indices_from(part)] += np.float32(_CARRIED)
        dual = cho_solve(cho_factor(part.T, overwrite_a=True, check_finite=False), gram[kept] @ dual)
    return np.asarray(dual, dtype=np.float32)


def _squared(near: np.ndarray) -> np.ndarray:
    """Return near + near^2."""
    return np.asarray(near + near * near)


def _vote(near: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the codes of the nearest training units, weighted by nearness."""
    k = min(_NEIGHBOURS, near.shape[1])
    best = np.argpartition(-near, k - 1, axis=1)[:, :k]
    value = np.take_along_axis(near, best, axis=1) ** 2
    return np.einsum("ij,ijk->ik", value, codes[best]) / (value.sum(axis=1, keepdims=True) + 1e-3)


@dataclass
class Views:
    """Fitted first-stage views.

    Attributes
    ----------
    weight : numpy.ndarray, (features,)
    bank : scipy.sparse.csr_matrix, (kept training units, features)
        Which concepts and rules they have; no text.
    bank_codes : numpy.ndarray, (kept training units, codes and what else neighbours vote on)
    dual : numpy.ndarray, (kept training units, codes)
        Of the kernel machine.
    mean : numpy.ndarray, (codes,)
    centre : numpy.ndarray, (features, codes)
    words : numpy.ndarray, (kept training units, SIZE)
        Vectors of what they say, one a unit.
    words_dual : numpy.ndarray, (kept training units, codes)
        Of the kernel machine over these.
    pairs : Pairs
    """

    weight: np.ndarray
    bank: sparse.csr_matrix
    bank_codes: np.ndarray
    dual: np.ndarray
    mean: np.ndarray
    centre: np.ndarray
    words: np.ndarray
    words_dual: np.ndarray
    pairs: Pairs

    @cached_property
    def _banks(self) -> tuple[_Bank, _Bank]:
        return _Bank(scaled(self.bank, self.weight)), _Bank(balanced(self.bank, self.weight))

    @classmethod
    def fit(cls, units: Matrices, y: np.ndarray, voted: np.ndarray, sample_weight: np.ndarray | None = None,
            small: bool = True) -> Views:  # fmt: skip
        """Fit all views.

        Parameters
        ----------
        units : Matrices
        y : numpy.ndarray, (units, codes and what else is to be scored), 0 or 1
        voted : numpy.ndarray, (units, codes), 0 or 1
            What neighbours vote on besides: the primary code. The codes are the first columns of `y`.
        sample_weight : numpy.ndarray, (units,), optional
        small : bool
            Keep all units in the bank, not `landmarks` alone.
        """
        x = units.x
        weight = idf(x)
        kept = np.arange(len(y)) if small else landmarks(y[:, : voted.shape[1]])
        target = y.astype(np.float64)
        share = np.ones(len(y)) if sample_weight is None else sample_weight.astype(np.float64)
        mean = (target * share[:, None]).sum(axis=0) / share.sum()
        w = scaled(x, weight)
        centre = np.asarray(w.T @ (target * share[:, None]))
        centre /= np.maximum(np.sqrt((centre**2).sum(axis=0)), 1e-9)
        b, known = balanced(x, weight), units.words
        # Kernel ridge: concepts of one unit count together by the squares.
        dual = _solve(_joint((_Bank(w), _Bank(b)), w, b), target - mean, share, kept)
        return cls(weight, x[kept].tocsr(), np.hstack([y, voted])[kept].astype(np.int8), dual,
                   mean.astype(np.float32), centre.astype(np.float32),
                   known[kept], _solve(_squared(known @ known.T), target - mean, share, kept),
                   Pairs.fit(units.pairs, target - mean, share, kept))  # fmt: skip

    def scores(self, units: Matrices) -> dict[str, np.ndarray]:
        """Return, by view, an array (units, columns of `y` in fitting; where neighbours vote, those of `voted` too)."""
        x = units.x
        w, b, p = scaled(x, self.weight), balanced(x, self.weight), self.pairs.rows(units.pairs)
        widths = {"kernel": self.dual, "neighbours": self.bank_codes, "pairs": self.dual,
                  "pairs_near": self.bank_codes, "words": self.dual, "words_near": self.bank_codes}  # fmt: skip
        found = {name: np.zeros((x.shape[0], of.shape[1]), dtype=np.float32) for name, of in widths.items()}
        codes = self.bank_codes.astype(np.float32)
        for start in range(0, x.shape[0], _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            near = _joint(self._banks, w[part], b[part])
            found["kernel"][part] = near @ self.dual + self.mean
            found["neighbours"][part] = _vote(near, codes)
            near = self.pairs.kernel(p[part])
            found["pairs"][part] = near @ self.pairs.dual + self.mean
            found["pairs_near"][part] = _vote(near, codes)
            near = _squared(units.words[part] @ self.words.T)
            found["words"][part] = near @ self.words_dual + self.mean
            found["words_near"][part] = _vote(near, codes)
        unknown = ~units.words.any(axis=1)  # without vectors, concepts stand in for words
        found["words"][unknown], found["words_near"][unknown] = found["kernel"][unknown], found["neighbours"][unknown]
        return {**found, "centre": np.asarray(w @ self.centre)}
