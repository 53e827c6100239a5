"""Reading a table of a quantile function: the cell of a uniform, and the cubic in the cell.

The cells halve again and again towards both ends of (0, 1): with v = min(u, 1 - u), each octave 2**k <= v < 2**(k + 1)
has CELLS cells of equal width.  The bits of v say octave and cell without a logarithm: what is left of the mantissa is
the place in the cell, from 0 to 1.  `values` reads with numpy, `ticks` one number after the other, to be compiled.
Both do the same additions and multiplications in the same order, and so give the same floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SMALLEST = 2.0**-54
"""The smallest uniform; the largest is 1 - 2**-53, so that no quantile is taken at 0 or 1."""

OCTAVES = 53
"""From the smallest uniform up to 0.5."""

CELL_BITS = 5

CELLS = 2**CELL_BITS
"""Cells of an octave."""

ONE_TAIL = OCTAVES * CELLS + 1
"""Rows of a table for u <= 0.5; the last is that of 0.5 itself.  As many for u > 0.5 follow."""

_PLACE_BITS = 52 - CELL_BITS
_PLACE_MASK = 2**_PLACE_BITS - 1
_PLACE_UNIT = 2.0**-_PLACE_BITS
_FIRST_CELL = (1023 - 54) << CELL_BITS


def values(u: Floats, table: Floats) -> Floats:
    """The quantiles of `u`, float64 (rows,), by a table (2 * ONE_TAIL, 4); outside of the range, of its nearest end."""
    tail = np.minimum(u, 1 - u)
    np.fmax(tail, SMALLEST, out=tail)
    bits = tail.view(np.int64)
    cell = (bits >> _PLACE_BITS) - _FIRST_CELL
    cell += (u > 0.5) * ONE_TAIL
    place = (bits & _PLACE_MASK) * _PLACE_UNIT
    at_0, slope, bend, twist = table.take(cell, axis=0).T
    return np.asarray(at_0 + place * (slope + place * (bend + place * twist)))


def ticks(
    u: Floats,
    table: Floats,
    standard: tuple[float, float],
    modifiers: tuple[bool, float, float, float],
    rounding: tuple[float, float, float],
    out: NDArray[np.int64],
) -> None:
    """Whole ticks of the quantiles of `u` into `out`, int64 (rows,); to be compiled.

    `standard` is location and scale of the law; `modifiers` are fold, plus, min and max; `rounding` is ticks per
    minute, the fewest ticks and the most.
    """
    location, scale = standard
    fold, plus, low, high = modifiers
    per_minute, fewest, most = rounding
    bits = np.fmax(np.minimum(u, 1 - u), SMALLEST).view(np.int64)
    for i in range(len(u)):
        cell = (bits[i] >> _PLACE_BITS) - _FIRST_CELL
        if u[i] > 0.5:
            cell += ONE_TAIL
        place = (bits[i] & _PLACE_MASK) * _PLACE_UNIT
        value = table[cell, 0] + place * (table[cell, 1] + place * (table[cell, 2] + place * table[cell, 3]))
        value = location + scale * value
        if fold:
            value = abs(value)
        value = min(max(value + plus, low), high)
        out[i] = np.int64(np.rint(min(max(value * per_minute, fewest), most)))
