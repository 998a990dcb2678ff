"""Boosted trees as plain arrays: fitted by scikit-learn, stored without pickle, read by numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier

#: Fewer rows than this, or one class only, are no ground for trees: the share of the right is returned for all.
_FEWEST = 400
#: Rows that are looked up in all trees in one go.
_AT_ONCE = 500


@dataclass
class Trees:
    """Trees for one yes-or-no question.

    Attributes
    ----------
    feature : numpy.ndarray of int, (nodes,)
        Column that a node looks at; -1 for a leaf.
    threshold : numpy.ndarray, (nodes,)
        Up to this value a row goes left.
    left, right : numpy.ndarray of int, (nodes,)
    value : numpy.ndarray, (nodes,)
        What a leaf adds to the logit.
    roots : numpy.ndarray of int, (trees,)
    base : numpy.ndarray, (1,)
        The logit to begin with.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    base: np.ndarray

    @classmethod
    def fit(cls, columns: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> Trees:
        """Fit on rows (rows, columns) without missing values, their truth (0 or 1) and weight."""
        if len(truth) < _FEWEST or truth.min() == truth.max():
            share = np.clip(np.average(truth, weights=weight) if len(truth) else 0.5, 1e-3, 1 - 1e-3)
            none = np.zeros(0, dtype=np.int32)
            return cls(none, np.zeros(0), none, none, np.zeros(0), none, np.array([np.log(share / (1 - share))]))
        model = HistGradientBoostingClassifier(
            max_iter=100, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=60, l2_regularization=5.0,
            early_stopping=False, random_state=0,
        ).fit(columns, truth, sample_weight=weight)  # fmt: skip
        # scikit-learn has no public way to the nodes; tests/test_trees.py sees to it that these are they.
        nodes = [predictor.nodes for (predictor,) in model._predictors]
        starts = np.cumsum([0, *(len(n) for n in nodes)])
        joined = np.concatenate(nodes)
        shift = np.repeat(starts[:-1], [len(n) for n in nodes])
        leaf = joined["is_leaf"].astype(bool)
        return cls(
            feature=np.where(leaf, -1, joined["feature_idx"]).astype(np.int32),
            threshold=joined["num_threshold"].astype(np.float64),
            left=(joined["left"] + shift).astype(np.int32),
            right=(joined["right"] + shift).astype(np.int32),
            value=joined["value"].astype(np.float64),
            roots=starts[:-1].astype(np.int32),
            base=np.asarray(model._baseline_prediction, dtype=np.float64).reshape(1),
        )

    def probability(self, columns: np.ndarray) -> np.ndarray:
        """Return the probability of each row."""
        total = np.full(len(columns), self.base[0])
        for first in range(0, len(columns), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            total[part] += self._leaves(columns[part]).sum(axis=0)
        return np.asarray(expit(total))

    def _leaves(self, columns: np.ndarray) -> np.ndarray:
        """Return the value of the leaf that each row comes to in each tree, (trees, rows)."""
        size, width = columns.shape
        flat = np.ascontiguousarray(columns).ravel()
        at = np.repeat(self.roots, size)
        row = np.tile(np.arange(0, size * width, width), len(self.roots))  # where it begins in `flat`
        open_ = np.flatnonzero(self.feature.take(at) >= 0)
        while len(open_):
            here = at.take(open_)
            goes_left = flat.take(row.take(open_) + self.feature.take(here)) <= self.threshold.take(here)
            here = np.where(goes_left, self.left.take(here), self.right.take(here))
            at[open_] = here
            open_ = open_[self.feature.take(here) >= 0]
        return self.value.take(at).reshape(len(self.roots), size)
