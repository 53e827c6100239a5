"""Promises that more people break: every plan of a small grid is judged, and nothing is said of what was not tried."""

from __future__ import annotations

import itertools
import tomllib

import pytest

import vaxsim as vs
from tests.experiments.staffing.test_cover import roster_of
from tests.sites import SMALL
from vaxsim.experiments.staffing.contrary import by_price
from vaxsim.experiments.staffing.posts import roster
from vaxsim.experiments.trials import Trials
from vaxsim.promises import parse
from vaxsim.scenario import Scenario

BUSY = ["utilisation(nurses) >= 0.5", "p90(wait) <= 20"]
BOUNDS = {"clerks": (1, 3), "nurses": (1, 8)}


@pytest.fixture(scope="module")
def site() -> Scenario:
    return Scenario.from_dict(tomllib.loads(SMALL))


def test_a_plan_is_found_where_the_most_people_break_a_promise(site):
    found = vs.staff(site, BUSY, BOUNDS, reps=20, engine="kernel")
    people = roster(site, BOUNDS)
    trials = Trials(site, [parse(text) for text in BUSY], engine="kernel")
    margins = [(0.5, -1, 0.05), (20, 1, 2)]
    for design in itertools.product(range(1, 4), range(1, 9)):
        means = trials.values(people.changes(design), 300).mean(axis=0)
        missed = [sign * (mean - limit) / margin for mean, (limit, sign, margin) in zip(means, margins, strict=True)]
        if people.price(design) < people.price(found.plan):
            assert max(missed) > -1
        if design == found.plan:
            assert max(missed) <= 1
        if design == people.highest:
            assert max(missed) > 1
    assert "each cheaper plan was judged" in found.guarantee


def test_none_is_only_said_of_what_was_tried(site):
    with pytest.raises(vs.CannotKeepError, match="none of the 8 staffings within the bounds keeps the promises; near"):
        vs.staff(site, ["utilisation(nurses) >= 0.99", "p90(wait) <= 0.5"], {"nurses": (1, 8)}, engine="kernel")
    with pytest.raises(vs.CannotKeepError, match="if one more person never breaks one; with the most people"):
        vs.staff(site, ["p90(wait) <= 0.001"], {"nurses": (1, 2)}, engine="kernel")


def test_a_grid_that_is_too_large_to_try_is_refused_with_the_reason(site):
    why = r"can break utilisation\(nurses\) >= 0.5, .* allow 900, more than 500"
    with pytest.raises(ValueError, match=why) as said:
        vs.staff(site, BUSY, {"clerks": (1, 30), "nurses": (1, 30)}, engine="kernel")
    assert not isinstance(said.value, vs.CannotKeepError)


def test_all_designs_come_cheapest_first():
    found = list(by_price(roster_of([10.0, 0.0], 3)))
    assert sorted(design for level in found for design in level) == list(itertools.product(range(1, 4), repeat=2))
    prices = [{roster_of([10.0, 0.0], 3).price(design) for design in level} for level in found]
    assert all(len(level) == 1 for level in prices)
    assert [min(level) for level in prices] == sorted(min(level) for level in prices)
