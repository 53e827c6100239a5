"""What is searched over: posts, their bounds, what they cost, and desks that follow people."""

from __future__ import annotations

import tomllib

import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments.staffing.posts import roster
from vaxsim.scenario import Scenario

TWO_SHIFTS = SMALL.replace(
    'shifts = [{ from = "08:00", to = "10:00", count = 1 }]',
    'shifts = [{ from = "08:00", to = "09:00", count = 1 }, { from = "08:30", to = "10:30", count = 2 }]\n'
    "absence = 0.1",
)


def scenario(text: str = TWO_SHIFTS) -> Scenario:
    return Scenario.from_dict(tomllib.loads(text))


def test_every_shift_of_every_group_is_a_post():
    posts = roster(scenario(), {}).posts
    assert [(post.label, post.now) for post in posts] == [
        ("clerks", 2),
        ("nurses 08:00-09:00", 1),
        ("nurses 08:30-10:30", 2),
    ]


def test_bounds_are_of_a_group_or_of_one_of_its_shifts():
    posts = roster(scenario(), {"nurses": (1, 9), "nurses.1": (2, 3)}).posts
    assert [(post.label, post.low, post.high) for post in posts] == [
        ("nurses 08:00-09:00", 1, 9),
        ("nurses 08:30-10:30", 2, 3),
    ]


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"nurse": (1, 3)}, 'there is no group .nurse.; there are: clerks, nurses; did you mean "nurses"'),
        ({"nurses.2": (1, 3)}, "nurses has no shift '2'; its shifts are numbered from 0 to 1"),
        ({"nurses": (5, 3)}, "nurses=5..3: the first number must be at least 0 and at most the second"),
    ],
)
def test_bounds_that_make_no_sense_are_named(bounds, message):
    with pytest.raises(ValueError, match=message):
        roster(scenario(), bounds)


def test_a_plan_is_paid_by_hours_of_those_who_come():
    people = roster(scenario(), {})
    assert people.paid
    assert people.price((2, 3, 4)) == (pytest.approx(30 * 0.9 * (3 * 1 + 4 * 2)), 9)


def test_the_plan_of_the_scenario_changes_nothing():
    people = roster(scenario(), {})
    assert people.changes(people.now) == {}


def test_each_person_more_brings_a_desk_and_fewer_leave_the_desks():
    people = roster(scenario(), {})
    more = scenario().replace(people.changes((4, 1, 3)))
    assert [station.desks for station in more.stations] == [4, 3]
    fewer = scenario().replace(people.changes((1, 1, 1)))
    assert [station.desks for station in fewer.stations] == [2, 2]
    assert [shift.count for shift in more.staff[1].shifts] == [1, 3]


def test_a_station_that_needs_two_roles_keeps_its_desks():
    guilin = vs.read("scenarios/guilin_site.toml")
    more = guilin.replace(roster(guilin, {}).changes((9, 9, 9, 9, 9, 9)))
    desks = {station.name: station.desks for station in more.stations}
    assert desks == {"registration": 9, "screening": 9, "vaccination": 8, "observation": 85, "treatment": 1}


def test_names_with_dots_and_quotes_are_set():
    odd = scenario(SMALL.replace('"clerks"', '"""a.b "c\\" d"""'))
    people = roster(odd, {})
    assert odd.replace(people.changes((5, 1))).staff[0].shifts[0].count == 5
