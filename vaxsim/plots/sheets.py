"""The figures a run writes: each one puts one or two panels on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.plots import style
from vaxsim.plots.day import plot_inside, plot_throughput, plot_waits
from vaxsim.plots.gantt import gantt_height, plot_gantt
from vaxsim.plots.rows import plot_lines, plot_staff
from vaxsim.plots.use import plot_utilisation

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from vaxsim.experiments import Replications
    from vaxsim.results import Result


def day_sheet(replications: Replications) -> Figure:
    """Throughput over the day, and under it the waits on the same clock axis."""
    figure = style.new_figure(2 * style.PANEL_HEIGHT)
    upper, lower = figure.subplots(2, sharex=True)
    plot_throughput(replications, upper)
    plot_waits(replications, lower)
    upper.set_xlabel("")
    upper.tick_params(labelbottom=True)
    return figure


def lines_sheet(replications: Replications) -> Figure:
    """Lines at every station over the day, and under them the staff on the same clock axis."""
    plan = replications.plan
    heights = [style.rows_height(len(plan.stations)), style.rows_height(len(plan.groups))]
    figure = style.new_figure(sum(heights))
    upper, lower = figure.subplots(2, sharex=True, height_ratios=heights)
    plot_lines(replications, upper)
    plot_staff(replications, lower)
    upper.tick_params(labelbottom=True)
    return figure


def utilisation_sheet(replications: Replications) -> Figure:
    """Utilisation of every station and group."""
    count = len(replications.plan.stations) + len(replications.plan.groups)
    figure = style.new_figure(style.rows_height(count) * 0.75)
    plot_utilisation(replications, figure.subplots())
    return figure


def inside_sheet(replications: Replications) -> Figure:
    """People on site over the day against the limit."""
    figure = style.new_figure()
    plot_inside(replications, figure.subplots())
    return figure


def gantt_sheet(result: Result) -> Figure:
    """What each unit of staff did over the day."""
    figure = style.new_figure(gantt_height(len(result.plan.units)))
    plot_gantt(result, figure.subplots())
    return figure


SHEETS: dict[str, Callable[[Replications], Figure]] = {
    "throughput_and_waits": day_sheet,
    "lines_and_staff": lines_sheet,
    "utilisation": utilisation_sheet,
    "people_on_site": inside_sheet,
}
"""File name without ending -> what draws it."""

DAY_SHEETS: dict[str, Callable[[Result], Figure]] = {"staff_timeline": gantt_sheet}
"""Likewise for what is drawn of a single replication."""
