"""The least value that a law can take: none that is drawn is smaller, and one is as small where it is a bound."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from vaxsim.distributions import Distribution
from vaxsim.distributions.support import least

LAWS: list[tuple[Any, float]] = [
    (3, 3.0),
    ({"dist": "uniform", "low": 2, "high": 5, "plus": 1}, 3.0),
    ({"dist": "uniform", "low": -2, "high": 5, "fold": True}, 0.0),
    ({"dist": "uniform", "low": -5, "high": -2, "fold": True}, 2.0),
    ({"dist": "triangular", "low": 1, "mode": 2, "high": 5}, 1.0),
    ({"dist": "discrete", "values": [7, 4, 1], "shares": [0.5, 0.5, 0]}, 4.0),
    ({"dist": "exponential", "mean": 2, "plus": 4, "max": 9}, 4.0),
    ({"dist": "gamma", "mean": 4, "sd": 1, "min": 2}, 2.0),
    ({"dist": "lognormal", "mean": 4, "sd": 1}, 0.0),
    ({"dist": "weibull", "shape": 2, "scale": 3}, 0.0),
    ({"dist": "normal", "mean": 4, "sd": 1}, -np.inf),
    ({"dist": "normal", "mean": 4, "sd": 1, "min": 1, "truncate": True}, 1.0),
    ({"dist": "sum", "part": {"dist": "uniform", "low": 2, "high": 3}, "times": 3}, 6.0),
    ({"dist": "mixture", "parts": [{"share": 1, "dist": "constant", "value": 8}, {"share": 0, "dist": "constant",
      "value": 1}]}, 8.0),
]  # fmt: skip


@pytest.mark.parametrize(("law", "expected"), LAWS, ids=lambda value: str(value)[:40])
def test_no_value_is_below_the_least(law: Any, expected: float) -> None:
    read = TypeAdapter(Distribution).validate_python(law)
    assert least(read) == expected
    uniforms = np.random.default_rng(1).random((2000, read.uniforms))
    assert (read.quantile(uniforms) >= expected - 1e-9).all()
