"""Curves over the day, on the morning worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests import handmade
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import curves
from vaxsim.units import ticks


def _curve(name, thing=0, **changes):
    day = Day(handmade.plan(), handmade.draws(), handmade.visits(**changes))
    return day.axis, curves(day)[name][thing]


def test_bins_begin_with_the_first_arrival_and_hold_the_last_event():
    axis, _ = _curve("arrivals")
    assert axis.edges[0] == ticks(475)
    assert axis.first == -1
    assert axis.edges[-2] <= ticks(750) < axis.edges[-1]


def test_rates_per_hour_lose_nobody():
    for name, total in (("arrivals", 4), ("doses", 3), ("completions", 3)):
        _, curve = _curve(name)
        assert curve.sum() * 5 / 60 == pytest.approx(total)


def test_the_wait_of_a_bin_is_that_of_those_who_arrived_in_it():
    axis, mean = _curve("wait_mean")
    by_bin = dict(zip((axis.edges[:-1] / 60_000).tolist(), mean.tolist(), strict=True))
    assert (by_bin[475.0], by_bin[480.0], by_bin[490.0]) == (0, 8, 10)
    assert np.isnan(by_bin[485.0])


def test_a_line_is_averaged_over_each_bin():
    axis, line = _curve("line", thing=1)
    by_bin = dict(zip((axis.edges[:-1] / 60_000).tolist(), line.tolist(), strict=True))
    assert by_bin[490.0] == pytest.approx(4 / 5)
    assert by_bin[495.0] == pytest.approx((1 + 4) / 5)
    assert by_bin[505.0] == pytest.approx(1 / 5)


def test_the_last_bin_is_averaged_up_to_where_the_day_is_cut_off():
    day = Day(handmade.plan(stop=ticks(513)), handmade.draws(), handmade.visits(ended_at=ticks(513)))
    assert day.axis.edges[-1] == ticks(513)
    assert curves(day)["busy"][1, -1] == 1


def test_people_on_site_are_in_line_in_service_or_walking():
    day = Day(handmade.plan(), handmade.draws(), handmade.visits())
    c = curves(day)
    np.testing.assert_allclose(c["inside"][0], (c["line"] + c["in_service"]).sum(axis=0) + c["walking"][0], atol=1e-12)
