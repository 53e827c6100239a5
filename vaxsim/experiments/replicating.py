"""Run a scenario many times over and summarise what is kept of each replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.engines.choosing import AUTO, choose
from vaxsim.experiments.measuring import AsDefined, Kept, Measuring, Metered, Pools
from vaxsim.experiments.replications import Replications
from vaxsim.experiments.threads import Crew, Progress, cores
from vaxsim.metrics import labels
from vaxsim.metrics.day import names_of
from vaxsim.plan import compile_plan
from vaxsim.promises import Promise, parse
from vaxsim.scenario import size
from vaxsim.simulation import whole

if TYPE_CHECKING:
    from vaxsim.metrics.pools import Pool
    from vaxsim.plan import Plan
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]


def replicate(
    scenario: Scenario,
    reps: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    allow_large: bool = False,
) -> Replications:
    """Run replications 1 to `reps` of a scenario (default: as the scenario says) and summarise them.

    `engine` is "auto" (the one that is sooner done), "reference" or "kernel"; `threads` share the kernel's replications
    (default: one per processor; the reference engine has no use for more than one).  Neither changes a number.
    `progress(done, total)` is called now and then, from the calling thread.  Raises ValueError unless reps >= 1,
    seed >= 0 and threads >= 1 are whole numbers, there is such an engine, and the job is not absurdly large (or
    `allow_large`); ModuleNotFoundError for the kernel without numba.
    """
    reps = scenario.replications if reps is None else whole("reps", reps, 1)
    seed = scenario.seed if seed is None else whole("seed", seed, 0)
    threads = cores() if threads is None else whole("threads", threads, 1)
    too_long = "" if allow_large else size.too_long(scenario, reps)
    if too_long:
        raise ValueError(f"{reps:,} replications: {too_long}")
    plan = compile_plan(scenario)
    promises = tuple(parse(text) for text in scenario.promises)
    visits = size.expected_visits(scenario)
    chosen = choose(engine, reps * visits, plan)
    kernel = chosen == "kernel"
    measuring = Metered(plan, seed, promises, visits=visits) if kernel else AsDefined(plan, seed, promises)
    days, pools = _measure_all(measuring, reps, progress, threads)
    return summarise(scenario, plan, seed, promises, days, pools, chosen)


def _measure_all(measuring: Measuring, reps: int, progress: Progress | None, threads: int) -> tuple[list[Kept], Pools]:
    """What is kept of each replication, and the durations of all."""
    days: list[Kept] = [None] * reps  # type: ignore[list-item]  # filled in any order
    step = measuring.together
    blocks = [range(first, min(first + step, reps + 1)) for first in range(1, reps + 1, step)]

    def work(job: int, pools: Pools) -> None:
        block = blocks[job - 1]
        days[block.start - 1 : block.stop - 1] = measuring.measure(block, pools)

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(min(done * step, reps), reps)

    crew = Crew(measuring.new_pools, work, len(blocks))
    first, *others = crew.run(min(threads, len(blocks)), report) if measuring.compiled else crew.run_here(report)
    for other in others:
        for key, pool in other.items():
            first[key].take(pool)
    return days, first


def summarise(
    scenario: Scenario | None,
    plan: Plan,
    seed: int,
    promises: tuple[Promise, ...],
    days: Sequence[Kept],
    pools: Mapping[str, Pool],
    engine: str,
) -> Replications:
    """Replications 1 to len(days), run by an engine, put together."""
    first = min(day.axis.first for day in days)
    bins = max(day.axis.first + day.axis.bins for day in days) - first
    return Replications(
        scenario=scenario,
        plan=plan,
        seed=seed,
        labels=labels(names_of(plan)),
        values=np.stack([day.values for day in days]),
        begins=plan.day_begins + plan.bin * np.arange(first, first + bins, dtype=np.int64),
        binned={curve.name: _stacked(days, curve.name, curve.empty, first, bins) for curve in names_of(plan).curves},
        pools=pools,
        promised=tuple(promises),
        promise_values=np.stack([day.asked for day in days]),
        endings=np.stack([day.endings for day in days]),
        violations=tuple((i + 1, message) for i, day in enumerate(days) for message in day.violations),
        engine=engine,
    )


def _stacked(days: Sequence[Kept], name: str, empty: float, first: int, bins: int) -> Floats:
    """float64 [days, things, bins]: a curve of all days on one axis; `empty` before and after a day."""
    stacked = np.full((len(days), len(days[0].curves[name]), bins), empty)
    for row, day in zip(stacked, days, strict=True):
        offset = day.axis.first - first
        row[:, offset : offset + day.axis.bins] = day.curves[name]
    return stacked
