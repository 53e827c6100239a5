"""``vaxsim doctor``: what it finds in a right installation and in wrong ones."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from vaxsim.cli import app, health
from vaxsim.cli.exits import Exit
from vaxsim.engines import choosing
from vaxsim.visits import Visits


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *arguments])


def states(*arguments: str) -> dict[str, str]:
    return {each["what"]: each["state"] for each in json.loads(doctor("--json", *arguments).stdout)["findings"]}


def test_here_everything_works_and_both_engines_agree() -> None:
    done = doctor()
    assert done.exit_code == Exit.OK, done.output
    assert "both engines play a day alike" in done.stdout
    assert "Everything works." in done.stdout


def test_a_missing_library_is_a_problem_with_a_way_out_and_numba_only_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    known = health.version

    def without(name: str) -> str:
        if name in ("simpy", "numba"):
            raise PackageNotFoundError
        return known(name)

    monkeypatch.setattr(health, "version", without)
    done = doctor("--quick")
    assert done.exit_code == Exit.CHECK_FAILED
    assert "pip install simpy" in done.stdout
    assert "1 problem" in done.stdout
    found = states("--quick")
    assert (found["simpy"], found["numba"], found["scipy"]) == ("problem", "note", "ok")


def test_a_library_that_is_too_old_is_to_be_updated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "requires", lambda _: ["scipy>=99.1", "pandas>=2.1", "pytest>=99; extra == 'dev'"])
    found = {finding.what: finding for finding in health.examine(play=False)}
    assert found["scipy"].todo == "pip install --upgrade 'scipy>=99.1'"
    assert found["pandas"].state == "ok"


def test_engines_that_differ_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Visits, "first_difference", lambda *_: "patient 3: 7 and 8")
    monkeypatch.setattr("vaxsim.engines._run", _reference_only())
    done = doctor()
    assert done.exit_code == Exit.CHECK_FAILED
    assert "patient 3: 7 and 8" in done.stdout


def _reference_only() -> object:
    from vaxsim.engines import reference

    return lambda plan, luck, _: reference.run(plan, luck)


def test_without_numba_the_reference_engine_is_played_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "kernel_is_there", lambda: False)
    found = {finding.what: finding for finding in health.examine()}
    assert found["self-check"].state == "ok"
    assert "no kernel" in found["self-check"].found
    assert "machine code" not in found


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "deep" / "cache"))
    assert {finding.what: finding.state for finding in health.examine(play=False)}["cache of machine code"] == "ok"
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr(health.tempfile, "NamedTemporaryFile", refuse)
    found = {finding.what: finding for finding in health.examine(play=False)}
    assert "permission denied" in found["cache of machine code"].found
    assert "NUMBA_CACHE_DIR" in found["cache of machine code"].todo


def test_little_memory_and_missing_fonts_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_memory", lambda: 0.2)
    monkeypatch.setattr("vaxsim.plots.lettering._installed_families", frozenset)
    monkeypatch.setattr("vaxsim.plots.lettering._family_for", lambda _: None)
    found = {finding.what: finding.state for finding in health.examine(play=False)}
    assert (found["memory"], found["Chinese labels"]) == ("problem", "note")
