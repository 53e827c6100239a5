"""Replications until intervals are narrow enough: where it stops, what it says, and that the days stay the same."""

from __future__ import annotations

import itertools
import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments import precision as rule
from vaxsim.experiments.numbers import first_read, read
from vaxsim.scenario import Scenario

ASKED = ("p90(wait)", "dosed")


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with two stations and two groups of staff."""
    return Scenario.from_dict(tomllib.loads(SMALL))


@pytest.fixture(scope="module")
def precise(site):
    return vs.replicate(site, precision=0.08, of=ASKED, most=400, engine="reference")


def test_every_number_is_as_precise_as_was_asked(precise):
    assert rule.FIRST < precise.reps < 400
    assert precise.precision.met
    for name in ASKED:
        found = precise.number(name)
        assert (found.high - found.low) / 2 <= 0.08 * found.mean


def test_the_days_are_those_of_a_plain_run_of_as_many(site, precise):
    plain = vs.replicate(site, precise.reps, engine="reference")
    assert np.array_equal(plain.values, precise.values, equal_nan=True)
    assert np.array_equal(plain.promise_values, precise.promise_values, equal_nan=True)
    assert plain.numbers.equals(precise.numbers)  # the pooled percentiles too
    assert plain.curves.equals(precise.curves)


def test_the_compiled_engine_stops_at_the_same_day_with_the_same_numbers(site, precise):
    compiled = vs.replicate(site, precision=0.08, of=ASKED, most=400, engine="kernel")
    assert compiled.numbers.equals(precise.numbers)


def test_a_number_that_was_0_on_all_days_is_not_known_and_one_that_was_5_is():
    relative = rule.relative_half_widths(np.column_stack([np.zeros(20), np.full(20, 5.0), np.full(20, np.nan)]))
    assert relative[0] == np.inf
    assert relative[1] == 0
    assert np.isnan(relative[2])


def test_what_is_too_rare_to_have_happened_is_not_said_to_be_known(site):
    rare = site.replace({"arrivals.0.no_show": 0.00003})
    found = vs.replicate(rare, precision=0.5, of=["no_show", "dosed"], most=25, engine="reference").precision
    assert found.days == 25
    assert [number.met for number in found.numbers] == [False, True]
    assert "0 patients, which has no relative precision (not met)" in found.sentences()[1]


def test_the_limit_ends_it_and_that_is_said(site):
    limited = vs.replicate(site, precision=0.001, of=["p90(wait)"], most=23, engine="reference")
    assert limited.reps == 23
    assert not limited.precision.met
    assert limited.precision.sentences()[0] == "±0.1% was not reached in 23 days by 1 of 1 numbers:"
    assert limited.summary()["precision"]["met"] is False


def test_without_a_choice_the_numbers_are_those_that_planners_read_first(site):
    limited = vs.replicate(site, precision=0.5, most=20, engine="reference")
    named = [number.name for number in limited.precision.numbers]
    assert named == ["mean(wait)", "p90(wait)", "mean(time_on_site)", "dosed"]


def test_where_no_doses_are_given_those_who_pass_through_are_counted(site):
    assert first_read(site.replace({"stations.vaccination.doses": None}))[-1] == "left"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"precision": 5}, "a share between 0 and 1"),
        ({"precision": 0.05, "most": 1}, "most must be 2 or more"),
        ({"precision": 0.05, "reps": 30}, "either reps, a number of days, or a precision"),
        ({"precision": 0.05, "of": ["p90(wiat)"]}, "did you mean 'wait'"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_runs(site, wrong, said):
    with pytest.raises(ValueError, match=said):
        vs.replicate(site, **wrong)


def test_all_mistakes_in_numbers_are_told_at_once(site):
    with pytest.raises(ValueError, match=r"(?s)'wiat'.*'dosd'"):
        read(site, ["p90(wiat)", "dosd"])


def stops_at(values: np.ndarray, precision: float, most: int) -> tuple[int, list[int]]:
    """Where the rule stops on a list of values, and where it looked."""
    looks: list[int] = []

    def days(reps: int) -> np.ndarray:
        looks.append(reps)
        return values[:reps, None]

    return rule.until_precise(days, precision, most), looks


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 0.3), st.floats(0.05, 2))
def test_it_stops_at_the_first_look_that_is_precise_enough(seed, precision, spread):
    values = np.random.default_rng(seed).lognormal(0, spread, 500)
    stop, looks = stops_at(values, precision, 500)
    relative = [float(rule.relative_half_widths(values[:n, None])[0]) for n in looks]
    assert looks[0] == rule.FIRST
    assert all(one > precision for one in relative[:-1])
    assert relative[-1] <= precision or stop == 500
    assert all(a + a // 10 <= b <= 2 * a or b == 500 for a, b in itertools.pairwise(looks))


def test_a_number_that_never_varies_is_known_at_once_unless_it_is_zero():
    assert stops_at(np.full(100, 5.0), 0.01, 100)[0] == rule.FIRST
    assert stops_at(np.zeros(100), 0.01, 100)[0] == 100


def test_a_mean_of_zero_and_a_value_that_is_never_there_use_up_the_limit():
    swinging = np.tile([1.0, -1.0], 50)
    assert stops_at(swinging, 0.5, 100)[0] == 100
    assert stops_at(np.full(100, np.nan), 0.5, 100)[0] == 100


def test_half_widths_are_those_of_sim_tools_and_it_would_not_have_stopped_earlier():
    sim_tools = pytest.importorskip("sim_tools.output_analysis")
    values = np.random.default_rng(3).gamma(4, 2, 900)
    stop, looks = stops_at(values, 0.04, 900)
    needed, table = sim_tools.confidence_interval_method(values.tolist(), 0.05, 0.04, rule.FIRST, 12)
    theirs = table["% deviation"].astype(float).to_numpy()
    mine = np.array([rule.relative_half_widths(values[:n, None])[0] for n in range(3, len(table) + 1)])
    np.testing.assert_allclose(mine, theirs[2:], rtol=1e-6)
    assert needed <= stop <= needed * 1.3  # they look after every day
    assert all(theirs[look - 1] > 0.04 for look in looks[:-1])
    assert theirs[stop - 1] <= 0.04
