"""What is kept of each replication, and the pools into which the durations of all of them go.

Kept per replication: one float64 per number and per bin of each curve.  Pools stay the same size from half a million
durations on.  So memory grows with replications by those scalars and bins alone.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from vaxsim.audit import violations_unless
from vaxsim.draws import draw
from vaxsim.engines import run
from vaxsim.metrics.day import Axis, names_of
from vaxsim.metrics.evaluate import Computed, curves, sample_key, samples_of, values_of
from vaxsim.metrics.pools import Pool
from vaxsim.results import Result
from vaxsim.simulation import simulate_plan
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.draws import SharedLuck
    from vaxsim.metrics.meter import Reading
    from vaxsim.metrics.samples import Grouped
    from vaxsim.plan import Plan
    from vaxsim.promises import Number

MOST_TOGETHER, MOST_VISITS = 8, 500_000
"""So many replications are measured together at the most, and so many of their visits to stations: each replication
that is at hand takes memory."""

Floats = NDArray[np.float64]
Pools = dict[str, Pool]


@dataclass(frozen=True, eq=False)
class Kept:
    """What is kept of one replication."""

    values: Floats  # [labels]
    axis: Axis
    curves: Mapping[str, Floats]  # each [things, bins]
    asked: Floats  # [numbers asked for]
    endings: NDArray[np.int64]  # [outcomes, causes]
    violations: tuple[str, ...]


class Measuring(Protocol):
    """Runs and measures one replication after another; several threads may do so at once."""

    def new_pools(self) -> Pools:
        """Empty pools for the durations of some replications."""

    together: int
    """How many replications are best measured together."""
    compiled: bool
    """Whether that is machine code, which must not run where signals are heard."""

    def measure(self, replications: Sequence[int], pools: Pools) -> list[Kept]:
        """What is kept of each of some replications; their durations go into the pools, if there are any."""


class AsDefined:
    """Numbers as the registry defines them, one function each; for the reference engine, and for one day in hand."""

    together, compiled = 1, False

    def __init__(self, plan: Plan, seed: int, asked: Sequence[Number] = ()) -> None:
        self._plan, self._seed, self._asked = plan, seed, asked

    def new_pools(self) -> Pools:
        return {key: Pool(owners) for key, owners in _owners(self._plan)}

    def measure(self, replications: Sequence[int], pools: Pools) -> list[Kept]:
        return [self.of(simulate_plan(self._plan, number, self._seed), pools) for number in replications]

    def of(self, result: Result, pools: Pools) -> Kept:
        """What is kept of a day that has been simulated."""
        computed = Computed(result.day)
        _pour(samples_of(computed), pools)
        return Kept(
            values=values_of(computed),
            axis=result.day.axis,
            curves=curves(result.day),
            asked=np.array([number.value(computed) for number in self._asked], np.float64),
            endings=_endings(result),
            violations=result.violations,
        )


class Metered:
    """Numbers read off the meter, which is compiled as the kernel is; the same bits."""

    compiled = True

    def __init__(
        self,
        plan: Plan,
        seed: int,
        asked: Sequence[Number] = (),
        *,
        visits: float,
        shared: SharedLuck | None = None,
    ) -> None:
        """`visits` is about how many visits to stations a replication has; see `draw` for `shared`."""
        from vaxsim.draws import use_compiled
        from vaxsim.metrics.meter import Meter

        use_compiled()
        self._plan, self._seed, self._asked = plan, seed, asked
        self.together = max(1, min(MOST_TOGETHER, int(MOST_VISITS / max(1.0, visits))))
        # Threads that both want Python's lock for many short steps take longer than one after the other.
        self._turn = threading.Lock()
        self._meter, self._shared = Meter(plan), shared

    def new_pools(self) -> Pools:
        from vaxsim.metrics.meter.pooling import add_to_buckets

        return {key: Pool(owners, add_to_buckets) for key, owners in _owners(self._plan)}

    def measure(self, replications: Sequence[int], pools: Pools) -> list[Kept]:
        # step by step for all, not one by one: so each step finds its code and tables still at hand
        with self._turn:
            draws = [draw(self._plan, self._seed, number, self._shared) for number in replications]
        days = [(each, run(self._plan, each, "kernel")) for each in draws]
        return [self._kept(reading, pools) for reading in self._meter.read_all(days)]

    def _kept(self, reading: Reading, pools: Pools) -> Kept:
        _pour(reading.samples, pools)
        day = reading.day
        return Kept(
            values=reading.values,
            axis=reading.axis,
            curves=reading.curves,
            asked=np.array([number.value(reading) for number in self._asked], np.float64),
            endings=reading.endings,
            violations=violations_unless(reading.adds_up, day.plan, day.draws, day.visits),
        )


def _owners(plan: Plan) -> list[tuple[str, int]]:
    """The key of each sample, and how many classes or stations its durations belong to."""
    names = names_of(plan)
    return [(sample_key(m), len(names.of(m.per[-1]))) for m in names.measures if m.kind == "sample"]


def _pour(samples: Mapping[str, Grouped], pools: Pools) -> None:
    for key, pool in pools.items():
        pool.add(samples[key])


def _endings(result: Result) -> NDArray[np.int64]:
    """int64 [outcomes, causes]: how many patients ended how."""
    counted = result.day.counted
    endings = np.zeros((len(Outcome), len(Cause)), np.int64)
    np.add.at(endings, (result.visits.outcome[counted], result.visits.cause[counted]), 1)
    return endings
