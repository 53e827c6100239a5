"""What the reference engine writes down while the day runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Move, Outcome, StaffState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vaxsim.engines.reference.patients import Patient
    from vaxsim.engines.reference.services import Service
    from vaxsim.engines.reference.staff import Unit


class Interruption:
    """The time between two pieces of a service."""

    def __init__(self, patient: int, station: int, paused: int) -> None:
        self.patient, self.station, self.paused = patient, station, paused
        self.resumed = NEVER
        self.crew: Sequence[Unit] = ()


class Records:
    """Times of every patient at every station, as flat lists; visit = `Patient.row` + station index."""

    def __init__(self, patients: int, stations: int, has_vaccines: bool) -> None:
        self.shape = (patients, stations)
        self._has_vaccines = has_vaccines
        visits = patients * stations
        self.reached = [NEVER] * visits
        self.joined = [NEVER] * visits
        self.began = [NEVER] * visits
        self.ended = [NEVER] * visits
        self.left = [NEVER] * visits
        self.freed: dict[int, int] = {}  # where it is not as `left`
        self.crew: dict[int, Sequence[Unit]] = {}
        self.kind: dict[int, int] = {}  # where it is not 0
        self.session: dict[int, int] = {}
        self.supplied: dict[int, int] = {}
        self.interruptions: list[Interruption] = []
        self.moves: dict[tuple[int, int, int, int], int] = {}  # doses by (tick, vaccine, move, who)
        self.dosed = [NEVER] * patients
        self.departed = [NEVER] * patients
        self.outcome = [NOT_COUNTED] * patients
        self.cause = [int(Cause.NONE)] * patients
        self.stranded = 0

    def begin(self, patient: Patient, service: Service, now: int) -> None:
        """The service of a patient begins."""
        visit = patient.row + service.station.index
        self.began[visit] = now
        if service.crew:
            self.crew[visit] = service.crew
        if service.kind.place > 0:
            self.kind[visit] = service.kind.place
        if service.station.session_size > 0:
            self.session[visit] = service.number - 1
        if service.station.doses > 0 and self.dosed[patient.index] == NEVER:
            self.dosed[patient.index] = now

    def pause(self, patient: Patient, now: int) -> None:
        """A piece of a service ends, and not yet the service."""
        self.interruptions.append(Interruption(patient.index, patient.station, now))

    def resume(self, patient: Patient, service: Service, now: int) -> None:
        """The next piece begins."""
        place = (patient.index, service.station.index)
        last = [each for each in self.interruptions if (each.patient, each.station) == place][-1]
        last.resumed, last.crew = now, service.crew

    def leave_desk(self, patient: Patient, service: Service, now: int) -> None:
        """A patient leaves the desk, which may not be free at once."""
        visit = patient.row + service.station.index
        self.left[visit] = now
        if service.frees_later:
            self.freed[visit] = NEVER

    def free_desk(self, service: Service, now: int) -> None:
        """The desk of a service is free again."""
        for patient in service.members:
            self.freed[patient.row + service.station.index] = now

    def move(self, tick: int, vaccine: int, move: Move, who: int, doses: int) -> None:
        """Doses move; nothing is written down where there are no vaccines."""
        if self._has_vaccines and doses > 0:
            key = (tick, vaccine, int(move), who)
            self.moves[key] = self.moves.get(key, 0) + doses

    def close(self, patient: int, tick: int, outcome: Outcome, cause: Cause) -> None:
        """Write down how a patient's day ended."""
        self.departed[patient] = tick
        self.outcome[patient] = int(outcome)
        self.cause[patient] = int(cause)


def add_state(timeline: list[tuple[StaffState, int, int]], state: StaffState, began: int, ended: int) -> None:
    """Append a state to a unit's timeline; one of no length is left out, one like the last prolongs it."""
    if ended == began:
        return
    if timeline and timeline[-1][0] is state and timeline[-1][2] == began:
        timeline[-1] = (state, timeline[-1][1], ended)
    else:
        timeline.append((state, began, ended))
