"""The conservation checks of patients, lines and desks in machine code; see `quick`."""

from __future__ import annotations

import numpy as np

from vaxsim.compiling import Ints, compiled
from vaxsim.sorting import DIGITS, sort
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome

VACCINATED, NO_SHOW, TURNED_AWAY = int(Outcome.VACCINATED), int(Outcome.NO_SHOW), int(Outcome.TURNED_AWAY)
STILL_INSIDE, UNDOSED, LAST_OUTCOME = int(Outcome.STILL_INSIDE), int(Outcome.LEFT), int(max(Outcome))
UNCAUSED = int(Cause.NONE)


@compiled
def outcomes_fit(
    outcome: Ints, cause: Ints, dosed: Ints, departed: Ints, reached: Ints, began: Ints, stranded: int, arrival: Ints,
    doses: Ints, stop: int,
) -> bool:  # fmt: skip
    """outcomes_add_up and doses_fit, and who departs."""
    turned_away = 0
    for i in range(len(outcome)):
        o, came = outcome[i], arrival[i] < NEVER
        if o < NOT_COUNTED or o > LAST_OUTCOME or (o == NO_SHOW and came):
            return False
        if (not came and o != NO_SHOW and o != NOT_COUNTED) or (o == TURNED_AWAY) != (cause[i] != UNCAUSED):
            return False
        if stop >= NEVER and o in (NOT_COUNTED, STILL_INSIDE):
            return False
        turned_away += o == TURNED_AWAY
        given = first = NEVER
        for s in range(len(began)):
            first = min(first, reached[s, i])
            if doses[s] > 0:
                given = min(given, began[s, i])
        never_seen = o in (NOT_COUNTED, NO_SHOW)
        if dosed[i] != given or (o == VACCINATED and given == NEVER) or (o == UNDOSED and given < NEVER):
            return False
        if (never_seen and first < NEVER) or (not never_seen and o != STILL_INSIDE and departed[i] >= NEVER):
            return False
    return stranded <= turned_away


@compiled
def times_fit(
    reached: Ints, joined: Ints, began: Ints, ended: Ints, left: Ints, departed: Ints, arrival: Ints, ended_at: int,
    stop: int,
) -> bool:  # fmt: skip
    """times_in_order and one_place_at_a_time."""
    for i in range(len(arrival)):
        gone, first = -NEVER, NEVER
        for s in range(len(began)):
            r, away = reached[s, i], left[s, i]
            if not _visit_fits(r, joined[s, i], began[s, i], ended[s, i], away, ended_at, stop):
                return False
            if r < NEVER:
                if r < gone:
                    return False
                gone, first = away, min(first, r)
        if first < NEVER and (first != arrival[i] or (departed[i] < NEVER and gone < NEVER and departed[i] < gone)):
            return False
    return True


@compiled
def _visit_fits(reached: int, joined: int, began: int, ended: int, left: int, ended_at: int, stop: int) -> bool:
    """Whether the times of one visit to a station are in order."""
    in_order = (joined == NEVER or reached <= joined) and (began == NEVER or joined <= began)
    leaves = left == ended
    if began == NEVER:
        leaves = left >= (joined if joined < NEVER else reached)
    over = not (ended_at < reached < NEVER or ended_at < joined < NEVER or ended_at < began < NEVER)
    over = over and not (ended_at < ended < NEVER or ended_at < left < NEVER)
    leaves = leaves and (stop < NEVER or reached == NEVER or left < NEVER)
    return in_order and (ended == NEVER or began <= ended) and over and leaves


@compiled
def doors_are_kept(joined: Ints, slot: Ints, opens: Ints, closes: Ints, gate: int) -> bool:
    """doors_kept."""
    for i in range(len(slot)):
        entered = NEVER
        for s in range(len(joined)):
            entered = min(entered, joined[s, i])
        if entered == NEVER:
            continue
        opening = -1
        while opening + 1 < len(opens) and opens[opening + 1] <= entered:
            opening += 1
        if opening < 0 or entered >= closes[opening]:
            return False
        if gate < NEVER and slot[i] < NEVER and entered < slot[i] - gate:
            return False
    return True


@compiled
def sorted_services(began: Ints, ended: Ints, ended_at: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The fields of Services."""
    stations, n = began.shape
    ticks, used, row = np.empty((2 * stations, n), np.int64), np.zeros(2 * stations, np.int64), np.arange(2 * stations)
    spare, digits = np.empty(n, np.int64), np.empty(DIGITS, np.int64)
    for s in range(stations):
        m = 0
        for i in range(n):
            if began[s, i] < NEVER:
                ticks[2 * s, m], ticks[2 * s + 1, m] = began[s, i], min(ended[s, i], ended_at)
                m += 1
        used[2 * s] = used[2 * s + 1] = m
        sort(ticks[2 * s], m, spare, digits)
        sort(ticks[2 * s + 1], m, spare, digits)
    return ticks, used, row[::2], row[1::2]


@compiled
def desks_suffice(ticks: Ints, used: Ints, began: Ints, ended: Ints, desks: Ints) -> bool:
    """desks_suffice: the service that begins as the k-th finds all but desks - 1 of those before it ended."""
    for s in range(len(desks)):
        ups, downs = ticks[began[s]], ticks[ended[s]]
        for k in range(desks[s], used[began[s]]):
            if downs[k - desks[s]] > ups[k]:
                return False
    return True


@compiled
def lines_are_counted(
    joined: Ints, began: Ints, ended: Ints, left: Ints, line_area: Ints, service_area: Ints, ended_at: int
) -> bool:
    """littles_identity."""
    for s in range(len(line_area)):
        in_line = in_service = 0
        for i in range(joined.shape[1]):
            if joined[s, i] < NEVER:
                in_line += min(min(began[s, i], left[s, i]), ended_at) - joined[s, i]
            if began[s, i] < NEVER:
                in_service += min(ended[s, i], ended_at) - began[s, i]
        if in_line != line_area[s] or in_service != service_area[s]:
            return False
    return True
