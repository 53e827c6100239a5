"""The sequential test of a mean against its limit: right as often as it says, and soon where the matter is clear."""

from __future__ import annotations

import numpy as np
import pytest

from vaxsim.experiments.selection import FeasibilityTest, growing

LOOKS = growing(20, 2560)


def decided(mean: float, spread: float, error: float, generator: np.random.Generator) -> tuple[bool | None, int]:
    """The verdict on normal observations, and after how many of them it came."""
    test = FeasibilityTest(LOOKS, error)
    values = generator.normal(mean, spread, LOOKS[-1])
    found = next((n for n in LOOKS if test.verdict(values[:n], 1.0) is not None), LOOKS[-1])
    return test.verdict(values, 1.0), found


def test_looks_lie_further_and_further_apart_up_to_the_most():
    assert growing(20, 100) == (20, 32, 52, 84, 100)
    assert growing(20, 20) == (20,)


def test_what_never_varies_is_judged_at_the_first_look():
    test = FeasibilityTest(LOOKS, 0.01)
    assert test.verdict(np.zeros(20), 1.0) is True
    assert test.verdict(np.full(20, 0.01), 1.0) is False
    assert test.verdict(np.zeros(19), 1.0) is None


def test_a_mean_far_from_the_limit_takes_fewer_observations_than_a_near_one():
    generator = np.random.default_rng(1)
    far = [decided(15, 6, 0.01, generator)[1] for _ in range(20)]
    near = [decided(1.5, 6, 0.01, generator)[1] for _ in range(20)]
    assert max(far) == 20 < np.median(near)


def test_the_verdict_is_the_same_however_many_observations_come_at_once():
    values = np.random.default_rng(2).normal(1.5, 6, 2560)
    test = FeasibilityTest(LOOKS, 0.01)
    first = next(n for n in LOOKS if test.verdict(values[:n], 1.0) is not None)
    assert test.verdict(values[:first], 1.0) == test.verdict(values, 1.0)


@pytest.mark.parametrize("mean", [1.0, -1.0])
def test_a_mean_one_indifference_away_is_misjudged_less_often_than_said(mean):
    generator = np.random.default_rng(3)
    verdicts = [decided(mean, 5, 0.1, generator)[0] for _ in range(400)]
    assert None not in verdicts
    wrong = sum(verdict is (mean > 0) for verdict in verdicts)
    assert wrong <= 0.1 * 400
