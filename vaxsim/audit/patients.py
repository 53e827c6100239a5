"""The conservation checks of patients: outcomes, times, doors and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.audit.check import Flags, Found, Ticks, check, patients, visit
from vaxsim.scenario.uses import KEEP_DESKS
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


@check
def outcomes_add_up(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Everyone invited, called or walking in has one outcome, and it fits what happened to them."""
    outcome, at_home = visits.outcome, _at_home(plan, draws, visits)
    came = (draws.arrival < NEVER) | (_on_a_list(plan, draws) & ~at_home)
    yield from patients((outcome < NOT_COUNTED) | (outcome > max(Outcome)), "have no known outcome")
    yield from patients((outcome == Outcome.NO_SHOW) & came, "are no-shows but came")
    yield from patients(
        ~came & ~np.isin(outcome, [Outcome.NO_SHOW, NOT_COUNTED]), "did not come but have another outcome than no_show"
    )
    caused = visits.cause != Cause.NONE
    yield from patients((outcome == Outcome.TURNED_AWAY) != caused, "have a cause but no such outcome, or none")
    if plan.site.stop >= NEVER:
        cut_off = np.isin(outcome, [NOT_COUNTED, Outcome.STILL_INSIDE]) & ~at_home
        yield from patients(cut_off, "are still inside or not counted, though nothing cut the day off")
    yield from patients(at_home & (outcome != NOT_COUNTED), "were not called but are counted")
    never_seen = np.isin(outcome, [NOT_COUNTED, Outcome.NO_SHOW])
    yield from patients(never_seen & (visits.reached < NEVER).any(axis=1), "did not come but reached a station")
    if visits.stranded > int((outcome == Outcome.TURNED_AWAY).sum()):
        yield f"{visits.stranded} are counted as stranded, more than were turned away"


def _on_a_list(plan: Plan, draws: Draws) -> Flags:
    """bool [n]: who comes only if called."""
    if "standby" not in plan.uses:
        return np.zeros(len(draws.arrival), bool)
    return np.asarray(draws.travel < NEVER)


def _at_home(plan: Plan, draws: Draws, visits: Visits) -> Flags:
    """bool [n]: who is on a list and was not called."""
    return _on_a_list(plan, draws) & (visits.reached >= NEVER).all(axis=1)


@check
def doses_fit(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Dosed at the start of the first service that gives doses, and only there; outcomes agree."""
    given = visits.began[:, plan.site.doses > 0].min(axis=1, initial=NEVER)
    yield from patients(visits.dosed != given, "were dosed at another time than their first service that gives doses")
    dosed = visits.dosed < NEVER
    yield from patients((visits.outcome == Outcome.VACCINATED) & ~dosed, "are vaccinated without a dose")
    yield from patients((visits.outcome == Outcome.LEFT) & dosed, "left undosed by design, but dosed")


@check
def times_in_order(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """reached <= joined <= began <= ended <= left, none without the one before; all over when the run is."""
    steps = (("reached", "joined"), ("joined", "began"), ("began", "ended"))
    for earlier, later in steps:
        first, second = getattr(visits, earlier), getattr(visits, later)
        yield from visit(plan, (second < NEVER) & (second < first), f"{later} before they {earlier}")
    before = np.where(visits.joined < NEVER, visits.joined, visits.reached)
    last = np.where(visits.began < NEVER, _served_until(visits), before)
    yield from visit(plan, (visits.left < NEVER) & (visits.left < last), "left too early")
    if plan.uses.isdisjoint(KEEP_DESKS):
        yield from visit(plan, (visits.began < NEVER) & (last < visits.left), "left later than their service ended")
    if plan.site.stop >= NEVER:
        yield from visit(plan, (visits.reached < NEVER) & (visits.left >= NEVER), "never left")
    for name in ("reached", "joined", "began", "ended", "left"):
        ticks = getattr(visits, name)
        yield from visit(plan, (ticks < NEVER) & (ticks > visits.ended_at), f"{name} after the end of the day")


def _served_until(visits: Visits) -> Ticks:
    """int64 [n, S]: when each service ended; for one that was never resumed, when the patient was sent home."""
    until, again = visits.ended, visits.interruptions
    given_up = again.resumed >= NEVER
    if given_up.any():
        until = until.copy()
        where = again.patient[given_up], again.station[given_up]
        until[where] = np.where(until[where] < NEVER, until[where], visits.left[where])
    return until


@check
def one_place_at_a_time(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """A patient reaches a station after leaving the one before, or waits for it at its desk; comes first, goes last.

    Before a waiting room of limited size a patient stands at the desk until there is room.
    """
    rooms = "rooms" in plan.uses
    left = served = np.full(len(visits.departed), -NEVER)
    for s, name in enumerate(plan.stations):
        there = np.asarray(visits.reached[:, s] < NEVER)
        early = there & (visits.reached[:, s] < (served if rooms else left))
        yield from patients(early, f"reached {name} before leaving another station")
        if rooms:
            twice = there & (np.minimum(visits.joined[:, s], visits.left[:, s]) < left)
            yield from patients(twice, f"entered {name} before leaving the desk of another station")
        ended = np.where(visits.ended[:, s] < NEVER, visits.ended[:, s], visits.left[:, s])
        left, served = np.where(there, visits.left[:, s], left), np.where(there, ended, served)
    there = np.asarray((visits.reached < NEVER).any(axis=1))
    first = visits.reached.min(axis=1, initial=NEVER)
    untimely = there & (first != draws.arrival) & ~_on_a_list(plan, draws)
    yield from patients(untimely, "arrived at another time than at their first station")
    gone = there & (visits.departed < NEVER) & (left < NEVER)
    yield from patients(gone & (visits.departed < left), "departed before leaving a station")
    over = ~np.isin(visits.outcome, [NOT_COUNTED, Outcome.NO_SHOW, Outcome.STILL_INSIDE])
    yield from patients(over & (visits.departed >= NEVER), "have an outcome but did not depart")


@check
def doors_kept(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Nobody enters but through open doors, nor earlier than the gate allows."""
    entered = visits.joined.min(axis=1, initial=NEVER)
    inside = entered < NEVER
    opening = np.searchsorted(plan.site.opens, entered, side="right") - 1
    closed = (opening < 0) | (entered >= plan.site.closes[np.maximum(opening, 0)])
    yield from patients(inside & closed, "entered while the doors were closed")
    if plan.site.gate < NEVER:
        early = (draws.slot < NEVER) & (entered < draws.slot - plan.site.gate)
        yield from patients(inside & early, "entered earlier than the gate allows")


@check
def littles_identity(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """The engine's own integrals of line and desks equal the sums of the times of patients, in whole ticks."""
    line_ends = np.minimum(np.minimum(visits.began, visits.left), visits.ended_at)
    in_line = np.where(visits.joined < NEVER, line_ends - visits.joined, 0).sum(axis=0)
    at_desks = np.where(visits.began < NEVER, np.minimum(visits.left, visits.ended_at) - visits.began, 0).sum(axis=0)
    for what, area, total in (("line", visits.line_area, in_line), ("service", visits.service_area, at_desks)):
        for s in np.nonzero(area != total)[0]:
            counted, summed = int(area[s]), int(total[s])
            yield f"{plan.stations[s]}: {counted} ticks in {what} were counted, the times of patients sum to {summed}"
