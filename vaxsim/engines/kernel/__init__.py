"""The compiled engine: the same integers as the reference engine's, from a loop in machine code (numba).

`day` runs the day, one instant after another, and holds the dispatch; `patients`, `lines`, `staff` and `crews` are what
the words say; `queue` knows what is due when; `memory` lays everything out in one array of integers, `packing` fills it
from plan and draws and reads the visits out of it, `compiling` turns functions into machine code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines.kernel.freshness import forget_stale_code

forget_stale_code()  # before numba looks for compiled code

from vaxsim.engines.kernel import memory as c  # noqa: E402
from vaxsim.engines.kernel.day import run_day  # noqa: E402
from vaxsim.engines.kernel.packing import pack, unpack  # noqa: E402

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


def run(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day.

    Raises OverflowError for a day so long and full that a tick and a number do not fit one integer (with a thousand
    patients that is 17,000 years).
    """
    memory = pack(plan, draws)
    run_day(memory)
    if memory[c.TOO_LONG]:
        raise OverflowError("the day is too long for the compiled engine; use the reference engine")
    return unpack(plan, memory)
