"""Measure penalties by reference: ``python -m benchmarks.penalty_references``.

Reads ``corpus/coded``; no law is needed. Prints how many provisions have a penalty by reference and had none of their
own, and how many of those that were read against the law are right (``readings/penalties-by-reference.csv``: sixty
drawn at random from wordings in force, one a provision, at most three a jurisdiction and form, one for "same"; read by
a language model). A reading holds for the wording whose hash it names; one whose link ctlaw no longer makes is counted
apart. Right: the law threatens this penalty for the conduct of this provision, be it in an aggravated case.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from ctlaw.coded import read_coded
from ctlaw.comparison.frames import listed, standing

READINGS = Path(__file__).resolve().parent / "readings" / "penalties-by-reference.csv"
FORMS = ("offence-of", "penalty-of", "same")


def key(row: Any, arm: Any) -> tuple[Any, ...]:
    """Return what identifies one penalty of one provision."""
    return row["path"], row["eid"], row["text_sha256"], arm["form"], arm["from_eid"], int(arm["start"])


def made(provisions: pd.DataFrame) -> set[tuple[Any, ...]]:
    """Return the penalties by reference of the coded corpus."""
    rows = provisions[provisions["penalties_by_reference"].map(bool)].to_dict("records")
    return {key(row, arm) for row in rows for arm in listed(row["penalties_by_reference"])
            if arm.get("start") is not None}  # fmt: skip


def measure_readings(links: set[tuple[Any, ...]]) -> None:
    """Print the share of right ones among those read, by form."""
    readings = pd.read_csv(READINGS, dtype=str, keep_default_na=False)
    for form in (*FORMS, "all"):
        part = readings if form == "all" else readings[readings["form"] == form]
        right = part["verdict"] == "right"
        still = part.apply(lambda row: key(row, row) in links, axis=1)
        print(f"{form:11s} as drawn {right.sum()} of {len(part)} right ({right.mean():.2f}); "
              f"of the {still.sum()} still made {(right & still).sum()} right")  # fmt: skip
    print(f"jurisdictions read: {readings['path'].str.split('/').str[0].nunique()}")


def measure_corpus(provisions: pd.DataFrame) -> None:
    """Print how many provisions have a penalty by reference, and how many of them none of their own."""
    counts: Counter[str] = Counter()
    for row in standing(provisions).to_dict("records"):
        forms = {arm["form"] for arm in listed(row["penalties_by_reference"])}
        counts.update(forms)
        counts["another provision's"] += bool(forms - {"same"})
        counts["another provision's, none of its own"] += bool(forms - {"same"}) and not listed(row["penalties"])
    for name, count in sorted(counts.items()):
        print(f"provisions in force with: {name:38s} {count}")


def main() -> int:
    """Print both."""
    provisions, _, _ = read_coded()
    links = made(provisions)
    if not links:
        sys.exit("corpus/coded has no penalties by reference yet: run `make data`")
    measure_corpus(provisions)
    measure_readings(links)
    return 0


if __name__ == "__main__":
    sys.exit(main())
