"""Timing in rounds: in each one all take turns, so that whatever else the machine does hits them all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from time import perf_counter

from benchmarks.jobs import Day

ENOUGH = 0.02
"""Seconds; who is faster runs several days per turn."""

Runner = Callable[[Day], float]
"""Runs a day and returns the seconds that it took."""


@dataclass(frozen=True)
class Spread:
    """Median, least and most over rounds."""

    middle: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Of some rounds."""
    return Spread(median(values), min(values), max(values))


def timing(call: Callable[[Day], object]) -> Runner:
    """A runner that takes the time of a call."""

    def runner(day: Day) -> float:
        begin = perf_counter()
        call(day)
        return perf_counter() - begin

    return runner


def race(runners: Mapping[str, tuple[Runner, Sequence[Day]]], rounds: int, turns: int = 3) -> dict[str, list[float]]:
    """Seconds per day of each runner, by round: the faster of `turns` turns, in each of which they alternate.

    A runner's round begins with another day of its own each time.
    """
    taken: dict[str, list[float]] = {name: [] for name in runners}
    for number in range(rounds):
        tried: dict[str, list[float]] = {name: [] for name in runners}
        for _ in range(turns):
            for name, (runner, days) in runners.items():
                tried[name].append(_turn(runner, days, number))
        for name, seconds in tried.items():
            taken[name].append(min(seconds))
    return taken


def _turn(runner: Runner, days: Sequence[Day], first: int) -> float:
    """Mean seconds per day, over days on end from `first` until it was long enough to be timed."""
    taken: list[float] = []
    while sum(taken) < ENOUGH:
        taken.append(runner(days[(first + len(taken)) % len(days)]))
    return fmean(taken)


def ratios(over: Sequence[float], under: Sequence[float]) -> Spread:
    """One divided by the other, round by round."""
    return spread([a / b for a, b in zip(over, under, strict=True)])
