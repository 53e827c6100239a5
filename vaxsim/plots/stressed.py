"""What shocks do to the longest waits, the worst on top."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, INK, PALE, VERMILLION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.experiments.stressing import Stress
    from vaxsim.experiments.stressing.findings import Harm

ROW = 0.34  # inches


def stress_sheet(stress: Stress) -> Figure:
    """One row per shock."""
    figure = style.new_figure(1.6 + ROW * max(len(stress.harms), 2))
    plot_stress(stress, figure.subplots())
    return figure


def plot_stress(stress: Stress, ax: Axes | None = None) -> Axes:
    """By how much the 90th percentile of waits changes under each shock, with the 95 % interval; and whom it costs."""
    ax = style.surface(ax, 1.6 + ROW * max(len(stress.harms), 2))
    lettering = letter([harm.words for harm in stress.harms], "shock", 44)
    for position, harm in enumerate(stress.harms):
        _draw(ax, -position, harm)
    labels = [lettering.labels[harm.words] for harm in stress.harms]
    ax.set_yticks([-position for position in range(len(labels))], labels)
    ax.set_ylim(-max(len(stress.harms), 1) + 0.4, 0.6)
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_xlabel("90th percentile of waits, minutes more than without (whisker: 95% interval)", color=INK, fontsize=9)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    low, high = ax.get_xlim()
    ax.set_xlim(low, high + 0.25 * (high - low))  # room for the texts behind the bars
    style.use_lettering(ax, lettering)
    head(ax, stress.finding)
    return ax


def _draw(ax: Axes, at: int, harm: Harm) -> None:
    colour, label = (VERMILLION, "breaks a promise") if harm.broken else (BLUE, "breaks no promise")
    first = label not in ax.get_legend_handles_labels()[1]
    wait = harm.wait
    if math.isnan(wait.difference):
        ax.text(0, at, f" {wait.unpaired}", va="center", fontsize=9, color=VERMILLION)
        return
    ax.barh(at, wait.difference, height=0.62, color=colour, alpha=0.55, label=label if first else None)
    if not math.isnan(wait.low):
        ax.hlines(at, wait.low, wait.high, color=INK, linewidth=1.6)
    missed = harm.not_vaccinated.difference
    text = f"{wait.difference:+.1f} min" + (f", {missed:+.0f} not vaccinated" if abs(missed) >= 0.5 else "")
    ax.annotate(text, (max(wait.difference, wait.high if wait.high == wait.high else 0, 0), at), xytext=(6, 0),
                textcoords="offset points", va="center", fontsize=8, color=INK)  # fmt: skip
