"""The way of a patient: coming, going in, from station to station, and leaving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.engines.reference.patients import AT_DOOR, GONE, IN_LINE, INTERRUPTED, ON_THE_WAY, Patient
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.engines.reference.clock import Story
    from vaxsim.engines.reference.services import Services
    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.stations import Station


class Journeys:
    """The ways of all patients through the site."""

    def __init__(self, site: Site, services: Services) -> None:
        self._site, self._clock, self._records = site, site.clock, site.records
        self._doors, self._doses, self._patience = site.doors, site.doses, site.patience
        self._services = services
        self._next_station = site.plan.next_station.tolist()  # by class, then station

    # Before the door

    def come(self, patient: Patient) -> None:
        """Settle 5: a newcomer is turned away at once, or stands at the door."""
        self._records.reached[patient.row + patient.station] = self._clock.now
        cause = self._doors.refuses(patient)
        if cause is Cause.NONE and self._doses.are_gone_for(patient, self._site.station_of(patient)):
            cause = Cause.NO_DOSE
        if cause is not Cause.NONE:
            self.turn_away(patient, cause)
            return
        patient.where = AT_DOOR
        self._doors.add_newcomer(patient)
        self._patience.begin(patient)

    def decide(self, patient: Patient) -> None:
        """Dispatch e: a newcomer turns round, goes in, or stays outside."""
        if self._balks(patient):
            self._go_home(patient, Outcome.BALKED)
        elif self.can_enter(patient):
            self.enter(patient)
        else:
            self._doors.remove(patient)
            self._doors.stand_outside(patient)

    def _balks(self, patient: Patient) -> bool:
        if patient.tolerance == NEVER:
            return False
        station = self._site.station_of(patient)
        found = len(station.line)
        if self._site.plan.balks_at_service[patient.klass]:
            found += station.at_desks
        return found > patient.tolerance

    # Through a door

    def can_enter(self, patient: Patient) -> bool:
        """Whether a patient at a door, of the site or of a full room, can go in now."""
        if patient.desk is None and not self._is_let_in(patient):
            return False
        station = self._site.station_of(patient)
        if station.room == 0:
            return not self._site.is_held(station) and self._services.kind_for(patient, station) is not None
        return station.has_place()

    def _is_let_in(self, patient: Patient) -> bool:
        return self._doors.admits(patient) and self._site.people + patient.party <= self._site.plan.max_inside

    def enter(self, patient: Patient) -> None:
        """Dispatch d and e: a patient goes in; what a blocked one holds is free before the next service starts."""
        self._doors.remove(patient)
        if patient.desk is not None:
            self._services.leave_desk(patient)
            if patient.walk_ahead > 0:
                self._patience.end(patient)
                self._site.station_of(patient).on_the_way += 1
                self._set_off(patient)
                return
        else:
            self._site.inside[patient] = None
            self._site.people += patient.party
            patient.service_over = self._clock.event()
            self._clock.start(self._day_inside(patient))
        self._take_place(patient)

    def _take_place(self, patient: Patient) -> None:
        """A patient joins the line or, before a room of 0, is served at once."""
        station = self._site.station_of(patient)
        if station.room > 0:
            self._join(patient, station)
            return
        kind = self._services.kind_for(patient, station)
        assert kind is not None  # else the patient could not enter
        patient.key = station.key(patient)
        self._records.joined[patient.row + patient.station] = self._clock.now
        self._services.start([patient], station, kind)

    def _join(self, patient: Patient, station: Station) -> None:
        now = self._clock.now
        patient.where, patient.key = IN_LINE, station.key(patient)
        self._records.joined[patient.row + patient.station] = now
        station.line.add(patient.key, now)
        if station.session_size > 0:
            due = now + station.session_wait
            patient.session_due = self._clock.at(due, Due.SESSION_IS_DUE, patient.number)

    # Inside

    def _day_inside(self, patient: Patient) -> Story:
        """SimPy process: a patient's way through the site, service by service."""
        while patient.where is not GONE:
            yield patient.service_over
            self._move_on(patient)

    def _move_on(self, patient: Patient) -> None:
        """Settle 1: a service has ended; the patient leaves the site, walks, joins a line or stands at a door."""
        self._services.end(patient)
        service, here = patient.desk, patient.station
        assert service is not None
        following, outcome = self._way_on(patient)
        if following == len(self._site.stations):
            self._services.leave_desk(patient)
            self._leave(patient, outcome)
            return
        patient.station, patient.walk_ahead = following, patient.walk[here]
        patient.where, patient.ready = ON_THE_WAY, self._clock.now
        if self._site.stations[following].is_limited:
            self._stand_at_door(patient)
            return
        self._services.leave_desk(patient)
        if patient.walk_ahead > 0:
            self._set_off(patient)
        elif self._reach(patient):
            self._join(patient, self._site.stations[following])

    def _way_on(self, patient: Patient) -> tuple[int, Outcome]:
        """The station that follows, or their number with the outcome of a patient who leaves."""
        plan, here, branch = self._site.plan, patient.station, patient.branch[patient.station]
        dosed = self._records.dosed[patient.index] != NEVER
        outcome = Outcome.VACCINATED if dosed else Outcome.LEFT
        if branch < 0:
            return self._next_station[patient.klass][here], outcome
        if plan.branch_outcome[here, branch] >= 0:
            outcome = Outcome(plan.branch_outcome[here, branch])
        return int(plan.branch_target[patient.klass, here, branch]), outcome

    def _stand_at_door(self, patient: Patient) -> None:
        """A patient stands at the door of a limited room, at the desk upstream; a walk is still ahead, or none."""
        assert patient.desk is not None
        if patient.walk_ahead > 0:
            self._patience.begin(patient, has_reached=False)
        elif not self._reach(patient):
            return
        patient.where = AT_DOOR
        self._doors.stand_blocked(patient)
        self._services.block(patient.desk)

    def _set_off(self, patient: Patient) -> None:
        patient.where = ON_THE_WAY
        arrives = self._clock.now + patient.walk_ahead
        self._clock.do_at(arrives, Due.WALK_ENDS, patient.number, partial(self._end_walk, patient))

    def _end_walk(self, patient: Patient) -> None:
        """Settle 1: who walked has a place in the room, if it is limited."""
        station = self._site.station_of(patient)
        if station.is_limited:
            station.on_the_way -= 1
        if self._reach(patient):
            self._join(patient, station)

    def _reach(self, patient: Patient) -> bool:
        """A patient reaches a station; false if there is no dose any more, and the patient is turned away."""
        patient.ready = self._clock.now
        self._records.reached[patient.row + patient.station] = self._clock.now
        if self._doses.are_limited and self._doses.are_gone_for(patient, self._site.station_of(patient)):
            self.turn_away(patient, Cause.NO_DOSE)
            return False
        if self._patience.is_in_use:
            self._patience.begin(patient)
        return True

    # Leaving

    def turn_away(self, patient: Patient, cause: Cause) -> None:
        """A patient is sent away."""
        self._go_home(patient, Outcome.TURNED_AWAY, cause)

    def lose_patience(self, patient: Patient) -> None:
        """Dispatch f, or c and d when called: a patient does not wait any longer."""
        self._go_home(patient, Outcome.RENEGED)

    def turn_away_who_can_get_no_dose(self) -> bool:
        """Who stands where they need a dose goes, by number, when the last one is gone for good; whether any did."""
        waiting = sorted(self._who_waits(), key=lambda patient: patient.number)
        for patient in waiting:
            if self._doses.are_gone_for(patient, self._site.station_of(patient)):  # the one before may have left some
                self.turn_away(patient, Cause.NO_DOSE)
        return any(patient.where is GONE for patient in waiting)

    def _who_waits(self) -> list[Patient]:
        """Everybody in a line or at a door."""
        in_line = [self._site.patients[key[-1] - 1] for station in self._site.stations for key in station.line.keys]
        return [*in_line, *self._doors.all()]

    def _go_home(self, patient: Patient, outcome: Outcome, cause: Cause = Cause.NONE) -> None:
        """Who was not served where they are leaves line, door or desk, and the site."""
        visit, station, now = patient.row + patient.station, self._site.station_of(patient), self._clock.now
        if patient.where is IN_LINE:
            self._services.leave_line(patient, station)
            self._doses.take_back(patient)
        elif patient.where is AT_DOOR:
            self._doors.remove(patient)
        elif patient.where is INTERRUPTED:
            assert patient.desk is not None
            station.interrupted.remove(patient.desk)
        self._patience.end(patient)
        if patient.desk is not None:
            self._services.leave_desk(patient)
        if self._records.reached[visit] != NEVER:  # else blocked before a walk
            self._records.left[visit] = now
        self._leave(patient, outcome, cause)

    def _leave(self, patient: Patient, outcome: Outcome, cause: Cause = Cause.NONE) -> None:
        patient.where = GONE
        if patient in self._site.inside:
            del self._site.inside[patient]
            self._site.people -= patient.party
        self._records.close(patient.index, self._clock.now, outcome, cause)
