"""Patterns as data: loaded once per language, compiled when first used, matched on folded text.

A pattern file is ``ctlaw/data/<element>/<language>.json``::

    {"language": "en",
     "patterns": [{"role": "value", "kind": "knowledge", "pattern": "know(?:s|ing|ingly)",
                   "examples": ["knowing that"], "counter_examples": ["unknown"]}]}

`role` says what a match is for (each element documents its roles; "value" by default). Patterns are regular expressions
for the lower-cased, folded text (`ctlaw.normalise.Folded`); with ``"case": true`` they are matched on the text with its
capitals, with ``"lines": true`` on the text with its capitals and line breaks. A pattern begins and ends at word
boundaries unless ``"bound": false``. Text in which none of the words that a pattern needs occurs is never searched
with it. Line breaks are single spaces, commas and brackets of the wide kind are plain ones.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

from spacy.tokens import Doc

from ctlaw.normalise import Folded

#: Scripts written without spaces between words, where a word boundary means nothing.
UNSPACED = frozenset({"zh", "ja", "km", "th", "lo", "my"})


class Match(NamedTuple):
    """One match: kind and role of its pattern, offsets in the folded text, and the named groups."""

    kind: str
    start: int
    end: int
    pattern: Pattern
    groups: dict[str, str | None]


@dataclass(frozen=True, eq=False)
class Pattern:
    """One pattern of a data file.

    Attributes
    ----------
    kind, role : str
        What a match says, and what it is for.
    source : str
        The regular expression as it stands in the file.
    case : bool
        Matched on the text with its capitals.
    bound : bool
        Begins and ends at word boundaries.
    lines : bool
        Matched on the text with its capitals and line breaks; "^" and "$" are the ends of a line.
    extra : dict
        Further fields of the file (a clock, a law's citation).
    """

    kind: str
    role: str
    source: str
    case: bool = False
    bound: bool = True
    lines: bool = False
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression."""
        return _compile(self.source, self.bound)

    @property
    def needles(self) -> tuple[str, ...]:
        """Lower-case strings one of which stands in every text that matches; empty when there is no such string."""
        return _needles(self.source)

    def finditer(self, prepared: Prepared, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """Yield matches in ``prepared[start:end]``; what stands around that stretch is seen by look-arounds."""
        needles, lower = self.needles, prepared.lower
        stop = len(lower) if end is None else end
        if needles and not any(lower.find(needle, start, stop) >= 0 for needle in needles):
            return
        text = prepared.lines if self.lines else prepared.text if self.case else lower
        for found in self.regex.finditer(text, start, stop):
            if found.end() > found.start():
                yield Match(self.kind, found.start(), found.end(), self, _groups(prepared, found))


def _groups(prepared: Prepared, found: re.Match[str]) -> dict[str, str | None]:
    """Return the named groups with the capitals of the text."""
    return {
        name: prepared.text[found.start(name) : found.end(name)] if found.start(name) >= 0 else None
        for name in found.re.groupindex
    }


class Prepared:
    """A text folded and lower-cased once for all elements.

    Attributes
    ----------
    text, lower : str
        The folded text, and the same in lower case; equally long.
    """

    def __init__(self, text: str) -> None:
        self.original = text
        self.folded = Folded(text)
        self.text = self.folded.text
        lower = self.text.lower()
        if len(lower) != len(self.text):  # the Turkish capital dotted I becomes two characters
            lower = "".join(low if len(low := c.lower()) == 1 else low[0] for c in self.text)
        self.lower = lower

    @cached_property
    def lines(self) -> str:
        """The folded text with the line breaks of the original put back; as long as `text`."""
        origin, original = self.folded.origin, self.original
        out: list[str] = []
        last = 0
        for found in re.finditer(" ", self.text):
            if original[origin(found.start())] in "\n\r":
                out += [self.text[last : found.start()], "\n"]
                last = found.end()
        return "".join([*out, self.text[last:]])

    def place(self, start: int, end: int) -> dict[str, Any]:
        """Return ``start``, ``end`` and ``quote`` in the original text of a stretch of the folded one."""
        start, end = self.folded.span(start, end)
        return {"start": start, "end": end, "quote": self.original[start:end]}


@lru_cache(maxsize=2)
def prepare(text: str) -> Prepared:
    """Return `text` prepared for matching; the last two texts are kept, since all elements read the same one."""
    return Prepared(text)


_last: tuple[Doc | None, str] = (None, "")


def text_of(doc: Doc) -> str:
    """Return ``doc.text``; it is joined once for all elements that read the document one after the other."""
    global _last  # one pair, replaced as a whole
    if _last[0] is not doc:
        _last = doc, doc.text
    return _last[1]


@cache
def _compile(source: str, bound: bool) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{source})(?:(?<=')|(?!\w))" if bound else source, re.MULTILINE)


@cache
def _needles(source: str) -> tuple[str, ...]:
    parser = getattr(re, "_parser", None)
    if parser is None:  # a Python without it: no prefilter, the same results
        return ()
    return tuple(sorted(_required(list(parser.parse(source))) or ()))


def _required(items: list[Any]) -> set[str] | None:
    """Return strings one of which every match contains (the rarest-looking set), or None when there are none."""
    best: set[str] | None = None
    run = ""

    def better(candidate: set[str] | None) -> None:
        nonlocal best
        if candidate and min(map(len, candidate)) >= 2 and (best is None or _weight(candidate) > _weight(best)):
            best = candidate

    for op, value in [*items, (None, None)]:
        name = str(op)
        if name == "LITERAL":
            run += chr(value).lower()
            continue
        better({run} if run else None)
        run = ""
        if name == "SUBPATTERN":
            better(_required(list(value[3])))
        elif name == "BRANCH":
            branches = [_required(list(branch)) for branch in value[1]]
            if all(branches):
                better(set().union(*(branch for branch in branches if branch)))
        elif name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] >= 1:
            better(_required(list(value[2])))
    return best


def _weight(candidate: set[str]) -> float:
    return min(map(len, candidate)) - len(candidate) / 4


@dataclass(frozen=True, eq=False)
class PatternSet:
    """The patterns of one element in one language.

    Attributes
    ----------
    language : str
    patterns : tuple of Pattern
    settings : dict
        What the file says beside its patterns.
    """

    language: str
    patterns: tuple[Pattern, ...]
    settings: dict[str, Any] = field(default_factory=dict)

    def role(self, role: str) -> tuple[Pattern, ...]:
        """Return the patterns of one role."""
        return _by_role(self, role)

    def find(self, prepared: Prepared, role: str = "value", start: int = 0, end: int | None = None) -> list[Match]:
        """Return all matches of one role, in order of place; of overlapping ones of one kind only the first longest."""
        found = sorted(
            (match for pattern in self.role(role) for match in pattern.finditer(prepared, start, end)),
            key=lambda match: (match.start, -match.end),
        )
        kept: list[Match] = []
        last: dict[str, int] = {}
        for match in found:
            if match.start >= last.get(match.kind, -1):
                kept.append(match)
                last[match.kind] = match.end
        return kept

    def has(self, prepared: Prepared, role: str, start: int = 0, end: int | None = None) -> bool:
        """Return whether any pattern of that role matches."""
        return any(True for pattern in self.role(role) for _ in pattern.finditer(prepared, start, end))


@cache
def _by_role(patterns: PatternSet, role: str) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in patterns.patterns if pattern.role == role)


_FIELDS = ("kind", "role", "pattern", "case", "bound", "lines", "examples", "counter_examples")


@cache
def load(element: str, language: str) -> PatternSet | None:
    """Return the patterns of an element for a language, or None when the package has none for it.

    Parameters
    ----------
    element : str
        A folder of ``ctlaw/data``: "mental", "purposes", "definitions" ...
    language : str
        ISO 639-1 code, as in spaCy; "nb" and "nn" are read as "no", "hr" and "bs" have files of their own or none.
    """
    language = {"nb": "no", "nn": "no"}.get(language, language)
    source = files("ctlaw") / "data" / element / f"{language}.json"
    if not re.fullmatch(r"[a-z]{2,3}", language) or not source.is_file():
        return None
    data = json.loads(source.read_text(encoding="utf-8"))
    rows = data.pop("patterns")
    return PatternSet(language, tuple(_pattern(row, language) for row in rows), data)


def _pattern(row: dict[str, Any], language: str) -> Pattern:
    return Pattern(
        kind=row["kind"],
        role=row.get("role", "value"),
        source=unicodedata.normalize("NFC", row["pattern"]),
        case=row.get("case", False),
        lines=row.get("lines", False),
        bound=row.get("bound", language not in UNSPACED),
        examples=tuple(row.get("examples", ())),
        counter_examples=tuple(row.get("counter_examples", ())),
        extra={key: value for key, value in row.items() if key not in _FIELDS},
    )


def languages(element: str) -> list[str]:
    """Return the languages that have patterns for an element."""
    folder = files("ctlaw") / "data" / element
    return sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json"))


#: A sentence ends at a stop before white space and something that is not a small letter, a stop of the Chinese,
#: Bengali or Khmer kind, or an empty line. "Abs. 1", "art. 5" go on: a digit begins a sentence on a new line only.
_END = re.compile(r"""
      [;\u061b](?=[ -]{1,40}\(\d{1,3}[A-Za-z]?\)[ ])   # "; (2) "
    | [.!?\u061f]["')\]]{0,2}(?=\s)                  # checked further by _begins
    | [\u3002\uff01\uff1f\u0964\u17d4](?!\)|以下)        # CJK (not inside brackets), danda, khan
""", re.VERBOSE)  # fmt: skip
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:[^\W\d]|abs|art|arts|artt|nr|no|nos|s|ss|sec|st|c|ch|para|pkt|ust|odst|písm|pism|poz|lit|cap|let|al|cfr|cf|"
    r"dz|u|z|bl|br|čl|чл|ст|п|ч|ал|abl|mr|mrs|dr|v|vs|op|ca|bzw|inc|núm|num|ap|apdo|bekezd|jr|stk|mom|gr|ltd|co|f|ff)\.$"
)


def sentences(prepared: Prepared) -> list[tuple[int, int]]:
    """Return the sentences of a text as offsets in its folded text; lists go with the sentence that opens them."""
    text = prepared.text
    cuts = [0]
    for found in _END.finditer(text):
        if text[found.start()] in ".!?\u061f" and not _begins(prepared, found.start(), found.end()):
            continue
        if len(text[cuts[-1] : found.start()].strip(" -*(")) > 3:  # else the number of a paragraph: "2. Whoever"
            cuts.append(found.end())
    cuts.append(len(text))
    return [(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]


def _begins(prepared: Prepared, stop: int, after: int) -> bool:
    """Return whether a new sentence begins after the stop at `stop`."""
    text = prepared.text
    if _ABBREVIATION.search(prepared.lower, max(0, stop - 12), stop + 1):
        return False
    i = after
    while i < len(text) and text[i].isspace():
        i += 1
    if i == len(text):
        return True
    if text[i].isdigit():  # a number continues "art. 5" but opens "\n2. Whoever"
        return "\n" in prepared.original[prepared.folded.origin(stop) : prepared.folded.origin(i)]
    return not text[i].islower()


class Element:
    """spaCy component that runs a ``find_...`` function on the text of a ``Doc``.

    A heading that ``doc.user_data["heading"]`` holds is handed on where the function reads headings (`with_heading`).
    Spans go to ``doc.spans[spans_key]`` (token boundaries, widened where a token is longer); the records with their
    character offsets, or None for a language without patterns, to ``doc.user_data[spans_key]``.
    """

    def __init__(
        self,
        find: Callable[..., list[dict[str, Any]] | None],
        language: str,
        spans_key: str,
        *,
        with_heading: bool = False,
    ) -> None:
        self.find, self.language, self.spans_key, self.with_heading = find, language, spans_key, with_heading

    def __call__(self, doc: Doc) -> Doc:
        more = {"heading": doc.user_data.get("heading")} if self.with_heading else {}
        found = self.find(text_of(doc), self.language, **more)
        spans = []
        for row in found or ():
            if row["start"] is None:
                continue
            span = doc.char_span(row["start"], row["end"], label=str(row.get("kind") or ""), alignment_mode="expand")
            if span is not None:
                spans.append(span)
        doc.spans[self.spans_key] = spans
        doc.user_data[self.spans_key] = found
        return doc


def find_all(element: str, text: str, language: str) -> list[dict[str, Any]] | None:
    """Return every "value" match of an element as ``kind``, ``start``, ``end``, ``quote``, without dropped ones.

    A file may hold "gate" patterns: then a text in which none of them matches has none of the values. Matches that a
    "drop" pattern covers are left out.

    Returns
    -------
    list of dict, or None
        None when the language has no patterns for the element.
    """
    patterns = load(element, language)
    if patterns is None:
        return None
    prepared = prepare(text)
    if patterns.role("gate") and not patterns.has(prepared, "gate"):
        return []
    found = patterns.find(prepared)
    dropped = patterns.find(prepared, "drop") if found else []
    return [
        {"kind": m.kind, **prepared.place(m.start, m.end)}
        for m in found
        if not any(d.start <= m.start and m.end <= d.end for d in dropped)
    ]
