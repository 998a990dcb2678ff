"""A corpus folder becomes Documents; what is wrong with it is said in one sentence."""

from __future__ import annotations

import hashlib

import pytest

from conftest import ROOT
from ctlaw.corpus import (
    corpus_folder,
    document_from_bytes,
    guess_language,
    jurisdiction_names,
    read_corpus,
    read_manifest,
    work_name,
)
from ctlaw.errors import CorpusError
from ctlaw.extract import extract_provisions

LAW = """1. Short title
This is the Border Act of Ruritania.

2. Offence
A person who crosses the border commits an offence.
"""


def lay(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_folder_names_the_jurisdiction(tmp_path):
    lay(tmp_path, xr__border_DOT_txt=LAW, xs__border_DOT_txt=LAW)
    assert [(d.path, d.jurisdiction, d.layer) for d in read_corpus(tmp_path)] == [
        ("xr/border.txt", "xr", "own"), ("xs/border.txt", "xs", "own"),
    ]  # fmt: skip
    assert [d.path for d in read_corpus(tmp_path / "xr")] == ["xr/border.txt"]
    assert [d.path for d in read_corpus(tmp_path / "xr" / "border.txt")] == ["xr/border.txt"]
    assert [d.path for d in read_corpus(tmp_path, jurisdictions=["xs"])] == ["xs/border.txt"]


def test_a_manifest_says_what_a_file_is(tmp_path):
    digest = hashlib.sha256(LAW.encode()).hexdigest()
    row = f"xr/border.txt,xr,Border Act,en,excerpt,2020-01-01,{digest},fighter-travel safeguards"
    lay(tmp_path, xr__border_DOT_txt=LAW)
    (tmp_path / "manifest.csv").write_text(f"path,jurisdiction,title,language,status,as_at,sha256,pillars\n{row}\n")
    (document,) = read_corpus(tmp_path)
    assert (document.title, document.status, document.as_at) == ("Border Act", "excerpt", "2020-01-01")
    assert document.pillars == ("fighter-travel", "safeguards")
    assert document.layer == "official" and not document.in_force


def test_languages_are_checked_and_folders_keep_laws_apart(tmp_path):
    lay(tmp_path, xr__penal__act_DOT_txt=LAW, xr__finance__act_DOT_txt=LAW)
    assert len(read_corpus(tmp_path, as_at="2020-01-01")) == 2
    assert len(read_corpus(tmp_path, languages=["EN"])) == len(read_corpus(tmp_path, language="en-GB")) == 2
    for wrong in ({"language": "swedish"}, {"languages": ["english"]}):
        with pytest.raises(CorpusError, match="ISO 639-1"):
            read_corpus(tmp_path, **wrong)


def test_a_date_that_misleads_is_none(tmp_path):
    front = "---\ntitle: Border Act\npublication_date: 1990-01-01\nlast_updated: {}\n---\n" + LAW
    days = {"amended": "2020-05-05", "enacted": "1990-01-01", "never": "1900-01-01", "stated": "2020-05-05"}
    lay(tmp_path, **{f"xr__{name}_DOT_md": front.format(day) for name, day in days.items()})
    rows = [f"xr/{name}.md,xr,{'unknown' if name == 'stated' else ''}" for name in days]
    (tmp_path / "manifest.csv").write_text("\n".join(["path,jurisdiction,as_at", *rows]) + "\n")
    found = {d.path: d.as_at for d in read_corpus(tmp_path)}
    assert found == {"xr/amended.md": "2020-05-05", "xr/enacted.md": None, "xr/never.md": None, "xr/stated.md": None}
    assert "xr/stated.md" in {d.path for d in read_corpus(tmp_path, as_at="1950-01-01")}, "undated ones stay if alone"


def test_versions_are_expressions_of_one_work(tmp_path):
    lay(tmp_path, **{f"xr__border{at}_DOT_txt": LAW for at in ("", "@2001-01-01", "@2010-05-05")})
    documents = read_corpus(tmp_path)
    assert {d.work_uri for d in documents} == {"/akn/xr/act/border"}
    assert [d.status for d in documents if d.as_at] == ["historical", "historical"]
    assert [d.as_at for d in read_corpus(tmp_path, as_at="2005-12-31")] == ["2001-01-01"]
    assert work_name("ca/pcmltfa.en@2021-02-26.xml") == "pcmltfa"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("jurisdiction\nxr\n", "no column path"),
        ("path,jurisdiction\nxr/a.txt,xr\nxr/a.txt,xr\n", "stands twice"),
        ("path,jurisdiction\n../a.txt,xr\n", "inside the folder"),
        ("path,jurisdiction\n/etc/passwd,xr\n", "inside the folder"),
        ("path,jurisdiction,status\nxr/a.txt,xr,draft\n", "no status"),
    ],
)
def test_a_bad_manifest_is_refused(tmp_path, text, message):
    (tmp_path / "manifest.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        read_manifest(tmp_path / "manifest.csv")


def test_the_packaged_manifest_is_valid():
    rows = read_manifest(corpus_folder() / "manifest.csv")
    assert len({row["jurisdiction"] for row in rows.values()}) >= 70
    assert all(len(row["sha256"]) == 64 for row in rows.values())


def test_languages_are_told_apart():
    assert guess_language("Quien cruce la frontera para cometer un delito será castigado con prisión.") == "es"
    assert guess_language("ტერორისტული აქტი") == "ka"


def test_jurisdictions_are_iso_and_the_three_organisations():
    names = jurisdiction_names()
    assert names["de"] == "Germany" and names["coe"] == "Council of Europe" and "zz" not in names


def test_a_restatement_says_what_it_is():
    documents = read_corpus()
    assert {"gb", "us", "fr", "de"} <= {d.jurisdiction for d in documents}
    assert {d.layer for d in documents} == {"restated"}
    assert all(d.title and "restatement" in d.text.lower() for d in documents), [
        d.path for d in documents if not d.title
    ]
    assert all(d.language == "en" for d in documents)


def test_every_heading_of_a_restatement_is_a_provision():
    documents = read_corpus()
    units = extract_provisions(documents, kinds=["article", "section", "annex"])
    counts = units.groupby("path").size()
    for document in documents:
        written = (ROOT / "corpus" / "restated" / document.path).read_text("utf-8")
        assert counts.get(document.path, 0) == written.count("\n## "), document.path


def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(tmp_path):
    lay(tmp_path, xr__border_DOT_txt=LAW, xr__empty_DOT_txt="")
    unreadable: list = []
    assert [d.path for d in read_corpus(tmp_path, unreadable=unreadable)] == ["xr/border.txt"]
    assert [path for path, _ in unreadable] == ["xr/empty.txt"]
    with pytest.raises(CorpusError, match="empty"):
        read_corpus(tmp_path)


def test_a_file_that_is_too_large_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "xr" / "large.txt"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: nothing is written
    with pytest.raises(CorpusError, match="200 MB"):
        read_corpus(tmp_path)


def test_bytes_of_a_law_become_a_document():
    document = document_from_bytes(LAW.encode("utf-8-sig"), "xr/border.txt")
    assert "Border Act of Ruritania" in document.text and document.language == "en"
