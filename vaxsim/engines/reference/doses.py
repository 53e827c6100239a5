"""Doses: who needs how many of which vaccine, where they come from, and when there are none any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.engines.reference.vials import Prepared, Vials
from vaxsim.units import NEVER
from vaxsim.visits import Move

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.engines.reference.clock import Clock
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.engines.reference.records import Records
    from vaxsim.engines.reference.staff import Staff, Unit
    from vaxsim.engines.reference.stations import Station
    from vaxsim.plan import Site as SitePlan


class Vaccine:
    """The doses of one vaccine on the site, but for those in hands."""

    def __init__(self, plan: SitePlan, draws: Draws, index: int, clock: Clock, records: Records) -> None:
        self.index = index
        self.vials = Vials(plan, index, clock, records)
        self.group = int(plan.preparers[index]) if len(plan.preparers) else -1  # that makes doses ahead
        self.prepared = Prepared(plan, index, clock, records) if self.group >= 0 else None
        self.store: Vials | Prepared = self.prepared or self.vials  # what patients and units get doses from
        self.to_come = int(plan.delivery[plan.delivery[:, 1] == index, 2].sum())
        self.jobs = int(draws.released[plan.release[:, 1] == index].sum())  # doses to be made, released or not
        self.not_begun = self.jobs
        self.released = 0  # of those not begun
        self.in_the_making = 0

    def total(self) -> int:
        """Doses that somebody may get, today or from a delivery, those in hands apart."""
        prepared = 0 if self.prepared is None else self.prepared.total()
        return self.vials.total() + prepared + self.in_the_making + self.to_come


class Doses:
    """The vaccines of a site; without any, one that never ends and that nobody keeps accounts of."""

    def __init__(self, plan: SitePlan, draws: Draws, clock: Clock, staff: Staff, records: Records) -> None:
        self._clock, self._staff, self._records = clock, staff, records
        self.vaccines = [Vaccine(plan, draws, v, clock, records) for v in range(max(1, len(plan.stock)))]
        self.carried = sorted({max(0, v) for v in plan.vaccine.tolist()})  # vaccines that some class gets
        self.are_counted = len(plan.stock) > 0 or bool(plan.carried_to.any())
        self.are_limited = any(vaccine.vials.stock < NEVER for vaccine in self.vaccines)
        self._need_care = self.are_limited or any(vaccine.prepared is not None for vaccine in self.vaccines)
        for tick, v, doses in plan.delivery.tolist():
            clock.do_at(tick, Due.DELIVERY, v, partial(self._deliver, self.vaccines[v], doses))

    def matter(self, station: Station) -> bool:
        """Whether somebody may be kept waiting at a station by the doses that they need."""
        return station.doses > 0 and (self._need_care or station.carried_to)

    def of(self, patient: Patient) -> Vaccine:
        """What a patient gets."""
        return self.vaccines[patient.vaccine]

    def _deliver(self, vaccine: Vaccine, doses: int) -> None:
        vaccine.to_come -= doses
        vaccine.vials.receive(doses)

    # Who gets doses where

    def taken_in_line(self, patient: Patient, station: Station) -> bool:
        """Whether a patient takes prepared doses while waiting at the station."""
        return station.doses > 0 and not station.carried_to and station.room > 0 and self.of(patient).group >= 0

    def lacks(self, patient: Patient, station: Station) -> int:
        """Doses that a patient needs at a station and has not taken yet."""
        return station.doses * patient.party - len(patient.taken)

    def free_for(self, patient: Patient, station: Station) -> Collection[Unit]:
        """The free units that can serve a patient: who restocks must have the doses that the patient needs."""
        if not station.carried_to:
            return self._staff.free
        need = station.doses * patient.party
        return {unit for unit in self._staff.free if not unit.hands or unit.hands[patient.vaccine] >= need}

    def there_for(self, patient: Patient, station: Station, crew: Sequence[Unit]) -> int:
        """Doses that this crew could give a patient who does not take them in line."""
        carrier = _carrier(crew)
        return self.of(patient).store.there() if carrier is None else carrier.hands[patient.vaccine]

    def give(self, patient: Patient, station: Station, crew: Sequence[Unit]) -> None:
        """A patient gets the doses of a station: those taken in line, from the crew's hands, or from the store."""
        need, carrier = station.doses * patient.party, _carrier(crew)
        if self.taken_in_line(patient, station):
            patient.taken = []
        elif station.carried_to and carrier is not None:
            carrier.hands[patient.vaccine] -= need
        else:
            self.of(patient).store.take(need)
        self._records.move(self._clock.now, patient.vaccine, Move.GIVEN, patient.index, need)

    # Prepared doses, taken in line

    def hand_to(self, patient: Patient, station: Station) -> None:
        """A patient in line takes the oldest of the prepared doses."""
        prepared = self.of(patient).prepared
        assert prepared is not None
        patient.taken += prepared.take(1)
        self._records.move(self._clock.now, patient.vaccine, Move.TAKEN, patient.index, 1)
        if self.lacks(patient, station) == 0:
            self._records.supplied[patient.row + station.index] = self._clock.now

    def take_back(self, patient: Patient) -> None:
        """A patient leaves without the doses that they had taken: all of them are now as old as the oldest."""
        prepared = self.of(patient).prepared
        if not patient.taken or prepared is None:
            return
        self._records.move(self._clock.now, patient.vaccine, Move.RETURNED, patient.index, len(patient.taken))
        prepared.put_back(len(patient.taken), min(patient.taken))
        patient.taken = []

    # None any more

    def are_gone_for(self, patient: Patient, station: Station) -> bool:
        """Whether a patient needs doses at the station and there is none any more and none will ever come."""
        return self.are_limited and self.lacks(patient, station) > 0 and self._is_gone(self.of(patient))

    def any_is_gone(self) -> bool:
        """Whether there is no dose any more of some vaccine, and none will ever come."""
        return any(self._is_gone(vaccine) for vaccine in self.vaccines)

    def _is_gone(self, vaccine: Vaccine) -> bool:
        return vaccine.total() == 0 and self._staff.in_hands(vaccine.index) == 0

    def are_too_few_for(self, patient: Patient, station: Station) -> bool:
        """Whether a patient needs more doses at the station than there are for one patient."""
        lacks = self.lacks(patient, station)
        if lacks <= self.of(patient).store.there():
            return False
        return not station.carried_to or all(not _has(unit, patient.vaccine, lacks) for unit in self._staff.units)

    def left(self, vaccine: Vaccine, patients: Iterable[Patient]) -> list[int]:
        """Doses in stock, -1 if endless; in the open vial; prepared, in the making or taken in line; and in hands."""
        taken = sum(len(patient.taken) for patient in patients if patient.vaccine == vaccine.index)
        prepared = 0 if vaccine.prepared is None else vaccine.prepared.there()
        return [
            vaccine.vials.stock if vaccine.vials.stock < NEVER else -1,
            vaccine.vials.open,
            prepared + vaccine.in_the_making + taken,
            sum(unit.hands[vaccine.index] for unit in self._staff.units if unit.hands),
        ]


def _carrier(crew: Iterable[Unit]) -> Unit | None:
    """The first unit of a crew that restocks: it gives the doses."""
    return next((unit for unit in crew if unit.hands), None)


def _has(unit: Unit, vaccine: int, doses: int) -> bool:
    return unit.state is not None and bool(unit.hands) and unit.hands[vaccine] >= doses
