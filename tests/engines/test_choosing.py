"""Which engine runs a job, and that it makes no difference."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.engines.small_days import comes, site, station
from vaxsim.compiling import STAMP
from vaxsim.engines import choosing as engines
from vaxsim.plan import compile_plan


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without numba, because the reference engine has to do there."""
    monkeypatch.setattr(engines, "find_spec", lambda name: None)


def test_a_small_job_is_not_worth_the_kernels_start() -> None:
    assert engines.choose("auto", visits=1_000) == "reference"


def test_a_large_job_takes_the_kernel() -> None:
    assert engines.choose("auto", visits=1e9) == "kernel"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where numba would keep the list of the compiled forms of the kernel; no such file yet."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    (tmp_path / "kernel_4711").mkdir()
    return tmp_path / "kernel_4711" / f"day.run_day-33.py{sys.version_info.major}{sys.version_info.minor}.nbi"


def test_a_job_in_between_takes_the_kernel_only_if_it_is_compiled(index: Path) -> None:
    assert engines.choose("auto", visits=200_000) == "reference"
    index.write_bytes(b"numba 1" + STAMP.encode() + b"rest")
    assert engines.choose("auto", visits=200_000) == "kernel"


def test_a_plan_that_is_not_simple_asks_for_the_loop_that_runs_it(index: Path) -> None:
    index.write_bytes(b"numba 1" + STAMP.encode() + b"rest")
    plan = compile_plan(site(comes("08:00"), [station("vaccination", 5, desks=1, waiting_room=3)]))
    assert engines.choose("auto", 200_000, plan) == "reference"
    (index.parent / index.name.replace("day.run_day", "full_day.run_full_day")).write_bytes(STAMP.encode())
    assert engines.choose("auto", 200_000, plan) == "kernel"


def test_a_kernel_compiled_from_other_sources_has_to_be_compiled_first(index: Path) -> None:
    index.write_bytes(b"numba 1" + b"0" * len(STAMP) + b"rest")
    assert engines.choose("auto", visits=200_000) == "reference"


@pytest.mark.usefixtures("no_numba")
def test_without_numba_the_reference_engine_does() -> None:
    assert engines.choose("auto", visits=1e9) == "reference"
    with pytest.raises(ModuleNotFoundError, match="numba"):
        engines.choose("kernel", visits=1)


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="auto, reference, kernel"):
        engines.choose("diesel", visits=1)
