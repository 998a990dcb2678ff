"""How alike two frameworks are, and how sure one can be of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from ctlaw.comparison import frames
from ctlaw.comparison.coverage import FOUND, cells
from ctlaw.taxonomy import Taxonomy, load_taxonomy

MEASURES = ("jaccard", "agreement", "cosine")


def similarity(
    codings: pd.DataFrame,
    *,
    measure: Literal["jaccard", "agreement", "cosine"] = "jaccard",
    documents: pd.DataFrame | Iterable[Any] | None = None,
    by: str = "jurisdiction",
    codes: str | Sequence[str] | None = None,
    quality: pd.DataFrame | None = None,
    provisions: pd.DataFrame | None = None,
    rounds: int = 1000,
    random_state: int = 0,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Measure how alike frameworks are, pair by pair, with 95 % bootstrap intervals.

    Parameters
    ----------
    codings : DataFrame
    measure : {"jaccard", "agreement", "cosine"}
        "jaccard": codes that both have / codes that either has. "agreement": codes on which both sides say the
        same / codes known on both. "cosine": of log(1 + provisions per code): alike in weight too.
    documents : DataFrame or list of Document, optional
        What was searched. With it, only codes known (found, or searched and not found) on both sides are compared;
        without it, a code without a finding counts as not there, which makes thinly searched countries look different.
    by, codes, quality, provisions, taxonomy
        As for `cells`.
    rounds : int
        Bootstrap rounds: codes are drawn with replacement.
    random_state : int
        Seed of the draws.

    Returns
    -------
    DataFrame
        One row per pair: left, right, similarity (0-1), low, high (2.5th and 97.5th percentile), `codes` (how many
        were compared). NaN where nothing can be compared.

    Raises
    ------
    ValueError
        When `measure` or `rounds` is not valid.

    Notes
    -----
    The interval says how much the figure hangs on which codes the taxonomy has. It does not contain the errors of
    the detector, nor what the corpus lacks.
    """
    if measure not in MEASURES:
        raise ValueError(f"`measure` is '{measure}'; valid: {', '.join(sorted(MEASURES))}.")
    if rounds < 1:
        raise ValueError(f"`rounds` is {rounds}; valid: 1 and more.")
    taxonomy = taxonomy or load_taxonomy()
    wanted = taxonomy.select(codes)
    if documents is None:
        frames.require(codings, [by], "codings")
        searched = frames.documents_frame(codings.assign(jurisdiction=codings[by])[["path", "jurisdiction", by]]
                                          .drop_duplicates("path") if by != "jurisdiction"
                                          else codings[["path", "jurisdiction"]].drop_duplicates("path"))  # fmt: skip
    else:
        searched = frames.documents_frame(documents)
    table = cells(codings, searched, by=by, codes=wanted, quality=quality, provisions=provisions, taxonomy=taxonomy)
    names = list(dict.fromkeys(table[by]))
    shape = (len(names), len(wanted))
    counts = table["provisions"].to_numpy(dtype=float).reshape(shape)
    found = table["reason"].eq(FOUND).to_numpy().reshape(shape)
    known = np.ones(shape, dtype=bool) if documents is None else table["found"].notna().to_numpy().reshape(shape)

    generator = np.random.default_rng(random_state)
    draws = generator.multinomial(len(wanted), np.full(len(wanted), 1 / len(wanted)), size=rounds).astype(float)
    weights = np.vstack([np.ones(len(wanted)), draws])
    logs = np.log1p(counts)
    rows = []
    for i, left in enumerate(names):
        for j in range(i + 1, len(names)):
            both = known[i] & known[j]
            values = _value(measure, weights, found[i], found[j], logs[i], logs[j], both)
            point, spread = values[0], values[1:][~np.isnan(values[1:])]
            low, high = np.percentile(spread, [2.5, 97.5]) if spread.size and not np.isnan(point) else (np.nan, np.nan)
            rows.append((left, names[j], point, low, high, int(both.sum())))
    return pd.DataFrame(rows, columns=["left", "right", "similarity", "low", "high", "codes"])


def _value(
    measure: str, weights: np.ndarray, a: np.ndarray, b: np.ndarray, x: np.ndarray, y: np.ndarray, both: np.ndarray
) -> np.ndarray:
    """Return the measure for every row of `weights` (how often each code was drawn)."""
    if measure == "cosine":
        top = weights @ (x * y * both)
        bottom = np.sqrt((weights @ (x * x * both)) * (weights @ (y * y * both)))
    elif measure == "jaccard":
        top, bottom = weights @ (a & b & both).astype(float), weights @ ((a | b) & both).astype(float)
    else:
        top, bottom = weights @ ((a == b) & both).astype(float), weights @ both.astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def similarity_matrix(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of `similarity` as a square table with ones on the diagonal, for a heat map."""
    names = sorted({*pairs["left"], *pairs["right"]})
    square = pd.DataFrame(np.eye(len(names)), index=names, columns=names)
    for left, right, value in zip(pairs["left"], pairs["right"], pairs["similarity"], strict=True):
        square.loc[left, right] = square.loc[right, left] = value
    return square
