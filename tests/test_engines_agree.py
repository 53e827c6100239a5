"""Equal means equal: the compiled engine returns the reference engine's integers, and a wrong one is found out."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from tests.kernel_faults import FAULTS, Fault, mutant
from tests.strategies import scenarios as random_days
from vaxsim.draws import Draws, draw
from vaxsim.engines import kernel, reference
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import Scenario, ScenarioError, read
from vaxsim.visits import Visits

ROOT = Path(__file__).parent.parent
FOLDERS = ("scenarios/**/*.toml", "tests/microdays/*.toml", "benchmarks/*.toml")
FILES = sorted(file for pattern in FOLDERS for file in ROOT.glob(pattern))

Run = tuple[Plan, Draws, Visits]


def runs(scenario: Scenario, replications: int = 3) -> list[Run]:
    """Plan, draws and the reference engine's visits of a few replications."""
    plan = compile_plan(scenario)
    days = [draw(plan, scenario.seed, replication) for replication in range(1, replications + 1)]
    return [(plan, draws, reference.run(plan, draws)) for draws in days]


def runnable(file: Path) -> Scenario | None:
    """The scenario of a file; None if it cannot be run yet."""
    try:
        return read(file)
    except ScenarioError:
        return None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_engines_agree_on_a_scenario_file(file: Path) -> None:
    scenario = runnable(file)
    if scenario is None:
        pytest.skip("cannot be run yet")
    for plan, draws, visits in runs(scenario, replications=2):
        assert visits.first_difference(kernel.run(plan, draws)) is None


@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(random_days())
def test_the_engines_agree_on_random_days(table: dict[str, Any]) -> None:
    try:
        scenario = Scenario.from_dict(table)
    except ScenarioError:
        assume(False)
    for plan, draws, visits in runs(scenario):
        assert visits.first_difference(kernel.run(plan, draws)) is None


@pytest.fixture(scope="module")
def days() -> list[Run]:
    """The days worked by hand and a few hundred random ones, because faults are looked for on all of them."""
    by_hand = [runnable(file) for file in FILES if file.parent.name == "microdays"]
    found = [run for scenario in by_hand if scenario is not None for run in runs(scenario, replications=1)]

    @settings(max_examples=500, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(random_days())
    def collect(table: dict[str, Any]) -> None:
        try:
            found.extend(runs(Scenario.from_dict(table), replications=1))
        except ScenarioError:
            return

    collect()
    return found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(fault: Fault, days: list[Run], tmp_path: Path) -> None:
    faulty = mutant(fault, tmp_path)
    assert any(differs(faulty, run) for run in days)


def test_an_uncompiled_kernel_without_a_fault_agrees(days: list[Run], tmp_path: Path) -> None:
    same = mutant(Fault("none", "day", "def run_day(", "def run_day("), tmp_path)
    assert not any(differs(same, run) for run in days[:100])


def differs(engine: ModuleType, run: Run) -> bool:
    """Whether an engine returns other integers than the right ones, or reads outside its memory."""
    plan, draws, visits = run
    try:
        return visits.first_difference(engine.run(plan, draws)) is not None
    except IndexError:
        return True
