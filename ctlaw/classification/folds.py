"""Splits that keep what belongs together on one side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def grouped_folds(groups: Sequence[str], folds: int) -> np.ndarray:
    """Give each row a fold so that a group is never in two, and folds are of like size.

    Parameters
    ----------
    groups : sequence of str
        Jurisdiction (or language) of each row.
    folds : int

    Returns
    -------
    numpy.ndarray of int
    """
    names, counts = np.unique(np.asarray(groups), return_counts=True)
    load = np.zeros(folds)
    fold_of: dict[str, int] = {}
    for k in sorted(range(len(names)), key=lambda k: (-counts[k], names[k])):
        fold = int(load.argmin())
        fold_of[str(names[k])] = fold
        load[fold] += counts[k]
    return np.array([fold_of[str(g)] for g in groups])
