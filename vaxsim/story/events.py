"""Events of a story: what a source of events reads, what is asked for, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from vaxsim.plan.arrays import NOBODY
from vaxsim.scenario.problems import listed
from vaxsim.units import NEVER, TICKS_PER_MINUTE, TICKS_PER_SECOND, clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


FIRST_COME_PRIORITY = 10
"""The priority that everybody has at a station where who comes first is served first."""


class Step(IntEnum):
    """The places in an instant, in the order of docs/contract.md, "One instant"."""

    ENDS = 1  # settle 1: services, clean-ups, walks, restocking, preparations, breaks
    SHIFTS = 2  # settle 2: shifts end, then begin
    DOSES = 3  # settle 3: doses expire, deliveries
    DOORS = 4  # settle 4: doors close, then open
    COMES = 5  # settle 5: newcomers
    GOES = 6  # dispatch a: to a break or to restock
    PREPARES = 7  # dispatch b
    STARTS = 8  # dispatch c: services
    ENTERS = 9  # dispatch d: from a door into a line
    DECIDES = 10  # dispatch e: newcomers
    GIVES_UP = 11  # dispatch f
    LAST = 12  # when nothing is possible any more


class Ending(IntEnum):
    """What ends in settle 1, in the order in which it is settled; the first part of the key of such an event."""

    SERVICE = 0
    CLEANING = 1
    WALK = 2
    RESTOCKING = 3
    PREPARING = 4
    BREAK = 5


class Phase(IntEnum):
    """The order in which a patient passes through one station."""

    REACHED = 0
    JOINED = 1
    BEGAN = 2
    DOSED = 3
    ENDED = 4
    LEFT = 5
    DEPARTED = 6


class Event(NamedTuple):
    """Something that happened, in words.

    `key` orders events of one step in one instant.  `patient`, `station` and `units` are indices, NOBODY and none
    where there is none.  `frees` says that other things can happen to the units only after it.
    """

    tick: int
    step: Step
    key: tuple[int, ...]
    text: str
    patient: int = NOBODY
    station: int = NOBODY
    phase: Phase = Phase.REACHED
    units: tuple[int, ...] = ()
    frees: bool = False


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
    def line_left(self) -> NDArray[np.int64]:
        """int64 [n, S]; when a patient left the line, to be served or not; NEVER if still in it."""
        return np.minimum(self.visits.began, self.visits.left)

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
        """The units that served a patient at a station, in the order of the roles."""
        return tuple(unit for unit in self.visits.crew[patient, station].tolist() if unit >= 0)


@dataclass(frozen=True, eq=False)
class Choice:
    """What is told: these patients and units, or all, from `begin` until before `end`."""

    patients: NDArray[np.bool_]  # bool [n]
    units: NDArray[np.bool_]  # bool [U]
    everything: bool  # nobody was asked for, so the story is of the whole site
    begin: int  # ticks
    end: int  # ticks

    def visits(self, ticks: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
        """(patient, station, tick) of what chosen patients did, from ticks [n, S]."""
        return self._places(ticks, self.patients[:, None])

    def services(self, records: Records, ticks: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
        """(patient, station, tick) of services of chosen patients or by chosen units, from ticks [n, S]."""
        crew = records.visits.crew
        served = self.units[crew] & (crew >= 0) if len(self.units) else np.zeros_like(crew, np.bool_)
        return self._places(ticks, self.patients[:, None] | served.any(axis=2))

    def of_patients(self, ticks: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """(patient, tick) of chosen patients, from ticks [n]."""
        return self._places(ticks, self.patients)

    def of_units(self, ticks: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """(unit, tick) of chosen units, from ticks [U]."""
        return self._places(ticks, self.units)

    def _places(self, ticks: NDArray[np.int64], chosen: NDArray[np.bool_]) -> Iterator[Any]:
        wanted = (ticks < NEVER) & (ticks >= self.begin) & (ticks < self.end) & chosen
        for place in np.argwhere(wanted).tolist():
            yield (*place, int(ticks[tuple(place)]))


def one_line(name: str) -> str:
    """A name without line breaks or double spaces."""
    return " ".join(name.split())


def duration_text(ticks: int) -> str:
    """A duration in words, seconds below a minute: "4.2 min", "12 s", "less than 1 s"."""
    if ticks >= TICKS_PER_MINUTE:
        return f"{ticks / TICKS_PER_MINUTE:.1f} min"
    return f"{ticks // TICKS_PER_SECOND} s" if ticks >= TICKS_PER_SECOND else "less than 1 s"


def time_text(tick: int) -> str:
    """A time of day to the second, what is left of it dropped: "10:03:20"."""
    return clock(tick - tick % TICKS_PER_SECOND, seconds=True)
