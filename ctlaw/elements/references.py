"""References of a provision: to other provisions of the same law, to other laws, to international instruments."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from ctlaw.elements.patterns import Element, Match, PatternSet, Prepared, load, prepare
from ctlaw.structure import num_slug

if TYPE_CHECKING:
    from pandas import DataFrame

#: How far behind a title's last word its first word is looked for, and how far a law may stand behind a section number.
_TITLE_REACH = 220
_LAW_REACH = 90


def find_references(text: str, language: str) -> list[dict[str, Any]] | None:
    """Find what a text refers to.

    Parameters
    ----------
    text : str
        One unit.
    language : str
        ISO 639-1 code.

    Returns
    -------
    list of dict, or None
        ``kind``: "internal" (the same law), "external" (another law, with or without a section of it), "instrument"
        (a treaty, a resolution, an act of the EU); ``unit`` ("section", "article" ...) and ``num`` as printed, null
        when a law is cited as a whole; ``articles``, the numbers of the articles or sections in `num`, without
        their paragraphs ("sections 3(1) and 5": 3 and 5; of a range both ends); ``law`` with ``law_start``,
        ``law_end``, null when internal; ``start``, ``end``, ``quote``. Offsets are characters of `text`. None when the
        language has no patterns.

    Notes
    -----
    "Section 5 of that Act" is external without a law: which law is meant stands elsewhere. Of "sections 15 to 18" the
    whole list is one reference, whose `num` is "15 to 18".
    """
    rows = _rows(text, language)
    return None if rows is None else [{**row, "articles": list(row["articles"])} for row in rows]


@lru_cache(maxsize=2)
def _rows(text: str, language: str) -> list[dict[str, Any]] | None:
    """Return the references; those of the last two texts are kept, since penalties by reference read them too."""
    patterns = load("references", language)
    if patterns is None:
        return None
    prepared = prepare(text)
    laws = _laws(prepared, patterns)
    units = _units(prepared, patterns)
    rows: list[dict[str, Any]] = []
    used: set[int] = set()
    for unit in units:
        if _is_label(prepared, unit, patterns):
            continue
        law = _law_of(prepared, patterns, unit, laws)
        if isinstance(law, Match):
            used.add(law.start)
        rows.append(_row(prepared, unit, law, patterns.settings))
    rows += [_row(prepared, None, law, {}) for law in laws if law.start not in used]
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


def _units(prepared: Prepared, patterns: PatternSet) -> list[Match]:
    """Return cited sections, articles and paragraphs, the longest at each place."""
    kept: list[Match] = []
    for match in sorted(
        (m for pattern in patterns.role("unit") for m in pattern.finditer(prepared)), key=lambda m: (m.start, -m.end)
    ):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


#: What goes on behind a label on the same line: "Art. 5 1. Kto", "Art. 5 Kto".
_AFTER_LABEL = re.compile(r" (?:\d{1,2}[a-z]?\. |[^\W\d_])")


def _is_label(prepared: Prepared, unit: Match, patterns: PatternSet) -> bool:
    """Return whether a match is a provision's own label: no sentence goes on from it.

    A label opens the text; "Article 5.- " is one wherever it stands.
    """
    text = prepared.text
    behind = prepared.lines[unit.end : unit.end + 5]
    if text[unit.start].isupper() and re.match(r"(?: ?bis| ?ter)?\.?[ºo°]?\.? ?-+ ", behind) and "." in behind:
        return True
    if unit.start >= 12 or any(c.isalnum() for c in text[: unit.start]):
        return False
    behind = behind.lstrip(" ")
    if not behind or behind[0] in ".:;-–—(*\n\u3000[/":
        return True
    if patterns.settings.get("capitals") or text[unit.start].islower():  # nouns bear capitals: "§ 5 Satz 1 gilt"
        return False
    after = _AFTER_LABEL.match(text, unit.end)
    return after is not None and (text[after.end() - 1].isupper() or text[after.end() - 1] == " ")


def _laws(prepared: Prepared, patterns: PatternSet) -> list[Match]:
    """Return cited laws: by number or abbreviation, and by title."""
    found = [m for role in ("law", "instrument") for p in patterns.role(role) for m in p.finditer(prepared)]
    for pattern in patterns.role("title_end"):
        found += filter(None, (_title(prepared, patterns, match) for match in pattern.finditer(prepared)))
    kept: list[Match] = []
    for match in sorted(found, key=lambda m: (m.start, -m.end)):
        if kept and match.start < kept[-1].end:
            continue
        kept.append(match)
    return kept


#: A word of a title: capitalised, a number, or in brackets.
_WORD = re.compile(r"\(?(?:[A-Z\u00c0-\u00de][\w'.&-]*|\d{1,4}|[\"'][A-Z][\w]*[\"']?)\)?,?$")


#: A number as sections and parts bear it; at the edge of a title it belongs to what is cited of that law.
_ORDINAL = re.compile(r"(?:\d[\w.]*|[IVXL]+(?:\.\d+)?|[A-Z]-?\d[\w.]*),?$")


def _title(prepared: Prepared, patterns: PatternSet, head: Match) -> Match | None:
    """Walk back from the last word of an English title ("Act") to its first.

    The walk takes capitalised words, and joining words ("of", "and") that stand between two of them; it stops at the
    head of another title ("the Bank Act and the Criminal Code" are two) and drops words that only open a sentence.
    """
    text = prepared.text
    join = patterns.settings["title_joins"]
    openers = patterns.settings["title_openers"]
    heads = patterns.settings["title_heads"]
    left = max(0, head.start - _TITLE_REACH, prepared.lines.rfind("\n", 0, head.start) + 1)
    tokens = [(m.start(), m.end()) for m in re.finditer(r"\S+", text[left : head.start])]
    begin, joining = head.start, False
    inside = False  # in brackets: "(Money Laundering)" may hold any words
    for start, end in reversed(tokens):
        token = text[left + start : left + end]
        if inside:
            begin, inside = left + start, not token.startswith("(")
            continue
        if re.fullmatch(r"\([\w.]{1,4}\),?", token):  # "(1)", "(a)": a label, not a word
            break
        if token.endswith((")", "),")) and not token.startswith("(") and "(" not in token:
            inside = True
            continue
        if token.endswith(".") and len(token) > 4 or (joining and _ORDINAL.match(token)):
            break  # the end of a sentence; "9 of the Harbours Act"
        if joining and token in openers:
            break
        if _WORD.match(token) and token.strip("(),") not in heads:
            if token.endswith(",") and not joining and not _listed(text, left + end):
                break
            begin, joining = left + start, False
        elif token in join:
            joining = True
        else:
            break
    words = text[begin : head.start].split()
    while words and (words[0].strip(",") in openers or (len(words) > 1 and _ORDINAL.match(words[0]))):
        begin += text[begin : head.start].index(words[0]) + len(words[0])
        begin += len(text[begin:]) - len(text[begin:].lstrip())
        words = words[1:]
    while words and (words[0] in join):
        begin = text.index(words[1] if len(words) > 1 else text[head.start], begin + len(words[0]))
        words = words[1:]
    if not words and not patterns.settings.get("title_alone", False):
        return None
    return Match("external", begin, head.end, head.pattern, {"law": text[begin : head.end]})


def _listed(text: str, after: int) -> bool:
    """Return whether the comma before `after` stands in a list inside a title ("Fisheries, Oceans and Coasts Act")."""
    return re.match(r" [A-Z][\w'-]*(?: [A-Z][\w'-]*){0,3}(?:,| and )", text[after : after + 90]) is not None


def _law_of(prepared: Prepared, patterns: PatternSet, unit: Match, laws: list[Match]) -> Match | str | None:
    """Return the law whose section a reference names: what stands behind it, "that Act" (as ""), or None: this law."""
    groups = unit.groups
    if groups.get("law"):
        return ""
    text = prepared.text
    i = bisect_right(laws, unit.start, key=lambda law: law.start)
    for law in laws[max(0, i - 1) : i + 3]:
        if law.start <= unit.start and unit.end <= law.end:
            return law
        gap = law.start - unit.end
        if 0 <= gap <= _LAW_REACH and any(
            p.regex.match(prepared.lower[unit.end : law.start]) for p in patterns.role("between")
        ):
            return law
        gap = unit.start - law.end
        before = law.pattern.extra.get("before") and not unit.pattern.extra.get("law_behind")
        if 0 <= gap <= 3 and before and not text[law.end : unit.start].strip(" ,"):
            return law  # "18 U.S.C. 2339B", "BGB § 1"
    if any(p.regex.match(prepared.lower[unit.end : unit.end + _LAW_REACH]) for p in patterns.role("that_law")):
        return ""
    return None


def _row(
    prepared: Prepared, unit: Match | None, law: Match | str | None, settings: Mapping[str, Any]
) -> dict[str, Any]:
    number = None
    if unit is not None:
        number = next((unit.groups[name] for name in ("num", "num2", "num3") if unit.groups.get(name)), None)
        start, end = unit.start, unit.end
    articles: list[str] = []
    if unit is not None and number:
        ranged = _is_range(prepared, unit, settings)
        articles = [
            end
            for article in _articles(number, unit.kind, settings)
            for end in (_ends(article) if ranged else [article])
        ]
    row: dict[str, Any] = {"kind": "internal", "unit": unit.kind if unit else None, "num": number,
                           "articles": articles, "law": None, "law_start": None, "law_end": None}  # fmt: skip
    if isinstance(law, Match):
        place = prepared.place(law.start, law.end)
        row |= {"kind": "instrument" if law.pattern.role == "instrument" else "external", "law": place["quote"],
                "law_start": place["start"], "law_end": place["end"]}  # fmt: skip
        if law.groups.get("num") and row["num"] is None:
            row["num"] = law.groups["num"]
        start, end = (min(start, law.start), max(end, law.end)) if unit else (law.start, law.end)
    elif law == "":
        row["kind"] = "external"
        if unit is not None and unit.groups.get("law"):
            at = prepared.text.index(unit.groups["law"] or "", unit.start)
            place = prepared.place(at, at + len(unit.groups["law"] or ""))
            row |= {"law": place["quote"], "law_start": place["start"], "law_end": place["end"]}
    return {**row, **prepared.place(start, end)}


_ORDINALS = (
    "bis|ter|qu[aá]ter|quinquies|sexies|septies|octies|n[ou][nv]ies|d[eé]cies"
    "|quintus|sextus|septimus|octavus|nonus|decimus"
)
_CJK = "\u96f6\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343"
_NUMBER = re.compile(
    rf"""(?:\b[A-Z]{{1,3}}[.-]?\ ?)?\d+(?:[.-]\d+|\ ?\^\d+|[\u00b9\u00b2\u00b3\u2070-\u2079]+)*   # L. 561-2, 43^1
    (?:\ ?[\u6761\u689d\uc870]\ ?[\u4e4b\u306e\uc758]\ ?\d+)?  # the word for article may stand inside
    (?:\.?[º°]?-[A-Z]\b|/[A-Z]\b|[ -]?(?:{_ORDINALS})\b|\.?(?!\u0648)[^\W\d_](?!\w)|[^\W\d_]{{2}}(?!\w))?
    |\b[IVXLC]+\b
    |[{_CJK}]+(?:[\u6761\u689d]?[\u4e4b\u306e][{_CJK}]+)*""",
    re.VERBOSE,
)
#: "136 a" is one number in the Nordic countries; elsewhere the letter may be a word ("136 a 140" in Spanish), and the
#: setting names those that are none.
_SPACED_LETTER = "[a-z]"
#: Citable units that are numbered through a law; a paragraph's number means nothing without its article.
_WHOLE = frozenset({"article", "section", "rule", "regulation"})


@cache
def _inner(words: str) -> re.Pattern[str]:
    """Return what finds, in a cited number, what lies below the article: "(1)", "Absatz 2 und 3", "lit. a"."""
    if words.startswith("="):  # the whole expression: the word stands behind its number ("第一項")
        return re.compile(rf"\([^()]{{1,8}}\)|{words[1:]}", re.IGNORECASE)
    more = r"(?:, ?| ?- ?| [^\W\d]{1,5} )(?:\d{1,2}(?!\d)[a-z]?|[a-z]{1,2}\b)"
    named = (
        rf"|(?<![^\W\d])(?:{words})\.? ?(?:\d{{1,3}}[a-z]?|[a-z]{{1,2}}\b)(?:{more}(?! ?(?:{words}))){{0,20}}"
        if words
        else ""
    )
    return re.compile(rf"\([^()]{{1,8}}\){named}", re.IGNORECASE)


def _articles(number: str, kind: str, settings: Mapping[str, Any]) -> list[str]:
    """Return the articles or sections in a cited number, without what lies below them."""
    inner, spaced, to = settings.get("inner", ""), settings.get("spaced_letters"), settings.get("to")
    if to:  # "15 bis 18": here no ordinal
        number = number.replace(f" {to} ", ", ")
    if spaced:
        letter = _SPACED_LETTER if spaced is True else spaced
        number = re.sub(rf"(?<=\d) (?={letter}\b(?! ?\d))", "", number)
    if kind in _WHOLE:
        return [
            re.sub(r"[\s\u6761\u689d](?=.)|\uc870", "", found.group())
            for found in _NUMBER.finditer(_inner(inner).sub(" ", number))
        ]
    # "subsection 26(1)": section 26, as Canada and Australia write it
    return [found.group() for found in _NUMBER.finditer(number) if number[found.end() : found.end() + 1] == "("]


def _is_range(prepared: Prepared, unit: Match, settings: Mapping[str, Any]) -> bool:
    """Return whether "15-18" is two numbers; where articles bear such numbers, a plural or a dash must say so."""
    several = settings.get("several")
    if several is None:
        return True
    start, end = prepared.folded.span(unit.start, unit.end)
    return bool(re.match(several, prepared.lower[unit.start : unit.end])) or "–" in prepared.original[start:end]


def _ends(article: str) -> list[str]:
    """Return both numbers of "15-18", and any other number as it is ("33-5", "421-1")."""
    pair = re.fullmatch(r"(\d+)-(\d+)([^\W\d]?)", article)
    return [pair[1], pair[2] + pair[3]] if pair and int(pair[1]) < int(pair[2]) else [article]


_LABEL = re.compile(r"\(([\w.]{1,6})\)")


def resolve(references: Iterable[Mapping[str, Any]], provisions: DataFrame) -> list[str | None]:
    """Return the eId that each internal reference leads to in a table of provisions of one document.

    Parameters
    ----------
    references : iterable of dict
        As returned by :func:`find_references`.
    provisions : DataFrame
        Columns `eid`, `num`, `kind`: the provisions of one document, in document order.

    Returns
    -------
    list of str or None
        For each reference the eId of the provision cited first: the deepest one that exists ("section 2(1)(b)" leads to
        section 2 when its paragraphs are not in the table). None for references to other laws, and when no unit of the
        table has the number.
    """
    units: dict[str, str] = {}
    names = set()
    for eid, num, kind in zip(provisions["eid"], provisions["num"], provisions["kind"], strict=True):
        names.add(eid)
        if kind in ("section", "article", "rule", "regulation"):
            units.setdefault(num_slug(num), eid)
    return [_target(reference, units, names) for reference in references]


def _target(reference: Mapping[str, Any], units: Mapping[str, str], names: set[str]) -> str | None:
    number = reference.get("num")
    if reference.get("kind") != "internal" or not number:
        return None
    first = _NUMBER.match(str(number).strip())
    if first is None:
        return None
    eid = units.get(num_slug(first.group()))
    if eid is None and reference.get("articles"):  # "artículo 4.2" leads to article 4
        eid = units.get(num_slug(reference["articles"][0]))
    if eid is None:
        return None
    return below(eid, str(number)[first.end() :], names)


def below(eid: str, labels: str, names: Container[str]) -> str:
    """Return the eId of the deepest provision below `eid` that `labels` ("(1)(b)") lead to, `eid` itself if none."""
    for label in _LABEL.findall(labels[:40]):
        deeper = (f"{eid}__{prefix}_{num_slug(label)}" for prefix in ("subsec", "para", "subpara", "cl", "point"))
        found = next((name for name in deeper if name in names), None)
        if found is None:
            break
        eid = found
    return eid


@Language.factory(
    "ctlaw_references",
    assigns=["doc.spans"],
    default_config={"spans_key": "references", "language": None},
)
def create_references(nlp: Language, name: str, spans_key: str, language: str | None) -> Element:
    """Return the component for a pipeline; `language` is that of the pipeline unless given (for "xx")."""
    return Element(find_references, language or str(nlp.lang), spans_key)
