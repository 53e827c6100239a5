"""Curves of the whole site over the day: throughput, waits, people inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.style import BLUE, GREEN, GREY, ORANGE, VERMILLION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from vaxsim.experiments import Band, Replications

DASHED = {"linewidth": 1.3, "linestyle": (0, (4, 2))}


def plot_throughput(replications: Replications, ax: Axes | None = None) -> Axes:
    """People vaccinated per hour over the day, beside those arriving; where no doses are given, people done."""
    ax = style.surface(ax)
    gives_doses = replications.number("dosed").mean > 0
    band = replications.curve("doses" if gives_doses else "completions")
    arrivals = replications.curve("arrivals")
    top = _throughput_top(band, arrivals)
    style.draw_curve(ax, arrivals, GREY, "arriving", **DASHED)
    style.draw_band(ax, band, BLUE, "vaccinated" if gives_doses else "done", top)
    style.count_axis(ax, f"patients per hour\n({band.bin_minutes:g}-minute means)", top)
    _note_crowd(ax, arrivals, top)
    style.clock_axis(ax, *_span(band))
    head(ax, _throughput_finding(replications, gives_doses))
    return ax


def plot_waits(replications: Replications, ax: Axes | None = None) -> Axes:
    """Time in lines by the time of arrival: mean with both bands, and the 90th percentile."""
    ax = style.surface(ax)
    band, high = replications.curve("wait_mean"), replications.curve("wait_p90")
    top = max(style.top_of(band), 1.08 * _highest(high.mean[style.usual(high)]))
    style.draw_curve(ax, high, GREY, "90th percentile (mean of days)", **DASHED)
    style.draw_band(ax, band, VERMILLION, "mean wait", top)
    style.count_axis(ax, "minutes in lines,\nby time of arrival", top)
    style.clock_axis(ax, *_span(band))
    if np.isnan(band.mean).all():
        style.say_empty(ax, "nobody was served")
    head(ax, _waits_finding(replications, band))
    return ax


def plot_inside(replications: Replications, ax: Axes | None = None) -> Axes:
    """People inside over the day against the limit, if there is one, and people standing outside, if there are any."""
    ax = style.surface(ax)
    inside, outside = replications.curve("inside"), replications.curve("outside")
    top = max(style.top_of(inside), 1.08 * _highest(outside.mean))
    if _highest(outside.mean) > 0:
        style.draw_curve(ax, outside, ORANGE, "outside the doors", **DASHED)
    style.draw_band(ax, inside, GREEN, "inside", top)
    style.count_axis(ax, "patients on site", top)
    style.clock_axis(ax, *_span(inside))
    limit = replications.scenario.day.max_inside if replications.scenario is not None else None
    if limit is not None:
        style.mark_limit(ax, limit, f"limit: {limit:,}")
    head(ax, _inside_finding(replications, inside, limit))
    return ax


def _throughput_top(band: Band, arrivals: Band) -> float:
    """Where the axis ends: a crowd that comes at once, such as a bus, leaves it rather than flatten the rest.

    Arrivals above the throughput for long are no such crowd, but what the picture is about.
    """
    coming = arrivals.mean[arrivals.mean > 0]
    crowd, often = _highest(coming), float(np.quantile(coming, 0.95)) if len(coming) else 0.0
    top = max(1.2 * often, style.top_of(band))
    return top if crowd > 1.5 * top else max(top, 1.08 * crowd)


def _note_crowd(ax: Axes, arrivals: Band, top: float) -> None:
    """Say how high the arrivals go that leave the picture at its `top`."""
    crowd = _highest(arrivals.mean)
    if crowd <= top:
        return
    at = arrivals.minutes[int(np.nanargmax(arrivals.mean))] + arrivals.bin_minutes / 2
    side = 1 if at < (arrivals.minutes[0] + arrivals.minutes[-1]) / 2 else -1
    ax.annotate(
        f"up to {crowd:,.0f} arriving", (at, top), xytext=(7 * side, -3), textcoords="offset points", va="top",
        ha="left" if side > 0 else "right", fontsize=9, color=GREY,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 1},
    )  # fmt: skip


def _highest(values: NDArray[np.float64]) -> float:
    return float(np.nanmax(values, initial=0.0))


def _span(band: Band) -> tuple[float, float]:
    """First and last minute of a curve."""
    if not len(band.minutes):
        return 0.0, 1440.0
    return float(band.minutes[0]), float(band.minutes[-1] + band.bin_minutes)


def _throughput_finding(replications: Replications, gives_doses: bool) -> str:
    total = replications.number("vaccinated" if gives_doses else "left").mean
    if not gives_doses:
        return f"No doses are given; {_patients(total, 'a day passes', 'a day pass')} through the site"
    busiest = replications.number("peak_throughput").mean
    return f"The site vaccinates {_patients(total)} a day, {busiest:,.0f} in its best hour"


def _waits_finding(replications: Replications, band: Band) -> str:
    mean = replications.number("mean(wait)").mean
    if np.isnan(mean) or np.isnan(band.mean).all():
        return "Nobody was served, so there are no waits"
    worst = int(np.nanargmax(np.where(style.usual(band), band.mean, np.nan)))
    if band.mean[worst] < 0.5:
        return _no_waits_inside(replications.number("mean(wait_outside)").mean)
    at = style.clock_text(float(band.minutes[worst]))
    return (
        f"Patients wait {_minutes(mean)} on average, 1 in 10 over {_minutes(replications.number('p90(wait)').mean)}; "
        f"worst time to arrive: {at}"
    )


def _no_waits_inside(outside: float) -> str:
    """That there are no lines worth the name, and how long people stand outside on average (minutes) if they do."""
    if outside >= 0.5:
        return f"Hardly anybody waits inside, but people stand outside for {_minutes(outside)} on average"
    return "Hardly anybody waits: less than half a minute on average at any time of the day"


def _inside_finding(replications: Replications, inside: Band, limit: int | None) -> str:
    peak = replications.number("peak(inside)").mean
    if not peak > 0:
        return "Nobody comes inside"
    at = style.clock_text(float(inside.minutes[int(np.nanargmax(inside.mean))]))
    found = f"At a day's fullest, mostly around {at}, {_patients(peak, 'is', 'are')} inside on average"
    return found if limit is None else f"{found}: {peak / limit:.0%} of the limit of {limit:,}"


def _minutes(value: float) -> str:
    return f"{value:.1f} min" if value < 10 else f"{value:,.0f} min"


def _patients(count: float, one: str = "", many: str = "") -> str:
    """A number of patients and the words after it, which differ for one and for many."""
    written = f"{count:,.0f}"
    return f"{written} patient {one}".rstrip() if written == "1" else f"{written} patients {many}".rstrip()
