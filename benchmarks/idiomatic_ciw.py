"""The standard job in Ciw (Palmer et al. 2019), a library for open queueing networks.

A line of nodes with a number of servers each; the arrivals as a sequence of gaps, the services by a distribution of
one's own that looks up the customer, both as Ciw's documentation shows.  Ciw numbers customers as they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ciw
import numpy as np
from numpy.typing import NDArray


class Drawn(ciw.dists.Distribution):  # type: ignore[misc]
    """The service that was drawn for each customer."""

    def __init__(self, service: Sequence[int]) -> None:
        self.service = service

    def sample(self, t: float | None = None, ind: Any = None) -> int:
        """The service time of customer `ind`."""
        return self.service[ind.id_number - 1]


def run(
    arrival: NDArray[np.int64], service: NDArray[np.int64], desks: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """When services begin and end; shapes and desks as in idiomatic_simpy.run."""
    patients, stations = service.shape
    coming = np.argsort(arrival, kind="stable")
    gaps = [*np.diff(arrival[coming], prepend=0).tolist(), float("inf")]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential(gaps), *[None] * (stations - 1)],
        service_distributions=[Drawn(service[coming, s].tolist()) for s in range(stations)],
        number_of_servers=[count or float("inf") for count in desks],
        routing=np.eye(stations, k=1).tolist(),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(patients, method="Finish")
    began, ended = np.zeros_like(service), np.zeros_like(service)
    for record in simulation.get_all_records():
        cell = coming[record.id_number - 1], record.node - 1
        began[cell], ended[cell] = record.service_start_date, record.service_end_date
    return began, ended
