"""The elements other than penalties: the pattern data tests itself, and laws of invented countries are read."""

from __future__ import annotations

import json
import re
import time
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
import spacy

from ctlaw.elements import definitions, mental, offences, references, time_limits
from ctlaw.elements.patterns import Prepared, languages, load, prepare, sentences

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "ctlaw" / "data"
CASES = Path(__file__).parent / "cases" / "elements"
#: Folder of the data -> module of the element.
ELEMENTS = {
    "mental": "mental",
    "purposes": "purposes",
    "definitions": "definitions",
    "references": "references",
    "exceptions": "exceptions",
    "time_limits": "time_limits",
    "jurisdiction": "jurisdiction_clauses",
    "deciders": "deciders",
    "penalty_references": "penalty_references",
}
FILES = [(element, language) for element in ELEMENTS for language in languages(element)]
MODULES = sorted(ELEMENTS.values())


def find(module: str):
    return getattr(import_module(f"ctlaw.elements.{module}"), f"find_{module}")


def cases(name: str) -> list[dict]:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("element", "language"), FILES)
def test_patterns_match_their_examples_and_no_counter_example(element, language):
    patterns = load(element, language)
    assert patterns is not None and patterns.patterns
    for pattern in patterns.patterns:
        where = f"{element}/{language}.json, {pattern.role} {pattern.kind}: {pattern.source[:60]}"
        assert pattern.examples, f"{where} has no example"
        assert pattern.counter_examples, f"{where} has no counter-example"
        for example in pattern.examples:
            assert list(pattern.finditer(Prepared(example))), f"{where} does not match its example {example!r}"
        for example in pattern.counter_examples:
            assert not list(pattern.finditer(Prepared(example))), f"{where} matches its counter-example {example!r}"


@pytest.mark.parametrize(("element", "language"), FILES)
def test_pattern_files_are_canonical(element, language):
    path = DATA / element / f"{language}.json"
    text = path.read_text(encoding="utf-8")
    canonical = json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
    assert text == canonical, f"{path.name}: write it with json.dumps(..., ensure_ascii=False, indent=2)"


@pytest.mark.parametrize(("element", "language"), FILES)
def test_prefilter_leaves_the_result_as_it_is(element, language):
    texts = [" ".join(p.examples) for p in load(element, language).patterns]
    for pattern in load(element, language).patterns:
        for text in texts:
            prepared = Prepared(text)
            searched = prepared.lines if pattern.lines else prepared.text if pattern.case else prepared.lower
            bare = [m.span() for m in pattern.regex.finditer(searched) if m.end() > m.start()]
            assert [(m.start, m.end) for m in pattern.finditer(prepared)] == bare, (pattern.source, pattern.needles)


@pytest.mark.parametrize(("element", "module", "role"), [
    ("mental", "mental", "value"), ("purposes", "purposes", "value"), ("exceptions", "exceptions", "value"),
    ("jurisdiction", "jurisdiction_clauses", "value"), ("deciders", "deciders", "value"),
])  # fmt: skip
def test_kinds_in_the_data_are_documented(element, module, role):
    kinds = set(import_module(f"ctlaw.elements.{module}").KINDS)
    for language in languages(element):
        assert {p.kind for p in load(element, language).role(role)} <= kinds, language


def test_clocks_in_the_data_are_documented():
    for language in languages("time_limits"):
        patterns = load("time_limits", language)
        assert {p.kind for p in patterns.role("clock")} == set(time_limits.CLOCKS), language
        assert set(patterns.settings["units"].values()) == set(time_limits.UNITS)


@pytest.mark.parametrize("language", languages("mental"))
def test_every_language_of_fault_elements_has_offence_words_and_the_main_kinds(language):
    patterns = load("mental", language)
    assert patterns.role("offence")
    assert {"intention", "purpose", "knowledge", "negligence"} <= {p.kind for p in patterns.role("value")}


@pytest.mark.parametrize("case", cases("mental"), ids=lambda case: f"{case['language']}: {case['text'][:40]}")
def test_mental(case):
    found = mental.find_mental(case["text"], case["language"], case.get("heading"))
    assert sorted({row["kind"] for row in found}) == case["expected"], case["note"]
    assert mental.mental_set(case["text"], case["language"], case.get("heading")) == case["expected"]
    for row in found:
        if row["start"] is not None:
            assert case["text"][row["start"] : row["end"]] == row["quote"]


@pytest.mark.parametrize("module", ["purposes", "exceptions", "jurisdiction_clauses", "deciders"])
def test_kinds_found(module):
    for case in cases(module):
        found = find(module)(case["text"], case["language"])
        assert sorted({row["kind"] for row in found}) == sorted(case["expected"]), (case["text"], found)
        for row in found:
            assert case["text"][row["start"] : row["end"]] == row["quote"]


@pytest.mark.parametrize("case", cases("time_limits"), ids=lambda case: case["text"][:40])
def test_time_limits(case):
    found = time_limits.find_time_limits(case["text"], case["language"])
    assert [[row["amount"], row["unit"], row["clock"]] for row in found] == case["expected"]
    for row in found:
        assert case["text"][row["start"] : row["end"]] == row["quote"]
        assert row["kind"] == (row["clock"] or "time_limit")


def test_working_days_are_told():
    row = time_limits.find_time_limits("The Guild answers within 10 working days.", "en")[0]
    assert row["working"] and row["quote"] == "10 working days"


@pytest.mark.parametrize("case", cases("definitions"), ids=lambda case: case["text"][:40])
def test_definitions(case):
    found = definitions.find_definitions(case["text"], case["language"])
    text = case["text"]
    assert [[d["term"], d["kind"], text[d["definiens_start"] : d["definiens_end"]]] for d in found] == case["expected"]
    for row in found:
        assert text[row["term_start"] : row["term_end"]] == row["term"]
        assert text[row["start"] : row["end"]] == row["quote"]


@pytest.mark.parametrize("case", cases("references"), ids=lambda case: case["text"][:40])
def test_references(case):
    found = references.find_references(case["text"], case["language"])
    assert [[r["kind"], r["num"], r["law"]] for r in found] == case["expected"]
    for row in found:
        assert case["text"][row["start"] : row["end"]] == row["quote"]
        if row["law_start"] is not None:
            assert case["text"][row["law_start"] : row["law_end"]] == row["law"]


def test_references_are_resolved_to_the_deepest_provision_there_is():
    provisions = pd.DataFrame(
        [("sec_83-02", "83.02", "section"), ("sec_83-02__subsec_1", "(1)", "subsection"), ("sec_5", "5", "section")],
        columns=["eid", "num", "kind"],
    )
    text = "See section 83.02(1)(b), sections 5 to 7, section 99 and section 5 of the Bread Act."
    found = references.find_references(text, "en")
    assert references.resolve(found, provisions) == ["sec_83-02__subsec_1", "sec_5", None, None]


@pytest.mark.parametrize("module", MODULES)
def test_a_language_without_patterns_gives_none(module):
    assert find(module)("Nothing is known of this tongue.", "eo") is None
    assert find(module)("Nor of this name.", "../en") is None


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_the_main_languages_are_covered_and_empty_text_gives_an_empty_list(module, language):
    assert find(module)("", language) == []


@pytest.mark.parametrize("module", MODULES)
def test_component_writes_spans_and_records(module):
    name = "mental_elements" if module == "mental" else module
    text = (
        'In this Act, "mill" means a barn. Every person who knowingly burns a mill, an act of terror to intimidate the '
        "public, commits an offence under section 5. It is also an act committed by a citizen of Borduria. The "
        "Minister may order otherwise within 5 days, unless the mill is empty. Whoever rows to Syldavia is liable to "
        "imprisonment for two years. Whoever swims there is liable to the same penalty."
    )
    import_module(f"ctlaw.elements.{module}")
    nlp = spacy.blank("en")
    nlp.add_pipe(f"ctlaw_{name}")
    doc = nlp(text)
    assert doc.user_data[name], name
    assert len(doc.spans[name]) == len(doc.user_data[name])
    for span, row in zip(doc.spans[name], doc.user_data[name], strict=True):
        assert span.start_char <= row["start"] and row["end"] <= span.end_char
    other = spacy.blank("xx")
    other.add_pipe(f"ctlaw_{name}", config={"spans_key": "found", "language": "eo"})
    assert other(text).user_data["found"] is None


def test_heading_reaches_the_component():
    nlp = spacy.blank("en")
    nlp.add_pipe("ctlaw_mental_elements")
    doc = nlp.make_doc("Whoever opens the dam shall be fined.")
    doc.user_data["heading"] = "Negligent flooding"
    doc = next(nlp.pipe([doc]))
    assert [row["kind"] for row in doc.user_data["mental_elements"]] == ["negligence"]


def test_offsets_lead_back_through_invisible_and_decomposed_characters():
    text = "Whoever know\u00adingly burns a mill is guilty of an of\u200bfence. Who\u2019s re\u0301ckless?"
    row = mental.find_mental(text, "en")[0]
    assert row["kind"] == "knowledge" and row["quote"] == "know\u00adingly" == text[row["start"] : row["end"]]
    turkish = "İSTANBUL. Kasten barajı açan kişi hapis cezası ile cezalandırılır."
    row = mental.find_mental(turkish, "tr")[0]
    assert turkish[row["start"] : row["end"]] == row["quote"] == "Kasten"


@pytest.mark.parametrize(("text", "expected"), [
    ("Siehe Abs. 1 Nr. 2. Die Mühle steht.", ["Siehe Abs. 1 Nr. 2.", "Die Mühle steht."]),
    ("L'art. 5 s'applique. Le moulin est fermé.", ["L'art. 5 s'applique.", "Le moulin est fermé."]),
    ("No mill; (2) no barn.", ["No mill;", "(2) no barn."]),
    ("1. Wer mahlt.\n2. Wer backt.", ["1. Wer mahlt.", "2. Wer backt."]),
    ("船是指(船。以下同じ。)船。船。", ["船是指(船。以下同じ。)船。", "船。"]),
])  # fmt: skip
def test_sentences(text, expected):
    assert [text[start:end].strip() for start, end in sentences(prepare(text))] == expected


def test_offence_records():
    provisions = pd.DataFrame(
        {
            "path": "x.txt", "jurisdiction": "xx", "language": "en",
            "eid": ["sec_1", "sec_2", "sec_2__subsec_1"], "num": ["1", "2", "(1)"],
            "kind": ["section", "section", "subsection"], "heading": ["Mills", "Burning mills", None],
            "text": [
                "The Minister may open mills.",
                "(1) Every person who knowingly burns a mill to intimidate the public, an act of terror, is guilty of "
                "an offence and liable to imprisonment for a term not exceeding five years. (2) It is a defence that "
                "the mill was his.",
                "(1) Every person who knowingly burns a mill is guilty of an offence.",
            ],
        }
    )  # fmt: skip
    before = provisions.copy(deep=True)
    table = offences.offence_records(provisions)
    pd.testing.assert_frame_equal(provisions, before)
    assert table["eid"].tolist() == ["sec_2"]
    row = table.iloc[0]
    text = provisions["text"][1]
    assert text[row["conduct_start"] : row["conduct_end"]] == row["conduct"] == text[: text.index(" (2)")]
    assert row["mental"] == ["knowledge"] and row["purposes"] == ["intimidate_population"]
    assert [p["max_months"] for p in row["penalties"]] == [60]
    assert [e["kind"] for e in row["exceptions"]] == ["defence"]
    assert offences.offence_records(provisions.iloc[:0]).columns.tolist() == offences.COLUMNS


HOSTILE = [
    "Act ", "(Act ", "section 5 of the Bread Act, ", "within 5 days ", "must report within 5 days, ", '"x" means a, ',
    "knowing ", "the term ", "((((", '"', ". ", "; (1) ", "retain the ", "the Financial ",
]  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_hostile_text_takes_linear_time(module):
    function = find(module)
    function("warm up", "en")
    for piece in HOSTILE:
        times = []
        for size in (10_000, 40_000):
            text = piece * (size // len(piece))
            begin = time.perf_counter()
            function(text, "en")
            times.append(time.perf_counter() - begin)
        assert times[1] < max(1.0, 12 * times[0]), (piece, times)


def test_no_nested_quantifiers_in_the_data():
    nested = re.compile(r"[^\\]\((?:\?:)?[^()]*[^\\][+*]\)[+*]")
    for element, language in FILES:
        for pattern in load(element, language).patterns:
            assert not nested.search(pattern.source), (element, language, pattern.source)


def test_definitions_and_titles_on_the_open_acts(shared):
    """A guard, on ten acts; the figures are made by ``python -m benchmarks.elements``."""
    from benchmarks.elements import Flat

    hits = total = 0
    for path in sorted((shared / "law" / "ca-acts").glob("*.xml"))[:10]:
        act = Flat(path, body_only=True)
        found = [(d["term_start"], d["term_end"]) for d in definitions.find_definitions(act.text, "en")]
        marked = [(start, end) for start, end, opens in act.terms if opens]
        total += len(marked)
        hits += sum(any(a < end and start < b for a, b in found) for start, end in marked)
    assert total > 50 and hits / total >= 0.9


def test_mental_on_the_double_read_units(shared):
    """A guard at the floor; the figure is made by ``python -m benchmarks.elements``."""
    from benchmarks.elements import score_mental, units

    figure = score_mental(units(shared / "gold" / "units-dev.jsonl"))
    assert float(re.search(r"F1 ([\d.]+)", figure)[1]) >= 0.88, figure
