"""Days as they are observed: recorded ones, and simulated ones seen through the same columns and the same clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.recorded.columns import MOMENTS
from vaxsim.units import NEVER, TICKS_PER_MINUTE
from vaxsim.visits import NOT_COUNTED

if TYPE_CHECKING:
    from vaxsim.recorded import Patient, Recorded
    from vaxsim.results import Result

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """Which times a table has, and how finely they were written down."""

    stations: tuple[str, ...]  # in the model's order
    site: frozenset[str]  # of "slot", "arrival", "departure"
    moments: frozenset[tuple[str, str]]  # (station, "joined" | "began" | "ended")
    resolution: int  # ticks

    @classmethod
    def of(cls, recorded: Recorded, order: Sequence[str], resolution: int) -> Known:
        """What is known of a table; `order` are the stations of the model."""
        columns = recorded.columns
        site = frozenset(name for name in ("slot", "arrival", "departure") if getattr(columns, name))
        stations = tuple(station for station in order if station in recorded.stations)
        if columns.visits is None:
            named = [(c.station, m) for c in columns.stations for m in MOMENTS if getattr(c, m)]
        else:
            named = [(station, m) for station in stations for m in MOMENTS if getattr(columns.visits, m)]
        return cls(stations, site, frozenset(named), resolution)

    def has(self, station: str, *moments: str) -> bool:
        """Whether all those moments at a station are recorded."""
        return all((station, moment) in self.moments for moment in moments)


@dataclass(frozen=True, eq=False)
class ObservedDay:
    """What is seen of a day: minutes since 00:00, NaN for what is not known; n patients, S stations of `Known`."""

    slot: Floats  # [n]
    arrival: Floats  # [n]
    departure: Floats  # [n]; the end of the last service where departures are not recorded
    joined: Floats  # [n, S]
    began: Floats  # [n, S]
    ended: Floats  # [n, S]

    @property
    def seen(self) -> NDArray[np.bool_]:
        """bool [n]: any time but the appointment is known."""
        times = np.column_stack([self.arrival, self.departure, self.joined, self.began, self.ended])
        return np.asarray(~np.isnan(times).all(axis=1))


def recorded_day(patients: Sequence[Patient], stations: Sequence[str], known: Known) -> ObservedDay:
    """A recorded day; `stations` are those of the patients' visits."""
    place = [stations.index(station) for station in known.stations]

    def visits(moment: str) -> Floats:
        rows = [[getattr(patient.visits[s], moment) for s in place] for patient in patients]
        return _minutes(np.array(rows, np.float64).reshape(len(patients), len(place)))

    def times(name: str) -> Floats:
        return _minutes(np.array([getattr(patient, name) for patient in patients], np.float64))

    return _observed(known, times("slot"), times("arrival"), times("departure"), *map(visits, MOMENTS))


def simulated_day(result: Result, known: Known) -> ObservedDay:
    """A simulated day with what the table would have of it: other times are hidden, the clock is as coarse."""
    counted = result.visits.outcome != NOT_COUNTED
    place = [result.plan.stations.index(station) for station in known.stations]

    def hidden(ticks: NDArray[np.int64], shown: bool) -> Floats:
        coarse = np.where(ticks < NEVER, ticks // known.resolution * known.resolution, np.nan)
        return _minutes(coarse if shown else np.full(ticks.shape, np.nan))

    def visits(moment: str) -> Floats:
        ticks = getattr(result.visits, moment)[counted][:, place]
        shown = np.array([known.has(station, moment) for station in known.stations])
        return np.where(shown, hidden(ticks, True), np.nan)

    there = result.draws.arrival < NEVER
    departed = np.where(there, result.day.departed, NEVER)
    site = {"slot": result.draws.slot, "arrival": result.day.came, "departure": departed}
    times = [hidden(ticks[counted], name in known.site) for name, ticks in site.items()]
    return _observed(known, *times, *map(visits, MOMENTS))


def _observed(
    known: Known, slot: Floats, arrival: Floats, departure: Floats, joined: Floats, began: Floats, ended: Floats
) -> ObservedDay:
    if "departure" not in known.site and ended.shape[1]:
        departure = np.fmax.reduce(ended, axis=1)
    return ObservedDay(slot, arrival, departure, joined, began, ended)


def _minutes(ticks: Floats) -> Floats:
    return ticks / TICKS_PER_MINUTE
