"""The conservation checks of desks and rooms: how many are used, by whom, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.audit.check import Found, check, check_of, overlap, patients, rows, visit
from vaxsim.pieces import desks_taken, kind_of_desk
from vaxsim.scenario.uses import KEEP_DESKS
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


@check
def desks_suffice(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Never more services, or sessions, at once than desks of the kind; a desk is taken until it is clean again."""
    taken = desks_taken(plan, visits)
    freed = np.minimum(taken.freed, visits.ended_at)
    kind = kind_of_desk(plan, visits, taken.patient, taken.station)
    for s, name in enumerate(plan.stations):
        for y in range(int(plan.site.first_kind[s]), int(plan.site.first_kind[s + 1])):
            here = kind == y
            most, desks = overlap(taken.began[here], freed[here]), int(plan.site.kind_desks[y])
            if most > desks:
                yield f"{name}: {most} services at once at {desks} desks"


@check_of("kinds")
def kinds_are_open(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Everybody is served at a kind of desk that the station has, and that is open to their class."""
    site = plan.site
    served = visits.began < NEVER
    known = (visits.kind >= 0) & (visits.kind < np.diff(site.first_kind))
    yield from visit(plan, served & ~known, "were served at a kind of desk that there is not")
    kind = np.where(known, site.first_kind[:-1] + visits.kind, 0)
    yield from visit(
        plan, served & ~site.kind_open[draws.klass[:, None], kind], "were served at a desk not open to them"
    )


@check_of(*KEEP_DESKS)
def desks_freed_in_order(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """ended <= left <= freed; only who stands before a limited room stays at the desk; only who was served keeps it."""
    served = visits.began < NEVER
    yield from visit(plan, (visits.freed < NEVER) & (visits.freed < visits.left), "left a desk that was free before")
    other = (visits.reached < NEVER) & ~served & (visits.freed != visits.left)
    yield from visit(plan, other, "kept a desk without a service")
    late = (visits.freed < NEVER) & (visits.freed >= plan.site.stop)
    yield from visit(plan, late, "freed a desk after the run was cut off")
    blocked = served & (visits.ended < visits.left)
    limited = np.append((plan.site.waiting_room < NEVER)[1:], False)
    before_a_room = np.logical_or.accumulate(limited[::-1])[::-1]
    yield from visit(plan, blocked & ~before_a_room, "stayed at their desk though no room behind it is limited")


@check_of("rooms")
def rooms_suffice(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Never more in a waiting room than it has places; who walks there has one; one of 0 is only passed through."""
    since = np.full(len(visits.departed), NEVER)
    for s, name in enumerate(plan.stations):
        room, joined = int(plan.site.waiting_room[s]), visits.joined[:, s]
        entered = joined < NEVER
        if room == 0:
            waited = entered & (visits.began[:, s] != joined)
            yield from patients(waited, f"entered {name}, which has no waiting room, without a service")
        elif room < NEVER:
            begin = np.where(since < NEVER, since, joined)[entered]
            end = np.minimum(np.minimum(visits.began[:, s], visits.left[:, s]), visits.ended_at)[entered]
            most = overlap(begin, end)
            if most > room:
                yield f"{name}: {most} in a waiting room for {room}"
        since = np.where(visits.reached[:, s] < NEVER, visits.left[:, s], since)


@check_of("limit inside")
def not_too_many_inside(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Never more people inside than allowed."""
    entered = visits.joined.min(axis=1, initial=NEVER)
    inside = entered < NEVER
    left = np.minimum(visits.departed, visits.ended_at)
    most = overlap(entered[inside], left[inside], draws.party[inside].astype(np.int64))
    if most > plan.site.max_inside:
        yield f"{most} people inside, of whom {plan.site.max_inside} may be there"


@check_of("hold")
def holds_kept(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Nothing starts while too many are, all through that tick, in the line of the station that is waited for."""
    for s in np.flatnonzero(plan.site.hold_for >= 0).tolist():
        z, limit = int(plan.site.hold_for[s]), int(plan.site.hold_above[s])
        began = visits.began[:, s]
        joined = np.sort(visits.joined[:, z])
        called = np.sort(np.minimum(visits.began[:, z], visits.left[:, z])[visits.joined[:, z] < NEVER])
        line = np.searchsorted(joined, began) - np.searchsorted(called, began, side="right")
        too_many = (began < NEVER) & (line > limit)
        yield from patients(too_many, f"started at {plan.stations[s]} while {plan.stations[z]} was to be waited for")


@check_of("sessions")
def sessions_fit(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Members share beginning, end, staff and desk; a session is full, or the longest wait has been long enough."""
    site, led = plan.site, visits.session >= 0
    served = visits.began < NEVER
    yield from visit(plan, led != (served & (site.batch_size > 0)), "are in a session and should not, or the reverse")
    member, station = np.nonzero(led)
    leader = visits.session[member, station]
    for name in ("began", "ended", "kind", "crew", "session", "freed"):
        records = getattr(visits, name)
        unlike = records[member, station] != records[leader, station]
        unlike = unlike.any(axis=1) if unlike.ndim > 1 else unlike
        yield from rows(plan, member, station, unlike, f"differ from their session in {name}")
    yield from rows(plan, member, station, leader > member, "have a smaller number than their session")
    size, joined = np.zeros(visits.began.shape, np.int64), np.full(visits.began.shape, NEVER)
    np.add.at(size, (leader, station), 1)
    np.minimum.at(joined, (leader, station), visits.joined[member, station])
    yield from visit(plan, size > site.batch_size, "lead a session of too many")
    hasty = (size > 0) & (size < site.batch_size) & (visits.began - joined < site.batch_wait)
    yield from visit(plan, hasty, "lead a session that is neither full nor due")
