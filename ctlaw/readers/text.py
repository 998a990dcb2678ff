"""Plain text: exactly the characters of the file, no structure."""

from __future__ import annotations

from ctlaw.readers._text import decode
from ctlaw.structure import Reading


def read(data: bytes) -> Reading:
    """Read a text file.

    Parameters
    ----------
    data : bytes
        The file; UTF-8, or any encoding that charset-normalizer recognises (then a note says so).

    Returns
    -------
    Reading
        ``text`` is the decoded file, nothing added or taken away, a byte order mark included.

    Raises
    ------
    CorpusError
        When the file is binary.
    """
    text, notes = decode(data)
    return Reading(text, notes=notes)
