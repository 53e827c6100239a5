"""Random small days, biased to ties, keep every rule that can be said without an engine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings

from tests import invariants
from tests.behaviours import BEHAVIOURS
from tests.engines.days import day
from tests.strategies import scenario_of, scenarios
from tests.test_behaviours import MADE_FOR, PLAIN
from vaxsim import audit
from vaxsim.draws import Draws
from vaxsim.engines import ENGINES
from vaxsim.plan import Plan
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER
from vaxsim.visits import Outcome, StaffState, Visits

EXAMPLES = settings.default.max_examples
"""As many as the hypothesis profile says; 100 unless another is chosen."""

DIGEST = """
import hashlib, sys
from vaxsim.scenario import read
from tests.engines.days import day
for file in sys.argv[1:]:
    _, _, visits = day(read(file))
    for name in ("began", "ended", "departed", "outcome", "crew"):
        print(name, hashlib.sha256(getattr(visits, name).tobytes()).hexdigest())
    print("timeline", hashlib.sha256(visits.timeline.began.tobytes()).hexdigest())
"""
"""A program that prints what an engine recorded, shortened."""


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=5 * EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(scenarios())
def test_every_rule_holds_on_random_days(engine: str, table: dict[str, Any]) -> None:
    plan, draws, visits = day(scenario_of(table), engine)
    event(f"vaccinated: {(visits.outcome == Outcome.VACCINATED).any()}")
    event(f"breaks: {(visits.timeline.state == StaffState.ON_BREAK).any()}")
    event(f"crews of two: {(visits.crew[:, :, 1:] >= 0).any()}")
    assert invariants.violations(plan, draws, visits) == []
    assert audit.violations(plan, draws, visits) == ()


def days_made_for_a_behaviour() -> list[Scenario]:
    """The small days on which behaviours are recognised."""
    return [Scenario.from_dict(PLAIN | changes) for name, changes in MADE_FOR.items() if name in BEHAVIOURS]


def changed_by_one(visits: Visits, choose: Random, count: int) -> Iterator[tuple[str, Visits]]:
    """Records in which one number is one more than it was, and the name of its field."""
    tables = [(field.name, getattr(visits, field.name)) for field in fields(visits)]
    arrays = [((name,), value) for name, value in tables if isinstance(value, np.ndarray)]
    for name, table in tables:
        if is_dataclass(table):
            arrays += [((name, field.name), getattr(table, field.name)) for field in fields(table)]
    places = [(path, place) for path, array in arrays for place in np.ndindex(array.shape) if array[place] < NEVER]
    for path, place in choose.sample(places, min(count, len(places))):
        table = visits if len(path) == 1 else getattr(visits, path[0])
        array = np.array(getattr(table, path[-1]))
        array[place] += 1
        other = replace(table, **{path[-1]: array})
        yield ".".join(path), other if len(path) == 1 else replace(visits, **{path[0]: other})


def noticed(plan: Plan, draws: Draws, visits: Visits) -> bool:
    try:
        return invariants.violations(plan, draws, visits) != []
    except (IndexError, ValueError):
        return True  # a number that points at nothing


UNSAID = {"breaks_missed", "doses_left", "moves.who"}
"""Fields of which not every number is said twice: missed breaks, the form of what is left, makers of equal doses."""


def test_nearly_every_number_that_is_changed_by_one_is_noticed() -> None:
    choose, seen, found = Random(1), Counter[str](), Counter[str]()
    for scenario in days_made_for_a_behaviour():
        plan, draws, visits = day(scenario)
        assert invariants.violations(plan, draws, visits) == []
        for name, other in changed_by_one(visits, choose, 30):
            seen[name] += 1
            found[name] += noticed(plan, draws, other)
    assert {name: found[name] for name in seen if found[name] < 0.8 * seen[name] and name not in UNSAID} == {}
    assert found.total() > 0.95 * seen.total()


def test_another_process_and_hash_seed_give_the_same_integers(scenarios: Path, project: Path) -> None:
    files = [str(scenarios / name) for name in ("small_clinic.toml", "guilin_site.toml")]
    outputs = set()
    for hash_seed in ("0", "1", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(project)}
        command = [sys.executable, "-c", DIGEST, *files]
        outputs.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(outputs) == 1
    assert outputs.pop().count("crew") == len(files)
