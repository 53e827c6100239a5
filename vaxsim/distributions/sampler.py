"""Samplers: laws made ready to be drawn from again and again, straight into ticks.

With numba (`use_compiled`) one pass turns the uniforms of a law that has a table into ticks; without, numpy takes the
same steps one after the other.  The integers are the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from vaxsim.distributions import lookup
from vaxsim.distributions.law import Law, OneUniform
from vaxsim.units import LONGEST, TICKS_PER_MINUTE, rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_Pass = Callable[..., None]

_compiled: list[_Pass] = []


def use_compiled(wanted: bool = True) -> None:
    """Draw by machine code from now on, or by numpy again; worth numba's start-up in a job that loads numba anyway.

    Raises ImportError if numba is wanted and not installed.  With NUMBA_DISABLE_JIT=1 there is none, and numpy draws.
    """
    _compiled[:] = [compiled_pass()] if wanted and not _is_disabled() else []


def _is_disabled() -> bool:
    from numba import config

    return bool(config.DISABLE_JIT)  # type: ignore[attr-defined]  # set when numba is imported


def by_machine_code() -> bool:
    """Whether draws are made by machine code."""
    return bool(_compiled)


@cache
def compiled_pass() -> _Pass:
    """`lookup.ticks` as machine code; loaded once, however often it is asked for."""
    from vaxsim.compiling import compiled_short

    return compiled_short(lookup.ticks)


SCALARS = ("location", "scale", "fold", "plus", "low", "high", "per_minute", "fewest", "most")
"""The numbers that `lookup.ticks` takes besides the table, in their order."""

_NO_LIMITS, _NO_TICKS, _NO_TABLE = np.empty(0), np.empty(0, np.int64), np.empty((0, 4))


class Entry(NamedTuple):
    """A law in machine code's terms: a table of quantiles with its scalars, or a list of values."""

    scalars: Floats  # [SCALARS]
    table: Floats  # [2 * ONE_TAIL, 4]; no rows for a list
    limits: Floats  # [values - 1]; cumulated shares, ascending
    ticks: Ints  # [values]


class Sampler:
    """What is known of a law before it is drawn from; see `ticks`."""

    def __init__(self, law: Law, fewest: int = 0) -> None:
        """Of durations, in ticks; with `fewest` below 0, of offsets that may be early by so many."""
        self._law, self._fewest = law, fewest
        self.uniforms = law.uniforms
        constant = law.constant()
        self.constant = None if constant is None else int(rounded(np.array([constant]), fewest)[0])
        tabulated = law.table() if isinstance(law, OneUniform) and constant is None else None
        self._arguments = None if tabulated is None else self._of_the_pass(*tabulated)
        self.entry = self._entry() if isinstance(law, OneUniform) else None
        """How `Columns` draws from the law; None if it cannot."""

    def _of_the_pass(self, standard: Any, table: Floats) -> tuple[Any, ...]:
        """The arguments of `lookup.ticks` between the uniforms and the result."""
        law = self._law
        low = -math.inf if law.min is None else law.min
        high = math.inf if law.max is None else law.max
        modifiers = law.fold, law.plus, low, high
        rounding = float(TICKS_PER_MINUTE), float(self._fewest), float(LONGEST)
        return table, (standard.location, standard.scale), modifiers, rounding

    def _entry(self) -> Entry | None:
        if self.constant is not None or self._law.truncate:
            return None
        if self._arguments is not None:
            table, standard, modifiers, rounding = self._arguments
            return Entry(np.array([*standard, *modifiers, *rounding]), table, _NO_LIMITS, _NO_TICKS)
        listed = self._law.listed() if isinstance(self._law, OneUniform) else None
        if listed is None:
            return None
        values, cumulated = listed
        ticks = rounded(self._law.modified(values), self._fewest)
        return Entry(np.zeros(len(SCALARS)), _NO_TABLE, cumulated[:-1], ticks)

    def ticks(self, u: Floats) -> Ints:
        """Ticks, int64 (rows,), of uniforms, float64 (rows, at least `uniforms`)."""
        if self.constant is not None:
            return np.full(len(u), self.constant)
        if self._arguments is None or not _compiled:
            return rounded(self._law.drawn(u), self._fewest)
        drawn = np.empty(len(u), np.int64)
        _compiled[0](np.ascontiguousarray(self._law.restricted(u)[:, 0]), *self._arguments, drawn)
        return drawn
