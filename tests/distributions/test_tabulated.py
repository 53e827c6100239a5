"""Tables of quantile functions: their error, that they never fall, what has none, and how they are made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.distributions.laws import law
from vaxsim.distributions import lookup, tabulated
from vaxsim.distributions.law import OneUniform
from vaxsim.distributions.quantiles import TAILS
from vaxsim.distributions.recipe import RECIPE

SMALLEST, LARGEST = lookup.SMALLEST, 1 - 2.0**-53

spread_shapes = st.floats(-2.5, 4).map(lambda power: 10**power)
families = st.one_of(
    st.just(("normal", ())),
    st.tuples(st.just("lognormal"), st.floats(1e-3, 5).map(lambda sigma: (sigma,))),
    st.tuples(st.sampled_from(["gamma", "weibull"]), spread_shapes.map(lambda shape: (shape,))),
    st.tuples(st.just("beta"), st.floats(1, 5).map(lambda a: (a, 6 - a))),
)
"""A family and its shapes, reasonable and extreme."""

lower = st.one_of(st.floats(SMALLEST, 0.5), st.floats(-53.9, -1).map(lambda power: 2.0**power))
uniforms = st.one_of(st.floats(SMALLEST, LARGEST), lower, lower.map(lambda v: min(1 - v, LARGEST)))
"""Uniforms in the middle and in both tails."""


def exact(family: str, shapes: tuple[float, ...], u: Any) -> Any:
    """Quantiles by the formula, from the nearest end of (0, 1)."""
    with np.errstate(all="ignore"):
        low, high = (TAILS[family](v, upper, *shapes) for v, upper in ((np.minimum(u, 0.5), False), (1 - u, True)))
    return np.where(u <= 0.5, low, high)


@given(families, st.lists(uniforms, min_size=1, max_size=40).map(np.array))
@example(("gamma", (0.15,)), np.linspace(0.001, 0.999, 999))
@example(("lognormal", (2.1,)), np.linspace(0.001, 0.999, 999))
def test_a_table_keeps_the_stated_bound(family: tuple[str, tuple[float, ...]], u: Any) -> None:
    table = tabulated.table(*family)
    if table is not None:
        quartiles = exact(*family, np.array([0.25, 0.75]))
        expected = exact(*family, u)
        allowed = tabulated.BOUND * np.maximum(np.abs(expected), quartiles[1] - quartiles[0])
        assert (np.abs(lookup.values(u, table) - expected) <= allowed).all()


@pytest.mark.parametrize(
    "usual",
    [
        law("normal", mean=-3, sd=8),
        law("lognormal", mean=1.5, sd=0.8),
        law("lognormal", mean=10, sd=10),
        law("gamma", mean=4, sd=1.5),
        law("gamma", mean=10, sd=10),
        law("erlang", k=3, mean=15),
        law("pert", low=0, mode=5, high=60),
        law("weibull", shape=1.5, scale=10),
    ],
    ids=str,
)
def test_usual_laws_are_within_a_millionth_of_a_minute(usual: OneUniform) -> None:
    u = np.random.default_rng(4).random(200_000)
    assert usual.table() is not None
    assert np.abs(usual.quantile(u[:, np.newaxis]) - usual.inverse(u)).max() < 1e-6


@pytest.mark.parametrize(
    "extreme",
    [
        law("gamma", shape=0.02, scale=100),
        law("gamma", shape=1e9, scale=1e-9),
        law("weibull", shape=0.2, scale=1),
        law("lognormal", mu=0, sigma=3),
    ],
    ids=str,
)
def test_laws_that_a_table_would_miss_take_the_formula(extreme: OneUniform) -> None:
    u = np.concatenate([np.linspace(0.001, 0.999, 99), [SMALLEST, LARGEST]])
    assert extreme.table() is None
    np.testing.assert_array_equal(extreme.quantile(u[:, np.newaxis]), extreme.inverse(u))


@given(families)
def test_no_cubic_turns_back_and_none_lies_below_the_last(family: tuple[str, tuple[float, ...]]) -> None:
    table = tabulated.table(*family)
    if table is not None:
        tails = 2.0**-54 * (2.0 ** np.arange(0, 53, 1 / 256)[:-1])
        ends = 2.0 ** np.arange(-53, 0)
        u = np.unique(np.concatenate([tails, 1 - tails, ends, np.nextafter(ends, 0), np.nextafter(ends, 1), 1 - ends]))
        values = lookup.values(u[(u >= SMALLEST) & (u <= LARGEST)], table)
        assert (np.diff(values) >= -4 * np.spacing(np.abs(values[1:]))).all()  # a float is rounded either way


@given(st.lists(st.floats(allow_nan=True), min_size=1))
def test_no_number_is_looked_up_outside_of_the_table(u: list[float]) -> None:
    table = tabulated.table("normal", ())
    assert table is not None
    ends = lookup.values(np.array([SMALLEST, 1 - 2.0**-54]), table)
    values = lookup.values(np.array(u), table)
    assert (np.abs(values) <= -ends[0]).all()


def test_a_table_is_made_once_and_cannot_be_changed() -> None:
    table = tabulated.table("gamma", (7.0,))
    assert table is tabulated.table("gamma", (7.0,))
    assert table is not None
    assert table.shape == (2 * lookup.ONE_TAIL, 4)
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 0


def test_the_digest_of_the_recipe_is_pinned() -> None:
    """A change here changes drawn values: it needs a new version."""
    assert tabulated.digest() == RECIPE


def test_another_recipe_has_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tabulated.digest()
    monkeypatch.setattr(tabulated, "_never_turning", lambda slope, rise: slope * (1 + 1e-6))
    tabulated.table.cache_clear()
    changed = tabulated.digest()
    tabulated.table.cache_clear()
    assert before != changed
