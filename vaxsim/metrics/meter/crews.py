"""What crews are made of, once per plan, and for how much of the waiting none could be made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.compiling import Floats, Ints
from vaxsim.metrics.meter import staff
from vaxsim.metrics.meter.shortage import write_waiting_for_staff
from vaxsim.metrics.meter.stations import WAITING_FOR_STAFF
from vaxsim.metrics.shortage import kinds_at, parts_of_crew

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.visits import Timeline


class Crews:
    """The sets of roles that services take units from, and who holds one of a set.

    needed: int64 [S], whether a service at the station takes anybody.  Where a station has several kinds of desk, the
    shares of waiting that are written mean nothing (see `layout.BEYOND`).
    """

    def __init__(self, plan: Plan) -> None:
        site = plan.site
        kinds = [kinds_at(plan, s) for s in range(len(plan.stations))]
        self.needed: Ints = np.array([(site.crew_role[at] >= 0).any() for at in kinds], np.int64)
        parts = [(s, roles, count) for s, at in enumerate(kinds) for y in at for roles, count in parts_of_crew(plan, y)]
        sets = list(dict.fromkeys(tuple(roles) for _, roles, _ in parts))
        needs = [(s, sets.index(tuple(roles)), count) for s, roles, count in parts]
        self._needs = np.array(needs, np.int64).reshape(len(needs), 3)
        holders = [site.unit_has_role[:, list(roles)].any(axis=1) for roles in sets]
        self._holders = np.array(holders, np.int64).reshape(len(sets), len(plan.units))

    def write_waiting(
        self, timeline: Timeline, events: tuple[Ints, Ints, Ints], begin: int, end: int, places: Ints, out: Floats
    ) -> None:
        """Writes the share of waiting without staff at each station.

        `events` are the rows of ticks, how many there are in each, and which of them to read (see `rows`).
        """
        if not len(self._needs):
            first = places[WAITING_FOR_STAFF, 0]
            out[first : first + len(self.needed)] = np.nan
            return
        t = timeline
        idle = staff.idle_ticks(t.unit, t.state, t.began, t.ended, self._holders)
        write_waiting_for_staff(*events, self._needs, *idle, begin, end, places, out)
