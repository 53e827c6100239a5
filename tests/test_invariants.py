"""Random small days, biased to ties, keep every rule that can be said without an engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from tests import invariants
from tests.engines.days import day
from tests.strategies import scenario_of, scenarios
from vaxsim import audit
from vaxsim.engines import ENGINES
from vaxsim.visits import Outcome, StaffState

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


def test_another_process_and_hash_seed_give_the_same_integers(scenarios: Path, project: Path) -> None:
    files = [str(scenarios / name) for name in ("small_clinic.toml", "guilin_site.toml")]
    outputs = set()
    for hash_seed in ("0", "1", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(project)}
        command = [sys.executable, "-c", DIGEST, *files]
        outputs.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(outputs) == 1
    assert outputs.pop().count("crew") == len(files)
