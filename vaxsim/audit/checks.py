"""The conservation checks, one by one.

Each check takes plan, draws and visits and yields what is violated, in words that name the first patient or unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vaxsim.units import NEVER, clock
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Flags = NDArray[np.bool_]
Ticks = NDArray[np.int64]
Found = Iterator[str]


class Check(Protocol):
    """A conservation check: yields what is violated, in words."""

    __name__: str

    def __call__(self, plan: Plan, draws: Draws, visits: Visits, /) -> Found: ...


CHECKS: list[Check] = []
"""All checks, in the order in which they are reported."""


def _check(check: Check) -> Check:
    CHECKS.append(check)
    return check


@_check
def outcomes_add_up(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Everyone invited or walking in has one outcome, and it fits what happened to them."""
    outcome = visits.outcome
    came = draws.arrival < NEVER
    yield from _patients((outcome < NOT_COUNTED) | (outcome > max(Outcome)), "have no known outcome")
    yield from _patients((outcome == Outcome.NO_SHOW) & came, "are no-shows but came")
    yield from _patients(
        ~came & ~np.isin(outcome, [Outcome.NO_SHOW, NOT_COUNTED]), "did not come but have another outcome than no_show"
    )
    caused = visits.cause != Cause.NONE
    yield from _patients((outcome == Outcome.TURNED_AWAY) != caused, "have a cause but no such outcome, or none")
    if plan.site.stop >= NEVER:
        cut_off = np.isin(outcome, [NOT_COUNTED, Outcome.STILL_INSIDE])
        yield from _patients(cut_off, "are still inside or not counted, though nothing cut the day off")
    never_seen = np.isin(outcome, [NOT_COUNTED, Outcome.NO_SHOW])
    yield from _patients(never_seen & (visits.reached < NEVER).any(axis=1), "did not come but reached a station")
    if visits.stranded > int((outcome == Outcome.TURNED_AWAY).sum()):
        yield f"{visits.stranded} are counted as stranded, more than were turned away"


@_check
def doses_fit(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Dosed at the start of the first service that gives doses, and only there; outcomes agree."""
    given = visits.began[:, plan.site.doses > 0].min(axis=1, initial=NEVER)
    yield from _patients(visits.dosed != given, "were dosed at another time than their first service that gives doses")
    dosed = visits.dosed < NEVER
    yield from _patients((visits.outcome == Outcome.VACCINATED) & ~dosed, "are vaccinated without a dose")
    yield from _patients((visits.outcome == Outcome.LEFT) & dosed, "left undosed by design, but dosed")


@_check
def times_in_order(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """reached <= joined <= began <= ended <= left, none without the one before; all over when the run is."""
    steps = (("reached", "joined"), ("joined", "began"), ("began", "ended"))
    for earlier, later in steps:
        first, second = getattr(visits, earlier), getattr(visits, later)
        yield from _visits(plan, (second < NEVER) & (second < first), f"{later} before they {earlier}")
    last = np.where(visits.began < NEVER, visits.ended, np.where(visits.joined < NEVER, visits.joined, visits.reached))
    yield from _visits(plan, (visits.left < NEVER) & (visits.left < last), "left too early")
    if plan.site.stop >= NEVER:
        yield from _visits(plan, (visits.reached < NEVER) & (visits.left >= NEVER), "never left")
    for name in ("reached", "joined", "began", "ended", "left"):
        ticks = getattr(visits, name)
        yield from _visits(plan, (ticks < NEVER) & (ticks > visits.ended_at), f"{name} after the end of the day")


@_check
def one_place_at_a_time(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """A patient reaches a station after leaving the one before, arrives first and departs last."""
    left = np.full(len(visits.departed), -NEVER)
    for s in range(len(plan.stations)):
        there = np.asarray(visits.reached[:, s] < NEVER)
        early = there & (visits.reached[:, s] < left)
        yield from _patients(early, f"reached {plan.stations[s]} before leaving another station")
        left = np.where(there, visits.left[:, s], left)
    there = np.asarray((visits.reached < NEVER).any(axis=1))
    first = visits.reached.min(axis=1, initial=NEVER)
    yield from _patients(there & (first != draws.arrival), "arrived at another time than at their first station")
    gone = there & (visits.departed < NEVER) & (left < NEVER)
    yield from _patients(gone & (visits.departed < left), "departed before leaving a station")
    over = ~np.isin(visits.outcome, [NOT_COUNTED, Outcome.NO_SHOW, Outcome.STILL_INSIDE])
    yield from _patients(over & (visits.departed >= NEVER), "have an outcome but did not depart")


@_check
def doors_kept(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Nobody enters but through open doors, nor earlier than the gate allows."""
    entered = visits.joined.min(axis=1, initial=NEVER)
    inside = entered < NEVER
    opening = np.searchsorted(plan.site.opens, entered, side="right") - 1
    closed = (opening < 0) | (entered >= plan.site.closes[np.maximum(opening, 0)])
    yield from _patients(inside & closed, "entered while the doors were closed")
    if plan.site.gate < NEVER:
        early = (draws.slot < NEVER) & (entered < draws.slot - plan.site.gate)
        yield from _patients(inside & early, "entered earlier than the gate allows")


@_check
def desks_suffice(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Never more services at once than desks."""
    for s, name in enumerate(plan.stations):
        began, ended = _services(visits, s)
        most = int(_overlap(began, ended).max(initial=0))
        if most > plan.site.desks[s]:
            yield f"{name}: {most} services at once at {plan.site.desks[s]} desks"


@_check
def crews_fit(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Each service has one unit with the right role for each place of its crew, all different; nothing else has any."""
    has_role = np.column_stack([plan.site.unit_has_role, np.zeros(len(plan.units), bool)])
    served = visits.began < NEVER
    for place in range(visits.crew.shape[2]):
        unit, role = visits.crew[:, :, place], plan.site.crew_role[None, :, place]
        yield from _visits(plan, served & ((unit >= 0) != (role >= 0)), "were served by too few or too many")
        fits = (unit < 0) | (role < 0)
        fits[~fits] = has_role[unit[~fits], np.broadcast_to(role, unit.shape)[~fits]]
        yield from _visits(plan, ~fits, "were served by somebody without the role")
        for other in range(place):
            same = (unit >= 0) & (unit == visits.crew[:, :, other])
            yield from _visits(plan, same, "were served twice by one member of staff")
    yield from _visits(plan, ~served & (visits.crew >= 0).any(axis=2), "have staff without a service")


@_check
def units_serve_one_at_a_time(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Units serve one patient at a time, only on duty, begin nothing after the shift, and the timeline says so."""
    unit, began, ended = _services_of_units(visits)
    order = np.lexsort((ended, began, unit))
    unit, began, ended = unit[order], began[order], ended[order]
    clash = (unit[1:] == unit[:-1]) & (began[1:] < ended[:-1])
    yield from _units(plan, unit[1:][clash], "served two patients at once")
    outside = (began < visits.came[unit]) | (ended > visits.went[unit])
    yield from _units(plan, unit[outside], "served while off duty")
    late = ~plan.site.unit_stays[unit] & (began >= plan.site.unit_to[unit])
    yield from _units(plan, unit[late], "began a service at or after the end of the shift")
    timeline = visits.timeline
    rows = timeline.state == StaffState.SERVING
    told = _sum_by_unit(plan, timeline.unit[rows], timeline.ended[rows] - timeline.began[rows])
    untold = told != _sum_by_unit(plan, unit, ended - began)
    yield from _units(plan, np.nonzero(untold)[0], "have a timeline that is not their services")


@_check
def timelines_without_gaps(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Each unit's states follow each other from coming to going; it comes as its shift begins and stays to its end."""
    t = visits.timeline
    came = visits.came < NEVER
    went = np.minimum(visits.went, visits.ended_at)
    yield from _units(plan, t.unit[t.began >= t.ended], "have a state of no length")
    same = t.unit[1:] == t.unit[:-1]
    yield from _units(plan, t.unit[1:][same & (t.began[1:] != t.ended[:-1])], "have a gap in their timeline")
    length = _sum_by_unit(plan, t.unit, t.ended - t.began)
    wrong = length != np.where(came, went - visits.came, 0)
    yield from _units(plan, np.nonzero(wrong)[0], "have a timeline that does not last from coming to going")
    early = (t.began < visits.came[t.unit]) | (t.ended > went[t.unit])
    yield from _units(plan, t.unit[early], "have a state outside their duty")
    yield from _units(plan, np.nonzero(came & draws.absent)[0], "came though absent")
    untimely = came & (visits.came != plan.site.unit_from)
    yield from _units(plan, np.nonzero(untimely)[0], "came at another time than their shift began")
    left_early = came & (visits.went < np.minimum(plan.site.unit_to, plan.site.stop))
    yield from _units(plan, np.nonzero(left_early)[0], "went before the end of their shift")


@_check
def littles_identity(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """The engine's own integrals of line and service equal the sums of the times of patients, in whole ticks."""
    line_ends = np.minimum(np.minimum(visits.began, visits.left), visits.ended_at)
    in_line = np.where(visits.joined < NEVER, line_ends - visits.joined, 0).sum(axis=0)
    service_ends = np.minimum(visits.ended, visits.ended_at)
    in_service = np.where(visits.began < NEVER, service_ends - visits.began, 0).sum(axis=0)
    for what, area, total in (("line", visits.line_area, in_line), ("service", visits.service_area, in_service)):
        for s in np.nonzero(area != total)[0]:
            counted, summed = int(area[s]), int(total[s])
            yield f"{plan.stations[s]}: {counted} ticks in {what} were counted, the times of patients sum to {summed}"


def _services(visits: Visits, station: int) -> tuple[Ticks, Ticks]:
    """Beginnings and ends (or where they were cut off) of the services at a station."""
    served = visits.began[:, station] < NEVER
    return visits.began[served, station], np.minimum(visits.ended[served, station], visits.ended_at)


def _services_of_units(visits: Visits) -> tuple[NDArray[np.integer[Any]], Ticks, Ticks]:
    """Unit, beginning and end of every service that a unit took part in."""
    patient, station, place = np.nonzero(visits.crew >= 0)
    ended = np.minimum(visits.ended[patient, station], visits.ended_at)
    return visits.crew[patient, station, place], visits.began[patient, station], ended


def _overlap(began: Ticks, ended: Ticks) -> Ticks:
    """How many of the intervals [began, ended) hold each beginning."""
    ticks = np.sort(began)
    return np.searchsorted(ticks, ticks, side="right") - np.searchsorted(np.sort(ended), ticks, side="right")


def _sum_by_unit(plan: Plan, unit: NDArray[np.integer[Any]], ticks: Ticks) -> Ticks:
    total = np.zeros(len(plan.units), np.int64)
    np.add.at(total, unit, ticks)
    return total


def _patients(wrong: Flags, what: str) -> Found:
    if wrong.any():
        yield f"{int(wrong.sum())} patients {what}; the first is patient {int(np.argmax(wrong)) + 1}"


def _visits(plan: Plan, wrong: Flags, what: str) -> Found:
    if wrong.any():
        patient, station = (int(index[0]) for index in np.nonzero(wrong))
        yield f"{int(wrong.sum())} patients {what}; the first is patient {patient + 1} at {plan.stations[station]}"


def _units(plan: Plan, wrong: NDArray[np.integer[Any]], what: str) -> Found:
    if len(wrong):
        unit = int(wrong[0])
        shift = f"{clock(int(plan.site.unit_from[unit]))}-{clock(int(plan.site.unit_to[unit]))}"
        yield f"{len(np.unique(wrong))} units of staff {what}; the first is {plan.units[unit]} ({shift})"
