"""The Pareto front: against every design of a small grid, and of a sub-grid of the published dispensing site."""

from __future__ import annotations

import itertools
import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments.staffing.front import thinned, unbeaten
from vaxsim.experiments.staffing.posts import roster
from vaxsim.experiments.trials import Trials
from vaxsim.scenario import Scenario

DISPENSING = {"managers": (1, 20), "screeners": (1, 20), "dispensers": (1, 30), "medics": (1, 10)}
objectives = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)), st.tuples(*[st.integers(0, 4)] * 3).map(np.array), max_size=30
)


def beats(one, other) -> bool:
    return bool((one <= other).all() and (one < other).any())


@given(objectives)
def test_unbeaten_is_what_nothing_beats_and_of_equals_one(found):
    kept = unbeaten(found)
    for design, mine in found.items():
        beaten = any(beats(other, mine) for other in found.values())
        assert not (beaten and design in kept)
        assert beaten or any((found[one] == mine).all() for one in kept)
    assert len({tuple(found[design]) for design in kept}) == len(kept)


@given(objectives, st.integers(3, 8))
def test_thinning_keeps_the_ends_and_no_more_than_asked(found, most):
    all_, few = unbeaten(found), thinned(found, most)
    assert set(few) <= set(all_)
    assert len(few) == min(len(all_), most)
    if all_:
        for place in range(3):
            assert min(found[d][place] for d in few) == min(found[d][place] for d in all_)


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site; without costs."""
    return Scenario.from_dict(tomllib.loads(SMALL.replace("cost = 30", "")))


@pytest.fixture(scope="module")
def front(site: Scenario) -> vs.Front:
    return vs.pareto(site, {"clerks": (1, 4), "nurses": (1, 4)}, reps=40, engine="kernel")


def test_no_design_of_the_grid_beats_one_of_the_front_beyond_its_interval(site, front):
    people = roster(site, {"clerks": (1, 4), "nurses": (1, 4)})
    trials = Trials(site, front.numbers, engine="kernel")
    for design in itertools.product(range(1, 5), range(1, 5)):
        check_not_beaten(front, design, trials.values(people.changes(design), 40))


def check_not_beaten(front: vs.Front, design, values) -> None:
    """The means of a design lie beyond the intervals of no point of the front with as many people or more."""
    wait, through = values[:, 0].mean(), values[:, 1].mean()
    points = front.points
    worse = points[points["people"] >= sum(design)]
    names = [number.name for number in front.numbers]
    beaten = (worse[f"{names[0]} low"] > wait) & (worse[f"{names[1]} high"] < through)
    assert not beaten.any(), f"{design} beats {worse[beaten]}"


def test_the_numbers_of_a_point_are_those_of_a_run_of_it(front):
    row = front.points.iloc[2]
    ran = vs.replicate(front.scenario_of(2), 40, engine="kernel").number("wait_total")
    assert np.allclose((row["wait_total"], row["wait_total low"]), (ran.mean, ran.low))
    assert row["people"] == row["clerks"] + row["nurses"] == sum(front.designs[2])


def test_it_shows_itself(front):
    assert front.summary()["points"][0]["people"] == 2
    assert "wait_total" in front._repr_html_()
    assert repr(front).startswith(f"<Front {len(front.designs)} staffings of 2 to")


def test_a_search_that_is_cut_short_says_so(site):
    cut = vs.pareto(site, {"clerks": (1, 4), "nurses": (1, 4)}, reps=5, runs=20, engine="kernel")
    assert "ended before" in " ".join(cut.warnings)


@pytest.mark.slow
def test_no_design_of_a_sub_grid_beats_the_front_of_the_dispensing_site():
    scenario = vs.read("scenarios/published/c5_hernandez.toml")
    front = vs.pareto(scenario, DISPENSING, engine="kernel")
    people = roster(scenario, DISPENSING)
    trials = Trials(scenario, front.numbers, engine="kernel")
    for design in itertools.product((1, 3, 6, 10, 15, 20), (1, 4, 8, 12, 16), (1, 6, 12, 18, 24, 30), (1, 2, 4)):
        check_not_beaten(front, design, trials.values(people.changes(design), 10))
