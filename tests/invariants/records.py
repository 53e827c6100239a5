"""The records of a day as the checks look at them, and moments of it: who was where when an instant was over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tests.pieces import Pieces, desks_taken, pieces
from vaxsim.draws import Draws
from vaxsim.plan import Plan
from vaxsim.plan.arrays import Site
from vaxsim.units import NEVER
from vaxsim.visits import StaffState, Visits

Key = tuple[int, int, int]
Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Records:
    """One replication: n patients, S stations, U units, Y kinds of desk."""

    plan: Plan
    draws: Draws
    visits: Visits

    @property
    def site(self) -> Site:
        return self.plan.site

    @cached_property
    def stations(self) -> int:
        return len(self.plan.stations)

    @cached_property
    def kind(self) -> NDArray[np.intp]:
        """int [n, S]; the kind of desk of each service among those of all stations."""
        return self.site.first_kind[:-1].astype(np.intp) + self.visits.kind

    @cached_property
    def pieces(self) -> Pieces:
        return pieces(self.visits)

    @cached_property
    def waits_to_go_on(self) -> NDArray[np.bool_]:
        """bool [n, S]; whose service was interrupted, and not resumed any more."""
        never, found = np.zeros(self.visits.began.shape, bool), self.visits.interruptions
        never[found.patient[found.resumed == NEVER], found.station[found.resumed == NEVER]] = True
        return never

    @cached_property
    def gone(self) -> NDArray[np.int64]:
        """int64 [n, S]; when they were in line no more."""
        return np.minimum(self.visits.began, self.visits.left)

    @cached_property
    def entered(self) -> NDArray[np.int64]:
        """int64 [n]; when they came in."""
        return self.visits.joined.min(axis=1, initial=NEVER)

    @cached_property
    def leads(self) -> NDArray[np.intp]:
        """int [n, S]; who stands for a session (its smallest number), of other services the patient."""
        rows = np.arange(len(self.draws.klass))[:, None]
        return np.where(self.visits.session >= 0, self.visits.session, rows)

    @cached_property
    def came_on_call(self) -> NDArray[np.bool_]:
        """bool [n]; on a list of people to call."""
        return np.broadcast_to(self.draws.travel, self.draws.klass.shape) < NEVER

    @cached_property
    def arrival(self) -> NDArray[np.int64]:
        """int64 [n]; when they came, those who were called too; NEVER for who did not."""
        reached = self.visits.reached.min(axis=1, initial=NEVER)
        return np.where(self.came_on_call, reached, self.draws.arrival)

    @cached_property
    def doses_count(self) -> bool:
        """Whether anybody may have to wait for a dose."""
        return len(self.plan.vaccines) > 0 or bool(self.site.carried_to.any())

    def following(self, i: int, s: int) -> int:
        """The station after s on the way of patient i, S for none."""
        klass, branch = self.draws.klass[i], self.draws.branch[i, s]
        return int(self.site.next_station[klass, s] if branch < 0 else self.site.branch_target[klass, s, branch])

    def key(self, i: int, s: int) -> Key:
        """(priority, ready, number)."""
        return int(self.priority[i, s]), int(self.ready[i, s]), i + 1

    @cached_property
    def priority(self) -> NDArray[np.int64]:
        return np.where(self.site.by_priority, self.site.priority[self.draws.klass][:, None], 10)

    @cached_property
    def ready(self) -> NDArray[np.int64]:
        """int64 [n, S]; the tick at the door, at the first station not before the gate allows."""
        ready = self.visits.reached.copy()
        for i, k in enumerate(self.draws.klass):
            first = self.site.first_station[k]
            if self.draws.slot[i] != NEVER and self.site.gate != NEVER and ready[i, first] != NEVER:
                ready[i, first] = max(ready[i, first], int(self.draws.slot[i] - self.site.gate))
        return ready

    def states(self, unit: int, state: StaffState) -> list[Span]:
        """When a unit was in a state."""
        t = self.visits.timeline
        rows = (t.unit == unit) & (t.state == state)
        return [(int(b), int(e)) for b, e in zip(t.began[rows], t.ended[rows], strict=True)]

    @cached_property
    def luck_of_trips(self) -> Draws:
        """The same luck, with that of as many trips as there were."""
        draws, most = self.draws, int(np.bincount(self.visits.trips.unit, minlength=1).max())
        while draws.trip_walk.shape[1] < most:
            draws = draws.more_trips()
        return draws

    @cached_property
    def moments(self) -> list[Moment]:
        """One for each instant that left a trace, before the end of the day."""
        v = self.visits
        of_patients = (v.reached, v.joined, v.began, v.ended, v.left, v.freed, v.supplied)
        of_others = (v.timeline.began, v.timeline.ended, v.interruptions.paused, v.interruptions.resumed, v.moves.tick)
        ticks = np.unique(np.concatenate([a.ravel() for a in (*of_patients, *of_others)]))
        return [Moment(self, int(tick)) for tick in ticks if tick < v.ended_at]

    @cached_property
    def desks(self) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        return desks_taken(self.visits)


@dataclass(frozen=True, eq=False)
class Moment:
    """A day when an instant was over."""

    day: Records
    tick: int

    @cached_property
    def in_line(self) -> NDArray[np.bool_]:
        """bool [n, S]."""
        return (self.day.visits.joined <= self.tick) & (self.tick < self.day.gone)

    @cached_property
    def idle(self) -> list[int]:
        """Units that do nothing."""
        t = self.day.visits.timeline
        during = (t.began <= self.tick) & (self.tick < t.ended)
        return [int(u) for u in t.unit[during & (t.state == StaffState.IDLE)]]

    @cached_property
    def desks_busy(self) -> NDArray[np.intp]:
        """int [Y]."""
        taken, until = self.day.desks
        busy = taken & (self.day.visits.began <= self.tick) & (self.tick < until)
        return np.bincount(self.day.kind[busy], minlength=len(self.day.site.kind_desks))

    @cached_property
    def on_the_way(self) -> NDArray[np.intp]:
        """int [S]; those who walk to a station."""
        counts = np.zeros(self.day.stations + 1, np.intp)
        here = self.day.visits.departed[:, None] > self.tick
        walking = here & (self.day.visits.left <= self.tick) & (self.day.visits.ended < NEVER)
        for i, s in zip(*np.nonzero(walking), strict=True):
            there = self.day.following(i, s)
            walks = self.day.draws.walk[i, s]
            counts[there] += self.tick < self.day.visits.left[i, s] + walks
        return counts[:-1]

    @cached_property
    def people_inside(self) -> int:
        inside = (self.day.entered <= self.tick) & (self.tick < self.day.visits.departed)
        return int(self.day.draws.party[inside].sum())

    @property
    def doors_open(self) -> bool:
        site = self.day.site
        return bool(((site.opens <= self.tick) & (self.tick < site.closes)).any())


class Check(Protocol):
    """Yields what it finds wrong."""

    __name__: str

    def __call__(self, day: Records, /) -> Iterator[str]: ...


def merged(spans: list[Span]) -> list[Span]:
    """Spans of some length in their order, those that meet as one."""
    found: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found
