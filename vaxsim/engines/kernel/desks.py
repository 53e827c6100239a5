"""Services at one station of a plain line: Lindley's recursion for several desks, in integers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
from vaxsim.engines.kernel.plain_tables import (
    BEGAN,
    CAUSE,
    DEPARTED,
    DOSED,
    ENDED,
    JOINED,
    LEFT,
    LINE_AREA,
    NEWCOMER,
    OUTCOME,
    OUTSIDE,
    SERVICE_AREA,
    TURNS_AWAY,
    Line,
    Luck,
    Record,
    Work,
)
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

MOST_IN_ORDER = 64
"""With at most so many desks departures are kept sorted; with more, a heap of free desks is quicker."""

TURNED_AWAY, CLOSED = int(Outcome.TURNED_AWAY), int(Cause.CLOSED)


@compiled
def serve(line: Line, luck: Luck, record: Record, work: Work, s: int, here: NDArray[np.int64]) -> tuple[int, int]:
    """Serve those with the keys `here`, sorted, at a station; returns how many services there were and the last end.

    Writes the departures, sorted by end where there are neither desks for all nor very many.
    """
    base, bits, stage, departures, free = work.base, work.bits, work.stage, work.departures, work.free
    mask = (1 << bits) - 1
    desks, since = line.desks[s], line.since[s]
    limited, sorts = desks < len(here), desks < len(here) and desks <= MOST_IN_ORDER
    closing = line.closes[-1] if line.rules[TURNS_AWAY] else NEVER
    served, last, waited, busy = 0, -NEVER, 0, 0
    for key in here:
        i = key & mask
        joined = began = record.times[JOINED, s, i]
        if limited and served >= desks:
            began = max(began, (departures[served - desks] >> bits) + base if sorts else free[0])
        if began >= closing and (stage[i] == OUTSIDE or stage[i] == NEWCOMER):
            turn_away(record, s, i, closing, CLOSED)
            waited += closing - joined
            continue
        left = luck.service[i, s]
        if since >= 0:
            left -= began - record.times[ENDED, since, i]
        ended = began + left + luck.extra[i, s] if left > 0 else began
        record.times[BEGAN, s, i] = began
        record.times[ENDED, s, i] = record.times[LEFT, s, i] = ended
        if line.doses[s] > 0 and record.ends[DOSED, i] == NEVER:
            record.ends[DOSED, i] = began
        waited, busy, last = waited + began - joined, busy + ended - began, max(last, ended)
        if sorts:
            _insert(departures, served, ended - base << bits | i, mask)
        else:
            departures[served] = ended - base << bits | i
            if limited:
                _take_desk(free, desks, served, ended)
        served += 1
    record.areas[LINE_AREA, s], record.areas[SERVICE_AREA, s] = waited, busy
    return served, last


@compiled
def _insert(departures: NDArray[np.int64], count: int, key: int, mask: int) -> None:
    """Put a key behind the last one of no later tick.  None of those that it passes is over before the service began,
    so they are fewer than there are desks."""
    place = count
    while place > 0 and departures[place - 1] > key | mask:
        departures[place] = departures[place - 1]
        place -= 1
    departures[place] = key


@compiled
def _take_desk(free: NDArray[np.int64], desks: int, count: int, ended: int) -> None:
    """A binary heap of the ticks at which desks are free: the first is taken until `ended`."""
    if count < desks:  # a desk that nobody has sat at
        place = count
        while place > 0 and free[(place - 1) >> 1] > ended:
            free[place] = free[(place - 1) >> 1]
            place = (place - 1) >> 1
        free[place] = ended
        return
    place, below = 0, 1
    while below < desks:
        if below + 1 < desks and free[below + 1] < free[below]:
            below += 1
        if free[below] >= ended:
            break
        free[place] = free[below]
        place, below = below, 2 * below + 1
    free[place] = ended


@compiled
def turn_away(record: Record, s: int, i: int, tick: int, cause: int) -> None:
    """Somebody leaves the door of a station, or its line, and goes home."""
    record.times[LEFT, s, i] = record.ends[DEPARTED, i] = tick
    record.codes[OUTCOME, i], record.codes[CAUSE, i] = TURNED_AWAY, cause
