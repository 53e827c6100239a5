"""What is varied is read as it is written, and what cannot be meant is refused."""

from __future__ import annotations

import numpy as np
import pytest

from vaxsim.experiments.varying import Between, Levels, of_python, parse
from vaxsim.scenario import ScenarioError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("6..9", (6, 7, 8, 9)),
        ("40..80:20", (40, 60, 80)),
        ("40..79:20", (40, 60)),
        ("-1..1", (-1, 0, 1)),
        ("0.1..0.3:0.1", (0.1, 0.2, 0.3)),
        ("1..2:0.5", (1.0, 1.5, 2.0)),
        ("[4, 6, 9]", (4, 6, 9)),
        ("4,6,9", (4, 6, 9)),
        ("fifo, priority", ("fifo", "priority")),
        ("08:00,08:30", ("08:00", "08:30")),
        ('["a..b"]', ("a..b",)),
    ],
)
def test_levels_are_read_and_whole_numbers_stay_whole(text, values):
    (found,) = parse([f"a.b={text}"]).values()
    assert found == Levels(values)
    assert list(map(type, found.values)) == list(map(type, values))


def test_a_range_without_a_step_between_fractions_is_everything_between():
    assert parse(["a=3.5..5"]) == {"a": Between(3.5, 5.0)}
    assert parse(["a=1..2.5"]) == {"a": Between(1.0, 2.5)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a=9..3", "the wrong way round: 9 is above 3; did you mean 3..9"),
        ("a=3..", "allowed: numbers such as"),
        ("a=1..2:0", "a step above 0"),
        ("a=1..2:-1", "a step above 0"),
        ("a=0..1:1e-9", "at most 100,000"),
        ("a=", "got no values"),
        ("a=[]", "got no values"),
        ("a=[1,", "not TOML"),
        ("a=3,3", "the same value twice"),
        ("a", "PATH=VALUES"),
        ("a..b=1", "names joined by dots"),
        ("seed=1..3", "luck of its own"),
        ("replications=1..3", "changes no number"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_option_it_stood_in(text, why):
    with pytest.raises(ScenarioError, match="--vary") as caught:
        parse([text])
    assert why in str(caught.value)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        parse(["a=2..1", "b=", "c=1..2", "c=3..4"])
    assert len(caught.value.problems) == 3


def test_python_takes_ranges_arrays_lists_texts_and_bounds():
    found = of_python({"a": range(2), "b": np.array([0.5, 1.0]), "c": "1..2", "d": Between(0, 1), "e": ["x"], "f": 3})
    assert [each.values for each in found.values() if isinstance(each, Levels)] == [
        (0, 1),
        (0.5, 1.0),
        (1, 2),
        ("x",),
        (3,),
    ]
    assert type(found["a"].values[0]) is int
    assert found["d"] == Between(0, 1)


@pytest.mark.parametrize(("values", "why"), [(Between(2, 1), "wrong way round"), (range(0), "no values")])
def test_python_values_that_cannot_be_meant_are_refused(values, why):
    with pytest.raises(ScenarioError, match=why):
        of_python({"a": values})
