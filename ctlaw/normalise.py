"""Make law text searchable without losing where it came from.

Patterns are matched on a folded copy of the text; what is recorded are offsets into the text itself.
"""

from __future__ import annotations

import re
import unicodedata

_SAME_LENGTH = {
    **{c: " " for c in "\t\r\n\x0b\x0c\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"},
    **{c: " " for c in "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"},
    **{c: "'" for c in "\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060\u2032"},
    **{c: '"' for c in "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"},
    **{c: "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"},
    **{chr(0x0660 + d): str(d) for d in range(10)},  # Arabic-Indic digits
    **{chr(0x06F0 + d): str(d) for d in range(10)},  # extended Arabic-Indic
    **{chr(0x09E6 + d): str(d) for d in range(10)},  # Bengali
    **{chr(0x17E0 + d): str(d) for d in range(10)},  # Khmer
    **{chr(0xFF10 + d): str(d) for d in range(10)},  # full-width
    "\uff08": "(", "\uff09": ")", "\uff0c": ",", "\uff1a": ":", "\uff1b": ";", "\u066c": ",", "\u066b": ".",
}  # fmt: skip
_TABLE = str.maketrans(_SAME_LENGTH)
#: Dropped when folding: soft hyphen, zero-width marks, directional marks, byte order mark, Arabic tatweel.
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u0640")
#: "Permits etc.", "Tillstånd m.m.": the full stop is that of the abbreviation, and ends no sentence.
ABBREVIATED = re.compile(r"[ ,]{1,3}(?:m\. ?m|m\. ?fl|o\. ?d|etc|itd|itp|u\. ?a|enz)\.\Z")


def fold(text: str) -> str:
    """Return `text` with spaces, quotes, dashes and digits in one form each; same length, so offsets stay true."""
    return text.translate(_TABLE)


class Folded:
    """A text folded, composed (NFC) and freed of invisible characters, that knows the way back.

    Parameters
    ----------
    text : str

    Attributes
    ----------
    text : str
        The folded text.

    Examples
    --------
    >>> folded = Folded("ter\\u00adror")
    >>> folded.text, folded.origin(3)
    ('terror', 4)
    """

    def __init__(self, text: str) -> None:
        plain = unicodedata.is_normalized("NFC", text) and _DROPPED.isdisjoint(text)
        if plain:
            self.text: str = fold(text)
            self._origin: list[int] | None = None
            return
        out: list[str] = []
        origin: list[int] = []
        i = 0
        while i < len(text):
            j = i + 1
            while j < len(text) and (unicodedata.combining(text[j]) or text[j] in _DROPPED):
                j += 1
            kept = "".join(c for c in text[i:j] if c not in _DROPPED)
            for character in unicodedata.normalize("NFC", kept):
                out.append(character)
                origin.append(i)
            i = j
        origin.append(len(text))
        self.text, self._origin = fold("".join(out)), origin

    def origin(self, index: int) -> int:
        """Return the offset in the original text of character `index` of the folded text."""
        return index if self._origin is None else self._origin[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original ``[start, end)`` of a stretch of the folded text."""
        if self._origin is None:
            return start, end
        return self._origin[start], self._origin[end] if end == start else self._origin[end - 1] + 1
