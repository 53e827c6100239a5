"""Stock, vials and deliveries: where doses come from, and what happens when they are gone."""

from __future__ import annotations

import pytest

from tests.engines.days import day
from tests.engines.small_days import booked, comes, outcomes, site, station, times
from vaxsim.engines import ENGINES
from vaxsim.scenario import Scenario
from vaxsim.units import clock
from vaxsim.visits import Move

pytestmark = pytest.mark.parametrize("engine", ENGINES)

VACCINATION = station("vaccination", 5, doses=1)


def moves(scenario: Scenario, engine: str) -> list[str]:
    """All moves of doses but those in the morning: "08:05 given 3"."""
    table = day(scenario, engine)[2].moves
    rows = zip(table.tick.tolist(), table.move.tolist(), table.doses.tolist(), strict=True)
    return [f"{clock(tick)} {Move(move).label} {doses}" for tick, move, doses in rows][1:]


def test_r38_a_party_empties_the_open_vial_and_opens_the_next_one(engine: str) -> None:
    arrivals = [booked("08:00", 0, party=4), booked("08:05", 0, party=3)]
    scenario = site(arrivals, [VACCINATION], vaccines=[{"name": "A", "stock": 10, "vial": 5}])
    assert moves(scenario, engine) == ["08:00 opened 5", "08:00 given 4", "08:05 opened 5", "08:05 given 3"]
    assert day(scenario, engine)[2].doses_left.tolist() == [[0, 3, 0, 0]]


def test_r38_the_last_dose_turns_away_who_stands_outside_too(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "max_inside": 2}
    stations = [station("vaccination", 10, desks=1, doses=1)]
    stock = [{"name": "A", "stock": 2}]
    scenario = site(comes("08:00", "08:01", "08:02", "08:11"), stations, day=hours, vaccines=stock)
    assert times(scenario, engine, "vaccination")[2:] == ["3 08:02 - - - 08:10", "4 08:11 - - - 08:11"]
    assert outcomes(scenario, engine)[2:] == ["3 turned_away no dose 08:10", "4 turned_away no dose 08:11"]


def test_r38_a_party_that_too_few_doses_are_left_for_waits_until_the_last_one_is_gone(engine: str) -> None:
    arrivals = [booked("08:00", 0, party=2), booked("08:01", 0, party=2), booked("08:02", 0)]
    scenario = site(arrivals, [VACCINATION], vaccines=[{"name": "A", "stock": 3}])
    assert outcomes(scenario, engine) == [
        "1 vaccinated 08:05", "2 turned_away no dose 08:02", "3 vaccinated 08:07"
    ]  # fmt: skip


def test_r38_expiry_does_not_make_the_day_longer_and_a_delivery_does(engine: str) -> None:
    vaccine = {"name": "A", "stock": 5, "vial": 5, "open_life": 600}
    visits = day(site(comes("08:00"), [VACCINATION], vaccines=[vaccine]), engine)[2]
    assert (clock(visits.ended_at), visits.doses_left.tolist()) == ("12:00", [[0, 4, 0, 0]])
    visits = day(site(comes("08:00"), [VACCINATION], vaccines=[vaccine | {"deliveries": [["13:00", 1]]}]), engine)[2]
    assert (clock(visits.ended_at), visits.doses_left.tolist()) == ("13:00", [[1, 4, 0, 0]])


def test_an_open_vial_is_thrown_away_at_the_end_of_its_life(engine: str) -> None:
    vaccine = {"name": "A", "stock": 10, "vial": 5, "open_life": 10}
    scenario = site(comes("08:00", "08:10"), [VACCINATION], vaccines=[vaccine])
    assert moves(scenario, engine) == [
        "08:00 opened 5", "08:00 given 1", "08:10 opened 5", "08:10 wasted open 4", "08:10 given 1",
        "08:20 wasted open 4",
    ]  # fmt: skip


def test_r39_who_waits_for_doses_that_never_come_is_turned_away_for_want_of_them(engine: str) -> None:
    scenario = site([booked("08:00", 0, party=3)], [VACCINATION], vaccines=[{"name": "A", "stock": 2}])
    assert outcomes(scenario, engine) == ["1 turned_away no dose 12:00"]
    assert day(scenario, engine)[2].stranded == 1
