"""Law as JSON, parsed by third parties: what their parse lost, in law of invented countries."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from ctlaw.corpus import document_from_bytes
from ctlaw.extract import divisions
from ctlaw.readers import check, read
from ctlaw.segment import segment
from ctlaw.structure import UNITS, Division, Reading


def law(rows: list[dict[str, str]], **about: Any) -> Reading:
    reading = read(json.dumps({"title": "Peat Act", **about, "provisions": rows}).encode(), "x.json")
    assert check(reading) == []
    return reading


def article(n: int | str, title: str, content: str) -> dict[str, str]:
    return {"provision_ref": f"art{n}", "section": str(n), "title": title, "content": content}


def units(reading: Reading) -> list[Division]:
    return [d for d in reading.divisions if d.kind in UNITS]


def heads(reading: Reading) -> list[tuple[str | None, str | None]]:
    return [(d.num, d.heading) for d in units(reading)]


def test_titles_that_begin_like_the_text_are_headings() -> None:
    rows = [article(n, f"Члан {n}. Тресет", f"Тресет бр. {n} је влажан.") for n in (1, 2)]
    rows += [article(n, f"Члан {n}. Наслов", "Ко копа тресет, казниће се.") for n in (3, 4, 5)]
    assert heads(law(rows))[0] == ("1", "Тресет")
    cut = [article(n, f"Article {n} - Whoever digs peat in", "Whoever digs peat in winter.") for n in (1, 2, 3, 4)]
    assert heads(law(cut))[0] == ("1", None)


def test_heading_before_a_dash() -> None:
    text = "Artículo {}.- Turba en\ninvierno.- Quien cave turba será penado."
    rows = [article(n, "Turba en", text.format(n)) for n in range(1, 6)]
    reading = law(rows)
    assert heads(reading)[1] == ("2", "Turba en invierno")
    first = units(reading)[0]
    assert reading.text[first.start : first.end] == text.format(1).replace(".- Turba", ". Turba")


def test_heading_on_the_first_line() -> None:
    rows = [article(n, f"Article {n}", "Objet de la tourbe.\n\n\nLa tourbe est humide.\n") for n in range(1, 6)]
    assert heads(law(rows))[0] == ("1", "Objet de la tourbe")
    plain = [article(n, f"Article {n}", "La tourbe est humide.") for n in range(1, 4)]
    assert heads(law([*rows[:2], *plain]))[0] == ("1", None)


def test_lost_line_ends_and_swallowed_articles() -> None:
    one = "Điều {}.Tội đào than bùn1. Người nào đào than bùn, thì bị phạt tiền.2. Phạm tội vào mùa đông."
    content = one.format(2) + "Chương IIITHAN BÙN" + "Điều 3.Tội bán than bùnNgười nào bán than bùn trái với Điều 2."
    rows = [article(n, one.format(n)[7:90], one.format(n)) for n in (1, 4, 5, 6)]
    rows.insert(1, article(2, "Tội đào than bùn1. Người", content))
    reading = law(rows)
    assert heads(reading)[:4] == [("1", "Tội đào than bùn"), ("2", "Tội đào than bùn"), ("3", "Tội bán than bùn"),
                                  ("4", "Tội đào than bùn")]  # fmt: skip
    second = units(reading)[1]
    assert reading.text[second.start : second.end].endswith("mùa đông.")


def test_raised_figures() -> None:
    rows = [article("17", "მუხლი 17. ტორფი", "ჭაობი სველია.\nმუხლი 17\u200b^1. ქვა\n1. ქვა მშრალია."),
            article("43^2", "მუხლი 43 2 . წყალი", "1. წყალი სველია."),
            article("47^2", "მუხლი 47^2. მიწა", "ნიადაგი სველია."),
            article("48", "მუხლი 48. ქარი", "ჰაერი მშრალია.")]  # fmt: skip
    assert heads(law(rows)) == [("17", "ტორფი"), ("17^1", "ქვა"), ("43^2", "წყალი"), ("47^2", "მიწა"), ("48", "ქარი")]
    rows = [article("20/A", "20/A. §", "20/A. § (1) A tőzeg nedves.")]
    assert heads(law(rows)) == [("20/A", None)]


def test_stray_titles_and_lost_openings() -> None:
    rows = [article(1, "Члан 1. Предмет", "Тресет је влажан.\n\nКопање зими"),
            article(2, "Члан 2. 3) ако копа тресет зими;", "Копач плаћа."),
            article(3, "Члан 3. Крађа тресета", "казниће се затвором до године."),
            article(4, "Члан 4. Крај", "Закон ступа на снагу.\n\n*Службени гласник РС, број\n81/2099")]  # fmt: skip
    reading = law(rows)
    assert heads(reading) == [("1", "Предмет"), ("2", "Копање зими"), ("3", "Крађа тресета"), ("4", "Крај")]
    last = units(reading)[-1]
    assert reading.text[last.start : last.end].endswith("снагу.")


def test_what_frames_the_articles_is_no_article() -> None:
    rows = [{"section": "visas", "title": "Visas", "content": "<p>VU la Constitution ;</p>"},
            article(1, "Article 1", "La tourbe est humide.")]  # fmt: skip
    reading = law(rows)
    assert [d.num for d in units(reading)] == ["1"] and reading.text.startswith("VU la Constitution")


def test_notes_in_the_margin() -> None:
    first = "(1) Whoever digs peat in winter pays for it.\n\nPeat in\nwinter.\nEmendat:\nXV.2020.3.\n\n(2) Peat is wet."
    tail = "(1) Whoever sells peat in winter pays for it.\n\n[ KAP. 999.\n\nPENALTIES OF PEAT\n\nDefinitions."
    more = "\n".join(f"{n}. Whoever digs peat number {n} pays for it." for n in range(3, 12))
    rows = [article(1, "XV.2020.3", first), article(2, "jew oħra", f"{tail}\n{more}"), article(12, "x", "Peat ends.")]
    reading = law(rows, url="https://legislation.mt/eli/cap/999/mlt")
    assert heads(reading)[:3] == [("1", "Peat in winter"), ("2", None), ("3", "Definitions")]
    assert len(units(reading)) == 12
    texts = [reading.text[d.start : d.end] for d in units(reading)]
    assert "Emendat" not in texts[0] and texts[0].endswith("(2) Peat is wet.") and texts[2].endswith("3 pays for it.")


def test_titles_in_the_margin_go_to_their_articles() -> None:
    long = "Whoever digs it in winter and does not pay for it in the spring of that year is warned by the warden"
    first = "This law is called the law of peat and of bogs of the land.\n\nShort title.\nAim.\nEmendat:\nXV.2020.3."
    rows = [
        article(1, "XV.2020.3", first),
        article(2, "Aim", f"Aims: dry feet.\n{long}.\nDigging of\npeat.\nDrying of turf.\nMiżjud:\nV.2."),
        article(3, "V.2", f"(1)\n{long} when digging.\n(2)\n{long}."),
        article(4, "x", f"(1)\n{long}, drying turf too.\n\n[ KAP. 999.\n\n(2)\n{long}.\nSale of heather by\nnight."),
        article(5, "night", f"(1)\nWho sells heather at markets pays.\n(2)\n{long}."),
        article(6, "Fines of peat", f"(1)\n{long} of fines.\n(2)\n{long}.\n\n(ARTIKOLU 5)\nI swear to be dry."),
        article(7, "x", "Theft of turf."), article(9, "x", "Heather."), article(10, "x", "Arson of a bog."),
    ]  # fmt: skip
    reading = law(rows, url="https://legislation.mt/eli/cap/999/mlt")
    assert heads(reading) == [("1", "Short title"), ("2", "Aim"), ("3", "Digging of peat"), ("4", "Drying of turf"),
                              ("5", "Sale of heather by night"), ("6", "Fines of peat")]  # fmt: skip
    text = [reading.text[d.start : d.end] for d in units(reading)]
    assert text[1].endswith("the warden.") and text[2].startswith("3 (1)")
    rest = [reading.text[d.start : d.end] for d in reading.divisions if d.part_of == "schedule"]
    assert rest == ["7. Theft of turf.\n9. Heather.\n10. Arson of a bog."]


def test_parts_and_schedules_of_text_without_line_ends() -> None:
    rows = [
        {**article(1, "Short title", "This is the Broom Act. Part II – Flight by night"), "chapter": "Part I"},
        {**article(2, "Flight", "(1) Nobody flies under Part I. (2) Owls may."), "chapter": "Part II"},
        {**article(3, "Moon", "Witches wait for the moon."), "chapter": "Part II"},
        {**article(4, "Rules", "The Minister rules. First Schedule (Section 2) Of owls"), "chapter": "Part II"},
        {**article(1, "Sleep", "Owls should sleep by day."), "chapter": "Part I"},
        {**article(2, "Night", "Owls hunt. Second Schedule (Section 3) Form of the moon"), "chapter": "Part I"},
    ]  # fmt: skip
    reading = law(rows)
    assert [(d.num, d.part_of) for d in units(reading)] == [
        *((str(n), "body") for n in (1, 2, 3, 4)), ("1", "schedule"), ("2", "schedule")
    ]  # fmt: skip
    texts = [reading.text[d.start : d.end] for d in units(reading)]
    assert texts[0].endswith("Broom Act.") and texts[3].endswith("rules.") and texts[5].endswith("hunt.")
    parts = [(d.num, d.heading) for d in reading.divisions if d.kind == "part"]
    assert parts[:2] == [("I", None), ("II", "Flight by night")]


def test_sections_that_no_entry_has() -> None:
    first = "1. Witches shall fly. See section\n3. Owls shall not.\nBrooms 2.-(1) A broom shall be dry.\nelm."
    last = "5. A cat shall purr. 6. Milk shall be white. Under section 7. Nothing shall follow."
    rows = [article(n, "", text) for n, text in ((1, first), (4, "4. The moon shall be full."), (5, last))]
    reading = law([{**row, "provision_ref": row["section"]} for row in rows])
    assert [d.num for d in units(reading)] == ["1", "2", "4", "5", "6"]
    assert reading.text[units(reading)[1].start :].startswith("2 (1) A broom")


def test_titles_that_stand_in_the_text_too() -> None:
    rows = [article(n, f"Broom number {n}", f"{n}. Broom number {n} (1) It flies. (2) It rests.") for n in range(1, 6)]
    reading = law([{**row, "provision_ref": f"s{n}"} for n, row in enumerate(rows, start=1)])
    assert heads(reading)[1] == ("2", "Broom number 2")
    assert reading.text.count("Broom number 2") == 1


def test_headings_in_text_without_line_ends() -> None:
    peat = "De lidstaten zorgen ervoor dat de turf nat blijft en niet in de winter wordt gestoken. " * 9
    text = "".join(f"Artikel {n} Turf in de winter {'1.   ' if n % 2 else ''}{peat}" for n in range(1, 8))
    text += "Gedaan te Veenstad, 3 mei 2000. De voorzitter ( 1 ) PB L 5."
    found = [d for d in segment(text, "nl") if d.kind == "article"]
    assert [d.heading for d in found] == ["Turf in de winter"] * 7
    assert text[found[-1].start : found[-1].end].endswith("gestoken.")


def test_amending_articles_in_text_without_line_ends() -> None:
    peat = "De lidstaten zorgen ervoor dat de turf nat blijft en niet in de winter wordt gestoken. " * 9
    text = "".join(f"Artikel {n} Turf {peat}" for n in range(1, 6))
    text += "Artikel 6 Wijzigingen van Verordening (EG) nr. 7/90 Verordening (EG) nr. 7/90 wordt als volgt gewijzigd: "
    text += "1) lid 2 wordt vervangen door: „2. De turf is: a) nat, of b) droog.”; 2) het volgende wordt ingevoegd: "
    text += f"“Artikel 7 bis Heksen 1. Zij vliegen.”. Artikel 7 Kring eu-TURF richt een kring op. {peat}"
    found = segment(text, "nl")
    assert [(d.num, d.heading) for d in found if d.kind == "article"][5:] == [
        ("6", "Wijzigingen van Verordening (EG) nr. 7/90"), ("7", "Kring"),
    ]  # fmt: skip
    assert [(d.num, d.part_of) for d in found if d.kind != "article"] == [
        ("1)", "body"), ("2", "quoted"), ("a)", "quoted"), ("b)", "quoted"), ("2)", "body"), ("1", "quoted"),
    ]  # fmt: skip


def test_quotations_that_the_file_lists_stand_in_the_parts_around_them() -> None:
    rows = [article(n, f"Чл. {n}.", f"(1) Торфът е мокър {n}.\n(2) Жабата скача.") for n in range(1, 4)]
    rows[-1]["content"] += "\nПРЕХОДНИ РАЗПОРЕДБИ\n§ 1. В закона:\n1. чл. 8 се отменя;\n2. създават се чл. 9а и 9б:\n„Чл. 9а. Вещицата лети."  # noqa: E501
    rows.append(article("9б", "Чл. 9б.", "(1) Вещицата спи.“\n3. член 10 се отменя."))
    document = document_from_bytes(json.dumps({"provisions": rows}, ensure_ascii=False).encode(), "law.json", about={"jurisdiction": "bg", "language": "bg"})  # noqa: E501
    found = divisions(document)
    check = [(d.kind, d.num, found[d.parent].num if d.parent is not None else None) for d in found if d.start > 130]
    assert ("paragraph", "2", "1") in check and ("paragraph", "3", "1") in check
    outer = found.index(next(d for d in found if d.kind == "transitional"))
    assert all(a.start <= b.start for a, b in itertools.pairwise(found))
    assert all(found[d.parent].end >= d.end for d in found[outer:] if d.parent is not None)


def test_editors_lines_signatures_and_mixed_scripts() -> None:
    rows = [article(n, f"Члан {n}. Тресет", f"Тресет је мокар {n}.") for n in range(1, 7)]
    rows[2]["content"] += "\nБрисан је ранији став 2. (види члан 8. Закона - 9/1990)"
    rows[3]["content"] += "\nЧлaн 5. Вештица лети."  # with a Latin a
    del rows[4]
    reading = law(rows)
    texts = {d.num: reading.text[d.start : d.end] for d in units(reading)}
    assert texts["3"].endswith("мокар 3.") and texts["4"].endswith("мокар 4.") and texts["5"].endswith("лети.")


def test_ordinals_with_letters_like_roman_numerals() -> None:
    rows = [article(n, f"Чл. {n}.", f"(1) Торфът е мокър {n}.") for n in range(1, 5)]
    rows[1]["content"] += "\nГлава шеста\nЖАБИ"
    reading = law(rows)
    assert [reading.text[d.start : d.end].endswith(f"мокър {d.num}.") for d in units(reading)] == [True] * 4


def test_a_true_title_that_is_also_the_first_word() -> None:
    rows = [article(n, f"Zgodba {n}", f"Čarovnica leti {n}.") for n in range(1, 16)]
    rows[3]["title"], rows[3]["content"] = "Žaba", "Žaba je zelena."
    assert heads(law(rows))[3] == ("4", "Žaba")


def test_table_of_correlation_holds_no_articles() -> None:
    body = "".join(
        f"Artikel {n}\nDe turf is nat en wordt in de winter niet gestoken door wie dan ook.\n" for n in range(1, 4)
    )
    text = body + "BIJLAGE I\nConcordantietabel\n" + "".join(f"Artikel {n}\nArtikel {n + 1}\n" for n in range(1, 20))
    assert [d.num for d in segment(text, "nl") if d.kind == "article"] == ["1", "2", "3"]


def test_headings_below_labels_and_contents_in_markdown() -> None:
    contents = "".join(f"##### Άρθρο {n}: Τύρφη και νερό {n}\n\n" for n in range(1, 12))
    body = "".join(f"##### Άρθρο {n}\n\nΤύρφη και νερό {n}\n\n{'Η τύρφη είναι υγρή. ' * 20}\n\n" for n in range(1, 12))
    reading = read((contents + body).encode(), "x.md")
    assert check(reading) == []
    assert heads(reading) == [(str(n), f"Τύρφη και νερό {n}") for n in range(1, 12)]
    japanese = read("**第一条（目的）**　泥炭は湿っている。\n\n**第二条**　泥炭は乾かない。\n\n附記\n".encode(), "x.md")
    assert heads(japanese) == [("一", "目的"), ("二", None)]


def test_two_laws_in_one_file_are_no_table_of_contents():
    """A decree of brief articles, and the regulation behind it that begins with article 1 again."""
    decree = [f"## Article {n}\n\nThe Guild keeps a register of peat cutters of kind {n}." for n in range(1, 11)]
    rules = [f"## Article {n}\n\nA register of kind {n} is kept on parchment and shown." for n in range(1, 11)]
    found = read("\n\n".join(["# Decree on Peat", *decree, *rules]).encode(), "x.md").divisions
    assert sum(d.kind == "article" and d.part_of != "note" for d in found) == 20


def test_numbers_that_come_again_and_again_take_linear_time():
    """Three thousand entries of one number; comparing each with all behind it took half a minute."""
    entries = [{"number": "5", "content": "The Guild may act."}] * 3000
    found = read(json.dumps(entries).encode(), "x.json").divisions
    assert sum(d.kind in UNITS for d in found) == 3000


@pytest.mark.parametrize("odd", [{"recitals": 5}, {"parts": 5}, {"parts": [{"articles": 7}]}])
def test_fields_of_the_wrong_kind_are_left_out(odd):
    data = {"articles": [{"number": "1", "content": "The Guild may act."}], **odd}
    assert len(read(json.dumps(data).encode(), "x.json").divisions) == 1


def test_a_damaged_title_does_not_stop_the_reading() -> None:
    rows = '[{"section": "1", "content": "1. The bog is wet."}, {"section": "2", "content": "2. It is deep."}'
    for title in ('"Bog\x01Act"', '"Bog\\qAct"'):
        reading = read(f'{{"title": {title}, "provisions": {rows}'.encode(), "law.json")
        assert [d.num for d in units(reading)] == ["1", "2"]
