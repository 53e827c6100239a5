"""The numbers of a day that can be compared, as far as the recorded columns allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from vaxsim.validation.observing import Floats, Known, ObservedDay

MINUTES, PATIENTS, CLOCK = "min", "patients", "clock"


@dataclass(frozen=True)
class Quantity:
    """A number of a day: how it is called, its unit, and how it is computed; NaN where the day has none.

    "p90" in a name is the 90th percentile: nine in ten are below."""

    name: str
    unit: str  # "min", "patients" or, for minutes since 00:00, "clock"
    compute: Callable[[ObservedDay], float]


def quantities(known: Known) -> tuple[Quantity, ...]:
    """All numbers that the recorded columns allow."""
    return (*_of_arrivals(known), *_of_stations(known), *_of_departures(known))


def _of_arrivals(known: Known) -> Iterator[Quantity]:
    if "arrival" in known.site:
        yield Quantity("patients who came", PATIENTS, lambda day: _count(day.arrival))
    if "slot" in known.site:
        yield Quantity("appointments not kept", PATIENTS, _stayed_away)
    if {"slot", "arrival"} <= known.site:
        yield Quantity("mean delay after the appointment", MINUTES, lambda day: _mean(day.arrival - day.slot))


def _of_stations(known: Known) -> Iterator[Quantity]:
    for s, station in enumerate(known.stations):
        if known.has(station, "began"):
            yield Quantity(f"served at {station}", PATIENTS, partial(_served, s=s))
        if known.has(station, "began", "ended"):
            yield Quantity(f"mean service at {station}", MINUTES, partial(_service, s=s))
        how = _how_waited(known, s)
        if how:
            yield Quantity(f"mean {how}", MINUTES, partial(_mean_wait, known=known, s=s))
            yield Quantity(f"p90 {how}", MINUTES, partial(_p90_wait, known=known, s=s))


def _of_departures(known: Known) -> Iterator[Quantity]:
    if not _leaves(known):
        return
    yield Quantity("last one leaves", CLOCK, lambda day: _largest(day.departure))
    yield Quantity("most leaving in an hour", PATIENTS, lambda day: busiest_hour(day.departure))
    if "arrival" in known.site:
        yield Quantity("mean time from coming to leaving", MINUTES, lambda day: _mean(day.departure - day.arrival))
        yield Quantity("p90 time from coming to leaving", MINUTES, lambda day: _p90(day.departure - day.arrival))
        yield Quantity("most there at once", PATIENTS, lambda day: most_at_once(day.arrival, day.departure))


def _leaves(known: Known) -> bool:
    """Whether it is known when people leave."""
    last_ends = bool(known.stations) and known.has(known.stations[-1], "ended")
    return "departure" in known.site or last_ends


def _how_waited(known: Known, s: int) -> str:
    """How the time before a service is called; empty where it is not known."""
    station = known.stations[s]
    if not known.has(station, "began"):
        return ""
    if known.has(station, "joined"):
        return f"wait at {station}"
    before = [other for other in known.stations[:s] if known.has(other, "ended")]
    if before:
        return f"time between {before[-1]} and {station}"
    return f"time from coming to {station}" if "arrival" in known.site else ""


def waited(day: ObservedDay, known: Known, s: int) -> Floats:
    """Minutes before the service at station number `s`, float64 [n]: since joining its line, where that is recorded.

    Else since the end of the service before, or since the arrival, so that walking is in it, of recorded and simulated
    days alike.
    """
    if known.has(known.stations[s], "joined"):
        return day.began[:, s] - day.joined[:, s]
    since = day.arrival
    if s:
        since = np.fmax(since, np.fmax.reduce(day.ended[:, :s], axis=1))
    return np.asarray(day.began[:, s] - since)


def busiest_hour(times: Floats) -> float:
    """Most of the times, in minutes, that lie within any 60 minutes."""
    ordered = np.sort(times[~np.isnan(times)])
    return float((np.searchsorted(ordered, ordered + 60) - np.arange(len(ordered))).max(initial=0))


def most_at_once(came: Floats, left: Floats) -> float:
    """Most people there at once, of those of whom both times are known; who leaves makes room for who comes."""
    both = ~np.isnan(came) & ~np.isnan(left)
    ups, downs = np.sort(came[both]), np.sort(left[both])
    return float((np.arange(1, len(ups) + 1) - np.searchsorted(downs, ups, side="right")).max(initial=0))


def _mean_wait(day: ObservedDay, known: Known, s: int) -> float:
    return _mean(waited(day, known, s))


def _p90_wait(day: ObservedDay, known: Known, s: int) -> float:
    return _p90(waited(day, known, s))


def _served(day: ObservedDay, s: int) -> float:
    return _count(day.began[:, s])


def _service(day: ObservedDay, s: int) -> float:
    return _mean(day.ended[:, s] - day.began[:, s])


def _stayed_away(day: ObservedDay) -> float:
    return float((~np.isnan(day.slot) & ~day.seen).sum())


def _count(values: Floats) -> float:
    return float((~np.isnan(values)).sum())


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan


def _p90(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, 0.9)) if len(known) else np.nan


def _largest(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else np.nan
