"""Precision of the codings in ``corpus/coded``: a random sample, read.

    python -m benchmarks.audit                               # figures from benchmarks/readings/audit.csv
    python -m benchmarks.audit draw SEED OUT.jsonl           # codings for a reader (official wording: never commit it)
    python -m benchmarks.audit add READ.csv DRAWN.jsonl READER   # take up verdicts (columns id, verdict, better)

Each draw takes 17 codings in each of twelve languages at random from the coded corpus of its day, without the test
countries. A language-model reader was to judge provision and code by the codebook; up to draw 3 the score stood in the
file, and "doubtful" was not reserved for what two careful readers would split on. Draws 1 to 4 are of earlier states,
draw 5 of the present data. Codings of at least .5 are those that make a cell of the matrix "found".
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import FROZEN, HELD_BACK
from benchmarks.coding import FOLDS, held_out, target_of
from benchmarks.readings import OF_CORPUS, nothing_read
from benchmarks.restated import number as _number
from benchmarks.restated import official_folder
from benchmarks.train_packaged import gold
from ctlaw.coded import read_coded
from ctlaw.corpus import corpus_folder, document_from_bytes, read_manifest
from ctlaw.extract import provision_rows
from ctlaw.structure import UNITS
from ctlaw.tables import write_table, write_text
from ctlaw.taxonomy import load_taxonomy

AUDIT = Path(__file__).resolve().parent / "readings" / "audit.csv"
LANGUAGES = ("ar", "de", "el", "en", "es", "fr", "hu", "pl", "sr", "tr", "uk", "zh")
EACH = 17
METHODS = {"hybrid": "coded by machine", "reader": "coded by a reader"}
SHOWN = 6_000


def _standing() -> pd.DataFrame:
    """Return the codings of standing law of open countries."""
    _, codings, documents = read_coded()
    status = codings["path"].map(documents.set_index("path")["status"])
    held = codings["jurisdiction"].isin({*HELD_BACK, *FROZEN})
    return codings[~status.isin(["bill", "historical"]) & ~held]


def draw(seed: int) -> list[dict[str, str]]:
    """Draw codings of standing law, `EACH` a language, with heading and text from the official files."""
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    codings = _standing()
    rng = random.Random(seed)
    rows = []
    for language in LANGUAGES:
        own = codings[codings["language"] == language]
        for k in sorted(rng.sample(range(len(own)), min(EACH, len(own)))):
            coding = own.iloc[k]
            document = document_from_bytes((official_folder() / coding["path"]).read_bytes(), coding["path"],
                                           about=manifest[coding["path"]])  # fmt: skip
            unit = next(r for r in provision_rows(document, kinds=UNITS, nlp=nothing_read) if r["eid"] == coding["eid"])
            rows.append({"id": f"{language}-{k}", "language": language, "jurisdiction": coding["jurisdiction"],
                         "path": coding["path"], "eid": coding["eid"], "num": unit["num"] or "", "code": coding["code"],
                         "heading": unit["heading"] or "", "text": unit["text"][:SHOWN],
                         "draw": str(seed)})  # fmt: skip
    return rows


def add(read: Path, drawn: Path, reader: str) -> None:
    """Take up a reader's verdicts on codings of the present data, with the scores that the reader did not see."""
    score = {(c.path, c.eid, c.code): (f"{c.score:.2f}", c.method) for c in read_coded()[1].itertuples()}
    about = {row["id"]: row for row in map(json.loads, drawn.read_text("utf-8").splitlines())}
    old = pd.read_csv(AUDIT, dtype=str, keep_default_na=False)
    rows = []
    for v in pd.read_csv(read, dtype=str, keep_default_na=False).itertuples():
        one = about[v.id]
        key = one["path"], one["eid"], one["code"]
        if key not in score:
            sys.exit(f"benchmarks.audit: `{' '.join(key)}` is not in corpus/coded; add verdicts before `make data`.")
        rows.append({**one, "score": score[key][0], "method": score[key][1], "verdict": v.verdict, "better": v.better,
                     "reader": reader, "reader_kind": "model"})  # fmt: skip
    table = pd.concat([old, pd.DataFrame(rows)], ignore_index=True)[[*old.columns.drop("method"), "method"]]
    write_table(table.drop_duplicates(["draw", "path", "eid", "code"], keep="last"), AUDIT)


def figures(part: pd.DataFrame) -> str:
    """Return the figures of one row: doubtful verdicts count against, and are left out."""
    right, doubtful = (part["verdict"] == "right").sum(), (part["verdict"] == "doubtful").sum()
    decided = max(1, len(part) - doubtful)
    return (f"{len(part)} | {right} | {doubtful} | {right / max(1, len(part)):.2f} | {right / decided:.2f} | "
            f"{part['score'].mean():.2f}")  # fmt: skip


def report() -> None:
    """Print, the latest draw first."""
    coded = _standing().drop_duplicates(["path", "eid"])
    print(f"provisions with a code, standing law of open countries: {len(coded)}, of which read: "
          f"{(coded['method'] == 'reader').mean():.2f}")  # fmt: skip
    audit, units = pd.read_csv(AUDIT, keep_default_na=False), gold()
    known = {(path, _number(num)) for path, num in zip(units["path"], units["num"], strict=True)}
    print("codings | n | right | doubtful | right of all | right of those decided | mean score")
    for number in sorted(audit["draw"].unique(), reverse=True):
        drawn = audit[audit["draw"] == number]
        for least in (0.0, 0.5, 0.7, 0.9):
            print(f"draw {number}, score from {least:.1f} | {figures(drawn[drawn['score'] >= least])}")
        for method, part in drawn[drawn["method"] != ""].groupby("method"):
            print(f"draw {number}, {METHODS[method]} | {figures(part)}")
        if number == audit["draw"].max():
            learnt = drawn.apply(lambda row: (row["path"], _number(str(row["num"]))) in known, axis=1)
            for least in (0.0, 0.5):
                part = drawn[~learnt & (drawn["score"] >= least)]
                print(f"draw {number}, not among what the model learnt from, score from {least:.1f} | {figures(part)}")
        for language, part in drawn.groupby("language"):
            print(f"draw {number}, {language} | {figures(part)}")
        for language, part in drawn[drawn["score"] >= 0.5].groupby("language"):
            print(f"draw {number}, {language}, score from 0.5 | {figures(part)}")


def census() -> None:
    """Print how many codings are confirmed where a provision was read for the corpus.

    These are provisions of open countries to which the model of the day gave a code; each is coded here by a model that
    has not seen its country. Of a coder that gives a code where that model gave none, it says nothing.
    """
    codes, units = load_taxonomy().codes, gold()
    units = units[~units["jurisdiction"].isin(FROZEN)].reset_index(drop=True)
    judged, truth = held_out(units, codes, "jurisdiction", FOLDS), target_of(units, codes) > 0
    row, column = np.nonzero(judged.accepted & units["round"].isin(OF_CORPUS).to_numpy()[:, None])
    codings = pd.DataFrame({"score": judged.probability[row, column].round(2), "right": truth[row, column],
                            "language": units["language"].to_numpy()[row]})  # fmt: skip
    print("codings of provisions read for the corpus, country left out | n | right | mean score")
    for least, below in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01), (0.0, 1.01), (0.5, 1.01)):
        part = codings[codings["score"].between(least, below, inclusive="left")]
        print(f"score from {least:.1f} to under {below:.1f} | {len(part)} | {part['right'].mean():.2f} | "
              f"{part['score'].mean():.2f}")  # fmt: skip
    for language, part in codings[codings["score"] >= 0.5].groupby("language"):
        print(f"{language}, score from 0.5 | {len(part)} | {part['right'].mean():.2f} | {part['score'].mean():.2f}")


def main() -> int:
    """Draw, take up, or print."""
    if len(sys.argv) == 4 and sys.argv[1] == "draw":
        rows = draw(int(sys.argv[2]))
        write_text(Path(sys.argv[3]), "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    elif len(sys.argv) == 5 and sys.argv[1] == "add":
        add(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    elif len(sys.argv) == 1:
        report()
        census()
    else:
        sys.exit("usage: python -m benchmarks.audit [draw SEED OUT.jsonl | add READ.csv DRAWN.jsonl READER]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
