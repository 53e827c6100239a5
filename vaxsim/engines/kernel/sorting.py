"""Sorting keys in the kernel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
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
    source, target = keys, spare[: len(keys)]
    shift = 0
    while (largest - smallest) >> shift:
        _sort_by_digit(source, target, smallest, shift)
        source, target = target, source
        shift += DIGIT
    return source


@compiled
def _sort_by_digit(source: NDArray[np.int64], target: NDArray[np.int64], smallest: int, shift: int) -> None:
    """One pass of a radix sort: by the digit above `shift` bits, those alike in the order in which they were."""
    digits = 1 << DIGIT
    begins = np.zeros(digits + 1, np.int64)
    for key in source:
        begins[1 + ((key - smallest) >> shift & (digits - 1))] += 1
    for digit in range(digits):
        begins[digit + 1] += begins[digit]
    for key in source:
        digit = (key - smallest) >> shift & (digits - 1)
        target[begins[digit]] = key
        begins[digit] += 1
