"""Services in pieces: interrupted for a break, or handed over at the end of a shift."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.small_days import comes, shift, site, staff_of, station, times
from vaxsim.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)

PAUSE = {"earliest": "09:00", "latest": "10:00", "length": 10, "interrupt": True}
NURSE = [shift("nurses", "08:00", "12:00", breaks=[PAUSE])]


def test_r32_an_interrupted_service_goes_on_though_its_station_is_held(engine: str) -> None:
    classes = [{"name": "all"}, {"name": "other", "skips": ["vaccination"]}]
    arrivals = [*comes("08:50", "08:55"), *comes("08:52", "08:53", classes={"other": 1.0})]
    stations = [
        station("vaccination", 20, needs={"nurses": 1}, doses=1, hold={"station": "observation", "more_than": 0}),
        station("observation", 60, desks=1),
    ]
    scenario = site(arrivals, stations, NURSE, classes=classes)
    # patient 4 is in the line of the observation until 09:52, patient 1 from 09:20 to 10:52
    assert times(scenario, engine, "vaccination") == [
        "1 08:50 08:50 08:50|09:10 09:00|09:20 09:20", "2 08:55 08:55 10:52 11:12 11:12"
    ]  # fmt: skip


def test_r32_who_is_held_by_a_blocked_patient_finishes_first(engine: str) -> None:
    stations = [
        station("registration", 2, needs={"nurses": 1}),
        station("vaccination", 30, desks=1, waiting_room=1, doses=1),
    ]
    assert staff_of(site(comes("08:50", "08:52", "08:54"), stations, NURSE), engine)[1:4] == [
        "nurses#1 serving 08:50-08:56", "nurses#1 held 08:56-09:22", "nurses#1 on break 09:22-09:32"
    ]  # fmt: skip


def test_r32_all_units_of_an_interrupted_crew_are_free(engine: str) -> None:
    stations = [
        station("treatment", 20, needs={"nurses": 1, "doctors": 1}, doses=1),
    ]
    classes = [{"name": "all"}]
    staff = [*NURSE, shift("doctors", "08:00", "12:00")]
    scenario = site(comes("08:50"), stations, staff, classes=classes)
    assert times(scenario, engine, "treatment") == ["1 08:50 08:50 08:50|09:10 09:00|09:20 09:20"]
    assert staff_of(scenario, engine)[-4:] == [
        "doctors#1 serving 08:50-09:00", "doctors#1 idle 09:00-09:10", "doctors#1 serving 09:10-09:20",
        "doctors#1 idle 09:20-12:00",
    ]  # fmt: skip


def two_shifts(second: str) -> dict[str, Any]:
    shifts = [{"from": "08:00", "to": "10:00", "count": 1}, {"from": second, "to": "12:00", "count": 1}]
    return shift("nurses", "", "", handover=True) | {"shifts": shifts}


def test_r33_a_unit_of_the_next_shift_takes_the_patient_over(engine: str) -> None:
    vaccination = station("vaccination", 10, needs={"nurses": 1}, doses=1)
    scenario = site(comes("09:57"), [vaccination], [two_shifts("10:00")])
    assert times(scenario, engine, "vaccination") == ["1 09:57 09:57 09:57|10:00 10:00|10:07 10:07"]
    assert staff_of(scenario, engine) == [
        "nurses#1 idle 08:00-09:57", "nurses#1 serving 09:57-10:00",
        "nurses#2 serving 10:00-10:07", "nurses#2 idle 10:07-12:00",
    ]  # fmt: skip


def test_r33_without_one_who_is_idle_the_old_unit_works_overtime(engine: str) -> None:
    vaccination = station("vaccination", 10, needs={"nurses": 1}, doses=1)
    scenario = site(comes("09:57"), [vaccination], [two_shifts("10:01")])
    assert staff_of(scenario, engine)[1:] == ["nurses#1 serving 09:57-10:07", "nurses#2 idle 10:01-12:00"]


def test_r33_who_is_cleaning_hands_nothing_over(engine: str) -> None:
    vaccination = station("vaccination", 9, needs={"nurses": 1}, clean_up=2, doses=1)
    scenario = site(comes("09:50"), [vaccination], [two_shifts("10:00")])
    assert staff_of(scenario, engine)[1:] == [
        "nurses#1 serving 09:50-09:59", "nurses#1 cleaning 09:59-10:01", "nurses#2 idle 10:00-12:00"
    ]  # fmt: skip


def test_a_service_that_ends_at_the_tick_of_the_break_is_finished(engine: str) -> None:
    vaccination = station("vaccination", 10, needs={"nurses": 1}, doses=1)
    scenario = site(comes("08:50", "08:55"), [vaccination], NURSE)
    assert times(scenario, engine, "vaccination") == [
        "1 08:50 08:50 08:50 09:00 09:00", "2 08:55 08:55 09:10 09:20 09:20"
    ]  # fmt: skip
