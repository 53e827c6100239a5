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


pairs = st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=30)


@given(pairs)
def test_a_paired_difference_is_that_of_scipy(both):
    from scipy.stats import ttest_rel

    one, other = np.array(both).T
    found = stats.paired(one, other)
    assert found.mean == pytest.approx((one - other).mean(), abs=1e-9)
    assert found.days == len(both)
    if np.ptp(one - other) > 1e-6:  # else scipy warns that it divides by 0
        asked = ttest_rel(one, other)
        interval = asked.confidence_interval()
        assert found.p == pytest.approx(asked.pvalue, rel=1e-6, abs=1e-12)
        assert [found.low, found.high] == pytest.approx([interval.low, interval.high], rel=1e-6, abs=1e-6)


def test_days_on_which_one_of_a_pair_is_missing_are_left_out():
    one, other = np.array([3.0, np.nan, 5.0, 4.0]), np.array([1.0, 2.0, np.nan, 3.0])
    found = stats.paired(one, other)
    assert found.days == 2
    np.testing.assert_allclose(found[:4], stats.paired([3.0, 4.0], [1.0, 3.0])[:4])


def test_what_never_differs_is_no_difference_and_what_always_differs_alike_is_a_sure_one():
    found = stats.paired([[1.0, 2.0], [3.0, 4.0]], [[1.0, 1.5], [3.0, 3.5]])
    assert found.p.tolist() == [1.0, 0.0]
    assert found.low.tolist() == found.high.tolist() == [0.0, 0.5]


def test_a_difference_on_one_day_is_not_known_to_be_one():
    found = stats.paired([2.0], [1.0])
    assert found.mean == 1
    assert np.isnan([found.low, found.high, found.p]).all()


def test_the_adjustment_for_many_is_the_one_worked_by_hand():
    # ordered: 0.01 x 4, 0.02 x 3, 0.03 x 2 (raised to 0.06), 0.8 x 1
    np.testing.assert_allclose(stats.holm([0.03, 0.01, 0.8, 0.02]), [0.06, 0.04, 0.8, 0.06])


def test_what_has_no_p_is_not_counted_among_the_many():
    np.testing.assert_allclose(stats.holm([np.nan, 0.02, 0.03]), [np.nan, 0.04, 0.04])
    assert stats.holm([]).shape == (0,)


def test_a_false_alarm_among_many_is_as_rare_as_said():
    rng = np.random.default_rng(1)
    alarms = [(stats.holm(stats.paired(*rng.normal(size=(2, 12, 20))).p) <= 0.05).any() for _ in range(1000)]
    assert np.mean(alarms) < 0.05 + 4.5 * np.sqrt(0.05 * 0.95 / 1000)
