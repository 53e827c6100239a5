"""Engines turn a plan and its draws into visits; all of them give the same integers.

This module is the ordering contract that they share.  Slots, shifts on the hour and fixed times make simultaneous
events the rule at a vaccination site, so the order within one instant is part of what a scenario means
(docs/contract.md, "One instant"): first everything that is due at the tick is *settled*, in the order of `Due` and
within a kind by ascending number; then *dispatch* does one possible step after another.
"""

from __future__ import annotations

from enum import IntEnum
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
