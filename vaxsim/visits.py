"""Visits: what every engine returns, and nothing else.

Engines record, they never measure: each number that vaxsim reports is computed from these arrays, which two
engines fill with the same integers.  Times are ticks (see `vaxsim.units`); NEVER marks what did not happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any

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
class Visits:
    """One replication of a site-day as it happened.

    n patients (rows as in Draws), S stations, C the largest crew of a service, U units of staff.
    """

    reached: NDArray[np.int64]  # int64 [n, S]; stood at the station's door, at the first one the arrival
    joined: NDArray[np.int64]  # int64 [n, S]; entered its line
    began: NDArray[np.int64]  # int64 [n, S]; service began
    ended: NDArray[np.int64]  # int64 [n, S]; service ended
    left: NDArray[np.int64]  # int64 [n, S]; left desk, line or door
    crew: NDArray[np.int32]  # int32 [n, S, C]; units that served, in the order of the roles; -1 where there is none
    dosed: NDArray[np.int64]  # int64 [n]; when the first dose was given
    departed: NDArray[np.int64]  # int64 [n]; when the patient's day ended; NEVER for a no-show
    outcome: NDArray[np.int8]  # int8 [n], Outcome; NOT_COUNTED for who had not come when the day was cut off
    cause: NDArray[np.int8]  # int8 [n], Cause
    timeline: Timeline
    came: NDArray[np.int64]  # int64 [U]; when the unit came on duty; NEVER if absent, or the day was cut off before
    went: NDArray[np.int64]  # int64 [U]; when it went
    breaks_missed: NDArray[np.int32]  # int32 [U]; breaks that were due and had not begun by their latest time
    line_area: NDArray[np.int64]  # int64 [S]; the engine's own integral of the length of the line, patients x ticks
    service_area: NDArray[np.int64]  # int64 [S]; likewise of the number in service
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


def _pairs(one: Visits | Timeline, other: Visits | Timeline) -> Iterator[tuple[str, NDArray[Any], NDArray[Any]]]:
    """(name, array, array) of every field; single numbers as arrays of no dimension."""
    import numpy as np

    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, Timeline):
            for label, inner, outer in _pairs(mine, theirs):
                yield f"{field.name}.{label}", inner, outer
        else:
            yield field.name, np.asarray(mine), np.asarray(theirs)
