"""Inside: who waits, in which order, how long services last, which way patients go, how their day ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import Outcome


@behaviour("waits for a desk")
def _waits_for_a_desk(day: Day) -> Flags:
    return day.waited & (day.desks_busy_on_joining == day.plan.site.desks)


@behaviour("waits for staff")
def _waits_for_staff(day: Day) -> Flags:
    """A desk was free and open, and neither a session, another line nor a dose was wanting."""
    site = day.plan.site
    one_kind, alone = np.diff(site.first_kind) == 1, (site.batch_size == 0) & (site.hold_for < 0)
    staff_alone = one_kind & alone & ~(site.gives_dose & _doses_count(day))
    return day.waited & staff_alone & (day.desks_busy_on_joining < site.desks)


def _doses_count(day: Day) -> bool:
    return len(day.plan.vaccines) > 0 or bool(day.plan.site.carried_to.any())


@behaviour("priority overtakes")
def _priority_overtakes(day: Day) -> Flags:
    priority, ready = day.key
    ahead = (priority[:, None] < priority[None]) & (ready[:, None] > ready[None])
    return ahead & day.one_before_the_other


@behaviour("number decides")
def _number_decides(day: Day) -> Flags:
    priority, ready = day.key
    tie = (priority[:, None] == priority[None]) & (ready[:, None] == ready[None])
    return tie & day.one_before_the_other


@behaviour("service of no length")
def _no_length(day: Day) -> Flags:
    return day.served & (day.visits.ended == day.visits.began)


@behaviour("time since shortened")
def _time_since(day: Day) -> Flags:
    left, drawn = _time_left(day)
    return (left > 0) & (left < drawn)


@behaviour("time since over")
def _time_over(day: Day) -> Flags:
    left, drawn = _time_left(day)
    return (left <= 0) & (drawn > 0)


def _time_left(day: Day) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What was left, and what was drawn, of all times that count from an earlier station."""
    patient, station = np.nonzero(day.served & (day.plan.site.since >= 0))
    drawn = day.draws.service[patient, day.kind[patient, station]]
    return drawn - day.visits.began[patient, station] + day.visits.ended[patient, day.plan.site.since[station]], drawn


@behaviour("extra added")
def _extra(day: Day) -> Flags:
    visits = day.visits
    left = np.take_along_axis(day.draws.service, day.kind, axis=1)
    patient, station = np.nonzero(day.served & (day.plan.site.since >= 0))
    left[patient, station] = _time_left(day)[0]
    ended = day.served & (visits.ended < NEVER)
    return ended & (left > 0) & (day.draws.extra > 0) & (visits.ended - visits.began > left)


@behaviour("walk")
def _walk(day: Day) -> Flags:
    visits = day.visits
    later = np.minimum.accumulate(visits.reached[:, ::-1], axis=1)[:, ::-1][:, 1:]  # the next station reached
    return (visits.ended[:, :-1] < later) & (later < NEVER)


@behaviour("class skips a station")
def _skips(day: Day) -> Flags:
    names = day.plan.stations
    for k, klass in enumerate(day.scenario.classes):
        for name in klass.skips:
            if (day.visits.reached[day.draws.klass == k, names.index(name) + 1 :] < NEVER).any():
                return True
    return False


@behaviour("branch leads on")
def _branch_forward(day: Day) -> Flags:
    return day.branches[2] < len(day.plan.stations)


@behaviour("branch leads out")
def _branch_out(day: Day) -> Flags:
    return day.branches[2] == len(day.plan.stations)


@behaviour("service of a branch")
def _service_of_branch(day: Day) -> Flags:
    station, branch, _ = day.branches
    laws = day.plan.chance.branch_service
    return any(laws[s][b] is not None for s, b in zip(station, branch, strict=True))


@behaviour("left undosed")
def _left_undosed(day: Day) -> Flags:
    return day.visits.outcome == Outcome.LEFT


@behaviour("stop cuts off")
def _stop(day: Day) -> Flags:
    return day.visits.outcome == Outcome.STILL_INSIDE


@behaviour("stranded")
def _stranded(day: Day) -> Flags:
    return day.visits.stranded > 0
