"""Patients: who they are, where they are, and their luck."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from vaxsim.units import NEVER

if TYPE_CHECKING:
    import simpy

    from vaxsim.draws import Draws
    from vaxsim.engines.reference.services import Service
    from vaxsim.engines.reference.stations import Key
    from vaxsim.plan import Site as SitePlan


class Where(Enum):
    """Where a patient is, as seen from the station that `Patient.station` names."""

    ON_THE_WAY = 0  # not yet there
    AT_DOOR = 1  # outside the site, or blocked at the desk upstream
    IN_LINE = 2
    SERVED = 3
    INTERRUPTED = 4  # at a desk, without staff
    GONE = 5


ON_THE_WAY, AT_DOOR, IN_LINE, SERVED, INTERRUPTED, GONE = Where


class Patient:
    """One patient, with the luck of the day by station, or by kind of desk."""

    __slots__ = (
        "arrival", "branch", "clean_up", "desk", "extra", "has_been_called", "index", "key", "klass", "number", "party",
        "patience", "patience_ends", "patience_over", "pick", "priority", "ready", "row", "service", "service_over",
        "session_due", "slot", "station", "taken", "tolerance", "vaccine", "walk", "walk_ahead", "where",
    )  # fmt: skip

    index: int  # row in every array
    number: int  # index + 1; breaks ties
    row: int  # where the visits of the patient begin in the records
    klass: int
    priority: int
    vaccine: int
    party: int
    arrival: int
    slot: int
    ready: int  # the tick that orders lines
    key: Key  # in the line where the patient is, or at whose desk
    station: int  # index of the station that the patient is at, at the door of, or on the way to
    where: Where
    desk: Service | None  # where the patient sits: served, interrupted or blocked
    walk_ahead: int  # ticks from that desk to the station at whose door the patient is
    has_been_called: bool  # a first service has begun
    service_over: simpy.Event
    session_due: simpy.Event | None  # the end of the wait for a full session
    patience_over: simpy.Event | None  # the end of patience where the patient stands
    patience_ends: int  # its tick; NEVER where patience does not act
    taken: list[int]  # ages of the prepared doses that the patient has taken in line
    service: list[int]
    extra: list[int]
    walk: list[int]
    clean_up: list[int]
    branch: list[int]
    pick: list[list[float]]
    patience: list[int]
    tolerance: int  # the most others with whom the patient still joins a first line

    @property
    def waits(self) -> bool:
        """Whether the patient stands in a line or at a door."""
        return self.where in (IN_LINE, AT_DOOR)


def patients_of_the_day(plan: SitePlan, draws: Draws) -> list[Patient]:
    """All patients by index, those who stay away and those on standby lists included."""
    columns = (
        draws.klass, draws.party, draws.slot, draws.arrival, draws.service, draws.extra, draws.walk, draws.clean_up,
        draws.branch, draws.pick, draws.patience, draws.tolerance,
    )  # fmt: skip
    first_stations, priorities, vaccines = plan.first_station.tolist(), plan.priority.tolist(), plan.vaccine.tolist()
    stations, patients = len(plan.desks), []
    for index, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        patient = Patient()
        patient.index, patient.number, patient.row = index, index + 1, index * stations
        (
            patient.klass, patient.party, patient.slot, patient.arrival, patient.service, patient.extra, patient.walk,
            patient.clean_up, patient.branch, patient.pick, patient.patience, patient.tolerance,
        ) = row  # fmt: skip
        patient.priority, patient.vaccine = priorities[patient.klass], max(0, vaccines[patient.klass])
        patient.ready = patient.arrival if patient.slot == NEVER else max(patient.arrival, patient.slot - plan.gate)
        patient.station, patient.where = first_stations[patient.klass], ON_THE_WAY
        patient.desk, patient.walk_ahead, patient.has_been_called = None, 0, False
        patient.session_due = patient.patience_over = None
        patient.patience_ends, patient.taken = NEVER, []
        patients.append(patient)
    return patients
