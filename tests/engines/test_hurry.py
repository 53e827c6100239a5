"""Patients in a hurry: who turns round on arrival, and who loses patience."""

from __future__ import annotations

import pytest

from tests.engines.small_days import comes, outcomes, site, station, times
from vaxsim.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)

NO_CHAIR = [
    station("vaccination", 2, desks=1, doses=1),
    station("observation", 60, desks=1, waiting_room=0),
]


def hasty(limit: float, **fields: object) -> list[dict[str, object]]:
    """One class, with this patience."""
    return [{"name": "hasty", "patience": {"limit": limit} | fields}]


def test_r30_the_blocked_count_among_those_in_service(engine: str) -> None:
    stations = [station("registration", 2, desks=2), station("vaccination", 30, desks=1, waiting_room=0, doses=1)]
    classes = [{"name": "all", "balk": {"more_than": 1, "counts": "line_and_service"}}]
    scenario = site(comes("08:00", "08:02", "08:05", "08:08"), stations, classes=classes)
    # 08:05 patient 2 is blocked at a desk; 08:08 patients 2 and 3 are
    assert outcomes(scenario, engine)[2:] == ["3 vaccinated 09:32", "4 balked 08:08"]


def test_r30_at_a_high_rate_only_an_empty_line_is_joined(engine: str) -> None:
    classes = [{"name": "all", "balk": {"join": {"form": "exp", "rate": 1000}}}]
    scenario = site(comes("08:00", "08:00", "08:00"), [station("vaccination", 5, desks=1, doses=1)], classes=classes)
    assert outcomes(scenario, engine) == ["1 vaccinated 08:05", "2 vaccinated 08:10", "3 balked 08:00"]


def test_r31_a_blocked_patient_who_loses_patience_leaves_from_the_desk(engine: str) -> None:
    scenario = site(comes("08:00", "08:03", "08:06"), NO_CHAIR, classes=hasty(10, stations=["observation"]))
    assert outcomes(scenario, engine) == ["1 vaccinated 09:02", "2 reneged 08:15", "3 reneged 08:27"]
    assert times(scenario, engine, "vaccination")[1:] == [
        "2 08:03 08:03 08:03 08:05 08:15", "3 08:06 08:06 08:15 08:17 08:27"
    ]  # fmt: skip
    assert times(scenario, engine, "observation")[1] == "2 08:05 - - - 08:15"


def test_r31_somebody_outside_loses_patience_with_the_first_station(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "max_inside": 1}
    scenario = site(comes("08:00", "08:05"), [station("vaccination", 30, doses=1)], day=hours, classes=hasty(10))
    assert times(scenario, engine, "vaccination")[1] == "2 08:05 - - - 08:15"
    assert outcomes(scenario, engine)[1] == "2 reneged 08:15"


def test_r31_called_before_a_room_of_0_is_who_could_start_there(engine: str) -> None:
    vaccination = station("vaccination", 12, desks=1, waiting_room=0, doses=1)
    scenario = site(comes("08:00", "08:01", "08:02"), [vaccination], classes=hasty(10, leaves="when_called"))
    assert times(scenario, engine, "vaccination")[1:] == [
        "2 08:01 - - - 08:12", "3 08:02 08:12 08:12 08:24 08:24"
    ]  # fmt: skip


def test_patience_from_arrival_goes_on_while_blocked_before_a_walk(engine: str) -> None:
    stations = [
        station("registration", 2, desks=2, walk=1), station("vaccination", 60, desks=1, waiting_room=1, doses=1)
    ]  # fmt: skip
    classes = [{"name": "calm"}, *hasty(20, clock="arrival")]
    arrivals = [*comes("08:00", "08:01"), *comes("08:02", classes={"hasty": 1.0})]
    scenario = site(arrivals, stations, classes=classes)
    # patient 2 has the place in the room; 3 is blocked from 08:04 and never reaches the next station
    assert outcomes(scenario, engine)[2] == "3 reneged 08:22"
    assert times(scenario, engine, "registration")[2] == "3 08:02 08:02 08:02 08:04 08:22"
    assert len(times(scenario, engine, "vaccination")) == 2
