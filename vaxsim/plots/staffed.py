"""Staffings: what one person more or fewer at each post would change, and the front of staff, waits, throughput."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREY, INK, PALE, VERMILLION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.experiments import Front, Staffing
    from vaxsim.promises import Verdict

ROW = 0.42  # inches
LOOKS = {1: (BLUE, "^", "one more"), -1: (VERMILLION, "v", "one fewer")}


def staffing_sheet(staffing: Staffing) -> Figure:
    """One panel per promise, one under the other."""
    height = 1.3 + ROW * max(len(staffing.plan), 2)
    promises = staffing.promises
    figure = style.new_figure(height * len(promises))
    panels = figure.subplots(len(promises), squeeze=False)[:, 0]
    for ax, verdict in zip(panels, promises, strict=True):
        plot_neighbours(staffing, verdict.promise.text, ax)
    return figure


def plot_neighbours(staffing: Staffing, promise: str, ax: Axes | None = None) -> Axes:
    """The number of a promise with one more and one fewer at each post, against the plan's and the limit."""
    verdict = next(each for each in staffing.promises if each.promise.text == promise)
    ax = style.surface(ax, 1.3 + ROW * max(len(staffing.plan), 2))
    rows = staffing.changes[staffing.changes["number"] == verdict.promise.name].to_dict("records")
    posts = [post.label for post in staffing.roster.posts]
    lettering = letter(posts, "post", 32)
    for row in rows:
        _draw(ax, -posts.index(row["post"]), row, verdict.value)
    _lines(ax, verdict)
    counts = [f"{lettering.labels[post]}: {n}" for post, n in zip(posts, staffing.plan, strict=True)]
    ax.set_yticks([-place for place in range(len(posts))], counts)
    ax.set_ylim(-len(posts) + 0.4, 0.6)
    ax.set_xlabel(f"{verdict.promise.name}, {verdict.unit}; whisker: 95% interval of the change", color=INK, fontsize=9)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    style.use_lettering(ax, lettering)
    head(ax, _finding(rows, verdict, len(posts)))
    return ax


def _draw(ax: Axes, at: float, row: dict[Any, Any], plan: float) -> None:
    colour, marker, label = LOOKS[row["change"]]
    at += 0.16 * row["change"]
    new = label not in ax.get_legend_handles_labels()[1]
    ax.hlines(at, plan + row["low"], plan + row["high"], color=colour, linewidth=2.5, alpha=0.5)
    there = plan + row["difference"]
    ax.plot(there, at, marker, color=colour, markersize=6, linestyle="none", label=label if new else None)


def _lines(ax: Axes, verdict: Verdict) -> None:
    ax.axvline(verdict.value, color=GREY, linewidth=1.2, zorder=0.5, label="the plan")
    ax.axvline(verdict.promise.limit, color=INK, linewidth=1.2, linestyle=(0, (5, 3)), zorder=0.5, label="the promise")
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, verdict.promise.limit), max(high, verdict.promise.limit * 1.05))


def _finding(rows: Sequence[dict[Any, Any]], verdict: Verdict, posts: int) -> str:
    broken = sum(row["change"] < 0 and row["state"] == "not kept" for row in rows)
    fewer = sum(row["change"] < 0 for row in rows)
    rest = f"; {posts - fewer} cannot do with fewer at all" if fewer < posts else ""
    return f"{verdict.promise.text}: broken by one fewer at {broken} of {posts} posts{rest}"


def front_sheet(front: Front) -> Figure:
    """Waiting over staff, and under it throughput over staff."""
    figure = style.new_figure(2 * style.PANEL_HEIGHT)
    upper, lower = figure.subplots(2)
    plot_front(front, 0, upper)
    plot_front(front, 1, lower)
    return figure


def plot_front(front: Front, place: int = 0, ax: Axes | None = None) -> Axes:
    """A number of the front (0: waiting, 1: throughput) over staff, the other one as colour; 95 % intervals."""
    ax = style.surface(ax)
    name, other = front.numbers[place].name, front.numbers[1 - place].name
    points = front.points
    staff = points["cost" if "cost" in points else "people"]
    ax.vlines(staff, points[f"{name} low"], points[f"{name} high"], color=GREY, linewidth=1.2, zorder=1)
    dots = ax.scatter(staff, points[name], c=points[other], cmap="viridis", s=26, zorder=2)
    bar = ax.figure.colorbar(dots, ax=ax, pad=0.02)
    bar.set_label(_called(front, 1 - place), color=INK, fontsize=9)
    bar.ax.tick_params(colors=INK, labelsize=8)
    ax.set_ylabel(_called(front, place), color=INK, fontsize=9)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("cost of staff a day, without overtime" if "cost" in points else "people", color=INK, fontsize=9)
    ax.grid(color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    what = ("Waiting", "Throughput")[place]
    head(ax, f"{what} of the {len(points)} staffings that none beats in staff, waiting and throughput")
    return ax


def _called(front: Front, place: int) -> str:
    """What the axes call waiting and throughput."""
    return "hours in lines, all together" if place == 0 else f"patients a day ({front.numbers[1].name})"
