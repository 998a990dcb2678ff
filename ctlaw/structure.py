"""What readers and the segmenter hand on: a text, and the divisions of the law that lie in it.

A `Division` is a citable part of a law with its place in the text. Readers state the divisions that a file's mark-up
states; `ctlaw.segment` finds those that only the wording shows. Both speak in these terms, so that
`ctlaw.extract` need not know where a division came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

#: Prefixes of eIds, after the Akoma Ntoso Naming Convention 1.0 (OASIS 2019), section 5; `def` and `sched` are our own.
EID_PREFIX = {
    "book": "book", "title": "title", "subtitle": "subtitle", "part": "part", "subpart": "subpart", "chapter": "chp",
    "subchapter": "subchp", "division": "dvs", "subdivision": "subdvs", "heading": "hcontainer", "schedule": "sched",
    "annex": "annex", "article": "art", "section": "sec", "rule": "rule", "regulation": "reg", "subsection": "subsec",
    "paragraph": "para", "subparagraph": "subpara", "clause": "cl", "subclause": "subcl", "point": "point",
    "item": "item", "definition": "def", "preamble": "preamble", "note": "note", "quoted": "qstr",
    "transitional": "trans",
}  # fmt: skip
#: Containers group units; a unit is what a lawyer cites first (an article or a section) and what is coded.
CONTAINERS = ("book", "title", "subtitle", "part", "subpart", "chapter", "subchapter", "division", "subdivision",
              "heading", "schedule", "annex", "preamble")  # fmt: skip
UNITS = ("article", "section", "rule", "regulation", "transitional")


@dataclass(frozen=True, slots=True)
class Division:
    """A citable part of a law, placed in the text it was read from.

    Attributes
    ----------
    kind : str
        A key of `EID_PREFIX`: "part", "chapter", "section", "article", "subsection", "paragraph" ...
    num : str or None
        As printed, without the word before it: "83.01", "421-2-1", "(1)", "a)", "129a", "IV".
    heading : str or None
        The title of the division, on one line.
    start, end : int
        Characters ``[start, end)`` in the text: from the first character of its label ("§", "Article", "(1)") to the
        last character of the last division inside it, trailing white space excluded.
    parent : int or None
        Index of the division around it in the same list; a parent stands before its children.
    part_of : {"body", "schedule", "quoted", "note"}
        "quoted" is text that amends another law; "note" is legal history, editors' notes, tables of contents.
    in_force : bool or None
        False for a division marked repealed or not yet in force; None where the file does not say.
    source_start, source_end : int or None
        Where it stands in the file: bytes, or pages (counted from 1) for a PDF.
    """

    kind: str
    num: str | None
    start: int
    end: int
    heading: str | None = None
    parent: int | None = None
    part_of: str = "body"
    in_force: bool | None = None
    source_start: int | None = None
    source_end: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file.

    Attributes
    ----------
    text : str
        The running text that all offsets refer to.
    divisions : list of Division
        Structure that the file itself states, in document order; empty when it states none.
    complete : bool
        True when the file marks up everything down to its paragraphs; False when the wording inside units is still
        to be segmented.
    title, citation, language, as_at : str or None
        What the file says of itself; `as_at` is an ISO date.
    notes : list of str
        One sentence for each thing that could not be read, with its place.
    """

    text: str
    divisions: list[Division] = field(default_factory=list)
    complete: bool = False
    title: str | None = None
    citation: str | None = None
    language: str | None = None
    as_at: str | None = None
    notes: list[str] = field(default_factory=list)


def num_slug(num: str | None) -> str:
    """Return a printed number in the form it takes in an eId: "83.01" -> "83-01", "(b)" -> "b", "5 a" -> "5a"."""
    # A raised figure is a number of its own: Estonian and Swedish "3¹" is not 31.
    raised = re.sub(r"(?<=\w)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", r"-\1", num or "")
    plain = unicodedata.normalize("NFKC", raised).casefold().replace("i\u0307", "i")  # Turkish İ
    return re.sub(r"[^\w]+", "-", re.sub(r"(?<=\d)\s+(?=\w\b)", "", plain)).strip("-_")


def eids(divisions: Sequence[Division]) -> list[str]:
    """Name divisions in the Akoma Ntoso way.

    Units (articles, sections) in the body are named without what contains them, as they are cited; everything else is
    named below its parent. A name that occurs again gets ``_2``, ``_3`` ... as in Laws.Africa's bluebell.

    Returns
    -------
    list of str
        One unique eId for each division: ``sec_83-01__subsec_1__para_b``.
    """
    names: list[str] = []
    seen: Counter[str] = Counter()
    count: Counter[tuple[int | None, str]] = Counter()
    for division in divisions:
        count[division.parent, division.kind] += 1
        slug = num_slug(division.num)[:60] or f"n{count[division.parent, division.kind]}"
        name = f"{EID_PREFIX.get(division.kind, division.kind)}_{slug}"
        if division.parent is not None and not (division.kind in UNITS and division.part_of == "body"):
            name = f"{names[division.parent]}__{name}"
        seen[name] += 1
        while seen[name] > 1:
            name = f"{name}_{seen[name]}"
            seen[name] += 1
        names.append(name)
    return names


def shifted(division: Division, by: int, *, parent: int | None, part_of: str | None = None) -> Division:
    """Return `division` moved `by` characters, below another parent."""
    return replace(
        division, start=division.start + by, end=division.end + by, parent=parent, part_of=part_of or division.part_of
    )
