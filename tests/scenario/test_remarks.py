"""What is right but may not be meant is said by `check`, with its place in the file, and refuses nothing."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.scenario.wrong import RIGHT
from vaxsim.cli import app
from vaxsim.scenario import Scenario, read
from vaxsim.scenario.remarks import REMARKS, remarks
from vaxsim.scenario.without_effect import called_too_late, unsorted_traces
from vaxsim.simulation import simulate
from vaxsim.units import ticks


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

REST = {"earliest": "09:00", "latest": "10:00", "length": 100}
UNIFORM = {"dist": "uniform", "low": 10, "high": 30}

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
    "people called too late": (
        {("vaccines",): [{"name": "A", "standby": {"from": 10, "travel": UNIFORM}}]},
        "vaccines.A.standby: remark: nobody is called in time: from is 10 minutes before closing, the way takes 10 or",
    ),
    "breaks that are together as long as the shift": (
        {("staff", 1, "breaks"): [REST, REST | {"length": {"dist": "exponential", "mean": 9, "plus": 140}}]},
        "staff.nurses.breaks: remark: the breaks take 240 minutes or more of the shift from 08:00 to 12:00, which",
    ),
    "a party that may be of nobody": (
        {("arrivals", 0, "party"): {"dist": "normal", "mean": 2, "sd": 1}},
        "arrivals.0.party: remark: can be drawn below 1; such a party counts as 1 person",
    ),
    "balking at a line that the room does not hold": (
        {("stations", 0, "waiting_room"): 3, ("classes", 0, "balk"): {"more_than": 3}},
        "classes.young.balk: remark: nobody turns round: the room of desk holds 3",
    ),
    "a hold for a line that the room does not hold": (
        {("stations", 2, "waiting_room"): 2, ("stations", 0, "hold"): {"station": "jab", "more_than": 2}},
        "stations.desk.hold: remark: changes nothing: the room of jab holds 2, so its line is never longer",
    ),
    "patience where the class does not go": (
        {("classes", 0): {"name": "young", "skips": ["rest"], "patience": {"limit": 5, "stations": ["rest"]}}},
        "classes.young.patience: remark: changes nothing: the class visits none of rest",
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
    "people called in time": {
        ("vaccines",): [{"name": "A", "standby": {"from": 11, "travel": UNIFORM}}],
    },
    "balking at a line that fits into the room": {
        ("stations", 0, "waiting_room"): 3,
        ("classes", 0, "balk"): {"more_than": 2},
    },
    "a hold for a line that fits into the room": {
        ("stations", 2, "waiting_room"): 2,
        ("stations", 0, "hold"): {"station": "jab", "more_than": 1},
    },
    "patience at a station that the class visits": {
        ("classes", 0): {"name": "young", "skips": ["rest"], "patience": {"limit": 5, "stations": ["rest", "jab"]}},
    },
    "carrying doses that are given": {("staff", 1, "restock"): {"holds": 5, "fill": 1}},
}


@pytest.mark.parametrize("name", FINE)
def test_nothing_is_said_about(name: str) -> None:
    assert said(FINE[name]) == []


def test_each_remark_is_made_somewhere() -> None:
    made = {remark for remark in REMARKS for changes, _ in CASES.values() if _finds(remark, changes)}
    assert made | {unsorted_traces} == set(REMARKS)  # which takes a file, see below


def test_a_trace_out_of_order_is_remarked_on_and_comes_as_it_says(write_scenario, tmp_path: Path) -> None:
    (tmp_path / "come.csv").write_text("at\n08:10\n08:00\n08:10\n", encoding="utf-8")
    site = read(
        write_scenario(
            '[day]\nopen = [["08:00", "12:00"]]\n[[arrivals]]\nkind = "trace"\nfile = "come.csv"\ntime = "at"\n'
            '[[stations]]\nname = "jab"\ndesks = 1\nservice = 5\ndoses = 1\n'
        )
    )
    (remark,) = map(str, remarks(site))
    assert "arrivals.0.file: remark: is not in the order of time: row 2 says 08:00, after 08:10" in remark
    began = simulate(site, engine="reference").visits.began[:, 0]
    assert began.tolist() == [ticks(490), ticks(480), ticks(495)]


@pytest.mark.parametrize("file", sorted(Path(__file__).parents[2].glob("scenarios/**/*.toml")), ids=lambda p: p.stem)
def test_in_the_scenarios_nobody_is_called_too_late(file: Path) -> None:
    assert list(called_too_late(read(file))) == []


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
