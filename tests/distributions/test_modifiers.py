"""fold, plus, min, max and truncate: what they mean, alone and together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from tests.distributions.laws import law, one_uniform_laws, one_uniform_tables, read
from vaxsim.distributions import Law
from vaxsim.distributions.tabulated import BOUND

EVEN = (np.arange(20_000) + 0.5)[:, np.newaxis] / 20_000


def test_modifiers_act_in_the_order_fold_plus_clip() -> None:
    modified = law("normal", mean=0, sd=4, fold=True, plus=-1, min=0, max=6)
    plain = law("normal", mean=0, sd=4).quantile(EVEN)
    np.testing.assert_array_equal(modified.quantile(EVEN), np.clip(np.abs(plain) - 1, 0, 6))


def test_clipping_piles_values_up_at_the_ends_and_truncating_does_not() -> None:
    clipped = law("exponential", mean=4, max=5).quantile(EVEN)
    truncated = law("exponential", mean=4, max=5, truncate=True).quantile(EVEN)
    assert (clipped == 5).mean() == pytest.approx(np.exp(-5 / 4), abs=1e-3)
    assert (truncated == 5).sum() == 0
    assert truncated.max() > 4.99


def test_truncation_is_scipys_truncated_normal() -> None:
    truncated = law("normal", mean=3, sd=2, min=2, max=8, plus=1, truncate=True)
    expected = stats.truncnorm(-1, 2, loc=4, scale=2)
    np.testing.assert_allclose(truncated.quantile(EVEN), expected.ppf(EVEN[:, 0]), rtol=BOUND)
    assert truncated.mean() == pytest.approx(expected.mean(), rel=1e-6)
    assert truncated.variance() == pytest.approx(expected.var(), rel=1e-5)


@pytest.mark.parametrize("low", [0.5, 0.0, None])
def test_truncation_of_a_folded_law_conditions_the_absolute_value(low: float | None) -> None:
    limits = {"max": 2.5} | ({} if low is None else {"min": low})
    truncated = law("normal", mean=1, sd=1, fold=True, truncate=True, **limits).quantile(EVEN)
    plain = np.abs(law("normal", mean=1, sd=1).quantile(EVEN))
    kept = plain[(plain >= (low or 0)) & (plain <= 2.5)]
    ranks = np.linspace(0.01, 0.99, 30)
    np.testing.assert_allclose(np.quantile(truncated, ranks), np.quantile(kept, ranks), atol=2e-3)


def test_truncation_of_listed_values_leaves_some_out_and_keeps_the_ends() -> None:
    truncated = law("discrete", values=[1, 2, 3, 4], shares=[0.4, 0.3, 0.2, 0.1], min=2, max=3, truncate=True)
    values, counts = np.unique(truncated.quantile(EVEN), return_counts=True)
    assert list(values) == [2, 3]
    assert list(counts) == [12_000, 8_000]
    assert truncated.mean() == pytest.approx(2.4)


def test_folding_listed_values_has_exact_moments() -> None:
    folded = law("empirical", values=[-3, 1, 2], fold=True, plus=1)
    assert (folded.mean(), folded.variance()) == pytest.approx((3, 2 / 3))


def test_plus_moves_the_mean_and_keeps_the_variance() -> None:
    moved, plain = law("gamma", mean=4, sd=1.5, plus=2), law("gamma", mean=4, sd=1.5)
    assert (moved.mean(), moved.variance()) == (plain.mean() + 2, plain.variance())


@pytest.mark.parametrize(
    "modified",
    [
        law("lognormal", mean=3, sd=5, max=10),
        law("weibull", shape=0.7, scale=3, min=1, max=9),
        law("normal", mean=0.5, sd=0.25, fold=True),
        law("pert", low=0, mode=1, high=9, min=2, truncate=True),
    ],
    ids=str,
)
def test_integrated_moments_are_those_of_many_even_values(modified: Law) -> None:
    values = modified.quantile(EVEN)
    assert modified.mean() == pytest.approx(values.mean(), rel=1e-3)
    assert modified.variance() == pytest.approx(values.var(), rel=1e-2)


def test_moments_of_a_clipped_sum_come_from_even_points() -> None:
    clipped = law("sum", part={"dist": "exponential", "mean": 2}, times=3, max=8)
    erlang = law("erlang", k=3, mean=6, max=8)
    assert clipped.mean() == pytest.approx(erlang.mean(), rel=1e-3)
    assert clipped.variance() == pytest.approx(erlang.variance(), rel=1e-2)


@given(one_uniform_laws, st.lists(st.floats(1e-9, 1 - 1e-9), min_size=2, max_size=8))
def test_a_plain_quantile_never_falls_with_its_uniform(plain: Law, u: list[float]) -> None:
    values = plain.quantile(np.sort(np.array(u))[:, np.newaxis])
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()


def _maybe_read(table: dict[str, Any]) -> Law | None:
    try:
        return read(table)
    except ValidationError:
        return None  # nothing of the law lies in min..max


@given(
    one_uniform_tables,
    st.fixed_dictionaries({"fold": st.booleans(), "plus": st.floats(-5, 5), "truncate": st.booleans()}),
    st.tuples(st.floats(-5, 15), st.floats(-5, 15)).map(sorted),
    st.lists(st.floats(2.0**-54, 1 - 2.0**-53), min_size=1, max_size=8),
)
def test_values_stay_in_min_to_max(
    table: dict[str, Any], keys: dict[str, Any], limits: list[float], u: list[float]
) -> None:
    modified = _maybe_read({**table, **keys, "min": limits[0], "max": limits[1]})
    if modified is not None:
        values = modified.quantile(np.array(u)[:, np.newaxis])
        assert ((limits[0] <= values) & (values <= limits[1])).all()
        assert limits[0] <= modified.rough_mean() <= limits[1]


@given(one_uniform_laws)
def test_folding_gives_absolute_values(plain: Law) -> None:
    folded = plain.model_copy(update={"fold": True})
    u = np.linspace(0.05, 0.95, 7)[:, np.newaxis]
    np.testing.assert_array_equal(folded.quantile(u), np.abs(plain.quantile(u)))
