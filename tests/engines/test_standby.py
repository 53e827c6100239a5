"""Standby lists: when they are looked at, and who still needs a dose."""

from __future__ import annotations

import pytest

from tests.engines.days import day
from tests.engines.small_days import comes, shift, site, station
from vaxsim.engines import ENGINES
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER, clock

pytestmark = pytest.mark.parametrize("engine", ENGINES)

VACCINES = [{"name": "A", "vial": 2, "standby": {"from": 60, "travel": 5}}]


def called(scenario: Scenario, engine: str, uncalled: int) -> list[str]:
    """When each of those who were called came: all who came but the first ones, who come uncalled."""
    _, draws, visits = day(scenario, engine)
    came = visits.reached[uncalled:].min(axis=1)
    assert len(draws.klass) > uncalled
    return [clock(int(tick))[:5] for tick in came if tick != NEVER]


def test_r43_a_list_is_looked_at_after_a_start_before_a_service_of_no_length_ends(engine: str) -> None:
    classes = [{"name": "known", "skips": ["registration"]}, {"name": "new"}]
    registration = station("registration", 0, needs={"clerks": 1}, branches=[{"share": 0.99, "leave": "deferred"}])
    arrivals = [*comes("10:30", classes={"known": 1.0}), *comes("10:45", classes={"new": 1.0})]
    clerks = [shift("clerks", "11:30", "12:00")]
    stations = [registration, station("vaccination", 5, doses=1)]
    scenario = site(arrivals, stations, clerks, classes=classes, vaccines=VACCINES)
    # 10:30 patient 1 opens a vial of two; 11:00 patient 2 waits for the clerk and may need the other dose
    # 11:30 patient 2 starts: still one dose for one patient; then leaves, and nothing starts any more
    assert called(scenario, engine, uncalled=2) == []


def test_r42_whose_service_was_interrupted_needs_no_other_dose(engine: str) -> None:
    pause = {"earliest": "10:58", "latest": "10:58", "length": 10, "interrupt": True}
    stations = [station("vaccination", 10, needs={"nurses": 1}, doses=1)]
    scenario = site(comes("10:55"), stations, [shift("nurses", "08:00", "12:00", breaks=[pause])], vaccines=VACCINES)
    # 10:55 patient 1 opens a vial of two and gets a dose; 10:58 the nurse hands her back
    # 11:00 one dose is open and nobody needs it: one is called
    assert called(scenario, engine, uncalled=1) == ["11:05"]
