"""Every behaviour is recognised where it happens and only there: on days worked by hand, and small ones made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.behaviours import BEHAVIOURS, EXCLUDED, happened
from tests.played import days
from tests.strategies import Table
from vaxsim.scenario import Scenario, read

BY_HAND = {
    "01-one-tick": {"comes during the day", "waits for staff"},
    "03-priority": {"class skips a station", "priority overtakes", "waits for a desk"},
    "05-gate-and-late": {"late", "waits for a desk", "waits for the gate"},
    "07-until-clear": {"comes after closing", "stays until clear", "waits for a desk"},
    "08-turn-away-at-closing": {"comes after closing", "sent home unserved", "waits for a desk"},
    "10-breaks": {
        "break delayed",
        "break limited by away",
        "break missed",
        "break on time",
        "longest idle serves",
        "waits for a desk",
    },
    "15-several-roles": {
        "class skips a station",
        "comes during the day",
        "crew of several",
        "unit in several roles",
    },
    "16-pick": {"longest idle serves", "lowest number serves"},
    "22-branches": {"branch leads on", "branch leads out", "class skips a station", "service of a branch"},
    "23-since-vaccination": {
        "extra added",
        "number decides",
        "service of no length",
        "time since over",
        "time since shortened",
        "waits for a desk",
    },
}
"""What happens on the days of tests/microdays, from reading their tables."""

VACCINATION: Table = {"name": "vaccination", "desks": 1, "needs": {"nurse": 1}, "service": 10, "doses": 1}

NURSES: Table = {
    "group": "nurses",
    "roles": ["nurse"],
    "shifts": [{"from": "08:00", "to": "10:00", "count": 1}],
    "until_clear": False,
}

PLAIN: Table = {
    "seed": 1,
    "replications": 1,
    "day": {"open": [["08:00", "10:00"]]},
    "arrivals": [{"kind": "group", "at": "08:30", "size": 2}],
    "stations": [VACCINATION],
    "staff": [NURSES],
}
"""Two patients come at one tick to one desk with one nurse."""


def at(time: str) -> Table:
    return {"arrivals": [{"kind": "group", "at": time, "size": 2}]}


def booked(slot: str, **more: Any) -> Table:
    slots = {"kind": "appointments", "first": slot, "last": slot, "every": 10, "per_slot": 1}
    return {"arrivals": [slots | more]}


def nurses(end: str = "10:00", count: int = 1, **more: Any) -> Table:
    return {"staff": [NURSES | {"shifts": [{"from": "08:00", "to": end, "count": count}]} | more]}


def doors(*intervals: list[str], **more: Any) -> Table:
    return {"day": {"open": list(intervals)} | more}


WHOLE_DAY = ["08:00", "10:00"]

MADE_FOR = {
    "no-show": booked("08:30", no_show=1.0),
    "waits for opening": at("07:50"),
    "waits over midday": doors(["08:00", "08:20"], ["08:40", "10:00"]),
    "outside at closing": booked("10:10", punctuality=-15) | doors(WHOLE_DAY, gate=5),
    "walk": {"stations": [{"name": "registration", "service": 1, "walk": 5}, VACCINATION]},
    "extra added": {"stations": [VACCINATION | {"extra": 5}]},
    "left undosed": {"stations": [VACCINATION | {"doses": 0}]},
    "stop cuts off": doors(WHOLE_DAY, stop="08:35"),
    "stranded": nurses("08:40"),
    "absence": nurses(absence=1.0),
    "goes during the day": nurses("09:00"),
    "overtime": nurses("08:45"),
    "break cut by shift": nurses("09:00", breaks=[{"earliest": "08:55", "latest": "08:55", "length": 10}]),
    "random one serves": nurses(count=9, pick="random"),
}
"""What is changed in the plain day for something to happen."""


def what_happened(scenario: Scenario) -> set[str]:
    (day,) = days(scenario.replace({"replications": 1}))
    return {name for name, found in zip(BEHAVIOURS, happened(day), strict=True) if found}


@pytest.mark.parametrize("name", BY_HAND)
def test_what_happened_on_a_day_worked_by_hand_is_recognised_and_nothing_else(name: str, microdays: Path) -> None:
    assert what_happened(read(microdays / f"{name}.toml")) == BY_HAND[name]


def test_on_a_plain_day_patients_wait_for_a_desk_in_the_order_of_their_numbers() -> None:
    assert what_happened(Scenario.from_dict(PLAIN)) == {"waits for a desk", "number decides"}


@pytest.mark.parametrize("name", MADE_FOR)
def test_a_behaviour_is_recognised_on_the_day_made_for_it(name: str) -> None:
    assert name in what_happened(Scenario.from_dict(PLAIN | MADE_FOR[name]))


def test_each_behaviour_has_a_day_on_which_it_happens() -> None:
    assert set(BEHAVIOURS) == set(MADE_FOR).union(*BY_HAND.values())


def test_excluded_pairs_are_named_in_the_order_of_the_behaviours() -> None:
    order = list(BEHAVIOURS)
    assert all(order.index(one) < order.index(other) for one, other in EXCLUDED)
