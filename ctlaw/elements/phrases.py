"""Phrases as a lawyer writes them in a data file, found word by word.

A phrase is plain text in lower case. Three signs have a meaning:

``*``
    any ending (or, inside a word, any letters): ``imprison*`` finds *imprisoned* and *imprisonment*.
``(a|b)`` and ``(a|b)?``
    alternatives, and optional alternatives: ``(a )?term of imprisonment``.
``...``
    up to 60 characters, across commas, of the same sentence; ``~`` the same without a comma.

Phrases are looked up by their first word at each beginning of a word, so a text is read in one pass however many
phrases there are. Every repeat is bounded: no text makes the search slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

_GROUP = re.compile(r"\(([^()]*)\)(\?)?")
_GAPS = {"...": r"[^.;:。]{0,60}?", "~": r"[^.,;:。、]{0,60}?"}
_MOST_VARIANTS = 400
_STEM = 4  # letters of a stem that phrases are filed under
_MOST_REMEMBERED = 20_000  # words whose phrases are kept ready
_WORD = re.compile(r"[^\W\d_]{1,60}")


class Found(NamedTuple):
    """A phrase found in a text: its kind and where it ends."""

    kind: Any
    end: int


def variants(phrase: str) -> list[str]:
    """Return the plain phrases that a phrase with alternatives stands for, e.g. ``(a )?term`` -> ``a term``, ``term``.

    Raises
    ------
    ValueError
        When brackets do not match, or the phrase stands for more than 400 phrases.
    """
    done: list[str] = []
    waiting = [phrase]
    while waiting:
        if len(done) + len(waiting) > _MOST_VARIANTS:
            raise ValueError(f"`{phrase}` stands for more than {_MOST_VARIANTS} phrases; write it as several")
        current = waiting.pop()
        group = _GROUP.search(current)
        if group is None:
            if "(" in current.replace("\\(", "") or "|" in current:
                raise ValueError(f"`{phrase}` has brackets that do not match, or alternatives outside brackets")
            done.append(re.sub(r" {2,}", " ", current).strip())
            continue
        choices = group[1].split("|") + ([""] if group[2] else [])
        waiting.extend(current[: group.start()] + choice + current[group.end() :] for choice in choices)
    return sorted({v for v in done if v})


def regex_of(plain: str, spaced: bool = True) -> str:
    """Return the regular expression of a phrase without alternatives."""
    parts: list[str] = []
    for piece in re.split(r"(\.\.\.|~|\*| |\\\(|\\\))", plain):
        if piece in _GAPS:
            parts.append(_GAPS[piece])
        elif piece == "*":
            parts.append(r"\w{0,24}")
        elif piece == " ":
            parts.append(" {1,3}" if spaced else " {0,2}")
        elif piece in ("\\(", "\\)"):
            parts.append(piece)
        else:
            parts.append(re.escape(piece))
    edge = r"(?![^\W\d_])" if spaced and re.match(r"[^\W\d_]", plain[-1]) else ""
    return "".join(parts) + edge


class Phrases:
    """A set of phrases that knows which of them begin at a place of a text.

    Parameters
    ----------
    kinds : iterable of (kind, phrase)
        What each phrase means; several phrases may have the same kind.
    spaced : bool
        Words of the language are separated by spaces.
    """

    def __init__(self, kinds: Iterable[tuple[Any, str]], spaced: bool = True) -> None:
        self.spaced = spaced
        self._words: dict[str, list[tuple[Any, str]]] = {}  # by the whole first word, sign, or first character
        self._stems: dict[str, list[tuple[Any, str]]] = {}  # by the first letters of the first word
        self._compiled: dict[str, tuple[re.Pattern[str], list[Any]] | None] = {}
        for kind, phrase in kinds:
            for plain in variants(phrase):
                if plain[0] in "*.~":
                    raise ValueError(f"`{phrase}` begins with a gap; a phrase begins with a letter or sign")
                word = word_at(plain, 0) if spaced else plain[0]
                if spaced and plain[len(word) : len(word) + 1] == "*":
                    self._stems.setdefault(word[:_STEM], []).append((kind, plain))
                else:
                    self._words.setdefault(word, []).append((kind, plain))

    def candidates(self, word: str) -> tuple[re.Pattern[str], list[Any]] | None:
        """Return one expression for all phrases that may begin with this word, and what each of its groups means.

        In unspaced scripts the "word" is one character. None: no phrase begins so.
        """
        try:
            return self._compiled[word]
        except KeyError:
            pass
        phrases = list(self._words.get(word, ()))
        for length in range(1, min(_STEM, len(word)) + 1):
            phrases += (entry for entry in self._stems.get(word[:length], ()) if word.startswith(_stem(entry[1])))
        phrases.sort(key=lambda entry: -len(entry[1]))  # stable: of equally long ones the first in the data
        found = None
        if phrases:
            source = "|".join(f"({regex_of(plain, self.spaced)})" for _, plain in phrases)
            found = re.compile(source), [kind for kind, _ in phrases]
        if len(self._compiled) > _MOST_REMEMBERED:
            self._compiled.clear()
        self._compiled[word] = found
        return found

    def at(self, text: str, i: int, word: str | None = None) -> Found | None:
        """Return the phrase with most letters that begins at `i` (where `word` stands, if that is known), or None."""
        if word is None:
            word = word_at(text, i) if self.spaced else text[i : i + 1]
        entry = self.candidates(word)
        if entry is None:
            return None
        found = entry[0].match(text, i)
        return Found(entry[1][found.lastindex - 1], found.end()) if found is not None and found.lastindex else None


def _stem(plain: str) -> str:
    return plain.partition("*")[0]


def word_at(text: str, i: int) -> str:
    """Return the word that begins at `i`, or the one character that stands there."""
    found = _WORD.match(text, i)
    return found[0] if found is not None else text[i : i + 1]


def stems(phrases: Iterable[str]) -> frozenset[str]:
    """Return short strings such that any text holding one of the phrases holds one of the strings.

    Of each phrase its longest word, unless another string found before does for it: cheap to look for before anything
    else is done.
    """
    plains = {plain for phrase in phrases for plain in variants(phrase)}
    found: list[str] = []
    for plain in sorted(plains, key=lambda plain: (len(plain.split()), len(plain), plain)):
        words = re.split(r"[*.~ ]+", plain)
        if not any(stem in word for stem in found for word in words):
            found.append(max(words, key=len))
    return frozenset(found)
