"""What a further reader decides where two differ is taken up, and counts."""

import json

import pandas as pd
import pytest

import ctlaw.readings
from benchmarks import HELD_BACK, readings
from ctlaw.corpus import corpus_folder
from ctlaw.taxonomy import load_taxonomy

CORPUS = corpus_folder()
_UNIT = {"path": "xr/act.md", "num": "1", "jurisdiction": "xr", "language": "en"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "readings").mkdir()
    for module in (readings, ctlaw.readings):
        monkeypatch.setattr(module, "corpus_folder", lambda: tmp_path)
    monkeypatch.setattr(readings, "user_cache_path", lambda name: tmp_path / "cache")
    rows = [
        {**_UNIT, "eid": "s_1", "text_sha256": "new", "codes": "crime.travel", "reader": "a", "round": "1"},
        {**_UNIT, "eid": "s_1", "text_sha256": "new", "codes": "", "reader": "b", "round": "2"},
        {**_UNIT, "eid": "s_2", "text_sha256": "old", "codes": "crime.travel", "reader": "a", "round": "1"},
        {**_UNIT, "eid": "s_2", "text_sha256": "new", "codes": "crime.training", "reader": "b", "round": "2"},
    ]
    table = pd.DataFrame(rows).assign(evidence_start="", evidence_end="", reader_kind="model")[readings.COLUMNS]
    table.to_csv(tmp_path / "readings" / "codings.csv", index=False)
    text = {"path": "xr/act.md", "heading": "", "text": "A text.", "sha256": "new"}
    texts = [{**text, "eid": eid} for eid in ("s_1", "s_2")]
    monkeypatch.setattr(readings, "_texts", lambda official, table: texts)
    return tmp_path


def test_a_reading_of_an_older_text_does_not_hide_one_that_fits(folder):
    codes = readings.units(folder).set_index("eid")["codes"]
    assert codes["s_1"] == ["crime.travel"], "of two that fit, the first"
    assert codes["s_2"] == ["crime.training"]


def test_what_differs_is_given_to_a_third_reader_and_taken_up(folder):
    [row] = readings.unsettled(folder)
    assert row["eid"] == "s_1" and sorted(row["readings"]) == ["", "crime.travel"]
    assert "reader" not in row and "round" not in row, "the third does not know who said what"
    (folder / "pool.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (folder / "out.csv").write_text("id,codes,ev_start,ev_end,why\n" + row["id"] + ",,,,no journey\n", encoding="utf-8")

    readings.settle(folder / "out.csv", folder / "pool.jsonl", "c")

    assert readings.units(folder).set_index("eid")["codes"]["s_1"] == []
    assert readings.unsettled(folder) == []
    assert ctlaw.readings.read_readings()["xr"]["new"].reader == "c"
    agreed = readings.agreement().set_index("round")
    assert agreed.loc["all", "read twice"] == 1, "what is settled is no reading of its own; another text is another"


def test_what_is_marked_is_of_open_countries_of_known_codes_and_lies_in_a_text():
    folder = CORPUS / "readings"
    table = pd.read_csv(folder / "marked.csv", dtype=str, keep_default_na=False)
    assert not table["jurisdiction"].isin(list(HELD_BACK)).any()
    assert set(table["code"]) <= set(load_taxonomy().codes)
    assert not table.duplicated(["path", "eid", "num", "text_sha256", "code"]).any()
    assert set(table["reader_kind"]) == {"model"}
    spans = table[table["evidence_start"] != ""].astype({"evidence_start": int, "evidence_end": int})
    assert (spans["evidence_start"] < spans["evidence_end"]).all() and (spans["evidence_start"] >= 0).all()
    read = pd.read_csv(folder / "codings.csv", dtype=str, keep_default_na=False)
    own = table[table["eid"] != ""]
    assert set(zip(own["path"], own["text_sha256"], strict=True)) <= set(
        zip(read["path"], read["text_sha256"], strict=True)), "others are of the gold"  # fmt: skip


def test_what_a_reader_marked_is_taken_up_the_last_time_counts(folder):
    pool = folder / "pool.jsonl"
    pool.write_text(json.dumps({**_UNIT, "id": "u", "eid": "s_1", "text_sha256": "new"}) + "\n", encoding="utf-8")
    for reader, start in (("e1", "0"), ("e2", "2")):
        (folder / "out.csv").write_text(f"id,code,ev_start,ev_end\nu,crime.travel,{start},6\n", encoding="utf-8")
        readings.mark(folder / "out.csv", pool, reader)
    [row] = pd.read_csv(readings.marked_place(), dtype=str).to_dict("records")
    assert [row[k] for k in ("code", "evidence_start", "reader", "reader_kind")] == ["crime.travel", "2", "e2", "model"]
    assert ctlaw.readings.read_readings()["xr"]["new"].marked == {"crime.travel": (2, 6, "e2")}
