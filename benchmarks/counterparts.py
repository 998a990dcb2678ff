"""Recall of counterparts against pairs chosen by readers.

    python -m benchmarks.counterparts

The yardstick is ``benchmarks/readings/counterparts-<a>-<b>.csv``: provisions of a, and those of b that do the same
work, by language-model readers who saw no coding by ctlaw. Recall@k: a provision of b that the reader named is among
the first k that `ctlaw.counterparts` gives. A provision counts in whatever edition of its law is in force. Both
countries are coded by one model trained without either.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import ctlaw
from benchmarks.cells import official_units
from benchmarks.coding import model_without
from benchmarks.restated import number
from ctlaw.corpus import work_name

READINGS = Path(__file__).resolve().parent / "readings"


def main() -> int:
    """Measure and print."""
    print("pair | provisions of a | recall@1 | recall@5 | by concepts and words alone @1 | @5")
    total = np.zeros(5)
    for path in sorted(READINGS.glob("counterparts-*.csv")):
        _, left, right = path.stem.split("-")
        wanted: dict[str, set[str]] = {}
        for row in pd.read_csv(path, dtype=str).itertuples():
            key = f"{work_name(row.left_path)}#{number(row.left_num)}"
            wanted.setdefault(key, set()).add(f"{work_name(row.right_path)}#{number(row.right_num)}")
        model = model_without([left, right])
        provisions = pd.concat([official_units(left)[0], official_units(right)[0]], ignore_index=True)
        provisions = provisions[~provisions["status"].isin(["bill", "historical"])].reset_index(drop=True)
        codings = ctlaw.code_provisions(provisions, model=model, scores=True)
        hits = [evaluate(provisions, codings, left, right, wanted),
                evaluate(provisions, codings.iloc[:0], left, right, wanted)]  # fmt: skip
        row_ = np.array([len(wanted), *hits[0], *hits[1]])
        total += row_
        show(f"{left} -> {right}", row_)
    show("all", total)
    return 0


def evaluate(provisions: pd.DataFrame, codings: pd.DataFrame, left: str, right: str,
             wanted: dict[str, set[str]]) -> tuple[int, int]:  # fmt: skip
    """Return how many provisions of `left` have a counterpart named by the reader at rank 1, and up to rank 5."""
    keys = provisions["path"].map(work_name) + "#" + provisions["num"].map(number)
    chosen = provisions["jurisdiction"].eq(right) | keys.isin(set(wanted))
    table = ctlaw.counterparts(provisions[chosen], codings, left, right, k=5)
    first: set[str] = set()
    five: set[str] = set()
    for r in table.itertuples():
        key = f"{work_name(r.left_path)}#{number(r.left_num)}"
        if f"{work_name(r.right_path)}#{number(r.right_num)}" in wanted.get(key, ()):
            five.add(key)
            if r.rank == 1:
                first.add(key)
    return len(first), len(five)


def show(name: str, row: np.ndarray) -> None:
    """Print one row."""
    n = max(1, row[0])
    print(f"{name} | {row[0]:.0f} | {row[1] / n:.2f} | {row[2] / n:.2f} | {row[3] / n:.2f} | {row[4] / n:.2f}")


if __name__ == "__main__":
    sys.exit(main())
