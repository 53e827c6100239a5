"""Compiled code is kept as long as its sources are the same, and no longer."""

from __future__ import annotations

from pathlib import Path

from vaxsim.engines.kernel.freshness import forget_stale_code


def test_code_of_the_same_sources_is_kept(tmp_path: Path) -> None:
    forget_stale_code(tmp_path)
    (tmp_path / "day.run_day-33.py311.nbi").touch()
    forget_stale_code(tmp_path)
    assert (tmp_path / "day.run_day-33.py311.nbi").exists()


def test_code_of_other_sources_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "kernel.sha256").write_text("of other sources", encoding="ascii")
    (tmp_path / "day.run_day-33.py311.nbi").touch()
    forget_stale_code(tmp_path)
    assert list(tmp_path.glob("*.nbi")) == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    forget_stale_code(tmp_path / "file" / "cache")
