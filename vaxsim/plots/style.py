"""Style: what all figures have in common: colours, the clock axis, bands, titles and the drawing surface."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from vaxsim.units import TICKS_PER_MINUTE, clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from numpy.typing import NDArray

    from vaxsim.experiments import Band
    from vaxsim.plots.lettering import Lettering

# Okabe and Ito (2008), "Color Universal Design": told apart by people with any common colour blindness.
BLUE = "#0072B2"
SKY = "#56B4E9"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREEN = "#009E73"
YELLOW = "#F0E442"
PURPLE = "#CC79A7"
INK = "#222222"
GREY = "#767676"
PALE = "#D9D9D9"

WIDTH, PANEL_HEIGHT = 10.0, 3.6  # inches
NAME_LETTER = 5.4  # points; width of a letter of the names of rows


def new_figure(height: float = PANEL_HEIGHT) -> Figure:
    """An empty figure of the common width; `height` in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), layout="constrained", facecolor="white")


def surface(ax: Axes | None, height: float = PANEL_HEIGHT) -> Axes:
    """`ax`, or the axes of a new figure.

    The new one is pyplot's where pyplot is in use already, so that a notebook shows it; else no window is ever opened.
    """
    if ax is None:
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            ax = new_figure(height).subplots()
        else:
            ax = pyplot.figure(figsize=(WIDTH, height), layout="constrained", facecolor="white").subplots()
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(GREY)
    ax.tick_params(colors=INK, labelsize=9)
    return ax


def rows_height(count: int) -> float:
    """Inches for a panel with so many rows of text."""
    return 1.3 + 0.55 * max(count, 2)


def clock_axis(ax: Axes, first: float, last: float) -> None:
    """Make the horizontal axis one of clock times from `first` to `last`, minutes since 00:00."""
    from matplotlib.ticker import FuncFormatter

    from vaxsim.plots.clockmarks import ClockMarks

    ax.set_xlim(first, max(last, first + 1))
    ax.xaxis.set_major_locator(ClockMarks())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda minute, _: clock_text(minute)))
    ax.set_xlabel("time of day" if last <= 1440 else "time of day (24:00 is midnight)", color=INK, fontsize=9)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)


def clock_text(minute: float) -> str:
    """Minutes since 00:00 as "09:30"; hours go on after 24."""
    return clock(round(minute) * TICKS_PER_MINUTE)


def count_axis(ax: Axes, label: str, top: float) -> None:
    """Make the vertical axis one from 0 to `top`, with its unit in `label` and light lines across."""
    ax.set_ylim(0, top)
    ax.set_ylabel(label, color=INK, fontsize=9)
    ax.grid(axis="y", color=PALE, linewidth=0.6)


def usual(band: Band) -> NDArray[np.bool_]:
    """Bins that are seen on enough days to be compared: bool [bins]; a third of the days of the best-seen bin."""
    most = int(band.days.max(initial=0))
    return np.asarray((band.days > 0) & (3 * band.days >= most), np.bool_)


def top_of(*bands: Band) -> float:
    """Where an axis ends that shows the means and the spread over days of `bands`; the intervals may go beyond."""
    shown = [values[usual(band)] for band in bands for values in (band.mean, band.day_p90)]
    return max(1.0, 1.08 * max(float(np.nanmax(values, initial=0.0)) for values in shown))


def draw_band(ax: Axes, band: Band, colour: str, label: str, top: float) -> None:
    """A curve over the day, the interval of its mean (dark) and its spread over days (light), all in the legend.

    With few days the interval can be far wider than anything that happened: it is cut at 0 and at `top`, and the
    legend says so.
    """
    middle = band.minutes + band.bin_minutes / 2
    if band.days.max(initial=0) > 1:
        ax.fill_between(
            middle, band.day_p10, band.day_p90, color=colour, alpha=0.18, linewidth=0, label="8 of 10 days (10-90%)"
        )
        cut = ", wider than the axis" if np.nanmax(band.mean_high, initial=0.0) > top else ""
        low, high = np.clip(band.mean_low, 0, top), np.clip(band.mean_high, 0, top)
        ax.fill_between(middle, low, high, color=colour, alpha=0.45, linewidth=0, label=f"95% interval of mean{cut}")
    draw_curve(ax, band, colour, label, linewidth=1.8)


def draw_curve(ax: Axes, band: Band, colour: str, label: str, **line: Any) -> None:
    """The mean of a curve over the day, with dots where a single bin between gaps would be no line."""
    middle = band.minutes + band.bin_minutes / 2
    ax.plot(middle, band.mean, color=colour, label=label, **line)
    known = np.concatenate([[False], ~np.isnan(band.mean), [False]])
    alone = known[1:-1] & ~known[:-2] & ~known[2:]
    if alone.any():
        ax.plot(middle[alone], band.mean[alone], "o", color=colour, markersize=7)


def mark_limit(ax: Axes, value: float, label: str) -> None:
    """A dashed line across at `value`, labelled at its right end; the axis reaches a little above it."""
    ax.axhline(value, color=INK, linewidth=1.2, linestyle=(0, (5, 3)))
    ax.set_ylim(top=max(ax.get_ylim()[1], value * 1.15))
    ax.annotate(
        label, (1, value), xycoords=("axes fraction", "data"), xytext=(-4, 3), textcoords="offset points",
        ha="right", va="bottom", fontsize=9, color=INK,
    )  # fmt: skip


def letters_for_names(ax: Axes) -> int:
    """Letters that the names at the left of the rows of `ax` may have, so that most of the width is the rows'."""
    points = ax.bbox.width / ax.figure.dpi * 72
    return min(max(int(0.3 * points / NAME_LETTER), 12), 28)


def use_lettering(ax: Axes, *letterings: Lettering) -> None:
    """Draw all texts of `ax` with fonts that have their characters; say so where a name had to be replaced."""
    families = list(dict.fromkeys(family for lettering in letterings for family in lettering.families))
    if any(lettering.replaced for lettering in letterings):
        note = "numbered: names that no installed font can draw"
        ax.set_xlabel(f"{ax.get_xlabel()}\n({note})" if ax.get_xlabel() else note, color=INK, fontsize=9)
    for text in _texts(ax):
        text.set_fontfamily(families)
    ax.tick_params(labelfontfamily=families)


def _texts(ax: Axes) -> Iterable[Text]:
    from matplotlib.text import Text

    return cast("list[Text]", ax.findobj(Text))


def say_empty(ax: Axes, sentence: str) -> None:
    """Say in the middle of an empty picture why it is empty."""
    ax.text(0.5, 0.5, sentence, transform=ax.transAxes, ha="center", va="center", color=GREY, fontsize=11)
