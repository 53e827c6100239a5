"""What is refused, and with which words."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.distributions.laws import law, read
from vaxsim.distributions import FAMILIES, Constant, Distribution


def test_a_number_is_a_constant() -> None:
    assert read(3) == Constant(value=3.0)
    assert read(law("normal", mean=1, sd=2)) == law("normal", mean=1, sd=2)


REFUSED: list[tuple[Any, str]] = [
    ("2", 'got "2"; allowed: a number, or a table'),
    (True, "got true; allowed: a number"),
    ([1], "got a list; allowed: a number"),
    (math.nan, "finite"),
    (math.inf, "finite"),
    ({}, "dist"),
    ({"dist": 3}, "got 3; allowed: one of constant, uniform"),
    ({"dist": "gama"}, "gama"),
    ({"dist": "constant", "value": "3"}, "valid number"),
    ({"dist": "constant", "value": 3, "vlaue": 3}, "vlaue"),
    ({"dist": "uniform", "low": 3, "high": 1}, "uniform: low <= high is needed; got 3, 1"),
    ({"dist": "triangular", "low": 1, "mode": 5, "high": 4}, "triangular: low <= mode <= high is needed; got 1, 5, 4"),
    ({"dist": "pert", "low": 1, "mode": 0, "high": 4}, "pert: low <= mode <= high is needed"),
    ({"dist": "exponential", "mean": 0}, "greater than 0"),
    ({"dist": "normal", "mean": 0, "sd": -1}, "greater than or equal to 0"),
    ({"dist": "lognormal", "mean": 4}, "give either mean and sd, or mu and sigma; got mean"),
    ({"dist": "lognormal"}, "give either mean and sd, or mu and sigma; got neither"),
    ({"dist": "lognormal", "mean": 1, "sd": 1, "mu": 1}, "got mean and sd and mu"),
    ({"dist": "gamma", "mean": 1, "scale": 1}, "give either mean and sd, or shape and scale; got mean and scale"),
    ({"dist": "gamma", "shape": 0, "scale": 1}, "greater than 0"),
    ({"dist": "erlang", "k": 2.5, "mean": 1}, "valid integer"),
    ({"dist": "erlang", "k": 0, "mean": 1}, "greater than or equal to 1"),
    ({"dist": "weibull", "shape": 1, "scale": 0}, "greater than 0"),
    ({"dist": "weibull", "shape": 0.001, "scale": 1}, "too extreme"),
    ({"dist": "lognormal", "mu": 800, "sigma": 1}, "too extreme"),
    ({"dist": "lognormal", "mean": 1e-200, "sd": 1e100}, "too extreme"),
    ({"dist": "gamma", "mean": 1, "sd": 1e-200}, "too extreme"),
    ({"dist": "uniform", "low": -1e308, "high": 1e308}, "too extreme"),
    ({"dist": "discrete", "values": []}, "got no values"),
    ({"dist": "discrete", "values": [1, 2], "shares": [1]}, "1 shares for 2 values"),
    ({"dist": "discrete", "values": [1, 2], "shares": [0.5, 0.6]}, "add up to 1.1; they must add up to 1"),
    ({"dist": "discrete", "values": [1, 2], "shares": [1.5, 0.5]}, "less than or equal to 1"),
    ({"dist": "empirical"}, "give either values, or file and column"),
    ({"dist": "empirical", "file": "a.csv"}, "give either values, or file and column"),
    ({"dist": "empirical", "values": [1], "file": "a.csv", "column": "x"}, "give either values, or file and column"),
    ({"dist": "mixture", "parts": []}, "got no parts"),
    ({"dist": "mixture", "parts": [{"share": 0.5, "dist": "constant", "value": 1}]}, "add up to 0.5"),
    ({"dist": "mixture", "parts": [{"dist": "constant", "value": 1}]}, "share"),
    ({"dist": "mixture", "parts": [{"share": 1, "dist": "exponential", "mean": -1}]}, "greater than 0"),
    ({"dist": "sum"}, "give either parts, or part and times"),
    ({"dist": "sum", "part": 3}, "give either parts, or part and times"),
    ({"dist": "sum", "parts": []}, "got no parts"),
    ({"dist": "sum", "part": 3, "times": 10**9}, "one draw would take 1,000,000,000 random numbers"),
    ({"dist": "sum", "part": 3, "times": 2, "truncate": True, "min": 0}, "cannot be truncated; truncate its parts"),
    ({"dist": "normal", "mean": 0, "sd": 1, "min": 2, "max": 1}, "min <= max is needed"),
    ({"dist": "normal", "mean": 0, "sd": 1, "truncate": True}, "give min, max or both"),
    ({"dist": "normal", "mean": 0, "sd": 1, "truncate": True, "min": 9}, "holds .almost. nothing"),
    ({"dist": "gamma", "mean": 4, "sd": 1, "truncate": True, "max": 0}, "holds .almost. nothing"),
    ({"dist": "pert", "low": 1, "mode": 2, "high": 3, "truncate": True, "fold": True, "max": -1}, "nothing"),
    ({"dist": "constant", "value": 4, "truncate": True, "max": 3}, "nothing"),
]


@pytest.mark.parametrize(("value", "words"), REFUSED, ids=[str(value)[:60] for value, _ in REFUSED])
def test_a_wrong_law_is_refused_in_one_sentence(value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words) as caught:
        read(value)
    assert caught.value.error_count() == 1


def test_shares_may_miss_one_by_a_billionth() -> None:
    assert law("discrete", values=[1, 2, 3], shares=[1 / 3, 1 / 3, 0.3333333334]).mean() == pytest.approx(2)


def test_nested_mistakes_are_found_together() -> None:
    with pytest.raises(ValidationError) as caught:
        law("sum", parts=[{"dist": "exponential"}, {"dist": "normal", "mean": "x", "sd": 1}])
    assert [error["type"] for error in caught.value.errors()] == ["missing", "float_type"]


def test_deep_nesting_is_refused_and_does_not_crash() -> None:
    nested: Any = 3
    for _ in range(400):
        nested = {"dist": "sum", "parts": [nested]}
    with pytest.raises(ValidationError):
        read(nested)


def test_a_nested_law_costs_no_more_than_its_parts() -> None:
    nested: Any = {"dist": "exponential", "mean": 3, "max": 9}
    for _ in range(25):
        nested = {"dist": "sum", "parts": [nested]}
    assert read(nested).variance() == law("exponential", mean=3, max=9).variance()


def test_observed_values_come_from_a_column(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("\ufeffday,minutes\nmo,4\n\ntu, 1.5\n", encoding="utf-8")
    assert law_of(tmp_path).mean() == 2.75


def law_of(folder: Path, column: str = "minutes") -> Any:
    return read({"dist": "empirical", "file": "times.csv", "column": column}, folder=folder)


def test_wrong_observed_values_are_located(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("day,minutes\nmo,4\ntu,four\nwe\nth,nan\n", encoding="utf-8")
    with pytest.raises(ValidationError) as caught:
        law_of(tmp_path)
    assert caught.value.errors()[0]["ctx"]["problems"] == [
        ("times.csv", 3, 4, "column", 'got "four"; allowed: a number'),
        ("times.csv", 4, 3, "column", 'the row has no cell for column "minutes"'),
        ("times.csv", 5, 4, "column", 'got "nan"; allowed: a number'),
    ]


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("day,minutes\nmo,4\n", encoding="utf-8")
    with pytest.raises(ValidationError, match='no column "mins"; its columns are: "day", "minutes"'):
        law_of(tmp_path, "mins")


def test_the_schema_lists_every_family_with_what_it_needs() -> None:
    schema = TypeAdapter(Distribution).json_schema()
    families = schema["$defs"]["Distribution"]["anyOf"][1]["discriminator"]["mapping"]
    assert families.keys() == FAMILIES.keys()
    assert schema["$defs"]["Triangular"]["required"] == ["dist", "low", "mode", "high"]
    assert "null" not in json.dumps(schema)


def test_reading_and_checking_laws_loads_neither_numpy_nor_scipy(python: str) -> None:
    program = """
import sys
from pydantic import TypeAdapter
from vaxsim.arrivals import Arrivals
from vaxsim.distributions import Distribution
law = {"dist": "gamma", "mean": 4, "sd": 1.5, "min": 1, "truncate": True}
mixed = {"dist": "mixture", "parts": [{"share": 1, **law}]}
TypeAdapter(Distribution).validate_python({"dist": "sum", "parts": [mixed, law]}).rough_mean()
TypeAdapter(Arrivals).validate_python({"kind": "gaps", "gap": [["08:00", mixed]]}).expected(10**8)
assert not {"numpy", "scipy", "pandas"} & set(sys.modules), sorted(sys.modules)
"""
    subprocess.run([python, "-c", program], check=True, cwd=Path(__file__).parents[2])
