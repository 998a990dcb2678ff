"""The network that weighs words as evidence: what stands on a word and beside it, read for one code.

What speaks for a code differs from code to code ("funds" for financing, "list" for designation): a gate for each code
raises or lowers what a word says before it is read together with its neighbours. Layers and training are thinc's, which
spaCy brings along.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from thinc.api import Linear, Model, NumpyOps, chain

#: Numbers that stand for a word within the network; the share of them that dropout hides in training.
_WIDTH, _DROPOUT = 24, 0.2
#: Words on each side that a layer reads, and how far apart these are: fourteen words on each side in all.
_REACH, _APART = 2, (1, 2, 4)


class WordInputs(NamedTuple):
    """Words of some units, in order, each unit with the code whose evidence is wanted.

    Attributes
    ----------
    features : numpy.ndarray of float32, (words, features)
    rows : numpy.ndarray of int, (words,)
        The row of each word among the vectors of words, -1 where it has none.
    concepts : scipy.sparse.csr_matrix of float32, (words, concepts)
        How often each concept stands on each word.
    gates : numpy.ndarray of int, (words,)
        The gate of the code.
    lengths : numpy.ndarray of int, (units,)
        Words of each unit.
    """

    features: np.ndarray
    rows: np.ndarray
    concepts: sparse.csr_matrix
    gates: np.ndarray
    lengths: np.ndarray

    @property
    def edges(self) -> np.ndarray:
        """Where the words of each unit begin, and where the last ends, (units + 1,)."""
        return np.concatenate([[0], np.cumsum(self.lengths)])


def network(features: int, vectors: np.ndarray, concepts: int, gates: int) -> Model[WordInputs, np.ndarray]:
    """Return a network that gives each word a score, (words, 1); `expit` of it is how likely the word is marked.

    Parameters
    ----------
    features : int
        Columns of `WordInputs.features`.
    vectors : numpy.ndarray of float32, (rows, size)
        Vectors of words, which are not learnt.
    concepts, gates : int
    """
    layers: list[Model[Any, Any]] = [
        Linear(_WIDTH, features), _of_vectors(vectors), _sum_of_concepts(concepts), _gate(gates), _gate(gates),
        _norm(), chain(*(_neighbours(apart) for apart in _APART)), Linear(1, _WIDTH),
    ]  # fmt: skip
    model: Model[WordInputs, np.ndarray] = Model("weigh_words", _weigh, layers=layers, init=_initialize)
    for node in model.walk():
        node.ops = NumpyOps(use_blis=False)  # numpy multiplies matrices as narrow as these three times as fast
    return model


def weights(model: Model) -> dict[str, np.ndarray]:
    """Return what a network has learnt, by the place of the layer and the name of the parameter."""
    return {f"{i}.{name}": np.asarray(node.get_param(name)) for i, node in enumerate(model.walk())
            for name in node.param_names}  # fmt: skip


def restore(model: Any, learnt: dict[str, np.ndarray]) -> Any:
    """Give a network what `weights` returned, and return it.

    Raises
    ------
    KeyError
        When something is missing.
    """
    for i, node in enumerate(model.walk()):
        for name in node.param_names:
            node.set_param(name, learnt[f"{i}.{name}"].astype(np.float32))
    return model


def _initialize(model: Any, X: Any = None, Y: Any = None) -> None:
    for layer in model.layers:
        layer.initialize()


def _weigh(model: Any, words: WordInputs, is_train: bool) -> tuple[np.ndarray, Callable[[np.ndarray], WordInputs]]:
    of_features, of_vectors, of_concepts, gate_said, gate_all, norm, neighbours, score = model.layers
    marked, back_features = of_features(words.features, is_train)
    meant, back_vectors = of_vectors(words.rows, is_train)
    held, back_concepts = of_concepts(words.concepts, is_train)
    said, back_said = gate_said((meant + held, words.gates), is_train)
    both, back_all = gate_all((marked + said, words.gates), is_train)
    normal, back_norm = norm(both, is_train)
    # units stand apart, so that no word has a neighbour in another one
    apart = _REACH * max(_APART)
    place = np.arange(len(normal)) + apart * np.repeat(np.arange(1, len(words.lengths) + 1), words.lengths)
    rows = np.zeros((len(normal) + apart * (len(words.lengths) + 1), _WIDTH), dtype=np.float32)
    rows[place] = np.maximum(normal, 0)
    between = np.setdiff1d(np.arange(len(rows)), place, assume_unique=True)
    (read, _), back_neighbours = neighbours((rows, between), is_train)
    scores, back_score = score(read[place], is_train)

    def backprop(d_scores: np.ndarray) -> WordInputs:
        d_rows = np.zeros_like(rows)
        d_rows[place] = back_score(d_scores)
        d_read, _ = back_neighbours((d_rows, between))
        d_both = back_all(back_norm(d_read[place] * (normal > 0)))
        d_said = back_said(d_both)
        back_features(d_both)
        back_vectors(d_said)
        back_concepts(d_said)
        return words  # what is read is not learnt

    return scores, backprop


def _of_vectors(vectors: np.ndarray) -> Model[np.ndarray, np.ndarray]:
    """Return a layer that reads the vectors of words, by their rows; a word without one says nothing."""
    read: list[np.ndarray] = []  # weights, and what all words say by them

    def forward(model: Any, rows: np.ndarray, is_train: bool) -> tuple[np.ndarray, Callable]:
        W = model.get_param("W")
        if not is_train:
            if not read or not np.array_equal(read[0], W):
                # all words at once, and for -1 a row of zeros
                read[:] = W.copy(), np.vstack([vectors @ W, np.zeros((1, _WIDTH), dtype=np.float32)])
            return read[1][rows], lambda dY: None
        X = vectors[rows]
        X[rows < 0] = 0

        def backprop(dY: np.ndarray) -> None:
            model.inc_grad("W", X.T @ dY)

        return X @ W, backprop

    def init(model: Any, X: Any = None, Y: Any = None) -> None:
        spread = np.sqrt(6 / (vectors.shape[1] + _WIDTH))
        model.set_param("W", np.random.uniform(-spread, spread, (vectors.shape[1], _WIDTH)).astype(np.float32))

    return Model("of_vectors", forward, init=init, params={"W": None})


def _sum_of_concepts(concepts: int) -> Model[sparse.csr_matrix, np.ndarray]:
    """Return a layer that adds up what the concepts on each word stand for."""

    def forward(model: Any, X: sparse.csr_matrix, is_train: bool) -> tuple[np.ndarray, Callable]:
        def backprop(dY: np.ndarray) -> None:
            model.inc_grad("E", X.T @ dY)

        return X @ model.get_param("E"), backprop

    def init(model: Any, X: Any = None, Y: Any = None) -> None:
        model.set_param("E", np.random.normal(0, 0.1, (concepts, _WIDTH)).astype(np.float32))

    return Model("sum_of_concepts", forward, init=init, params={"E": None})


def _gate(gates: int) -> Model[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Return a layer that scales and shifts the numbers of each word as the gate of its code does."""

    def forward(model: Any, inputs: tuple[np.ndarray, np.ndarray], is_train: bool) -> tuple[np.ndarray, Callable]:
        X, gate = inputs
        scale = (1 + model.get_param("G"))[gate]

        def backprop(dY: np.ndarray) -> np.ndarray:
            member = sparse.csr_matrix((np.ones(len(gate), np.float32), (gate, np.arange(len(gate)))),
                                       shape=(gates, len(gate)))  # fmt: skip
            model.inc_grad("G", member @ (dY * X))
            model.inc_grad("b", member @ dY)
            return np.asarray(dY * scale)

        Y = X * scale
        Y += model.get_param("b")[gate]
        return Y, backprop

    def init(model: Any, X: Any = None, Y: Any = None) -> None:
        for name in ("G", "b"):
            model.set_param(name, np.random.normal(0, 0.1, (gates, _WIDTH)).astype(np.float32))

    return Model("gate", forward, init=init, params={"G": None, "b": None})


def _neighbours(apart: int) -> Model[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return a layer that adds to each word what its neighbours make of it (a dilated convolution).

    It takes and gives (rows, width), and which rows lie between units: zeros, which nothing is added to.
    """
    mix: Model = Linear(_WIDTH, (2 * _REACH + 1) * _WIDTH)
    steps = [k * apart for k in range(-_REACH, _REACH + 1)]

    def forward(model: Any, inputs: tuple[np.ndarray, np.ndarray], is_train: bool) -> tuple[Any, Callable]:
        X, between = inputs
        near = np.empty((len(X), len(steps), _WIDTH), dtype=np.float32)
        for k, step in enumerate(steps):
            to, from_ = _shifted(len(X), step)
            near[: to.start, k] = near[to.stop :, k] = 0
            near[to, k] = X[from_]
        mixed, back_mix = mix(near.reshape(len(X), len(steps) * _WIDTH), is_train)
        if not is_train:
            np.maximum(mixed, 0, out=mixed)
            mixed += X
            mixed[between] = 0
            return (mixed, between), lambda outputs: outputs
        kept = (mixed > 0) * ((np.random.random(mixed.shape) >= _DROPOUT) / np.float32(1 - _DROPOUT))
        mixed *= kept
        mixed += X
        mixed[between] = 0

        def backprop(outputs: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
            dX = outputs[0].copy()
            dX[between] = 0
            d_near = back_mix(dX * kept).reshape(near.shape)
            for k, step in enumerate(steps):
                to, from_ = _shifted(len(X), step)
                dX[from_] += d_near[to, k]
            return dX, between

        return (mixed, between), backprop

    return Model("neighbours", forward, layers=[mix], init=_initialize)


def _shifted(size: int, step: int) -> tuple[slice, slice]:
    """Return the rows that have a row `step` rows ahead of them, and those rows."""
    step = max(min(step, size), -size)
    return slice(max(-step, 0), size - max(step, 0)), slice(max(step, 0), size + min(step, 0))


def _norm() -> Model[np.ndarray, np.ndarray]:
    """Return a layer that brings the numbers of each word to mean 0 and variance 1, then scales and shifts them.

    What thinc's ``LayerNorm`` does, several times as fast where rows are as short as these.
    """
    mean_of = np.full((_WIDTH, _WIDTH), 1 / _WIDTH, dtype=np.float32)

    def forward(model: Any, X: np.ndarray, is_train: bool) -> tuple[np.ndarray, Callable]:
        scale = model.get_param("G")
        normal = X - X @ mean_of
        spread = (normal * normal) @ mean_of
        spread += np.float32(1e-8)
        np.sqrt(spread, out=spread)
        np.divide(1, spread, out=spread)
        normal *= spread

        def backprop(dY: np.ndarray) -> np.ndarray:
            model.inc_grad("G", (dY * normal).sum(axis=0))
            model.inc_grad("b", dY.sum(axis=0))
            d_normal = dY * scale
            return np.asarray(spread * (d_normal - d_normal @ mean_of - normal * ((d_normal * normal) @ mean_of)))

        Y = normal * scale
        Y += model.get_param("b")
        return Y, backprop

    def init(model: Any, X: Any = None, Y: Any = None) -> None:
        model.set_param("G", np.ones(_WIDTH, dtype=np.float32))
        model.set_param("b", np.zeros(_WIDTH, dtype=np.float32))

    return Model("norm", forward, init=init, params={"G": None, "b": None})
