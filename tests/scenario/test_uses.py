"""The behaviours that a scenario makes use of."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaxsim.scenario import read
from vaxsim.scenario.uses import IN_PIECES, KEEP_DESKS, USES, uses

MICRODAYS = Path(__file__).parent.parent / "microdays"

OF_DAYS = {
    "01-one-tick": set(),
    "02-bus-at-free-desks": {"balking", "giving up"},
    "09-overtime-and-handover": {"handover"},
    "11-interrupting-breaks": {"interruptions"},
    "12-room-for-one": {"rooms"},
    "18-patience-from-joining": {"patience", "giving up"},
    "21-sessions": {"sessions"},
    "24-hold": {"hold"},
    "25-kinds-and-clean-up": {"kinds", "clean-up"},
    "26-restocking": {"restocking"},
    "27-vials-and-stock": {"vaccines"},
    "28-prepared-doses": {"preparing", "vaccines"},
}

OF_CHANGES = {
    "parties": {"arrivals.0.party": 2},
    "limit inside": {"day.max_inside": 5},
    "pace": {"staff.0.pace": [[4, 1100]]},
    "standby": {"vaccines": [{"name": "a", "standby": {"from": 30, "travel": 10}}]},
}


@pytest.mark.parametrize(("name", "found"), OF_DAYS.items())
def test_a_small_day_makes_use_of_what_it_is_about(name, found):
    assert uses(read(MICRODAYS / f"{name}.toml")) == found


@pytest.mark.parametrize(("use", "changes"), OF_CHANGES.items())
def test_a_field_that_says_so_makes_use_of_a_behaviour(use, changes, scenarios):
    plain = read(scenarios / "small_clinic.toml")
    assert uses(plain) == set()
    assert use in uses(plain.replace(changes))


def test_a_field_that_changes_nothing_makes_use_of_nothing(scenarios):
    changes = {"arrivals.0.party": 1, "stations.0.clean_up": 0, "staff.0.handover": False, "staff.0.pace": []}
    assert uses(read(scenarios / "small_clinic.toml").replace(changes)) == set()


def test_every_behaviour_has_words():
    assert USES.keys() >= KEEP_DESKS | IN_PIECES
    assert all(USES.values())
