"""``vaxsim staff`` as a user types it: what it prints, writes and answers to what makes no sense."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.cli import app
from vaxsim.cli.exits import Exit
from vaxsim.units import clock

PROMISE = ["--promise", "p90(wait) <= 12"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("site.toml").write_text(SMALL, encoding="utf-8")
    return "site.toml"


def staff(*arguments: str):
    return CliRunner().invoke(app, ["staff", *arguments])


def test_the_plan_is_written_and_can_be_run(site):
    done = staff(site, *PROMISE, "--vary", "nurses=1..5", "--reps", "10")
    assert done.exit_code == Exit.OK
    plan = vs.read("results/site-staff/plan.toml")
    summary = json.loads(Path("results/site-staff/summary.json").read_text())
    assert plan.staff[1].shifts[0].count == summary["posts"][0]["plan"]
    assert plan.promises == ("p90(wait) <= 12",)
    assert f"{summary['people']} people keep all promises" in done.stdout
    assert {"plan.toml", "posts.csv", "one_more_one_fewer.csv", "one_more_one_fewer.png"} <= set(summary["files"])
    posts = pd.read_csv("results/site-staff/posts.csv")
    assert len(posts) == 1
    shift = plan.staff[1].shifts[0]
    assert posts["hours"].tolist() == [f"{clock(shift.from_)}-{clock(shift.to)}"]


def test_json_is_all_that_is_printed(site):
    done = staff(site, *PROMISE, "--vary", "nurses=1..5", "--reps", "5", "--json", "--no-figures")
    assert json.loads(done.stdout)["promises"][0]["promise"] == "p90(wait) <= 12"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--promise", "p90(wiat) <= 20"], Exit.USAGE, "did you mean 'wait'"),
        (["--vary", "nurse=1..3"], Exit.USAGE, 'did you mean "nurses"'),
        (["--vary", "nurses=3..1"], Exit.USAGE, "at most the second"),
        (["--vary", "nurses"], Exit.USAGE, "GROUP=1..10"),
        ([*PROMISE, "--vary", "nurses=1..1"], Exit.NO_ANSWER, "with the most people (nurses 1): p90(wait) <= 12"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(site, arguments, code, said):
    done = staff(site, *arguments)
    assert done.exit_code == code
    assert said in " ".join(done.output.split())
    assert not Path("results").exists()


def test_the_front_is_written_and_printed(site):
    done = staff(site, "--pareto", "--vary", "nurses=1..3", "--reps", "5")
    assert done.exit_code == Exit.OK
    summary = json.loads(Path("results/site-staff/summary.json").read_text())
    front = pd.read_csv("results/site-staff/front.csv")
    assert len(front) == len(summary["points"])
    assert {"front.csv", "front.png", "front.svg"} <= set(summary["files"])
    assert f"{len(front)} staffings that none beats" in done.stdout


def test_so_many_people_are_placed(site):
    done = staff(site, *PROMISE, "--people", "5", "--reps", "5")
    assert done.exit_code == Exit.OK
    summary = json.loads(Path("results/site-staff/summary.json").read_text())
    plan = vs.read("results/site-staff/plan.toml")
    assert sum(group.shifts[0].count for group in plan.staff) == summary["people"] == 5
    assert "5 people serve" in done.stdout


def test_the_front_and_the_reverse_question_are_two_questions(site):
    assert staff(site, "--pareto", "--people", "5").exit_code == Exit.USAGE
