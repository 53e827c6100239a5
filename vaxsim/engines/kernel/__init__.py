"""The compiled engine: the same integers as the reference engine's, from a loop in machine code (numba).

`day` runs the day, one instant after another, and holds the dispatch; `patients`, `lines`, `staff` and `crews` are what
the words say; `queue` knows what is due when; `memory` lays everything out in one array of integers, `template` makes
the part of it that a plan's replications share, `packing` and `filling` add the draws and read the visits out of it,
`compiling` turns functions into machine code.

Days on which more can happen than that loop knows run in `full_day`, with its tables in `more` and its kinds of event
in `events`: `settling` settles an instant, `steps` are those of its dispatch that have no module of their own; `places`
is where patients stand, `ways` how they get there, `services`, `sessions`, `starts` and `order` how they are served,
`doors` and `patience` how they enter, are kept out or give up; `duty`, `restocking`, `preparing`, `doses` and `standby`
are about staff and doses, `endings` about the end of the day.  `full_template`, `full_packing` and `full_records` do
for it what `template` and `packing` do for a simple day, and `vaxsim.engines.simple` says which is which.  So a plan
without those behaviours pays nothing for them, neither when it runs nor when it is compiled.

Plain lines, with desks and no staff, need no events: `plain_line` says which plans these are, `flow` computes them
station by station, with the services in `desks`, keys put in order by `sorting`, and all that it works on in
`plain_tables`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines import TripsRunOutError
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.day import run_day
from vaxsim.engines.kernel.full_day import run_full_day
from vaxsim.engines.kernel.full_packing import first_moves, pack_full
from vaxsim.engines.kernel.full_records import unpack_full
from vaxsim.engines.kernel.full_template import full_template_of
from vaxsim.engines.kernel.packing import pack, unpack
from vaxsim.engines.kernel.plain_line import is_plain_line, run_plain_line
from vaxsim.engines.kernel.template import template_of
from vaxsim.engines.simple import is_simple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

__all__ = ["is_plain_line", "is_simple", "run", "run_full", "run_general", "run_plain_line"]


def run(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day, by the feed-forward path where it is exact.

    Raises OverflowError as `run_general` does.
    """
    if not is_simple(plan):
        return run_full(plan, draws)
    visits = run_plain_line(plan, draws)
    return run_general(plan, draws) if visits is None else visits


def run_general(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day, event by event.

    Raises OverflowError for a day so long and full that a tick and a number do not fit one integer (with a thousand
    patients that is 17,000 years).
    """
    memory = pack(plan, draws)
    run_day(memory)
    _check_length(memory)
    return unpack(plan, memory, template_of(plan))


def run_full(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day with every behaviour, event by event.

    Raises OverflowError as `run_general` does, TripsRunOutError if a unit goes to restock more often than luck was
    drawn for.
    """
    moves = first_moves(plan, draws)
    while True:
        memory = pack_full(plan, draws, moves)
        run_full_day(memory)
        _check_length(memory)
        if memory[x.TRIPS_RUN_OUT]:
            raise TripsRunOutError
        if memory[x.MOVE_ROWS] <= moves:
            return unpack_full(plan, memory, full_template_of(plan))
        moves = int(memory[x.MOVE_ROWS])


def _check_length(memory: NDArray[np.int64]) -> None:
    if memory[c.TOO_LONG]:
        raise OverflowError("the day is too long for the compiled engine; use the reference engine")
