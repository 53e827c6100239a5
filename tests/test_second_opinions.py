"""Other programs on the same job: a recursion over random plain lines, Ciw and plain SimPy on the standard job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ciw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks import idiomatic_simpy
from tests.oracles import line_of_stations
from tests.plain_lines import plan_with_luck
from vaxsim.draws import Draws, draw
from vaxsim.engines import run
from vaxsim.plan import compile_plan
from vaxsim.scenario import read
from vaxsim.visits import Visits

DESKS = [6, 8, 12, 0]
"""Of the standard job; 0 means no limit."""


def ticks(least: int, most: int, rows: int, columns: int) -> st.SearchStrategy[NDArray[np.int64]]:
    """Arrays of few different values, so that most of them tie."""
    row = st.lists(st.integers(least, most), min_size=columns, max_size=columns)
    rows_of = st.lists(row, min_size=rows, max_size=rows)
    return rows_of.map(lambda values: np.array(values, dtype=np.int64).reshape(rows, columns))


@st.composite
def plain_lines(draw_from: st.DrawFn) -> tuple[Any, ...]:
    """Arrivals, services, desks and walks of up to 12 patients at up to three stations."""
    patients, stations = draw_from(st.integers(1, 12)), draw_from(st.integers(1, 3))
    desks = draw_from(st.lists(st.integers(0, 3), min_size=stations, max_size=stations))
    service = draw_from(ticks(1, 4, patients, stations))
    service[:, -1] -= draw_from(st.integers(0, 1))  # nobody is behind the last station, so it may take no time
    arrival = draw_from(ticks(0, 6, patients, 1))[:, 0]
    return arrival, service, desks, draw_from(ticks(0, 2, patients, stations))


@given(plain_lines())
@settings(max_examples=300)
def test_plain_lines_are_the_recursion_patient_by_patient_ties_included(line):
    arrival, service, desks, walk = line
    visits = run(*plan_with_luck(arrival, service, desks, walk))
    expected = line_of_stations(arrival[None], service[None], desks, walk[None])
    np.testing.assert_array_equal(visits.reached, expected.reached[0])
    np.testing.assert_array_equal(visits.began, expected.began[0])
    np.testing.assert_array_equal(visits.ended, expected.ended[0])


@pytest.fixture(scope="module")
def standard_job(project: Path) -> tuple[Draws, Visits]:
    plan = compile_plan(read(project / "benchmarks" / "standard_job.toml"))
    draws = draw(plan, seed=1, replication=1)
    return draws, run(plan, draws)


class OfPatient(ciw.dists.Distribution):
    """The service that was drawn for each patient, whom Ciw numbers from 1 as they come."""

    def __init__(self, service: NDArray[np.int64]) -> None:
        self.service = service.tolist()

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        return self.service[ind.id_number - 1]


def in_ciw(arrival: NDArray[np.int64], service: NDArray[np.int64]) -> NDArray[np.float64]:
    """When services begin in Ciw (patients, stations); patients in the order in which they come."""
    patients, stations = service.shape
    gaps = [*np.diff(arrival, prepend=0).tolist(), float("inf")]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential(gaps), *[None] * (stations - 1)],
        service_distributions=[OfPatient(service[:, s]) for s in range(stations)],
        number_of_servers=[count or float("inf") for count in DESKS],
        routing=np.eye(stations, k=1).tolist(),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(patients, progress_bar=False, method="Finish")
    began = np.full(service.shape, np.nan)
    for record in simulation.get_all_records():
        began[record.id_number - 1, record.node - 1] = record.service_start_date
    return began


def test_ciw_starts_every_service_of_the_standard_job_at_the_same_tick(standard_job):
    """Both get the same arrivals and services; on this day no tie at a desk matters (Ciw breaks ties at random)."""
    draws, visits = standard_job
    coming = np.argsort(draws.arrival, kind="stable")
    np.testing.assert_array_equal(visits.began[coming], in_ciw(draws.arrival[coming], draws.service[coming]))


def test_plain_simpy_has_the_same_standard_job(standard_job):
    draws, visits = standard_job
    began, ended = idiomatic_simpy.run(draws.arrival, draws.service, DESKS)
    np.testing.assert_array_equal(visits.began, began)
    np.testing.assert_array_equal(visits.ended, ended)


def test_the_recursion_has_the_same_standard_job(standard_job):
    draws, visits = standard_job
    expected = line_of_stations(draws.arrival[None], draws.service[None], DESKS)
    np.testing.assert_array_equal(visits.began, expected.began[0])
