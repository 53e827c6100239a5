"""Records: all that is known of one replication, as the sources of events and their order read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plan.arrays import DISPATCHES
from vaxsim.scenario.problems import listed
from vaxsim.story.events import Ending, one_line
from vaxsim.units import NEVER
from vaxsim.visits import Cause

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

FIRST_COME_PRIORITY = 10
"""The priority that everybody has at a station where who comes first is served first."""


@dataclass(frozen=True, eq=False)
class Records:
    """All that is known of one replication, with names as a story writes them."""

    plan: Plan
    draws: Draws
    visits: Visits

    @cached_property
    def first_station(self) -> NDArray[np.intp]:
        """int [n]; the station at whose door a patient stands on coming; S for a class that visits none."""
        reached = self.visits.reached
        came = (reached < NEVER).any(axis=1)
        return np.asarray(np.where(came, reached.argmin(axis=1), reached.shape[1]), np.intp)

    @cached_property
    def ready(self) -> NDArray[np.int64]:
        """int64 [n, S]; the tick that orders lines: at the first station not before the gate, later `reached`."""
        v, gate, slot = self.visits, self.plan.site.gate, self.draws.slot
        ready = v.reached.copy()
        came = np.nonzero(self.first_station < v.reached.shape[1])[0]
        first = self.first_station[came]
        # without a slot, or without a gate, whoever comes is ready
        earliest = np.where(slot[came] < NEVER, slot[came] - gate, -NEVER)
        ready[came, first] = np.maximum(v.reached[came, first], earliest)
        return ready

    @cached_property
    def arrival(self) -> NDArray[np.int64]:
        """int64 [n]; when a patient came: as drawn, or, of a standby list, when called and there; NEVER: did not."""
        first, n = self.first_station, np.arange(len(self.first_station))
        came = np.nonzero(first < self.visits.reached.shape[1])[0]
        arrival = self.draws.arrival.copy()
        arrival[came] = self.visits.reached[n[came], first[came]]
        return np.asarray(arrival, np.int64)

    @cached_property
    def last_crew(self) -> NDArray[np.int32]:
        """int32 [n, S, C]; the units of the last piece of each service."""
        gaps, crew = self.visits.interruptions, self.visits.crew.copy()
        for row in np.nonzero(gaps.resumed < NEVER)[0].tolist():
            crew[gaps.patient[row], gaps.station[row]] = gaps.crew[row]
        return np.asarray(crew, np.int32)

    @cached_property
    def paused(self) -> NDArray[np.int64]:
        """int64 [n, S]; ticks for which a service was interrupted, until it was taken up again."""
        gaps, ticks = self.visits.interruptions, np.zeros(self.visits.began.shape, np.int64)
        again = gaps.resumed < NEVER
        np.add.at(ticks, (gaps.patient[again], gaps.station[again]), (gaps.resumed - gaps.paused)[again])
        return ticks

    @cached_property
    def line_left(self) -> NDArray[np.int64]:
        """int64 [n, S]; when a patient left the line, to be served or not; NEVER if still in it."""
        return np.minimum(self.visits.began, self.visits.left)

    @cached_property
    def entered(self) -> NDArray[np.int64]:
        """int64 [n, S]; when a patient took a place in a waiting room: on joining, or on setting off to walk there."""
        v = self.visits
        set_off = np.full_like(v.left, -NEVER)
        gone = np.where(v.ended < NEVER, v.left, -NEVER)
        set_off[:, 1:] = np.maximum.accumulate(gone, axis=1)[:, :-1]
        walked = (v.reached < NEVER) & (set_off > -NEVER) & (v.reached > set_off)
        return np.where(walked, set_off, v.joined)

    @cached_property
    def went_in(self) -> NDArray[np.int64]:
        """int64 [n]; when a patient went into the site."""
        stations = self.visits.joined.shape[1]
        first = np.minimum(self.first_station, stations - 1)
        joined = np.take_along_axis(self.visits.joined, first[:, None], 1)[:, 0]
        return np.where(self.first_station < stations, joined, NEVER)

    @cached_property
    def holds_desk(self) -> NDArray[np.bool_]:
        """bool [n, S]; all who were served, of a session only the last to leave: the desk is taken while they stay."""
        v = self.visits
        holds = v.began < NEVER
        for station in np.nonzero((v.session >= 0).any(axis=0))[0].tolist():
            session = v.session[:, station]
            for head in np.unique(session[session >= 0]).tolist():
                members = np.nonzero(session == head)[0]
                last = members[np.lexsort((members, v.left[members, station]))[-1]]
                holds[members, station] = members == last
        return np.asarray(holds, np.bool_)

    @cached_property
    def nothing_is_due(self) -> frozenset[int]:
        """The tick at which those inside were turned away because nothing was due any more; none if nobody was."""
        return frozenset(self.visits.departed[self.visits.cause == Cause.NO_STAFF].tolist())

    @cached_property
    def onward(self) -> NDArray[np.intp]:
        """int [n, S]; the next station that a patient reached after each one; S where there is none."""
        stations = self.visits.reached.shape[1]
        reached = np.where(self.visits.reached < NEVER, np.arange(stations), stations)
        onward = np.full(reached.shape, stations, np.intp)
        onward[:, :-1] = np.minimum.accumulate(reached[:, ::-1], axis=1)[:, ::-1][:, 1:]
        return onward

    @cached_property
    def leaves_later(self) -> NDArray[np.bool_]:
        """bool [n, S]; who left the desk in a step after the end of the service: blocked, or through a door."""
        v, stations = self.visits, self.visits.reached.shape[1]
        limited = np.append(self.plan.site.waiting_room < NEVER, False)[self.onward]
        joined = np.concatenate([v.joined, np.full((len(v.joined), 1), NEVER)], axis=1)
        enters = limited & (np.take_along_axis(joined, np.minimum(self.onward, stations), 1) < NEVER)
        served = (v.ended < NEVER) & (v.left < NEVER)
        return np.asarray(served & ((v.left > v.ended) | enters), np.bool_)

    def held_after(self, patient: int, station: int) -> tuple[int, ...]:
        """The units that a patient kept who could not leave the desk after the service."""
        site, crew = self.plan.site, self.crew_at_end(patient, station)
        freed = not site.keeps_staff[station] or any(site.serves_later[unit, station] for unit in crew)
        return () if freed else crew

    def start_key(self, patient: int, station: int) -> tuple[int, ...]:
        """The key of a start from a line: the smallest in the session, then the patient's own."""
        session = self.visits.session[:, station]
        own = (self.priority(patient, station), int(self.ready[patient, station]), patient)
        members = np.nonzero(session == session[patient])[0].tolist() if session[patient] >= 0 else [patient]
        head = min((self.priority(one, station), int(self.ready[one, station]), one) for one in members)
        return (*self._place_in_list(station), *head, *own)

    def _place_in_list(self, station: int) -> tuple[int, int]:
        """Where a list of stations that go first has each; nothing where it does not matter."""
        site = self.plan.site
        is_list = DISPATCHES[site.dispatch] == "list"
        return (int(site.dispatch_place[station]), station) if is_list else (0, 0)

    def door_key(self, patient: int, station: int) -> tuple[int, ...]:
        """What orders those at doors: (station, blocked before outside, ready, number)."""
        is_outside = bool(station == self.first_station[patient])
        return station, is_outside, int(self.ready[patient, station]), patient

    def arriving(self, patient: int, station: int) -> tuple[Ending, int]:
        """The key of reaching a later station: by a walk, or straight from the end of the service before."""
        ended, reached = self.visits.ended[patient, :station], self.visits.reached[patient, station]
        return (Ending.SERVICE if (ended == reached).any() else Ending.WALK), patient

    def priority(self, patient: int, station: int) -> int:
        """What counts before `ready` in a line."""
        return int(self.priorities(np.array([patient]), station)[0])

    def priorities(self, patients: NDArray[np.intp], station: int) -> NDArray[np.int64]:
        """int64; the same of several patients."""
        site = self.plan.site
        if not site.by_priority[station]:
            return np.full(len(patients), FIRST_COME_PRIORITY)
        return np.asarray(np.asarray(site.priority)[self.draws.klass[patients]], np.int64)

    def place_name(self, patient: int, station: int) -> str:
        """The station at which a patient was served, with the kind of desk where there are several."""
        kinds = self.plan.site.first_kind[station : station + 2].tolist()
        name = self.station_name(station)
        if kinds[1] - kinds[0] == 1:
            return name
        return f"{name} ({one_line(self.plan.kinds[kinds[0] + int(self.visits.kind[patient, station])])})"

    def doses_text(self, doses: int, vaccine: int) -> str:
        """So many doses, of which vaccine where there are several: "1 dose", "3 doses of B"."""
        of = f" of {one_line(self.plan.vaccines[vaccine])}" if len(self.plan.vaccines) > 1 else ""
        return f"{doses} dose{'' if doses == 1 else 's'}{of}"

    def who(self, patient: int) -> str:
        """A patient with the class, where there is more than one: "patient 17 (over_80)"."""
        name = f"patient {patient + 1}"
        return f"{name} ({self.class_name(patient)})" if len(self.plan.classes) > 1 else name

    def class_name(self, patient: int) -> str:
        """The class of a patient."""
        return one_line(self.plan.classes[self.draws.klass[patient]])

    def station_name(self, station: int) -> str:
        """A station as a story writes it."""
        return one_line(self.plan.stations[station])

    def unit_names(self, units: tuple[int, ...]) -> str:
        """Units of staff as a sentence lists them: "doctors#1 and nurses#2"."""
        return listed((one_line(self.plan.units[unit]) for unit in units), last="and")

    def crew(self, patient: int, station: int) -> tuple[int, ...]:
        """The units that began to serve a patient at a station, in the order of the roles."""
        return _units(self.visits.crew[patient, station])

    def crew_at_end(self, patient: int, station: int) -> tuple[int, ...]:
        """The units that served a patient at a station last."""
        return _units(self.last_crew[patient, station])

    def crew_of_piece(self, row: int) -> tuple[int, ...]:
        """The units that took a service up again, by row of the interruptions; nobody where none did."""
        return _units(self.visits.interruptions.crew[row])


def _units(crew: NDArray[np.int32]) -> tuple[int, ...]:
    """The units of a crew without the places that nobody has."""
    return tuple(unit for unit in crew.tolist() if unit >= 0)
