"""Which provision of one law does the work of this provision of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ctlaw.comparison import frames
from ctlaw.corpus import work_name
from ctlaw.structure import UNITS

#: How much each kind of likeness counts; for a pair that lacks one, the others share its weight. Codes tell what a
#: provision is for, vectors in which words of law; equal penalties are a weak sign: many offences carry five years.
WEIGHTS = {"codes": 0.25, "vectors": 0.5, "text": 0.7, "elements": 0.05}
#: A provision that resembles many of its own country (a list of definitions, a general clause) resembles foreign ones
#: too, and is nobody's counterpart: so much of its likeness to its nearest `NEIGHBOURS` at home is taken off.
HOME = 0.3
NEIGHBOURS = 10
#: From this likeness of words (cosine of words and pairs of words) on, one text was copied from the other.
COPIED = 0.4


def _units(provisions: pd.DataFrame, jurisdiction: str) -> pd.DataFrame:
    table = frames.standing(provisions[provisions["jurisdiction"] == jurisdiction])
    if "kind" in table and table["kind"].isin(UNITS).any():
        table = table[table["kind"].isin(UNITS)]
    return table.drop_duplicates(["path", "eid"]).reset_index(drop=True)


def _normalised(matrix: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.divide(matrix, norms, out=np.zeros_like(matrix), where=norms > 0)


def _any(matrix: np.ndarray) -> np.ndarray:
    """Return for each row whether it holds anything."""
    return np.asarray((matrix != 0).sum(axis=1) > 0)


def _code_matrix(units: pd.DataFrame, coded: pd.DataFrame, codes: list[str], rarity: np.ndarray) -> np.ndarray:
    index = {key: i for i, key in enumerate(zip(units["path"], units["eid"], strict=True))}
    column = {code: j for j, code in enumerate(codes)}
    matrix = np.zeros((len(units), len(codes)))
    for path, eid, code, score in zip(coded["path"], coded["eid"], coded["code"], coded["score"], strict=True):
        i = index.get((path, eid))
        if i is not None:
            matrix[i, column[code]] = 1.0 if pd.isna(score) else max(float(score), 0.0) ** 0.5
    return matrix * rarity


def _vector_matrix(units: pd.DataFrame, vectors: Mapping[tuple[str, str], Any]) -> np.ndarray:
    found = [vectors.get((path, eid)) for path, eid in zip(units["path"], units["eid"], strict=True)]
    size = next((len(v) for v in found if v is not None), 1)
    none = np.zeros(size, dtype=np.float32)
    return np.array([none if v is None else np.asarray(v, dtype=np.float32) for v in found]).reshape(-1, size)


def _at_home(vectors: np.ndarray) -> np.ndarray:
    """Return for each normalised vector its mean likeness to the nearest others of the same country."""
    near = min(NEIGHBOURS, len(vectors) - 1)
    if near < 1:
        return np.zeros(len(vectors))
    parts = []
    for first in range(0, len(vectors), 1000):  # a law of ten thousand articles does not fit as one square
        likeness = vectors[first : first + 1000] @ vectors.T
        likeness[np.arange(len(likeness)), np.arange(first, first + len(likeness))] = 0
        parts.append(np.partition(likeness, -near, axis=1)[:, -near:].mean(axis=1))
    return np.concatenate(parts)


def _element_likeness(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    """Compare mental elements (Jaccard) and penalties (life only with life, some with none); NaN where not read."""
    a = [_element_facts(row) for row in frames.records(left)]
    b = [_element_facts(row) for row in frames.records(right)]
    result = np.full((len(a), len(b)), np.nan)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            marks = []
            if x[0] is not None and y[0] is not None and (x[0] or y[0]):
                marks.append(len(x[0] & y[0]) / len(x[0] | y[0]))
            if x[1] is not None and y[1] is not None and (x[1] or y[1]):
                marks.append(_penalty_likeness(x[1], y[1]) if x[1] and y[1] else 0.0)
            if marks:
                result[i, j] = sum(marks) / len(marks)
    return result


def _element_facts(row: dict[str, Any]) -> tuple[frozenset[str] | None, tuple[bool, float] | tuple[()] | None]:
    """Return mental elements and the heaviest penalty: None where nobody read, empty where none is stated."""
    mental, arms = row.get("mental"), row.get("penalties")
    if frames.listed(row.get("penalties_by_reference")):
        arms = frames.arms(row)
    read = isinstance(mental, (list, tuple)) or hasattr(mental, "tolist")
    faults = frozenset(map(str, frames.listed(mental))) if read else None
    stated = [arm for arm in frames.listed(arms) if isinstance(arm, dict)]
    if not stated:
        return faults, () if isinstance(arms, (list, tuple)) or hasattr(arms, "tolist") else None
    ends = any(arm.get("life") is True or arm.get("death") is True for arm in stated)
    tops = [float(arm["max_months"]) for arm in stated if not frames.missing(arm.get("max_months"))]
    return faults, (ends, max(tops, default=float("nan")))


def _penalty_likeness(x: tuple[bool, float], y: tuple[bool, float]) -> float:
    if x[0] != y[0]:
        return 0.0
    if np.isnan(x[1]) or np.isnan(y[1]):
        return 1.0 if x[0] else 0.5
    low, high = sorted((x[1], y[1]))
    return low / high if high > 0 else 1.0


def _nums(units: pd.DataFrame) -> list[Any]:
    return units["num"].tolist() if "num" in units else [pd.NA] * len(units)


def _provision(path: str, num: Any) -> tuple[str, str] | None:
    """Return what two expressions of one provision share: its work and its number; None where it has no number."""
    return None if frames.missing(num) else (work_name(path), str(num).strip().casefold())


def _once(ranked: Sequence[Any], same: list[tuple[str, str] | None], paths: Sequence[str]) -> list[int]:
    """Return the ranked candidates with each provision once, though the corpus may hold several wordings of it.

    One number twice in one file is two provisions: section 1, and paragraph 1 of a schedule.
    """
    kept: list[int] = []
    file_of: dict[tuple[str, str], str] = {}
    for j in ranked:
        key = same[j]
        if key is None or file_of.setdefault(key, paths[j]) == paths[j]:
            kept.append(int(j))
    return kept


def _text_likeness(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    """Compare words, within a language only; NaN elsewhere."""
    result = np.full((len(left), len(right)), np.nan)
    if any(column not in table for table in (left, right) for column in ("text", "language")):
        return result
    from sklearn.feature_extraction.text import TfidfVectorizer

    for language in sorted(set(left["language"].dropna()) & set(right["language"].dropna())):
        rows = [i for i, (lang, text) in enumerate(zip(left["language"], left["text"], strict=True))
                if lang == language and not frames.missing(text)]  # fmt: skip
        columns = [j for j, (lang, text) in enumerate(zip(right["language"], right["text"], strict=True))
                   if lang == language and not frames.missing(text)]  # fmt: skip
        if not rows or not columns:
            continue
        texts = [*left["text"].iloc[rows], *right["text"].iloc[columns]]
        try:
            matrix = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=200_000).fit_transform(texts)
        except ValueError:  # nothing but stop characters
            continue
        result[np.ix_(rows, columns)] = (matrix[: len(rows)] @ matrix[len(rows) :].T).toarray()
    return result


def counterparts(
    provisions: pd.DataFrame,
    codings: pd.DataFrame,
    left: str,
    right: str,
    *,
    k: int = 5,
    vectors: Mapping[tuple[str, str], Any] | None = None,
    weights: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Find for each provision of one jurisdiction those of another that do the same work, across languages too.

    Parameters
    ----------
    provisions : DataFrame
        Articles and sections of both; `mental`, `penalties`, `text`, `language` are used where they are there.
    codings : DataFrame
        As of `ctlaw.code_provisions`; with its ``scores=True``, codes that were weighed and not given help to rank.
    left, right : str
        Jurisdictions: for each provision of `left`, candidates in `right`.
    k : int
        Candidates per provision.
    vectors : mapping of (path, eid) to array, optional
        Vectors of what a provision says that mean the same in every language. By default, where the provisions have
        `text` and `language`, those of `ctlaw.concept_vectors`; an empty mapping: none.
    weights : mapping of str to float, optional
        "codes", "vectors", "text", "elements"; `WEIGHTS` by default. With a weight of text above 0, wording that was
        copied (likeness `COPIED` or more) counts for no less than its likeness.

    Returns
    -------
    DataFrame
        left_path, left_eid, left_num, rank (1 is best), right_path, right_eid, right_num, score (0-1), shared_codes,
        and the likeness by codes, vectors, text, elements (0-1, NaN where that pair has none). Provisions of `left`
        that nothing resembles have no rows.

    Raises
    ------
    CorpusError
        When a jurisdiction is not among the provisions.
    ValueError
        When `k` is less than 1 or `weights` has an unknown name.

    Notes
    -----
    The likeness by vectors has been lowered by `HOME` and may lie a little below 0.

    Of several wordings of one provision (a law in two languages or editions) the nearest is given. A counterpart is the
    nearest provision that is here, which need not be near. Scores rank candidates of one
    provision; they are not probabilities.
    """
    frames.require(provisions, ["path", "eid", "jurisdiction"], "provisions")
    frames.pick([n for n in provisions["jurisdiction"] if not frames.missing(n)], [left, right], "left, right")
    if k < 1:
        raise ValueError(f"`k` is {k}; valid: 1 and more.")
    share = {**WEIGHTS, **(weights or {})}
    if unknown := set(share) - set(WEIGHTS):
        raise ValueError(f"`weights` names {', '.join(sorted(unknown))}; valid: {', '.join(sorted(WEIGHTS))}.")
    mine, theirs = _units(provisions, left), _units(provisions, right)
    coded = frames.codings_frame(codings)
    if share["vectors"] == 0:
        vectors = {}
    elif vectors is None and {"text", "language"} <= set(provisions.columns):
        from ctlaw.classify import concept_vectors

        vectors = concept_vectors(pd.concat([mine, theirs], ignore_index=True))
    if not vectors and not ({"text", "language"} <= set(provisions.columns)):
        # Facts only: a provision without a code has nothing to be compared by.
        keys = set(zip(coded["path"], coded["eid"], strict=True))
        mine, theirs = (
            t[pd.Series([key in keys for key in zip(t["path"], t["eid"], strict=True)], index=t.index, dtype=bool)]
            .reset_index(drop=True)
            for t in (mine, theirs)
        )  # fmt: skip
    codes = sorted(set(coded["code"]))
    spread = coded.groupby("code")["path"].size().reindex(codes).to_numpy(dtype=float)
    rarity = np.log((1 + len(coded)) / (1 + spread)) + 1 if codes else np.ones(0)
    a, b = (_code_matrix(t, coded, codes, rarity) for t in (mine, theirs))
    taken = coded[~coded["abstained"].fillna(False).astype(bool)] if "abstained" in coded else coded
    accepted = tuple(_code_matrix(t, taken, codes, rarity) for t in (mine, theirs))
    signals: dict[str, np.ndarray] = {}
    likeness = _normalised(a) @ _normalised(b).T
    # An uncoded provision is not like another uncoded one; a coded and an uncoded one are unlike, which counts.
    signals["codes"] = np.where(np.logical_or.outer(_any(a), _any(b)), likeness, np.nan)
    if vectors:
        x, y = _vector_matrix(mine, vectors), _vector_matrix(theirs, vectors)
        if x.shape[1] != y.shape[1]:
            raise ValueError(f"`vectors` have {x.shape[1]} and {y.shape[1]} dimensions; they must have the same.")
        there = np.logical_and.outer(_any(x), _any(y))
        x, y = _normalised(x), _normalised(y)
        signals["vectors"] = np.where(there, x @ y.T - HOME * _at_home(y), np.nan)
    signals["text"] = _text_likeness(mine, theirs)
    signals["elements"] = _element_likeness(mine, theirs)

    total = np.zeros((len(mine), len(theirs)))
    weight = np.zeros_like(total)
    content = np.zeros_like(total)
    for name, values in signals.items():
        known = ~np.isnan(values)
        total += np.where(known, np.nan_to_num(values), 0) * share[name]
        weight += np.where(known, share[name], 0)
        if name != "elements":  # equal punishment alone makes no counterpart
            content = np.maximum(content, np.nan_to_num(values))
    score = np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)
    if share["text"] > 0:  # wording that was copied decides
        score = np.where(np.nan_to_num(signals["text"]) >= COPIED, np.fmax(score, signals["text"]), score)
    score[content < 0.05] = 0
    rows = []
    paths = theirs["path"].tolist()
    same = [_provision(path, num) for path, num in zip(paths, _nums(theirs), strict=True)]
    for i in range(len(mine)):
        best = _once([j for j in np.argsort(-score[i], kind="stable")[: k * 8] if score[i, j] > 0], same, paths)[:k]
        for rank, j in enumerate(best, start=1):
            shared = [code for c, code in enumerate(codes) if accepted[0][i, c] > 0 and accepted[1][j, c] > 0]
            rows.append({
                "left_path": mine.at[i, "path"], "left_eid": mine.at[i, "eid"],
                "left_num": mine.at[i, "num"] if "num" in mine else pd.NA, "rank": rank,
                "right_path": theirs.at[j, "path"], "right_eid": theirs.at[j, "eid"],
                "right_num": theirs.at[j, "num"] if "num" in theirs else pd.NA, "score": float(score[i, j]),
                "shared_codes": " ".join(shared),
                **{name: float(signals[name][i, j]) if name in signals else float("nan") for name in WEIGHTS},
            })  # fmt: skip
    columns = ["left_path", "left_eid", "left_num", "rank", "right_path", "right_eid", "right_num", "score",
               "shared_codes", *WEIGHTS]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
