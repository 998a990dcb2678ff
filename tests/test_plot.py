"""Figures: what is drawn is what the table says."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
import pytest

from ctlaw.plot import plot_coverage, plot_heatmap, plot_penalties, plot_timeline

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def closed():
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def coverage_table(rows: int = 2, columns: int = 3) -> pd.DataFrame:
    values = [[(True, False, pd.NA)[(i + j) % 3] for j in range(columns)] for i in range(rows)]
    return pd.DataFrame(values, index=[f"c{i}" for i in range(rows)], columns=[f"code.{j}" for j in range(columns)],
                        dtype="boolean")  # fmt: skip


def labels(axis) -> list[str]:
    return [text.get_text() for text in axis.get_ticklabels()]


def test_coverage_draws_three_values():
    ax = plot_coverage(coverage_table())
    assert ax.collections[0].get_array().tolist() == [[1, 0, -1], [0, -1, 1]]
    rings = [c for c in ax.collections if type(c).__name__ == "PathCollection"][0]
    assert rings.get_offsets().tolist() == [[1.5, 0.5], [0.5, 1.5]]
    assert labels(ax.yaxis) == ["c0", "c1"] and labels(ax.xaxis) == ["code.0", "code.1", "code.2"]


def test_coverage_is_read_without_colour():
    ax = plot_coverage(coverage_table())
    hatched = [c for c in ax.collections if c.get_hatch()]
    assert len(hatched) == 1 and hatched[0].get_array().compressed().tolist() == [-1, -1]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["found", "searched and not found", "unknown"]


def test_coverage_uses_names_and_the_axes_it_is_given():
    from matplotlib.figure import Figure

    given = Figure().subplots()
    assert plot_coverage(coverage_table(), ax=given, names={"c0": "Ruritania"}, legend=False) is given
    assert labels(given.yaxis)[0] == "Ruritania" and given.get_legend() is None


def test_eighty_countries_fit():
    ax = plot_coverage(coverage_table(80, 88))
    width, height = ax.figure.get_size_inches()
    assert height >= 80 * 0.2 and width >= 88 * 0.2 and max(width, height) <= 40
    assert len(labels(ax.yaxis)) == 80


def penalty_rows() -> pd.DataFrame:
    nan = float("nan")
    return pd.DataFrame([
        {"jurisdiction": "de", "mode": pd.NA, "min_months": 12, "max_months": 120, "life": False, "death": False},
        {"jurisdiction": "fr", "mode": pd.NA, "min_months": nan, "max_months": 240, "life": True, "death": False},
        {"jurisdiction": "us", "mode": "summary", "min_months": nan, "max_months": nan, "life": pd.NA, "death": True},
        {"jurisdiction": "nz", "mode": pd.NA, "min_months": nan, "max_months": nan, "life": pd.NA, "death": pd.NA,
         "fine": True},
    ])  # fmt: skip


def points(ax, marker: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for line in ax.lines if line.get_marker() == marker
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)]  # fmt: skip


def test_penalties_are_drawn_in_years():
    ax = plot_penalties(penalty_rows())
    assert points(ax, "o") == [(10, 0), (20, 1)]
    assert points(ax, "|") == [(1, 0)]
    solid = [line for line in ax.lines if line.get_linestyle() == "-"]
    assert [(float(a), float(b)) for line in solid for a, b in [line.get_xdata()]] == [(1, 10)]
    assert labels(ax.yaxis) == ["de", "fr", "us (summary)", "nz"]


def test_life_and_death_stand_beyond_the_scale_under_their_names():
    ax = plot_penalties(penalty_rows())
    (life,), (death,) = points(ax, "D"), points(ax, "X")
    assert life[1] == 1 and death[1] == 2
    assert life[0] > 20 and death[0] > life[0]
    at = dict(zip(ax.get_xticks(), labels(ax.xaxis), strict=True))
    assert (at[life[0]], at[death[0]]) == ("life", "death")
    assert all(float(text) <= 20 for tick, text in at.items() if tick not in (life[0], death[0]))


def test_a_penalty_without_imprisonment_says_so():
    assert [text.get_text() for text in plot_penalties(penalty_rows()).texts] == ["fine only"]


def test_timeline_draws_dated_events_and_counts_the_others():
    table = pd.DataFrame({"jurisdiction": ["de", "de", "fr"], "date": ["2015-06-20", "2021-12-28", None],
                          "change": ["inserted", "amended", "amended"]})  # fmt: skip
    ax = plot_timeline(table, kind="change")
    events = [line for line in ax.lines if line.get_linestyle() == "None"]
    drawn = {line.get_label(): (list(line.get_ydata()), line.get_marker()) for line in events}
    assert drawn["inserted"][0] == [0] and drawn["amended"][0] == [0]
    assert drawn["inserted"][1] != drawn["amended"][1]
    assert ax.get_xlabel() == "1 without a date not shown"
    assert labels(ax.yaxis) == ["de", "fr"]


def test_heatmap_hatches_what_is_missing():
    table = pd.DataFrame([[1.0, np.nan], [0.25, 1.0]], index=["de", "fr"], columns=["de", "fr"])
    ax = plot_heatmap(table)
    assert ax.collections[0].get_array().filled(-1).tolist() == [[1, -1], [0.25, 1]]
    assert [c.get_array().count() for c in ax.collections if c.get_hatch()] == [1]
    assert sorted(text.get_text() for text in ax.texts) == ["0.25", "1", "1"]


@pytest.mark.parametrize(("call", "says"), [
    (lambda: plot_coverage(pd.DataFrame()), "empty"), (lambda: plot_penalties(pd.DataFrame()), "empty"),
    (lambda: plot_penalties(penalty_rows(), by="country"), "jurisdiction"),
    (lambda: plot_timeline(pd.DataFrame({"jurisdiction": ["de"]})), "`date`"),
    (lambda: plot_timeline(pd.DataFrame({"jurisdiction": ["de"], "date": ["soon"]})), "no row|No row"),
    (lambda: plot_heatmap(pd.DataFrame({"a": [np.nan]})), "no numbers"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_said(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_drawing_changes_nothing():
    table, rows = coverage_table(), penalty_rows()
    before = table.copy(), rows.copy()
    plot_coverage(table)
    plot_penalties(rows)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(rows, before[1])
