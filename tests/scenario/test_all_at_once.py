"""A mistake in one field hides none of another, and makes up none."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.scenario.wrong import RIGHT, problems, spoilt

SLOTS = {"kind": "appointments", "first": "08:00", "last": "11:00", "every": 30, "per_slot": 2}
BREAK = {"earliest": "09:00", "latest": "10:00", "length": 10}
LEAVING = {"share": 0.65, "leave": "left"}


def in_order(data: dict[str, Any], *expected: str) -> None:
    """Exactly the expected problems are found, whatever their order."""
    found = problems(data)
    assert len(found) == len(expected), found
    for text in expected:
        assert any(text in one for one in found), (text, found)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"every": 0, "no_show": 1.2}, ("arrivals.0.every: got 0", "arrivals.0.no_show: got 1.2")),
        ({"every": 0, "classes": {"young": 0.5}}, ("arrivals.0.every: got 0", "the shares add up to 0.5")),
        ({"per_slot": 1.5, "no_show": 1.2}, ("arrivals.0.per_slot: got 1.5", "arrivals.0.no_show: got 1.2")),
        ({"per_slot": 1.5, "classes": {"young": 0.5}}, ("arrivals.0.per_slot: got 1.5", "the shares add up to 0.5")),
        ({"no_show": 1.2, "last": "07:00"}, ("arrivals.0.no_show: got 1.2", "arrivals.0.last: it is 07:00")),
        ({"no_show": 1.2, "punctuality": 1e300}, ("arrivals.0.no_show: got 1.2", "punctuality: got a mean of 1e+300")),
        ({"last": "07:00", "per_slot": [1, 2]}, ("arrivals.0.last: it is 07:00",)),
        ({"every": 0, "per_slot": [1, 2]}, ("arrivals.0.every: got 0",)),
        ({"evry": 0, "no_show": 1.2}, ("arrivals.0.evry: unknown field", "arrivals.0.no_show: got 1.2")),
    ],
)
def test_of_a_source(changes, expected):
    in_order(spoilt("arrivals", to=[SLOTS | changes]), *expected)


def test_of_a_source_without_a_field():
    walk_ins = {"kind": "walk_ins", "classes": {"young": 0.5}}
    in_order(spoilt("arrivals", to=[walk_ins]), "arrivals.0.rate: is missing", "the shares add up to 0.5")


def test_of_a_break():
    data = spoilt("staff", 1, "breaks", to=[BREAK | {"away": 3, "latest": "08:30"}])
    in_order(data, "breaks.0.away: got 3", "breaks.0.latest: got 08:30, before earliest")


def test_of_a_break_to_the_next_one():
    data = spoilt("staff", 1, "breaks", to=[BREAK | {"earliest": 9}, BREAK | {"latest": "08:30"}])
    in_order(data, "breaks.0.earliest: got 9", "breaks.1.latest: got 08:30, before earliest")


def test_of_a_branch():
    data = spoilt("stations", 2, "branches", to=[LEAVING | {"leave": "away"}, LEAVING])
    in_order(data, 'branches.0.leave: got "away"', "add up to 1.3")


def test_of_a_branch_to_the_next_one():
    data = spoilt(
        "stations", 2, "branches", to=[LEAVING | {"leave": "away"}, {"share": 0.1}, {"share": 0.1, "to": "rset"}]
    )
    in_order(data, 'branches.0.leave: got "away"', "branches.1: got neither", 'branches.2.to: got "rset"')


def test_of_a_shift_to_roles():
    data: dict[str, Any] = copy.deepcopy(RIGHT)
    data["staff"][1]["shifts"][0]["to"] = "07:00"
    data["staff"][1]["roles"] = ["nurs"]
    in_order(data, "shifts.0.to: got 07:00, not after from", 'no group of staff has the role "nurse"')
