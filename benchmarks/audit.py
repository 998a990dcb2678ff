"""Precision of the codings in ``corpus/coded``: a random sample, read.

    python -m benchmarks.audit

``benchmarks/readings/audit.csv`` holds 204 codings of twelve languages (17 each, drawn at random from an earlier state
of the coded corpus, without the test countries) and the verdict of a language-model reader, who saw provision, code and
codebook, not the score.
Codings of at least .5 are those that make a cell of the matrix "found".
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

AUDIT = Path(__file__).resolve().parent / "readings" / "audit.csv"


def figures(part: pd.DataFrame) -> str:
    """Return the figures of one row: doubtful verdicts count against, and are left out."""
    right, doubtful = (part["verdict"] == "right").sum(), (part["verdict"] == "doubtful").sum()
    decided = max(1, len(part) - doubtful)
    return (f"{len(part)} | {right} | {doubtful} | {right / max(1, len(part)):.2f} | {right / decided:.2f} | "
            f"{part['score'].mean():.2f}")  # fmt: skip


def main() -> int:
    """Print."""
    audit = pd.read_csv(AUDIT)
    print("codings | n | right | doubtful | right of all | right of those decided | mean score")
    for least in (0.0, 0.5, 0.7, 0.9):
        print(f"score from {least:.1f} | {figures(audit[audit['score'] >= least])}")
    for language, part in audit.groupby("language"):
        print(f"{language} | {figures(part)}")
    for language, part in audit[audit["score"] >= 0.5].groupby("language"):
        print(f"{language}, score from 0.5 | {figures(part)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
