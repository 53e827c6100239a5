"""The day: one instant after another from the first to the last, opening hours, closing, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.engines.reference.breaks import Breaks, breaks_of
from vaxsim.engines.reference.dispatch import Dispatch
from vaxsim.engines.reference.journeys import Journeys
from vaxsim.engines.reference.pieces import Pieces
from vaxsim.engines.reference.preparing import Preparing
from vaxsim.engines.reference.restocking import Restocking
from vaxsim.engines.reference.services import Services
from vaxsim.engines.reference.sessions import Sessions
from vaxsim.engines.reference.shifts import Shifts
from vaxsim.engines.reference.site import Site
from vaxsim.engines.reference.standby import Standby
from vaxsim.engines.reference.tables import visits
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome, Visits

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.engines.reference.clock import Story
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.plan import Plan


def run(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day on SimPy."""
    return Day(plan, draws).run()


class Day:
    """A day at a vaccination site."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self._begins = plan.day_begins
        self._site = site = Site(plan, draws)
        self._clock, self._records, self._plan = site.clock, site.records, plan.site
        services = Services(site)
        pieces = Pieces(site, services)
        self._journeys = Journeys(site, services)
        breaks = Breaks(site.clock, site.staff, pieces.interrupt)
        restocking = Restocking(site, draws, site.may_need)
        standby = Standby(site, draws, self._journeys.come)
        if standby.has_lists:
            services.after_start = standby.look
        self._shifts = Shifts(site.clock, site.staff, breaks, restocking, pieces)
        self._dispatch = Dispatch(
            site, services, pieces, self._journeys, Sessions(site, services), breaks, restocking,
            Preparing(site, draws),
        )  # fmt: skip
        for unit in site.staff.units:
            if not draws.absent[unit.index]:
                unit.breaks = breaks_of(plan.site, draws, unit.index)
                self._clock.start(self._shifts.story(unit))

    def run(self) -> Visits:
        """The whole day."""
        self._begin()
        while True:
            self._run_instants()
            if self._clock.next_due() < NEVER and not self._is_over():
                return self._cut_off(self._plan.stop)
            if not self._site.inside:
                return self._close(self._end())
            self._strand()

    def _begin(self) -> None:
        self._clock.start(self._opening_hours())
        self._clock.start(self._newcomers())
        for vaccine in self._site.doses.vaccines:
            vaccine.vials.count_stock(self._begins)

    # Instants

    def _run_instants(self) -> None:
        """One instant after another, each settled and then dispatched, until nothing is due or the run is cut off."""
        clock, inside, stop = self._clock, self._site.inside, self._plan.stop
        while clock.next_due() < stop and (inside or not self._is_over()):
            clock.move_on()
            clock.settle()
            self._dispatch.run()

    def _is_over(self) -> bool:
        """Whether nobody is inside and nothing but the expiry of doses is due, later than now."""
        if self._site.inside or self._clock.next_due() == self._clock.now:
            return False
        return not self._clock.is_due_besides(Due.DOSES_EXPIRE)

    # The door

    def _opening_hours(self) -> Story:
        """SimPy process: the doors open and close; at closing, who is outside goes away."""
        doors = self._site.doors
        for begin, end in zip(self._plan.opens.tolist(), self._plan.closes.tolist(), strict=True):
            yield self._clock.at(begin, Due.DOORS_OPEN, 0)
            doors.is_open = True
            yield self._clock.at(end, Due.DOORS_CLOSE, 0)
            doors.is_open = False
        for patient in doors.outside():
            had_no_room = patient.ready < self._plan.closing  # the doors were open then: nothing else kept them out
            self._journeys.turn_away(patient, Cause.FULL if had_no_room else Cause.CLOSED)
        if self._plan.turns_away_at_closing:
            for patient in self._inside_by_number():
                if not patient.has_been_called:
                    self._journeys.turn_away(patient, Cause.CLOSED)

    def _newcomers(self) -> Story:
        """SimPy process: everybody who comes by themselves, one after another."""
        coming = [patient for patient in self._site.patients if patient.arrival != NEVER]
        for patient in sorted(coming, key=lambda patient: (patient.arrival, patient.number)):
            yield self._clock.at(patient.arrival, Due.NEWCOMER, patient.number)
            self._journeys.come(patient)

    # The end

    def _strand(self) -> None:
        """Nothing is due any more: who is still inside can never be served."""
        stranded = [(patient, self._what_is_wanting(patient)) for patient in self._inside_by_number()]
        self._records.stranded += len(stranded)
        for patient, cause in stranded:
            self._journeys.turn_away(patient, cause)
        self._dispatch.let_go_who_is_not_needed()

    def _what_is_wanting(self, patient: Patient) -> Cause:
        station, doses = self._site.station_of(patient), self._site.doses
        return Cause.NO_DOSE if patient.waits and doses.are_too_few_for(patient, station) else Cause.NO_STAFF

    def _inside_by_number(self) -> list[Patient]:
        return sorted(self._site.inside, key=lambda patient: patient.number)

    def _cut_off(self, stop: int) -> Visits:
        """The run stops here: who has come and not left is still inside, who has not come is not counted."""
        for patient in self._site.patients:
            if patient.arrival < stop and self._records.departed[patient.index] == NEVER:
                self._records.close(patient.index, stop, Outcome.STILL_INSIDE, Cause.NONE)
        return self._close(stop)

    def _end(self) -> int:
        """When the doors have closed, the last patient has left, the last unit has gone and all is delivered."""
        departures = [tick for tick in self._records.departed if tick != NEVER]
        goings = [unit.went for unit in self._site.staff.units if unit.went != NEVER]
        deliveries: list[int] = self._plan.delivery[:, 0].tolist()
        return max([self._plan.closing, *departures, *goings, *deliveries])

    def _close(self, end: int) -> Visits:
        """Finish all accounts at `end`."""
        for patient in self._site.patients:
            if patient.arrival == NEVER and patient.slot < self._plan.stop:
                self._records.close(patient.index, NEVER, Outcome.NO_SHOW, Cause.NONE)
        for station in self._site.stations:
            station.line.count(end)
            station.count(end)
        self._site.staff.close(end, self._plan.stop)
        return visits(self._site, end)
