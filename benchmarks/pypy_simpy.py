"""idiomatic_simpy.py once more, word for word, in PyPy, which compiles it while it runs.

PyPy runs it in a process of its own, which takes the time itself: of the last of `DAYS` equal days, when everything is
compiled, and without starting up.  SimPy is taken from where this Python has it.
"""

from __future__ import annotations

import os
import sys
from array import array
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

DAYS = 15


def timed(
    arrival: NDArray[np.int64], service: NDArray[np.int64], desks: Sequence[int]
) -> tuple[float, NDArray[np.int64], NDArray[np.int64]]:
    """Seconds of a day, and when services begin and end; shapes as in idiomatic_simpy.run."""
    import simpy

    from benchmarks import other_process

    places = os.pathsep.join([str(Path(__file__).parent), str(Path(simpy.__file__).parent.parent)])
    return other_process.timed(["pypy3", __file__], arrival, service, desks, PYTHONPATH=places)


def main() -> None:
    """The part in PyPy: a job in, its times out, as other_process.py says."""
    import idiomatic_simpy

    numbers = array("q", sys.stdin.buffer.read())
    patients, stations = numbers[:2]
    desks = list(numbers[2 : 2 + stations])
    arrival = list(numbers[2 + stations :][:patients])
    rest = list(numbers[2 + stations + patients :])
    service = [rest[i * stations : (i + 1) * stations] for i in range(patients)]
    for _ in range(DAYS):
        begin = perf_counter()
        began, ended = idiomatic_simpy.simulate(arrival, service, desks)
        taken = perf_counter() - begin
    answer = array("d", [taken]).tobytes()
    for times in (began, ended):
        answer += array("q", [tick for row in times for tick in row]).tobytes()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
