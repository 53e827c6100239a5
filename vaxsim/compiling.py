"""Machine code: how functions outside the engine are compiled, where numba is there.

Integers stay integers and no operation is reordered (no fastmath), so a compiled function gives the same bits as
numpy's arithmetic on the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
"""Whole numbers; int64 unless something else is said."""
Floats = NDArray[np.float64]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function at its first call, or take the code from numba's cache; it runs without Python's lock."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))
