"""ctlaw's matrix beside published tables: where they agree, and where not.

    python -m benchmarks.published

``benchmarks/readings/published.csv`` holds facts typed in from published comparative work (source, address, date), by a
language-model reader: which States have a rule, and some statutory maxima. Test countries, and those kept back, are
left out. A published table speaks of all law of a State at its date; ctlaw of the texts at hand. "unknown" is no
disagreement: ctlaw does not say that a rule is lacking. Where a source says no and ctlaw found something, either may be
right: tables define narrowly, laws change, detectors err. A maximum agrees when any provision with the code has it.
``published-settled.csv`` says of each disagreement who is right, after reading the law at hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import ctlaw
from ctlaw.compare import LEAST_SCORE, provisions_with

PUBLISHED = Path(__file__).resolve().parent / "readings" / "published.csv"
SETTLED = PUBLISHED.with_name("published-settled.csv")


def compared() -> pd.DataFrame:
    """Return the published facts, each with ctlaw's `cell`, its `verdict` and the most certain provision behind it."""
    facts = pd.read_csv(PUBLISHED, dtype=str, keep_default_na=False)
    provisions, codings, searched = ctlaw.read_coded()
    codes = sorted(set(facts["code"]))
    table = ctlaw.coverage(codings, searched, codes=codes, quality=ctlaw.detector_quality(), provisions=provisions)
    force = provisions[~provisions["status"].isin(["historical", "bill", "reference"])]
    sure = codings[codings["score"] >= LEAST_SCORE]
    rows = []
    for fact in facts.itertuples():
        cell = table.at[fact.jurisdiction, fact.code] if fact.jurisdiction in table.index else pd.NA
        known = not pd.isna(cell) and bool(cell)
        found = provisions_with(force, sure, fact.code, [fact.jurisdiction]) if known else force.iloc[:0]
        where = f"{found['path'].iloc[0]} {found['num'].iloc[0]}" if len(found) else ""
        if fact.says.startswith("maximum_months:"):
            wanted = float(fact.says.split(":")[1])
            tops = [a["max_months"] for arms in found["penalties"] for a in arms or [] if a.get("max_months")]
            verdict = "unknown" if not tops else "agree" if wanted in tops else "differ"
            where = f"{where} {sorted(set(tops))}" if tops else where
        elif pd.isna(cell):
            verdict = "unknown"
        else:
            verdict = "agree" if bool(cell) == (fact.says == "yes") else "differ"
        kind = fact.says.split(":")[0]
        rows.append({"source": fact.source, "kind": kind, "jurisdiction": fact.jurisdiction, "code": fact.code,
                     "verdict": verdict, "detail": fact.detail, "where": where})  # fmt: skip
    return pd.DataFrame(rows)


def main() -> int:
    """Print."""
    table = compared()
    print("source | says | facts | agree | differ | unknown to ctlaw | agree, of those known")
    for (source, kind), part in [*table.groupby(["source", "kind"]), *(((f"all: {k}", k), p)
                                                                       for k, p in table.groupby("kind"))]:  # fmt: skip
        n = part["verdict"].value_counts()
        agree, differ = int(n.get("agree", 0)), int(n.get("differ", 0))
        share = f"{agree / (agree + differ):.2f}" if agree + differ else "-"
        print(f"{source} | {kind} | {len(part)} | {agree} | {differ} | {int(n.get('unknown', 0))} | {share}")
    settled = {(r.jurisdiction, r.code): f"{r.right}: {r.why}" for r in pd.read_csv(SETTLED).itertuples()}
    print("\nDisagreements: jurisdiction | code | the source says | what ctlaw found | who is right (read by a model)")
    for row in table[table["verdict"] == "differ"].itertuples():
        print(f"{row.jurisdiction} | {row.code} | {row.kind}: {row.detail} | {row.where} | "
              f"{settled.get((row.jurisdiction, row.code), 'not read yet')}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
