"""Quality of coding, every unit coded by a model that has not seen its country (or its language).

    python -m benchmarks.coding [--by jurisdiction|language] [--folds N] [--per-code] [--frozen] [--curve]

Dev units (read twice) and all coded units are scored from the same held-out predictions. `--frozen` scores the four
jurisdictions that are never trained on and that the rules' writer did not open, with a model of all others.
Features are kept in the user's cache folder, outside the repository.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from platformdirs import user_cache_path
from scipy import sparse

from benchmarks import FROZEN
from benchmarks.readings import ROUNDS
from benchmarks.train_packaged import gold
from benchmarks.word_vectors import OtherWords
from ctlaw.classification.estimator import ProvisionClassifier, code_matrix, primary_first
from ctlaw.classification.features import Matrices, matrices
from ctlaw.classification.folds import grouped_folds
from ctlaw.classification.unit import read_unit
from ctlaw.classification.words import packaged_path
from ctlaw.classify import duplicate_weights
from ctlaw.comparison.coverage import LEAST_SCORE
from ctlaw.concepts import lexicon
from ctlaw.taxonomy import load_taxonomy

ROOT = Path(__file__).resolve().parent.parent
#: Parts into which jurisdictions (or languages) are dealt.
FOLDS = 5


def _state(units: pd.DataFrame) -> str:
    """Return a hash of the units, of how they are coded and of everything that reads them and finds codes."""
    digest = hashlib.sha256("".join(units["sha256"].astype(str)).encode())
    digest.update(repr([*zip(units["codes"].map(tuple), units["unread"], strict=True)]).encode())
    sources = [*ROOT.glob("ctlaw/data/concepts/*.csv"), *ROOT.glob("ctlaw/data/rules/*.json"),
               *ROOT.glob("ctlaw/classification/*.py"), ROOT / "ctlaw/concepts.py", packaged_path()]  # fmt: skip
    other = {"evidence.py", "marks.py", "network.py", "store.py"}  # find no codes
    for path in sorted(path for path in sources if path.name not in other):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def features(units: pd.DataFrame) -> Matrices:
    """Return the matrices of `ctlaw.classification.features.matrices`, read again when something changed."""
    folder = user_cache_path("ctlaw") / "features"
    folder.mkdir(parents=True, exist_ok=True)
    state = _state(units)
    files = [folder / f"{state}.{part}.npz" for part in Matrices._fields]
    *sparse_files, words = files
    if all(path.is_file() for path in files):
        return Matrices(*(sparse.load_npz(path) for path in sparse_files), np.load(words)["words"])
    rows = zip(units["language"], units["heading"].fillna(""), units["text"], strict=True)
    read, _ = matrices([read_unit(*row) for row in rows])
    for path, matrix in zip(sparse_files, read, strict=False):
        sparse.save_npz(path, matrix)
    np.savez(words, words=read.words)
    return read


def _vectors(
    units: pd.DataFrame, state: str, jurisdictions: frozenset[str], languages: frozenset[str]
) -> np.ndarray:
    """Return vectors of words without texts of some countries, from the cache folder where `state` has them."""
    name = hashlib.sha256(repr((state, sorted(jurisdictions), sorted(languages))).encode()).hexdigest()[:16]
    path = user_cache_path("ctlaw") / "words" / f"{name}.npy"
    if not path.is_file():
        if state not in _others:
            _others.clear()
            _others[state] = OtherWords(units)
        np.save(path, _others[state].without(jurisdictions, languages))
    return np.asarray(np.load(path))


#: The words of the units last asked for: they are counted once.
_others: dict[str, OtherWords] = {}


def fitted(
    units: pd.DataFrame, kept: np.ndarray, codes: list[str], scored: np.ndarray, without: Collection[str],
    languages: Collection[str] = (),
) -> tuple[ProvisionClassifier, Matrices]:  # fmt: skip
    """Fit on the units `kept`; return the model, and the matrices of those to be scored.

    Parameters
    ----------
    units : pandas.DataFrame
        As `gold` returns them.
    kept, scored : numpy.ndarray of int
        Positions of the units.
    codes : list of str
    without : collection of str
        Jurisdictions whose texts the vectors of words do not know; within the fit, those of the inner fold besides.
    languages : collection of str
        Languages without vectors.
    """
    read, out, silent = features(units), frozenset(without), frozenset(languages)
    state = _state(units)
    if out or silent:
        read = read._replace(words=_vectors(units, state, out, silent))
    model = ProvisionClassifier(codes=codes)
    model.fit_matrices(
        read.rows(kept), target_of(units, codes)[kept], units["jurisdiction"].to_numpy()[kept].tolist(),
        duplicate_weights(units["text"].tolist())[kept], units["unread"].to_numpy()[kept],
        lambda inner: _vectors(units, state, out | frozenset(inner), silent)[kept],
    )  # fmt: skip
    return model, read.rows(scored)


def target_of(units: pd.DataFrame, codes: list[str]) -> np.ndarray:
    """Return 1 where a unit bears a code, 2 where it is the primary one, (units, codes)."""
    return code_matrix(units["codes"], codes)


class Judged(NamedTuple):
    """What models that have not seen the units say of them.

    Attributes
    ----------
    probability : numpy.ndarray, (units, codes)
    accepted : numpy.ndarray of bool, (units, codes)
    first : numpy.ndarray of int, (units,)
        The primary code; -1 where none is accepted.
    """

    probability: np.ndarray
    accepted: np.ndarray
    first: np.ndarray

    @classmethod
    def by(cls, model: ProvisionClassifier, read: Matrices) -> Judged:
        """Return what `model` says of what was read."""
        probability, leads = model.judge(read)
        accepted = model.accept(probability)
        first, probability = primary_first(probability, leads, accepted)
        return cls(probability, accepted, first)

    def rows(self, which: np.ndarray) -> Judged:
        """Return the units that `which` names."""
        return Judged(*(part[which] for part in self))


def held_out(units: pd.DataFrame, codes: list[str], by: str, folds: int) -> Judged:
    """Return what models that have not seen the unit's group say of each unit and code."""
    path = user_cache_path("ctlaw") / "held-out" / f"{_state(units)}.{by}.{folds}.npz"
    if path.is_file():  # `benchmarks.detectors` asks for the same
        with np.load(path) as kept_:
            return Judged(*(kept_[name] for name in Judged._fields))
    readable = np.array([bool(lexicon(language).forms) for language in units["language"]])
    fold_of = grouped_folds(units[by].tolist(), folds)
    shape = len(units), len(codes)
    judged = Judged(np.zeros(shape), np.zeros(shape, dtype=bool), np.zeros(len(units), dtype=int))
    for fold in range(folds):
        out, kept = np.flatnonzero(fold_of == fold), np.flatnonzero((fold_of != fold) & readable)
        groups = set(units[by].iloc[out])
        unknown: dict[str, Collection[str]] = {"without": groups if by == "jurisdiction" else ()}
        unknown["languages"] = groups if by == "language" else ()
        model, scored = fitted(units, kept, codes, out, **unknown)
        for whole, part in zip(judged, Judged.by(model, scored), strict=True):
            whole[out] = part
        print(f"fold {fold + 1} of {folds}", file=sys.stderr)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **judged._asdict())
    return judged


def model_without(jurisdictions: Iterable[str]) -> ProvisionClassifier:
    """Return a model fitted on all coded provisions but those of `jurisdictions` and of the frozen ones.

    What it is given later has the packaged vectors of words, which know the texts of all but `HELD_BACK`.
    """
    codes, units = load_taxonomy().codes, gold()
    out = units["jurisdiction"].isin({*FROZEN, *jurisdictions}).to_numpy()
    readable = np.array([bool(lexicon(language).forms) for language in units["language"]])
    return fitted(units, np.flatnonzero(~out & readable), codes, np.flatnonzero(out), ())[0]


def f1(truth: np.ndarray, taken: np.ndarray) -> float:
    """Return F1 of two boolean arrays; 0 when nothing is right."""
    hits = float((truth & taken).sum())
    return 2 * hits / max(1.0, float(truth.sum() + taken.sum()))


def report(name: str, units: pd.DataFrame, codes: list[str], judged: Judged) -> dict:
    """Print one row of figures with the 95 % bootstrap interval (units drawn, fixed seed) of micro and macro F1."""
    probability, accepted, first = judged
    truth = target_of(units, codes) > 0
    frequent = np.flatnonzero(truth.sum(axis=0) >= 3)

    def macro(t: np.ndarray, a: np.ndarray) -> float:
        return float(np.mean([f1(t[:, k], a[:, k]) for k in frequent])) if len(frequent) else 0.0

    rng = np.random.default_rng(0)
    drawn = [rng.integers(0, len(units), len(units)) for _ in range(200)]
    low_micro, high_micro = np.quantile([f1(truth[d], accepted[d]) for d in drawn], [0.025, 0.975])
    low_macro, high_macro = np.quantile([macro(truth[d], accepted[d]) for d in drawn], [0.025, 0.975])
    coded = truth.any(axis=1)
    primary = np.mean([first[i] >= 0 and codes[first[i]] == units["codes"].iloc[i][0] for i in np.flatnonzero(coded)])
    flat, hits = probability.ravel(), truth.ravel()
    order = np.argsort(-flat, kind="stable")
    precision = hits[order].cumsum() / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= 0.9)
    at_90 = hits[order].cumsum()[good[-1]] / max(1, hits.sum()) if len(good) else 0.0
    figures = {
        "units": len(units), "micro": f1(truth, accepted), "macro": macro(truth, accepted), "codes": len(frequent),
        "primary": float(primary), "coded_none": f1(coded, accepted.any(axis=1)), "recall_at_p90": float(at_90),
        "ece": calibration(flat, hits), "ece_candidates": calibration(flat[flat >= 0.05], hits[flat >= 0.05]),
    }  # fmt: skip
    sure = probability >= LEAST_SCORE
    print(f"{name:22s} n {len(units):4d}  micro {figures['micro']:.3f} [{low_micro:.3f}, {high_micro:.3f}]  macro "
          f"{figures['macro']:.3f} [{low_macro:.3f}, {high_macro:.3f}] ({len(frequent)} codes)  primary {primary:.3f}  "
          f"coded/none {figures['coded_none']:.3f}  recall at P .90 {at_90:.3f}  ECE {figures['ece']:.4f} "
          f"(of candidates from .05: {figures['ece_candidates']:.3f})  codings from {LEAST_SCORE}: precision "
          f"{(truth & sure).sum() / max(1, sure.sum()):.3f} (n {sure.sum()}) recall "
          f"{(truth & sure).sum() / max(1, truth.sum()):.3f}", flush=True)  # fmt: skip
    return figures


def put_first(truth: np.ndarray, judged: Judged) -> None:
    """Print how often codes are right that were put first with the score of a likelier one, and those likelier ones."""
    probability = np.where(judged.accepted, judged.probability, 0.0)
    top = probability.max(axis=1)
    rows = np.flatnonzero((judged.first >= 0) & ((probability == top[:, None]).sum(axis=1) > 1))
    first = judged.first[rows]
    probability[rows, first] = -1.0
    other = probability[rows].argmax(axis=1)
    for least in (0.0, 0.7):
        part = top[rows] >= least
        print(f"put first with the score of another code, from {least:.1f}: n {part.sum()}, right "
              f"{truth[rows, first][part].mean():.2f}, that other {truth[rows, other][part].mean():.2f}, "
              f"score {top[rows][part].mean():.2f}")  # fmt: skip


def calibration(probability: np.ndarray, truth: np.ndarray) -> float:
    """Return the expected calibration error in 10 bins."""
    if not len(probability):
        return 0.0
    bins = np.minimum((probability * 10).astype(int), 9)
    gaps = [
        (bins == b).sum() * abs(probability[bins == b].mean() - truth[bins == b].mean())
        for b in range(10)
        if (bins == b).any()
    ]
    return float(sum(gaps) / len(probability))


def brier_skill(probability: np.ndarray, truth: np.ndarray) -> float:
    """Return how much better the probabilities are than always saying the share of units that bear the code."""
    share = truth.mean()
    return float(1 - ((probability - truth) ** 2).mean() / max(share * (1 - share), 1e-9))


def curve(units: pd.DataFrame, codes: list[str]) -> None:
    """Print what more readings buy: one country in four is scored by models of growing shares of the others."""
    target, unread = target_of(units, codes), units["unread"].to_numpy()
    readable = np.array([bool(lexicon(language).forms) for language in units["language"]])
    scored = grouped_folds(units["jurisdiction"].tolist(), 4) == 0
    without = set(units["jurisdiction"][scored])
    rest = np.random.default_rng(0).permutation(np.flatnonzero(~scored & readable))
    print("share of the readings | units | micro F1 on the gold | on what nobody had read")
    for share in (0.125, 0.25, 0.5, 1.0):
        kept = np.sort(rest[: int(share * len(rest))])
        model, read = fitted(units, kept, codes, np.flatnonzero(scored), without)
        accepted = np.zeros(target.shape, dtype=bool)
        accepted[scored] = model.accept(model.score_matrix(read))
        gold_, new = scored & (units["round"] == "").to_numpy(), scored & unread
        print(f"{share:.3f} | {len(kept)} | {f1(target[gold_] > 0, accepted[gold_]):.3f} | "
              f"{f1(target[new] > 0, accepted[new]):.3f}", flush=True)  # fmt: skip


def confusions(units: pd.DataFrame, codes: list[str], accepted: np.ndarray, most: int = 20) -> None:
    """Print which codes are lost to which: missed code, code given in its place, how often, an example's place."""
    truth = target_of(units, codes) > 0
    lost: Counter = Counter()
    place: dict = {}
    for i in range(len(units)):
        wrong = [codes[k] for k in np.flatnonzero(accepted[i] & ~truth[i])] or ["(none)"]
        for k in np.flatnonzero(truth[i] & ~accepted[i]):
            for other in wrong:
                lost[codes[k], other] += 1
                place.setdefault((codes[k], other), units["id"].iloc[i])
    print("\nLost code | given in its place | times | for example")
    for (code, other), times in lost.most_common(most):
        print(f"{code} | {other} | {times} | {place[code, other]}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by", choices=["jurisdiction", "language"], default="jurisdiction")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--per-code", action="store_true")
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    start, codes = time.time(), load_taxonomy().codes
    units = gold()
    frozen = units["jurisdiction"].isin(FROZEN)
    if arguments.frozen:
        units = pd.concat([units[~frozen], units[frozen]], ignore_index=True)
        test = units[(~frozen).sum() :].reset_index(drop=True)
        readable = np.array([bool(lexicon(language).forms) for language in units["language"]])
        kept = np.flatnonzero(readable & ~units["jurisdiction"].isin(FROZEN))
        model, read = fitted(units, kept, codes, np.arange((~frozen).sum(), len(units)), ())
        judged = Judged.by(model, read)
        report("unopened jurisdictions", test, codes, judged)
        for name, part in test.groupby("jurisdiction"):
            report(str(name), test.loc[part.index], codes, judged.rows(part.index))
        return 0
    units = units[~frozen].reset_index(drop=True)
    if arguments.curve:
        curve(units, codes)
        return 0
    judged = held_out(units, codes, arguments.by, arguments.folds)
    taken = time.time() - start
    print(f"Left out by {arguments.by}, {arguments.folds} folds of whole groups; {len(units)} units; {taken:.0f} s")
    dev, ours = units["dev"].to_numpy(), units["round"].to_numpy()
    figures = {}
    rounds = [(f"round {number}, {seen}", ours == number) for number, seen in ROUNDS.items()]
    for name, part in [("dev units", dev), ("all coded units", ours == ""), *rounds]:
        if part.any():
            figures[name] = report(name, units[part], codes, judged.rows(part))
    readable = np.array([bool(lexicon(language).forms) for language in units["language"]])
    if not readable.all():
        report("with a lexicon", units[readable], codes, judged.rows(readable))
    for name, part in units.groupby(arguments.by):
        if len(part) >= 25:
            figures[str(name)] = report(str(name), part, codes, judged.rows(part.index))
    put_first(target_of(units, codes) > 0, judged)
    if arguments.per_code:
        truth, (probability, accepted, _) = target_of(units, codes) > 0, judged
        print("\ncode | F1 | units | precision | recall | Brier skill (1 - Brier score / that of the code's share)")
        for k, code in enumerate(codes):
            hits = (truth[:, k] & accepted[:, k]).sum()
            print(f"{code} | {f1(truth[:, k], accepted[:, k]):.2f} | {truth[:, k].sum()} | "
                  f"{hits / max(1, accepted[:, k].sum()):.2f} | {hits / max(1, truth[:, k].sum()):.2f} | "
                  f"{brier_skill(probability[:, k], truth[:, k]):.2f}")  # fmt: skip
        confusions(units, codes, accepted)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
