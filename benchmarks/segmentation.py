"""Measure the segmenter on real law whose structure is known, rendered to text without it.

``python -m benchmarks.segmentation [--shared FOLDER] [--style plain] [--acts N] [--held-out] [--no-speed] [--json F]``

Canadian acts are rendered by ``bench/render_lims.py`` and scored by ``bench/score_segmentation.py`` of the shared
material; the XML of other publishers by `benchmarks.render_publishers`. A place counts when it is met to the character
(Canada: within one). In the strict table schedules and quoted amendments count against whoever takes them for the law:
only predictions with ``part_of == "body"`` are handed in.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.render_publishers import render
from ctlaw.segment import segment
from ctlaw.structure import CONTAINERS, UNITS, Division

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("section", "subsection", "paragraph", "subparagraph", "clause", "definition")
STYLES = ("plain", "wrapped", "nolines", "dot", "spaced")
#: Files of each publisher, language of the text, whether the country is kept for the end.
PUBLISHERS = {
    "DE gesetze-im-internet": ("law/de/*.xml", "de", False),
    "IS Alþingi": ("law/is/*.xml", "is", False),
    "GB CLML": ("law/formats/clml/*.xml", "en", False),
    "US USLM": ("law/formats/uslm/*.xml", "en", False),
    "NZ PCO (held out)": ("law/nz/*.xml", "en", True),
}
_LABEL = re.compile(r"\*?\S+\s+\S+")


def predictions(doc: str, text: str, divisions: list[Division]) -> list[dict[str, Any]]:
    """Return divisions in the terms of the scorer; the path is made of printed numbers."""
    paths: list[str | None] = []
    out: list[dict[str, Any]] = []
    for division in divisions:
        above = paths[division.parent] if division.parent is not None else None
        if division.kind in CONTAINERS or division.kind == "note":
            paths.append(None)
            if division.num and division.kind not in ("schedule", "annex") and division.part_of == "body":
                label = _LABEL.match(text[division.start : division.start + 80])
                out.append({"doc": doc, "start": division.start, "level": "part", "label": label and label.group()})
            continue
        own = f"def:{division.heading}" if division.kind == "definition" else division.num or "?"
        path = f"{above}/{own}" if above else own
        paths.append(path)
        if division.kind in LEVELS and division.part_of == "body":
            label_text = division.heading if division.kind == "definition" else division.num
            out.append({"doc": doc, "start": division.start, "level": division.kind, "label": label_text, "path": path})
    return out


def canada(shared: Path, style: str, acts: int, scorer: Any) -> tuple[dict[bool, Any], float, list[str]]:
    """Return scores (lenient and strict), processor seconds, and the texts of one style."""
    with tempfile.TemporaryDirectory() as folder:
        listed = shared / "gold" / "acts-dev-100.csv"
        if acts:
            rows = listed.read_text(encoding="utf-8").splitlines()[: acts + 1]
            listed = Path(folder) / "acts.csv"
            listed.write_text("\n".join(rows) + "\n", encoding="utf-8")
        out = Path(folder) / style
        command = [sys.executable, str(shared / "bench" / "render_lims.py"), "--xml", str(shared / "law" / "ca-acts")]
        command += ["--list", str(listed), "--out", str(out), "--style", style]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        gold = scorer.load(out / "gold.jsonl")
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        seconds, texts = 0.0, []
        segment("1 A wand.\n2 A hat.\n", "en")
        for file in sorted(out.glob("*.txt")):
            text = file.read_text(encoding="utf-8")
            begun = time.process_time()
            divisions = segment(text, "en")
            seconds += time.process_time() - begun
            found[file.stem] = predictions(file.stem, text, divisions)
            texts.append(text)
    return {strict: scorer.score(gold, found, strict=strict) for strict in (False, True)}, seconds, texts


def publishers(shared: Path, held_out: bool) -> list[dict[str, Any]]:
    """Return precision, recall and F1 of article and section starts for each publisher."""
    rows = []
    for name, (pattern, language, kept) in PUBLISHERS.items():
        if kept and not held_out:
            continue
        right = given = wanted = 0
        files = sorted(shared.glob(pattern))
        for file in files:
            rendering = render(file)
            gold = {start for start, _ in rendering.units}
            divisions = segment(rendering.text, language)
            mine = {d.start for d in divisions if d.kind in UNITS and d.part_of == "body"}
            right, given, wanted = right + len(mine & gold), given + len(mine), wanted + len(gold)
        p, r = right / max(given, 1), right / max(wanted, 1)
        rows.append({"publisher": name, "files": len(files), "units": wanted, "P": round(p, 4), "R": round(r, 4),
                     "F1": round(2 * p * r / (p + r), 4) if p + r else 0.0})  # fmt: skip
    return rows


def tokeniser_seconds(texts: list[str]) -> float:
    """Return processor seconds in which `spacy.blank("en")` tokenises the same texts."""
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    nlp.tokenizer("A warm start.")
    begun = time.process_time()
    for text in texts:
        nlp.tokenizer(text)
    return time.process_time() - begun


def hostile() -> list[tuple[str, float, float]]:
    """Return seconds for texts made to be slow, at one size and at four times that size."""
    makers = {
        "brackets": lambda n: "(1) (a) (i) (A) " * (n // 16),
        "numbers": lambda n: "".join(f"{i % 97} A thing.\n" for i in range(n // 12)),
        "ones": lambda n: "1 A thing.\n" * (n // 11),
        "quotes": lambda n: "“1 A thing\n" * (n // 11),
        "definitions": lambda n: "2 In this Act,\n" + "wand of the wand of the wand\n" * (n // 29),
        "one line": lambda n: "Section 5 and section 6, (a) or (b). " * (n // 37),
        "digits": lambda n: "1.1" * (n // 3),
        "romans": lambda n: "(i) x;\n" * (n // 7),
    }
    rows = []
    for name, make in makers.items():
        spent = []
        for size in (60_000, 240_000):
            text = make(size)
            begun = time.process_time()
            segment(text, "en")
            spent.append(time.process_time() - begun)
        rows.append((name, *spent))
    return rows  # type: ignore[return-value]


def main() -> int:
    """Run all measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", default=os.environ.get("CTLAW_SHARED") or str(ROOT.parent / "shared"))
    parser.add_argument("--style", action="append", choices=STYLES, help="plain, wrapped and nolines by default")
    parser.add_argument("--acts", type=int, default=0, help="only the first N acts")
    parser.add_argument("--held-out", action="store_true", help="also the country that is kept for the end (NZ)")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--json", help="write the figures to this file too")
    options = parser.parse_args()
    shared = Path(options.shared)
    if not (shared / "bench" / "render_lims.py").is_file():
        print(f"benchmarks.segmentation: `{shared}` has no bench/render_lims.py: set CTLAW_SHARED.", file=sys.stderr)
        return 2
    sys.path.insert(0, str(shared / "bench"))
    scorer = importlib.import_module("score_segmentation")
    with (shared / "gold" / "acts-dev-100.csv").open(encoding="utf-8") as stream:
        known = sum(1 for row in csv.reader(stream) if row and row[0].endswith(".xml"))
    figures: dict[str, Any] = {}
    plain_texts: list[str] = []
    print(
        f"Canadian acts ({min(options.acts or known, known)} of {known}); P / R / F1, label and path of the matched\n"
    )
    print("| style | level | P | R | F1 | label | path |\n|---|---|---|---|---|---|---|")
    seconds: dict[str, float] = {}
    for style in options.style or STYLES[:3]:
        scores, seconds[style], texts = canada(shared, style, options.acts, scorer)
        plain_texts = texts if style == "plain" else plain_texts
        for strict, score in scores.items():
            name = f"{style}, strict" if strict else style
            figures[name] = score
            for level in (*LEVELS, "part"):
                row = score[level]
                label, path = (f"{row[k]:.4f}" if k in row else "" for k in ("label_acc", "path_acc"))
                print(f"| {name} | {level} | {row['P']:.4f} | {row['R']:.4f} | {row['F1']:.4f} | {label} | {path} |")
    print("\nOther publishers' XML, rendered plain: starts of articles and sections\n")
    print("| publisher | files | units | P | R | F1 |\n|---|---|---|---|---|---|")
    figures["publishers"] = publishers(shared, options.held_out)
    for row in figures["publishers"]:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    if not options.no_speed and plain_texts:
        spacy_seconds = tokeniser_seconds(plain_texts)
        size = sum(map(len, plain_texts)) / 1e6
        print(f"\nTime on the same {size:.1f} million characters: spacy.blank('en') tokenising {spacy_seconds:.1f} s;")
        for style, spent in seconds.items():
            print(f"  segment, {style}: {spent:.1f} s, {spacy_seconds / max(spent, 1e-9):.1f} x faster")
        figures["speed"] = {style: round(spacy_seconds / max(s, 1e-9), 2) for style, s in seconds.items()}
        print("\nHostile texts, seconds for 60,000 and 240,000 characters (4 x when linear)\n")
        print("| text | 60 k | 240 k | ratio |\n|---|---|---|---|")
        for name, a, b in hostile():
            print(f"| {name} | {a:.2f} | {b:.2f} | {b / max(a, 1e-3):.1f} |")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\nPeak memory of this process: {peak:.0f} MB")
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
