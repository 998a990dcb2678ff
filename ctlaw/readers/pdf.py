"""PDF files with text in them, read with pypdf: page by page, without running headers, footers and page numbers."""

from __future__ import annotations

import io
import logging
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from ctlaw.errors import CorpusError
from ctlaw.readers._build import Builder
from ctlaw.readers._units import match_unit
from ctlaw.structure import Reading

MAX_PAGES = 3000
_NUMBER = re.compile(
    r"[\W_]{0,8}(?:(?:page|seite|pagina|página|strana|side|str\.?|p\.)\s{0,3})?(?:\d{1,5}|[ivxlc]{1,7})"
    r"(?:\s{0,3}(?:/|of|von|de|sur)\s{0,3}\d{1,5})?[\W_]{0,8}",
    re.IGNORECASE,
)
#: A line of at most so many characters that begins like the label of a provision is one, not a running title.
_LABEL = 40


@dataclass(frozen=True, slots=True)
class PagedReading(Reading):
    """A reading that knows on which page each character stands.

    Attributes
    ----------
    pages : list of int
        The offset in the text at which each page begins, the first page first.
    """

    pages: list[int] = field(default_factory=list)

    def page_of(self, offset: int) -> int:
        """Return the page (counted from 1) on which character `offset` stands."""
        return max(1, bisect_right(self.pages, offset))


def read(data: bytes) -> PagedReading:
    """Read a PDF.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    PagedReading
        The lines of each page; what repeats at the top or foot of pages is kept once, as a note at the end. No
        structure is stated (a PDF states none): the segmenter finds it. `page_of` tells the page of an offset.

    Raises
    ------
    CorpusError
        When it is encrypted, damaged, or holds pictures of pages without text.
    """
    pages, title = _pages(data)
    lines = [_lines(page) for page in pages]
    repeated = _repeated(lines)
    build = Builder()
    dropped: Counter[str] = Counter()
    empty = 0
    starts: list[int] = []
    for page in lines:
        kept, running = _without_running(page, repeated)
        dropped.update(running)
        empty += not kept
        starts.append(build.wrote + (1 if build.wrote else 0))
        for line in kept:
            build.block(line)
    if build.wrote == 0 or build.wrote < 15 * len(pages):
        raise CorpusError(
            f"the PDF has {len(pages)} pages but no text in them (a scan?); run text recognition (OCR) on it first."
        )
    notes = [f"{empty} of {len(pages)} pages have no text (pictures?)."] if empty else []
    for text, count in dropped.most_common():
        if not _NUMBER.fullmatch(text):
            build.note(f"{text} [running header or footer, {count} pages]", 1, len(pages))
    made = build.reading(complete=False, title=title, notes=notes)
    return PagedReading(made.text, made.divisions, False, title, notes=made.notes, pages=starts)


def _pages(data: bytes) -> tuple[list[str], str | None]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        document = PdfReader(io.BytesIO(data), strict=False)
        if document.is_encrypted and not document.decrypt(""):
            raise CorpusError("the PDF is encrypted; save it without a password and read it again.")
        if len(document.pages) > MAX_PAGES:
            raise CorpusError(f"the PDF has {len(document.pages)} pages; at most {MAX_PAGES} are read.")
        title = document.metadata.title if document.metadata else None
        return [page.extract_text() or "" for page in document.pages], str(title) if title else None
    except CorpusError:
        raise
    except DependencyError:
        raise CorpusError("the PDF is encrypted in a way that cannot be opened; save it without a password.") from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise CorpusError(f"the PDF is damaged and cannot be read: {type(error).__name__}.") from None


def _lines(page: str) -> list[str]:
    return [line for raw in page.split("\n") if (line := re.sub(r"\s+", " ", raw).strip())]


def _key(line: str) -> str:
    return re.sub(r"\d+", "9", line)


def _repeated(pages: list[list[str]]) -> set[str]:
    """Return the lines (numbers levelled) that stand among the first or last three of at least a third of the pages.

    The label of an article is none, though "Article 9" may stand at the edge of many pages.
    """
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for page in pages:
        edges = [line for line in page[:3] + page[-3:] if len(line) < 200]
        seen.update({_key(line) for line in edges if not _is_label(line)})
    need = max(3, len(pages) // 3)
    return {key for key, count in seen.items() if count >= need}


def _without_running(page: list[str], repeated: set[str]) -> tuple[list[str], list[str]]:
    kept, found = list(page), []
    for side in (0, -1):
        for _ in range(3):
            line = kept[side] if kept else ""
            running = _NUMBER.fullmatch(line) or (_key(line) in repeated and not _is_label(line))
            if not line or not running:
                break
            found.append(kept.pop(side))
    return kept, found


def _is_label(line: str) -> bool:
    """Tell whether a line is the label of a provision and hardly more."""
    return len(line) <= _LABEL and match_unit(line) is not None
