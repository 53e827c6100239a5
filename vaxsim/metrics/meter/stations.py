"""What is measured of lines and desks, in machine code; the definitions stand in metrics.stations and .shortage."""

from __future__ import annotations

import numpy as np

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.metrics.meter import levels
from vaxsim.metrics.meter.layout import BLOCK, CURVE
from vaxsim.metrics.meter.patients import most_within_an_hour
from vaxsim.metrics.meter.rows import BEGAN, CALLED, CAME, COMPLETED, DOSED, ENDED, JOINED, of_station
from vaxsim.metrics.registry import SITE, STATION
from vaxsim.units import NEVER, TICKS_PER_HOUR

VISITS, UTILISATION = BLOCK["visits", STATION], BLOCK["utilisation", STATION]
WALKING, WALKING_CURVE = BLOCK["walking", SITE], CURVE["walking"]
ARRIVALS, COMPLETIONS, DOSES = (CURVE[name] for name in ("arrivals", "completions", "doses"))
PEAK_THROUGHPUT = BLOCK["peak_throughput", SITE]
WAITING_FOR_DESK, WAITING_FOR_STAFF = BLOCK["waiting_for_desk", STATION], BLOCK["waiting_for_staff", STATION]


@compiled
def write_levels(
    table: Ints, rows: Ints, used: Ints, read: Ints, begin: int, end: int, edges: Ints, out: Floats, curves: Floats
) -> None:
    """Mean, peak and curve of step functions; `table` [levels, 5]: place, stride, curve, rows that rise and fall.

    What many of them share is computed once for each row of ticks.
    """
    until, inside = np.empty((len(rows), len(edges)), np.int64), np.empty(len(rows), np.int64)
    for row in range(len(rows)):
        if read[row] == row:
            levels.areas_until(rows[row, : used[row]], edges, until[row])
            inside[row] = levels.area(rows[row, : used[row]], begin, end)
    for i in range(len(table)):
        place, stride, curve = table[i, 0], table[i, 1], table[i, 2]
        up, down = read[table[i, 3]], read[table[i, 4]]
        out[place] = (inside[up] - inside[down]) / (end - begin) if end > begin else np.nan
        _differences(until[up], until[down], edges, curves[curve])
        twin = i
        for j in range(i):
            if read[table[j, 3]] == up and read[table[j, 4]] == down:
                twin = j
        if twin < i:
            out[place + stride] = out[table[twin, 0] + table[twin, 1]]
        elif up == down:
            out[place + stride] = 0
        else:
            most = levels.peak(rows[up, : used[up]], rows[down, : used[down]], begin, end)
            out[place + stride] = most


@compiled
def write_level(
    ups: Ints, downs: Ints, begin: int, end: int, edges: Ints, place: int, stride: int, out: Floats, curve: Floats
) -> None:
    """Mean, peak and curve of one step function."""
    until = np.empty((2, len(edges)), np.int64)
    levels.areas_until(ups, edges, until[0])
    levels.areas_until(downs, edges, until[1])
    _differences(until[0], until[1], edges, curve)
    inside = levels.area(ups, begin, end) - levels.area(downs, begin, end)
    out[place] = inside / (end - begin) if end > begin else np.nan
    out[place + stride] = levels.peak(ups, downs, begin, end)


@compiled
def _differences(risen: Ints, fallen: Ints, edges: Ints, curve: Floats) -> None:
    """The mean between neighbouring edges of a step function, given the areas until each edge of its two sides."""
    for i in range(1, len(edges)):
        grown = (risen[i] - fallen[i]) - (risen[i - 1] - fallen[i - 1])
        curve[i - 1] = grown / (edges[i] - edges[i - 1])


@compiled
def write_site(
    rows: Ints, used: Ints, walk_began: Ints, walk_ended: Ints, read: Ints, begin: int, end: int, edges: Ints,
    places: Ints, curve_rows: Ints, out: Floats, curves: Floats,
) -> None:  # fmt: skip
    """Those who walk; arrivals, completions and doses over the day, and the most doses within an hour."""
    place, stride = places[WALKING, 0], places[WALKING, 1]
    write_level(walk_began, walk_ended, begin, end, edges, place, stride, out, curves[curve_rows[WALKING_CURVE]])
    for curve, row in ((ARRIVALS, CAME), (COMPLETIONS, COMPLETED), (DOSES, DOSED)):
        of = read[row]
        levels.per_hour(rows[of, : used[of]], edges, TICKS_PER_HOUR, curves[curve_rows[curve]])
    dosed = read[DOSED]
    out[places[PEAK_THROUGHPUT, 0]] = most_within_an_hour(rows[dosed, : used[dosed]])


@compiled
def last_departures(joined: Ints, left: Ints) -> Ints:
    """When the last one who had been in its line left each station, int64 [S]; -NEVER where nobody did."""
    last = np.empty(len(joined), np.int64)
    for s in range(len(last)):
        latest = -NEVER
        for i in range(joined.shape[1]):
            if joined[s, i] < NEVER and left[s, i] < NEVER:
                latest = max(latest, left[s, i])
        last[s] = latest
    return last


@compiled
def write_desks(
    rows: Ints, used: Ints, read: Ints, desks: Ints, until: Ints, begin: int, end: int, places: Ints, out: Floats
) -> None:
    """Visits, utilisation of desks until each of `until` [3, S], and the share of waiting without a free desk."""
    for s in range(len(desks)):
        joined, called = read[of_station(s, JOINED)], read[of_station(s, CALLED)]
        began, ended = read[of_station(s, BEGAN)], read[of_station(s, ENDED)]
        ups, downs = rows[began, : used[began]], rows[ended, : used[ended]]
        out[places[VISITS, 0] + s] = len(ups)
        whole = levels.area(ups, begin, end) - levels.area(downs, begin, end)
        for which in range(len(until)):
            last, share = min(end, until[which, s]), np.nan
            if desks[s] < NEVER and last > begin:
                used_until = whole
                if last < end:
                    used_until = levels.area(ups, begin, last) - levels.area(downs, begin, last)
                share = used_until / (desks[s] * (last - begin))
            out[places[UTILISATION + which, 0] + s] = share
        line_ups, line_downs = rows[joined, : used[joined]], rows[called, : used[called]]
        if called == began and _nobody_waits_at_a_free_desk(line_ups, ups, downs, desks[s]):
            waited = levels.area(line_ups, begin, end) - levels.area(line_downs, begin, end) if end > begin else 0
            share = 1.0 if waited > 0 else np.nan
        else:
            share = levels.share_while(line_ups, line_downs, ups, downs, desks[s], begin, end)
        out[places[WAITING_FOR_DESK, 0] + s] = share


@compiled
def _nobody_waits_at_a_free_desk(joined: Ints, began: Ints, ended: Ints, desks: int) -> bool:
    """Whether the k-th service begins when the k-th patient has joined and the (k - desks)-th service has ended.

    Then nobody waits while a desk is free: let k services have begun by t, with fewer than `desks` of them going on,
    so that k - desks have ended; had the k-th patient joined, the next service would have begun.  All ticks sorted.
    """
    late = 0
    for k in range(min(desks, len(began))):
        late += began[k] > joined[k]
    if desks < len(began):
        behind, freed, next_joined = began[desks:], ended[: len(began) - desks], joined[desks:]
        for k in range(len(behind)):
            late += behind[k] > max(next_joined[k], freed[k])
    return late == 0
