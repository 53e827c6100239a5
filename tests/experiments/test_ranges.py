"""Ranges as they are written, and the values in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxsim.experiments.ranges import Range, of_python, of_text, parse
from vaxsim.scenario import ScenarioError


def test_whole_numbers_stay_whole_and_others_do_not() -> None:
    assert of_text("3..6") == Range(3, 6, True)
    assert of_text(" 2.5 .. 4 ") == Range(2.5, 4, False)
    assert of_text("3..6").ends == (3, 6)
    assert of_text("-1.0..1e1").ends == (-1.0, 10.0)


@given(low=st.integers(-50, 50), size=st.integers(1, 9))
def test_every_whole_number_of_a_range_is_equally_likely(low: int, size: int) -> None:
    shares = (np.arange(10 * (size + 1)) + 0.5) / (10 * (size + 1))
    values = [Range(low, low + size, True).at(share) for share in shares]
    assert all(isinstance(value, int) for value in values)
    assert [values.count(low + k) for k in range(size + 1)] == [10] * (size + 1)


def test_paths_may_have_quotes_and_python_has_several_ways_to_say_a_range() -> None:
    assert list(parse(['stations."a=b".desks=1..2', "bin=1.0..2"])) == ['stations."a=b".desks', "bin"]
    said = of_python({"a": (3, 6), "b": "3..6", "c": Range(3, 6, True), "d": [3.0, 6]})
    assert said == {"a": Range(3, 6, True), "b": Range(3, 6, True), "c": Range(3, 6, True), "d": Range(3, 6, False)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("desks=6..3", "the bounds are the wrong way round: 6 is above 3; did you mean 3..6?"),
        ("desks=3..3", "two different numbers"),
        ("desks=3", "allowed: PATH=LOW..HIGH"),
        ("desks=3..x", "allowed: PATH=LOW..HIGH"),
        ("desks", "allowed: PATH=LOW..HIGH"),
        ("desks=1e999..2", "allowed: finite numbers"),
    ],
)
def test_what_is_no_range_says_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(["a=1..2", text, "a=1..2"])
    first, second = caught.value.problems
    assert words in str(first)
    assert "varied twice" in str(second)


@pytest.mark.parametrize("values", [(1, 2, 3), 5, (2, 1), ("a", "b")])
def test_what_is_no_range_in_python_is_refused_with_its_field(values: Any) -> None:
    with pytest.raises(ScenarioError, match=r"vary stations\.0\.desks"):
        of_python({"stations.0.desks": values})
