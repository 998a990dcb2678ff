"""Tables leave for Excel, Word and BibTeX whole, and no cell becomes a formula."""

from __future__ import annotations

import pandas as pd
import pytest

from ctlaw.errors import CorpusError
from ctlaw.export import to_bibtex, to_excel, to_word

TABLE = pd.DataFrame({
    "law": ["=HYPERLINK(\"http://example.org\")", "+1", "@SUM", "-", "§ 1 „Recht“\x07"],
    "months": [6, -2.5, None, 120, 0], "found": pd.array([True, False, None, True, True], dtype="boolean"),
    "mental": [["intention"], [], None, ["purpose"], []],
})  # fmt: skip


def test_excel_keeps_text_text_and_numbers_numbers(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    to_excel({"a/b": TABLE, "again": TABLE.set_index("law")}, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["a b", "again"]
    for sheet in book:
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
    first = book["a b"]
    assert [c.value for c in first["A"]][1:4] == ["'=HYPERLINK(\"http://example.org\")", "'+1", "'@SUM"]
    assert [c.value for c in first["B"]][1:3] == [6, -2.5]
    assert first.max_row == book["again"].max_row == 6


def test_word_shows_every_cell(tmp_path):
    import docx

    to_word(TABLE, tmp_path / "t.docx", title="Penalties", note="Machine-coded.")
    document = docx.Document(str(tmp_path / "t.docx"))
    (grid,) = document.tables
    cells = [cell.text for cell in grid.rows[1].cells]
    assert cells == ['=HYPERLINK("http://example.org")', "6", "true", '["intention"]']
    assert document.paragraphs[0].text == "Penalties" and document.paragraphs[-1].text == "Machine-coded."


def test_bibtex_names_every_law_once(tmp_path):
    documents = pd.DataFrame({
        "path": ["xr/a.en.xml", "xr/a.fr.xml"], "jurisdiction": "xr", "title": ["Act {1} & more", None],
        "as_at": ["2020-01-01", None], "sha256": ["ab" * 32, None],
        "official_url": ["https://law.example/a_b%20c", "https://law.example/}\\x{"],
    })  # fmt: skip
    to_bibtex(documents, tmp_path / "laws.bib")
    text = (tmp_path / "laws.bib").read_text("utf-8")
    assert "@legislation{xr-a,\n  title = {Act \\{1\\} \\& more}" in text and "@legislation{xr-a-2," in text
    assert "url = {https://law.example/a_b%20c}" in text, "an address is read as it stands"
    assert text.count("{") - text.count("\\{") == text.count("}") - text.count("\\}")


@pytest.mark.parametrize("write", [to_excel, to_word])
def test_a_wrong_ending_is_refused(tmp_path, write):
    with pytest.raises(CorpusError, match="must end in"):
        write(TABLE, tmp_path / "t.csv")
