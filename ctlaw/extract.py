"""The front door of reading: Documents in, a table of provisions out; and the spaCy pipelines behind it.

Structure that a file states is taken from the file. What lies inside a unit that the file does not mark up further,
and a text without any structure, is cut by `ctlaw.segment`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from ctlaw.corpus import Document
from ctlaw.errors import CorpusError, ProvisionNotFoundError, nearest
from ctlaw.penalty_links import link_penalties
from ctlaw.structure import EID_PREFIX, UNITS, Division, eids, shifted

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: The elements that a pipeline reads, in the order of its components, and the key under which each one writes.
ELEMENTS = {
    "ctlaw_penalties": "penalties",
    "ctlaw_penalty_references": "penalty_references",
    "ctlaw_mental_elements": "mental_elements",
    "ctlaw_purposes": "purposes",
    "ctlaw_definitions": "definitions",
    "ctlaw_references": "references",
    "ctlaw_exceptions": "exceptions",
    "ctlaw_time_limits": "time_limits",
    "ctlaw_jurisdiction_clauses": "jurisdiction_clauses",
    "ctlaw_deciders": "deciders",
}
#: What `extract_provisions` reads of every unit; the others are read by `extract_elements`.
BASIC = ("ctlaw_penalties", "ctlaw_penalty_references", "ctlaw_mental_elements")
#: Languages whose spaCy tokeniser needs a package of its own; spaCy's rule tokeniser does here, since characters are
#: the record and tokens are derived.
_RULE_TOKENISED = frozenset({"ja", "ko", "vi", "th"})
COLUMNS = [
    "path", "jurisdiction", "language", "eid", "num", "kind", "heading", "parent", "start", "end", "source_start",
    "source_end", "part_of", "in_force", "text", "text_sha256", "penalties", "penalties_by_reference", "mental",
    "layer", "title", "citation", "as_at", "status",
]  # fmt: skip
_MAX_LENGTH = 100_000_000
#: Signs without a letter or space between them, such as a line to be filled in; how many are given to spaCy at once.
_RUN, _AT_ONCE = re.compile(r"(?:[^\w\s]|_){300,}"), 100


@cache
def nlp(language: str, components: tuple[str, ...] = BASIC) -> Language:
    """Return the spaCy pipeline of a language, built once.

    Parameters
    ----------
    language : str
        ISO 639-1. A language that spaCy does not know gets its multi-language tokeniser ("xx").
    components : tuple of str
        Keys of `ELEMENTS`.

    Returns
    -------
    spacy.language.Language
        A blank pipeline with `components`; add them to a pipeline of your own with ``nlp.add_pipe``.

    Raises
    ------
    CorpusError
        When a component does not exist.
    """
    import spacy

    if unknown := [name for name in components if name not in ELEMENTS]:
        raise CorpusError(f"`components` names `{unknown[0]}`; {nearest(unknown[0], ELEMENTS)}.")
    rules = {"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}}
    try:
        pipeline = spacy.blank(language, config=rules if language in _RULE_TOKENISED else {})
    except ImportError:
        pipeline = spacy.blank("xx")
    pipeline.max_length = _MAX_LENGTH
    for name in components:
        import_module(f"ctlaw.elements.{name.removeprefix('ctlaw_').replace('mental_elements', 'mental')}")
        pipeline.add_pipe(name, config={"language": language})
    return pipeline


def extract_provisions(documents: Iterable[Document], *, kinds: Collection[str] | None = None,
                       nlp: Any = nlp) -> pd.DataFrame:  # fmt: skip
    """Cut documents into provisions and read the penalties and mental elements of their articles and sections.

    Parameters
    ----------
    documents : iterable of Document
        As returned by `ctlaw.read_corpus`, or one document.
    kinds : collection of str, optional
        Only provisions of these kinds ("section", "article", "definition" ...); all by default.
    nlp : callable, optional
        Takes a language, returns the spaCy pipeline to use: `ctlaw.nlp` by default.

    Returns
    -------
    DataFrame
        One row a provision, in document order, with the columns `COLUMNS`: path, jurisdiction, language, eid, num (as
        printed), kind, heading, parent (eid), start and end (characters in `Document.text`), source_start and
        source_end (bytes of the file; <NA> where unknown, as of PDF and Word files), part_of ("body", "schedule",
        "quoted", "note"), in_force (<NA> where the file does not say), text, text_sha256, penalties (list of dict:
        what the provision states), penalties_by_reference (list of dict: what another provision states for it, or it
        takes over; see `ctlaw.penalty_links.link_penalties`) and mental (list of str): of articles and
        sections; None where they are not read, for want of patterns for the language or because the provision
        is no unit. Terms are in months.

    Notes
    -----
    ``document.text[start:end] == text`` for every row.
    """
    return pd.DataFrame(
        [row for document in _several(documents) for row in provision_rows(document, kinds=kinds, nlp=nlp)],
        columns=COLUMNS,
    ).astype({"source_start": "Int64", "source_end": "Int64", "in_force": "boolean"})


def provision_rows(document: Document, *, kinds: Collection[str] | None = None,
                   nlp: Any = nlp) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Yield the rows of `extract_provisions` for one document; for corpora that are not to be held in memory."""
    if kinds is not None and (unknown := sorted(set(kinds) - set(EID_PREFIX))):
        raise CorpusError(f"`kinds` contains `{unknown[0]}`; {nearest(unknown[0], EID_PREFIX)}.")
    found = divisions(document)
    names = eids(found)
    chosen = [i for i, division in enumerate(found) if kinds is None or division.kind in kinds]
    units = [i for i in chosen if found[i].kind in UNITS and found[i].part_of != "note"]
    read: dict[int, tuple[Any, Any]] = {}
    references: dict[int, Any] = {}
    pipeline = nlp(document.language) if units else None
    texts = ((document.text[found[i].start : found[i].end], found[i].heading) for i in units)
    docs = pipeline.pipe(_docs(pipeline, texts, document.jurisdiction)) if pipeline else ()
    for i, doc in zip(units, docs, strict=True):
        marks = doc.user_data.get("mental_elements")
        mental = None if marks is None else sorted({mark["kind"] for mark in marks})
        read[i] = doc.user_data.get("penalties"), mental
        references[i] = doc.user_data.get("penalty_references")
    stated = {i: penalties for i, (penalties, _) in read.items()}
    linked = link_penalties(found, names, stated, references)
    for i in chosen:
        division = found[i]
        text = document.text[division.start : division.end]
        penalties, mental = read.get(i, (None, None))
        yield {
            "path": document.path, "jurisdiction": document.jurisdiction, "language": document.language,
            "eid": names[i], "num": division.num, "kind": division.kind, "heading": division.heading,
            "parent": None if division.parent is None else names[division.parent],
            "start": division.start, "end": division.end,
            "source_start": division.source_start, "source_end": division.source_end,
            "part_of": division.part_of, "in_force": division.in_force, "text": text, "text_sha256": text_hash(text),
            "penalties": penalties,
            "penalties_by_reference": linked.get(i, None if references.get(i) is None else []),
            "mental": mental, "layer": document.layer, "title": document.title,
            "citation": document.citation, "as_at": document.as_at, "status": document.status,
        }  # fmt: skip


def divisions(document: Document) -> list[Division]:
    """Return all divisions of a document: those its file states, and those found in the wording of the rest."""
    from ctlaw.segment import segment, segment_unit

    levels = "us" if document.jurisdiction == "us" else ""
    if not any(division.kind in UNITS for division in document.divisions):
        # Notes or parts alone are no structure: the wording has to show where the articles begin.
        return _apart(segment(document.text, document.language, levels), document.text)
    if document.complete:
        return list(document.divisions)
    children: dict[int | None, list[Division]] = {}
    for division in document.divisions:
        children.setdefault(division.parent, []).append(division)
    found: list[Division] = []
    around: list[tuple[int, int]] = []  # units that hold quotations stated by the file: first and last of their parts
    place: dict[int | None, int | None] = {None: None}
    for i, division in enumerate(document.divisions):
        place[i] = len(found)
        found.append(shifted(division, 0, parent=place[division.parent]))
        held = children.get(i, [])
        if division.kind in UNITS and division.part_of != "note" and all(one.kind == "quoted" for one in held):
            first = len(found)
            extent = division.start, division.end, division.kind
            known = [(one.start, one.end) for one in held]
            for inner in segment_unit(document.text, *extent, document.language, levels, known, division.num):
                parent = place[i] if inner.parent is None else first + inner.parent
                part_of = inner.part_of if inner.part_of != "body" else division.part_of
                found.append(shifted(inner, 0, parent=parent, part_of=part_of))
            if held and len(found) > first:
                around.append((first, len(found)))
    return _apart(_interleaved(found, around) if around else found, document.text)


def _apart(found: list[Division], text: str) -> list[Division]:
    """End a division where the next beside it begins: in damaged files a file's own marks and the wording can clash."""
    last: dict[int | None, int] = {}
    for i, division in enumerate(found):
        before = last.get(division.parent)
        while before is not None and division.end <= found[before].end and division.start > found[before].start:
            found[i] = division = replace(division, parent=before)  # it lies inside
            before = last.get(before)
        if before is not None and found[before].end > division.start > found[before].start:
            end = len(text[found[before].start : division.start].rstrip()) + found[before].start
            for k in range(before, i):  # and what lies in it
                if found[k].end > end:
                    found[k] = replace(found[k], end=max(end, found[k].start + 1))
        last[division.parent] = i
    return found


def _interleaved(found: list[Division], around: list[tuple[int, int]]) -> list[Division]:
    """Put quotations that a file states below the innermost of the parts found around them, all in document order."""
    parents = [division.parent for division in found]
    for first, last in around:
        for i in range(last, len(found)):
            start, end = found[i].start, found[i].end
            if start >= found[first - 1].end:
                break
            if found[i].parent == first - 1:
                holds = [k for k in range(first, last) if found[k].start < start and end <= found[k].end]
                parents[i] = holds[-1] if holds else first - 1
    order = sorted(range(len(found)), key=lambda i: found[i].start)
    place = {i: n for n, i in enumerate(order)}
    return [shifted(found[i], 0, parent=None if (parent := parents[i]) is None else place[parent]) for i in order]


def extract_elements(units: pd.DataFrame, *, components: tuple[str, ...] = tuple(ELEMENTS)) -> pd.DataFrame:
    """Read the elements of units: what each provision says of penalty, fault, definition, reference and the rest.

    Parameters
    ----------
    units : DataFrame
        With the columns language and text, and heading where there is one; nothing else is looked at.
    components : tuple of str, optional
        Keys of `ELEMENTS`; all by default.

    Returns
    -------
    DataFrame
        `units` with one more column for each component (its value in `ELEMENTS`) holding a list of dict whose
        `start` and `end` are characters of the unit's text; None where ctlaw has no patterns for the language. With
        "ctlaw_mental_elements" also `mental`: the sorted set of fault elements. Missing text is an empty unit.

    Raises
    ------
    CorpusError
        When a column is missing, or a component unknown.
    """
    if missing := [column for column in ("language", "text") if column not in units.columns]:
        raise CorpusError(f"`units` has no column `{missing[0]}`; it needs language and text.")
    if unknown := [name for name in components if name not in ELEMENTS]:
        raise CorpusError(f"`components` names `{unknown[0]}`; {nearest(unknown[0], ELEMENTS)}.")
    keys = [ELEMENTS[name] for name in components]
    columns: dict[str, list[Any]] = {key: [None] * len(units) for key in keys}
    places = pd.Series(range(len(units)))
    for language, rows in places.groupby(units["language"].to_numpy(), sort=True):
        pipeline = nlp(str(language)[:2].lower(), tuple(components))
        part = units.iloc[rows.to_numpy()]
        headings = part["heading"] if "heading" in part.columns else [None] * len(part)
        texts = zip(("" if pd.isna(text) else str(text) for text in part["text"]), headings, strict=True)
        for place, doc in zip(rows, pipeline.pipe(_docs(pipeline, texts)), strict=True):
            for key in keys:
                columns[key][place] = doc.user_data.get(key)
    result = units.copy()
    for key in keys:
        result[key] = pd.Series(columns[key], index=result.index, dtype=object)
    if "mental_elements" in keys:
        sets = [None if m is None else sorted({x["kind"] for x in m}) for m in result["mental_elements"]]
        result["mental"] = pd.Series(sets, index=result.index, dtype=object)
    return result


def _docs(pipeline: Language, texts: Iterable[tuple[str, Any]], jurisdiction: str = "") -> Iterator[Doc]:
    """Yield tokenised texts that know the heading of their unit, where fault or penalty may be stated alone, and the
    jurisdiction where there is one: it decides which dollar is meant."""
    for text, heading in texts:
        doc = _tokenised(pipeline, text)
        if jurisdiction:
            doc.user_data["jurisdiction"] = jurisdiction
        if isinstance(heading, str) and heading:
            doc.user_data["heading"] = heading
        yield doc


def _tokenised(pipeline: Language, text: str) -> Doc:
    """Return the tokens of a text; long runs of signs are cut: spaCy takes the square of their length for them."""
    if not _RUN.search(text):
        return pipeline.make_doc(text)
    from spacy.tokens import Doc

    cuts, last = [0], 0
    for run in _RUN.finditer(text):
        cuts += range(run.start(), run.end(), _AT_ONCE)
        last = run.end()
    pieces = [text[a:b] for a, b in pairwise([*cuts, last, len(text)]) if a < b]
    whole = Doc.from_docs([pipeline.make_doc(piece) for piece in pieces], ensure_whitespace=False)
    assert whole is not None  # there are pieces
    return whole


def quote(document: Document, eid: str) -> str:
    """Return the wording of one provision.

    Parameters
    ----------
    document : Document
    eid : str

    Raises
    ------
    ProvisionNotFoundError
        When the document has no such provision; the message names the nearest.
    """
    from difflib import get_close_matches

    found = divisions(document)
    names = eids(found)
    if eid not in names:
        raise ProvisionNotFoundError(document.path, eid, get_close_matches(eid, names, n=3, cutoff=0.4))
    division = found[names.index(eid)]
    return document.text[division.start : division.end]


def text_hash(text: str) -> str:
    """Return the sha256 of `text` in UTF-8 as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _several(documents: Iterable[Document] | Document) -> Iterable[Document]:
    return [documents] if isinstance(documents, Document) else documents
