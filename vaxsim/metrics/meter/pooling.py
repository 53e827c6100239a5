"""Counting durations in buckets in machine code; the same buckets as in metrics.pools."""

from __future__ import annotations

from vaxsim.compiling import Ints, compiled_short
from vaxsim.metrics.pools import FINE_BITS


@compiled_short
def add_to_buckets(ticks: Ints, starts: Ints, counts: Ints, sums: Ints, largest: Ints) -> int:
    """Count sorted durations of several owners in `counts` and `sums` [owners, buckets]; the `largest` [owners] too.

    Gives how many buckets that takes; if there are fewer, nothing has been counted.
    """
    longest = -1
    for owner in range(len(starts) - 1):
        if starts[owner + 1] > starts[owner]:
            longest = max(longest, ticks[starts[owner + 1] - 1])
    needed = bucket(longest, 0) + 1 if longest >= 0 else 0
    if needed > counts.shape[1]:
        return needed
    for owner in range(len(starts) - 1):
        number = 0
        for i in range(starts[owner], starts[owner + 1]):
            number = bucket(ticks[i], number)
            counts[owner, number] += 1
            sums[owner, number] += ticks[i]
        if starts[owner + 1] > starts[owner]:
            largest[owner] = max(largest[owner], ticks[starts[owner + 1] - 1])
    return needed


@compiled_short
def bucket(tick: int, least: int) -> int:
    """The number of the bucket of a duration, of which it is known that it is not below `least`."""
    shift = max((least >> FINE_BITS) - 1, 0)
    while tick >> (shift + FINE_BITS + 1) > 0:
        shift += 1
    return (shift << FINE_BITS) + (tick >> shift)
