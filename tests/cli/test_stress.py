"""``vaxsim stress`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.sites import SMALL
from vaxsim.cli import app
from vaxsim.cli.exits import Exit


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def stress(*arguments: str) -> Result:
    options = ["--reps", "3", "--engine", "reference", "--no-figures"]
    return CliRunner().invoke(app, ["stress", "site.toml", *options, *arguments])


def test_it_ranks_what_goes_wrong_and_says_what_does_not_apply(here: Path) -> None:
    done = stress()
    assert done.exit_code == Exit.OK, done.output
    for words in ("one of nurses missing", "a bus of 30 at 09:00", "Worst: ", "Not applied: more_walk_ins: nobody"):
        assert words in done.stdout
    summary = json.loads((here / "results" / "site-stress" / "summary.json").read_text(encoding="utf-8"))
    assert summary["files"] == ["differences.csv", "ranking.csv", "summary.json"]
    assert summary["strength"]["bus"] == 30


def test_json_is_all_that_is_printed_and_strength_is_what_was_asked(here: Path) -> None:
    told = json.loads(stress("--shock", "bus", "--bus", "4", "--json").stdout)
    assert [row["words"] for row in told["ranking"]] == ["a bus of 4 at 09:00"]


def test_without_figures_none_is_said_to_be_there(here: Path) -> None:
    done = stress("--shock", "bus")
    assert "ranking.csv, differences.csv and summary.json are in" in done.stdout
    assert "figure" not in done.stdout


def test_an_unknown_shock_ends_with_the_nearest_name_and_writes_nothing(here: Path) -> None:
    done = stress("--shock", "one_mising")
    assert done.exit_code == Exit.USAGE
    assert "did you mean 'one_missing'" in done.output
    assert not (here / "results").exists()
