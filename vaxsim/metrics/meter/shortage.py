"""What those in line wait for, in machine code: the share of waiting that passes while no crew can be made up."""

from __future__ import annotations

import numpy as np

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.metrics.meter import levels
from vaxsim.metrics.meter.rows import CALLED, JOINED, of_station, stations_of
from vaxsim.metrics.meter.staff import idle_ticks
from vaxsim.metrics.meter.stations import WAITING_FOR_STAFF
from vaxsim.sorting import DIGITS, sort

Rows = tuple[Ints, Ints, Ints]
"""Rows of ticks, how many there are in each, and which of them to read."""


@compiled
def write_waiting(
    events: Rows, timeline: tuple[Ints, Ints, Ints, Ints], needs: Ints, holders: Ints, begin: int, end: int,
    places: Ints, out: Floats,
) -> None:  # fmt: skip
    """Writes the share of waiting without staff at each station; `needs` and `holders` are as in Site."""
    if len(needs) > 0:
        write_waiting_for_staff(*events, needs, *idle_ticks(*timeline, holders), begin, end, places, out)
        return
    for s in range(stations_of(events[0])):
        out[places[WAITING_FOR_STAFF, 0] + s] = np.nan


@compiled
def write_waiting_for_staff(
    rows: Ints, used: Ints, read: Ints, needs: Ints, idle_ups: Ints, idle_downs: Ints, idle_used: Ints, begin: int,
    end: int, places: Ints, out: Floats,
) -> None:  # fmt: skip
    """For each station; `needs` [parts of crews, 3]: station, set of roles, how many units it takes of them.

    `idle_ups` and `idle_downs` [sets, ticks] say when units that hold one of a set of roles begin and cease to be idle.
    """
    most = len(needs) * (2 + 2 * idle_ups.shape[1])
    on, off, spare = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    digits = np.empty(DIGITS, np.int64)
    for s in range(stations_of(rows)):
        times_on = times_off = 0
        for i in range(len(needs)):
            if needs[i, 0] == s:
                of = needs[i, 1]
                ups, downs = idle_ups[of, : idle_used[of]], idle_downs[of, : idle_used[of]]
                more_on, more_off = _too_few(ups, downs, needs[i, 2], begin, on[times_on:], off[times_off:])
                times_on, times_off = times_on + more_on, times_off + more_off
        sort(on, times_on, spare, digits)
        sort(off, times_off, spare, digits)
        joined, called = read[of_station(s, JOINED)], read[of_station(s, CALLED)]
        line_ups, line_downs = rows[joined, : used[joined]], rows[called, : used[called]]
        share = levels.share_while(line_ups, line_downs, on[:times_on], off[:times_off], 1, begin, end)
        out[places[WAITING_FOR_STAFF, 0] + s] = share if times_on > 0 else np.nan


@compiled
def _too_few(ups: Ints, downs: Ints, count: int, begin: int, on: Ints, off: Ints) -> tuple[int, int]:
    """When a step function falls below a count (at `begin`, if it was never above) and is back at it."""
    on[0] = begin
    times_on, times_off, up, down = 1, 0, 0, 0
    short = True
    while up < len(ups):
        now = min(ups[up], downs[down])
        while up < len(ups) and ups[up] <= now:
            up += 1
        while down < len(downs) and downs[down] <= now:
            down += 1
        if (up - down < count) == short:
            continue
        short = not short
        if short:
            on[times_on] = now
            times_on += 1
        else:
            off[times_off] = now
            times_off += 1
    while down < len(downs) and not short:
        down += 1
        if up - down < count:
            on[times_on] = downs[down - 1]
            times_on, short = times_on + 1, True
    return times_on, times_off
