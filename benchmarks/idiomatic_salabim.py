"""The standard job in salabim (van der Ham 2018): a component per patient that requests, holds and releases.

Without animation, without a trace, the resources without monitors.  The processes yield: salabim's other form,
"yieldless", switches between greenlets.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
import salabim as sim
from numpy.typing import NDArray


class Patient(sim.Component):  # type: ignore[misc]
    """One patient's day: wait for a desk, be served, go on to the next station."""

    def setup(self, stations: Sequence[Any], minutes: Sequence[int], begins: list[float], ends: list[float]) -> None:
        """Called by salabim when the component is made."""
        self.stations, self.minutes, self.begins, self.ends = stations, minutes, begins, ends

    def process(self) -> Generator[Any, Any, None]:
        """Called by salabim when the patient comes."""
        for s, desk in enumerate(self.stations):
            if desk is not None:
                yield self.request(desk)
            self.begins[s] = self.env.now()
            yield self.hold(self.minutes[s])
            if desk is not None:
                self.release(desk)
            self.ends[s] = self.env.now()


def run(
    arrival: NDArray[np.int64], service: NDArray[np.int64], desks: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """When services begin and end; shapes and desks as in idiomatic_simpy.run."""
    sim.yieldless(False)
    env = sim.Environment(trace=False)
    stations = [sim.Resource(capacity=count, monitor=False) if count else None for count in desks]
    began, ended = ([[0.0] * len(desks) for _ in arrival] for _ in range(2))
    for comes, minutes, begins, ends in zip(arrival.tolist(), service.tolist(), began, ended, strict=True):
        Patient(at=comes, stations=stations, minutes=minutes, begins=begins, ends=ends)
    env.run()
    return np.array(began).astype(np.int64), np.array(ended).astype(np.int64)
