"""Is law cut where its makers cut it? Places of every language, drawn at random and looked at by a reader.

    python -m benchmarks.places                  # figures per language from benchmarks/readings/places.csv
    python -m benchmarks.places draw SEED OUT.jsonl   # places for a reader (holds official wording: never commit it)
    python -m benchmarks.places add READ.csv DRAWN.jsonl

Thirty places a language of the Markdown, JSON and text files: half are provisions drawn at random, half the provision
that holds a character drawn at random (long ones come oftener, and what no provision holds shows). The reader sees the
provision with what stands around it and every inner cut, and says whether number, heading, beginning, end and inner
cuts are right. A verdict holds for one cut: when a later version cuts the place differently it counts as wrong until
somebody has read it again. Test countries, and those kept back, are not drawn.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import HELD_BACK
from benchmarks.restated import official_folder
from ctlaw.corpus import Document, corpus_folder, document_from_bytes, read_manifest
from ctlaw.extract import divisions
from ctlaw.structure import UNITS, Division, eids
from ctlaw.tables import write_table, write_text

PLACES = Path(__file__).resolve().parent / "readings" / "places.csv"
COLUMNS = ["draw", "language", "path", "eid", "num", "start", "end", "cut", "verdict", "note", "reader_kind"]
EACH = 30
AROUND = 220
SHOWN = 3_600


def _cut(document: Document, place: tuple[int, int], found: list[Division]) -> str:
    """Return a hash of where, and as what, the text of a place is cut; the same cut gives the same hash.

    Headings and `part_of` are not in it: a verdict on them is that of the day it was given.
    """
    start, end = place
    inner = [(d.kind, d.num, d.start - start, d.end - start) for d in found if start <= d.start < end]
    return hashlib.sha256(repr((inner, document.text[start:end])).encode()).hexdigest()[:16]


def _shown(document: Document, place: tuple[int, int], found: list[Division]) -> str:
    """Return the text of a place with its surroundings and ``⟪kind num⟫`` before every inner cut."""
    start, end = place
    low, high = max(0, start - AROUND), min(len(document.text), end + AROUND)
    marks: dict[int, str] = {start: "\n⟪BEGIN⟫", end: "⟪END⟫\n"}
    for division in found:
        if start < division.start < end:
            marks[division.start] = f"{marks.get(division.start, '')}⟪{division.kind} {division.num or ''}⟫"
    text, at = "", low
    for point in sorted(marks):
        text, at = text + document.text[at:point] + marks[point], point
    text += document.text[at:high]
    return text if len(text) <= SHOWN else f"{text[: SHOWN * 2 // 3]}\n[… cut out for reading …]\n{text[-SHOWN // 3 :]}"


def draw(seed: int) -> list[dict[str, Any]]:
    """Draw `EACH` places a language."""
    rng = random.Random(seed)
    files: dict[str, list[str]] = defaultdict(list)
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    for name, about in sorted(manifest.items()):
        if Path(name).suffix in {".md", ".json", ".txt"} and about["jurisdiction"] not in HELD_BACK:
            files[about["language"][:2]].append(name)
    rows = []
    for language, names in sorted(files.items()):
        read = []
        for name in rng.sample(names, min(len(names), 12)):
            if (official_folder() / name).is_file():
                document = document_from_bytes((official_folder() / name).read_bytes(), name, about=manifest[name])
                found = divisions(document)
                units = [i for i, d in enumerate(found) if d.kind in UNITS]
                read += [(document, found, units, eids(found))] if units else []
        chosen: set[tuple[str, int]] = set()
        for k in range(EACH * 20):
            if len(chosen) == EACH or not read:
                break
            document, found, units, eid = rng.choice(read)
            at = rng.randrange(len(document.text))
            holding = [i for i in units if found[i].start <= at < found[i].end]
            i = rng.choice(units) if k % 2 else holding[-1] if holding else None
            if i is None:  # no provision holds this place: the reader says whether one should
                before = max((d.end for d in found if d.end <= at), default=0)
                place = before, min(len(document.text), max(before + 400, at + 200))
            else:
                place = found[i].start, found[i].end
            if (document.path, place[0]) in chosen:
                continue
            chosen.add((document.path, place[0]))
            one = found[i] if i is not None else Division("no provision holds this", None, *place, part_of="")
            rows.append({"draw": seed, "id": f"{language}{len(chosen)}", "language": language, "path": document.path,
                         "eid": eid[i] if i is not None else "", "num": one.num or "", "kind": one.kind,
                         "heading": one.heading or "", "part_of": one.part_of, "start": place[0], "end": place[1],
                         "cut": _cut(document, place, found), "text": _shown(document, place, found)})  # fmt: skip
    return rows


def add(read: Path, drawn: Path) -> None:
    """Take up a reader's verdicts (columns id, verdict, note) on places drawn."""
    about = {row["id"]: row for row in map(json.loads, drawn.read_text("utf-8").splitlines())}
    old = pd.read_csv(PLACES, dtype=str, keep_default_na=False) if PLACES.is_file() else pd.DataFrame(columns=COLUMNS)
    verdicts = pd.read_csv(read, dtype=str, keep_default_na=False)
    rows = [{**{c: str(about[v.id][c]) for c in COLUMNS[:8]}, "verdict": v.verdict, "note": v.note,
             "reader_kind": "model"} for v in verdicts.itertuples()]  # fmt: skip
    table = pd.concat([old, pd.DataFrame(rows)], ignore_index=True)[COLUMNS]
    table = table.drop_duplicates(["draw", "path", "start", "end"], keep="last")
    write_table(table.sort_values(["draw", "language", "path", "start"], ignore_index=True), PLACES)


def figures() -> pd.DataFrame:
    """Return one row a draw and language: places, cut right today, right when read, cut otherwise since (not right)."""
    table = pd.read_csv(PLACES, dtype=str, keep_default_na=False)
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    table["same"] = False
    for name, places in table.groupby("path"):
        document = document_from_bytes((official_folder() / name).read_bytes(), name, about=manifest[name])
        found = divisions(document)
        for i, row in places.iterrows():
            table.loc[i, "same"] = _cut(document, (int(row["start"]), int(row["end"])), found) == row["cut"]
    table["right"] = table["same"] & (table["verdict"] == "right")
    table["changed"] = ~table["same"]
    result = table.groupby(["draw", "language"]).agg(
        places=("right", "size"), right=("right", "sum"), said_right=("verdict", lambda v: int((v == "right").sum())),
        changed=("changed", "sum"),
    )  # fmt: skip
    for draw_, rows in result.groupby(level=0):
        result.loc[(draw_, "all"), :] = rows.sum()
    result = result.astype(int)
    result["share"] = (result["right"] / result["places"]).round(3)
    result["share_when_read"] = (result["said_right"] / result["places"]).round(3)
    return result.sort_index()


def main() -> int:
    """Draw, take up, or print."""
    if len(sys.argv) == 4 and sys.argv[1] == "draw":
        rows = draw(int(sys.argv[2]))
        write_text(Path(sys.argv[3]), "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    elif len(sys.argv) == 4 and sys.argv[1] == "add":
        add(Path(sys.argv[2]), Path(sys.argv[3]))
    elif len(sys.argv) == 1:
        print(figures().to_string())
    else:
        sys.exit("usage: python -m benchmarks.places [draw SEED OUT.jsonl | add READ.csv DRAWN.jsonl]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
