"""The site on one day: what there is, and what can be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines.reference.clock import Clock
from vaxsim.engines.reference.doors import Doors
from vaxsim.engines.reference.doses import Doses
from vaxsim.engines.reference.patience import Patience
from vaxsim.engines.reference.patients import INTERRUPTED, SERVED, Patient, patients_of_the_day
from vaxsim.engines.reference.records import Records
from vaxsim.engines.reference.staff import Staff, Unit
from vaxsim.engines.reference.stations import Station
from vaxsim.plan import DISPATCHES
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.plan import Site as SitePlan


class Site:
    """A vaccination site: its clock, patients, stations, doors, staff and doses, and what is written down."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan = plan.site
        self.patients = patients_of_the_day(plan.site, draws)
        first_arrival = min((patient.arrival for patient in self.patients), default=NEVER)
        self.clock = Clock(min(plan.day_begins, first_arrival))
        self.stations = [Station(plan.site, index) for index in range(len(plan.stations))]
        self.records = Records(len(self.patients), len(self.stations), bool(plan.vaccines))
        self.staff = Staff(plan.site, self.clock)
        self.doses = Doses(plan.site, draws, self.clock, self.staff, self.records)
        self.doors = Doors(plan.site, self.clock)
        self.patience = Patience(plan.site, draws, self.clock)
        self.inside: dict[Patient, None] = {}  # in the order of entering
        self.people = 0  # inside, parties with their size
        self._dispatch = DISPATCHES[plan.site.dispatch]
        self._may_visit = _bits(plan.site)

    def rule(self, station: Station) -> tuple[int, int]:
        """What orders services at different stations, before priority, ready and number."""
        if self._dispatch == "longest_line":
            return (-len(station.line), station.index)
        if self._dispatch == "list":
            return (int(self.plan.dispatch_place[station.index]), station.index)
        return (0, 0)

    def station_of(self, patient: Patient) -> Station:
        """The station that a patient is at, at the door of, or on the way to."""
        return self.stations[patient.station]

    def is_held(self, station: Station) -> bool:
        """Whether nothing starts at a station now because too many are in the line of another one."""
        return station.hold_for >= 0 and len(self.stations[station.hold_for].line) > station.hold_above

    def may_need(self, unit: Unit) -> bool:
        """Whether somebody inside could still come to a station that needs one of the unit's roles."""
        return any(self._could_visit(patient) & unit.stations for patient in self.inside)

    def doses_ahead(self, patient: Patient) -> int:
        """Doses that a patient may still need at the stations that they could still visit.

        Whose service was interrupted has had the doses of that station, when it began.
        """
        ahead = self._could_visit(patient)
        if patient.where is INTERRUPTED:
            ahead &= ~(1 << patient.station)
        doses = sum(station.doses for station in self.stations if ahead >> station.index & 1)
        return doses * patient.party - len(patient.taken)

    def _could_visit(self, patient: Patient) -> int:
        """The stations, a bit each, that a patient waits for or could come to by class and possible branches."""
        later = self._may_visit[patient.klass][patient.station]
        return later if patient.where is SERVED else later | 1 << patient.station


def _bits(plan: SitePlan) -> list[list[int]]:
    """Plan.site.may_visit as [K][S] sets of stations, a bit each."""
    return [
        [sum(1 << int(z) for z in stations.nonzero()[0]) for stations in by_station] for by_station in plan.may_visit
    ]
