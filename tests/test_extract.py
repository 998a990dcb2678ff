"""Provisions: true offsets, eIds, penalties, mental elements; on invented law, and on real law when it is there."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from ctlaw.corpus import Document, iter_corpus, read_corpus
from ctlaw.errors import CorpusError, ProvisionNotFoundError
from ctlaw.extract import COLUMNS, _docs, divisions, extract_elements, extract_provisions, nlp, quote
from ctlaw.structure import eids

LAWS = ROOT / "tests" / "cases" / "laws"
DOCUMENTS = read_corpus(LAWS)
NOISE = ["", "\n", "(", ")", "§ ", "1. ", "(a) ", "Art. ", "“", "\u00a0", "\u0301", "\x00", "PART X\n"]


def untrue(document: Document) -> list[str]:
    """Return what is wrong with the divisions of a document: offsets, order, nesting, names."""
    found, wrong = divisions(document), []
    for division in found:
        if not 0 <= division.start < division.end <= len(document.text):
            wrong.append(f"{division.kind} {division.num} at {division.start}:{division.end}")
        if division.parent is not None:
            parent = found[division.parent]
            if not (parent.start <= division.start and division.end <= parent.end):
                wrong.append(f"{division.kind} {division.num} leaves {parent.kind} {parent.num}")
    names = eids(found)
    return wrong + ([] if len(names) == len(set(names)) else ["eIds are not unique"])


def test_elements_follow_rows_not_labels():
    units = pd.DataFrame({"language": ["en", "en-GB"], "text": ["is liable to imprisonment for 5 years.", None]})
    found = extract_elements(pd.concat([units, units]), components=["ctlaw_penalties"])
    assert [len(cell) for cell in found["penalties"]] == [1, 0, 1, 0]
    with pytest.raises(CorpusError, match="`text`"):
        extract_elements(units[["language"]])


def test_a_line_to_be_filled_in_takes_no_time_and_changes_nothing():
    text = "Name: " + "_" * 20_000 + " is liable to imprisonment for 5 years." + "—" * 301 + " end"
    [doc] = _docs(nlp("en", ()), [(text, None)])
    assert doc.text == text and all(text[t.idx : t.idx + len(t)] == t.text for t in doc)
    assert len(extract_elements(pd.DataFrame({"language": ["en"], "text": [text]}))["penalties"][0]) == 1


def test_columns_and_offsets():
    provisions = extract_provisions(DOCUMENTS)
    assert list(provisions.columns) == COLUMNS
    texts = {d.path: d.text for d in DOCUMENTS}
    for row in provisions.itertuples():
        assert texts[row.path][row.start : row.end] == row.text
    assert not provisions.duplicated(["path", "eid"]).any()
    parents = provisions.dropna(subset="parent")
    known = set(zip(provisions["path"], provisions["eid"], strict=True))
    assert all(pair in known for pair in zip(parents["path"], parents["parent"], strict=True))


def test_units_carry_penalties_and_mental_elements_and_the_rest_does_not():
    provisions = extract_provisions(DOCUMENTS)
    units = provisions["kind"].isin(["section", "article"])
    assert provisions.loc[units, "penalties"].notna().all()
    assert provisions.loc[~units, "penalties"].isna().all()
    membership = provisions[(provisions["jurisdiction"] == "xs") & (provisions["num"] == "1")].iloc[0]
    assert [(p["min_months"], p["max_months"]) for p in membership["penalties"]] == [(72, 144)]


def test_kinds_are_chosen_and_checked():
    assert set(extract_provisions(DOCUMENTS, kinds=["section"])["kind"]) == {"section"}
    with pytest.raises(CorpusError, match="article"):
        extract_provisions(DOCUMENTS, kinds=["artikel"])


def test_a_provision_can_be_quoted_and_a_wrong_eid_is_named():
    document = next(d for d in DOCUMENTS if d.jurisdiction == "xr")
    assert quote(document, "sec_4").startswith("4")
    with pytest.raises(ProvisionNotFoundError, match="sec_4") as caught:
        quote(document, "sec_44")
    assert caught.value.near


def test_pipelines_are_built_once_and_write_spans():
    pipeline = nlp("en")
    assert nlp("en") is pipeline
    doc = pipeline("A person who knowingly does so is liable to imprisonment for a term not exceeding five years.")
    assert [span.text for span in doc.spans["penalties"]]
    assert None not in list(doc.spans["penalties"])
    with pytest.raises(CorpusError, match="ctlaw_penalties"):
        nlp("en", ("ctlaw_penalty",))


def test_a_second_language_does_not_answer_for_the_first():
    english = nlp("en")("He is liable to imprisonment for ten years.")
    german = nlp("de")("Wird mit Freiheitsstrafe bis zu fünf Jahren bestraft.")
    again = nlp("en")("He is liable to imprisonment for ten years.")
    assert english.user_data["penalties"] == again.user_data["penalties"]
    assert german.user_data["penalties"][0]["max_months"] == 60


def test_elements_of_units_leave_the_input_alone():
    texts = ["Section 5 applies within 28 days.", "Bla."]
    units = pd.DataFrame({"language": ["en", "xx"], "text": texts}, index=[7, 3])
    before = units.copy()
    result = extract_elements(units)
    pd.testing.assert_frame_equal(units, before)
    assert result.loc[3, "penalties"] is None
    assert isinstance(result.loc[7, "references"], list)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_mutated_law_is_read_as_far_as_it_goes(data):
    """Cuts, repeats and noise in invented law: no crash, no untrue offset."""
    text = data.draw(st.sampled_from(DOCUMENTS)).text
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        to = min(len(text), at + data.draw(st.integers(0, 80)))
        noise = data.draw(st.sampled_from(NOISE))
        text = text[:at] + noise + text[to:] if data.draw(st.booleans()) else text[:to] + text[at:]
    language = data.draw(st.sampled_from(["en", "es", "de", "fr", "ar", "zh", "xx"]))
    assert untrue(Document(path="xr/mutated.txt", text=text, language=language)) == []


def test_offsets_are_true_in_real_law(law):
    """One text of every jurisdiction that is at hand; `python -m benchmarks.readers` reads them all."""
    seen: set[str] = set()
    wrong: dict[str, list[str]] = {}
    small = sorted(law.glob("*/*.*"), key=lambda p: (p.parent.name, p.stat().st_size, p.name))
    for path in small:
        if path.parent.name in seen or len(path.parent.name) > 3 or path.suffix == ".csv":
            continue
        seen.add(path.parent.name)
        for document in iter_corpus(path):
            if problems := untrue(document):
                wrong[document.path] = problems[:3]
    assert not wrong
    assert len(seen) >= 70
