"""Bytes to text, and characters of a decoded file back to its bytes."""

from __future__ import annotations

from dataclasses import replace

from ctlaw.errors import CorpusError
from ctlaw.structure import Reading


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and, if its encoding had to be guessed, a note that says so.

    UTF-8 (with or without byte order mark) and UTF-16 with a mark are known; other encodings are guessed by
    charset-normalizer. A byte order mark stays in the text, so that offsets count what the decoded file holds.

    Raises
    ------
    CorpusError
        When it is no text in any encoding.
    """
    if data[:4] == b"%PDF" or b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise CorpusError("the file is binary, not text; valid: XML, HTML, JSON, Markdown, text, PDF, DOCX.")
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16"), ["The file is UTF-16."]
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:400_000]).best()
        if best is None:
            raise CorpusError(
                f"the file is not UTF-8 (byte {error.start}) and no other encoding was recognised; save it as UTF-8."
            ) from None
        return data.decode(best.encoding, errors="replace"), [
            f"The file is not UTF-8 (byte {error.start}); it was read as {best.encoding}."
        ]


def byte_positions(text: str, data: bytes, wanted: set[int]) -> dict[int, int]:
    """Return where characters of a decoded UTF-8 file stand in its bytes; empty for other encodings."""
    if len(text) == len(data):
        return {i: i for i in wanted}
    where: dict[int, int] = {}
    at = done = 0
    for i in sorted(wanted):
        at += len(text[done:i].encode("utf-8", "surrogatepass"))
        where[i] = at
        done = i
    total = at + len(text[done:].encode("utf-8", "surrogatepass"))
    return where if total == len(data) else {}


def offsets_to_bytes(reading: Reading, text: str, data: bytes) -> Reading:
    """Return `reading` with source places that were characters of the decoded file as bytes of the file."""
    wanted = {p for d in reading.divisions for p in (d.source_start, d.source_end) if p is not None}
    where = byte_positions(text, data, wanted)
    divisions = [
        replace(d, source_start=where.get(d.source_start) if d.source_start is not None else None,
                source_end=where.get(d.source_end) if d.source_end is not None else None)
        for d in reading.divisions
    ]  # fmt: skip
    return replace(reading, divisions=divisions)
