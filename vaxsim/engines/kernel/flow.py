"""A plain line computed station by station.

In a line without staff and priorities the i-th to start at a station with c desks does so as soon as they have joined
and fewer than c of those before them are still served: ``began = max(joined, departure[i - c])``, with the departures
counted in the order of time.  That holds as long as services begin in the order of the keys (ready, number), which is
so as long as the patients also *join* in that order: nobody can come to stand before one who has begun.

At one tick people join one after another, in these stages: first all whose service or walk ended, then those who stood
outside, by key, then newcomers, by key (docs/contract.md, "One instant"); somebody whose last service took no time may
join at any stage.  So each station with a limit looks whether ticks and stages of joining go with the keys; where they
do not, the day is left to the general engine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
from vaxsim.engines.kernel.desks import serve, turn_away
from vaxsim.engines.kernel.plain_tables import (
    ANY_STAGE,
    BEGAN,
    CAUSE,
    DEPARTED,
    DOSED,
    GATE,
    JOINED,
    LATE_LIMIT,
    NEWCOMER,
    ONE_ROUTE,
    OUTCOME,
    OUTSIDE,
    REACHED,
    SETTLED,
    Line,
    Luck,
    Record,
    Work,
)
from vaxsim.engines.kernel.sorting import in_order
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome

VACCINATED, NO_SHOW, UNDOSED = int(Outcome.VACCINATED), int(Outcome.NO_SHOW), int(Outcome.LEFT)
NO_CAUSE, CLOSED, LATE = int(Cause.NONE), int(Cause.CLOSED), int(Cause.LATE)

NOT_EXACT = NEVER
"""What `flow` returns when the day is to be left to the general engine."""


@compiled
def flow(line: Line, luck: Luck, record: Record) -> int:
    """The whole day; returns the tick at which it ends, or NOT_EXACT, and then the record is worth nothing."""
    first, latest = _span(luck.arrival)
    if latest >= line.closes[-1] or not line.rules[ONE_ROUTE]:
        record.times[:] = NEVER  # else every place is written once, anyway
    _nothing_yet(luck, record)
    work = _room(len(luck.klass), len(line.desks), first)
    end = _pass_the_door(line, luck, record, work)
    for s in range(len(line.desks)):
        here = in_order(work.queue[s, : work.coming[s]], work.spare)
        if line.desks[s] < len(here) and _may_mix(work.stages[s]) and not _joins_in_order(record, work, s, here):
            return NOT_EXACT
        served, last = serve(line, luck, record, work, s, here)
        last = max(last, _go_on(line, luck, record, work, s, served))
        if last - first >= 1 << (60 - work.bits):
            return NOT_EXACT
        end = max(end, last)
    return end


@compiled
def _room(n: int, stations: int, base: int) -> Work:
    """Room for n patients."""
    bits = 1
    while n >> bits:
        bits += 1
    return Work(
        base,
        bits,
        np.empty((stations, n), np.int64),
        np.zeros(stations, np.int64),
        np.zeros(stations, np.int64),
        np.empty(n, np.int8),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
    )


@compiled
def _span(arrival: NDArray[np.int64]) -> tuple[int, int]:
    """The first and the last arrival; the last is NEVER if somebody stays away."""
    first, last = NEVER, -NEVER
    for tick in arrival:
        first, last = min(first, tick), max(last, tick)
    return first, last


@compiled
def _nothing_yet(luck: Luck, record: Record) -> None:
    """Nobody is dosed or has gone; those who stay away are no-shows."""
    record.ends[:] = NEVER
    for i in range(len(luck.klass)):
        absent = luck.arrival[i] == NEVER and luck.slot[i] < NEVER
        record.codes[OUTCOME, i] = NO_SHOW if absent else NOT_COUNTED
        record.codes[CAUSE, i] = NO_CAUSE


# The door


@compiled
def _pass_the_door(line: Line, luck: Luck, record: Record, work: Work) -> int:
    """Everybody who comes is turned away or joins the first line, now or later; returns the end of the day so far."""
    closing = end = line.closes[-1]
    for i in range(len(luck.klass)):
        arrival, slot = luck.arrival[i], luck.slot[i]
        if arrival == NEVER:
            continue
        s = line.first[luck.klass[i]]
        record.times[REACHED, s, i] = arrival
        ready = arrival
        if line.rules[GATE] != NEVER and slot != NEVER:
            ready = max(arrival, slot - line.rules[GATE])
        joined = _first_open(line, ready)
        if arrival >= closing:
            turn_away(record, s, i, arrival, CLOSED)
            end = max(end, arrival)
        elif slot != NEVER and arrival - slot > line.rules[LATE_LIMIT]:
            turn_away(record, s, i, arrival, LATE)
        elif joined >= closing:
            turn_away(record, s, i, closing, CLOSED)
        else:
            record.times[JOINED, s, i] = joined
            _queue_up(work, s, i, ready, NEWCOMER if joined == arrival else OUTSIDE)
    return int(end)


@compiled
def _first_open(line: Line, ready: int) -> int:
    """The first tick from `ready` on at which the doors are open; NEVER if there is none."""
    for interval in range(len(line.opens)):
        if ready < line.closes[interval]:
            opens: int = line.opens[interval]
            return max(ready, opens)
    return NEVER


@compiled
def _queue_up(work: Work, s: int, i: int, ready: int, stage: int) -> None:
    """Somebody will join the line of a station."""
    work.queue[s, work.coming[s]] = ready - work.base << work.bits | i
    work.coming[s] += 1
    work.stage[i] = stage
    work.stages[s] |= 1 << stage


# A station


@compiled
def _may_mix(stages: int) -> bool:
    """Whether people join at more than one stage, or at any."""
    return stages & (stages - 1) != 0 or stages >> ANY_STAGE != 0


@compiled
def _joins_in_order(record: Record, work: Work, s: int, here: NDArray[np.int64]) -> bool:
    """Whether those who join a line do so in the order of their keys, as far as anything depends on it."""
    before, stage_before = -NEVER, SETTLED
    for key in here:
        i = key & ((1 << work.bits) - 1)
        joined = record.times[JOINED, s, i]
        stage = work.stage[i]
        if joined < before:
            return False
        if joined == before and (stage < stage_before or stage == ANY_STAGE):
            return False
        before, stage_before = joined, stage
    return True


@compiled
def _go_on(line: Line, luck: Luck, record: Record, work: Work, s: int, served: int) -> int:
    """Those served leave, or reach the next station; returns the last tick at which anybody does."""
    mask, last = (1 << work.bits) - 1, -NEVER
    for key in work.departures[:served]:
        i = key & mask
        ended, which = (key >> work.bits) + work.base, 1 + luck.branch[i, s]
        following = line.following[luck.klass[i], s, which]
        if following == len(line.desks):
            _leave(record, i, ended, line.gives[s, which])
            continue
        reached = ended + luck.walk[i, s]
        record.times[REACHED, following, i] = record.times[JOINED, following, i] = reached
        takes_no_time = reached == record.times[BEGAN, s, i]
        _queue_up(work, following, i, reached, ANY_STAGE if takes_no_time else SETTLED)
        last = max(last, reached)
    return last


@compiled
def _leave(record: Record, i: int, tick: int, outcome: int) -> None:
    """Somebody leaves the site, with the outcome that a branch gave (or -1)."""
    if outcome < 0:
        outcome = VACCINATED if record.ends[DOSED, i] != NEVER else UNDOSED
    record.ends[DEPARTED, i] = tick
    record.codes[OUTCOME, i] = outcome
