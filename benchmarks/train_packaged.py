"""Fit the packaged model on all coded provisions at hand and write ``ctlaw/data/model/``.

python -m benchmarks.train_packaged
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import FROZEN, readings
from benchmarks.restated import official_folder
from ctlaw.classification.estimator import code_matrix
from ctlaw.classification.features import matrices
from ctlaw.classification.store import Readings, knowledge_version, save_readings
from ctlaw.classification.unit import read_unit
from ctlaw.classify import save_model
from ctlaw.concepts import lexicon
from ctlaw.taxonomy import load_taxonomy

ROOT = Path(__file__).resolve().parent.parent

def gold() -> pd.DataFrame:
    """Return all coded provisions to learn from, readings made for ctlaw too.

    Column ``dev`` is True for those of the gold that were read twice.

    The column ``round`` is "" for the gold, else a key of `benchmarks.readings.ROUNDS`; ``unread`` says of each that
    no writer of rules had seen it.
    """
    folder = Path(os.environ.get("CTLAW_SHARED") or ROOT.parent / "shared") / "gold"
    if not folder.is_dir():
        sys.exit("benchmarks: no coded provisions: set CTLAW_SHARED to the folder that holds gold/.")
    parts = []
    for path in [*sorted((folder / "train").glob("*.jsonl")), folder / "units-dev.jsonl"]:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        parts.append(pd.DataFrame(rows).assign(dev=path.name == "units-dev.jsonl", round=""))
    if readings.place().is_file():
        own = readings.units(official_folder())
        parts.append(own[~own["round"].isin(readings.LATER)])
    units = pd.concat(parts, ignore_index=True)
    # the frozen jurisdictions are unread too; they are never trained on
    return units.assign(unread=units["round"].isin(readings.UNSEEN) | units["jurisdiction"].isin(FROZEN))


def main() -> int:
    """Fit and write the model, its description, and our own readings as concepts."""
    from benchmarks.coding import fitted  # which reads `gold` here

    units, codes = gold(), load_taxonomy().codes
    readable = np.array([bool(lexicon(language).forms) for language in units["language"]])
    kept = np.flatnonzero(readable & ~units["jurisdiction"].isin(FROZEN))
    model, _ = fitted(units, kept, codes, kept[:0], ())
    learnt = units.iloc[kept]
    model.about_ = {
        "provisions": len(learnt), "jurisdictions": sorted(set(learnt["jurisdiction"])),
        "languages": sorted(set(learnt["language"])),
        "version": f"1-{knowledge_version()}",
        "labels": "read by language-model readers following the codebook, not by lawyers",
    }  # fmt: skip
    target = ROOT / "ctlaw" / "data" / "model"
    save_model(model, target / "coding.npz")
    own = units[units["round"] != ""]
    read, _ = matrices([read_unit(*row) for row in zip(own["language"], own["heading"], own["text"], strict=True)])
    stored = Readings(read, code_matrix(own["codes"], codes), own["unread"].to_numpy(), codes,
                      own["jurisdiction"].tolist(), own["language"].tolist())  # fmt: skip
    save_readings(stored, target / "readings.npz")
    about = {**model.about_, "threshold": round(model.threshold_, 2), "file": "coding.npz"}
    (target / "coding.json").write_text(
        json.dumps(about, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(json.dumps(about, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
