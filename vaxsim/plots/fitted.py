"""Recorded durations beside the laws fitted to them, and rates of arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.fit.shapes import density, histogram, quantiles
from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREY, INK, ORANGE, PALE, SKY, VERMILLION
from vaxsim.units import TICKS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.fit import Findings, Rate, TimesFit

_CURVES = ((VERMILLION, "-"), (BLUE, (0, (4, 2))))
"""Colour and line of the best family and of the second."""


def fit_sheet(findings: Findings) -> Figure:
    """Each kind of durations in a row, histogram beside quantiles; below them the rates of walk-ins, if there are."""
    rows = len(findings.times) + bool(findings.rates)
    figure = style.new_figure(style.PANEL_HEIGHT * max(rows, 1))
    grid = figure.add_gridspec(max(rows, 1), 2, width_ratios=[1.7, 1])
    for row, found in enumerate(findings.times):
        plot_times(found, figure.add_subplot(grid[row, 0]))
        plot_quantiles(found, figure.add_subplot(grid[row, 1]))
    if findings.rates:
        plot_rates(findings.rates, figure.add_subplot(grid[rows - 1, :]))
    return figure


def plot_times(found: TimesFit, ax: Axes | None = None) -> Axes:
    """Histogram of recorded durations under the densities of the two best families."""
    ax = style.surface(ax)
    lettering = letter((found.name,), "station")
    name = lettering.labels[found.name]
    if not found.observations.n:
        style.say_empty(ax, "nothing complete was recorded")
        head(ax, f"{name}: no durations")
        return ax
    bars = histogram(found.observations)
    cut = len(found.observations.censored)
    label = f"recorded ({found.observations.n} complete{f', {cut} cut off' if cut else ''})"
    ax.stairs(bars.density, bars.edges, fill=True, color=PALE, label=label)
    ax.stairs(bars.density, bars.edges, color=GREY, linewidth=0.8)
    _draw_curves(found, ax)
    ax.set_xlabel(_durations(found), color=INK, fontsize=9)
    style.count_axis(ax, "share per minute", 1.12 * max(float(bars.density.max()), 1e-9))
    head(ax, f"{name}: {_finding(found)}")
    style.use_lettering(ax, lettering)
    return ax


def _draw_curves(found: TimesFit, ax: Axes) -> None:
    bars = histogram(found.observations)
    for fitted, (colour, line) in reversed(list(zip(found.ranking, _CURVES, strict=False))):
        ax.plot(*density(fitted, bars), color=colour, linestyle=line, linewidth=1.8, label=fitted.family.name)


def _durations(found: TimesFit) -> str:
    return "minutes after the appointment (early is below 0)" if found.observations.signed else "minutes"


def _finding(found: TimesFit) -> str:
    """The title of a panel: which family, and whether it fits."""
    if found.best is None or found.goodness is None:
        return "all the same" if found.observations.n > 1 and found.observations.sd == 0 else "too few for a family"
    if found.poor:
        return f"no family fits, not even {found.best.family.name}"
    return f"{found.best.family.name} fits best (p = {found.goodness.p:.2g})"


def plot_quantiles(found: TimesFit, ax: Axes | None = None) -> Axes:
    """Quantiles of the best family against the recorded ones: on the line where they agree."""
    ax = style.surface(ax)
    if found.best is None:
        style.say_empty(ax, "no family was fitted")
        ax.set_axis_off()
        return ax
    points = quantiles(found.best, found.observations)
    ends = [min(points.recorded.min(), points.law.min()), max(points.recorded.max(), points.law.max())]
    ax.plot(ends, ends, color=INK, linewidth=1, linestyle=(0, (5, 3)), label="equal")
    ax.plot(points.law, points.recorded, "o", color=VERMILLION, markersize=3.5, alpha=0.7, label="quantiles")
    ax.set_xlabel(f"{found.best.family.name}, minutes", color=INK, fontsize=9)
    ax.set_ylabel("recorded, minutes", color=INK, fontsize=9)
    ax.grid(color=PALE, linewidth=0.6)
    head(ax, _tail_finding(float(points.recorded[-1]), float(points.law[-1])))
    return ax


def _tail_finding(recorded: float, law: float) -> str:
    return f"Largest recorded {recorded:.3g}, by the law {law:.3g}"


def plot_rates(rates: Sequence[Rate], ax: Axes | None = None) -> Axes:
    """People per hour who come without an appointment, with the 95 % interval of each rate."""
    ax = style.surface(ax)
    edges = np.array([rate.begin for rate in rates] + [rates[-1].end]) / TICKS_PER_MINUTE
    values = np.array([rate.per_hour for rate in rates])
    low, high = np.array([rate.low for rate in rates]), np.array([rate.high for rate in rates])
    ax.stairs(high, edges, baseline=low, fill=True, color=SKY, alpha=0.3, label="95% interval")
    ax.stairs(values, edges, color=ORANGE, linewidth=1.8, baseline=None, label="rate")
    style.count_axis(ax, "walk-ins per hour", max(1.08 * float(high.max()), 1.0))
    style.clock_axis(ax, float(edges[0]), float(edges[-1]))
    busiest = int(values.argmax())
    at = style.clock_text(float(edges[busiest]))
    head(ax, f"{sum(rate.people for rate in rates)} walk-ins, most from {at} on: {values[busiest]:.3g} per hour")
    return ax
