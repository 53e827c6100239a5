"""Curves of the whole site over the day: throughput, waits, people inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.style import BLUE, GREEN, GREY, ORANGE, VERMILLION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from vaxsim.experiments import Band, Replications


def plot_throughput(replications: Replications, ax: Axes | None = None) -> Axes:
    """People vaccinated per hour over the day, beside those arriving; where no doses are given, people done."""
    ax = style.surface(ax)
    gives_doses = replications.number("dosed").mean > 0
    band = replications.curve("doses" if gives_doses else "completions")
    arrivals = replications.curve("arrivals")
    middle = arrivals.minutes + arrivals.bin_minutes / 2
    ax.plot(middle, arrivals.mean, color=GREY, linewidth=1.2, linestyle=(0, (4, 2)), label="arriving")
    style.draw_band(ax, band, BLUE, "vaccinated" if gives_doses else "done")
    style.count_axis(ax, f"patients per hour\n({band.bin_minutes:g}-minute means)")
    _cut_arrivals(ax, band, arrivals)
    style.clock_axis(ax, *_span(band))
    style.legend(ax)
    style.finding(ax, _throughput_finding(replications, gives_doses))
    return ax


def plot_waits(replications: Replications, ax: Axes | None = None) -> Axes:
    """Time in lines by the time of arrival: mean with both bands, and the 90th percentile."""
    ax = style.surface(ax)
    band, high = replications.curve("wait_mean"), replications.curve("wait_p90")
    middle = high.minutes + high.bin_minutes / 2
    ax.plot(middle, high.mean, color=GREY, linewidth=1.2, linestyle=(0, (4, 2)), label="90th percentile (mean of days)")
    style.draw_band(ax, band, VERMILLION, "mean wait")
    style.count_axis(ax, "minutes in lines,\nby time of arrival")
    style.clock_axis(ax, *_span(band))
    style.legend(ax)
    if np.isnan(band.mean).all():
        style.say_empty(ax, "nobody was served")
    style.finding(ax, _waits_finding(replications, band))
    return ax


def plot_inside(replications: Replications, ax: Axes | None = None) -> Axes:
    """People inside over the day against the limit, if there is one, and people standing outside, if there are any."""
    ax = style.surface(ax)
    inside, outside = replications.curve("inside"), replications.curve("outside")
    if np.nanmax(outside.mean, initial=0) > 0:
        middle = outside.minutes + outside.bin_minutes / 2
        ax.plot(middle, outside.mean, color=ORANGE, linewidth=1.4, linestyle=(0, (4, 2)), label="outside the doors")
    style.draw_band(ax, inside, GREEN, "inside")
    style.count_axis(ax, "patients on site")
    style.clock_axis(ax, *_span(inside))
    limit = replications.scenario.day.max_inside if replications.scenario is not None else None
    if limit is not None:
        style.mark_limit(ax, limit, f"limit: {limit:,}")
    style.legend(ax)
    style.finding(ax, _inside_finding(replications, inside, limit))
    return ax


def _cut_arrivals(ax: Axes, band: Band, arrivals: Band) -> None:
    """Let a crowd that comes at once, such as a bus, leave the picture at the top rather than flatten the rest.

    Arrivals above the throughput for long are no such crowd, but what the picture is about.
    """
    coming = arrivals.mean[arrivals.mean > 0]
    crowd, usual = _highest(coming), float(np.quantile(coming, 0.95)) if len(coming) else 0.0
    top = 1.2 * max(usual, _highest(band.mean), _highest(band.day_p90))
    if crowd <= 1.5 * top:
        return
    ax.set_ylim(top=top)
    at = arrivals.minutes[int(np.nanargmax(arrivals.mean))] + arrivals.bin_minutes / 2
    side = 1 if at < (band.minutes[0] + band.minutes[-1]) / 2 else -1
    ax.annotate(
        f"up to {crowd:,.0f} arriving", (at, top), xytext=(7 * side, -3), textcoords="offset points", va="top",
        ha="left" if side > 0 else "right", fontsize=9, color=GREY,
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
        return f"No doses are given; {total:,.0f} patients a day pass through the site"
    busiest = replications.number("peak_throughput").mean
    return f"The site vaccinates {total:,.0f} patients a day, {busiest:,.0f} in its best hour"


def _waits_finding(replications: Replications, band: Band) -> str:
    mean = replications.number("mean(wait)").mean
    if np.isnan(mean) or np.isnan(band.mean).all():
        return "Nobody was served, so there are no waits"
    worst = int(np.nanargmax(band.mean))
    if band.mean[worst] < 0.5:
        return "Hardly anybody waits: less than half a minute on average at any time of the day"
    at = style.clock_text(float(band.minutes[worst]))
    return (
        f"Patients wait {_minutes(mean)} on average, 1 in 10 over {_minutes(replications.number('p90(wait)').mean)}; "
        f"worst time to arrive: {at}"
    )


def _inside_finding(replications: Replications, inside: Band, limit: int | None) -> str:
    peak = replications.number("peak(inside)").mean
    if not peak > 0:
        return "Nobody comes inside"
    at = style.clock_text(float(inside.minutes[int(np.nanargmax(inside.mean))]))
    found = f"At a day's fullest, mostly around {at}, {peak:,.0f} patients are inside on average"
    return found if limit is None else f"{found}: {peak / limit:.0%} of the limit of {limit:,}"


def _minutes(value: float) -> str:
    return f"{value:.1f} min" if value < 10 else f"{value:,.0f} min"
