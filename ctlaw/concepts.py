"""Find legal concepts in the words of a provision, in any language that has a lexicon.

A concept ("freeze", "passport", "is guilty of an offence") is what statutes of all languages share; its surface forms
are data, one file a language (``ctlaw/data/concepts``, format in the README there). Matching is linear in the text:
each kind of word is looked up once, each two kinds beside each other too, and only phrases that both words may open
are checked.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ctlaw.errors import TaxonomyError, nearest

#: Languages written without spaces between words: forms are found as runs of characters.
UNSPACED = frozenset({"ja", "zh", "km", "th", "lo", "my"})
#: Languages in which marks distinguish words and are kept.
_KEEP_MARKS = UNSPACED | {"vi", "bn", "hi", "ta", "te", "si", "ne", "mr", "gu", "kn", "ml", "pa"}
_GAP_WORDS, _GAP_CHARACTERS, _LONGEST_WORD, _REMEMBERED = 8, 24, 60, 300_000
#: Combining marks, which belong to the word they stand in.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u0dff\u00ad\u200b-\u200d"
)
#: Splits a text into what stands between words, and words, in turn.
_WORDS = re.compile(rf"([\w{_MARKS}]+)")
_BREAK = re.compile(r"[.!?;:](?=\s|$)|[。；！？।។]|\n[ \t]*\n|\n(?=[ \t]{0,8}[(\d•–-])")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_DOTLESS = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "ð": "d", "þ": "th"})
_CLITICS = ("وال", "فال", "بال", "كال", "ولل", "فلل", "وبال", "ال", "لل", "وب", "ول", "وك", "و", "ف", "ب", "ك", "ل")


def fold_word(word: str, language: str) -> str:
    """Return `word` as it is compared: lower case, without accents (in most languages), signs of one kind.

    Examples
    --------
    >>> fold_word("ÉTAT", "fr"), fold_word("Straße", "de")
    ('etat', 'strasse')
    """
    word = word.casefold()
    if word.isascii():
        return word
    if language in _KEEP_MARKS:
        return unicodedata.normalize("NFC", word).replace("\u00ad", "").replace("\u200b", "")
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf"))
    if language == "ar":
        plain = plain.translate(_ARABIC)
    return unicodedata.normalize("NFC", plain.translate(_DOTLESS))


class Hit(NamedTuple):
    """A concept at a place of a text.

    Attributes
    ----------
    concept : int
        Position in `names()`.
    start, end : int
        Characters of the text.
    word : int
        Number of the word (of the character, in unspaced languages) at which it begins.
    sentence : int
    """

    concept: int
    start: int
    end: int
    word: int
    sentence: int


class Found(NamedTuple):
    """What `Lexicon.find` returns.

    Attributes
    ----------
    table : numpy.ndarray of int, (hits, 5)
        One row a hit, in order of place; the columns are the attributes of `Hit`.
    sentences : list of (int, int)
        Characters of each sentence or item of an enumeration.
    words : int
        Number of words (a quarter of the characters, in unspaced languages).
    """

    table: np.ndarray
    sentences: list[tuple[int, int]]
    words: int

    @property
    def hits(self) -> list[Hit]:
        """The rows of `table`."""
        return [Hit(*row) for row in self.table.tolist()]


class _Memo(dict):
    """A dict that makes what it lacks; it begins anew when it has grown too long."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Hashable) -> Any:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[key] = self._make(key)
        return made


class _Opened(NamedTuple):
    """What begins at a word of one kind before a word of another.

    Attributes
    ----------
    sure, halves : tuple of (int, int)
        Concepts that stand there, and parts of forms with `~`, each with the number of its words.
    longer : tuple of (int, tuple of int)
        Concepts and parts that stand there if the words after these two meet these patterns (-1: any word).
    """

    sure: tuple[tuple[int, int], ...]
    halves: tuple[tuple[int, int], ...]
    longer: tuple[tuple[int, tuple[int, ...]], ...]


#: A concept found: first character, concept, end, number of the word.
_Row = tuple[int, int, int, int]
#: Where each part of a form with `~` stands: number of the word, first character, end.
_Parts = dict[int, list[tuple[int, int, int]]]
#: Kinds of words: one that meets no pattern; none, after the last word.
_NOTHING, _NO_WORD = 0, -1


@dataclass
class Lexicon:
    """The surface forms of one language, ready to be found.

    Parameters
    ----------
    language : str
        ISO 639-1.
    forms : dict of str to list of str
        Forms by concept, as in the data files.

    Attributes
    ----------
    problems : list of str
        Forms that cannot be used, each with the reason.
    """

    language: str
    forms: dict[str, list[str]]
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._index = {name: i for i, name in enumerate(names())}
        self._exact: dict[str, int] = {}
        self._prefix: dict[str, int] = {}
        self._suffix: dict[str, int] = {}
        self._infix: dict[str, list[tuple[str, int]]] = {}
        self._single: dict[int, list[int]] = {}
        self._phrases: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        self._gaps: dict[int, list[tuple[int, int]]] = {}
        self._trie: dict = {}
        self._parts: dict[str, int] = {}
        self._patterns: dict[str, int] = {}
        self._pieces = _Memo(self._pattern)
        #: Words that meet the same patterns are of one kind.
        self._numbers: dict[frozenset[int], int] = {frozenset(): _NOTHING}
        self._met: list[frozenset[int]] = [frozenset()]
        self._kinds = _Memo(self._kind)
        self._opened = _Memo(self._open)
        self.unspaced = self.language in UNSPACED
        for concept, forms in self.forms.items():
            if concept not in self._index:
                self.problems.append(f"{concept}: no such concept; {nearest(concept, self._index)}")
                continue
            for form in forms:
                self._add(self._index[concept], form)

    def _add(self, concept: int, form: str) -> None:
        halves = [half.strip() for half in form.split("~")]
        if len(halves) > 3 or not all(halves):
            self.problems.append(f"{names()[concept]}: `{form}` has more than two `~`, or nothing beside one")
        elif len(halves) == 1:
            self._add_phrase(concept, form, form)
        else:
            parts = [part for half in halves if (part := self._part(half, form)) is not None]
            if len(parts) < len(halves):
                return
            first = parts[0]
            for at, other in enumerate(parts[1:], start=2):
                made = concept if at == len(parts) else self._number(" ~ ".join(halves[:at]))
                pairs = self._gaps.setdefault(first, [])
                if (other, made) not in pairs:
                    pairs.append((other, made))
                first = made

    def _number(self, key: str) -> int:
        """Return the number of a part that is no concept by itself."""
        return self._parts.setdefault(key, len(self._index) + len(self._parts))

    def _part(self, half: str, whole: str) -> int | None:
        known = half in self._parts
        number = self._number(half)
        return number if known or self._add_phrase(number, half, whole) else None

    def _add_phrase(self, concept: int, form: str, whole: str) -> bool:
        if self.unspaced:
            text = fold_word("".join(form.replace("*", "").split()), self.language)
            if not text:
                self.problems.append(f"`{whole}` is empty")
                return False
            node = self._trie
            for character in text:
                node = node.setdefault(character, {})
            node.setdefault("", []).append(concept)
            return True
        pieces = [p for p in re.findall(rf"[\w{_MARKS}*]+", form) if p.strip("*") or p == "*"]
        if not pieces or pieces[0] == "*" or len(pieces) > 12:
            self.problems.append(f"`{whole}` has no word, begins with `*` alone, or is longer than 12 words")
            return False
        ids = []
        for piece in pieces:
            stem = piece.strip("*")
            if stem and "*" in piece and len(stem) < (2 if self.language in ("ko", "ar", "bn", "vi") else 3):
                self.problems.append(f"`{whole}`: fewer than 3 letters beside `*`")
                return False
            if "*" in stem:
                self.problems.append(f"`{whole}`: `*` inside a word")
                return False
            ids.append(self._pieces[piece])
        if len(ids) == 1:
            self._single.setdefault(ids[0], []).append(concept)
        else:
            self._phrases.setdefault(ids[0], []).append((concept, tuple(ids[1:])))
        return True

    def _pattern(self, piece: str) -> int:
        if piece == "*":
            return -1
        head, tail = piece.startswith("*"), piece.endswith("*")
        stem = fold_word(piece.strip("*"), self.language)
        key = f"{'*' * head}{stem}{'*' * tail}"
        if key not in self._patterns:
            number = self._patterns[key] = len(self._patterns)
            if head and tail:
                self._infix.setdefault(stem[:3], []).append((stem, number))
            else:
                table = self._suffix if head else self._prefix if tail else self._exact
                table[stem] = number
        return self._patterns[key]

    def _kind(self, word: str) -> int:
        """Return the number of the kind of `word`."""
        patterns: set[int] = set()
        if len(word) <= _LONGEST_WORD:
            plain = fold_word(word, self.language)
            variants = {plain}
            if self.language == "ar":
                variants |= {plain[len(c) :] for c in _CLITICS if plain.startswith(c) and len(plain) - len(c) >= 3}
            for variant in variants:
                self._meet(variant, patterns)
        met = frozenset(patterns)
        if met not in self._numbers:
            self._numbers[met] = len(self._met)
            self._met.append(met)
        return self._numbers[met]

    def _open(self, kinds: tuple[int, int]) -> _Opened | None:
        """Return what may begin at a word of the first kind before one of the second."""
        patterns, following = self._met[kinds[0]], self._met[kinds[1]] if kinds[1] != _NO_WORD else None
        sure = [(c, 1) for c in sorted({c for p in patterns for c in self._single.get(p, ())})]
        longer = []
        for concept, rest in (phrase for p in sorted(patterns) for phrase in self._phrases.get(p, ())):
            if following is None or (rest[0] >= 0 and rest[0] not in following):
                continue
            if len(rest) == 1:
                sure.append((concept, 2))
            else:
                longer.append((concept, rest[1:]))
        real = len(self._index)
        halves = tuple(one for one in sure if one[0] >= real)
        concepts = tuple(one for one in sure if one[0] < real)
        return _Opened(concepts, halves, tuple(longer)) if sure or longer else None

    def _meet(self, word: str, patterns: set[int]) -> None:
        if word in self._exact:
            patterns.add(self._exact[word])
        for length in range(2, len(word) + 1):
            if word[:length] in self._prefix:
                patterns.add(self._prefix[word[:length]])
            if word[-length:] in self._suffix:
                patterns.add(self._suffix[word[-length:]])
        if self._infix:
            for at in range(len(word) - 2):
                for stem, number in self._infix.get(word[at : at + 3], ()):
                    if word.startswith(stem, at):
                        patterns.add(number)

    def find(self, text: str) -> Found:
        """Find every concept in `text`.

        Parameters
        ----------
        text : str

        Returns
        -------
        Found
        """
        return self._find_unspaced(text) if self.unspaced else self._find_words(text)

    def _find_words(self, text: str) -> Found:
        pieces = _WORDS.split(text)
        edges = list(accumulate(map(len, pieces)))  # word i begins at edges[2 * i]
        kinds = list(map(self._kinds.__getitem__, pieces[1::2]))
        last, met, real = len(kinds), self._met, len(self._index)
        found: list[_Row] = []
        parts: _Parts = defaultdict(list)
        for i, opened in enumerate(map(self._opened.__getitem__, zip(kinds, [*kinds[1:], _NO_WORD], strict=False))):
            if opened is None:
                continue
            start = edges[2 * i]
            for concept, length in opened.sure:
                found.append((start, concept, edges[2 * (i + length) - 1], i))
            for part, length in opened.halves:
                parts[part].append((i, start, edges[2 * (i + length) - 1]))
            for concept, rest in opened.longer:
                stop = i + 2 + len(rest)
                if stop > last:
                    continue
                for k, pattern in enumerate(rest, start=i + 2):
                    if pattern >= 0 and pattern not in met[kinds[k]]:
                        break
                else:
                    if concept < real:
                        found.append((start, concept, edges[2 * stop - 1], i))
                    else:
                        parts[concept].append((i, start, edges[2 * stop - 1]))
        return self._found(found, parts, sentence_spans(text), _GAP_WORDS, last)

    def _find_unspaced(self, text: str) -> Found:
        places = [i for i, c in enumerate(text) if not c.isspace()]
        plain = "".join([text[i].casefold()[:1] for i in places])
        last, real = len(plain), len(self._index)
        found: list[_Row] = []
        parts: _Parts = defaultdict(list)
        for i, node in enumerate(map(self._trie.get, plain)):
            j = i
            while node is not None:
                for concept in node.get("", ()):
                    start, end = places[i], places[j] + 1
                    if concept < real:
                        found.append((start, concept, end, i))
                    else:
                        parts[concept].append((i, start, end))
                j += 1
                node = node.get(plain[j]) if j < last else None
        return self._found(found, parts, sentence_spans(text), _GAP_CHARACTERS, last // 4)

    def _found(
        self, found: list[_Row], parts: _Parts, sentences: list[tuple[int, int]], reach: int, words: int
    ) -> Found:
        """Join the parts, and put what was found in order of place."""
        ends = [end for _, end in sentences]
        self._join(parts, ends, reach, found)
        found.sort()
        rows = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=4 * len(found)).reshape(-1, 4)
        # A phrase across sentences is of the one in which its first word stands.
        of = np.searchsorted(ends, rows[:, 2] if self.unspaced else rows[:, 0] + 1)
        return Found(np.column_stack([rows[:, 1], rows[:, 0], rows[:, 2:], of]), sentences, words)

    def _join(self, parts: _Parts, ends: list[int], reach: int, found: list[_Row]) -> None:
        """Find forms with `~`: for each first half, the nearest second half in reach and in the sentence."""
        real = len(self._index)
        queue = sorted(parts)
        while queue:
            first = queue.pop(0)
            left = parts[first]
            for second, made in self._gaps.get(first, ()):
                right = parts.get(second)
                if not right:
                    continue
                new = self._near(left, right, ends, reach)
                if made < real:
                    found.extend((begin, made, stop, place) for place, begin, stop in new)
                elif new and made not in parts:
                    parts[made] = sorted(new)
                    queue.append(made)

    @staticmethod
    def _near(
        left: list[tuple[int, int, int]], right: list[tuple[int, int, int]], ends: list[int], reach: int
    ) -> list[tuple[int, int, int]]:
        """Return (place, start, end) of each of `left` with the nearest of `right`."""
        at = [place for place, _, _ in right]
        found = []
        for place, start, end in left:
            k = bisect_left(at, place)
            for other in (k, k - 1):
                if 0 <= other < len(at) and abs(at[other] - place) <= reach and at[other] != place:
                    _, start2, end2 = right[other]
                    begin, stop = min(start, start2), max(end, end2)
                    if bisect_left(ends, stop) == bisect_left(ends, begin + 1):
                        found.append((min(place, at[other]), begin, stop))
                        break
        return found


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Cut `text` into sentences and items of enumerations; together they cover it.

    A full stop after an abbreviation of up to three letters, or before a small letter, ends nothing.

    Examples
    --------
    >>> sentence_spans("See s. 4. It applies.")
    [(0, 10), (10, 21)]
    """
    spans, start = [], 0
    for match in _BREAK.finditer(text):
        at = match.end()
        if text[match.start()] in ".:!?" and not _ends_sentence(text, match.start(), at, start):
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        if at > start:
            spans.append((start, at))
            start = at
    if start < len(text) or not spans:
        spans.append((start, len(text)))
    return spans


def _ends_sentence(text: str, mark: int, after: int, start: int) -> bool:
    """Tell whether the point, colon or question mark at `mark` ends the sentence that began at `start`."""
    following = text[after : after + 3].strip()
    if text[mark] == ":" or (following and following[0].islower()):
        return False
    if text[mark] != ".":
        return True
    word = text[max(0, mark - 4) : mark]
    if word[-3:].isalpha() and len(word) >= 3 and following[:1].isalpha():
        return True  # "act. The"; not "Sec. 4"
    if (len(word) == 4 and word.isalpha()) or word.endswith((")", '"', "”", "»")):
        return True
    # A number ends a sentence only where one has run for a while: not in "4. The Minister".
    return word[-1:].isdigit() and not word.strip("0123456789 ") and start < mark - 12


def _folder() -> Path:
    return Path(str(files("ctlaw").joinpath("data/concepts")))


@cache
def names() -> tuple[str, ...]:
    """Return the names of all concepts, in the order of ``concepts.csv``."""
    with (_folder() / "concepts.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(row["concept"] for row in csv.DictReader(handle))


def read_forms(path: str | Path) -> dict[str, list[str]]:
    """Read a lexicon file.

    Parameters
    ----------
    path : str or Path
        CSV with the columns concept and forms (separated by ``;``).

    Returns
    -------
    dict of str to list of str

    Raises
    ------
    TaxonomyError
        When a column is missing.
    """
    forms: dict[str, list[str]] = {}
    with Path(path).open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        if not {"concept", "forms"} <= set(reader.fieldnames or ()):
            raise TaxonomyError(
                f"`{path}` needs the columns concept, forms; it has {', '.join(reader.fieldnames or ())}."
            )
        for row in reader:
            found = [form.strip() for form in (row["forms"] or "").split(";") if form.strip()]
            if row["concept"] and found:
                forms.setdefault(row["concept"].strip(), []).extend(found)
    return forms


#: A lexicon that serves a language without one of its own that is written almost alike.
_NEIGHBOUR = {"nb": "no", "nn": "no", "bs": "hr", "me": "sr", "mo": "ro", "tw": "zh", "gl": "pt"}


def languages() -> list[str]:
    """Return the languages that have a lexicon."""
    return sorted(path.stem for path in _folder().glob("*.csv") if path.stem != "concepts")


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of `language`, an empty one where there is none.

    Parameters
    ----------
    language : str
        ISO 639-1.

    Returns
    -------
    Lexicon
    """
    language = language.split("-")[0].lower()
    path = _folder() / f"{language}.csv"
    if not path.is_file():
        path = _folder() / f"{_NEIGHBOUR.get(language, language)}.csv"
    if not path.is_file() or not re.fullmatch(r"[a-z]{2,3}", language):
        return Lexicon(language, {})
    return Lexicon(language, read_forms(path))


def check(path: str | Path) -> tuple[list[str], list[str]]:
    """Check a lexicon file: (problems, concepts without forms).

    Parameters
    ----------
    path : str or Path
        The language is taken from the file's name.
    """
    forms = read_forms(path)
    lexicon_ = Lexicon(Path(path).stem, forms)
    return lexicon_.problems, [name for name in names() if name not in forms]


def main(arguments: Iterable[str]) -> int:
    """Print what `check` finds in each file named; 1 when a file has a problem."""
    status = 0
    for path in arguments:
        problems, missing = check(path)
        status |= bool(problems)
        print(f"{path}: {len(problems)} problems; {len(missing)} concepts without forms: {' '.join(missing)}")
        for problem in problems:
            print(f"  {problem}")
    return status


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
