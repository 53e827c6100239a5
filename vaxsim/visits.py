"""Visits: what every engine returns, and nothing else.

Engines record, they never measure: each number that vaxsim reports is computed from these arrays, which two
engines fill with the same integers.  Times are ticks (see `vaxsim.units`); NEVER marks what did not happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from vaxsim.spread import spread
from vaxsim.units import NEVER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Outcome(IntEnum):
    """How everyone invited or walking in ends; exactly one each."""

    VACCINATED = 0
    NO_SHOW = 1
    BALKED = 2
    TURNED_AWAY = 3
    RENEGED = 4
    DEFERRED = 5
    REFERRED = 6
    STILL_INSIDE = 7
    LEFT = 8

    @property
    def label(self) -> str:
        """The outcome as files and tables write it: "turned_away"."""
        return self.name.lower()


class Cause(IntEnum):
    """Why somebody was turned away; NONE for every other outcome."""

    NONE = 0
    FULL = 1
    CLOSED = 2
    LATE = 3
    NO_DOSE = 4
    NO_STAFF = 5

    @property
    def label(self) -> str:
        """The cause as files and tables write it: "no dose", and an empty text for NONE."""
        return "" if self is Cause.NONE else self.name.lower().replace("_", " ")


class StaffState(IntEnum):
    """What a unit of staff is doing; times before coming, after going and of absent units are not listed."""

    IDLE = 0
    SERVING = 1
    HELD = 2
    CLEANING = 3
    RESTOCKING = 4
    PREPARING = 5
    ON_BREAK = 6

    @property
    def label(self) -> str:
        """The state as files and tables write it: "on break"."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, eq=False)
class Timeline:
    """The states of all units over time, rows ordered by (unit, began); shape (rows,) each.

    States of no length are left out; equal states that follow each other are one row.
    """

    unit: NDArray[np.int32]  # int32, index into plan.units
    state: NDArray[np.int8]  # int8, StaffState
    began: NDArray[np.int64]  # int64, ticks
    ended: NDArray[np.int64]  # int64, ticks


@dataclass(frozen=True, eq=False)
class Interruptions:
    """Where a service was in pieces: handed back for a break, or handed over at the end of a shift.

    Rows ordered by (patient, station, paused), shape (rows,) each; the first piece of a service begins at
    `Visits.began`, the last ends at `Visits.ended`.
    """

    patient: NDArray[np.int32]  # int32
    station: NDArray[np.int16]  # int16
    paused: NDArray[np.int64]  # int64, ticks; a piece ended
    resumed: NDArray[np.int64]  # int64, ticks; the next one began; NEVER if none did
    crew: NDArray[np.int32]  # int32 (rows, C); the units of the next piece, in the order of the roles; -1: none


@dataclass(frozen=True, eq=False)
class Trips:
    """Each trip of a unit to restock; rows ordered by (unit, set_off), shape (rows,) each.  Times are ticks, int64;
    NEVER for what the end of the shift, or of the run, cut off."""

    unit: NDArray[np.int32]  # int32
    vaccine: NDArray[np.int16]  # int16; -1 without vaccines
    set_off: NDArray[np.int64]
    arrived: NDArray[np.int64]  # stood before the filling places
    began: NDArray[np.int64]  # began to fill; NEVER also where there was nothing to fetch any more
    ended: NDArray[np.int64]  # set off for the way back
    back: NDArray[np.int64]  # the trip was over, or was cut off
    doses: NDArray[np.int64]  # int64; brought back


class Move(IntEnum):
    """How doses of a vaccine move; `who` is a patient or a unit, -1 for nobody."""

    RECEIVED = 0  # the stock of the morning at the beginning of the day; a delivery
    OPENED = 1  # from the stock, a vial
    WASTED_OPEN = 2  # an open vial is past use
    WASTED_PREPARED = 3  # doses made ahead are past use
    BEGUN = 4  # out of a vial, a dose to be made by a unit
    MADE = 5  # a unit has a dose ready
    CARRIED = 6  # to a unit's hands: at coming, or when filling begins
    PUT_BACK = 7  # from a unit whose filling was cut off, to the open vial, or to the prepared ones
    TAKEN = 8  # prepared doses by a patient in line
    RETURNED = 9  # prepared doses by a patient who left before they were given
    GIVEN = 10  # to a patient, from a vial, from a unit's hands or as prepared

    @property
    def label(self) -> str:
        """The move as files and tables write it: "put back"."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, eq=False)
class Moves:
    """Each move of doses; rows ordered by (tick, vaccine, move, who), shape (rows,) each.

    Nothing is written down without [[vaccines]].  Endless stock is not counted as received.
    """

    tick: NDArray[np.int64]  # int64
    vaccine: NDArray[np.int16]  # int16
    move: NDArray[np.int8]  # int8, Move
    who: NDArray[np.int32]  # int32; patient or unit, -1 for nobody
    doses: NDArray[np.int64]  # int64


@dataclass(frozen=True, eq=False)
class Visits:
    """One replication of a site-day as it happened.

    n patients (rows as in Draws), S stations, C the largest crew of a service, U units of staff, V vaccines.  What a
    plan has no use for is one number spread over the shape, and tables without rows.
    """

    reached: NDArray[np.int64]  # int64 [n, S]; stood at the station's door, at the first one the arrival
    joined: NDArray[np.int64]  # int64 [n, S]; entered its line, or with a waiting room of 0 began
    began: NDArray[np.int64]  # int64 [n, S]; service began
    ended: NDArray[np.int64]  # int64 [n, S]; service ended
    left: NDArray[np.int64]  # int64 [n, S]; left desk, line or door; after `ended` who was blocked
    freed: NDArray[np.int64]  # int64 [n, S]; as `left`, but for who was served: the desk was free, after clean-up
    crew: NDArray[np.int32]  # int32 [n, S, C]; units that began, in the order of the roles; -1 where there is none
    kind: NDArray[np.int8]  # int8 [n, S]; the kind of desk among those of the station; 0 where nothing began
    session: NDArray[np.int32]  # int32 [n, S]; the smallest index among those of the session; -1 without
    supplied: NDArray[np.int64]  # int64 [n, S]; in line, had taken all the prepared doses needed; NEVER without
    dosed: NDArray[np.int64]  # int64 [n]; when the first dose was given
    departed: NDArray[np.int64]  # int64 [n]; when the patient's day ended; NEVER for a no-show
    outcome: NDArray[np.int8]  # int8 [n], Outcome; NOT_COUNTED for who had not come when the day was cut off
    cause: NDArray[np.int8]  # int8 [n], Cause
    timeline: Timeline
    interruptions: Interruptions
    trips: Trips
    moves: Moves
    came: NDArray[np.int64]  # int64 [U]; when the unit came on duty; NEVER if absent, or the day was cut off before
    went: NDArray[np.int64]  # int64 [U]; when it went
    breaks_missed: NDArray[np.int32]  # int32 [U]; breaks that were due and had not begun by their latest time
    line_area: NDArray[np.int64]  # int64 [S]; the engine's own integral of the length of the line, patients x ticks
    service_area: NDArray[np.int64]  # int64 [S]; likewise of patients at its desks, from beginning to leaving
    doses_left: NDArray[np.int64]  # int64 [V, 4]; in stock, in open vials, prepared, in hands; -1: endless
    ended_at: int  # ticks; when the last thing happened, or the time of `stop`
    stranded: int  # patients turned away because nothing could ever serve them

    def first_difference(self, other: Visits) -> str | None:
        """The first field and place in which two runs of the same plan and draws differ, or None if they are equal."""
        import numpy as np

        for label, mine, theirs in _pairs(self, other):
            if mine.shape != theirs.shape:
                return f"{label}: shapes {mine.shape} and {theirs.shape}"
            places = np.argwhere(mine != theirs)
            if len(places):
                place = tuple(places[0].tolist())
                return f"{label}{list(place)}: {mine[place]} and {theirs[place]}"
        return None


NOT_COUNTED = -1
"""Outcome code of a patient who had not come when `stop` cut the day off: neither invited nor walked in."""


def without_use(left: NDArray[np.int64], crew_size: int, vaccines: int = 0) -> dict[str, Any]:
    """The fields of Visits of which a plan makes no use, as it returns them; `left` is its own, int64 [n, S]."""
    import numpy as np

    return {
        "freed": left,
        "kind": spread(0, "int8", left.shape),
        "session": spread(-1, "int32", left.shape),
        "supplied": spread(NEVER, "int64", left.shape),
        **_tables_without_rows(crew_size),
        "doses_left": np.full((vaccines, 4), -1, np.int64),
    }


@cache
def _tables_without_rows(crew_size: int) -> dict[str, Table]:
    """The tables of Visits in which nothing stands, made once."""
    import numpy as np

    def none(dtype: type, *shape: int) -> NDArray[Any]:
        return np.empty((0, *shape), dtype)

    ticks = {name: none(np.int64) for name in ("set_off", "arrived", "began", "ended", "back", "doses")}
    return {
        "interruptions": Interruptions(
            none(np.int32), none(np.int16), none(np.int64), none(np.int64), none(np.int32, crew_size)
        ),
        "trips": Trips(none(np.int32), none(np.int16), **ticks),
        "moves": Moves(none(np.int64), none(np.int16), none(np.int8), none(np.int32), none(np.int64)),
    }


Table = Visits | Timeline | Interruptions | Trips | Moves


def _pairs(one: Table, other: Table) -> Iterator[tuple[str, NDArray[Any], NDArray[Any]]]:
    """(name, array, array) of every field; single numbers as arrays of no dimension."""
    import numpy as np

    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, Table):
            for label, inner, outer in _pairs(mine, theirs):
                yield f"{field.name}.{label}", inner, outer
        else:
            yield field.name, np.asarray(mine), np.asarray(theirs)
