"""How people come: rates of those without an appointment, and how appointments are kept."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from vaxsim.fit.observations import Observations, resolution
from vaxsim.stats import LEVEL
from vaxsim.units import TICKS_PER_HOUR, TICKS_PER_MINUTE, clock, minutes

if TYPE_CHECKING:
    from vaxsim.recorded import Patient, Recorded

MOST_SLOTS = 2_000
"""Slots that a list with one number for each may have."""


@dataclass(frozen=True)
class Rate:
    """People without an appointment in one interval of the day, all recorded days together."""

    begin: int  # ticks
    end: int
    people: int
    per_hour: float  # on one day
    low: float  # 95 % interval, exact for a Poisson number: Garwood 1936
    high: float


@dataclass(frozen=True, eq=False)
class Booked:
    """Appointments: how many in each slot, how many stayed away, how punctual the others were."""

    first: int  # ticks
    last: int
    every: int  # ticks between slots
    per_slot: tuple[int, ...]  # on one day, rounded
    people: int  # appointments on all days
    stayed_away: int
    low: float  # 95 % interval of the share who stay away: Wilson 1927
    high: float
    punctuality: Observations

    @property
    def no_show(self) -> float:
        """Share of the appointments that nobody came to."""
        return self.stayed_away / self.people


def rates(recorded: Recorded, interval: float = 30.0) -> tuple[Rate, ...]:
    """The rate of those who come without an appointment in each interval of so many minutes; empty without any.

    Raises ValueError unless the interval is at least a minute.
    """
    if not interval >= 1:
        raise ValueError(f"the interval must be at least a minute, not {interval:g}")
    arrivals = [p.arrival for p in recorded.patients if p.slot is None and p.arrival is not None]
    if not arrivals:
        return ()
    width, days = round(interval * TICKS_PER_MINUTE), len(recorded.days)
    first, last = min(arrivals) // width, max(arrivals) // width
    counts = Counter(arrival // width for arrival in arrivals)
    return tuple(_rate(index * width, width, counts[index], days) for index in range(first, last + 1))


def _rate(begin: int, width: int, people: int, days: int) -> Rate:
    hours = width / TICKS_PER_HOUR * days
    tail = (1 - LEVEL) / 2
    low = float(stats.chi2.ppf(tail, 2 * people)) / 2 if people else 0.0
    high = float(stats.chi2.ppf(1 - tail, 2 * people + 2)) / 2
    return Rate(begin, begin + width, people, people / hours, low / hours, high / hours)


def booked(recorded: Recorded) -> Booked | None:
    """What is found out about appointments; None if there are none."""
    patients = [patient for patient in recorded.patients if patient.slot is not None]
    if not patients:
        return None
    slots = [patient.slot for patient in patients if patient.slot is not None]
    away = sum(patient.stayed_away for patient in patients)
    interval = stats.binomtest(away, len(patients)).proportion_ci(LEVEL, method="wilson")
    grid = _grid(slots, len(recorded.days))
    return Booked(*grid, len(patients), away, float(interval.low), float(interval.high), _punctuality(patients))


def _grid(slots: Sequence[int], days: int) -> tuple[int, int, int, tuple[int, ...]]:
    """First and last slot, the step from one to the next, and how many people each holds on one day."""
    first, last = min(slots), max(slots)
    every = math.gcd(*(slot - first for slot in slots)) or TICKS_PER_HOUR
    if (last - first) // every >= MOST_SLOTS:  # times that are no slots of a grid: to the nearest minutes
        every = math.ceil((last - first) / MOST_SLOTS / TICKS_PER_MINUTE) * TICKS_PER_MINUTE
    counts = Counter((slot - first) // every for slot in slots)
    per_slot = tuple(math.floor(counts[i] / days + 0.5) for i in range((last - first) // every + 1))
    return first, first + every * (len(per_slot) - 1), every, per_slot


def _punctuality(patients: Sequence[Patient]) -> Observations:
    """Minutes by which people come after their appointment; early is negative."""
    kept = [(p.slot, p.arrival) for p in patients if p.slot is not None and p.arrival is not None]
    late = np.array([minutes(arrival - slot) for slot, arrival in kept], np.float64)
    stamps = [tick for pair in kept for tick in pair]
    return Observations(late, np.empty(0), resolution(stamps), signed=True)


def walk_ins(found: Sequence[Rate]) -> dict[str, Any]:
    """The arrivals of a scenario with these rates, and nobody after the last interval."""
    pieces: list[list[Any]] = [[clock(rate.begin), _short(rate.per_hour)] for rate in found]
    return {"kind": "walk_ins", "rate": [*pieces, [clock(found[-1].end), 0]]}


def appointments(found: Booked, punctuality: float | dict[str, Any] | None) -> dict[str, Any]:
    """The arrivals of a scenario with these appointments."""
    same = len(set(found.per_slot)) == 1
    return {
        "kind": "appointments",
        "first": clock(found.first),
        "last": clock(found.last),
        "every": _short(minutes(found.every)),
        "per_slot": found.per_slot[0] if same else list(found.per_slot),
        "no_show": _short(found.no_show),
        **({} if punctuality is None else {"punctuality": punctuality}),
    }


def _short(value: float) -> float:
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short
