"""`vaxsim compare` as a user types it: what it prints and writes, how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.sites import SMALL
from vaxsim.cli import app
from vaxsim.cli.exits import Exit
from vaxsim.cli.variants import Variant, parted, variant_or_exit


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two scenarios in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "slow.toml").write_text(SMALL.replace("mean = 4, sd = 2", "mean = 8, sd = 2"), encoding="utf-8")
    return tmp_path


def compare(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["compare", *arguments])


def test_two_files_are_compared_in_words_a_table_and_figures(here: Path) -> None:
    done = compare("site.toml", "slow.toml", "--reps", "8", "--out", "o")
    assert done.exit_code == Exit.OK, done.output
    assert "slow against site: 8 days each" in done.stdout
    assert "mean(wait) is higher by" in done.stdout
    assert {path.name for path in (here / "o").iterdir()} == {
        "comparison.png", "comparison.svg", "differences.csv", "summary.json",
    }  # fmt: skip


def test_variants_of_one_file_are_compared_and_json_is_json_alone(here: Path) -> None:
    variants = ("--variant", "slow: stations.vaccination.service=8", "--variant", "stations.vaccination.desks=3")
    done = compare("site.toml", *variants, "--reps", "8", "--no-figures", "--json", "--of", "p90(wait)", "--out", "o")
    assert done.exit_code == Exit.OK, done.output
    summary = json.loads(done.stdout)
    assert summary == json.loads((here / "o" / "summary.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in summary["scenarios"]] == ["site", "slow", "stations.vaccination.desks=3"]
    assert {row["number"] for row in summary["differences"]} == {"p90(wait)"}


def test_fields_set_for_all_are_set_for_all(here: Path) -> None:
    done = compare("site.toml", "slow.toml", "--set", "stations.vaccination.service=5", "--reps", "3", "--json",
                   "--no-figures", "--of", "mean(wait)")  # fmt: skip
    assert json.loads(done.stdout)["differences"][0]["verdict"] == "the same every day"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("site.toml",), Exit.USAGE, "give two files, or one and a variant"),
        (("site.toml", "slow.toml", "--variant", "a: seed=2"), Exit.USAGE, "is for one file"),
        (("site.toml", "--variant", "a: seed=2", "--variant", "a: seed=3"), Exit.USAGE, "two scenarios are called 'a'"),
        (("site.toml", "--variant", "a: seed"), Exit.USAGE, "--variant a: seed: allowed: PATH=VALUE"),
        (("site.toml", "--variant", "seed"), Exit.USAGE, "--variant seed: allowed: PATH=VALUE"),
        (("site.toml", "--variant", "more seed=2"), Exit.USAGE, 'a name ends with a colon: "more: seed=2"'),
        (("site.toml", "site.toml"), Exit.USAGE, "two files are called 'site'; give each once"),
        (("site.toml", "--variant", "a: seed=-1"), Exit.SCENARIO_WRONG, "--variant a: seed: got -1"),
        (("site.toml", "--variant", "a: stations.vacination.desks=2"), Exit.SCENARIO_WRONG, 'mean "vaccination"'),
        (("site.toml", "slow.toml", "--of", "p90(wiat)"), Exit.USAGE, "--of: there is nothing called 'wiat'"),
        (("site.toml", "slow.toml", "--reps", "1"), Exit.USAGE, "--reps"),
        (("site.toml", "nowhere.toml"), Exit.USAGE, "nowhere.toml"),
    ],
)
def test_mistakes_are_told_with_their_code_and_nothing_is_written(here: Path, arguments, code, said) -> None:
    done = compare(*arguments)
    assert done.exit_code == code
    assert said in " ".join(done.output.split())
    assert not (here / "results").exists()


def test_a_variant_sets_several_fields_and_has_a_name() -> None:
    found = variant_or_exit('two more: a.b=[1, 2], c="x, y", d = {e = 1, f = 2}')
    assert found == Variant("two more", {"a.b": [1, 2], "c": "x, y", "d": {"e": 1, "f": 2}})


def test_a_variant_without_a_name_is_called_after_what_it_sets() -> None:
    assert variant_or_exit('day.open=[["08:00", "12:00"]]').name == 'day.open=[["08:00", "12:00"]]'


def test_a_name_with_a_space_further_in_is_no_forgotten_colon() -> None:
    assert variant_or_exit("stations.first desk.desks=3").changes == {"stations.first desk.desks": 3}


def test_only_commas_outside_of_brackets_and_quotes_part() -> None:
    assert parted("a=1, b=[2, {c=3, d=4}], e='5, 6'") == ["a=1", "b=[2, {c=3, d=4}]", "e='5, 6'"]
