"""The concept layer: data that tests itself, and the matcher."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest

from ctlaw import concepts
from ctlaw.classification.rules import compile_expression, packaged_rules, read_rule
from ctlaw.classification.unit import read_unit, split_heading
from ctlaw.concepts import Lexicon, check, fold_word, lexicon, names, sentence_spans
from ctlaw.errors import TaxonomyError
from ctlaw.taxonomy import load_taxonomy

FOLDER = Path(concepts.__file__).parent / "data" / "concepts"
LEXICONS = sorted(path for path in FOLDER.glob("*.csv") if path.stem != "concepts")


def found(lexicon_: Lexicon, text: str) -> list[str]:
    return [names()[hit.concept] for hit in lexicon_.find(text).hits]


def test_inventory_names_each_concept_once_and_says_what_it_is() -> None:
    with (FOLDER / "concepts.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len({row["concept"] for row in rows}) == len(rows) >= 400
    assert all(row["gloss"] and row["group"] for row in rows)


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_lexicon_has_no_malformed_form_and_covers_the_inventory(path: Path) -> None:
    problems, missing = check(path)
    assert problems == []
    assert len(missing) < len(names()) / 4


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_lexicon_finds_its_own_forms(path: Path) -> None:
    own = lexicon(path.stem)
    for concept, forms in list(own.forms.items())[::9]:
        for form in forms:
            if "~" not in form:
                assert concept in found(own, form.replace(" * ", " x ").replace("*", "")), (concept, form)


@pytest.mark.parametrize(
    ("language", "forms", "text", "hit"),
    [
        ("en", "freez*", "Freezing of funds", True),
        ("en", "freeze", "Freezing of funds", False),  # a word without * is that whole word
        ("en", "life imprisonment", "life\nimprisonment", True),  # a line break is a space
        ("en", "imprisonment * life", "imprisonment for life", True),  # * alone is one word
        ("en", "imprisonment * life", "imprisonment of up to life", False),
        ("en", "revok* ~ passport*", "The passport shall be revoked.", True),  # either order
        ("en", "revok* ~ passport*", "A permit is revoked. The passport is blue.", False),  # two sentences
        ("en", "mak* ~ funds ~ available", "who makes any funds available", True),
        ("de", "*sprengstoff*", "Plastiksprengstoffe", True),  # inside a compound
        ("fr", "état d urgence", "l’ÉTAT d’urgence", True),  # apostrophes cut words, accents do not count
        ("ar", "ارهاب*", "تمويل بالإرهاب", True),  # attached particles
        ("zh", "恐怖活动", "恐怖\n活动组织", True),  # no spaces, a line break inside a word
        ("vi", "khủng bố", "hành vi khủng bố", True),
        ("vi", "khủng bố", "khung bo", False),  # marks distinguish words
        ("el", "τρομοκρατ*", "Τρομοκρατία", True),
        ("ko", "테러*", "테러를 목적으로", True),
    ],
)
def test_forms(language: str, forms: str, text: str, hit: bool) -> None:
    assert (found(Lexicon(language, {"freeze": [forms]}), text) == ["freeze"]) is hit


def test_places_are_places_of_the_text_as_given() -> None:
    text = "Les  avoirs sont ge\u0301le\u0301s."
    hit = Lexicon("fr", {"freeze": ["gelé*"]}).find(text).hits[0]
    assert text[hit.start : hit.end] == "ge\u0301le\u0301s"


@pytest.mark.parametrize("form", ["a ~ b ~ c ~ d", "~ x", "fr*ze", "ab*", "* word"])
def test_malformed_forms_are_named(form: str) -> None:
    assert Lexicon("en", {"freeze": [form]}).problems


def test_unknown_concept_is_named_with_the_nearest() -> None:
    assert "freeze" in Lexicon("en", {"freezze": ["freez*"]}).problems[0]


def test_fold_word() -> None:
    assert [fold_word(w, "tr") for w in ("İÇİN", "ağır")] == ["icin", "agir"]


def test_sentences_cover_the_text() -> None:
    text = "Sec. 4. The Minister may act. No. 5 stays (a) one; (b) two.\n\nNext."
    spans = sentence_spans(text)
    assert "".join(text[a:b] for a, b in spans) == text
    assert any(text[a:b].startswith("No. 5") for a, b in spans)


def test_linear_time_on_hostile_text() -> None:
    start = time.process_time()
    lexicon("en").find("revoke " * 40_000 + "passport " * 40_000 + "x" * 200_000)
    assert time.process_time() - start < 10


def test_heading_is_found_without_number_and_next_heading_is_cut() -> None:
    assert split_heading("Artículo 15. Protección de los datos", "x")[0] == "Protección de los datos"
    assert split_heading("Article L742-10", "x")[0] == ""
    body = "Freezing of assets\n" + "The Minister of Ruritania may freeze assets. " * 8 + "\nRenewal of licences"
    heading, start, end = split_heading("", body)
    assert heading == "Freezing of assets"
    assert "Renewal" not in body[start:end]


def test_items_of_an_enumeration_are_read_with_their_head() -> None:
    unit = read_unit("en", "", "A person commits an offence who:\n(a) forges a passport;\n(b) sells explosives.")
    offence = names().index("f_commits_offence")
    assert all(offence in concepts_ for concepts_ in unit.of_sentences)


def test_expressions() -> None:
    index = {name: i for i, name in enumerate(names())}
    test, trigger = compile_expression("freeze & (funds | account) & !cash")
    assert test(frozenset({index["freeze"], index["account"]}))
    assert not test(frozenset({index["freeze"], index["funds"], index["cash"]}))
    assert not test(frozenset({index["freeze"]}))
    assert trigger == frozenset({index["freeze"]})


@pytest.mark.parametrize("text", ["freeze &", "(freeze", "freeze funds", "frozen_x", "freeze ? funds", "freeze)"])
def test_malformed_expressions_are_refused(text: str) -> None:
    with pytest.raises(TaxonomyError):
        compile_expression(text)


def test_rules_are_sound() -> None:
    rules, codes = packaged_rules(), load_taxonomy().codes
    assert len({rule.id for rule in rules}) == len(rules)
    assert {rule.code for rule in rules} == set(codes)
    assert all(rule.id.startswith(f"{rule.code}/") and 0 < rule.weight <= 1 for rule in rules)
    for path in (FOLDER.parent / "rules").glob("*.json"):
        pillars = {load_taxonomy().pillar(row["code"]) for row in json.loads(path.read_text(encoding="utf-8"))}
        assert len(pillars) == 1 and path.stem.startswith(*pillars)


def test_rule_with_unknown_field_is_refused() -> None:
    with pytest.raises(TaxonomyError, match="sentense"):
        read_rule({"id": "x/y", "code": "x", "sentense": "freeze"})
