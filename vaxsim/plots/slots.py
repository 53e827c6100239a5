"""Booking templates: how many people each slot takes, against the same spread evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.style import BLUE, GREY, INK, PALE
from vaxsim.units import TICKS_PER_MINUTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.experiments import Slots

LETTERED = 40
"""So many bars have their numbers above them; more would be too narrow."""


def slots_sheet(slots: Slots) -> Figure:
    """The best pattern, and the people that fit into slots of each length."""
    figure = style.new_figure(2 * style.PANEL_HEIGHT)
    upper, lower = figure.subplots(2)
    plot_slots(slots, upper)
    plot_lengths(slots, lower)
    return figure


def plot_slots(slots: Slots, ax: Axes | None = None) -> Axes:
    """Numbers per slot of the best pattern as bars, the even pattern as a line."""
    ax = style.surface(ax)
    best = slots.best
    if best is None:
        style.say_empty(ax, "not even one person keeps the promises")
        head(ax, "No pattern keeps the promises")
        return ax
    source = slots.scenario.arrivals[slots.source]
    first = getattr(source, "first") / TICKS_PER_MINUTE  # noqa: B009  only appointments have slots
    begins = first + best.every * np.arange(len(best.pattern))
    bars = ax.bar(begins, best.pattern, 0.88 * best.every, align="edge", color=BLUE, alpha=0.8, label="found")
    if len(best.pattern) <= LETTERED:
        ax.bar_label(bars, fontsize=8, color="white", label_type="center")
    if sum(best.even):
        edges = [*begins, begins[-1] + best.every]
        ax.stairs(best.even, edges, color=INK, linewidth=1.4, label=f"spread evenly: {sum(best.even)} people")
    style.count_axis(ax, f"people booked\nper slot of {best.every:g} minutes", 1.15 * max(*best.pattern, *best.even, 1))
    style.clock_axis(ax, float(begins[0]), float(begins[-1] + best.every))
    head(ax, f"{best.people} people keep the promises, {best.lost} more than spread evenly")
    return ax


def plot_lengths(slots: Slots, ax: Axes | None = None) -> Axes:
    """People that keep the promises by length of slots: evenly spread, and as found."""
    ax = style.surface(ax)
    places = np.arange(len(slots.templates))
    for shift, colour, label, people in (
        (-0.2, GREY, "spread evenly", [sum(one.even) for one in slots.templates]),
        (0.2, BLUE, "found", [one.people for one in slots.templates]),
    ):
        ax.bar_label(ax.bar(places + shift, people, 0.38, color=colour, alpha=0.8, label=label), fontsize=8, color=INK)
    ax.axhline(slots.booked, color=INK, linewidth=1, linestyle=(0, (5, 3)), label=f"booked as it is: {slots.booked}")
    ax.set_xticks(places, [f"{one.every:g}" for one in slots.templates])
    ax.set_xlabel("minutes between slots", color=INK, fontsize=9)
    most = max([one.people for one in slots.templates] + [slots.booked, 1])
    style.count_axis(ax, "people booked a day", 1.15 * most)
    ax.grid(axis="y", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    head(ax, "How many people fit, by the length of slots")
    return ax
