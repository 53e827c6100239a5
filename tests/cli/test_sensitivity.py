"""``vaxsim sensitivity`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.sites import SMALL
from vaxsim.cli import app
from vaxsim.cli.exits import Exit

FIELD = ("--vary", "arrivals.0.per_slot=8..12")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def sensitivity(*arguments: str) -> Result:
    options = ["--reps", "2", "--points", "4", "--engine", "reference", "--no-figures"]
    return CliRunner().invoke(app, ["sensitivity", "site.toml", *options, *arguments])


def test_it_prints_both_tables_and_writes_them(here: Path) -> None:
    done = sensitivity(*FIELD, "--metric", "mean(wait)")
    assert done.exit_code == Exit.OK, done.output
    for words in ("one at a time", "all together", "mean(wait) hangs most on arrivals.0.per_slot"):
        assert words in done.stdout
    summary = json.loads((here / "results" / "site-sensitivity" / "summary.json").read_text(encoding="utf-8"))
    assert summary["files"] == ["sobol.csv", "summary.json", "tornado.csv"]


def test_a_number_that_nothing_changes_keeps_its_tornado_and_the_reason_why_there_are_no_shares(here: Path) -> None:
    done = sensitivity("--vary", "staff.nurses.cost=1..2", "--metric", "mean(wait)")
    assert done.exit_code == Exit.OK, done.output
    assert "one at a time" in done.stdout
    assert "mean(wait) is the same at both ends of every field." in done.stdout
    assert "No shares of variance: the number is the same at all points" in " ".join(done.stdout.split())
    summary = json.loads((here / "results" / "site-sensitivity" / "summary.json").read_text(encoding="utf-8"))
    assert summary["files"] == ["summary.json", "tornado.csv"]
    assert summary["no_shares"].startswith("the number is the same at all points")


def test_without_figures_none_is_said_to_be_there(here: Path) -> None:
    done = sensitivity(*FIELD, "--points", "0")
    assert "Tables (CSV) and summary.json are in" in done.stdout
    assert "figure" not in done.stdout


def test_without_points_there_is_the_tornado_alone(here: Path) -> None:
    told = json.loads(sensitivity(*FIELD, "--points", "0", "--json").stdout)
    assert told["sobol"] == []
    assert [row["at"] for row in told["tornado"]] == [8, 12]


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        ((), "nothing is varied", Exit.USAGE),
        (("--vary", "arrivals.0.per_slot=12..8"), "wrong way round", Exit.USAGE),
        ((*FIELD, "--metric", "p90(wiat)"), "did you mean", Exit.USAGE),
        ((*FIELD, "--points", "5"), "power of two", Exit.USAGE),
        (("--vary", "stations.vacination.desks=1..2"), 'did you mean "vaccination"', Exit.SCENARIO_WRONG),
        (("--vary", "stations.vaccination.desks=0..2"), "desks", Exit.SCENARIO_WRONG),
    ],
)
def test_what_cannot_be_answered_says_why_and_leaves_nothing(
    here: Path, arguments: tuple[str, ...], words: str, code: Exit
) -> None:
    done = sensitivity(*arguments)
    assert done.exit_code == code, done.output
    assert words in done.output
    assert not (here / "results").exists()
