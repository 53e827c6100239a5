"""One replication of a scenario: the whole program in four lines."""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable
from concurrent.futures import Future
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
    from vaxsim.visits import Visits


def simulate(scenario: Scenario, replication: int = 1, seed: int | None = None, engine: str = AUTO) -> Result:
    """Replication `replication` (1, 2, ...) of a scenario, with the scenario's seed unless another is given.

    `engine` is "auto" (the one that is sooner done), "reference" or "kernel"; both give the same integers.  What does
    not add up is in `Result.violations`; it is never raised, so that it can be looked at.  Raises ValueError if
    replication or seed is negative or zero where it may not be, or there is no such engine; ModuleNotFoundError for the
    kernel without numba.
    """
    replication = whole("replication", replication, 1)
    seed = scenario.seed if seed is None else whole("seed", seed, 0)
    plan = compile_plan(scenario)
    return simulate_plan(plan, replication, seed, scenario, choose(engine, expected_visits(scenario), plan))


def engine_for(engine: str, scenario: Scenario, replications: int) -> str:
    """The engine that is sooner done with so many replications, if `engine` is "auto"; raises as `choose`."""
    return choose(engine, replications * expected_visits(scenario), compile_plan(scenario))


def simulate_plan(
    plan: Plan, replication: int, seed: int, scenario: Scenario | None = None, engine: str = "reference"
) -> Result:
    """As `simulate`, for a plan that is compiled once and run often, in a given engine."""
    draws = draw(plan, seed, replication)
    visits = run(plan, draws, engine) if engine == "reference" else _aside(lambda: run(plan, draws, engine))
    return Result(plan, draws, visits, scenario, seed, replication, engine)


def whole(name: str, value: int, least: int) -> int:
    """A whole number from `least` on, of any integer type.  Raises ValueError for anything else."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    number = operator.index(value)
    if number < least:
        raise ValueError(f"{name} must be {least} or more, not {number}")
    return number


def _aside(work: Callable[[], Visits]) -> Visits:
    """Do something in a thread of its own: numba does not bear an exception that a signal raises while it is called.

    After KeyboardInterrupt it is not waited for, as machine code cannot be interrupted.
    """
    outcome: Future[Visits] = Future()

    def attempt() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # handed to the calling thread
            outcome.set_exception(error)

    threading.Thread(target=attempt, daemon=True).start()
    return outcome.result()
