"""Stress: a scenario on days on which something goes wrong, each beside the same day on which nothing does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vaxsim.engines.choosing import AUTO
from vaxsim.experiments.stressing.findings import Stress, judge
from vaxsim.experiments.stressing.shocks import SHOCKS, Blow, DoesNotApply, Strength
from vaxsim.experiments.trials import Trials
from vaxsim.metrics import suggestion
from vaxsim.promises import parse, parse_number
from vaxsim.scenario import ScenarioError
from vaxsim.scenario.uses import uses
from vaxsim.simulation import whole

if TYPE_CHECKING:
    from vaxsim.experiments.threads import Progress
    from vaxsim.scenario import Scenario

__all__ = ["SHOCKS", "Blow", "DoesNotApply", "Strength", "Stress", "stress"]

REPS = 100
"""Days of each variant unless told otherwise; with common random numbers enough to tell most shocks apart."""

NUMBERS = ("p90(wait)", "mean(wait)", "peak(inside)", "last_departure", "overtime")
"""What is reported of each shock, beside those who are not vaccinated and the numbers of the promises."""


def stress(
    scenario: Scenario,
    reps: int | None = None,
    seed: int | None = None,
    shocks: str | Iterable[str] | None = None,
    strength: Strength | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Stress:
    """Run every shock, or those named, against the scenario as it is, on common random numbers, and rank the harm.

    Raises KeyError with the nearest name for a shock that does not exist, ValueError for an empty list of them or fewer
    than two days.
    """
    reps = REPS if reps is None else whole("reps", reps, 2)
    blows, not_applied = blows_on(scenario, shocks, strength or Strength())
    promises = tuple(parse(text) for text in scenario.promises)
    named = dict.fromkeys((*_invited_and_vaccinated(scenario), *NUMBERS, *(promise.name for promise in promises)))
    trials = Trials(scenario, [parse_number(name) for name in named], seed, engine, threads)
    trials.run([{}, *(blow.changes for blow in blows)], reps, progress)
    values = [trials.values(blow.changes, reps) for blow in blows]
    return judge(scenario, tuple(named), promises, blows, trials.values({}, reps), values, not_applied, trials)


def blows_on(
    scenario: Scenario, shocks: str | Iterable[str] | None, strength: Strength
) -> tuple[list[Blow], dict[str, str]]:
    """The blows that the shocks strike, and why others do not apply, by their names."""
    blows: list[Blow] = []
    not_applied: dict[str, str] = {}
    names = list(SHOCKS) if shocks is None else [shocks] if isinstance(shocks, str) else list(shocks)
    if not names:
        raise ValueError(f"no shock is asked for; leave shocks out for all of them, or name some: {', '.join(SHOCKS)}")
    for name in names:
        if name not in SHOCKS:
            raise KeyError(f"there is no shock {name!r}; {suggestion(name, list(SHOCKS))}")
        try:
            for blow in SHOCKS[name](scenario, strength):
                refused = _refused(scenario, blow)
                if refused:
                    not_applied[blow.name] = refused
                else:
                    blows.append(blow)
        except DoesNotApply as why:
            not_applied[name] = str(why)
    return blows, not_applied


def _refused(scenario: Scenario, blow: Blow) -> str:
    """Why the changed scenario is none; empty if it is one."""
    try:
        scenario.replace(blow.changes)
    except ScenarioError as error:
        return error.problems[0].message
    return ""


def _invited_and_vaccinated(scenario: Scenario) -> tuple[str, str]:
    """The names of both numbers, of people where patients come in parties."""
    return ("people", "people_vaccinated") if "parties" in uses(scenario) else ("patients", "vaccinated")
