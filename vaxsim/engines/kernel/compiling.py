"""How the kernel's functions are compiled, and how they see memory: as a bare pointer.

An array argument costs a reference count at every call, and a test for negative indices at every access; a pointer to
int64 costs neither.  With NUMBA_DISABLE_JIT=1 the functions run as plain Python on the array itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

CHECKED = os.environ.get("VAXSIM_CHECKED") == "1"
"""Whether compiled code looks at every row number and index before it uses it."""


class Memory(Protocol):
    """What the compiled functions take: a pointer to int64, or, uncompiled, the array that it points to."""

    def __getitem__(self, place: int, /) -> int:
        """An integer."""

    def __setitem__(self, place: int, value: int, /) -> None:
        """Write an integer."""


Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function to machine code; integers stay integers, and nothing is reordered (no fastmath)."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))


def inlined(function: Function) -> Function:
    """Like `compiled`, for functions so small that a call would cost more than they do."""
    return cast("Function", numba.njit(cache=True, nogil=True, forceinline=True)(function))


def compiled_for_arrays(function: Function) -> Function:
    """Like `compiled`, for functions that take arrays; when checking, an index outside an array raises IndexError."""
    return cast("Function", numba.njit(cache=True, nogil=True, boundscheck=CHECKED)(function))


def cache_of(function: Callable[..., Any]) -> list[str]:
    """The folder in which numba keeps the machine code of a compiled function, if there is one."""
    stats = getattr(function, "stats", None)
    return [] if stats is None or stats.cache_path is None else [str(stats.cache_path)]


if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]  # set when numba is imported

    def pointer_to(memory: NDArray[np.int64]) -> NDArray[np.int64]:
        """The memory itself: plain Python needs no pointer."""
        return memory

    def as_float(bits: int) -> float:
        """The float64 with these bits."""
        return float(np.int64(bits).view(np.float64))

else:

    @intrinsic
    def pointer_to(typing_context: Any, memory: Any) -> Any:
        """A pointer to the first integer of an array, which must outlive it."""

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return context.make_array(signature.args[0])(context, builder, arguments[0]).data

        return types.CPointer(types.int64)(memory), code  # type: ignore[no-untyped-call]

    @intrinsic
    def as_float(typing_context: Any, bits: Any) -> Any:
        """The float64 with these bits."""

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], context.get_value_type(types.float64))

        return types.float64(types.int64), code
