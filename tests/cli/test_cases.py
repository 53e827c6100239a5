"""``vaxsim cases``: what it prints and writes, and how it ends."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.cases.small import LINES, folder
from vaxsim.cases.page import BEGIN, END
from vaxsim.cli import app
from vaxsim.cli.exits import Exit


@pytest.fixture
def cases(tmp_path):
    """A function that runs the command on a small folder of cases."""
    place = folder(tmp_path)
    return lambda *options: CliRunner().invoke(app, ["cases", str(place), *map(str, options)])


def test_every_figure_of_every_case_is_printed_and_the_misses_are_counted(cases):
    done = cases()
    assert done.exit_code == Exit.OK
    assert "A: Twelve | in an hour, 3 days" in done.stdout
    assert "served for" in done.stdout
    assert "240 ± 1" in done.stdout
    assert "cannot be run" in done.stdout
    assert "stations.desk.desks" in done.stdout
    assert done.stdout.rstrip().endswith("about one true figure in twenty may miss.")


def test_json_holds_every_finding(cases):
    summary = json.loads(cases("--json").stdout)
    assert summary["figures"] == {"agrees": 2, "misses": 1, "only shown": 1, "cannot be run": 1}
    assert [case["scenario"] for case in summary["cases"]] == ["site.toml", "refused.toml"]
    assert summary["versions"]["vaxsim"]


def test_one_case_is_run_alone_with_so_many_days(cases):
    summary = json.loads(cases("--case", "A", "--reps", 2, "--json").stdout)
    assert [(case["case"], case["replications"]) for case in summary["cases"]] == [("A", 2)]


def test_a_case_that_is_not_there_is_refused_with_those_that_are(cases):
    done = cases("--case", "C7")
    assert done.exit_code == Exit.USAGE
    assert "there is: A, B" in done.stderr


def test_findings_are_put_into_a_page(cases, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"# Cases\n{BEGIN}\n{END}\n", encoding="utf-8")
    assert cases("--write", page).exit_code == Exit.OK
    assert "| come | patients | about 12 |" in page.read_text(encoding="utf-8")


def test_a_page_without_marks_is_refused_before_anything_is_run(cases, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Cases\n", encoding="utf-8")
    done = cases("--write", page)
    assert done.exit_code == Exit.USAGE
    assert "no lines" in done.stderr
    assert page.read_text(encoding="utf-8") == "# Cases\n"


def test_a_page_is_not_cut_down_to_one_case(cases, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    assert cases("--case", "A", "--write", page).exit_code == Exit.USAGE
    assert page.read_text(encoding="utf-8") == f"{BEGIN}\n{END}\n"


def test_a_folder_without_cases_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["cases"])
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "scenarios/published: no cases.csv here; name the folder" in done.stderr


def test_a_number_that_a_site_does_not_have_ends_the_command(tmp_path):
    folder(tmp_path, LINES[1].replace("desk)", "disk)"))
    done = CliRunner().invoke(app, ["cases", str(tmp_path)])
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "served for" in done.stderr
