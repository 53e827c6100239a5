"""What a scenario says before any run: who is expected, and what that asks of desks and staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILLION
from vaxsim.units import minutes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from vaxsim.experiments.explaining import Explanation

    Floats = NDArray[np.float64]

_COLOURS = (BLUE, ORANGE, GREEN, VERMILLION, PURPLE, SKY)
MOST_LINES = 6
"""So many lines can be told apart; the others are the least strained."""

TOP = 2.0
"""Where the axis of strain ends at the latest, in shares of what is there."""


def explain_sheet(explanation: Explanation) -> Figure:
    """People expected over the day, and under them what is asked for."""
    figure = style.new_figure(2 * style.PANEL_HEIGHT)
    upper, lower = figure.subplots(2, sharex=True)
    plot_people(explanation, upper)
    plot_load(explanation, lower)
    upper.set_xlabel("")
    upper.tick_params(labelbottom=True)
    return figure


def plot_people(explanation: Explanation, ax: Axes | None = None) -> Axes:
    """Patients per hour who are let in, in quarters of an hour, and how many can be served in the long run."""
    ax = style.surface(ax)
    grid = explanation.grid
    edges = _edges(explanation)
    coming = 60 * np.sum([grid.by_quarter(stream.entering) for stream in explanation.streams], axis=0)
    ax.stairs(coming, edges, fill=True, color=SKY, alpha=0.5, label="expected to enter")
    most = explanation.site_ceiling
    if np.isfinite(most).all() and most.any():
        label = "desks and staff serve in the long run"
        shown = np.where(most > 0, most, np.nan)
        ax.stairs(shown, edges, color=VERMILLION, linewidth=1.8, label=label, baseline=None)
    top = 1.15 * max(float(coming.max()), float(most[np.isfinite(most)].max(initial=0.0)), 1.0)
    style.count_axis(ax, "patients per hour", top)
    style.clock_axis(ax, *_shown(explanation))
    head(ax, _people_finding(explanation))
    return ax


def plot_load(explanation: Explanation, ax: Axes | None = None) -> Axes:
    """Desks and staff asked for if nobody waits, as a share of those there, by quarters of an hour."""
    ax = style.surface(ax)
    shown = sorted((s for s in explanation.strains if s.share > 0), key=lambda s: -s.share)[:MOST_LINES]
    lettering = letter([s.label for s in shown], "resource", 40)
    middles = _edges(explanation)[:-1] + explanation.grid.quarter / 2
    top = min(TOP, 1.15 * max([1.0, *(float(s.by_quarter.max()) for s in shown)]))
    for strain, colour in zip(shown, _COLOURS, strict=False):
        label = lettering.labels[strain.label]
        ax.plot(middles, np.minimum(strain.by_quarter, top), color=colour, linewidth=1.8, label=label)
    if not shown:
        style.say_empty(ax, "nothing here has a limit")
    _share_axis(ax, top)
    style.clock_axis(ax, *_shown(explanation))
    style.use_lettering(ax, lettering)
    head(ax, explanation.finding)
    return ax


def _share_axis(ax: Axes, top: float) -> None:
    from matplotlib.ticker import PercentFormatter

    style.count_axis(ax, "asked for, share of\nwhat is there", top)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.axhline(1.0, color=INK, linewidth=1.2, linestyle=(0, (5, 3)))


def _edges(explanation: Explanation) -> Floats:
    """The beginnings of the quarters and the end of the last, minutes since 00:00."""
    begins = [minutes(tick) for tick in explanation.grid.quarters.tolist()]
    return np.array([*begins, begins[-1] + explanation.grid.quarter])


def _shown(explanation: Explanation) -> tuple[float, float]:
    """The part of the clock that is shown, minutes: from the first shift or opening to an hour past closing."""
    edges = _edges(explanation)
    return float(edges[0]), min(float(edges[-1]), minutes(explanation.plan.site.closing) + 60)


def _people_finding(explanation: Explanation) -> str:
    expected, most = explanation.expected, explanation.most
    if not np.isfinite(most):
        return f"{expected:,.0f} patients expected; desks and staff set no limit"
    return f"{expected:,.0f} patients expected; about {most:,.0f} can be served in the long run while open"
