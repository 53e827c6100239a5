"""Mixtures and sums: uniforms, values, moments."""

from __future__ import annotations

import numpy as np
import pytest

from tests.distributions.laws import law
from vaxsim.distributions import Distribution, Law

RANDOM = np.random.default_rng(5).random((40_000, 8))

MIXED = law(
    "mixture",
    parts=[
        {"share": 0.3, "dist": "constant", "value": 2},
        {"share": 0.7, "dist": "sum", "parts": [1, {"dist": "exponential", "mean": 4}]},
    ],
)


def test_a_draw_takes_one_uniform_for_each_part_and_a_mixture_one_more() -> None:
    assert law("exponential", mean=1).uniforms == 1
    assert law("constant", value=1).uniforms == 1
    assert law("sum", part={"dist": "exponential", "mean": 2}, times=5).uniforms == 5
    assert MIXED.uniforms == 1 + 1 + 2


def test_a_mixture_chooses_by_its_first_uniform() -> None:
    u = np.array([[0.29, 0.5, 0.5, 0.5], [0.31, 0.5, 0.5, 0.5]])
    assert MIXED.quantile(u) == pytest.approx([2, 1 + 4 * np.log(2)])


def test_the_luck_of_a_part_does_not_depend_on_another_parts_law() -> None:
    parts = [{"share": 0.5, "dist": "constant", "value": 2}, {"share": 0.5, "dist": "exponential", "mean": 4}]
    other = [{"share": 0.5, "dist": "uniform", "low": 0, "high": 1}, parts[1]]
    second = RANDOM[:, 0] > 0.5
    one, two = law("mixture", parts=parts).quantile(RANDOM), law("mixture", parts=other).quantile(RANDOM)
    np.testing.assert_array_equal(one[second], two[second])


def test_parts_without_share_are_never_chosen() -> None:
    parts = [(0, 1), (0.4, 2), (0, 3), (0.6, 4), (0, 5)]
    mixed = law("mixture", parts=[{"share": s, "dist": "constant", "value": v} for s, v in parts])
    u = np.repeat(np.array([2.0**-54, 0.4, 0.5, 1 - 2.0**-53])[:, np.newaxis], mixed.uniforms, axis=1)
    assert list(mixed.quantile(u)) == [2, 2, 4, 4]


def test_a_sum_adds_its_parts_draw_by_draw() -> None:
    parts: list[Distribution] = [law("exponential", mean=4), law("uniform", low=1, high=2)]
    total = law("sum", parts=parts).quantile(RANDOM)
    np.testing.assert_allclose(total, parts[0].quantile(RANDOM) + parts[1].quantile(RANDOM[:, 1:]))


@pytest.mark.parametrize(
    "compound",
    [
        MIXED,
        law("sum", part=law("gamma", mean=3, sd=2), times=4, plus=1),
        law("sum", parts=[3, law("normal", mean=1, sd=2, min=0), MIXED]),
        law("mixture", parts=[{"share": 1, "dist": "exponential", "mean": 3, "max": 4}]),
    ],
    ids=["mixture", "repeated", "of modified", "one part"],
)
def test_moments_of_the_whole_follow_from_the_parts(compound: Law) -> None:
    values = compound.quantile(RANDOM)
    assert compound.mean() == pytest.approx(values.mean(), rel=0.02)
    assert compound.variance() == pytest.approx(values.var(), rel=0.03)


def test_an_exact_sum_has_exact_moments() -> None:
    total = law("sum", part=law("exponential", mean=2), times=3, plus=1)
    assert (total.mean(), total.variance(), total.rough_mean()) == (7, 12, 7)
    assert (MIXED.mean(), MIXED.variance()) == pytest.approx((4.1, 0.7 * 16 + 0.3 * 0.7 * 9))
