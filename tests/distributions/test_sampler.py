"""Samplers: ticks straight from uniforms, by numpy and by machine code, to the last bit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.distributions.laws import law, one_uniform_tables, read
from vaxsim.distributions import lookup
from vaxsim.distributions.law import OneUniform
from vaxsim.distributions.sampler import Sampler, compiled_pass, use_compiled
from vaxsim.units import LONGEST, to_offset_ticks, to_ticks

U = np.concatenate([np.random.default_rng(8).random(20_000), [2.0**-54, 0.25, 0.5, 0.75, 1 - 2.0**-53]])[:, np.newaxis]
PLAIN = False, 0.0, -np.inf, np.inf
TABULATED = [
    law("normal", mean=300, sd=5),
    law("lognormal", mean=4, sd=1),
    law("gamma", mean=40, sd=9),
    law("pert", low=1, mode=3, high=9),
    law("weibull", shape=3, scale=100),
]


@pytest.fixture
def machine_code() -> Iterator[None]:
    """Draws by machine code, and by numpy again after the test."""
    pytest.importorskip("numba")
    use_compiled()
    yield
    use_compiled(False)


def test_durations_and_offsets_are_the_quantiles_rounded() -> None:
    late = law("normal", mean=-3, sd=8)
    assert (Sampler(late).ticks(U) == to_ticks(late.quantile(U))).all()
    assert (Sampler(late, fewest=-LONGEST).ticks(U) == to_offset_ticks(late.quantile(U))).all()
    assert Sampler(late).constant is None


def test_a_constant_law_is_known_without_luck() -> None:
    constant = Sampler(law("normal", mean=2, sd=0))
    assert constant.constant == 120_000
    assert constant.ticks(U[:3]).tolist() == [120_000] * 3


@pytest.mark.parametrize("tabulated", TABULATED, ids=str)
def test_machine_code_rounds_no_product_differently(tabulated: OneUniform) -> None:
    """Ticks of 2**-44 minutes show every bit of values from 256 to 512, and most of smaller ones."""
    pytest.importorskip("numba")
    found = tabulated.table()
    assert found is not None
    standard, table = found
    values = standard.location + standard.scale * lookup.values(U[:, 0], table)
    fine = 2.0 ** (52 - np.floor(np.log2(np.median(values))))
    drawn = np.empty(len(U), np.int64)
    rounding = fine, -(2.0**62), 2.0**62
    compiled_pass()(U[:, 0].copy(), table, (standard.location, standard.scale), PLAIN, rounding, drawn)
    np.testing.assert_array_equal(drawn, np.rint(values * fine).astype(np.int64))


def _maybe_read(table: dict[str, Any]) -> OneUniform | None:
    try:
        found = read(table)
    except ValidationError:
        return None  # nothing of the law lies in min..max
    assert isinstance(found, OneUniform)
    return found


limits = st.one_of(
    st.just({}),
    st.floats(-5, 5).map(lambda low: {"min": low}),
    st.tuples(st.floats(-5, 15), st.floats(-5, 15)).map(lambda pair: {"min": min(pair), "max": max(pair)}),
)


@given(
    one_uniform_tables,
    st.fixed_dictionaries({"fold": st.booleans(), "plus": st.one_of(st.just(0.0), st.floats(-5, 5))}),
    limits,
    st.booleans(),
    st.sampled_from([0, -LONGEST]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_machine_code_gives_the_same_ticks_whatever_the_modifiers(
    machine_code: None, table: dict[str, Any], keys: dict[str, Any], ends: dict[str, float], cut: bool, fewest: int
) -> None:
    modified = _maybe_read({**table, **keys, **ends, "truncate": cut and bool(ends)})
    if modified is not None:
        u = U[-2_000:]
        expected = to_ticks(modified.quantile(u)) if fewest == 0 else to_offset_ticks(modified.quantile(u))
        np.testing.assert_array_equal(Sampler(modified, fewest).ticks(u), expected)


def test_the_pass_says_the_same_uncompiled() -> None:
    for tabulated in TABULATED:
        found = tabulated.table()
        assert found is not None
        (_, _, location, scale), table = found
        drawn = np.empty(200, np.int64)
        lookup.ticks(U[-200:, 0], table, (location, scale), PLAIN, (60_000.0, 0.0, float(LONGEST)), drawn)
        assert (drawn == Sampler(tabulated).ticks(U[-200:])).all()


def test_without_numba_machine_code_is_refused_and_numpy_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(ImportError):
        use_compiled()
    assert Sampler(TABULATED[0]).ticks(U[:3]).shape == (3,)
