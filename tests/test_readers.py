"""Readers: law of invented countries in the publishers' formats, hostile files, and the real files where they are."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctlaw.errors import CorpusError
from ctlaw.readers import MAX_BYTES, _endings, _flow, _units, _words, check, read
from ctlaw.readers._flow import is_note
from ctlaw.readers._text import decode
from ctlaw.readers._xml import MAX_DEPTH, parse
from ctlaw.structure import Division, Reading, eids

CASES = Path(__file__).parent / "cases" / "readers"
FILES = sorted(p for p in CASES.iterdir() if p.suffix != ".expected" and not p.name.endswith(".expected.json"))


def outline(reading: Reading) -> list[str]:
    """One line a division: depth, kind, number, heading, what it belongs to, how its text begins and ends."""
    depth: list[int] = []
    lines = []
    for d in reading.divisions:
        depth.append(0 if d.parent is None else depth[d.parent] + 1)
        text = reading.text[d.start : d.end].replace("\n", " / ")
        shown = text if len(text) < 70 else f"{text[:45]} … {text[-20:]}"
        flags = "".join(
            f" [{x}]" for x in (d.part_of if d.part_of != "body" else "", "gone" if d.in_force is False else "") if x
        )
        lines.append(f"{'  ' * depth[-1]}{d.kind} {d.num} <{d.heading}>{flags}: {shown}")
    return lines


def summary(reading: Reading) -> dict[str, object]:
    """What is compared with the expected file."""
    return {
        "title": reading.title, "citation": reading.citation, "language": reading.language, "as_at": reading.as_at,
        "complete": reading.complete, "notes": reading.notes, "outline": outline(reading),
    }  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_invented_law(path: Path) -> None:
    reading = read(path.read_bytes(), path.name)
    expected = json.loads(path.with_name(path.name + ".expected.json").read_text(encoding="utf-8"))
    assert summary(reading) == expected


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_offsets_are_true(path: Path) -> None:
    data = path.read_bytes()
    reading = read(data, path.name)
    assert check(reading) == []
    assert len(set(eids(reading.divisions))) == len(reading.divisions)
    for d in reading.divisions:
        if d.source_start is not None:
            assert 0 <= d.source_start <= (d.source_end or len(data)) <= len(data)


@pytest.mark.parametrize("name", ["gii.xml", "lims.xml", "nzpco.xml", "althingi.xml", "uk_clml.xml", "uk_html.html"])
def test_source_places_hold_the_number(name: str) -> None:
    data = (CASES / name).read_bytes()
    for d in read(data, name).divisions:
        if d.kind in ("section", "article") and d.num and d.source_start is not None:
            assert d.num.split()[0] in data[d.source_start : d.source_end].decode(), d
            assert data[d.source_start : d.source_start + 1] == b"<"
            assert data[: d.source_end].rstrip().endswith(b">")


def test_source_places_count_bytes_not_characters() -> None:
    data = (CASES / "provisions.json").read_bytes()
    article = next(d for d in read(data, "x.json").divisions if d.num == "2")
    assert json.loads(data[article.source_start : article.source_end])["section"] == "2"


def test_three_formats_of_one_act_agree() -> None:
    def sections(name: str) -> list[tuple[str, str | None, str | None, str]]:
        reading = read((CASES / name).read_bytes(), name)
        kept = [d for d in reading.divisions if d.kind not in ("note", "part")]  # a note may stand inside a part
        return [(d.kind, d.num, d.heading, reading.text[d.start : d.end]) for d in kept]

    assert sections("uk_clml.xml") == sections("uk_akn.xml") == sections("uk_html.html")


def test_notes_stand_outside_the_text_of_articles() -> None:
    reading = read((CASES / "lims.xml").read_bytes(), "lims.xml")
    section = next(d for d in reading.divisions if d.num == "2")
    assert "1990, c. 5" not in reading.text[section.start : section.end]
    assert "1990, c. 5" in reading.text


def test_text_is_the_file_itself() -> None:
    data = b"\xef\xbb\xbfPeat \xc2\xa71\r\n\tis wet. \n"
    reading = read(data, "peat.txt")
    assert reading.text == data.decode("utf-8") and reading.divisions == [] and reading.notes == []


def test_legacy_encoding_is_guessed_and_said() -> None:
    data = ("Ó ruritánský zákon o rašelině: kdo kope v noci, bude pokárán. " * 20).encode("cp1250")
    reading = read(data, "old.txt")
    assert "rašelině" in reading.text and "not UTF-8" in reading.notes[0]


def test_html_in_the_encoding_it_declares() -> None:
    page = '<html><head><meta charset="windows-1252"></head><body><p>Article 1. Café</p><p>Wet.</p></body></html>'
    assert "Café" in read(page.encode("cp1252"), "x.html").text


def test_unknown_xml_is_read_without_structure() -> None:
    reading = read(b"<?xml version='1.0'?><zzz><q>Peat <b>is</b> wet.</q><q>It burns.</q></zzz>", "x.xml")
    assert reading.text == "Peat is wet.\nIt burns." and "unknown kind (`zzz`)" in reading.notes[0]


# hostile and broken files ----------------------------------------------------------------------------------------
def one_sentence(error: pytest.ExceptionInfo[CorpusError], name: str) -> str:
    message = str(error.value)
    assert name in message and "\n" not in message and message.endswith(".") and len(message) < 400
    return message


def pdf(pages: list[list[str]], *, password: str | None = None) -> bytes:
    """Write a small PDF by hand: one content stream a page."""
    out = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    out.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    out.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for i, lines in enumerate(pages):
        body = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        out.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * i} 0 R >>".encode()
        )
        out.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream".encode())
    data, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(out, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    xref = len(data)
    data += f"xref\n0 {len(out) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{o:010} 00000 n \n".encode() for o in offsets)
    data += f"trailer\n<< /Size {len(out) + 1} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF".encode()
    if password:
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
        writer.encrypt(password)
        buffer = io.BytesIO()
        writer.write(buffer)
        data = buffer.getvalue()
    return data


def test_pdf_without_running_headers() -> None:
    bogs = ["northern", "southern", "eastern", "western", "great"]
    pages = [
        ["Peat Gazette", f"{i}. Peat of the {bog} bog is wet and brown.", f"The {bog} bog burns.", f"Page {i}"]
        for i, bog in enumerate(bogs, start=1)
    ]
    reading = read(pdf(pages), "peat.pdf")
    body = reading.text.partition("Peat Gazette")[0]
    assert "Page 3" not in reading.text and "southern bog is wet and brown.\nThe southern bog burns.\n3. Peat" in body
    assert [d.part_of for d in reading.divisions] == ["note"] and check(reading) == []
    assert reading.page_of(reading.text.index("western")) == 4 and reading.page_of(0) == 1  # type: ignore[attr-defined]


def test_articles_at_the_edges_of_pages_are_no_running_headers() -> None:
    bogs = ["northern", "southern", "eastern", "western", "great"]
    pages = [
        ["Peat Gazette", f"Article {i}", f"The toad of the {bog} bog is wet.", f"It leaps over {bog}.", f"Page {i}"]
        for i, bog in enumerate(bogs, start=1)
    ]
    reading = read(pdf(pages), "peat.pdf")
    for i, bog in enumerate(bogs, start=1):
        assert f"Article {i}\nThe toad of the {bog} bog is wet." in reading.text
    assert reading.text.count("Peat Gazette") == 1, "as a note at the end"


@pytest.mark.parametrize("name, data", [
    ("deep.json", b'{"document": ["LawDoc", 1, null]}'),
    ("long.json", b'{"provisions": [{"section": ' + b"9" * 5000 + b', "content": "Peat."}]}'),
    ("tags.html", b"<html>" + b"<a " * 20_000),
])  # fmt: skip
def test_a_damaged_file_is_named(name: str, data: bytes) -> None:
    with pytest.raises(CorpusError) as error:
        read(data, name)
    one_sentence(error, name)


def test_scanned_pdf() -> None:
    with pytest.raises(CorpusError) as error:
        read(pdf([[], [], []]), "scan.pdf")
    assert "3 pages but no text" in one_sentence(error, "scan.pdf")


def test_encrypted_pdf() -> None:
    with pytest.raises(CorpusError) as error:
        read(pdf([["Peat."]], password="spade"), "locked.pdf")
    assert "encrypted" in one_sentence(error, "locked.pdf")


def test_damaged_pdf() -> None:
    with pytest.raises(CorpusError) as error:
        read(b"%PDF-1.4\n1 0 obj\n<<", "broken.pdf")
    one_sentence(error, "broken.pdf")


def test_docx() -> None:
    import docx

    document = docx.Document()
    document.add_heading("CHAPTER I Digging", level=1)
    document.add_heading("Article 1. Peat", level=2)
    document.add_paragraph("Peat is wet.")
    document.add_paragraph("It burns.")
    document.add_heading("Article 2. Fines", level=2)
    document.add_table(1, 2).rows[0].cells[0].text = "ten crowns"
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read(buffer.getvalue(), "peat.docx")
    assert check(reading) == []
    assert [(d.kind, d.num, d.heading) for d in reading.divisions] == [
        ("chapter", "I", "Digging"), ("article", "1", "Peat"), ("article", "2", "Fines"),
    ]  # fmt: skip
    assert "Peat is wet.\nIt burns.\nArticle 2. Fines\nten crowns" in reading.text


def test_docx_reads_what_is_wrapped_and_not_what_is_deleted() -> None:
    import docx
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = docx.Document()
    document.add_heading("Article 1. Peat", level=2)
    body = document.element.body
    for xml in (
        "<w:p {0}><w:r><w:t>It costs </w:t></w:r><w:ins><w:r><w:t>ten</w:t></w:r></w:ins><w:del><w:r><w:delText>five"
        "</w:delText></w:r></w:del><w:smartTag><w:r><w:t> crowns.</w:t></w:r></w:smartTag></w:p>",
        "<w:sdt {0}><w:sdtContent><w:p><w:r><w:t>Article 2. Toads</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:tbl {0}><w:tr><w:tc><w:tcPr><w:gridSpan w:val='3000000'/></w:tcPr><w:p><w:r><w:t>one</w:t></w:r></w:p>"
        "</w:tc><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:tc></w:tr>"
        "</w:tbl></w:tc></w:tr></w:tbl>",
        "<w:p {0}><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>Toads leap.</w:t></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(xml.format(space)))
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read(buffer.getvalue(), "peat.docx")
    assert "It costs ten crowns.\nArticle 2. Toads\none\tone inner\nToads leap." in reading.text
    assert "five" not in reading.text and any("numbered by Word" in note for note in reading.notes)
    body.insert(0, parse_xml(f"<w:p {space}><w:pPr><w:pStyle/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"))
    buffer = io.BytesIO()
    document.save(buffer)
    with pytest.raises(CorpusError) as error:
        read(buffer.getvalue(), "peat.docx")
    assert "damaged" in one_sentence(error, "peat.docx")


def test_docx_bomb() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    with pytest.raises(CorpusError) as error:
        read(buffer.getvalue(), "bomb.docx")
    assert "decompression bomb" in one_sentence(error, "bomb.docx")


def test_zip_that_is_no_docx() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("peat.txt", "peat")
    with pytest.raises(CorpusError) as error:
        read(buffer.getvalue(), "peat.docx")
    assert "not a Word file" in one_sentence(error, "peat.docx")


BAD = {
    "empty": (b"\xef\xbb\xbf \n", "x.xml", "is empty"),
    "binary": (bytes(range(256)) * 20, "x.txt", "binary"),
    "binary named xml": (b"\x89PNG\r\n\x1a\n\x00\x00\x00" + bytes(range(256)), "x.xml", "binary"),
    "not xml": (b"<?xml version='1.0'?><dokumente", "x.xml", "not XML"),
    "external entity": (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><akomaNtoso><act>&x;</act></akomaNtoso>', "x.xml",
        "declares an entity (`x`"),
    "billion laughs": (
        b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><dokumente>&b;</dokumente>', "x.xml", "entity"),
    "parameter entity": (
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]><dokumente/>', "x.xml", "entity"),
    "deep xml": (b"<law >" + b"<a>" * 100_000, "x.xml", f"more than {MAX_DEPTH} elements"),
    "json without provisions": (b'{"a": 1}', "x.json", "no list of provisions"),
    "broken json": (b'{"title": "x", ', "x.json", "not JSON"),
    "deep json": (b'{"provisions": ' + b"[" * 100_000, "x.json", "JSON"),
    "rtf": (b"{\\rtf1 peat}", "x.rtf", "JSON"),
    "doc": (b"peat", "x.doc", "save it as .docx"),
    "json-ld without text": (b'{"@context": "http://data.finlex.fi/x"}', "x.jsonld", "temporalVersion"),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(BAD))
def test_bad_file(case: str) -> None:
    data, name, says = BAD[case]
    with pytest.raises(CorpusError) as error:
        read(data, name)
    assert says in one_sentence(error, name)


def test_huge_file() -> None:
    with pytest.raises(CorpusError) as error:
        read(b"a" * 200_000_000, "huge.txt")
    assert f"{MAX_BYTES:,}" in one_sentence(error, "huge.txt")


@pytest.mark.parametrize(
    "name", ["gii.xml", "lims.xml", "nzpco.xml", "uk_clml.xml", "uk_akn.xml", "uslm.xml", "althingi.xml"]
)
def test_truncated_xml_is_read_as_far_as_it_goes(name: str) -> None:
    data = (CASES / name).read_bytes()
    cut = read(data[: len(data) * 2 // 3], name)
    assert check(cut) == [] and any("breaks off at byte" in note for note in cut.notes)
    assert 0 < len(cut.divisions) < len(read(data, name).divisions)


def test_items_of_a_list_bear_the_numbers_that_the_publisher_prints() -> None:
    items = "".join(f"<ListItem{a}><Para><Text>{t},</Text></Para></ListItem>" for a, t in (
        ("", "frogs"), (' NumberOverride="aa"', "toads"), ("", "newts")))  # fmt: skip
    law = (
        '<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation"><Primary><Body><P1><Pnumber>1'
        "</Pnumber><P1para><Text>The keeper counts—</Text>"
        f'<OrderedList Type="alpha" Decoration="parens">{items}</OrderedList>'
        f'<OrderedList Type="roman" Decoration="parenRight">{items}</OrderedList>'
        f'<OrderedList Type="unknown">{items}</OrderedList></P1para></P1></Body></Primary></Legislation>'
    )
    reading = read(law.encode(), "act.xml")
    assert check(reading) == []
    words = reading.text.split()
    assert " ".join(words).count("(a) frogs, (aa) toads, (b) newts, i) frogs, aa) toads, ii) newts, frogs,") == 1


def test_truncated_json_is_read_as_far_as_it_goes() -> None:
    data = (CASES / "provisions.json").read_bytes()
    cut = read(data[: data.index(b'"section": "3"')], "x.json")
    assert [d.num for d in cut.divisions if d.kind == "article"] == ["1", "2"]
    assert "breaks off" in cut.notes[0] and check(cut) == []


def test_deep_html_is_flattened() -> None:
    reading = read(b"<html><body>" + b"<div>" * 100_000 + b"peat</body>", "x.html")
    assert "peat" in reading.text and "nests more than" in reading.notes[0]


@pytest.mark.parametrize("depth", [MAX_DEPTH - 5])
@pytest.mark.parametrize("root,tag", [("dokumente", "norm"), ("Statute", "Provision"), ("akomaNtoso", "level"),
                                      ("Legislation", "P3"), ("pLaw", "clause"), ("law nr='1'", "numart")])  # fmt: skip
def test_deepest_nesting_allowed_does_not_overflow(root: str, tag: str, depth: int) -> None:
    name = root.split()[0]
    data = f"<{root}>{f'<{tag}>' * depth}x{f'</{tag}>' * depth}</{name}>".encode()
    assert check(read(data, "x.xml")) == []


@pytest.mark.parametrize(
    "piece", ["**Artículo ", "[a](", "[[", "*_*", "1. ", "§ 5 ", "<sup>", "&lt;", "(((", "“", "第一"]
)
def test_time_grows_linearly_on_hostile_markdown(piece: str) -> None:
    import time

    def seconds(size: int) -> float:
        data = (piece * (size // len(piece))).encode()
        begun = time.perf_counter()
        assert check(read(data, "x.md")) == []
        return time.perf_counter() - begun

    seconds(1000)
    small, large = min(seconds(30_000) for _ in range(2)), seconds(240_000)
    assert large < 1.0 or large < small * 8 * 6, (piece, small, large)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.floats(0, 0.2),
            st.sampled_from(
                [
                    "drop",
                    "double",
                    "move",
                    "<",
                    ">",
                    "&",
                    '"',
                    "#",
                    "**",
                    "(",
                    "\\",
                    "\n",
                    "é",
                    "\x00",
                    "{",
                    "]",
                    "</",
                    "<a>",
                    "Article 9",
                ]
            ),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_mutated_law_is_refused_or_read_truly(path: Path, cuts: list[tuple[float, float, str]]) -> None:
    data = path.read_bytes()
    for where, length, what in cuts:
        a = int(where * len(data))
        b = min(len(data), a + int(length * len(data)))
        piece = {"drop": b"", "double": data[a:b] * 2, "move": data[:b]}.get(what, what.encode() + data[a:b])
        data = data[:a] + piece + data[b:]
    try:
        reading = read(data, path.name)
    except CorpusError as error:
        assert path.name in str(error)
    else:
        assert check(reading) == []


def test_check_finds_what_is_wrong() -> None:
    text = "§ 1 Peat is wet.\n§ 2 It burns. "
    good = [Division("section", "1", 0, 16), Division("section", "2", 17, 30)]
    assert check(Reading(text, good)) == []
    bad = {
        "has offsets": [Division("section", "1", 0, 99)],
        "white space": [Division("section", "2", 17, 31)],
        "unknown kind": [Division("bog", "1", 0, 16)],
        "overlaps": [Division("section", "1", 0, 16), Division("section", "2", 10, 30)],
        "not inside its parent": [Division("section", "1", 0, 16), Division("paragraph", "a", 17, 30, parent=0)],
        "before its parent": [Division("paragraph", "a", 0, 3, parent=1), Division("section", "1", 0, 16)],
        "ends in the file before": [Division("section", "1", 0, 16, source_start=9, source_end=3)],
        "part of an unknown": [Division("section", "1", 0, 16, part_of="bog")],
    }
    for says, divisions in bad.items():
        assert any(says in sentence for sentence in check(Reading(text, divisions))), says


# recognisers -------------------------------------------------------------------------------------------------------
LABELS = {
    "Article 421-2-1 Le fait": ("article", "421-2-1"), "Article L. 562-2-1.": ("article", "L. 562-2-1"),
    "Artículo 41 quinquies. Ranas": ("article", "41 quinquies"), "ARTICULO 5º.- Turba": ("article", "5º"),
    "§ 129a Bildung": ("section", "129a"), "5 a § Den som": ("section", "5 a"), "12. § A tőzeg": ("section", "12"),
    "第百二十条之一 組織": ("article", "百二十之一"), "제12조의3 (목적)": ("article", "12의3"),
    "Art. 3bis Torf": ("article", "3bis"),
    "Чл. 9в. (1) Торф": ("article", "9в"), "Άρθρο 187Α Τύρφη": ("article", "187Α"), "Madde 6 – Turba": ("article", "6"),
    "المادة 12 الخث": ("article", "12"), "Disposición adicional primera. Turba": ("transitional", "adicional primera"),
    "12 straipsnis. Durpės": ("article", "12"), "Стаття 5-3. Торф": ("article", "5-3"),
    "Article 5 A person": ("article", "5"),
    "Artículo único. Turba": ("article", "único"), "§ 3¹. Turvas": ("section", "3¹"),
}  # fmt: skip


@pytest.mark.parametrize("text", sorted(LABELS))
def test_unit_labels(text: str) -> None:
    unit = _units.match_unit(text)
    assert unit is not None and (unit.kind, unit.num) == LABELS[text]


@pytest.mark.parametrize(
    "text", ["Articles of association", "Peat is wet.", "(1) Peat", "5 crowns", "Artists 5", "§", ""]
)
def test_no_unit_labels(text: str) -> None:
    assert _units.match_unit(text) is None


def test_numbers_grow() -> None:
    order = ["5", "5 bis", "5 ter", "5 quater", "6", "6-1", "6-2", "10", "129a", "129b"]
    assert sorted(order, key=_units.sort_key) == order
    assert _units.cjk_value("百二十") == 120 and _units.cjk_value("二〇") == 20
    assert _units.longest_rise([(1, ""), (99, ""), (2, ""), (3, "")]) == {0, 2, 3}


@pytest.mark.parametrize("text,expected", [
    ("PART IV Powers", ("part", "IV", "Powers")), ("Zweiter Abschnitt", ("division", "Zweiter", "")),
    ("Livre Ier : Turba", ("book", "Ier", "Turba")), ("1. Kapitel: Torf", ("chapter", "1", "Torf")),
    ("第二章　総則", ("chapter", "二", "総則")), ("제3장 토탄", ("chapter", "3", "토탄")),
    ("Раздел ІІІ", ("division", "ІІІ", "")),
    ("General", None), ("Partial digging", None),
])  # fmt: skip
def test_containers(text: str, expected: tuple[str, str, str] | None) -> None:
    assert _words.match_container(text) == expected


@pytest.mark.parametrize("row", _words.table()["repealed"], ids=lambda row: row["language"])
def test_repealed_words(row: dict[str, object]) -> None:
    own = re.compile(str(row["pattern"]), re.IGNORECASE)
    for example in row["examples"]:  # type: ignore[attr-defined]
        assert own.match(example.lstrip("*_[](")) and _words.is_repealed(example), example
    for example in row["counter_examples"]:  # type: ignore[attr-defined]
        assert not _words.is_repealed(example), example


@pytest.mark.parametrize("row", _words.table()["notes"], ids=lambda row: row["examples"][0][:20])
def test_note_words(row: dict[str, object]) -> None:
    own = re.compile(str(row["pattern"]))
    for example in row["examples"]:  # type: ignore[attr-defined]
        assert own.match(example.lstrip("*_>[ ")) or own.match(example), example
        assert is_note(example), example
    for example in row["counter_examples"]:  # type: ignore[attr-defined]
        assert not is_note(example), example


@pytest.mark.parametrize("name", ["rest_notes", "end_notes", "amending", "json_junk", "closings", "margins",
                                  "predicates", "run_on", "gaps", "last_words", "publication"])  # fmt: skip
def test_other_words(name: str) -> None:
    for row in _words.table()[name]:
        pattern = re.compile(row["pattern"], re.IGNORECASE if name == "amending" else 0)
        find = pattern.search if name in ("amending", "run_on") else pattern.match
        assert all(find(example) for example in row["examples"]), row
        assert not any(find(example) for example in row["counter_examples"]), row


def test_words_of_french_titles() -> None:
    for row in _words.table()["finite"]:
        assert all(re.search(row["pattern"], example) for example in row["examples"])
        assert not any(re.search(row["pattern"], example) for example in row["counter_examples"])
    for row in _words.table()["running_titles"]:
        assert all(re.search(row["openers"], example) for example in row["examples"])
        assert all(re.match(row["not_first"], example) for example in row["counter_examples"])
        assert all(re.search(row["words"], example) for example in row["words_examples"])
        assert not any(re.search(row["words"], example) for example in row["words_counter_examples"])


def test_what_a_page_prints_in_an_article() -> None:
    for row in _endings._data()["pages"]:
        assert all(re.search(row["begin"], example) for example in row["examples"])
        assert all(re.search(row["end"], example) for example in row["examples"])
        assert not any(re.search(row["begin"], example) for example in row["counter_examples"])


def test_history_words() -> None:
    row = _words.table()["history_words"]
    assert all(re.fullmatch(row["pattern"], word) for word in row["examples"])
    assert not any(re.fullmatch(row["pattern"], word) for word in row["counter_examples"])


def test_legal_history_below_a_section_is_a_note() -> None:
    content = "5 Peat of 1985, c. P-2, is wet [Repealed, 2001, c. 9, s. 4]. It burns. R.S., 1985, c. P-1, s. 5 2019, c. 2, s. 1 Previous Version"  # noqa: E501
    data = json.dumps({"provisions": [{"provision_ref": "s5", "section": "5", "title": "Peat", "content": content}]})
    reading = read(data.encode(), "x.json")
    section, note = reading.divisions
    assert reading.text[section.start : section.end].endswith("It burns.")
    assert reading.text[note.start : note.end] == "R.S., 1985, c. P-1, s. 5 2019, c. 2, s. 1 Previous Version"


@pytest.mark.parametrize("row", _endings._data()["endings"], ids=lambda row: row["examples"][0][:20])
def test_ending_words(row: dict[str, object]) -> None:
    own = re.compile(str(row["pattern"]), re.MULTILINE)
    assert all(own.search(example) for example in row["examples"])  # type: ignore[attr-defined]
    assert not any(own.search(example) for example in row["counter_examples"])  # type: ignore[attr-defined]


def test_footnote_words() -> None:
    for row in _endings._data()["footnotes"]:
        assert all(re.match(row["pattern"], example) for example in row["examples"])
        assert not any(re.match(row["pattern"], example) for example in row["counter_examples"])


def _provisions(*rows: tuple[str, str, str]) -> Reading:
    listed = [{"section": num, "title": title, "content": content} for num, title, content in rows]
    reading = read(json.dumps({"provisions": listed}).encode(), "x.json")
    assert check(reading) == []
    return reading


def _brief(reading: Reading) -> list[tuple[str, str | None, str, str]]:
    last = [reading.text[d.start : d.end].split("\n")[-1][-18:].strip() for d in reading.divisions]
    return [(d.kind, d.num, d.part_of, line) for d, line in zip(reading.divisions, last, strict=True)]


def test_what_follows_the_last_article_is_none_of_its_words() -> None:
    lithuanian = "Torfas deginamas.\nSkelbiu šį Lietuvos Respublikos Seimo priimtą įstatymą.\nV. RAGANA\nLietuvos Respublikos\ntorfo įstatymo\n2 priedas\n1. Durpė."  # noqa: E501
    assert _brief(_provisions(("4", "4 straipsnis. Torfas", lithuanian))) == [
        ("article", "4", "body", "Torfas deginamas."), ("note", None, "note", "V. RAGANA"),
        ("annex", "2", "schedule", "1. Durpė."),
    ]  # fmt: skip
    page = "Peat may be dug. Schedule 1 (Section 2) BOGS The Wet Bog. History of this document 15 May 2017 Commenced ▲ To the top Help"  # noqa: E501
    assert [row[:3] for row in _brief(_provisions(("9", "Digging", page)))] == [
        ("section", "9", "body"), ("annex", "1", "schedule"), ("note", None, "note"), ("note", None, "note"),
    ]  # fmt: skip
    ukrainian = ("8", "Стаття 8. Торф", "Торф сухий.\n1. Цей Закон набирає чинності з весни.\n2. Статтю додати:"), (
        "3-1", "Стаття 3-1. Мох", 'Мох мокрий";\nслово "болото" вилучити.')  # fmt: skip
    assert [row[:3] for row in _brief(_provisions(*ukrainian))] == [
        ("article", "8", "body"), ("transitional", None, "body"), ("quoted", None, "quoted"),
        ("article", "3-1", "quoted"),
    ]  # fmt: skip
    polish = _provisions(("1", "Art. 1", "Torf jest mokry. Rozdział 2 Kopanie torfu"), ("2", "Art. 2", "Kopie się."))
    assert _brief(polish)[0][3].endswith("mokry.") and "Rozdział 2 Kopanie torfu\nArt. 2" in polish.text


def test_articles_that_a_law_writes_into_another_are_quoted() -> None:
    reading = _provisions(
        ("1", "Чл. 1.", "Чл. 1. Торфът е мокър.\nПРЕХОДНИ РАЗПОРЕДБИ\n§ 1. В Закона за мъха се създава чл. 5а:\n„Мъх"),
        ("5а", "Чл. 5а.", "Чл. 5а. Мъхът е „зелен“.“\n2. Член 6 се отменя.\n§ 2. Законът влиза в сила.\nЗаконът е приет от магьосниците."),  # noqa: E501
    )
    assert [(d.kind, d.num, d.heading, d.part_of, d.parent) for d in reading.divisions] == [
        ("article", "1", None, "body", None), ("heading", None, "ПРЕХОДНИ РАЗПОРЕДБИ", "body", None),
        ("transitional", "1", None, "body", 1), ("quoted", None, None, "quoted", 2),
        ("article", "5а", "Мъх", "quoted", 3), ("transitional", "2", None, "body", 1), ("note", None, None, "note", 1),
    ]  # fmt: skip
    first = reading.divisions[2]
    assert reading.text[first.start : first.end].endswith("„зелен“.“\n2. Член 6 се отменя.")
    numbers, announced = ["1", "218-1", "218-2", "2", "66", "3"], ["كما يلي:", "أ.", "ب.", "كما يلي:", "ج.", "د."]
    assert _endings.runs(numbers, announced) == [False, True, True, False, True, False]
    assert not any(_endings.runs(["1", "2", "71", "3", "40"], ["a."] * 5))
    assert not any(_endings.runs(["1", "6", "7", "71", "8"], ["a:"] * 5))


def test_footnotes_within_a_page() -> None:
    content = "يمنع الغناء.\n- 1تم تغيير هذا الفصل\nبالقانون رقم 5، ص .12\n7\nويمنع الرقص.\n- 2كل من غنى."
    kept, notes = _endings.footnotes(content)
    assert kept == "يمنع الغناء.\nويمنع الرقص.\n- 2كل من غنى." and notes.endswith("ص .12\n7")


def test_first_paragraph_below_article_one_keeps_its_number() -> None:
    assert "\n1. Peat" in _provisions(("1", "Article 1. Aim", "1. Peat is wet.\n2. It burns.")).text


def test_reviser_notes_and_division_titles_are_no_sections() -> None:
    text = "# Title\n\n#### § 5. Peat\n\n(a) Peat is wet.\n\n(Added Pub. L. 1–2, § 1)\n\nSection 411 of the Bog Act was repealed.\n\n#### § 6. Moss\n"  # noqa: E501
    found = read(text.encode(), "x.md").divisions
    assert [(d.num, d.heading) for d in found if d.kind == "section"] == [("5", "Peat"), ("6", "Moss")]
    text = "# Seadus\n\n#### 1. jagu Turvas\n\n##### § 1. Märg turvas\n\nTurvas on märg.\n"
    assert [d.kind for d in read(text.encode(), "x.md").divisions] == ["division", "section"]


def test_xml_offsets_are_bytes() -> None:
    data = "<a>é<b x='>'/><c>ü</c></a>".encode()
    root, notes = parse(data)
    assert notes == [] and [data[n.start : n.end].decode() for n in root] == ["<b x='>'/>", "<c>ü</c>"]


def test_decode_says_what_it_did() -> None:
    assert decode("§".encode("utf-16"))[0] == "§" and decode(b"abc") == ("abc", [])


# real files --------------------------------------------------------------------------------------------------------
REAL = ["de/stgb.xml", "ca/secure-air-travel-act.en.xml", "nz/terrorism-suppression-act-2002@2009-12-01.xml",
        "is/log-um-vegabref.xml", "mx/lsn.xml", "fi/rikoslaki.jsonld", "formats/clml/asc-2025-1-2025-03-25.xml",
        "formats/uslm/COMPS-339.xml", "es/ley-12-2003-bloqueo-financiacion-terrorismo.md", "cz/sb-2023-1.md",
        "bg/counter-terrorism-act-2016.json", "ae/federal-law-7-2014-terrorist-crimes.html",
        "at/stgb@2025-08-29.json", "un/unscr-1373-2001.fek-a-257-2001.md"]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_file(law: Path, name: str) -> None:
    path = law / name
    data = path.read_bytes()
    reading = read(data, name)
    assert check(reading) == []
    assert sum(d.kind in ("section", "article") for d in reading.divisions) > 5
    assert all(d.source_end is None or d.source_end <= len(data) for d in reading.divisions)


def units(text: str) -> list[tuple[str | None, str | None, str]]:
    """Number, heading and text of what a Markdown file holds of law."""
    reading = read(text.encode(), "law.md")
    return [
        (d.num, d.heading, reading.text[d.start : d.end])
        for d in reading.divisions if d.kind in ("article", "section", "transitional")
    ]  # fmt: skip


def test_titles_above_articles_and_what_stands_behind_the_law() -> None:
    law = (
        "---\ncountry: tr\n---\n# TURBA KANUNU\n\nİKİNCİ\nBÖLÜM\n\nTurba\n\nAmaç\n\nMADDE 1 –\n(1) Turba ıslaktır.\n\n"
        "Kurbağalar\n[1]\n\nMADDE 2/A – (Değişik: 1/2/1990-9/1 md.)\n(1) Kurbağalar zıplar.\n\nYürürlük\n\n"
        "Ek Madde 1 –\n(1) Bu Kanun yürür.\n\n9999\nSAYILI KANUNA EK VE DEĞİŞİKLİK GETİREN MEVZUAT\n\nMadde 7\n\n1990\n"
    )
    assert units(law) == [
        ("1", "Amaç", "MADDE 1 –\n(1) Turba ıslaktır."),
        ("2/A", "Kurbağalar", "MADDE 2/A – (Değişik: 1/2/1990-9/1 md.)\n(1) Kurbağalar zıplar."),
        ("Ek 1", "Yürürlük", "Ek Madde 1 –\n(1) Bu Kanun yürür."),
    ]
    chapter, *_, note = read(law.encode(), "tr/law.md").divisions
    assert (chapter.kind, chapter.num, chapter.heading) == ("chapter", "İKİNCİ", "Turba")
    assert note.part_of == "note" and eids([chapter]) == ["chp_ikinci"]


def test_the_first_sentence_is_no_heading() -> None:
    law = "第一条 青蛙跳跃。\n\n沼泽潮湿。\n\n第二条 为了保护沼泽，制定本法。\n\n第三条 本法有效。\n\n附则。\n"
    assert [heading for _, heading, _ in units(law)] == [None, None, None]
    wrapped = "".join(f"**ARTICULO {n}.** — La turba\n\nes húmeda.\n\n" for n in range(1, 9))
    assert {heading for _, heading, _ in units(wrapped)} == {None}
    assert units("##### artículo 2 de la ley\n\n" + wrapped)[0][0] == "1"


def test_labels_of_several_articles_and_of_points_behind_a_dash() -> None:
    law = (
        "---\ncountry: tr\n---\n# TURBA KANUNU\n\nAmaç\n\nMadde 1 –\nTurba ıslaktır.\n\nŞartlar\n\nMadde 2 – A) Kurbağa zıplar.\n"  # noqa: E501
        "\n\"Yeşil\" kurbağalar\n\nMadde 3 –\nKurbağa uyur.\n\nMADDE 4- 5- 6-\n(1/2/1990 tarihli Kanun ile ilgilidir.)\n\n"  # noqa: E501
        "Madde 7 –\nBu kanun yürür.\n\nMadde 8 –\nBu kanunu kurbağalar yürütür.\n"
    )
    found = units(law)
    assert [num for num, *_ in found] == ["1", "2", "3", "4-6", "7", "8"]
    assert found[1][2] == "Madde 2 – A) Kurbağa zıplar." and found[4][1] is None


def test_group_headings_that_end_in_an_abbreviation() -> None:
    law = "# Häxlag\n\n## Allmänt\n\n### 1 §\n\nHäxor flyger.\n\nTillstånd m.m.\n\n### 2 §\n\nPaddor hoppar.\n\n### 3 §\n\nTorv är våt.\n"  # noqa: E501
    assert [text for *_, text in units(law)] == ["1 §\nHäxor flyger.", "2 §\nPaddor hoppar.", "3 §\nTorv är våt."]


def test_headings_in_brackets_alone_and_without_text() -> None:
    law = "# Ley\n\n##### Artículo 1\n\n(Ranas).- Las ranas saltan.\n\n**A. RANA - B. TURBA**\n"
    assert units(law) == [("1", "Ranas", "Artículo 1\n(Ranas).- Las ranas saltan.")]
    assert [u[1] for u in units("# Lov\n\n##### § 1. Frosker (alle)\n\nFrosker hopper.\n\n##### § 2. Torv\n")] == [
        "Frosker (alle)", "Torv"
    ]  # fmt: skip
    swedish = "## Torv\n\n### 1 §\n\nTorv är våt.\n\n## Grodor\n\n### 2 §\n\nDe hoppar.\n\n### 3 §\n\nDe simmar.\n"
    assert [u[1] for u in units(swedish)] == ["Torv", None, None]


def test_parts_page_headers_and_marks_are_not_text_of_sections() -> None:
    law = "# Seadus\n\n### 1. peatükk Turvas\n\n#### 2. jagu Konnad\n\n##### § 1. Konn\n\n(1) Konn hüppab.\n"
    assert [u[:2] for u in units(law)] == [("1", "Konn")]
    bill = "**Frogs**\n\n**1. Frogs**\njump.\n\n-----\n\n2 _Peat Bill_\n\nAnd swim.\n\n**Peat**\n\n**2. Peat**\nis.\n"
    assert [u[2] for u in units(bill)] == ["1. Frogs\njump.\nAnd swim.", "2. Peat\nis."]
    assert units("##### § 5\n\nŽaby^5a) skáču.\n")[0][2] == "§ 5\nŽaby skáču."
    assert [u[0] for u in units("##### §§ 195 bis 198\n\n(weggefallen)\n")] == ["195 bis 198"]


def test_a_law_and_its_translation_are_numbered_each_for_itself() -> None:
    rows = [
        ("1", "", "Điều 1. Ếch1. Ếch nhảy.2. Ếch bơi.Điều 2. Đầm lầy1. Đầm lầy ướt.2. Nước sâu.ChươngIITHANMục 1. ĐẦM"),
        ("3", "", "Điều 3. Than bùn1. Than cháy.2. Than ướt.Luật này được Quốc hội nước Ruritania khóa II thông qua."),
        ("1", "", "Article 1. Frogs ofBogs1. Frogs jump.2. Frogs swim."),
        ("2", "", "Article 2. Bog1. The bog is wet:a) here;dd) there.2. It is deep."),
        ("3", "", "Article 3. Peat1. Peat burns.2. It is wet."),
    ]  # fmt: skip
    reading = _provisions(*rows)
    found = [d for d in reading.divisions if d.kind == "article"]
    assert [(d.num, d.heading) for d in found] == [
        ("1", "Ếch"), ("2", "Đầm lầy"), ("3", "Than bùn"), ("1", "Frogs ofBogs"), ("2", "Bog"), ("3", "Peat"),
    ]  # fmt: skip
    texts = [reading.text[d.start : d.end] for d in found]
    assert texts[1].endswith("Nước sâu.") and texts[2].endswith("Than ướt.") and "\ndd) there" in texts[4]


def test_numbers_that_the_law_prints_where_the_file_only_counts() -> None:
    rows = [("1", "1. Frogs", "1. Frogs jump."), ("2", "2. Bog", "1A. The bog is wet."),
            ("3", "3. 7 [Peat]", "[2. Peat burns."), ("4", "4. Plants", "3. Moss grows.")]  # fmt: skip
    assert [(d.num, d.heading) for d in _provisions(*rows).divisions] == [
        ("1", "Frogs"), ("1A", "Bog"), ("2", "[Peat]"), ("3", "Plants")
    ]  # fmt: skip
    rows = [(str(n), f"{n}. Frogs", "1. Frogs jump.\n2. They swim.") for n in range(1, 5)]
    assert [d.num for d in _provisions(*rows).divisions] == ["1", "2", "3", "4"]


def test_articles_that_a_decree_numbered_by_words_writes_into_another_law() -> None:
    rows = [("7", "المادة 7", "الضفادع تقفز."),
            ("9", "المادة 9", "المستنقع رطب.\nالمادة الثانية\nتضاف مادة جديدة برقم (8):"),
            ("8", "المادة 8", "الطحلب أخضر.\nالمادة الثالثة\nعلى الوزير تنفيذ هذا القانون.")]  # fmt: skip
    found = [(d.kind, d.num, d.part_of) for d in _provisions(*rows).divisions if d.num]
    assert found == [
        ("article", "7", "quoted"), ("article", "9", "quoted"), ("transitional", "الثانية", "body"),
        ("article", "8", "quoted"), ("transitional", "الثالثة", "body"),
    ]  # fmt: skip


def test_numbers_with_a_hyphen_or_a_greek_letter() -> None:
    assert _units.match_unit("第 5-1 條 青蛙")[:2] == ("article", "5-1")  # type: ignore[index]
    assert _units.match_unit("Άρθρο 82 Α")[1] == "82 Α"  # type: ignore[index]


def test_titles_that_run_on_and_headings_of_the_next_chapter_at_the_end() -> None:
    law = "".join(f"##### Άρθρο {n}\n\nΒάτραχοι\n\nΟ βάτραχος πηδά.\n\n" for n in range(1, 6))
    law += "##### Άρθρο 6\n\nΣυλλογή τύρφης Όποιος συλλέγει τύρφη τιμωρείται. ΔΕΥΤΕΡΟ ΚΕΦΑΛΑΙΟ ΥΓΡΟΙ ΒΑΛΤΟΙ\n\n"
    law += "##### Άρθρο 7\n\nΟ βάλτος είναι υγρός. Άρθρα 8 – 9 (Καταργούνται)\n\n##### Άρθρο 10\n\nΤέλος\n\nΙσχύει.\n"
    assert units(law)[5:] == [
        ("6", "Συλλογή τύρφης", "Άρθρο 6\nΣυλλογή τύρφης Όποιος συλλέγει τύρφη τιμωρείται."),
        ("7", None, "Άρθρο 7\nΟ βάλτος είναι υγρός."), ("10", "Τέλος", "Άρθρο 10\nΤέλος\nΙσχύει."),
    ]  # fmt: skip


def test_words_that_open_a_sentence_behind_a_title() -> None:
    row = _words.table()["openers"]
    assert all(_flow._opener().match(example) for example in row["examples"])
    assert not any(_flow._opener().match(example) for example in row["counter_examples"])


@pytest.mark.parametrize("row", _words.table()["final_provisions"], ids=lambda row: row["about"])
def test_headings_of_final_provisions(row: dict[str, object]) -> None:
    heading, label = (re.compile(str(row[name]), re.IGNORECASE) for name in ("heading", "label"))
    assert all(heading.fullmatch(example) for example in row["examples"])  # type: ignore[attr-defined]
    assert not any(heading.fullmatch(example) for example in row["counter_examples"])  # type: ignore[attr-defined]
    assert all(label.match(example) for example in row["label_examples"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", _words.table()["references"], ids=lambda row: row["language"])
def test_words_behind_which_a_number_is_no_label(row: dict[str, object]) -> None:
    whole = re.compile(rf"(?:^|[\s(])(?:{row['pattern']})\s*\Z")
    assert all(whole.search(example) for example in row["examples"])  # type: ignore[attr-defined]
    assert not any(whole.search(example) for example in row["counter_examples"])  # type: ignore[attr-defined]


def _md(text: str) -> list[str]:
    """Return kind, number, heading and last words of what a Markdown law holds."""
    reading = read(text.encode(), "x.md")
    assert check(reading) == []
    return [f"{d.kind} {d.num} {d.heading} {d.part_of}: {reading.text[d.start : d.end].split()[-1]}"
            for d in reading.divisions]  # fmt: skip


_FRONT = "---\ntitle: Turba\ncountry: pe\n---\n"


def test_provisions_numbered_by_words_below_a_heading_of_their_own() -> None:
    text = (
        f"{_FRONT}#### **Artículo 1. Turba**\nLa turba es lenta.\n\n#### **Artículo 2. Pozos**\nEl pozo es hondo.\n\n"
        "### **DISPOSICIONES COMPLEMENTARIAS FINALES**\n\n#### **Primera. Vigencia**\nRige hoy.\n\n"
        "#### **Segunda. Cambios**\nModifícase la ley de pozos con el siguiente tenor:\n\n"
        "**Artículo 1. Cubos**\nEl cubo es azul.\n\n### ARTÍCULOS RELACIONADOS\n\nNoticias\n"
    )
    assert _md(text) == [
        "article 1 Turba body: lenta.", "article 2 Pozos body: hondo.",
        "heading None DISPOSICIONES COMPLEMENTARIAS FINALES body: azul.",
        "transitional Primera Vigencia body: hoy.", "transitional Segunda Cambios body: azul.",
        "quoted None None quoted: azul.", "article 1 Cubos quoted: azul.", "note None None note: Noticias",
    ]  # fmt: skip


def test_articles_and_parts_written_into_another_law() -> None:
    text = (
        f"{_FRONT}##### Artículo 1°- La turba es lenta.\n\n##### Artículo 2°- Sustitúyese el artículo 3° de la ley 5 "
        "por el siguiente:\n\n##### Artículo 3°: El pozo es hondo.\n\n##### Artículo 3°- Incorpórase como Capítulo VI "
        "a la ley 5 el siguiente:\n\n### CAPITULO VI\n\nCubos\n\n##### Artículo 34: El cubo es azul.\n\n"
        "##### Artículo 4°- Rige hoy.\n\nDADA EN LA SALA DE SESIONES.\n\nANA TURBA\n"
    )
    assert [line.replace(" None", "") for line in _md(text)] == [
        "article 1° body: lenta.", "article 2° body: hondo.", "quoted quoted: hondo.", "article 3° quoted: hondo.",
        "article 3° body: azul.", "quoted quoted: azul.", "article 34 quoted: azul.", "article 4° body: hoy.",
        "note note: TURBA",
    ]  # fmt: skip


def test_printed_lines_that_are_paragraphs_hold_no_headings() -> None:
    line = "La turba que se halla en los pozos del reino será medida por\n\nlos guardas del pozo cada verano.\n\n"
    text = (
        f"{_FRONT}##### Artículo 1°- Los guardas que miden la turba\n\nde los pozos del reino según el\n\n"
        f"### Capítulo VII de la Carta de Turba serán\n\npagados cada verano.\n\n{line * 12}"
        "##### Artículo 2°- El cubo es\n\nazul.\n\n"
        "(Artículo sustituido por art. 1° de la Ley 5.)ARTICULO 3°- El pozo es\n\nhondo.\n"
    )
    assert _md(text) == [
        "article 1° None body: verano.", "article 2° None body: azul.", "note None None note: 5.)",
        "article 3° None body: hondo.",
    ]  # fmt: skip


def test_the_title_of_a_chapter_is_no_heading_of_the_next_article() -> None:
    reading = _provisions(
        ("1", "Article 1", "La tourbe est lente.\n\nII. DES PUITS"), ("2", "Article 2", "Le puits est profond."),
        ("3", "Article 3", "La tourbe brûle.\n\nTITRE IV\n\nDES SEAUX\n\nCouleur des seaux"),
        ("4", "Article 4", "Le seau est bleu."),
    )  # fmt: skip
    assert [(d.num, d.heading) for d in reading.divisions if d.kind == "article"] == [
        ("1", None), ("2", None), ("3", None), ("4", "Couleur des seaux")
    ]  # fmt: skip


def test_text_whose_labels_are_paths() -> None:
    """An act whose labels are "2.1.a" alone on a line: headings, quoted sections, and schedules without number."""
    items = "".join(f"3.1.{c}\n\nbog {c},\n\n" for c in "abcdefghijklmnop")
    text = (
        "Title: Peat Act\n\n## Peat Act\n\n### Digging\n\n##### Article 5(2): peat\n\n1\n\n1.1\n\nNobody may dig.\n\n"
        "1.2\n\nAfter section 4 of the Bog Act insert—\n\n########### Dry bogs\n\n1.2.4A\n\n1.2.4A.1\n\nDry.\n\n"
        "1.3\n\nSchedule 1 has effect.\n\n##### Gone\n\n2\n\n. . . . . . .\n\n##### Bogs\n\n3\n\n3.1\n\n"
        f"These are:\n\n{items}## SCHEDULES\n\n"
        "Fees\n\nSection 1(3)\n\n###### General\n\n1\n\n1.1\n\nSection 4 (fees) is amended.\n\n"
        "Tables\n\nSection 3\n\nTable: peat 5 zorkmid\n"
    )
    reading = read(text.encode(), "act.txt")
    assert check(reading) == [] and reading.text == text and reading.complete
    units = [(d.num, d.heading, d.part_of, d.in_force) for d in reading.divisions if d.kind == "section"]
    assert units == [
        ("1", "Article 5(2): peat", "body", None), ("4A", "Dry bogs", "quoted", None), ("2", "Gone", "body", False),
        ("3", "Bogs", "body", None), ("1", None, "schedule", None),
    ]  # fmt: skip
    assert [d.heading for d in reading.divisions if d.kind == "schedule"] == ["Fees", "Tables"]
    assert "sec_3__subsec_1__para_p" in eids(reading.divisions)
    first = next(d for d in reading.divisions if d.kind == "section")
    assert reading.text[first.start : first.end].endswith("Schedule 1 has effect.")


def provisions(*items: dict[str, str]) -> list[tuple[str, str | None, str | None, str, str]]:
    """Kind, number, heading, part_of and text of what a JSON file of provisions holds of law."""
    reading = read(json.dumps({"title": "Peat", "provisions": items}).encode(), "law.json")
    assert check(reading) == []
    return [
        (d.kind, d.num, d.heading, d.part_of, reading.text[d.start : d.end])
        for d in reading.divisions if d.kind in ("article", "section", "transitional")
    ]  # fmt: skip


def test_lines_that_a_file_counts_are_no_sections() -> None:
    lines = ["Decision No. 5", "of May", "Having regard to the Bog Act,", "The list is approved.", "It is in force."]
    lines += ["Issued: May", "List annexed to Decision No. 5", *(f"Bog number {c}" for c in "ABCDEFG")]
    found = provisions(*({"section": str(i + 1), "title": s, "content": s} for i, s in enumerate(lines)))
    assert [text for *_, text in found] == lines[3:5] and {num for _, num, *_ in found} == {None}


def test_articles_stuck_behind_titles_in_capitals_and_with_a_letter_more() -> None:
    text = "Điều 1.Đầm lầy1. Ếch nhảy.2. Ếch bơi.Chương IIHÌNH PHẠTĐiều 2.Than bùn1. Phạt tiền.2. Cấm."
    one = {"section": "1", "content": text}
    more = [{"section": str(n), "content": f"Điều {n}.Than bùn1. Phạt tiền.2. Cấm đào."} for n in range(3, 7)]
    assert [num for _, num, *_ in provisions(one, *more)] == ["1", "2", "3", "4", "5", "6"]
    law = {"section": "5", "content": "Nobody digs peat.\n\n5A. (1) Bogs are wet.\n(2) They stay so."}
    data = {"url": "https://legislation.mt/eli/1", "provisions": [law, {"section": "6", "content": "Fees are due."}]}
    reading = read(json.dumps(data).encode(), "law.json")
    assert [d.num for d in reading.divisions if d.kind == "section"] == ["5", "5A", "6"]
    label = {"article": "5", "content": "المادة 5 كل من حفر.المادة 6\nيعاقب بغرامة."}
    assert [num for _, num, *_ in provisions(label, {"article": "7", "content": "المادة 7 يعاقب."})] == ["5", "6", "7"]


def test_headings_above_a_first_paragraph_and_with_a_number_of_a_rare_kind() -> None:
    law = [{"article": str(n), "title": f"Article {n}", "content": "Nul ne creuse la tourbe."} for n in range(1, 5)]
    law += [{"article": "5", "title": "Article 5", "content": "Tourbe\n1er. Nul ne creuse.\n2. Chacun paie."}]
    assert [heading for _, _, heading, *_ in provisions(*law)] == [None] * 4 + ["Tourbe"]
    greek = [{"section": "18διςΕ", "title": "Άρθρο 18διςΕ: Βάτραχοι", "content": "Ο βάτραχος πηδά."}]
    assert provisions(*greek)[0][2] == "Βάτραχοι"


def test_a_law_in_the_notes_below_a_section_is_quoted() -> None:
    texts = {"1701": "Nobody digs.", "5": "“(a) In general.—Bogs are wet.", "1702": "Fees are due."}
    law = [{"section": num, "content": text} for num, text in texts.items()]
    assert [part for *_, part, _ in provisions(*law)] == ["body", "quoted", "body"]


def test_later_wordings_of_the_laws_own_articles_are_not_quoted() -> None:
    law = "**Artículo 4.- Turba**\n\nNadie cava.\n\n(\\*) Artículo incorporado por el Artículo 2 de la "
    law += "Ley 7, cuyo texto es el siguiente:\n\n**“Artículo 4-A.- Pantanos**\n\nSon húmedos.”\n\n"
    law += "**Artículo 5.- Fin**\n\nRige hoy.\n"
    assert [num for num, _, text in units(law)] == ["4", "4-A", "5"]
    assert "4-A" not in units(law)[0][2]
    title = "沼及び泥炭の採取の制限に伴う経過措置並びにその他の必要な措置に関する事項についての検討及び見直し等"
    assert units(f"第一条（{title}） 沼は湿る。\n\n第二条（泥炭） 掘る。\n")[0][1] == title
    plan = "(cid:17) | " * 30
    assert units(f"##### Άρθρο 5\n\nΟ βάλτος.\n\n{plan}\n\nΙσχύει.\n")[0][2] == "Άρθρο 5\nΟ βάλτος.\nΙσχύει."
    assert [n for n, *_ in units("**ARTICULO 4º****bis**— La turba.\n\n**ARTICULO 5º**— Fin.\n")] == ["4º bis", "5º"]


def test_numbers_of_pages_and_rules_are_no_words_of_an_article() -> None:
    text = "المادة {n} كل من حفر يعاقب.\nوإن عاد\n{p}\nيعاقب بغرامة.\n{q}"
    law = [{"article": str(n), "content": text.format(n=n, p=2 * n, q=2 * n + 1)} for n in range(1, 4)]
    assert [text.split("\n")[1:] for *_, text in provisions(*law)] == [["وإن عاد", "يعاقب بغرامة."]] * 3
    plain = provisions({"section": "1", "content": "Bogs are wet.\n7\n----\nFrogs jump."})
    assert plain[0][4] == "1 Bogs are wet.\n7\nFrogs jump."  # one number is no page


def test_the_title_of_the_next_part_in_a_script_without_capitals() -> None:
    law = [
        {"section": "1", "chapter": "თავი I", "title": "მუხლი 1. ქაჯი", "content": "ქაჯი ხტის.\nქაჯის დანაშაული"},
        {"section": "2", "chapter": "თავი II", "title": "მუხლი 2. დევი", "content": "დევი ცურავს.\nდევი მღერის"},
        {"section": "3", "chapter": "თავი II", "title": "მუხლი 3. ალი", "content": "ალი წერს."},
    ]
    assert [text.split("\n")[1:] for *_, text in provisions(*law)] == [
        ["ქაჯი ხტის."], ["დევი ცურავს.", "დევი მღერის"], ["ალი წერს."]]  # fmt: skip


def test_an_article_without_title_has_the_line_that_stuck_above_it() -> None:
    long = "Жаба скаче у свакој бари " * 9 + "и у свакој шуми по одредбама овог закона"
    ends = ["Жаба скаче.", "Скаче:\n1) жаба.\nб1) Посебне жабе\nОпште", f"{long}\nБаре", "Жаба пева.", "Крај."]
    law = [{"section": str(n), "title": f"Члан {n}. Жабе {n}", "content": text} for n, text in enumerate(ends * 2, 1)]
    law[2]["title"], law[3]["title"] = "Члан 3.", "Члан 4."
    found = provisions(*law)
    assert [heading for _, _, heading, *_ in found][1:5] == ["Жабе 2", "Опште", "Баре", "Жабе 5"]
    assert found[1][4].endswith("1) жаба.") and found[2][4].endswith("овог закона")


def test_an_article_with_a_number_in_brackets_or_whose_opening_is_lost() -> None:
    law = [{"section": "9", "title": "9 straipsnis. Raganos",
            "content": "Ragana skrenda.\n9(1) straipsnis. Katės\n1. Katė miega.\n2. Katė ėda."},
           {"section": "10", "title": "10 straipsnis. Pelės", "content": "Pelė bėga."}]  # fmt: skip
    assert [(num, heading) for _, num, heading, *_ in provisions(*law)] == [
        ("9", "Raganos"), ("9(1)", "Katės"), ("10", "Pelės")]  # fmt: skip
    lost = "Жаба скаче.\nЧлaн 2.\nказниће се баром.\nЧлан 3.\nЖаба."
    law = [{"section": "1", "title": "Члан 1. Жабе", "content": lost},
           {"section": "4", "title": "Члан 4. Баре", "content": "Бара је мокра."}]  # fmt: skip
    assert [num for _, num, *_ in provisions(*law)] == ["1", "2", "3", "4"]


def test_what_a_page_puts_in_the_place_of_hidden_words() -> None:
    gap = ".........Hãy đăng nhập hoặc đăng ký tại đây để xem bản tiếng Anh."
    text = "Article{n}. Bogs1. “Bog” means a wet place.2. Frogs do:a) Jump;" + gap + "b) Swim.3. Toads sing."
    law = [{"section": str(n), "content": text.format(n=n)} for n in range(1, 6)]
    assert provisions(*law)[0][4].split("\n")[1:] == [
        "1. “Bog” means a wet place.", "2. Frogs do:", "a) Jump;", "b) Swim.", "3. Toads sing."]  # fmt: skip


def test_a_bracket_that_was_parted_from_its_label_and_the_mark_of_a_note_below_a_title() -> None:
    law = "Kurbağalar\n9\n\n**MADDE 5-**\n\n(1) Kurbağa zıplar.\n(\n2) Kurbağa yüzer.\n\n"
    law += "".join(f"Bataklık\n\n**MADDE {n}-**\n\nBataklık ıslaktır.\n\n" for n in range(6, 11))
    found = units(law)
    assert found[0][1] == "Kurbağalar" and found[0][2].endswith("\n(2) Kurbağa yüzer.")


def test_articles_of_a_model_contract_in_an_annex() -> None:
    law = "# Code du marais\n\n" + "".join(f"##### Article L{n}\n\nLa tourbe est libre.\n\n" for n in range(1, 6))
    law += "##### Article Annexe 1\n\nCONVENTION TYPE\n\nArticle 1er\n\nLe marais est gardé.\n\nTITRE II : VEILLE\n\n"
    law += "Article 2\n\nLa veille dure.\n\nArticle 3\n\nElle finit. L'article 2 s'applique.\n"
    reading = read(law.encode(), "x.md")
    assert check(reading) == []
    found = [d for d in reading.divisions if d.part_of == "schedule"]
    assert [(d.kind, d.num) for d in found] == [
        ("annex", None), ("article", "1er"), ("article", "2"), ("article", "3"),
    ]  # fmt: skip
    assert reading.text[found[1].start : found[1].end] == "Article 1er\nLe marais est gardé."


def test_a_file_whose_titles_all_run_on() -> None:
    law = "# Νόμος\n\n" + "".join(
        f"##### Άρθρο {n}\n\nΤύρφη - Τροποποίηση παρ. 2 ν. {n}/1990 Στο άρθρο {n} προστίθεται μάγισσα.\n\n"
        for n in range(1, 9)
    )  # fmt: skip
    law += "##### Άρθρο 9\n\nΣκοπός Σκοπός του παρόντος είναι η τύρφη.\n\n"
    law += "##### Άρθρο 10\n\nΟρισμοί (άρθρο 3 της Οδηγίας) Για τους σκοπούς του νόμου τύρφη είναι η τύρφη.\n"
    found = [d.heading for d in read(law.encode(), "x.md").divisions if d.kind == "article"]
    assert found[0] == "Τύρφη - Τροποποίηση παρ. 2 ν. 1/1990"
    assert found[8:] == ["Σκοπός", "Ορισμοί (άρθρο 3 της Οδηγίας)"]


def test_what_converters_leave_in_markdown() -> None:
    law = "# Torvlag\n\n#### 1 §\n\nTorv är fri.\n\n#### /849 av den 20 maj 2015 om torv 2 §\n\nTorv brinner.\n\n"
    law += "#### 3 §\n\nSlut.\n\n" + "ǹȈ Ȅȉ " * 60 + "\n"
    reading = read(law.encode(), "x.md")
    assert [(d.kind, d.num) for d in reading.divisions] == [
        ("section", "1"), ("section", "2"), ("section", "3"), ("note", None),
    ]  # fmt: skip
    second = reading.divisions[1]
    assert reading.text[second.start : second.end] == "2 §\n/849 av den 20 maj 2015 om torv\nTorv brinner."
    law = "# Lov\n\n##### § 1. Torv\n\nTorv er fri.\n\n##### § 2. (Opphevet)\n\n##### § 3. Mose\n\nFri.\n"
    norwegian = read(law.encode(), "x.md")
    assert [(d.num, d.heading, d.in_force) for d in norwegian.divisions] == [
        ("1", "Torv", None), ("2", None, False), ("3", "Mose", None),
    ]  # fmt: skip


def test_sections_in_the_one_before_and_a_page_within_an_article() -> None:
    swedish = _provisions(
        ("3", "", "Den som bryter mot 2 eller"),
        ("5", "", ", 4 § första stycket döms. Lag (2025:1). 4 § Den som gräver döms. Lag (2025:2). 5 § Torv är fri."),
    )
    texts = [(d.num, swedish.text[d.start : d.end]) for d in swedish.divisions]
    assert texts == [
        ("3", "3 Den som bryter mot 2 eller, 4 § första stycket döms. Lag (2025:1)."),
        ("4", "4 Den som gräver döms. Lag (2025:2)."), ("5", "5 Torv är fri."),
    ]  # fmt: skip
    page = "(1) A tőzeg szabad, ha 1 A törvényt az Országgyűlés a 1990. május 3-i ülésnapján fogadta el. 2 A 3. § szöveg. x = { news: 'Seprűk' }; a) nedves."  # noqa: E501
    hungarian = _provisions(("5", "5. §", page), ("6", "6. §", "1. melléklet a 1990. évi XV. törvényhez 1. tőzeg"))
    assert [(d.kind, d.num, d.part_of) for d in hungarian.divisions] == [
        ("section", "5", "body"), ("note", None, "note"), ("section", "6", "body"), ("annex", "1", "schedule"),
    ]  # fmt: skip
    first = hungarian.divisions[0]
    assert hungarian.text[first.start : first.end] == "5. § (1) A tőzeg szabad, ha a) nedves."


def test_french_titles_that_go_on_into_the_sentence() -> None:
    rows = [(str(n), f"Article {n}", f"Les crapauds du marais {n} dorment.") for n in range(1, 9)]
    rows += [("9", "Article 9", "Tourbe en hiver Les sorcières paient une amende."),
             ("10", "Article 10", "Définition de la tourbe.Au sens de la loi, elle est brune."),
             ("11", "Article 11", "Sorcières soumises à la loi :\nI- Sont soumises les sorcières."),
             ("12", "Article 12", "Toute sorcière qui vole doit payer Le crapaud dort.")]  # fmt: skip
    found = {d.num: d.heading for d in _provisions(*rows).divisions if d.kind == "article"}
    assert [found[n] for n in ("1", "9", "10", "11", "12")] == [
        None, "Tourbe en hiver", "Définition de la tourbe", "Sorcières soumises à la loi", None,
    ]  # fmt: skip


def _kinds(text: str) -> list[tuple[str, str | None, str | None, str, str]]:
    made = read(text.encode(), "x.md")
    assert check(made) == []
    return [(d.kind, d.num, d.heading, d.part_of, made.text[d.start : d.end]) for d in made.divisions]


def test_behind_the_last_paragraph_of_a_resolution_its_annex_and_the_next_one_stand() -> None:
    first = "1. Decides that bogs are wet; Listing\n\n2. Requests States to dig;\n\n3. Notes the frogs;\n\n"
    end = "4. Decides to remain seized of the matter. "
    annex = "Annex I The Frog\n\n1. Upon receipt of a frog, it jumps.\n\n2. It croaks.\n\n3. It sleeps.\n\n"
    found = _kinds(f"{first}{end}{annex}{first}{end}Athens, 3 May 2090\n")
    bodies = [(num, text) for kind, num, _, part, text in found if part == "body"]
    assert [num for num, _ in bodies] == ["1", "2", "3", "4"] * 2
    assert bodies[0][1].endswith("wet;") and bodies[3][1].endswith("matter.")
    assert [num for kind, num, _, part, _ in found if part == "schedule"] == ["1", "2", "3"]
    assert [text for kind, *_, text in found if kind == "note"] == ["Annex I The Frog", "Athens, 3 May 2090"]


def test_sections_that_a_bill_writes_between_quotation_marks_are_quoted() -> None:
    law = "**Short title**\n\n**1.** This Act is the Peat Act 2090.\n\n**New section 2A**\n\n"
    law += "**2.** The principal Act is amended by\nsubstituting for section 2 the following sections:\n\n"
    law += "**“Digging peat**\n\n**2. (1) Nobody digs—**\n\n_(a)_ peat.\n\n**Frogs**\n\n**2A. Frogs jump.”.**\n\n"
    law += "-----\n\n_Peat Amendment_ 3\n\n_(Amendment)_\n\n"
    law += "(3) Section 9 comes into operation today.\n\n**Bogs**\n\n**3.** Bogs are wet.\n\n"
    law += "Read three times and passed the House of Frogs this\n\nday of\n"
    found = [row[:4] for row in _kinds(law) if row[0] == "section"]
    assert found == [
        ("section", "1", "Short title", "body"), ("section", "2", "New section 2A", "body"),
        ("section", "2", "Digging peat", "quoted"), ("section", "2A", "Frogs", "quoted"),
        ("section", "3", "Bogs", "body"),
    ]  # fmt: skip
    assert [text for kind, *_, text in _kinds(law) if kind == "note"] == [
        "Peat Amendment 3", "(Amendment)", "Read three times and passed the House of Frogs this\nday of",
    ]  # fmt: skip


def test_a_column_of_numbers_is_no_table_of_sections_and_a_note_ends_with_its_bracket() -> None:
    law = "Frogs\n\nBogs\n\n1.\n\n2.\n\n3.\n\nAn Act\n\n1.\n\nFrogs jump.\n\n2.\n\nBogs are wet.\n\n3.\n\nFees."
    assert [text for _, _, text in units(law)] == ["1. Frogs jump.", "2. Bogs are wet.", "3. Fees."]
    law = "**ARTICULO 5.**\n\nNadie cava.\n\n"
    law += "(Artículo sustituido por art. 2 de la Ley\n\nN° 7 (turba).\n\nBoletín 9)\n\n"
    assert units(law + "**ARTICULO 6.**\n\nRige hoy.")[0][2] == "ARTICULO 5.\nNadie cava."


def test_a_number_is_no_title() -> None:
    law = [{"section": str(n), "title": f"{n}. {n}.", "content": f"{n}. Frogs jump."} for n in (1, 2)]
    assert [row[2] for row in provisions(*law)] == [None, None]


def test_numbers_alone_on_a_line_of_one_article_are_a_list_or_a_table() -> None:
    listed = "The frog pays:\n1\nfor jumping;\n2\nfor singing;\n3\nfor sleep."
    law = [{"section": "1", "content": listed}, {"section": "2", "content": "Fees:\nToads\n50\nNewts\n70"}]
    assert [text for *_, text in provisions(*law)] == [f"1 {listed}", "2 Fees:\nToads\n50\nNewts\n70"]


@pytest.mark.parametrize(
    "text",
    ["Se considera rana del pantano {n}:\na) la que salta;\nb) la que canta.",
     "Cada rana salta {n} veces. Un sapo duerme en el pantano.",
     "Ogni rana salta {n} volte. Les Rana canta.",
     "Constituent des crapauds du marais {n} :\n1. la grenouille ;\n2. la rainette."],
)  # fmt: skip
def test_a_sentence_that_announces_a_list_or_one_of_another_language_is_no_title(text: str) -> None:
    found = _provisions(*((str(n), f"Art. {n}", text.format(n=n)) for n in range(1, 9))).divisions
    assert [d.heading for d in found if d.part_of == "body"] == [None] * 8


def test_each_section_that_stood_in_another_has_its_own_title_and_note() -> None:
    law = _provisions(
        ("3", "", "Den som bryter mot 2 eller"),
        ("5", "5 § Mossar", ", 4 § döms. Lag (2025:1). 4 § Den som gräver döms. Lag (2025:2). 5 § Torv är fri."),
        ("6", "6 § Grodor", "Grodan hoppar."),
        ("7", "7 § Paddor", "Paddan sover."),
        ("8", "8 § Slut", "Allt tar slut."),
    )
    assert [(d.num, d.heading, law.text[d.start : d.end]) for d in law.divisions][1:3] == [
        ("4", None, "4 Den som gräver döms. Lag (2025:2)."), ("5", "Mossar", "5 § Mossar\nTorv är fri."),
    ]  # fmt: skip


def test_last_words_in_a_file_without_articles() -> None:
    found = _kinds("# Frogs\n\nDecides to remain seized of the matter. Athens, 3 May 2090\n\nThe Frog\n")
    assert found == [("note", None, None, "note", "Athens, 3 May 2090")]


def test_a_title_that_begins_with_a_word_in_quotation_marks_keeps_them() -> None:
    law = "".join(f"**“Peat” wardens {n}**\n\n**{n}.** The warden digs {n} pits.\n\n" for n in range(1, 7))
    assert [row[2] for row in _kinds(law)] == [f"“Peat” wardens {n}" for n in range(1, 7)]


def test_a_title_whose_word_is_said_again_ends_there() -> None:
    law = "".join(f"##### Άρθρο {n}\n\nΣκοπός Σκοπός του νόμου {n} είναι Το Διάταγμα.\n\n" for n in range(1, 10))
    assert {row[2] for row in _kinds(law)} == {"Σκοπός"}


def test_columns_of_numbers_take_no_time() -> None:
    begun = time.perf_counter()
    column = "x" + "\n123" * 20_000
    found = _kinds(f"**1.** Frogs.\n\n{column}\nTitle\n\n**2.** Bogs.\n\nPeat\n\n**3.** Toads.\n")
    assert [row[1] for row in found if row[3] == "body"] == ["1", "2", "3"]
    table = {"section": "1", "content": "\n".join(["12"] * 20_000)}
    assert len(provisions(table, {"section": "2", "content": "x"})) == 2
    assert time.perf_counter() - begun < 4


def test_a_heading_between_a_label_and_paragraph_1_where_few_are_printed_so() -> None:
    law = "".join(f"##### Article {n}. Granotes\n\n1. La granota salta.\n\n2. Neda.\n\n" for n in range(1, 5))
    law += "##### Article 5\n\nRecollida de torba\n\n1. La torba crema.\n\n2. Es mulla.\n\n"
    law += "##### Article 6\n\nEs recull la torba que\n\n1. crema, o\n\n2. és mullada.\n"
    assert [heading for _, heading, _ in units(law)][3:] == ["Granotes", "Recollida de torba", None]


def test_a_title_of_several_words_with_which_the_sentence_begins_again() -> None:
    law = "".join(f"##### Άρθρο {n}\n\nΒάτραχοι\n\nΟ βάτραχος πηδά.\n\n" for n in range(1, 6))
    law += "##### Άρθρο 6\n\nΧρόνος συλλογής τύρφης Χρόνος συλλογής τύρφης θεωρείται ο χειμώνας.\n"
    assert units(law)[5][1] == "Χρόνος συλλογής τύρφης"


def test_names_of_those_who_signed_below_the_last_section() -> None:
    law = "".join(f"##### § {n}\n\nŽaba skáče.\n\n" for n in range(1, 4)) + "Bosorka Metlová v. r. Drak Horský v. r.\n"
    assert units(law)[2][2] == "§ 3\nŽaba skáče."


def test_headings_in_capitals_below_a_sentence_that_lost_its_end() -> None:
    rows = [(str(n), f"ARTICULO {n}", "La rana salta en la turba.\nDE LAS RANAS") for n in range(1, 12)]
    rows += [("12", "ARTICULO 12", "Multa de cien a dos mil\nDE LA TURBA\nTURBA AJENA"),
             ("13", "ARTICULO 13", "La turba arde.")]  # fmt: skip
    reading = _provisions(*rows)
    last = [(d.heading, reading.text[d.start : d.end].split("\n")[-1]) for d in reading.divisions][-2:]
    assert last[0][1].endswith("Multa de cien a dos mil")
    assert last[1][0] == "DE LA TURBA TURBA AJENA"
