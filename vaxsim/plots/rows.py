"""One row per station or group, in walking order: lines, and the staff under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREY, INK, PALE, SKY, VERMILLION
from vaxsim.plots.use import utilisations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from vaxsim.experiments import Band, Replications
    from vaxsim.plots.lettering import Lettering

NOTABLE = 0.5  # patients; a shorter mean line is not worth a word
ROW_FILL = 0.82  # share of a row's height that its highest value takes, so that rows stay apart


def plot_lines(replications: Replications, ax: Axes | None = None) -> Axes:
    """Length of the line at every station over the day, all on one scale: mean, and the 90th percentile over days."""
    stations = replications.plan.stations
    ax = style.surface(ax, style.rows_height(len(stations)))
    written = letter(stations, "station", style.letters_for_names(ax))
    labels = [written.labels[name] for name in stations]
    bands = [replications.curve("line", station) for station in stations]
    longest = max(range(len(bands)), key=lambda i: _highest(bands[i].mean))
    top = max(1.0, *(_highest(values) for band in bands for values in (band.mean, band.day_p90)))
    for position, band in enumerate(bands):
        stands_out = position == longest and _highest(band.mean) >= NOTABLE
        colour = VERMILLION if stands_out else BLUE
        _fill_row(ax, position, band, band.day_p90 / top, colour, alpha=0.25, label="1 day in 10 is above")
        _fill_row(ax, position, band, band.mean / top, colour, alpha=0.9, label="mean of days")
        _note_row(ax, position, _line_note(band), colour if stands_out else INK)
    _row_axis(ax, bands, labels)
    _mark_scale(ax, len(stations), top)
    ax.set_ylabel("patients in line", fontsize=9, color=INK)
    style.use_lettering(ax, written)
    head(ax, _lines_finding(bands[longest], labels[longest]))
    return ax


def plot_staff(replications: Replications, ax: Axes | None = None) -> Axes:
    """Staff of every group over the day: on duty, and of these busy; means over days."""
    groups = replications.plan.groups
    ax = style.surface(ax, style.rows_height(len(groups)))
    written = letter(groups, "group", style.letters_for_names(ax))
    labels = [written.labels[name] for name in groups]
    duties = [replications.curve("on_duty", group) for group in groups]
    for position, (group, duty) in enumerate(zip(groups, duties, strict=True)):
        most = _highest(duty.mean)
        busy = replications.curve("busy", group)
        _fill_row(ax, position, duty, duty.mean / max(most, 1e-9), SKY, alpha=0.4, label="on duty")
        _fill_row(ax, position, busy, busy.mean / max(most, 1e-9), BLUE, alpha=0.9, label="busy")
        _note_row(ax, position, f"up to {most:.3g}" if most else "never on duty", INK)
    _row_axis(ax, duties or [replications.curve("inside")], labels)
    if not groups:
        style.say_empty(ax, "this site has no staff")
    ax.set_ylabel("staff\n(mean of days)", fontsize=9, color=INK)
    style.use_lettering(ax, written)
    head(ax, _staff_finding(replications, written))
    return ax


def _fill_row(
    ax: Axes, position: int, band: Band, height: NDArray[np.float64], colour: str, *, alpha: float, label: str
) -> None:
    """Fill a row from its base line up to `height`, a share of the row; the first row is the one in the legend."""
    edges = np.append(band.minutes, band.minutes[-1:] + band.bin_minutes)
    base = -position - 0.5
    ax.stairs(
        base + np.nan_to_num(height) * ROW_FILL, edges, baseline=base, fill=True, color=colour, alpha=alpha,
        linewidth=0, label=label if position == 0 else None,
    )  # fmt: skip


def _note_row(ax: Axes, position: int, note: str, colour: str) -> None:
    """A remark at the right of a row, outside the curves."""
    ax.annotate(
        note, (1, -position - 0.25), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
        va="center", fontsize=9, color=colour, annotation_clip=False,
    )  # fmt: skip


def _row_axis(ax: Axes, bands: Sequence[Band], labels: Sequence[str]) -> None:
    """Name the rows, part them by base lines, and put the time of day below."""
    ax.set_ylim(-max(len(labels), 1) + 0.4, 0.45)
    ax.set_yticks([-position - 0.25 for position in range(len(labels))], labels)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    for position in range(len(labels)):
        ax.axhline(-position - 0.5, color=PALE, linewidth=0.8, zorder=0)
    longest = max(bands, key=lambda band: len(band.minutes))
    if len(longest.minutes):
        style.clock_axis(ax, float(longest.minutes[0]), float(longest.minutes[-1] + longest.bin_minutes))


def _mark_scale(ax: Axes, rows: int, top: float) -> None:
    """A dotted line across every row at a round number of patients, which is written at the first and means all."""
    power = 10.0 ** np.floor(np.log10(top))
    mark = max(power * step for step in (1, 2, 5) if power * step <= top)
    heights = [-position - 0.5 + mark / top * ROW_FILL for position in range(rows)]
    left, right = ax.get_xlim()
    ax.hlines(heights, left, right, color=GREY, linewidth=0.7, linestyle=(0, (1, 3)), label=f"{mark:g} in line")


def _highest(values: NDArray[np.float64]) -> float:
    return float(np.nanmax(values, initial=0.0))


def _line_note(band: Band) -> str:
    highest = _highest(band.mean)
    if highest < 0.05:
        return "hardly ever a line"
    at = style.clock_text(float(band.minutes[int(np.nanargmax(band.mean))]))
    return f"{highest:.1f} at {at}" if highest < 10 else f"{highest:,.0f} at {at}"


def _lines_finding(longest: Band, label: str) -> str:
    highest = _highest(longest.mean)
    if highest < NOTABLE:
        return "There is hardly ever a line at any station"
    at = style.clock_text(float(longest.minutes[int(np.nanargmax(longest.mean))]))
    count = f"{highest:.1f}" if highest < 10 else f"{highest:,.0f}"
    return f"The longest line is at {label}: {count} patients on average around {at}"


def _staff_finding(replications: Replications, written: Lettering) -> str:
    if not replications.plan.groups:
        return "No staff work at this site"
    known = {use.of: use.mean for use in utilisations(replications, "group") if not np.isnan(use.mean)}
    if not known:
        return "Nobody of the staff came on duty"
    busiest = max(known, key=lambda group: known[group])
    return f"Busiest staff: {written.labels[busiest]}, at work {known[busiest]:.0%} of their time on duty"
