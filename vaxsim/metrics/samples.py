"""Samples: one duration per patient or visit, and statistics of them for each owner (class, station, bin)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.units import TICKS_PER_MINUTE

_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True, eq=False)
class Sample:
    """Durations with the thing that each belongs to."""

    values: NDArray[np.signedinteger[Any]]  # ticks, [m]
    owner: NDArray[np.signedinteger[Any]]  # index of a class or station, [m]

    def by_owner(self, owners: int) -> Grouped:
        """The values parted by owner, 0 to owners - 1."""
        return Grouped.of(self.values, self.owner, owners)


@dataclass(frozen=True, eq=False)
class Grouped:
    """Durations sorted within each of several owners; every statistic is float64 [owners] in minutes, NaN if empty."""

    ticks: NDArray[np.signedinteger[Any]]  # [m], ordered by (owner, value)
    starts: NDArray[np.int64]  # [owners + 1]; the values of owner i are ticks[starts[i]:starts[i + 1]]

    @classmethod
    def of(cls, ticks: NDArray[np.signedinteger[Any]], owner: NDArray[np.signedinteger[Any]], owners: int) -> Grouped:
        """Sort ticks [m] by their owner [m]."""
        order = np.lexsort((ticks, owner))
        starts = np.zeros(owners + 1, np.int64)
        np.cumsum(np.bincount(owner, minlength=owners), out=starts[1:])
        return cls(ticks[order], starts)

    def together(self) -> Grouped:
        """All values as those of one owner."""
        return Grouped(np.sort(self.ticks), self.starts[[0, -1]])

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """int64 [owners]."""
        return np.diff(self.starts)

    def statistic(self, name: str) -> NDArray[np.float64]:
        """The statistic of that name: "mean", "median", "max" or a percentile such as "p90"."""
        if name == "mean":
            return self.mean()
        if name == "max":
            return self.quantile(1.0)
        share = percentile_share(name)
        if share is None:
            raise ValueError(f"no statistic {name!r} of a sample")
        return self.quantile(share)

    def mean(self) -> NDArray[np.float64]:
        """Arithmetic mean of each owner."""
        before = np.concatenate([[0], np.cumsum(self.ticks, dtype=np.int64)])
        total = before[self.starts[1:]] - before[self.starts[:-1]]
        return self._filled(total / np.maximum(self.counts, 1) / TICKS_PER_MINUTE)

    def quantile(self, share: float) -> NDArray[np.float64]:
        """Quantile of each owner, linear between order statistics as in `numpy.quantile`'s default."""
        if not self.ticks.size:
            return np.full(len(self.counts), np.nan)
        position = np.maximum(self.counts - 1, 0) * share
        below = np.floor(position).astype(np.int64)
        last = len(self.ticks) - 1
        low = self.ticks[np.minimum(self.starts[:-1] + below, last)] / TICKS_PER_MINUTE
        above = np.ceil(position).astype(np.int64)
        high = self.ticks[np.minimum(self.starts[:-1] + above, last)] / TICKS_PER_MINUTE
        return self._filled(low + (high - low) * (position - below))

    def share(self, operator: str, limit: float) -> NDArray[np.float64]:
        """Share of each owner's values that lie below (<, <=) or above (>, >=) a limit in minutes."""
        minutes = self.ticks / TICKS_PER_MINUTE
        within = {
            "<": minutes < limit,
            "<=": minutes <= limit,
            ">": minutes > limit,
            ">=": minutes >= limit,
        }[operator]
        before = np.concatenate([[0], np.cumsum(within)])
        return self._filled(np.diff(before[self.starts]) / np.maximum(self.counts, 1))

    def _filled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(self.counts > 0, values, np.nan)


def percentile_share(name: str) -> float | None:
    """0.9 for "p90", 0.5 for "median"; None if it names no percentile between 0 and 100."""
    if name == "median":
        return 0.5
    match = _PERCENTILE.fullmatch(name)
    return float(match[1]) / 100 if match and 0 < float(match[1]) < 100 else None
