"""Capacity: the largest value that keeps promises, against trying every value; how sure it is; what it says."""

from __future__ import annotations

import json
import tomllib

import matplotlib
import numpy as np
import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments import scale
from vaxsim.experiments.capacities import Capacity
from vaxsim.experiments.crossing import chances
from vaxsim.experiments.sizing import capacity
from vaxsim.experiments.standing import standing
from vaxsim.experiments.trials import Trials
from vaxsim.promises import parse
from vaxsim.scenario import Scenario, ScenarioError

SLOT = "arrivals.0.per_slot"
WAIT = "p90(wait) <= 12"


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with two stations and two groups of staff."""
    return Scenario.from_dict(tomllib.loads(SMALL)).replace({"promises": [WAIT]})


@pytest.fixture(scope="module")
def found(site) -> Capacity:
    return capacity(site, f"{SLOT}=1..16", reps=40, engine="kernel")


def brute(site: Scenario, path: str, values, promises, reps: int) -> list:
    """Every value's standing, tried one by one."""
    kept = [parse(text) for text in promises]
    trials = Trials(site, kept, engine="kernel")
    return [standing(kept, trials.values({path: value}, reps)) for value in values]


@pytest.mark.parametrize("promises", [[WAIT], ["mean(wait) <= 3"], [WAIT, "overtime <= 20"], ["dosed >= 8", WAIT]])
def test_the_answer_is_that_of_trying_every_value(site, promises):
    values = list(range(1, 17))
    every = brute(site, SLOT, values, promises, 40)
    answer = capacity(site, f"{SLOT}=1..16", promises, reps=40, engine="kernel")
    assert answer.answer == max(value for value, one in zip(values, every, strict=True) if one.kept)
    assert answer.estimate == max(value for value, one in zip(values, every, strict=True) if one.holds)


def test_an_upper_bound_is_found_where_none_is_given(site, found):
    for text in (SLOT, f"{SLOT}=1..", f"{SLOT}=2.."):
        assert capacity(site, text, reps=40, engine="kernel").answer == found.answer


def test_a_promise_of_more_people_is_looked_for_among_more_people(site):
    found = capacity(site, f"{SLOT}=1..", ["dosed >= 60", "dosed <= 90"], reps=20, engine="kernel")
    assert found.answer is not None
    assert 60 / 4 <= found.answer <= 110 / 4
    assert not found.surprises or "dosed >= 60" in found.surprises[0]


@pytest.mark.parametrize(("least", "most"), [("dosed >= 30", "dosed <= 33"), ("dosed >= 40", "dosed <= 52")])
def test_a_narrow_range_between_promises_that_pull_both_ways_is_not_missed(site, least, most):
    values = list(range(1, 60))
    every = brute(site, SLOT, values, [least, most], 40)
    kept = [value for value, one in zip(values, every, strict=True) if one.kept]
    assert kept
    assert capacity(site, f"{SLOT}=1..59", [least, most], reps=40, engine="kernel").answer == max(kept)


def test_the_best_joint_point_is_said_where_promises_pull_both_ways_and_none_keeps_them(site):
    found = capacity(site, f"{SLOT}=1..59", ["dosed >= 50", "dosed <= 40"], reps=20, engine="kernel")
    assert found.answer is None
    nearest = min(found.tried, key=lambda one: one.standing.missed)
    assert 40 < float(nearest.standing.mean[0]) < 50
    assert f"at {SLOT} = {nearest.value}, " in found.sentences[0]


@pytest.mark.parametrize("values", ["0..3", "0.."])
def test_values_that_cannot_be_are_left_out_and_named(site, values):
    found = capacity(site, f"stations.vaccination.desks={values}", ["dosed <= 1000"], reps=2, engine="kernel")
    assert [value for value, _ in found.skipped] == [0]
    assert found.tried[0].value == 1
    assert any(text.startswith("Left out, as the scenario refuses them: 0 (") for text in found.sentences)


def test_a_field_that_is_a_text_has_no_largest_value(site):
    with pytest.raises(ValueError, match="title is a text, not a number"):
        capacity(site, "title")


def test_numbers_are_said_with_their_unit(found):
    matplotlib.use("Agg")
    assert set(found.frame["unit"]) == {"min"}
    assert found.plot().get_ylabel() == "p90(wait), min"


def test_a_step_is_kept_to(site):
    found = capacity(site, f"{SLOT}=2..16:4", reps=40, engine="kernel")
    assert {one.value for one in found.tried} <= {2, 6, 10, 14}


def test_neighbours_are_tried_on_all_days_and_chances_are_theirs(found):
    at = [one.value for one in found.tried].index(found.estimate)
    assert [found.tried[place].standing.days for place in (at - 1, at, at + 1)] == [40] * 3
    assert sum(found.chances.values()) == pytest.approx(1)
    assert found.interval[0] <= found.estimate <= found.interval[1]


def test_what_no_value_keeps_is_named_with_the_best_that_was_reached(site):
    found = capacity(site, f"{SLOT}=3..20", ["mean(time_on_site) <= 1", "dosed >= 1000"], reps=10, engine="kernel")
    assert found.answer is None
    said = found.sentences[0]
    assert said.startswith("No value that was tried surely keeps mean(time_on_site) <= 1 and dosed >= 1000: ")
    assert "mean(time_on_site) <= 1 is not kept" in said
    assert "the best dosed reached is " in said
    assert f"{found.tried[-1].value}" in said


def test_an_upper_bound_that_holds_is_said_to_be_no_limit(site):
    found = capacity(site, f"{SLOT}=1..3", reps=10, engine="kernel")
    assert found.answer == 3
    assert "Promises hold at 3 too, the highest that was tried; it is the upper bound given" in found.sentences


def test_values_that_the_scenario_refuses_are_the_upper_bound(site):
    found = capacity(site, "arrivals.0.fill=0..:0.0625", ["dosed <= 1000"], reps=4, engine="kernel")
    assert found.answer == 1
    assert "larger values are refused" in " ".join(found.sentences)


def test_a_response_that_is_not_monotone_is_said_to_be_so(site):
    # more nurses at a fixed fee: cost grows, waits shrink; with these two promises few and many fail, some do not
    found = capacity(site, "staff.nurses.shifts.0.count=1..9", ["p90(wait) <= 20", "cost <= 400"], reps=20,
                     engine="kernel")  # fmt: skip
    assert found.answer is not None
    assert any("p90(wait) <= 20 is not kept at 1, but kept at" in text for text in found.surprises)
    assert "More is not always worse here" in " ".join(found.sentences)


def test_mistakes_are_refused_before_anything_runs(site):
    with pytest.raises(ValueError, match="the wrong way round"):
        capacity(site, f"{SLOT}=9..3")
    with pytest.raises(ValueError, match="needs a step"):
        capacity(site, "arrivals.0.fill=0.1..0.9")
    with pytest.raises(ScenarioError, match='did you mean "per_slot"'):
        capacity(site, "arrivals.0.perslot=1..9")
    with pytest.raises(ValueError, match=r"(?s)'wiat'.*limit"):
        capacity(site, SLOT, ["p90(wiat) <= 20", "overtime < x"])
    with pytest.raises(ValueError, match="no promise to keep"):
        capacity(site.replace({"promises": []}), SLOT)


def test_chances_are_those_of_drawing_days_again():
    promise = [parse("mean(wait) <= 10")]
    sure = np.array([[5.0, 6.0, 7.0], [9.0, 8.0, 9.5], [12.0, 13.0, 11.0]])[:, :, None]
    assert chances(promise, sure).tolist() == [0, 0, 1, 0]
    # the second is 4 or 14 by day: of two days drawn, both are 4 or one of each (9) with probability 3/4
    unsure = np.array([[5.0, 5.0], [4.0, 14.0], [20.0, 20.0]])[:, :, None]
    share = chances(promise, unsure)
    assert share[2] == pytest.approx(0.75, abs=0.03)
    assert share[1] == pytest.approx(0.25, abs=0.03)
    assert chances(promise, np.full((2, 3, 1), np.nan)).tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("text", "values"),
    [("a", [1, 2, 3]), ("a=5..", [5, 6, 7]), ("a=5..:10", [5, 15, 25]), ("a=0.5..:0.25", [0.5, 0.75, 1.0])],
)
def test_a_scale_without_end_goes_on_in_its_steps(text, values):
    found = scale.read(text)
    assert found.last is None
    assert [found.at(place) for place in range(3)] == values
    assert all(type(a) is type(b) for a, b in zip([found.at(place) for place in range(2)], values, strict=False))


def test_it_shows_itself_as_a_table_json_and_a_figure(found):
    matplotlib.use("Agg")
    assert "is the largest value" in found._repr_html_()
    assert json.loads(json.dumps(found.summary(), allow_nan=False))["answer"] == found.answer
    ax = found.plot()
    assert ax.get_title(loc="left").startswith(f"Up to {found.answer} the promise is surely kept")
    assert vs.Capacity is Capacity
