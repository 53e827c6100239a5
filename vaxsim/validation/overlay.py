"""Curves over the day, recorded and simulated, on one axis of bins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vaxsim.validation.observing import Floats, Known, ObservedDay

LOW, HIGH = 0.025, 0.975


@dataclass(frozen=True, eq=False)
class Overlay:
    """One curve: `recorded` [days, bins], and where the simulated days lie in each bin, [bins] each."""

    name: str
    unit: str
    begins: Floats  # minutes since 00:00, of the bins
    width: float  # minutes
    recorded: Floats
    mean: Floats  # of the simulated days
    low: Floats  # 95 % of the simulated days lie between low and high, in each bin by itself
    high: Floats
    strayed: tuple[Floats, Floats]  # of each recorded and each simulated day: its distance from the simulated mean


def overlays(
    recorded: Sequence[ObservedDay], simulated: Sequence[ObservedDay], known: Known, width: float
) -> tuple[Overlay, ...]:
    """The curves that the columns allow, in bins of so many minutes: arrivals, departures, people there."""
    edges = _edges([*recorded, *simulated], width)
    curves: list[tuple[str, str, Callable[[ObservedDay], Floats]]] = []
    leaving = any((~np.isnan(day.departure)).any() for day in recorded)
    if "arrival" in known.site:
        curves.append(("arrivals", "patients per hour", lambda day: _per_hour(day.arrival, edges)))
    if leaving:
        curves.append(("departures", "patients per hour", lambda day: _per_hour(day.departure, edges)))
    if "arrival" in known.site and leaving:
        curves.append(("people there", "patients", lambda day: _there(day, edges)))
    return tuple(_overlay(name, unit, edges, recorded, simulated, curve) for name, unit, curve in curves)


def _overlay(
    name: str,
    unit: str,
    edges: Floats,
    recorded: Sequence[ObservedDay],
    simulated: Sequence[ObservedDay],
    curve: Callable[[ObservedDay], Floats],
) -> Overlay:
    mine, theirs = (np.stack([curve(day) for day in days]) for days in (recorded, simulated))
    mean = theirs.mean(axis=0)
    low, high = np.quantile(theirs, [LOW, HIGH], axis=0)
    strayed = np.abs(mine - mean).mean(axis=1), np.abs(theirs - mean).mean(axis=1)
    return Overlay(name, unit, edges[:-1], float(edges[1] - edges[0]), mine, mean, low, high, strayed)


def _edges(days: Sequence[ObservedDay], width: float) -> Floats:
    """The bins that hold every arrival and departure, edges in minutes."""
    times = np.concatenate([times for day in days for times in (day.arrival, day.departure)])
    times = times[~np.isnan(times)]
    first, last = (np.floor(times.min() / width), np.floor(times.max() / width)) if len(times) else (0, 0)
    return np.asarray(np.arange(first, last + 2) * width, np.float64)


def _per_hour(times: Floats, edges: Floats) -> Floats:
    known = np.sort(times[~np.isnan(times)])
    return np.asarray(np.diff(np.searchsorted(known, edges)) * 60 / np.diff(edges), np.float64)


def _there(day: ObservedDay, edges: Floats) -> Floats:
    """Mean number of people there in each bin, of those of whom arrival and departure are known."""
    both = ~np.isnan(day.arrival) & ~np.isnan(day.departure)
    came, left = day.arrival[both], day.departure[both]
    presence = np.clip(edges, came[:, None], left[:, None]) - came[:, None]  # minutes there up to each edge
    return np.asarray(np.diff(presence.sum(axis=0)) / np.diff(edges), np.float64)
