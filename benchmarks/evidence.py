"""Is the evidence of a coding the passage a reader would mark?

    python -m benchmarks.evidence        # measure
    python -m benchmarks.evidence fit    # fit the packaged marker on all markings (frozen countries left out)

Readers of our own readings marked the shortest passage that makes the primary code; others marked the passages of the
further codes and of the codes of the gold (``corpus/readings/marked.csv``). In rounds 1 to 6, where the coder (a model
trained without the country, its marker too, while the vectors of words know the texts of all countries but those held
back) accepts a code, its evidence is compared with the marking: token F1, and the share of evidence that touches the
marking. Writers of rules had seen rounds 1 to 3. Provisions read twice show how far two readers agree.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import expit
from thinc.api import Adam, fix_random_seed, warmup_linear

import ctlaw
from benchmarks import FROZEN, readings
from benchmarks.coding import model_without
from benchmarks.restated import official_folder
from benchmarks.train_packaged import ROOT, gold
from ctlaw.classification.estimator import ProvisionClassifier
from ctlaw.classification.evidence import Marker, new_network
from ctlaw.classification.features import RuleHits
from ctlaw.classification.folds import grouped_folds
from ctlaw.classification.marks import FEATURES, SIGNS, WORD, Said, Wanted, word_features
from ctlaw.classification.network import WordInputs, weights
from ctlaw.classification.rules import packaged_rules
from ctlaw.classification.unit import read_unit
from ctlaw.classification.words import SIZE, packaged_words
from ctlaw.classify import load_model, wanted_evidence

#: Networks that learn from the markings, how often each sees every marking, how many markings at once, and how fast it
#: learns.
_TEACHERS, _EPOCHS, _BATCH, _RATE = 4, 8, 30, 5e-3
#: One network then learns from what these say on average and, with this weight, from the markings, in so many rounds
#: (distillation): it finds as much as two do together, in half their time.
_TRUTH, _ROUNDS = 0.3, 16
#: Words of a provision that are learnt from.
_LONGEST = 600
#: Shares of what is hidden while learning: all vectors of a provision, vectors of words, concepts, and the code.
_NO_VECTORS, _NO_VECTOR, _NO_CONCEPTS, _NO_CODE = 0.2, 0.1, 0.1, 0.05
_OWN, _ANY = ([k for k, name in enumerate(FEATURES) if name.startswith(side)] for side in ("own", "any"))
#: Folds of countries: what marked words say is learnt on the others.
_FOLDS = 4
#: Weight of words marked for any code against those marked for one; the most that one word counts.
_DRAWN, _MOST = 60.0, 6.0


def tokens(text: str, start: int, end: int) -> set[int]:
    """Return the starts of the words (characters, where words are not spaced) of a passage."""
    return {m.start() for m in re.finditer(WORD, text) if start <= m.start() < end}


def overlap(a: set[int], b: set[int]) -> float:
    """Return F1 of two sets."""
    return 2 * len(a & b) / max(1, len(a) + len(b))


def marked() -> pd.DataFrame:
    """Return what readers marked, one row a provision and code.

    Returns
    -------
    pandas.DataFrame
        id, jurisdiction, language, heading, text, round ("" of the gold), code, start, end, primary: whether the reader
        who coded the provision marked it.
    """
    units = readings.units(official_folder())
    first = units[(units["codes"].str.len() > 0) & (units["evidence"].str[0] != "")]
    parts = [first.assign(code=first["codes"].str[0], start=[int(e[0]) for e in first["evidence"]],
                          end=[int(e[1]) for e in first["evidence"]], primary=True)]  # fmt: skip
    of_gold = gold()
    of_gold = of_gold[of_gold["round"] == ""]
    texts = pd.concat([units, of_gold], ignore_index=True)
    texts["text_sha256"] = [hashlib.sha256(text.encode()).hexdigest() for text in texts["text"]]
    table = pd.read_csv(readings.marked_place(), dtype=str, keep_default_na=False)
    table = table[table["evidence_start"] != ""].astype({"evidence_start": int, "evidence_end": int})
    table = table.rename(columns={"evidence_start": "start", "evidence_end": "end"})
    texts = texts.drop_duplicates(["path", "text_sha256"])[["path", "text_sha256", "id", "heading", "text", "round"]]
    parts.append(table.merge(texts, on=["path", "text_sha256"]).assign(primary=False))
    columns = ["id", "jurisdiction", "language", "heading", "text", "round", "code", "start", "end", "primary"]
    return pd.concat(parts, ignore_index=True)[columns].fillna({"heading": ""})


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


def fit(markings: pd.DataFrame, model: ProvisionClassifier) -> Marker:
    """Fit a marker on what was marked, with what `model` holds to speak for the codes."""
    codes = [str(code) for code in model.classes_]
    markings = markings[markings["code"].isin(codes)]
    rows = markings[["language", "heading", "text"]].drop_duplicates()
    read = [read_unit(*row) for row in rows.itertuples(index=False)]
    unit_of = {row: k for k, row in enumerate(rows.itertuples(index=False, name=None))}
    places = RuleHits(read).places
    weight_of = {code: model.concept_weights(k) for k, code in enumerate(codes)}
    wanted = []
    for row in markings.itertuples():
        k = unit_of[(row.language, row.heading, row.text)]
        met = {j: at for j, at in places[k].items() if packaged_rules()[j].code == row.code}
        wanted.append(wanted_evidence(read[k], row.code, weight_of[row.code], met))
    edges = [*zip(markings["start"], markings["end"], strict=True)]
    inputs, truth = [], []
    fold_of = grouped_folds(markings["jurisdiction"].tolist(), _FOLDS)
    for fold in range(_FOLDS):
        # what marked words say is learnt without the country, as it will be met
        others = np.flatnonzero(fold_of != fold)
        without = said([wanted[i] for i in others], [edges[i] for i in others])
        within = np.flatnonzero(fold_of == fold)
        for first in range(0, len(within), 100):
            some = within[first : first + 100]
            words, of_words = word_features([wanted[i] for i in some], without)
            for k, (start, _) in enumerate(of_words):
                begin, end = edges[some[k]]
                marked_words = ((start >= begin) & (start < end))[:_LONGEST]
                if marked_words.any():
                    inputs.append(_narrow(words, slice(words.edges[k], words.edges[k] + len(marked_words))))
                    truth.append(marked_words)
    saying = said(wanted, edges)
    columns = np.concatenate([one.features for one in inputs]).astype(np.float32)
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    mean[-SIGNS:], spread[-SIGNS:] = 0, 1
    marker = Marker(saying, mean, spread, {})
    teachers = [replace(marker, learnt=_learnt(marker, inputs, truth, seed, _EPOCHS)) for seed in range(_TEACHERS)]
    taught = []
    for one, words in zip(truth, inputs, strict=True):
        wide = _together([words])
        say = np.mean([teacher.probability(wide) for teacher in teachers], axis=0)
        taught.append((_TRUTH * one + (1 - _TRUTH) * say).astype(np.float32))
    return replace(marker, learnt=_learnt(marker, inputs, taught, _TEACHERS, _ROUNDS))


def _narrow(words: WordInputs, kept: slice) -> WordInputs:
    """Return the words of one unit, in few bytes."""
    return WordInputs(words.features[kept].astype(np.float16), words.rows[kept], words.concepts[kept],
                      words.gates[kept], np.array([kept.stop - kept.start]))  # fmt: skip


def _learnt(
    marker: Marker, inputs: list[WordInputs], truth: list[np.ndarray], seed: int, rounds: int
) -> dict[str, np.ndarray]:
    """Return what a network learns from the words of provisions and how likely each is to be marked."""
    fix_random_seed(seed)
    rng = np.random.default_rng(seed)
    model = new_network(marker.said)
    model.initialize()
    steps = rounds * -(-len(inputs) // _BATCH)
    adam = Adam(warmup_linear(_RATE, steps // 7, steps), L2=0.02, grad_clip=1.0, use_averages=False)
    for _ in range(rounds):
        order = rng.permutation(len(inputs))
        for first in range(0, len(order), _BATCH):
            drawn = order[first : first + _BATCH]
            words = marker.scaled(_hidden(_together([inputs[i] for i in drawn]), len(marker.said.codes), rng))
            guess, backprop = model.begin_update(words)
            # a long provision has more words, not more to say about where markings lie
            share = np.repeat(1 / np.sqrt(words.lengths), words.lengths) / len(drawn)
            wrong = expit(guess[:, 0]) - np.concatenate([truth[i] for i in drawn])
            backprop((wrong * share).astype(np.float32)[:, None])
            model.finish_update(adam)
            adam.step_schedules()
    return weights(model)


def _together(parts: Sequence[WordInputs]) -> WordInputs:
    return WordInputs(
        np.concatenate([one.features for one in parts]).astype(np.float32),
        np.concatenate([one.rows for one in parts]),
        sparse.vstack([one.concepts for one in parts], format="csr"),
        np.concatenate([one.gates for one in parts]),
        np.concatenate([one.lengths for one in parts]),
    )


def _hidden(words: WordInputs, no_code: int, rng: np.random.Generator) -> WordInputs:
    """Hide some of what is known, so that no network leans on one thing alone."""
    units, count = len(words.lengths), len(words.features)
    silent = np.repeat(rng.random(units) < _NO_VECTORS, words.lengths)
    seen = ~silent & (rng.random(count) >= _NO_VECTOR)
    kept = sparse.diags_array((rng.random(count) >= _NO_CONCEPTS).astype(np.float32), format="csr")
    any_code = np.repeat(rng.random(units) < _NO_CODE, words.lengths)
    features = words.features.copy()
    features[np.ix_(any_code, _OWN)] = features[np.ix_(any_code, _ANY)]
    features[np.ix_(silent, _OWN + _ANY)] = 0
    return words._replace(
        features=features,
        rows=np.where(seen, words.rows, -1),
        concepts=sparse.csr_matrix(kept @ words.concepts),
        gates=np.where(any_code, no_code, words.gates),
    )


def write() -> None:
    """Fit the packaged marker and write it."""
    markings = marked()
    markings = markings[~markings["jurisdiction"].isin(FROZEN)]
    fit(markings, load_model()).save(ROOT / "ctlaw" / "data" / "model" / "evidence.npz")
    print(f"evidence.npz: fitted on {len(markings)} markings in {markings['id'].nunique()} provisions")


def measure() -> None:
    """Measure and print."""
    markings = marked()
    fold_of = grouped_folds(markings["jurisdiction"].tolist(), 4)
    measured = markings["round"].isin(["1", "2", "3", "4", "5", "6"]).to_numpy()
    found = []
    for fold in range(4):
        part, rest = markings[(fold_of == fold) & measured], markings[fold_of != fold]
        model = model_without(part["jurisdiction"].unique())
        model.marker = fit(rest[~rest["jurisdiction"].isin(FROZEN)], model)
        codings = ctlaw.code_provisions(part.drop_duplicates("id"), model=model)
        spans = codings.drop_duplicates(["id", "code"]).set_index(["id", "code"])[["evidence_start", "evidence_end"]]
        found.append(part.join(spans, on=["id", "code"]))
    table = pd.concat(found, ignore_index=True)
    for name, part in (("primary codes", table[table["primary"]]), ("further codes", table[~table["primary"]])):
        given = part[part["evidence_start"].notna()]
        print(f"{name}: {len(part)} markings; the code was given to {len(given)}, not to {len(part) - len(given)}")
        mine = [tokens(r.text, int(r.evidence_start), int(r.evidence_end)) for r in given.itertuples()]
        theirs = [tokens(r.text, r.start, r.end) for r in given.itertuples()]
        scores = [overlap(a, b) for a, b in zip(mine, theirs, strict=True)]
        touching = [bool(a & b) for a, b in zip(mine, theirs, strict=True)]
        short = given["evidence_end"] - given["evidence_start"] <= np.maximum(80, given["text"].str.len() / 4 + 1)
        print(f"  evidence against the reader's marking: token F1 {np.mean(scores):.3f}; touches it "
              f"{np.mean(touching):.3f}; at most a quarter of the unit {short.mean():.3f}")  # fmt: skip
    both = _readers()
    print(f"two readers who gave the same primary code: token F1 {np.mean(both):.3f} (n {len(both)})")


def _readers() -> list[float]:
    """Return the token F1 of the markings of two readers of one provision who gave the same primary code."""
    stored = readings.read()
    stored = stored[(stored["evidence_start"] != "") & ~stored["round"].isin(readings.OF_CORPUS)]
    texts = readings.units(official_folder()).set_index(["path", "eid", "sha256"])["text"]
    both = []
    for place, two in stored.groupby(["path", "eid", "text_sha256"]):
        if len(two) > 1 and two.iloc[0]["codes"][0] == two.iloc[1]["codes"][0] and place in texts.index:
            marks = [tokens(texts.loc[place], int(r.evidence_start), int(r.evidence_end))
                     for r in two.itertuples()]  # fmt: skip
            both.append(overlap(marks[0], marks[1]))
    return both


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
