"""What is right but may not be meant is said by `check`, with its place in the file, and refuses nothing."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.scenario.wrong import RIGHT
from vaxsim.cli import app
from vaxsim.scenario import Scenario
from vaxsim.scenario.remarks import REMARKS, remarks


def said(changes: dict[tuple[Any, ...], Any]) -> list[str]:
    """The remarks about the right scenario with some values changed."""
    data = copy.deepcopy(RIGHT)
    for path, value in changes.items():
        here: Any = data
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value
    return [str(remark) for remark in remarks(Scenario.from_dict(data))]


SHARED = {("staff", 0, "roles"): ["clerk", "nurse"], ("stations", 2, "waiting_room"): 2}
PREPARED = {"group": "nurses", "per_dose": 1, "release": [["08:00", 5]]}

CASES = {
    "units needed later": (
        SHARED,
        "stations.desk.name: remark: who cannot go on to jab keeps only the desk, because those who serve here "
        "(clerks) can also serve at a later station",
    ),
    "units needed later, said beside blocks": (
        SHARED | {("stations", 0, "blocks"): "desk_and_staff"},
        "stations.desk.blocks: remark: who cannot go on",
    ),
    "a room that may never empty": (
        {("stations", 2, "waiting_room"): 2, ("stations", 2, "hold"): {"station": "desk", "more_than": 3}},
        "stations.jab.hold: remark: waits for desk, from where patients come here: once the room here is full and more "
        "than 3 are in that line, neither station goes on",
    ),
    "deliveries to an endless stock": (
        {("vaccines",): [{"name": "A", "deliveries": [["09:00", 5]]}]},
        "vaccines.A.deliveries: remark: change nothing, because the stock is endless",
    ),
    "doses given nowhere": (
        {("vaccines",): [{"name": "A"}], ("stations", 2, "doses"): 0},
        "vaccines.A.name: remark: no station gives doses",
    ),
    "a vaccine for nobody": (
        {("vaccines",): [{"name": "A"}, {"name": "B"}]},
        "vaccines.B.name: remark: no class gets this vaccine",
    ),
    "handing over to nobody": (
        {("staff", 1, "handover"): True},
        "staff.nurses.handover: remark: hands over to nobody: the group has one shift only",
    ),
    "carrying doses for nothing": (
        {("staff", 0, "restock"): {"holds": 5, "fill": 1}},
        "staff.clerks.restock: remark: changes nothing: the group serves at no station that gives doses",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_may_not_be_meant_is_said_where_it_stands(name: str) -> None:
    changes, expected = CASES[name]
    (only,) = said(changes)
    assert only.startswith(expected)


FINE = {
    "the right scenario": {},
    "only the desk is kept, as asked": SHARED | {("stations", 0, "blocks"): "desk"},
    "units needed later before a room without a limit": {("staff", 0, "roles"): ["clerk", "nurse"]},
    "units needed nowhere else": {("stations", 2, "waiting_room"): 2},
    "a hold for an earlier line, without a room": {("stations", 2, "hold"): {"station": "desk", "more_than": 3}},
    "a hold for a later line, behind a room": {
        ("stations", 2, "waiting_room"): 2,
        ("stations", 2, "hold"): {"station": "rest", "more_than": 3},
    },
    "deliveries to a stock": {("vaccines",): [{"name": "A", "stock": 0, "deliveries": [["09:00", 5]]}]},
    "each class its vaccine": {
        ("vaccines",): [{"name": "A"}, {"name": "B"}],
        ("classes",): [{"name": "young", "vaccine": "B"}, {"name": "old"}],
    },
    "carrying doses that are given": {("staff", 1, "restock"): {"holds": 5, "fill": 1}},
}


@pytest.mark.parametrize("name", FINE)
def test_nothing_is_said_about(name: str) -> None:
    assert said(FINE[name]) == []


def test_each_remark_is_made_somewhere() -> None:
    made = {remark for remark in REMARKS for changes, _ in CASES.values() if _finds(remark, changes)}
    assert made == set(REMARKS)


def _finds(remark: Any, changes: dict[tuple[Any, ...], Any]) -> bool:
    data = copy.deepcopy(RIGHT)
    for path, value in changes.items():
        here: Any = data
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value
    return any(True for _ in remark(Scenario.from_dict(data)))


def test_check_prints_remarks_with_their_line_and_the_file_is_right_all_the_same(tmp_path: Path) -> None:
    text = Scenario.from_dict(RIGHT | {"vaccines": [{"name": "A", "deliveries": [["09:00", 5]]}]}).to_toml()
    file = tmp_path / "site.toml"
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index('deliveries = [["09:00", 5]]') + 1
    done = CliRunner().invoke(app, ["check", str(file)])
    assert done.exit_code == 0
    remark, right = done.stdout.splitlines()
    assert remark.startswith(f"{file}:{line}:1: vaccines.A.deliveries: remark: change nothing")
    assert right == f"{file}: ok (right)"
