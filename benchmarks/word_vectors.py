"""Learn the vectors of words from official texts, without any coding.

    python -m benchmarks.word_vectors

Counts how often words stand in one sentence with concepts. Texts of the jurisdictions that figures are measured on
(`benchmarks.HELD_BACK`) are not read, and what is fitted for a figure uses vectors without the texts of the country
that is scored (`OtherWords`).
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from platformdirs import user_cache_path
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from benchmarks import HELD_BACK
from benchmarks.restated import official_folder
from ctlaw.classification.unit import read_unit
from ctlaw.classification.words import (
    SIZE,
    WordVectors,
    count_matrix,
    packaged_path,
    save,
    stems,
    unit_length,
)
from ctlaw.concepts import lexicon, names
from ctlaw.corpus import corpus_folder, document_from_bytes, read_manifest

ROOT = Path(__file__).resolve().parent.parent
#: Sentences a word must stand in; share of them above which it says nothing; words of a language; sentences that
#: give vectors at all; sentences that stand for a provision where the mean of provisions is taken.
_FEWEST, _COMMONEST, _WORDS, _SENTENCES, _PROVISION = 6, 0.3, 4000, 2000, 6
_BLOCK = 20_000


class Counted(NamedTuple):
    """What was read of one language.

    Attributes
    ----------
    stems : list of str
    words : scipy.sparse.csr_matrix, (sentences, stems)
    concepts : scipy.sparse.csr_matrix, (sentences, concepts)
    jurisdictions : numpy.ndarray of str, (sentences,)
    """

    stems: list[str]
    words: sparse.csr_matrix
    concepts: sparse.csr_matrix
    jurisdictions: np.ndarray


def _blocks(text: str) -> Iterator[str]:
    """Cut a text into pieces that end with a line."""
    start = 0
    while start < len(text):
        end = min(len(text), start + _BLOCK)
        if end < len(text) and (line := text.rfind("\n", start + _BLOCK // 2, end)) > 0:
            end = line
        yield text[start:end]
        start = end


def _read(language: str, texts: list[tuple[str, str]]) -> Counted:
    """Read the sentences of (jurisdiction, text) in which a concept stands, each wording once."""
    number: dict[str, int] = {}
    word, word_ends, concept, concept_ends, jurisdictions = [], [0], [], [0], []
    seen: set[str] = set()
    for jurisdiction, text in texts:
        for block in _blocks(text):
            found = lexicon(language).find(block)
            by_sentence: dict[int, set[int]] = defaultdict(set)
            for one, sentence in found.table[:, ::4].tolist():
                by_sentence[sentence].add(one)
            for sentence, concepts in by_sentence.items():
                start, end = found.sentences[sentence]
                said = block[start:end]
                if said in seen:
                    continue
                seen.add(said)
                word += sorted({number.setdefault(stem, len(number)) for stem in stems(said, language)})
                concept += sorted(concepts)
                word_ends.append(len(word))
                concept_ends.append(len(concept))
                jurisdictions.append(jurisdiction)
    size = len(jurisdictions)
    words = sparse.csr_matrix((np.ones(len(word), np.float32), word, word_ends), shape=(size, len(number)))
    concepts_of = sparse.csr_matrix((np.ones(len(concept), np.float32), concept, concept_ends),
                                    shape=(size, len(names())))  # fmt: skip
    kept = np.flatnonzero(np.asarray(words.sum(axis=0)).ravel() >= _FEWEST)
    all_stems = list(number)
    return Counted([all_stems[k] for k in kept], words[:, kept].tocsr(), concepts_of, np.array(jurisdictions))


def counted() -> dict[str, Counted]:
    """Return what was read of each language, from the cache where texts and lexicons are the same."""
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    digest = hashlib.sha256((corpus_folder() / "manifest.csv").read_bytes())
    for path in sorted([*ROOT.glob("ctlaw/data/concepts/*.csv"), *ROOT.glob("ctlaw/readers/*.py"), Path(__file__),
                        ROOT / "ctlaw/concepts.py"]):  # fmt: skip
        digest.update(path.read_bytes())
    folder = user_cache_path("ctlaw") / "words" / digest.hexdigest()[:16]
    done = folder / "done"
    if not done.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, about in sorted(manifest.items()):
            path = official_folder() / name
            if about["jurisdiction"] not in HELD_BACK and path.is_file():
                document = document_from_bytes(path.read_bytes(), name, about=about)
                texts[about["language"][:2].lower()].append((about["jurisdiction"], document.text))
        for language, own in texts.items():
            if lexicon(language).forms:
                read = _read(language, own)
                sparse.save_npz(folder / f"{language}.words.npz", read.words)
                sparse.save_npz(folder / f"{language}.concepts.npz", read.concepts)
                np.savez(folder / f"{language}.npz", stems=np.array(read.stems), jurisdictions=read.jurisdictions)
        done.touch()
    result = {}
    for path in sorted(folder.glob("??.npz")):
        with np.load(path) as file:
            own_stems, jurisdictions = file["stems"].tolist(), file["jurisdictions"]
        parts = [sparse.load_npz(folder / f"{path.stem}.{part}.npz") for part in ("words", "concepts")]
        result[path.stem] = Counted(own_stems, *parts, jurisdictions)
    return result


def vectors(read: dict[str, Counted], without: Collection[str] = ()) -> WordVectors:
    """Learn vectors from what was read, without the texts of some jurisdictions.

    A word's concepts are weighed by how much oftener they stand beside it than by chance (positive pointwise mutual
    information); the 200 directions that tell words of all languages apart best are kept.
    """
    rows, weights, kept_stems, kept_columns, samples = [], [], {}, {}, {}
    for language, one in read.items():
        taken = np.flatnonzero(~np.isin(one.jurisdictions, sorted(without)))
        if len(taken) < _SENTENCES:
            continue
        words, concepts, count = one.words[taken], one.concepts[taken], len(taken)
        often = np.asarray(words.sum(axis=0)).ravel()
        kept = np.flatnonzero((often >= _FEWEST) & (often < _COMMONEST * count))
        kept = np.sort(kept[np.argsort(-often[kept], kind="stable")[:_WORDS]])
        words, often = words[:, kept], often[kept]
        beside = (words.T @ concepts).tocoo()
        chance = (np.asarray(concepts.sum(axis=0)).ravel() + 1) / count
        value = np.maximum(0, np.log(beside.data / (often[beside.row] * chance[beside.col] + 0.5)))
        table = sparse.csr_matrix((value, (beside.row, beside.col)), shape=(len(kept), concepts.shape[1]))
        length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
        rows.append(sparse.diags(1 / np.maximum(length, 1e-6)) @ table)
        weights.append(np.log(count / (often + 1)))
        kept_stems[language], kept_columns[language], samples[language] = [one.stems[k] for k in kept], kept, taken
    left, strength, _ = randomized_svd(sparse.vstack(rows).tocsr(), SIZE, random_state=0, n_iter=3)
    found = WordVectors({}, unit_length(left * np.sqrt(strength)).astype(np.float32),
                        np.concatenate(weights).astype(np.float32), {})  # fmt: skip
    first = 0
    for language, own in kept_stems.items():
        found.rows[language] = {stem: first + k for k, stem in enumerate(own)}
        part = slice(first, first + len(own))
        words = read[language].words[samples[language]][:, kept_columns[language]]
        group = np.arange(words.shape[0]) // _PROVISION
        joined = sparse.csr_matrix((np.ones(len(group), np.float32), (group, np.arange(len(group)))))
        counts = joined @ words
        counts.data = 1 + np.log(counts.data)
        sums = counts @ (found.vectors[part] * found.weight[part, None])
        found.centre[language] = unit_length(sums).mean(axis=0).astype(np.float32)
        first += len(own)
    return found


class OtherWords:
    """Vectors of units by what was learnt from the texts of other jurisdictions than theirs.

    Parameters
    ----------
    units : pandas.DataFrame
        Columns language, heading, text.
    """

    def __init__(self, units: pd.DataFrame) -> None:
        self._read, self._size = counted(), len(units)
        self._counts: dict[str, tuple[np.ndarray, sparse.csr_matrix]] = {}
        languages = units["language"].str[:2].str.lower()
        for language, one in self._read.items():
            of = np.flatnonzero((languages == language).to_numpy())
            part = units.iloc[of]
            read = [read_unit(*row) for row in zip(part["language"], part["heading"].fillna(""), part["text"],
                                                   strict=True)]  # fmt: skip
            numbers = {stem: k for k, stem in enumerate(one.stems)}
            self._counts[language] = of, count_matrix(read, language, numbers, len(numbers))

    def without(self, jurisdictions: Collection[str], languages: Collection[str] = ()) -> np.ndarray:
        """Return the vectors of all units, (units, SIZE); of `languages`, zeros."""
        words = vectors(self._read, jurisdictions)
        found = np.zeros((self._size, SIZE), dtype=np.float32)
        for language, rows in words.rows.items():
            if language in languages:
                continue
            of, counts = self._counts[language]
            own = [k for k, stem in enumerate(self._read[language].stems) if stem in rows]
            part = slice(min(rows.values()), min(rows.values()) + len(rows))
            alone = WordVectors({}, words.vectors[part], words.weight[part], words.centre)
            found[of] = alone.of_counts(counts[:, own].tocsr(), language)
        return found


def main() -> int:
    """Learn and write the packaged vectors."""
    words = vectors(counted())
    save(words, packaged_path())
    print(f"{len(words.vectors)} words of {len(words.rows)} languages: {packaged_path().stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
