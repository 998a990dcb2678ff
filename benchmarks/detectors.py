"""Measure the coder per code and language and write ctlaw/data/quality/detectors.csv, which coverage rests on.

    python -m benchmarks.detectors

Every unit is coded by a model that has not seen its country. An accepted coding is right or wrong against the reading;
precision is the share of right ones, recall the share of readings found. Provisions read because an earlier coder gave
them a code are left out. No figure is pooled over languages: a detector may be good in one and blind in the next.

Whoever wrote rules and lexicons had read most of these provisions, so the figures flatter. They are lowered by what
the same coder loses on provisions that nobody had read (the unseen rounds of our readings, the frozen jurisdictions),
over all codes and languages; the columns ``*_seen`` keep them as measured.
"""

from __future__ import annotations

import sys

import pandas as pd

from benchmarks import FROZEN
from benchmarks.coding import FOLDS, Judged, features, held_out, model_without, target_of
from benchmarks.readings import OF_CORPUS, UNSEEN
from benchmarks.train_packaged import ROOT, gold
from ctlaw.comparison.coverage import LEAST_POSITIVES, LEAST_RECALL, LEAST_SCORE
from ctlaw.tables import write_table
from ctlaw.taxonomy import load_taxonomy


def main() -> int:
    """Measure and write."""
    codes = load_taxonomy().codes
    everything = gold()
    frozen = everything[everything["jurisdiction"].isin(FROZEN)]
    units = everything[~everything["jurisdiction"].isin(FROZEN)].reset_index(drop=True)
    probability, accepted, _ = held_out(units, codes, "jurisdiction", FOLDS)
    truth = target_of(units, codes) > 0
    # Provisions read because the coder of the day gave them a code cannot say what it overlooks.
    drawn = ~units["round"].isin(OF_CORPUS).to_numpy()
    units, probability, accepted, truth = (part[drawn] for part in (units, probability, accepted, truth))
    units = units.reset_index(drop=True)
    # A cell counts codings from LEAST_SCORE on, so that is what its detector is measured at.
    counted = accepted & (probability >= LEAST_SCORE)
    unread = units["round"].isin(UNSEEN).to_numpy()
    model, read = model_without([]), features(everything)
    judged = Judged.by(model, read.rows(frozen.index.to_numpy()))
    other = judged.accepted & (judged.probability >= LEAST_SCORE)
    strange = target_of(frozen, codes) > 0
    right = (truth & counted)[unread].sum() + (strange & other).sum()
    seen_right = (truth & counted)[~unread].sum()
    given, there = counted[unread].sum() + other.sum(), truth[unread].sum() + strange.sum()
    precision = (right / given) / (seen_right / counted[~unread].sum())
    recall = (right / there) / (seen_right / truth[~unread].sum())
    print(f"on provisions that nobody had read: {precision:.2f} of the precision and {recall:.2f} of the recall here")
    rows = []
    for language, part in units.groupby("language", sort=True):
        t, a, c = truth[part.index], accepted[part.index], counted[part.index]
        for k, code in enumerate(codes):
            positives, found, hits = int(t[:, k].sum()), int(c[:, k].sum()), int((t[:, k] & c[:, k]).sum())
            if positives or found:
                rows.append({
                    "code": code, "language": language, "positives": positives, "found": found,
                    "precision": round(min(1.0, precision) * hits / found, 2) if found else None,
                    "recall": round(min(1.0, recall) * hits / positives, 2) if positives else None,
                    "precision_seen": round(hits / found, 2) if found else None,
                    "recall_seen": round(hits / positives, 2) if positives else None,
                    "recall_any_score": round(int((t[:, k] & a[:, k]).sum()) / positives, 2) if positives else None,
                })  # fmt: skip
    table = pd.DataFrame(rows)
    write_table(table, ROOT / "ctlaw" / "data" / "quality" / "detectors.csv")
    strong = table[(table["recall"] >= LEAST_RECALL) & (table["positives"] >= LEAST_POSITIVES)]
    print(f"{len(table)} detectors (code and language), {len(strong)} good enough to say that a rule was not found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
