"""Counting durations in buckets in machine code; the same buckets as in metrics.pools."""

from __future__ import annotations

from vaxsim.compiling import Ints, compiled
from vaxsim.metrics.pools import FINE_BITS


@compiled
def add_to_buckets(ticks: Ints, starts: Ints, counts: Ints, sums: Ints, largest: Ints) -> int:
    """As metrics.pools.add_to_buckets."""
    longest = -1
    for i in range(len(starts) - 1):
        if starts[i + 1] > starts[i]:
            longest = max(longest, ticks[starts[i + 1] - 1])
    needed = bucket(longest, 0) + 1 if longest >= 0 else 0
    if needed > counts.shape[1]:
        return needed
    for i in range(len(starts) - 1):
        owner, number = i % len(counts), 0
        for place in range(starts[i], starts[i + 1]):
            number = bucket(ticks[place], number)
            counts[owner, number] += 1
            sums[owner, number] += ticks[place]
        if starts[i + 1] > starts[i]:
            largest[owner] = max(largest[owner], ticks[starts[i + 1] - 1])
    return needed


@compiled
def bucket(tick: int, least: int) -> int:
    """The number of the bucket of a duration, of which it is known that it is not below `least`."""
    shift = max((least >> FINE_BITS) - 1, 0)
    while tick >> (shift + FINE_BITS + 1) > 0:
        shift += 1
    return (shift << FINE_BITS) + (tick >> shift)
