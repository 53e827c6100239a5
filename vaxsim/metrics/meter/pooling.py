"""Counting durations in buckets in machine code; the same buckets as in metrics.pools."""

from __future__ import annotations

from vaxsim.compiling import Ints, compiled_short
from vaxsim.metrics.pools import FINE_BITS


@compiled_short
def add_to_buckets(ticks: Ints, starts: Ints, counts: Ints, sums: Ints, largest: Ints) -> None:
    """Count sorted durations of several owners in `counts` and `sums` [owners, buckets]; the `largest` [owners] too."""
    for owner in range(len(starts) - 1):
        shift = 0
        for i in range(starts[owner], starts[owner + 1]):
            while ticks[i] >> (shift + FINE_BITS + 1) > 0:
                shift += 1
            number = (shift << FINE_BITS) + (ticks[i] >> shift)
            counts[owner, number] += 1
            sums[owner, number] += ticks[i]
        if starts[owner + 1] > starts[owner]:
            largest[owner] = max(largest[owner], ticks[starts[owner + 1] - 1])
