"""A day as it was played, and what can be read off its records without a look at an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tests.pieces import Pieces, desks_taken, pieces
from vaxsim.draws import Draws, draw
from vaxsim.engines import TripsRunOutError, run
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER
from vaxsim.visits import Cause, StaffState, Visits


def with_trips_enough(engine: Callable[[Plan, Draws], Visits], plan: Plan, draws: Draws) -> tuple[Draws, Visits]:
    """A day in an engine, with the luck of as many trips to restock as it takes."""
    try:
        return draws, engine(plan, draws)
    except TripsRunOutError:
        return with_trips_enough(engine, plan, draws.more_trips())


@dataclass(frozen=True, eq=False)
class Day:
    """One replication of a scenario: n patients, S stations, U units."""

    scenario: Scenario
    plan: Plan
    draws: Draws
    visits: Visits

    @cached_property
    def served(self) -> NDArray[np.bool_]:
        """bool [n, S]; a service began."""
        return self.visits.began < NEVER

    @cached_property
    def waited(self) -> NDArray[np.bool_]:
        """bool [n, S]; was in the line when an instant was over."""
        return (self.visits.joined < NEVER) & (np.minimum(self.visits.began, self.visits.left) > self.visits.joined)

    @cached_property
    def kind(self) -> NDArray[np.intp]:
        """int [n, S]; the kind of desk of each service among those of all stations; the first of its station before."""
        return self.plan.site.first_kind[:-1].astype(np.intp) + self.visits.kind

    @cached_property
    def crew_size(self) -> NDArray[np.intp]:
        """int [n, S]; how many a service takes."""
        return (self.plan.site.crew_role >= 0).sum(axis=1)[self.kind]

    @cached_property
    def pieces(self) -> Pieces:
        """Every piece of every service."""
        return pieces(self.visits)

    @cached_property
    def desks_busy_on_joining(self) -> NDArray[np.intp]:
        """int [n, S]; services at the station when the instant was over in which a patient joined its line."""
        return self.desks_busy(self.visits.joined)

    def desks_busy(self, ticks: NDArray[np.int64]) -> NDArray[np.intp]:
        """int [n, S]; services at each station when the instant `ticks`, int64 [n, S], was over."""
        taken, until = desks_taken(self.visits)
        busy = taken[None] & (self.visits.began[None] <= ticks[:, None]) & (until[None] > ticks[:, None])
        return busy.sum(axis=1)

    def desks_busy_at(self, tick: int, s: int) -> int:
        """Services at one station when an instant was over."""
        taken, until = desks_taken(self.visits)
        return int((taken[:, s] & (self.visits.began[:, s] <= tick) & (until[:, s] > tick)).sum())

    def in_line(self, ticks: NDArray[np.int64]) -> NDArray[np.intp]:
        """int [n, S]; how many were in the line of each station when the instant `ticks`, int64 [n, S], was over."""
        visits, ticks = self.visits, ticks[:, None]
        gone = np.minimum(visits.began, visits.left)
        return ((visits.joined[None] <= ticks) & (ticks < gone[None])).sum(axis=1)

    @cached_property
    def one_before_the_other(self) -> NDArray[np.bool_]:
        """bool [n, n, S]; the first was served while the second was in the same line."""
        visits = self.visits
        gone = np.minimum(visits.began, visits.left)
        begins = visits.began[:, None]
        return self.served[:, None] & (visits.joined[None] <= begins) & (begins < gone[None])

    @cached_property
    def last_station(self) -> NDArray[np.intp]:
        """int [n]; the last station that a patient reached, -1 without any."""
        reached = self.visits.reached < NEVER
        return np.where(reached.any(axis=1), reached.shape[1] - 1 - reached[:, ::-1].argmax(axis=1), -1)

    @cached_property
    def at_last(self) -> NDArray[np.bool_]:
        """bool [n, S]; marks the last station that each patient reached."""
        return np.arange(len(self.plan.stations)) == self.last_station[:, None]

    @cached_property
    def blocked(self) -> NDArray[np.bool_]:
        """bool [n, S]; could not go on from a desk when the service had ended."""
        return (self.visits.ended < NEVER) & (self.visits.left > self.visits.ended)

    @cached_property
    def branches(self) -> tuple[NDArray[np.intp], NDArray[np.int8], NDArray[np.int16]]:
        """Station, branch and the station that it leads to (S where it leaves) of each branch that was taken."""
        patient, station = np.nonzero((self.draws.branch >= 0) & (self.visits.ended < NEVER))
        branch = self.draws.branch[patient, station]
        return station, branch, self.plan.site.branch_target[self.draws.klass[patient], station, branch]

    @cached_property
    def entered(self) -> NDArray[np.int64]:
        """int64 [n]; when they joined their first line."""
        return self.visits.joined.min(axis=1, initial=NEVER)

    @cached_property
    def came_before_gate(self) -> NDArray[np.bool_]:
        """bool [n]; booked, and came earlier than the gate allows."""
        gate = self.plan.site.gate
        return (self.draws.slot < NEVER) & (gate < NEVER) & (self.draws.arrival < self.draws.slot - gate)

    @cached_property
    def key(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Priority and ready, int64 [n, S] each: what orders the line of a station before the number does."""
        site = self.plan.site
        priority = np.where(site.by_priority, site.priority[self.draws.klass][:, None], 10)
        ready = self.visits.reached.copy()
        early = np.nonzero(self.came_before_gate)[0]
        ready[early, site.first_station[self.draws.klass[early]]] = self.draws.slot[early] - site.gate
        return priority, ready

    @cached_property
    def closed_out(self) -> NDArray[np.bool_]:
        """bool [n]; turned away because of closing."""
        return self.visits.cause == Cause.CLOSED

    @cached_property
    def unit_served(self) -> NDArray[np.bool_]:
        """bool [U]; served somebody."""
        served = np.zeros(len(self.plan.units), bool)
        served[self.visits.crew[self.visits.crew >= 0]] = True
        return served

    @cached_property
    def breaks(self) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """Unit, beginning and end of each break taken."""
        t = self.visits.timeline
        rows = t.state == StaffState.ON_BREAK
        return t.unit[rows], t.began[rows], t.ended[rows]

    @cached_property
    def break_due(self) -> NDArray[np.int64]:
        """int64 [U, W]; when each break is due, NEVER where there is none."""
        site = self.plan.site
        due = np.maximum(site.break_earliest[site.unit_group], site.unit_from[:, None])
        return np.where(site.break_concerns, due, NEVER)

    @cached_property
    def passed_over(self) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        """For each two units of one rule of picking of whom one was taken and the other stayed idle, [k] each: the
        rule, and the number of the one taken less that of the other.

        Only the last place of a crew is looked at: before it, who is taken must leave the rest fillable.
        """
        visits, site = self.visits, self.plan.site
        patient, station = np.nonzero(self.served & (self.crew_size > 0))
        place = self.crew_size[patient, station] - 1
        taken = visits.crew[patient, station, place]
        role = site.crew_role[self.kind[patient, station], place]
        began, t = visits.began[patient, station, None], visits.timeline
        idle = (t.state == StaffState.IDLE) & (t.began <= began) & (began < t.ended)
        service, row = np.nonzero(idle & site.unit_has_role[t.unit][:, role].T)
        taken, other = taken[service].astype(np.int64), t.unit[row]
        roles, rule = site.unit_has_role.sum(axis=1), site.group_pick[site.unit_group]
        rivals = (roles[taken] == roles[other]) & (rule[taken] == rule[other])
        return rule[taken[rivals]], (taken - other)[rivals]


def days(scenario: Scenario) -> list[Day]:
    """All replications of a scenario in the reference engine."""
    plan = compile_plan(scenario)
    luck = [draw(plan, scenario.seed, replication) for replication in range(1, scenario.replications + 1)]
    return [Day(scenario, plan, draws, run(plan, draws)) for draws in luck]
