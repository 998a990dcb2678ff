"""Find the span that made a code: the words that a reader would mark.

Readers mark a dozen words, not a sentence. How likely each word is to be marked is weighed by a small network
(`ctlaw.classification.network`) from what stands on and beside it (`ctlaw.classification.marks`); the span with the
best expected agreement is chosen. The network is data (``ctlaw/data/model/evidence.npz``), fitted by
``python -m benchmarks.evidence fit`` on passages readers marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit
from thinc.api import Model

from ctlaw.classification.marks import FEATURES, Said, Wanted, word_features
from ctlaw.classification.network import WordInputs, network, restore
from ctlaw.classification.words import packaged_path, packaged_words
from ctlaw.concepts import names

#: Evidence is at most this share of the unit, unless the unit is very short; it has one of these numbers of words.
_SHARE, _SHORT = 4, 80
_LENGTHS = (*range(3, 18), 19, 21, 23, 25, 28, 32)
#: Words of a marking are taken to be so many, and half of those that the network expects.
_MARKED, _EXPECTED = 6, 0.5
#: So many characters are looked at in one go.
_AT_ONCE = 15_000


@dataclass(frozen=True, eq=False)
class Marker:
    """A network that says how likely a word is to be marked.

    Attributes
    ----------
    said : Said
        Its codes have the gates of the network, in order; the last gate is for a code that no reader marked.
    mean, spread : numpy.ndarray, (features,)
    learnt : dict of str to numpy.ndarray
        What the network has learnt (`ctlaw.classification.network.weights`).
    """

    said: Said
    mean: np.ndarray
    spread: np.ndarray
    learnt: dict[str, np.ndarray]

    @cached_property
    def network(self) -> Model[WordInputs, np.ndarray]:
        """The network."""
        found: Model[WordInputs, np.ndarray] = restore(new_network(self.said), self.learnt)
        return found

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "network"}  # thinc's are not copied

    def scaled(self, words: WordInputs) -> WordInputs:
        """Return `words` with features of like size, as the network reads them."""
        return words._replace(features=np.clip((words.features - self.mean) / self.spread, -4, 4))

    def probability(self, words: WordInputs) -> np.ndarray:
        """Return how likely each word is to be marked, (words,)."""
        if not len(words.features):
            return np.zeros(0)
        return np.asarray(expit(self.network.predict(self.scaled(words))[:, 0]))

    def save(self, path: Path) -> None:
        """Write the marker to `path` (``.npz``)."""
        learnt = {f"network.{name}": array for name, array in self.learnt.items()}
        kept: dict[str, Any] = {
            "codes": self.said.codes, "own": self.said.own.astype(np.float16), "any": self.said.any,
            "features": np.array(FEATURES), "known": _known_then(), "mean": self.mean, "spread": self.spread,
            **learnt,
        }  # fmt: skip
        beside = path.with_name(path.name + ".part")
        with beside.open("wb") as handle:
            np.savez_compressed(handle, **kept)
        beside.replace(path)


def _known_then() -> str:
    """Return a hash of the concepts and the vectors of words, which the network knows by their places."""
    return hashlib.sha256("\n".join(names()).encode() + packaged_path().read_bytes()).hexdigest()


def new_network(said: Said) -> Model[WordInputs, np.ndarray]:
    """Return a network for a marker of `said` that has learnt nothing yet."""
    return network(len(FEATURES), packaged_words().vectors, len(names()), len(said.codes) + 1)


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
    inputs, words = word_features(wanted, marker.said)
    edges = inputs.edges
    spans = []
    likely = marker.probability(inputs).astype(np.float64)
    for k, one in enumerate(wanted):
        if one.only and one.places:
            of = slice(edges[k], edges[k + 1])
            likely[of] *= inputs.features[of, FEATURES.index("met")]
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

    A span of n words of which p are likely marked promises 2 p / (n + words of the marking).
    """
    total = np.concatenate([[0.0], np.cumsum(likely)])
    sizes = np.diff(edges)
    of = np.repeat(np.arange(len(sizes)), sizes)
    position = np.arange(len(likely)) - edges[:-1][of]
    most = np.maximum(sizes // _SHARE, 8)
    marked = (_MARKED + _EXPECTED * (total[edges[1:]] - total[edges[:-1]]))[of]
    last = np.minimum(sizes[of] - position, most[of])  # the longest span that may begin at each word

    def promised(length: int, words: slice) -> np.ndarray:
        begin, end = total[:-1][words], total[length:][words]
        found = np.full(len(begin), -1.0)
        found[: len(end)] = 2 * (end - begin[: len(end)]) / (length + marked[words][: len(end)])
        found[last[words] < length] = -1.0
        return found

    full = np.flatnonzero(sizes)
    value, count = np.full(len(full), -1.0), sizes[full]  # a very short unit is taken whole
    for length in _LENGTHS:
        if not len(full) or length > len(likely):
            break
        highest = np.maximum.reduceat(promised(length, slice(None)), edges[:-1][full])
        better = highest > value
        value[better], count[better] = highest[better], length
    best = [(0, 0)] * len(sizes)
    for k, length, found in zip(full.tolist(), count.tolist(), value.tolist(), strict=True):
        of_unit = slice(int(edges[k]), int(edges[k + 1]))
        best[k] = (int(promised(length, of_unit).argmax()) if found > -1 else 0, length)
    return best


@cache
def packaged_marker() -> Marker:
    """Return the marker that comes with ctlaw; it is read once.

    Raises
    ------
    ValueError
        When it was fitted on other features, concepts or vectors of words.
    """
    with np.load(Path(str(files("ctlaw").joinpath("data/model/evidence.npz"))), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    if tuple(arrays["features"]) != FEATURES or str(arrays.get("known")) != _known_then():
        raise ValueError("ctlaw/data/model/evidence.npz: of other features, concepts or vectors of words; run "
                         "`python -m benchmarks.evidence fit`.")  # fmt: skip
    said = Said(arrays["codes"], arrays["own"].astype(np.float32), arrays["any"])
    learnt = {name.split(".", 1)[1]: array for name, array in arrays.items() if name.startswith("network.")}
    return Marker(said, arrays["mean"], arrays["spread"], learnt)


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
