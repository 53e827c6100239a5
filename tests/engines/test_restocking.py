"""Restocking: who sets off, what they fetch, and trips that are cut off."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.days import day
from tests.engines.small_days import booked, comes, shift, site, staff_of, station, times
from vaxsim.engines import ENGINES
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER, clock

pytestmark = pytest.mark.parametrize("engine", ENGINES)

VACCINATION = station("vaccination", 5, needs={"nurse": 1}, doses=1)


def nurses(group: str, **fields: Any) -> dict[str, Any]:
    """One unit, 08:00-12:00, who can do what a nurse does."""
    return shift(group, "08:00", "12:00", **fields) | {"roles": ["nurse"]}


def doses_left(scenario: Scenario, engine: str) -> list[int]:
    """Of the only vaccine: in stock, in open vials, prepared, in hands."""
    left: list[int] = day(scenario, engine)[2].doses_left[0].tolist()
    return left


def test_r35_a_unit_with_too_few_doses_for_the_first_in_line_sets_off(engine: str) -> None:
    few = nurses("few", restock={"holds": 20, "start": 2, "walk": 1, "fill": 0.1})
    more = nurses("more", restock={"holds": 20, "start": 5, "walk": 1, "fill": 0.1})
    scenario = site([booked("08:00", 0, party=3), booked("08:00", 0)], [VACCINATION], [few, more])
    # 08:00 a party of three enters; few#1 sets off for 18 doses, more#1 starts; the single patient waits
    assert times(scenario, engine, "vaccination") == [
        "1 08:00 08:00 08:00 08:05 08:05", "2 08:00 08:00 08:03:48 08:08:48 08:08:48"
    ]  # fmt: skip
    trips = day(scenario, engine)[2].trips
    assert (trips.unit.tolist(), trips.vaccine.tolist(), trips.doses.tolist()) == ([0], [-1], [18])


def test_r36_filling_that_the_end_of_the_shift_cuts_off_keeps_whole_doses(engine: str) -> None:
    nurse = nurses("nurses", until_clear=False, restock={"holds": 4, "fill": 1})
    stock = [{"name": "A", "stock": 10}]
    scenario = site([booked("11:52:30", 0, party=4)], [VACCINATION], [nurse], vaccines=stock)
    visits = day(scenario, engine)[2]
    times_of_trip = [visits.trips.began[0], visits.trips.ended[0], visits.trips.back[0]]
    assert [clock(int(tick), seconds=True) for tick in times_of_trip] == ["11:57:30", "", "12:00:00"]
    assert visits.trips.doses.tolist() == [2]
    assert doses_left(scenario, engine) == [2, 2, 0, 2]  # four given; two filled and kept, two put back


def test_r36_a_trip_is_cut_off_on_the_way_when_nobody_needs_the_unit_any_more(engine: str) -> None:
    nurse = nurses("nurses", restock={"holds": 4, "start": 1, "walk": 10, "fill": 1})
    scenario = site(comes("11:50"), [VACCINATION], [nurse], vaccines=[{"name": "A", "stock": 10}])
    assert staff_of(scenario, engine)[-1] == "nurses#1 restocking 11:55-12:00"
    assert doses_left(scenario, engine) == [9, 0, 0, 0]


def test_r37_who_does_not_restock_gives_doses_straight_from_the_store(engine: str) -> None:
    staff = [nurses("carriers", restock={"holds": 1, "start": 0, "walk": 300, "fill": 0.1}), nurses("others")]
    scenario = site(comes("08:00"), [VACCINATION], staff, vaccines=[{"name": "A", "stock": 5}])
    assert staff_of(scenario, engine)[:2] == ["carriers#1 restocking 08:00-12:00", "others#1 serving 08:00-08:05"]
    assert doses_left(scenario, engine) == [4, 0, 0, 0]


def test_an_empty_store_sends_the_unit_back(engine: str) -> None:
    staff = [nurses("nurses", restock={"holds": 1, "start": 0, "walk": 5, "fill": 1}) for _ in range(1)]
    staff[0]["shifts"][0]["count"] = 2
    scenario = site(comes("08:30"), [VACCINATION], staff, vaccines=[{"name": "A", "stock": 1}])
    # both set off for the only dose at 08:00; nurses#1 fills it at 08:05, nurses#2 turns round at once
    assert staff_of(scenario, engine)[0] == "nurses#1 restocking 08:00-08:11"
    assert "nurses#2 restocking 08:00-08:10" in staff_of(scenario, engine)
    trips = day(scenario, engine)[2].trips
    assert ([tick == NEVER for tick in trips.began], trips.doses.tolist()) == ([False, True], [1, 0])


@pytest.mark.parametrize(("registration", "trips"), [(9, ["11:54-11:57"]), (30, ["12:15-12:18"])])
def test_r35_from_closing_on_nobody_restocks_for_nobody(engine: str, registration: float, trips: list[str]) -> None:
    nurse = nurses("nurses", restock={"holds": 1, "walk": 1, "fill": 1})
    nurse["shifts"][0]["to"] = "12:30"
    scenario = site(comes("11:40", "11:55"), [station("registration", registration), VACCINATION], [nurse])
    # 9 minutes: she is at zero at 11:54, and at 12:09 when nobody is inside any more
    # 30 minutes: she is at zero at 12:15, when patient 2 is still being registered, and at 12:30
    restocking = [row for row in staff_of(scenario, engine) if "restocking" in row]
    assert restocking == [f"nurses#1 restocking {trip}" for trip in trips]


def test_r37_who_is_behind_may_start_where_the_first_in_line_drew_a_unit_without_doses(engine: str) -> None:
    carrier = nurses("carriers", pick="random", restock={"holds": 1, "start": 1, "fill": 1})
    scenario = site(
        comes("08:00", size=8), [VACCINATION], [carrier, nurses("others", pick="random")], seed=3,
        vaccines=[{"name": "A", "stock": 1}],
    )  # fmt: skip
    _, draws, visits = day(scenario, engine)
    draws_the_carrier = draws.pick[:, 0, 0] < 0.5  # the first of two
    served = (visits.began[:, 0] != NEVER).tolist()
    # the only dose is in the hands of carriers#1: the first whose luck chooses her is served, though not the first
    assert served.index(True) == draws_the_carrier.argmax() == 2
    assert served.count(True) == 1
