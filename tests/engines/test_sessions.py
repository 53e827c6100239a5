"""Sessions: when they start, who is in them, and how they end."""

from __future__ import annotations

import pytest

from tests.engines.days import day
from tests.engines.small_days import began, comes, outcomes, shift, site, staff_of, station, times
from vaxsim.engines import ENGINES
from vaxsim.units import clock

pytestmark = pytest.mark.parametrize("engine", ENGINES)

VACCINATION = station("vaccination", 5, desks=1, waiting_room=0, doses=1)


def test_r28_who_is_past_their_patience_leaves_when_the_session_could_start(engine: str) -> None:
    classes = [{"name": "calm"}, {"name": "hasty", "patience": {"limit": 5, "leaves": "when_called"}}]
    arrivals = [*comes("08:00", classes={"hasty": 1.0}), *comes("08:04", "08:06")]
    information = station("information", 10, batch={"size": 3, "max_wait": 10})
    scenario = site(arrivals, [information], classes=classes)
    assert outcomes(scenario, engine)[0] == "1 reneged 08:06"
    assert began(scenario, engine) == ["2 information 08:14", "3 information 08:14"]


def test_r28_members_go_on_singly_and_desk_and_staff_are_held_until_the_last_one_has(engine: str) -> None:
    information = station(
        "information", 10, desks=1, needs={"presenters": 1}, clean_up=1, batch={"size": 2, "max_wait": 10}
    )
    presenters = [shift("presenters", "08:00", "12:00")]
    scenario = site(comes("08:00", "08:00", "08:00", "08:00"), [information, VACCINATION], presenters)
    assert times(scenario, engine, "information") == [
        "1 08:00 08:00 08:00 08:10 08:10", "2 08:00 08:00 08:00 08:10 08:15",
        "3 08:00 08:00 08:16 08:26 08:26", "4 08:00 08:00 08:16 08:26 08:31",
    ]  # fmt: skip
    assert staff_of(scenario, engine)[:4] == [
        "presenters#1 serving 08:00-08:10", "presenters#1 held 08:10-08:15", "presenters#1 cleaning 08:15-08:16",
        "presenters#1 serving 08:16-08:26",
    ]  # fmt: skip
    visits = day(scenario, engine)[2]
    assert visits.session[:, 0].tolist() == [0, 0, 2, 2]
    assert [clock(int(tick)) for tick in visits.freed[:, 0]] == ["08:16", "08:16", "08:32", "08:32"]


def test_r28_whoever_cannot_have_a_dose_is_passed_over(engine: str) -> None:
    arrivals = [
        {"kind": "appointments", "first": time, "last": time, "every": 30, "per_slot": 1, "party": party}
        for time, party in (("08:00", 1), ("08:01", 3), ("08:02", 1))
    ]
    vaccination = station("vaccination", 5, doses=1, batch={"size": 2, "max_wait": 30})
    scenario = site(arrivals, [vaccination], vaccines=[{"name": "A", "stock": 3}])
    assert began(scenario, engine) == ["1 vaccination 08:02", "3 vaccination 08:02"]
    assert outcomes(scenario, engine)[1] == "2 turned_away no dose 12:00"
