"""Floor: how the desks of stations are used in one replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.shortage import kinds_at
from vaxsim.metrics.steps import Steps
from vaxsim.pieces import Desks, desks_taken, handed_over
from vaxsim.scenario.uses import KEEP_DESKS
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Floor:
    """S stations; times in ticks."""

    day: Day

    @cached_property
    def taken(self) -> Desks:
        """Each time that a desk is taken."""
        return desks_taken(self.day.plan, self.day.visits)

    @cached_property
    def in_use(self) -> tuple[Steps, ...]:
        """Desks of each station that are taken: by a service, by somebody who is blocked, or until they are clean."""
        if self.day.plan.uses.isdisjoint(KEEP_DESKS):
            return self.day.services
        return self._levels(self.taken.began, self.taken.freed)

    @cached_property
    def blocked(self) -> tuple[Steps, ...]:
        """Desks of each station at which somebody is blocked."""
        return self._levels(self.taken.ended, self.taken.left)

    def utilisation(self, until: Ticks) -> Floats:
        """float64 [S]: desks in use / (desks x time before `until` [S]); NaN where desks are unlimited."""
        return self.share(self.in_use, until)

    def share(self, levels: Sequence[Steps], until: Ticks) -> Floats:
        """float64 [S]: `levels` [S] / (desks x time before `until` [S]); NaN where desks are unlimited."""
        begin, end = self.day.window
        shares = np.full(len(levels), np.nan)
        for s, desks in enumerate(self.day.plan.site.desks.tolist()):
            last = min(end, int(until[s]))
            if desks < NEVER and last > begin:
                shares[s] = levels[s].area(begin, last) / (desks * (last - begin))
        return shares

    @cached_property
    def staffed_until(self) -> Ticks:
        """int64 [S]: when the last unit that could serve at each station went; the end of the day if it needs none."""
        plan, duty = self.day.plan, self.day.duty
        ends = np.full(len(plan.stations), -NEVER)
        for s in self.day.stations:
            units = plan.group_stations[:, s][plan.site.unit_group] & duty.came
            needs_staff = bool((plan.site.crew_role[kinds_at(plan, s)] >= 0).any())
            ends[s] = duty.gone[units].max(initial=-NEVER) if needs_staff else self.day.ends
        return ends

    @cached_property
    def sessions(self) -> Ticks:
        """int64 [S]: sessions that began at each station."""
        session = self.day.visits.session
        return np.asarray((session == np.arange(len(session))[:, None]).sum(axis=0))

    @cached_property
    def session_size(self) -> Floats:
        """float64 [S]: mean number of patients in a session; NaN where none was held."""
        members = (self.day.visits.session >= 0).sum(axis=0)
        return np.where(self.sessions > 0, members / np.maximum(self.sessions, 1), np.nan)

    @cached_property
    def interruptions(self) -> Ticks:
        """int64 [S]: services of each station interrupted by a break."""
        return self._at_stations(~handed_over(self.day.plan, self.day.visits))

    @cached_property
    def handovers(self) -> Ticks:
        """int64 [S]: patients of each station handed over."""
        return self._at_stations(handed_over(self.day.plan, self.day.visits))

    def _at_stations(self, interruptions: Flags) -> Ticks:
        """int64 [S]: how many of the interruptions were at each station."""
        station = self.day.visits.interruptions.station[interruptions]
        return np.bincount(station, minlength=len(self.day.stations)).astype(np.int64)

    def _levels(self, begins: Ticks, ends: Ticks) -> tuple[Steps, ...]:
        """Desks of each station in some state; `begins` and `ends` are for each time that one is taken."""
        here = [self.taken.station == s for s in self.day.stations]
        return tuple(self.day.steps(begins[chosen], ends[chosen]) for chosen in here)
