"""Each check of a behaviour finds a fault planted into a small day, and nothing on the day itself."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.engines.days import day
from vaxsim import audit
from vaxsim.audit.checks import CHECKS_OF
from vaxsim.audit.quick import QuickAudit
from vaxsim.draws import draw
from vaxsim.engines import reference
from vaxsim.plan import compile_plan
from vaxsim.scenario import from_dict, read
from vaxsim.units import NEVER, ticks
from vaxsim.visits import Move, StaffState

MICRODAYS = Path(__file__).parent.parent / "microdays"

VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "two inside": ("01", {"day.max_inside": 2}),
    "carried": ("26", {"vaccines": [{"name": "A", "stock": 20}]}),
    "paced": ("01", {"staff.nurses.pace": [[0, 1500]]}),
    "called": (
        "27",
        {"vaccines": [{"name": "A", "stock": 40, "vial": 20, "standby": {"from": 220, "travel": 15}}]},
    ),
}
"""Days that are no files of their own: the number of which file, and the fields changed."""


class Happened(NamedTuple):
    """Plan, draws and visits of a day."""

    plan: Any
    draws: Any
    visits: Any

    def but(self, part: str, **changes: Any) -> Happened:
        """The same with some arrays of a part changed: "site", "draws", "visits", or a table of the visits."""
        if part == "site":
            return self._replace(plan=replace(self.plan, site=replace(self.plan.site, **changes)))
        if part in ("draws", "visits"):
            return self._replace(**{part: replace(getattr(self, part), **changes)})
        table = replace(getattr(self.visits, part), **changes)
        return self._replace(visits=replace(self.visits, **{part: table}))


@cache
def played(name: str) -> Happened:
    """A small day, a variant or one named by its number, as the reference engine plays it."""
    number, changes = VARIANTS.get(name, (name, {}))
    (file,) = MICRODAYS.glob(f"{number}-*.toml")
    return Happened(*day(read(file).replace(changes)))


Fault = Callable[[Happened], Happened]


def added(part: str, name: str, place: Any, value: int) -> Fault:
    """A number in one place of an array is larger by `value`."""

    def fault(happened: Happened) -> Happened:
        array = np.array(_array(happened, part, name))
        array[place] += value
        return happened.but(part, **{name: array})

    return fault


def written(part: str, name: str, place: Any, value: Any) -> Fault:
    """Another number stands in one place of an array."""

    def fault(happened: Happened) -> Happened:
        array = np.array(_array(happened, part, name))
        array[place] = value
        return happened.but(part, **{name: array})

    return fault


def told_as_idle(state: StaffState) -> Fault:
    """Timelines say that units were idle when they were in a state."""

    def fault(happened: Happened) -> Happened:
        states = happened.visits.timeline.state
        return happened.but("timeline", state=np.where(states == state, StaffState.IDLE, states))

    return fault


def without(move: Move) -> Fault:
    """The first row of a kind of move is missing."""

    def fault(happened: Happened) -> Happened:
        moves = happened.visits.moves
        first = int(np.argmax(moves.move == move))
        names = ("tick", "vaccine", "move", "who", "doses")
        return happened.but("moves", **{name: np.delete(getattr(moves, name), first) for name in names})

    return fault


def _array(happened: Happened, part: str, name: str) -> Any:
    tables = {"site": happened.plan.site, "draws": happened.draws, "visits": happened.visits}
    table = tables[part] if part in tables else getattr(happened.visits, part)
    return getattr(table, name)


EVERY = slice(None)
MINUTE = ticks(1)

FAULTS: list[tuple[str, str, Fault, str]] = [
    ("kinds_are_open", "25", written("site", "kind_open", EVERY, False), "not open to them"),
    ("kinds_are_open", "25", added("visits", "kind", EVERY, 2), "kind of desk that there is not"),
    ("desks_suffice", "25", written("site", "kind_desks", EVERY, 0), "services at once at 0 desks"),
    ("desks_freed_in_order", "12", added("visits", "freed", (0, 0), -MINUTE), "desk that was free before"),
    ("desks_freed_in_order", "12", written("site", "waiting_room", EVERY, NEVER), "no room behind it"),
    ("desks_are_cleaned", "25", added("visits", "freed", (0, 0), 1), "cleaned for another time"),
    ("staff_clean_up", "25", told_as_idle(StaffState.CLEANING), "were cleaning for another time"),
    ("staff_are_held", "12", told_as_idle(StaffState.HELD), "were held for another time"),
    ("rooms_suffice", "12", written("site", "waiting_room", 1, 0), "has no waiting room"),
    ("rooms_suffice", "06", written("site", "waiting_room", 0, 0), "has no waiting room"),
    ("one_place_at_a_time", "12", added("visits", "left", (2, 0), MINUTE), "before leaving the desk of"),
    ("not_too_many_inside", "two inside", written("draws", "party", EVERY, 2), "people inside, of whom 2"),
    ("holds_kept", "24", written("site", "hold_above", EVERY, 0), "was to be waited for"),
    ("sessions_fit", "21", added("visits", "ended", (0, 0), 1), "differ from their session in ended"),
    ("sessions_fit", "21", written("visits", "session", (0, 0), -1), "in a session and should not"),
    ("sessions_fit", "21", written("site", "batch_size", EVERY, 2), "session of too many"),
    ("sessions_fit", "21", written("site", "batch_wait", EVERY, NEVER), "neither full nor due"),
    ("pieces_fit", "11", told_as_idle(StaffState.ON_BREAK), "by nobody's break"),
    ("pieces_fit", "11", added("interruptions", "resumed", 0, -ticks(20)), "pieces of service at once"),
    ("pieces_fit", "09", written("site", "hands_over", EVERY, False), "nobody's break or end of"),
    ("crews_fit", "11", written("interruptions", "crew", EVERY, -1), "too few or too many"),
    ("services_last_as_drawn", "11", added("draws", "service", EVERY, 1), "another time than was drawn"),
    ("services_last_as_drawn", "paced", written("site", "pace", EVERY, 1000), "another time than was drawn"),
    ("balking_fits", "02", added("visits", "departed", 5, 1), "balked at another time"),
    ("balking_fits", "02", written("draws", "tolerance", EVERY, NEVER), "any line would do"),
    ("patience_fits", "18", added("draws", "patience", EVERY, -1), "after their patience had ended"),
    ("patience_fits", "18", added("visits", "departed", 4, 1), "gave up at another time"),
    ("patience_fits", "20", written("draws", "patience", EVERY, ticks(60)), "gave up at another time"),
    ("doses_are_given_as_needed", "27", without(Move.GIVEN), "not what services needed"),
    ("doses_are_given_as_needed", "27", written("draws", "party", EVERY, 2), "not what services needed"),
    ("doses_are_conserved", "27", without(Move.OPENED), "fewer than no doses open"),
    ("doses_are_conserved", "27", without(Move.WASTED_OPEN), "doses left open, moves leave"),
    ("doses_are_conserved", "28", added("visits", "doses_left", (0, 0), 1), "doses left stock, moves leave"),
    ("supply_comes_as_planned", "27", added("site", "stock", EVERY, 1), "doses were received at"),
    ("supply_comes_as_planned", "27", added("site", "delivery", (0, 0), 1), "doses were received at"),
    ("vials_expire_in_time", "27", written("site", "open_life", EVERY, NEVER), "past use that never are"),
    ("doses_are_made_as_drawn", "28", added("draws", "making", EVERY, 1), "another time to make"),
    ("doses_are_made_as_drawn", "28", added("site", "release", (EVERY, 0), 1), "before they were released"),
    ("doses_are_made_as_drawn", "28", told_as_idle(StaffState.PREPARING), "not the doses they made"),
    ("doses_are_taken_in_line", "28", added("visits", "supplied", (0, 0), ticks(60)), "after they began"),
    ("trips_in_order", "26", added("trips", "arrived", 0, -ticks(5)), "backwards in time"),
    ("trips_in_order", "26", added("trips", "back", 0, 1), "not their trips to restock"),
    ("trips_in_order", "26", written("site", "holds", EVERY, 0), "restock and should not"),
    ("trips_last_as_drawn", "26", added("draws", "trip_walk", EVERY, 1), "walked for another time"),
    ("trips_last_as_drawn", "26", added("draws", "trip_walk", EVERY, -1), "walked back for longer"),
    ("trips_last_as_drawn", "26", added("draws", "trip_fill", EVERY, 1), "less time than drawn"),
    ("filling_places_suffice", "26", written("site", "places", EVERY, 0), "fill at once at 0 places"),
    ("hands_hold_what_they_can", "carried", without(Move.CARRIED), "hold fewer than no doses"),
    ("hands_hold_what_they_can", "carried", written("site", "holds", EVERY, 1), "or too many"),
    ("calls_in_order", "called", written("site", "standby_from", EVERY, NEVER), "at a time at which nobody is"),
]  # fmt: skip
"""Which check finds a fault, in which day, what the fault is, and words of the check."""


@pytest.mark.parametrize("name", sorted({name for _, name, _, _ in FAULTS}))
def test_a_small_day_has_no_violations(name: str) -> None:
    assert audit.violations(*played(name)) == ()


@pytest.mark.parametrize(("check", "name", "fault", "words"), FAULTS, ids=[f"{row[0]}: {row[3]}" for row in FAULTS])
def test_a_planted_fault_is_found(check: str, name: str, fault: Fault, words: str) -> None:
    wrong = fault(played(name))
    found = audit.violations(*wrong)
    assert any(words in message for message in found), found
    assert audit.violations_quickly(QuickAudit(wrong.plan), *wrong) == found


def test_every_check_of_a_behaviour_has_a_fault_that_it_finds() -> None:
    assert {check.__name__ for _, check in CHECKS_OF} <= {check for check, _, _, _ in FAULTS}


def test_the_checks_of_a_behaviour_are_not_asked_of_a_site_without_it() -> None:
    plain = played("01")
    assert plain.plan.uses == frozenset()
    assert audit.violations(*plain.but("site", waiting_room=np.zeros(1, np.int64))) == ()


MAKERS_AT_ONE_TICK = """
[day]
open = [["08:00", "09:00"]]
[[arrivals]]
kind = "group"
at = "08:00"
size = 1
[[stations]]
name = "screening"
needs = { porter = 1 }
service = 15
[[stations]]
name = "vaccination"
service = 0
waiting_room = 0
doses = 1
[[staff]]
group = "porters"
roles = ["porter"]
shifts = [{ from = "08:00", to = "09:00", count = 2 }]
[[vaccines]]
name = "A"
prepare = { group = "porters", per_dose = { dist = "uniform", low = 0, high = 5 }, release = [["08:15", 3]] }
"""


def test_doses_begun_at_one_tick_may_be_made_by_units_in_any_order() -> None:
    """At 08:15 porters#1 is held by a patient at a door, so porters#2 makes the first two doses, and then porters#1 the
    third."""
    plan = compile_plan(from_dict(tomllib.loads(MAKERS_AT_ONE_TICK)))
    draws = replace(draw(plan, 1, 1), making=np.array([[0, ticks(5), 0]], np.int64))
    visits = reference.run(plan, draws)
    begun = visits.moves.move == Move.BEGUN
    assert visits.moves.who[begun].tolist() == [0, 1]
    assert visits.moves.doses[begun].tolist() == [1, 2]
    assert audit.violations(plan, draws, visits) == ()
