"""The span that made a code."""

import copy
import pickle

import numpy as np
import pytest
from scipy import sparse

from ctlaw.classification import evidence, network
from ctlaw.classification.evidence import evidence_spans, packaged_marker
from ctlaw.classification.marks import FEATURES, SIGNS, Wanted, word_features
from ctlaw.classification.network import WordInputs
from ctlaw.classification.unit import read_unit
from ctlaw.concepts import names

LAW = (
    "The keeper of the moor publishes an annual report on peat. Frogs are counted in spring, and toads in autumn. "
    "The minister may order the freezing of funds of a terrorist organisation for sixty days. "
    "The report is laid before the assembly. The keeper is paid by the month, and rests in winter."
)


def wanted(*concepts: str, text: str = LAW, language: str = "en") -> Wanted:
    weight = np.zeros(len(names()))
    weight[[names().index(c) for c in concepts]] = 1.0
    return Wanted(read_unit(language, None, text), weight, frozenset(names().index(c) for c in concepts), [2])


def test_evidence_lies_where_the_concepts_of_the_code_are() -> None:
    (start, end) = evidence_spans([wanted("freeze_assets", "freeze", "funds", "terrorist_group")])[0]
    assert "freezing of funds" in LAW[start:end] and end - start <= len(LAW) // 4
    assert not LAW[start].isspace() and not LAW[end - 1].isspace()


def test_codes_of_one_batch_do_not_look_into_each_other() -> None:
    one, other = wanted("freeze_assets", "funds"), wanted("funds", text="Funds. " + LAW[::-1])
    empty = wanted("funds", text="")
    together = evidence_spans([one, empty, other, one])
    assert together[0] == together[3] == evidence_spans([one])[0]
    assert together[2] == evidence_spans([other])[0] and together[1] == (0, 0)
    assert evidence_spans([]) == []


def test_a_short_text_is_its_own_evidence_at_most() -> None:
    short = wanted("funds", text="Funds are frozen.")
    assert evidence_spans([short])[0][1] <= len("Funds are frozen.")


def test_scripts_without_spaces() -> None:
    law = "部長は報告書を公表する。" * 6 + "大臣は、テロリストの資金を凍結することができる。" + "蛙は春に数える。" * 8
    start, end = evidence_spans([wanted("freeze", "freeze_assets", "funds", text=law, language="ja")])[0]
    assert 0 <= start < end <= len(law) and end - start <= len(law) // 4


def test_features_are_finite_and_as_many_as_named() -> None:
    words, places = word_features([wanted("funds"), wanted("freeze")], packaged_marker().said)
    assert words.features.shape == (words.lengths.sum(), len(FEATURES)) and np.isfinite(words.features).all()
    assert words.concepts.shape == (words.lengths.sum(), len(names()))
    assert len(places) == 2 and words.edges[1] == len(places[0][0])


def test_signs_are_those_beside_a_word() -> None:
    text = "Funds,\nof 3 clubs; (a) peat"
    words, [(start, end)] = word_features([wanted("funds", text=text)], packaged_marker().said)
    signs = words.features[:, -SIGNS:]
    kinds, space = (SIGNS - 3) // 2, (SIGNS - 3) // 2 - 2
    before, after = signs[:, :kinds].argmax(axis=1), signs[:, kinds : 2 * kinds].argmax(axis=1)
    assert signs[:, :kinds].sum(axis=1).tolist() == [1] * 6
    # line, line (of several signs the most telling), space, space, semicolon, closing bracket
    assert before.tolist() == [0, 0, space, space, 1, 6]
    assert after[:-1].tolist() == before[1:].tolist() and after[-1] == 0
    assert [text[a:b] for a, b in zip(start, end, strict=True)] == ["Funds", "of", "3", "clubs", "a", "peat"]
    assert signs[:, -3:].tolist() == [[0, 1, 0], [0, 0, 0], [1, 0, 1], [0, 0, 0], [0, 0, 1], [0, 0, 0]]


def test_words_without_a_concept_speak_by_their_vectors() -> None:
    said = packaged_marker().said
    own = FEATURES.index("own")
    one = wanted("funds", text="The officer may detain the suspect. The weather was mild and the harvest was good.")
    words, _ = word_features([one._replace(code="procedure.arrest-detention")], said)
    law, weather = words.features[:6, own], words.features[6:, own]
    assert law.max() > weather.max()
    other, _ = word_features([one._replace(code="of.a-taxonomy-of-ones-own")], said)
    assert (other.features[:, own] == other.features[:, FEATURES.index("any")]).all()
    assert set(other.gates) == {len(said.codes)}, "the gate of codes that no reader marked"


def test_a_language_without_vectors_has_evidence_too() -> None:
    words, _ = word_features([wanted("funds", language="xx")], packaged_marker().said)
    assert not words.features[:, FEATURES.index("own")].any() and set(words.rows) == {-1}


def test_a_marker_is_kept_as_arrays(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = packaged_marker()
    folder = tmp_path / "data" / "model"
    folder.mkdir(parents=True)
    marker.save(folder / "evidence.npz")
    monkeypatch.setattr(evidence, "files", lambda package: tmp_path)
    again = packaged_marker.__wrapped__()
    words, _ = word_features([wanted("funds", "freeze")], marker.said)
    assert np.allclose(again.probability(words), marker.probability(words), atol=1e-3)
    assert 0 < marker.probability(words).max() < 1
    for copy_ in (copy.deepcopy(marker), pickle.loads(pickle.dumps(marker))):
        assert np.array_equal(copy_.probability(words), marker.probability(words))
    monkeypatch.setattr(evidence, "FEATURES", FEATURES[1:])
    with pytest.raises(ValueError, match="other features"):
        packaged_marker.__wrapped__()


LENGTHS = np.array([4, 0, 9, 2])


def inputs(rng: np.random.Generator) -> WordInputs:
    size = int(LENGTHS.sum())
    concepts = sparse.random(size, 7, 0.4, format="csr", dtype=np.float32, random_state=1)
    return WordInputs(rng.normal(size=(size, 5)).astype(np.float32), rng.integers(-1, 50, size), concepts,
                      rng.integers(0, 3, size), LENGTHS)  # fmt: skip


def small_network(rng: np.random.Generator):
    model = network.network(5, rng.normal(size=(50, 20)).astype(np.float32), 7, 3)
    model.initialize()
    return model


def test_a_network_learns_by_its_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_DROPOUT", 0.0)
    rng = np.random.default_rng(0)
    np.random.seed(0)
    model, words = small_network(rng), inputs(rng)
    aim = np.arange(LENGTHS.sum(), dtype=np.float32)
    _, backprop = model.begin_update(words)
    backprop(aim[:, None])
    for node in model.walk():
        for name in node.param_names:
            values, found = node.get_param(name), node.get_grad(name)
            place = np.unravel_index(np.abs(found).argmax(), found.shape)
            was, moved = values[place], []
            for step in (5e-4, -5e-4):
                values[place] = was + step
                moved.append(float((model(words, True)[0][:, 0] * aim).sum()))
            values[place] = was
            assert (moved[0] - moved[1]) / 1e-3 == pytest.approx(float(found[place]), rel=0.1, abs=0.2), name


def test_units_of_one_batch_are_read_each_by_itself() -> None:
    rng = np.random.default_rng(0)
    np.random.seed(0)
    model, words = small_network(rng), inputs(rng)
    together = model.predict(words)
    for first, last in zip(words.edges, words.edges[1:], strict=False):
        of = slice(first, last)
        alone = WordInputs(words.features[of], words.rows[of], words.concepts[of], words.gates[of],
                           np.array([last - first]))  # fmt: skip
        assert np.allclose(model.predict(alone), together[of], atol=1e-5)
    changed = words._replace(features=words.features.copy())
    changed.features[12] += 1
    assert np.flatnonzero((model.predict(changed) != together)[:, 0]).tolist() == list(range(4, 13)), "its own unit"


def test_what_was_learnt_is_restored() -> None:
    rng = np.random.default_rng(0)
    model, words = small_network(rng), inputs(rng)
    before = model.predict(words)
    other = small_network(np.random.default_rng(0))  # of the same vectors
    assert not np.allclose(other.predict(words), before)
    assert np.array_equal(network.restore(other, network.weights(model)).predict(words), before)
    with pytest.raises(KeyError):
        network.restore(other, {})


def test_evidence_of_a_rule_lies_in_a_sentence_that_met_it() -> None:
    one = wanted("funds", text="Funds of the moor are counted. Nobody may dig. " + LAW)
    places = [k for k, (a, b) in enumerate(one.unit.sentences) if "toads" in one.unit.text[a:b]]
    (start, end) = evidence_spans([one._replace(places=places, only=True)])[0]
    first, last = one.unit.sentences[places[0]]
    assert first < end and start < last
