"""How much rules flatter themselves: what they find on provisions their writers had read, and had not.

    python -m benchmarks.unread

Rules and lexicons were written with sight of the gold and, in later passes, of rounds 1 to 3 of our own readings;
nobody who wrote them had seen round 4 or the four frozen jurisdictions. Precision and recall count a code as found
when any rule for it is met. The estimator's second stage takes its two constants for unread law from here.
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks import FROZEN
from benchmarks.coding import features, target_of
from benchmarks.readings import OF_CORPUS, ROUNDS
from benchmarks.train_packaged import gold
from ctlaw.classification.rules import packaged_rules
from ctlaw.concepts import lexicon
from ctlaw.taxonomy import load_taxonomy


def main() -> int:
    """Measure and print."""
    codes, units = load_taxonomy().codes, gold()
    units = units[[bool(lexicon(language).forms) for language in units["language"]]].reset_index(drop=True)
    place = {code: i for i, code in enumerate(codes)}
    rules = np.array([place[rule.code] for rule in packaged_rules()])
    truth, found = target_of(units, codes) > 0, np.zeros((len(units), len(codes)), dtype=bool)
    met = features(units).met.tocoo()
    found[met.row, rules[met.col]] = True
    frozen = units["jurisdiction"].isin(FROZEN).to_numpy()
    print("units | n | precision | recall | wrong hits for one right")
    for name, part in [("gold, seen by the writers", (units["round"] == "").to_numpy() & ~frozen),
                       *((f"round {n}, {seen}", (units["round"] == n).to_numpy()) for n, seen in ROUNDS.items()
                         if n not in OF_CORPUS),
                       ("frozen jurisdictions, never seen", frozen)]:  # fmt: skip
        right, given = (truth & found)[part].sum(), found[part].sum()
        print(f"{name} | {part.sum()} | {right / max(1, given):.3f} | {right / max(1, truth[part].sum()):.3f} | "
              f"{(given - right) / max(1, right):.2f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
