"""``vaxsim explain`` as a user types it."""

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


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments])


def test_it_prints_what_was_understood_and_writes_nothing(here: Path) -> None:
    done = explain("site.toml")
    assert done.exit_code == Exit.OK
    for words in ("a small site", "registration", "nurses", "First bottleneck: nurses", "in the long run while"):
        assert words in done.stdout
    assert [path.name for path in here.iterdir()] == ["site.toml"]


def test_with_a_folder_tables_and_the_figure_are_in_it(here: Path) -> None:
    done = explain("site.toml", "--out", "told")
    assert done.exit_code == Exit.OK
    files = set(json.loads((here / "told" / "summary.json").read_text(encoding="utf-8"))["files"])
    assert files == {path.name for path in (here / "told").iterdir()}
    assert {"expected.png", "expected.svg", "staff.csv", "load.csv"} <= files


def test_json_is_all_that_is_printed(here: Path) -> None:
    told = json.loads(explain("site.toml", "--json", "--set", "stations.vaccination.desks=5").stdout)
    assert told["overrides"] == {"stations.vaccination.desks": 5}
    assert [row["desks"] for row in told["stations"]] == [2, 5]


def test_a_wrong_scenario_is_refused_with_its_place_and_nothing_is_written(here: Path) -> None:
    done = explain("site.toml", "--set", "stations.vaccination.desks=0", "--out", "told")
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "--set stations.vaccination.desks" in done.output
    assert not (here / "told").exists()
