"""A job for a program that runs in a process of its own and takes the time itself, so that starting up is not counted.

To it, on standard input, int64: patients n, stations S, desks [S] (0 without a limit), arrivals [n], services [n, S].
From it, on standard output: the seconds that it took, float64, then begins [n, S] and ends [n, S], int64.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def timed(
    command: Sequence[str],
    arrival: NDArray[np.int64],
    service: NDArray[np.int64],
    desks: Sequence[int],
    **environment: str,
) -> tuple[float, NDArray[np.int64], NDArray[np.int64]]:
    """What the command answers; RuntimeError with its last words if it fails."""
    head = np.array([*service.shape, *desks], dtype=np.int64)
    question = b"".join(np.ascontiguousarray(part, np.int64).tobytes() for part in (head, arrival, service))
    done = subprocess.run(command, input=question, capture_output=True, check=False, env={**os.environ, **environment})
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')[-500:]}")
    times = np.frombuffer(done.stdout, np.int64, offset=8).reshape(2, *service.shape)
    return float(np.frombuffer(done.stdout, np.float64, count=1)[0]), times[0], times[1]
