"""What is measured beside the goals, each as a line of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.rounds import Spread, ratios

REFERENCE, PLAIN, STAFFED = "reference engine", "kernel", "kernel, staffed job"
EVERYTHING = "kernel, job with everything at once"
DRAWING, DRAWING_STAFFED, REPLICATION = "drawing", "drawing the staffed job", "replication"
SIMPY = "SimPy"

Taken = Mapping[str, Sequence[float]]
"""Seconds per day, by runner and round."""


@dataclass(frozen=True)
class Line:
    """A measure, its value in words, the goal in words, and whether it is met; None if there is none or no answer."""

    measure: str
    value: str
    goal: str = ""
    met: bool | None = None


def engines(taken: Taken) -> list[Line]:
    """How the engines compare with idiomatic SimPy."""
    slower = ratios(taken[REFERENCE], taken[SIMPY])
    lines = [Line("reference engine, time against SimPy", between(slower), "at most 2.5 times", slower.middle <= 2.5)]
    if PLAIN in taken:
        lines.append(_faster("kernel on the standard job", taken, PLAIN, 200))
        lines.append(_faster("kernel on the job with staff, against SimPy without", taken, STAFFED, 60, 100))
        lines.append(_faster("kernel with everything at once, against SimPy without", taken, EVERYTHING, 35))
    return lines


def drawing(taken: Taken) -> list[Line]:
    """How long drawing takes against simulating."""
    pairs = [(DRAWING, PLAIN, "standard job"), (DRAWING_STAFFED, STAFFED, "job with staff")]
    found = [(job, ratios(taken[draw], taken[run])) for draw, run, job in pairs if run in taken]
    return [
        Line(f"drawing against simulating, {job}", between(ratio), "at most about 1 time", ratio.middle <= 1.1)
        for job, ratio in found
    ]


def replication(taken: Taken) -> Line:
    """A whole replication against the bare run of SimPy."""
    name = "replication with drawing, metrics and curves, against SimPy's bare run"
    return _faster(name, taken, REPLICATION, 40, 60)


def _faster(measure: str, taken: Taken, name: str, goal: float, aim: float | None = None) -> Line:
    ratio = ratios(taken[SIMPY], taken[name])
    wanted = f"at least {goal:g} times as fast" + ("" if aim is None else f", aim {aim:g}")
    return Line(measure, f"{between(ratio)} as fast", wanted, ratio.middle >= goal)


def between(ratio: Spread) -> str:
    """In words: the median, and the least and most."""
    return f"{figure(ratio.middle)} times ({figure(ratio.least)} to {figure(ratio.most)})"


def figure(value: float) -> str:
    """Three digits at most."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
