"""When the last dose is gone for good: who is turned away, when, and who stays."""

from __future__ import annotations

import pytest

from tests.engines.days import day
from tests.engines.small_days import booked, comes, outcomes, shift, site, station, times
from vaxsim.engines import ENGINES
from vaxsim.units import clock

pytestmark = pytest.mark.parametrize("engine", ENGINES)

VACCINATION = station("vaccination", 5, doses=1)
MAKERS = [shift("makers", "08:00", "12:00")]


def test_a_dose_that_somebody_gives_back_is_there_for_the_next_one(engine: str) -> None:
    vaccines = [{"name": "A", "stock": 1, "prepare": {"group": "makers", "per_dose": 4, "release": [["08:10", 1]]}}]
    scenario = site([booked("08:00", 0, party=2), booked("08:01", 0)], [VACCINATION], MAKERS, vaccines=vaccines)
    # 08:14 the party takes the last dose and lacks another; it goes and gives the dose back; patient 2 takes it
    assert outcomes(scenario, engine) == ["1 turned_away no dose 08:14", "2 vaccinated 08:19"]


def test_a_dose_that_expires_at_a_tick_is_gone_only_when_that_is_settled(engine: str) -> None:
    stations = [station("registration", 5), VACCINATION]
    vaccines = [{"name": "A", "stock": 2, "vial": 2, "open_life": 10}]
    scenario = site(comes("08:00", "08:10", "08:11"), stations, vaccines=vaccines)
    # opened at 08:05; at 08:15 patient 2 joins in settle 1, the vial is thrown away in settle 3
    assert times(scenario, engine, "vaccination") == [
        "1 08:05 08:05 08:05 08:10 08:10", "2 08:15 08:15 - - 08:15", "3 08:16 - - - 08:16"
    ]  # fmt: skip


def test_units_that_go_take_their_doses_along_and_who_waits_for_them_goes_at_once(engine: str) -> None:
    carrier = shift("carriers", "08:00", "10:00", restock={"holds": 2, "fill": 1}, until_clear=False)
    stations = [station("vaccination", 5, needs={"carriers": 1}, desks=1, doses=1)]
    scenario = site(comes("09:58", "09:59"), stations, [carrier], vaccines=[{"name": "A", "stock": 2}])
    # 10:00 her shift ends while she serves patient 1; 10:03 she goes with one dose
    assert outcomes(scenario, engine) == ["1 vaccinated 10:03", "2 turned_away no dose 10:03"]
    assert day(scenario, engine)[2].doses_left.tolist() == [[0, 0, 0, 1]]


def test_who_reaches_the_station_when_a_unit_has_just_gone_with_the_last_dose_does_not_join(engine: str) -> None:
    carrier = shift("carriers", "08:00", "10:00", restock={"holds": 1, "start": 1, "fill": 1}, until_clear=False)
    screening = station("screening", 5, needs={"carriers": 1})
    stations = [screening, station("vaccination", 5, needs={"nurses": 1}, doses=1)]
    staff = [carrier, shift("nurses", "08:00", "12:00")]
    scenario = site(comes("09:57"), stations, staff, vaccines=[{"name": "A", "stock": 1}])
    # 10:00 her shift ends while she screens patient 1; 10:02 the screening ends and she goes, with the last dose
    assert times(scenario, engine, "vaccination") == ["1 10:02 - - - 10:02"]


def test_each_list_is_used_from_its_own_time_on(engine: str) -> None:
    classes = [{"name": "a", "vaccine": "A"}, {"name": "b", "vaccine": "B"}]
    arrivals = [*comes("10:00", classes={"a": 1.0}), *comes("10:00", classes={"b": 1.0})]
    opened = {"stock": 4, "vial": 4}
    vaccines = [
        {"name": "A", "standby": {"from": 90, "travel": 5}} | opened,
        {"name": "B", "standby": {"from": 60, "travel": 5}} | opened,
    ]
    scenario = site(arrivals, [VACCINATION], classes=classes, vaccines=vaccines)
    plan, draws, visits = day(scenario, engine)
    came = [(plan.classes[draws.klass[i]], clock(int(t))) for i, t in enumerate(visits.reached[:, 0]) if i > 1]
    assert [who for who in came if who[1]] == [("a", "10:35")] * 3 + [("b", "11:05")] * 3
