"""Is the evidence of a coding the passage a reader would mark?

    python -m benchmarks.evidence

Readers of our own readings marked the shortest passage that makes the primary code. Where the coder (a model trained
without the country) accepts that code, its evidence is compared with the marking: token F1, and the share of evidence
that touches the marking. Provisions read twice show how far two readers agree.
"""

from __future__ import annotations

import re
import sys

import numpy as np
import pandas as pd

import ctlaw
from benchmarks import readings
from benchmarks.coding import model_without
from benchmarks.restated import official_folder
from ctlaw.classification.folds import grouped_folds


def tokens(text: str, start: int, end: int) -> set[int]:
    """Return the starts of the words (characters, where words are not spaced) of a passage."""
    return {m.start() for m in re.finditer(r"[\u3040-\u9fff\u1780-\u17ff]|\w+", text) if start <= m.start() < end}


def overlap(a: set[int], b: set[int]) -> float:
    """Return F1 of two sets."""
    return 2 * len(a & b) / max(1, len(a) + len(b))


def main() -> int:
    """Measure and print."""
    units = readings.units(official_folder())
    units = units[[bool(e[0]) for e in units["evidence"]]].reset_index(drop=True)
    fold_of = grouped_folds(units["jurisdiction"].tolist(), 4)
    scores, touching, short, missed = [], [], [], 0
    for fold in range(4):
        part = units[fold_of == fold]
        model = model_without(part["jurisdiction"].unique())
        codings = ctlaw.code_provisions(part, model=model).set_index(["id", "code"])
        for row in part.itertuples():
            if (row.id, row.codes[0]) not in codings.index:
                missed += 1
                continue
            coding = codings.loc[(row.id, row.codes[0])]
            coding = coding.iloc[0] if isinstance(coding, pd.DataFrame) else coding
            mine = tokens(row.text, int(coding["evidence_start"]), int(coding["evidence_end"]))
            theirs = tokens(row.text, int(row.evidence[0]), int(row.evidence[1]))
            scores.append(overlap(mine, theirs))
            touching.append(bool(mine & theirs))
            short.append(coding["evidence_end"] - coding["evidence_start"] <= max(80, len(row.text) / 4 + 1))
    print(f"{len(units)} provisions with a marking; the primary code was given to {len(scores)}, not to {missed}")
    print(f"evidence against the reader's marking: token F1 {np.mean(scores):.3f}; touches it {np.mean(touching):.3f}; "
          f"at most a quarter of the unit {np.mean(short):.3f}")  # fmt: skip
    stored = readings.read()
    stored = stored[stored["evidence_start"] != ""]
    texts = units.set_index(["path", "eid"])["text"]
    both = []
    for (path, eid), two in stored.groupby(["path", "eid"]):
        if len(two) > 1 and two.iloc[0]["codes"][0] == two.iloc[1]["codes"][0] and (path, eid) in texts.index:
            text = texts.loc[(path, eid)]
            marks = [tokens(text, int(r.evidence_start), int(r.evidence_end)) for r in two.itertuples()]
            both.append(overlap(marks[0], marks[1]))
    print(f"two readers who gave the same primary code: token F1 {np.mean(both):.3f} (n {len(both)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
