"""Penalties: the data of each language tests itself, then the engine, the numbers, the spaCy component."""

from __future__ import annotations

import json
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from ctlaw.elements.patterns import prepare
from ctlaw.elements.penalties import find_penalties, find_same_penalties
from ctlaw.elements.penalty_chunks import KINDS, penalty_language
from ctlaw.elements.phrases import Phrases, regex_of, stems, variants
from ctlaw.elements.quantities import MONTHS, currency_families, quantities

DATA = Path(__file__).resolve().parent.parent / "ctlaw" / "data"
CASES = Path(__file__).resolve().parent / "cases" / "penalties"
LANGUAGES = sorted(file.stem for file in (DATA / "penalties").glob("*.json"))
FIELDS = ("min_months", "max_months", "life", "death", "fine", "fine_min", "fine_max", "currency", "mode")
#: Phrases of these kinds must be used by an example or counter-example in a file that says it is complete.
SHOWN = ("imprisonment", "fine", "life", "death", "condition", "condition_after")


def stated(penalty: dict) -> dict:
    """Return the fields of the contract that a penalty states."""
    return {name: penalty[name] for name in FIELDS if penalty.get(name) not in (None, False)}


def read(language: str) -> dict:
    return json.loads((DATA / "penalties" / f"{language}.json").read_text(encoding="utf-8"))


def examples() -> list:
    return [
        pytest.param(language, example, id=f"{language}-{i}")
        for language in LANGUAGES
        for i, example in enumerate(read(language)["examples"])
    ]


def counter_examples() -> list:
    return [
        pytest.param(language, text, id=f"{language}-{i}")
        for language in LANGUAGES
        for i, text in enumerate(read(language)["counter_examples"])
    ]


def cases() -> list:
    return [
        pytest.param(case, id=f"{file.stem}-{i}")
        for file in sorted(CASES.glob("*.json"))
        for i, case in enumerate(json.loads(file.read_text(encoding="utf-8")))
    ]


@pytest.mark.parametrize("language, example", examples())
def test_example_gives_exactly_its_penalties(language, example):
    found = find_penalties(example["text"], language)
    assert found is not None
    assert [stated(p) for p in found] == example["penalties"], example.get("note", "")
    for penalty in found:
        assert example["text"][penalty["start"] : penalty["end"]] == penalty["quote"]


@pytest.mark.parametrize("language, text", counter_examples())
def test_counter_example_states_no_penalty(language, text):
    assert [p["quote"] for p in find_penalties(text, language) or []] == []


@pytest.mark.parametrize("case", cases())
def test_case(case):
    found = find_penalties(
        case["text"], case["language"], jurisdiction=case.get("jurisdiction"), heading=case.get("heading")
    )
    assert found is not None
    assert [{k: p[k] for k in want} for p, want in zip(found, case["penalties"], strict=True)] == case["penalties"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_data_file_is_well_formed(language):
    data = read(language)
    assert data["language"] == language
    assert not set(data) - {
        "language", "note", "options", "references", "abbreviations", "glue", "phrases", "currency_hints",
        "currency_defaults", "complete", "examples", "counter_examples",
    }  # fmt: skip
    options = {"head_gap", "fine_in_time", "adjacent_range", "colon_threatens", "head_final", "lesser"}
    assert not set(data.get("options", {})) - options
    for name, phrases in data["phrases"].items():
        assert name.partition(":")[0] in KINDS, name
        assert len(set(phrases)) == len(phrases), f"{name} lists a phrase twice"
        for phrase in phrases:
            assert phrase == phrase.lower(), f"`{phrase}` of {name} is matched on lower-cased text"
            assert prepare(phrase).lower == phrase, f"`{phrase}` of {name} is matched on folded text"
    assert data["examples"] and data["counter_examples"]
    for example in data["examples"]:
        for penalty in example["penalties"]:
            assert set(penalty) <= set(FIELDS), penalty


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_hidden_by_another(language):
    phrases, hidden = penalty_language(language).phrases, []
    for name, listed in read(language)["phrases"].items():
        for phrase in listed:
            shortest = [re.sub(" {2,}", " ", re.sub(r"\.\.\.|~", " x ", v).replace("*", "")) for v in variants(phrase)]
            found = [(phrases.at(text, 0), len(text)) for text in shortest]
            names = {name, f"{name.removesuffix('_after')}:either"}
            if not any(f and ":".join(filter(None, f.kind)) in names and f.end == end for f, end in found):
                hidden.append(f"{name}: {phrase}")
    assert hidden == [], "another phrase is read in their place"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if read(language).get("complete")])
def test_every_phrase_is_shown_by_an_example(language):
    data = read(language)
    texts = [prepare(text).lower for text in [e["text"] for e in data["examples"]] + data["counter_examples"]]
    spaced = quantities(language).spaced
    unused = [
        f"{name}: {phrase}"
        for name, phrases in data["phrases"].items()
        if name.partition(":")[0] in SHOWN
        for phrase in phrases
        if not any(re.search(regex_of(plain, spaced), text) for plain in variants(phrase) for text in texts)
    ]
    assert unused == [], "no example uses these phrases: write one, or leave the phrase out"


@pytest.mark.parametrize("language", sorted(f.stem for f in (DATA / "numbers").glob("??.json")))
def test_numbers_file_is_well_formed(language):
    data = json.loads((DATA / "numbers" / f"{language}.json").read_text(encoding="utf-8"))
    assert data["language"] == language
    assert quantities(language) is not None
    for unit in data["units"]:
        assert unit.partition(":")[0] in {*MONTHS, "age"}, unit
    families = currency_families()
    for code in [*data.get("currencies", {})]:
        assert re.fullmatch("[A-Z]{3}", code) or code in families, f"`{code}` is no ISO 4217 code and no family"


@pytest.mark.parametrize(
    "language, text, kind, value, unit",
    [
        ("en", "two years less a day", "duration", 24, "year"),
        ("en", "three (3) years", "duration", 36, "year"),
        ("en", "one year and six months", "duration", 18, "year"),
        ("en", "eighteen years of age", "age", 18, None),
        ("en", "two hundred and fifty thousand dollars", "money", 250_000, "dollar"),
        ("en", "$5,000.50", "money", 5000.5, "$"),
        ("en", "rs. 5,00,000", "money", 500_000, "rupee"),
        ("en", "ten lakh rupees", "money", 1_000_000, "rupee"),
        ("en", "n$10 million", "money", 10_000_000, "NAD"),
        ("en", "three million francs (frw 3,000,000)", "money", 3_000_000, "RWF"),
        ("en", "600 penalty units", "units", 600, "penalty-unit"),
        ("fr", "100 000 €", "money", 100_000, "EUR"),
        ("fr", "quatre-vingt-dix mille euros", "money", 90_000, "EUR"),
        ("fr", "vingt et un ans", "duration", 252, "year"),
        ("fr", "deux millions de francs", "money", 2_000_000, "franc"),
        ("de", "zweihundertfünfzigtausend euro", "money", 250_000, "EUR"),
        ("de", "einundzwanzig monaten", "duration", 21, "month"),
        ("de", "dreihundertsechzig tagessätze", "units", 360, "day-fine"),
        ("es", "mil doscientos diecinueve (1.219)", "number", 1219, None),
        ("es", "treinta y seis meses", "duration", 36, "month"),
        ("es", "quince días", "duration", 0.5, "day"),
    ],
)
def test_quantity(language, text, kind, value, unit):
    found = quantities(language).at(text, 0)
    assert (found.kind, found.value, found.unit, found.end) == (kind, value, unit, len(text))


def test_two_numbers_side_by_side_are_not_one():
    assert quantities("en").number("two five years", 0) == (2, 3, None)
    assert quantities("en").number("two and five years", 0) == (2, 3, None)


def test_language_without_data_gives_none_not_an_empty_list():
    assert find_penalties("anything", "tlh") is None
    assert find_same_penalties("anything", "tlh") is None
    assert find_penalties("The ferry leaves at nine.", "en") == []


def test_currency_of_a_shared_name_is_known_from_the_jurisdiction_only():
    text = "A ferryman is liable to a fine not exceeding $500."
    assert [p["currency"] for p in find_penalties(text, "en")] == [None]
    [penalty] = find_penalties(text, "en", jurisdiction="nz")
    assert (penalty["currency"], penalty["currency_written"]) == ("NZD", "$")


def test_heading_that_begins_the_sentence():
    text = "años, el que venda un mapa de Borduria."
    heading = "ARTÍCULO 5. Será reprimido con prisión de dos a cuatro"
    assert find_penalties(text, "es") == []
    [penalty] = find_penalties(text, "es", heading=heading)
    assert (penalty["min_months"], penalty["max_months"], penalty["start"]) == (24, 48, None)


def test_own_fields():
    text = (
        "In the case of a second offence, the smuggler is liable to imprisonment for ten days "
        "or to a fine of 20 penalty units, or to both."
    )
    [penalty] = find_penalties(text, "en")
    assert (penalty["min_months"], penalty["max_months"], penalty["max_days"]) == (None, None, 10)
    assert penalty["fine_units"] == {"unit": "penalty-unit", "min": None, "max": 20}
    assert penalty["conjunction"] == "and/or"
    assert penalty["case"] == "In the case of a second offence"


def test_same_penalty_is_a_typed_reference_to_the_one_before():
    text = "Der Räuber wird mit Freiheitsstrafe bis zu zwei Jahren bestraft. Ebenso wird bestraft, wer ihm hilft."
    [reference] = find_same_penalties(text, "de")
    assert (reference["kind"], reference["penalty"]) == ("same", 0)
    assert text[reference["start"] : reference["end"]] == reference["quote"] == "Ebenso wird bestraft"


def test_offsets_survive_invisible_characters():
    text = "Der Räuber wird mit Frei\u00adheits\u00adstrafe bis\u00a0zu zwei Jahren bestraft."
    [penalty] = find_penalties(text, "de")
    assert penalty["max_months"] == 24
    assert text[penalty["start"] : penalty["end"]] == penalty["quote"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_component_writes_spans_and_fields(language):
    nlp = spacy.blank("xx")
    nlp.add_pipe("ctlaw_penalties", config={"language": language})
    example = next(e for e in read(language)["examples"] if e["penalties"])
    doc = nlp(example["text"])
    assert doc.text == example["text"]
    assert [stated(p) for p in doc.user_data["penalties"]] == example["penalties"]
    assert len(doc.spans["penalties"]) == len(example["penalties"])
    for span, penalty in zip(doc.spans["penalties"], doc.user_data["penalties"], strict=True):
        assert penalty["quote"] in span.text


def test_component_of_a_language_without_data_says_none():
    nlp = spacy.blank("xx")
    nlp.add_pipe("ctlaw_penalties", config={"language": "tlh"})
    doc = nlp("whatever")
    assert doc.user_data["penalties"] is None and len(doc.spans["penalties"]) == 0


def test_phrases():
    assert variants("(a )?term of (rigorous|simple)") == [
        "a term of rigorous", "a term of simple", "term of rigorous", "term of simple",
    ]  # fmt: skip
    found = Phrases([("short", "fine"), ("long", "fine not exceeding"), ("stem", "fin*")])
    assert found.at("fine not exceeding", 0).kind == "long"
    assert found.at("fines", 0).kind == "stem"
    assert found.at("refine", 2) is not None and found.at("other", 0) is None
    assert stems(["shall be fined", "fine", "such fine"]) == {"fine"}
    with pytest.raises(ValueError, match="brackets"):
        variants("(a")
    with pytest.raises(ValueError, match="begins with a gap"):
        Phrases([("x", "*strafe")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_with_a_phrase_passes_the_quick_look(language):
    lang = penalty_language(language)
    for example in read(language)["examples"]:
        if example["penalties"]:
            assert lang.may_state_penalty(prepare(example["text"]).lower)


@pytest.mark.parametrize(
    "piece",
    [
        "is liable to imprisonment for five years or a fine of $5 or both; ",
        "fine 1 1 1 1 ",
        "fine for which (",
        "1,000",
    ],
)
def test_hostile_text_takes_linear_time(piece):
    times = []
    for copies in (2_000, 8_000):
        text = "fine " + piece * (copies * 12 // len(piece))
        started = time.process_time()
        find_penalties(text, "en")
        times.append(time.process_time() - started)
    assert times[1] < 12 * times[0] + 0.5


words = st.sampled_from(
    "imprisonment fine liable to for not exceeding five years or both death life and $ 500 , . ; : ( a ) 2 months if "
    "an offence punishable by less a day million crore \u00ad twenty-five such the penalty of".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(words, max_size=60).map(" ".join))
def test_any_sequence_of_words_keeps_the_contract(text):
    found = find_penalties(text, "en")
    for penalty in found:
        assert text[penalty["start"] : penalty["end"]] == penalty["quote"]
        assert set(FIELDS) <= set(penalty)
        assert any(penalty[name] for name in ("life", "death", "fine")) or penalty["imprisonment"]
        low, high = penalty["min_months"], penalty["max_months"]
        assert low is None or low >= 0
        assert high is None or high >= 0
    assert all(a["start"] <= b["start"] for a, b in pairwise(found))
    assert find_penalties(text, "en") == found


def test_gold_units_of_the_first_languages(shared):
    floors = {"en": 0.98, "fr": 0.95, "de": 0.98, "es": 0.95}
    counts = {language: [0, 0, 0] for language in floors}
    for line in (shared / "gold" / "units-dev.jsonl").read_text(encoding="utf-8").splitlines():
        unit = json.loads(line)
        found = find_penalties(unit["text"], unit["language"], jurisdiction=unit["jurisdiction"]) or []
        want = sorted(
            str((p["min_months"], p["max_months"], p["life"], p["death"], p["fine"])) for p in unit["penalties"]
        )
        got = sorted(str((p["min_months"], p["max_months"], p["life"], p["death"], p["fine"])) for p in found)
        hit = sum(min(want.count(t), got.count(t)) for t in set(want))
        for i, n in enumerate((hit, len(got), len(want))):
            counts[unit["language"]][i] += n
    for language, (hit, got, want) in counts.items():
        assert 2 * hit / (got + want) >= floors[language], (language, hit, got, want)
