"""The standard job in SimGrid (Casanova et al. 2014), a simulator in C++: idiomatic_simgrid.cpp, compiled at first.

SimGrid is made for networks of computers; its actors and semaphores do for patients and desks.  The program takes the
time itself, from making the actors to the end of the day.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import other_process

SOURCE = Path(__file__).with_suffix(".cpp")


def timed(
    arrival: NDArray[np.int64], service: NDArray[np.int64], desks: Sequence[int]
) -> tuple[float, NDArray[np.int64], NDArray[np.int64]]:
    """Seconds of a day, and when services begin and end; shapes as in idiomatic_simpy.run."""
    return other_process.timed([str(Path(_folder().name, "site"))], arrival, service, desks)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where the compiled program is, until this process ends.  CalledProcessError if it cannot be compiled."""
    folder = tempfile.TemporaryDirectory()
    output = str(Path(folder.name, "site"))
    command = ["g++", "-O2", "-std=c++17", str(SOURCE), "-o", output, "-lsimgrid"]
    subprocess.run(command, check=True, capture_output=True)
    return folder
