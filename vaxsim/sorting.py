"""Sorting whole numbers: by insertion where there are few, else digit by digit (Knuth, TAOCP 3, 5.2.5, algorithm R)."""

from __future__ import annotations

from vaxsim.compiling import Ints, compiled

FEW = 40
MANY = 500
FEW_BITS, MOST_BITS = 8, 11
"""Bits of a digit: larger ones take fewer passes, but there are more of them to count."""
DIGITS = 1 << MOST_BITS
"""Room that `sort` needs for counting digits."""


@compiled
def sort(values: Ints, m: int, spare: Ints, count: Ints) -> None:
    """Sort the first m values in place; `spare` has room for as many, `count` for DIGITS numbers."""
    if m <= FEW:
        _insert(values, m)
        return
    low, high = values[0], values[0]
    for i in range(m):
        low, high = min(low, values[i]), max(high, values[i])
    bits = 0
    while (high - low) >> bits > 0:
        bits += 1
    most = MOST_BITS if m > MANY else FEW_BITS
    passes = (bits + most - 1) // most
    width = (bits + passes - 1) // max(passes, 1)
    for which in range(passes):
        if which % 2 == 0:
            by_digit(values, spare, m, count, low, which * width, width)
        else:
            by_digit(spare, values, m, count, low, which * width, width)
    if passes % 2 == 1:
        for i in range(m):
            values[i] = spare[i]


@compiled
def by_digit(here: Ints, there: Ints, m: int, count: Ints, low: int, shift: int, width: int) -> None:
    """Copy the first m values, none below `low`, in the order of the digit of `width` bits above `shift`.

    Those alike in it stay in their order.  `count` has room for 2**width numbers.
    """
    digits = 1 << width
    for digit in range(digits):
        count[digit] = 0
    for i in range(m):
        count[((here[i] - low) >> shift) & (digits - 1)] += 1
    before = 0
    for digit in range(digits):
        before, count[digit] = before + count[digit], before
    for i in range(m):
        digit = ((here[i] - low) >> shift) & (digits - 1)
        there[count[digit]] = here[i]
        count[digit] += 1


@compiled
def _insert(values: Ints, m: int) -> None:
    for i in range(1, m):
        value, place = values[i], i
        while place > 0 and values[place - 1] > value:
            values[place] = values[place - 1]
            place -= 1
        values[place] = value
