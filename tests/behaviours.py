"""What can happen on a day: a named question to the records for every behaviour that the engines run.

A behaviour counts where it really happened, not where a scenario asked for it.  `tests/search` counts how often each
behaviour, and each two of them, happened on the same day.  To add one: a function below, and a scenario in which it
happens in `tests/strategies.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vaxsim.draws import Draws, draw
from vaxsim.engines import run
from vaxsim.plan import PICKS, Plan, compile_plan
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome, StaffState, Visits


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
    def crew_size(self) -> NDArray[np.intp]:
        """int [S]; how many a service takes."""
        return (self.plan.site.crew_role >= 0).sum(axis=1)

    @cached_property
    def desks_busy_on_joining(self) -> NDArray[np.intp]:
        """int [n, S]; services at the station when the instant was over in which a patient joined its line."""
        v = self.visits
        joined = v.joined[:, None]
        return ((v.began[None] <= joined) & (v.left[None] > joined)).sum(axis=1)

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
        place = self.crew_size[station] - 1
        taken, role = visits.crew[patient, station, place], site.crew_role[station, place]
        began, t = visits.began[patient, station, None], visits.timeline
        idle = (t.state == StaffState.IDLE) & (t.began <= began) & (began < t.ended)
        service, row = np.nonzero(idle & site.unit_has_role[t.unit][:, role].T)
        taken, other = taken[service].astype(np.int64), t.unit[row]
        roles, rule = site.unit_has_role.sum(axis=1), site.group_pick[site.unit_group]
        rivals = (roles[taken] == roles[other]) & (rule[taken] == rule[other])
        return rule[taken[rivals]], (taken - other)[rivals]


Behaviour = Callable[[Day], bool]

BEHAVIOURS: dict[str, Behaviour] = {}
"""All behaviours by name."""

EXCLUDED: dict[tuple[str, str], str] = {
    (
        "stop cuts off",
        "stranded",
    ): "stranded means that nothing is due any more, and then there is nothing to be cut off",
}
"""Two behaviours that cannot happen on one day, and why; in the order of BEHAVIOURS."""


def days(scenario: Scenario) -> list[Day]:
    """All replications of a scenario in the reference engine."""
    plan = compile_plan(scenario)
    luck = [draw(plan, scenario.seed, replication) for replication in range(1, scenario.replications + 1)]
    return [Day(scenario, plan, draws, run(plan, draws)) for draws in luck]


def happened(day: Day) -> NDArray[np.bool_]:
    """bool [behaviours]; which of BEHAVIOURS happened on a day."""
    return np.array([bool(behaviour(day)) for behaviour in BEHAVIOURS.values()])


def _behaviour(name: str) -> Callable[[Behaviour], Behaviour]:
    def register(behaviour: Behaviour) -> Behaviour:
        BEHAVIOURS[name] = behaviour
        return behaviour

    return register


# The door


@_behaviour("no-show")
def _no_show(day: Day) -> bool:
    return (day.visits.outcome == Outcome.NO_SHOW).any()


@_behaviour("waits for opening")
def _before_opening(day: Day) -> bool:
    opening = day.plan.site.opens[0]
    return ((day.draws.arrival < opening) & (opening <= day.entered) & (day.entered < NEVER)).any()


@_behaviour("waits for the gate")
def _for_the_gate(day: Day) -> bool:
    return (day.came_before_gate & (day.entered < NEVER)).any()


@_behaviour("waits over midday")
def _over_midday(day: Day) -> bool:
    site, came, entered = day.plan.site, day.draws.arrival, day.entered
    shut, again = site.closes[:-1, None], site.opens[1:, None]
    return ((shut <= came) & (came < again) & (again <= entered) & (entered < NEVER)).any()


@_behaviour("late")
def _late(day: Day) -> bool:
    return (day.visits.cause == Cause.LATE).any()


@_behaviour("comes after closing")
def _after_closing(day: Day) -> bool:
    return (day.closed_out & (day.draws.arrival >= day.plan.site.closing)).any()


@_behaviour("outside at closing")
def _outside_at_closing(day: Day) -> bool:
    return (day.closed_out & (day.entered == NEVER) & (day.draws.arrival < day.plan.site.closing)).any()


@_behaviour("sent home unserved")
def _sent_home(day: Day) -> bool:
    return (day.closed_out & (day.entered < NEVER)).any()


# Lines


@_behaviour("waits for a desk")
def _waits_for_a_desk(day: Day) -> bool:
    return (day.waited & (day.desks_busy_on_joining == day.plan.site.desks)).any()


@_behaviour("waits for staff")
def _waits_for_staff(day: Day) -> bool:
    return (day.waited & (day.desks_busy_on_joining < day.plan.site.desks)).any()


@_behaviour("priority overtakes")
def _priority_overtakes(day: Day) -> bool:
    priority, ready = day.key
    ahead = (priority[:, None] < priority[None]) & (ready[:, None] > ready[None])
    return (ahead & _one_before_the_other(day)).any()


@_behaviour("number decides")
def _number_decides(day: Day) -> bool:
    priority, ready = day.key
    tie = (priority[:, None] == priority[None]) & (ready[:, None] == ready[None])
    return (tie & _one_before_the_other(day)).any()


def _one_before_the_other(day: Day) -> NDArray[np.bool_]:
    """bool [n, n, S]; the first was served while the second was in the same line."""
    visits = day.visits
    gone = np.minimum(visits.began, visits.left)
    begins = visits.began[:, None]
    return day.served[:, None] & (visits.joined[None] <= begins) & (begins < gone[None])


# Services and ways


@_behaviour("service of no length")
def _no_length(day: Day) -> bool:
    return (day.served & (day.visits.ended == day.visits.began)).any()


@_behaviour("time since shortened")
def _time_since(day: Day) -> bool:
    left, drawn = _time_left(day)
    return ((left > 0) & (left < drawn)).any()


@_behaviour("time since over")
def _time_over(day: Day) -> bool:
    left, drawn = _time_left(day)
    return ((left <= 0) & (drawn > 0)).any()


def _time_left(day: Day) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What was left, and what was drawn, of all times that count from an earlier station."""
    patient, station = np.nonzero(day.served & (day.plan.site.since >= 0))
    drawn = day.draws.service[patient, station]
    return drawn - day.visits.began[patient, station] + day.visits.ended[patient, day.plan.site.since[station]], drawn


@_behaviour("extra added")
def _extra(day: Day) -> bool:
    visits = day.visits
    left = day.draws.service.copy()
    patient, station = np.nonzero(day.served & (day.plan.site.since >= 0))
    left[patient, station] = _time_left(day)[0]
    ended = day.served & (visits.ended < NEVER)
    return (ended & (left > 0) & (day.draws.extra > 0) & (visits.ended - visits.began > left)).any()


@_behaviour("walk")
def _walk(day: Day) -> bool:
    visits = day.visits
    later = np.minimum.accumulate(visits.reached[:, ::-1], axis=1)[:, ::-1][:, 1:]  # the next station reached
    return ((visits.ended[:, :-1] < later) & (later < NEVER)).any()


@_behaviour("class skips a station")
def _skips(day: Day) -> bool:
    names = day.plan.stations
    for k, klass in enumerate(day.scenario.classes):
        for name in klass.skips:
            if (day.visits.reached[day.draws.klass == k, names.index(name) + 1 :] < NEVER).any():
                return True
    return False


@_behaviour("branch leads on")
def _branch_forward(day: Day) -> bool:
    return (day.branches[2] < len(day.plan.stations)).any()


@_behaviour("branch leads out")
def _branch_out(day: Day) -> bool:
    return (day.branches[2] == len(day.plan.stations)).any()


@_behaviour("service of a branch")
def _service_of_branch(day: Day) -> bool:
    station, branch, _ = day.branches
    laws = day.plan.chance.branch_service
    return any(laws[s][b] is not None for s, b in zip(station, branch, strict=True))


@_behaviour("left undosed")
def _left_undosed(day: Day) -> bool:
    return (day.visits.outcome == Outcome.LEFT).any()


# How the day ends


@_behaviour("stop cuts off")
def _stop(day: Day) -> bool:
    return (day.visits.outcome == Outcome.STILL_INSIDE).any()


@_behaviour("stranded")
def _stranded(day: Day) -> bool:
    return day.visits.stranded > 0


# Staff


@_behaviour("absence")
def _absence(day: Day) -> bool:
    return day.draws.absent.any()


@_behaviour("comes during the day")
def _comes_late(day: Day) -> bool:
    return (day.unit_served & (day.visits.came > day.plan.site.opens[0])).any()


@_behaviour("goes during the day")
def _goes_early(day: Day) -> bool:
    return (day.unit_served & (day.visits.went < min(day.plan.site.closing, day.visits.ended_at))).any()


@_behaviour("overtime")
def _overtime(day: Day) -> bool:
    return (_past_the_end(day) & ~day.plan.site.unit_stays).any()


@_behaviour("stays until clear")
def _stays(day: Day) -> bool:
    return (_past_the_end(day) & day.plan.site.unit_stays).any()


def _past_the_end(day: Day) -> NDArray[np.bool_]:
    return (day.visits.went > day.plan.site.unit_to) & (day.visits.went < NEVER)


@_behaviour("break on time")
def _break_on_time(day: Day) -> bool:
    unit, began, _ = day.breaks
    return (day.break_due[unit] == began[:, None]).any()


@_behaviour("break delayed")
def _break_delayed(day: Day) -> bool:
    unit, began, _ = day.breaks
    return (day.break_due[unit] != began[:, None]).all(axis=1).any()


@_behaviour("break missed")
def _break_missed(day: Day) -> bool:
    return (day.visits.breaks_missed > 0).any()


@_behaviour("break limited by away")
def _break_limited(day: Day) -> bool:
    """A unit with one break was idle while it was due: only those away already can have kept it."""
    site, t = day.plan.site, day.visits.timeline
    unit, began, _ = day.breaks
    taken = np.full(len(site.unit_group), NEVER)
    taken[unit] = began
    due = day.break_due.min(axis=1, initial=NEVER)
    latest = np.where(site.break_concerns, site.break_latest[site.unit_group], -NEVER).max(axis=1, initial=-NEVER)
    single = site.break_concerns.sum(axis=1) == 1
    until = np.minimum(np.minimum(taken, latest + 1), site.unit_to)[t.unit]
    idle = single[t.unit] & (t.state == StaffState.IDLE)
    return (idle & (np.maximum(t.began, due[t.unit]) < np.minimum(t.ended, until))).any()


@_behaviour("break cut by shift")
def _break_cut(day: Day) -> bool:
    unit, began, ended = day.breaks
    lengths = np.where(day.plan.site.break_concerns, day.draws.break_length, NEVER).min(axis=1, initial=NEVER)
    cut = (ended == day.plan.site.unit_to[unit]) & (ended < day.plan.site.stop)
    return (cut & (ended - began < lengths[unit])).any()


@_behaviour("crew of several")
def _crew_of_several(day: Day) -> bool:
    return (day.visits.crew[:, :, 1:] >= 0).any()


@_behaviour("unit in several roles")
def _several_roles(day: Day) -> bool:
    patient, station, place = np.nonzero(day.visits.crew >= 0)
    used = np.zeros((len(day.plan.units), len(day.plan.roles)), bool)
    used[day.visits.crew[patient, station, place], day.plan.site.crew_role[station, place]] = True
    return (used.sum(axis=1) > 1).any()


@_behaviour("longest idle serves")
def _longest_idle(day: Day) -> bool:
    """Another one than the lowest number, so that the rule can be seen."""
    rule, ahead = day.passed_over
    return ((rule == PICKS.index("longest_idle")) & (ahead > 0)).any()


@_behaviour("lowest number serves")
def _lowest_number(day: Day) -> bool:
    rule, ahead = day.passed_over
    return ((rule == PICKS.index("lowest_number")) & (ahead < 0)).any()


@_behaviour("random one serves")
def _random_pick(day: Day) -> bool:
    """Another one than the lowest number, so that the rule can be seen."""
    rule, ahead = day.passed_over
    return ((rule == PICKS.index("random")) & (ahead > 0)).any()
