"""Whole replications through the public `replicate`, with an engine and threads where it has them."""

from __future__ import annotations

from inspect import signature
from time import perf_counter

from vaxsim.experiments import Replications, replicate
from vaxsim.scenario import Scenario

CHOICES = signature(replicate).parameters


def replicated(scenario: Scenario, reps: int, *, engine: str = "kernel", threads: int = 1) -> Replications:
    """Replications 1 to `reps`; an engine and threads are passed on as far as `replicate` knows them."""
    wanted = {"engine": engine, "threads": threads}
    return replicate(scenario, reps, **{name: value for name, value in wanted.items() if name in CHOICES})  # type: ignore[arg-type]


def seconds(scenario: Scenario, reps: int, *, engine: str = "kernel", threads: int = 1) -> float:
    """How long `reps` replications take, with all numbers and curves in the end."""
    begin = perf_counter()
    done = replicated(scenario, reps, engine=engine, threads=threads)
    if not (len(done.numbers) and len(done.curves)):
        raise AssertionError("replications without numbers or curves")
    return perf_counter() - begin


def reps_for(scenario: Scenario, wanted: float, engine: str) -> int:
    """How many replications take about `wanted` seconds on one thread, however long the tables take in the end."""
    reps = 5
    seconds(scenario, reps, engine=engine)
    while (taken := seconds(scenario, reps, engine=engine)) < wanted / 2:
        reps = min(4 * reps, round(1.2 * reps * wanted / taken))
    return max(5, round(reps * wanted / taken))
