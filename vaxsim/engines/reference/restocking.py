"""Restocking: units that carry doses, and their trips to fetch more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from vaxsim.engines import Due, TripsRunOutError
from vaxsim.units import NEVER
from vaxsim.visits import Move, StaffState

if TYPE_CHECKING:
    import simpy

    from vaxsim.draws import Draws
    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.staff import Unit
    from vaxsim.engines.reference.stations import Station


class Trip:
    """A unit's way to the store and back; ticks, NEVER for what has not happened."""

    def __init__(self, unit: Unit, vaccine: int, set_off: int, walks: list[int], fill: list[int]) -> None:
        self.unit, self.vaccine, self.set_off = unit, vaccine, set_off
        self.walk_there, self.walk_back = walks
        self.fill = fill  # ticks of filling the first, the first two, ... doses
        self.arrived = self.began = self.ended = self.back = NEVER
        self.fetched = 0  # doses that filling takes out of the store
        self.doses = 0  # brought back
        self.next: simpy.Event | None = None  # what the unit waits for, but for a place

    @property
    def is_filling(self) -> bool:
        return self.began != NEVER and self.ended == NEVER


class Restocking:
    """The trips of all units that carry doses; `is_needed` says whether anybody inside may still need a unit."""

    def __init__(self, site: Site, draws: Draws, is_needed: Callable[[Unit], bool]) -> None:
        self._clock, self._doses, self._staff, self._records = site.clock, site.doses, site.staff, site.records
        self._site, self._draws, self._is_needed = site, draws, is_needed
        self._carriers = [unit for unit in site.staff.units if unit.group.holds > 0]
        self._waiting: list[Trip] = []  # before the filling places

    @property
    def is_in_use(self) -> bool:
        """Whether any unit carries doses."""
        return bool(self._carriers)

    def take_first_doses(self, unit: Unit) -> None:
        """A unit that restocks has come: takes its first doses of each vaccine out of the store."""
        if unit.group.holds == 0:
            return
        unit.hands = [0] * len(self._doses.vaccines)
        for v in self._doses.carried:
            self._carry(unit, v, int(self._draws.carried[unit.index]))

    def _carry(self, unit: Unit, vaccine: int, wanted: int) -> int:
        """Take so many doses out of the store into a unit's hands, or as many as there are; returns their number."""
        store = self._doses.vaccines[vaccine].store
        doses = min(wanted, store.there())
        store.take(doses)
        unit.hands[vaccine] += doses
        self._records.move(self._clock.now, vaccine, Move.CARRIED, unit.index, doses)
        return doses

    # Dispatch a: setting off

    def send_one(self) -> bool:
        """The lowest number that is due for restocking sets off; whether there was one."""
        for unit in self._carriers:
            if unit.state is StaffState.IDLE and self._may_set_off(unit):
                vaccine = next(self._wanted(unit), None)
                if vaccine is not None:
                    self._set_off(unit, vaccine)
                    return True
        return False

    def _may_set_off(self, unit: Unit) -> bool:
        return self._clock.now < self._site.plan.closing or self._is_needed(unit)

    def _wanted(self, unit: Unit) -> Iterator[int]:
        """The vaccines that a unit is due to fetch and of which a dose is there, in file order."""
        for v in self._doses.carried:
            is_due = unit.hands[v] == 0 or any(self._first_lacks(unit, v, s) for s in self._site.stations)
            if is_due and self._doses.vaccines[v].store.there() > 0:
                yield v

    def _first_lacks(self, unit: Unit, vaccine: int, station: Station) -> bool:
        """Whether the first in line needs more doses of the unit than it has, but no more than it can hold."""
        if station.doses == 0 or not station.line.keys or not unit.stations >> station.index & 1:
            return False
        first = self._site.patients[station.line.keys[0][-1] - 1]
        need = station.doses * first.party
        return first.vaccine == vaccine and unit.hands[vaccine] < need <= unit.group.holds

    def _set_off(self, unit: Unit, vaccine: int) -> None:
        which = len(unit.trips)
        if which == self._draws.trip_walk.shape[1]:
            raise TripsRunOutError
        walks, fill = self._draws.trip_walk[unit.index, which], self._draws.trip_fill[unit.index, which]
        trip = Trip(unit, vaccine, self._clock.now, walks.tolist(), fill.tolist())
        unit.trips.append(trip)
        self._staff.occupy([unit], StaffState.RESTOCKING)
        self._after(trip, trip.walk_there, Due.UNIT_AT_STORE, self._arrive)

    def _after(self, trip: Trip, ticks: int, kind: Due, action: Callable[[Trip], None]) -> None:
        trip.next = self._clock.do_at(self._clock.now + ticks, kind, trip.unit.index, partial(action, trip))

    def _arrive(self, trip: Trip) -> None:
        trip.arrived, trip.next = self._clock.now, None
        self._waiting.append(trip)

    # Dispatch b: filling

    def fill_one(self) -> bool:
        """A filling place takes the unit that has waited longest; whether there was one."""
        can_fill = [trip for trip in self._waiting if trip.unit.group.filling < trip.unit.group.places]
        if not can_fill:
            return False
        trip = min(can_fill, key=lambda trip: (trip.arrived, trip.unit.index))
        self._waiting.remove(trip)
        trip.fetched = self._carry(trip.unit, trip.vaccine, trip.unit.group.holds - trip.unit.hands[trip.vaccine])
        if trip.fetched == 0:
            self._walk_back(trip)
        else:
            trip.began = self._clock.now
            trip.unit.group.filling += 1
            self._after(trip, trip.fill[trip.fetched - 1], Due.FILLING_ENDS, self._end_filling)
        return True

    def _end_filling(self, trip: Trip) -> None:
        trip.unit.group.filling -= 1
        trip.doses = trip.fetched
        self._walk_back(trip)

    def _walk_back(self, trip: Trip) -> None:
        trip.ended = self._clock.now
        self._after(trip, trip.walk_back, Due.UNIT_IS_BACK, self._come_back)

    def _come_back(self, trip: Trip) -> None:
        trip.back = self._clock.now
        self._staff.release([trip.unit])

    def cut_off(self, unit: Unit) -> None:
        """A unit that goes ends its trip where it is: whole doses filled are kept, the rest is put back."""
        trip = unit.trips[-1]
        trip.back = self._clock.now
        if trip.next is None:
            self._waiting.remove(trip)
        else:
            self._clock.cancel(trip.next)
        if trip.is_filling:
            unit.group.filling -= 1
            trip.doses = sum(ticks <= trip.back - trip.began for ticks in trip.fill[: trip.fetched])
            self._put_back(trip, trip.fetched - trip.doses)

    def _put_back(self, trip: Trip, doses: int) -> None:
        trip.unit.hands[trip.vaccine] -= doses
        self._records.move(self._clock.now, trip.vaccine, Move.PUT_BACK, trip.unit.index, doses)
        self._doses.vaccines[trip.vaccine].store.put_back(doses, trip.began)
