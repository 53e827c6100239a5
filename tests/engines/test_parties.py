"""Parties, and the limit of the people inside."""

from __future__ import annotations

import pytest

from tests.engines.small_days import booked, comes, outcomes, site, station, times
from vaxsim.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def test_r23_a_time_per_person_is_multiplied_in_ticks_and_clean_up_is_not(engine: str) -> None:
    vaccination = station("vaccination", 1.2, desks=1, per_person=True, clean_up=1, doses=1)
    scenario = site([booked("08:00", 0, party=3), booked("08:00", 0)], [vaccination])
    assert times(scenario, engine, "vaccination") == [
        "1 08:00 08:00 08:00 08:03:36 08:03:36", "2 08:00 08:00 08:04:36 08:05:48 08:05:48"
    ]  # fmt: skip


def test_a_party_that_does_not_fit_in_lets_a_single_patient_pass(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "max_inside": 3}
    arrivals = [booked("08:00", 0, party=2), booked("08:05", 0, party=2), booked("08:10", 0)]
    assert times(site(arrivals, [station("vaccination", 20, doses=1)], day=hours), engine, "vaccination") == [
        "1 08:00 08:00 08:00 08:20 08:20", "2 08:05 08:20 08:20 08:40 08:40", "3 08:10 08:10 08:10 08:30 08:30"
    ]  # fmt: skip


def test_r27_outside_at_closing_for_want_of_room_is_full_and_because_of_the_gate_is_closed(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "max_inside": 1, "gate": 5}
    arrivals = [*comes("11:50"), booked("12:04", -10), booked("12:05", -10)]
    assert outcomes(site(arrivals, [station("vaccination", 30, doses=1)], day=hours), engine) == [
        "1 vaccinated 12:20", "2 turned_away full 12:00", "3 turned_away closed 12:00"
    ]  # fmt: skip


def test_r27_a_party_larger_than_the_limit_never_enters(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "max_inside": 3}
    # Were every party too large, the scenario would be refused.
    party = {"dist": "discrete", "values": [1, 4], "shares": [0.001, 0.999]}
    scenario = site([booked("08:00", 0, party=party)], [station("vaccination", 5, doses=1)], day=hours)
    assert outcomes(scenario, engine) == ["1 turned_away full 12:00"]
