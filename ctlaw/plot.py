"""Draw the tables that `ctlaw.compare` makes. Nothing is computed here, so a figure says what its table says.

All figures are matplotlib's, read without colour (shape, hatching and lightness carry the meaning), and grow with
their tables up to some eighty jurisdictions. Each function returns the Axes it drew on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ctlaw.comparison.frames import missing, records, text_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Dark, white and light grey: apart in print, in grey and for every kind of colour vision.
FOUND_COLOUR, ABSENT_COLOUR, UNKNOWN_COLOUR = "#1f4e79", "#ffffff", "#e6e6e6"
#: Okabe and Ito's palette, which colour-blind readers can tell apart; shapes repeat the distinction.
_PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_MARKERS = "os^Dv*P"
_INK = "#222222"


def _axes(ax: Axes | None, width: float, height: float) -> Axes:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    _, new = plt.subplots(figsize=(min(max(width, 4.0), 40.0), min(max(height, 2.0), 40.0)), layout="constrained")
    return new


def _label_sides(ax: Axes, rows: list[str], columns: list[str]) -> None:
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=90, fontsize=8 if len(columns) > 30 else 9)
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows, fontsize=8 if len(rows) > 30 else 9)
    ax.set_ylim(len(rows), 0)
    ax.set_xlim(0, len(columns))
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)


def plot_coverage(
    table: pd.DataFrame, *, ax: Axes | None = None, names: Mapping[str, str] | None = None, legend: bool = True
) -> Axes:
    """Draw a coverage table as a matrix: dark found, white with a ring not found, grey hatched unknown.

    Parameters
    ----------
    table : DataFrame of boolean (nullable)
        As returned by `coverage`: rows jurisdictions, columns codes or pillars.
    ax : Axes, optional
        A new figure, as large as the table needs, by default.
    names : mapping of str to str, optional
        Labels to show instead of the row and column names.
    legend : bool

    Returns
    -------
    Axes
        `ax.collections[0].get_array()` holds 1 found, 0 not found, -1 unknown.

    Raises
    ------
    ValueError
        When `table` is empty.
    """
    from matplotlib.colors import ListedColormap
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if table.empty:
        raise ValueError("`table` is empty; there is nothing to draw.")
    shown = names or {}
    rows, columns = ([shown.get(str(n), str(n)) for n in axis] for axis in (table.index, table.columns))
    values = np.array([[-1 if missing(v) else int(bool(v)) for v in row] for row in table.to_numpy(dtype=object)])
    longest = max(map(len, columns))
    ax = _axes(ax, 2.2 + 0.24 * len(columns), 0.9 + 0.22 * len(rows) + 0.07 * longest)
    colours = ListedColormap([UNKNOWN_COLOUR, ABSENT_COLOUR, FOUND_COLOUR])
    ax.pcolormesh(values, cmap=colours, vmin=-1.5, vmax=1.5, edgecolors="#bbbbbb", linewidth=0.4)
    unknown = np.ma.masked_where(values != -1, values)
    if unknown.count():
        ax.pcolor(unknown, cmap=ListedColormap([UNKNOWN_COLOUR]), hatch="////", edgecolor="#9a9a9a", linewidth=0)
    y, x = np.nonzero(values == 0)
    ax.scatter(x + 0.5, y + 0.5, s=18, facecolors="none", edgecolors=_INK, linewidths=0.9)
    _label_sides(ax, rows, columns)
    if legend:
        ax.legend(
            handles=[
                Patch(facecolor=FOUND_COLOUR, edgecolor="#bbbbbb", label="found"),
                Line2D([], [], marker="o", linestyle="", markerfacecolor="none", markeredgecolor=_INK,
                       label="searched and not found"),
                Patch(facecolor=UNKNOWN_COLOUR, edgecolor="#9a9a9a", hatch="////", label="unknown"),
            ],
            loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=9, borderaxespad=0.2,
        )  # fmt: skip
        ax.xaxis.set_ticks_position("bottom")
    return ax


def plot_penalties(
    table: pd.DataFrame, *, by: str = "jurisdiction", ax: Axes | None = None, names: Mapping[str, str] | None = None
) -> Axes:
    """Draw penalties as ranges of years; life and death stand in columns of their own, for they are no numbers.

    Parameters
    ----------
    table : DataFrame
        As returned by `penalties`: one line is drawn for each row, labelled by `by` and the conviction mode.
    by : str
        Column of `table` that labels the lines.
    ax : Axes, optional
    names : mapping of str to str, optional
        Labels to show instead of the values of `by`.

    Returns
    -------
    Axes
        A solid line joins the stated minimum and maximum; a dotted line leads to a maximum without a stated minimum,
        or away from a minimum without a stated maximum.

    Raises
    ------
    ValueError
        When `table` is empty or lacks `by`.
    """
    from matplotlib.lines import Line2D

    if table.empty:
        raise ValueError("`table` is empty; there is nothing to draw.")
    if by not in table.columns:
        raise ValueError(f"`by` is '{by}', which `table` does not have; it has: {', '.join(map(str, table.columns))}.")
    rows = records(table)
    labels = []
    for row in rows:
        mode = text_of(row.get("mode"))
        label = (names or {}).get(str(row[by]), str(row[by]))
        labels.append(f"{label} ({mode})" if mode else label)
    finite = [v / 12 for row in rows for v in (row["min_months"], row["max_months"]) if not missing(v)]
    top = max(finite, default=10.0)
    life_at, death_at, scale = top * 1.12, top * 1.24, top * 1.32
    ax = _axes(ax, 8.0, 1.2 + 0.28 * len(rows))
    ax.axvspan(top * 1.06, scale, color="#f2f2f2", zorder=0)
    for y, row in enumerate(rows):
        low, high = (None if missing(row[k]) else row[k] / 12 for k in ("min_months", "max_months"))
        ends = (row.get("life") is True or row.get("life") == 1, row.get("death") is True or row.get("death") == 1)
        if low is not None and high is not None:
            ax.plot([low, high], [y, y], color=_INK, linewidth=1.6, zorder=2)
        elif high is not None:
            ax.plot([0, high], [y, y], color=_INK, linewidth=1.0, linestyle=":", zorder=2)
        elif low is not None:
            ax.plot([low, top * 1.05], [y, y], color=_INK, linewidth=1.0, linestyle=":", zorder=2)
        if low is not None:
            ax.plot([low], [y], marker="|", markersize=11, markeredgewidth=2, color=_INK, linestyle="", zorder=3)
        if high is not None:
            ax.plot([high], [y], marker="o", markersize=6, color=FOUND_COLOUR, linestyle="", zorder=3)
        if ends[0]:
            ax.plot([life_at], [y], marker="D", markersize=7, color=_PALETTE[1], markeredgecolor=_INK, linestyle="")
        if ends[1]:
            ax.plot([death_at], [y], marker="X", markersize=8, color="#000000", linestyle="")
        if low is None and high is None and not any(ends):
            fined = row.get("fine") is True or row.get("fine") == 1
            ax.text(top * 0.01, y, "fine only" if fined else "none stated in its own words", va="center", fontsize=8,
                    color="#555555", style="italic")  # fmt: skip
    ax.set_yticks(range(len(rows)), labels, fontsize=8 if len(rows) > 30 else 9)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, scale)
    from matplotlib.ticker import MaxNLocator

    steps = [t for t in MaxNLocator(6, integer=top >= 3).tick_values(0, top) if 0 <= t <= top]
    ax.set_xticks([*steps, life_at, death_at], [*(f"{t:g}" for t in steps), "life", "death"])
    ax.set_xlabel("years of imprisonment")
    ax.grid(axis="x", color="#dddddd", linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.legend(
        handles=[
            Line2D([], [], marker="|", markersize=11, markeredgewidth=2, linestyle="", color=_INK, label="minimum"),
            Line2D([], [], marker="o", linestyle="", color=FOUND_COLOUR, label="maximum"),
            Line2D([], [], marker="D", linestyle="", color=_PALETTE[1], markeredgecolor=_INK, label="life"),
            Line2D([], [], marker="X", linestyle="", color="#000000", label="death"),
        ],
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, fontsize=9, borderaxespad=0.2,
    )  # fmt: skip
    return ax


def plot_timeline(
    table: pd.DataFrame, *, date: str = "date", by: str = "jurisdiction", kind: str | None = None,
    ax: Axes | None = None, names: Mapping[str, str] | None = None,
) -> Axes:  # fmt: skip
    """Draw dated events (enactments, amendments, versions) on one line per jurisdiction.

    Parameters
    ----------
    table : DataFrame
        One row an event.
    date : str
        Column of ISO dates; rows without one are not drawn and are counted under the figure.
    by : str
        Column that makes the lines.
    kind : str, optional
        Column whose values get a marker each.
    ax : Axes, optional
    names : mapping of str to str, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a column is missing, or no row has a date.
    """
    for column in (date, by, *([kind] if kind else [])):
        if column not in table.columns:
            raise ValueError(f"`table` lacks the column `{column}`; it has: {', '.join(map(str, table.columns))}.")
    dates = pd.to_datetime(table[date], errors="coerce")
    if not dates.notna().any():
        raise ValueError(f"No row of `table` has a date in `{date}`; there is nothing to draw.")
    lines = sorted({text_of(value) for value in table[by]})
    position = {name: index for index, name in enumerate(lines)}
    kinds = sorted({text_of(value) for value in table[kind]}) if kind else [""]
    ax = _axes(ax, 9.0, 1.4 + 0.26 * len(lines))
    for line in range(len(lines)):
        ax.axhline(line, color="#dddddd", linewidth=0.8, zorder=0)
    for index, value in enumerate(kinds):
        here = dates.notna() & (pd.Series([True] * len(table), index=table.index) if not kind
                                else table[kind].map(text_of) == value)  # fmt: skip
        ax.plot(
            dates[here], [position[text_of(name)] for name in table.loc[here, by]], linestyle="", label=value,
            marker=_MARKERS[index % len(_MARKERS)], color=_PALETTE[index % len(_PALETTE)], markeredgecolor=_INK,
            markersize=6,
        )  # fmt: skip
    ax.set_yticks(range(len(lines)), [(names or {}).get(n, n) for n in lines], fontsize=8 if len(lines) > 30 else 9)
    ax.set_ylim(len(lines) - 0.5, -0.5)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    if kind:
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(len(kinds), 4), frameon=False, fontsize=9)
    undated = int(dates.isna().sum())
    if undated:
        ax.set_xlabel(f"{undated} without a date not shown", fontsize=8)
    return ax


def plot_heatmap(
    table: pd.DataFrame, *, ax: Axes | None = None, names: Mapping[str, str] | None = None, label: str = "",
    annotate: bool | None = None, low: float | None = None, high: float | None = None,
) -> Axes:  # fmt: skip
    """Draw a table of numbers as shades (cividis: even in grey); missing numbers are hatched, not coloured.

    Parameters
    ----------
    table : DataFrame of numbers
        `similarity_matrix`, or counts by jurisdiction and code.
    ax : Axes, optional
    names : mapping of str to str, optional
    label : str
        What the numbers are; written beside the scale.
    annotate : bool, optional
        Write the numbers into the cells; by default when there are at most 400.
    low, high : float, optional
        Ends of the scale; the least and greatest number by default.

    Returns
    -------
    Axes
        `ax.collections[0].get_array()` holds the numbers.

    Raises
    ------
    ValueError
        When `table` is empty or has no number.
    """
    from matplotlib.colors import ListedColormap

    values = np.array([[np.nan if missing(v) else float(v) for v in row] for row in table.to_numpy(dtype=object)])
    if values.size == 0 or np.isnan(values).all():
        raise ValueError("`table` has no numbers; there is nothing to draw.")
    rows, columns = ([(names or {}).get(str(n), str(n)) for n in axis] for axis in (table.index, table.columns))
    ax = _axes(ax, 2.6 + 0.3 * len(columns), 1.2 + 0.26 * len(rows))
    least = float(np.nanmin(values)) if low is None else low
    most = float(np.nanmax(values)) if high is None else high
    mesh = ax.pcolormesh(np.ma.masked_invalid(values), cmap="cividis", vmin=least, vmax=most, edgecolors="white",
                         linewidth=0.4)  # fmt: skip
    gone = np.ma.masked_where(~np.isnan(values), np.zeros_like(values))
    if gone.count():
        ax.pcolor(gone, cmap=ListedColormap([UNKNOWN_COLOUR]), hatch="////", edgecolor="#9a9a9a", linewidth=0)
    _label_sides(ax, rows, columns)
    if annotate if annotate is not None else values.size <= 400:
        for (y, x), value in np.ndenumerate(values):
            if not np.isnan(value):
                dark = (value - least) / ((most - least) or 1) < 0.55
                ax.text(x + 0.5, y + 0.5, f"{value:.2g}", ha="center", va="center", fontsize=7,
                        color="white" if dark else "black")  # fmt: skip
    ax.figure.colorbar(mesh, ax=ax, label=label, shrink=0.8)
    return ax
