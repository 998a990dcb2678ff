"""What a unit of law says, as concepts: in its heading, its opening, its operative sentences, its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ctlaw.concepts import lexicon, names

#: Words of the opening: where the operative function of a unit usually stands.
LEAD_WORDS = 40
_LONGEST_HEADING, _LONGEST_TEXT = 200, 60_000
#: A printed number before the heading ("Article 6 :", "§ 129a", "Čl. 4.").
_NUMBER = re.compile(
    r"^\W{0,6}(?:[^\W\d_]{1,12}\.?\s{0,3})?[\d.\-/()a-zA-Z]{0,10}\d[\d.\-/()]{0,10}[a-zA-Zº°]{0,3}\W{0,6}"
)
#: Words that end an item of an enumeration which goes on.
_JOINTS = frozenset(
    {
        "or",
        "and",
        "ou",
        "et",
        "oder",
        "und",
        "o",
        "y",
        "e",
        "of",
        "en",
        "eller",
        "og",
        "och",
        "lub",
        "albo",
        "або",
        "или",
        "и",
    }
)
#: Concepts that make a sentence operative: it creates an offence, a power, a duty or a ban.
OPERATIVE = (
    "f_commits_offence",
    "f_punished",
    "f_may_power",
    "f_prohibited",
    "f_obliged",
    "imprisonment",
    "fine_penalty",
)


def split_heading(heading: str | None, text: str) -> tuple[str, int, int]:
    """Return (heading, start, end of the body in `text`).

    Where no heading is given, a short first line that is no sentence is one. A short last line that is no sentence
    is the heading of the next unit, left there by a simple splitter, and is not part of the body.

    Parameters
    ----------
    heading : str or None
    text : str

    Returns
    -------
    tuple of (str, int, int)
    """
    start, end = 0, min(len(text), _LONGEST_TEXT)
    heading = _NUMBER.sub("", (heading or "").strip()).strip(" .-–—:")
    first = text[: _LONGEST_HEADING + 1].split("\n", 1)
    if not heading and len(first) == 2 and first[0].strip() and first[0].rstrip()[-1:] not in ".;,:。；":
        heading = _NUMBER.sub("", first[0]).strip()
        start = len(first[0])
        if not heading:
            rest = text[start : start + _LONGEST_HEADING].lstrip()
            second = rest.split("\n", 1)
            if len(second) == 2 and second[0].rstrip()[-1:] not in ".;,:。；" and second[0][:1].isupper():
                heading = second[0].strip()
    last = text[:end].rstrip().rfind("\n", max(0, end - 160))
    if last > start + 200 and end == len(text):
        tail, before = text[last:end].strip(), text[:last].rstrip()
        if (
            tail
            and tail[-1] not in ".;,:)]»”\"'。；"
            and before[-1:] in '.;)»”"'
            and tail[:1].isupper()
            and len(tail) < 120
        ):
            end = last
    return heading[:_LONGEST_HEADING], start, end


@dataclass(frozen=True)
class Unit:
    """The concepts of one unit.

    Attributes
    ----------
    language, heading, text : str
        As given; of a very long text the first 60,000 characters are read.
    start : int
        Where the body begins in `text`.
    hits : numpy.ndarray of int, (hits, 5)
        Concepts of the body as in `Found.table`; start and end are characters of `text`.
    sentences : list of (int, int)
        Characters of `text`.
    words : int
    """

    language: str
    heading: str
    text: str
    start: int
    hits: np.ndarray
    sentences: list[tuple[int, int]]
    words: int

    @cached_property
    def of_heading(self) -> frozenset[int]:
        """Concepts of the heading."""
        return _concepts(lexicon(self.language).find(self.heading).table) if self.heading else frozenset()

    @cached_property
    def of_unit(self) -> frozenset[int]:
        """Concepts of the body and the heading."""
        return _concepts(self.hits) | self.of_heading

    @cached_property
    def of_lead(self) -> frozenset[int]:
        """Concepts of the heading and the opening."""
        reach = LEAD_WORDS * 4 if lexicon(self.language).unspaced else LEAD_WORDS
        return _concepts(self.hits[self.hits[:, 3] < reach]) | self.of_heading

    @cached_property
    def of_sentences(self) -> list[frozenset[int]]:
        """Concepts of each sentence.

        An enumeration is read with its head: an item's set holds what the words before the enumeration say, since
        "commits an offence who" stands there once for all items.
        """
        sets: list[set[int]] = [set() for _ in self.sentences]
        for concept, sentence in self.hits[:, ::4].tolist():
            sets[sentence].add(concept)
        head, joined, open_ = frozenset[int](), [], False
        for (start, end), own in zip(self.sentences, sets, strict=True):
            if not open_:
                head = frozenset(own)
            joined.append(frozenset(own) | head)
            tail = self.text[max(start, end - 12) : end].rstrip()
            open_ = tail[-1:] in ":;,-–—：；，(" or tail.rsplit(" ", 1)[-1].casefold() in _JOINTS
        return joined

    @cached_property
    def of_operative(self) -> frozenset[int]:
        """Concepts of the sentences that create an offence, a power, a duty or a ban."""
        return frozenset().union(*(s for s in self.of_sentences if not s.isdisjoint(_operative())))


def _concepts(hits: np.ndarray) -> frozenset[int]:
    return frozenset(hits[:, 0].tolist())


@cache
def _operative() -> frozenset[int]:
    return frozenset(names().index(name) for name in OPERATIVE)


def read_unit(language: str, heading: str | None, text: str) -> Unit:
    """Read one unit.

    Parameters
    ----------
    language : str
        ISO 639-1; a language without a lexicon gives a unit without concepts.
    heading : str or None
    text : str

    Returns
    -------
    Unit
    """
    heading, start, end = split_heading(heading, text)
    found = lexicon(language).find(text[start:end])
    hits = found.table + (0, start, start, 0, 0)
    return Unit(language, heading, text, start, hits, [(a + start, b + start) for a, b in found.sentences], found.words)
