"""What the feed-forward path works on: the line, the luck, the record, and room to work in.

Patients wait as keys, ``tick since the beginning << bits | number``, so that sorting keys is sorting by (tick, number).
Numbers stay below 2**bits whatever the ticks are, so a day that is too long writes nothing where it should not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

REACHED, JOINED, BEGAN, ENDED, LEFT = range(5)
DOSED, DEPARTED = range(2)
OUTCOME, CAUSE = range(2)
LINE_AREA, SERVICE_AREA = range(2)

GATE, LATE_LIMIT, TURNS_AWAY, ONE_ROUTE = range(4)
"""Rules of a line; ONE_ROUTE: everybody who comes before closing visits all stations."""

SETTLED, OUTSIDE, NEWCOMER, ANY_STAGE = range(4)
"""The stage at which somebody joins a line, in the order of an instant."""


class Line(NamedTuple):
    """A plain line.  K classes, S stations, B branches; all int64, times in ticks."""

    opens: NDArray[np.int64]  # [intervals]
    closes: NDArray[np.int64]  # [intervals]
    rules: NDArray[np.int64]  # [4]; GATE to ONE_ROUTE
    desks: NDArray[np.int64]  # [S]
    doses: NDArray[np.int64]  # [S]
    since: NDArray[np.int64]  # [S]
    first: NDArray[np.int64]  # [K]
    following: NDArray[np.int64]  # [K, S, 1 + B]; without a branch, and with each of them
    gives: NDArray[np.int64]  # [S, 1 + B]; the outcome of who leaves, -1 where none is given


class Luck(NamedTuple):
    """The draws that a plain line needs, as in Draws."""

    klass: NDArray[np.int16]
    slot: NDArray[np.int64]
    arrival: NDArray[np.int64]
    service: NDArray[np.int64]
    extra: NDArray[np.int64]
    walk: NDArray[np.int64]
    branch: NDArray[np.int8]


class Record(NamedTuple):
    """What is written down; n patients."""

    times: NDArray[np.int64]  # [5, S, n]; REACHED to LEFT
    ends: NDArray[np.int64]  # [2, n]; DOSED and DEPARTED
    codes: NDArray[np.int8]  # [2, n]; OUTCOME and CAUSE
    areas: NDArray[np.int64]  # [2, S]; LINE_AREA and SERVICE_AREA


class Work(NamedTuple):
    """Room to work in.  Nobody comes to a station twice, so n keys are enough everywhere."""

    base: int  # the first arrival
    bits: int  # of a number in a key
    queue: NDArray[np.int64]  # [S, n]; (ready, number) of those who come to each station
    coming: NDArray[np.int64]  # [S]; how many they are
    stages: NDArray[np.int64]  # [S]; the stages at which they join, a bit each
    stage: NDArray[np.int8]  # [n]; the stage at which each joins the line in which they are next
    departures: NDArray[np.int64]  # [n]; (end, number) of those served at the station at work
    free: NDArray[np.int64]  # [n]; when its desks are free, as a heap
    spare: NDArray[np.int64]  # [n]; for sorting
