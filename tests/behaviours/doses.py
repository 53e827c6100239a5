"""Doses: those that run out or expire, that are carried, made ahead, or given to people who were called."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Move, StaffState


def _moved(day: Day, move: Move) -> NDArray[np.bool_]:
    return day.visits.moves.move == move


@behaviour("no dose in line", "stock")
def _no_dose_in_line(day: Day) -> Flags:
    return (day.visits.cause == Cause.NO_DOSE)[:, None] & day.at_last & (day.visits.joined < NEVER)


@behaviour("no dose on reaching", "stock")
def _no_dose_on_reaching(day: Day) -> Flags:
    visits = day.visits
    return (visits.cause == Cause.NO_DOSE)[:, None] & day.at_last & (visits.reached == visits.left)


@behaviour("delivery awaited", "stock")
def _delivery_awaited(day: Day) -> Flags:
    """Somebody who had waited is given a dose at the tick at which some come, when all that had come was gone."""
    visits, moves = day.visits, day.visits.moves
    for tick, v, _ in day.plan.site.delivery:
        before = (moves.vaccine == v) & (moves.tick < tick)
        received = moves.doses[before & _moved(day, Move.RECEIVED)].sum()
        used = moves.doses[before & (_moved(day, Move.GIVEN) | _moved(day, Move.WASTED_OPEN))].sum()
        mine = day.plan.site.vaccine[day.draws.klass] == v
        given = mine[:, None] & day.waited & day.plan.site.gives_dose & (visits.began == tick)
        if received == used and given.any():
            return True
    return False


@behaviour("several from a vial", "vial")
def _vial(day: Day) -> Flags:
    """More is given than vials are opened for."""
    moves = day.visits.moves
    opened = np.bincount(moves.vaccine[_moved(day, Move.OPENED)], minlength=len(day.plan.vaccines))
    taken = _moved(day, Move.GIVEN) | _moved(day, Move.CARRIED) | _moved(day, Move.BEGUN)
    times = np.bincount(moves.vaccine[taken], minlength=len(day.plan.vaccines))
    return (opened > 0) & (times > opened) & (day.plan.site.vial > 1)


@behaviour("vial expires", "vial")
def _expires(day: Day) -> Flags:
    return _moved(day, Move.WASTED_OPEN)


@behaviour("prepared dose expires", "prepare")
def _prepared_expires(day: Day) -> Flags:
    return _moved(day, Move.WASTED_PREPARED)


@behaviour("waits for a prepared dose", "prepare")
def _waits_for_a_dose(day: Day) -> Flags:
    visits = day.visits
    return (visits.supplied < NEVER) & (visits.supplied > visits.joined)


@behaviour("prepared dose given back", "prepare")
def _given_back(day: Day) -> Flags:
    return _moved(day, Move.RETURNED)


@behaviour("makes doses and serves", "prepare")
def _makes_and_serves(day: Day) -> Flags:
    makes = np.zeros(len(day.plan.units), bool)
    makes[day.visits.timeline.unit[day.visits.timeline.state == StaffState.PREPARING]] = True
    return makes & day.unit_served


@behaviour("person called", "standby")
def _called(day: Day) -> Flags:
    return _comes_from_a_list(day)


@behaviour("person called is dosed", "standby")
def _called_and_dosed(day: Day) -> Flags:
    return _comes_from_a_list(day) & (day.visits.dosed < NEVER)


def _comes_from_a_list(day: Day) -> NDArray[np.bool_]:
    """bool [n]; was called, and came."""
    return (day.draws.travel < NEVER) & (day.visits.reached < NEVER).any(axis=1)


@behaviour("trip for doses", "restock")
def _trip(day: Day) -> Flags:
    return day.visits.trips.doses > 0


@behaviour("waits for a filling place", "restock")
def _waits_for_a_place(day: Day) -> Flags:
    trips = day.visits.trips
    return (trips.began > trips.arrived) & (trips.began < NEVER)


@behaviour("trip for nothing", "restock", "stock")
def _for_nothing(day: Day) -> Flags:
    """The store was empty when a place was free."""
    trips = day.visits.trips
    return (trips.arrived < NEVER) & (trips.began == NEVER) & (trips.ended < NEVER)


@behaviour("trip cut off", "restock")
def _cut_off(day: Day) -> Flags:
    trips = day.visits.trips
    return (trips.ended == NEVER) & (trips.back < NEVER)


@behaviour("waits for who carries doses", "restock")
def _waits_for_a_carrier(day: Day) -> Flags:
    """Began at the tick at which a unit of the crew came back from a trip."""
    visits, trips = day.visits, day.visits.trips
    back = (visits.crew[..., None] == trips.unit) & (visits.began[..., None, None] == trips.back)
    return day.waited & back.any(axis=(2, 3))
