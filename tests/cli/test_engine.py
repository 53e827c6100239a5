"""--engine and --threads: the same numbers, and what is said before a run starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from tests.sites import SMALL
from vaxsim.cli import app
from vaxsim.cli.exits import Exit
from vaxsim.engines import choosing

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

COMPILED_FIRST = "note: the kernel is compiled first, once; that takes about a minute\n"
NO_NUMBA = "note: numba is not installed, so the slower reference engine runs; the numbers are the same\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without numba, as far as choosing an engine can see."""
    monkeypatch.setattr(choosing, "find_spec", lambda name: None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["run", "site.toml", "--no-figures", "--out", "out", *arguments])


def summary(*arguments: str) -> dict[str, Any]:
    done = run("--json", *arguments)
    assert done.exit_code == Exit.OK, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("which", [("--reps", "5"), ("--rep", "3")], ids=["batch", "one day"])
@pytest.mark.usefixtures("site")
def test_all_engines_give_the_same_summary_and_are_named_in_it(which: tuple[str, str]) -> None:
    found = {engine: summary("--engine", engine, *which) for engine in ("reference", "kernel", "auto")}
    assert [found[engine].pop("engine") for engine in ("reference", "kernel", "auto")] == [
        "reference", "kernel", "reference",
    ]  # fmt: skip
    assert found["kernel"] == found["reference"] == found["auto"]


@pytest.mark.parametrize("threads", ["1", "3"])
def test_the_tables_are_the_same_bytes_with_any_engine_and_number_of_threads(site: Path, threads: str) -> None:
    contents = []
    for arguments in (("--engine", "reference"), ("--engine", "kernel", "--threads", threads)):
        assert run("--reps", "9", *arguments).exit_code == Exit.OK
        contents.append({path.name: path.read_bytes() for path in (site / "out").glob("*.csv")})
    assert contents[0] == contents[1]


@pytest.mark.usefixtures("site")
def test_auto_takes_the_kernel_for_a_large_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "WORTH_LOADING", 1)
    monkeypatch.setattr(choosing, "WORTH_COMPILING", 1)
    assert summary()["engine"] == "kernel"


@pytest.mark.parametrize(("compiled", "said"), [(False, COMPILED_FIRST), (True, "")])
@pytest.mark.usefixtures("site")
def test_that_the_kernel_is_compiled_first_is_said_once_where_it_is(
    monkeypatch: pytest.MonkeyPatch, compiled: bool, said: str
) -> None:
    monkeypatch.setattr(choosing, "kernel_is_compiled", lambda plan: compiled)
    done = run("--engine", "kernel")
    assert (done.exit_code, done.stderr) == (Exit.OK, said)


@pytest.mark.parametrize("which", [("--reps", "5"), ("--rep", "3")], ids=["batch", "one day"])
@pytest.mark.usefixtures("site", "no_numba")
def test_that_numba_is_missing_is_said_once_and_is_no_error(which: tuple[str, str]) -> None:
    done = run(*which)
    assert (done.exit_code, done.stderr) == (Exit.OK, NO_NUMBA)


@pytest.mark.usefixtures("no_numba")
def test_the_kernel_without_numba_is_refused_in_one_line_and_nothing_is_written(site: Path) -> None:
    done = run("--engine", "kernel")
    said = "--engine kernel: the kernel needs numba, which is not installed: pip install numba\n"
    assert (done.exit_code, done.stderr) == (Exit.USAGE, said)
    assert [path.name for path in site.iterdir()] == ["site.toml"]


@pytest.mark.parametrize("arguments", [("--threads", "0"), ("--engine", "diesel")])
@pytest.mark.usefixtures("site")
def test_no_threads_and_unknown_engines_are_refused(arguments: tuple[str, str]) -> None:
    done = run(*arguments)
    assert (done.exit_code, arguments[0] in done.stderr) == (Exit.USAGE, True)
