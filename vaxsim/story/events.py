"""Events of a story: what is asked for, and what a source of events gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from vaxsim.plan.arrays import NOBODY
from vaxsim.units import NEVER, TICKS_PER_MINUTE, TICKS_PER_SECOND, clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


class Step(IntEnum):
    """The places in an instant, in the order of docs/contract.md, "One instant"."""

    ENDS = 1  # settle 1: services, clean-ups, walks, restocking, preparations, breaks
    SHIFTS = 2  # settle 2: shifts end, then begin
    DOSES = 3  # settle 3: doses expire, deliveries
    DOORS = 4  # settle 4: doors close, then open
    COMES = 5  # settle 5: newcomers
    NO_DOSE = 6  # between two steps: who waits in vain, when the last dose is gone for good
    GOES = 7  # dispatch a: to a break or to restock
    PREPARES = 8  # dispatch b
    STARTS = 9  # dispatch c: services
    ENTERS = 10  # dispatch d: from a door into a line
    DECIDES = 11  # dispatch e: newcomers
    GIVES_UP = 12  # dispatch f
    LAST = 13  # when nothing is possible any more


class Ending(IntEnum):
    """What ends in settle 1, in the order in which it is settled; the first part of the key of such an event."""

    SERVICE = 0
    CLEANING = 1
    WALK = 2
    RESTOCKING = 3
    PREPARING = 4
    BREAK = 5


class Phase(IntEnum):
    """The order in which a patient passes through one station, and what else others wait for."""

    CALLED = 0  # from a standby list
    REACHED = 1
    JOINED = 2
    SUPPLIED = 3  # took a prepared dose in line
    BEGAN = 4
    DOSED = 5
    PIECE = 6  # the service was interrupted, handed over, taken up again: see `Event.part`
    ENDED = 7
    LEFT = 8
    DEPARTED = 9
    OPENED = 10  # a vial, by nobody


class Event(NamedTuple):
    """Something that happened, in words.

    `key` orders events of one step in one instant.  `patient`, `station` and `units` are indices, NOBODY and none
    where there is none.  `frees` says that other things can happen to the units only after it.  `part` orders events
    of one patient in one phase.
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
    part: int = 0  # orders what a patient does in one phase at a station


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

    def services(self, ticks: NDArray[np.int64], crew: NDArray[np.int32]) -> Iterator[tuple[int, int, int]]:
        """(patient, station, tick) of services of chosen patients or by chosen units; ticks [n, S], crew [n, S, C]."""
        served = self.units[crew] & (crew >= 0) if len(self.units) else np.zeros_like(crew, np.bool_)
        return self._places(ticks, self.patients[:, None] | served.any(axis=2))

    def of_patients(self, ticks: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """(patient, tick) of chosen patients, from ticks [n]."""
        return self._places(ticks, self.patients)

    def of_units(self, ticks: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """(unit, tick) of chosen units, from ticks [U]."""
        return self._places(ticks, self.units)

    def has(self, tick: int) -> bool:
        """Whether a tick lies in the time that is told."""
        return self.begin <= tick < self.end

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
