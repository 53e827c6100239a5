"""One replication of a scenario: the whole program in four lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.draws import draw
from vaxsim.engines import run
from vaxsim.engines.choosing import AUTO, choose
from vaxsim.plan import compile_plan
from vaxsim.results import Result
from vaxsim.scenario.size import expected_visits

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.scenario import Scenario


def simulate(scenario: Scenario, replication: int = 1, seed: int | None = None, engine: str = AUTO) -> Result:
    """Replication `replication` (1, 2, ...) of a scenario, with the scenario's seed unless another is given.

    `engine` is "auto" (the one that is sooner done), "reference" or "kernel"; both give the same integers.  What does
    not add up is in `Result.violations`; it is never raised, so that it can be looked at.  Raises ValueError if
    replication or seed is negative or zero where it may not be, or there is no such engine; ModuleNotFoundError for the
    kernel without numba.
    """
    seed = scenario.seed if seed is None else seed
    if replication < 1 or seed < 0:
        raise ValueError(f"replications count from 1 and seeds from 0, not {replication} and {seed}")
    plan = compile_plan(scenario)
    return simulate_plan(plan, replication, seed, scenario, choose(engine, expected_visits(scenario)))


def simulate_plan(
    plan: Plan, replication: int, seed: int, scenario: Scenario | None = None, engine: str = "reference"
) -> Result:
    """As `simulate`, for a plan that is compiled once and run often, in a given engine."""
    draws = draw(plan, seed, replication)
    visits = run(plan, draws, engine)
    return Result(plan, draws, visits, scenario, seed, replication, engine)
