"""The explanation as a whole: ceilings that no day of constant services beats, the bottleneck, waits, doses, tables."""

from __future__ import annotations

import json
import math
import tomllib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vaxsim as vs
from tests.sites import SENSELESS, SMALL
from tests.strategies import scenario_of, scenarios
from vaxsim.scenario import Scenario
from vaxsim.theory import MMc
from vaxsim.visits import Outcome

CROWD = """
[day]
open = [["08:00", "10:00"]]
stop = "10:00"
[[arrivals]]
kind = "group"
at = "08:00"
size = 250
[[stations]]
name = "papers"
desks = 2
needs = { clerk = 1 }
service = 3
clean_up = 1
[[stations]]
name = "jab"
desks = 3
needs = { nurse = 1 }
service = 5
doses = 1
[[staff]]
group = "both"
roles = ["clerk", "nurse"]
shifts = [{ from = "08:00", to = "10:00", count = 2 }]
[[staff]]
group = "nurses"
roles = ["nurse"]
shifts = [{ from = "08:00", to = "09:00", count = 1 }, { from = "09:00", to = "10:00", count = 2 }]
until_clear = false
"""
"""A crowd at the door, far more than can be served; every service of the same length."""


def read(text: str, changes: dict[str, Any] | None = None) -> Scenario:
    scenario = Scenario.from_dict(tomllib.loads(text))
    return scenario.replace(changes) if changes else scenario


@settings(max_examples=25)
@given(
    papers=st.integers(1, 4),
    jab=st.integers(1, 4),
    both=st.integers(1, 4),
    nurses=st.integers(0, 3),
    times=st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
def test_no_overloaded_day_of_constant_services_beats_the_ceiling(papers, jab, both, nurses, times):
    changes = {
        "stations.papers.desks": papers,
        "stations.jab.desks": jab,
        "stations.papers.service": times[0],
        "stations.jab.service": times[1],
        "staff.both.shifts.0.count": both,
        "staff.nurses.shifts.0.count": nurses,
    }
    scenario = read(CROWD, changes)
    served = (vs.simulate(scenario, engine="reference").patients["outcome"] == Outcome.VACCINATED.label).sum()
    assert served <= vs.explain(scenario).most + 1e-6


def test_the_ceiling_is_nearly_reached_where_one_station_is_all_there_is():
    scenario = read(CROWD, {"stations.papers.service": 0, "stations.papers.clean_up": 0, "stations.papers.desks": 50,
                            "stations.papers.needs": {}})  # fmt: skip
    served = (vs.simulate(scenario, engine="reference").patients["outcome"] == Outcome.VACCINATED.label).sum()
    assert vs.explain(scenario).most - 10 <= served <= vs.explain(scenario).most


LONG_OR_SHORT = """
[day]
open = [["08:00", "12:00"]]
stop = "12:00"
[[arrivals]]
kind = "group"
at = "08:00"
size = 300
[[stations]]
name = "jab"
desks = 3
needs = { nurse = 1 }
service = { dist = "lognormal", mean = 4, sd = 12 }
doses = 1
[[staff]]
group = "nurses"
roles = ["nurse"]
shifts = [{ from = "08:00", to = "12:00", count = 3 }]
until_clear = false
"""
"""A line all day and services that vary widely: a dose is given as a service begins, and the longest are cut off."""


def test_a_day_of_varied_services_can_beat_the_long_run_and_nothing_calls_that_a_limit():
    scenario = read(LONG_OR_SHORT)
    found = vs.explain(scenario)
    assert found.most == pytest.approx(180, rel=0.03)
    dosed = vs.replicate(scenario, 20, engine="reference").number("dosed")
    assert dosed.mean > found.most
    ax = found.plot_people()
    said = ax.get_title(loc="left") + ax.get_title() + " ".join(ax.get_legend_handles_labels()[1])
    assert "long run" in said
    assert "most" not in said


def test_breaks_and_expected_absences_are_taken_off_what_can_be_served():
    rest = {"earliest": "09:00", "latest": "10:00", "length": 60, "away": 1.0}
    most = vs.explain(read(LONG_OR_SHORT)).most
    assert vs.explain(read(LONG_OR_SHORT, {"staff.nurses.breaks": [rest]})).most == pytest.approx(0.75 * most)
    assert vs.explain(read(LONG_OR_SHORT, {"staff.nurses.absence": 0.2})).most == pytest.approx(0.8 * most)


def test_the_busiest_hour_names_what_runs_short_first():
    found = vs.explain(read(SMALL))
    assert found.bottleneck is not None
    assert found.bottleneck.label == "nurses"
    assert found.finding.startswith("First bottleneck: nurses, ")
    more = vs.explain(read(SMALL, {"staff.nurses.shifts.0.count": 9}))
    assert more.bottleneck is not None
    assert more.bottleneck.label == "desks of vaccination"


def test_people_who_are_not_there_when_they_are_needed_are_said_to_be_missing():
    found = vs.explain(read(SENSELESS))
    assert found.bottleneck is not None
    assert math.isinf(found.bottleneck.share)
    assert "when nobody is there" in found.finding
    assert found.most == 0


def test_without_any_limit_nothing_is_a_bottleneck():
    found = vs.explain(read('[day]\nopen=[["08:00","09:00"]]\n[[arrivals]]\nkind="walk_ins"\nrate=[["08:00",9]]\n'
                            '[[stations]]\nname="seats"\nservice=15\n'))  # fmt: skip
    assert found.bottleneck is None
    assert found.most == math.inf
    assert json.loads(json.dumps(found.summary()))["most_patients_while_open"] is None


def test_in_a_long_quiet_day_the_wait_is_that_of_erlangs_formula():
    found = vs.explain(read("""
[day]
open = [["08:00", "20:00"]]
[[arrivals]]
kind = "walk_ins"
rate = [["08:00", 24]]
[[stations]]
name = "desk"
desks = 2
service = { dist = "exponential", mean = 4 }
"""))
    (wait,) = found.approximations
    assert wait.worst == pytest.approx(MMc(0.4, 4, 2).mean_wait, rel=0.01)
    assert wait.mean == pytest.approx(wait.worst, rel=0.03)
    assert not wait.why_not


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"arrivals.0.per_slot": 40}, "asked for in the busiest quarter"),
        ({"stations.vaccination.waiting_room": 3}, "a waiting room"),
        ({"stations.registration.batch": {"size": 2, "max_wait": 5}}, "sessions"),
        ({"staff.clerks.roles": ["clerk", "nurse"]}, "staff who serve elsewhere"),
        ({"arrivals.0.punctuality": 0}, "come together"),
        ({"day.max_inside": 5}, "kept outside"),
    ],
)
def test_where_no_formula_holds_there_is_a_reason_and_no_number(changes, reason):
    wait = vs.explain(read(SMALL, changes)).approximations[0]
    assert reason in wait.why_not
    assert math.isnan(wait.mean)


def test_doses_that_come_too_late_or_are_made_too_slowly_are_told_from_when():
    stock = {"vaccines": [{"name": "A", "stock": 10, "deliveries": [["09:00", 100]]}]}
    (late,) = vs.explain(read(SMALL, stock)).vaccines
    assert late.delivered == 110
    assert 8 * 60 < late.short_from / 60_000 < 9 * 60
    make = {"group": "clerks", "per_dose": 12, "release": [["08:00", 1.0]]}
    (slow,) = vs.explain(read(SMALL, {"vaccines": [{"name": "A", "prepare": make}]})).vaccines
    assert slow.made_per_hour == pytest.approx(10)
    assert slow.behind_from < 9 * 60 * 60_000
    enough = {"vaccines": [{"name": "A", "stock": 400}]}
    assert vs.explain(read(SMALL, enough)).doses.loc[0, "short_from"] == ""


@settings(max_examples=15)
@given(table=scenarios())
def test_whatever_a_scenario_does_it_can_be_explained(table):
    found = vs.explain(scenario_of(table))
    told = json.loads(json.dumps(found.summary(), allow_nan=False))
    assert told["bottleneck"]
    assert found.expected >= 0
    assert found.most >= 0
    assert len(found.waits) == len(found.stations) == len(found.plan.stations)


def test_a_day_that_is_shorter_than_an_hour_has_a_bottleneck_too():
    short = {"day.open": [["08:05", "08:25"]], "arrivals.0.last": "08:00", "arrivals.0.punctuality": 7}
    found = vs.explain(read(SMALL, short))
    assert found.bottleneck is not None
    assert found.bottleneck.label == "nurses"


def test_a_minute_of_work_while_all_are_at_lunch_is_no_bottleneck():
    away = {"earliest": "08:30", "latest": "08:30", "length": 60, "away": 1.0}
    few = {"staff.nurses.breaks": [away], "arrivals.0.last": "08:00", "arrivals.0.per_slot": 1}
    found = vs.explain(read(SMALL, {**few, "arrivals.0.punctuality": {"dist": "exponential", "mean": 8}}))
    assert found.bottleneck is not None
    assert found.bottleneck.share < 1


def test_a_minute_of_work_while_hardly_anybody_is_there_is_no_bottleneck_either():
    ceilings = vs.explain(read(SMALL)).ceilings
    hardly = np.array([2.0, 0.01])
    assert ceilings.strain([1], np.array([0.0, 0.03]), hardly) == 0
    assert ceilings.strain([1], np.array([0.0, 0.06]), hardly) == pytest.approx(6)


def test_a_minute_of_work_while_all_are_away_is_told_apart_from_the_bottleneck():
    away = {"earliest": "08:30", "latest": "08:30", "length": 60, "away": 1.0}
    few = {"staff.nurses.breaks": [away], "arrivals.0.last": "08:00", "arrivals.0.per_slot": 1}
    found = vs.explain(read(SMALL, {**few, "arrivals.0.punctuality": {"dist": "exponential", "mean": 8}}))
    (note,) = found.notes
    assert note.startswith("nurses: up to 0.0")
    assert "from 08:30 on, when nobody is there" in note


def test_doses_for_fewer_than_half_are_the_first_bottleneck():
    none = vs.explain(read(SMALL, {"vaccines": [{"name": "A", "stock": 0}]}))
    assert none.finding.startswith("First bottleneck: doses of A, 0 for 36 wanted")
    most = vs.explain(read(SMALL, {"vaccines": [{"name": "A", "stock": 30}]}))
    assert most.finding.startswith("First bottleneck: nurses")


def test_a_site_that_gives_no_doses_is_told_so():
    assert vs.explain(read(SMALL, {"stations.vaccination.doses": None})).notes[0].startswith("No station gives doses")
    assert vs.explain(read(SMALL)).notes == ()


def test_what_is_not_counted_is_said():
    said = vs.explain(read(SMALL, {"classes": [{"name": "all", "patience": {"limit": 5}}]})).not_counted
    assert said == ("people who give up waiting",)


def test_it_shows_itself_and_every_number_of_it_can_be_written_down():
    found = vs.explain(read(SMALL, {"title": "<b>x</b>"}))
    assert "&lt;b&gt;x" in found._repr_html_()
    summary = json.loads(json.dumps(found.summary(), allow_nan=False))
    assert summary["expected_patients"] == pytest.approx(36, abs=0.5)
    load = found.load
    assert set(load["kind"]) == {"desks", "staff"}
    assert np.isfinite(load["needed"]).all()


def test_figures_draw_on_the_axes_they_are_given():
    from vaxsim.plots import style

    found = vs.explain(read(SMALL))
    for plot in (found.plot_load, found.plot_people):
        ax = style.new_figure().subplots()
        assert plot(ax=ax) is ax
        assert ax.get_legend_handles_labels()[1]
