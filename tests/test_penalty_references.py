"""Penalties by reference: the forms, what they lead to in a whole law, and what the comparison says of them."""

from __future__ import annotations

import pandas as pd
import pytest

from ctlaw import compare, extract_provisions
from ctlaw.coded import facts
from ctlaw.corpus import document_from_bytes
from ctlaw.elements.patterns import languages
from ctlaw.elements.penalties import find_penalties
from ctlaw.elements.penalty_references import FORMS, ROLES, find_penalty_references

LAWS = {
    "en": """1. Rowing
A person who rows to Syldavia for the purposes of piracy commits an offence.

2. Sailing
(1) A person who sails to Syldavia commits an offence.
(2) A person who hires out a boat to a pirate commits an offence.

3. Swimming
A person who swims to Syldavia commits an offence.

4. Penalties
A person guilty of an offence under sections 1 to 3 is liable to imprisonment for a term not exceeding seven years.

5. Floating
Whoever floats to Syldavia is liable to the penalty provided for in section 6.

6. Drifting
Whoever drifts to Syldavia is liable to imprisonment for a term not exceeding two years. Whoever lets another person \
drift is liable to the same penalty.

7. Lighthouses
A person who extinguishes a lighthouse is liable to twice the penalty provided for in section 6.

8. Circles
Whoever rows in circles shall be punished with the penalty provided for in section 9.

9. Rounds
Whoever rows in rounds shall be punished with the penalty provided for in section 8.

10. Ferries
Whoever ferries pirates shall be punished with the penalty provided for in section 3.
""",
    "fr": """Article 1
Constitue un acte de piraterie le fait de ramer vers la Syldavie en groupe.

Article 2
Constitue également un acte de piraterie le fait de fournir une barque.

Article 3
Les actes de piraterie définis aux articles 1 et 2 sont punis de sept ans d'emprisonnement.
Le fait de diriger l'équipage défini à l'article 1 est puni de vingt ans d'emprisonnement.

Article 4
Quiconque éteint un phare est puni des peines prévues à l'article 3.
""",
    "de": """§ 1 Rudern
Das Rudern nach Syldavien ist verboten.

§ 2 Strafe
(1) Mit Freiheitsstrafe bis zu drei Jahren wird bestraft, wer entgegen § 1 rudert.
(2) Ebenso wird bestraft, wer ein Boot vermietet.
""",
    "es": """Artículo 1
Es delito de piratería remar hacia Syldavia.

Artículo 2
Es delito de piratería alquilar una barca a un pirata.

Artículo 3
Los delitos previstos en los artículos 1 y 2 serán castigados con la pena de prisión de dos a cinco años.

Artículo 4
El que apagare un faro será castigado con la pena prevista en el artículo 3.
""",
}


def units(language: str) -> pd.DataFrame:
    document = document_from_bytes(LAWS[language].encode(), f"xx/law.{language}.txt",
                                   about={"language": language, "jurisdiction": "xx"})  # fmt: skip
    table = extract_provisions(document, kinds=["section", "article"])
    return table.set_index("num", drop=False)


def taken(table: pd.DataFrame, num: str) -> list[tuple[str, str, float]]:
    return [(p["form"], p["from_num"], p["max_months"]) for p in table.loc[num, "penalties_by_reference"]]


def test_an_english_law():
    law = units("en")
    for num in ("1", "2", "3"):
        assert taken(law, num) == [("offence-of", "4", 84)], num
    assert taken(law, "5") == [("penalty-of", "6", 24)]
    assert taken(law, "6") == [("same", "6", 24)]
    assert taken(law, "10") == [("penalty-of", "4", 84)], "a step further: section 3 has its penalty from section 4"
    for num in ("4", "7", "8", "9"):
        assert taken(law, num) == [], f"section {num} is punished by itself, by a multiple, or in a circle"


def test_a_french_law_gives_the_offence_its_penalty_and_not_that_of_its_leaders():
    law = units("fr")
    assert taken(law, "1") == taken(law, "2") == [("offence-of", "3", 84)]
    assert taken(law, "4") == [("penalty-of", "3", 84), ("penalty-of", "3", 240)]


def test_a_german_and_a_spanish_law():
    law = units("de")
    assert taken(law, "1") == [("offence-of", "2", 36)] and taken(law, "2") == [("same", "2", 36)]
    law = units("es")
    assert taken(law, "1") == taken(law, "2") == [("offence-of", "3", 60)]
    assert taken(law, "4") == [("penalty-of", "3", 60)]


@pytest.mark.parametrize("language", sorted(LAWS))
def test_places_are_those_of_the_provision_that_states_the_penalty(language):
    law = units(language)
    texts = dict(zip(law["eid"], law["text"], strict=True))
    for row in law.itertuples():
        assert row.penalties == find_penalties(row.text, language, heading=row.heading, jurisdiction="xx")
        for arm in row.penalties_by_reference:
            assert texts[arm["from_eid"]][arm["start"] : arm["end"]] == arm["quote"]
            said_in = texts[arm["from_eid"]] if arm["form"] == "offence-of" else row.text
            assert said_in[arm["reference_start"] : arm["reference_end"]].strip()
            assert arm["form"] == "same" or arm["from_eid"] != row.eid


@pytest.mark.parametrize(("text", "language"), [
    ("A person who conspires to commit an offence under section 5 is liable to imprisonment for two years.", "en"),
    ("In addition to the penalty provided for in section 5, the court may order a fine of 50 euro.", "en"),
    ("Outre les peines prévues à l'article 5, le tribunal peut prononcer une amende de 50 euros.", "fr"),
    ("Wer in ein Haus einbricht, wird nach § 7 ermittelt.", "de"),
    ("Sin perjuicio de la pena prevista en el artículo 5, se impondrá multa de 50 euros.", "es"),
])  # fmt: skip
def test_what_is_no_penalty_by_reference(text, language):
    assert find_penalty_references(text, language) == []


def test_paragraphs_and_other_laws():
    text = "Whoever rows shall be punished with the penalty provided in section 5 of the Harbours Act."
    [row] = find_penalty_references(text, "en")
    assert row["external"] and row["articles"] == ["5"] and text[row["start"] : row["end"]] == row["quote"]
    [row] = find_penalty_references("Whoever rows is liable to the penalty provided in subsection (1).", "en")
    assert row["articles"] == [] and row["num"] == "(1)"
    assert find_penalty_references("bla", "xq") is None


def test_roles_of_the_data_are_known():
    from ctlaw.elements.patterns import load

    for language in languages("penalty_references"):
        for pattern in load("penalty_references", language).patterns:
            assert pattern.role in ROLES and (pattern.kind in FORMS or pattern.kind == pattern.role)


def test_the_comparison_says_what_is_by_reference():
    law = units("fr").reset_index(drop=True).assign(layer="official", status="in force")
    with_them, without = compare.penalties(law).iloc[0], compare.penalties(law, by_reference=False).iloc[0]
    assert (with_them["stated"], with_them["arms"], with_them["by_reference"]) == (1, 6, 4)
    assert (without["stated"], without["arms"], without["by_reference"]) == (1, 2, 0)
    assert with_them["max_at"] == without["max_at"] == "xx/law.fr.txt 3", "the place that states it comes first"
    offence = compare.penalties(law[law["num"] == "1"]).iloc[0]
    assert offence["max_at"] == "xx/law.fr.txt 1, by reference: 3" and offence["stated"] == 0
    arms = compare.penalty_arms(law[law["num"] == "1"])
    assert arms[["reference", "from_num"]].iloc[0].tolist() == ["offence-of", "3"]
    words = compare.penalty_in_words(law.iloc[0]["penalties_by_reference"][0])
    assert words == "up to 7 years [by reference: 3]"


def test_the_coded_corpus_holds_no_wording_of_them():
    [arm] = facts(units("fr").loc["1", "penalties_by_reference"])
    assert arm["from_num"] == "3" and not {"quote", "case", "cited"} & set(arm)


def test_an_own_subsection_counts_once_and_several_cited_give_all() -> None:
    text = (
        "1. Boats\n(1) Whoever takes a boat is liable to imprisonment for a term not exceeding two years.\n"
        "(2) Whoever sinks one is liable to imprisonment for a term not exceeding five years.\n"
        "(3) Whoever burns one is liable to imprisonment for a term not exceeding nine years.\n"
        "(4) Whoever helps is liable to the penalty provided for in subsection (1).\n\n"
        "2. Oars\nWhoever takes an oar is liable to the penalty provided for in section 1(1) or (3).\n"
    )
    document = document_from_bytes(text.encode(), "law.txt", about={"language": "en", "jurisdiction": "xx"})
    law = extract_provisions([document], kinds=["section"]).assign(layer="official", status="in force")
    arms = compare.penalty_arms(law)
    assert arms[arms["num"] == "1"]["max_months"].tolist() == [24, 60, 108]
    assert {24, 108} <= set(arms[arms["num"] == "2"]["max_months"])
