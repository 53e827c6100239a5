"""The commands as a user types them: what they print, what they write, how they exit."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from typer.testing import CliRunner

import vaxsim
from vaxsim import metrics
from vaxsim.cli import app, main, tables, with_command
from vaxsim.cli.exits import MEANINGS, Exit
from vaxsim.plots import DAY_SHEETS, SHEETS

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SITE = """
title = "Two stations"
replications = 3
promises = ["p90(wait) <= 60"]
[day]
open = [["09:00", "11:00"]]
[[arrivals]]
kind = "spread"
n = 12
from = "09:00"
to = "10:00"
punctuality = { dist = "normal", mean = 0, sd = 5 }
[[stations]]
name = "vaccination"
desks = 2
needs = { nurse = 1 }
service = { dist = "exponential", mean = 6 }
doses = 1
[[stations]]
name = "observation"
service = 15
[[staff]]
group = "nurses"
roles = ["nurse"]
shifts = [{ from = "09:00", to = "11:00", count = 2 }]
"""

Invoke = "Callable[..., Result]"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    return path


def vaxsim_with(*arguments: str) -> Result:
    return CliRunner().invoke(app, with_command(arguments))


def run_quickly(*arguments: str) -> Result:
    return vaxsim_with("run", "site.toml", "--no-figures", *arguments)


def test_run_prints_numbers_promises_and_what_limits_the_site(site: Path) -> None:
    done = run_quickly()
    assert done.exit_code == Exit.OK, done.output
    assert "Two stations: 3 days simulated, seed 1" in done.output
    assert re.search(r"vaccinated +12\.0 .*patients", done.output)
    assert re.search(r"^nurses +2\.00 +\d", done.output, re.M)
    assert "promise p90(wait) <= 60: kept" in done.output
    assert "summary.json are in results/site" in done.output.splitlines()[-1]


def test_run_writes_tables_and_a_summary_that_names_all_files(site: Path) -> None:
    run_quickly()
    folder = site.parent / "results" / "site"
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["files"] == sorted(path.name for path in folder.iterdir())
    assert {"metrics.csv", "curves.csv", "stations.csv", "staff.csv", "outcomes.csv", "patients.csv"} < set(
        summary["files"]
    )
    assert len(pd.read_csv(folder / "patients.csv")) == 12
    assert (pd.read_csv(folder / "daily.csv")["vaccinated"] == 12).all()


def test_the_summary_says_what_is_needed_for_the_same_numbers_again(site: Path) -> None:
    run_quickly("--seed", "7", "--set", "stations.vaccination.desks=1")
    summary = json.loads((site.parent / "results/site/summary.json").read_text(encoding="utf-8"))
    assert (summary["seed"], summary["replications"]) == (7, 3)
    assert summary["overrides"] == {"stations.vaccination.desks": 1}
    assert summary["versions"]["vaxsim"] == vaxsim.__version__
    assert {"python", "numpy", "scipy", "simpy"} < set(summary["versions"])
    assert re.fullmatch(r"[0-9a-f]{64}", summary["scenario_digest"])
    assert summary["scenario_file"] == "site.toml"
    assert str(site.parent) not in json.dumps(summary)


def test_json_prints_the_summary_and_nothing_else(site: Path) -> None:
    done = run_quickly("--json")
    assert json.loads(done.stdout) == json.loads((site.parent / "results/site/summary.json").read_text())


def test_the_same_run_again_writes_the_same_bytes(site: Path) -> None:
    contents = []
    for _ in range(2):
        vaxsim_with("run", "site.toml", "--reps", "2")
        contents.append({path.name: path.read_bytes() for path in (site.parent / "results/site").iterdir()})
    assert contents[0] == contents[1]


def test_a_batch_and_one_replication_have_the_same_tables(site: Path) -> None:
    run_quickly()
    run_quickly("--rep", "3")
    results = site.parent / "results"
    batch, alone = ({path.name for path in (results / name).iterdir()} for name in ("site", "site-rep3"))
    assert batch - alone == {"daily.csv"}
    assert alone <= batch


def test_one_replication_alone_is_the_one_of_the_batch(site: Path) -> None:
    run_quickly()
    done = run_quickly("--rep", "3")
    assert done.exit_code == Exit.OK, done.output
    alone = pd.read_csv(site.parent / "results/site-rep3/metrics.csv")
    daily = pd.read_csv(site.parent / "results/site/daily.csv").set_index("replication")
    waits = alone[(alone["name"] == "mean(wait)") & (alone["per"] == "site")]["value"]
    assert waits.item() == daily.loc[3, "mean(wait)"]
    assert {"patients.csv", "visits.csv", "staff.csv"} < {p.name for p in (site.parent / "results/site-rep3").iterdir()}


def test_figures_are_written_as_png_and_svg(site: Path) -> None:
    vaxsim_with("run", "site.toml", "--reps", "2")
    folder = site.parent / "results/site"
    figures = {path.stem for path in folder.glob("*.png")}
    assert figures == {path.stem for path in folder.glob("*.svg")}
    assert figures == {*SHEETS, *DAY_SHEETS}


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ("stations.vacination.desks=1", Exit.SCENARIO_WRONG, 'did you mean "vaccination"'),
        ("stations.vaccination.desks=-1", Exit.SCENARIO_WRONG, "stations"),
        ("no equals sign", Exit.USAGE, "PATH=VALUE"),
    ],
)
def test_a_wrong_override_is_explained_and_runs_nothing(site: Path, change: str, code: Exit, said: str) -> None:
    done = run_quickly("--set", change)
    assert (done.exit_code, said in done.stderr) == (code, True)
    assert not (site.parent / "results").exists()


def test_a_wrong_file_exits_3_with_every_mistake_located(site: Path) -> None:
    site.write_text(SITE.replace("desks = 2", "deks = 2").replace("count = 2", "count = -2"), encoding="utf-8")
    done = run_quickly()
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert re.search(r"^site\.toml:15:1: .*desks", done.stderr, re.M), done.stderr
    assert re.search(r"^site\.toml:25:\d+: ", done.stderr, re.M), done.stderr
    assert done.stdout == ""


def test_check_reports_on_every_file_and_exits_3_if_one_is_wrong(site: Path) -> None:
    (site.parent / "wrong.toml").write_text("title = 3\n")
    done = vaxsim_with("check", "site.toml", "wrong.toml")
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "site.toml: ok (Two stations)" in done.stdout
    assert "wrong.toml:1:" in done.stdout


def test_check_of_right_files_exits_0(site: Path) -> None:
    assert vaxsim_with("check", "site.toml").exit_code == Exit.OK


def test_check_finds_a_promise_that_means_nothing(site: Path) -> None:
    site.write_text(SITE.replace("p90(wait)", "p90(weight)"), encoding="utf-8")
    done = vaxsim_with("check", "site.toml")
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert re.search(r"site\.toml:4:\d+: promises", done.stdout), done.stdout


@pytest.mark.parametrize(
    "arguments", [("run", "missing.toml"), ("run", "."), ("nonsense",), ("run", "site.toml", "-x")]
)
def test_wrong_usage_exits_2(site: Path, arguments: tuple[str, ...]) -> None:
    assert vaxsim_with(*arguments).exit_code == Exit.USAGE


def test_a_missing_file_keeps_no_other_from_being_checked(site: Path) -> None:
    wrong = site.parent / "wrong.toml"
    wrong.write_text(site.read_text(encoding="utf-8") + "nonsense = 1", encoding="utf-8")
    done = vaxsim_with("check", "missing.toml", str(wrong), str(site))
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert done.stderr.strip() == "missing.toml: there is no such file"
    assert "nonsense" in done.stdout
    assert f"{site}: ok" in done.stdout
    assert vaxsim_with("check", str(site), "missing.toml").exit_code == Exit.USAGE


def test_reps_and_rep_together_are_wrong_usage(site: Path) -> None:
    assert run_quickly("--reps", "2", "--rep", "1").exit_code == Exit.USAGE


def test_more_replications_than_a_run_may_have_are_refused(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaxsim.scenario.size.MOST_VISITS_OF_A_RUN", 10_000)
    done = run_quickly("--reps", "5000")
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "--reps 5000: got about" in done.stderr
    assert not (site.parent / "results").exists()
    assert run_quickly("--reps", "1", "--allow-large").exit_code == Exit.OK


def test_an_output_folder_with_other_files_is_refused(site: Path) -> None:
    done = run_quickly("--out", str(site.parent))
    assert done.exit_code == Exit.USAGE
    (site.parent / "mine").mkdir()
    (site.parent / "mine" / "thesis.doc").write_text("x")
    done = run_quickly("--out", "mine")
    assert (done.exit_code, "thesis.doc" in done.stderr) == (Exit.USAGE, True)


def test_results_that_cannot_be_written_exit_5(site: Path) -> None:
    done = run_quickly("--out", "site.toml/inside")
    assert (done.exit_code, "cannot write results" in done.stderr) == (Exit.NOT_WRITTEN, True)


def test_ctrl_c_in_the_middle_exits_130_and_leaves_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vaxsim.experiments import Replications

    def interrupted(self: Replications) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Replications, "summary", interrupted)
    done = run_quickly()
    assert (done.exit_code, done.stderr) == (Exit.INTERRUPTED, "interrupted: nothing was written\n")
    assert not (site.parent / "results").exists()


def test_a_failed_conservation_check_exits_4_after_writing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vaxsim import audit

    monkeypatch.setattr(audit, "violations", lambda *_: ("two patients at one desk",))
    for extra in ((), ("--rep", "2")):
        done = run_quickly(*extra)
        assert done.exit_code == Exit.CHECK_FAILED
        assert "two patients at one desk" in done.stderr
    summary = json.loads((site.parent / "results/site/summary.json").read_text())
    assert summary["violations"][0]["message"] == "two patients at one desk"


def test_a_broken_promise_is_a_finding_and_exits_0(site: Path) -> None:
    done = run_quickly("--set", 'promises=["vaccinated >= 1000"]')
    assert done.exit_code == Exit.OK
    assert "promise vaccinated >= 1000: not kept" in done.stdout


def test_a_site_that_can_serve_nobody_ends_with_outcomes_and_causes(site: Path) -> None:
    site.write_text(SITE.replace('from = "09:00", to = "11:00"', 'from = "07:00", to = "08:00"'), encoding="utf-8")
    done = vaxsim_with("run", "site.toml", "--reps", "2")
    assert done.exit_code == Exit.OK, done.output
    assert re.search(r"turned away \((no staff|closed)\) +\d", done.stdout), done.stdout


NASTY = ["=1+1", "[red]not markup[/red]", r"$\frac{$", "<b>bold</b>", "esc\\u001b[2Jape", "接种台", "x" * 200]


@pytest.mark.parametrize("name", NASTY)
def test_names_break_neither_terminal_nor_csv_nor_figure(site: Path, name: str) -> None:
    escaped = name.replace("\\f", "\\\\f")
    text = SITE.replace('"vaccination"', f'"{escaped}"').replace('"nurses"', f'"{escaped}"')
    site.write_text(text.replace("Two stations", escaped), encoding="utf-8")
    done = vaxsim_with("run", "site.toml", "--reps", "2")
    if done.exit_code == Exit.SCENARIO_WRONG:
        assert "control" in done.stderr or "character" in done.stderr, done.stderr
        return
    assert done.exit_code == Exit.OK, done.output
    assert "\x1b" not in done.output
    if "x" not in name:
        assert name in done.stdout
    cells = pd.read_csv(site.parent / "results/site/visits.csv")["station"]
    assert not cells.str.startswith(("=", "+", "-", "@")).any()


def test_schema_prints_json(site: Path) -> None:
    assert "stations" in json.loads(vaxsim_with("schema").stdout)["properties"]


def test_metrics_lists_every_number_and_curve_with_its_unit(site: Path) -> None:
    listed = json.loads(vaxsim_with("metrics", "--json").stdout)
    assert [entry["name"] for entry in listed["numbers"]] == [entry.name for entry in metrics.listing()]
    printed = vaxsim_with("metrics").stdout
    assert all(entry.name in printed for entry in (*metrics.listing(), *metrics.curve_listing()))


@pytest.mark.parametrize(
    ("per", "names"),
    [
        ("site", tables.SITE_NUMBERS),
        ("station", tables.STATION_NUMBERS),
        ("group", tables.GROUP_NUMBERS),
        ("class", tables.CLASS_NUMBERS),
    ],
)
def test_the_numbers_printed_are_in_the_registry(per: str, names: dict[str, str]) -> None:
    assert set(names) <= {entry.name for entry in metrics.listing() if per in entry.per}


def test_version(site: Path) -> None:
    assert vaxsim_with("--version").stdout == f"vaxsim {vaxsim.__version__}\n"


def test_help_names_every_exit_code_and_shows_examples() -> None:
    for arguments in (("--help",), ("run", "--help")):
        printed = vaxsim_with(*arguments).stdout
        assert all(re.search(rf"^ *{int(code)}: ", printed, re.M) for code in MEANINGS)
        assert "vaxsim run scenarios/small_clinic.toml" in printed


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["site.toml"], ["run", "site.toml"]),
        (["--reps", "3", "site.toml"], ["run", "--reps", "3", "site.toml"]),
        (["check", "site.toml"], ["check", "site.toml"]),
        (["--version"], ["--version"]),
        ([], []),
    ],
)
def test_a_scenario_file_without_a_command_is_run(given: list[str], meant: list[str]) -> None:
    assert with_command(given) == meant


def test_a_misspelt_command_is_called_one_and_not_a_missing_file(site: Path) -> None:
    done = vaxsim_with("chek", "site.toml")
    assert (done.exit_code, "No such command 'chek'" in done.stderr) == (Exit.USAGE, True)


@pytest.mark.parametrize("option", ["--reps", "--rep", "--seed"])
def test_numbers_beyond_those_of_a_scenario_file_are_refused(site: Path, option: str) -> None:
    done = run_quickly(option, "1000000000000000000000")
    assert (done.exit_code, option in done.stderr) == (Exit.USAGE, True)


def test_of_several_files_every_one_is_checked_and_one_wrong_one_is_enough(site: Path) -> None:
    (site.parent / "bad one.toml").write_text(SITE.replace("desks = 2", "desks = 0"), encoding="utf-8")
    done = vaxsim_with("check", "bad one.toml", "site.toml")
    assert done.exit_code == Exit.SCENARIO_WRONG
    assert "bad one.toml:15:9: stations.vaccination.desks: got 0" in done.stdout
    assert "site.toml: ok" in done.stdout


def test_a_day_that_fits_into_no_memory_is_said_in_one_line(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("vaxsim.experiments.replicate", full)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        main(["run", "site.toml", "--no-figures"])
    assert ended.value.code == Exit.FAILED
    assert capsys.readouterr().err.startswith("vaxsim: not enough memory: ")
    assert not (site.parent / "results").exists()
