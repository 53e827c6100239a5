"""Rooms and the site: never fuller than allowed, and nobody is kept out while there is room."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.invariants.records import Check, Moment, Records
from vaxsim.units import NEVER


def rooms_hold_no_more(day: Records) -> Iterator[str]:
    """Those in a line, and those who walk there, are never more than the room has places."""
    limited = day.site.waiting_room < NEVER
    for moment in day.moments:
        taken = moment.in_line.sum(axis=0) + moment.on_the_way
        for s in np.nonzero(limited & (taken > day.site.waiting_room))[0]:
            yield f"{taken[s]} in the room of {day.plan.stations[s]}, for {day.site.waiting_room[s]}, at {moment.tick}"


def the_site_holds_no_more(day: Records) -> Iterator[str]:
    """People inside are never more than allowed."""
    for moment in day.moments:
        if moment.people_inside > day.site.max_inside:
            yield f"{moment.people_inside} people inside at {moment.tick}"


def only_full_rooms_block(day: Records) -> Iterator[str]:
    """Who has been served goes on at once, but for those whom a room of limited size awaits."""
    v = day.visits
    for i, s in zip(*np.nonzero((v.ended < NEVER) & (v.left > v.ended)), strict=True):
        there = day.following(int(i), int(s))
        if there == day.stations or day.site.waiting_room[there] == NEVER:
            yield f"patient {i + 1} left {day.plan.stations[s]} at {v.left[i, s]}, after {v.ended[i, s]}"


def a_desk_is_left_on_moving_up(day: Records) -> Iterator[str]:
    """Who goes on without a walk leaves the desk at the tick at which they enter the next line, or the site."""
    v = day.visits
    for i, s in zip(*np.nonzero(v.left < NEVER), strict=True):
        if v.ended[i, s] == NEVER or day.draws.walk[i, s]:
            continue
        there = day.following(int(i), int(s))
        goes = v.departed[i] if there == day.stations else min(v.joined[i, there], v.left[i, there])
        if v.left[i, s] != goes:
            yield f"patient {i + 1} left {day.plan.stations[s]} at {v.left[i, s]} and went on at {goes}"


def nobody_is_kept_out_without_reason(day: Records) -> Iterator[str]:
    """When an instant is over, whoever stands at a door finds the room full, the site full, or the doors shut."""
    for moment in day.moments:
        for i, s in at_doors(day, moment):
            room = day.site.waiting_room[s]
            if kept_outside(day, moment, i, s):
                continue
            if room and moment.in_line[:, s].sum() + moment.on_the_way[s] < room:
                yield f"patient {i + 1} stands at the door of {day.plan.stations[s]} at {moment.tick} without reason"


def at_doors(day: Records, moment: Moment) -> Iterator[tuple[int, int]]:
    """(patient, station) of those who stand at a station's door, or at a desk before a walk there."""
    v = day.visits
    stands = (v.reached <= moment.tick) & (moment.tick < np.minimum(v.joined, v.left))
    yield from ((int(i), int(s)) for i, s in zip(*np.nonzero(stands), strict=True))
    blocked = (v.ended <= moment.tick) & (moment.tick < v.left) & (day.draws.walk > 0)
    yield from ((int(i), day.following(int(i), int(s))) for i, s in zip(*np.nonzero(blocked), strict=True))


def kept_outside(day: Records, moment: Moment, i: int, s: int) -> bool:
    """Whether somebody at a door is outside the site, and doors, gate or the limit inside do not let them in."""
    if day.entered[i] <= moment.tick:
        return False
    full = moment.people_inside + day.draws.party[i] > day.site.max_inside
    return bool(day.ready[i, s] > moment.tick or not moment.doors_open or full)


CHECKS: tuple[Check, ...] = (
    rooms_hold_no_more, the_site_holds_no_more, only_full_rooms_block, a_desk_is_left_on_moving_up,
    nobody_is_kept_out_without_reason,
)  # fmt: skip
