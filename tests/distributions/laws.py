"""What the tests of distributions share: reading laws as a scenario does, and strategies for them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from vaxsim.distributions import Distribution, Law

_ADAPTER: TypeAdapter[Law] = TypeAdapter(Distribution)


def law(dist: str, /, **keys: Any) -> Law:
    """A law of family `dist`, read from a table as it stands in a scenario file."""
    return _ADAPTER.validate_python({"dist": dist, **keys})


def read(value: Any, **context: Any) -> Law:
    """A law read from whatever a scenario file may hold."""
    return _ADAPTER.validate_python(value, context=context)


_small = st.floats(-20, 20).map(lambda x: round(x, 3))
_positive = st.floats(0.1, 20).map(lambda x: round(x, 3))


def _ordered(dist: str, *names: str) -> st.SearchStrategy[dict[str, Any]]:
    values = st.lists(_small, min_size=len(names), max_size=len(names)).map(sorted)
    return values.map(lambda xs: {"dist": dist, **dict(zip(names, xs, strict=True))})


def _table(dist: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"dist": st.just(dist), **keys})


one_uniform_tables = st.one_of(
    _table("constant", value=_small),
    _ordered("uniform", "low", "high"),
    _ordered("triangular", "low", "mode", "high"),
    _ordered("pert", "low", "mode", "high"),
    _table("exponential", mean=_positive),
    _table("normal", mean=_small, sd=st.one_of(st.just(0), _positive)),
    _table("lognormal", mean=_positive, sd=st.one_of(st.just(0), _positive)),
    _table("lognormal", mu=st.floats(-2, 2), sigma=st.floats(0, 2)),
    _table("gamma", mean=_positive, sd=st.one_of(st.just(0), _positive)),
    _table("gamma", shape=_positive, scale=_positive),
    _table("erlang", k=st.integers(1, 9), mean=_positive),
    _table("weibull", shape=st.floats(0.3, 5), scale=_positive),
    _table("discrete", values=st.lists(_small, min_size=1, max_size=6)),
    _table("empirical", values=st.lists(_small, min_size=1, max_size=6)),
)
"""Tables of the families whose draws take one uniform, without modifiers."""

one_uniform_laws = one_uniform_tables.map(read)
