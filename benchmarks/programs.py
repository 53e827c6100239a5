"""The programs that run the standard job beside vaxsim, each in a file of its own.

A module has `run(arrival, service, desks)`, which returns when services begin and end, or, if the program knows better
how long the simulating itself took, `timed`, which returns the seconds before them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.jobs import Day

Times = tuple[float, Any, Any]


@dataclass(frozen=True)
class Program:
    """A simulator, and where it runs the job.

    `release` gives its version, or None where it is not installed; `how` installs it.
    """

    name: str
    module: str
    release: Callable[[], str | None]
    how: str
    starts_processes: bool = False

    def load(self) -> Any:
        """The module that runs it, and with it the program."""
        return import_module(f"benchmarks.{self.module}")

    def timed(self, day: Day) -> Times:
        """Seconds of a day, and when services begin and end, int64 (patients, stations)."""
        module = self.load()
        if hasattr(module, "timed"):
            return module.timed(*day.plain)
        begin = perf_counter()
        began, ended = module.run(*day.plain)
        return perf_counter() - begin, began, ended

    def seconds(self, day: Day) -> float:
        """Seconds of a day."""
        return self.timed(day)[0]

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} {self.release()}"


def package(name: str) -> str | None:
    """Version of a Python package, None without it."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _simgrid() -> str | None:
    header = Path("/usr/include/simgrid/version.h")
    if shutil.which("g++") is None or not header.exists():
        return None
    numbers = dict(re.findall(r"#define SIMGRID_VERSION_(M\w+) +(\d+)", header.read_text(encoding="utf-8")))
    return f"{numbers['MAJOR']}.{numbers['MINOR']}"


def _pypy() -> str | None:
    if shutil.which("pypy3") is None:
        return None
    command = ["pypy3", "-c", "import sys; print('%d.%d.%d' % sys.pypy_version_info[:3])"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout.strip()


_EXTRA = "pip install -e .[bench]"

SIMPY = Program("SimPy", "idiomatic_simpy", lambda: package("simpy"), "pip install simpy")
"""What all are compared with."""

OTHERS = (
    Program("Ciw", "idiomatic_ciw", lambda: package("ciw"), _EXTRA),
    Program("salabim", "idiomatic_salabim", lambda: package("salabim"), _EXTRA),
    Program("Cimba", "idiomatic_cimba", lambda: package("cimba"), _EXTRA),
    Program("SimGrid, in C++,", "idiomatic_simgrid", _simgrid, "apt install g++ libsimgrid-dev", True),
    Program("SimPy in PyPy", "pypy_simpy", _pypy, "apt install pypy3", True),
)


def others(*, in_this_process: bool = False) -> tuple[list[Program], list[str]]:
    """The programs beside SimPy that can run here, and a line about each that cannot.

    `in_this_process` leaves out those that start processes of their own.
    """
    wanted = [program for program in OTHERS if not (in_this_process and program.starts_processes)]
    missing = [f"{program.name} is not installed ({program.how})" for program in wanted if program.release() is None]
    found = [program for program in wanted if program.release() is not None]
    for program in found:
        program.load()  # now: Cimba cannot teach numba its types once numba has compiled something else
    return found, missing


def same(times: Times, began: Any, ended: Any) -> bool:
    """Whether every service begins and ends at the same tick."""
    return np.array_equal(times[1], began) and np.array_equal(times[2], ended)
