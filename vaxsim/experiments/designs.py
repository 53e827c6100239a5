"""Designs: which combinations of what is varied are run."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from vaxsim.experiments.trials import key_of
from vaxsim.experiments.varying import Levels, Varied
from vaxsim.fields import did_you_mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

How = Literal["grid", "lhs", "sobol"]
HOWS: tuple[str, ...] = get_args(How)

MOST_POINTS = 10_000_000
"""Points of a design; each is a scenario of its own."""


def design(
    varied: Mapping[str, Varied], how: str = "grid", points: int | None = None, seed: int = 1
) -> list[dict[str, Any]]:
    """The points of a design, each the changes it makes to the scenario, by path; each point once.

    "grid" takes every combination; "lhs" (a Latin hypercube) and "sobol" (a scrambled Sobol sequence, best with a power
    of two) take `points` spread evenly, which depend on `seed`; whole numbers and lists stay what they are, so fewer
    different points may be left.  Raises ValueError for a grid of fields without a step, or the wrong number of points.
    """
    if how not in HOWS:
        raise ValueError(f"no design {how!r}; there are: {', '.join(HOWS)}{did_you_mean(how, HOWS)}")
    if not varied:
        raise ValueError("nothing is varied")
    if how == "grid":
        return _grid(varied, points)
    if points is None:
        raise ValueError(f"a design by {how} needs a number of points")
    _refuse_so_many(points)
    return _spread(varied, _shares(how, len(varied), points, seed))


def size_of(varied: Mapping[str, Varied], points: int | None = None) -> int:
    """How many points a design has at the most: those asked for, or all combinations."""
    if points is not None:
        return points
    return math.prod(len(levels.values) for levels in varied.values() if isinstance(levels, Levels))


def _grid(varied: Mapping[str, Varied], points: int | None) -> list[dict[str, Any]]:
    if points is not None:
        raise ValueError("a grid has the points it has; a number of points is for lhs and sobol")
    columns = [_values(path, levels) for path, levels in varied.items()]
    _refuse_so_many(math.prod(map(len, columns)))
    return [dict(zip(varied, combination, strict=True)) for combination in itertools.product(*columns)]


def _values(path: str, levels: Varied) -> tuple[Any, ...]:
    if isinstance(levels, Levels):
        return levels.values
    low, high = levels.low, levels.high
    raise ValueError(f"a grid over {path} needs a step, such as {low:g}..{high:g}:{(high - low) / 4 or 1:g}")


def _refuse_so_many(points: int) -> None:
    if not 1 <= points <= MOST_POINTS:
        raise ValueError(f"got a design of {points:,} points; allowed: 1 to {MOST_POINTS:,}")


def _shares(how: str, fields: int, points: int, seed: int) -> NDArray[np.float64]:
    """float64 [points, fields] from 0 up to 1, spread evenly."""
    from scipy.stats import qmc

    if how == "lhs":
        return qmc.LatinHypercube(fields, seed=seed).random(points)
    with warnings.catch_warnings():
        # Any number of points may be asked for; that a power of two is spread best is said where it is asked.
        warnings.filterwarnings("ignore", message="The balance properties")
        return qmc.Sobol(fields, seed=seed).random(points)


def _spread(varied: Mapping[str, Varied], shares: Iterable[Iterable[float]]) -> list[dict[str, Any]]:
    """The points at those shares of the way through each field, each once."""
    found: dict[str, dict[str, Any]] = {}
    for row in shares:
        point = {path: levels.at(float(share)) for (path, levels), share in zip(varied.items(), row, strict=True)}
        found.setdefault(key_of(point), point)
    return list(found.values())
