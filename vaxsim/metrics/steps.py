"""Step functions of time: how many patients or staff are somewhere, from the ticks at which they come and go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ticks = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Steps:
    """A whole-number step function: at tick t it is the number of `ups` minus the number of `downs` up to t."""

    ups: Ticks  # sorted
    downs: Ticks  # sorted

    @classmethod
    def of(cls, begins: Ticks, ends: Ticks) -> Steps:
        """How many of the intervals [begin, end) hold a tick."""
        return cls(np.sort(begins), np.sort(ends))

    def minus(self, other: Steps) -> Steps:
        """This step function less another."""
        return Steps(np.sort(np.concatenate([self.ups, other.downs])), np.sort(np.concatenate([self.downs, other.ups])))

    def at(self, ticks: Ticks) -> Ticks:
        """The value at each tick, what happens at the tick itself included."""
        rises = np.searchsorted(self.ups, ticks, side="right")
        return (rises - np.searchsorted(self.downs, ticks, side="right")).astype(np.int64)

    def area_until(self, ticks: Ticks) -> Ticks:
        """The integral from the beginning of time to each tick, in units x ticks; exact."""
        return _area(self.ups, self._ups_before, ticks) - _area(self.downs, self._downs_before, ticks)

    def area(self, begin: int, end: int) -> int:
        """The integral over [begin, end); 0 if the end is not behind the beginning."""
        if end <= begin:
            return 0
        first, last = self.area_until(np.array([begin, end], np.int64))
        return int(last - first)

    def mean(self, begin: int, end: int) -> float:
        """The mean over [begin, end); NaN if that is empty."""
        return self.area(begin, end) / (end - begin) if end > begin else float("nan")

    def means(self, edges: Ticks) -> NDArray[np.float64]:
        """The mean between neighbouring edges, float64 [edges - 1]."""
        return np.diff(self.area_until(edges)) / np.diff(edges)

    def peak(self, begin: int, end: int) -> int:
        """The largest value taken in [begin, end); 0 if that is empty."""
        if end <= begin:
            return 0
        inside = self.ups[np.searchsorted(self.ups, begin) : np.searchsorted(self.ups, end)]
        return int(self.at(np.append(inside, begin)).max())

    @cached_property
    def _ups_before(self) -> Ticks:
        return np.concatenate([[0], np.cumsum(self.ups)])

    @cached_property
    def _downs_before(self) -> Ticks:
        return np.concatenate([[0], np.cumsum(self.downs)])


def _area(times: Ticks, sums: Ticks, ticks: Ticks) -> Ticks:
    """Sum over all times before t of (t - time), for each t of ticks."""
    before = np.searchsorted(times, ticks)
    return before * ticks - sums[before]
