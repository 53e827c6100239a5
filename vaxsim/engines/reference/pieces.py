"""Pieces of services: handed back for a break and resumed, or handed over at the end of a shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.engines.reference import crews
from vaxsim.engines.reference.patients import INTERRUPTED, SERVED

if TYPE_CHECKING:
    from vaxsim.engines.reference.services import Service, Services
    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.staff import Unit


class Pieces:
    """Services of one patient that are not given in one piece."""

    def __init__(self, site: Site, services: Services) -> None:
        self._clock, self._staff, self._records = site.clock, site.staff, site.records
        self._services = services

    def interrupt(self, service: Service) -> None:
        """The crew hands its patient back, who keeps the desk."""
        patient, now = service.members[0], self._clock.now
        self._clock.cancel(patient.service_over)
        service.remaining = service.ends - now
        service.station.interrupted.append(service)
        patient.where = INTERRUPTED
        self._records.pause(patient, now)
        crew, service.crew = service.crew, []
        self._staff.release(crew)

    def can_resume(self, service: Service) -> bool:
        """Whether units are free to go on with an interrupted service."""
        return crews.can_fill(service.kind.crew_roles, self._staff.free)

    def resume(self, service: Service) -> None:
        """Dispatch c: an interrupted service goes on with any units; what remains of it is not paced again."""
        patient, now = service.members[0], self._clock.now
        service.station.interrupted.remove(service)
        luck = patient.pick[service.station.index]
        service.crew = crews.choose(service.kind.crew_roles, self._staff.free, luck)
        self._services.assign(service, service.crew)
        patient.where = SERVED
        self._records.resume(patient, service, now)
        service.ends = now + service.remaining
        self._clock.make_due(patient.service_over, service.ends, Due.SERVICE_ENDS, patient.number)

    def hand_over(self, service: Service, old: Unit, new: Unit) -> None:
        """Settle 2: an idle unit takes the place of one whose shift is over."""
        patient, now = service.members[0], self._clock.now
        self._records.pause(patient, now)
        self._staff.release([old])
        self._services.assign(service, [new])
        service.crew = [new if unit is old else unit for unit in service.crew]
        self._records.resume(patient, service, now)
