"""Word files (.docx), read with python-docx after a look at how large they would become."""

from __future__ import annotations

import io
import zipfile

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
        Paragraphs (headings by their styles), tables row by row; source places are null. Footnotes and running
        headers are not read, which `notes` says.

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
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        blocks: list[Block] = []
        for item in document.iter_inner_content():
            if isinstance(item, Table):
                for row in item.rows:
                    cells = list(dict.fromkeys(squeeze(cell.text) for cell in row.cells))
                    blocks.append(Block("\t".join(cells)))
                continue
            style = (item.style.name or "") if item.style is not None else ""
            level = int(style.split()[-1]) if style.startswith("Heading") and style.split()[-1].isdigit() else 0
            level = 1 if style == "Title" else min(level, 6)
            strong = bool(item.runs) and bool(item.runs[0].bold)
            for line in item.text.split("\n"):
                if squeeze(line):
                    blocks.append(Block(squeeze(line), level, strong or bool(level)))
    except CorpusError:
        raise
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise CorpusError(f"the Word file is damaged: {type(error).__name__}.") from None
    blocks = [block for block in blocks if block.text.strip()]
    build = Builder()
    Flow(build).run(blocks)
    title = document.core_properties.title or next((b.text for b in blocks if b.level == 1), None)
    language = (document.core_properties.language or "")[:2].lower() or None
    return build.reading(complete=False, title=title, language=language,
                         notes=["Footnotes, headers and footers of the Word file were not read."])  # fmt: skip


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
