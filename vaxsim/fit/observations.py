"""Observations: recorded durations in cells as fine as they were written down, complete ones and cut-off ones.

A time written as 09:05 stands for a minute, not for an instant.  So a duration that was written down as d counts as
"somewhere in d - r / 2 .. d + r / 2", r being the resolution, and likelihoods are made of the probabilities of cells.
That is what makes whole minutes, and zeros among them, do no harm to the fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.units import TICKS_PER_MINUTE, minutes

if TYPE_CHECKING:
    from vaxsim.recorded import Recorded

Floats = NDArray[np.float64]

COARSEST = 5 * TICKS_PER_MINUTE
"""Times are never taken for coarser than this, even if all happen to be multiples of more."""

CELLS_PER_SD = 60
"""Finer cells than so many per standard deviation would cost time and change nothing that can be seen."""

MOST_CELLS = 2_000
"""There are not many more cells than this, however far apart the durations lie."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Counts of durations in adjoining cells; edges in minutes, float64 [m + 1], the outer ones may be infinite."""

    edges: Floats
    complete: Floats  # float64 [m]; how many durations lie in each cell
    censored: Floats  # float64 [m]; how many were cut off in each cell

    @cached_property
    def used(self) -> NDArray[np.int64]:
        """The cells that hold complete durations."""
        return np.flatnonzero(self.complete)

    def distribution(self) -> Floats:
        """Share of durations below the upper edge of each cell, float64 [m]: the product-limit estimate.

        Kaplan and Meier 1958; without cut-off durations it is the empirical distribution function.
        """
        leaving = self.complete + self.censored
        at_risk = leaving[::-1].cumsum()[::-1]
        staying = 1 - self.complete / np.maximum(at_risk, 1)
        return np.asarray(1 - np.cumprod(staying))


@dataclass(frozen=True, eq=False)
class Observations:
    """Durations, or differences that may be below 0 (`signed`), in minutes."""

    complete: Floats
    censored: Floats  # cut off: longer than this
    resolution: float  # minutes; how finely they were written down
    signed: bool = False

    @property
    def n(self) -> int:
        """How many complete ones there are."""
        return len(self.complete)

    @cached_property
    def sd(self) -> float:
        """Standard deviation of the complete ones, minutes; 0 with fewer than two."""
        return float(self.complete.std(ddof=1)) if self.n > 1 else 0.0

    @cached_property
    def cells(self) -> Cells:
        """The durations in cells of the resolution, or of several steps of it where it is very fine."""
        step = max(int(max(self.sd / CELLS_PER_SD, self._reach() / MOST_CELLS) / self.resolution), 1)
        complete = np.rint(self.complete / self.resolution).astype(np.int64) // step
        censored = np.floor(self.censored / self.resolution).astype(np.int64) // step
        both = np.concatenate([complete, censored])
        first, last = int(both.min(initial=0)), int(both.max(initial=0))
        edges = (np.arange(first, last + 2) * step - 0.5) * self.resolution
        if not self.signed:
            edges[0] = -np.inf  # a duration below 0 counts as 0
        bins = last - first + 1
        counts = [np.bincount(index - first, minlength=bins).astype(np.float64) for index in (complete, censored)]
        return Cells(np.asarray(edges, np.float64), *counts)

    def _reach(self) -> float:
        """From the shortest to the longest, complete or cut off, minutes."""
        both = np.concatenate([self.complete, self.censored])
        return float(np.ptp(both)) if len(both) else 0.0


def service_times(recorded: Recorded, station: str) -> Observations:
    """How long the services at a station took."""
    visits = recorded.visits(station)
    pairs = [(v.began, v.ended) for v in visits if v.began is not None and v.ended is not None]
    complete = [minutes(ended - began) for began, ended in pairs]
    censored = [minutes(v.unfinished) for v in visits if v.unfinished is not None]
    stamps = [tick for pair in pairs for tick in pair]
    return Observations(np.array(complete, float), np.array(censored, float), resolution(stamps))


def resolution(stamps: Sequence[int]) -> float:
    """How finely times were written down, minutes: the largest step, up to five minutes, that all are multiples of."""
    return minutes(math.gcd(COARSEST, *stamps))
