"""Pace: how long services take by hours on duty."""

from __future__ import annotations

import pytest

from tests.engines.small_days import comes, shift, site, station, times
from vaxsim.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)

VACCINATION = station("vaccination", 3, needs={"nurses": 1}, doses=1)


def test_a_step_of_the_pace_holds_from_its_hour_on(engine: str) -> None:
    nurses = shift("nurses", "08:00", "12:00", 2, pace=[[0, 1000], [1, 1150]])
    assert times(site(comes("08:59:59", "09:00"), [VACCINATION], [nurses]), engine, "vaccination") == [
        "1 08:59:59 08:59:59 08:59:59 09:02:59 09:02:59", "2 09:00 09:00 09:00 09:03:27 09:03:27"
    ]  # fmt: skip


def test_the_largest_pace_of_a_crew_holds_for_service_and_clean_up(engine: str) -> None:
    staff = [shift("nurses", "08:00", "12:00", pace=[[0, 900]]), shift("doctors", "08:00", "12:00", pace=[[0, 1200]])]
    treatment = station("treatment", 10, desks=1, needs={"nurses": 1, "doctors": 1}, clean_up=1)
    assert times(site(comes("08:00", "08:00"), [treatment], staff), engine, "treatment") == [
        "1 08:00 08:00 08:00 08:12 08:12", "2 08:00 08:00 08:13:12 08:25:12 08:25:12"
    ]  # fmt: skip


def test_r34_before_the_first_step_the_pace_is_that_of_the_drawn_times(engine: str) -> None:
    nurses = shift("nurses", "08:00", "12:00", pace=[[1, 2000]])
    assert times(site(comes("08:00"), [VACCINATION], [nurses]), engine, "vaccination") == [
        "1 08:00 08:00 08:00 08:03 08:03"
    ]  # fmt: skip


def test_r34_the_remaining_time_since_a_station_is_paced(engine: str) -> None:
    stations = [
        station("registration", 5, walk=5),
        station("vaccination", 15, since="registration", needs={"nurses": 1}, doses=1),
    ]
    nurses = shift("nurses", "08:00", "12:00", pace=[[0, 2000]])
    # the registration ends 08:05, the walk 08:10: ten minutes are left, served in twenty
    assert times(site(comes("08:00"), stations, [nurses]), engine, "vaccination") == [
        "1 08:10 08:10 08:10 08:30 08:30"
    ]  # fmt: skip
