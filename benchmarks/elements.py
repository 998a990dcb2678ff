"""How well the elements of provisions are read: fault elements, definitions, cited titles; and how fast.

Run ``python -m benchmarks.elements [mental] [definitions] [titles] [speed]`` (all by default). Needs the real law and
the hand-read units: the folder CTLAW_SHARED, or ../shared beside the clone.

Definitions and cited titles are measured on open Canadian acts, whose XML marks both up. The text is made here by a
simple flattening of our own (one line a block), so that the figures do not depend on ctlaw's readers.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks import FROZEN
from ctlaw.elements.definitions import find_definitions
from ctlaw.elements.mental import mental_set
from ctlaw.elements.references import find_references

ROOT = Path(__file__).resolve().parent.parent
#: Frozen until the final check; never to be looked at while patterns are written.
#: Jurisdictions that were not looked at while the patterns for fault elements were written.
UNSEEN = frozenset({"mw", "tz", "ke", "ar", "cr", "dj", "ma", "gr", "hu", "no", "si", "lt"})
MAIN = frozenset({"en", "fr", "de", "es"})
_BLOCKS = frozenset(
    "Section Subsection Paragraph Subparagraph Clause Subclause Definition Provision Item Heading MarginalNote "
    "ContinuedSectionSubsection ContinuedParagraph ContinuedDefinition ContinuedSubparagraph FormulaDefinition "
    "HistoricalNote Footnote row entry ReadAsText SectionPiece AmendedText".split()
)


def shared() -> Path:
    """Return the folder with real law and gold, or leave with a sentence that says what is missing."""
    folder = Path(os.environ.get("CTLAW_SHARED") or ROOT.parent / "shared")
    if not (folder / "gold").is_dir():
        raise SystemExit("No real law here: set CTLAW_SHARED, or lay it beside the clone as ../shared.")
    return folder


def units(path: Path) -> list[dict[str, Any]]:
    """Return the hand-read units of a gold file, without the frozen jurisdictions."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if row["jurisdiction"] not in FROZEN]


def figure(tp: int, fp: int, fn: int) -> str:
    """Return precision, recall and F1 as text, with the number of gold items."""
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f} (n {tp + fn})"


def score_mental(rows: Iterable[dict[str, Any]]) -> str:
    """Return the figure of `find_mental` on hand-read units: kinds as a set per unit, null as empty."""
    tp = fp = fn = 0
    for row in rows:
        want = set(row.get("mental") or [])
        got = set(mental_set(row["text"], row["language"], row.get("heading")) or [])
        tp, fp, fn = tp + len(want & got), fp + len(got - want), fn + len(want - got)
    return figure(tp, fp, fn)


def _of(rows: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["language"] == language]


def mental() -> None:
    """Print the figures for fault elements."""
    gold = shared() / "gold"
    dev = units(gold / "units-dev.jsonl")
    train = [row for path in sorted((gold / "train").glob("*.jsonl")) for row in units(path)]
    unseen = [row for row in train if row["jurisdiction"] in UNSEEN]
    seen = [row for row in train if row["jurisdiction"] not in UNSEEN]
    print("mental  dev units (double-read)      ", score_mental(dev))
    for language in sorted(MAIN):
        print(f"mental  dev units, {language}                ", score_mental(_of(dev, language)))
    for name, rows in (("seen", seen), ("unseen", unseen)):
        others = [row for row in rows if row["language"] not in MAIN]
        print(f"mental  train, {name:6s} jurisdictions   ", score_mental(rows))
        print(f"mental  train, {name:6s} other languages ", score_mental(others))
    by_language = defaultdict(list)
    for row in train:
        by_language[row["language"]].append(row)
    for language, rows in sorted(by_language.items()):
        print(f"mental  train, {language}                    ", score_mental(rows))


class Flat:
    """The running text of an act and the places of two kinds of mark-up in it."""

    def __init__(self, path: Path, *, body_only: bool = False) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.terms: list[tuple[int, int, bool]] = []  # start, end, and whether a definition element opens with it
        self.titles: list[tuple[int, int]] = []
        root = ElementTree.parse(path).getroot()  # files of the pinned corpus, not hostile input
        for part in root:
            if part.tag == "Body" or (part.tag != "Identification" and not body_only):
                self._walk(part, None, False)
        self.text = "".join(self.parts)

    def _add(self, text: str | None) -> None:
        if text:
            text = re.sub(r"[ \t\n]+", " ", text)
            self.parts.append(text)
            self.length += len(text)

    def _walk(self, node: ElementTree.Element, definition: list[bool] | None, repealed: bool) -> None:
        if node.tag in _BLOCKS and self.parts and not self.parts[-1].endswith("\n"):
            self._add_line()
        if node.tag == "Definition":
            repealed = node.find(".//Repealed") is not None
            definition = [True]
        start = self.length
        self._add(node.text)
        for child in node:
            self._walk(child, definition, repealed)
            self._add(child.tail)
        if node.tag == "Label":
            self._add(" ")
        elif node.tag in ("MarginalNote", "TitleText"):
            self._add_line()
        elif node.tag == "DefinedTermEn":
            opens = definition is not None and definition[0] and not repealed
            self.terms.append((start, self.length, opens))
            if definition is not None:
                definition[0] = False
        elif node.tag == "XRefExternal" and node.get("reference-type") == "act" and self.length > start:
            self.titles.append((start, self.length))

    def _add_line(self) -> None:
        self.parts.append("\n")
        self.length += 1


def acts(*, body_only: bool = False) -> Iterator[Flat]:
    """Yield the open Canadian acts, flattened; without schedules if `body_only`."""
    for path in sorted((shared() / "law" / "ca-acts").glob("*.xml")):
        yield Flat(path, body_only=body_only)


def definitions(errors: int = 0) -> None:
    """Print the figures for defined terms.

    Recall: opening terms of ``Definition`` elements that are in force. Precision: a found term is right when it
    overlaps any marked-up defined term. Several terms of one definition count as one, found by any of them. Schedules
    are left out: treaties printed there define terms that nobody marked up.
    """
    tp = fn = right = wrong = 0
    for act in acts(body_only=True):
        found = [(d["term_start"], d["term_end"]) for d in find_definitions(act.text, "en") or []]
        for start, end, opens in act.terms:
            hit = any(a < end and start < b for a, b in found)
            if opens:
                tp, fn = tp + hit, fn + (not hit)
                if not hit and errors > 0:
                    errors -= 1
                    print("  missed", repr(act.text[start : end + 90]))
        for a, b in found:
            ok = any(a < end and start < b for start, end, _ in act.terms)
            right, wrong = right + ok, wrong + (not ok)
            if not ok and errors > 0:
                errors -= 1
                print("  wrong ", repr(act.text[max(0, a - 40) : b + 60]))
    precision, recall = right / max(1, right + wrong), tp / max(1, tp + fn)
    print(f"definitions  P {precision:.3f} (found {right + wrong}) R {recall:.3f} (n {tp + fn})")


def titles(errors: int = 0) -> None:
    """Print the figures for cited titles of acts: exact spans, and spans that overlap.

    The mark-up is complete only for titles in running text; a title that is found but not marked up is wrong here even
    if it is one (in headings, schedules and the act's own name), so precision is a lower bound and recall the measure.
    """
    exact = overlap = total = found_total = found_right = 0
    for act in acts():
        found = [
            (r["law_start"], r["law_end"])
            for r in find_references(act.text, "en") or []
            if r["kind"] != "internal" and r["law_start"] is not None
        ]
        spans = set(found)
        for start, end in act.titles:
            plain = act.text[start:end].rstrip(" .,")
            total += 1
            hit = (start, start + len(plain)) in spans
            near = hit or any(a < end and start < b for a, b in found)
            exact, overlap = exact + hit, overlap + near
            if not hit and errors > 0:
                errors -= 1
                print("  missed", repr(plain), [act.text[a:b] for a, b in found if a < end and start < b])
        for a, b in found:
            found_total += 1
            found_right += any(a < end and start < b for start, end in act.titles)
    print(f"cited titles  exact R {exact / total:.3f} overlapping R {overlap / total:.3f} (n {total}); "
          f"of {found_total} found, {found_right / max(1, found_total):.3f} are marked up")  # fmt: skip


def speed() -> None:
    """Print the time of each element against bare tokenisation (``spacy.blank``) on the hand-read units."""
    import spacy

    from ctlaw.elements import deciders, exceptions, jurisdiction_clauses, purposes, time_limits

    functions: dict[str, Callable[[str, str], Any]] = {
        "mental": mental_set, "definitions": find_definitions, "references": find_references,
        "purposes": purposes.find_purposes, "exceptions": exceptions.find_exceptions,
        "time_limits": time_limits.find_time_limits, "deciders": deciders.find_deciders,
        "jurisdiction": jurisdiction_clauses.find_jurisdiction_clauses,
    }  # fmt: skip
    gold = shared() / "gold" / "train"
    for language in ("en", "fr", "de", "es"):
        texts = [row["text"] for row in units(gold / f"{language}.jsonl")][:250]
        nlp = spacy.blank(language)
        for text in texts[:20]:
            nlp(text)
            for function in functions.values():
                function(text, language)
        begin = time.perf_counter()
        for text in texts:
            nlp(text)
        bare = time.perf_counter() - begin
        times = {}
        for name, function in functions.items():
            begin = time.perf_counter()
            for text in texts:
                function(text, language)
            times[name] = time.perf_counter() - begin
        shares = ", ".join(f"{name} {seconds / bare:.2f}" for name, seconds in times.items())
        print(f"speed {language}: tokenisation 1, all elements {sum(times.values()) / bare:.2f} ({shares})")


def main(names: list[str]) -> None:
    """Print the figures named, or all."""
    for function in (mental, definitions, titles, speed):
        if not names or function.__name__ in names:
            function()


if __name__ == "__main__":
    main(sys.argv[1:])
