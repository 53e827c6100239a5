"""Machine code: how functions are compiled, where numba is there, and when compiled code is out of date.

Integers stay integers and no operation is reordered (no fastmath), so a compiled function gives the same bits as
numpy's arithmetic on the same numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import types
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
"""Whole numbers; int64 unless something else is said."""
Floats = NDArray[np.float64]

Function = TypeVar("Function", bound=Callable[..., Any])

_FOLDERS = ("", "audit/", "engines/", "engines/kernel/", "metrics/", "metrics/meter/", "plan/")
SOURCES = tuple(f"{folder}*.py" for folder in _FOLDERS)
"""Where functions are compiled, and the constants that are compiled into them."""


def compiled(function: Function, **options: Any) -> Function:
    """Compile a function at its first call, or take the code from numba's cache; it runs without Python's lock."""
    dispatcher = numba.njit(cache=True, **{"nogil": True, **options})(function)
    _stamp(dispatcher)
    _forget_literals(dispatcher)
    return cast("Function", dispatcher)


def compiled_short(function: Function) -> Function:
    """As `compiled`, for functions that are called from Python and done in some 20 us: they keep Python's lock.

    To hand it to another thread and have it back takes as long.
    """
    return compiled(function, nogil=False)


def _stamp(dispatcher: Any) -> None:
    """Have cached code taken only if it was made from these very sources.

    numba looks at the date of the file that a function stands in.  But functions are compiled into each other across
    files, so a change in one of them makes the code of others wrong.
    """
    cache_file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if cache_file is not None:
        cache_file._source_stamp = STAMP


def _forget_literals(dispatcher: Any) -> None:
    """Have a function compiled once for all integers that it is called with, not once more for each constant.

    numba takes a constant argument for a type of its own; constants are put in all the same where code is inlined.
    """
    template = getattr(dispatcher, "get_call_template", None)
    if template is not None:
        dispatcher.get_call_template = lambda args, kws: template(
            tuple(map(types.unliteral, args)), {name: types.unliteral(kind) for name, kind in kws.items()}
        )


def digest(package: Path = Path(__file__).parent) -> str:
    """Names the sources: a hexadecimal digest of all that may be compiled in."""
    files = sorted(file for pattern in SOURCES for file in package.glob(pattern))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


STAMP = digest()
