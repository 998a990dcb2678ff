"""The coded corpus: facts only, in step with code, data and model, rebuilt byte for byte from official texts."""

from __future__ import annotations

import csv
import json
from types import SimpleNamespace

import pandas as pd
import pytest

from conftest import ROOT
from ctlaw import coded, readings
from ctlaw.coded import (
    CODING_FIELDS,
    DOCUMENT_FIELDS,
    PROVISION_FIELDS,
    build_coded,
    datapackage,
    facts,
    fingerprint,
    read_coded,
)
from ctlaw.errors import CorpusError
from ctlaw.taxonomy import load_taxonomy

CODED = ROOT / "corpus" / "coded"
WORDING = {"text", "quote", "evidence", "heading", "wording"}


def test_no_column_and_no_field_holds_wording():
    for path in CODED.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert not WORDING & set(reader.fieldnames or [])
            for row in reader:
                for penalty in json.loads(row.get("penalties") or "[]"):
                    assert not WORDING & set(penalty)
                    assert all(not isinstance(v, str) or len(v) <= 24 for v in penalty.values()), (path.name, penalty)
                if "num" in row:
                    assert len(row["num"]) <= 40, (path.name, row["num"])


def test_the_data_package_describes_what_lies_there():
    stored = json.loads((CODED / "datapackage.json").read_text("utf-8"))
    assert stored["resources"] == datapackage(CODED)["resources"], "files differ from datapackage.json: run `make data`"


def test_code_data_and_model_are_those_that_made_the_coded_corpus():
    stored = json.loads((CODED / "datapackage.json").read_text("utf-8"))
    assert stored["ctlaw"]["fingerprint"] == fingerprint(), (
        "code, legal data, model or manifest have changed since corpus/coded was built: run `make data` "
        "with CTLAW_OFFICIAL set, and commit what it changes"
    )


def test_the_tables_hold_together():
    provisions, codings, documents = read_coded()
    taxonomy = load_taxonomy()
    assert set(codings["code"]) <= set(taxonomy.codes)
    assert set(provisions["path"]) | set(codings["path"]) <= set(documents["path"])
    known = set(zip(provisions["path"], provisions["eid"], strict=True))
    assert set(zip(codings["path"], codings["eid"], strict=True)) <= known
    assert codings["score"].between(0, 1).all()
    assert (codings.groupby(["path", "eid"])["primary"].sum() == 1).all()
    assert not provisions.duplicated(["path", "eid"]).any()
    assert documents["jurisdiction"].nunique() >= 10
    assert codings[["path", "eid"]].drop_duplicates().shape[0] >= 400
    assert list(documents.columns) == list(DOCUMENT_FIELDS)
    assert set(PROVISION_FIELDS) <= set(provisions.columns) and list(codings.columns) == list(CODING_FIELDS)


def test_one_jurisdiction_can_be_read_and_an_absent_one_is_named():
    provisions, _, documents = read_coded(jurisdictions=["de"])
    assert set(documents["jurisdiction"]) == {"de"} == set(provisions["jurisdiction"])
    with pytest.raises(CorpusError, match="no law of xq"):
        read_coded(jurisdictions=["xq"])


def test_facts_of_a_penalty_have_no_quotation():
    penalty = {"min_months": 6, "max_months": None, "life": False, "fine": True, "quote": "six", "currency": "EUR"}
    assert facts([penalty]) == [{"min_months": 6, "fine": True, "currency": "EUR"}]


def test_where_somebody_read_a_provision_the_reading_stands(tmp_path):
    law, out = tmp_path / "law", tmp_path / "coded"
    law.mkdir(), out.mkdir()
    freeze = "The Minister shall freeze without delay all funds and economic resources of a listed person"
    (law / "act.md").write_text(
        f"# Funds Act\n\n## 1. Freezing\n\n{freeze}.\n\n## 2. Listed persons\n\n{freeze} in May.\n\n"
        f"## 3. Milk\n\n{freeze} in June.\n", encoding="utf-8",
    )  # fmt: skip
    rows = {"act.md": {"jurisdiction": "xr", "language": "en", "title": "Funds Act", "pillars": "finance"}}

    def built(known):
        [about] = coded._build_one("xr", rows, known, law, out, [])
        table = pd.read_csv(out / "xr.codings.csv", keep_default_na=False)
        return about, table, pd.read_csv(out / "xr.provisions.csv", keep_default_na=False)

    about, machine, provisions = built({})
    assert about["read"] == 0 and set(machine["method"]) == {"hybrid"} and machine["eid"].nunique() == 3
    sha = provisions.set_index("eid")["text_sha256"]
    first, second, third = sha.index

    def reading(codes, start="", end="", **marked):
        return SimpleNamespace(codes=codes.split(), evidence_start=start, evidence_end=end, reader="m1",
                               reader_kind="model", marked=marked.get("marked", {}))  # fmt: skip

    about, read, provisions = built({
        sha[first]: reading("finance.un-list finance.asset-freezing biometric.border", "4", "12"),
        sha[second]: reading(""),  # read, and found to bear no code
        "0" * 64: reading("crime.travel", "4", "12"),  # another wording of the third was read
    })  # fmt: skip
    assert about["read"] == 2 and about["coded"] == 2
    assert second not in set(read["eid"]) and second not in set(provisions["eid"])
    left = read[read["eid"] == third]
    assert set(left["method"]) == {"hybrid"} and set(left["reader"]) == {""}
    assert left["code"].tolist() == machine[machine["eid"] == third]["code"].tolist()
    own = read[read["eid"] == first]
    assert own["code"].tolist() == ["finance.un-list", "finance.asset-freezing", "biometric.border"]
    assert own["primary"].tolist() == [True, False, False]
    assert set(own["method"]) == {"reader"} and set(own["reader_kind"]) == {"model"} and set(own["basis"]) == {"m1"}
    starts = [str(start) for start in own["evidence_start"]]
    assert starts[0] == "4"
    assert starts[1] != "", "the place that the machine finds"
    assert starts[2] == "", "nothing in the text speaks for it"
    marked = {"finance.asset-freezing": (5, 9, "e1"), "finance.tf-offence": (None, None, "e1"),
              "crime.travel": (1, 2, "e1")}  # fmt: skip
    codes = "finance.un-list finance.asset-freezing finance.tf-offence"
    _, read, _ = built({sha[first]: reading(codes, "4", "12", marked=marked)})
    own = read[read["eid"] == first].set_index("code")
    assert int(own.loc["finance.un-list", "evidence_start"]) == 4
    assert int(own.loc["finance.asset-freezing", "evidence_start"]) == 5, "the passage that a reader marked"
    assert own.loc["finance.tf-offence", "evidence_start"] == "", "asked, a reader found nothing"
    assert own["basis"].to_dict() == dict(zip(codes.split(), ["m1", "m1; e1", "m1; e1"], strict=True))


def test_a_text_without_provisions_may_have_readings(tmp_path):
    (tmp_path / "act.md").write_text("Preface only", encoding="utf-8")
    rows = {"act.md": {"jurisdiction": "xr", "language": "en"}}
    [about] = coded._build_one("xr", rows, {"0" * 64: None}, tmp_path, tmp_path, [])
    assert about["units"] == about["read"] == 0


def test_of_several_readings_of_one_text_the_settled_one_counts_else_the_first(tmp_path, monkeypatch):
    (tmp_path / "readings").mkdir()
    columns = "path,eid,jurisdiction,text_sha256,codes,evidence_start,evidence_end,reader,reader_kind,round\n"
    (tmp_path / "readings" / "codings.csv").write_text(
        columns + "a,s_1,xr,aa,crime.travel,1,2,m1,model,2\nb,s_9,xr,aa,,,,m2,model,1\nc,s_1,xs,aa,,,,m3,model,1\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(readings, "corpus_folder", lambda: tmp_path)
    found = readings.read_readings()
    assert found["xr"]["aa"].reader == "m2" and found["xs"]["aa"].reader == "m3"
    (tmp_path / "readings" / "settled.csv").write_text(
        columns.replace("\n", ",why\n") + "a,s_1,xr,aa,crime.recruitment,1,2,m4,model,2,two acts\n", encoding="utf-8"
    )
    found = readings.read_readings()
    assert found["xr"]["aa"].reader == "m4" and found["xr"]["aa"].codes == ["crime.recruitment"]
    assert found["xs"]["aa"].reader == "m3"
    (tmp_path / "readings" / "marked.csv").write_text(
        "path,jurisdiction,text_sha256,code,evidence_start,evidence_end,reader\n"
        "a,xr,aa,crime.travel,3,7,e1\na,xr,aa,crime.training,,,e2\nb,xt,bb,crime.travel,3,7,e1\n", encoding="utf-8",
    )  # fmt: skip
    found = readings.read_readings()
    assert found["xr"]["aa"].marked == {"crime.travel": (3, 7, "e1"), "crime.training": (None, None, "e2")}
    assert found["xs"]["aa"].marked == {}
    assert "xt" not in found, "a marking is no reading"
    monkeypatch.setattr(readings, "corpus_folder", lambda: tmp_path / "none")
    assert readings.read_readings() == {}


def test_a_sample_is_rebuilt_byte_for_byte(law, tmp_path):
    sample = ["is", "si"]
    build_coded(sample, tmp_path, official=law)
    for jurisdiction in sample:
        for what in ("provisions", "codings"):
            name = f"{jurisdiction}.{what}.csv"
            assert (tmp_path / name).read_bytes() == (CODED / name).read_bytes(), name
