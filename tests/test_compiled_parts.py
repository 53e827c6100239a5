"""Compiled functions inside other compiled functions: translated once, ready for Python only where it calls them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vaxsim import compiling

PACKAGE = Path(compiling.__file__).parent

FUNCTIONS = """
import numpy as np
from vaxsim.compiling import compiled

@compiled
def third(numbers, place):
    return numbers[place] // 3

@compiled
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)

@compiled
def odd(n):
    return n > 0 and not odd(n - 1)

@compiled
def all_of_it(numbers, place):
    return third(numbers, place) + third(numbers, 0) + factorial(place) + odd(place)
"""

CALL = """
import numpy as np
from functions import all_of_it, third
numbers = np.array([3, 30, 300, 3_000])
print(all_of_it(numbers, 3), all_of_it(numbers.astype(np.int32), 2), {})
"""

RECORDED = """
import numpy as np
from numba.core import event
from functions import all_of_it
with event.install_recorder("numba:compile") as recorder:
    for kind in (np.int32, np.int64):
        all_of_it(np.arange(5, dtype=kind), 3)
print(sum(e.is_start and e.data["dispatcher"].py_func.__name__ == "third" for _, e in recorder.buffer))
"""
"""How often `third` is compiled for two kinds of arrays, with a variable and a constant."""

WHOLE = "1008 103"
"""1,000 + 1 + 6 + 1, and 100 + 1 + 2 + 0."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the functions as a module, which numba can cache."""
    (tmp_path / "functions.py").write_text(FUNCTIONS, encoding="utf-8")
    return tmp_path


def told(folder: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a new process says to the code."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "VAXSIM_"))}
    paths = {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), str(folder)]), "NUMBA_CACHE_DIR": str(folder / "c")}
    return subprocess.run(
        [sys.executable, "-c", code], env={**inherited, **paths, **environment}, cwd=folder, capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip


def cached(folder: Path) -> set[str]:
    """The functions of which machine code was written to the cache."""
    return {file.name.split(".")[1].rsplit("-", 1)[0] for file in (folder / "c").rglob("*.nbi")}


def test_parts_give_what_the_functions_give_and_only_what_python_calls_is_cached(folder: Path) -> None:
    done = told(folder, CALL.format("0"))
    assert (done.stdout.split()[:2], cached(folder)) == (WHOLE.split(), {"all_of_it"}), done.stderr


def test_a_function_can_be_a_part_and_be_called_from_python_as_well(folder: Path) -> None:
    done = told(folder, CALL.format("third(numbers, 2)"))
    assert (done.stdout.split(), cached(folder)) == ([*WHOLE.split(), "100"], {"all_of_it", "third"}), done.stderr


def test_cached_code_needs_no_parts(folder: Path) -> None:
    told(folder, CALL.format("0"))
    count = "sum(all_of_it.stats.cache_hits.values()), sum(all_of_it.stats.cache_misses.values())"
    assert told(folder, CALL.format(count)).stdout.split() == [*WHOLE.split(), "2", "0"]


def test_constants_make_no_further_part(folder: Path) -> None:
    done = told(folder, RECORDED)
    assert done.stdout.split() == ["2"], done.stderr


def test_an_index_outside_an_array_is_an_error_in_a_part_too_when_checking(folder: Path) -> None:
    done = told(
        folder, "import numpy as np; import functions; functions.all_of_it(np.arange(3), 5)", VAXSIM_CHECKED="1"
    )
    assert done.stderr.splitlines()[-1].startswith("IndexError"), done.stderr


@pytest.mark.parametrize("without", ["jit", "parts"])
def test_without_machine_code_or_with_another_numba_the_functions_are_the_same(folder: Path, without: str) -> None:
    other = "import vaxsim.compiled_parts; vaxsim.compiled_parts._pipeline = lambda: None\n"
    done = (
        told(folder, CALL.format("0"), NUMBA_DISABLE_JIT="1")
        if without == "jit"
        else told(folder, other + CALL.format("0"))
    )
    assert done.stdout.split()[:2] == WHOLE.split(), done.stderr
