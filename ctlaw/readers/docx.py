"""Word files (.docx), read with python-docx after a look at how large they would become."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ctlaw.errors import CorpusError
from ctlaw.readers._build import Builder, squeeze
from ctlaw.readers._flow import Block, Flow
from ctlaw.structure import Reading

#: What a file may unpack to; a Word file of a thousand pages has some 20 MB.
MAX_UNPACKED = 200_000_000
#: How much larger than packed any part may be, when it is large at all.
MAX_RATIO = 200


def read(data: bytes) -> Reading:
    """Read a Word file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    Reading
        Paragraphs (headings by their styles), tables row by row, as they read with all tracked changes accepted;
        source places are null. Footnotes, running headers, text boxes and the numbers that Word makes itself are not
        read, which `notes` says.

    Raises
    ------
    CorpusError
        When it is not a Word file, or would unpack to more than the limit (a decompression bomb).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive)
            if "word/document.xml" not in archive.namelist():
                raise CorpusError("the file is a ZIP archive but not a Word file; valid: .docx.")
            head = archive.read("word/document.xml")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise CorpusError(f"the Word file cannot be unpacked: {error}.") from None
    if b"<!ENTITY" in head or b"<!DOCTYPE" in head:
        raise CorpusError("the Word file declares entities; such files are refused.")
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.oxml.exceptions import InvalidXmlError
    from docx.text.paragraph import Paragraph

    notes = ["Footnotes, headers, footers and text boxes of the Word file were not read."]
    try:
        document = docx.Document(io.BytesIO(data))
        blocks: list[Block] = []
        numbered = 0
        for item in _within(document.element.body, "p", "tbl"):
            if _name(item) == "tbl":
                blocks += [Block(row) for row in _rows(item)]
                continue
            lines = [line for raw in _text(item).split("\n") if (line := squeeze(raw))]
            if not lines:
                continue
            numbered += item.pPr is not None and item.pPr.numPr is not None
            paragraph = Paragraph(item, document)
            style = (paragraph.style.name or "") if paragraph.style is not None else ""
            level = int(style.split()[-1]) if style.startswith("Heading") and style.split()[-1].isdigit() else 0
            level = 1 if style == "Title" else min(level, 6)
            strong = bool(paragraph.runs) and bool(paragraph.runs[0].bold)
            blocks += [Block(line, level, strong or bool(level)) for line in lines]
    except CorpusError:
        raise
    except (PackageNotFoundError, InvalidXmlError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise CorpusError(f"the Word file is damaged: {type(error).__name__}.") from None
    if numbered:
        notes.append(f"{numbered} paragraphs are numbered by Word itself; their numbers are not in the text.")
    blocks = [block for block in blocks if block.text.strip()]
    build = Builder()
    Flow(build).run(blocks)
    title = document.core_properties.title or next((b.text for b in blocks if b.level == 1), None)
    language = (document.core_properties.language or "")[:2].lower() or None
    return build.reading(complete=False, title=title, language=language, notes=notes)


#: Wrappers of what is there to be read (content controls, tracked insertions), and what is not (deleted, drawn).
_WRAPPERS = ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
_SILENT = ("del", "moveFrom", "instrText", "txbxContent", "Fallback", "sdtPr")


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _within(node: Any, *names: str) -> Iterator[Any]:
    """Yield the children that bear one of `names`, in order, whatever they are wrapped in."""
    for child in node:
        if _name(child) in names:
            yield child
        elif _name(child) in _WRAPPERS:
            yield from _within(child, *names)


def _rows(table: Any) -> Iterator[str]:
    """Yield the rows of a table, cells between tabs; a table within a cell is text of it."""
    for row in _within(table, "tr"):
        cells = (" ".join(_text(item) for item in cell.iter() if _name(item) == "p") for cell in _within(row, "tc"))
        yield "\t".join(words for cell in cells if (words := squeeze(cell)))


def _text(paragraph: Any) -> str:
    """Return the words of a paragraph, a line break as such."""
    parts: list[str] = []
    nodes = [paragraph]
    while nodes:  # no recursion: a hostile file nests deeply
        node = nodes.pop()
        name = _name(node)
        if name == "t":
            parts.append(node.text or "")
        elif name in ("tab", "br", "cr", "noBreakHyphen"):
            parts.append({"tab": "\t", "noBreakHyphen": "-"}.get(name, "\n"))
        elif name not in _SILENT and (node is paragraph or name not in ("p", "pPr", "rPr")):
            nodes.extend(reversed(node))
    return "".join(parts)


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    total = 0
    for info in archive.infolist():
        total += info.file_size
        packed = max(info.compress_size, 1)
        if total > MAX_UNPACKED or (info.file_size > 10_000_000 and info.file_size / packed > MAX_RATIO):
            raise CorpusError(
                f"the Word file would unpack to more than {total:,} bytes (a decompression bomb?); "
                f"at most {MAX_UNPACKED:,} are read."
            )
