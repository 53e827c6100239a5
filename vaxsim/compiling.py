"""Machine code: how functions are compiled, where numba is there, and when compiled code is out of date.

Integers stay integers and no operation is reordered (no fastmath), so a compiled function gives the same bits as
numpy's arithmetic on the same numbers.  With the environment variable VAXSIM_CHECKED=1 an index outside an array raises
IndexError, where machine code would read or write whatever stands there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
"""Whole numbers; int64 unless something else is said."""
Floats = NDArray[np.float64]

Function = TypeVar("Function", bound=Callable[..., Any])

CHECKED = os.environ.get("VAXSIM_CHECKED") == "1"
"""Whether compiled code looks at every index and row number before it uses it."""

_FOLDERS = (
    "", "audit/", "distributions/", "draws/", "engines/", "engines/kernel/", "metrics/", "metrics/meter/", "plan/",
)  # fmt: skip
SOURCES = tuple(f"{folder}*.py" for folder in _FOLDERS)
"""Where functions are compiled, and the constants that are compiled into them."""


def compiled(function: Function, **options: Any) -> Function:
    """Compile a function at its first call, or take the code from numba's cache; it runs without Python's lock.

    Called from Python, that is; in other compiled code it is a part (see compiled_parts).
    """
    import numba

    from vaxsim.compiled_parts import call_as_part, whole_pipeline

    options = {"boundscheck": CHECKED, "nogil": True, **options}
    whole = {} if whole_pipeline() is None else {"pipeline_class": whole_pipeline()}
    dispatcher = numba.njit(cache=True, **whole, **options)(function)
    _stamp(dispatcher)
    call_as_part(dispatcher, function, **options)
    _forget_literals(dispatcher)
    return cast("Function", dispatcher)


def compiled_short(function: Function) -> Function:
    """As `compiled`, for functions that are called from Python and done in some 20 us: they keep Python's lock.

    To hand it to another thread and have it back takes as long.
    """
    return compiled(function, nogil=False)


def _stamp(dispatcher: Any) -> None:
    """Have cached code taken only if it was made from these very sources.

    numba looks at the date of the file that a function stands in.  But functions and constants are compiled into each
    other across files, so a change in one of them makes the code of others wrong; and it does not look at whether
    indices were checked.
    """
    cache_file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if cache_file is not None:
        cache_file._source_stamp = STAMP


def _forget_literals(dispatcher: Any) -> None:
    """Have a function compiled once for all integers that it is called with, not once more for each constant.

    numba takes a constant argument for a type of its own; constants are put in all the same where code is inlined.
    """
    from numba import types

    unliteral: Callable[[Any], Any] = types.unliteral
    template = getattr(dispatcher, "get_call_template", None)
    if template is not None:
        dispatcher.get_call_template = lambda args, kws: template(
            tuple(map(unliteral, args)), {name: unliteral(kind) for name, kind in kws.items()}
        )


def digest(package: Path = Path(__file__).parent) -> str:
    """Names the sources, and whether indices are checked: a hexadecimal digest of all that may be compiled in."""
    files = sorted(file for pattern in SOURCES for file in package.glob(pattern))
    checks = f"{CHECKED} {os.environ.get('NUMBA_BOUNDSCHECK')}".encode()
    return hashlib.sha256(b"\0".join([checks, *(file.read_bytes() for file in files)])).hexdigest()


STAMP = digest()
