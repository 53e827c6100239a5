"""The records of a day as machine code reads them: of one type at every site, whatever its size, so compiled once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vaxsim.compiling import Ints

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.visits import Visits


class Records(NamedTuple):
    """What the quick audit and the meter read of Draws and Visits; times at stations stand station by station.

    n patients, S stations, C the largest crew, U units of staff; times are ticks, as in Draws and Visits.
    """

    reached: Ints  # int64 [S, n]
    joined: Ints  # int64 [S, n]
    began: Ints  # int64 [S, n]
    ended: Ints  # int64 [S, n]
    left: Ints  # int64 [S, n]
    crew: Ints  # int32 [n, S, C]
    dosed: Ints  # int64 [n]
    departed: Ints  # int64 [n]
    outcome: Ints  # int8 [n]
    cause: Ints  # int8 [n]
    klass: Ints  # int16 [n]
    arrival: Ints  # int64 [n]
    slot: Ints  # int64 [n]
    absent: Ints  # bool [U]
    came: Ints  # int64 [U]
    went: Ints  # int64 [U]
    breaks_missed: Ints  # int32 [U]
    unit: Ints  # int32 [rows]; this and the next three: the timeline
    state: Ints  # int8 [rows]
    row_began: Ints  # int64 [rows]
    row_ended: Ints  # int64 [rows]
    line_area: Ints  # int64 [S]
    service_area: Ints  # int64 [S]
    ended_at: int
    stranded: int


def records_of(draws: Draws, visits: Visits) -> Records:
    """The records of a day; nothing is copied that an engine has written station by station."""
    v, t = visits, visits.timeline
    at_stations = (np.ascontiguousarray(ticks.T) for ticks in (v.reached, v.joined, v.began, v.ended, v.left))
    reached, joined, began, ended, left = at_stations
    return Records(
        reached, joined, began, ended, left, v.crew, v.dosed, v.departed, v.outcome, v.cause,
        draws.klass, draws.arrival, draws.slot, draws.absent, v.came, v.went, v.breaks_missed,
        t.unit, t.state, t.began, t.ended, v.line_area, v.service_area, int(v.ended_at), int(v.stranded),
    )  # fmt: skip
