"""Tables for people's habits: Excel, Word, BibTeX; CSV, Parquet and JSON Lines are in `ctlaw.tables`."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ctlaw.errors import CorpusError
from ctlaw.report import csv_cell
from ctlaw.tables import write_text, written_whole

_SHEET = re.compile(r"[\[\]:*?/\\]")
#: What Excel refuses in a cell: control characters except tab and line feed; and more than 32,767 characters.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST = 32_767


def to_excel(tables: pd.DataFrame | Mapping[str, pd.DataFrame], path: str | Path) -> None:
    """Write tables as sheets of a workbook.

    Parameters
    ----------
    tables : DataFrame or mapping of str to DataFrame
        Sheets by name; names lose what Excel forbids and are cut at 31 characters.
    path : str or Path
        Ends in ``.xlsx``.

    Raises
    ------
    ImportError
        When openpyxl is not installed: ``pip install 'ctlaw[export]'``.
    CorpusError
        When the ending is another.

    Notes
    -----
    Text that begins like a formula stays text. Lists become JSON. A cell of more than 32,767 characters is cut there
    and ends in "[…]", since Excel holds no more.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise ImportError("Excel needs openpyxl: pip install 'ctlaw[export]'.") from None
    if Path(path).suffix != ".xlsx":
        raise CorpusError(f"`{path}` must end in .xlsx.")
    book = Workbook()
    book.remove(book.active)
    for name, table in ({"table": tables} if isinstance(tables, pd.DataFrame) else tables).items():
        sheet = book.create_sheet(_SHEET.sub(" ", name)[:31] or "table")
        frame = _flat(table)
        for number, row in enumerate([list(frame.columns), *frame.itertuples(index=False, name=None)], start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.value = _excel(value)
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a text, whatever it looks like
                if number == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    with written_whole(path, "wb") as file:
        file.write(buffer.getvalue())


def to_word(table: pd.DataFrame, path: str | Path, *, title: str = "", note: str = "") -> None:
    """Write a table as a Word document.

    Parameters
    ----------
    table : DataFrame
    path : str or Path
        Ends in ``.docx``.
    title, note : str
        Heading above and line below the table.

    Raises
    ------
    CorpusError
        When the ending is another.
    """
    import docx
    from docx.enum.section import WD_ORIENT

    if Path(path).suffix != ".docx":
        raise CorpusError(f"`{path}` must end in .docx.")
    frame = _flat(table)
    document = docx.Document()
    if len(frame.columns) > 5:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    if title:
        document.add_heading(title, level=1)
    grid = document.add_table(rows=1, cols=len(frame.columns), style="Table Grid")
    for place, column in zip(grid.rows[0].cells, frame.columns, strict=True):
        place.paragraphs[0].add_run(str(column)).bold = True
    for row in frame.itertuples(index=False, name=None):
        for place, value in zip(grid.add_row().cells, row, strict=True):
            place.text = _CONTROL.sub(" ", str(_shown(value)))
    if note:
        document.add_paragraph(note)
    buffer = io.BytesIO()
    document.save(buffer)
    with written_whole(path, "wb") as file:
        file.write(buffer.getvalue())


def to_bibtex(documents: pd.DataFrame, path: str | Path) -> None:
    """Write the laws cited as BibTeX, one ``@legislation`` entry each (biblatex).

    Parameters
    ----------
    documents : DataFrame
        path, jurisdiction, title, and citation, as_at, official_url, sha256, language where there are any.
    path : str or Path
        Ends in ``.bib``.
    """
    entries = []
    seen: dict[str, int] = {}
    for row in documents.fillna("").to_dict("records"):
        stem = Path(row["path"]).name.split(".")[0]
        key = f"{row['jurisdiction']}-{_ascii(stem)}"
        seen[key] = seen.get(key, 0) + 1
        fields = {
            "title": row["title"] or row["path"], "number": row.get("citation", ""),
            "location": row["jurisdiction"].upper(), "langid": row.get("language", ""),
            "url": row.get("official_url", ""), "date": row.get("as_at", ""),
            "note": f"file {row['path']}, sha256 {row['sha256'][:16]}" if row.get("sha256") else f"file {row['path']}",
        }  # fmt: skip
        fields["url"] = re.sub(r"[{}\\\s]", "", fields["url"])  # biblatex reads it as it stands
        shown = {name: value if name == "url" else _tex(value) for name, value in fields.items()}
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in shown.items() if value)
        entries.append(f"@legislation{{{key}{'-' + str(seen[key]) if seen[key] > 1 else ''},\n{body}\n}}\n")
    write_text(path, "\n".join(entries))


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with a meaningful index as columns."""
    plain_index = isinstance(table.index, pd.RangeIndex) or (table.index.name is None and table.index.nlevels == 1)
    return table if plain_index else table.reset_index()


def _excel(value: Any) -> Any:
    value = csv_cell(value)
    if isinstance(value, str):
        value = _CONTROL.sub(" ", value)
        return value if len(value) <= _LONGEST else value[: _LONGEST - 3] + "[…]"
    return value


def _shown(value: Any) -> Any:
    shown = csv_cell(value)
    return shown[1:] if isinstance(shown, str) and shown.startswith("'") else shown


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", folded).strip("-").lower() or "law"


def _tex(value: str) -> str:
    return re.sub(r"([\\{}%&#$_])", r"\\\1", value).replace("\n", " ")
