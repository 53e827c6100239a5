"""Staff: each unit does one thing at a time, on duty, and its states are what patients, breaks and doses say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.invariants.records import Check, Records, Span, merged
from vaxsim.units import NEVER
from vaxsim.visits import Move, StaffState

FINISHING = (StaffState.HELD, StaffState.CLEANING)
"""What may begin past the end of a shift: it belongs to a service that began before."""


def units_serve_one_at_a_time(day: Records) -> Iterator[str]:
    """Pieces of services of a unit do not overlap, and are exactly the times it is recorded as serving."""
    served = _served(day)
    for u, name in enumerate(day.plan.units):
        spans = sorted(span for span in served[u] if span[0] < span[1])
        if any(second[0] < first[1] for first, second in pairwise(spans)):
            yield f"{name} served two at once: {spans}"
        if merged(spans) != day.states(u, StaffState.SERVING):
            yield f"{name} served {spans}, and its timeline says {day.states(u, StaffState.SERVING)}"


def _served(day: Records) -> list[list[Span]]:
    """The pieces that each unit served, a session once."""
    p, end = day.pieces, day.visits.ended_at
    served: list[list[Span]] = [[] for _ in day.plan.units]
    for i, s, began, ended, crew in zip(p.patient, p.station, p.began, p.ended, p.crew, strict=True):
        if day.leads[i, s] == i:
            for u in crew[crew >= 0]:
                served[u].append((int(began), int(min(ended, end))))
    return served


def units_are_held_and_clean_with_their_desk(day: Records) -> Iterator[str]:
    """A unit is held exactly while its patient is blocked, unless only the desk is kept, and then cleans the desk."""
    held, cleaned, unsure = _after_services(day)
    for u, name in enumerate(day.plan.units):
        if merged(held[u]) != day.states(u, StaffState.HELD):
            yield f"{name} should be held {held[u]}, and its timeline says {day.states(u, StaffState.HELD)}"
        seen = day.states(u, StaffState.CLEANING)
        if merged(cleaned[u]) != seen and merged(cleaned[u] + unsure[u]) != seen and not unsure[u]:
            yield f"{name} should clean {cleaned[u]}, and its timeline says {seen}"


def _after_services(day: Records) -> tuple[list[list[Span]], list[list[Span]], list[list[Span]]]:
    """When each unit should be held, should clean, and may clean: a patient may have been blocked for no time."""
    units = range(len(day.plan.units))
    held: list[list[Span]] = [[] for _ in units]
    cleaned: list[list[Span]] = [[] for _ in units]
    unsure: list[list[Span]] = [[] for _ in units]
    p, v, end = day.pieces, day.visits, day.visits.ended_at
    for i, s, ended, crew in zip(p.patient[p.last], p.station[p.last], p.ended[p.last], p.crew[p.last], strict=True):
        if ended == NEVER or day.leads[i, s] != i:
            continue
        members = day.leads[:, s] == i
        gone, freed = int(v.left[members, s].max()), int(v.freed[members, s].max())
        units_here = crew[crew >= 0]
        keeps = day.site.keeps_staff[s] and not day.site.serves_later[units_here, s].any()
        for u in units_here:
            if gone > ended and keeps:
                held[u].append((int(ended), min(gone, end)))
            if gone == ended or keeps:
                may_be_blocked = not keeps and _a_room_follows(day, members, s)
                (unsure if may_be_blocked else cleaned)[u].append((min(gone, end), min(freed, end)))
    return held, cleaned, unsure


def _a_room_follows(day: Records, members: NDArray[np.bool_], s: int) -> bool:
    there = [day.following(int(i), s) for i in np.nonzero(members)[0]]
    return any(z < day.stations and day.site.waiting_room[z] < NEVER for z in there)


def trips_and_making_are_in_the_timeline(day: Records) -> Iterator[str]:
    """A unit restocks exactly during its trips, and prepares exactly from the beginning of a dose to its end."""
    t, m, end = day.visits.trips, day.visits.moves, day.visits.ended_at
    for u, name in enumerate(day.plan.units):
        away = [(int(b), int(min(e, end))) for b, e in zip(t.set_off, t.back, strict=True)]
        trips = merged([span for span, unit in zip(away, t.unit, strict=True) if unit == u])
        if trips != day.states(u, StaffState.RESTOCKING):
            yield f"{name} made the trips {trips}, and its timeline says {day.states(u, StaffState.RESTOCKING)}"
        begun, made = (np.sort(np.repeat(m.tick, m.doses * ((m.move == move) & (m.who == u)))).tolist()
                       for move in (Move.BEGUN, Move.MADE))  # fmt: skip
        ends = [*made, end][: len(begun)]
        made_spans = merged(list(zip(begun, ends, strict=True))) if len(ends) == len(begun) else None
        if made_spans != day.states(u, StaffState.PREPARING):
            yield f"{name} made doses {made_spans}, and its timeline says {day.states(u, StaffState.PREPARING)}"


def breaks_follow_the_rules(day: Records) -> Iterator[str]:
    """Breaks begin in the window of one that concerns the unit, within the shift, and not too many are away."""
    site = day.site
    for u, name in enumerate(day.plan.units):
        group = site.unit_group[u]
        earliest, latest = site.break_earliest[group], site.break_latest[group]
        for began, _ in day.states(u, StaffState.ON_BREAK):
            if not (site.break_concerns[u] & (earliest <= began) & (began <= latest)).any():
                yield f"{name} began a break at {began}"
            if began >= site.unit_to[u]:
                yield f"{name} began a break past the end of the shift"
    t = day.visits.timeline
    for g, name in enumerate(day.plan.groups):
        members = np.nonzero(site.unit_group == g)[0]
        for moment in day.moments:
            rows = (t.began <= moment.tick) & (moment.tick < t.ended) & np.isin(t.unit, members)
            away = (t.state[rows] == StaffState.ON_BREAK).sum()
            present = rows.sum() + _went_last(day, members, moment.tick)
            begins = (t.began[rows] == moment.tick) & (t.state[rows] == StaffState.ON_BREAK)
            if begins.any() and away > site.break_away[g, :, present].max():
                yield f"{away} of {present} {name} away at {moment.tick}"


def _went_last(day: Records, members: NDArray[np.intp], tick: int) -> int:
    """How many that had stayed past their shift went when an instant was over: until then they counted as present."""
    return int((day.site.unit_stays[members] & (day.visits.went[members] == tick)).sum())


def units_work_on_duty_only(day: Records) -> Iterator[str]:
    """A unit comes with its shift, its timeline has no gap, and past its end it only finishes, or stays to serve."""
    t, visits = day.visits.timeline, day.visits
    for u, name in enumerate(day.plan.units):
        rows = t.unit == u
        began, ended = t.began[rows], t.ended[rows]
        if day.draws.absent[u] and (rows.any() or visits.came[u] != NEVER):
            yield f"{name} is absent and has a timeline"
        if not rows.any():
            continue
        if began[0] != day.site.unit_from[u] or visits.came[u] != began[0] or visits.went[u] != ended[-1]:
            yield f"{name} came at {began[0]} and went at {ended[-1]}"
        if (began[1:] != ended[:-1]).any():
            yield f"{name} has a gap in its timeline"
        late = (began >= day.site.unit_to[u]) & ~np.isin(t.state[rows], FINISHING)
        if late.any() and not day.site.unit_stays[u]:
            yield f"{name} began something at {began[late]} past its shift"


def services_are_interrupted_for_breaks(day: Records) -> Iterator[str]:
    """A service is taken up again later, by anybody, only because a unit of it went on a break that interrupts; at
    the same tick only that, or because one unit was replaced by one of the next shift."""
    p, found = day.pieces, day.visits.interruptions
    for i, s, paused, resumed, crew in zip(
        found.patient, found.station, found.paused, found.resumed, found.crew, strict=True
    ):
        before = p.crew[(p.patient == i) & (p.station == s) & (p.ended == paused) & ~p.last]
        name = f"patient {i + 1} at {day.plan.stations[s]}, paused at {paused}"
        if day.visits.session[i, s] >= 0:
            yield f"{name} in a session"
        if not any(
            _goes_on_a_break(day, old, paused) or _hands_over(day, old, crew, paused, resumed) for old in before
        ):
            yield f"{name} without a break or handover: {before.tolist()}, then {crew.tolist()}"


def _goes_on_a_break(day: Records, crew: NDArray[np.int32], tick: int) -> bool:
    interrupts = day.site.break_interrupts[day.site.unit_group]
    return any(
        began <= tick < ended and interrupts[u].any()
        for u in crew[crew >= 0]
        for began, ended in day.states(int(u), StaffState.ON_BREAK)
    )


def _hands_over(day: Records, old: NDArray[np.int32], new: NDArray[np.int32], paused: int, resumed: int) -> bool:
    """Whether one unit, at the end of its shift, gave its place to one of the next shift."""
    site, changed = day.site, np.nonzero(old != new)[0]
    if paused != resumed or len(changed) != 1:
        return False
    one, other = old[changed[0]], new[changed[0]]
    return bool(
        one >= 0
        and other >= 0
        and site.unit_to[one] == paused
        and site.unit_group[one] == site.unit_group[other]
        and site.unit_shift[other] == site.unit_shift[one] + 1
        and site.hands_over[site.unit_group[one]]
        and not site.unit_stays[one]
    )


def who_hands_over_finds_nobody_otherwise(day: Records) -> Iterator[str]:
    """A unit that works past its shift, although its group hands over, had no idle one of the next shift to take over
    when the instant was over."""
    site = day.site
    moments = {moment.tick: moment for moment in day.moments}
    for u, spans in enumerate(_served(day)):
        group, end = site.unit_group[u], int(site.unit_to[u])
        over = any(began < end < ended for began, ended in spans)
        if not site.hands_over[group] or site.unit_stays[u] or not over or end not in moments or _in_session(day, u):
            continue
        next_shift = (site.unit_group == group) & (site.unit_shift == site.unit_shift[u] + 1)
        if any(next_shift[other] and not _busy_while_settling(day, other, end) for other in moments[end].idle):
            yield f"{day.plan.units[u]} worked past {end} while one of the next shift was idle"


def _busy_while_settling(day: Records, u: int, tick: int) -> bool:
    """Whether a unit, idle when an instant was over, was not before dispatch: its patient was handed back, or stood at
    the door of a limited room."""
    p = day.pieces
    for piece in np.nonzero((p.ended == tick) & (p.crew == u).any(axis=1))[0]:
        s = int(p.station[piece])
        members = day.leads[:, s] == day.leads[p.patient[piece], s]
        if not p.last[piece] or _a_room_follows(day, members, s):
            return True
    return False


def _in_session(day: Records, u: int) -> bool:
    """Whether a unit held a session at any time; these are not handed over."""
    sessions = day.visits.session >= 0
    return bool((day.visits.crew[sessions] == u).any())


CHECKS: tuple[Check, ...] = (
    units_serve_one_at_a_time, units_are_held_and_clean_with_their_desk, trips_and_making_are_in_the_timeline,
    breaks_follow_the_rules, units_work_on_duty_only, services_are_interrupted_for_breaks,
    who_hands_over_finds_nobody_otherwise,
)  # fmt: skip
