"""Desks: unlike kinds of them, sessions, cleaning up, parties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import StaffState


@behaviour("later kind of desk", "kinds")
def _later_kind(day: Day) -> Flags:
    return day.served & (day.visits.kind > 0)


@behaviour("passed over by kind", "kinds")
def _passed_over(day: Day) -> Flags:
    """Somebody behind was served, at a kind of desk that was not open to them."""
    return any(_passed_over_at(day, int(s)) for s in np.nonzero(np.diff(day.plan.site.first_kind) > 1)[0])


def _passed_over_at(day: Day, s: int) -> bool:
    visits, (priority, ready) = day.visits, day.key
    keys = list(zip(priority[:, s].tolist(), ready[:, s].tolist(), range(len(ready)), strict=True))
    gone = np.minimum(visits.began, visits.left)[:, s]
    for i in np.nonzero(day.served[:, s])[0]:
        began = visits.began[i, s]
        shut = ~day.plan.site.kind_open[day.draws.klass, day.kind[i, s]]
        stayed = np.nonzero(shut & (visits.joined[:, s] <= began) & (began < gone))[0]
        if any(keys[j] < keys[i] for j in stayed):
            return True
    return False


@behaviour("full session", "batch")
def _full(day: Day) -> Flags:
    members = _members(day)
    return (members > 0) & (members == day.plan.site.batch_size)


@behaviour("session of some", "batch")
def _after_max_wait(day: Day) -> Flags:
    members = _members(day)
    return (members > 1) & (members < day.plan.site.batch_size)


@behaviour("session of one", "batch")
def _alone(day: Day) -> Flags:
    return (_members(day) == 1) & (day.plan.site.batch_size > 1)


def _members(day: Day) -> NDArray[np.intp]:
    """int [n, S]; how many there are in the session that a patient's number stands for, 0 without one."""
    session, rows = day.visits.session, np.arange(len(day.served))
    return (session[None] == rows[:, None, None]).sum(axis=1)


@behaviour("session goes on singly", "batch", "waiting_room")
def _singly(day: Day) -> Flags:
    """Members left the desk at different times, because the next room did not take them all."""
    session, left = day.visits.session, np.where(day.served, day.visits.left, NEVER)
    together = (session[:, None] == session[None]) & (session >= 0)[None]
    return together & (left[:, None] < left[None]) & (left < NEVER)[None]


@behaviour("cleaning up", "clean_up")
def _cleans(day: Day) -> Flags:
    return day.visits.timeline.state == StaffState.CLEANING


@behaviour("waits for cleaning", "clean_up")
def _waits_for_cleaning(day: Day) -> Flags:
    """Began at the tick at which the cleaning of a desk was over."""
    visits = day.visits
    cleaned = np.where(day.served & (visits.freed > visits.left), visits.freed, -1)
    return day.waited & day.served & (visits.began[:, None] == cleaned[None]).any(axis=1)


@behaviour("desk cleaned without staff", "clean_up", "waiting_room")
def _cleaned_alone(day: Day) -> Flags:
    """The crew of a blocked patient was free before, and did not come back."""
    visits, t = day.visits, day.visits.timeline
    served_by = (visits.crew >= 0).any(axis=2)
    patient, station = np.nonzero(served_by & day.blocked & (visits.freed > visits.left) & (visits.freed < NEVER))
    unit = visits.crew[patient, station].max(axis=1, initial=-1)
    cleans = (t.unit == unit[:, None]) & (t.state == StaffState.CLEANING)
    cleans &= (t.began < visits.freed[patient, station, None]) & (t.ended > visits.left[patient, station, None])
    return ~cleans.any(axis=1)


@behaviour("party served", "party")
def _party(day: Day) -> Flags:
    return day.served & (day.draws.party > 1)[:, None]


@behaviour("longer for a party", "party", "per_person")
def _longer(day: Day) -> Flags:
    longer = np.array(day.plan.chance.per_person) & (day.draws.party > 1)[:, None]
    return longer & day.served & (day.visits.ended > day.visits.began) & (day.visits.ended < NEVER)
