"""Stories asked for on the command line: what is printed, what is refused and how the command exits."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.sites import SMALL
from vaxsim.cli import app
from vaxsim.cli.exits import Exit


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "site.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["run", "site.toml", "--no-figures", "--engine", "reference", *arguments])


def lines_of(done: Result) -> list[str]:
    """The story in what was printed."""
    assert done.exit_code == Exit.OK, done.output
    return [line for line in done.stdout.splitlines() if re.match(r"\d\d:\d\d:\d\d  ", line)]


def test_a_patient_is_told_of_the_first_day_instead_of_tables() -> None:
    done = run("--trace", "patient=5")
    lines = lines_of(done)
    assert "replication 1 alone" in done.stdout.splitlines()[0]
    assert "patient 5 comes for the slot" in lines[0]
    assert "patient 5 leaves the site: vaccinated" in lines[-1]
    assert len(done.stdout.splitlines()) == len(lines) + 4
    assert (Path("results") / "site-rep1" / "visits.csv").exists()


def test_the_day_of_rep_is_told() -> None:
    assert "replication 3 alone" in run("--trace", "patient=5", "--rep", "3").stdout
    assert lines_of(run("--trace", "patient=5", "--rep", "3")) != lines_of(run("--trace", "patient=5"))


def test_several_traces_and_a_time_are_combined() -> None:
    both = lines_of(run("--trace", "patient=5", "--trace", "nurses#1"))
    assert any("patient 5 comes" in line for line in both)
    assert any("nurses#1 comes on duty" in line for line in both)
    within = lines_of(run("--trace", "patient=5", "--trace", "nurses#1", "--from", "08:10", "--to", "08:20"))
    assert within == [line for line in both if "08:10:00" <= line[:8] < "08:20:00"]
    assert within


def test_a_quarter_of_an_hour_is_told_of_everybody() -> None:
    lines = lines_of(run("--from", "08:30", "--to", "08:45"))
    assert all("08:30:00" <= line[:8] < "08:45:00" for line in lines)
    assert {"registration", "vaccination"} <= set(" ".join(lines).replace(",", "").split())


def test_json_holds_the_story_too() -> None:
    summary = json.loads(run("--trace", "patient=5", "--json").stdout)
    assert summary["story"] == lines_of(run("--trace", "patient=5"))


def test_a_day_without_a_story_has_none_in_its_summary() -> None:
    assert "story" not in json.loads(run("--rep", "1", "--json").stdout)


def test_an_empty_story_says_so_and_is_no_error() -> None:
    done = run("--trace", "patient=5", "--from", "09:59", "--to", "10:00")
    assert done.exit_code == Exit.OK
    assert "nothing is recorded of patient 5 from 09:59 to 10:00" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--trace", "patient=99"), "--trace: there is no patient 99; there are patients 1 to 40"),
        (("--trace", "patient=0"), "--trace: there is no patient 0; there are patients 1 to 40"),
        (("--trace", "patient=x"), "--trace patient=x: patients are numbered from 1, as in patient=17"),
        (("--trace", "patient=-1"), "--trace patient=-1: patients are numbered from 1, as in patient=17"),
        (("--trace", "nurse#1"), 'there is no unit of staff "nurse#1"; did you mean "nurses#1"?'),
        (("--trace", "clerks#7"), 'the group "clerks" has 2: clerks#1 to clerks#2'),
        (("--from", "9"), "--from: '9' is no time of day"),
        (("--to", "9:75"), "--to: '9:75' is no time of day"),
        (("--from", "20:00"), "--from, --to: from 20:00 lies outside of the day, which went from 07:"),
        (("--from", "09:00", "--to", "09:00"), "--from, --to: from 09:00 to 09:00 is no stretch of time"),
    ],
)
def test_what_cannot_be_told_is_one_clear_error_and_nothing_is_written(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == Exit.USAGE
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not Path("results").exists() or not list(Path("results").iterdir())


def test_a_story_of_many_replications_is_wrong_usage() -> None:
    assert run("--trace", "patient=5", "--reps", "3").exit_code == Exit.USAGE


def test_names_in_a_story_are_printed_as_they_stand(site: Path) -> None:
    site.write_text(SMALL.replace('"registration"', '"[bold]接种[/bold]"'), encoding="utf-8")
    assert "joins the line of [bold]接种[/bold], " in run("--trace", "patient=5").stdout


def test_the_chart_of_the_staff_is_drawn_of_one_day_too(site: Path) -> None:
    site.write_text(SMALL.replace("nurses", "\U0001f9d9"), encoding="utf-8")
    done = CliRunner().invoke(app, ["run", "site.toml", "--engine", "reference", "--rep", "2"])
    assert done.exit_code == Exit.OK, done.output
    assert "Figures (PNG, SVG)" in done.stdout.splitlines()[-1]
    assert {path.suffix for path in Path("results/site-rep2").glob("staff_timeline.*")} == {".png", ".svg"}
    assert "No installed font can draw \U0001f9d9" in done.stderr
