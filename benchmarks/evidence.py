"""Is the evidence of a coding the passage a reader would mark?

    python -m benchmarks.evidence        # measure
    python -m benchmarks.evidence fit    # fit the packaged marker on all markings (frozen countries left out)

Readers of our own readings marked the shortest passage that makes the primary code. In rounds 1 to 6, where the coder
(a model trained without the country, its marker too) accepts that code, its evidence is compared with the marking:
token F1, and the share of evidence that touches the marking. Provisions read twice show how far two readers agree.
"""

from __future__ import annotations

import re
import sys

import numpy as np
import pandas as pd
from sklearn.neural_network import MLPClassifier

import ctlaw
from benchmarks import FROZEN, readings
from benchmarks.coding import model_without
from benchmarks.restated import official_folder
from benchmarks.train_packaged import ROOT
from ctlaw.classification.estimator import ProvisionClassifier
from ctlaw.classification.evidence import FEATURES, WORD, Marker, Said, Wanted, word_features
from ctlaw.classification.features import RuleHits
from ctlaw.classification.folds import grouped_folds
from ctlaw.classification.rules import packaged_rules
from ctlaw.classification.unit import read_unit
from ctlaw.classification.words import SIZE, packaged_words
from ctlaw.classify import load_model, wanted_evidence

#: Networks that are averaged, nodes of each, and the share of words each is fitted on.
_NETWORKS, _NODES, _SHARE = 4, 32, 0.7
#: Weight of words marked for any code against those marked for one; the most that one word counts.
_DRAWN, _MOST = 60.0, 6.0


def tokens(text: str, start: int, end: int) -> set[int]:
    """Return the starts of the words (characters, where words are not spaced) of a passage."""
    return {m.start() for m in re.finditer(WORD, text) if start <= m.start() < end}


def overlap(a: set[int], b: set[int]) -> float:
    """Return F1 of two sets."""
    return 2 * len(a & b) / max(1, len(a) + len(b))


def marked() -> pd.DataFrame:
    """Return the provisions whose reader marked a passage."""
    units = readings.units(official_folder())
    return units[[bool(e[0]) for e in units["evidence"]]].reset_index(drop=True)


def said(wanted: list[Wanted], markings: list[tuple[int, int]]) -> Said:
    """Return what marked words say and the others of the same provisions do not, by code and for all codes."""
    words = packaged_words()
    codes = sorted({one.code for one in wanted})
    total = np.zeros((len(codes), 2, SIZE))
    weight = np.zeros((len(codes), 2))
    for one, (first, last) in zip(wanted, markings, strict=True):
        places = [(m.start(), m.end()) for m in re.finditer(WORD, one.unit.text)]
        start, end = (np.array(edge, dtype=np.int64) for edge in zip(*places, strict=True))
        rows = words.rows_at(one.unit.text, one.unit.language, start, end)
        counts = np.minimum(words.weight[rows], _MOST) * (rows >= 0)
        inside = (start >= first) & (start < last)
        for side, which in ((0, inside), (1, ~inside)):
            total[codes.index(one.code), side] += counts[which] @ words.vectors[rows[which]]
            weight[codes.index(one.code), side] += counts[which].sum()
    every = total.sum(axis=0) / weight.sum(axis=0)[:, None]
    drawn = (total + _DRAWN * every) / (weight + _DRAWN)[:, :, None]
    return Said(np.array(codes), (drawn[:, 0] - drawn[:, 1]).astype(np.float32),
                (every[0] - every[1]).astype(np.float32))  # fmt: skip


def fit(units: pd.DataFrame, model: ProvisionClassifier) -> Marker:
    """Fit a marker on marked provisions, with what `model` holds to speak for their primary codes."""
    codes = [str(code) for code in model.classes_]
    units = units[[row[0] in codes for row in units["codes"]]]
    read = [read_unit(*row) for row in zip(units["language"], units["heading"], units["text"], strict=True)]
    places = RuleHits(read).places
    weights = {code: model.concept_weights(k) for k, code in enumerate(codes)}
    wanted = [wanted_evidence(unit, own[0], weights[own[0]], {j: at for j, at in met.items()
                                                      if packaged_rules()[j].code == own[0]})
              for unit, own, met in zip(read, units["codes"], places, strict=True)]  # fmt: skip
    saying = said(wanted, [(int(e[0]), int(e[1])) for e in units["evidence"]])
    columns, edges, words = word_features(wanted, saying)
    truth = np.concatenate([(start >= int(e[0])) & (start < int(e[1]))
                            for (start, _), e in zip(words, units["evidence"], strict=True)])  # fmt: skip
    size = np.diff(edges)
    # a long provision has more words, not more to say about where markings lie
    share = np.repeat(1 / np.sqrt(np.maximum(size, 1)), size)
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    scaled = np.clip((columns - mean) / spread, -4, 4).astype(np.float32)
    networks = []
    for seed in range(_NETWORKS):
        drawn = np.random.default_rng(seed).choice(len(truth), int(_SHARE * len(truth)), p=share / share.sum())
        networks.append(MLPClassifier((_NODES,), alpha=1e-2, max_iter=12, batch_size=512, learning_rate_init=3e-3,
                                      random_state=seed).fit(scaled[drawn], truth[drawn]))  # fmt: skip
    return Marker(
        *saying, mean.astype(np.float32), spread.astype(np.float32),
        np.hstack([n.coefs_[0] for n in networks]).astype(np.float32),
        np.concatenate([n.intercepts_[0] for n in networks]).astype(np.float32),
        np.concatenate([n.coefs_[1][:, 0] for n in networks]).astype(np.float32) / _NETWORKS,
        np.array([np.mean([n.intercepts_[1][0] for n in networks])], dtype=np.float32),
    )  # fmt: skip


def write() -> None:
    """Fit the packaged marker and write it."""
    units = marked()
    units = units[~units["jurisdiction"].isin(FROZEN)]
    marker = fit(units, load_model())
    path = ROOT / "ctlaw" / "data" / "model" / "evidence.npz"
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as handle:
        kept = {**marker._asdict(), "own": marker.own.astype(np.float16)}
        np.savez_compressed(handle, features=np.array(FEATURES), **kept)
    beside.replace(path)
    print(f"{path.name}: fitted on {len(units)} marked provisions")


def measure() -> None:
    """Measure and print."""
    units = marked()
    fold_of = grouped_folds(units["jurisdiction"].tolist(), 4)
    measured = ~units["round"].isin(readings.OF_CORPUS).to_numpy()
    scores, touching, short, missed = [], [], [], 0
    for fold in range(4):
        part, rest = units[(fold_of == fold) & measured], units[fold_of != fold]
        model = model_without(part["jurisdiction"].unique())
        model.marker = fit(rest[~rest["jurisdiction"].isin(FROZEN)], model)
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
    print(f"{measured.sum()} provisions with a marking; the primary code was given to {len(scores)}, not to {missed}")
    print(f"evidence against the reader's marking: token F1 {np.mean(scores):.3f}; touches it {np.mean(touching):.3f}; "
          f"at most a quarter of the unit {np.mean(short):.3f}")  # fmt: skip
    stored = readings.read()
    stored = stored[stored["evidence_start"] != ""]
    stored = stored[~stored["round"].isin(readings.OF_CORPUS)]
    texts = units.set_index(["path", "eid"])["text"]
    both = []
    for (path, eid), two in stored.groupby(["path", "eid"]):
        if len(two) > 1 and two.iloc[0]["codes"][0] == two.iloc[1]["codes"][0] and (path, eid) in texts.index:
            text = texts.loc[(path, eid)]
            marks = [tokens(text, int(r.evidence_start), int(r.evidence_end)) for r in two.itertuples()]
            both.append(overlap(marks[0], marks[1]))
    print(f"two readers who gave the same primary code: token F1 {np.mean(both):.3f} (n {len(both)})")


def main() -> int:
    """Fit or measure."""
    if sys.argv[1:] == ["fit"]:
        write()
    elif not sys.argv[1:]:
        measure()
    else:
        sys.exit("usage: python -m benchmarks.evidence [fit]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
