"""Agreement is Krippendorff's; nothing is lost on the way to annotation tools and back."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from ctlaw.errors import CorpusError, TaxonomyError
from ctlaw.review import (
    Review,
    agreement,
    alpha,
    disagreements,
    from_doccano,
    from_label_studio,
    jaccard_distance,
    to_doccano,
    to_label_studio,
)

TEXT = "Whoever leaves Ruritania in order to train 🏴 with a terrorist group commits an offence."


def codings(*rows):
    return pd.DataFrame([
        {"id": u, "code": c, "score": s, "primary": i == 0, "method": "hybrid", "evidence_start": a, "evidence_end": b,
         "evidence": TEXT[a:b], "basis": "rule travel-1"}
        for i, (u, c, s, a, b) in enumerate(rows)
    ])  # fmt: skip


A = codings(
    ("u1", "crime.travel", 0.91, 0, 24),
    ("u1", "crime.training-receive", 0.55, 25, 42),
    ("u2", "finance.fiu", 0.7, 3, 9),
)
B = codings(("u1", "crime.travel", 0.9, 0, 24), ("u2", "finance.npo", 0.7, 3, 9))


def test_alpha_is_that_of_the_reference_implementation():
    krippendorff = pytest.importorskip("krippendorff")
    rng = np.random.default_rng(3)
    for _ in range(5):
        values = rng.integers(0, 2, (40, 3))
        expected = krippendorff.alpha(reliability_data=values.T, level_of_measurement="nominal")
        ours = alpha([[int(v) for v in row] for row in values], lambda a, b: float(a != b))
        assert ours == pytest.approx(expected)


def test_alpha_of_sets_by_hand():
    # two units, two coders: {x},{x} and {x},{x,y}; observed (0 + .5)/2 = .25; of 12 ordered pairs 6 differ by .5
    x, xy = frozenset("x"), frozenset("xy")
    assert alpha([[x, x], [x, xy]], jaccard_distance) == pytest.approx(1 - 0.25 / 0.25)
    assert math.isnan(alpha([[x, x], [x, x]], jaccard_distance))


def test_agreement_counts_exact_sets_and_each_code():
    table = agreement(A, B, units=["u1", "u2", "u3"], rounds=50)
    assert table.loc["all", "agreement"] == pytest.approx(1 / 3, abs=0.001)
    assert table.loc["crime.travel", ["agreement", "kappa", "alpha"]].tolist() == [1, 1, 1]
    assert table.loc["finance.fiu", "agreement"] == pytest.approx(2 / 3, abs=0.001)
    assert (table["units"] == 3).all()


def test_disagreements_carry_the_evidence_of_who_made_them():
    listed = disagreements(A, B)
    assert listed[["id", "code", "by"]].to_numpy().tolist() == [
        ["u1", "crime.training-receive", "a"], ["u2", "finance.fiu", "a"], ["u2", "finance.npo", "b"],
    ]  # fmt: skip
    assert listed.loc[0, "evidence"] == TEXT[25:42]


@pytest.mark.parametrize(("out", "back", "name"), [
    (to_doccano, from_doccano, "d.jsonl"), (to_label_studio, from_label_studio, "l.json"),
])  # fmt: skip
def test_annotation_tools_give_back_what_they_got(tmp_path, out, back, name):
    units = pd.DataFrame({"id": ["u1", "u2"], "text": [TEXT, TEXT]})
    out(units, A, tmp_path / name)
    returned = back(tmp_path / name)
    pd.testing.assert_frame_equal(returned[A.columns], A)


def test_a_label_added_in_doccano_is_a_readers(tmp_path):
    units = pd.DataFrame({"id": ["u1"], "text": [TEXT]})
    to_doccano(units, A[:1], tmp_path / "d.jsonl")
    record = json.loads((tmp_path / "d.jsonl").read_text("utf-8"))
    record["label"].append([25, 42, "crime.preparation"])
    (tmp_path / "d.jsonl").write_text(json.dumps(record), "utf-8")
    added = from_doccano(tmp_path / "d.jsonl").iloc[1]
    assert (added["id"], added["method"], added["evidence"]) == ("u1", "reader", TEXT[25:42])


def test_review_saves_every_decision_and_resumes(tmp_path):
    units = pd.DataFrame({"id": ["u1", "u2", "u3"], "text": [TEXT] * 3})
    review = Review(units, A, tmp_path / "r.jsonl", reader="ab", reader_kind="student")
    assert review.queue == ["u1", "u2", "u3"]  # .55 is nearest to one half; no candidate comes last
    review.decide("u1", ["crime.travel"])
    again = Review(units, A, tmp_path / "r.jsonl", reader="ab", reader_kind="student")
    assert again.queue == ["u2", "u3"]
    assert again.codings()[["id", "code", "reader_kind"]].to_numpy().tolist() == [["u1", "crime.travel", "student"]]
    assert again.codings().loc[0, "evidence"] == TEXT[0:24]


def test_decisions_replace_what_was_coded(tmp_path):
    units = pd.DataFrame({"path": ["xx/a.md"] * 3, "eid": ["art_1", "art_2", "art_3"], "jurisdiction": "xx"})
    codings = pd.DataFrame({
        "path": "xx/a.md", "eid": ["art_1", "art_1", "art_2", "art_3"], "jurisdiction": "xx",
        "code": ["finance.tf-offence", "crime.travel", "crime.travel", "crime.membership"],
        "score": [0.9, 0.6, 0.7, 0.8], "primary": pd.array([True, False, True, True], dtype="boolean"),
        "method": "hybrid", "evidence_start": pd.array([0, 5, 7, 9], dtype="Int64"),
    })  # fmt: skip
    review = Review(units, codings, tmp_path / "r.jsonl", reader="ab", reader_kind="student")
    review.decide(("xx/a.md", "art_1"), ["crime.travel"])
    review.decide(("xx/a.md", "art_2"), [])
    revised = review.revise(codings)
    rows = revised[["eid", "code", "method", "jurisdiction"]].sort_values("eid").to_numpy().tolist()
    assert rows == [["art_1", "crime.travel", "reader", "xx"], ["art_3", "crime.membership", "hybrid", "xx"]]
    assert revised.dtypes[codings.columns].equals(codings.dtypes), "as the tables it goes back into"
    assert revised.set_index("eid").loc["art_1", "evidence_start"] == 5, "the passage of a code that was suggested"
    review.decide(("xx/a.md", "art_1"), ["finance.fiu"])  # decided anew; nobody suggested it, so there is no passage
    plain = review.revise(codings.astype({"evidence_start": "int64", "primary": "bool"}))
    assert plain.set_index("code")["evidence_start"].isna().to_dict() == {
        "crime.membership": False, "finance.fiu": True,
    }  # fmt: skip
    with pytest.raises(TaxonomyError, match="crime.travel"):
        review.decide(("xx/a.md", "art_3"), ["crime.travle"])
    assert review.queue == [("xx/a.md", "art_3")], "nothing is recorded then"
    with pytest.raises(CorpusError, match="text"):
        review.widget()
    with pytest.raises(CorpusError, match="path and eid"):
        review.revise(pd.DataFrame({"id": ["u"], "code": ["crime.travel"]}))


def test_the_form_shows_law_text_escaped_and_saves(tmp_path):
    pytest.importorskip("ipywidgets")
    units = pd.DataFrame({"id": ["u1"], "text": ["<script>alert(1)</script> " + TEXT]})
    review = Review(units, A, tmp_path / "r.jsonl", reader="ab", reader_kind="student")
    form = review.widget()
    assert "<script>" not in form.children[0].value and "&lt;script&gt;" in form.children[0].value
    form.children[3].children[0].click()
    assert review.queue == []


def test_bad_input_is_named():
    with pytest.raises(CorpusError, match="id, or path and eid"):
        agreement(pd.DataFrame({"code": ["x"]}), B)
    with pytest.raises(ValueError, match="lawyer"):
        Review(pd.DataFrame({"id": [], "text": []}), A, "r.jsonl", reader="x", reader_kind="expert")
