"""Duty: the presence and work of units of staff in one replication."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.steps import Steps
from vaxsim.units import NEVER, TICKS_PER_MINUTE
from vaxsim.visits import Move, StaffState

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

WORKING = (StaffState.SERVING, StaffState.CLEANING, StaffState.RESTOCKING, StaffState.PREPARING)
"""The states that utilisation counts as work; being held by a blocked patient is reported apart."""


@dataclass(frozen=True, eq=False)
class Duty:
    """G groups, U units, S stations; times in ticks."""

    plan: Plan
    visits: Visits
    window: tuple[int, int]  # the part of the day over which time is averaged
    ends: int  # the end of the day

    @cached_property
    def came(self) -> Flags:
        """bool [U]: came on duty."""
        return np.asarray(self.visits.came < NEVER)

    @cached_property
    def gone(self) -> Ticks:
        """int64 [U]: when each unit went, or the run was cut off."""
        return np.asarray(np.minimum(self.visits.went, self.ends))

    @cached_property
    def length(self) -> Ticks:
        """int64 [U]: ticks from coming to going, breaks and overtime included."""
        return np.asarray(np.where(self.came, self.gone - self.visits.came, 0))

    @cached_property
    def overtime(self) -> Ticks:
        """int64 [U]: ticks past the end of the shift."""
        late = np.maximum(self.gone - self.plan.site.unit_to, 0)
        return np.where(self.came, late, 0).astype(np.int64)

    def sums(self, per_unit: NDArray[np.integer | np.floating | np.bool_]) -> Floats:
        """float64 [G]: sum over the units of each group of a number per unit [U]."""
        group = self.plan.site.unit_group
        return np.bincount(group, weights=per_unit, minlength=len(self.plan.groups)).astype(np.float64)

    def largest(self, per_unit: Ticks) -> Floats:
        """float64 [G]: largest over the units of each group of a number per unit [U], 0 without units."""
        most = np.zeros(len(self.plan.groups))
        np.maximum.at(most, self.plan.site.unit_group, per_unit)
        return most

    @cached_property
    def on_duty(self) -> tuple[Steps, ...]:
        """Units of each group that have come and not gone."""
        chosen = [(self.plan.site.unit_group == g) & self.came for g in range(len(self.plan.groups))]
        return tuple(Steps.of(self.visits.came[units], self.gone[units]) for units in chosen)

    def levels(self, states: Iterable[StaffState]) -> tuple[Steps, ...]:
        """Units of each group that are in one of some states."""
        t = self.visits.timeline
        group = np.where(self._rows(states), self.plan.site.unit_group[t.unit], -1)
        return tuple(Steps.of(t.began[group == g], t.ended[group == g]) for g in range(len(self.plan.groups)))

    def utilisation(self, until: Ticks) -> Floats:
        """float64 [G]: work / (duty - breaks) of each group, of the time of each unit before `until` [U]."""
        available = self.sums(self.there(until)) - self.sums(self.spent((StaffState.ON_BREAK,), until))
        work = self.sums(self.spent(WORKING, until))
        return np.where(available > 0, work / np.where(available > 0, available, 1.0), np.nan)

    def there(self, until: Ticks) -> Ticks:
        """int64 [U]: ticks that each unit is there, inside the window and before `until` [U]."""
        until = np.minimum(until, self.window[1])
        return np.where(self.came, np.maximum(until - np.maximum(self.visits.came, self.window[0]), 0), 0)

    def spent(self, states: Iterable[StaffState], until: Ticks) -> Floats:
        """float64 [U]: ticks that each unit spends in some states, inside the window and before `until` [U]."""
        rows = self._rows(states)
        t = self.visits.timeline
        unit = t.unit[rows]
        until = np.minimum(until, self.window[1])
        ticks = np.minimum(t.ended[rows], until[unit]) - np.maximum(t.began[rows], self.window[0])
        return np.bincount(unit, weights=np.maximum(ticks, 0), minlength=len(self.plan.units)).astype(np.float64)

    def counted_to(self, end_of_group: Ticks) -> Ticks:
        """int64 [U]: until when each unit's time counts as staff x time, given a tick for each group [G].

        A unit that was there at closing counts to that tick, also if it has gone before; one whose shift ended
        earlier in the day counts to its going at the most.
        """
        end = end_of_group[self.plan.site.unit_group]
        ended_earlier = self.plan.site.unit_to < self.plan.site.closing
        return np.asarray(np.where(ended_earlier, np.minimum(self.gone, end), end))

    def minutes_in(self, state: StaffState) -> Floats:
        """float64 [G]: minutes of the whole day that the units of each group spend in a state."""
        t = self.visits.timeline
        rows = t.state == state
        spent = np.bincount(t.unit[rows], weights=(t.ended - t.began)[rows], minlength=len(self.plan.units))
        return self.sums(spent) / TICKS_PER_MINUTE

    @cached_property
    def trips(self) -> Floats:
        """float64 [G]: trips to restock of the units of each group."""
        return self._per_group(self.visits.trips.unit)

    @cached_property
    def filling_wait(self) -> Floats:
        """float64 [G]: mean ticks from standing before the filling places to filling; NaN where nobody filled."""
        trips = self.visits.trips
        filled = trips.began < NEVER
        unit, waited = trips.unit[filled], (trips.began - trips.arrived)[filled]
        total = self.sums(np.bincount(unit, weights=waited, minlength=len(self.plan.units)))
        count = self._per_group(unit)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def _per_group(self, units: NDArray[np.int32]) -> Floats:
        """float64 [G]: how many of those units, each as often as it is named, belong to each group."""
        return self.sums(np.bincount(units, minlength=len(self.plan.units)))

    @cached_property
    def departures(self) -> Ticks:
        """int64 [S]: when the last one who had been in its line left each station; -NEVER where nobody did."""
        been = (self.visits.joined < NEVER) & (self.visits.left < NEVER)
        left = np.where(been, self.visits.left, -NEVER)
        return np.asarray(left.max(axis=0, initial=-NEVER))

    @cached_property
    def departures_of_groups(self) -> Ticks:
        """int64 [G]: when the last one left the stations that need the group, or the last dose it makes was ready.

        -NEVER where nobody did, and none was.
        """
        left = np.where(self.plan.group_stations, self.departures[None, :], -NEVER)
        last = np.asarray(left.max(axis=1, initial=-NEVER))
        moves = self.visits.moves
        made = moves.move == Move.MADE
        np.maximum.at(last, self.plan.site.unit_group[moves.who[made]], moves.tick[made])
        return last

    def _rows(self, states: Iterable[StaffState]) -> Flags:
        return np.isin(self.visits.timeline.state, [int(state) for state in states])
