"""Scenarios compared: a curve of each over the same day, and differences with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREEN, GREY, INK, ORANGE, PALE, PURPLE, SKY, VERMILLION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.experiments.comparing import Comparison

COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)))
"""Of the first six scenarios, the next six, ..."""
CURVES = {
    "wait_mean": ("Minutes in lines by time of arrival", "minutes in lines"),
    "doses": ("People vaccinated per hour", "patients per hour"),
    "inside": ("People on site", "patients on site"),
}
"""The curves of a sheet: what the heading calls them, and the axis."""
ROW = 0.34  # inches
MOST_ROWS = 24
SURE = ("higher", "lower")


def comparison_sheet(comparison: Comparison) -> Figure:
    """Waits, throughput and people on site of all scenarios, and under them the differences."""
    rows = min(len(comparison.short), MOST_ROWS)
    heights = [style.PANEL_HEIGHT] * len(CURVES) + [1.4 + ROW * max(rows, 2)]
    figure = style.new_figure(sum(heights))
    panels = figure.subplots(len(heights), height_ratios=heights)
    for ax, curve in zip(panels, CURVES, strict=False):
        plot_compared(comparison, curve, ax=ax)
    plot_differences(comparison, panels[-1])
    return figure


def plot_compared(comparison: Comparison, curve: str = "wait_mean", of: str = "", ax: Axes | None = None) -> Axes:
    """A curve of every scenario: the mean over days with its 95 % interval."""
    ax = style.surface(ax)
    bands = {name: one.curve(curve, of) for name, one in comparison.replications.items()}
    lettering = letter(list(bands), "scenario")
    top = max(style.top_of(band) for band in bands.values())
    for place, (name, band) in enumerate(bands.items()):
        colour, seen = COLOURS[place % len(COLOURS)], style.usual(band)
        low, high = (np.where(seen, np.clip(edge, 0, top), np.nan) for edge in (band.mean_low, band.mean_high))
        ax.fill_between(band.minutes + band.bin_minutes / 2, low, high, color=colour, alpha=0.2, linewidth=0)
        dashes: Any = DASHES[place // len(COLOURS) % len(DASHES)]
        style.draw_curve(ax, band, colour, lettering.labels[name], linewidth=1.8, linestyle=dashes)
    title, label = CURVES.get(curve, (curve.replace("_", " ").capitalize(), next(iter(bands.values())).unit))
    style.count_axis(ax, f"{label}\n({next(iter(bands.values())).bin_minutes:g}-minute bins)", top)
    first = min(float(band.minutes[0]) for band in bands.values())
    style.clock_axis(ax, first, max(float(band.minutes[-1] + band.bin_minutes) for band in bands.values()))
    style.use_lettering(ax, lettering)
    head(ax, f"{title}{f' of {of}' if of else ''}: means of {comparison.reps} days, with their 95% intervals")
    return ax


def plot_differences(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Differences to the base that are read first, each drawn in relation to its base, with its 95 % interval."""
    rows = comparison.short.head(MOST_ROWS).to_dict("records")
    ax = style.surface(ax, 1.4 + ROW * max(len(rows), 2))
    several = len(comparison.names) > 2
    names = [f"{row['number']}, {row['scenario']}" if several else str(row["number"]) for row in rows]
    lettering = letter(names, "number", 44)
    reach = max([_share(row, edge) for row in rows for edge in ("low", "high")], default=0.0, key=abs)
    edge = max(min(abs(reach), 2.0), 1e-3) * 1.05
    for place, (name, row) in enumerate(zip(names, rows, strict=True)):
        _draw_difference(ax, -place, row, edge)
        ax.text(-edge * 1.05, -place, lettering.labels[name], va="center", ha="right", fontsize=9, color=INK)
    ax.set_yticks([])
    ax.set_ylim(-max(len(rows), 1) + 0.4, 0.6)
    ax.set_xlim(-edge * 2.2, edge * 2.0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=INK, linewidth=1, zorder=0.5)
    _percent_axis(ax, edge)
    style.use_lettering(ax, lettering)
    head(ax, f"Differences to {comparison.base}, day by day on the same luck")
    return ax


def _share(row: Any, edge: str) -> float:
    """A difference as a share of its base; NaN and what has no base count as nothing."""
    share = row[edge] / abs(row["base"]) if row["base"] else np.nan
    return float(share) if np.isfinite(share) else 0.0


def _draw_difference(ax: Axes, at: int, row: Any, edge: float) -> None:
    """One difference with its interval, cut off where the picture ends."""
    sure = row["verdict"] in SURE
    colour = INK if sure else GREY
    low, middle, high = (float(np.clip(_share(row, key), -edge, edge)) for key in ("low", "difference", "high"))
    label = "surely differs" if sure else "not surely"
    new = label not in ax.get_legend_handles_labels()[1]
    ax.hlines(at, low, high, color=colour, linewidth=3, alpha=0.5)
    ax.plot(middle, at, "o", color=colour, markersize=5, linestyle="none", label=label if new else None)
    known = np.isfinite(row["difference"])
    text = f"{row['base']:.4g} to {row['value']:.4g} {row['unit']}" if known else str(row["verdict"])
    ax.text(edge * 1.05, at, text, va="center", fontsize=8, color=INK)


def _percent_axis(ax: Axes, edge: float) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ticks = [tick for tick in MaxNLocator(5).tick_values(-edge, edge) if abs(tick) <= edge]
    ax.set_xticks(ticks)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:+.3g}%" if share else "0"))
    ax.set_xlabel("difference as a share of the base; bar: 95% interval", color=INK, fontsize=9)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
