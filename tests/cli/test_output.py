"""The output folder is whole or absent, and never replaces what vaxsim did not write."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from vaxsim.cli.exits import Exit
from vaxsim.cli.output import OutputError, results_folder, write_summary

if TYPE_CHECKING:
    from pathlib import Path


def write_results(target: Path, text: str) -> None:
    with results_folder(target) as folder:
        (folder / "metrics.csv").write_text(text)
        write_summary(folder, {"seed": 1})


def write_half(target: Path, failure: BaseException | type[BaseException]) -> None:
    with results_folder(target) as folder:
        (folder / "metrics.csv").write_text("half")
        raise failure


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_and_its_missing_parents_appear_when_the_block_ends(tmp_path: Path) -> None:
    write_results(tmp_path / "a" / "b", "first")
    assert names_in(tmp_path / "a" / "b") == ["metrics.csv", "summary.json"]
    assert names_in(tmp_path / "a") == ["b"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, SystemExit])
def test_nothing_is_left_when_the_block_is_cut_off(tmp_path: Path, failure: type[BaseException]) -> None:
    with pytest.raises(failure):
        write_half(tmp_path / "a" / "b", failure)
    assert names_in(tmp_path) == []


def test_results_of_an_earlier_run_stay_whole_when_the_next_one_is_cut_off(tmp_path: Path) -> None:
    write_results(tmp_path / "site", "first")
    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path / "site", KeyboardInterrupt)
    assert (tmp_path / "site" / "metrics.csv").read_text() == "first"
    assert names_in(tmp_path) == ["site"]


def test_results_of_an_earlier_run_are_replaced_as_a_whole(tmp_path: Path) -> None:
    with results_folder(tmp_path / "site") as folder:
        (folder / "only_then.csv").write_text("x")
        write_summary(folder, {})
    write_results(tmp_path / "site", "second")
    assert names_in(tmp_path / "site") == ["metrics.csv", "summary.json"]
    assert names_in(tmp_path) == ["site"]


def test_a_folder_with_a_file_of_somebody_else_is_refused_before_any_work(tmp_path: Path) -> None:
    write_results(tmp_path / "site", "first")
    (tmp_path / "site" / "my notes.txt").write_text("keep me")
    with pytest.raises(OutputError, match=r"my notes\.txt.*--out") as refused, results_folder(tmp_path / "site"):
        pytest.fail("the work must not start")
    assert refused.value.exit_code == Exit.USAGE
    assert (tmp_path / "site" / "my notes.txt").read_text() == "keep me"


def test_a_summary_of_another_program_makes_no_folder_replaceable(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "summary.json").write_text(json.dumps({"files": ["summary.json"]}))
    with pytest.raises(OutputError), results_folder(tmp_path / "site"):
        pass


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    write_results(tmp_path / "site", "first")
    assert names_in(tmp_path / "site") == ["metrics.csv", "summary.json"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x")
    with pytest.raises(OutputError, match="is a file"), results_folder(tmp_path / "site"):
        pass
    assert (tmp_path / "site").read_text() == "x"


def test_the_current_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="folder you are in"), results_folder(tmp_path):
        pass


def test_a_place_below_a_file_cannot_be_written_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="a file is in the way") as refused, results_folder(tmp_path / "file" / "a"):
        pass
    assert refused.value.exit_code == Exit.NOT_WRITTEN


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no space left") as refused:
        write_half(tmp_path / "site", OSError(errno.ENOSPC, "No space left on device"))
    assert refused.value.exit_code == Exit.NOT_WRITTEN
    assert names_in(tmp_path) == []


def test_the_earlier_results_come_back_when_the_last_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path as AnyPath

    write_results(tmp_path / "site", "first")
    rename = AnyPath.rename

    def failing(self: Path, target: Path) -> Path:
        if self.suffix == ".tmp":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(AnyPath, "rename", failing)
    with pytest.raises(OutputError, match="permission denied"):
        write_results(tmp_path / "site", "second")
    assert (tmp_path / "site" / "metrics.csv").read_text() == "first"
    assert names_in(tmp_path) == ["site"]


KILLED = """
import os, pathlib, signal, sys
from vaxsim.cli.output import results_folder
with results_folder(pathlib.Path(sys.argv[1])) as folder:
    (folder / "half.csv").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be asked there whether it lives")
def test_drafts_of_programs_that_were_killed_are_removed_and_no_others(tmp_path: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path / "out")])
    assert killed.wait() == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(f".out.{killed.pid}-")
    living = tmp_path / left.name.replace(str(killed.pid), str(os.getpid()))
    elsewhere = tmp_path / f".out.{killed.pid}-notthere-00000000.tmp"
    others = tmp_path / left.name.replace(".out.", ".outer.")
    for folder in (living, elsewhere, others):
        folder.mkdir()
    with results_folder(tmp_path / "out") as folder:
        write_summary(folder, {})
    assert {path.name for path in tmp_path.iterdir()} == {living.name, elsewhere.name, others.name, "out"}
