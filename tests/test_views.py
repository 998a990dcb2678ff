"""What the bank of the estimator keeps, and what the kept units carry."""

import numpy as np
import pytest

from ctlaw.classification import views
from ctlaw.classification.views import _solve, landmarks


def test_bank_keeps_a_few_units_of_each_code(monkeypatch):
    monkeypatch.setattr(views, "_LANDMARKS", 5)
    monkeypatch.setattr(views, "_FEWEST", 0)
    target = np.zeros((100, 3), dtype=int)
    target[:60, 0] = 1
    target[58:63, 1] = 1  # two units bear both

    kept = landmarks(target)

    assert list(kept) == sorted(set(kept))
    assert target[kept].any(axis=1).all(), "none without a code"
    assert target[kept, 1].sum() == 5, "all that a rare code has"
    assert 5 <= target[kept, 0].sum() <= 10, "no more of a common code, but for those that bear a rare one too"
    assert np.array_equal(kept, landmarks(target)), "the draw is fixed"


@pytest.mark.parametrize("coded", [0, 3])
def test_where_few_units_bear_codes_others_are_kept_too(monkeypatch, coded):
    monkeypatch.setattr(views, "_FEWEST", 20)
    target = np.zeros((100, 2), dtype=int)
    target[:coded, 0] = 1

    kept = landmarks(target)

    assert len(kept) == len(set(kept)) == 20 and set(range(coded)) <= set(kept)


def test_kept_units_carry_what_all_were_taught():
    rng = np.random.default_rng(0)
    kept = np.arange(12)
    some = rng.normal(size=(12, 4)).astype(np.float32)
    units = np.vstack([some, some[:8], some[:8]])  # all others say what a kept one says
    target = np.vstack([rng.integers(0, 2, (12, 3)), rng.integers(0, 2, (16, 3))])
    gram = units @ units.T
    share = np.ones(len(units))

    whole = _solve(gram, target, share, np.arange(len(units)))
    carried = _solve(gram, target, share, kept)

    assert carried.shape == (12, 3)
    np.testing.assert_allclose(gram[:, kept] @ carried, gram @ whole, atol=0.02)
    alone = _solve(gram[:12, :12], target[:12], share[:12], kept)
    assert np.abs(gram[:, kept] @ alone - gram @ whole).max() > 0.1, "units that are not kept taught nothing"
