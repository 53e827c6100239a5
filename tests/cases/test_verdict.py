"""The rule by which a figure counts as met, on numbers made up so that each part of it decides once."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from scipy import stats

from tests.cases.small import estimate
from vaxsim.cases import Figure
from vaxsim.cases.verdict import agrees, is_narrow, own_half_width, reference_half_width, value

PLAIN = Figure("m", "n", False, 1.0, "min", "", Decimal("10.0"), Decimal("0.3"), None, "", "")
OWN = float(stats.t.ppf(0.975, 99)) * 0.1
"""Half of the interval of 100 days with a spread of 1."""


def test_the_own_interval_is_students():
    assert own_half_width(PLAIN, estimate(10)) == pytest.approx(OWN)
    assert own_half_width(PLAIN, estimate(10), level=0.999) == pytest.approx(stats.t.ppf(0.9995, 99) * 0.1)


@pytest.mark.parametrize("side", [-1, 1])
def test_two_intervals_overlap_up_to_their_half_widths_and_one_per_cent(side):
    reach = OWN + 0.3 + 0.1
    assert agrees(PLAIN, estimate(10 + side * reach * 0.999)) is True
    assert agrees(PLAIN, estimate(10 + side * reach * 1.001)) is False


def test_a_wider_level_reaches_further():
    far = estimate(10 + OWN + 0.3 + 0.1 + 0.05)
    assert agrees(PLAIN, far) is False
    assert agrees(PLAIN, far, level=0.999) is True


def test_of_a_closed_form_only_one_per_cent_is_added():
    exact = replace(PLAIN, half_width=Decimal(0))
    assert agrees(exact, estimate(10 + (OWN + 0.1) * 0.999)) is True
    assert agrees(exact, estimate(10 + (OWN + 0.1) * 1.001)) is False


def test_a_reference_of_so_many_days_has_the_spread_found_here_and_its_rounding():
    of_days = replace(PLAIN, half_width=None, days=25)
    other = float(stats.t.ppf(0.975, 24)) / 5 + 0.05
    assert reference_half_width(of_days, estimate(10)) == pytest.approx(other)
    assert agrees(of_days, estimate(10 + (OWN + other + 0.1) * 0.999)) is True
    assert agrees(of_days, estimate(10 + (OWN + other + 0.1) * 1.001)) is False


def test_where_only_the_spread_over_days_is_known_the_means_agree_within_one_per_cent():
    """However wide the own interval is."""
    means = replace(PLAIN, half_width=None, spread="9 to 11")
    assert reference_half_width(means, estimate(10)) is None
    assert agrees(means, estimate(10.099, sd=50)) is True
    assert agrees(means, estimate(10.101, sd=50)) is False


def test_a_figure_without_a_reference_has_nothing_to_meet():
    shown = replace(PLAIN, reference=None, half_width=None)
    assert agrees(shown, estimate(1e9)) is None
    assert is_narrow(shown, estimate(1e9, sd=1e9)) is True


def test_everything_is_in_the_unit_of_the_source():
    seconds = replace(PLAIN, times=60.0, unit="s", reference=Decimal(600), half_width=None, days=25)
    assert value(seconds, estimate(10)) == 600
    assert own_half_width(seconds, estimate(10)) == pytest.approx(60 * OWN)
    assert reference_half_width(seconds, estimate(10)) == pytest.approx(60 * float(stats.t.ppf(0.975, 24)) / 5 + 0.5)


def test_a_pooled_percentile_is_that_of_all_days_together():
    assert value(replace(PLAIN, pooled=True), estimate(10, pooled=12)) == 12


def test_a_single_day_meets_nothing_and_says_nothing():
    alone = estimate(10, sd=math.nan, days=1)
    assert agrees(PLAIN, alone) is False
    assert is_narrow(PLAIN, alone) is False


def test_a_number_that_no_day_has_meets_nothing():
    assert agrees(PLAIN, estimate(math.nan, sd=math.nan, days=0)) is False


@pytest.mark.parametrize(
    ("figure", "enough"),
    [
        (PLAIN, 0.3),  # as wide as that of the reference
        (replace(PLAIN, half_width=Decimal(0)), 0.1),  # 1 %
        (replace(PLAIN, reference=Decimal("0.0001"), half_width=Decimal(0)), 0.005),  # near 0, in minutes
        (replace(PLAIN, reference=Decimal(0), half_width=Decimal(0), unit="s"), 0.3),  # near 0, in seconds
        (replace(PLAIN, half_width=None, spread="9 to 11"), 0.1),
    ],
)
def test_the_own_interval_is_narrow_enough_up_to_the_largest_of_three_widths(figure, enough):
    sd = enough / OWN
    assert is_narrow(figure, estimate(10, sd=sd * 0.999)) is True
    assert is_narrow(figure, estimate(10, sd=sd * 1.001)) is False


def test_near_zero_helps_no_share():
    share = replace(PLAIN, unit="share", reference=Decimal(0), half_width=Decimal(0))
    assert is_narrow(share, estimate(0, sd=1e-6)) is False
