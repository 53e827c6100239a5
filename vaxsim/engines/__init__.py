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
    CLEAN_UP_ENDS = 2
    WALK_ENDS = 3
    UNIT_AT_STORE = 4
    FILLING_ENDS = 5
    UNIT_IS_BACK = 6
    MAKING_ENDS = 7
    BREAK_ENDS = 8
    SHIFT_ENDS = 9
    SHIFT_BEGINS = 10
    HANDOVER = 11
    BREAK_DUE = 12
    DOSES_EXPIRE = 13
    DELIVERY = 14
    RELEASE = 15
    DOORS_CLOSE = 16
    DOORS_OPEN = 17
    GATE_OPENS = 18
    NEWCOMER = 19
    CALLS_BEGIN = 20
    PATIENCE_ENDS = 21
    SESSION_IS_DUE = 22


class TripsRunOutError(Exception):
    """A unit set off to restock more often than luck was drawn for."""


def run(plan: Plan, draws: Draws, engine: str = "reference") -> Visits:
    """One replication of a site-day as it happens: a pure function of plan and draws.

    Raises ValueError if there is no engine of that name, OverflowError if a day is too long for the kernel.
    """
    try:
        return _run(plan, draws, engine)
    except TripsRunOutError:
        return run(plan, draws.more_trips(), engine)


def _run(plan: Plan, draws: Draws, engine: str) -> Visits:
    if engine == "reference":
        from vaxsim.engines import reference

        return reference.run(plan, draws)
    if engine == "kernel":
        from vaxsim.engines import kernel

        return kernel.run(plan, draws)
    raise ValueError(f"no engine {engine!r}; there are: {', '.join(ENGINES)}")
