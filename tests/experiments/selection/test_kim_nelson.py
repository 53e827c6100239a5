"""Kim and Nelson's procedure: against sim-tools, against its formula, and as sure as it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vaxsim.experiments.selection import KimNelson
from vaxsim.experiments.selection.kim_nelson import eta

Floats = NDArray[np.float64]


class Draws:
    """Normal observations of some designs, made once and asked for as often as one likes."""

    def __init__(self, means: Sequence[float], spread: float, shared: float, seed: int, most: int = 5000) -> None:
        generator = np.random.default_rng(seed)
        own = generator.normal(0, spread, (most, len(means)))
        self.values: Floats = np.asarray(means) + own + generator.normal(0, shared, (most, 1))

    def observe(self, designs: Sequence[int], reps: int) -> Floats:
        return self.values[:reps, list(designs)]


def test_the_height_of_the_triangle_solves_its_equation():
    for first, error in ((10, 0.05), (20, 0.001), (5, 0.2)):
        assert 0.5 * (1 + 2 * eta(first, error)) ** (-(first - 1) / 2) == pytest.approx(error)


def test_one_design_is_selected_without_a_comparison():
    draws = Draws([3.0], 1, 0, 1)
    assert KimNelson(0.5, 0.05, 10).select(1, draws.observe, 100).best == 0


def test_a_design_that_is_always_better_is_selected_at_the_first_look():
    draws = Draws([1.0, 0.0, 2.0], 0, 3, 1)
    found = KimNelson(0.5, 0.05, 10).select(3, draws.observe, 1000)
    assert (found.best, found.reps, found.dropped) == (1, 10, {0: 10, 2: 10})


def test_common_luck_drops_designs_sooner():
    means = [0.0, 1.0, 1.0]
    alone, together = Draws(means, 3, 0, 5), Draws(means, 0.3, 3, 5)
    procedure = KimNelson(1.0, 0.05, 10)
    assert procedure.select(3, together.observe, 5000).reps < procedure.select(3, alone.observe, 5000).reps


def test_how_many_replications_are_asked_for_at_once_changes_nothing():
    draws = Draws([0.0, 0.4, 0.5, 2.0], 2, 0, 11)
    found = [KimNelson(0.4, 0.05, 10, step).select(4, draws.observe, 5000) for step in (1, 50)]
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("means", [[0.0, 0.5], [0.9, 0.5], [0.0, 0.5, 0.6, 1.5, 0.8], [2.0, 0.5, 0.4]])
def test_it_selects_and_drops_as_the_procedure_of_sim_tools_does(means, seed):
    """Replication for replication, with one correction of sim-tools 1.3: see `mended`."""
    oracle = pytest.importorskip("sim_tools.ovs.indifference_zone")
    draws, designs = Draws(means, 1.5, 1.0, seed), len(means)
    found = KimNelson(0.5, 0.05, 10).select(designs, draws.observe, 5000)
    kind = oracle.KN if designs == 2 else mended(oracle.KN)
    their = kind(Played(draws.values), n_designs=designs, delta=0.5, alpha=0.05, n_0=10, obj="min")
    assert their.solve().tolist() == [found.best]
    taken = their._allocations.tolist()
    assert {design: taken[design] for design in found.dropped} == found.dropped


def mended(procedure: type[Any]) -> type[Any]:
    """sim-tools 1.3 looks up the variance of a pair (i, l) one place too early where l is below i.

    It keeps the pairs with i of a matrix without its diagonal, so l stands at l - 1 behind the diagonal alone; with two
    designs both places hold the same.
    """

    class Mended(procedure):  # type: ignore[misc]
        def _limit_to_distance_from_sample_means(self, i: int, other: int) -> float:
            return float(super()._limit_to_distance_from_sample_means(i, other + (other < i)))

    return Mended


class Played:
    """The environment that sim-tools asks for observations, one at a time."""

    def __init__(self, values: Floats) -> None:
        self.values, self.seen = values, [0] * values.shape[1]

    def register_observer(self, observer: Any) -> None:
        self.observer = observer

    def simulate(self, design: int) -> None:
        self.observer.feedback(self, design, self.values[self.seen[design], design])
        self.seen[design] += 1


@pytest.mark.slow
@pytest.mark.parametrize("shared", [0.0, 2.0])
def test_the_best_is_selected_as_often_as_promised(shared):
    """In the hardest case: all others lie exactly one indifference above the best."""
    means, error, rounds = [0.0, 1.0, 1.0, 1.0, 1.0], 0.1, 1000
    procedure = KimNelson(1.0, error, 10, step=20)
    right = sum(
        procedure.select(5, Draws(means, 2, shared, seed, 600).observe, 600).best == 0 for seed in range(rounds)
    )
    assert right >= (1 - error) * rounds
