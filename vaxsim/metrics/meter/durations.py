"""Statistics of durations in machine code; the same arithmetic as metrics.samples."""

from __future__ import annotations

import math

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.sorting import sort
from vaxsim.units import TICKS_PER_MINUTE

SHARES = (0.5, 0.9, 0.95, 1.0)
"""Median, p90, p95 and max: what stands behind the mean in the registry's statistics of samples."""


@compiled
def summarise(ticks: Ints, m: int, place: int, stride: int, out: Floats) -> None:
    """Mean, median, p90, p95 and max of m sorted durations, minutes, into out[place], out[place + stride], ..."""
    out[place] = mean(ticks, m)
    for i, share in enumerate(SHARES):
        out[place + (i + 1) * stride] = quantile(ticks, m, share)


@compiled
def mean(ticks: Ints, m: int) -> float:
    """Arithmetic mean, minutes; NaN of nothing."""
    if m == 0:
        return float("nan")
    total = 0
    for i in range(m):
        total += ticks[i]
    return total / m / TICKS_PER_MINUTE


@compiled
def quantile(ticks: Ints, m: int, share: float) -> float:
    """Quantile of sorted durations, minutes, linear between order statistics; NaN of nothing."""
    if m == 0:
        return float("nan")
    position = (m - 1) * share
    below, above = math.floor(position), math.ceil(position)
    low, high = ticks[int(below)] / TICKS_PER_MINUTE, ticks[int(above)] / TICKS_PER_MINUTE
    return float(low + (high - low) * (position - below))


@compiled
def part(values: Ints, owner: Ints, m: int, owners: int, parted: Ints, starts: Ints) -> None:
    """Put m values together by owner: those of owner i into parted[starts[i]:starts[i + 1]], in their order."""
    for k in range(owners + 1):
        starts[k] = 0
    for i in range(m):
        starts[owner[i] + 1] += 1
    for k in range(owners):
        starts[k + 1] += starts[k]
    for i in range(m):
        parted[starts[owner[i]]] = values[i]
        starts[owner[i]] += 1
    for k in range(owners, 0, -1):
        starts[k] = starts[k - 1]
    starts[0] = 0


@compiled
def sort_each(parted: Ints, starts: Ints, owners: int, spare: Ints, count: Ints) -> None:
    """Sort the values of each owner."""
    for k in range(owners):
        sort(parted[starts[k] :], starts[k + 1] - starts[k], spare, count)
