"""Compiled code: taken from the cache as long as it is of these sources, and no longer; indices checked when asked."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vaxsim import compiling

PACKAGE = Path(compiling.__file__).parent

COUNT = """
import sys
import numpy as np
import vaxsim
from vaxsim.metrics.meter.pooling import add_to_buckets
counts, sums, largest = np.zeros((1, 100_000), np.int64), np.zeros((1, 100_000), np.int64), np.zeros(1, np.int64)
add_to_buckets(np.array([100_000]), np.array([0, 1]), counts, sums, largest)
print(vaxsim.__file__, counts[0].argmax(), sum(add_to_buckets.stats.cache_hits.values()))
"""
"""Counts a duration in a bucket whose width is a constant of another module, metrics.pools."""

OUTSIDE = """
import numpy as np
from vaxsim.sorting import DIGITS, sort
sort(np.arange(3), 5, np.arange(3), np.zeros(DIGITS, np.int64))
"""
"""Sorts five of three numbers."""


def python(code: str, cache: Path, package: Path = PACKAGE, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, with the vaxsim of a folder and numba's cache in another."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "VAXSIM_"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, "PYTHONPATH": str(package.parent), "NUMBA_CACHE_DIR": str(cache), **environment},
        cwd=cache, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package, because its sources are changed."""
    return shutil.copytree(PACKAGE, tmp_path / "vaxsim", ignore=shutil.ignore_patterns("__pycache__"))


def bucket_and_hits(package: Path, cache: Path, **environment: str) -> tuple[int, int]:
    """The bucket of a duration, and how often its code was taken from the cache."""
    done = python(COUNT, cache, package, **environment)
    assert done.returncode == 0, done.stderr
    file, bucket, hits = done.stdout.split()
    assert Path(file).parent == package
    return int(bucket), int(hits)


def test_code_is_compiled_again_when_a_constant_of_another_module_has_changed_and_only_then(
    copied: Path, tmp_path: Path
) -> None:
    first, again = (bucket_and_hits(copied, tmp_path) for _ in range(2))
    assert (first[1], again) == (0, (first[0], 1))
    pools = copied / "metrics" / "pools.py"
    pools.write_text(pools.read_text(encoding="utf-8").replace("FINE_BITS = 11", "FINE_BITS = 5"), encoding="utf-8")
    changed, after = (bucket_and_hits(copied, tmp_path) for _ in range(2))
    assert (changed[0] < first[0], changed[1], after) == (True, 0, (changed[0], 1))


@pytest.mark.parametrize("wish", ["VAXSIM_CHECKED", "NUMBA_BOUNDSCHECK"])
def test_code_without_checks_is_not_taken_where_checks_are_asked_for(tmp_path: Path, wish: str) -> None:
    bucket_and_hits(PACKAGE, tmp_path)
    assert bucket_and_hits(PACKAGE, tmp_path, **{wish: "1"})[1] == 0


def test_an_index_outside_an_array_is_an_error_when_checking(tmp_path: Path) -> None:
    done = python(OUTSIDE, tmp_path, VAXSIM_CHECKED="1")
    assert done.stderr.splitlines()[-1].startswith("IndexError"), done.stderr


def imported(file: Path) -> set[str]:
    """The modules of vaxsim that a file names when it imports, at its top or within a function."""
    tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    froms = [node for node in tree if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vaxsim")]
    return {name for node in froms for name in (str(node.module), *(f"{node.module}.{a.name}" for a in node.names))}


def file_of(module: str) -> Path | None:
    """The file of a module, if it is one."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


def test_all_that_is_compiled_and_all_that_it_imports_is_in_the_digest() -> None:
    sources = {file for pattern in compiling.SOURCES for file in PACKAGE.glob(pattern)}
    compiles = {file for file in PACKAGE.rglob("*.py") if "vaxsim.compiling.compiled" in imported(file)}
    assert len(compiles) > 10
    needed = compiles | {file_of(module) for file in compiles for module in imported(file)} - {None}
    assert sorted(str(file) for file in needed - sources) == []
