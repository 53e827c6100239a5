"""How the kernel's functions are compiled, and how they see memory: as a bare pointer.

An array argument costs a reference count at every call, and a test for negative indices at every access; a pointer to
int64 costs neither.  With NUMBA_DISABLE_JIT=1 the functions run as plain Python on the array itself.
"""

from __future__ import annotations

from typing import Any, Protocol

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from vaxsim.compiling import Function, compiled


class Memory(Protocol):
    """What the compiled functions take: a pointer to int64, or, uncompiled, the array that it points to."""

    def __getitem__(self, place: int, /) -> int:
        """An integer."""

    def __setitem__(self, place: int, value: int, /) -> None:
        """Write an integer."""


def inlined(function: Function) -> Function:
    """Compile a function that is so small that a call would cost more than it does."""
    return compiled(function, forceinline=True)


if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]  # set when numba is imported

    def pointer_to(memory: NDArray[np.int64]) -> NDArray[np.int64]:
        """The memory itself: plain Python needs no pointer."""
        return memory

    def as_float(bits: int) -> float:
        """The float64 with these bits."""
        return float(np.int64(bits).view(np.float64))

else:  # pragma: no cover  (machine code, written instruction by instruction)

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
