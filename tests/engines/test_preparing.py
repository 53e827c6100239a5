"""Doses made ahead: who makes them, who takes them, and lists of people to call."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.days import day
from tests.engines.small_days import booked, comes, outcomes, shift, site, staff_of, station, times
from vaxsim.engines import ENGINES
from vaxsim.scenario import Scenario
from vaxsim.units import clock
from vaxsim.visits import Move

pytestmark = pytest.mark.parametrize("engine", ENGINES)

VACCINATION = station("vaccination", 5, doses=1)


def prepared(*release: list[Any], **fields: Any) -> list[dict[str, Any]]:
    """A vaccine that pharmacists make ahead, four minutes a dose."""
    return [{"name": "A", "prepare": {"group": "pharmacists", "per_dose": 4, "release": list(release)}} | fields]


def pharmacists(count: int = 1, **fields: Any) -> list[dict[str, Any]]:
    return [shift("pharmacists", "08:00", "12:00", count, **fields)]


def supplied(scenario: Scenario, engine: str) -> list[str]:
    """When each patient had taken all their doses."""
    return [clock(int(tick)) for tick in day(scenario, engine)[2].supplied[:, 0]]


def test_r40_making_waits_for_a_dose_in_stock(engine: str) -> None:
    vaccines = prepared(["08:00", 3], stock=1, deliveries=[["08:10", 2]])
    scenario = site(comes("11:00"), [VACCINATION], pharmacists(), vaccines=vaccines)
    assert staff_of(scenario, engine) == [
        "pharmacists#1 preparing 08:00-08:04", "pharmacists#1 idle 08:04-08:10",
        "pharmacists#1 preparing 08:10-08:18", "pharmacists#1 idle 08:18-12:00",
    ]  # fmt: skip
    assert day(scenario, engine)[2].doses_left.tolist() == [[0, 0, 2, 0]]


def test_r40_the_lowest_idle_numbers_make_the_doses(engine: str) -> None:
    scenario = site(comes("11:00"), [VACCINATION], pharmacists(3), vaccines=prepared(["08:00", 2]))
    assert [row for row in staff_of(scenario, engine) if "preparing" in row] == [
        "pharmacists#1 preparing 08:00-08:04", "pharmacists#2 preparing 08:00-08:04"
    ]  # fmt: skip


def test_r41_a_party_takes_doses_one_at_a_time_before_those_behind_it(engine: str) -> None:
    arrivals = [booked("08:00", 0, party=2), booked("08:05", 0)]
    scenario = site(arrivals, [VACCINATION], pharmacists(), vaccines=prepared(["08:00", 3]))
    assert supplied(scenario, engine) == ["08:08", "08:12"]


def test_r41_who_leaves_gives_the_taken_doses_back(engine: str) -> None:
    classes = [{"name": "all"}, {"name": "hasty", "patience": {"limit": 5}}]
    arrivals = [booked("08:00", 0, party=2, classes={"hasty": 1.0}), booked("08:01", 0)]
    scenario = site(arrivals, [VACCINATION], pharmacists(), classes=classes, vaccines=prepared(["08:00", 3]))
    assert outcomes(scenario, engine) == ["1 reneged 08:05", "2 vaccinated 08:10"]
    assert supplied(scenario, engine) == ["", "08:05"]


def test_r41_before_a_room_of_0_doses_come_from_those_prepared_when_the_service_starts(engine: str) -> None:
    stations = [station("vaccination", 5, desks=1, waiting_room=0, doses=1)]
    scenario = site(comes("08:00"), stations, pharmacists(), vaccines=prepared(["08:00", 3]))
    assert times(scenario, engine, "vaccination") == ["1 08:00 08:04 08:04 08:09 08:09"]
    assert supplied(scenario, engine) == [""]


def test_a_prepared_dose_is_thrown_away_at_the_end_of_its_life(engine: str) -> None:
    scenario = site(comes("08:14"), [VACCINATION], pharmacists(), vaccines=prepared(["08:00", 1], open_life=10))
    # ready at 08:04, it can be taken before 08:14
    table = day(scenario, engine)[2].moves
    rows = zip(table.tick.tolist(), table.move.tolist(), strict=True)
    assert [f"{clock(tick)} {Move(move).label}" for tick, move in rows] == [
        "08:00 opened", "08:00 begun", "08:04 made", "08:14 wasted prepared"
    ]  # fmt: skip
    assert outcomes(scenario, engine) == ["1 turned_away no dose 12:00"]


def test_r42_a_preparing_unit_stays_while_doses_are_needed_that_are_not_made(engine: str) -> None:
    vaccines = prepared(["11:58", 3])
    scenario = site(comes("11:59", "11:59"), [VACCINATION], pharmacists(), vaccines=vaccines)
    assert staff_of(scenario, engine) == ["pharmacists#1 idle 08:00-11:58", "pharmacists#1 preparing 11:58-12:06"]
    assert outcomes(scenario, engine) == ["1 vaccinated 12:07", "2 vaccinated 12:11"]


def test_r18_people_are_called_while_more_doses_are_open_than_are_needed(engine: str) -> None:
    stations = [station("vaccination", 4, desks=1, doses=1)]
    vaccines = [{"name": "A", "stock": 20, "vial": 10, "standby": {"from": 60, "travel": 10}}]
    scenario = site(comes("11:20", "11:20", "11:20", "11:20"), stations, vaccines=vaccines)
    # 11:20 nine doses are open and three people need one: six are called; 11:24 eight doses, eight people
    assert [row.split()[:2] for row in times(scenario, engine, "vaccination")[4:]] == [
        [str(number), "11:30"] for number in range(5, 11)
    ]
    assert len(outcomes(scenario, engine)) == 10
    assert day(scenario, engine)[2].doses_left.tolist() == [[10, 0, 0, 0]]


def test_r43_nobody_is_called_before_the_time_of_the_list_or_from_closing_on(engine: str) -> None:
    vaccines = [{"name": "A", "stock": 20, "vial": 10, "standby": {"from": 60, "travel": 10}}]
    early = site(comes("10:00"), [station("vaccination", 1, doses=1)], vaccines=vaccines)
    # the list is looked at when 11:00 is settled: nine doses are open, nobody needs one
    assert len(outcomes(early, engine)) == 10
    assert times(early, engine, "vaccination")[1].startswith("2 11:10")
    late = site(comes("11:59:59", "11:59:59"), [station("vaccination", 1, desks=1, doses=1)], vaccines=vaccines)
    # 11:59:59 a start: nine open, one needed: eight are called and come too late; none at 12:00:59
    assert outcomes(late, engine).count("3 turned_away closed 12:09") == 1
    assert len(outcomes(late, engine)) == 10
