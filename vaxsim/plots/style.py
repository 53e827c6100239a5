"""Style: what all figures have in common: colours, the clock axis, bands, titles and the drawing surface."""

from __future__ import annotations

import math
import sys
import textwrap
from typing import TYPE_CHECKING, cast

from vaxsim.plots.lettering import width
from vaxsim.units import TICKS_PER_MINUTE, clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from vaxsim.experiments import Band
    from vaxsim.plots.lettering import Lettering

# Okabe and Ito (2008), "Color Universal Design": told apart by people with any common colour blindness.
BLUE = "#0072B2"
SKY = "#56B4E9"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREEN = "#009E73"
INK = "#222222"
GREY = "#767676"
PALE = "#D9D9D9"

WIDTH, PANEL_HEIGHT = 10.0, 3.6  # inches
TITLE_LETTERS = 90  # that fit across a figure of that width

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440)  # minutes between marks of a clock axis
_MOST_MARKS = 12


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
    from matplotlib.ticker import FixedLocator, FuncFormatter

    last = max(last, first + 1)
    step = next((s for s in _STEPS if (last - first) / s <= _MOST_MARKS), None)
    step = step or 1440 * math.ceil((last - first) / 1440 / _MOST_MARKS)
    ax.set_xlim(first, last)
    ax.xaxis.set_major_locator(FixedLocator(list(range(math.ceil(first / step) * step, int(last) + 1, step))))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda minute, _: clock_text(minute)))
    ax.set_xlabel("time of day" if last <= 1440 else "time of day (24:00 is midnight)", color=INK, fontsize=9)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)


def clock_text(minute: float) -> str:
    """Minutes since 00:00 as "09:30"; hours go on after 24."""
    return clock(round(minute) * TICKS_PER_MINUTE)


def count_axis(ax: Axes, label: str) -> None:
    """Make the vertical axis one that begins at 0, with its unit in `label` and light lines across."""
    ax.set_ylim(bottom=0)
    if ax.get_ylim()[1] < 1:
        ax.set_ylim(top=1)
    ax.set_ylabel(label, color=INK, fontsize=9)
    ax.grid(axis="y", color=PALE, linewidth=0.6)


def draw_band(ax: Axes, band: Band, colour: str, label: str) -> None:
    """A curve over the day, the interval of its mean (dark) and its spread over days (light), all in the legend."""
    middle = band.minutes + band.bin_minutes / 2
    if band.days.max(initial=0) > 1:
        ax.fill_between(
            middle, band.day_p10, band.day_p90, color=colour, alpha=0.18, linewidth=0, label="8 of 10 days (10-90%)"
        )
        ax.fill_between(
            middle, band.mean_low, band.mean_high, color=colour, alpha=0.45, linewidth=0, label="95% interval of mean"
        )
    ax.plot(middle, band.mean, color=colour, linewidth=1.8, label=label)


def mark_limit(ax: Axes, value: float, label: str) -> None:
    """A dashed line across at `value`, labelled at its right end; the axis reaches a little above it."""
    ax.axhline(value, color=INK, linewidth=1.2, linestyle=(0, (5, 3)))
    ax.set_ylim(top=max(ax.get_ylim()[1], value * 1.15))
    ax.annotate(
        label, (1, value), xycoords=("axes fraction", "data"), xytext=(-4, 3), textcoords="offset points",
        ha="right", va="bottom", fontsize=9, color=INK,
    )  # fmt: skip


def legend(ax: Axes) -> None:
    """One line of labels above the curves, so that it never covers them."""
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        ax.legend(
            handles[::-1], labels[::-1], loc="lower left", bbox_to_anchor=(0, 1), ncols=len(handles), frameon=False,
            fontsize=9, borderaxespad=0.2, handlelength=1.6, columnspacing=1.4, labelcolor=INK,
        )  # fmt: skip


def finding(ax: Axes, sentence: str, *, letters: int = TITLE_LETTERS) -> None:
    """Put the finding above everything else, broken into lines where it is too long."""
    has_legend = ax.get_legend() is not None
    ax.set_title(
        textwrap.fill(sentence, letters), loc="left", fontsize=12, fontweight="bold", color=INK,
        pad=24 if has_legend else 8,
    )  # fmt: skip


def letters_beside(labels: Iterable[str]) -> int:
    """Letters of a finding that fit on a line when `labels` stand at the left of the axes."""
    return TITLE_LETTERS - 7 * max(map(width, labels), default=0) // 10


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
