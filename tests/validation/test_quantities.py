"""The numbers of an observed day, against a day worked by hand, and those of the registry."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.sites import SMALL
from tests.validation.handmade import recorded
from vaxsim.scenario import from_dict
from vaxsim.simulation import simulate
from vaxsim.validation.observing import Known, ObservedDay, recorded_day
from vaxsim.validation.overlay import overlays
from vaxsim.validation.quantities import busiest_hour, most_at_once, quantities, waited

NAN = np.nan


def test_those_who_leave_make_room_for_those_who_come() -> None:
    assert most_at_once(np.array([0.0, 1, 5, NAN]), np.array([5.0, 9, 8, 9])) == 2


def test_the_busiest_hour_is_any_sixty_minutes() -> None:
    assert busiest_hour(np.array([0.0, 30, 59, 60, 61, NAN])) == 4
    assert busiest_hour(np.array([NAN])) == 0


def test_time_before_a_service_counts_from_the_last_thing_that_was_recorded() -> None:
    known = Known(("a", "b"), frozenset({"arrival"}), frozenset({("a", "began"), ("a", "ended"), ("b", "began")}), 1)
    column = np.array([[NAN, NAN]] * 2)
    began, ended = np.array([[2.0, 8], [NAN, 9]]), np.array([[5.0, NAN], [NAN, NAN]])
    day = ObservedDay(np.full(2, NAN), np.array([1.0, 3]), np.full(2, NAN), column, began, ended)
    assert waited(day, known, 0).tolist()[0] == 1
    assert waited(day, known, 1).tolist() == [3, 6]


def test_numbers_are_those_of_the_registry_where_it_has_them(tmp_path: Path) -> None:
    import tomllib

    site = from_dict(tomllib.loads(SMALL))
    table = recorded(site, tmp_path)
    known = Known.of(table, ("registration", "vaccination"), 1000)
    day, result = recorded_day(table.patients, table.stations, known), simulate(site, 1, 12345)
    found = {quantity.name: quantity.compute(day) for quantity in quantities(known)}
    for name, registered in {
        "appointments not kept": result.number("no_show"),
        "served at vaccination": result.number("visits", "vaccination"),
        "mean service at registration": result.number("mean(service)", "registration"),
        "mean wait at vaccination": result.number("mean(wait)", "vaccination"),
        "p90 wait at vaccination": result.number("p90(wait)", "vaccination"),
        "last one leaves": result.number("last_departure"),
    }.items():
        assert found[name] == pytest.approx(registered, abs=0.02), name  # the table knows seconds


def test_curves_add_up_to_the_day(tmp_path: Path) -> None:
    import tomllib

    site = from_dict(tomllib.loads(SMALL))
    table = recorded(site, tmp_path)
    known = Known.of(table, ("registration", "vaccination"), 1000)
    day = recorded_day(table.patients, table.stations, known)
    arrivals, departures, there = overlays([day], [day, day], known, 20)
    assert arrivals.recorded.sum() / 3 == (~np.isnan(day.arrival)).sum()
    assert departures.recorded.sum() / 3 == (~np.isnan(day.departure)).sum()
    assert there.recorded.sum() * 20 == pytest.approx(np.nansum(day.departure - day.arrival))
    assert there.strayed[0].tolist() == [0]
