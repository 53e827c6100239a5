"""The loop of the kernel that knows every behaviour: where a plan is simple it does as the other loop does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.kernel_faults import FULL_DAY_FAULTS, Fault, mutant
from tests.strategies import scenario_of, scenarios
from vaxsim.draws import Draws, draw
from vaxsim.engines import kernel
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import read
from vaxsim.visits import Visits

FOLDER = Path(__file__).parent.parent / "microdays"
NOT_ON_THE_WORKED_DAYS = {"nobody outside loses patience"}
"""Faults that show on no day worked by hand."""


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(scenarios())
def test_both_loops_of_the_kernel_agree_on_simple_days(table: dict[str, Any]) -> None:
    scenario = scenario_of(table)
    plan = compile_plan(scenario)
    assume(kernel.is_simple(plan))
    draws = draw(plan, scenario.seed, 1)
    assert kernel.run_general(plan, draws).first_difference(kernel.run_full(plan, draws)) is None


@pytest.fixture(scope="module")
def worked() -> list[tuple[Plan, Draws, Visits]]:
    """The days worked by hand, as the kernel runs them, because other tests hold these runs against the tables."""
    days = []
    for file in sorted(FOLDER.glob("*.toml")):
        scenario = read(file)
        plan = compile_plan(scenario)
        draws = draw(plan, scenario.seed, 1)
        days.append((plan, draws, kernel.run_full(plan, draws)))
    return days


@pytest.mark.parametrize(
    "fault", [f for f in FULL_DAY_FAULTS if f.name not in NOT_ON_THE_WORKED_DAYS], ids=lambda fault: fault.name
)
def test_a_fault_planted_into_the_full_day_shows_on_a_worked_day(
    fault: Fault, worked: list[tuple[Plan, Draws, Visits]], tmp_path: Path
) -> None:
    faulty = mutant(fault, tmp_path)
    assert any(_differs(faulty, *day) for day in worked)


def _differs(faulty: Any, plan: Plan, draws: Draws, visits: Visits) -> bool:
    try:
        return visits.first_difference(faulty.run_full(plan, draws)) is not None
    except (IndexError, OverflowError):  # nonsense was read as luck
        return True
