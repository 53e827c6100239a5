"""Engines turn a plan and its draws into visits; all of them give the same integers.

This module is the ordering contract that they share.  Slots, shifts on the hour and fixed times make simultaneous
events the rule at a vaccination site, so the order within one instant is part of what a scenario means
(docs/contract.md, "One instant"): first everything that is due at the tick is *settled*, in the order of `Due` and
within a kind by ascending number; then *dispatch* does one possible step after another.
"""

from __future__ import annotations

import os
from enum import IntEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

ENGINES = ("reference", "kernel")
"""The engine to be read (SimPy), and the one to be fast (numba)."""


class Due(IntEnum):
    """What can be due at a tick, in the order in which an instant settles it."""

    SERVICE_ENDS = 1
    WALK_ENDS = 2
    BREAK_ENDS = 3
    SHIFT_ENDS = 4
    SHIFT_BEGINS = 5
    BREAK_DUE = 6
    DOORS_CLOSE = 7
    DOORS_OPEN = 8
    GATE_OPENS = 9
    NEWCOMER = 10


AUTO = "auto"
"""Stands for the engine that is sooner done with the whole job; see `choose`."""

WORTH_LOADING = 100_000
"""Visits from which on the kernel is sooner done than the reference engine (10 us a visit), though it takes about a
second to load."""
WORTH_COMPILING = 1_500_000
"""Likewise where it has to be compiled first, which takes about 15 seconds, once."""


def choose(engine: str, visits: float) -> str:
    """The engine for a job of about so many visits to stations; results do not depend on the choice.

    "auto" takes the kernel where that saves more time than its start costs, and the reference engine without numba.
    Raises ValueError if there is no engine of that name, ModuleNotFoundError if the kernel is asked for and numba is
    not installed.
    """
    if engine not in (AUTO, *ENGINES):
        raise ValueError(f"no engine {engine!r}; there are: {', '.join((AUTO, *ENGINES))}")
    if engine == "kernel" and not kernel_is_there():
        raise ModuleNotFoundError("the kernel needs numba, which is not installed: pip install numba")
    if engine != AUTO:
        return engine
    worth = WORTH_LOADING if kernel_is_compiled() else WORTH_COMPILING
    return "kernel" if visits >= worth and kernel_is_there() else "reference"


def kernel_is_there() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def kernel_is_compiled() -> bool:
    """Whether an earlier run left the compiled kernel where numba looks for it."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).parent / "kernel")
    return next(folder.rglob("day.run_day-*.nbc"), None) is not None


def run(plan: Plan, draws: Draws, engine: str = "reference") -> Visits:
    """One replication of a site-day as it happens: a pure function of plan and draws.

    Raises ValueError if there is no engine of that name, OverflowError if a day is too long for the kernel.
    """
    if engine == "reference":
        from vaxsim.engines import reference

        return reference.run(plan, draws)
    if engine == "kernel":
        from vaxsim.engines import kernel

        return kernel.run(plan, draws)
    raise ValueError(f"no engine {engine!r}; there are: {', '.join(ENGINES)}")
