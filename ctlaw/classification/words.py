"""Vectors of words: what a word that no lexicon has says, by the concepts it stands beside.

A word is placed among the concepts by the sentences in which it stands, in official texts that nobody coded. Two words
of two languages that keep the same company get like vectors, so that provisions of all languages are compared in one
space (`python -m benchmarks.word_vectors` learns them).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from scipy import sparse

from ctlaw.classification.unit import Unit
from ctlaw.concepts import lexicon
from ctlaw.errors import TaxonomyError

#: Columns of a vector; letters of a word that tell it from others (endings do not); characters of a unit that are read.
SIZE, _STEM, _LONGEST = 200, 7, 20_000
#: Each number of a vector is kept as one of 15 steps; finer ones do not code better.
_STEPS = 7
#: What numpy raises where a file is not what it should be.
BROKEN = (ValueError, KeyError, OSError, EOFError, BadZipFile)
_WORD = re.compile(r"[^\W\d_]{3,}")
_UNSPACED = re.compile(r"[^\W\d_]{2,}")


def stems(text: str, language: str) -> list[str]:
    """Return the beginnings of the words of `text`; of unspaced languages, each two characters that follow each other.

    Examples
    --------
    >>> stems("The FUNDS of organisations", "en")
    ['the', 'funds', 'organis']
    """
    if lexicon(language).unspaced:
        return [run[i : i + 2] for run in _UNSPACED.findall(text) for i in range(len(run) - 1)]
    return [word[:_STEM] for word in _WORD.findall(text.casefold())]


def _stem(word: str) -> str:
    """Return the first of `stems` of one word."""
    word = word.casefold()
    if not word.isalpha():  # a letter may fold to a letter and a mark, which ends a word
        found = _WORD.search(word)
        word = found.group() if found else ""
    return word[:_STEM]


@dataclass
class WordVectors:
    """Vectors of the words of some languages.

    Attributes
    ----------
    rows : dict of str to dict of str to int
        For each language (ISO 639-1), the row of each stem.
    vectors : numpy.ndarray of float32, (words, SIZE)
        Of length 1.
    weight : numpy.ndarray of float32, (words,)
        How telling a word is: the rarer, the more.
    centre : dict of str to numpy.ndarray
        The mean of provisions of a language, which is taken away from each.
    """

    rows: dict[str, dict[str, int]]
    vectors: np.ndarray
    weight: np.ndarray
    centre: dict[str, np.ndarray]

    @cached_property
    def _weighed(self) -> np.ndarray:
        return self.vectors * self.weight[:, None]

    def of(self, units: Sequence[Unit]) -> np.ndarray:
        """Return the vector of each unit, of length 1, (units, SIZE); zeros where the language has no vectors."""
        found = np.zeros((len(units), SIZE), dtype=np.float32)
        by_language: dict[str, list[int]] = {}
        for i, unit in enumerate(units):
            by_language.setdefault(unit.language[:2].lower(), []).append(i)
        for language, of in by_language.items():
            if language in self.rows:
                rows = self.rows[language]
                counted = count_matrix([units[i] for i in of], language, rows, len(self.vectors))
                found[of] = self.of_counts(counted, language)
        return found

    def rows_at(self, text: str, language: str, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return the row of the stem at each place of `text`, -1 where there is none, (places,)."""
        rows = self.rows.get(language[:2].lower())
        if rows is None:
            return np.full(len(start), -1)
        places = zip(start.tolist(), end.tolist(), strict=True)
        if lexicon(language).unspaced:
            return np.array([rows.get(text[a : a + 2], -1) for a, _ in places], dtype=np.int64)
        return np.array([rows.get(_stem(text[a:b]), -1) for a, b in places], dtype=np.int64)

    def of_counts(self, counted: sparse.csr_matrix, language: str) -> np.ndarray:
        """Return the vectors of what `count_matrix` returns for units of one language."""
        sums = counted @ self._weighed
        read = np.linalg.norm(sums, axis=1) > 0
        vectors = unit_length(sums)
        vectors[read] = unit_length(vectors[read] - self.centre[language])
        return vectors.astype(np.float32)


def unit_length(rows: np.ndarray) -> np.ndarray:
    """Return the rows brought to length 1; zeros stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6))


def count_matrix(units: Sequence[Unit], language: str, rows: dict[str, int], size: int) -> sparse.csr_matrix:
    """Return how often each unit of `language` has each stem, damped by the logarithm, (units, size)."""
    columns, counts = [], []
    for unit in units:
        read = stems(unit.heading, language) + stems(unit.text[:_LONGEST], language)
        column, count = np.unique([rows[stem] for stem in read if stem in rows], return_counts=True)
        columns.append(column.astype(np.int64))
        counts.append(count)
    edges = np.cumsum([0, *map(len, columns)])
    value = 1 + np.log(np.concatenate([[], *counts]))
    return sparse.csr_matrix((value.astype(np.float32), np.concatenate([[], *columns]).astype(np.int64), edges),
                             shape=(len(units), size))  # fmt: skip


def save(words: WordVectors, path: Path) -> None:
    """Write `words` to `path` (``.npz``), two numbers of a vector in one byte."""
    top = np.maximum(np.abs(words.vectors).max(axis=1, keepdims=True), 1e-6)
    steps = (np.round(words.vectors / top * _STEPS) + _STEPS).astype(np.uint8)
    languages = list(words.rows)  # in the order of their vectors
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as handle:
        np.savez_compressed(
            handle, steps=steps[:, ::2] << 4 | steps[:, 1::2], weight=words.weight.astype(np.float16),
            languages=np.array(languages), sizes=np.array([len(words.rows[one]) for one in languages]),
            stems=np.array([stem for one in languages for stem in words.rows[one]]),
            centre=np.array([words.centre[one] for one in languages], dtype=np.float16),
        )  # fmt: skip
    beside.replace(path)


def load(path: Path) -> WordVectors:
    """Read what `save` wrote.

    Raises
    ------
    TaxonomyError
        When the file is none that `save` wrote.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
        packed, languages, sizes = stored["steps"], stored["languages"].tolist(), stored["sizes"].tolist()
    except BROKEN as error:
        raise TaxonomyError(f"`{path}` holds no word vectors ({error}).") from None
    vectors = np.empty((len(packed), SIZE), dtype=np.float32)
    vectors[:, ::2], vectors[:, 1::2] = packed >> 4, packed & 15
    rows, first = {}, 0
    for language, size in zip(languages, sizes, strict=True):
        own = stored["stems"][first : first + size].tolist()
        rows[language] = {stem: first + k for k, stem in enumerate(own)}
        first += size
    centre = dict(zip(languages, stored["centre"].astype(np.float32), strict=True))
    weight = stored["weight"].astype(np.float32)
    return WordVectors(rows, unit_length(vectors - _STEPS).astype(np.float32), weight, centre)


def packaged_path() -> Path:
    """Return the place of the vectors that come with ctlaw."""
    return Path(str(files("ctlaw").joinpath("data/model/words.npz")))


@cache
def packaged_words() -> WordVectors:
    """Return the vectors that come with ctlaw; they are read once."""
    return load(packaged_path())
