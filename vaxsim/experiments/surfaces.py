"""What figures of a sweep show: a number over one or two of the fields that are varied."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics import possible

if TYPE_CHECKING:
    from vaxsim.experiments.sweeps import Sweep

Floats = NDArray[np.float64]

MOST_CURVES = 6
"""Values of a second field that get a curve of their own; of more, these are taken at even distances."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A number over two fields; of points that share both, the mean of their means."""

    metric: str
    unit: str
    x: str
    y: str
    x_levels: tuple[Any, ...]
    y_levels: tuple[Any, ...]
    mean: Floats  # [y levels, x levels]; NaN where there is no point or no value
    kept: NDArray[np.bool_]  # [y levels, x levels]: every promise is kept at all points there
    promises: int  # how many there are
    others: tuple[str, ...]  # further fields, over which means are taken

    @property
    def is_grid(self) -> bool:
        """Whether most combinations were run, as in a grid; else points lie scattered."""
        return bool(np.isnan(self.mean).mean() <= 0.5)


@dataclass(frozen=True, eq=False)
class Response:
    """A number over one field, for one value of another; arrays of float64 [levels]."""

    label: str  # the value of the other field
    x: tuple[Any, ...]
    mean: Floats
    low: Floats  # 95 % interval; NaN where several points lie at one level
    high: Floats


@dataclass(frozen=True, eq=False)
class Responses:
    """Curves of a number over one field."""

    metric: str
    unit: str
    x: str
    by: str  # the field whose values have a curve each; empty if there is none
    curves: tuple[Response, ...]
    others: tuple[str, ...]
    limit: float | None  # what a promise about the number allows


def surface(sweep: Sweep, metric: str, x: str, y: str) -> Surface:
    """A number over two fields.  Raises KeyError with the nearest name of a number or field, ValueError if x is y."""
    if x == y:
        raise ValueError(f"a heat map needs two fields, not {x} twice")
    levels = sweep.levels(x), sweep.levels(y)
    columns, rows = _places(sweep, x, levels[0]), _places(sweep, y, levels[1])
    mean, _, _ = sweep.estimates(metric)
    shape = len(levels[1]), len(levels[0])
    good = np.ones(shape, np.bool_)
    np.logical_and.at(good, (rows, columns), _keeping(sweep))
    averaged, _ = _averaged(mean, (rows, columns), shape)
    others = tuple(field for field in sweep.fields if field not in (x, y))
    unit, promises = sweep.headings[metric].unit, len(sweep.promises)
    kept = good & ~np.isnan(averaged) & bool(promises)
    return Surface(metric, unit, x, y, tuple(levels[0]), tuple(levels[1]), averaged, kept, promises, others)


def responses(sweep: Sweep, metric: str, x: str, by: str = "") -> Responses:
    """Curves of a number over a field, one for each value of the field `by` (default: the next one, if any).

    Raises KeyError with the nearest name of a number or field.
    """
    others = [field for field in sweep.fields if field != x]
    by = by or _few(sweep, others)
    estimates = sweep.estimates(metric)
    levels = sweep.levels(by) if by else [None]
    wanted = sorted({round(place) for place in np.linspace(0, len(levels) - 1, min(MOST_CURVES, len(levels)))})
    curves = tuple(_response(sweep, estimates, metric, x, by, levels[place]) for place in wanted)
    limits = [promise.limit for promise in sweep.promises if promise.name == metric]
    more = tuple(field for field in others if field != by)
    return Responses(metric, sweep.headings[metric].unit, x, by, curves, more, limits[0] if limits else None)


def _few(sweep: Sweep, fields: list[str]) -> str:
    """The first of some fields that takes few enough values to tell its curves apart in the main, or nothing."""
    most = len(sweep.points) // 2
    return next((field for field in fields if len(sweep.levels(field)) <= most), "")


def _response(sweep: Sweep, estimates: Any, metric: str, x: str, by: str, value: Any) -> Response:
    mine = [place for place, point in enumerate(sweep.points) if not by or point.changes.get(by) == value]
    levels = [level for level in sweep.levels(x) if any(sweep.points[place].changes.get(x) == level for place in mine)]
    places = _places(sweep, x, levels, mine)
    mean, counts = _averaged(estimates.mean[mine], (places,), (len(levels),))
    unit = sweep.headings[metric].unit
    bounds = [possible(*each, unit) for each in zip(estimates.low[mine], estimates.high[mine], strict=True)]
    sides = np.array(bounds, np.float64).reshape(-1, 2).T
    low, high = (np.where(counts == 1, _averaged(side, (places,), (len(levels),))[0], np.nan) for side in sides)
    return Response("" if value is None else str(value), tuple(levels), mean, low, high)


def _places(sweep: Sweep, field: str, levels: list[Any], points: list[int] | None = None) -> NDArray[np.int64]:
    """int64 [points]: the place of each point's value among the levels."""
    known = {json.dumps(level): place for place, level in enumerate(levels)}
    chosen = range(len(sweep.points)) if points is None else points
    return np.array([known[json.dumps(sweep.points[point].changes.get(field))] for point in chosen], np.int64)


def _averaged(
    values: Floats, places: tuple[NDArray[np.int64], ...], shape: tuple[int, ...]
) -> tuple[Floats, NDArray[np.int64]]:
    """The mean of the values at each place, NaN left out, and how many there are."""
    known = ~np.isnan(values)
    total, count = np.zeros(shape), np.zeros(shape, np.int64)
    at = tuple(place[known] for place in places)
    np.add.at(total, at, values[known])
    np.add.at(count, at, 1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan), count


def _keeping(sweep: Sweep) -> NDArray[np.bool_]:
    """bool [points]: whether a point keeps every promise."""
    keeps = np.ones(len(sweep.points), np.bool_)
    for promise in sweep.promises:
        if promise.name not in sweep.headings:
            return np.zeros(len(sweep.points), np.bool_)
        bounds = zip(*sweep.estimates(promise.name), strict=True)
        keeps &= [promise.judge(*each) == "kept" for each in bounds]
    return keeps
