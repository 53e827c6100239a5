"""The standard job as most people would write it with SimPy: a process per patient, `with resource.request()`.

It knows none of vaxsim's rules (doors, staff, priorities, order of ties) and records no more than when services begin
and end.  All times are drawn beforehand, as for vaxsim, so that only the simulating itself is compared.  Nothing here
needs numpy until `run` is called, so that PyPy can run the same lines (pypy_simpy.py).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

import simpy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_LIMIT = 0
"""Stands for a station with as many desks as there are patients."""


def run(
    arrival: NDArray[np.int64], service: NDArray[np.int64], desks: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """When services begin and end: two int64 arrays (patients, stations).

    `arrival` has shape (patients,), `service` (patients, stations), `desks` one number per station or NO_LIMIT; times
    are whole numbers of any unit.
    """
    import numpy as np

    began, ended = simulate(arrival.tolist(), service.tolist(), desks)
    return np.array(began, dtype=np.int64), np.array(ended, dtype=np.int64)


def simulate(
    arrival: Sequence[int], service: Sequence[Sequence[int]], desks: Sequence[int]
) -> tuple[list[list[int]], list[list[int]]]:
    """As `run`, with lists instead of arrays."""
    env = simpy.Environment()
    stations = [simpy.Resource(env, capacity=n) if n != NO_LIMIT else None for n in desks]
    began = [[0] * len(desks) for _ in arrival]
    ended = [[0] * len(desks) for _ in arrival]
    for comes, minutes, begins, ends in zip(arrival, service, began, ended):  # noqa: B905  PyPy has no `strict` yet
        env.process(patient(env, stations, comes, minutes, begins, ends))
    env.run()
    return began, ended


def patient(
    env: simpy.Environment,
    stations: Sequence[simpy.Resource | None],
    comes: int,
    minutes: Sequence[int],
    begins: list[int],
    ends: list[int],
) -> Generator[simpy.Event, Any, None]:
    """One patient's day: wait for a desk, be served, go on to the next station."""
    yield env.timeout(comes)
    for s, desk in enumerate(stations):
        if desk is None:
            begins[s] = env.now
            yield env.timeout(minutes[s])
        else:
            with desk.request() as request:
                yield request
                begins[s] = env.now
                yield env.timeout(minutes[s])
        ends[s] = env.now
