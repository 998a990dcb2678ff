"""Measure the readers on real files: are they all read, are the offsets true, do three formats of one act agree?

``python -m benchmarks.readers [--shared FOLDER] [--quick] [--json FILE] [--list]``

Three figures:

* every file under ``law/``: read without error; every division true (`ctlaw.readers.check`); source places inside the
  file, and the label of an article to be found in the bytes they point to; articles or sections per file; seconds;
* the acts of ``law/formats/`` that lie there in CLML, Akoma Ntoso and HTML: share of sections (number and heading) that
  each pair of formats has in common, and how alike their texts are;
* the provisions of ``gold/`` (half of them from files read here): is there a unit of that number whose text holds the
  gold text? Held-back and frozen jurisdictions are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from benchmarks import HELD_BACK
from ctlaw.errors import CorpusError
from ctlaw.readers import check, read
from ctlaw.readers._units import match_unit
from ctlaw.structure import UNITS, Reading

SKIPPED = frozenset({"manifest.csv", "README.md", "formats.csv"})
QUICK_BYTES = 3_000_000


def main() -> int:
    """Run the three measurements and print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = os.environ.get("CTLAW_SHARED") or Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=Path(default))
    parser.add_argument("--quick", action="store_true", help="leave out files of more than 3 MB")
    parser.add_argument("--list", action="store_true", help="one line a file")
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    args = parser.parse_args()
    if not (args.shared / "law").is_dir():
        print(f"`{args.shared}` holds no folder `law`; set CTLAW_SHARED.", file=sys.stderr)
        return 2
    readings: dict[str, Reading] = {}
    figures = {"files": measure_files(args.shared / "law", readings, quick=args.quick, listed=args.list)}
    figures["formats"] = measure_formats(readings)
    figures["gold"] = measure_gold(args.shared / "gold", readings)
    if args.json:
        args.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def measure_files(law: Path, readings: dict[str, Reading], *, quick: bool, listed: bool) -> dict[str, Any]:
    """Read every file; fill `readings` by path."""
    files = [p for p in sorted(law.rglob("*")) if p.is_file() and p.name not in SKIPPED]
    files = [p for p in files if not (quick and p.stat().st_size > QUICK_BYTES)]
    errors: list[str] = []
    untrue: list[str] = []
    astray: list[str] = []
    empty: list[str] = []
    units = placed = 0
    size = sum(p.stat().st_size for p in files)
    seconds = 0.0
    for path in files:
        name = path.relative_to(law).as_posix()
        data = path.read_bytes()
        begun = time.perf_counter()
        try:
            reading = read(data, name)
        except CorpusError as error:
            errors.append(str(error))
            continue
        seconds += (spent := time.perf_counter() - begun)
        readings[name] = reading
        wrong = check(reading)
        untrue += [f"{name}: {w}" for w in wrong]
        own = [d for d in reading.divisions if d.kind in UNITS]
        units += len(own)
        found, missed = source_places(reading, data)
        placed += found
        astray += [f"{name}: {m}" for m in missed]
        if not own and not name.endswith(".txt"):
            empty.append(name)
        if listed:
            print(f"{name}\t{len(data)} bytes\t{len(own)} units\t{len(reading.divisions)} divisions\t{spent:.2f} s")
    print(f"files read without error: {len(files) - len(errors)}/{len(files)}")
    print(*errors, sep="\n")
    print(f"files with only true offsets: {len(readings) - len({w.partition(':')[0] for w in untrue})}/{len(readings)}")
    print(*untrue[:20], sep="\n")
    print(f"articles and sections: {units}; source places that hold the number: {placed}/{placed + len(astray)}")
    print(*astray[:20], sep="\n")
    print(f"files (other than .txt) without articles or sections: {len(empty)}: {', '.join(empty)}")
    print(f"{size / 1e6:.0f} MB in {seconds:.1f} s ({size / 1e6 / max(seconds, 1e-9):.1f} MB/s)")
    return {
        "files": len(files), "read": len(files) - len(errors), "untrue": len(untrue), "units": units,
        "source_places": placed, "source_astray": len(astray), "without_units": empty,
        "megabytes": round(size / 1e6, 1), "seconds": round(seconds, 1),
    }  # fmt: skip


def source_places(reading: Reading, data: bytes) -> tuple[int, list[str]]:
    """Return how many units with a source place have their number in it, and those that have not."""
    good, bad = 0, []
    for division in reading.divisions:
        if division.kind not in UNITS or division.source_start is None or division.num is None:
            continue
        start, end = division.source_start, division.source_end
        if not 0 <= start < (end or start + 1) <= len(data):
            bad.append(f"{division.kind} {division.num} lies outside the file ({start}:{end})")
            continue
        part = _plain(_unescaped(data[start : end or start + 4000].decode("utf-8", errors="replace")))
        swapped = "-".join(reversed(division.num.split("-")))  # a number that the file holds right to left
        if _plain(division.num) in part or _plain(swapped) in part:
            good += 1
        else:
            bad.append(f"{division.kind} {division.num} is not in bytes {start}:{end}")
    return good, bad


def _unescaped(text: str) -> str:
    from html import unescape

    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return unescape(text.replace("<sup>", "").replace("</sup>", "").replace("\\n", " "))


def _plain(text: str) -> str:
    import unicodedata

    plain = re.sub(r"[^\w]+|[条條조]", "", unicodedata.normalize("NFKC", text)).casefold()
    return plain if plain.isascii() else "".join(str(unicodedata.decimal(c, c)) for c in plain)


def measure_formats(readings: dict[str, Reading]) -> dict[str, Any]:
    """Compare the same act in three formats, pair by pair."""
    acts: dict[str, dict[str, Reading]] = {}
    for name, reading in readings.items():
        parts = name.split("/")
        if parts[0] == "formats" and parts[1] in ("clml", "akoma_ntoso", "html"):
            acts.setdefault(parts[2].rpartition(".")[0], {})[parts[1]] = reading
    out: dict[str, Any] = {}
    matched = total = 0
    for act, formats in sorted(acts.items()):
        for left, right in (("clml", "akoma_ntoso"), ("clml", "html"), ("akoma_ntoso", "html")):
            if left in formats and right in formats:
                a, b = _sections(formats[left]), _sections(formats[right])
                same = sum(((Counter(k for k, _ in a)) & Counter(k for k, _ in b)).values())
                texts: dict[tuple[str, str, str], list[str]] = {}
                for key, text in b:
                    texts.setdefault(key, []).append(text)
                pairs = [(text, texts[key].pop(0)) for key, text in a if texts.get(key)]
                alike = sum(_alike(x, y) for x, y in pairs) / len(pairs) if pairs else 0.0
                matched, total = matched + 2 * same, total + len(a) + len(b)
                out[f"{act} {left}~{right}"] = [same, len(a), len(b), round(alike, 4)]
                print(f"{act}: {left} {len(a)}, {right} {len(b)} sections, {same} in common, texts alike {alike:.4f}")
    share = matched / total if total else 0.0
    print(f"formats: share of sections matched {share:.4f}")
    return {"pairs": out, "share": round(share, 4)}


def _sections(reading: Reading) -> list[tuple[tuple[str, str, str], str]]:
    return [((d.part_of, d.num or "", _plain(d.heading or "")), reading.text[d.start : d.end])
            for d in reading.divisions if d.kind in UNITS]  # fmt: skip


def _alike(a: str, b: str) -> float:
    x, y = _words(a), _words(b)
    return 1.0 if x == y else SequenceMatcher(None, x, y, autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def measure_gold(gold: Path, readings: dict[str, Reading]) -> dict[str, Any]:
    """Look for each gold provision among the units of its file."""
    if not gold.is_dir():
        return {}
    rows = [json.loads(line) for path in (gold / "units-dev.jsonl", *sorted((gold / "train").glob("*.jsonl")))
            for line in path.read_text(encoding="utf-8").splitlines()]  # fmt: skip
    rows = [row for row in rows if row["jurisdiction"] not in HELD_BACK and row["path"] in readings]
    rows = [row for row in rows if not row["path"].endswith(".txt")]
    index: dict[str, dict[str, list[str]]] = {}
    for path in {row["path"] for row in rows}:
        units = index.setdefault(path, {})
        reading = readings[path]
        for d in reading.divisions:
            if d.kind in UNITS:
                units.setdefault(_plain(d.num or ""), []).append(reading.text[d.start : d.end])
    numbered = held = 0
    missing: Counter[str] = Counter()
    poor: Counter[str] = Counter()
    for row in rows:
        unit = match_unit(str(row["num"]))
        texts = index[row["path"]].get(_plain(unit.num if unit else str(row["num"])), [])
        numbered += bool(texts)
        wanted = Counter(_words(row["text"]))
        best = max(
            (sum((wanted & Counter(_words(t))).values()) / max(1, sum(wanted.values())) for t in texts), default=0
        )
        held += best >= 0.95
        if not texts:
            missing[row["path"]] += 1
        elif best < 0.95:
            poor[row["path"]] += 1
    print(f"gold: {len(rows)} provisions; a unit of that number {numbered / max(1, len(rows)):.4f}; "
          f"with 95 % of the words of the gold text {held / max(1, len(rows)):.4f}")  # fmt: skip
    print("  no such number:", *(f"{k} {v}" for k, v in missing.most_common(12)), sep=" ")
    print("  words missing:", *(f"{k} {v}" for k, v in poor.most_common(12)), sep=" ")
    return {"provisions": len(rows), "numbered": numbered, "held": held}


if __name__ == "__main__":
    sys.exit(main())
