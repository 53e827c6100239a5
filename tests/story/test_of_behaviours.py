"""What a story says of each behaviour that a plain day has not, on the small days worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.days import day
from tests.engines.small_days import VACCINATION, booked, comes, shift, site, station
from vaxsim.scenario import Scenario, read
from vaxsim.story import tell

SAID = {
    "09": (
        "08:30:00  nurses#1 hands patient 3 over to nurses#2 at vaccination",
        "08:40:00  nurses#2 has served patient 3 at vaccination, 20.0 min",
    ),
    "11": (
        "09:00:00  a break interrupts nurses#1 serving patient 1 at vaccination",
        "09:10:00  nurses#1 goes on serving patient 1 at vaccination, after 10.0 min without anybody",
        "09:20:00  nurses#1 has served patient 1 at vaccination, 20.0 min",
    ),
    "21": ("08:40:00  presenters#1 begins to serve patient 7 at information, after 14.0 min in line",),
    "25": ("08:02:00  patient 3 (returning) begins at vaccination (kiosk)",),
    "26": (
        "08:10:00  nurses#1 goes to fetch doses",
        "08:12:00  nurses#2 begins to fill up, after 1.0 min before the filling places",
        "08:13:00  nurses#1 is back with 2 doses, after 3.0 min",
    ),
    "27": (
        "08:00:00  4 doses are in stock as the day begins",
        "08:01:00  a vial is opened: 2 doses",
        "08:11:00  1 dose in an open vial is past use and thrown away",
        "08:40:00  2 doses are delivered",
        "08:40:00  patient 6 is turned away: no dose, 13.0 min after coming",
    ),
    "28": ("08:04:00  pharmacists#1 has 1 dose ready", "08:04:00  patient 2 takes 1 dose made ahead"),
}
"""Lines of the small days by their number."""


@pytest.mark.parametrize("number", SAID)
def test_the_story_of_a_small_day_says_what_is_special_about_it(number: str, project: Path) -> None:
    (file,) = (project / "tests" / "microdays").glob(f"{number}-*.toml")
    lines = told(read(file))
    assert [line for line in SAID[number] if line not in lines] == []


def test_a_session_is_told_with_its_size(project: Path) -> None:
    (file,) = (project / "tests" / "microdays").glob("21-*.toml")
    assert sum("in a session of 3" in line for line in told(read(file))) == 6


def test_a_party_comes_as_one_and_gets_all_its_doses() -> None:
    lines = told(site([booked("08:10", 0, party=3)], [VACCINATION], [shift("nurses", "08:00", "12:00")]))
    assert "08:10:00  patient 1 comes as a party of 3 for the slot 08:10" in lines
    assert "08:10:00  patient 1 gets 3 doses" in lines


def test_a_call_from_the_standby_list_is_told_and_the_way_after_it() -> None:
    vaccine = {"name": "V", "stock": 10, "vial": 2, "standby": {"from": 120, "travel": 20}}
    scenario = site(comes("10:30"), [station("vaccination", 5, doses=1)], vaccines=[vaccine])
    lines = told(scenario)
    assert lines.index("10:30:00  a vial is opened: 2 doses") < lines.index(CALLED)
    assert "10:50:00  patient 2 comes" in lines
    assert told(scenario, patients=[3]) == ["patient 3, on a standby list, was not called"]


CALLED = "10:30:00  patient 2 is called from the standby list"


def test_who_is_blocked_and_leaves_the_site_from_there_is_told_in_this_order() -> None:
    patience = {"limit": 10}
    scenario = site(
        comes("08:00", "08:01"),
        [station("registration", 1, desks=1), station("vaccination", 60, desks=1, waiting_room=0)],
        classes=[{"name": "all", "patience": patience}],
    )
    assert told(scenario, patients=[2])[-2:] == [
        "08:12:00  patient 2 leaves the desk at registration, 10.0 min after the service",
        "08:12:00  patient 2 has waited too long and gives up, 11.0 min after coming",
    ]


def test_a_unit_whose_trip_is_cut_off_says_what_it_keeps() -> None:
    restock = {"start": 1, "holds": 5, "walk": 1, "fill": 10}
    nurses = shift("nurses", "08:00", "08:40", restock=restock, until_clear=False)
    lines = told(site(comes("08:05"), [VACCINATION], [nurses]), units=["nurses#1"])
    assert "08:40:00  nurses#1 goes no further for doses and keeps 2 doses, after 30.0 min" in lines


def told(scenario: Scenario, **asked: object) -> list[str]:
    """The story of the first replication, a line each."""
    text = tell(*day(scenario), **asked)  # type: ignore[arg-type]
    return text.replace("\n          ", " ").split("\n")
