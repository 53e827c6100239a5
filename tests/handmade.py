"""A morning at a site with two stations, written down by hand: what results, measures and audits are tested against.

Doors 08:00-12:00.  Registration has 2 desks and needs a clerk, a walk of 1 min leads to vaccination with 1 desk and a
nurse.  One clerk and one nurse, both 08:00-12:00; the nurse is on a break 10:00-10:15.  Five patients:

    1 arrives 07:55, enters 08:00, registers 08:00-08:05, is vaccinated 08:06-08:16
    2 arrives 08:02, waits 3 min for the clerk, registers 08:05-08:10, waits 5 min, is vaccinated 08:16-08:26
    3 does not come
    4 arrives 08:10, registers 08:10-08:15, waits 10 min, is vaccinated 08:26-08:36
    5 arrives 12:30, and is turned away because the doors are closed
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from vaxsim.units import NEVER, ticks
from vaxsim.visits import Cause, Move, Moves, Outcome, StaffState, Timeline, Visits, without_use


def at(*minutes: float | None) -> Any:
    """Minutes since 00:00 as an array of ticks; None is NEVER."""
    return np.array([NEVER if m is None else ticks(m) for m in minutes], np.int64)


def plan(**changes: Any) -> Any:
    """The plan of the morning, as far as measures and audits look at it."""
    site = SimpleNamespace(
        opens=at(480),
        closes=at(720),
        closing=ticks(720),
        gate=NEVER,
        stop=NEVER,
        desks=np.array([2, 1]),
        doses=np.array([0, 1]),
        gives_dose=np.array([False, True]),
        crew_role=np.array([[0], [1]], np.int16),
        unit_group=np.array([0, 1], np.int16),
        unit_has_role=np.array([[True, False], [False, True]]),
        unit_from=at(480, 480),
        unit_to=at(720, 720),
        unit_stays=np.array([True, True]),
        **_without_use(),
    )
    fields: dict[str, Any] = {
        "title": "a morning",
        "site": site,
        "chance": SimpleNamespace(source_keys=("booked",)),
        "classes": ("all", "elder"),
        "stations": ("registration", "vaccination"),
        "roles": ("clerk", "nurse"),
        "groups": ("clerks", "nurses"),
        "units": ("clerks#1", "nurses#1"),
        "bin": ticks(5),
        "measure": (-NEVER, NEVER),
        "day_begins": ticks(480),
        "group_stations": np.array([[True, False], [False, True]]),
        "cost": np.array([20.0, 30.0]),
        "overtime_cost": np.array([0.0, 45.0]),
        "vaccines": (),
        "kinds": ("registration", "vaccination"),
        "uses": frozenset(),
    }
    for name, value in changes.items():
        if name in fields:
            fields[name] = value
        else:
            setattr(site, name, value)
    return SimpleNamespace(**fields)


def _without_use() -> dict[str, Any]:
    """What the site would look like to behaviours that it makes no use of."""
    return {
        "max_inside": NEVER,
        "dispatch": 0,
        "dispatch_place": np.zeros(2, np.int64),
        "first_station": np.zeros(2, np.int16),
        "next_station": np.array([[1, 2], [1, 2]], np.int16),
        "from_arrival": np.zeros(2, bool),
        "when_called": np.zeros(2, bool),
        "vaccine": np.full(2, -1, np.int16),
        "waiting_room": np.array([NEVER, NEVER]),
        "keeps_staff": np.ones(2, bool),
        "hold_for": np.full(2, -1, np.int16),
        "hold_above": np.array([NEVER, NEVER]),
        "batch_size": np.zeros(2, np.int64),
        "batch_wait": np.array([NEVER, NEVER]),
        "first_kind": np.array([0, 1, 2], np.int16),
        "kind_desks": np.array([2, 1]),
        "kind_open": np.ones((2, 2), bool),
        "carried_to": np.zeros(2, bool),
        "since": np.full(2, -1, np.int16),
        "serves_later": np.zeros((2, 2), bool),
        "hands_over": np.zeros(2, bool),
        "pace_from": np.zeros((2, 1), np.int64),
        "pace": np.full((2, 1), 1000),
        "holds": np.zeros(2, np.int64),
        "places": np.array([NEVER, NEVER]),
        "stock": np.zeros(0, np.int64),
        "vial": np.zeros(0, np.int64),
        "open_life": np.zeros(0, np.int64),
        "preparers": np.zeros(0, np.int16),
        "standby_from": np.zeros(0, np.int64),
    }


def draws(**changes: Any) -> Any:
    """Who comes when on that morning."""
    fields: dict[str, Any] = {
        "source": np.zeros(5, np.int16),
        "klass": np.array([0, 1, 0, 0, 0], np.int16),
        "party": np.ones(5, np.int32),
        "slot": at(480, 480, 480, None, None),
        "arrival": at(475, 482, None, 490, 750),
        "absent": np.array([False, False]),
        "travel": at(None, None, None, None, None),
    }
    return SimpleNamespace(**(fields | changes))


def visits(**changes: Any) -> Visits:
    """What happens on that morning."""
    crew = np.full((5, 2, 1), -1, np.int32)
    crew[[0, 1, 3], 0, 0], crew[[0, 1, 3], 1, 0] = 0, 1
    fields: dict[str, Any] = {
        "reached": np.stack([at(475, 482, None, 490, 750), at(486, 491, None, 496, None)], 1),
        "joined": np.stack([at(480, 482, None, 490, None), at(486, 491, None, 496, None)], 1),
        "began": np.stack([at(480, 485, None, 490, None), at(486, 496, None, 506, None)], 1),
        "ended": np.stack([at(485, 490, None, 495, None), at(496, 506, None, 516, None)], 1),
        "left": np.stack([at(485, 490, None, 495, 750), at(496, 506, None, 516, None)], 1),
        "crew": crew,
        "dosed": at(486, 496, None, 506, None),
        "departed": at(496, 506, None, 516, 750),
        "outcome": np.array([0, 0, Outcome.NO_SHOW, 0, Outcome.TURNED_AWAY], np.int8),
        "cause": np.array([0, 0, 0, 0, Cause.CLOSED], np.int8),
        "timeline": timeline(
            (0, StaffState.SERVING, 480, 495),
            (0, StaffState.IDLE, 495, 720),
            (1, StaffState.IDLE, 480, 486),
            (1, StaffState.SERVING, 486, 516),
            (1, StaffState.IDLE, 516, 600),
            (1, StaffState.ON_BREAK, 600, 615),
            (1, StaffState.IDLE, 615, 720),
        ),
        "came": at(480, 480),
        "went": at(720, 720),
        "breaks_missed": np.zeros(2, np.int32),
        "line_area": at(3, 15),
        "service_area": at(15, 30),
        "ended_at": ticks(750),
        "stranded": 0,
    }
    fields |= changes
    return Visits(**(without_use(fields["left"], fields["crew"].shape[2]) | fields))


def timeline(*rows: tuple[int, StaffState, float, float]) -> Timeline:
    """A timeline from (unit, state, began, ended) in minutes since 00:00."""
    return Timeline(
        unit=np.array([row[0] for row in rows], np.int32),
        state=np.array([row[1] for row in rows], np.int8),
        began=at(*[row[2] for row in rows]),
        ended=at(*[row[3] for row in rows]),
    )


def moves(*rows: tuple[float, int, Move, int, int]) -> Moves:
    """Moves of doses from (minute, vaccine, move, who, doses), in the order in which they stand in a file."""
    columns = list(zip(*rows, strict=True)) or [()] * 5
    dtypes = (np.int16, np.int8, np.int32, np.int64)
    return Moves(at(*columns[0]), *(np.array(column, dtype) for column, dtype in zip(columns[1:], dtypes, strict=True)))


def changed(array: Any, place: Any, value: Any) -> Any:
    """A copy of an array with one place changed."""
    copy = np.array(array)
    copy[place] = value
    return copy
