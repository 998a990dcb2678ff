"""Measure penalties against the hand-read units: ``python benchmarks/penalties.py [--language xx] [--errors 20]``.

Prints, per language, exact penalties (term, life, death, fine, amount, currency) and terms alone for ``units-dev``
(double-read), ``train`` (single-read; the frozen jurisdictions fi, cl, pk, ro left out unless ``--frozen``) and
``penalties-ca-60``. Needs the folder of real law and gold beside the clone (``../shared``) or in ``CTLAW_SHARED``. The
scoring is that of ``tools/score_elements.py`` and ``bench/score_penalties.py`` there.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import FROZEN
from ctlaw.elements.penalties import find_penalties

ROOT = Path(__file__).resolve().parent.parent


def gold_folder() -> Path:
    """Return the folder with the gold files, or end with a sentence that says where it was looked for."""
    folder = Path(os.environ.get("CTLAW_SHARED") or ROOT.parent / "shared") / "gold"
    if not (folder / "units-dev.jsonl").is_file():
        sys.exit(f"no gold in `{folder}`; set CTLAW_SHARED to the folder that holds gold/ and law/")
    return folder


def errata() -> dict[tuple[str, str], str]:
    """Return the labels known to be wrong: (file, id) and why."""
    path = ROOT / "benchmarks" / "errata.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["file"], row["id"]): row["why"] for row in csv.DictReader(file) if row["field"] == "penalties"}


def number(value: Any) -> float | None:
    """Return a label's number; empty is None."""
    return None if value in (None, "") else float(value)


def term(p: dict[str, Any]) -> tuple[Any, ...]:
    """Return what is compared for a term."""
    return number(p.get("min_months")), number(p.get("max_months")), bool(p.get("life")), bool(p.get("death"))


def full(p: dict[str, Any]) -> tuple[Any, ...]:
    """Return what is compared for a whole penalty."""
    amount = number(p.get("fine_max"))
    return (*term(p), bool(p.get("fine")), amount, (p.get("currency") or None) if amount else None)


def terms(penalties: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Return the terms of a unit, without penalties that have none."""
    return Counter(t for p in penalties if (t := term(p)) != (None, None, False, False))


def exact(penalties: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Return the whole penalties of a unit."""
    return Counter(full(p) for p in penalties)


def figures(tp: int, fp: int, fn: int) -> str:
    """Return precision, recall and F1 as text."""
    p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f} (n {tp + fn})"


def units(path: Path, frozen: bool) -> Iterator[dict[str, Any]]:
    """Yield the units of a gold file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        unit = json.loads(line)
        if frozen or "train" not in path.parts or unit["jurisdiction"] not in FROZEN:
            yield unit


def measure(paths: list[Path], args: argparse.Namespace, wrong: dict[tuple[str, str], str]) -> None:
    """Print the figures of some gold files, per language and for all of them."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: {"exact": [0, 0, 0], "terms": [0, 0, 0]})
    corrected: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    shown, missing, started, size = 0, set(), time.perf_counter(), 0
    compare: dict[str, Callable[[list[dict[str, Any]]], Counter[tuple[Any, ...]]]] = {"exact": exact, "terms": terms}
    for path in paths:
        for unit in units(path, args.frozen):
            language = unit["language"]
            if args.language and language != args.language:
                continue
            jurisdiction = unit["jurisdiction"] if args.jurisdiction else None
            found = find_penalties(unit["text"], language, heading=unit.get("heading"), jurisdiction=jurisdiction)
            size += len(unit["text"])
            if found is None:
                missing.add(language)
                continue
            for name, key in compare.items():
                want, got = key(unit["penalties"]), key(found)
                hit = (want & got).total()
                for group in (language, "all"):
                    for i, n in enumerate((hit, got.total() - hit, want.total() - hit)):
                        counts[group][name][i] += n
                        if name == "exact" and (path.name, unit["id"]) not in wrong:
                            corrected[group][i] += n
            want, got = exact(unit["penalties"]), exact(found)
            if want != got and shown < args.errors:
                shown += 1
                mark = " (erratum)" if (path.name, unit["id"]) in wrong else ""
                print(f"- {unit['id']}{mark}\n    wanted {list((want - got).elements())}")
                print(f"    got    {list((got - want).elements())}")
                for p in found:
                    if full(p) in got - want:
                        print(f"           {' '.join(p['quote'].split())[:200]}")
    for group in [*sorted(set(counts) - {"all"}), "all"]:
        if group in counts:
            line = "  ".join(f"{name} {figures(*counts[group][name])}" for name in ("exact", "terms"))
            print(f"{group:5s} {line}  exact without errata {figures(*corrected[group])}")
    seconds = time.perf_counter() - started
    print(f"      {size / 1e6:.2f} million characters in {seconds:.1f} s; no patterns: {sorted(missing) or 'none'}")


def measure_arms(path: Path, errors: int) -> None:
    """Print the figures of the Canadian penalty provisions: maximum terms, fines, whole arms."""
    rows: dict[int, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[int(row["sentence_id"])].append(row)
    counts = {name: [0, 0, 0] for name in ("terms", "amounts", "whole arms", "arms with a term or fine")}
    for sentence, arms in rows.items():
        found = find_penalties(arms[0]["text"], "en", jurisdiction="ca") or []
        want: dict[str, Counter[Any]] = {name: Counter() for name in counts}
        got: dict[str, Counter[Any]] = {name: Counter() for name in counts}
        for row in arms:
            if row["max_months"]:
                want["terms"][float(row["max_months"])] += 1
            for key in ("fine_min", "fine_max"):
                if row[key].replace(".", "").isdigit():
                    want["amounts"][float(row[key])] += 1
            if row["conviction_mode"]:
                arm = (row["conviction_mode"], row["max_months"] or ("life" if row["life"] else ""), row["fine_max"])
                want["whole arms"][arm] += 1
                if row["max_months"] or row["life"] or row["fine_max"]:
                    want["arms with a term or fine"][arm] += 1
        for p in found:
            if p["max_months"] is not None:
                got["terms"][float(p["max_months"])] += 1
            for key in ("fine_min", "fine_max"):
                if p[key] is not None:
                    got["amounts"][float(p[key])] += 1
            counted = p["fine_units"] or {}
            fine = str(p["fine_max"]) if p["fine_max"] is not None else "court" if p["fine"] else ""
            fine = f"{counted['max']}%" if counted.get("unit") == "per-cent" else fine
            months = str(p["max_months"]) if p["max_months"] is not None else "life" if p["life"] else ""
            arm = (p["mode"] or "not stated", months, fine)
            got["whole arms"][arm] += 1
            got["arms with a term or fine"][arm] += 1
        for name, count in counts.items():
            hit = (want[name] & got[name]).total()
            count[0] += hit
            count[1] += got[name].total() - hit
            count[2] += want[name].total() - hit
        if want["arms with a term or fine"] != got["arms with a term or fine"] and errors > 0:
            errors -= 1
            missed = want["arms with a term or fine"] - got["arms with a term or fine"]
            extra = got["arms with a term or fine"] - want["arms with a term or fine"]
            print(f"- sentence {sentence}: wanted {list(missed.elements())}, got {list(extra.elements())}")
    for name, count in counts.items():
        print(f"{name:26s} {figures(*count)}")


def main() -> int:
    """Run the measurement that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--language")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--frozen", action="store_true", help="count the frozen jurisdictions too (the final check)")
    parser.add_argument("--no-jurisdiction", dest="jurisdiction", action="store_false", help="text only")
    args = parser.parse_args()
    gold, wrong = gold_folder(), errata()
    print("units-dev (read twice)")
    measure([gold / "units-dev.jsonl"], args, wrong)
    print("train (read once)")
    measure(sorted((gold / "train").glob(f"{args.language or '*'}.jsonl")), args, wrong)
    if args.language in (None, "en"):
        print("penalties-ca-60")
        measure_arms(gold / "penalties-ca-60.csv", args.errors)
    return 0


if __name__ == "__main__":
    sys.exit(main())
