"""Intervals and quantiles over replications."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxsim import stats

values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


@given(values)
def test_the_interval_is_that_of_scipy(numbers):
    from scipy.stats import sem, t

    mean, low, high = stats.t_interval(numbers)
    half = t.ppf(0.975, len(numbers) - 1) * sem(numbers)
    np.testing.assert_allclose([mean, low, high], [np.mean(numbers), mean - half, mean + half], rtol=1e-9, atol=1e-6)


def test_values_that_are_not_there_are_left_out():
    full = stats.t_interval([1.0, 2.0, 4.0])
    gaps = stats.t_interval([1.0, np.nan, 2.0, 4.0, np.nan])
    np.testing.assert_allclose(gaps, full)


def test_one_value_has_a_mean_but_no_bounds_and_none_has_nothing():
    mean, low, high = stats.t_interval([[3.0, np.nan]])
    assert mean[0] == 3
    assert np.isnan([low[0], high[0], mean[1]]).all()


def test_equal_values_have_an_interval_of_no_width():
    assert stats.t_interval([2.5] * 7) == (2.5, 2.5, 2.5)


def test_a_true_mean_is_covered_as_often_as_the_level_says():
    rng = np.random.default_rng(1)
    _, low, high = stats.t_interval(rng.normal(5, 2, (6, 4000)))
    covered = ((low <= 5) & (high >= 5)).mean()
    assert abs(covered - 0.95) < 4.5 * np.sqrt(0.95 * 0.05 / 4000)  # false alarm once in 150,000 seeds


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(0, 1))
def test_quantiles_are_those_of_numpy_without_the_values_that_are_not_there(numbers, share):
    column = np.array([*numbers, np.nan])[:, None]
    assert stats.quantile(column, share)[0] == pytest.approx(np.quantile(numbers, share), rel=1e-9, abs=1e-6)


def test_a_quantile_of_nothing_is_nan():
    assert np.isnan(stats.quantile(np.full((3, 2), np.nan), 0.9)).all()


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_probability_is_refused(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        stats.t_interval([1.0, 2.0], level)
