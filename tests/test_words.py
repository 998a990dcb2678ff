"""Vectors of words: what they are made of, and that they come back from the file."""

from __future__ import annotations

import re

import numpy as np
import pytest

from ctlaw.classification import words
from ctlaw.classification.features import matrices
from ctlaw.classification.unit import read_unit
from ctlaw.errors import TaxonomyError


def own() -> words.WordVectors:
    rng = np.random.default_rng(0)
    vectors = words.unit_length(rng.normal(size=(5, words.SIZE))).astype(np.float32)
    rows = {"en": {"toad": 0, "frog": 1, "bog": 2}, "fr": {"crapaud": 3, "grenoui": 4}}
    zeros = np.zeros(words.SIZE, dtype=np.float32)
    return words.WordVectors(rows, vectors, np.array([1, 2, 3, 1, 2], dtype=np.float32), {"en": zeros, "fr": zeros})


def test_stems() -> None:
    assert words.stems("The witches' BROOMSTICK, 7 of it", "en") == ["the", "witches", "broomst"]
    assert words.stems("魔女は飛ぶ。", "ja") == ["魔女", "女は", "は飛", "飛ぶ"]
    assert words.stems("", "en") == []


def test_a_unit_is_where_its_words_are() -> None:
    vectors = own()
    units = [read_unit("en", "", "Toad."), read_unit("fr", "", "Grenouille !"), read_unit("sw", "", "Chura."),
             read_unit("en", "", "A newt.")]  # fmt: skip
    found = vectors.of(units)
    assert np.allclose(found[0], vectors.vectors[0], atol=1e-5)
    assert np.allclose(found[1], vectors.vectors[4], atol=1e-5)
    assert not found[2].any() and not found[3].any()  # no such language, no such word
    both = vectors.of([read_unit("en", "Frog", "Bog.")])[0]
    assert both @ vectors.vectors[2] > both @ vectors.vectors[1] > 0.1  # the rarer word weighs more
    assert vectors.of([]).shape == (0, words.SIZE)


def test_the_mean_of_the_language_is_taken_away() -> None:
    vectors = own()
    vectors.centre["en"] = vectors.vectors[0] * 0.5
    toad, frog = vectors.of([read_unit("en", "", "Toad."), read_unit("en", "", "Toad, frog.")])
    assert np.isclose(np.linalg.norm(toad), 1, atol=1e-5) and np.isclose(np.linalg.norm(frog), 1, atol=1e-5)
    assert frog @ vectors.vectors[1] > vectors.of_counts(
        words.count_matrix([read_unit("en", "", "Toad, frog.")], "fr", vectors.rows["en"], 5), "fr"
    )[0] @ vectors.vectors[1]  # fmt: skip


def test_they_come_back_from_the_file(tmp_path) -> None:
    before, path = own(), tmp_path / "words.npz"
    words.save(before, path)
    after = words.load(path)
    assert after.rows == before.rows
    assert (after.vectors * before.vectors).sum(axis=1).min() > 0.98  # 15 steps a number
    assert np.allclose(after.weight, before.weight)
    assert [p.name for p in tmp_path.iterdir()] == ["words.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no file", b"\x80\x04K\x01."])
def test_what_is_no_file_of_vectors(tmp_path, content: bytes) -> None:
    (tmp_path / "w.npz").write_bytes(content)
    with pytest.raises(TaxonomyError, match="holds no word vectors"):
        words.load(tmp_path / "w.npz")


def test_packaged_vectors_place_like_words_of_two_languages_near_each_other() -> None:
    packaged = words.packaged_words()
    assert len(packaged.rows) >= 20 and set(packaged.centre) == set(packaged.rows)
    assert not {"cs", "ko", "pt", "fi", "ro"} & set(packaged.rows)  # law that figures are measured on is not read

    def vector(language: str, word: str) -> np.ndarray:
        return packaged.vectors[packaged.rows[language][word]]

    assert vector("en", "passpor") @ vector("fr", "passepo") > vector("en", "passpor") @ vector("fr", "banque") + 0.2
    assert vector("en", "weapon") @ vector("es", "armas") > vector("en", "weapon") @ vector("es", "banco") + 0.2


def test_units_of_two_tables_go_one_below_the_other() -> None:
    first, _ = matrices([read_unit("en", "", "Funds are frozen.")])
    second, _ = matrices([read_unit("en", "", "A passport is seized."), read_unit("xx", "", "Chura.")])
    joined = first.above(second)
    assert joined.words.shape == (3, words.SIZE) and not joined.words[2].any() and joined.words[1].any()
    assert joined.rows(slice(1, 3)).words.shape == (2, words.SIZE)


@pytest.mark.parametrize(("language", "text"), [
    ("tr", "İnsan hakları İdare mahkemesi"), ("de", "Die STRASSE und die Straßen"), ("el", "Ὁ νόμος τοῦ κράτους"),
])  # fmt: skip
def test_a_word_alone_has_the_stem_it_has_in_a_text(language: str, text: str) -> None:
    known = {stem: k for k, stem in enumerate(dict.fromkeys(words.stems(text, language)))}
    size = len(known)
    vectors = words.WordVectors({language: known}, np.zeros((size, words.SIZE)), np.ones(size), {})
    places = [(m.start(), m.end()) for m in re.finditer(r"\S{3,}", text)]
    start, end = (np.array(edge) for edge in zip(*places, strict=True))
    assert set(vectors.rows_at(text, language, start, end)) == set(range(size))
    assert (vectors.rows_at(text, "xx", start, end) == -1).all()
