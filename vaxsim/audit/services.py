"""The conservation checks of what services take: their length, clean-up, and the time of staff around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.audit.check import Flags, Found, Ticks, check_of, rows, sum_by_unit, units
from vaxsim.audit.staff import time_in
from vaxsim.pieces import Desks, desks_taken, kind_of_desk, pieces
from vaxsim.scenario.uses import IN_PIECES, KEEP_DESKS
from vaxsim.units import NEVER
from vaxsim.visits import Cause, StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

WHOLE = 1000
"""Per mille of a pace that changes nothing."""


@check_of("pace", "parties", "kinds", *IN_PIECES, *KEEP_DESKS)
def services_last_as_drawn(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """All pieces of a service together last as drawn, paced by the slowest of those who began it."""
    patient, station = np.nonzero((visits.began < NEVER) & (visits.ended < NEVER))
    parts = pieces(visits)
    lasted = np.zeros(visits.began.shape, np.int64)
    np.add.at(lasted, (parts.patient, parts.station), np.minimum(parts.ended, visits.ended_at) - parts.began)
    whose = _whose_luck(visits, patient, station)
    drawn = _paced(plan, visits, whose, station, _length(plan, draws, visits, whose, station))
    wrong = lasted[patient, station] != drawn
    yield from rows(plan, patient, station, wrong, "were served for another time than was drawn")


def _whose_luck(visits: Visits, patient: Ticks, station: Ticks) -> Ticks:
    """Whose draws hold for each service: of a session those of the smallest number."""
    session = visits.session[patient, station]
    return np.where(session >= 0, session, patient)


def _length(plan: Plan, draws: Draws, visits: Visits, patient: Ticks, station: Ticks) -> Ticks:
    """What each service should last before it is paced: what is left of the drawn time, and the extra if any is."""
    kind = kind_of_desk(plan, visits, patient, station)
    since, began = plan.site.since[station], visits.began[patient, station]
    counts_from = np.where(since >= 0, visits.ended[patient, since], began)
    left = np.where(counts_from < NEVER, draws.service[patient, kind] - (began - counts_from), 0)
    return np.where(left > 0, left + draws.extra[patient, station], 0)


def _paced(plan: Plan, visits: Visits, patient: Ticks, station: Ticks, ticks: Ticks) -> Ticks:
    """Durations at the pace of the crew that began each service."""
    crew, began = visits.crew[patient, station], visits.began[patient, station]
    if "pace" not in plan.uses or not crew.size:
        return ticks
    site, there = plan.site, crew >= 0
    group = np.append(site.unit_group, 0)[crew]
    on_duty = began[:, None] - np.append(visits.came, 0)[crew]
    step = (site.pace_from[group] <= on_duty[:, :, None]).sum(axis=2) - 1
    pace = np.where(there, np.take_along_axis(site.pace[group], step[:, :, None], axis=2)[:, :, 0], 0).max(axis=1)
    return ticks * np.where(there.any(axis=1), pace, WHOLE) // WHOLE


@check_of(*KEEP_DESKS)
def desks_are_cleaned(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """A desk is free as soon as the patient, or the last of a session, has left and the clean-up drawn is over."""
    taken = desks_taken(plan, visits)
    drawn = _paced(plan, visits, taken.patient, taken.station, draws.clean_up[taken.patient, taken.station])
    over = taken.freed < NEVER
    wrong = over & (taken.freed - taken.left != drawn)
    yield from rows(plan, taken.patient, taken.station, wrong, "left a desk that was cleaned for another time")


@check_of(*KEEP_DESKS)
def staff_are_held(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Timelines show units as held for as long as patients they keep to are blocked."""
    taken = desks_taken(plan, visits)
    crew = _last_crew(visits, taken)
    held = _time_of_units(plan, visits, crew, taken.ended, taken.left, _keeps_staff(plan, taken, crew))
    wrong = held != time_in(plan, visits, StaffState.HELD)
    yield from units(plan, np.flatnonzero(wrong), "were held for another time than their patients say")


@check_of("clean-up")
def staff_clean_up(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Timelines show units as cleaning up after the patients they kept to, or who stood before no room.

    Who is turned away in the instant for want of doses may have stood there or not.
    """
    taken = desks_taken(plan, visits)
    crew = _last_crew(visits, taken)
    stood = _before_a_room(plan, draws, visits)[taken.patient, taken.station]
    without_dose = (visits.cause == Cause.NO_DOSE)[:, None] & (visits.departed[:, None] == visits.ended)
    sent_home = _of_any_member(visits, without_dose)[taken.patient, taken.station]
    clean = _keeps_staff(plan, taken, crew) | ~stood
    least, most = (
        _time_of_units(plan, visits, crew, taken.left, taken.freed, chosen) for chosen in (clean, clean | sent_home)
    )
    told = time_in(plan, visits, StaffState.CLEANING)
    wrong = (told < least) | (told > most)
    yield from units(plan, np.flatnonzero(wrong), "were cleaning for another time than their patients say")


def _last_crew(visits: Visits, taken: Desks) -> NDArray[np.int32]:
    """int32 (rows, C): who served the last piece of each service."""
    last, again = visits.crew.copy(), visits.interruptions
    last[again.patient, again.station] = again.crew
    return np.asarray(last[taken.patient, taken.station])


def _time_of_units(
    plan: Plan, visits: Visits, crew: NDArray[np.int32], began: Ticks, ended: Ticks, chosen: Flags
) -> Ticks:
    """int64 [U]: the ticks from began to ended of the chosen desks, for each unit that served there."""
    desk, place = np.nonzero(chosen[:, None] & (crew >= 0))
    spent = np.minimum(ended[desk], visits.ended_at) - np.minimum(began[desk], visits.ended_at)
    return sum_by_unit(plan, crew[desk, place], spent)


def _before_a_room(plan: Plan, draws: Draws, visits: Visits) -> Flags:
    """bool [n, S]: whose way from the station leads to a limited room, of a session that of any member's.

    They stand at its door as their service ends, were it for no time: staff that is not kept is free from then on.
    """
    site, klass = plan.site, draws.klass
    own = np.arange(visits.began.shape[1])
    ways = np.concatenate([site.branch_target, site.next_station[:, :, None]], axis=2)  # -1: no branch happens
    following = ways[klass[:, None], own, draws.branch]
    return _of_any_member(visits, np.append(site.waiting_room < NEVER, False)[following])


def _of_any_member(visits: Visits, each: Flags) -> Flags:
    """bool [n, S] as `each`, but for who leads a session whether it is so of any member."""
    found = each.copy()
    member, station = np.nonzero((visits.session >= 0) & each)
    found[visits.session[member, station], station] = True
    return np.asarray(found)


def _keeps_staff(plan: Plan, taken: Desks, crew: NDArray[np.int32]) -> Flags:
    """bool (rows,): who is blocked keeps the staff: the station says so, and nobody of them serves further on."""
    later = np.append(plan.site.serves_later, np.zeros((1, len(plan.stations)), bool), axis=0)
    return np.asarray(plan.site.keeps_staff[taken.station] & ~later[crew, taken.station[:, None]].any(axis=1))
