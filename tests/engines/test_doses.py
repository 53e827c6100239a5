"""Rules of doses, people on standby lists and teams that carry doses on days of their own, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.days import day, patient_rows
from vaxsim.engines import ENGINES
from vaxsim.scenario import Scenario

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def site(comes: list[str], stations: list[dict[str, Any]], vaccines: list[dict[str, Any]], **more: Any) -> Scenario:
    """A site open from 08:00 to 10:00 to which one patient comes at each of the times."""
    table = {
        "day": {"open": [["08:00", "10:00"]]},
        "arrivals": [{"kind": "group", "at": time, "size": 1} for time in comes],
        "stations": stations,
        "vaccines": vaccines,
    }
    return Scenario.from_dict(table | more)


def ends(scenario: Scenario, engine: str) -> list[str]:
    """How each patient ended, as lines: number outcome cause time."""
    plan, draws, visits = day(scenario, engine)
    return [
        f"{row['patient']} {row['outcome']} {row['cause']} {row['left'][:5]}".replace("  ", " ")
        for row in patient_rows(plan, draws, visits)
        if row["station"] == "OUTCOME"
    ]


def test_whoever_waits_goes_at_the_tick_at_which_a_unit_that_stayed_goes_with_the_last_doses(engine: str) -> None:
    nurses = {
        "group": "nurses",
        "roles": ["nurse"],
        "shifts": [{"from": "08:00", "to": "10:00", "count": 1}],
        "restock": {"holds": 2, "start": 2, "fill": 1},
    }
    stations = [{"name": "screening", "service": 30}, {"name": "vaccination", "service": 5, "doses": 1}]
    scenario = site(["08:00", "09:45"], stations, [{"name": "A", "stock": 2}], staff=[nurses])
    assert ends(scenario, engine) == ["1 turned_away no dose 10:00", "2 turned_away no dose 10:15"]


def test_a_list_is_not_looked_at_when_that_of_another_vaccine_comes_into_use(engine: str) -> None:
    # 08:10: patient 1 leaves one dose in the vial, for which 2 waits; 08:30: 2 gives up; 09:00: the time of the list of
    # A, when nobody is called for B; 09:30: patient 3 takes the dose
    classes = [{"name": "b", "vaccine": "B", "patience": {"limit": 20}}, {"name": "a", "vaccine": "A"}]
    vaccines = [
        {"name": "A", "standby": {"from": 60, "travel": 5}},
        {"name": "B", "vial": 2, "standby": {"from": 110, "travel": 5}},
    ]
    stations = [{"name": "vaccination", "desks": 1, "service": 60, "doses": 1}]
    scenario = site(["08:10", "08:10", "09:30"], stations, vaccines, classes=classes)
    assert ends(scenario, engine) == ["1 vaccinated 09:10", "2 reneged 08:30", "3 vaccinated 10:30"]
