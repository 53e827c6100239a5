"""A number over the fields that a sweep varies: as a heat map, and as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.experiments.surfaces import responses, surface
from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREEN, INK, ORANGE, PALE, PURPLE, SKY, VERMILLION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vaxsim.experiments import Sweep
    from vaxsim.experiments.surfaces import Response, Responses, Surface

COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)
MOST_LETTERED = 200
"""Cells of a heat map that have their number written in them."""
MOST_MARKS = 16
"""Values along an axis that are written."""
LONGEST = 40
"""Letters of a field's path beside an axis; of a longer one the end."""


def sweep_sheet(sweep: Sweep, metrics: Sequence[str]) -> Figure:
    """Each number in a row: a heat map over the first two fields, if there are two, beside its curves."""
    wide = len(sweep.fields) > 1
    figure = style.new_figure(1.25 * style.PANEL_HEIGHT * len(metrics))
    panels = figure.subplots(len(metrics), 1 + wide, squeeze=False)
    for row, metric in zip(panels, metrics, strict=True):
        plot_response(sweep, metric, sweep.fields[0], row[-1])
        if wide:
            plot_heat(sweep, metric, sweep.fields[0], sweep.fields[1], row[0])
    return figure


def plot_heat(sweep: Sweep, metric: str, x: str, y: str, ax: Axes | None = None) -> Axes:
    """A number over two fields: cells of a grid, points of any other design; framed where every promise is kept."""
    ax = style.surface(ax)
    shown = surface(sweep, metric, x, y)
    if np.isnan(shown.mean).all():
        style.say_empty(ax, f"no point has {metric}")
    elif shown.is_grid:
        _draw_cells(shown, ax)
    else:
        _draw_points(shown, ax)
    _name_axes(ax, x, y)
    head(ax, _heat_finding(shown))
    style.use_lettering(ax, letter(tuple(map(_short, (x, y))), "field"))
    return ax


def plot_response(sweep: Sweep, metric: str, x: str, ax: Axes | None = None, by: str = "") -> Axes:
    """A number over one field with 95 % intervals, a curve for each value of another field."""
    ax = style.surface(ax)
    shown = responses(sweep, metric, x, by)
    levels = sweep.levels(x)
    for colour, curve in zip(COLOURS, shown.curves, strict=False):
        _draw_response(curve, levels, colour, ax)
    highest = [np.nanmax(np.append(curve.high, curve.mean), initial=0.0) for curve in shown.curves]
    top = 1.08 * max(*highest, 1e-9)
    style.count_axis(ax, f"{metric}{_unit(shown.unit)}", top)
    if shown.limit is not None:
        style.mark_limit(ax, shown.limit, f"promised: {shown.limit:g}")
    _mark_levels(ax, "x", levels)
    _name_axes(ax, x)
    head(ax, _response_finding(shown))
    style.use_lettering(ax, letter(tuple(map(_short, (x, shown.by))), "field"))
    return ax


def _draw_cells(shown: Surface, ax: Axes) -> None:
    image = ax.imshow(shown.mean, origin="lower", aspect="auto", cmap="cividis", interpolation="nearest")
    _colour_bar(image, shown, ax)
    _mark_levels(ax, "x", shown.x_levels, placed=True)
    _mark_levels(ax, "y", shown.y_levels, placed=True)
    for row, column in zip(*np.nonzero(shown.kept), strict=True):
        ax.add_patch(_frame(column, row))
    if shown.mean.size <= MOST_LETTERED:
        middle = (np.nanmin(shown.mean) + np.nanmax(shown.mean)) / 2
        size = 8 if shown.mean.shape[1] <= 8 else 6
        for (row, column), value in np.ndenumerate(shown.mean):
            colour = INK if value > middle else "white"
            text = "–" if np.isnan(value) else f"{value:.3g}"
            ax.text(column, row, text, ha="center", va="center", fontsize=size, color=INK if text == "–" else colour)


def _frame(column: int, row: int) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.45, row - 0.43), 0.9, 0.86, fill=False, edgecolor=VERMILLION, linewidth=1.5)


def _draw_points(shown: Surface, ax: Axes) -> None:
    rows, columns = np.nonzero(~np.isnan(shown.mean))
    across, up = (_positions(levels) for levels in (shown.x_levels, shown.y_levels))
    edges = [VERMILLION if kept else PALE for kept in shown.kept[rows, columns]]
    colours = shown.mean[rows, columns]
    dots = ax.scatter(across[columns], up[rows], c=colours, cmap="cividis", edgecolors=edges, s=40, linewidths=1.2)
    _colour_bar(dots, shown, ax)
    _mark_levels(ax, "x", shown.x_levels)
    _mark_levels(ax, "y", shown.y_levels)


def _colour_bar(drawn: Any, shown: Surface, ax: Axes) -> None:
    bar = ax.figure.colorbar(drawn, ax=ax, shrink=0.9, pad=0.02)
    bar.ax.tick_params(labelsize=8, colors=INK)
    bar.set_label(f"{shown.metric}{_unit(shown.unit)}", color=INK, fontsize=9)


def _draw_response(curve: Response, levels: Sequence[Any], colour: str, ax: Axes) -> None:
    everywhere = _positions(levels)
    across = np.array([everywhere[list(levels).index(level)] for level in curve.x])
    errors = np.array([curve.mean - curve.low, curve.high - curve.mean])
    known = ~np.isnan(errors).any(axis=0)
    ax.plot(across, curve.mean, marker="o", markersize=3.5, color=colour, label=curve.label or None)
    ax.errorbar(
        across[known], curve.mean[known], errors[:, known].clip(0), fmt="none", ecolor=colour, elinewidth=1, capsize=2
    )


def _positions(levels: Sequence[Any]) -> Any:
    """float64 [levels]: where each lies along an axis: numbers at their place, others side by side."""
    if all(isinstance(level, (int, float)) and not isinstance(level, bool) for level in levels):
        return np.array(levels, np.float64)
    return np.arange(len(levels), dtype=np.float64)


def _mark_levels(ax: Axes, side: str, levels: Sequence[Any], *, placed: bool = False) -> None:
    """Write the levels along an axis, some of them if there are many; numbers between which all lie by themselves."""
    positions = np.arange(len(levels), dtype=np.float64) if placed else _positions(levels)
    numbers = not placed and not np.array_equal(positions, np.arange(len(levels)))
    if numbers and len(levels) > MOST_MARKS:
        return
    step = -(-len(levels) // MOST_MARKS)
    texts = [_mark(level) for level in levels[::step]]
    axis = ax.xaxis if side == "x" else ax.yaxis
    axis.set_ticks(list(positions[::step]), texts)


def _mark(level: Any) -> str:
    text = f"{level:g}" if isinstance(level, float) else str(level)
    return text if len(text) <= 16 else f"{text[:15]}…"


def _name_axes(ax: Axes, x: str, y: str = "") -> None:
    ax.set_xlabel(_short(x), color=INK, fontsize=9)
    if y:
        ax.set_ylabel(_short(y), color=INK, fontsize=9)


def _short(path: str) -> str:
    """The end of a long path; it tells more than the beginning."""
    return path if len(path) <= LONGEST else f"…{path[-LONGEST + 1 :]}"


def _unit(unit: str) -> str:
    return f", {unit}" if unit else ""


def _heat_finding(shown: Surface) -> str:
    framed = f"; framed: {'all promises' if shown.promises > 1 else 'the promise'} kept" if shown.promises else ""
    return f"{shown.metric} over two fields{framed}{_means(shown.others)}"


def _response_finding(shown: Responses) -> str:
    by = f", by {_short(shown.by)}" if shown.by else ""
    return f"{shown.metric} with 95% intervals{by}{_means(shown.others)}"


def _means(others: tuple[str, ...]) -> str:
    if not others:
        return ""
    return f" ({len(others)} other field{'s vary' if len(others) > 1 else ' varies'} too)"
