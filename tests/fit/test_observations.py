"""Observations in cells, and what figures show of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vaxsim.fit import Observations
from vaxsim.fit.likelihood import rank
from vaxsim.fit.observations import resolution
from vaxsim.fit.shapes import histogram, quantiles
from vaxsim.units import ticks


def test_times_are_as_coarse_as_the_step_that_all_are_multiples_of_up_to_five_minutes() -> None:
    assert resolution([ticks(540), ticks(541), ticks(545)]) == 1
    assert resolution([ticks(540), ticks(540.5)]) == 0.5
    assert resolution([ticks(540), ticks(600)]) == 5


def test_a_duration_lies_in_the_cell_around_it_and_zero_takes_all_below() -> None:
    cells = Observations(np.array([0.0, 1.0, 1.0, 3.0]), np.array([1.5]), 1.0).cells
    assert cells.edges.tolist() == [-np.inf, 0.5, 1.5, 2.5, 3.5]
    assert cells.complete.tolist() == [1, 2, 0, 1]
    assert cells.censored.tolist() == [0, 1, 0, 0]


def test_shares_with_cut_off_durations_are_those_of_kaplan_and_meier() -> None:
    random = np.random.default_rng(7)
    complete, censored = np.rint(random.exponential(9, 40)), np.rint(random.exponential(9, 15)) + 0.5
    cells = Observations(complete, censored, 1.0).cells
    expected = stats.ecdf(stats.CensoredData(uncensored=complete, right=censored)).cdf
    assert cells.distribution() == pytest.approx(expected.evaluate(cells.edges[1:]))


def test_bars_hold_all_durations_and_quantiles_of_a_true_law_lie_on_the_line() -> None:
    drawn = np.rint(np.random.default_rng(6).gamma(7, 0.6, 3000) * 60) / 60
    observations = Observations(drawn, np.empty(0), 1 / 60)
    bars = histogram(observations)
    assert (bars.density * np.diff(bars.edges)).sum() == pytest.approx(1)
    assert len(bars.density) <= 41
    points = quantiles(rank(observations)[0], observations)
    middle = slice(len(points.law) // 10, -len(points.law) // 3)
    assert points.law[middle] == pytest.approx(points.recorded[middle], abs=0.2)
