"""Tables to files and back; each file is whole or not there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ctlaw.errors import CorpusError
from ctlaw.tables import TableWriter, plain, read_codings, read_units, write_table, written_whole

TABLE = pd.DataFrame({
    "id": ["a", "b"], "language": ["en", "de"], "text": ["=SUM(A1)", "§ 1\n„Wer“, sagt er"],
    "penalties": [[{"min_months": 6, "quote": "x"}], None], "mental": [["intention"], []], "codes": [["a.b"], []],
})  # fmt: skip


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_what_is_written_is_read_back(tmp_path, ending):
    write_table(TABLE, tmp_path / f"t.{ending}")
    back = read_units(tmp_path / f"t.{ending}", needed=["codes"])
    assert back.where(back.notna(), None).to_dict("records") == TABLE.to_dict("records")


def test_a_file_that_could_not_be_finished_is_not_there(tmp_path):
    (tmp_path / "t.txt").write_text("old")
    with pytest.raises(RuntimeError), written_whole(tmp_path / "t.txt") as file:
        file.write("half")
        raise RuntimeError("the power went out")
    assert [p.name for p in tmp_path.iterdir()] == ["t.txt"]
    assert (tmp_path / "t.txt").read_text() == "old"
    with pytest.raises(RuntimeError), TableWriter(tmp_path / "t.parquet", ["a"]) as table:
        table.write({"a": 1})
        raise RuntimeError("the power went out")
    assert not (tmp_path / "t.parquet").exists()


def test_missing_values_are_none_and_numbers_pythons_own():
    assert plain({"a": np.int64(3), "b": float("nan"), "c": pd.NA, "d": [np.bool_(True), 2.0, 0.5]}) == {
        "a": 3, "b": None, "c": None, "d": [True, 2, 0.5],
    }  # fmt: skip


def test_of_provisions_only_units_are_coded(tmp_path):
    rows = pd.DataFrame({"path": "p", "eid": ["a", "b"], "language": "en", "text": "x", "kind": ["part", "section"]})
    write_table(rows, tmp_path / "t.jsonl")
    assert read_units(tmp_path / "t.jsonl")["eid"].tolist() == ["b"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("t.jsonl", '{"id": "1", "text": "x"}', "lacks language"),
        ("t.jsonl", '{"language": "en", "text": "x"}', "lacks id"),
        ("t.jsonl", '{"id": 1, "language": "en", "text": null}', "has no text"),
        ("t.jsonl", '{"id": 1, "language": "", "text": "x"}', "has no language"),
        ("t.jsonl", "[1]", "no JSON object"),
        ("t.jsonl", "", "no units"),
    ],
)
def test_bad_units_are_named(tmp_path, name, text, message):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(CorpusError, match=message):
        read_units(tmp_path / name)


def test_codings_need_a_code_and_a_unit(tmp_path):
    (tmp_path / "c.csv").write_text("id,score\n1,0.5\n", "utf-8")
    with pytest.raises(CorpusError, match="lacks code"):
        read_codings(tmp_path / "c.csv")
    with pytest.raises(CorpusError, match="must end in"):
        write_table(TABLE, tmp_path / "t.xlsx")
