"""The site and its day: one instant after another, settled and then dispatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.engines.reference import crews
from vaxsim.engines.reference.clock import Clock, Story
from vaxsim.engines.reference.door import Door
from vaxsim.engines.reference.patients import Patient, coming_patients
from vaxsim.engines.reference.records import Records
from vaxsim.engines.reference.staff import Staff, Unit
from vaxsim.engines.reference.stations import Station, time_left
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.plan import Site as SitePlan
    from vaxsim.visits import Visits


def run(plan: Plan, draws: Draws) -> Visits:
    """One replication of a site-day on SimPy."""
    return Site(plan, draws).run()


class Site:
    """A vaccination site on one day."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self._plan = plan.site
        self._patients = coming_patients(plan.site, draws)
        self._coming = sorted(
            (patient for patient in self._patients if patient.arrival != NEVER),
            key=lambda patient: (patient.arrival, patient.number),
        )
        first_arrival = self._coming[0].arrival if self._coming else NEVER
        self._clock = Clock(min(plan.day_begins, first_arrival))
        self._stations = [Station(plan.site, index) for index in range(len(plan.stations))]
        self._door = Door(plan.site, self._clock)
        self._staff = Staff(plan.site, draws, self._clock)
        self._records = Records(len(self._patients), len(self._stations))
        self._inside: dict[Patient, None] = {}  # in the order of entering
        self._may_visit = _bits(plan.site)
        self._stranded = 0

    def run(self) -> Visits:
        """The whole day."""
        self._clock.start(self._opening_hours())
        self._clock.start(self._newcomers())
        while self._clock.next_due() < self._plan.stop:
            self._clock.settle_next()
            if self._clock.is_settled():
                self._dispatch()
        if self._clock.next_due() < NEVER:
            return self._cut_off(self._plan.stop)
        self._strand()
        return self._close(self._end_of_day())

    # One instant: dispatch, when everything due at the tick is settled

    def _dispatch(self) -> None:
        """Do one possible step after another; what becomes due at this very tick is settled before the next."""
        while self._clock.is_settled():
            if not self._one_step():
                self._staff.let_go_who_is_not_needed(self._may_need)
                return

    def _one_step(self) -> bool:
        """The first step that is possible, once; whether there was one."""
        return (
            self._staff.send_one_on_break()
            or self._start_one_service()
            or self._let_one_in()
            or self._let_one_newcomer_decide()
        )

    def _start_one_service(self) -> bool:
        """Of all services that can start, the one with the smallest key starts."""
        best = None
        for station in self._stations:
            if station.line and self._can_start(station) and (best is None or station.line.first < best.line.first):
                best = station
        if best is None:
            return False
        self._start(best)
        return True

    def _can_start(self, station: Station) -> bool:
        return station.has_free_desk() and crews.can_fill(station.crew_roles, self._staff.free)

    def _let_one_in(self) -> bool:
        patient = self._door.let_in()
        if patient is not None:
            self._enter(patient)
        return patient is not None

    def _let_one_newcomer_decide(self) -> bool:
        patient = self._door.next_newcomer()
        if patient is None:
            return False
        if self._door.decide(patient):
            self._enter(patient)
        return True

    # The door

    def _opening_hours(self) -> Story:
        """SimPy process: the doors open and close; at closing, who is outside goes away."""
        for begin, end in zip(self._plan.opens.tolist(), self._plan.closes.tolist(), strict=True):
            yield self._clock.at(begin, Due.DOORS_OPEN, 0)
            self._door.is_open = True
            yield self._clock.at(end, Due.DOORS_CLOSE, 0)
            self._door.is_open = False
        for patient in self._door.clear_outside():
            self._turn_away(patient, Cause.CLOSED)
        if self._plan.turns_away_at_closing:
            self._send_home_who_was_not_served()

    def _newcomers(self) -> Story:
        """SimPy process: everybody who comes, one after another."""
        for patient in self._coming:
            yield self._clock.at(patient.arrival, Due.NEWCOMER, patient.number)
            self._records.reached[self._visit(patient)] = patient.arrival
            cause = self._door.refuses(patient)
            if cause is Cause.NONE:
                self._door.stand(patient)
            else:
                self._turn_away(patient, cause)

    def _enter(self, patient: Patient) -> None:
        self._inside[patient] = None
        self._clock.start(self._day_inside(patient))

    # Inside

    def _day_inside(self, patient: Patient) -> Story:
        """SimPy process: a patient's way through the site, from going in to leaving."""
        while True:
            station = self._stations[patient.station]
            self._join(patient, station)
            yield patient.service_over
            self._end(patient, station)
            following, outcome = self._way_on(patient)
            if following == len(self._stations):
                self._leave(patient, outcome)
                return
            walk = patient.walk[patient.station]
            patient.station = following
            if walk > 0:
                yield self._clock.at(self._clock.now + walk, Due.WALK_ENDS, patient.number)
            patient.ready = self._clock.now
            self._records.reached[self._visit(patient)] = self._clock.now

    def _join(self, patient: Patient, station: Station) -> None:
        self._records.joined[self._visit(patient)] = self._clock.now
        patient.service_over = self._clock.event()
        station.line.add(station.key(patient), self._clock.now)

    def _start(self, station: Station) -> None:
        """The first in line is served: takes a desk and a crew, and a dose where doses are given."""
        now = self._clock.now
        key = station.line.first
        patient = self._patients[key[-1] - 1]
        visit = self._visit(patient)
        station.line.remove(key, now)
        station.take_desk(now)
        if station.crew_roles:
            crew = crews.choose(station.crew_roles, self._staff.free, patient.pick[station.index])
            self._staff.serve(crew)
            self._records.crew[visit] = crew
        patient.is_served = patient.has_been_called = True
        self._records.began[visit] = now
        if station.gives_dose and self._records.dosed[patient.index] == NEVER:
            self._records.dosed[patient.index] = now
        ends = now + self._length(patient, station)
        self._clock.make_due(patient.service_over, ends, Due.SERVICE_ENDS, patient.number)

    def _length(self, patient: Patient, station: Station) -> int:
        counts_from = now = self._clock.now
        if station.since >= 0:
            counts_from = self._records.ended[patient.index * len(self._stations) + station.since]
        return time_left(patient.service[station.index], patient.extra[station.index], counts_from, now)

    def _end(self, patient: Patient, station: Station) -> None:
        """A service ends: desk and crew are free, the patient can go on."""
        visit = self._visit(patient)
        self._records.ended[visit] = self._records.left[visit] = self._clock.now
        station.free_desk(self._clock.now)
        self._staff.release(self._records.crew.get(visit, ()))
        patient.is_served = False

    def _way_on(self, patient: Patient) -> tuple[int, Outcome]:
        """The station that follows, or their number with the outcome of a patient who leaves."""
        here, branch = patient.station, patient.branch[patient.station]
        dosed = self._records.dosed[patient.index] != NEVER
        outcome = Outcome.VACCINATED if dosed else Outcome.LEFT
        if branch < 0:
            return int(self._plan.next_station[patient.klass, here]), outcome
        if self._plan.branch_outcome[here, branch] >= 0:
            outcome = Outcome(self._plan.branch_outcome[here, branch])
        return int(self._plan.branch_target[patient.klass, here, branch]), outcome

    def _may_need(self, unit: Unit) -> bool:
        """Whether somebody inside could still come to a station that needs one of the unit's roles."""
        return any(self._could_visit(patient) & unit.stations for patient in self._inside)

    def _could_visit(self, patient: Patient) -> int:
        """The stations, a bit each, that a patient waits for or could come to by class and possible branches."""
        later = self._may_visit[patient.klass][patient.station]
        return later if patient.is_served else later | 1 << patient.station

    # Leaving

    def _leave(self, patient: Patient, outcome: Outcome, cause: Cause = Cause.NONE) -> None:
        self._inside.pop(patient, None)
        self._records.close(patient.index, self._clock.now, outcome, cause)

    def _turn_away(self, patient: Patient, cause: Cause) -> None:
        """A patient leaves door or line, undone."""
        if patient in self._inside:
            line = self._stations[patient.station].line
            line.remove(self._stations[patient.station].key(patient), self._clock.now)
        self._records.left[self._visit(patient)] = self._clock.now
        self._leave(patient, Outcome.TURNED_AWAY, cause)

    def _send_home_who_was_not_served(self) -> None:
        for patient in sorted(self._inside, key=lambda patient: patient.number):
            if not patient.has_been_called:
                self._turn_away(patient, Cause.CLOSED)

    def _strand(self) -> None:
        """Nothing is due any more: who is still inside can never be served."""
        self._stranded = len(self._inside)
        for patient in sorted(self._inside, key=lambda patient: patient.number):
            self._turn_away(patient, Cause.NO_STAFF)
        self._staff.let_go_who_is_not_needed(self._may_need)

    def _cut_off(self, stop: int) -> Visits:
        """The run stops here: who has come and not left is still inside, who has not come is not counted."""
        for patient in self._coming:
            if patient.arrival < stop and self._records.departed[patient.index] == NEVER:
                self._records.close(patient.index, stop, Outcome.STILL_INSIDE, Cause.NONE)
        return self._close(stop)

    def _end_of_day(self) -> int:
        """When the doors have closed, the last patient has left and the last unit has gone."""
        departures = [tick for tick in self._records.departed if tick != NEVER]
        goings = [unit.went for unit in self._staff.units if unit.went != NEVER]
        return max([self._plan.closing, *departures, *goings])

    def _close(self, end: int) -> Visits:
        """Finish all accounts at `end`."""
        for patient in self._patients:
            if patient.arrival == NEVER and patient.slot < self._plan.stop:
                self._records.close(patient.index, NEVER, Outcome.NO_SHOW, Cause.NONE)
        for station in self._stations:
            station.line.count(end)
            station.count(end)
        self._staff.close(end, self._plan.stop)
        crew_size = self._plan.crew_role.shape[1]
        return self._records.visits(self._stations, self._staff.units, crew_size, end, self._stranded)

    def _visit(self, patient: Patient) -> int:
        """Where the records keep what happens to a patient at the station where they are."""
        return patient.index * len(self._stations) + patient.station


def _bits(plan: SitePlan) -> list[list[int]]:
    """Plan.site.may_visit as [K][S] sets of stations, a bit each."""
    return [
        [sum(1 << int(z) for z in stations.nonzero()[0]) for stations in by_station] for by_station in plan.may_visit
    ]
