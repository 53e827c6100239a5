"""Rooms: who stands outside or at a desk because there is no place, and who waits for another line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import Cause, StaffState


@behaviour("full at closing", "waiting_room")
def _full(day: Day) -> Flags:
    return day.visits.cause == Cause.FULL


@behaviour("outside a full room", "waiting_room")
def _outside_a_full_room(day: Day) -> Flags:
    room = day.plan.site.waiting_room
    if (room == NEVER).all():
        return False
    outside, ready = _outside_open_doors(day)
    return (outside & (day.in_line(ready) >= room))[room[None].repeat(len(outside), axis=0) > 0]


@behaviour("outside a full site", "max_inside")
def _outside_a_full_site(day: Day) -> Flags:
    """Too many people were inside for the party, and in the room there was place."""
    if day.plan.site.max_inside == NEVER:
        return False
    outside, ready = _outside_open_doors(day)
    room = day.in_line(ready) < day.plan.site.waiting_room
    return outside & room & (_people_inside(day, ready) + day.draws.party[:, None] > day.plan.site.max_inside)


@behaviour("smaller party overtakes", "max_inside", "party")
def _smaller_party_overtakes(day: Day) -> Flags:
    """Who was ready later, and is fewer people, entered at the same station while the others stood outside."""
    if day.plan.site.max_inside == NEVER:
        return False
    outside, ready = _outside_open_doors(day)
    entered, size = day.visits.joined, day.draws.party
    later = (ready[None] > ready[:, None]) & (size[None] < size[:, None])[:, :, None] & (entered[None] < NEVER)
    return outside[:, None] & later & (ready[:, None] < entered[None]) & (entered[None] < _gone(day)[:, None])


def _outside_open_doors(day: Day) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """bool [n, S]; who was ready at their first station while the doors were open, and still outside afterwards; and
    the tick at which they were ready, int64 [n, S]."""
    site, ready = day.plan.site, day.key[1]
    first = site.first_station[day.draws.klass][:, None] == np.arange(len(day.plan.stations))
    is_open = ((site.opens <= ready[..., None]) & (ready[..., None] < site.closes)).any(axis=-1)
    return first & (ready < NEVER) & is_open & (_gone(day) > ready), ready


def _gone(day: Day) -> NDArray[np.int64]:
    """int64 [n, S]; when they left a station's door, into the line or away."""
    return np.minimum(day.visits.joined, day.visits.left)


def _people_inside(day: Day, ticks: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64 [n, S]; people inside when each instant was over."""
    visits, ticks = day.visits, ticks[:, :, None]
    inside = (day.entered <= ticks) & (ticks < visits.departed)
    return (inside * day.draws.party.astype(np.int64)).sum(axis=-1)


@behaviour("room of 0 entered from outside", "waiting_room")
def _straight_in(day: Day) -> Flags:
    site = day.plan.site
    first = site.first_station[day.draws.klass][:, None] == np.arange(len(day.plan.stations))
    return first & day.served & (site.waiting_room == 0) & (day.visits.began > day.visits.reached)


@behaviour("room of 0 entered from a desk", "waiting_room")
def _from_desk_to_desk(day: Day) -> Flags:
    visits = day.visits
    return day.served & (day.plan.site.waiting_room == 0) & _was_blocked(day) & (visits.began > visits.reached)


@behaviour("blocked enters a room", "waiting_room")
def _enters_a_room(day: Day) -> Flags:
    visits = day.visits
    return (day.plan.site.waiting_room > 0) & _was_blocked(day) & (visits.joined > visits.reached)


def _was_blocked(day: Day) -> NDArray[np.bool_]:
    """bool [n, S]; joined the line at the tick at which they left an earlier desk where they were blocked."""
    left = np.where(day.blocked, day.visits.left, -1)
    joined = day.visits.joined
    return (joined < NEVER) & (left[:, None] == joined[:, :, None]).any(axis=-1)


@behaviour("blocked before a walk", "waiting_room")
def _before_a_walk(day: Day) -> Flags:
    left = np.where(day.blocked, day.visits.left, -1).max(axis=1, initial=-1)
    later = np.minimum.accumulate(day.visits.reached[:, ::-1], axis=1)[:, ::-1][:, 1:]
    set_off = day.blocked[:, :-1] & (later > day.visits.left[:, :-1]) & (later < NEVER)
    return set_off & (left > 0)[:, None]


@behaviour("staff held", "waiting_room")
def _held(day: Day) -> Flags:
    return day.visits.timeline.state == StaffState.HELD


@behaviour("staff needed later let go", "waiting_room")
def _let_go(day: Day) -> Flags:
    site = day.plan.site
    return _blocked_crews(day) & (site.keeps_staff & _needed_later(day))[..., None]


@behaviour("only the desk blocked", "waiting_room", "blocks")
def _desk_only(day: Day) -> Flags:
    return _blocked_crews(day) & (~day.plan.site.keeps_staff & ~_needed_later(day))[..., None]


def _blocked_crews(day: Day) -> NDArray[np.bool_]:
    """bool [n, S, C]; the units of services after which the patient was blocked."""
    return day.blocked[..., None] & (day.visits.crew >= 0)


def _needed_later(day: Day) -> NDArray[np.bool_]:
    """bool [n, S]; some unit of the crew could also serve at a later station."""
    crew, later = day.visits.crew, day.plan.site.serves_later
    if not len(later):
        return np.zeros(crew.shape[:2], bool)
    stations = np.arange(crew.shape[1])[:, None]
    return ((crew >= 0) & later[crew, stations]).any(axis=-1)


@behaviour("held up by another line", "hold")
def _held_up(day: Day) -> Flags:
    """Joined a line while a desk was free, and too many were in the other line."""
    site = day.plan.site
    waits = day.waited & (site.hold_for >= 0) & (day.desks_busy_on_joining < site.desks)
    joined, held = day.visits.joined, np.zeros(waits.shape, bool)
    for s in np.nonzero(site.hold_for >= 0)[0]:
        there = np.repeat(joined[:, s, None], waits.shape[1], axis=1)
        held[:, s] = day.in_line(there)[:, site.hold_for[s]] > site.hold_above[s]
    return waits & held
