"""One replication from a scenario, and the package that it is called through."""

from __future__ import annotations

import subprocess

import pytest

import vaxsim as vs
from tests.sites import SENSELESS, SMALL
from vaxsim.plan import compile_plan
from vaxsim.simulation import simulate, simulate_plan


@pytest.fixture
def small(write_scenario):
    return vs.read(write_scenario(SMALL))


def test_a_replication_knows_where_it_comes_from_and_adds_up(small):
    result = simulate(small, replication=3)
    assert (result.scenario, result.seed, result.replication) == (small, 7, 3)
    assert result.violations == ()
    assert result.number("patients") == 40


def test_the_same_seed_and_replication_give_the_same_integers(small):
    again = simulate(small, 2, seed=7)
    assert simulate(small, 2).visits.first_difference(again.visits) is None
    assert simulate(small, 3).visits.first_difference(again.visits) is not None
    assert simulate(small, 2, seed=8).visits.first_difference(again.visits) is not None


def test_a_plan_compiled_once_runs_like_the_scenario(small):
    by_plan = simulate_plan(compile_plan(small), 1, 7)
    assert by_plan.visits.first_difference(simulate(small).visits) is None


@pytest.mark.parametrize(("replication", "seed"), [(0, 1), (-1, 1), (1, -1)])
def test_replications_count_from_one_and_seeds_from_zero(small, replication, seed):
    with pytest.raises(ValueError, match="or more, not"):
        simulate(small, replication, seed)


def test_a_site_that_can_never_serve_anybody_ends_with_outcomes_and_causes(write_scenario):
    result = simulate(vs.read(write_scenario(SENSELESS)))
    assert result.violations == ()
    assert set(result.outcomes["outcome"]) <= {"turned_away", "no_show"}
    assert "no staff" in set(result.outcomes["cause"])


def test_a_wrong_promise_is_a_problem_of_the_file(write_scenario):
    with pytest.raises(vs.ScenarioError) as error:
        vs.read(write_scenario(SMALL.replace("p90(wait)", "p90(wiat)")))
    (problem,) = error.value.problems
    assert problem.path == "promises.0"
    assert "did you mean 'wait'?" in problem.message


def test_the_package_offers_its_names_and_no_others():
    assert set(vs.__all__) <= set(dir(vs))
    assert all(getattr(vs, name) is not None for name in vs.__all__)
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = vs.simulat


def test_an_unknown_engine_is_refused_with_those_there_are(small):
    with pytest.raises(ValueError, match="no engine 'diesel'; there are: auto, reference, kernel"):
        simulate(small, engine="diesel")


def test_simulate_stays_a_function_whatever_is_imported():
    import vaxsim.experiments
    import vaxsim.simulation

    assert callable(vs.simulate)
    assert callable(vs.replicate)
    assert callable(vaxsim.experiments.replicate)


def test_importing_the_package_and_reading_a_scenario_load_nothing_heavy(python, write_scenario):
    path = write_scenario(SMALL)
    heavy = ("numpy", "scipy", "pandas", "simpy", "matplotlib", "numba")
    code = f"import sys, vaxsim as vs; vs.read({str(path)!r}); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
