"""Designs: which points are run."""

from __future__ import annotations

import pytest

from vaxsim.experiments.designs import design
from vaxsim.experiments.varying import parse

DESKS, MEAN = "a=1..4", "b=3.5..5"


def test_a_grid_has_every_combination_in_order():
    assert design(parse(["a=1..2", "b=x,y"])) == [
        {"a": 1, "b": "x"},
        {"a": 1, "b": "y"},
        {"a": 2, "b": "x"},
        {"a": 2, "b": "y"},
    ]


@pytest.mark.parametrize("how", ["lhs", "sobol"])
def test_points_are_spread_evenly_and_integers_stay_integers(how):
    found = design(parse([DESKS, MEAN]), how, 16, seed=3)
    assert len(found) == 16
    assert sorted(point["a"] for point in found) == sorted([1, 2, 3, 4] * 4)
    assert all(type(point["a"]) is int for point in found)
    quarters = sorted(int((point["b"] - 3.5) / 1.5 * 16) for point in found)
    assert quarters == list(range(16))


@pytest.mark.parametrize("how", ["lhs", "sobol"])
def test_a_design_depends_on_its_seed_alone(how):
    varied = parse([DESKS, MEAN])
    assert design(varied, how, 8, 1) == design(varied, how, 8, 1) != design(varied, how, 8, 2)


def test_points_that_come_out_the_same_are_one():
    assert len(design(parse([DESKS]), "lhs", 100, 1)) == 4


@pytest.mark.parametrize(
    ("how", "points", "why"),
    [
        ("gird", None, "no design 'gird'.*did you mean"),
        ("grid", 5, "a grid has the points it has"),
        ("grid", None, r"needs a step, such as 3.5..5:0.375"),
        ("lhs", None, "needs a number of points"),
        ("sobol", 0, "0 points; allowed"),
    ],
)
def test_a_design_that_cannot_be_made_says_why(how, points, why):
    with pytest.raises(ValueError, match=why):
        design(parse([DESKS, MEAN]), how, points)


def test_nothing_varied_and_absurdly_large_grids_are_refused():
    with pytest.raises(ValueError, match="nothing is varied"):
        design({})
    with pytest.raises(ValueError, match="1,000,000,000 points"):
        design(parse(["a=1..1000", "b=1..1000", "c=1..1000"]))
