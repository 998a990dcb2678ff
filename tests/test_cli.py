"""The commands as a user types them: what they write, and what they say of bad input."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT

LAWS = ROOT / "tests" / "cases" / "laws"


@dataclass
class Result:
    returncode: int
    stdout: str
    stderr: str


def run(*arguments) -> Result:
    """Run a command in this process; `test_python_m_ctlaw` does it from a shell once."""
    from ctlaw.cli import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as leaving:  # argparse
            status = int(leaving.code or 0)
    return Result(status, out.getvalue(), err.getvalue())


def test_python_m_ctlaw_works_from_a_shell(tmp_path):
    command = [sys.executable, "-m", "ctlaw", "extract", str(tmp_path / "nowhere"), "-o", str(tmp_path / "p.jsonl")]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, encoding="utf-8", timeout=300)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr and "does not exist" in result.stderr


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "provisions.jsonl"
    result = run("extract", LAWS, "-o", out)
    assert result.returncode == 0, result.stderr
    return out


def test_extract_gives_provisions_with_true_offsets(extracted, tmp_path):
    provisions = rows(extracted)
    texts = {}
    for row in provisions:
        if row["path"] not in texts:
            assert run("text", row["path"], "-o", tmp_path / "t.txt").returncode == 0
            texts[row["path"]] = (tmp_path / "t.txt").read_bytes().decode("utf-8")
        assert texts[row["path"]][row["start"] : row["end"]] == row["text"]
    sections = [r for r in provisions if r["path"].endswith("2015.txt") and r["kind"] == "section"]
    assert [r["num"].strip(".") for r in sections] == ["1", "2", "3", "4", "5"]
    assert {r["jurisdiction"] for r in provisions} == {"xr", "xs"}


def test_extract_reads_penalties_and_mental_elements(extracted):
    travel = next(r for r in rows(extracted) if r["kind"] == "section" and r["num"].strip(".") == "4")
    (penalty,) = travel["penalties"]
    assert (penalty["min_months"], penalty["max_months"]) == (24, 144)
    assert (penalty["fine"], penalty["fine_max"]) == (True, 50000)
    assert travel["mental"] == ["intention"]
    assert travel["text"][penalty["start"] : penalty["end"]] == penalty["quote"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_extract_writes_the_same_in_other_forms(extracted, tmp_path, ending):
    from ctlaw.tables import read_units

    assert run("extract", LAWS, "-o", tmp_path / f"p.{ending}").returncode == 0
    same, other = read_units(extracted), read_units(tmp_path / f"p.{ending}")
    assert other["eid"].tolist() == same["eid"].tolist()
    assert other["text"].tolist() == same["text"].tolist()
    assert [len(p) for p in other["penalties"]] == [len(p) for p in same["penalties"]]


def test_code_writes_codings_with_evidence(extracted, tmp_path):
    out = tmp_path / "codings.csv"
    result = run("code", extracted, "-o", out, "--scores", tmp_path / "scores.csv")
    assert result.returncode == 0, result.stderr
    codings = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert {"path", "eid", "code", "score", "primary", "method", "evidence_start", "evidence_end", "evidence",
            "basis"} <= set(codings[0])  # fmt: skip
    texts = {(r["path"], r["eid"]): r["text"] for r in rows(extracted)}
    for row in codings:
        text = texts[row["path"], row["eid"]]
        assert row["evidence"] and text[int(row["evidence_start"]) : int(row["evidence_end"])] == row["evidence"]
        assert 0 <= float(row["score"]) <= 1
    found = {(row["eid"], row["code"]) for row in codings}
    assert {("sec_4", "crime.travel"), ("sec_5", "finance.asset-freezing"), ("art_1", "crime.membership")} <= found
    assert not [code for eid, code in found if eid == "art_2"]  # stealing a watch is ordinary law
    assert len(list(csv.DictReader((tmp_path / "scores.csv").open(encoding="utf-8")))) >= len(codings)


def test_elements_of_given_units(tmp_path):
    unit = {"id": "u1", "language": "en", "text": "Whoever knowingly hides a bomb is liable to imprisonment for life."}
    other = {"id": "u2", "language": "xx", "text": "Blah."}
    (tmp_path / "u.jsonl").write_text(json.dumps(unit) + "\n" + json.dumps(other) + "\n", "utf-8")
    result = run("elements", tmp_path / "u.jsonl", "-o", tmp_path / "e.jsonl")
    assert result.returncode == 0, result.stderr
    first, second = rows(tmp_path / "e.jsonl")
    assert first["id"] == "u1" and first["penalties"][0]["life"] is True and first["mental"] == ["knowledge"]
    assert second["penalties"] is None and second["mental"] is None  # a language without patterns is not "no penalty"


def test_report_on_a_folder(tmp_path):
    result = run("report", LAWS, "-o", tmp_path / "page")
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    for name in ("index.html", "coverage.csv", "provisions.csv", "codings.csv", "penalties.csv"):
        assert (tmp_path / "page" / name).stat().st_size > 0, name


def test_compare_and_agree(extracted, tmp_path):
    assert run("code", extracted, "-o", tmp_path / "a.csv", "--method", "rule").returncode == 0
    assert run("code", extracted, "-o", tmp_path / "b.csv").returncode == 0
    result = run("compare", tmp_path / "b.csv", "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out" / "coverage.csv").exists()
    result = run("agree", tmp_path / "a.csv", tmp_path / "b.csv")
    assert result.returncode == 0, result.stderr
    assert "alpha" in result.stdout and "disagreements" in result.stdout


BAD = {
    "missing folder": (lambda d: d / "nowhere", "does not exist"),
    "empty file": (lambda d: write(d / "xr" / "empty.txt", b""), "empty"),
    "binary file": (lambda d: write(d / "xr" / "b.txt", bytes(range(256)) * 40), "binary|text"),
    "external entity": (
        lambda d: write(d / "xr" / "x.xml", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'),
        "entit",
    ),
    "billion laughs": (
        lambda d: write(d / "xr" / "y.xml", b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'),
        "entit",
    ),
    "folder without laws": (lambda d: write(d / "xr" / "notes.xyz", b"x").parent, "no file that ctlaw reads"),
    "manifest with a wrong hash": (
        lambda d: write(d / "manifest.csv", b"path,jurisdiction,sha256\nxr/a.txt,xr,0000\n", also=d / "xr" / "a.txt"),
        "manifest pins",
    ),
    "manifest with an unknown jurisdiction": (
        lambda d: write(d / "manifest.csv", b"path,jurisdiction\nxr/a.txt,Atlantis\n", also=d / "xr" / "a.txt"),
        "no jurisdiction",
    ),
}  # fmt: skip


def write(path: Path, data: bytes, also: Path | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if also is not None:
        write(also, b"1. A law of Ruritania.\n")
        return path.parent
    return path


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_gets_one_sentence_and_status_2(tmp_path, name):
    import re

    make, message = BAD[name]
    out = tmp_path / "out" / "p.jsonl"
    result = run("extract", make(tmp_path / "in-put"), "-o", out)
    assert result.returncode == 2, (result.returncode, result.stderr)
    assert re.search(message, result.stderr), result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not out.parent.exists() or not list(out.parent.iterdir())  # nothing half-written


def test_a_file_that_is_not_utf8_is_read_in_its_own_encoding(tmp_path):
    text = "Artículo 1. El que ingrese en la organización será penado con prisión de uno a dos años.\n" * 20
    path = write(tmp_path / "xs" / "latin.txt", text.encode("cp1252"))
    result = run("text", path)
    assert result.returncode == 0, result.stderr
    assert "organización será penado" in result.stdout


def test_one_bad_file_does_not_stop_the_others_and_is_named(tmp_path):
    shutil.copytree(LAWS, tmp_path / "laws")
    write(tmp_path / "laws" / "xr" / "broken.pdf", b"%PDF-1.7 nothing follows")
    result = run("extract", tmp_path / "laws", "-o", tmp_path / "p.jsonl")
    assert result.returncode == 1
    assert "broken.pdf" in result.stderr and len(result.stderr.strip().splitlines()) == 1
    assert {r["jurisdiction"] for r in rows(tmp_path / "p.jsonl")} == {"xr", "xs"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["code", "{tmp}/none.jsonl", "-o", "{tmp}/c.csv"], "not a file"),
        (["code", "{tmp}/bad.jsonl", "-o", "{tmp}/c.csv"], "line 1 is not JSON"),
        (["code", "{tmp}/lacks.jsonl", "-o", "{tmp}/c.csv"], "lacks text"),
        (["code", "{tmp}/ok.jsonl", "--model", "{tmp}/bad.jsonl", "-o", "{tmp}/c.csv"], "model"),
        (["elements", "{tmp}/ok.jsonl", "-o", "{tmp}/c.xlsx"], "must end in"),
        (["fetch", "Atlantis"], "no jurisdiction"),
        (["compare", "{tmp}/ok.jsonl", "-o", "{tmp}/o"], "lacks code|not a CSV"),
        (["train", "{tmp}/ok.jsonl", "-o", "{tmp}/m"], "lacks codes"),
    ],
)
def test_wrong_arguments_get_one_sentence(tmp_path, arguments, message):
    import re

    (tmp_path / "bad.jsonl").write_text("not json\n", "utf-8")
    (tmp_path / "lacks.jsonl").write_text('{"id": "1", "language": "en"}\n', "utf-8")
    (tmp_path / "ok.jsonl").write_text('{"id": "1", "language": "en", "text": "A law."}\n', "utf-8")
    result = run(*[a.format(tmp=tmp_path) for a in arguments])
    assert result.returncode == 2, result.stderr
    assert re.search(message, result.stderr), result.stderr
    assert "Traceback" not in result.stderr and len(result.stderr.strip().splitlines()) == 1
