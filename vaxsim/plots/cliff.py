"""The cliff: how a promised number grows with one field, and where it leaves its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import verbatim
from vaxsim.plots.style import BLUE, GREEN, GREY, INK, PALE, VERMILLION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.experiments.capacities import Capacity

STATES = {"kept": GREEN, "uncertain": GREY, "not kept": VERMILLION}
FAR = 3.0
"""The axis reaches so many times as high as the limit, or the numbers; what lies beyond leaves the picture."""


def capacity_sheet(capacity: Capacity) -> Figure:
    """The curve of every promise, one under the other."""
    count = len(capacity.promises)
    figure = style.new_figure(style.PANEL_HEIGHT * count)
    for place, ax in enumerate(figure.subplots(count, squeeze=False)[:, 0]):
        plot_cliff(capacity, place, ax)
    return figure


def plot_cliff(capacity: Capacity, promise: int = 0, ax: Axes | None = None) -> Axes:
    """The mean of a promised number at each value tried, with its 95 % interval, against its limit."""
    ax = style.surface(ax)
    rows = capacity.frame[capacity.frame["promise"] == capacity.promises[promise].text]
    limit = capacity.promises[promise].limit
    ax.plot(rows["value"], rows["mean"], color=BLUE, linewidth=1, zorder=1)
    for state, colour in STATES.items():
        some = rows[rows["state"] == state]
        if len(some):
            reach = np.nan_to_num(np.stack([some["mean"] - some["low"], some["high"] - some["mean"]]))
            ax.errorbar(
                some["value"], some["mean"], reach, fmt="o", color=colour, markersize=5, capsize=2, elinewidth=1.5,
                label=state,
            )  # fmt: skip
    top = max(1.05 * float(np.nanmax(rows["mean"], initial=0.0)), 1.2 * limit, 1e-9)
    ax.set_ylim(0, min(top, max(FAR * limit, 1e-9)) if limit > 0 else top)
    style.mark_limit(ax, limit, f"promised: {capacity.promises[promise].text}")
    if capacity.answer is not None:
        ax.axvline(capacity.answer, color=INK, linewidth=1, linestyle=(0, (1, 2)), zorder=0.5)
    ax.set_xlabel(verbatim(capacity.path), color=INK, fontsize=9)
    ax.set_ylabel(f"{verbatim(capacity.promises[promise].name)}, {capacity.units[promise]}", color=INK, fontsize=9)
    ax.grid(color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    head(ax, _finding(capacity))
    return ax


def _finding(capacity: Capacity) -> str:
    if capacity.answer is None:
        return "No value that was tried surely keeps the promise" + ("s" if len(capacity.promises) > 1 else "")
    more = " or more" if capacity.bounded else ""
    return f"Up to {capacity.answer:g}{more} the promise{'s are' if len(capacity.promises) > 1 else ' is'} surely kept"
