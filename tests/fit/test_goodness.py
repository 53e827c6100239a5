"""Goodness of fit: p is what it says, for exact, rounded and cut-off durations."""

from __future__ import annotations

import numpy as np
import pytest

from vaxsim.fit import Observations
from vaxsim.fit.families import FAMILIES
from vaxsim.fit.goodness import goodness
from vaxsim.fit.likelihood import fit

EXPONENTIAL = FAMILIES[0]


def p_of(drawn: np.ndarray, cut: np.ndarray, resolution: float, seed: int) -> float:
    """p of an exponential law fitted to durations that were written down so finely and cut off then."""
    complete = np.rint(drawn[drawn <= cut] / resolution) * resolution
    observations = Observations(complete, cut[drawn > cut], resolution)
    fitted = fit(EXPONENTIAL, observations)
    assert fitted is not None
    return goodness(fitted, observations, 39, seed).p


@pytest.mark.parametrize(("resolution", "cutting"), [(1 / 60, np.inf), (1.0, np.inf), (1 / 60, 10.0)])
def test_of_true_families_one_in_ten_has_a_p_below_a_tenth(resolution: float, cutting: float) -> None:
    random = np.random.default_rng(2)
    cut = [random.uniform(0, cutting, 60) if np.isfinite(cutting) else np.full(60, np.inf) for _ in range(60)]
    ps = np.array([p_of(random.exponential(4, 60), cut[i], resolution, i) for i in range(60)])
    assert 1 <= (ps <= 0.1).sum() <= 13  # 6 expected, 99.8 % of binomials
    assert 19 <= (ps <= 0.5).sum() <= 42


def test_a_wrong_family_has_a_small_p() -> None:
    drawn = np.random.default_rng(3).normal(10, 1, 200)
    assert p_of(drawn, np.full(200, np.inf), 1 / 60, 1) == 1 / 40


def test_the_same_seed_gives_the_same_numbers_and_the_interval_holds_the_mean() -> None:
    observations = Observations(np.rint(np.random.default_rng(4).exponential(4, 100) * 60) / 60, np.empty(0), 1 / 60)
    fitted = fit(EXPONENTIAL, observations)
    assert fitted is not None
    first = goodness(fitted, observations, 50, 9)
    assert first == goodness(fitted, observations, 50, 9)
    assert first.mean_low < 4 < first.mean_high


def test_no_bootstrap_without_samples() -> None:
    observations = Observations(np.arange(1.0, 20.0), np.empty(0), 1.0)
    fitted = fit(EXPONENTIAL, observations)
    assert fitted is not None
    with pytest.raises(ValueError, match="1 or more"):
        goodness(fitted, observations, 0)
