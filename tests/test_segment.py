"""The segmenter: invented laws cut where their makers would; the data tests itself; work grows with the text."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctlaw.segment import segment, segment_unit
from ctlaw.segment import units as unit_module
from ctlaw.segment.inside import Cutter
from ctlaw.segment.layout import View
from ctlaw.segment.numbers import cjk, letter_step, number, roman, step
from ctlaw.segment.words import LANGUAGES, _ending, words
from ctlaw.structure import EID_PREFIX, Division, eids

CASES = sorted((Path(__file__).parent / "cases" / "segment").glob("*.txt"))
DATA = Path(__file__).parent.parent / "ctlaw" / "data" / "segmentation"


def read_case(path: Path) -> tuple[str, str, list[str]]:
    """Return language, text and expected outline of a case."""
    head, _, expected = path.read_text(encoding="utf-8").partition("\n---\n")
    lines = head.split("\n")
    language = next(line.split(":")[1].strip() for line in lines if line.startswith("# language:"))
    return language, "\n".join(line for line in lines if not line.startswith("# ")), expected.rstrip("\n").split("\n")


def outline(divisions: list[Division]) -> list[str]:
    """Print divisions one a line, indented by depth."""
    depth: list[int] = []
    out = []
    for d in divisions:
        depth.append(depth[d.parent] + 1 if d.parent is not None else 0)
        words_ = [d.kind, d.num or "-"]
        if d.kind == "definition":
            words_.append(d.heading or "?")
        if d.part_of != "body":
            words_.append(d.part_of)
        out.append("  " * depth[-1] + " ".join(words_))
    return out


def true(text: str, divisions: list[Division]) -> None:
    """Assert what holds of every result: order, nesting, offsets, kinds, unique names."""
    for i, d in enumerate(divisions):
        assert 0 <= d.start < d.end <= len(text)
        assert not text[d.start].isspace() and not text[d.end - 1].isspace()
        assert d.kind in EID_PREFIX
        assert d.part_of in ("body", "schedule", "quoted", "note")
        if d.parent is not None:
            above = divisions[d.parent]
            assert d.parent < i and above.start <= d.start and d.end <= above.end
        if d.num is not None:
            printed = " ".join(text[d.start : d.end].split())
            assert " ".join(d.num.split()) in printed
    assert len(set(eids(divisions))) == len(divisions)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_cases(path: Path) -> None:
    language, text, expected = read_case(path)
    divisions = segment(text, language)
    true(text, divisions)
    assert outline(divisions) == expected


@pytest.mark.parametrize(
    "path", [p for p in CASES if "ambiguous" in p.stem or "borduria" in p.stem], ids=lambda p: p.stem
)
def test_spaced_lines_and_windows_line_ends_change_nothing(path: Path) -> None:
    language, text, expected = read_case(path)
    for other in (text.replace("\n", "\n\n"), text.replace("\n", "\r\n"), "\ufeff" + text.replace(" ", "\u00a0")):
        assert [line.replace("\u00a0", " ") for line in outline(segment(other, language))] == expected


def invented_act(sections: int = 40, seed: int = 1) -> tuple[str, list[int]]:
    """Write an act of Ruritania and say where its sections begin."""
    rng = random.Random(seed)
    nouns = ["toad", "newt", "witch", "hat", "wand", "broom", "cauldron", "raven", "spell", "potion"]
    text, starts = "", []
    for n in range(1, sections + 1):
        text += f"{rng.choice(nouns).capitalize()} and {rng.choice(nouns)}\n"
        starts.append(len(text))
        text += f"{n} (1) No {rng.choice(nouns)} shall be kept by a {rng.choice(nouns)} without leave of the Minister under "  # noqa: E501
        text += f"section {rng.randint(1, sections)} of this Act or the Ponds Act, unless the {rng.choice(nouns)} is asleep.\n"  # noqa: E501
        text += f"(2) The Minister may make regulations about every {rng.choice(nouns)} in the country, and may\n"
        text += f"(a) forbid a {rng.choice(nouns)} to sing in any of the places that are named in paragraph (b); or\n"
        text += f"(b) allow a {rng.choice(nouns)} to dance as described in subsection {rng.randint(1, 20)} (2) of that Act.\n"  # noqa: E501
    return text, starts


def starts_of(divisions: list[Division], kind: str) -> list[int]:
    return [d.start for d in divisions if d.kind == kind]


def wrapped(text: str, width: int) -> str:
    """Hard-wrap without moving a character."""
    out = []
    for line in text.split("\n"):
        a, chars = 0, list(line)
        while len(chars) - a > width:
            cut = line.rfind(" ", a + 1, a + width + 1)
            if cut <= a:
                break
            chars[cut] = "\n"
            a = cut + 1
        out.append("".join(chars))
    return "\n".join(out)


def test_numbers_that_begin_a_wrapped_line_by_accident_are_no_sections() -> None:
    text, starts = invented_act()
    accidents = 0
    for width in range(54, 110, 4):
        broken = wrapped(text, width)
        accidents += len(re.findall(r"section\n\d+ of|subsection \d+\n\(2\)|paragraph\n\(b\)", broken))
        found = segment(broken, "en")
        assert starts_of(found, "section") == starts, width
        assert len(starts_of(found, "subsection")) == 2 * len(starts), width
        assert len(starts_of(found, "paragraph")) == 2 * len(starts), width
    assert accidents > 20, "the text has lost its accidents"


def test_lost_line_breaks() -> None:
    text, starts = invented_act()
    found = segment(text.replace("\n", " "), "en")
    assert starts_of(found, "section") == starts
    assert len(starts_of(found, "subsection")) == 2 * len(starts)


def test_running_headers_do_not_break_the_sequence() -> None:
    text, starts = invented_act(30)
    lines = text.split("\n")
    paged = []
    for i, line in enumerate(lines):
        if i and i % 25 == 0:
            paged.append(f"Toads Act\n{i // 25}")
        paged.append(line)
    found = [d.num for d in segment("\n".join(paged), "en") if d.kind == "section"]
    assert found == [str(n) for n in range(1, 31)]


def test_the_language_is_guessed_by_its_words() -> None:
    german = "§ 1 Hexen\n(1) Hexen ist verboten.\n§ 2 Kröten\nKröten sind frei.\nZweiter Abschnitt Strafen\n§ 3 Strafe\nEs wird gelacht."  # noqa: E501
    assert outline(segment(german)) == outline(segment(german, "de"))
    assert segment("Nothing here is numbered.") == []
    assert segment("") == [] and segment(" \n \n", "en") == []


@pytest.mark.parametrize(
    ("language", "kind", "text", "expected"),
    [
        # line ends lost inside the unit: labels are looked for within the line
        ("da", "section", "§ 2 a. En heks kan ikke flyve uden tilladelse. Stk. 2. En tudse er efter stk. 1 fri. Stk. 3. Loven gælder.", ["2", "3"]),  # noqa: E501
        ("pl", "article", "1. Czarownica lata nad zamkiem. 2. Nie lata: 1) ropucha; 2) żaba. 3. Przepis ust. 2 nie działa.", ["1", "2", "1)", "2)", "3"]),  # noqa: E501
        ("en", "section", "A person who (a) steals a wand; or (b) hides it under paragraph (a), or with leave of section 5 (2), is liable.", ["(a)", "(b)"]),  # noqa: E501
        # a reference is no label, though it stands behind a full stop
        ("de", "section", "Hexerei ist verboten (§ 5 Abs. 1 Nr. 2). Wer gegen Absatz (1) verstößt, wird nach Art. 5 ausgelacht, wenn er fliegt.", []),  # noqa: E501
        # the number of the section itself is not its first paragraph
        ("bn", "section", "৩৪। (১) ক।\n(২) খ।\n(৩) গ।", ["(১)", "(২)", "(৩)"]),
        # "1. pkt." is a sentence referred to; "i 1)" is a label where numbers are cited without their bracket
        ("da", "section", "§ 3. En heks bøder efter § 2, 1. pkt. 1. og 2. pkt. gælder ikke for brug i 1) tårne eller 2) brønde. Stk. 2. En tudse er fri.", ["1)", "2)", "2"]),  # noqa: E501
        # items in a sentence, small letter behind the number
        ("da", "section", "§ 4. En heks kan flyve, hvis 1) hun er ædru, 2) vejret er godt, jf. nr. 1, og 3) kosten er ny.", ["1)", "2)", "3)"]),  # noqa: E501
        ("pl", "article", "Wiedźma, która 1) lata bez zgody, o której mowa w art. 3, oraz 2) krzyczy nocą, podlega karze.", ["1)", "2)"]),  # noqa: E501
        ("sv", "section", "Denna lag gäller för 1. kvastar, 2. punkt 6 i häxrådets beslut (2014), 3. tunnor enligt 1, och 4. grytor.", ["1", "2", "3", "4"]),  # noqa: E501
        ("sv", "section", "Med häxeri avses 1. flygning, 2. brott som avses i a) artikel 1 i häxrådets beslut, b) artikel 7 i samma beslut, och c) artikel 9, samt 3. skratt.", ["1", "2", "a)", "b)", "c)", "3"]),  # noqa: E501
        ("sv", "section", "Häxeri är brott enligt följande: 1. flygning, 3 kap. 1 § häxbalken, 2. trolldom, 3. skratt.", ["1", "2", "3"]),  # noqa: E501
        # raised figures that were lost: 3¹ is "31", (4¹) is "(4)" again
        ("lt", "article", "1. Ragana skraido.\n2. Ragana miega.\n3. Ragana juokiasi.\n31. Ragana dainuoja.\n4. Ragana tyli.", ["1", "2", "3", "31", "4"]),  # noqa: E501
        ("et", "section", "(1) Nõid lendab.\n(2) Nõid magab.\n(2) Nõid naerab.\n(3) Nõid laulab.", ["(1)", "(2)", "(2)", "(3)"]),  # noqa: E501
        # the line of the title is lost, the rest stands in one line
        ("en", "section", "3 Flying of witches\n(1) A witch who has a licence of the Council may apply- (a) for a broom; and (b) for a hat. (2) The Council must answer.", ["(1)", "(a)", "(b)", "(2)"]),  # noqa: E501
        # raised figures and letters of another script behind a number
        ("et", "section", "Nõid on:\n1) lendaja;\n1¹) magaja;\n2) naerja.", ["1)", "1¹)", "2)"]),
        ("sr", "article", "Вештица је:\n1) летачица;\n1а) плесачица;\n2) певачица.", ["1)", "1а)", "2)"]),
        # doubled letters stand below single ones; a reference is no label; "(2)-(3)" stands for both
        ("hu", "section", "(1) A boszorkány a) repül aa) este vagy ab) reggel, továbbá b) alszik. (2) A b) és i) pontjában foglalt eset kivétel.", ["(1)", "a)", "aa)", "ab)", "b)", "(2)"]),  # noqa: E501
        ("bg", "article", "Вещицата:\n1. лети:\nа) така:\nаа) високо;\nбб) бързо;\nб) иначе.\n2. спи.", ["1", "а)", "аа)", "бб)", "б)", "2"]),  # noqa: E501
        ("hu", "section", "(1) A boszorkány repül.\n(2)–(3)\n(4) A béka ugrik.", ["(1)", "(2)–(3)", "(4)"]),
        # Polish lists go from p to r; a footnote of the gazette is none of them
        ("pl", "article", "Czarownica: 1) lata nad zamkiem (Dz. U. poz. 5, z późn. zm. 2) Zmiany wymienionej ustawy ogłoszono w Dz. U. poz. 6.) ; 2) śpi w zamku.", ["1)", "2)"]),  # noqa: E501
        ("nl", "article", "De heks vliegt als volgt: a) hoog, onder b) en c) van artikel 5; b) laag, volgens de punten a) en b).", ["a)", "b)"]),  # noqa: E501
        # numbers set right to left by the typesetter's program
        ("ar", "article", "يمنع:\n - 1الغناء.\n - 2الرقص.", ["1", "2"]),
        ("ar", "article", "يمنع:\n .1الغناء.\n .2الرقص.\n( أ ) ليلا.\n( ب ) صباحا.", ["1", "2", "( أ )", "( ب )"]),
        ("fr", "article", "Article 3 1- Constitue un sort le fait de rire.\n2- Le crapaud est libre.", ["1", "2"]),
        ("mt", "article", "(1) Saħħara ttir.\n(2) Saħħara torqod.\n(2) Saħħara tidħak.\n(3) Tkanta.", ["(1)", "(2)", "(2)", "(3)"]),  # noqa: E501
        # the paragraph says the number of its article again
        ("ar", "article", "المادة 2 السحر\n2-1 يمنع السحر.\n2-2 يعاقب بالضحك.", ["2-1", "2-2"]),
        ("en", "article", "Article 9 Wands\n9(1) Wands are free.\n9(2) Hats are not.", ["9(1)", "9(2)"]),
        ("en", "article", "Article 9 Wands\nWands are free, see section\n9(1) of the Hats Act.", []),
        ("fr", "article", "Art. 5. § 1er. Nul ne vole.\n§ 2. Est puni:\n1° le crapaud;\n2° la sorcière.", ["1er", "2", "1°", "2°"]),  # noqa: E501
        ("tr", "article", "Cadı:\na) Uçar,\nb) Uyur.\nKurbağa\n(a) bendi hariç\ncezalandırılır.", ["a)", "b)"]),
        # a converter joined two items in one line; "2° et 3°" cites
        ("el", "article", "Η μάγισσα:\nα) πετά τη νύχτα πάνω από το κάστρο και τον βάλτο του βασιλείου,\nκαι γελά. β) κοιμάται. γ) μαγειρεύει,\nδ) τραγουδά.", ["α)", "β)", "γ)", "δ)"]),  # noqa: E501
        ("fr", "article", "La sorcière :\n1° Vole au-dessus du château, dans les cas prévus aux 1°, 2° et 3° du présent article ;\n2° Dort ;\n3° Rit.", ["1°", "2°", "3°"]),  # noqa: E501
        # words in brackets are no label that is cited
        ("hu", "section", "(1) A boszorkány a) neve, b) születési ideje (év, hó, nap), c) neme, d) seprűje (nyeles), valamint e) kalapja.", ["(1)", "a)", "b)", "c)", "d)", "e)"]),  # noqa: E501
        # "1." behind any word begins a list, and a second one; the end of a number is none
        ("sv", "section", "Den som ingriper i manövreringen av 1. en kvast, 2. en tunna, eller 3. en gryta döms för häxeri. Den som i annat fall 1. flyger, eller 2. tjuter döms för trolldom.", ["1", "2", "3", "1", "2"]),  # noqa: E501
        ("fr", "article", "Les crapauds sont libres dans le château du roi, dans les cas prévus au II de l'article L. 2352-1. Un décret précise.", []),  # noqa: E501
        # doubled letters below single ones, and the eleventh point
        ("el", "article", "Η μάγισσα:\nα) πετά:\nαα) ψηλά,\nββ) χαμηλά,\nβ) κοιμάται.", ["α)", "αα)", "ββ)", "β)"]),
        ("el", "article", "Η μάγισσα:\nα) α,\nβ) β,\nγ) γ,\nδ) δ,\nε) ε,\nστ) ζ,\nζ) η,\nη) θ,\nθ) ι,\nι) κ,\nια) λ,\nιβ) μ.", "α) β) γ) δ) ε) στ) ζ) η) θ) ι) ια) ιβ)".split()),  # noqa: E501
        ("mt", "article", "Ko se:\n(a) tittajjar;\n(b) tkanta;\n(ċ) tiżfen;\n(d) torqod.", ["(a)", "(b)", "(ċ)", "(d)"]),  # noqa: E501
    ],
)  # fmt: skip
def test_inside_a_unit(language: str, kind: str, text: str, expected: list[str]) -> None:
    found = segment_unit(text, 0, len(text), kind, language)
    true(text, found)
    assert [d.num for d in found] == expected


def test_second_lists_and_first_paragraphs_without_label() -> None:
    chinese = "有下列情形之一者：\n一、飛行。\n二、歌唱。\n有下列情形之一者，得免罰：\n一、睡眠。\n二、沉默。"
    found = segment_unit(chinese, 0, len(chinese), "article", "zh")
    assert [(d.num, d.parent) for d in found] == [("一", None), ("二", None), ("一", None), ("二", None)]
    danish = "§ 1. Straffes skal den, der 1) flyver eller 2) synger. Stk. 2. Fri er den, der 1) sover eller 2) tier."
    found = segment_unit(danish, 0, len(danish), "section", "da")
    assert [(d.kind, d.num, d.parent) for d in found] == [
        ("paragraph", "1)", None), ("paragraph", "2)", None), ("subsection", "2", None), ("paragraph", "1)", 2),
        ("paragraph", "2)", 2),
    ]  # fmt: skip


def test_the_second_paragraph_stands_beside_what_the_first_one_lists() -> None:
    text = "次の者は罰する。\n一 飛ぶ者\n二 歌う者\n２ 次の者は罰しない。\n一 眠る者\n二 黙る者\n３ 前項は例とする。"
    found = segment_unit(text, 0, len(text), "article", "ja")
    assert [(d.kind, d.num, d.parent) for d in found] == [
        ("subparagraph", "一", None), ("subparagraph", "二", None), ("paragraph", "２", None),
        ("subparagraph", "一", 2), ("subparagraph", "二", 2), ("paragraph", "３", None),
    ]  # fmt: skip


def test_levels_of_the_united_states_and_titles_between_labels() -> None:
    text = "(a) Report required(1) The Wizard shall report—\n(A) brooms; and\n(B) hats.\n(2) The Wizard may—\n(A) fly, if—\n(i) it rains."  # noqa: E501
    found = segment_unit(text, 0, len(text), "section", "en", "us")
    true(text, found)
    assert [(d.kind, d.num) for d in found] == [
        ("subsection", "(a)"), ("paragraph", "(1)"), ("subparagraph", "(A)"), ("subparagraph", "(B)"),
        ("paragraph", "(2)"), ("subparagraph", "(A)"), ("clause", "(i)"),
    ]  # fmt: skip
    assert [d.kind for d in segment_unit(text, 0, len(text), "section", "en")][:1] == ["paragraph"]


def test_articles_of_another_law_in_quotation_marks() -> None:
    text = (
        "3 straipsnis. Kodekso papildymas\n1. Papildyti Kodeksą 9 straipsniu:\n„9 straipsnis. Raganos\n"
        "1. Ragana skraido.\n2. Ragana miega.“\n2. Pripažinti netekusiu galios 4 straipsnį."
    )
    found = segment_unit(text, 0, len(text), "article", "lt")
    true(text, found)
    assert [(d.kind, d.num, d.part_of, d.parent) for d in found] == [
        ("paragraph", "1", "body", None), ("article", "9", "quoted", 0), ("paragraph", "1", "quoted", 1),
        ("paragraph", "2", "quoted", 1), ("paragraph", "2", "body", None),
    ]  # fmt: skip
    assert found[1].heading == "Raganos" and text[: found[1].end].endswith("miega.“")


def test_quotations_within_a_long_line() -> None:
    text = (
        "Art. 2 W ustawie o czarownicach wprowadza się następujące zmiany: 1) § 1 otrzymuje brzmienie: „ § 1. Kto: "
        "1) lata nad zamkiem w nocy bez miotły, 2) śpi w zamku - podlega karze śmiechu. ” ; 2) po art. 8 dodaje się "
        "art. 8a w brzmieniu: „ Art. 8a. 1. Ropucha skacze: 1) wysoko nad zamkiem w nocy; 2) daleko od zamku. 2. Żaba siedzi. ” ; 3) uchyla się art. 9."  # noqa: E501
    )
    for times in (1, 20):  # in text with line ends, and in text without
        law = text.replace("w nocy", "w nocy " * times * 10)
        found = segment_unit(law, 0, len(law), "article", "pl")
        true(law, found)
        assert [(d.num, d.part_of) for d in found] == [
            ("1)", "body"), ("1", "quoted"), ("1)", "quoted"), ("2)", "quoted"), ("2)", "body"), ("8a", "quoted"),
            ("1", "quoted"), ("1)", "quoted"), ("2)", "quoted"), ("2", "quoted"), ("3)", "body"),
        ]  # fmt: skip


def test_within_a_quotation_a_series_goes_on() -> None:
    text = "1. Създава се чл. 9а:\n„Чл. 9а. (1) Вещицата лети:\n1. високо:\nа) нощем;\nб) денем.\n(2) Жабата скача.“\n2. Друго."  # noqa: E501
    found = segment_unit(text, 0, len(text), "transitional", "bg")
    true(text, found)
    assert [(d.num, d.parent) for d in found] == [
        ("1", None), ("9а", 0), ("(1)", 1), ("1", 2), ("а)", 3), ("б)", 3), ("(2)", 1), ("2", None),
    ]  # fmt: skip


def test_a_quoted_section_whose_line_ends_are_lost() -> None:
    text = (
        "3. Za § 3 sa vkladá § 3a, ktorý znie:\n„§ 3a Lietanie na metle (1) Čarodejnica môže lietať, ak má povolenie, "
        "ktoré sa týka a) metly, b) klobúka. (2) Žaba skáče.\n(3) Iné.“."
    )
    found = segment_unit(text, 0, len(text), "section", "sk")
    quoted = next(d for d in found if d.num == "3a")
    assert quoted.heading == "Lietanie na metle"
    assert [d.num for d in found if d.parent == found.index(quoted)] == ["(1)", "(2)", "(3)"]


def test_segment_unit_gives_offsets_into_the_whole_text() -> None:
    before, unit = "Art. 4. Foo.\n", "Art. 5. (1) Hexen.\n(2) Kröten."
    found = segment_unit(before + unit + "\nArt. 6. Bar.", len(before), len(before + unit), "article", "de")
    assert [(before + unit)[d.start : d.end] for d in found] == ["(1) Hexen.", "(2) Kröten."]
    assert [d.parent for d in found] == [None, None]


def test_invisible_characters_and_decomposed_accents_do_not_move_offsets() -> None:
    text = "Arti\u0301culo 1. Sa\u00adpos\n1. Croan.\nArti\u0301culo 2. Ra\u200bnas\n1. Saltan.\n2. Nadan."
    found = segment(text, "es")
    assert [(d.num, text[d.start : d.start + 3]) for d in found] == [
        ("1", "Art"), ("1", "1. "), ("2", "Art"), ("1", "1. "), ("2", "2. "),
    ]  # fmt: skip


def test_a_missing_quotation_mark_does_not_swallow_the_law() -> None:
    text = "1 Insert—\n“(3A) In this Act, “toad means a frog.”\n2 Nobody sings.\n3 “Witch” is a word.\n4 The end.\n"
    assert [d.num for d in segment(text, "en") if d.kind == "section"] == ["1", "2", "3", "4"]


def test_repealed_units_are_marked() -> None:
    found = segment("§ 1 Hexen sind frei.\n§ 2 (weggefallen)\n§ 3 Ende.", "de")
    assert [d.in_force for d in found] == [None, False, None]


def test_headings() -> None:
    found = segment("Toads\n1 Toads sing.\nNewts\n2 Newts dance.\n", "en")
    assert [d.heading for d in found] == ["Toads", "Newts"]
    found = segment("Article 1\nToads\nToads sing in the pond.\nArticle 2 Newts\nNewts dance there.", "en")
    assert [d.heading for d in found] == ["Toads", "Newts"]


# ----- numbers ---------------------------------------------------------------------------------------------------
def test_a_title_in_the_middle_of_the_line_and_footnotes_below_the_article() -> None:
    text = "".join(
        f"{' ' * 30}Art. {n}. (1)\n{' ' * 20}Delle rane e\n{' ' * 26}della torba. (1)\n\nLe rane saltano.\n\n"
        "(1) Articolo abrogato dall'art. 9.\n\n" for n in range(1, 4)
    )  # fmt: skip
    found = [d for d in segment(text, "it") if d.part_of == "body"]
    assert [(d.num, d.heading) for d in found] == [(str(n), "Delle rane e della torba") for n in range(1, 4)]
    assert text[found[0].start : found[0].end].endswith("saltano.")
    assert [d.num for d in segment_unit("§ 3-1. Torv\nTorv er våt.", 0, 24, "section", "no")] == []


def test_numbers() -> None:
    assert [roman(x) for x in ("iv", "xiv", "iiii", "ic", "", "vx")] == [4, 14, 4, None, None, None]
    assert [cjk(x) for x in ("十", "一百二十", "二〇", "百", "三百零五", "x")] == [10, 120, 20, 100, 305, None]
    assert number("no") is None
    follows = [("5", "5.1"), ("5.1", "6"), ("83.01", "83.02"), ("83.9", "83.91"), ("129", "129a"), ("129a", "129b"),
               ("129b", "130"), ("421-2-1", "421-2-2"), ("421-2-6", "421-3"), ("5 bis", "5 ter"), ("5A", "5AA"),
               ("5/A", "5/B"), ("5 a", "5 b"), ("5", "6"), ("12.01", "12.1"), ("12.9", "12.10")]  # fmt: skip
    for a, b in follows:
        cost = step(number(a), number(b))  # type: ignore[arg-type]
        assert cost is not None and cost <= 0.3, (a, b, cost)
    for a, b in [("6", "5.1"), ("5.2", "5.1"), ("129b", "129a"), ("5 ter", "5 bis"), ("7", "7")]:
        assert step(number(a), number(b)) is None, (a, b)  # type: ignore[arg-type]
    assert step(number("5"), number("40")) > step(number("5"), number("8")) > 0  # type: ignore[operator, arg-type]
    assert letter_step("z", "aa") == 0 and letter_step("aa", "bb") == 0 and letter_step("aa", "ab") == 0
    assert letter_step("b", "a") is None and letter_step("a", "e") > letter_step("a", "c") > 0  # type: ignore[operator]


# ----- data ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
def test_data(language: str) -> None:
    file = DATA / f"{language}.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    assert file.read_text(encoding="utf-8") == json.dumps(data, ensure_ascii=False, indent=2) + "\n", "not canonical"
    assert data["language"] == language
    spoken = words(language)
    for name, pattern in {
        "units": spoken.unit, "containers": spoken.container, "schedules": spoken.schedule, "inside": spoken.within,
    }.items():  # fmt: skip
        for row in data[name]:
            assert row["kind"] in EID_PREFIX
            assert row["examples"] and row["counter_examples"], row["form"]
            assert pattern is not None
            for example in row["examples"]:
                match = pattern.match(example)
                assert match and match.end() == len(example), example
            for example in row["counter_examples"]:
                match = pattern.match(example)
                assert not match or match.end() != len(example), example
    names = "amends contents notes definitions repealed transitional cited closings openings remarks"
    for name in names.split():
        for row in data.get(name, []):
            folded = name in ("amends", "contents", "repealed")
            compiled = re.compile(row["pattern"], re.MULTILINE | (re.I if folded else 0))
            starts = name in ("notes", "definitions", "cited", "openings", "remarks")
            find = compiled.match if starts else compiled.search
            assert all(find(example) for example in row["examples"]), row
            assert not any(find(example) for example in row["counter_examples"]), row
    for row in data.get("introduces", []):
        ends = _ending([row["pattern"]])
        assert ends and all(ends.search(f"{example} ") for example in row["examples"]), row
        assert not any(ends.search(f"{example} ") for example in row["counter_examples"]), row
    ordinals = data.get("ordinals", {})
    for word, value in ordinals.items():
        assert spoken.value(word) == (value, ()), word


# ----- hostile input ---------------------------------------------------------------------------------------------
class Counted:
    """Counts the steps that the dynamic programme and the beam take."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        inner_step, inner_options = unit_module.step, Cutter._options

        def counted_step(a, b):  # type: ignore[no-untyped-def]
            self.steps += 1
            return inner_step(a, b)

        def counted_options(cutter, state, sign, i):  # type: ignore[no-untyped-def]
            self.steps += 1
            return inner_options(cutter, state, sign, i)

        monkeypatch.setattr(unit_module, "step", counted_step)
        monkeypatch.setattr(Cutter, "_options", counted_options)


@pytest.mark.parametrize(
    "line",
    [
        "1 A toad.\n",
        "(1) (a) (i) (A) ",
        "(i) x;\n",
        "“1 A toad\n",
        "Section 5 and section 6, (a) or (b). ",
        "12 (1) B\n",
        "(c) (d)\n",
    ],
)
def test_work_grows_with_the_text(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    spent = []
    for times in (400, 1600):
        counted.steps = 0
        true(line * times, segment(line * times, "en"))
        spent.append(counted.steps)
    assert spent[1] <= 4.6 * spent[0] + 200, spent


_PIECES = st.sampled_from(
    ["1 ", "2 (1) ", "(a) ", "(i) ", "(ii) ", "§ 5 ", "Article 2\n", "PART I ", "SCHEDULE\n", "“", "”", "\n", "\r\n", " ",  # noqa: E501
     "A toad sings. ", "section\n12 of the Act ", "is replaced by the following:\n", "wand means a stick; ", "\u00ad", "e\u0301",  # noqa: E501
     "第三条 ", "المادة (1) ", "５", "9" * 30, "R.S., c. W-1, s. 4\n", "[Repealed] ", "\x00", "\u2028", "ς̈", "1° ", "a) ", "I. - "]  # noqa: E501
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join), st.sampled_from(["en", "fr", "de", "zh", "ar", "is", "el", "ko"]))
def test_no_crash_and_true_offsets_on_anything(text: str, language: str) -> None:
    for divisions in (segment(text, language), segment_unit(text, 0, len(text), "article", language)):
        for d in divisions:
            assert 0 <= d.start < d.end <= len(text)
            if d.parent is not None:
                above = divisions[d.parent]
                assert above.start <= d.start and d.end <= above.end


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CASES), st.integers(0, 10**6), st.integers(1, 12))
def test_mutated_laws_keep_offsets_true(path: Path, seed: int, times: int) -> None:
    language, text, _ = read_case(path)
    rng = random.Random(seed)
    for _ in range(times):
        a, b = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        text = rng.choice(
            [text[:a] + text[b:], text[:a] + text[a:b].replace("\n", " ") + text[b:], text[:b] + text[a:]]
        )[:20000]
        if not text:
            break
    divisions = segment(text, language)
    for i, d in enumerate(divisions):
        assert 0 <= d.start < d.end <= len(text)
        assert d.parent is None or (d.parent < i and divisions[d.parent].start <= d.start)


def test_view_maps_every_character_back() -> None:
    text = "a\u00adb\u0301c\ufeff\r\nd\u0301e\u200bf"
    view = View(text)
    for i, c in enumerate(view.text):
        original = text[view.origin(i)]
        assert c == original or c in "b́d́\n " or original == "\ufeff" or view.origin(i) < len(text)
    assert text[view.origin(view.text.index("e"))] == "e" and text[view.origin(view.text.index("f"))] == "f"
    assert text[view.origin(view.text.index("c"))] == "c"


def _inner(text: str, language: str, kind: str = "article") -> list[str]:
    divisions = segment_unit(text, 0, len(text), kind, language)
    true(text, divisions)
    return outline(divisions)


def test_points_before_a_spaced_bracket_and_inside_points() -> None:
    law = "მუხლი 5. ბაყაყები\n1. ბაყაყი არის :\nა ) მწვანე ;\nბ ) სველი :\nბ . ა ) წვიმაში ;\nბ.ბ) ტბაში;\n"
    assert _inner(law + "გ ) პატარა .\n1^1. ტბა დიდია.", "ka") == [
        "paragraph 1", "  point ა )", "  point ბ )", "    item ბ . ა )", "    item ბ.ბ)", "  point გ )",
        "paragraph 1^1",
    ]  # fmt: skip


def test_a_raised_figure_set_apart_from_the_bracket_of_its_label() -> None:
    """A converter printed the raised figure of a letter on the line, and the bracket on the next."""
    law = "მუხლი 3. ტყე\n1. ტყეში არის :\nა ) მგელი ;\nბ ) დათვი ;\nბ 2\n) მელა ;\nბ 3\n) კურდღელი .\n2. ტბა დიდია."
    assert [label.strip() for label in _inner(law, "ka") if " 2 )" in label or " 3 )" in label] == [
        "point ბ 2 )",
        "point ბ 3 )",
    ]


def test_the_future_wording_in_brackets_has_the_number_again() -> None:
    law = "მუხლი 5. ბაყაყები\n1. ბაყაყი ხტება.\n2. ბაყაყი ცურავს.\n[\n2. ბაყაყი ცურავს ტბაში.\n"
    law += "(ამოქმედდეს 2030 წლიდან)]\n3. ტბა დიდია."
    assert _inner(law, "ka") == ["paragraph 1", "paragraph 2", "paragraph 2", "paragraph 3"]


def test_points_in_kana_and_vowels_and_paragraphs_with_letters_of_any_script() -> None:
    law = "第五条　蛙とは、次に掲げるものをいう。\n一　次に掲げる蛙\nイ　青い蛙\nロ　赤い蛙\n二　沼"
    assert [line.split()[-1] for line in _inner(law, "ja")] == ["一", "イ", "ロ", "二"]
    law = "৫। ব্যাঙ-\n(১) ব্যাঙ অর্থ-\n(অ) সবুজ;\n(আ) লাল;\n(১ক) জলা অর্থ জল;\n(২) পাতা।"
    assert _inner(law, "bn", "section") == [
        "subsection (১)", "  subparagraph (অ)", "  subparagraph (আ)", "subsection (১ক)", "subsection (২)",
    ]  # fmt: skip
    assert "paragraph (1Α)" in _inner("5. (1) Ο βάτραχος πηδά.\n(1Α) Ο βάλτος είναι υγρός.\n(2) Πέφτει.", "el")
    nested = "৫। ব্যাঙ-\n(ক) সবুজ;\n(খ) লাল, যথা:-\n(১) ছোট;\n(২) বড়।\n(গ) নীল।"
    assert [line.split()[0] for line in _inner(nested, "bn", "section")] == [
        "subparagraph", "subparagraph", "clause", "clause", "subparagraph",
    ]  # fmt: skip


def test_a_number_before_a_spaced_full_stop_is_a_label_at_the_beginning_of_a_line_only() -> None:
    law = "Điều 5. Ếch\n1 . Ếch nhảy theo Điều 4 . Ếch bơi.\n2 . Đầm lầy ướt."
    assert _inner(law, "vi") == ["paragraph 1", "paragraph 2"]


def test_a_line_that_goes_on_is_no_heading_and_a_decree_begins_anew() -> None:
    text = (
        "Artículo 1.- Se impondrá pena de un año al que mida la turba de los\npozos del reino.\n"
        "Artículo adicionado DOF 03-05-1990\nArtículo 2.- El cubo es azul.\n"
        "DECRETO por el que se reforma la ley.\nPublicado en el Diario Oficial de la Federación el 3 de mayo de 1990\n"
        "ARTICULO PRIMERO.- Se reforma el artículo 1.\nARTICULO SEGUNDO.- Se deroga el artículo 9.\n"
        "TRANSITORIOS\nARTICULO UNICO.- Este decreto rige hoy y\nsiempre.\n"
    )
    found = [d for d in segment(text, "es") if d.kind != "note"]
    assert [(d.kind, d.num, d.heading, text[d.start : d.end].split()[-1]) for d in found] == [
        ("article", "1", None, "reino."), ("article", "2", None, "azul."),
        ("heading", None, "por el que se reforma la ley", "siempre."), ("article", "PRIMERO", None, "1."),
        ("article", "SEGUNDO", None, "9."), ("heading", None, None, "siempre."), ("article", "UNICO", None, "siempre."),
    ]  # fmt: skip


def test_a_footnote_below_an_article_is_not_its_paragraph() -> None:
    note = "(1) La Corte costituzionale ha detto di no,\ndue volte."
    text = f"Art. 5. (1)\nChi scava torba è punito.\n\n{note}\n\nArt. 6.\nSi paga.\n"
    assert [(d.kind, d.num) for d in segment(text, "it")] == [("article", "5"), ("note", None), ("article", "6")]


def test_headings_of_groups_above_a_label_and_abbreviations_at_their_end() -> None:
    law = (
        "Moor Act\n1 The bog is wet.\nMoors\nBogs of the North\nPlans\nFirst plan\n2 The keeper plans.\n"
        "Liability of keepers, etc.\n3 The keeper pays.\n4 The keeper rests."
    )
    found = [d for d in segment(law, "en") if d.kind == "section"]
    assert [law[d.start : d.end].strip() for d in found] == [
        "1 The bog is wet.", "2 The keeper plans.", "3 The keeper pays.", "4 The keeper rests.",
    ]  # fmt: skip
    assert [d.heading for d in found[1:]] == ["First plan", "Liability of keepers, etc.", None]


@pytest.mark.parametrize("figure", ["፩", "¹", "①", "〇", "½"])
def test_figures_that_are_no_decimal_digits(figure: str) -> None:
    law = f"5. Frogs.\n(1) They jump.\n(1{figure}) They swim.\n6{figure}. Toads.\n7. Newts."
    true(law, segment(law, "en"))
    true(law, segment_unit(law, 0, len(law), "section", "en"))


def test_what_was_repealed_before_it_came_into_force_is_a_note_with_its_title():
    text = (
        "Bog keeper\n38 (1) The bog keeper may close the bog.\n2090, c. 6, s. 7\nInterpretation\n"
        "[Repealed before coming into force, 2098, c. 20, s. 3]\n39 [Repealed before coming into force, 2098, c. 20, "
        "s. 3]\nPeat Fund\n[Repealed, 2098, c. 20, s. 3]\n40 [Repealed, 2098, c. 20, s. 3]\n41 This Act binds frogs.\n"
    )
    found = segment(text, "en")
    sections = {d.num: text[d.start : d.end] for d in found if d.kind == "section"}
    assert sections["39"].endswith("s. 3]") and "Peat" not in sections["39"]
    notes = [text[d.start : d.end].split("\n")[0] for d in found if d.part_of == "note"]
    assert notes == ["2090, c. 6, s. 7", "Interpretation", "Peat Fund"]


def test_history_below_a_full_line_of_wrapped_text_is_a_note():
    line = "The keeper of the bog may close it to any person who digs peat there at night with a spade."
    text = "\n".join(f"{n} {line}\n{line[:-1]} twice.\n2090, c. 6, s. {n}; 2095, c. 1, s. {n}" for n in range(1, 15))
    found = segment(text, "en")
    assert sum(d.part_of == "note" for d in found) == 14
    assert all(text[d.start : d.end].endswith("twice.") for d in found if d.kind == "section")


def test_items_of_a_list_above_what_was_repealed_are_no_title():
    items = "Bank of Peat\nBog Board\nMoss Council\n[Repealed, 2098, c. 9, s. 3]"
    text = f"1 The keeper shows\n(b) the following:\n{items}\n2 Frogs sing."
    item = next(d for d in segment(text, "en") if d.num == "(b)")
    assert text[item.start : item.end].endswith("Moss Council")


def test_a_sentence_that_goes_on_with_an_act_is_no_note():
    line = "The keeper of the bog may close it to any person who digs peat there at night under R.S.C."
    more = "1985, c. C-46, s. 1, and every frog must report to the keeper of the bog on the next day or\nbefore sunset."
    text = "\n".join(f"{n} {line}\n{more}" for n in range(1, 15))
    assert not [d for d in segment(text, "en") if d.part_of == "note"]


def unit(text: str, language: str, kind: str = "article", stated: str | None = None) -> list[str]:
    """Cut one article; return its outline."""
    found = segment_unit(text, 0, len(text), kind, language, stated=stated)
    true(text, found)
    return outline(found)


def test_numbered_remarks_below_an_article_stand_apart_from_its_paragraphs() -> None:
    law = "Стаття 5. Мітли\n1. Відьма літає.\n2. Кіт спить.\nПримітка. 1. Мітлою є віник.\n2. Котом є кіт."
    note = ["paragraph Примітка", "  subparagraph 1", "  subparagraph 2"]
    assert unit(law, "uk") == ["paragraph 1", "paragraph 2", *note]
    law = "მუხლი 5. ქაჯი\n1. ქაჯი ხტის.\nშენიშვნა:\n1. ქაჯი არის ბაყაყი.\n2. ბაყაყი არის ქაჯი."
    assert unit(law, "ka") == ["paragraph 1", "paragraph შენიშვნა", "  subparagraph 1", "  subparagraph 2"]
    assert unit("Стаття 5. Мітли\n1. Відьма літає.\nПримітка. Мітлою є віник.", "uk") == ["paragraph 1"]
    law = "Стаття 5. Мітли\n1. Відьма літає.\n2. Кіт спить.\nПримітка\n1. Мітлою є віник.\n2. Котом є кіт."
    assert unit(law, "uk") == ["paragraph 1", "paragraph 2", *note]


def test_a_raised_figure_or_a_bracket_in_the_label_of_an_article_is_no_paragraph() -> None:
    law = "მუხლი 5 1 . ქაჯი\n1. ქაჯი ხტის.\n2. ქაჯი ცურავს."
    assert unit(law, "ka", stated="5^1") == ["paragraph 1", "paragraph 2"]
    law = "5(1) straipsnis. Raganos\n1. Ragana skrenda.\n2. Katė miega."
    assert unit(law, "lt", stated="5(1)") == ["paragraph 1", "paragraph 2"]


def test_the_label_of_a_section_is_no_part_of_it() -> None:
    assert unit("四、青蛙可以跳。", "zh", "section", "四") == []


def test_a_draft_prints_the_new_number_beside_the_old_one() -> None:
    law = "მუხლი 5. ქაჯი\n1. ქაჯი ხტის.\n2. ქაჯი ცურავს.\n3 2\n. ქაჯი მღერის:\nა) დღისით;\nა ბ\n) ღამით.\n4. ქაჯი წერს."
    assert unit(law, "ka") == ["paragraph 1", "paragraph 2", "paragraph 3", "  point ა)", "  point ბ", "paragraph 4"]


def test_what_stands_before_a_label() -> None:
    assert unit("Стаття 5. Мітли\n/*1. Відьма літає.*/\n2. Кіт спить.", "uk") == ["paragraph 1", "paragraph 2"]
    assert unit("Стаття 5. Мітли\n1. Відьма літає.\n1 -1 . Кіт спить.\n2. Усе.", "uk")[1] == "paragraph 1 -1"
    assert unit("MADDE 5\n– (1) Kurbağa zıplar.\n(2) Kurbağa yüzer.", "tr") == ["paragraph (1)", "paragraph (2)"]


def test_a_list_with_the_numbers_of_what_it_stands_in() -> None:
    law = "২। এই আইনে,-\n(১) ব্যাঙ লাফায়;\n(২) ভূত নিম্নরূপ কাজ করেঃ\n(১) নাচ;\n(২) গান;\n(৩) পেত্নী হাসে।\n"
    law = law.replace("(৩)", "(৩) ঘুম;\n(৪) ভোজ;\n(৩)")
    assert unit(law, "bn", "section")[:5] == [
        "subsection (১)", "subsection (২)", "  paragraph (১)", "  paragraph (২)", "  paragraph (৩)"]  # fmt: skip


def test_numbers_of_cited_paragraphs_behind_an_abbreviation() -> None:
    law = "Члан 5. Жаба\nЖаба скаче дуго, осим у случају из ст. 1. и 2. овог члана и тач. 3. и 4. правила о барама."
    assert unit(law, "sr") == []


def test_what_begins_a_line_amidst_a_sentence_is_no_label() -> None:
    law = "8. An order is final after two days\n(2) when no frog\nappeals."
    assert _inner(law, "en", "section") == []
    law = "8. (1) Whoever breaks paragraphs (a),\n(b) or (c) of section 9 pays:\n(a) a frog; or\n(b) two frogs."
    assert _inner(law, "en", "section") == ["subsection (1)", "  paragraph (a)", "  paragraph (b)"]
    law = "Artículo 8. Los Estados:\na) cavan, según el artículo\n2º de esta ley;\nb) pagan."
    assert _inner(law, "es") == ["point a)", "point b)"]
    inner = segment_unit("9 Bogs\n(4) Loss\n(A) 1 In generalThe term is wide.\n(B) Peat.", 0, 60, "section", "en", "us")
    assert [d.num for d in inner] == ["(4)", "(A)", "(B)"]


def test_what_every_page_prints_at_its_top_is_a_note() -> None:
    head = "CÓDIGO DE TURBA\nCÁMARA DE RANAS\nSecretaría de Pantanos"
    law = "\n".join(f"Artículo {n}.- Nadie cava turba de noche.\n{n} de 90\n{head}" for n in range(1, 50))
    found = segment(law, "es")
    assert [law[d.start : d.end] for d in found if d.kind == "article"][6] == "Artículo 7.- Nadie cava turba de noche."
    assert [law[d.start : d.end] for d in found if d.kind == "note"][6] == f"7 de 90\n{head}"


def test_words_of_a_sentence_that_includes_something_are_no_definition() -> None:
    law = "5. (1) A report of—\n(a) a frog; or\n(b) a bog,\nshall not reveal its name, or include its colour."
    assert _inner(law, "en", "section") == ["subsection (1)", "  paragraph (a)", "  paragraph (b)"]


def test_a_column_of_numbers_is_no_head_of_a_page() -> None:
    column = "\n".join(str(n) for n in range(1, 60))
    law = f"Article 1 Frogs\nFrogs pay these sums.\n{column}\nArticle 2 Bogs\nBogs are wet.\nArticle 3 Ends\nIt ends."
    found = segment(law, "en")
    assert not [d for d in found if d.part_of == "note"]
    assert law[found[0].start : found[0].end].endswith("\n59")


def test_letters_in_brackets_before_the_number_of_an_act_are_no_point() -> None:
    text = (
        "Artikel 4 Kikkers 1) Het volgende artikel wordt ingevoegd: “Artikel 13 bis Met betrekking tot Verordeningen "
        "(EU) 2090/12 ( *1 ) en (EU) 2090/13 ( *2 ) van het Veen kwaakt de kikker. ( *1 ) Verordening (EU) 2090/12 "
        'over kikkers ( PB L )." ( *2 ) Verordening (EU) 2090/13 over padden ( PB L ).”." 2) Artikel 7 vervalt.'
    )
    assert "(EU)" not in [d.num for d in segment_unit(text, 0, len(text), "article", "nl")]
