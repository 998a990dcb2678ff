"""Readings of our own: provisions that language-model readers coded for ctlaw, beside the gold of ``../shared``.

``corpus/readings/codings.csv`` holds the coding and its place (path, eid, hash of the text), not the wording, which is
taken from the official texts.

    python -m benchmarks.readings                                    # how far two readers of one provision agree
    python -m benchmarks.readings add FILE.csv POOL.jsonl READER ROUND   # take up what a reader wrote
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pandas as pd
from platformdirs import user_cache_path
from spacy.language import Language

import ctlaw
from ctlaw.corpus import corpus_folder, document_from_bytes, read_manifest
from ctlaw.extract import nlp, provision_rows
from ctlaw.structure import UNITS
from ctlaw.tables import write_table, write_text

COLUMNS = ["path", "eid", "num", "jurisdiction", "language", "text_sha256", "codes", "evidence_start", "evidence_end",
           "reader", "reader_kind", "round"]  # fmt: skip
#: What the writers of rules and lexicons have seen of each round of reading; figures of the unseen are the honest ones.
ROUNDS = {
    "1": "seen by the rules' writers in a second pass",
    "2": "unseen until a third pass",
    "3": "seen in the third pass",
    "4": "never seen",
    "5": "never seen",
    "6": "never seen; chosen because a rule for a rare code meets them",
    "7": "never seen; all that the coded corpus held, the least sure first",
}
#: What decides how a text is cut: when it changes, the texts of the readings are cut again.
CODE = Path(ctlaw.__file__).resolve().parent
CUTTING = ("readers/*.py", "segment/*.py", "structure.py", "normalise.py", "extract.py", "data/readers/*",
           "data/segmentation/*")  # fmt: skip
UNSEEN = ("4", "5", "7")
#: Rounds read for the coded corpus and for what marks evidence. The coder does not learn from them: they would double
#: the model, and in a trial of one fold it found no more by them.
OF_CORPUS = ("7",)


def place() -> Path:
    """Return the file of readings."""
    return corpus_folder() / "readings" / "codings.csv"


def read() -> pd.DataFrame:
    """Return the readings as they are stored, one row a reader and provision; `codes` is a list, primary first."""
    table = pd.read_csv(place(), dtype=str, keep_default_na=False)
    table["codes"] = table["codes"].str.split()
    return table


def units(official: Path) -> pd.DataFrame:
    """Return the provisions read, with heading and text from the official texts; the first reading of each counts.

    Provisions whose text is no longer what was read (other segmentation, other edition) are left out and counted.
    """
    table = read().drop_duplicates(["path", "eid"])
    state = hashlib.sha256(f"{official.resolve()} {place().read_text('utf-8')}".encode())
    for path in sorted(path for pattern in CUTTING for path in CODE.glob(pattern)):
        state.update(path.read_bytes())
    cached = user_cache_path("ctlaw") / "readings" / f"{state.hexdigest()[:16]}.jsonl"
    if not cached.is_file():
        cached.parent.mkdir(parents=True, exist_ok=True)
        write_text(cached, "\n".join(json.dumps(row, ensure_ascii=False) for row in _texts(official, table)))
    texts = {(r["path"], r["eid"]): r for r in map(json.loads, cached.read_text("utf-8").splitlines())}
    rows = []
    for row in table.itertuples():
        found = texts.get((row.path, row.eid))
        if found is not None and found["sha256"] == row.text_sha256:
            rows.append({"id": f"{row.path}#{row.eid}", "jurisdiction": row.jurisdiction, "language": row.language,
                         "path": row.path, "eid": row.eid, "num": row.num, "sha256": row.text_sha256,
                         "heading": found["heading"], "text": found["text"], "codes": row.codes, "round": row.round,
                         "dev": False,
                         "evidence": (row.evidence_start, row.evidence_end)})  # fmt: skip
    if len(rows) < len(table):
        print(f"benchmarks.readings: {len(table) - len(rows)} of {len(table)} readings do not fit the texts at hand",
              file=sys.stderr)  # fmt: skip
    return pd.DataFrame(rows)


def _texts(official: Path, table: pd.DataFrame) -> list[dict]:
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    wanted = set(zip(table["path"], table["eid"], strict=True))
    rows = []
    for name in sorted(set(table["path"])):
        path = official / name
        if path.is_file():
            document = document_from_bytes(path.read_bytes(), name, about=manifest.get(name, {}), layer="official")
            units_ = provision_rows(document, kinds=UNITS, nlp=nothing_read)
            rows += [{"path": name, "eid": r["eid"], "heading": r["heading"] or "", "text": r["text"],
                      "sha256": r["text_sha256"]} for r in units_ if (name, r["eid"]) in wanted]  # fmt: skip
    return rows


def nothing_read(language: str) -> Language:
    """Return a pipeline that reads no elements: only the text is wanted."""
    return nlp(language, ())


def add(written: Path, pool: Path, reader: str, round_: str) -> None:
    """Take up a reader's file (id, codes, ev_start, ev_end) about the provisions of `pool` (JSON Lines with places)."""
    about = {row["id"]: row for row in map(json.loads, pool.read_text("utf-8").splitlines())}
    old = pd.read_csv(place(), dtype=str, keep_default_na=False) if place().is_file() else pd.DataFrame(columns=COLUMNS)
    rows = []
    for row in pd.read_csv(written, dtype=str, keep_default_na=False).itertuples():
        unit = about[row.id]
        rows.append({**{k: unit[k] for k in ("path", "eid", "num", "jurisdiction", "language", "text_sha256")},
                     "codes": row.codes, "evidence_start": row.ev_start, "evidence_end": row.ev_end,
                     "reader": reader, "reader_kind": "model", "round": round_})  # fmt: skip
    table = pd.concat([old, pd.DataFrame(rows)], ignore_index=True)[COLUMNS]
    table = table.drop_duplicates(["path", "eid", "reader", "round"], keep="last")
    write_table(table.sort_values(["path", "eid", "round", "reader"], ignore_index=True), place())


def agreement() -> pd.DataFrame:
    """Return per round, and for all, how many provisions were read, how many twice, with other codes, and micro F1.

    A provision read in two rounds counts for the later one. Of codes that one reader gives, the other gives this share.
    """
    table = read()
    table["round"] = table.groupby(["path", "eid"])["round"].transform("max")
    return pd.DataFrame([_agreed(number, readings) for number, readings in table.groupby("round")]
                        + [_agreed("all", table)])  # fmt: skip


def _agreed(number: str, readings: pd.DataFrame) -> dict:
    twice = [group["codes"].tolist()[:2] for _, group in readings.groupby(["path", "eid"]) if len(group) > 1]
    same = sum(len({*a} & {*b}) for a, b in twice)
    given = sum(len({*a}) + len({*b}) for a, b in twice)
    return {"round": number, "provisions": len(readings.drop_duplicates(["path", "eid"])), "read twice": len(twice),
            "other codes": sum({*a} != {*b} for a, b in twice),
            "micro F1": round(2 * same / max(1, given), 3)}  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(agreement().to_string(index=False))
    elif len(sys.argv) == 6 and sys.argv[1] == "add":
        add(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], sys.argv[5])
    else:
        sys.exit("usage: python -m benchmarks.readings [add FILE.csv POOL.jsonl READER ROUND]")
