"""What every unit of staff did over one day, as a Gantt chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREEN, GREY, INK, ORANGE, PALE, PURPLE, SKY, VERMILLION, YELLOW
from vaxsim.units import NEVER, TICKS_PER_MINUTE
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from vaxsim.plots.lettering import Lettering
    from vaxsim.results import Result

COLOURS = {
    StaffState.SERVING: BLUE,
    StaffState.IDLE: PALE,
    StaffState.HELD: VERMILLION,
    StaffState.CLEANING: SKY,
    StaffState.RESTOCKING: ORANGE,
    StaffState.PREPARING: GREEN,
    StaffState.ON_BREAK: YELLOW,
}
"""Every state and its colour, in the order of the legend."""

BAR = 0.74  # share of a row's height that is coloured
ROW_HEIGHT, LEAST_ROW_HEIGHT, MOST_HEIGHT = 0.3, 0.16, 45.0  # inches: of a row, of one among many, of a whole figure
MANY_ROWS = 30
LETTER_HEIGHT, LEAST_LETTER = 9.0, 5.0  # points; names of units, and below what size only some are written
NOTABLE = 0.5  # minutes past the end of a shift; less is not worth a word
MANY_BARS = 2000
"""More are drawn as pixels also into an SVG, which would be slow to open otherwise."""


def gantt_height(units: int) -> float:
    """Inches for a chart with so many rows."""
    rows = MANY_ROWS * ROW_HEIGHT if units > MANY_ROWS else 0.0
    return min(1.7 + max(units * (LEAST_ROW_HEIGHT if rows else ROW_HEIGHT), rows), MOST_HEIGHT)


def plot_gantt(result: Result, ax: Axes | None = None) -> Axes:
    """What each unit of staff did over the day of a replication: bars by state, outlines for the shifts."""
    units = result.plan.units
    ax = style.surface(ax, gantt_height(len(units)))
    written = letter(units, "unit", style.letters_for_names(ax))
    if units:
        _draw_shifts(ax, result)
        _draw_overtime(ax, result)
        for state, colour in reversed(COLOURS.items()):
            _draw_state(ax, result, state, colour)
        _note_absent(ax, result)
    else:
        style.say_empty(ax, "this site has no staff")
    style.clock_axis(ax, *_span(result))
    _unit_axis(ax, result, [written.labels[name] for name in units])
    style.use_lettering(ax, written)
    head(ax, _gantt_finding(result, written))
    return ax


def _draw_state(ax: Axes, result: Result, state: StaffState, colour: str) -> None:
    """The bars of one state, if it occurs."""
    timeline = result.visits.timeline
    rows = timeline.state == state
    if rows.any():
        _draw_bars(ax, timeline.unit[rows], timeline.began[rows], timeline.ended[rows], colour, state.label)


def _draw_bars(
    ax: Axes, unit: NDArray[np.int32], began: NDArray[np.int64], ended: NDArray[np.int64], colour: str, label: str
) -> None:
    """One bar per row, all in one collection; without outlines, so that a service of a minute keeps its width."""
    from matplotlib.collections import PolyCollection

    left, right = began / TICKS_PER_MINUTE, ended / TICKS_PER_MINUTE
    low, high = -unit - BAR / 2, -unit + BAR / 2
    corners = np.stack([left, low, left, high, right, high, right, low], axis=1).reshape(-1, 4, 2)
    bars = PolyCollection(list(corners), facecolors=colour, linewidths=0, label=label)
    bars.set_rasterized(len(unit) > MANY_BARS)
    ax.add_collection(bars, autolim=False)


def _draw_shifts(ax: Axes, result: Result) -> None:
    """An outline around each unit's shift, absent ones too."""
    from matplotlib.patches import Rectangle

    site = result.plan.site
    for unit, (begin, end) in enumerate(zip(site.unit_from.tolist(), site.unit_to.tolist(), strict=True)):
        corner, width = (begin / TICKS_PER_MINUTE, -unit - BAR / 2), (end - begin) / TICKS_PER_MINUTE
        ax.add_patch(
            Rectangle(
                corner, width, BAR, fill=False, edgecolor=INK, linewidth=0.8, zorder=3, label="_" if unit else "shift"
            )
        )


def _draw_overtime(ax: Axes, result: Result) -> None:
    """A line under the bars past the end of a shift."""
    late = _late(result)
    if late.any():
        units = np.nonzero(late)[0]
        ends, went = result.plan.site.unit_to[late], result.visits.went[late]
        ax.hlines(
            -units - BAR / 2, ends / TICKS_PER_MINUTE, went / TICKS_PER_MINUTE, color=PURPLE, linewidth=2.5,
            label="overtime", zorder=4,
        )  # fmt: skip


def _note_absent(ax: Axes, result: Result) -> None:
    """Say in the empty shift of a unit that it did not come."""
    site, size = result.plan.site, min(_row_points(ax, len(result.plan.units)) * 0.6, 8.0)
    for unit in np.nonzero(result.visits.came >= NEVER)[0].tolist():
        middle = (int(site.unit_from[unit]) + int(site.unit_to[unit])) / 2 / TICKS_PER_MINUTE
        ax.text(middle, -unit, "did not come", ha="center", va="center_baseline", fontsize=size, color=GREY)


def _late(result: Result) -> NDArray[np.bool_]:
    """bool [U]; who went after the end of the shift."""
    went = result.visits.went
    return np.asarray((went < NEVER) & (went > result.plan.site.unit_to), np.bool_)


def _span(result: Result) -> tuple[float, float]:
    """From the first to the last minute of anybody's shift or overtime."""
    site, went = result.plan.site, result.visits.went
    if not len(result.plan.units):
        return 0.0, 1440.0
    first, last = int(site.unit_from.min()), max(int(site.unit_to.max()), int(went[went < NEVER].max(initial=0)))
    margin = 0.005 * (last - first)  # so that outlines at either end are seen
    return (first - margin) / TICKS_PER_MINUTE, (last + margin) / TICKS_PER_MINUTE


def _unit_axis(ax: Axes, result: Result, labels: Sequence[str]) -> None:
    """Name the rows, as many as can be read, and part the groups."""
    count = max(len(labels), 1)
    points = _row_points(ax, count)
    step = max(int(np.ceil(LEAST_LETTER / points)), 1)
    ax.set_ylim(-count + 0.4, 0.6)
    shown = range(0, len(labels), step)
    ax.set_yticks([-row for row in shown], [labels[row] for row in shown])
    ax.tick_params(axis="y", length=0, labelsize=min(max(points * 0.8, LEAST_LETTER), LETTER_HEIGHT))
    ax.spines["left"].set_visible(False)
    group = result.plan.site.unit_group
    for row in np.nonzero(np.diff(group))[0].tolist():
        ax.axhline(-row - 0.5, color=GREY, linewidth=0.8, zorder=0)


def _row_points(ax: Axes, count: int) -> float:
    """Height of a row in points."""
    return float(ax.bbox.height / ax.figure.dpi * 72) / max(count, 1)


def _gantt_finding(result: Result, written: Lettering) -> str:
    """Who stayed how long after the shift, and how many breaks were missed."""
    units, staff = result.plan.units, result.staff
    if not units:
        return "No staff work at this site"
    if staff["came"].isna().all():
        return "Nobody of the staff came on duty"
    day = "" if result.replication is None else f"Day {result.replication}: "
    late, missed = int((staff["overtime"] >= NOTABLE).sum()), int(staff["breaks_missed"].sum())
    breaks = "" if not missed else f"; {missed} break{'s' if missed > 1 else ''} missed"
    if not late:
        return f"{day}nobody works past the end of the shift{breaks}"
    latest = int(staff["overtime"].to_numpy().argmax())
    name, longest = written.labels[units[latest]], f"{staff['overtime'].iloc[latest]:.0f} min"
    if late == 1:
        return f"{day}{name} stays {longest} past the end of the shift{breaks}"
    return f"{day}{late} of {len(units)} stay past the end of the shift, {name} longest: {longest}{breaks}"
