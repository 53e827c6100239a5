"""Sessions: who takes part in the next one, and whether it can start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.engines.reference.services import Services
    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.stations import Kind, Station


class Sessions:
    """The sessions of all stations that hold any."""

    def __init__(self, site: Site, services: Services) -> None:
        self._site, self._doses, self._services = site, site.doses, services

    def next_members(self, station: Station) -> list[Patient]:
        """Who would be in a session that starts now, the smallest key first; nobody if none can start."""
        kind = station.kinds[0]  # sessions have no others
        line = [self._site.patients[key[-1] - 1] for key in station.line.keys]
        first = next((patient for patient in line if self._services.kind_for(patient, station)), None)
        if first is None:
            return []
        members = self._with_doses(line[line.index(first) :], station, kind)
        return members if len(members) == station.session_size or self._have_waited(members, station) else []

    def _with_doses(self, line: list[Patient], station: Station, kind: Kind) -> list[Patient]:
        """Those who can have their doses one after the other, as many as fit; the others are passed over."""
        if not self._doses.matter(station):
            return line[: station.session_size]
        crew = self._services.crew_for(kind, line[0], station)
        promised: dict[int, int] = {}  # doses by vaccine
        members: list[Patient] = []
        for patient in line:
            lacks = self._doses.lacks(patient, station)
            before = promised.get(patient.vaccine, 0)
            if self._doses.taken_in_line(patient, station):
                can_have = lacks == 0
            else:
                can_have = before + lacks <= self._doses.there_for(patient, station, crew)
                promised[patient.vaccine] = before + lacks if can_have else before
            if can_have and len(members) < station.session_size:
                members.append(patient)
        return members

    def _have_waited(self, members: list[Patient], station: Station) -> bool:
        """Whether the one who has waited longest has waited long enough for a session that is not full."""
        joined = min(self._site.records.joined[each.row + station.index] for each in members)
        return self._site.clock.now - joined >= station.session_wait
