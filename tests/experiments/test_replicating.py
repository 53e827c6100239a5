"""Many replications: what is run, kept and put together."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import vaxsim as vs
from tests import handmade
from tests.handmade import changed
from tests.sites import SMALL
from vaxsim.experiments.measuring import MOST_TOGETHER, AsDefined, Metered
from vaxsim.experiments.replicating import replicate, summarise
from vaxsim.plan import compile_plan
from vaxsim.promises import parse
from vaxsim.results import Result
from vaxsim.scenario.size import expected_visits
from vaxsim.units import ticks


@pytest.fixture
def small(write_scenario):
    return vs.read(write_scenario(SMALL))


def test_replications_and_seed_are_those_of_the_scenario_unless_others_are_given(small):
    assert (replicate(small).reps, replicate(small).seed) == (4, 7)
    other = replicate(small, reps=2, seed=9)
    assert (other.reps, other.seed) == (2, 9)


def test_each_replication_is_the_one_that_is_run_alone(small):
    together = replicate(small, 3)
    for number in (1, 2, 3):
        alone = vs.simulate(small, number)
        np.testing.assert_array_equal(together.values[number - 1], alone.numbers["value"])
        assert together.rerun(number).visits.first_difference(alone.visits) is None


def test_more_replications_do_not_change_the_first_ones(small):
    np.testing.assert_array_equal(replicate(small, 3).values[:2], replicate(small, 2).values)


def test_progress_is_told_after_each_replication(small):
    told = []
    replicate(small, 3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_any_engine_and_number_of_threads_gives_the_same_numbers_bit_by_bit(small, threads):
    expected, result = replicate(small, 7, engine="reference"), replicate(small, 7, engine="kernel", threads=threads)
    np.testing.assert_array_equal(result.values, expected.values)
    np.testing.assert_array_equal(result.endings, expected.endings)
    for name, curves in expected.binned.items():
        np.testing.assert_array_equal(result.binned[name], curves)
    assert result.numbers.equals(expected.numbers)  # what is pooled over days is among them


def test_what_goes_wrong_in_a_thread_is_raised(small, monkeypatch):
    def fail(*arguments):
        raise OverflowError("too long a day")

    monkeypatch.setattr("vaxsim.experiments.measuring.Metered.measure", fail)
    with pytest.raises(OverflowError, match="too long"):
        replicate(small, 5, engine="kernel", threads=2)


def test_fewer_than_one_thread_is_refused(small):
    with pytest.raises(ValueError, match="threads must be 1 or more, not 0"):
        replicate(small, 2, threads=0)


def test_an_unknown_engine_is_refused_with_those_there_are(small):
    with pytest.raises(ValueError, match="no engine 'diesel'; there are: auto, reference, kernel"):
        replicate(small, 2, engine="diesel")


@pytest.mark.parametrize(("reps", "seed"), [(0, 1), (-2, 1), (1, -1)])
def test_no_replications_or_a_negative_seed_are_refused(small, reps, seed):
    with pytest.raises(ValueError, match="or more, not"):
        replicate(small, reps, seed)


def _two_days(**changes):
    plan = handmade.plan()
    late = handmade.visits(**changes)
    promises = (parse("mean(wait) <= 7"),)
    results = [Result(plan, handmade.draws(), handmade.visits()), Result(plan, handmade.draws(), late)]
    measuring = AsDefined(plan, 1, promises)
    pools = measuring.new_pools()
    return summarise(None, plan, 1, promises, [measuring.of(result, pools) for result in results], pools, "reference")


def test_days_of_different_length_are_put_on_one_axis():
    both = _two_days(ended_at=ticks(800), departed=changed(handmade.visits().departed, 3, ticks(790)))
    inside = both.curve("inside")
    assert inside.minutes[0] == 475
    assert inside.minutes[-1] == 800
    at_780 = inside.minutes.tolist().index(780)
    assert inside.mean[at_780] == 0.5  # one patient on the second day, nobody any more on the first
    assert inside.days[at_780] == 2
    assert both.curve("wait_mean").days[at_780] == 0  # nobody arrived, which is no wait of 0 on the shorter day


def test_waits_of_a_bin_are_averaged_over_the_days_that_have_one():
    began = changed(handmade.visits().began, (3, 1), ticks(510))
    both = _two_days(began=began)
    wait = both.curve("wait_mean")
    of_490 = wait.minutes.tolist().index(490)
    assert (wait.mean[of_490], wait.days[of_490]) == (12, 2)
    of_485 = wait.minutes.tolist().index(485)
    assert np.isnan(wait.mean[of_485])
    assert wait.days[of_485] == 0


def test_violations_are_kept_with_the_number_of_their_replication():
    both = _two_days(line_area=handmade.at(3, 16))
    ((number, message),) = both.violations
    assert number == 2
    assert "vaccination" in message
    assert any("conservation" in warning for warning in both.warnings)


@pytest.mark.parametrize("wrong", [{"reps": 2.5}, {"reps": True}, {"seed": 1.5}, {"threads": "2"}, {"reps": np.nan}])
def test_what_is_no_whole_number_is_refused_by_name(small, wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be a whole number"):
        replicate(small, **wrong)


def test_integers_of_numpy_are_whole_numbers(small):
    assert replicate(small, np.int64(2), np.uint64(5)).seed == 5


def test_an_absurdly_large_job_is_refused_unless_it_is_meant(small):
    with pytest.raises(ValueError, match="visits to stations"):
        replicate(small, 10**9)


def test_machine_code_never_runs_where_signals_are_heard(small, monkeypatch):
    """An interruption that reaches a compiled function while it is being called ends in a crash."""
    seen = []
    measure = Metered.measure

    def watched(self, replications, pools):
        seen.append(threading.current_thread())
        return measure(self, replications, pools)

    monkeypatch.setattr(Metered, "measure", watched)
    for threads in (1, 2):
        replicate(small, 20, engine="kernel", threads=threads)
    assert threading.main_thread() not in seen


def test_large_days_are_measured_one_by_one_so_that_one_at_a_time_takes_memory(small):
    crowd = small.replace({"arrivals.0.per_slot": 100_000})
    together = [
        Metered(compile_plan(scenario), 1, visits=expected_visits(scenario)).together for scenario in (small, crowd)
    ]
    assert together == [MOST_TOGETHER, 1]
