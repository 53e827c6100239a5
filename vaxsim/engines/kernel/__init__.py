"""The compiled engine: the same integers as the reference engine's, from a loop in machine code (numba).

`day` runs the day, one instant after another, and holds the dispatch; `patients`, `lines`, `staff` and `crews` are what
the words say; `queue` knows what is due when; `memory` lays everything out in one array of integers, `template` makes
the part of it that a plan's replications share, `packing` and `filling` add the draws and read the visits out of it,
`compiling` turns functions into machine code.

Plain lines, with desks and no staff, need no events: `plain_line` says which plans these are, `flow` computes them
station by station, with the services in `desks`, keys put in order by `sorting`, and all that it works on in
`plain_tables`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.day import run_day
from vaxsim.engines.kernel.packing import pack, unpack
from vaxsim.engines.kernel.plain_line import is_plain_line, run_plain_line

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

__all__ = ["is_plain_line", "run", "run_general", "run_plain_line"]


def run(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day, by the feed-forward path where it is exact.

    Raises OverflowError as `run_general` does.
    """
    visits = run_plain_line(plan, draws)
    return run_general(plan, draws) if visits is None else visits


def run_general(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day, event by event.

    Raises OverflowError for a day so long and full that a tick and a number do not fit one integer (with a thousand
    patients that is 17,000 years).
    """
    memory = pack(plan, draws)
    run_day(memory)
    if memory[c.TOO_LONG]:
        raise OverflowError("the day is too long for the compiled engine; use the reference engine")
    return unpack(plan, memory)
