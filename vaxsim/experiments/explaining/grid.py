"""The bins of time in which a day is explained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.theory.load import by_quarter
from vaxsim.units import TICKS_PER_MINUTE, minutes, ticks

if TYPE_CHECKING:
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

QUARTER = 15
"""Minutes of the intervals that are shown; longer only for days that last for more than MOST_BINS of them."""

STEPS = (1, 3, 5, 15, 60, 240, 1440, 10_080)
"""Minutes of the bins that are computed with: the shortest of which there are at most MOST_BINS."""

MOST_BINS = 3_000


@dataclass(frozen=True)
class Grid:
    """Bins of one width from `first` on; quarters are several of them."""

    first: int  # ticks
    step: int  # ticks
    bins: int  # a whole number of quarters
    per_quarter: int  # bins

    @property
    def width(self) -> float:
        """Of a bin, minutes."""
        return minutes(self.step)

    @property
    def quarter(self) -> float:
        """Of what is shown, minutes; 15 unless the day is very long."""
        return self.width * self.per_quarter

    @cached_property
    def edges(self) -> Ints:
        """Ticks, int64 [bins + 1]."""
        return self.first + self.step * np.arange(self.bins + 1, dtype=np.int64)

    @cached_property
    def quarters(self) -> Ints:
        """The beginnings of the quarters, ticks, int64 [quarters]."""
        return self.edges[: -1 : self.per_quarter]

    def by_quarter(self, values: Floats) -> Floats:
        """Means of float64 [bins] over quarters, float64 [quarters]."""
        return by_quarter(values, self.per_quarter)

    def all_by_quarter(self, values: Floats) -> Floats:
        """Means of float64 [n, bins] over quarters, float64 [n, quarters]."""
        return np.array([self.by_quarter(row) for row in values]).reshape(len(values), len(self.quarters))

    def covered(self, begin: float, end: float) -> Floats:
        """The share of each bin that lies between two ticks, float64 [bins]."""
        inside = np.clip(self.edges, begin, max(begin, end))
        return np.asarray(np.diff(inside) / self.step)


def grid_of(plan: Plan) -> Grid:
    """From the first thing that happens to the last: closing or the end of the last shift, and one patient's way."""
    site = plan.site
    first = int(min(plan.day_begins, site.opens[0])) // ticks(QUARTER) * ticks(QUARTER)
    last = int(max([site.closing, *site.unit_to.tolist()])) + ticks(_way(plan))
    last = min(last, site.stop)
    step = next((s for s in STEPS if (last - first) / ticks(s) <= MOST_BINS), STEPS[-1])
    per_quarter = max(1, QUARTER // step)
    quarters = -(-(last - first) // (ticks(step) * per_quarter))
    return Grid(first, step * TICKS_PER_MINUTE, max(1, quarters) * per_quarter, per_quarter)


def _way(plan: Plan) -> float:
    """Minutes that one patient's way through all stations takes, about."""
    chance = plan.chance
    services = [max(max(of_class[y].rough_mean() for of_class in chance.service), 0.0) for y in range(len(plan.kinds))]
    return sum(services) + sum(max(law.rough_mean(), 0.0) for law in (*chance.walk, *chance.clean_up))
