"""Waiting rooms, blocked patients, and desks that are cleaned."""

from __future__ import annotations

import pytest

from tests.engines.small_days import began, comes, shift, site, staff_of, station, times
from vaxsim.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)

CLERK = [shift("clerks", "08:00", "12:00")]


def test_r24_who_is_on_the_way_has_the_place_and_who_is_blocked_has_not_reached_the_station(engine: str) -> None:
    stations = [
        station("registration", 5, desks=3, walk=2),
        station("vaccination", 8, desks=1, waiting_room=1, doses=1),
    ]
    scenario = site(comes("08:00", "08:02", "08:05", "08:11"), stations)
    assert times(scenario, engine, "registration") == [
        "1 08:00 08:00 08:00 08:05 08:05", "2 08:02 08:02 08:02 08:07 08:07",
        "3 08:05 08:05 08:05 08:10 08:15",  # blocked while 2 is in line
        "4 08:11 08:11 08:11 08:16 08:23",  # blocked though the line is empty: the place is that of 3, on the way
    ]  # fmt: skip
    assert times(scenario, engine, "vaccination") == [
        "1 08:07 08:07 08:07 08:15 08:15", "2 08:09 08:09 08:15 08:23 08:23",
        "3 08:17 08:17 08:23 08:31 08:31", "4 08:25 08:25 08:31 08:39 08:39",
    ]  # fmt: skip


def test_r25_clean_up_begins_when_a_blocked_patient_leaves_the_desk(engine: str) -> None:
    stations = [
        station("registration", 2, desks=1, needs={"clerks": 1}, clean_up=1),
        station("vaccination", 10, desks=1, waiting_room=0, doses=1),
    ]
    assert staff_of(site(comes("08:00", "08:03"), stations, CLERK), engine) == [
        "clerks#1 serving 08:00-08:02", "clerks#1 cleaning 08:02-08:03", "clerks#1 serving 08:03-08:05",
        "clerks#1 held 08:05-08:12", "clerks#1 cleaning 08:12-08:13", "clerks#1 idle 08:13-12:00",
    ]  # fmt: skip


def test_r25_units_needed_further_down_are_freed_and_the_desk_is_cleaned_without_them(engine: str) -> None:
    stations = [
        station("registration", 2, desks=1, needs={"nurses": 1}, clean_up=1),
        station("vaccination", 10, desks=1, waiting_room=0, doses=1),
        station("discharge", 1, needs={"nurses": 1}),
    ]
    scenario = site(comes("08:00", "08:03", "08:06"), stations, [shift("nurses", "08:00", "12:00")])
    assert staff_of(scenario, engine)[2:5] == [
        "nurses#1 serving 08:03-08:05", "nurses#1 idle 08:05-08:12", "nurses#1 serving 08:12-08:15"
    ]  # fmt: skip
    # patient 2 leaves the desk at 08:12, it is clean at 08:13
    assert began(scenario, engine)[:3] == ["1 registration 08:00", "1 vaccination 08:02", "1 discharge 08:12"]
    assert "3 registration 08:13" in began(scenario, engine)


def test_a_patient_who_blocks_only_the_desk_lets_the_clerk_go_on(engine: str) -> None:
    stations = [
        station("registration", 2, desks=2, needs={"clerks": 1}, blocks="desk"),
        station("vaccination", 10, desks=1, waiting_room=0, doses=1),
    ]
    scenario = site(comes("08:00", "08:02", "08:03"), stations, CLERK)
    assert staff_of(scenario, engine) == ["clerks#1 serving 08:00-08:06", "clerks#1 idle 08:06-12:00"]
    assert times(scenario, engine, "registration")[1:] == [
        "2 08:02 08:02 08:02 08:04 08:12", "3 08:03 08:03 08:04 08:06 08:22"
    ]  # fmt: skip
