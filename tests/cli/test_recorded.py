"""The commands on recorded times as a user types them: what they print and write, how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import vaxsim
from vaxsim.cli import app
from vaxsim.cli.exits import Exit

SITE = """
title = "One desk"
[day]
open = [["09:00", "11:00"]]
[[arrivals]]
kind = "spread"
n = 12
from = "09:00"
to = "10:00"
[[stations]]
name = "desk"
desks = 2
service = { dist = "exponential", mean = 6 }
"""

TABLE = "came,begin,end\n" + "".join(
    f"09:{5 * i:02d}:{7 * i:02d},09:{5 * i:02d}:{7 * i:02d},09:{5 * i + 3:02d}:{(11 * i) % 60:02d}\n" for i in range(8)
)
SPOILT = TABLE + "09:50,09:51,09:49\n09:52,09:53,\n09:54,,09:58\n"

COLUMNS = ("--arrival", "came", "--station", "desk=begin:end")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario and tables in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    (tmp_path / "times.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "spoilt.csv").write_text(SPOILT, encoding="utf-8")
    return tmp_path


def vax(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def fit(*arguments: str) -> Result:
    return vax("fit", *arguments, "--draws", "19", "--no-figures")


def validate(*arguments: str) -> Result:
    return vax("validate", "site.toml", *arguments, "--reps", "30", "--no-figures")


def test_fit_prints_the_lines_to_paste_and_a_scenario_takes_them(here: Path) -> None:
    done = fit("times.csv", *COLUMNS)
    assert done.exit_code == Exit.OK
    pasted = (here / "results" / "times-fit" / "paste.toml").read_text(encoding="utf-8")
    assert all(line in done.stdout for line in pasted.splitlines())
    (here / "pasted.toml").write_text('title = "p"\n[day]\nopen = [["09:00", "10:00"]]\n' + pasted, encoding="utf-8")
    assert vax("check", "pasted.toml").exit_code == Exit.OK
    assert vaxsim.read(here / "pasted.toml").stations[0].name == "desk"


def test_both_commands_name_every_odd_record(here: Path) -> None:
    for done, folder in ((fit("spoilt.csv", *COLUMNS), "fit"), (validate("spoilt.csv", *COLUMNS), "validate")):
        assert done.exit_code == Exit.OK, done.output
        assert "spoilt.csv:10:13: desk ends at 09:49, before it begins at 09:51" in done.stdout
        assert "spoilt.csv:11:7: desk was not over when recording ended" in done.stdout
        assert "spoilt.csv:12:8: desk ends at 09:58, but when it began is not written down" in done.stdout
        summary = json.loads((here / "results" / f"spoilt-{folder}" / "summary.json").read_text(encoding="utf-8"))
        assert [(odd["line"], odd["used"]) for odd in summary["odd_records"]] == [(10, False), (11, True), (12, False)]


@pytest.mark.parametrize("command", [fit, validate])
def test_json_is_the_summary_and_nothing_else(here: Path, command) -> None:
    done = command("times.csv", *COLUMNS, "--json", "--out", "o")
    assert json.loads(done.stdout) == json.loads((here / "o" / "summary.json").read_text(encoding="utf-8"))


def test_figures_are_written_as_png_and_svg(here: Path) -> None:
    assert vax("fit", "times.csv", *COLUMNS, "--draws", "19", "--out", "a").exit_code == Exit.OK
    assert vax("validate", "site.toml", "times.csv", *COLUMNS, "--reps", "30", "--out", "b").exit_code == Exit.OK
    for figure in ("a/fit", "b/validation"):
        assert (here / f"{figure}.png").stat().st_size > 10_000
        assert (here / f"{figure}.svg").stat().st_size > 10_000


def test_the_same_command_again_writes_the_same_bytes(here: Path) -> None:
    for name in ("a", "b"):
        assert vax("validate", "site.toml", "times.csv", *COLUMNS, "--reps", "30", "--out", name).exit_code == Exit.OK
    for path in (here / "a").iterdir():
        assert path.read_bytes() == (here / "b" / path.name).read_bytes(), path.name


def test_validate_prints_the_verdict_and_what_it_is_worth(here: Path) -> None:
    done = validate("times.csv", *COLUMNS)
    assert "Whether the recorded day agrees with the model cannot be told" in done.stdout
    assert "Agreement is no proof" in done.stdout
    assert "too few replications" in done.stderr


def test_an_override_changes_the_model_that_is_held_against_the_day(here: Path) -> None:
    few = vax("validate", "site.toml", "times.csv", *COLUMNS, "--reps", "700", "--no-figures", "--json",
              "--set", "stations.desk.service=30")  # fmt: skip
    assert "mean service at desk" in json.loads(few.stdout)["verdict"]


@pytest.mark.parametrize("command", [fit, validate])
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), Exit.USAGE, "name at least one column"),
        (("--station", "desk"), Exit.USAGE, "BEGIN:END"),
        (("--visits", "desk=b:e"), Exit.USAGE, "--patient"),
        (("--arrival", "cam"), Exit.SCENARIO_WRONG, 'did you mean "came"'),
        (("--arrival", "came", "--until", "noon"), Exit.USAGE, "no time of day"),
    ],
)
def test_wrong_options_are_explained_and_write_nothing(here: Path, command, arguments, code: Exit, said: str) -> None:
    done = command("times.csv", *arguments)
    assert done.exit_code == code
    assert said in " ".join(done.output.replace("│", " ").split())
    assert not (here / "results").exists()


@pytest.mark.parametrize("command", [fit, validate])
def test_cells_that_are_no_times_exit_3_each_with_its_place(here: Path, command) -> None:
    (here / "bad.csv").write_text("came,begin,end\n9.00,09:01,09:05\n09:00,09:0,09:05\n", encoding="utf-8")
    done = command("bad.csv", *COLUMNS)
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "bad.csv:2:1: " in done.output
    assert "bad.csv:3:7: " in done.output


@pytest.mark.parametrize("command", [fit, validate])
def test_a_table_without_times_is_said(here: Path, command) -> None:
    (here / "empty.csv").write_text("came,begin,end\n,,\n", encoding="utf-8")
    done = command("empty.csv", *COLUMNS)
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "no row has a time" in done.output


def test_a_station_that_the_scenario_has_not_is_wrong_usage(here: Path) -> None:
    done = validate("times.csv", "--station", "dask=begin:end")
    assert done.exit_code == Exit.USAGE
    assert 'did you mean "desk"' in done.output


def test_a_failed_conservation_check_exits_4_after_writing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vaxsim.results import Result as OneDay

    monkeypatch.setattr(OneDay, "violations", ("made up",))
    done = validate("times.csv", *COLUMNS)
    assert done.exit_code == Exit.CHECK_FAILED
    assert (here / "results" / "times-validate" / "summary.json").exists()
