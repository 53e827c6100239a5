"""Staffings of small sites: against every design of the grid, and what is said where there is none."""

from __future__ import annotations

import dataclasses
import itertools
import tomllib

import matplotlib
import numpy as np
import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments.staffing.examining import EARLY, Examination, Goal, Rules, shares
from vaxsim.experiments.staffing.posts import roster
from vaxsim.experiments.trials import Trials
from vaxsim.plots import plot_neighbours
from vaxsim.promises import parse
from vaxsim.scenario import Scenario

PROMISES = ["p90(wait) <= 12", "overtime <= 25"]
BOUNDS = {"clerks": (1, 4), "nurses": (1, 5)}


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with two stations; only nurses cost something."""
    return Scenario.from_dict(tomllib.loads(SMALL))


@pytest.fixture(scope="module")
def found(site: Scenario) -> vs.Staffing:
    return vs.staff(site, PROMISES, BOUNDS, reps=20, engine="kernel")


def test_it_agrees_with_every_design_of_the_grid(site, found):
    """No cheaper design keeps both promises by the indifference, over many days."""
    people = roster(site, BOUNDS)
    limits = [(12, 1.2), (25, 2.5)]
    trials = Trials(site, [parse(text) for text in PROMISES], engine="kernel")
    for design in itertools.product(range(1, 5), range(1, 6)):
        means = trials.values(people.changes(design), 300).mean(axis=0)
        if people.price(design) < people.price(found.plan):
            assert any(mean > limit - margin for mean, (limit, margin) in zip(means, limits, strict=True))
        if design == found.plan:
            assert all(mean <= limit + margin for mean, (limit, margin) in zip(means, limits, strict=True))


def test_the_plan_is_a_scenario_that_can_be_run(found):
    plan = Scenario.from_dict(tomllib.loads(found.to_toml()))
    assert tuple(group.shifts[0].count for group in plan.staff) == found.plan
    assert plan.promises == tuple(PROMISES)


def test_its_promises_are_those_of_a_run_of_the_plan(found):
    ran = vs.replicate(found.planned, found.reps, found.checked.seed, engine="kernel")
    assert [v.state for v in found.promises] == [v.state for v in ran.promises]
    mine, theirs = ([(v.value, v.low, v.high) for v in each.promises] for each in (found, ran))
    assert np.allclose(mine, theirs, rtol=1e-12)


def test_one_more_and_one_fewer_are_compared_on_the_same_days(found):
    row = found.changes.iloc[0]
    more = roster(found.scenario, BOUNDS).changes((found.plan[0] + 1, found.plan[1]))
    days = [
        vs.replicate(s, found.reps, found.checked.seed).daily for s in (found.scenario.replace(more), found.planned)
    ]
    difference = days[0]["p90(wait)"] - days[1]["p90(wait)"]
    assert (row["post"], row["change"], row["number"]) == ("clerks", 1, "p90(wait)")
    assert row["difference"] == pytest.approx(difference.mean())


def test_it_shows_itself(found):
    summary = found.summary()
    assert summary["people"] == sum(found.plan)
    assert "95%" in found.guarantee
    assert "nurses" in found._repr_html_()
    assert repr(found).startswith(f"<Staffing {found.people} people: clerks")


def test_promises_that_no_staffing_keeps_are_named_with_what_was_reached(site):
    with pytest.raises(vs.CannotKeepError, match=r"with the most people.*p90\(wait\) <= 0.1: not kept, [0-9.]+ min"):
        vs.staff(site, ["p90(wait) <= 0.1", "overtime <= 60"], {"clerks": (1, 2), "nurses": (1, 2)}, engine="kernel")


@pytest.mark.parametrize(
    ("promises", "message"),
    [
        (["p90(wiat) <= 20"], "did you mean 'wait'"),
        (["p90(wait, nowhere) <= 20"], "nowhere"),
        (["sooner"], "is no promise"),
        ([], "there is no promise to keep"),
    ],
)
def test_promises_that_cannot_be_read_are_named(site, promises, message):
    with pytest.raises(ValueError, match=message):
        vs.staff(site, promises)


def test_a_site_without_staff_has_nobody_to_vary(site):
    alone = {"day": {"open": [["08:00", "09:00"]]}, "arrivals": [{"kind": "walk_ins", "rate": [["08:00", 5]]}]}
    empty = Scenario.from_dict(alone | {"stations": [{"name": "vaccination", "service": 3, "desks": 1}]})
    with pytest.raises(ValueError, match="nobody to vary"):
        vs.staff(empty, ["p90(wait) <= 20"])


def test_a_design_that_the_scenario_cannot_have_never_keeps(site):
    people = roster(site, {"nurses": (0, 2)})
    goals = [Goal(parse("dosed >= 0"), 1.0)]
    examination = Examination(Trials(site, [goals[0].promise], engine="kernel"), people, goals, Rules(first=5))
    assert not examination.keeps((0,))
    assert "nurse" in examination.refused[(0,)]
    assert examination.keeps((1,))


def test_the_chance_of_error_is_shared_out_and_not_exceeded():
    for designs in (1, 20, 32, 33, 500):
        early, later = shares(designs)
        assert early * min(designs, EARLY) + later * max(0, designs - EARLY) == pytest.approx(1)


def test_the_same_seed_gives_the_same_plan_whatever_the_threads(site, found):
    again = vs.staff(site, PROMISES, BOUNDS, reps=20, engine="kernel", threads=1)
    assert again.plan == found.plan
    assert np.array_equal(again.changes["difference"], found.changes["difference"])


def test_of_plans_with_as_many_people_the_one_with_the_shortest_waits_is_chosen(site):
    """Without costs, over all plans of as many people that keep: none is better by more than the indifference."""
    free = Scenario.from_dict(tomllib.loads(SMALL.replace("cost = 30", "")))
    found = vs.staff(free, ["p90(wait) <= 40"], BOUNDS, reps=10, engine="kernel")
    people = roster(free, BOUNDS)
    trials = Trials(free, [parse("p90(wait) <= 40")], engine="kernel")
    there = trials.values(people.changes(found.plan), 300).mean()
    for design in itertools.product(range(1, 5), range(1, 6)):
        if sum(design) == found.people:
            assert there <= trials.values(people.changes(design), 300).mean() + 4


def test_overtime_that_costs_more_than_another_person_is_not_bought():
    """One nurse is paid for two hours and two hours of overtime at ten times the rate; two have little overtime."""
    dear = Scenario.from_dict(tomllib.loads(SMALL.replace("cost = 30", "cost = 30\novertime_cost = 300")))
    bounds = {"nurses": (1, 4)}
    found = vs.staff(dear, ["p90(wait) <= 200"], bounds, reps=20, engine="kernel")
    trials = Trials(dear, [parse("cost <= 1")], engine="kernel")
    costs = {n: trials.values(roster(dear, bounds).changes((n,)), 200).mean() for n in range(1, 5)}
    assert found.choice.number == "cost"
    assert costs[found.plan[0]] <= 1.02 * min(costs.values())
    assert found.plan[0] > found.cover.plan[0]


def test_the_figure_counts_all_posts_that_it_shows(site):
    matplotlib.use("Agg")
    found = vs.staff(site, ["p90(wait) <= 60"], {"clerks": (1, 2), "nurses": (1, 3)}, reps=5, engine="kernel")
    alone = dataclasses.replace(found, neighbours=[each for each in found.neighbours if each.post or each.step > 0])
    fewer = [each for each in alone.neighbours if each.step < 0]
    title = plot_neighbours(alone, "p90(wait) <= 60").get_title(loc="left")
    assert len(fewer) < 2
    assert "of 2 posts" in title
    assert f"{2 - len(fewer)} cannot do with fewer at all" in " ".join(title.split())
