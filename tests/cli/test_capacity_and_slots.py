"""`vaxsim capacity` and `vaxsim slots` as a user types them: what they print and write, how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import vaxsim
from tests.experiments.test_slotting import DESK
from vaxsim.cli import app
from vaxsim.cli.exits import Exit

SLOT = "arrivals.0.per_slot"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario without luck in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk.toml").write_text(DESK, encoding="utf-8")
    return tmp_path


def vax(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def capacity(*arguments: str) -> Result:
    return vax("capacity", "desk.toml", *arguments, "--reps", "2")


def slots(*arguments: str) -> Result:
    return vax("slots", "desk.toml", *arguments, "--reps", "2")


def test_capacity_prints_the_answer_and_writes_what_was_tried(here: Path) -> None:
    done = capacity("--of", f"{SLOT}=1..6", "--promise", "max(wait) <= 10")
    assert done.exit_code == Exit.OK, done.output
    assert f"{SLOT} = 2 is the largest value at which max(wait) <= 10 is surely kept." in done.stdout
    written = {path.name for path in (here / "results" / "desk-capacity").iterdir()}
    assert written == {"capacity.png", "capacity.svg", "summary.json", "tried.csv"}


def test_slots_prints_lines_that_a_scenario_takes(here: Path) -> None:
    done = slots("--every", "20", "--promise", "max(wait) <= 10")
    assert done.exit_code == Exit.OK, done.output
    folder = here / "results" / "desk-slots"
    assert {path.name for path in folder.iterdir()} == {
        "paste.toml", "slots.csv", "slots.png", "slots.svg", "summary.json",
    }  # fmt: skip
    pasted = (folder / "paste.toml").read_text(encoding="utf-8")
    assert all(line in done.stdout for line in pasted.splitlines())
    head, tail = DESK.split("[[arrivals]]")[0], DESK[DESK.index("[[stations]]") :]
    (here / "new.toml").write_text(head + pasted + tail, encoding="utf-8")
    assert vaxsim.read(here / "new.toml").arrivals[0].capacity() == 6


@pytest.mark.parametrize(
    ("command", "answer"), [((capacity, "--of", f"{SLOT}=1..6"), "answer"), ((slots, "--every", "20"), "best")]
)
def test_json_is_the_summary_and_nothing_else(here: Path, command, answer: str) -> None:
    call, *arguments = command
    done = call(*arguments, "--promise", "max(wait) <= 10", "--no-figures", "--json", "--out", "o")
    assert json.loads(done.stdout) == json.loads((here / "o" / "summary.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout)[answer] in (2, {"every": 20, "per_slot": [2, 2, 2]})


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ((capacity, "--of", f"{SLOT}=6..1", "--promise", "dosed > 1"), Exit.USAGE, "did you mean 1..6?"),
        ((capacity, "--of", f"{SLOT}=1..6"), Exit.USAGE, "there is no promise to keep"),
        ((capacity, "--of", SLOT, "--promise", "p90(wiat) <= 2"), Exit.USAGE, "did you mean 'wait'?"),
        ((capacity, "--of", "arrivals.0.perslot", "--promise", "dosed > 1"), Exit.SCENARIO_WRONG, 'mean "per_slot"?'),
        ((capacity, "--of", "arrivals.7.every", "--promise", "dosed > 1"), Exit.SCENARIO_WRONG, 'arrivals has no "7"'),
        ((slots, "--promise", "dosed > 1", "--every", "0"), Exit.USAGE, "--every: got slots of 0.0 minutes"),
        ((slots, "--promise", "dosed > 1", "--source", "web"), Exit.USAGE, "--source: there are no appointments 'web'"),
        ((slots, "--promise", "dosed"), Exit.USAGE, "--promise: 'dosed' is no promise"),
        ((capacity, "--of", f"{SLOT}=1..6", "--promise", "last_departure <= 1"), Exit.NO_ANSWER, "No value that was"),
        ((slots, "--every", "20", "--promise", "last_departure <= 1"), Exit.NO_ANSWER, "Not even one person booked"),
    ],
)
def test_mistakes_are_told_with_their_code_and_nothing_is_written(here: Path, command, code, said) -> None:
    call, *arguments = command
    done = call(*arguments)
    assert done.exit_code == code, done.output
    assert said in " ".join(done.output.split())
    assert not (here / "results").exists()
