"""Plain text: exactly the characters of the file; structure only where its labels are whole paths."""

from __future__ import annotations

from ctlaw.readers._paths import paths
from ctlaw.readers._text import decode, offsets_to_bytes
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
        ``text`` is the decoded file, nothing added or taken away, a byte order mark included; divisions only of a file
        whose every label is a path ("12.1.a", `ctlaw.readers._paths`).

    Raises
    ------
    CorpusError
        When the file is binary.
    """
    text, notes = decode(data)
    divisions = paths(text)
    reading = Reading(text, divisions, complete=bool(divisions), notes=notes)
    return offsets_to_bytes(reading, text, data)
