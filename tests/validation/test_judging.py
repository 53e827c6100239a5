"""Judgement of one number, and of many at once."""

from __future__ import annotations

import numpy as np
import pytest

from vaxsim.validation import Comparison, Quantity
from vaxsim.validation.judging import compare, corrected

NUMBER = Quantity("n", "min", lambda day: 0.0)
DAYS = np.arange(1.0, 1000.0)


def of(*values: float) -> np.ndarray:
    """Recorded days with these values."""
    return np.array(values, float)


def test_one_day_is_held_against_the_middle_95_percent_of_the_models_days() -> None:
    found = compare(NUMBER, of(500), DAYS)
    assert (found.low, found.high) == pytest.approx((25.95, 974.05))
    assert found.p == 1
    assert (found.difference, found.difference_low, found.difference_high) == pytest.approx((0, -474.05, 474.05))


def test_a_day_outside_of_all_has_the_least_p_there_can_be() -> None:
    assert compare(NUMBER, of(2000), DAYS).p == 2 / 1000
    assert compare(NUMBER, of(0), DAYS).p == 2 / 1000


def test_p_of_days_of_the_model_is_uniform() -> None:
    random = np.random.default_rng(1)
    ps = [compare(NUMBER, random.normal(size=1), random.normal(size=199)).p for _ in range(400)]
    assert sum(p <= 0.05 for p in ps) <= 34  # 20 expected, 99.9 % of binomials
    assert 165 <= sum(p <= 0.5 for p in ps) <= 235


def test_the_mean_of_several_days_is_held_against_means_of_as_many() -> None:
    days = np.random.default_rng(2).normal(10, 2, 4000)
    found = compare(NUMBER, of(12, 11, 13, 12), days)
    assert (found.low, found.high) == pytest.approx((10 - 1.96, 10 + 1.96), abs=0.15)
    assert (found.difference_low, found.difference_high) == pytest.approx((0.04, 3.96), abs=0.15)
    assert found.p == pytest.approx(0.0455, abs=0.01)  # two standard errors


@pytest.mark.parametrize("days", [2, 5])
def test_few_days_of_the_model_seldom_differ_even_where_numbers_are_counts_that_are_often_equal(days: int) -> None:
    random = np.random.default_rng(3)
    model = random.poisson(1, 600).astype(float)
    ps = np.array([compare(NUMBER, random.poisson(1, days).astype(float), model).p for _ in range(300)])
    assert (ps <= 0.05).sum() <= 27  # 15 expected, 99.9 % of binomials; a t test calls a third of the pairs different


@pytest.mark.parametrize(("recorded", "p"), [(15.0, 1.0), (15.1, 2 / 10_000)])
def test_what_never_varies_is_equal_or_not(recorded: float, p: float) -> None:
    assert compare(NUMBER, of(recorded, recorded), np.full(50, 15.0)).p == p


def test_a_number_that_nobody_recorded_or_the_model_has_not_is_not_comparable() -> None:
    for found in (compare(NUMBER, of(np.nan), DAYS), compare(NUMBER, of(1), np.full(9, np.nan))):
        assert corrected([found])[0].verdict == "not comparable"


def test_many_numbers_are_corrected_as_holm_did() -> None:
    ps = (0.01, 0.04, 0.03, 0.005, float("nan"))
    found = corrected([Comparison("n", "min", 1, 1, 0, 0, 0, 1, 0, 0, p) for p in ps])
    assert [one.adjusted for one in found[:4]] == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert [one.words for one in found] == [
        "differs: higher",
        "agrees, barely: higher",
        "agrees, barely: higher",
        "differs: higher",
        "not comparable",
    ]


def test_what_could_not_have_differed_is_not_said_to_agree() -> None:
    few, many = (corrected([compare(NUMBER, of(2.0), np.arange(days, dtype=float))] * 3) for days in (118, 119))
    assert [one.verdict for one in few] == ["cannot tell"] * 3  # 3 x 2 / 119 is above 5 %
    assert few[0].words == "cannot tell"
    assert [one.verdict for one in many] == ["agrees"] * 3  # and 3 x 2 / 120 is not
