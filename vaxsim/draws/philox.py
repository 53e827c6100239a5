"""The Philox generator in machine code: the same numbers as numpy's, for the rows of a stream that are wanted.

Philox4x64-10: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011).  A double is made of
the upper 53 bits of a word, as numpy makes it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from vaxsim.compiling import Floats, Ints, compiled_short
from vaxsim.distributions.lookup import SMALLEST

Words = NDArray[np.uint64]

ROUNDS = 10
FACTOR_0, FACTOR_1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
BUMP_0, BUMP_1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
ONE, UNUSED_BITS = np.uint64(1), np.uint64(11)
UNIT = 2.0**-53


def _upper_product(typing_context: Any, one: Any, other: Any) -> Any:
    """The upper 64 bits of the product of two words of 64 bits."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir  # type: ignore[import-untyped]

        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(word, wide) for word in arguments))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), code


upper_product: Any = intrinsic(_upper_product)


@compiled_short
def fill(key: Words, column: int, out: Floats) -> None:
    """The first len(out) uniforms of a column of the stream with a key of two words."""
    for first in range(0, len(out), 4):
        a, b, c, d = np.uint64(first // 4) + ONE, np.uint64(0), np.uint64(0), np.uint64(column)
        k_0, k_1 = key[0], key[1]
        for _ in range(ROUNDS):
            upper_0, lower_0 = upper_product(FACTOR_0, a), FACTOR_0 * a
            upper_1, lower_1 = upper_product(FACTOR_1, c), FACTOR_1 * c
            a, b, c, d = upper_1 ^ b ^ k_0, lower_1, upper_0 ^ d ^ k_1, lower_0
            k_0, k_1 = k_0 + BUMP_0, k_1 + BUMP_1
        for place, word in enumerate((a, b, c, d)):
            if first + place < len(out):
                out[first + place] = max(np.float64(word >> UNUSED_BITS) * UNIT, SMALLEST)


@compiled_short
def fill_rows(key: Words, column: int, row: Ints, out: Floats) -> None:
    """The uniforms of some rows of a column of the stream with a key of two words."""
    rows = 0
    for i in range(len(row)):
        rows = max(rows, row[i] + 1)
    numbers = np.empty(rows)
    fill(key, column, numbers)
    for i in range(len(row)):
        out[i] = numbers[row[i]]
