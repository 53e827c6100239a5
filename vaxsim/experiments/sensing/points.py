"""Points in the space of some fields: two independent sets, and mixtures of both, as Sobol's indices need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from vaxsim.experiments.ranges import Range

Floats = NDArray[np.float64]

POINTS = 64
"""In each of the two sets, unless told otherwise."""


def check_points(points: int) -> None:
    """Raise ValueError unless it is 0 or a power of two: Sobol's points are even in such numbers only."""
    if points < 0 or points & (points - 1) or points == 1:
        raise ValueError(f"points must be 0 or a power of two, such as 32, 64 or 128, not {points}")


@dataclass(frozen=True)
class Design:
    """Points A and B, and for each field A with that field as in B (Saltelli et al. 2010)."""

    fields: Mapping[str, Range]
    points: int  # n, in each set
    seed: int

    @cached_property
    def shares(self) -> Floats:
        """Coordinates in [0, 1), float64 [(fields + 2) x points, fields]: A, B, then A with each field as in B."""
        from scipy.stats import qmc

        d = len(self.fields)
        both = qmc.Sobol(2 * d, scramble=True, **_seeded(qmc.Sobol, self.seed)).random(self.points)
        first, second = both[:, :d], both[:, d:]
        mixed = []
        for field in range(d):
            mixture = first.copy()
            mixture[:, field] = second[:, field]
            mixed.append(mixture)
        return np.concatenate([first, second, *mixed])

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """The points as changes of the scenario, in the order of `shares`."""
        rows = np.minimum(self.shares, np.nextafter(1.0, 0.0)).tolist()
        fields = list(self.fields.items())
        return [{path: field.at(share) for (path, field), share in zip(fields, row, strict=True)} for row in rows]


def _seeded(sobol: Any, seed: int) -> dict[str, Any]:
    """The argument by which this scipy takes a generator."""
    from inspect import signature

    name = "rng" if "rng" in signature(sobol.__init__).parameters else "seed"
    return {name: np.random.default_rng([seed, 0x50B01])}
