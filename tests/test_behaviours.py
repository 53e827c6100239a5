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
    "02-bus-at-free-desks": {"balks", "number decides", "waits for a desk"},
    "04-outside-order": {"balks", "waits for a desk", "waits for opening"},
    "06-noon-closure": {
        "comes after closing",
        "full at closing",
        "outside a full room",
        "waits for a desk",
        "waits over midday",
    },
    "09-overtime-and-handover": {
        "class skips a station",
        "comes during the day",
        "goes during the day",
        "handed over",
        "left undosed",
        "overtime",
        "waits for staff",
    },
    "11-interrupting-breaks": {
        "break delayed",
        "break interrupts",
        "break on time",
        "resumed by another",
        "resumed by the same",
        "waits for a desk",
    },
    "12-room-for-one": {"blocked enters a room", "number decides", "staff held", "waits for a desk"},
    "13-chain-without-rooms": {"number decides", "room of 0 entered from a desk", "waits for a desk"},
    "14-shared-nurse": {
        "blocked enters a room",
        "number decides",
        "staff needed later let go",
        "waits for a desk",
        "waits for staff",
    },
    "17-longest-line": {"class skips a station", "longest line first", "waits for a desk", "waits for staff"},
    "18-patience-from-joining": {
        "loses patience in line",
        "number decides",
        "served at the limit of patience",
        "waits for a desk",
    },
    "19-patience-from-arrival": {
        "loses patience in line",
        "patience over on joining",
        "served past patience",
        "waits for a desk",
    },
    "20-gone-when-called": {"balks", "gone when called", "served at the limit of patience", "waits for a desk"},
    "21-sessions": {"comes during the day", "full session", "session of one"},
    "24-hold": {"held up by another line", "number decides", "waits for a desk"},
    "25-kinds-and-clean-up": {
        "cleaning up",
        "later kind of desk",
        "passed over by kind",
        "waits for a desk",
        "waits for cleaning",
    },
    "26-restocking": {
        "trip for doses",
        "waits for a desk",
        "waits for a filling place",
        "waits for who carries doses",
    },
    "27-vials-and-stock": {
        "delivery awaited",
        "no dose in line",
        "no dose on reaching",
        "several from a vial",
        "vial expires",
    },
    "28-prepared-doses": {"no-show", "waits for a prepared dose"},
    "29-zero-length-and-stop": {
        "loses patience in line",
        "number decides",
        "service of no length",
        "stop cuts off",
        "waits for a desk",
    },
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


def staff(*groups: Table) -> Table:
    return {"staff": list(groups)}


def parties(time: str, size: int) -> Table:
    """One party."""
    slots = {"kind": "appointments", "first": time, "last": time, "every": 10, "per_slot": 1}
    return slots | {"party": size}


def rooms(before: Table, **here: Any) -> Table:
    """A registration for two at once before the vaccination, for one."""
    registration: Table = {"name": "registration", "desks": 2, "service": 5}
    return {"stations": [registration | before, VACCINATION | here], "arrivals": [GROUP | {"size": 3}]}


def impatient(minutes: int) -> Table:
    return {"classes": [{"name": "all", "patience": {"limit": minutes}}]}


def prepared(group: str, doses: int = 4, **more: Any) -> Table:
    """Doses are made from 08:00 on, two minutes each, by nurses or by one maker."""
    release = {"group": group, "per_dose": 2, "release": [["08:00", doses]]}
    maker = NURSES | {"group": "makers", "roles": ["maker"]}
    return {"vaccines": [{"name": "A", "prepare": release} | more]} | staff(NURSES, maker)


def standby(travel: int) -> Table:
    """A vial of five for two patients, and a list from 08:00 on."""
    return {"vaccines": [{"name": "A", "vial": 5, "standby": {"from": 120, "travel": travel}}]}


def carrying(end: str = "10:00", **restock: Any) -> Table:
    return nurses(end, restock=restock)


WHOLE_DAY = ["08:00", "10:00"]
GROUP: Table = {"kind": "group", "at": "08:30", "size": 1}
SIX: Table = {"arrivals": [GROUP | {"size": 6}]}
CLERKS: Table = NURSES | {"group": "clerks", "roles": ["clerk"]}
PAUSE: Table = {"earliest": "08:35", "latest": "08:50", "length": 5}

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
    "outside a full site": doors(WHOLE_DAY, max_inside=1),
    "smaller party overtakes": doors(WHOLE_DAY, max_inside=2)
    | {"arrivals": [parties("08:30", 1), parties("08:31", 2), parties("08:32", 1)]},
    "room of 0 entered from outside": {"stations": [VACCINATION | {"waiting_room": 0}]},
    "blocked before a walk": rooms({"walk": 5}, waiting_room=1) | {"arrivals": [GROUP | {"size": 4}]},
    "only the desk blocked": rooms({"blocks": "desk", "needs": {"clerk": 1}}, waiting_room=0) | staff(NURSES, CLERKS),
    "desk cleaned without staff": rooms({"needs": {"nurse": 1}, "clean_up": 1}, waiting_room=0) | nurses(count=3),
    "session of some": {"stations": [VACCINATION | {"batch": {"size": 3, "max_wait": 5}}]},
    "session goes on singly": rooms({"batch": {"size": 2, "max_wait": 5}}, waiting_room=0),
    "party served": {"arrivals": [parties("08:30", 2)]},
    "longer for a party": {"arrivals": [parties("08:30", 2)], "stations": [VACCINATION | {"per_person": True}]},
    "balks at a shut door": doors(WHOLE_DAY, gate=5)
    | {"classes": [{"name": "all", "balk": {"more_than": 1}}]}
    | {"arrivals": [GROUP | {"size": 3}, booked("08:45", punctuality=-13)["arrivals"][0]]},
    "loses patience outside": doors(WHOLE_DAY, max_inside=1) | impatient(5),
    "loses patience blocked": rooms({}, waiting_room=0) | impatient(5),
    "dosed and gives up": {
        "stations": [VACCINATION, {"name": "observation", "desks": 1, "service": 30}],
    }
    | impatient(15),
    "slower than drawn": nurses(pace=[[0, 1500]]),
    "faster than drawn": nurses(pace=[[0, 500]]),
    "crew of several interrupted": {"stations": [VACCINATION | {"needs": {"nurse": 2}}]}
    | nurses(count=2, breaks=[PAUSE | {"interrupt": True}]),
    "overtime for want of a successor": nurses("08:35", handover=True),
    "listed station first": {
        "dispatch": ["vaccination"],
        "stations": [{"name": "registration", "desks": 2, "needs": {"nurse": 1}, "service": 5}, VACCINATION],
        "arrivals": [GROUP | {"size": 3}],
    },
    "prepared dose expires": prepared("nurses", open_life=5),
    "prepared dose given back": prepared("makers", doses=3)
    | {"stations": [VACCINATION | {"doses": 2, "service": 5}]}
    | impatient(10),
    "makes doses and serves": prepared("nurses"),
    "person called": standby(10),
    "person called is dosed": standby(0),
    "trip for nothing": nurses(count=2, restock={"holds": 1, "fill": 1, "walk": 5})
    | {"vaccines": [{"name": "A", "stock": 3}], "stations": [VACCINATION | {"desks": 2}]}
    | SIX,
    "trip cut off": carrying("08:45", holds=1, fill=30) | SIX,
}
"""What is changed in the plain day for something to happen."""


def what_happened(scenario: Scenario) -> set[str]:
    (day,) = days(scenario.replace({"replications": 1}))
    return {name for name, found in zip(BEHAVIOURS, happened(day), strict=True) if found}


RUN_BY_HAND = [name for name, names in BY_HAND.items() if names <= set(BEHAVIOURS)]


@pytest.mark.parametrize("name", RUN_BY_HAND)
def test_what_happened_on_a_day_worked_by_hand_is_recognised_and_nothing_else(name: str, microdays: Path) -> None:
    assert what_happened(read(microdays / f"{name}.toml")) == BY_HAND[name]


def test_on_a_plain_day_patients_wait_for_a_desk_in_the_order_of_their_numbers() -> None:
    assert what_happened(Scenario.from_dict(PLAIN)) == {"waits for a desk", "number decides"}


@pytest.mark.parametrize("name", [name for name in MADE_FOR if name in BEHAVIOURS])
def test_a_behaviour_is_recognised_on_the_day_made_for_it(name: str) -> None:
    assert name in what_happened(Scenario.from_dict(PLAIN | MADE_FOR[name]))


def test_each_behaviour_has_a_day_on_which_it_happens() -> None:
    assert set(BEHAVIOURS) == set(MADE_FOR).union(*BY_HAND.values())


def test_excluded_pairs_are_named_in_the_order_of_the_behaviours() -> None:
    order = list(BEHAVIOURS)
    assert all(order.index(one) < order.index(other) for one, other in EXCLUDED)
