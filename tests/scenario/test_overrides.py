"""Overrides reach any field by name, group or position, and say what they could not find."""

from __future__ import annotations

import numpy as np
import pytest

from tests.scenario.wrong import RIGHT, spoilt
from vaxsim.scenario import Scenario, ScenarioError, read
from vaxsim.scenario.overrides import parse


@pytest.fixture(scope="module")
def right() -> Scenario:
    """A right scenario, because replacing changes nothing in it."""
    return Scenario.from_dict(RIGHT)


def refusal(scenario: Scenario, changes: dict[str, object]) -> str:
    with pytest.raises(ScenarioError) as caught:
        scenario.replace(changes)
    return str(caught.value)


def test_fields_are_reached_by_name_group_and_position(right):
    changed = right.replace(
        {
            "stations.jab.desks": 8,
            "staff.nurses.shifts.0.count": 7,
            "arrivals.0.n": 12,
            "classes.old.priority": 3,
            "stations.jab.service.mean": 5.5,
            "day.open.0.1": "13:00",
            "stations.0.branches.0.share": 0.2,
        }
    )
    assert changed.stations[2].desks == 8
    assert changed.staff[1].shifts[0].count == 7
    assert changed.arrivals[0].n == 12
    assert changed.classes[1].priority == 3
    assert changed.stations[2].service.mean() == 5.5
    assert changed.day.open[0][1] == 13 * 3_600_000
    assert changed.stations[0].branches[0].share == 0.2
    assert right.stations[2].desks == 3


def test_a_field_that_the_file_leaves_out_can_be_set_and_one_that_it_has_taken_out(right):
    changed = right.replace({"day.gate": 15, "stations.desk.discipline": "priority", "stations.jab.desks": None})
    assert (changed.day.gate, changed.stations[0].discipline, changed.stations[2].desks) == (15.0, "priority", None)


def test_numbers_and_arrays_of_numpy_are_taken_for_what_they_are(right):
    changed = right.replace({"stations.jab.desks": np.int64(8), "day.gate": np.float64(2.5), "dispatch": "first_come"})
    assert (changed.stations[2].desks, changed.day.gate) == (8, 2.5)
    assert type(changed.stations[2].desks) is int
    pieces = {"kind": "appointments", "first": "08:00", "last": "09:00", "every": 30, "per_slot": np.array([1, 2, 3])}
    assert right.replace({"arrivals.0": pieces}).arrivals[0].per_slot == (1, 2, 3)
    assert "got 8.0; allowed: a whole number" in refusal(right, {"stations.jab.desks": np.float64(8)})


def test_replacing_twice_keeps_both_changes(right):
    twice = right.replace({"stations.jab.desks": 8}).replace({"stations.desk.desks": 2})
    assert [station.desks for station in twice.stations] == [2, None, 8, None]


def test_names_with_dots_are_quoted():
    data = spoilt("stations", 3, "name", to="a.b")
    assert Scenario.from_dict(data).replace({'stations."a.b".desks': 4}).stations[3].desks == 4
    assert Scenario.from_dict(data).replace({"stations.'a.b'.desks": 4}).stations[3].desks == 4


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "stations.jap.desks",
            8,
            'replace stations.jap.desks: stations has no "jap"; allowed: desk, talk, jab or rest, or a',
        ),
        ("stations.jap.desks", 8, 'did you mean "jab"?'),
        ("stations.9.desks", 8, "or a position from 0 to 3"),
        ("stations.jab.desk", 8, "replace stations.jab.desk: unknown field"),
        ("statons.jab.desks", 8, "replace statons.jab.desks: statons: unknown field"),
        ("stations.jab.desks", "8", 'replace stations.jab.desks: got "8"; allowed: a whole number'),
        ("stations.jab.desks.x", 8, "stations.jab.desks is 3, which has no fields"),
        ("stations.jab.service", {"dist": "gamma", "mean": 1}, "replace stations.jab.service: "),
        ("vaccines.A.stock", 8, "the scenario has no [[vaccines]]"),
        ("stations..desks", 8, "allowed: names joined by dots"),
        ("", 8, "allowed: names joined by dots"),
    ],
)
def test_an_override_that_does_not_work_says_why(right, path, value, expected):
    assert expected in refusal(right, {path: value})


def test_all_overrides_that_do_not_work_are_told_at_once(right):
    assert refusal(right, {"stations.x.desks": 1, "staff.y.cost": 2}).count("replace ") == 2


def test_mistakes_of_the_file_keep_their_place_beside_those_of_overrides(write_scenario):
    path = write_scenario(Scenario.from_dict(RIGHT).to_toml().replace("desks = 3", "desks = 0"))
    with pytest.raises(ScenarioError) as caught:
        read(path, changes={"stations.desk.desks": -1})
    first, second = caught.value.problems
    assert (first.path, first.line) != ("", None)
    assert str(second).startswith("--set stations.desk.desks: got -1")


def test_an_override_can_mend_a_file(write_scenario):
    path = write_scenario(Scenario.from_dict(RIGHT).to_toml().replace("desks = 3", "desks = 0"))
    assert read(path, changes={"stations.jab.desks": 2}).stations[2].desks == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b=8", 8),
        ("a.b = 8.5", 8.5),
        ("a.b=true", True),
        ('a.b="8"', "8"),
        ("a.b=priority", "priority"),
        ("a.b=19:00", "19:00"),
        ("a.b=19:00:00", "19:00:00"),
        ("a.b=[1, 2]", [1, 2]),
        ('a.b={ dist = "gamma", mean = 4 }', {"dist": "gamma", "mean": 4}),
        ("a.b=x = y", "x = y"),
    ],
)
def test_values_are_toml_and_bare_words_are_texts(text, value):
    assert parse([text]) == {"a.b": value}


def test_a_name_with_an_equals_sign_is_quoted():
    assert parse(['stations."=SUM(A1)".desks=2']) == {'stations."=SUM(A1)".desks': 2}


@pytest.mark.parametrize("text", ["stations.jab.desks", "=8", "a.b=", "a.b=[1,", 'a.b="x', "a.b=1\nc=2", "a..b=1"])
def test_a_text_that_is_no_override_is_refused(text):
    with pytest.raises(ScenarioError, match="--set"):
        parse([text])


def test_the_last_of_two_overrides_of_one_field_holds():
    assert parse(["a=1", "b=2", "a=3"]) == {"b": 2, "a": 3}


def test_a_place_in_a_list_that_the_file_leaves_out_asks_for_the_whole_list():
    with pytest.raises(ScenarioError, match=r"leaves out staff.nurses.breaks; allowed: the whole list, .*breaks=\["):
        Scenario.from_dict(RIGHT).replace({"staff.nurses.breaks.0.length": 5})
    with pytest.raises(ScenarioError, match=r"leaves out promises; .* promises=\["):
        Scenario.from_dict(RIGHT).replace({"promises.0": "x"})


def test_very_long_overrides_are_refused_in_few_words():
    for text in ("a." * 5000 + "b=1", "a" + " " * 50_000 + "b.c=1", "a=" + "[" * 5000):
        with pytest.raises(ScenarioError) as caught:
            parse([text])
        assert len(str(caught.value)) < 500


def test_a_source_without_a_name_goes_by_its_kind_if_no_other_is_of_that_kind():
    sources = [
        {"kind": "spread", "n": 5, "from": "08:00", "to": "09:00"},
        {"kind": "walk_ins", "rate": [["08:00", 6]]},
        {"kind": "walk_ins", "rate": [["09:00", 6]], "name": "late"},
    ]
    site = Scenario.from_dict({**RIGHT, "arrivals": sources})
    changed = site.replace({"arrivals.spread.n": 7, "arrivals.walk_ins.rate": [["08:00", 9]]})
    assert changed.arrivals[0].n == 7
    assert changed.arrivals[1].rate[0][1] == 9
    named = Scenario.from_dict({**RIGHT, "arrivals": [{**sources[0], "name": "walk_ins"}, *sources[1:2], sources[0]]})
    assert named.replace({"arrivals.walk_ins.n": 9}).arrivals[0].n == 9, "a name goes before a kind"
    two = Scenario.from_dict({**RIGHT, "arrivals": [sources[0], sources[0]]})
    assert 'no "spread"' in refusal(two, {"arrivals.spread.n": 9})
    assert refusal(site, {"arrivals.spread.n": "x"}).startswith('replace arrivals.spread.n: got "x"; allowed:')
