"""References, exceptions, time limits, grounds of jurisdiction and deciders against two readers.

    python -m benchmarks.read_elements                         # figures from benchmarks/readings/elements.csv
    python -m benchmarks.read_elements add READ.csv UNITS.jsonl READER

Coded provisions in thirteen languages, marked by two language-model readers who saw neither patterns nor output, in
four draws: by lot (150), by codes under which grounds of jurisdiction, procedure and remedies are coded (118), by codes
of procedure and retention (46), and provisions in which a unit of time is printed (32). The file keeps places and
values, not wording. "readers" is the F1 of the second against the first: nobody can be expected to do better than they
agree. ctlaw is scored against each of them and the two are averaged.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.train_packaged import gold
from ctlaw.elements.deciders import find_deciders
from ctlaw.elements.exceptions import find_exceptions
from ctlaw.elements.jurisdiction_clauses import find_jurisdiction_clauses
from ctlaw.elements.references import find_references
from ctlaw.elements.time_limits import find_time_limits
from ctlaw.structure import num_slug
from ctlaw.tables import write_table

ELEMENTS = Path(__file__).resolve().parent / "readings" / "elements.csv"
COLUMNS = ["unit", "language", "element", "start", "end", "value", "reader", "reader_kind"]
#: How far two spans may lie apart and still be the same place: readers quote more or less of the words around it.
SLACK = 25
Mark = dict[str, Any]


def add(read: Path, units: Path, reader: str) -> None:
    """Take up what a reader marked (id, element, quote, value): the place of each quotation instead of its words.

    What the same reader marked in the same provisions before is replaced.
    """
    about = {row["id"]: row for row in map(json.loads, units.read_text("utf-8").splitlines())}
    old = pd.read_csv(ELEMENTS, dtype=str, keep_default_na=False) if ELEMENTS.is_file() else pd.DataFrame()
    rows, used = [], defaultdict(int)
    with read.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            unit, quote = about[row["id"]], row["quote"] or ""
            start = unit["text"].find(quote, used[row["id"], row["element"], quote]) if quote else 0
            if start < 0:
                sys.exit(f"benchmarks.read_elements: `{read}`, {row['id']}: the quotation is not in the provision.")
            used[row["id"], row["element"], quote] = start + 1
            rows.append({"unit": unit["unit"], "language": unit["language"], "element": row["element"],
                         "start": str(start), "end": str(start + len(quote)), "value": row["value"] or "",
                         "reader": reader, "reader_kind": "model"})  # fmt: skip
    again = {row["unit"] for row in rows}
    kept = old[(old["reader"] != reader) | ~old["unit"].isin(again)] if len(old) else old
    table = pd.concat([kept, pd.DataFrame(rows)])[COLUMNS]
    write_table(table.sort_values(["unit", "reader", "element", "start"], ignore_index=True), ELEMENTS)


def near(a: Mark, b: Mark) -> bool:
    """Return whether two marks lie at the same place."""
    return bool(a["start"] - SLACK < b["end"] and b["start"] - SLACK < a["end"])


def matched(truth: list[Mark], found: list[Mark], same: Callable[[Mark, Mark], bool]) -> int:
    """Return how many marks pair off, each once."""
    rest, hits = list(found), 0
    for mark in truth:
        for other in rest:
            if same(mark, other):
                rest.remove(other)
                hits += 1
                break
    return hits


def limits_alike(a: Mark, b: Mark) -> bool:
    """Return whether two time limits are the same amount at the same place; the clock is compared apart."""
    return near(a, b) and a["value"].split()[:2] == b["value"].split()[:2]


def clocks_alike(a: Mark, b: Mark) -> bool:
    """Return whether two time limits are alike in amount and clock."""
    return near(a, b) and bool(a["value"] == b["value"])


def numbers_alike(a: Mark, b: Mark) -> bool:
    """Return whether two references lead to the same number at the same place."""
    return near(a, b) and a["value"].replace("-", "") == b["value"].replace("-", "")


def kinds_alike(a: Mark, b: Mark) -> bool:
    """Return whether two marks name the same kind, wherever in the provision."""
    return bool(a["value"] == b["value"])


SAME = {"reference": numbers_alike, "exception": near, "time_limit": limits_alike, "jurisdiction": kinds_alike,
        "decider": kinds_alike}  # fmt: skip


def of_reader(rows: Iterable[Any]) -> dict[str, list[Mark]]:
    """Return a reader's marks of one provision by element; a reference to three articles is three marks."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for row in rows:
        mark = {"start": int(row.start), "end": int(row.end), "value": row.value}
        if row.element == "reference":
            kind, *numbers = row.value.split()
            for number in numbers:
                marks["reference"].append({**mark, "value": num_slug(number)})
            if not numbers and kind != "internal":
                marks["reference"].append({**mark, "value": "law"})
        elif row.element in SAME:
            marks[row.element].append(mark)
    return marks


def of_ctlaw(text: str, language: str) -> dict[str, list[Mark] | None]:
    """Return ctlaw's marks of one provision by element; None where the language has no patterns."""

    def kinds(rows: list[dict[str, Any]] | None) -> list[Mark] | None:
        if rows is None:
            return None
        first = {r["kind"]: {"start": r["start"], "end": r["end"], "value": r["kind"]} for r in reversed(rows)}
        return list(first.values())

    limits, references = find_time_limits(text, language), find_references(text, language)
    cited: list[Mark] | None = None if references is None else []
    for r in references or ():
        place = {"start": r["start"], "end": r["end"]}
        cited += [{**place, "value": num_slug(article)} for article in r["articles"]]  # type: ignore[operator]
        if not r["articles"] and r["kind"] != "internal":
            cited.append({**place, "value": "law"})  # type: ignore[union-attr]
    exceptions = find_exceptions(text, language)
    return {
        "reference": cited,
        "exception": None if exceptions is None else [{**r, "value": r["kind"]} for r in exceptions],
        "time_limit": None if limits is None else [
            {**r, "value": f"{r['amount']:g} {r['unit']} {r['clock'] or 'other'}"} for r in limits],
        "jurisdiction": kinds(find_jurisdiction_clauses(text, language)),
        "decider": kinds(find_deciders(text, language)),
    }  # fmt: skip


def _of_articles(mark: Mark, truth: list[Mark]) -> bool:
    """Return whether a cited law is no wrong find, because the reader marked the articles of it instead."""
    return mark["value"] == "law" and any(near(mark, t) and t["value"] != "law" for t in truth)


def f1(hits: int, truth: int, found: int) -> tuple[float, float, float]:
    """Return precision, recall, F1."""
    return hits / max(1, found), hits / max(1, truth), 2 * hits / max(1, truth + found)


def main() -> int:
    """Take up, or print."""
    if len(sys.argv) == 5 and sys.argv[1] == "add":
        add(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
        return 0
    if len(sys.argv) > 1:
        sys.exit("usage: python -m benchmarks.read_elements [add READ.csv UNITS.jsonl READER]")
    table = pd.read_csv(ELEMENTS, dtype=str, keep_default_na=False)
    texts = gold().drop_duplicates("id").set_index("id")["text"]
    readers = sorted(set(table["reader"]))
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 9)
    gone = 0
    for (unit, language), rows in table.groupby(["unit", "language"]):
        marked = {name: of_reader(part.itertuples()) for name, part in rows.groupby("reader")}
        if unit not in texts.index:  # the law is cut otherwise since then
            gone += 1
            continue
        own = of_ctlaw(texts[unit], str(language))
        for element, same in SAME.items():
            for scope in (str(language), "all"):
                c = counts[element, scope]
                first, second = (marked.get(name, {}).get(element, []) for name in (readers * 2)[:2])
                c[0] += matched(first, second, same)
                c[1] += len(first)
                c[2] += len(second)
                found = own.get(element)
                c[8] += found is None
                for truth in (first, second):
                    kept = [m for m in found or () if not _of_articles(m, truth)]
                    c[3] += matched(truth, kept, same)
                    c[4] += len(truth)
                    c[5] += len(kept)
                if element == "time_limit":
                    for truth in (first, second):
                        c[6] += matched(truth, found or [], clocks_alike)
    print(f"{table['unit'].nunique() - gone} provisions; {gone} are cut otherwise since they were read")
    print("element | language | marks of the two readers | readers F1 | ctlaw P | R | F1 | same clock, if matched")
    for (element, scope), c in sorted(counts.items()):
        agreed = f1(c[0], c[1], c[2])[2]
        p, r, f = f1(c[3], c[4], c[5])
        clock = f" | {c[6] / max(1, c[3]):.2f}" if element == "time_limit" else " |"
        none = " (no patterns)" if c[8] and not c[5] else ""
        print(f"{element} | {scope} | {c[1]}, {c[2]} | {agreed:.2f} | {p:.2f} | {r:.2f} | {f:.2f}{clock}{none}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
