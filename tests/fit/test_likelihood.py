"""Maximum likelihood: known parameters are found again, the right family first; rounding and cutting do no harm."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vaxsim.fit import Observations, rank
from vaxsim.fit.families import FAMILIES
from vaxsim.fit.likelihood import Fitted, fit

SECOND, MINUTE = 1 / 60, 1.0
N = 2000
MEAN = 2 * np.exp(0.6**2 / 2)

TRUE = {
    "exponential": (stats.expon(scale=4), {"mean": 4}),
    "gamma": (stats.gamma(7, scale=0.6), {"mean": 4.2, "sd": 7**0.5 * 0.6}),
    "lognormal": (stats.lognorm(0.6, scale=2), {"mean": MEAN, "sd": MEAN * np.expm1(0.36) ** 0.5}),
    "weibull": (stats.weibull_min(2.3, scale=3), {"shape": 2.3, "scale": 3}),
    "normal": (stats.norm(12, 2), {"mean": 12, "sd": 2}),
    "uniform": (stats.uniform(2, 4), {"low": 2, "high": 6}),
    "triangular": (stats.triang(0.2, loc=1, scale=5), {"low": 1, "mode": 2, "high": 6}),
}
"""Family -> the law that durations are drawn from, and its parameters as a scenario writes them."""


def observed(law, resolution: float, seed: int = 5, n: int = N) -> Observations:
    """Durations of a law, written down so finely."""
    drawn = law.rvs(size=n, random_state=np.random.default_rng(seed))
    return Observations(np.rint(drawn / resolution) * resolution, np.empty(0), resolution)


def _the(name: str, ranking: tuple[Fitted, ...]) -> Fitted:
    return next(one for one in ranking if one.family.name == name)


@pytest.mark.parametrize("name", TRUE)
def test_the_family_that_durations_were_drawn_from_comes_first(name: str) -> None:
    law, parameters = TRUE[name]
    ranking = rank(observed(law, SECOND))
    best = ranking[0] if name != "exponential" else _the(name, ranking)
    assert best.family.name == name
    assert best.aicc < ranking[0].aicc + 2  # gamma and weibull hold the exponential law, and may come first by luck
    assert best.parameters == pytest.approx(parameters, rel=0.08)  # standard errors are 1 to 3 % at n = 2000
    assert best.distance < 1.36 / N**0.5  # the 5 % point of the distance from a law that was not fitted


@pytest.mark.parametrize("name", ["exponential", "gamma", "lognormal", "weibull"])
def test_durations_written_in_whole_minutes_zeros_among_them_give_the_same_parameters(name: str) -> None:
    law, parameters = TRUE[name]
    ranking = rank(observed(law, MINUTE))
    best = ranking[0] if name != "exponential" else _the(name, ranking)
    assert (observed(law, MINUTE).complete == 0).any() or name == "gamma"
    assert best.family.name == name
    assert best.parameters == pytest.approx(parameters, rel=0.1)


@pytest.mark.parametrize("name", ["gamma", "lognormal", "weibull"])
def test_the_likelihood_is_the_one_that_scipy_maximises(name: str) -> None:
    law, _ = TRUE[name]
    observations = observed(law, SECOND, n=300)
    cut = np.array([2.0, 3.0, 3.5, 4.0])
    both = Observations(observations.complete, cut, SECOND)
    family = next(family for family in FAMILIES if family.name == name)
    ours = fit(family, both)
    data = stats.CensoredData(uncensored=np.maximum(observations.complete, SECOND), right=cut)
    shape, _, scale = family.scipys.fit(data, floc=0)
    assert ours is not None
    found = family.arguments(ours.coordinates)
    assert (found.shapes[0], found.scale) == pytest.approx((shape, scale), rel=0.01)


def test_cut_off_durations_that_are_counted_give_the_mean_and_dropping_them_a_smaller_one() -> None:
    random = np.random.default_rng(8)
    drawn, cut = random.exponential(6, N), random.uniform(0, 12, N)
    complete = np.rint(drawn[drawn <= cut] / SECOND) * SECOND
    exponential = FAMILIES[0]
    counted = fit(exponential, Observations(complete, cut[drawn > cut], SECOND))
    dropped = fit(exponential, Observations(complete, np.empty(0), SECOND))
    assert counted is not None
    assert dropped is not None
    error = 6 / len(complete) ** 0.5
    assert abs(counted.parameters["mean"] - 6) < 3 * error
    assert dropped.parameters["mean"] < 6 - 10 * error


def test_three_parameters_do_not_win_by_being_three() -> None:
    ranking = rank(observed(TRUE["exponential"][0], SECOND, n=40))
    behind = {one.family.name: one.aicc - ranking[0].aicc for one in ranking}
    assert behind["exponential"] < 2


def test_families_that_cannot_be_below_zero_are_not_fitted_to_punctuality() -> None:
    drawn = np.rint(np.random.default_rng(1).normal(-3, 8, 500))
    names = [one.family.name for one in rank(Observations(drawn, np.empty(0), MINUTE, signed=True))]
    assert names[0] == "normal"
    assert set(names) == {"normal", "uniform", "triangular"}


def test_families_whose_search_has_no_end_are_left_out_and_far_cut_off_durations_take_no_time() -> None:
    ticks_apart = np.array([0.0, 1, 2] * 10) / 60_000
    ranking = rank(Observations(ticks_apart, np.array([3.0, 9.0]), 1 / 60_000))
    assert all(abs(value) < 1e6 for one in ranking for value in one.parameters.values())
    assert len(Observations(ticks_apart, np.array([3.0, 9.0]), 1 / 60_000).cells.complete) < 3000
