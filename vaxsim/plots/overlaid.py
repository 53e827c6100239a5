"""Recorded days over the band of the model's days, and every number's place among the model's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREEN, INK, PALE, SKY, VERMILLION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.validation import Comparison, Validation
    from vaxsim.validation.overlay import Overlay

_COLOURS = {"agrees": GREEN, "differs": VERMILLION, "cannot tell": INK}
ROW = 0.3  # inches
NAMES = 3.5  # room for the names, in half-widths of the interval
EDGE = 2.5
"""Half the width of the picture of places, in half-widths of the interval; what lies beyond is drawn at the edge."""


def validation_sheet(validation: Validation) -> Figure:
    """Each curve in a panel, and below them the place of every number."""
    known = sum(c.verdict in _COLOURS for c in validation.comparisons)
    heights = [style.PANEL_HEIGHT] * len(validation.curves) + [1.4 + ROW * max(known, 2)]
    figure = style.new_figure(sum(heights))
    panels = figure.subplots(len(heights), height_ratios=heights, squeeze=False)[:, 0]
    for ax, curve in zip(panels, validation.curves, strict=False):
        plot_overlay(curve, ax)
    plot_places(validation, panels[-1])
    return figure


def plot_overlay(curve: Overlay, ax: Axes | None = None) -> Axes:
    """A recorded curve over the band in which 95 % of the model's days lie."""
    ax = style.surface(ax)
    middle = curve.begins + curve.width / 2
    mine = curve.recorded.mean(axis=0)
    top = 1.08 * max(float(curve.high.max()), float(mine.max()), 1.0)
    ax.fill_between(middle, curve.low, curve.high, color=SKY, alpha=0.35, linewidth=0, label="95% of the model's days")
    ax.plot(middle, curve.mean, color=BLUE, linewidth=1.3, linestyle=(0, (4, 2)), label="model, mean")
    label = "recorded" if len(curve.recorded) == 1 else f"recorded, mean of {len(curve.recorded)} days"
    ax.plot(middle, mine, color=VERMILLION, linewidth=1.8, label=label)
    style.count_axis(ax, f"{curve.unit}\n({curve.width:g}-minute bins)", top)
    style.clock_axis(ax, float(curve.begins[0]), float(curve.begins[-1] + curve.width))
    head(ax, _overlay_finding(curve))
    return ax


def _overlay_finding(curve: Overlay) -> str:
    name = curve.name.capitalize()
    if len(curve.recorded) > 1:
        return f"{name}: the mean of the recorded days over the spread of the model's single days"
    outside = (curve.recorded[0] < curve.low - 1e-9) | (curve.recorded[0] > curve.high + 1e-9)
    bins = len(outside)
    return f"{name}: the recorded day leaves the band in {int(outside.sum())} of {bins} bins (1 in 20 by chance)"


def plot_places(validation: Validation, ax: Axes | None = None) -> Axes:
    """Where each recorded number lies in the interval that the model gives."""
    ax = style.surface(ax)
    shown = [c for c in validation.comparisons if c.verdict in _COLOURS]
    lettering = letter([c.name for c in shown], "number", 44)
    for position, comparison in enumerate(shown):
        _draw_place(ax, -position, comparison)
        ax.text(-EDGE - NAMES, -position, lettering.labels[comparison.name], va="center", fontsize=9, color=INK)
    ax.set_yticks([])
    ax.set_ylim(-max(len(shown), 1) + 0.4, 0.6)
    ax.set_xlim(-EDGE - NAMES, EDGE + 2.2)  # the names stand at the left, the numbers at the right
    ax.set_xticks([])
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=INK, linewidth=1, linestyle=(0, (5, 3)), zorder=0.5)
    what = "the model's days" if validation.days == 1 else f"means of {validation.days} of the model's days"
    scale = f"bar: where 95% of {what} lie, each drawn to the same width; dashed: its middle"
    ax.set_xlabel(scale, color=INK, fontsize=9)
    style.use_lettering(ax, lettering)
    head(ax, validation.finding)
    return ax


def _draw_place(ax: Axes, at: int, comparison: Comparison) -> None:
    """One number, in units of half its interval."""
    half = (comparison.difference_high - comparison.difference_low) / 2 or 1.0
    colour = _COLOURS[comparison.verdict]
    place = (comparison.recorded - (comparison.low + comparison.high) / 2) / half
    ax.hlines(at, -1.0, 1.0, color=PALE, linewidth=7)
    first = comparison.verdict not in ax.get_legend_handles_labels()[1]
    label = comparison.verdict if first else None
    ax.plot(float(np.clip(place, -EDGE, EDGE)), at, "o", color=colour, markersize=6, linestyle="none", label=label)
    ax.text(EDGE + 0.2, at, _numbers(comparison), va="center", fontsize=8, color=INK)


def _numbers(comparison: Comparison) -> str:
    if comparison.unit == "clock":
        low, high = style.clock_text(comparison.low), style.clock_text(comparison.high)
        recorded = style.clock_text(comparison.recorded)
    else:
        low, high, recorded = f"{comparison.low:.3g}", f"{comparison.high:.3g}", f"{comparison.recorded:.3g}"
    return f"{recorded}; model {low}" + ("" if low == high else f" to {high}")
