"""vaxsim as a process of its own: what it loads, and how it ends when it is cut off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vaxsim.cli.exits import Exit

ROOT = Path(__file__).parent.parent.parent
SMALL = ROOT / "scenarios" / "small_clinic.toml"
HEAVY = ("numpy", "scipy", "pandas", "simpy", "matplotlib", "numba")

LOADED = f"""
import sys
from vaxsim.cli import main
try:
    main(sys.argv[1:])
finally:
    print("HEAVY:", [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


def python(*arguments: str, cwd: Path = ROOT, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=timeout
    )  # fmt: skip


LIGHT = (["--help"], ["run", "--help"], ["check", str(SMALL)], ["schema"], ["metrics"], ["new", "--list"])


@pytest.mark.parametrize("arguments", LIGHT)
def test_commands_that_compute_nothing_load_nothing_heavy(arguments: list[str]) -> None:
    done = python("-c", LOADED, *arguments)
    assert done.returncode == Exit.OK, done.stderr
    assert "HEAVY: []" in done.stderr


def test_a_small_run_loads_no_numba(tmp_path: Path) -> None:
    done = python("-c", LOADED, "run", str(SMALL), "--reps", "1", "--no-figures", "--out", str(tmp_path / "out"))
    assert done.returncode == Exit.OK, done.stderr
    assert "numba" not in done.stderr


NO_NUMBA = """
from importlib.machinery import PathFinder

find = PathFinder.find_spec


def find_all_but_numba(name, path=None, target=None):
    return None if name.partition(".")[0] in ("numba", "llvmlite") else find(name, path, target)


PathFinder.find_spec = find_all_but_numba
"""
"""A sitecustomize.py, which Python loads when it starts, that hides numba."""


def test_without_numba_vaxsim_runs_and_gives_the_same_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_NUMBA, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    run = [sys.executable, str(ROOT / "run.py"), str(SMALL), "--reps", "4", "--no-figures", "--out"]
    asked = "import importlib.util; print(importlib.util.find_spec('numba'))"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout == "None\n"
    without = subprocess.run([*run, str(tmp_path / "without")], capture_output=True, text=True, timeout=120)
    assert (without.returncode, without.stderr.count("note: numba is not installed")) == (Exit.OK, 1), without.stderr
    with_kernel = python(*run[1:], str(tmp_path / "with"), "--engine", "kernel", timeout=300)
    assert with_kernel.returncode == Exit.OK, with_kernel.stderr
    for table in (tmp_path / "with").glob("*.csv"):
        assert table.read_bytes() == (tmp_path / "without" / table.name).read_bytes()
    summaries = [json.loads((tmp_path / name / "summary.json").read_text()) for name in ("with", "without")]
    assert [summary.pop("engine") for summary in summaries] == ["kernel", "reference"]
    assert summaries[0] == summaries[1]


def test_run_py_runs_a_scenario_given_alone_and_takes_every_command(tmp_path: Path) -> None:
    script = str(ROOT / "run.py")
    done = python(script, str(SMALL), "--reps", "2", "--no-figures", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert (tmp_path / "results" / "small_clinic" / "summary.json").exists()
    assert python(script, "check", str(SMALL), cwd=tmp_path).returncode == Exit.OK


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    done = subprocess.run(
        f"{sys.executable} run.py schema | head -n 1", shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("{\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a Linux device that is always full")
def test_output_that_takes_no_more_is_said_in_one_line(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "run.py"), "schema"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert (done.returncode, done.stderr) == (Exit.NOT_WRITTEN, "vaxsim: cannot write: No space left on device\n")


def _heed_ctrl_c() -> None:
    """Undo that a shell lets what runs in the background ignore Ctrl-C, which children inherit."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, 128 + 15)])
def test_a_run_that_is_stopped_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), str(SMALL), "--reps", "100000", "--out", "out/here"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heed_ctrl_c,
    )  # fmt: skip
    try:
        _wait_for_output_folder(tmp_path / "out", process)
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, "Traceback" in said) == (code, False), said
    assert list(tmp_path.iterdir()) == []


def test_a_long_batch_in_threads_stops_soon_on_ctrl_c(tmp_path: Path) -> None:
    run = [sys.executable, str(ROOT / "run.py"), str(SMALL), "--engine", "kernel", "--threads", "2", "--no-figures"]
    subprocess.run([*run, "--reps", "4", "--out", str(tmp_path / "first")], check=True, timeout=300)  # compiles
    work = tmp_path / "work"
    work.mkdir()
    process = subprocess.Popen(
        [*run, "--reps", "5000000", "--allow-large", "--out", "out/here"],
        cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heed_ctrl_c,
    )  # fmt: skip
    try:
        _wait_for_output_folder(work / "out", process)
        time.sleep(3)  # until the threads are at it
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, said) == (Exit.INTERRUPTED, "interrupted: nothing was written\n")
    assert list(work.iterdir()) == []


def test_a_terminal_that_knows_ascii_only_gets_a_table_all_the_same(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace('"observation"', '"留观"')
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "site.toml", "--reps", "2", "--no-figures"],
        cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == Exit.OK, done.stderr


def test_a_fault_in_vaxsim_is_one_line_unless_the_traceback_is_asked_for(tmp_path: Path) -> None:
    broken = "import vaxsim.scenario as s; s.read = None; from vaxsim.cli import main; main(['check', 'run.py'])"
    done = python("-c", broken)
    assert done.returncode == Exit.FAILED
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("vaxsim failed: TypeError")


def _wait_for_output_folder(parent: Path, process: subprocess.Popen[str]) -> None:
    """The run has begun writing once its hidden draft folder is there."""
    until = time.monotonic() + 30
    while not (parent.exists() and any(parent.iterdir())):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.3)
