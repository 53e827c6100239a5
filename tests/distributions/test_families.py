"""Each family against scipy.stats: quantiles, cdf, mean and variance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.distributions.laws import law
from vaxsim.distributions.law import OneUniform
from vaxsim.distributions.tabulated import BOUND

U = np.concatenate([[2.0**-54, 1e-9, 1e-4], np.linspace(0.01, 0.99, 41), [1 - 1e-4, 1 - 1e-9, 1 - 2.0**-53]])


def _pert(low: float, mode: float, high: float) -> Any:
    a = 1 + 4 * (mode - low) / (high - low)
    return stats.beta(a, 6 - a, loc=low, scale=high - low)


_S2 = math.log(1 + (0.8 / 1.5) ** 2)

AGAINST_SCIPY = [
    (law("uniform", low=2, high=5), stats.uniform(2, 3)),
    (law("triangular", low=10, mode=15, high=25), stats.triang(1 / 3, 10, 15)),
    (law("triangular", low=10, mode=10, high=25), stats.triang(0, 10, 15)),
    (law("triangular", low=10, mode=25, high=25), stats.triang(1, 10, 15)),
    (law("pert", low=1, mode=2, high=6), _pert(1, 2, 6)),
    (law("pert", low=1, mode=6, high=6), _pert(1, 6, 6)),
    (law("exponential", mean=4), stats.expon(scale=4)),
    (law("normal", mean=-3, sd=8), stats.norm(-3, 8)),
    (law("lognormal", mean=1.5, sd=0.8), stats.lognorm(math.sqrt(_S2), scale=1.5 * math.exp(-_S2 / 2))),
    (law("lognormal", mu=0.3, sigma=0.6), stats.lognorm(0.6, scale=math.exp(0.3))),
    (law("gamma", mean=4, sd=1.5), stats.gamma((4 / 1.5) ** 2, scale=1.5**2 / 4)),
    (law("gamma", shape=0.7, scale=3), stats.gamma(0.7, scale=3)),
    (law("erlang", k=3, mean=6), stats.gamma(3, scale=2)),
    (law("weibull", shape=1.7, scale=5), stats.weibull_min(1.7, scale=5)),
    (law("weibull", shape=0.6, scale=5), stats.weibull_min(0.6, scale=5)),
]
IDS = [str(ours) for ours, _ in AGAINST_SCIPY]


@pytest.mark.parametrize(("ours", "scipys"), AGAINST_SCIPY, ids=IDS)
def test_quantiles_are_scipys(ours: OneUniform, scipys: Any) -> None:
    np.testing.assert_allclose(ours.inverse(U), scipys.ppf(U), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("ours", "scipys"), AGAINST_SCIPY, ids=IDS)
def test_draws_are_scipys_but_for_the_error_of_tables(ours: OneUniform, scipys: Any) -> None:
    quartiles = scipys.ppf(0.75) - scipys.ppf(0.25)
    np.testing.assert_allclose(ours.quantile(U[:, np.newaxis]), scipys.ppf(U), rtol=BOUND, atol=BOUND * quartiles)


@pytest.mark.parametrize(("ours", "scipys"), AGAINST_SCIPY, ids=IDS)
def test_the_pure_python_cdf_is_scipys(ours: OneUniform, scipys: Any) -> None:
    at = np.concatenate([scipys.ppf(U[1:-1]), [-1.0, 0.0, 100.0]])
    np.testing.assert_allclose([ours.cdf(float(x)) for x in at], scipys.cdf(at), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(("ours", "scipys"), AGAINST_SCIPY, ids=IDS)
def test_mean_and_variance_are_those_of_numerical_integration(ours: OneUniform, scipys: Any) -> None:
    mean = scipys.expect()
    assert ours.mean() == pytest.approx(mean, rel=1e-6)
    assert ours.rough_mean() == pytest.approx(mean, rel=1e-6)
    assert ours.variance() == pytest.approx(scipys.expect(lambda x: (x - mean) ** 2), rel=1e-5)


def test_steep_gamma_laws_keep_their_cdf() -> None:
    for shape in (1e-3, 50.0, 3e4, 2e6, 1e10):
        ours, scipys = law("gamma", shape=shape, scale=1), stats.gamma(shape)
        at = scipys.ppf([0.01, 0.3, 0.5, 0.9, 0.999])
        assert isinstance(ours, OneUniform)
        np.testing.assert_allclose([ours.cdf(float(x)) for x in at], scipys.cdf(at), atol=1e-7)


def test_discrete_takes_each_value_as_often_as_its_share_says() -> None:
    ours = law("discrete", values=[30, 15, 60], shares=[0.1, 0.7, 0.2])
    u = (np.arange(1000) + 0.5)[:, np.newaxis] / 1000
    values, counts = np.unique(ours.quantile(u), return_counts=True)
    assert dict(zip(values, counts, strict=True)) == {15: 700, 30: 100, 60: 200}
    assert ours.mean() == pytest.approx(0.7 * 15 + 0.1 * 30 + 0.2 * 60)
    assert ours.variance() == pytest.approx(0.7 * 225 + 0.1 * 900 + 0.2 * 3600 - ours.mean() ** 2)


def test_values_without_share_never_occur() -> None:
    ours = law("discrete", values=[1, 2, 3], shares=[0, 1, 0])
    assert ours.constant() == 2
    assert set(law("discrete", values=[1, 2, 3], shares=[0, 0.5, 0.5]).quantile(U[:, np.newaxis])) == {2, 3}


def test_empirical_takes_every_value_equally_often() -> None:
    ours = law("empirical", values=[4, 1, 1, 7])
    assert list(ours.quantile(np.array([[0.1], [0.3], [0.6], [0.9]]))) == [1, 1, 4, 7]
    assert (ours.mean(), ours.variance()) == (13 / 4, 67 / 4 - (13 / 4) ** 2)


@pytest.mark.parametrize(
    ("constant", "value"),
    [
        (law("constant", value=3), 3),
        (law("uniform", low=3, high=3), 3),
        (law("triangular", low=3, mode=3, high=3), 3),
        (law("pert", low=3, mode=3, high=3), 3),
        (law("normal", mean=-3, sd=0), -3),
        (law("lognormal", mean=3, sd=0), 3),
        (law("lognormal", mu=0, sigma=0), 1),
        (law("gamma", mean=3, sd=0), 3),
        (law("discrete", values=[3, 3], shares=[0.4, 0.6]), 3),
        (law("empirical", values=[3]), 3),
        (law("sum", part=3, times=4), 12),
        (law("mixture", parts=[{"share": 0.5, "dist": "constant", "value": 3}] * 2), 3),
        (law("exponential", mean=9, min=3, max=3), 3),
        (law("normal", mean=-3, sd=0, fold=True, plus=2, max=4), 4),
    ],
    ids=str,
)
def test_a_law_without_spread_is_a_constant(constant: Any, value: float) -> None:
    assert constant.is_constant
    assert (constant.mean(), constant.variance(), constant.rough_mean()) == (value, 0, value)
    assert list(constant.quantile(np.full((2, constant.uniforms), 0.3))) == [value, value]
