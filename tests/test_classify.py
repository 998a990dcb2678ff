"""Coding: columns, evidence, abstention, training, the model file. The law is that of invented countries."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from ctlaw.classification import estimator, store, views
from ctlaw.classification.estimator import (
    PRIMARY,
    ProvisionClassifier,
    as_if_unread,
    code_matrix,
    primary_first,
)
from ctlaw.classification.features import matrices, pair_matrix
from ctlaw.classification.rules import packaged_rules
from ctlaw.classification.unit import read_unit
from ctlaw.classify import code_provisions, concept_vectors, duplicate_weights, load_model, save_model, train
from ctlaw.concepts import names
from ctlaw.errors import TaxonomyError
from ctlaw.taxonomy import load_taxonomy

CASES = [
    ("en", "Freezing of funds", "The Minister shall freeze without delay all funds and economic resources of a person "
     "designated under section 3. Dealing with frozen funds is prohibited.", "finance.asset-freezing"),
    ("en", "Recruitment", "A person who recruits another person to join a terrorist group in Ruritania commits an "
     "offence and is liable to imprisonment for ten years.", "crime.recruitment"),
    ("en", "Hostage-taking", "Whoever seizes another person as a hostage and threatens to kill that person in order to "
     "compel a third party to do or abstain from any act shall be punished with imprisonment.", "crime.hostage-taking"),
    ("fr", "Retrait du passeport", "Le ministre de l'intérieur de Syldavie peut retirer le passeport d'un citoyen "
     "lorsque la sécurité nationale l'exige.", "travel.passport-measures"),
    ("de", "Meldung verdächtiger Transaktionen", "Die Verpflichteten haben der Zentralstelle für "
     "Finanztransaktionsuntersuchungen eine Verdachtsmeldung unverzüglich zu erstatten.",
     "finance.suspicious-transactions"),
    ("es", "Extradición", "La extradición no se concederá por delitos políticos; el terrorismo no es delito político.",
     "sharing.extradition"),
]  # fmt: skip
ORDINARY = [
    (
        "en",
        "Sale of milk",
        "A seller of milk shall keep the churns clean. The price is set each year by the market board.",
    ),
    ("de", "Mietzins", "Der Mieter hat die Miete am Ersten des Monats zu zahlen."),
    ("fr", "Mariage", "Le mariage est célébré à la mairie de l'un des futurs époux."),
]


def frame(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["language", "heading", "text"]).assign(id=[f"u{i}" for i in range(len(rows))])


@pytest.fixture(scope="module")
def provisions() -> pd.DataFrame:
    return frame([case[:3] for case in CASES] + ORDINARY)


@pytest.mark.parametrize("method", ["hybrid", "rule", "model"])
def test_columns_and_values(provisions: pd.DataFrame, method: str) -> None:
    before = provisions.copy()
    codings = code_provisions(provisions, method=method)
    pd.testing.assert_frame_equal(provisions, before)
    assert list(codings.columns) == [
        "id", "code", "score", "primary", "method", "evidence_start", "evidence_end", "evidence", "basis",
    ]  # fmt: skip
    assert set(codings["code"]) <= set(load_taxonomy().codes)
    assert codings["score"].between(0, 1).all() and (codings["score"].round(2) == codings["score"]).all()
    assert (codings.groupby("id")["primary"].sum() == 1).all()
    assert codings.groupby("id")["primary"].first().all()
    assert set(codings["method"]) == {method}
    assert not codings.duplicated(["id", "code"]).any()


@pytest.mark.parametrize("method", ["hybrid", "rule"])
def test_plain_cases(provisions: pd.DataFrame, method: str) -> None:
    codings = code_provisions(provisions, method=method)
    for i, case in enumerate(CASES):
        assert case[3] in set(codings.loc[codings["id"] == f"u{i}", "code"]), case[1]


def test_ordinary_law_bears_no_code(provisions: pd.DataFrame) -> None:
    codings = code_provisions(provisions)
    assert not set(codings["id"]) & {f"u{len(CASES) + i}" for i in range(len(ORDINARY))}


def test_evidence_is_the_text_and_at_most_a_quarter(provisions: pd.DataFrame) -> None:
    texts = dict(zip(provisions["id"], provisions["text"], strict=True))
    for method in ("hybrid", "rule", "model"):
        for row in code_provisions(provisions, method=method).itertuples():
            text = texts[row.id]
            assert text[row.evidence_start : row.evidence_end] == row.evidence != ""
            assert len(row.evidence) <= max(80, len(text) / 4)


def test_scores_lists_candidates_with_abstention(provisions: pd.DataFrame) -> None:
    candidates, accepted = code_provisions(provisions, scores=True), code_provisions(provisions)
    assert candidates["abstained"].any()
    kept = candidates.loc[~candidates["abstained"], ["id", "code"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, accepted[["id", "code"]])
    assert not candidates.loc[candidates["abstained"], "primary"].any()


def test_threshold(provisions: pd.DataFrame) -> None:
    few, many = code_provisions(provisions, threshold=0.9), code_provisions(provisions, threshold=0.05)
    assert len(few) < len(many)
    assert (few["score"] >= 0.9).all()


def test_only_language_heading_and_text_are_looked_at(provisions: pd.DataFrame) -> None:
    count = len(provisions)
    other = provisions.assign(id=[f"x{i}" for i in range(count)], jurisdiction="zz", path="other.txt", eid="art_1")
    other["codes"] = [["x"]] * count
    values = ["code", "score", "evidence_start", "evidence_end"]
    left, right = code_provisions(provisions), code_provisions(other)
    pd.testing.assert_frame_equal(left[values], right[values])
    assert {"id", "path", "eid"} <= set(right.columns)


def test_batches_do_not_change_a_provision(provisions: pd.DataFrame) -> None:
    alone = pd.concat([code_provisions(provisions.iloc[[i]]) for i in range(len(provisions))], ignore_index=True)
    pd.testing.assert_frame_equal(alone, code_provisions(provisions), check_dtype=False)


@pytest.mark.parametrize("text", ["", None, float("nan"), "   ", "\n\n", "....", "freeze " * 20_000])
def test_odd_texts(text: object) -> None:
    codings = code_provisions(pd.DataFrame({"language": ["en"], "text": [text]}))
    assert list(codings.columns)[:2] == ["code", "score"]


def test_language_without_lexicon_gives_no_code() -> None:
    assert code_provisions(pd.DataFrame({"language": ["xx"], "text": ["terrorism"]})).empty


def test_empty_table() -> None:
    assert code_provisions(pd.DataFrame({"language": [], "text": []})).empty


def test_wrong_arguments() -> None:
    units = pd.DataFrame({"language": ["en"], "text": ["x"]})
    with pytest.raises(ValueError, match="hybrid, rule, model"):
        code_provisions(units, method="magic")
    with pytest.raises(ValueError, match="language and text"):
        code_provisions(pd.DataFrame({"text": ["x"]}))
    with pytest.raises(ValueError, match="at least 20"):
        train(pd.DataFrame({"language": ["en"], "text": ["x"], "codes": [[]]}))


def coded() -> pd.DataFrame:
    rows = []
    for jurisdiction in ("ra", "sy", "bo", "ka"):
        for i, (language, heading, text, code) in enumerate(CASES):
            rows.append((jurisdiction, language, heading, f"{text} Section {i} of {jurisdiction}.", [code]))
        for language, heading, text in ORDINARY:
            rows.append((jurisdiction, language, heading, f"{text} {jurisdiction}.", []))
    return pd.DataFrame(rows, columns=["jurisdiction", "language", "heading", "text", "codes"])


def test_training_leaves_out_what_it_is_told_and_round_trips(tmp_path: Path) -> None:
    model = train(coded(), without_jurisdictions=["SY"])
    assert model.about_["jurisdictions"] == ["bo", "ka", "ra"]
    assert model.about_["provisions"] == 27
    save_model(model, tmp_path / "m.npz")
    again = load_model(tmp_path / "m.npz")
    units = coded()
    left, right = model.predict_proba(units), again.predict_proba(units)
    assert np.abs(left - right).max() < 0.02  # stored at half precision
    assert (again.threshold_, again.threshold_first_) == (model.threshold_, model.threshold_first_)
    with np.load(tmp_path / "m.npz", allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


def test_a_large_set_is_carried_by_some_of_its_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = train(coded())
    monkeypatch.setattr(estimator, "SMALL", 10)
    monkeypatch.setattr(views, "_LANDMARKS", 3)
    monkeypatch.setattr(views, "_FEWEST", 20)
    model = train(coded())
    kept = model.views_.bank.shape[0]
    assert 20 <= kept < len(coded()) and kept == len(model.views_.dual) == len(model.views_.pairs.dual)
    assert whole.views_.bank.shape[0] == len(coded())
    units = coded()
    assert (model.predict_proba(units).argmax(axis=1) == whole.predict_proba(units).argmax(axis=1)).mean() > 0.8
    save_model(model, tmp_path / "m.npz")
    assert np.abs(load_model(tmp_path / "m.npz").predict_proba(units) - model.predict_proba(units)).max() < 0.02


def test_training_takes_up_the_packaged_readings_without_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    own = store.packaged_readings()
    some = np.arange(0, len(own.languages), 12)
    own = replace(own, units=own.units.rows(some), target=own.target[some], unread=own.unread[some],
                  jurisdictions=[own.jurisdictions[i] for i in some],
                  languages=[own.languages[i] for i in some])  # fmt: skip
    monkeypatch.setattr(store, "packaged_readings", lambda: own)
    model = train(coded(), readings=True, without_jurisdictions=["fr"], without_languages=["es"])
    places = zip(own.jurisdictions, own.languages, strict=True)
    taken = sum(jurisdiction != "fr" and language != "es" for jurisdiction, language in places)
    assert 0 < taken < len(own.languages)
    assert model.about_["provisions"] == 36 - sum(coded()["language"] == "es") + taken
    assert "fr" not in model.about_["jurisdictions"] and "es" not in model.about_["languages"]


def test_rules_are_learnt_as_if_their_writers_had_not_read_the_units() -> None:
    units = coded()
    rows = zip(units["language"], units["heading"], units["text"], strict=True)
    read, _ = matrices([read_unit(*row) for row in rows])
    codes = load_taxonomy().codes
    target = code_matrix(units["codes"], codes)
    unread = as_if_unread(read, target, np.asarray(codes), np.zeros(len(target), dtype=bool))
    assert unread.met.shape == read.met.shape and unread.met.nnz < read.met.nnz
    rules, lost = packaged_rules(), np.argwhere((read.met - unread.met).toarray() > 0)
    assert all(rules[j].code in units["codes"].iloc[i] for i, j in lost)


def test_the_first_code_of_a_unit_is_its_primary_one() -> None:
    target = code_matrix([["b", "a"], ["c"], [], ["unknown", "a"]], ["a", "b", "c"])
    assert target.tolist() == [[1, PRIMARY, 0], [0, 0, PRIMARY], [0, 0, 0], [1, 0, 0]]


def test_the_primary_code_is_the_accepted_one_that_leads_and_no_other_is_put_before_it() -> None:
    probability = np.array([[0.8, 0.5, 0.6], [0.9, 0.2, 0.1], [0.1, 0.1, 0.1]])
    leads = np.array([[0.2, 0.7, 0.1], [0.1, 0.9, 0.0], [0.9, 0.0, 0.0]])
    taken = np.array([[True, True, False], [True, False, False], [False, False, False]])
    first, raised = primary_first(probability, leads, taken)
    assert first.tolist() == [1, 0, -1]  # what is not accepted never leads
    assert raised.tolist() == [[0.8, 0.8, 0.6], [0.9, 0.2, 0.1], [0.1, 0.1, 0.1]]
    assert probability[0, 1] == 0.5  # what was given is left as it is


def test_codes_of_a_unit_come_primary_first_and_then_by_score(provisions: pd.DataFrame) -> None:
    given = code_provisions(provisions, threshold=0.02)
    assert given["id"].duplicated().any()
    for _, rows in given.groupby("id"):
        assert rows["primary"].tolist() == [True] + [False] * (len(rows) - 1)
        assert rows["score"].is_monotonic_decreasing


def test_a_model_learnt_without_primary_codes_puts_the_likeliest_first() -> None:
    units = coded()
    codes = load_taxonomy().codes
    target = np.minimum(code_matrix(units["codes"], codes), 1)
    model = ProvisionClassifier(codes=codes).fit(units, target, groups=units["jurisdiction"].tolist())
    rows = zip(units["language"], units["heading"], units["text"], strict=True)
    probability, leads = model.judge(matrices([read_unit(*row) for row in rows])[0])
    first, raised = primary_first(probability, leads, np.ones(probability.shape, dtype=bool))
    assert (first == probability.argmax(axis=1)).all() and (raised == probability).all()


def test_a_threshold_does_not_change_scores_nor_lose_the_primary_code(provisions: pd.DataFrame) -> None:
    usual = code_provisions(provisions).set_index(["id", "code"])
    high = code_provisions(provisions, threshold=0.5).set_index(["id", "code"])
    assert high.index.isin(usual.index).all()
    assert (high["score"] == usual.loc[high.index, "score"]).all()
    kept = high.index.intersection(usual.index[usual["primary"]])
    assert high.loc[kept, "primary"].all() and high.groupby("id")["primary"].sum().eq(1).all()


def test_a_model_says_much_the_same_when_it_was_kept_in_few_digits(tmp_path: Path) -> None:
    units = coded()
    model = train(units)
    save_model(model, tmp_path / "model.npz")
    before, after = model.predict_proba(units), load_model(tmp_path / "model.npz").predict_proba(units)
    assert np.abs(before - after).mean() < 0.001


def test_a_model_of_one_code_or_of_none_is_refused() -> None:
    units = coded()
    for codes, given in ((["one"], [["one"]] * len(units)), (["one", "two"], [[]] * len(units))):
        with pytest.raises(ValueError, match="at least one unit a code"):
            ProvisionClassifier(codes=codes).fit(units, given)


def test_pairs_are_of_concepts_near_each_other_in_one_sentence() -> None:
    near, far = (read_unit("en", "", text) for text in (
        "The Minister may freeze the funds of a listed person.",
        "The Minister may freeze the lake. " + "A boat goes by on it. " * 9 + "The funds are small.",
    ))  # fmt: skip
    n = len(names())
    a, b = sorted((names().index("freeze"), names().index("funds")))
    counts = pair_matrix([near, far]).toarray()[:, a * n + b]
    assert counts[0] > 0 and counts[1] == 0


def test_training_is_reproducible() -> None:
    first, second = train(coded()), train(coded())
    assert (first.predict_proba(coded()) == second.predict_proba(coded())).all()


def test_estimator_follows_scikit_learn() -> None:
    model = ProvisionClassifier(codes=load_taxonomy().codes, threshold=0.4)
    copy = clone(model)
    assert copy.get_params() == model.get_params()
    units = coded()
    assert copy.fit(units, units["codes"].tolist(), groups=units["jurisdiction"].tolist()) is copy
    probability = copy.predict_proba(units)
    assert probability.shape == (len(units), 88) and ((probability >= 0) & (probability <= 1)).all()
    assert (copy.predict(units) == (probability >= 0.4)).all()


def test_versions_of_one_law_count_once() -> None:
    assert duplicate_weights(["The Act, s. 1", "the act s 1", "Other"]).tolist() == [0.5, 0.5, 1.0]


def test_model_file_errors(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="ctlaw train"):
        load_model(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"not a model")
    with pytest.raises(TaxonomyError, match="ctlaw train"):
        load_model(tmp_path / "bad.npz")


def test_packaged_model_loads_within_a_second() -> None:
    from ctlaw.classification import store

    path = Path(store.__file__).parents[1] / "data" / "model" / "coding.npz"
    assert path.stat().st_size < 8_000_000
    start = time.process_time()
    store.load(path)
    assert time.process_time() - start < 1


def test_missing_headings_of_every_kind_are_no_headings():
    table = pd.DataFrame({"path": "aa/1.md", "eid": ["sec_1"], "language": ["en"], "heading": [pd.NA],
                          "text": ["The minister may freeze funds."]}).convert_dtypes()  # fmt: skip
    [vector] = concept_vectors(table).values()
    assert vector.any() and vector.dtype == np.float32
    with pytest.raises(ValueError, match="`eid`"):
        concept_vectors(table.drop(columns="eid"))
