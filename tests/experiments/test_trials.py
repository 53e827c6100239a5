"""Trials: numbers of variants on the same luck, each day run once."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments import trials
from vaxsim.experiments.trials import Trials, key_of
from vaxsim.promises import parse_number
from vaxsim.scenario import Scenario, ScenarioError

ASKED = tuple(parse_number(text) for text in ("p90(wait)", "overtime", "dosed"))
MORE_DESKS = {"stations.vaccination.desks": 4}


@pytest.fixture
def site() -> Scenario:
    """A small site with two stations and one group of staff."""
    return Scenario.from_dict(tomllib.loads(SMALL))


@pytest.mark.parametrize("engine", ["reference", "kernel"])
def test_the_values_are_those_of_replicate(site, engine):
    found = Trials(site, ASKED, engine=engine).values(MORE_DESKS, 5)
    daily = vs.replicate(site.replace(MORE_DESKS), 5).daily
    assert np.array_equal(found, daily[[number.name for number in ASKED]].to_numpy(), equal_nan=True)


def test_no_day_is_run_twice(site, monkeypatch):
    asked: list[int] = []
    measure = trials.AsDefined.measure

    def counted(self, replications, pools):
        asked.extend(replications)
        return measure(self, replications, pools)

    monkeypatch.setattr(trials.AsDefined, "measure", counted)
    tried = Trials(site, ASKED, engine="reference")
    tried.values({}, 3)
    tried.run([{}, MORE_DESKS], 5)
    assert sorted(asked) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert tried.runs == 10


def test_a_variant_is_the_same_in_whatever_order_its_changes_are_named():
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1}) != key_of({"a": 2, "b": 1})


def test_threads_change_no_value(site):
    variants = [{"stations.vaccination.desks": n} for n in (1, 2, 3)]
    one, two = (Trials(site, ASKED, engine="kernel", threads=n) for n in (1, 2))
    for tried in (one, two):
        tried.run(variants, 20)
    for changes in variants:
        assert np.array_equal(one.values(changes, 20), two.values(changes, 20), equal_nan=True)


def test_a_variant_with_mistakes_is_refused_with_its_place(site):
    with pytest.raises(ScenarioError, match="desks"):
        Trials(site, ASKED).values({"stations.vaccination.desks": -1}, 2)
