"""The fitted estimator: views of every code, joined by one calibrated second stage, with thresholds.

The second stage is pooled: it learns once, over all codes, how far to trust the reviewed rules and each view, so that a
code with few examples profits from what was learnt on others. It is fitted on scores for jurisdictions that the first
stage has not seen: a logistic regression picks candidates, boosted trees weigh them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import logit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

from ctlaw.classification.evidence import Marker
from ctlaw.classification.features import Matrices, matrices
from ctlaw.classification.folds import grouped_folds
from ctlaw.classification.rules import packaged_rules
from ctlaw.classification.trees import Trees
from ctlaw.classification.unit import Unit, read_unit
from ctlaw.classification.views import SMALL, Pairs, Views
from ctlaw.concepts import names

_FOLDS = 5
#: Whoever wrote rules and lexicons had read part of the training units, which flatters the rules there. On provisions
#: that nobody had read (`python -m benchmarks.unread`) they find a fifth less of what is there, and more of what they
#: find is wrong. On the units that were read, rules are therefore made to err so before the second stage is fitted:
#: this share of right hits is taken away, and wrong hits weigh so much more.
_LOST, _WRONG = 0.2, 2.0
#: The trees weigh what the regression holds for possible at least so far (a logit).
_POSSIBLE = float(np.log(0.004))
#: In a coded target: the primary code of a unit. A code less probable than this is not asked whether it is primary.
PRIMARY, _MAY_LEAD = 2, 0.03
#: What finding the primary code counts, beside F1, when thresholds are chosen.
_PRIMARY_COUNTS = 0.25


class ProvisionClassifier(ClassifierMixin, BaseEstimator):
    """Codes of provisions from language, heading and text.

    Parameters
    ----------
    codes : sequence of str
        The codes of the taxonomy, in order.
    threshold : float, optional
        Accept codes with at least this probability; by default the threshold found in fitting.
    marker : Marker, optional
        What finds the evidence of a code; by default the packaged one. It is not saved with the estimator.

    Attributes
    ----------
    classes_ : numpy.ndarray of str
        The codes.
    threshold_, threshold_first_ : float
        From which probability a code is accepted; from which the best code of a unit is.
    share_ : numpy.ndarray, (codes,)
        How often each code, where it is borne, is the primary one.

    Examples
    --------
    >>> ProvisionClassifier(codes=["a.b"]).get_params()["codes"]
    ['a.b']
    """

    def __init__(self, codes: Sequence[str] = (), threshold: float | None = None,
                 marker: Marker | None = None) -> None:  # fmt: skip
        self.codes = codes
        self.threshold = threshold
        self.marker = marker

    def fit(
        self, X: Any, y: Any, groups: Sequence[str] | None = None, sample_weight: np.ndarray | None = None,
        unread: np.ndarray | None = None,
    ) -> ProvisionClassifier:  # fmt: skip
        """Fit on units and their codes.

        Parameters
        ----------
        X : pandas.DataFrame or list of Unit
            Columns language, text, optionally heading.
        y : array (units, codes), or list of lists of codes, the primary one first
            An array holds 1 where a unit bears a code and `PRIMARY` where it is the primary one.
        groups : sequence of str, optional
            Jurisdiction of each unit: inner folds keep a group on one side. By default each unit is its own group.
        sample_weight : numpy.ndarray, optional
        unread : numpy.ndarray of bool, optional
            Units that nobody who wrote rules or lexicons had seen; by default none.

        Returns
        -------
        ProvisionClassifier
        """
        return self.fit_matrices(matrices(_units(X))[0], y, groups, sample_weight, unread)

    def fit_matrices(self, units: Matrices, y: Any, groups: Sequence[str] | None = None,
                     sample_weight: np.ndarray | None = None,
                     unread: np.ndarray | None = None,
                     words: Callable[[Collection[str]], np.ndarray] | None = None) -> ProvisionClassifier:  # fmt: skip
        """Fit on what `matrices` returns for the units; else as `fit`.

        `words` returns the vectors of words of all units as they are without the texts of the groups named: the second
        stage then learns how far to trust them in a jurisdiction whose texts they do not know.
        """
        self.classes_ = np.asarray(list(self.codes))
        target = self._target(y)
        primary = (target == PRIMARY).astype(np.int8)
        target = np.minimum(target, 1)
        if len(self.classes_) < 2 or not target.any():
            raise ValueError("`y` must give at least one unit a code, out of two codes or more.")
        size = units.x.shape[0]
        small = size <= SMALL
        groups = list(groups) if groups is not None else [str(i) for i in range(size)]
        folds = grouped_folds(groups, min(_FOLDS, len(set(groups))))
        stacked = np.zeros((size, len(self.classes_), len(_COLUMNS)), dtype=np.float32)
        leading = np.zeros((size, len(self.classes_), len(_VOTES)), dtype=np.float32)
        broad, weights = self._broad(target), np.ones(size) if sample_weight is None else sample_weight
        unread = np.zeros(size, dtype=bool) if unread is None else np.asarray(unread, dtype=bool)
        honest = as_if_unread(units, target, self.classes_, unread)
        weight = np.repeat(weights[:, None], len(self.classes_), axis=1)
        for fold in np.unique(folds):
            out = folds == fold
            vectors = units.words if words is None else words({groups[i] for i in np.flatnonzero(out)})
            views = Views.fit(units._replace(words=vectors).rows(~out), broad[~out], primary[~out], weights[~out],
                              small)  # fmt: skip
            trust = rule_trust(honest.met[~out], target[~out], self.classes_, weights[~out])
            held = honest._replace(words=vectors).rows(out)
            stacked[out], leading[out] = self._stack(views, trust, held)
            wrong = (rule_scores(held.met, self.classes_, trust)[:, :, 2] > 0) & (target[out] == 0)
            weight[out] = np.where(wrong & ~unread[out][:, None], weight[out] * _WRONG, weight[out])
        self.views_ = Views.fit(units, broad, primary, sample_weight, small)
        self.trust_ = rule_trust(honest.met, target, self.classes_, weights)
        self._fit_second(stacked, target, weight)
        held_out = self._fit_trees(stacked, target, weight, folds)
        leads = self._fit_first(held_out, leading, stacked, target, primary, weights, folds)
        self.threshold_first_, self.threshold_ = _best_thresholds(held_out, leads, target, primary, weight)
        return self

    def _pillars(self) -> tuple[np.ndarray, int]:
        """Return the number of each code's pillar (by its prefix), and how many there are."""
        prefixes = [str(code).split(".")[0] for code in self.classes_]
        order = sorted(set(prefixes))
        return np.array([order.index(p) for p in prefixes]), len(order)

    def _broad(self, target: np.ndarray) -> np.ndarray:
        """Return codes, then pillars, then "any code", as columns."""
        of, count = self._pillars()
        pillars = np.stack([target[:, of == k].max(axis=1) for k in range(count)], axis=1)
        return np.hstack([target, pillars, target.max(axis=1, keepdims=True)])

    def _target(self, y: Any) -> np.ndarray:
        if isinstance(y, np.ndarray) and y.ndim == 2:
            return y.astype(np.int8)
        return code_matrix(y, list(self.classes_))

    def _fit_second(self, stacked: np.ndarray, target: np.ndarray, weight: np.ndarray) -> None:
        flat = stacked.reshape(-1, stacked.shape[2])
        self.mean_, self.spread_ = flat.mean(axis=0), flat.std(axis=0) + 1e-6
        model = LogisticRegression(C=1.0, max_iter=300).fit(
            (flat - self.mean_) / self.spread_, target.ravel(), sample_weight=weight.ravel()
        )
        self.second_ = model.coef_[0].astype(np.float64)
        self.second_intercept_ = float(model.intercept_[0])

    def _fit_trees(
        self, stacked: np.ndarray, target: np.ndarray, weight: np.ndarray, folds: np.ndarray
    ) -> np.ndarray:
        """Fit the trees; return the probabilities of all units by trees that have not seen their fold."""
        columns, possible = self._weighed(stacked)
        truth, share = target.ravel()[possible], weight.ravel()[possible]
        fold = np.repeat(folds, target.shape[1])[possible]
        probability = np.zeros(target.size)
        probability[possible] = truth.mean() if len(truth) else 0.0
        for one in np.unique(fold):
            out = fold == one
            trees = Trees.fit(columns[~out], truth[~out], share[~out])
            probability[np.flatnonzero(possible)[out]] = trees.probability(columns[out])
        self.trees_ = Trees.fit(columns, truth, share)
        return probability.reshape(target.shape)

    def _fit_first(self, probability: np.ndarray, leading: np.ndarray, stacked: np.ndarray, target: np.ndarray,
                   primary: np.ndarray, weights: np.ndarray, folds: np.ndarray) -> np.ndarray:  # fmt: skip
        """Fit the trees that say which code is primary; return what they say of units whose fold they have not seen.

        Units that bear codes of which none is known to be primary teach nothing here.
        """
        size = len(self.classes_)
        known = primary.any(axis=1) | ~target.any(axis=1)
        leads = np.zeros(primary.size)
        for one in (*np.unique(folds), -1):  # the last of all units
            inside = known & (folds != one)
            share = ((primary[inside].sum(axis=0) + 2) / (target[inside].sum(axis=0) + 4)).astype(np.float32)
            columns, rows = self._leading(probability, leading, stacked, share)
            learnt = inside[rows // size]
            trees = Trees.fit(columns[learnt], primary.ravel()[rows[learnt]], weights[rows[learnt] // size])
            out = folds[rows // size] == one
            leads[rows[out]] = trees.probability(columns[out])
        self.share_, self.first_ = share, trees
        return leads.reshape(primary.shape)

    def _leading(self, probability: np.ndarray, leading: np.ndarray, stacked: np.ndarray,
                 share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
        """Return what decides which code is primary, (candidates, columns), and the places of the candidates."""
        units, codes = probability.shape
        rows = np.flatnonzero(probability.ravel() > _MAY_LEAD)
        of, code = np.divmod(rows, codes)
        sure = logit(np.clip(probability, 1e-4, 1 - 1e-4))
        best = np.sort(sure, axis=1)[:, ::-1][:, :3]
        best = np.pad(best, ((0, 0), (0, 3 - best.shape[1])), mode="edge")
        rank = (-probability).argsort(axis=1).argsort(axis=1)
        own = sure.ravel()[rows]
        columns = np.column_stack([
            own, rank.ravel()[rows], best[of], own - best[of, 0], logit(share)[code],
            leading.reshape(units * codes, -1)[rows], stacked.reshape(units * codes, -1)[rows],
        ])  # fmt: skip
        return columns.astype(np.float32), rows

    def _weighed(self, stacked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what the trees read of each candidate, (candidates, columns), and which pairs are candidates."""
        units, codes, _ = stacked.shape
        flat = (stacked.reshape(units * codes, -1) - self.mean_) / self.spread_
        first = flat @ self.second_ + self.second_intercept_
        possible = first > _POSSIBLE
        of_unit = first.reshape(units, codes)
        best = np.sort(of_unit, axis=1)[:, ::-1][:, :3]
        rank = (-of_unit).argsort(axis=1).argsort(axis=1).ravel()
        rows = np.flatnonzero(possible)
        columns = np.column_stack([first[rows], flat[rows], best[rows // codes], rank[rows]])
        return columns.astype(np.float32), possible

    def _second(self, stacked: np.ndarray) -> np.ndarray:
        probability = np.zeros(stacked.shape[0] * stacked.shape[1])
        columns, possible = self._weighed(stacked)
        probability[possible] = self.trees_.probability(columns)
        return probability.reshape(stacked.shape[:2])

    def _stack(self, views: Views, trust: np.ndarray, units: Matrices) -> tuple[np.ndarray, np.ndarray]:
        """Return `stack` and `lead_columns` of every unit and code."""
        scores = views.scores(units)
        rules = rule_scores(units.met, self.classes_, trust)
        return stack(views, scores, units, rules, self._pillars()[0]), lead_columns(scores, len(self.classes_))

    def arrays(self) -> dict[str, Any]:
        """Return what is fitted, by name, as arrays and sparse matrices."""
        views = {f"views/{f.name}": getattr(self.views_, f.name) for f in fields(Views) if f.name != "pairs"}
        views |= {f"pairs/{f.name}": getattr(self.views_.pairs, f.name) for f in fields(Pairs)}
        second = {"trust": self.trust_, "mean": self.mean_, "spread": self.spread_, "second": self.second_,
                  "second_intercept": np.asarray([self.second_intercept_])}  # fmt: skip
        second["share"] = self.share_
        trees = {f"{name}/{f.name}": getattr(kept, f.name) for name, kept in
                 (("trees", self.trees_), ("first", self.first_)) for f in fields(Trees)}  # fmt: skip
        return {**views, **second, **trees}

    def restore(self, arrays: dict[str, Any]) -> None:
        """Take back what `arrays` returned."""

        def of(prefix: str) -> dict[str, Any]:
            return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}

        self.views_ = Views(**of("views/"), pairs=Pairs(**of("pairs/")))
        self.trust_ = arrays["trust"]
        self.mean_, self.spread_, self.second_ = arrays["mean"], arrays["spread"], arrays["second"]
        self.second_intercept_ = float(arrays["second_intercept"][0])
        self.share_ = arrays["share"]
        self.trees_, self.first_ = Trees(**of("trees/")), Trees(**of("first/"))

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of each code for each unit, (units, codes)."""
        units = _units(X)
        if not units:
            return np.zeros((0, len(self.classes_)))
        return self.score_matrix(matrices(units)[0])

    def score_matrix(self, units: Matrices, *, blind: bool = False) -> np.ndarray:
        """Return the probabilities for what `matrices` returns; `blind` hides the rules from both stages."""
        return self.judge(units, blind=blind)[0]

    def judge(self, units: Matrices, *, blind: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Return how likely a unit bears each code, and how likely it is the primary one, both (units, codes).

        Parameters
        ----------
        units : Matrices
        blind : bool
            Hide the rules from all stages.
        """
        if blind:
            units = units.with_rules(sparse.csr_matrix(units.met.shape, dtype=np.float32))
        stacked, leading = self._stack(self.views_, self.trust_, units)
        probability = self._second(stacked)
        leads = np.zeros(probability.size)
        if len(probability):
            columns, rows = self._leading(probability, leading, stacked, self.share_)
            leads[rows] = self.first_.probability(columns)
        return probability, leads.reshape(probability.shape)

    def concept_weights(self, code: int) -> np.ndarray:
        """Return how much each concept, seen in the body, speaks for the code at position `code`."""
        n = len(names())
        centre = self.views_.centre
        weight = (centre[:, code] - centre[:, : len(self.classes_)].mean(axis=1)) * self.views_.weight
        return np.maximum(weight[:n], 0) + np.maximum(weight[4 * n : 5 * n], 0)

    def predict(self, X: Any) -> np.ndarray:
        """Return 1 where a code is accepted, (units, codes)."""
        return self.accept(self.predict_proba(X)).astype(np.int8)

    def accept(self, probability: np.ndarray) -> np.ndarray:
        """Return True where a probability is enough to accept the code, (units, codes)."""
        if self.threshold is not None:
            return (probability >= self.threshold) & (probability > 0)
        taken = probability >= self.threshold_
        if len(probability):
            best = probability.argmax(axis=1)
            rows = np.arange(len(probability))
            taken[rows, best] = probability[rows, best] >= self.threshold_first_
        return taken


def primary_first(probability: np.ndarray, leads: np.ndarray, taken: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the primary code of each unit and the probabilities with which it comes first.

    The primary code is the accepted one that is most likely so. Where another is the more probable, the primary one is
    given as much: over all, codes put first in this way are right as often as those they are put before, though not
    those put before a very probable one (`python -m benchmarks.coding` prints both).

    Parameters
    ----------
    probability, leads : numpy.ndarray, (units, codes)
        As `ProvisionClassifier.judge` returns them.
    taken : numpy.ndarray of bool, (units, codes)
        The accepted codes.

    Returns
    -------
    numpy.ndarray of int, (units,)
        -1 where no code is accepted.
    numpy.ndarray, (units, codes)
    """
    probability = probability.copy()
    if not taken.size:
        return np.full(len(taken), -1), probability
    some = taken.any(axis=1)
    first = np.where(taken, leads + 1e-9 * probability, -1.0).argmax(axis=1)
    rows = np.flatnonzero(some)
    probability[rows, first[rows]] = np.where(taken, probability, 0.0)[rows].max(axis=1)
    return np.where(some, first, -1), probability


def _units(X: Any) -> list[Unit]:
    if isinstance(X, pd.DataFrame):
        headings = X["heading"].fillna("") if "heading" in X else [""] * len(X)
        return [
            read_unit(str(a), str(b), str(c))
            for a, b, c in zip(X["language"], headings, X["text"].fillna(""), strict=True)
        ]
    return list(X)


def code_matrix(coded: Iterable[Sequence[str]], codes: Sequence[str]) -> np.ndarray:
    """Return 1 where a unit bears a code, `PRIMARY` where it is the first of its codes, else 0, (units, codes).

    Codes that `codes` has not are left out.
    """
    place = {code: i for i, code in enumerate(codes)}
    rows = list(coded)
    target = np.zeros((len(rows), len(place)), dtype=np.int8)
    for i, own in enumerate(rows):
        target[i, [place[code] for code in own if code in place]] = 1
        if len(own) and own[0] in place:
            target[i, place[own[0]]] = PRIMARY
    return target


def as_if_unread(units: Matrices, target: np.ndarray, codes: np.ndarray, unread: np.ndarray) -> Matrices:
    """Return the units with a share `_LOST` of what rules rightly find taken away, but for those `unread`.

    The draw is fixed.
    """
    place = {code: i for i, code in enumerate(codes)}
    of_rule = np.array([place.get(rule.code, -1) for rule in packaged_rules()])
    hits = units.met.tocoo()
    code = of_rule[hits.col]
    drawn = np.random.default_rng(0).random(target.shape) < _LOST
    lost = (code >= 0) & (target[hits.row, code] > 0) & drawn[hits.row, code] & ~unread[hits.row]
    kept = (hits.data[~lost], (hits.row[~lost], hits.col[~lost]))
    met = sparse.csr_matrix(kept, shape=units.met.shape, dtype=np.float32)
    return units.with_rules(met)


def rule_trust(
    met: sparse.csr_matrix, target: np.ndarray, codes: np.ndarray, sample_weight: np.ndarray
) -> np.ndarray:
    """Return for each rule how often it is right, drawn towards its weight where it was rarely met, (rules,)."""
    place = {code: i for i, code in enumerate(codes)}
    weighted = sparse.diags(sample_weight) @ met
    count = np.asarray(weighted.sum(axis=0)).ravel()
    columns = weighted.tocsc()
    right = np.zeros(met.shape[1])
    weight = np.zeros(met.shape[1])
    for j, rule in enumerate(packaged_rules()):
        weight[j] = rule.weight
        if rule.code in place:
            column = columns[:, j]
            right[j] = float(column.data @ target[column.indices, place[rule.code]])
    return ((right + 2 * 0.6 * weight) / (count + 2)).astype(np.float32)


def rule_scores(met: sparse.csr_matrix, codes: np.ndarray, trust: np.ndarray) -> np.ndarray:
    """Return for each unit and code the trust in its best rule, in all together, and how many, (units, codes, 3)."""
    place = {code: i for i, code in enumerate(codes)}
    out = np.zeros((met.shape[0], len(codes), 3), dtype=np.float32)
    rules = packaged_rules()
    coordinates = met.tocoo()
    for i, j in zip(coordinates.row, coordinates.col, strict=True):
        k = place.get(rules[j].code)
        if k is not None:
            out[i, k, 0] = max(out[i, k, 0], trust[j])
            out[i, k, 1] -= np.log(1 - min(0.95, trust[j]))
            out[i, k, 2] += 1
    out[:, :, 1] = 1 - np.exp(-out[:, :, 1])
    return out


_COLUMNS = (
    "kernel", "centre", "neighbours", "rule", "rules", "count", "kernel_lead", "centre_lead", "any_rule", "rule_lead",
    "second_rule", "rarity", "kernel_top", "kernel_rule", "neighbours_rule", "kernel_squared", "coded", "pillar",
    "kernel_rank", "centre_rank", "concepts", "pairs", "pairs_near", "pairs_kernel", "pairs_rule",
    "words", "words_near", "words_lead", "words_rank", "words_rule", "words_kernel", "words_known",
)  # fmt: skip


#: Where training units near a unit vote on which of its codes is primary.
_VOTES = ("neighbours", "pairs_near", "words_near")


def lead_columns(scores: dict[str, np.ndarray], size: int) -> np.ndarray:
    """Return how the neighbours vote on each (unit, code) as the primary one, (units, codes, `_VOTES`)."""
    return np.stack([scores[name][:, -size:] for name in _VOTES], axis=2).astype(np.float32)


def stack(views: Views, scores: dict[str, np.ndarray], units: Matrices, rules: np.ndarray,
          pillar: np.ndarray) -> np.ndarray:  # fmt: skip
    """Return the second stage's features of every (unit, code), (units, codes, columns).

    `scores` is what ``views.scores(units)`` returns.
    """
    size = len(pillar)
    kernel, centre, near = (scores[name][:, :size] for name in ("kernel", "centre", "neighbours"))
    pairs, pairs_near = scores["pairs"][:, :size], scores["pairs_near"][:, :size]
    words, words_near = scores["words"][:, :size], scores["words_near"][:, :size]
    best, joint, count = rules[:, :, 0], rules[:, :, 1], rules[:, :, 2]

    def wide(column: np.ndarray) -> np.ndarray:
        return np.repeat(column.reshape(len(kernel), 1), size, axis=1)

    def lead(values: np.ndarray) -> np.ndarray:
        return values - np.sort(values, axis=1)[:, -2:].mean(axis=1, keepdims=True)

    def rank(values: np.ndarray) -> np.ndarray:
        return np.log1p((-values).argsort(axis=1).argsort(axis=1))

    share = views.mean[:size]
    rarity = np.repeat(logit(np.clip(share, 1e-4, 0.5))[None, :], len(kernel), axis=0)
    found = np.asarray((units.x[:, : len(names())] > 0).sum(axis=1)).ravel()
    columns = [
        kernel, centre, near, best, joint, np.minimum(count, 4), lead(kernel), lead(centre), wide(joint.max(axis=1)),
        wide(joint.max(axis=1)) - joint, wide(np.sort(joint, axis=1)[:, -2]), rarity, wide(kernel.max(axis=1)),
        kernel * best, near * best, np.sign(kernel) * kernel**2, wide(scores["kernel"][:, -1]),
        scores["kernel"][:, size:-1][:, pillar], rank(kernel), rank(centre), wide(np.log1p(found)),
        pairs, pairs_near, pairs * kernel, pairs * best,
        words, words_near, lead(words), rank(words), words * best, words * kernel,
        wide(np.asarray(units.words.any(axis=1))),
    ]  # fmt: skip
    return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=2)


def _best_thresholds(probability: np.ndarray, leads: np.ndarray, target: np.ndarray, primary: np.ndarray,
                     weight: np.ndarray) -> tuple[float, float]:  # fmt: skip
    """Return (limit of a unit's best code, limit of further codes).

    They maximise F1 over all codes (each pair of unit and code with its `weight`) plus a quarter of F1 of "bears any
    code" plus `_PRIMARY_COUNTS` of the share of units whose primary code is found. The best code of a unit is accepted
    more readily: a provision that surely bears some code is not left without one because several compete.
    """
    best_of = np.zeros(probability.shape, dtype=bool)
    best_of[np.arange(len(probability)), probability.argmax(axis=1)] = True
    truth = target > 0
    coded = truth.any(axis=1)
    known = np.flatnonzero(primary.any(axis=1))
    right = primary.argmax(axis=1)[known]
    found, best = (0.3, 0.3), -1.0
    for further in np.arange(0.14, 0.6, 0.02):
        for ratio in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
            taken = np.where(best_of, probability >= further * ratio, probability >= further)
            value = _f1(truth, taken, weight) + 0.25 * _f1(coded, taken.any(axis=1), 1.0)
            if len(known):
                first, _ = primary_first(probability[known], leads[known], taken[known])
                value += _PRIMARY_COUNTS * float(np.mean(first == right))
            if value > best:
                found, best = (float(further * ratio), float(further)), value
    return found


def _f1(truth: Any, taken: Any, weight: Any) -> float:
    right = 2 * float(((truth & taken) * weight).sum())
    return right / max(1.0, float((truth * weight).sum() + (taken * weight).sum()))
