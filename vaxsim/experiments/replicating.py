"""Run a scenario many times over and summarise what is kept of each replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.engines.choosing import AUTO, choose
from vaxsim.experiments.measuring import AsDefined, Kept, Measuring, Metered, Pools
from vaxsim.experiments.numbers import Asked, first_read, read
from vaxsim.experiments.precision import MOST, USUAL, Precision, found, refuse_unless_possible, until_precise
from vaxsim.experiments.replications import Replications
from vaxsim.experiments.threads import Crew, Progress, cores
from vaxsim.metrics import labels
from vaxsim.metrics.day import names_of
from vaxsim.plan import compile_plan
from vaxsim.promises import Number, Promise, parse
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
    *,
    of: Asked = (),
    precision: float | None = None,
    most: int = MOST,
) -> Replications:
    """Run replications 1 to `reps` of a scenario (default: as the scenario says) and summarise them.

    `engine` is "auto" (the one that is sooner done), "reference" or "kernel"; `threads` share the kernel's replications
    (default: one per processor; the reference engine has no use for more than one).  Neither changes a number.
    `progress(done, total)` is called now and then, from the calling thread.

    Instead of `reps`, a relative `precision` such as 0.05: replications are added until the 95 % interval of each of
    the numbers `of` (default: `FIRST_READ`) reaches at most so far to either side of its mean, as a share of it, or
    until there are `most`; see `vaxsim.experiments.precision`.  They are the same as with as many `reps`.

    Raises ValueError unless reps >= 1, seed >= 0 and threads >= 1 are whole numbers, there is such an engine, the site
    has the numbers, and the job is not absurdly large (or `allow_large`); ModuleNotFoundError for the kernel without
    numba.
    """
    if precision is None:
        reps = scenario.replications if reps is None else whole("reps", reps, 1)
        batch = Batch(scenario, reps, read(scenario, of), seed, engine, threads, allow_large)
        batch.run_to(reps, progress)
        return batch.replications()
    if reps is not None:
        raise ValueError("give either reps, a number of days, or a precision, which finds it")
    refuse_unless_possible(precision, most)
    asked = read(scenario, of or first_read(scenario))
    # a run to a precision is not as long as it may become, but some looks long
    batch = Batch(scenario, min(most, USUAL), asked, seed, engine, threads, allow_large)

    def days(reps: int) -> Floats:
        batch.run_to(reps, progress)
        return batch.asked_values

    until_precise(days, precision, most)
    return batch.replications(found(asked, names_of(batch.plan), batch.asked_values, precision, most))


class Batch:
    """Replications in the making: those run so far are kept, and more can be added."""

    def __init__(
        self,
        scenario: Scenario,
        reps: int,
        asked: Sequence[Number] = (),
        seed: int | None = None,
        engine: str = AUTO,
        threads: int | None = None,
        allow_large: bool = False,
    ) -> None:
        """About `reps` are going to be run; the rest as for `replicate`."""
        self.seed = scenario.seed if seed is None else whole("seed", seed, 0)
        self._threads = cores() if threads is None else whole("threads", threads, 1)
        self._scenario, self._allow_large, self.asked = scenario, allow_large, tuple(asked)
        self._refuse_too_long(reps)
        self.plan = compile_plan(scenario)
        self._promises = tuple(parse(text) for text in scenario.promises)
        visits = size.expected_visits(scenario)
        self._engine = choose(engine, reps * visits, self.plan)
        numbers = (*self._promises, *self.asked)
        self._measuring: Measuring = (
            Metered(self.plan, self.seed, numbers, visits=visits)
            if self._engine == "kernel"
            else AsDefined(self.plan, self.seed, numbers)
        )
        self._days: list[Kept] = []
        self._pools = self._measuring.new_pools()

    @property
    def asked_values(self) -> Floats:
        """float64 [days, numbers asked for] of the replications run so far."""
        return np.stack([day.asked[len(self._promises) :] for day in self._days])

    def run_to(self, reps: int, progress: Progress | None = None) -> None:
        """Run those of replications 1 to `reps` that have not been run.  Raises ValueError if that is too long."""
        self._refuse_too_long(reps)
        done, step = len(self._days), self._measuring.together
        days: list[Kept] = [None] * (reps - done)  # type: ignore[list-item]  # filled in any order
        blocks = [range(first, min(first + step, reps + 1)) for first in range(done + 1, reps + 1, step)]

        def work(job: int, pools: Pools) -> None:
            block = blocks[job - 1]
            days[block.start - 1 - done : block.stop - 1 - done] = self._measuring.measure(block, pools)

        def report(jobs: int, _: int) -> None:
            if progress is not None:
                progress(min(done + jobs * step, reps), reps)

        if blocks:
            crew = Crew(self._measuring.new_pools, work, len(blocks))
            compiled = self._measuring.compiled
            self._take(crew.run(min(self._threads, len(blocks)), report) if compiled else crew.run_here(report))
            self._days += days

    def replications(self, precision: Precision | None = None) -> Replications:
        """All that have been run, put together."""
        about = self._scenario, self.plan, self.seed, self._promises
        return summarise(*about, self._days, self._pools, self._engine, self.asked, precision)

    def _take(self, others: Sequence[Pools]) -> None:
        for other in others:
            for key, pool in other.items():
                self._pools[key].take(pool)

    def _refuse_too_long(self, reps: int) -> None:
        too_long = "" if self._allow_large else size.too_long(self._scenario, reps)
        if too_long:
            raise ValueError(f"{reps:,} replications: {too_long}")


def summarise(
    scenario: Scenario | None,
    plan: Plan,
    seed: int,
    promises: tuple[Promise, ...],
    days: Sequence[Kept],
    pools: Mapping[str, Pool],
    engine: str,
    asked: tuple[Number, ...] = (),
    precision: Precision | None = None,
) -> Replications:
    """Replications 1 to len(days), run by an engine, put together; each day has the promises' values, then `asked`."""
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
        promise_values=np.stack([day.asked[: len(promises)] for day in days]),
        endings=np.stack([day.endings for day in days]),
        violations=tuple((i + 1, message) for i, day in enumerate(days) for message in day.violations),
        engine=engine,
        asked=asked,
        asked_values=np.stack([day.asked[len(promises) :] for day in days]),
        precision=precision,
    )


def _stacked(days: Sequence[Kept], name: str, empty: float, first: int, bins: int) -> Floats:
    """float64 [days, things, bins]: a curve of all days on one axis; `empty` before and after a day."""
    stacked = np.full((len(days), len(days[0].curves[name]), bins), empty)
    for row, day in zip(stacked, days, strict=True):
        offset = day.axis.first - first
        row[:, offset : offset + day.axis.bins] = day.curves[name]
    return stacked
