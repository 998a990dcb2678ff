"""Precision and recall of the matrix's cells, against readers who read a country's law whole.

    python -m benchmarks.cells [JURISDICTION...]

The yardstick is ``benchmarks/readings/cells-<cc>.csv``: for each of the 88 codes, whether the official texts at hand
bear it, by a language-model reader who saw no coding by ctlaw. The country is coded by a model trained without it. A
cell is *found* as in `ctlaw.coverage` (a coding of at least .5), *not found* where it is not; what the packaged
thresholds for `False` would say is measured apart.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

import ctlaw
from benchmarks.coding import model_without
from benchmarks.restated import official_folder
from ctlaw.comparison import coverage
from ctlaw.corpus import corpus_folder, document_from_bytes, read_manifest
from ctlaw.extract import provision_rows
from ctlaw.structure import UNITS
from ctlaw.workflow import detector_quality

READINGS = Path(__file__).resolve().parent / "readings"


def official_units(jurisdiction: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (articles and sections, documents) of the official texts of a jurisdiction."""
    manifest = read_manifest(corpus_folder() / "manifest.csv")
    units, documents = [], []
    for name, about in sorted(manifest.items()):
        path = official_folder() / name
        if about["jurisdiction"] == jurisdiction and path.is_file():
            document = document_from_bytes(path.read_bytes(), name, about=about, layer="official")
            units.append(pd.DataFrame(provision_rows(document, kinds=UNITS)))
            documents.append({"path": name, "jurisdiction": jurisdiction, "language": document.language,
                              "status": document.status, "pillars": document.pillars})  # fmt: skip
    return pd.concat(units, ignore_index=True), pd.DataFrame(documents)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jurisdictions", nargs="*")
    parser.add_argument("--show", action="store_true", help="list the cells that differ")
    arguments = parser.parse_args()
    files = [p for p in sorted(READINGS.glob("cells-*.csv"))
             if not arguments.jurisdictions or p.stem[6:] in arguments.jurisdictions]  # fmt: skip
    if not files:
        sys.exit(f"benchmarks.cells: no readings in `{READINGS}`.")
    print("country | cells read | there | found right / found (precision) | found of those there (recall) | "
          "False cells: right / stated | doubtful cells left out")  # fmt: skip
    sums = [0] * 7
    for path in files:
        jurisdiction = path.stem[6:]
        read = pd.read_csv(path).drop_duplicates("code").set_index("code")["found"]
        provisions, documents = official_units(jurisdiction)
        codings = ctlaw.code_provisions(provisions, model=model_without([jurisdiction]))
        cells = coverage.cells(codings, documents, quality=detector_quality(), provisions=provisions)
        cells = cells.set_index("code")
        yes, no = read[read == "yes"].index, read[read == "no"].index
        found = cells.index[cells["found"].eq(True).fillna(False)]
        absent = cells.index[cells["found"].eq(False).fillna(False)]
        right = len(set(found) & set(yes))
        counted = len(set(found) & (set(yes) | set(no)))
        row = [len(yes) + len(no), len(yes), right, counted, len(set(absent) & set(no)),
               len(set(absent) & (set(yes) | set(no))), len(read) - len(yes) - len(no)]  # fmt: skip
        sums = [a + b for a, b in zip(sums, row, strict=True)]
        _print(jurisdiction, row)
        if arguments.show:
            print("  found, reader says no:", *sorted(set(found) & set(no)))
            print("  reader says yes, not found:", *sorted(set(yes) - set(found)))
    _print("all", sums)
    return 0


def _print(name: str, row: list[int]) -> None:
    read, there, right, found, absent_right, absent, doubtful = row
    precision, recall = right / max(1, found), right / max(1, there)
    print(f"{name} | {read} | {there} | {right} / {found} ({precision:.2f}) | {recall:.2f} | "
          f"{absent_right} / {absent} | {doubtful}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
