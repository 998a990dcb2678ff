"""First stage: several views of which code a unit bears, each a score for every code.

All views read concepts, so that what is learnt on some languages holds in another that has a lexicon.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from ctlaw.concepts import names

#: Neighbours that vote; strength of the penalty of the kernel machine; weight of the block of rules.
_NEIGHBOURS, _PENALTY, _RULES = 15, 0.5, 2.0


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


@dataclass
class Views:
    """Fitted first-stage views.

    Attributes
    ----------
    weight : numpy.ndarray, (features,)
    bank : scipy.sparse.csr_matrix, (training units, features)
        Which concepts and rules the training units have; no text.
    bank_codes : numpy.ndarray, (training units, codes)
    dual : numpy.ndarray, (training units, codes)
        Of the kernel machine.
    mean : numpy.ndarray, (codes,)
    centre : numpy.ndarray, (features, codes)
    """

    weight: np.ndarray
    bank: sparse.csr_matrix
    bank_codes: np.ndarray
    dual: np.ndarray
    mean: np.ndarray
    centre: np.ndarray

    @cached_property
    def _sides(self) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        return scaled(self.bank, self.weight), balanced(self.bank, self.weight)

    @classmethod
    def fit(cls, x: sparse.csr_matrix, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Views:
        """Fit all views.

        Parameters
        ----------
        x : scipy.sparse.csr_matrix, (units, features)
        y : numpy.ndarray, (units, codes and what else is to be scored), 0 or 1
        sample_weight : numpy.ndarray, (units,), optional
        """
        weight = idf(x)
        target = y.astype(np.float64)
        share = np.ones(len(y)) if sample_weight is None else sample_weight.astype(np.float64)
        mean = (target * share[:, None]).sum(axis=0) / share.sum()
        w = scaled(x, weight)
        centre = np.asarray(w.T @ (target * share[:, None]))
        centre /= np.maximum(np.sqrt((centre**2).sum(axis=0)), 1e-9)
        views = cls(weight, x.tocsr(), y.astype(np.int8), np.zeros(y.shape, np.float32), mean.astype(np.float32),
                    centre.astype(np.float32))  # fmt: skip
        views._sides = (w, balanced(x, weight))
        # Kernel ridge: pairs of concepts count by the squares; near-duplicates share one unit's weight.
        gram = views._kernel(*views._sides).astype(np.float64)
        gram[np.diag_indices_from(gram)] += _PENALTY / share
        views.dual = cho_solve(cho_factor(gram, overwrite_a=True, check_finite=False), target - mean).astype(np.float32)
        return views

    def _kernel(self, w: sparse.csr_matrix, b: sparse.csr_matrix) -> np.ndarray:
        total = np.zeros((w.shape[0], self.bank.shape[0]), dtype=np.float32)
        for left, right in zip((w, b), self._sides, strict=True):
            near = (left @ right.T).toarray()
            total += near + near**2
        return total / 4

    def scores(self, x: sparse.csr_matrix) -> dict[str, np.ndarray]:
        """Return, by view, an array (units, columns of `y` in fitting)."""
        w, b = scaled(x, self.weight), balanced(x, self.weight)
        kernel = np.zeros((x.shape[0], self.dual.shape[1]), dtype=np.float32)
        neighbours = np.zeros_like(kernel)
        codes = self.bank_codes.astype(np.float32)
        k = min(_NEIGHBOURS, self.bank.shape[0])
        for start in range(0, x.shape[0], 512):
            part = slice(start, start + 512)
            near = self._kernel(w[part], b[part])
            kernel[part] = near @ self.dual + self.mean
            best = np.argpartition(-near, k - 1, axis=1)[:, :k]
            value = np.take_along_axis(near, best, axis=1) ** 2
            neighbours[part] = np.einsum("ij,ijk->ik", value, codes[best]) / (value.sum(axis=1, keepdims=True) + 1e-9)
        return {"kernel": kernel, "centre": np.asarray(w @ self.centre), "neighbours": neighbours}
