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
    needed = bucket(longest) + 1 if longest >= 0 else 0
    if needed > counts.shape[1]:
        return needed
    for owner in range(len(counts)):  # the buckets of an owner before those of the next: they stay at hand
        for i in range(owner, len(starts) - 1, len(counts)):
            if starts[i + 1] > starts[i]:
                _add(ticks[starts[i] : starts[i + 1]], counts[owner], sums[owner])
                largest[owner] = max(largest[owner], ticks[starts[i + 1] - 1])
    return needed


@compiled
def _add(ticks: Ints, counts: Ints, sums: Ints) -> None:
    """Count sorted durations in the buckets of their owner."""
    shift, limit, offset = 0, 2 << FINE_BITS, 0
    for tick in ticks:
        while tick >= limit:
            shift, limit, offset = shift + 1, limit << 1, offset + (1 << FINE_BITS)
        number = offset + (tick >> shift)
        counts[number] += 1
        sums[number] += tick


@compiled
def bucket(tick: int) -> int:
    """The number of the bucket of a duration."""
    shift = 0
    while tick >> (shift + FINE_BITS + 1) > 0:
        shift += 1
    return (shift << FINE_BITS) + (tick >> shift)
