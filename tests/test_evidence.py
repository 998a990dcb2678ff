"""The span that made a code."""

import numpy as np

from ctlaw.classification.evidence import FEATURES, Wanted, evidence_spans, packaged_marker, word_features
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
    columns, edges, words = word_features([wanted("funds"), wanted("freeze")], packaged_marker().said)
    assert columns.shape == (edges[-1], len(FEATURES)) and np.isfinite(columns).all()
    assert len(words) == 2 and edges[1] == len(words[0][0])


def test_words_without_a_concept_speak_by_their_vectors() -> None:
    said = packaged_marker().said
    own = FEATURES.index("own")
    one = wanted("funds", text="The officer may detain the suspect. The weather was mild and the harvest was good.")
    columns, _, _ = word_features([one._replace(code="procedure.arrest-detention")], said)
    law, weather = columns[:6, own], columns[6:, own]
    assert law.max() > weather.max()
    other, _, _ = word_features([one._replace(code="of.a-taxonomy-of-ones-own")], said)
    assert (other[:, own] == other[:, FEATURES.index("any")]).all()


def test_a_language_without_vectors_has_evidence_too() -> None:
    columns, _, _ = word_features([wanted("funds", language="xx")], packaged_marker().said)
    assert not columns[:, FEATURES.index("own")].any()


def test_a_marker_is_a_network() -> None:
    marker = packaged_marker()
    assert marker.hidden.shape == (len(FEATURES), len(marker.shift)) == (len(FEATURES), len(marker.out))
    flat = marker._replace(**{name: np.zeros_like(getattr(marker, name)) for name in ("mean", "hidden", "out", "base")},
                           spread=np.ones_like(marker.spread))  # fmt: skip
    assert (flat.probability(np.ones((3, len(FEATURES)))) == 0.5).all()


def test_evidence_of_a_rule_lies_in_a_sentence_that_met_it() -> None:
    one = wanted("funds", text="Funds of the moor are counted. Nobody may dig. " + LAW)
    places = [k for k, (a, b) in enumerate(one.unit.sentences) if "toads" in one.unit.text[a:b]]
    (start, end) = evidence_spans([one._replace(places=places, only=True)])[0]
    first, last = one.unit.sentences[places[0]]
    assert first < end and start < last
