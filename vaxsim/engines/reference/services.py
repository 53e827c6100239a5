"""Services: what they need, how they begin and end, and when their desk is free again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.engines.reference import crews
from vaxsim.engines.reference.patients import IN_LINE, SERVED, Patient
from vaxsim.engines.reference.staff import USUAL_PACE
from vaxsim.engines.reference.stations import time_left
from vaxsim.units import NEVER
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.staff import Unit
    from vaxsim.engines.reference.stations import Kind, Station


class Service:
    """Patients at a desk: one, or the members of a session."""

    __slots__ = "at_desk", "clean_up", "crew", "ends", "kind", "members", "remaining", "station"

    def __init__(self, station: Station, kind: Kind, members: Sequence[Patient], crew: Sequence[Unit]) -> None:
        self.station, self.kind, self.members = station, kind, members
        self.at_desk = len(members)  # those who have not left
        self.crew = crew  # as it is now; nobody while the service is interrupted, or who was freed
        self.ends = NEVER
        self.remaining = 0  # ticks, while it is interrupted
        self.clean_up = 0  # ticks

    @property
    def frees_later(self) -> bool:
        """Whether the desk may be free only some time after a patient has left it."""
        return self.clean_up > 0 or len(self.members) > 1

    @property
    def number(self) -> int:
        """The smallest number among the members; it gives the luck of a session, and orders what is due."""
        return min(patient.number for patient in self.members)


class Services:
    """All services of the site."""

    def __init__(self, site: Site) -> None:
        self._site, self._clock, self._staff, self._records = site, site.clock, site.staff, site.records
        self._doses = site.doses
        self.after_start: Callable[[], None] | None = None  # what is done after each start

    # What a service needs

    def kind_for(self, patient: Patient, station: Station) -> Kind | None:
        """The first kind of desk at which a patient could be served now, with staff and doses; None without."""
        for kind in station.kinds:
            if (
                kind.free_desks > 0
                and kind.is_open_to[patient.klass]
                and (not kind.crew_roles or self._is_staffed(kind, patient, station))
                and (not station.doses or self._has_doses(kind, patient, station))
            ):
                return kind
        return None

    def _is_staffed(self, kind: Kind, patient: Patient, station: Station) -> bool:
        return crews.can_fill(kind.crew_roles, self._doses.free_for(patient, station))

    def _has_doses(self, kind: Kind, patient: Patient, station: Station) -> bool:
        if not self._doses.matter(station):
            return True
        lacks = self._doses.lacks(patient, station)
        if self._doses.taken_in_line(patient, station):
            return lacks == 0
        return lacks <= self._doses.there_for(patient, station, self.crew_for(kind, patient, station))

    def crew_for(self, kind: Kind, patient: Patient, station: Station) -> list[Unit]:
        """Who would serve a patient now."""
        return crews.choose(kind.crew_roles, self._doses.free_for(patient, station), patient.pick[station.index])

    # Beginning

    def start(self, members: Sequence[Patient], station: Station, kind: Kind) -> None:
        """One patient, or the members of a session with the smallest key first, take a desk, a crew and their doses."""
        crew = self.crew_for(kind, members[0], station) if kind.crew_roles else []
        service = Service(station, kind, members, crew)
        station.take_desk(kind, len(members), self._clock.now)
        self._time(service)
        if crew:
            self.assign(service, crew)
        for patient in members:
            self._begin(patient, service)
        if self.after_start is not None:
            self.after_start()

    def _time(self, service: Service) -> None:
        """How long a service and its clean-up take: the draws of the smallest number, at the pace of the crew."""
        station, now = service.station, self._clock.now
        patient = service.members[0] if len(service.members) == 1 else min(service.members, key=_by_number)
        counts_from = now
        if station.since >= 0:
            counts_from = self._records.ended[patient.row + station.since]
        ticks = time_left(patient.service[service.kind.index], patient.extra[station.index], counts_from, now)
        service.clean_up = patient.clean_up[station.index]
        if service.crew:
            pace = self._staff.pace(service.crew)
            ticks, service.clean_up = ticks * pace // USUAL_PACE, service.clean_up * pace // USUAL_PACE
        service.ends = now + ticks

    def assign(self, service: Service, units: Sequence[Unit]) -> None:
        """Free units begin to give a service."""
        self._staff.occupy(units, StaffState.SERVING)
        for unit in units:
            unit.service = service

    def _begin(self, patient: Patient, service: Service) -> None:
        station, now = service.station, self._clock.now
        if patient.where is IN_LINE:
            self.leave_line(patient, station)
        if patient.patience_ends < NEVER:
            self._site.patience.end(patient)
        patient.where, patient.desk, patient.has_been_called = SERVED, service, True
        self._records.begin(patient, service, now)
        if station.doses and self._doses.are_counted:
            self._doses.give(patient, station, service.crew)
        self._clock.make_due(patient.service_over, service.ends, Due.SERVICE_ENDS, patient.number)

    def leave_line(self, patient: Patient, station: Station) -> None:
        """Somebody is called, or goes away."""
        station.line.remove(patient.key, self._clock.now)
        if patient.session_due is not None:
            self._clock.cancel(patient.session_due)
            patient.session_due = None

    # Ending

    def end(self, patient: Patient) -> None:
        """The service of a patient ends; desk and crew stay taken until the patient has left the desk."""
        self._records.ended[patient.row + patient.station] = self._clock.now
        patient.service_over = self._clock.event()

    def block(self, service: Service) -> None:
        """Somebody cannot leave the desk: the crew is held, or is free if it is not to wait or may be needed later."""
        here = service.station
        if not here.keeps_staff or any(unit.serves_later[here.index] for unit in service.crew):
            self._staff.release(service.crew)
            service.crew = []
        for unit in service.crew:
            unit.change(StaffState.HELD, self._clock.now)

    def leave_desk(self, patient: Patient) -> None:
        """A patient leaves the desk; when nobody is left there it is cleaned, and then free."""
        service, now = patient.desk, self._clock.now
        assert service is not None
        patient.desk = None
        self._records.leave_desk(patient, service, now)
        service.station.stand_up(now)
        service.at_desk -= 1
        if service.at_desk > 0:
            return
        if service.clean_up == 0:
            self._free(service)
            return
        for unit in service.crew:
            unit.change(StaffState.CLEANING, now)
        clean = now + service.clean_up
        self._clock.do_at(clean, Due.CLEAN_UP_ENDS, service.number, partial(self._free, service))

    def _free(self, service: Service) -> None:
        service.station.free_desk(service.kind)
        if service.frees_later:
            self._records.free_desk(service, self._clock.now)
        if service.crew:
            self._staff.release(service.crew)


def _by_number(patient: Patient) -> int:
    return patient.number
