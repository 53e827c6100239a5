"""From visits to rows of ticks in machine code: who came, joined, began, ended and left, when, at each station.

A row holds the ticks of one kind of event in the order of patients; sorted, two of them are a step function.  Many
rows of a usual day are the same (who leaves one station joins the next at once), so each is compared with the one that
it is likely to equal, and sorted only if it does not.
"""

from __future__ import annotations

import numpy as np

from vaxsim.audit.quick import Services
from vaxsim.compiling import Ints, compiled
from vaxsim.sorting import DIGITS, sort
from vaxsim.units import NEVER
from vaxsim.visits import Outcome

CAME, ENTERED, DEPARTED, NOT_OUTSIDE, DOSED, COMPLETED = range(6)
"""Rows of the site: NOT_OUTSIDE is when those who stood outside no longer did."""
SITE_ROWS = 6
JOINED, CALLED, BEGAN, ENDED, LEFT = range(5)
"""Rows of a station: CALLED is when those who stood in line no longer did."""
STATION_ROWS = 5

COMPLETES = (int(Outcome.VACCINATED), int(Outcome.LEFT))


@compiled
def of_station(s: int, kind: int) -> int:
    """The number of a station's row."""
    return SITE_ROWS + s * STATION_ROWS + kind


@compiled
def stations_of(rows: Ints) -> int:
    """How many stations the rows are of."""
    return (len(rows) - SITE_ROWS) // STATION_ROWS


@compiled
def services(rows: Ints, used: Ints, read: Ints) -> Services:
    """When services began and ended, for the audit, of sorted rows."""
    return Services(rows, used, read[of_station(0, BEGAN) :: STATION_ROWS], read[of_station(0, ENDED) :: STATION_ROWS])


@compiled
def gather(
    joined: Ints, began: Ints, ended: Ints, left: Ints, came: Ints, entered: Ints, gone: Ints, dosed: Ints,
    outcome: Ints, ends: int,
) -> tuple[Ints, Ints, Ints, Ints]:  # fmt: skip
    """The unsorted rows [rows, n], how much of each is used [rows], and when walks begin and end, sorted.

    `came`, `entered` and `gone` [n] are when each came, entered and left the site, NEVER who did not; open ends last to
    the end of the day.
    """
    stations, n = began.shape
    rows = np.empty((SITE_ROWS + stations * STATION_ROWS, n), np.int64)
    used = np.zeros(len(rows), np.int64)
    walk_began, walk_ended = np.empty(n * (stations + 1), np.int64), np.empty(n * (stations + 1), np.int64)
    here = np.empty(n, np.int64)  # when each left the last station; NEVER before the first
    for i in range(n):
        here[i] = NEVER
    walks = 0
    for s in range(stations):
        walks = _gather_station(rows, used, s, joined, began, ended, left, ends, here, walk_began, walk_ended, walks)
    for i in range(n):
        if outcome[i] < 0:
            continue
        leaves = min(gone[i], ends)
        if here[i] < leaves:
            walk_began[walks], walk_ended[walks] = here[i], leaves
            walks += 1
        _append_stay(rows, used, came[i], entered[i], leaves, ends)
        if dosed[i] < NEVER:
            _append(rows, used, DOSED, dosed[i])
        if outcome[i] in COMPLETES:
            _append(rows, used, COMPLETED, gone[i])
    spare, count = np.empty(walks, np.int64), np.empty(DIGITS, np.int64)
    sort(walk_began, walks, spare, count)
    sort(walk_ended, walks, spare, count)
    return rows, used, walk_began[:walks], walk_ended[:walks]


@compiled
def _gather_station(
    rows: Ints, used: Ints, s: int, joined: Ints, began: Ints, ended: Ints, left: Ints, ends: int, here: Ints,
    walk_began: Ints, walk_ended: Ints, walks: int,
) -> int:  # fmt: skip
    """The rows of a station, and the walks to it; how many walks there are now."""
    present = served = 0
    for i in range(len(here)):
        came = joined[s, i]
        if came == NEVER:
            continue
        if here[i] < came:
            walk_began[walks], walk_ended[walks] = here[i], came
            walks += 1
        away = here[i] = min(left[s, i], ends)
        rows[of_station(s, JOINED), present] = came
        rows[of_station(s, CALLED), present] = min(began[s, i], away)
        rows[of_station(s, LEFT), present] = away
        present += 1
        if began[s, i] < NEVER:
            rows[of_station(s, BEGAN), served] = began[s, i]
            rows[of_station(s, ENDED), served] = min(ended[s, i], ends)
            served += 1
    used[of_station(s, JOINED)] = used[of_station(s, CALLED)] = used[of_station(s, LEFT)] = present
    used[of_station(s, BEGAN)] = used[of_station(s, ENDED)] = served
    return walks


@compiled
def _append_stay(rows: Ints, used: Ints, came: int, entered: int, leaves: int, ends: int) -> None:
    """One patient's stay at the door and inside."""
    if entered < NEVER:
        _append(rows, used, ENTERED, entered)
        _append(rows, used, DEPARTED, leaves)
    if came < NEVER:
        _append(rows, used, CAME, came)
        _append(rows, used, NOT_OUTSIDE, min(min(entered, leaves), ends))


@compiled
def _append(rows: Ints, used: Ints, row: int, tick: int) -> None:
    rows[row, used[row]] = tick
    used[row] += 1


@compiled
def sort_rows(rows: Ints, used: Ints) -> Ints:
    """Sort every row that no earlier one equals; for each row, int64 [rows], the number of the one to read."""
    read = np.empty(len(rows), np.int64)
    spare, count = np.empty(rows.shape[1], np.int64), np.empty(DIGITS, np.int64)
    likely = _likely_twins(len(rows))
    for row in range(len(rows)):
        read[row] = row
        for i in range(likely.shape[1]):
            other = likely[row, i]
            if other >= 0 and read[row] == row and _same(rows[row], used[row], rows[other], used[other]):
                read[row] = read[other]
    for row in range(len(rows)):
        if read[row] == row:
            sort(rows[row], used[row], spare, count)
    return read


@compiled
def _likely_twins(count: int) -> Ints:
    """The rows, int64 [rows, 2], that each row is compared with; -1 for none."""
    likely = np.empty((count, 2), np.int64)
    for row in range(count):
        likely[row, 0] = likely[row, 1] = -1
    stations = (count - SITE_ROWS) // STATION_ROWS
    likely[ENTERED, 0] = CAME
    likely[NOT_OUTSIDE, 0] = ENTERED
    likely[COMPLETED, 0] = DEPARTED
    for s in range(stations):
        likely[of_station(s, JOINED), 0] = ENTERED if s == 0 else of_station(s - 1, LEFT)
        likely[of_station(s, CALLED), 0] = of_station(s, JOINED)
        likely[of_station(s, BEGAN), 0], likely[of_station(s, BEGAN), 1] = of_station(s, CALLED), DOSED
        likely[of_station(s, ENDED), 0] = of_station(s, BEGAN)
        likely[of_station(s, LEFT), 0], likely[of_station(s, LEFT), 1] = of_station(s, ENDED), DEPARTED
    return likely


@compiled
def _same(one: Ints, m: int, other: Ints, k: int) -> bool:
    if m != k:
        return False
    for i in range(m):  # noqa: SIM110  (numba compiles loops)
        if one[i] != other[i]:
            return False
    return True
