"""Paired differences and the ranking by harm."""

from __future__ import annotations

import json
import math
import tomllib

import numpy as np
import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments.stressing.findings import NOT_VACCINATED, Effect, Harm
from vaxsim.experiments.trials import Trials
from vaxsim.promises import parse_number
from vaxsim.scenario import Scenario

SITE = Scenario.from_dict(tomllib.loads(SMALL))


def harm(name: str, broken: int, wait: float, missed: float) -> Harm:
    wait_effect, missed_effect = (Effect(name, "", "", 0, value, value, 0, 0, 2) for value in (wait, missed))
    return Harm(name, name, ("promise",) * broken, wait_effect, missed_effect)


def test_promises_come_first_then_waits_then_people() -> None:
    ranked = [harm("none", 1, math.nan, 0), harm("broken", 1, 0, 0), harm("long", 0, 9, 0), harm("few", 0, 1, 5),
              harm("fewer", 0, 1, 4)]  # fmt: skip
    backwards = list(reversed(ranked))
    assert sorted(backwards, key=lambda each: each.key, reverse=True) == ranked


@pytest.fixture(scope="module")
def found():
    return vs.stress(SITE, reps=6, engine="reference", shocks=["bus", "one_missing"])


def test_differences_are_those_of_the_same_days(found) -> None:
    blow = {"staff.1.absence": 1.0}
    days = Trials(SITE, [parse_number("mean(wait)")], engine="reference")
    difference = days.values(blow, 6)[:, 0] - days.values({}, 6)[:, 0]
    told = found.differences.set_index(["shock", "number"]).loc[("one_missing(nurses)", "mean(wait)")]
    assert told["difference"] == pytest.approx(np.nanmean(difference), nan_ok=True)
    assert told["days"] == np.isfinite(difference).sum()


def test_the_worst_is_on_top_and_breaks_what_it_breaks(found) -> None:
    worst = found.ranking.iloc[0]
    assert worst["shock"] == "one_missing(nurses)"
    assert worst["broken"] == "vaccinated >= 1"
    assert worst["not_vaccinated"] > 30
    assert found.broken_before == ("overtime(nurses) <= -1",)


def test_people_of_the_bus_who_are_not_vaccinated_count(found) -> None:
    told = found.differences.set_index(["shock", "number"])["difference"]
    missed = told["bus", "patients"] - told["bus", "vaccinated"]
    assert told["bus", "patients"] == 30
    assert told["bus", NOT_VACCINATED] == pytest.approx(missed)


def test_threads_and_engines_change_no_number() -> None:
    one, two = (vs.stress(SITE, 5, shocks=["bus"], engine="kernel", threads=n) for n in (1, 2))
    assert one.differences.equals(two.differences)


def test_an_unknown_shock_is_refused_with_the_nearest() -> None:
    with pytest.raises(KeyError, match="did you mean 'bus'"):
        vs.stress(SITE, reps=2, shocks=["buss"])


def test_where_nobody_comes_a_shock_that_brings_people_is_worse_than_those_that_do_nothing() -> None:
    empty = SITE.replace({"arrivals.0.no_show": 1.0, "promises": []})
    found = vs.stress(empty, reps=2, engine="reference", shocks=["everyone_early", "bus", "one_missing"])
    assert found.harms[0].shock == "bus"
    assert found.finding == "Worst: a bus of 30 at 09:00; nobody is served without it"
    assert {harm.wait.unpaired for harm in found.harms[1:]} == {"nobody is served without it either"}
    nothing = vs.stress(empty, reps=2, engine="reference", shocks="everyone_early")
    assert nothing.finding == "No shock does any harm to this site"


def test_a_day_or_a_list_too_few_is_refused_and_a_plain_name_is_one_shock() -> None:
    with pytest.raises(ValueError, match="reps must be 2 or more"):
        vs.stress(SITE, reps=1)
    with pytest.raises(ValueError, match="no shock is asked for"):
        vs.stress(SITE, reps=2, shocks=[])


def test_it_shows_itself_and_can_be_written_down(found) -> None:
    assert "one of nurses missing" in found._repr_html_()
    assert json.loads(json.dumps(found.summary(), allow_nan=False))["replications"] == 6
    ax = found.plot()
    assert ax.get_yticklabels()[0].get_text() == "one of nurses missing"
