"""Slots: the pattern with the most people, against trying every pattern, and what even spacing loses."""

from __future__ import annotations

import itertools
import json
import tomllib
from dataclasses import replace

import matplotlib
import numpy as np
import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments import slotting
from vaxsim.experiments.slotting import booked, evenly, room, slots
from vaxsim.experiments.standing import standing
from vaxsim.experiments.trials import Trials
from vaxsim.promises import parse
from vaxsim.scenario import Scenario

DESK = """
title = "one desk"
[day]
open = [["08:00", "10:00"]]
[[arrivals]]
kind = "appointments"
first = "08:00"
last = "08:40"
every = 20
per_slot = 1
[[stations]]
name = "desk"
desks = 1
service = 8
doses = 1
"""


@pytest.fixture(scope="module")
def desk() -> Scenario:
    """One desk that takes eight minutes for everybody."""
    return Scenario.from_dict(tomllib.loads(DESK))


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with two stations and two groups of staff."""
    return Scenario.from_dict(tomllib.loads(SMALL)).replace({"promises": ["p90(wait) <= 20", "overtime <= 30"]})


@pytest.fixture(scope="module")
def found(site) -> vs.Slots:
    return slots(site, lengths=(30, 15), reps=20, engine="kernel")


def most_people(scenario: Scenario, promises: list[str]) -> int:
    """The most people of all patterns of three slots with up to four people each."""
    kept = [parse(text) for text in promises]
    trials = Trials(scenario, kept, engine="reference")
    patterns = itertools.product(range(5), repeat=3)
    able = [one for one in patterns if standing(kept, trials.values({"arrivals.0.per_slot": list(one)}, 2)).kept]
    return max(map(sum, able))


@pytest.mark.parametrize("promise", ["max(wait) <= 10", "mean(wait) <= 6", "last_departure <= 540", "p90(wait) <= 12"])
def test_as_many_people_are_found_as_by_trying_every_pattern(desk, promise):
    answer = slots(desk, [promise], lengths=[20], reps=2, engine="reference")
    assert answer.best is not None
    assert answer.best.people == most_people(desk, [promise])


def test_the_pattern_keeps_its_promises_on_fresh_days(site, found):
    best = found.best
    assert best is not None
    changed = site.replace(found.changes)
    plain = vs.replicate(changed, 40, seed=found.fresh_seed, engine="kernel")
    assert [verdict.state for verdict in plain.promises] == ["kept", "kept"]
    assert plain.promises[0].value == pytest.approx(float(best.standing.mean[0]))
    assert found.fresh_seed != found.seed


def test_what_even_spacing_loses_is_paired_by_day(site, found):
    one = found.templates[0]
    path = {"arrivals.0.every": one.every}
    both = [
        vs.replicate(site.replace({**path, "arrivals.0.per_slot": list(pattern)}), 40, seed=found.fresh_seed,
                     engine="kernel").daily["dosed"]
        for pattern in (one.pattern, one.even)
    ]  # fmt: skip
    assert float(one.difference.mean[-1]) == pytest.approx(float((both[0] - both[1]).mean()))
    assert one.lost == one.people - sum(one.even) >= 0


def test_the_even_pattern_is_the_largest_that_is_even_and_keeps_its_promises(desk):
    answer = slots(desk, ["max(wait) <= 10"], lengths=[20], reps=2, engine="reference")
    assert answer.templates[0].even == (2, 2, 2)


def test_lines_to_paste_are_the_pattern(site, found):
    pasted = tomllib.loads(found.toml)["arrivals"][0]
    assert pasted["per_slot"] == list(found.best.pattern)
    assert pasted["every"] == found.best.every
    assert pasted["no_show"] == 0.1


def test_what_nobody_can_keep_is_said(desk):
    answer = slots(desk, ["last_departure <= 1"], lengths=[20], reps=2, engine="reference")
    assert answer.best is None
    assert answer.toml == ""
    assert answer.changes == {}
    assert answer.sentences[0].startswith("Not even one person booked keeps last_departure <= 1")
    matplotlib.use("Agg")
    assert answer.plot().texts[0].get_text() == "not even one person keeps the promises"


def test_a_crowded_slot_is_worth_a_word(desk):
    answer = slots(desk, ["max(wait) <= 10"], lengths=[20], reps=2, engine="reference")
    assert not any("what is not promised" in text for text in answer.sentences)
    crowded = replace(answer, templates=(replace(answer.templates[0], pattern=(1, 1, 9)),))
    assert crowded.sentences[-1].startswith("One slot, the last, takes 9: what is not promised")


def test_overtime_that_grows_without_being_promised_is_told(found):
    best, waits = found.best, (parse("p90(wait) <= 20"),)
    more = best.difference._replace(mean=best.difference.mean * 0 + 7.0, low=best.difference.low * 0 + 5.0)
    promised = replace(found, templates=(replace(best, difference=more),))
    assert not any("overtime is not promised" in text for text in promised.sentences)
    alone = replace(
        found, promises=waits, templates=(replace(best, difference=more, standing=standing(waits, np.ones((2, 1)))),)
    )
    assert "min of overtime, 7 min more than spread evenly (5 to " in alone.sentences[-1]


def test_people_are_spread_as_evenly_as_whole_people_can_be():
    for people, places in ((0, 3), (7, 3), (12, 5), (100, 7)):
        pattern = evenly(people, places)
        assert sum(pattern) == people
        assert max(pattern) - min(pattern) <= 1


def test_room_is_the_distance_of_the_nearest_limit():
    promises = [parse("mean(wait) <= 10"), parse("dosed >= 50")]
    assert room(standing(promises, np.array([[8.0, 60.0], [8.0, 60.0]]))) == pytest.approx(0.2)
    assert room(standing(promises, np.array([[8.0, 45.0], [8.0, 45.0]]))) == pytest.approx(-0.1)
    assert room(standing(promises, np.array([[np.nan, 60.0]] * 2))) < -1e300


def test_the_source_has_to_be_one_of_appointments(site):
    walk_ins = {"kind": "walk_ins", "rate": [["08:00", 6]]}
    none = Scenario.from_dict({**tomllib.loads(SMALL), "arrivals": [walk_ins]})
    with pytest.raises(ValueError, match="so there are no slots"):
        booked(none, None)
    source = tomllib.loads(SMALL)["arrivals"][0]
    two = Scenario.from_dict({**tomllib.loads(SMALL), "arrivals": [{**source, "name": n} for n in "ab"]})
    with pytest.raises(ValueError, match="choose one of a, b"):
        booked(two, None)
    with pytest.raises(ValueError, match="there are no appointments 'c'"):
        booked(two, "c")
    assert booked(two, "b") == booked(two, 1) == 1


@pytest.mark.parametrize("length", [0, -5, 2000, float("nan")])
def test_a_length_that_is_none_is_refused(site, length):
    with pytest.raises(ValueError, match="slots of"):
        slots(site, lengths=[length])


def test_it_shows_itself_as_a_table_json_and_a_figure(found):
    matplotlib.use("Agg")
    assert "people in slots of" in found._repr_html_()
    summary = json.loads(json.dumps(found.summary(), allow_nan=False))
    assert summary["best"]["per_slot"] == list(found.best.pattern)
    assert len(found.plot().containers) >= 1
    assert list(found.frame["every"]) == [15, 30]
    assert slotting.LENGTHS[0] == 5
