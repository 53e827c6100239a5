"""The reverse question: how many so many people serve, where they stand, and demand of another size."""

from __future__ import annotations

import itertools
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments.staffing.demand import in_proportion, scaled
from vaxsim.experiments.staffing.deploying import spread_out
from vaxsim.experiments.staffing.posts import Post, Roster, roster
from vaxsim.experiments.trials import Trials
from vaxsim.promises import parse_number
from vaxsim.scenario import Scenario

PROMISE = "p90(wait) <= 12"


@pytest.fixture(scope="module")
def site() -> Scenario:
    return Scenario.from_dict(tomllib.loads(SMALL))


@pytest.fixture(scope="module")
def found(site: Scenario) -> vs.Deployment:
    return vs.deploy(site, 5, [PROMISE], reps=20, engine="kernel")


@given(st.lists(st.integers(0, 60), max_size=40), st.floats(0.05, 10))
def test_scaled_numbers_have_the_scaled_total_of_every_beginning(numbers, factor):
    found = in_proportion(numbers, factor)
    for end in range(len(numbers) + 1):
        assert sum(found[:end]) == round(sum(numbers[:end]) * factor)
    assert all(n >= 0 for n in found)


def test_demand_is_scaled_by_source():
    guilin = vs.read("scenarios/guilin_site.toml")
    more = guilin.replace(scaled(guilin, 1.5))
    booked, walking, bus = more.arrivals
    assert sum(booked.per_slot) == round(1.5 * sum(guilin.arrivals[0].per_slot))
    assert [rate for _, rate in walking.rate] == [18, 9, 0]
    assert bus == guilin.arrivals[2]


def test_a_site_whose_demand_has_no_number_is_refused():
    bus = SMALL.replace('kind = "appointments"', 'kind = "group"\nat = "09:00"\nsize = 20')
    kept = [
        line for line in bus.splitlines() if not line.startswith(("first", "last", "every", "per_slot", "no_", "pun"))
    ]
    with pytest.raises(ValueError, match="no source of people"):
        scaled(Scenario.from_dict(tomllib.loads("\n".join(kept))), 2)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=5), st.data())
def test_people_are_spread_over_posts_within_their_bounds(posts, data):
    made = tuple(Post(f"g{i}", 0, "", low, low + more, now, 0.0) for i, (low, more, now) in enumerate(posts))
    people = data.draw(st.integers(sum(p.low for p in made), sum(p.high for p in made)))
    counts = spread_out(people, Roster(made, (), paid=False))
    assert sum(counts) == people
    assert all(p.low <= n <= p.high for p, n in zip(made, counts, strict=True))


def test_the_plan_serves_that_demand_and_no_other_placing_two_steps_more(site, found):
    """Every placing of the people, over many days: none keeps the promise, by its indifference, two steps further."""
    number = [parse_number("p90(wait)")]
    people = roster(site, {}, [5, 5])
    there = Trials(found.planned, number, engine="kernel").values({}, 300).mean()
    assert there <= 12 * 1.1
    beyond = Trials(site.replace(scaled(site, found.factor + 0.1)), number, engine="kernel")
    for placing in itertools.product(range(1, 5), repeat=2):
        if sum(placing) == 5:
            assert beyond.values(people.changes(placing), 300).mean() > 12 * 0.9


def test_it_is_a_scenario_with_that_staff_and_demand(found):
    plan = Scenario.from_dict(tomllib.loads(found.to_toml()))
    assert tuple(group.shifts[0].count for group in plan.staff) == found.plan
    assert plan.arrivals[0].capacity() == round(40 * found.factor)
    assert f"{found.factor + 0.05:.0%} of the demand" in found.beyond
    assert found.summary()["people"] == 5
    assert all(found.posts["hours"])
    assert "5 people" in found._repr_html_()


def test_people_who_cannot_be_placed_and_promises_that_nobody_keeps_are_refused(site):
    with pytest.raises(ValueError, match="1 people cannot be placed: the posts take 2 to 10"):
        vs.deploy(site, 1, [PROMISE])
    with pytest.raises(vs.CannotKeepError, match=r"not even 5% .*mean\(time_on_site\) <= 1"):
        vs.deploy(site, 2, ["mean(time_on_site) <= 1"], engine="kernel")
