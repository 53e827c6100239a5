"""Pools: the durations of many replications together, in memory that does not grow with them.

Up to `MOST_EXACT` durations are kept as they are.  Beyond, they are counted in buckets of their size: one for each
tick up to 4,096, then 2,048 for each growing.  A bucket remembers how many there are and their sum, and stands for
its mean; so a percentile is off by less than the width of a bucket, 1/2,048 (0.05 %) of it, and by nothing where all
durations of a bucket are equal.  Means, counts and largest values stay exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.samples import Grouped, percentile_share
from vaxsim.units import TICKS_PER_MINUTE

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Adding = Callable[[Ints, Ints, Ints, Ints, Ints], int]

MOST_AT_ONCE = 2**16
"""So many durations more are counted together: often enough for memory, seldom enough for threads."""

MOST_EXACT = 2**19
"""A pool keeps so many durations; it is the same pool whatever the order in which they came."""

FINE_BITS = 11
"""Buckets of each growing: 2**FINE_BITS."""


def bucket(ticks: Ints) -> Ints:
    """The number of the bucket of each duration below 2**53."""
    shift = np.maximum(np.frexp(ticks.astype(np.float64))[1] - (FINE_BITS + 1), 0).astype(np.int64)
    return np.asarray((shift << FINE_BITS) + (ticks >> shift), np.int64)


def add_to_buckets(ticks: Ints, starts: Ints, counts: Ints, sums: Ints, largest: Ints) -> int:
    """Count durations in `counts` and `sums` [owners, buckets]; the `largest` [owners] too.

    Those from starts[i] to starts[i + 1] are sorted and belong to owner i, of the first day; then of the second, ...
    Gives how many buckets that takes; if there are fewer, nothing has been counted.
    """
    numbers = bucket(ticks)
    needed = int(numbers.max(initial=-1)) + 1
    if needed <= counts.shape[1]:
        for i in range(len(starts) - 1):
            mine, owner = slice(starts[i], starts[i + 1]), i % len(counts)
            np.add.at(counts[owner], numbers[mine], 1)
            np.add.at(sums[owner], numbers[mine], ticks[mine])
            largest[owner] = max([largest[owner], *ticks[mine][-1:]])
    return needed


class Pool:
    """The durations of `owners` classes or stations.  Every statistic is float64 [owners] in minutes, NaN if empty."""

    def __init__(self, owners: int, adding: Adding = add_to_buckets) -> None:
        self.owners = owners
        self._adding = adding
        self._kept: list[Grouped] = []
        self._size = self._to_count = 0
        self._counts = np.zeros((owners, 0), np.int64)
        self._sums = np.zeros((owners, 0), np.int64)
        self._largest = np.full(owners, -1)

    def add(self, day: Grouped) -> None:
        """Add the durations of a replication."""
        self._size += len(day.ticks)
        self._to_count += len(day.ticks)
        self._kept.append(day)
        if self._size > MOST_EXACT and self._to_count > MOST_AT_ONCE:
            self._count_kept()

    def take(self, other: Pool) -> None:
        """Add all that is in another pool, which is used up by that."""
        self._size += other._size
        self._to_count += other._to_count
        self._kept += other._kept
        if self._size > MOST_EXACT:
            self._make_room(other._counts.shape[1])
            self._counts[:, : other._counts.shape[1]] += other._counts
            self._sums[:, : other._sums.shape[1]] += other._sums
            np.maximum(self._largest, other._largest, out=self._largest)
            self._count_kept()

    def statistic(self, name: str) -> Floats:
        """A statistic for each owner: "mean", "median", "max" or a percentile."""
        if self._size <= MOST_EXACT:
            return self._exact.statistic(name)
        self._count_kept()
        if name == "max":
            return np.where(self._largest < 0, np.nan, self._largest / TICKS_PER_MINUTE)
        return _statistic(self._counts, self._sums, name)

    def statistic_of_all(self, name: str) -> Floats:
        """A statistic of all durations as those of one owner, float64 [1]."""
        if self._size <= MOST_EXACT:
            return self._exact.together().statistic(name)
        self._count_kept()
        if name == "max":
            return np.atleast_1d(np.max(self.statistic(name), initial=-1.0, where=self._largest >= 0))
        return _statistic(self._counts.sum(axis=0, keepdims=True), self._sums.sum(axis=0, keepdims=True), name)

    @property
    def _exact(self) -> Grouped:
        ticks = [kept.ticks for kept in self._kept] or [np.zeros(0, np.int64)]
        owner = [np.repeat(np.arange(self.owners), kept.counts) for kept in self._kept] or [np.zeros(0, np.int64)]
        return Grouped.of(np.concatenate(ticks), np.concatenate(owner), self.owners)

    def _count_kept(self) -> None:
        """Count what has been kept so far, all in one go."""
        if not self._kept:
            return
        before = np.cumsum([0, *(len(kept.ticks) for kept in self._kept)])
        starts = [kept.starts[:-1] + first for kept, first in zip(self._kept, before[:-1], strict=True)]
        arguments = np.concatenate([kept.ticks for kept in self._kept]), np.concatenate([*starts, before[-1:]])
        self._kept.clear()
        self._to_count = 0
        needed = self._adding(*arguments, self._counts, self._sums, self._largest)
        if needed > self._counts.shape[1]:
            self._make_room(needed)
            self._adding(*arguments, self._counts, self._sums, self._largest)

    def _make_room(self, buckets: int) -> None:
        missing = buckets - self._counts.shape[1]
        if missing > 0:
            wider = ((0, 0), (0, max(missing, 1 << FINE_BITS)))
            self._counts, self._sums = np.pad(self._counts, wider), np.pad(self._sums, wider)


def _statistic(counts: Ints, sums: Ints, name: str) -> Floats:
    """A statistic of counted durations; counts and sums are [owners, buckets]."""
    if name == "mean":
        total = counts.sum(axis=1)
        return np.where(total > 0, sums.sum(axis=1) / np.maximum(total, 1) / TICKS_PER_MINUTE, np.nan)
    share = percentile_share(name)
    if share is None:
        raise ValueError(f"no statistic {name!r} of a sample")
    return np.array([_quantile(*pair, share) for pair in zip(counts, sums, strict=True)])


def _quantile(counts: Ints, sums: Ints, share: float) -> float:
    """Quantile of the counted durations of one owner, minutes, linear between order statistics."""
    until = np.cumsum(counts)
    if not until[-1]:
        return float("nan")
    position = (int(until[-1]) - 1) * share
    places = np.array([np.floor(position), np.ceil(position)])
    low, high = (sums[b] / counts[b] / TICKS_PER_MINUTE for b in np.searchsorted(until, places, side="right"))
    return float(low + (high - low) * (position - np.floor(position)))
