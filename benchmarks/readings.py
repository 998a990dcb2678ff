"""Readings of our own: provisions that language-model readers coded for ctlaw, beside the gold of ``../shared``.

``corpus/readings/codings.csv`` holds the coding and its place (path, eid, hash of the text), not the wording, which is
taken from the official texts. ``settled.csv`` says what a further reader, who saw both readings, decided where two had
differed, and why; the figures of agreement are of the readings as they were.

    python -m benchmarks.readings                                    # how far two readers of one provision agree
    python -m benchmarks.readings add FILE.csv POOL.jsonl READER ROUND   # take up what a reader wrote
    python -m benchmarks.readings unsettled OUT.jsonl                # provisions whose readers differ, for a third
    python -m benchmarks.readings settle FILE.csv POOL.jsonl READER  # take up what that reader decided
    python -m benchmarks.readings mark FILE.csv POOL.jsonl READER    # take up passages marked for further codes
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from pathlib import Path

import pandas as pd
from platformdirs import user_cache_path
from spacy.language import Language

import ctlaw
from ctlaw.corpus import corpus_folder, document_from_bytes, read_manifest
from ctlaw.extract import nlp, provision_rows
from ctlaw.readings import readings_table
from ctlaw.structure import UNITS
from ctlaw.tables import write_table, write_text

_PLACE = ["path", "eid", "num", "jurisdiction", "language", "text_sha256"]
COLUMNS = [*_PLACE, "codes", "evidence_start", "evidence_end", "reader", "reader_kind", "round"]
#: What the writers of rules and lexicons have seen of each round of reading; figures of the unseen are the honest ones.
ROUNDS = {
    "1": "seen by the rules' writers in a second pass",
    "2": "unseen until a third pass",
    "3": "seen in the third pass",
    "4": "never seen",
    "5": "never seen",
    "6": "never seen; chosen because a rule for a rare code meets them",
    "7": "never seen; chosen because the coder of the day gave them a code",
    "8": "never seen; chosen because the coder taught by round 7 gave them a code that the one before had not",
}
#: What decides how a text is cut: when it changes, the texts of the readings are cut again.
CODE = Path(ctlaw.__file__).resolve().parent
CUTTING = ("readers/*.py", "segment/*.py", "structure.py", "normalise.py", "extract.py", "data/readers/*",
           "data/segmentation/*")  # fmt: skip
UNSEEN = ("4", "5", "7", "8")
#: Rounds read for the coded corpus: provisions to which the coder of the day gave a code. It learns from them; what is
#: measured on them says nothing of what it overlooks.
OF_CORPUS = ("7", "8")
#: Rounds that the packaged model does not learn from. Round 8 is what a model gave codes to and mostly has none: taught
#: by it the coder grows shy (never-seen micro F1 .64 for .63, primary .68 for .70), and no better at equal shyness
#: (`python -m benchmarks.coding` with none here).
LATER = ("8",)


def place() -> Path:
    """Return the file of readings."""
    return corpus_folder() / "readings" / "codings.csv"


def read() -> pd.DataFrame:
    """Return the readings as they are stored, one row a reader and provision; `codes` is a list, primary first."""
    table = pd.read_csv(place(), dtype=str, keep_default_na=False)
    table["codes"] = table["codes"].str.split()
    return table


def units(official: Path) -> pd.DataFrame:
    """Return the provisions read, with heading and text from the official texts, by the reading that counts of each.

    Provisions whose text is no longer what was read (other segmentation, other edition) are left out and counted.
    """
    table = readings_table().sort_values(["path", "eid"], kind="stable", ignore_index=True)
    table["codes"] = table["codes"].str.split()
    state = hashlib.sha256(f"{official.resolve()} {place().read_text('utf-8')}".encode())
    for path in sorted(path for pattern in CUTTING for path in CODE.glob(pattern)):
        state.update(path.read_bytes())
    cached = user_cache_path("ctlaw") / "readings" / f"{state.hexdigest()[:16]}.jsonl"
    if not cached.is_file():
        cached.parent.mkdir(parents=True, exist_ok=True)
        write_text(cached, "\n".join(json.dumps(row, ensure_ascii=False) for row in _texts(official, table)))
    texts = {(r["path"], r["eid"]): r for r in map(json.loads, cached.read_text("utf-8").splitlines())}
    # a provision that was read again after it was cut anew has a reading that fits and one that does not
    now = [texts.get(key, {}).get("sha256") for key in zip(table["path"], table["eid"], strict=True)]
    fitting = table[table["text_sha256"] == now].drop_duplicates(["path", "eid"])
    rows = []
    for row in fitting.itertuples():
        found = texts[(row.path, row.eid)]
        rows.append({"id": f"{row.path}#{row.eid}", "jurisdiction": row.jurisdiction, "language": row.language,
                     "path": row.path, "eid": row.eid, "num": row.num, "sha256": row.text_sha256,
                     "heading": found["heading"], "text": found["text"], "codes": row.codes, "round": row.round,
                     "dev": False, "evidence": (row.evidence_start, row.evidence_end)})  # fmt: skip
    if missing := len(table.drop_duplicates(["path", "eid"])) - len(rows):
        print(f"benchmarks.readings: of {missing + len(rows)} provisions {missing} have no reading that fits the texts",
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
    rows = _written(written, pool, reader).assign(round=round_)
    old = pd.read_csv(place(), dtype=str, keep_default_na=False) if place().is_file() else None
    table = pd.concat([old, rows], ignore_index=True)[COLUMNS]
    table = table.drop_duplicates(["path", "eid", "reader", "round"], keep="last")
    write_table(table.sort_values(["path", "eid", "round", "reader"], ignore_index=True), place())


def _written(written: Path, pool: Path, reader: str) -> pd.DataFrame:
    """Return what a reader wrote about the provisions of `pool`, with their places."""
    about = {row["id"]: row for row in map(json.loads, pool.read_text("utf-8").splitlines())}
    table = pd.read_csv(written, dtype=str, keep_default_na=False)
    places = pd.DataFrame([{k: about[id_][k] for k in _PLACE} for id_ in table["id"]], columns=_PLACE)
    table = table.rename(columns={"ev_start": "evidence_start", "ev_end": "evidence_end"})
    return pd.concat([places, table.drop(columns="id")], axis=1).assign(reader=reader, reader_kind="model")


def settled_place() -> Path:
    """Return the file of settled readings."""
    return place().with_name("settled.csv")


def unsettled(official: Path) -> list[dict]:
    """Return the provisions to which two readers gave other codes and that nobody settled, with both readings.

    The readings stand in a random order and do not name their readers.
    """
    table = readings_table()
    done = {*zip(table.loc[table["settled"], "path"], table.loc[table["settled"], "eid"], strict=True)}
    texts, rng, rows = units(official).set_index(["path", "eid"]), random.Random(0), []
    for (path, eid, sha), group in read().groupby(["path", "eid", "text_sha256"]):
        both = group["codes"].tolist()[:2]
        if (path, eid) in done or sha != texts["sha256"].get((path, eid)) or len({frozenset(c) for c in both}) < 2:
            continue
        unit = texts.loc[(path, eid)]
        rng.shuffle(both)
        rows.append({"path": path, "eid": eid, "text_sha256": sha, "readings": [" ".join(codes) for codes in both],
                     **{k: unit[k] for k in ("id", "num", "jurisdiction", "language", "heading", "text")}})  # fmt: skip
    return rows


def settle(written: Path, pool: Path, reader: str) -> None:
    """Take up what a reader (id, codes, ev_start, ev_end, why) decided about provisions that `unsettled` returned."""
    of_round = read().groupby(["path", "eid"])["round"].min()
    rows = _written(written, pool, reader)
    rows["round"] = [of_round[place_] for place_ in zip(rows["path"], rows["eid"], strict=True)]
    old = pd.read_csv(settled_place(), dtype=str, keep_default_na=False) if settled_place().is_file() else None
    table = pd.concat([old, rows], ignore_index=True)[[*COLUMNS, "why"]]
    table = table.drop_duplicates(["path", "eid"], keep="last")
    write_table(table.sort_values(["path", "eid"], ignore_index=True), settled_place())


def marked_place() -> Path:
    """Return the file of passages marked for further codes."""
    return place().with_name("marked.csv")


def mark(written: Path, pool: Path, reader: str) -> None:
    """Take up the passages that a reader marked (id, code, ev_start, ev_end) in the provisions of `pool`."""
    old = pd.read_csv(marked_place(), dtype=str, keep_default_na=False) if marked_place().is_file() else None
    columns = [*_PLACE, "code", "evidence_start", "evidence_end", "reader", "reader_kind"]
    table = pd.concat([old, _written(written, pool, reader)], ignore_index=True)[columns]
    key = ["path", "eid", "num", "text_sha256", "code"]
    write_table(table.drop_duplicates(key, keep="last").sort_values(key, ignore_index=True), marked_place())


def agreement() -> pd.DataFrame:
    """Return per round, and for all, how many provisions were read, how many twice, with other codes, and micro F1.

    A provision read in two rounds counts for the later one. Of codes that one reader gives, the other gives this share.
    """
    table = read()
    table["round"] = table.groupby(["path", "eid"])["round"].transform("max")
    return pd.DataFrame([_agreed(number, readings) for number, readings in table.groupby("round")]
                        + [_agreed("all", table)])  # fmt: skip


def settlement() -> pd.Series:
    """Return how often what was settled has the codes of the first reading, of the second, or others.

    Of a provision with one reading alone (it was doubted) the second never counts.
    """
    texts = read().groupby(["path", "eid"])["codes"].agg(list)
    table = readings_table()
    table = table[table["settled"]]
    taken = []
    for path, eid, codes in zip(table["path"], table["eid"], table["codes"].str.split(), strict=True):
        same = [{*codes} == {*one} for one in texts[path, eid][:2]]
        name = ("first", "second")[same.index(True)] if any(same) else "other"
        taken.append(f"{name} reading" if len(same) > 1 else f"{name} reading, the only one")
    return pd.Series(taken, dtype=str).value_counts().sort_index()


def _agreed(number: str, readings: pd.DataFrame) -> dict:
    texts = readings.groupby(["path", "eid", "text_sha256"])
    twice = [group["codes"].tolist()[:2] for _, group in texts if len(group) > 1]
    same = sum(len({*a} & {*b}) for a, b in twice)
    given = sum(len({*a}) + len({*b}) for a, b in twice)
    return {"round": number, "provisions": len(readings.drop_duplicates(["path", "eid"])), "read twice": len(twice),
            "other codes": sum({*a} != {*b} for a, b in twice),
            "micro F1": round(2 * same / max(1, given), 3)}  # fmt: skip


if __name__ == "__main__":
    from benchmarks.restated import official_folder

    if len(sys.argv) == 1:
        print(agreement().to_string(index=False))
        print("\nsettled as:\n" + settlement().to_string())
    elif len(sys.argv) == 6 and sys.argv[1] == "add":
        add(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], sys.argv[5])
    elif len(sys.argv) == 3 and sys.argv[1] == "unsettled":
        left = unsettled(official_folder())
        write_text(Path(sys.argv[2]), "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in left))
    elif len(sys.argv) == 5 and sys.argv[1] == "settle":
        settle(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    elif len(sys.argv) == 5 and sys.argv[1] == "mark":
        mark(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    else:
        sys.exit("usage: python -m benchmarks.readings [add FILE.csv POOL.jsonl READER ROUND | unsettled OUT.jsonl | "
                 "settle FILE.csv POOL.jsonl READER | mark FILE.csv POOL.jsonl READER]")
