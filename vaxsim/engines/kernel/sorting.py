"""Sorting keys in the kernel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
from vaxsim.sorting import by_digit
from vaxsim.units import NEVER

DIGIT = 9
"""Bits of a digit: so few that the counters stay in the fastest cache."""


@compiled
def in_order(keys: NDArray[np.int64], spare: NDArray[np.int64]) -> NDArray[np.int64]:
    """The keys in ascending order, in their own place or in the spare one: nothing to do where they are sorted, as
    behind a station with desks; else digit by digit."""
    smallest, largest, is_sorted = NEVER, -NEVER, True
    for key in keys:
        is_sorted &= key >= largest
        smallest, largest = min(smallest, key), max(largest, key)
    if is_sorted:
        return keys
    source, target, count = keys, spare[: len(keys)], np.empty(1 << DIGIT, np.int64)
    shift = 0
    while (largest - smallest) >> shift:
        by_digit(source, target, len(keys), count, smallest, shift, DIGIT)
        source, target = target, source
        shift += DIGIT
    return source
