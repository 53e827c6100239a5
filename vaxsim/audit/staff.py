"""The conservation checks of staff: crews, one thing at a time, and timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.audit.check import Flags, Found, Ticks, check, check_of, rows, sum_by_unit, units, visit
from vaxsim.pieces import Pieces, kind_of_desk, pieces
from vaxsim.scenario.uses import IN_PIECES
from vaxsim.units import NEVER
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


@check
def crews_fit(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Each piece of service has one unit with the right role for each place of its crew, all different.

    Nothing else has any.
    """
    parts = pieces(visits)
    wanted = plan.site.crew_role[kind_of_desk(plan, visits, parts.patient, parts.station)]
    has_role = np.column_stack([plan.site.unit_has_role, np.zeros(len(plan.units), bool)])
    for place in range(visits.crew.shape[2]):
        unit, role = parts.crew[:, place], wanted[:, place]
        yield from _pieces(plan, parts, (unit >= 0) != (role >= 0), "were served by too few or too many")
        fits = (unit < 0) | (role < 0)
        fits[~fits] = has_role[unit[~fits], role[~fits]]
        yield from _pieces(plan, parts, ~fits, "were served by somebody without the role")
        for other in range(place):
            same = (unit >= 0) & (unit == parts.crew[:, other])
            yield from _pieces(plan, parts, same, "were served twice by one member of staff")
    idle = (visits.began >= NEVER) & (visits.crew >= 0).any(axis=2)
    yield from visit(plan, idle, "have staff without a service")


def _pieces(plan: Plan, parts: Pieces, wrong: Flags, what: str) -> Found:
    yield from rows(plan, parts.patient, parts.station, wrong, what)


@check
def units_serve_one_at_a_time(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Units serve one patient, or session, at a time, only on duty, begin nothing after the shift; timelines agree."""
    unit, began, ended, goes_on = _services_of_units(plan, visits)
    order = np.lexsort((ended, began, unit))
    unit, began, ended, goes_on = unit[order], began[order], ended[order], goes_on[order]
    clash = (unit[1:] == unit[:-1]) & (began[1:] < ended[:-1])
    yield from units(plan, unit[1:][clash], "served two patients at once")
    outside = (began < visits.came[unit]) | (ended > visits.went[unit])
    yield from units(plan, unit[outside], "served while off duty")
    late = ~goes_on & ~plan.site.unit_stays[unit] & (began >= plan.site.unit_to[unit])
    yield from units(plan, unit[late], "began a service at or after the end of the shift")
    told = time_in(plan, visits, StaffState.SERVING)
    untold = told != sum_by_unit(plan, unit, ended - began)
    yield from units(plan, np.nonzero(untold)[0], "have a timeline that is not their services")


def _services_of_units(plan: Plan, visits: Visits) -> tuple[NDArray[np.integer[Any]], Ticks, Ticks, Flags]:
    """Unit, beginning and end, or where it was cut off, of every piece of service that a unit took part in.

    The last of them: whether the unit took part in the piece before, too, which ended at that tick.
    """
    parts = pieces(visits)
    takes_part = parts.crew >= 0
    if "sessions" in plan.uses:
        session = visits.session[parts.patient, parts.station]
        takes_part &= ((session < 0) | (session == parts.patient))[:, None]
    piece, place = np.nonzero(takes_part)
    unit, began = parts.crew[piece, place], parts.began[piece]
    ended = np.minimum(parts.ended[piece], visits.ended_at)
    if not len(visits.interruptions.patient):
        return unit, began, ended, np.zeros(len(unit), bool)
    before = np.maximum(piece - 1, 0)
    same = (parts.patient[before] == parts.patient[piece]) & (parts.station[before] == parts.station[piece])
    same &= (before < piece) & (parts.ended[before] == began)
    return unit, began, ended, same & (parts.crew[before] == unit[:, None]).any(axis=1)


def time_in(plan: Plan, visits: Visits, state: StaffState) -> Ticks:
    """int64 [U]: how long each unit is in a state, as its timeline says."""
    timeline = visits.timeline
    rows_of_state = timeline.state == state
    spent = timeline.ended[rows_of_state] - timeline.began[rows_of_state]
    return sum_by_unit(plan, timeline.unit[rows_of_state], spent)


@check
def timelines_without_gaps(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Each unit's states follow each other from coming to going; it comes as its shift begins and stays to its end."""
    t = visits.timeline
    came = visits.came < NEVER
    went = np.minimum(visits.went, visits.ended_at)
    yield from units(plan, t.unit[t.began >= t.ended], "have a state of no length")
    same = t.unit[1:] == t.unit[:-1]
    yield from units(plan, t.unit[1:][same & (t.began[1:] != t.ended[:-1])], "have a gap in their timeline")
    length = sum_by_unit(plan, t.unit, t.ended - t.began)
    wrong = length != np.where(came, went - visits.came, 0)
    yield from units(plan, np.nonzero(wrong)[0], "have a timeline that does not last from coming to going")
    early = (t.began < visits.came[t.unit]) | (t.ended > went[t.unit])
    yield from units(plan, t.unit[early], "have a state outside their duty")
    yield from units(plan, np.nonzero(came & draws.absent)[0], "came though absent")
    untimely = came & (visits.came != plan.site.unit_from)
    yield from units(plan, np.nonzero(untimely)[0], "came at another time than their shift began")
    left_early = came & (visits.went < np.minimum(plan.site.unit_to, plan.site.stop))
    yield from units(plan, np.nonzero(left_early)[0], "went before the end of their shift")


@check_of(*IN_PIECES)
def pieces_fit(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """A service is in pieces one after the other, each left by a unit that goes on a break or off duty."""
    again, parts = visits.interruptions, pieces(visits)
    known = visits.began[again.patient, again.station] < NEVER
    yield from rows(plan, again.patient, again.station, ~known, "were interrupted without a service")
    backwards = (parts.ended < NEVER) & (parts.ended < parts.began)
    yield from _pieces(plan, parts, backwards, "have a piece of service that ends before it begins")
    following = (parts.patient[1:] == parts.patient[:-1]) & (parts.station[1:] == parts.station[:-1])
    clash = np.append(following & (parts.began[1:] < parts.ended[:-1]), False)
    yield from _pieces(plan, parts, clash, "have two pieces of service at once")
    left = np.append(following, False) | (parts.last & _given_up(visits, parts))
    reason = _goes_on_a_break(plan, draws, visits, parts) | _hands_over(plan, parts)
    yield from _pieces(plan, parts, left & ~reason, "were interrupted by nobody's break or end of shift")
    in_session = visits.session[again.patient, again.station] >= 0
    yield from rows(plan, again.patient, again.station, in_session, "were interrupted in a session")


def _given_up(visits: Visits, parts: Pieces) -> Flags:
    """bool (rows,): the service of the piece was interrupted and never resumed."""
    again = visits.interruptions
    never = np.zeros(visits.began.shape, bool)
    never[again.patient[again.resumed >= NEVER], again.station[again.resumed >= NEVER]] = True
    return np.asarray(never[parts.patient, parts.station])


def _goes_on_a_break(plan: Plan, draws: Draws, visits: Visits, parts: Pieces) -> Flags:
    """bool (rows,): somebody of the crew is on a break from the end of the piece on.

    The break may follow another one as it ends, in one row of the timeline; one of no length is in no row.
    """
    timeline = visits.timeline
    breaks = timeline.state == StaffState.ON_BREAK
    unit, began, ended = timeline.unit[breaks], timeline.began[breaks], timeline.ended[breaks]
    order = np.lexsort((began, unit))
    begins, ends = _by_unit(unit, began)[order], _by_unit(unit, ended)[order]
    paused = _by_unit(parts.crew, np.minimum(parts.ended, visits.ended_at)[:, None])
    last = np.searchsorted(begins, paused, side="right") - 1
    goes = (last >= 0) & (paused < np.append(ends, -1)[last])
    in_no_time = np.append((plan.site.break_concerns & (draws.break_length == 0)).any(axis=1), False)
    return np.asarray(((parts.crew >= 0) & (goes | in_no_time[parts.crew])).any(axis=1))


def _by_unit(unit: NDArray[np.integer[Any]], tick: Ticks) -> Ticks:
    """One number for each unit and tick, of thirty years at most, in the order of units, then ticks."""
    return np.asarray((unit.astype(np.int64) << 40) + tick, np.int64)


def _hands_over(plan: Plan, parts: Pieces) -> Flags:
    """bool (rows,): the shift of somebody of the crew who hands over ends as the piece does."""
    site = plan.site
    ends = np.append(np.where(site.hands_over[site.unit_group], site.unit_to, NEVER), NEVER)
    return np.asarray((ends[parts.crew] == parts.ended[:, None]).any(axis=1))
