"""Equal means equal: the compiled engine returns the reference engine's integers, and a wrong one is found out."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from numba import config

from tests.kernel_faults import FAULTS, PLAIN_LINE_FAULTS, Fault, mutant
from tests.plain_days import SPECIAL, many_desks, plain_days
from tests.played import with_trips_enough
from tests.strategies import scenario_of
from tests.strategies import scenarios as random_days
from vaxsim.draws import Draws, draw
from vaxsim.engines import kernel, reference
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import Scenario, read
from vaxsim.scenario.size import expected_visits
from vaxsim.visits import Visits

ROOT = Path(__file__).parent.parent
FOLDERS = ("scenarios/**/*.toml", "tests/microdays/*.toml", "benchmarks/*.toml")
FILES = sorted(file for pattern in FOLDERS for file in ROOT.glob(pattern))

MOST_UNCOMPILED = 20_000
"""Visits to stations of a scenario that is played where the kernel is plain Python."""

EXAMPLES = settings.default.max_examples
"""As many as the hypothesis profile says; 100 unless another is chosen."""

Run = tuple[Plan, Draws, Visits]


def runs(scenario: Scenario, replications: int = 3) -> list[Run]:
    """Plan, draws and the reference engine's visits of a few replications."""
    plan = compile_plan(scenario)
    days = [draw(plan, scenario.seed, replication) for replication in range(1, replications + 1)]
    return [(plan, *with_trips_enough(reference.run, plan, draws)) for draws in days]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_engines_agree_on_a_scenario_file(file: Path) -> None:
    scenario = read(file)
    if config.DISABLE_JIT and expected_visits(scenario) > MOST_UNCOMPILED:
        pytest.skip("takes minutes where machine code is not compiled")
    for run in runs(scenario, replications=2):
        assert not differs(kernel, run)


@settings(max_examples=10 * EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(random_days())
def test_the_engines_agree_on_random_days(table: dict[str, Any]) -> None:
    for plan, draws, visits in runs(scenario_of(table)):
        assert visits.first_difference(kernel.run(plan, draws)) is None


@settings(max_examples=4 * EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(plain_days())
def test_the_engines_and_the_feed_forward_path_agree_on_plain_lines(table: dict[str, Any]) -> None:
    for plan, draws, visits in runs(scenario_of(table), replications=2):
        assert kernel.is_plain_line(plan)
        assert visits.first_difference(kernel.run_general(plan, draws)) is None
        forward = kernel.run_plain_line(plan, draws)
        assert forward is None or visits.first_difference(forward) is None


def test_the_feed_forward_path_and_the_general_engine_agree_where_there_are_many_desks() -> None:
    for plan, draws, visits in runs(Scenario.from_dict(many_desks())):
        forward = kernel.run_plain_line(plan, draws)
        assert forward is not None
        assert visits.first_difference(forward) is None
        assert visits.first_difference(kernel.run_general(plan, draws)) is None


def test_the_feed_forward_path_is_mostly_taken_however_many_ties_there_are(plain: list[Run]) -> None:
    done = [kernel.run_plain_line(plan, draws) is not None for plan, draws, _ in plain]
    assert sum(done) > len(done) / 2


def collected(days: st.SearchStrategy[dict[str, Any]], count: int) -> list[Run]:
    """Runs of so many random days, one each."""
    found: list[Run] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(days)
    def collect(table: dict[str, Any]) -> None:
        found.extend(runs(scenario_of(table), replications=1))

    collect()
    return found


@pytest.fixture(scope="module")
def days() -> list[Run]:
    """The days worked by hand, a crowded one and a few hundred random ones, because faults are looked for on all."""
    by_hand = [read(file) for file in FILES if file.parent.name == "microdays"]
    by_hand.append(Scenario.from_dict(many_desks()))
    found = [run for scenario in by_hand for run in runs(scenario, replications=1)]
    return found + collected(random_days(), 500)


@pytest.fixture(scope="module")
def plain() -> list[Run]:
    """A few hundred plain lines and those of a special kind, because faults of the feed-forward path show on these."""
    special = [Scenario.from_dict(day()) for day in SPECIAL]
    return collected(plain_days(), 400) + [run for scenario in special for run in runs(scenario, replications=1)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(fault: Fault, days: list[Run], tmp_path: Path) -> None:
    faulty = mutant(fault, tmp_path)
    assert any(differs(faulty, run, "run_general") for run in days)


@pytest.mark.parametrize("fault", PLAIN_LINE_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_planted_in_the_feed_forward_path_is_found(
    fault: Fault, plain: list[Run], days: list[Run], tmp_path: Path
) -> None:
    faulty = mutant(fault, tmp_path)
    assert any(differs(faulty, run) for run in plain + days)


def test_an_uncompiled_kernel_without_a_fault_agrees(days: list[Run], plain: list[Run], tmp_path: Path) -> None:
    same = mutant(Fault("none", "day", "def run_day(", "def run_day("), tmp_path)
    assert not any(differs(same, run) for run in days[:100] + plain[:100] + plain[-len(SPECIAL) :])


def differs(engine: ModuleType, run: Run, function: str = "run") -> bool:
    """Whether an engine returns other integers than the right ones, or reads outside its memory."""
    plan, draws, visits = run
    try:
        return visits.first_difference(getattr(engine, function)(plan, draws)) is not None
    except IndexError:
        return True
