"""Which fields a number hangs on: the tornado, and Sobol's indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, INK, ORANGE, PALE, SKY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.experiments.sensing import Sensitivity

ROW = 0.5  # inches
LETTERS = 44


def sensitivity_sheet(found: Sensitivity) -> Figure:
    """The tornado and, if there are any, the indices under it."""
    height = 1.5 + ROW * max(len(found.swings), 2)
    panels = 2 if found.shares else 1
    figure = style.new_figure(panels * height)
    axes = figure.subplots(panels, squeeze=False)[:, 0]
    plot_tornado(found, axes[0])
    if found.shares:
        plot_sobol(found, axes[1])
    return figure


def plot_tornado(found: Sensitivity, ax: Axes | None = None) -> Axes:
    """The number with each field at the ends of its range, the others as they are; paired 95 % intervals."""
    ax = style.surface(ax, 1.5 + ROW * max(len(found.swings), 2))
    lettering = letter([swing.field for swing in found.swings], "field", LETTERS)
    for position, swing in enumerate(found.swings):
        for end, colour, label in ((swing.bottom, SKY, "low end"), (swing.top, ORANGE, "high end")):
            shown = label if position == 0 else None
            ax.barh(-position, end.difference, left=found.base, height=0.6, color=colour, alpha=0.8, label=shown)
            ax.hlines(-position, found.base + end.low, found.base + end.high, color=INK, linewidth=1.4)
            side = 1 if end.difference >= 0 else -1
            edge = found.base + (max(end.high, end.difference) if side > 0 else min(end.low, end.difference))
            ax.annotate(
                f"{end.at:g}", (edge, -position), xytext=(side * 5, 0), textcoords="offset points", va="center",
                ha="left" if side > 0 else "right", fontsize=9, color=INK,
            )  # fmt: skip
    _rows(ax, [lettering.labels[swing.field] for swing in found.swings])
    ax.axvline(found.base, color=INK, linewidth=1, label=f"as it is: {found.base:.3g}")
    ax.margins(x=0.08)
    ax.set_xlabel(f"{found.metric}, {found.unit} (whisker: paired 95% interval)", color=INK, fontsize=9)
    style.use_lettering(ax, lettering)
    head(ax, found.finding.split(";")[0])
    return ax


def plot_sobol(found: Sensitivity, ax: Axes | None = None) -> Axes:
    """The share of the number's variance that is due to each field, alone and with interactions."""
    ax = style.surface(ax, 1.5 + ROW * max(len(found.shares), 2))
    lettering = letter([share.field for share in found.shares], "field", LETTERS)
    for position, share in enumerate(found.shares):
        bars = (
            (0.19, share.first, share.first_low, share.first_high, BLUE, "alone (first order)"),
            (-0.19, share.total, share.total_low, share.total_high, SKY, "with interactions (total)"),
        )
        for offset, value, low, high, colour, label in bars:
            shown = label if position == 0 else None
            ax.barh(offset - position, value, height=0.34, color=colour, alpha=0.8, label=shown)
            ax.hlines(offset - position, low, high, color=INK, linewidth=1.4)
    _rows(ax, [lettering.labels[share.field] for share in found.shares])
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_xlabel(f"share of the variance of {found.metric} (whisker: 95% bootstrap interval)", color=INK, fontsize=9)
    style.use_lettering(ax, lettering)
    head(ax, found.shares[0].in_words)
    return ax


def _rows(ax: Axes, labels: list[str]) -> None:
    ax.set_yticks([-position for position in range(len(labels))], labels)
    ax.set_ylim(-max(len(labels), 1) + 0.4, 0.6)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
