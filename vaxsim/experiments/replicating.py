"""Run a scenario many times over, keeping of each replication only what the summaries need.

Kept per replication: one float64 per number and per bin of each curve, and, for percentiles pooled over all patients,
the duration of each patient or visit (int32 ticks with int16 owner, 6 bytes each; int64 for more than 24 days).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.replications import Replications
from vaxsim.metrics import CURVES, MEASURES, labels
from vaxsim.metrics.day import Axis, names_of
from vaxsim.metrics.evaluate import Computed, curves, sample_key, samples_of, values_of
from vaxsim.metrics.samples import Sample, pool
from vaxsim.plan import compile_plan
from vaxsim.promises import Promise, parse
from vaxsim.simulation import simulate_plan
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Measured:
    """What is kept of one replication."""

    values: Floats  # [labels]
    axis: Axis
    curves: Mapping[str, Floats]  # each [things, bins]
    samples: Mapping[str, Sample]
    promised: Floats  # [promises]
    endings: NDArray[np.int64]  # [outcomes, causes]
    violations: tuple[str, ...]


def replicate(
    scenario: Scenario, reps: int | None = None, seed: int | None = None, progress: Progress | None = None
) -> Replications:
    """Run replications 1 to `reps` of a scenario (default: as the scenario says) and summarise them.

    `progress(done, total)` is called after each one.  Raises ValueError unless reps >= 1 and seed >= 0.
    """
    reps = scenario.replications if reps is None else reps
    seed = scenario.seed if seed is None else seed
    if reps < 1 or seed < 0:
        raise ValueError(f"at least 1 replication and a seed from 0 are needed, not {reps} and {seed}")
    plan = compile_plan(scenario)
    promises = tuple(parse(text) for text in scenario.promises)
    days = []
    for result in _runs(scenario, plan, reps, seed):
        days.append(measure(result, promises))
        if progress is not None:
            progress(len(days), reps)
    return summarise(scenario, plan, seed, promises, days)


def measure(result: Result, promises: Sequence[Promise] = ()) -> Measured:
    """Everything that is kept of a replication; its arrays can go afterwards."""
    computed = Computed(result.day)
    return Measured(
        values=values_of(computed),
        axis=result.day.axis,
        curves=curves(result.day),
        samples=samples_of(computed),
        promised=np.array([promise.value(computed) for promise in promises], np.float64),
        endings=_endings(result),
        violations=result.violations,
    )


def summarise(
    scenario: Scenario | None, plan: Plan, seed: int, promises: tuple[Promise, ...], days: Sequence[Measured]
) -> Replications:
    """Replications 1 to len(days) put together."""
    first = min(day.axis.first for day in days)
    bins = max(day.axis.first + day.axis.bins for day in days) - first
    return Replications(
        scenario=scenario,
        plan=plan,
        seed=seed,
        labels=labels(names_of(plan)),
        values=np.stack([day.values for day in days]),
        begins=plan.day_begins + plan.bin * np.arange(first, first + bins, dtype=np.int64),
        binned={curve.name: _stacked(days, curve.name, curve.empty, first, bins) for curve in CURVES},
        pools={key: pool([day.samples[key] for day in days]) for key in _sample_keys()},
        promised=tuple(promises),
        promise_values=np.stack([day.promised for day in days]),
        endings=np.stack([day.endings for day in days]),
        violations=tuple((i + 1, message) for i, day in enumerate(days) for message in day.violations),
    )


def _runs(scenario: Scenario, plan: Plan, reps: int, seed: int) -> Iterator[Result]:
    for replication in range(1, reps + 1):
        yield simulate_plan(plan, replication, seed, scenario)


def _stacked(days: Sequence[Measured], name: str, empty: float, first: int, bins: int) -> Floats:
    """float64 [days, things, bins]: a curve of all days on one axis; `empty` before and after a day."""
    stacked = np.full((len(days), len(days[0].curves[name]), bins), empty)
    for row, day in zip(stacked, days, strict=True):
        offset = day.axis.first - first
        row[:, offset : offset + day.axis.bins] = day.curves[name]
    return stacked


def _sample_keys() -> list[str]:
    return [sample_key(measure) for measure in MEASURES if measure.kind == "sample"]


def _endings(result: Result) -> NDArray[np.int64]:
    """int64 [outcomes, causes]: how many patients ended how."""
    counted = result.day.counted
    endings = np.zeros((len(Outcome), len(Cause)), np.int64)
    np.add.at(endings, (result.visits.outcome[counted], result.visits.cause[counted]), 1)
    return endings
