"""The feed-forward path: which plans it is for, when it stands back, and that `run` takes it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.plain_lines import plan_with_luck
from vaxsim.draws import draw
from vaxsim.engines import kernel, reference, run
from vaxsim.plan import compile_plan
from vaxsim.scenario import Scenario, read
from vaxsim.units import LONGEST


def scenario(**more: Any) -> Scenario:
    """Two stations with desks and six people at 08:00, and what a test adds."""
    table: dict[str, Any] = {
        "day": {"open": [["08:00", "09:00"]]},
        "arrivals": [{"kind": "group", "at": "08:00", "size": 6}],
        "stations": [
            {"name": "registration", "desks": 2, "service": 3},
            {"name": "vaccination", "desks": 1, "service": 2, "doses": 1},
        ],
    }
    for path, value in more.items():
        table[path] = value
    return Scenario.from_dict(table)


TWO_CLASSES = [{"name": "old", "priority": 1}, {"name": "young"}]
SHARED = [{"kind": "group", "at": "08:00", "size": 6, "classes": {"old": 0.5, "young": 0.5}}]
BY_PRIORITY = {"name": "vaccination", "desks": 1, "service": 2, "doses": 1, "discipline": "priority"}
NURSES = [{"group": "nurses", "roles": ["nurse"], "shifts": [{"from": "08:00", "to": "09:00", "count": 1}]}]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"classes": TWO_CLASSES, "arrivals": SHARED},
        {"stations": [BY_PRIORITY]},
        {"day": {"open": [["08:00", "08:10"], ["08:20", "09:00"]], "gate": 5, "after_close": "turn_away"}},
    ],
    ids=["desks", "priorities that no station asks for", "a single class", "doors and gate"],
)
def test_desks_and_doors_make_a_plain_line(more: dict[str, Any]) -> None:
    plan = compile_plan(scenario(**more))
    assert kernel.is_plain_line(plan)
    draws = draw(plan, 1, 1)
    forward = kernel.run_plain_line(plan, draws)
    assert forward is not None
    assert reference.run(plan, draws).first_difference(forward) is None


@pytest.mark.parametrize(
    "more",
    [
        {"staff": NURSES},
        {"classes": TWO_CLASSES, "arrivals": SHARED, "stations": [BY_PRIORITY]},
        {"day": {"open": [["08:00", "09:00"]], "stop": "08:30"}},
    ],
    ids=["staff", "priorities", "stop"],
)
def test_what_needs_more_than_desks_is_no_plain_line(more: dict[str, Any]) -> None:
    plan = compile_plan(scenario(**more))
    assert not kernel.is_plain_line(plan)
    assert kernel.run_plain_line(plan, draw(plan, 1, 1)) is None


def test_several_services_of_no_time_before_a_desk_are_left_to_the_general_engine() -> None:
    stations = [{"name": "registration", "service": 0}, {"name": "vaccination", "desks": 1, "service": 2, "doses": 1}]
    plan = compile_plan(scenario(stations=stations))
    draws = draw(plan, 1, 1)
    assert kernel.is_plain_line(plan)
    assert kernel.run_plain_line(plan, draws) is None
    assert reference.run(plan, draws).first_difference(run(plan, draws, "kernel")) is None


def test_the_standard_job_is_a_plain_line(project: Any) -> None:
    plan = compile_plan(read(project / "benchmarks/standard_job.toml"))
    assert kernel.run_plain_line(plan, draw(plan, 1, 1)) is not None


def test_a_day_too_long_for_the_keys_is_refused_as_by_the_general_engine() -> None:
    nobody_walks = np.zeros((4000, 2), np.int64)
    plan, draws = plan_with_luck(nobody_walks[:, 0], np.full((4000, 2), LONGEST), [1, 1], nobody_walks)
    assert kernel.run_plain_line(plan, draws) is None
    with pytest.raises(OverflowError, match="too long"):
        run(plan, draws, "kernel")
