"""What is measured of patients, in machine code; the definitions stand in metrics.patients and metrics.stations."""

from __future__ import annotations

import numpy as np

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.metrics.meter.durations import mean, part, quantile, sort_each, summarise
from vaxsim.metrics.meter.layout import BLOCK, CURVE
from vaxsim.metrics.registry import CLASS, SITE, STATION
from vaxsim.sorting import DIGITS, sort
from vaxsim.units import NEVER, TICKS_PER_HOUR, TICKS_PER_MINUTE
from vaxsim.visits import Cause, Outcome

STILL_INSIDE, TURNED_AWAY = int(Outcome.STILL_INSIDE), int(Outcome.TURNED_AWAY)
OUTCOMES, CAUSES = len(Outcome), len(Cause)

PATIENTS, PATIENTS_OF_CLASS = BLOCK["patients", SITE], BLOCK["patients", CLASS]
DOSED, DOSED_OF_CLASS, DOSED_SHARE = BLOCK["dosed", SITE], BLOCK["dosed", CLASS], BLOCK["dosed_share", SITE]
FIRST_OUTCOME = BLOCK[Outcome(0).label, SITE]  # the site and the classes of each outcome take turns
FIRST_CAUSE = BLOCK["turned_away_full", SITE]
LAST_DEPARTURE = BLOCK["last_departure", SITE]
DAY_END, STRANDED, WAIT_TOTAL = (BLOCK[name, SITE] for name in ("day_end", "stranded", "wait_total"))
THROUGHPUT = BLOCK["throughput", SITE]
WAIT_AT_STATION, SERVICE = BLOCK["wait", STATION], BLOCK["service", STATION]
SAMPLES = tuple(BLOCK[name, SITE] for name in ("wait", "wait_outside", "time_on_site"))
SAMPLES_OF_CLASS = tuple(BLOCK[name, CLASS] for name in ("wait", "wait_outside", "time_on_site"))
WAIT_MEAN, WAIT_MEDIAN, WAIT_P90 = CURVE["wait_mean"], CURVE["wait_median"], CURVE["wait_p90"]


@compiled
def follow(
    reached: Ints, joined: Ints, began: Ints, departed: Ints, outcome: Ints
) -> tuple[Ints, Ints, Ints, Ints, int]:
    """When each came, entered and left the site (NEVER who did not), and waited in all (-1: never served), [n] each.

    Then when the first came.
    """
    stations, n = began.shape
    came, entered, gone = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    wait, earliest = np.empty(n, np.int64), NEVER
    for i in range(n):
        first = inside = NEVER
        waited, services = 0, 0
        for s in range(stations):
            first, inside = min(first, reached[s, i]), min(inside, joined[s, i])
            if began[s, i] < NEVER:
                waited, services = waited + began[s, i] - joined[s, i], services + 1
        came[i], entered[i] = first, inside
        gone[i] = departed[i] if outcome[i] != STILL_INSIDE else NEVER
        wait[i] = waited if services > 0 and outcome[i] >= 0 else -1
        earliest = min(earliest, first)
    return came, entered, gone, wait, earliest


@compiled
def count(klass: Ints, outcome: Ints, cause: Ints, dosed: Ints, classes: int) -> tuple[Ints, Ints]:
    """How many of each class ended how, int64 [K, outcomes, causes], and were dosed, int64 [K]."""
    endings = np.zeros((classes, OUTCOMES, CAUSES), np.int64)
    given = np.zeros(classes, np.int64)
    for i in range(len(klass)):
        if outcome[i] >= 0:
            endings[klass[i], outcome[i], cause[i]] += 1
            given[klass[i]] += dosed[i] < NEVER
    return endings, given


@compiled
def write_counts(endings: Ints, given: Ints, open_ticks: int, places: Ints, out: Floats) -> None:
    """Patients by outcome, cause and class, and doses; `open_ticks` is how long the doors are open."""
    for block in range(PATIENTS, FIRST_CAUSE + CAUSES - 1):
        for k in range(places[block, 1]):
            out[places[block, 0] + k] = 0
    everybody = doses = 0
    for k in range(len(given)):
        of_class = 0
        for o in range(OUTCOMES):
            ended_so = 0
            for cause in range(CAUSES):
                ended_so += endings[k, o, cause]
                if o == TURNED_AWAY and cause > 0:
                    out[places[FIRST_CAUSE + cause - 1, 0]] += endings[k, o, cause]
            out[places[FIRST_OUTCOME + 2 * o, 0]] += ended_so
            out[places[FIRST_OUTCOME + 2 * o + 1, 0] + k] = ended_so
            of_class += ended_so
        out[places[PATIENTS_OF_CLASS, 0] + k], out[places[DOSED_OF_CLASS, 0] + k] = of_class, given[k]
        everybody, doses = everybody + of_class, doses + given[k]
    out[places[PATIENTS, 0]], out[places[DOSED, 0]] = everybody, doses
    out[places[DOSED_SHARE, 0]] = doses / everybody if everybody else np.nan
    out[places[THROUGHPUT, 0]] = doses * TICKS_PER_HOUR / open_ticks if open_ticks else np.nan


@compiled
def write_ends(
    entered: Ints, gone: Ints, ends: int, stranded: int, line_area: Ints, places: Ints, out: Floats
) -> None:
    """The last departure of somebody who had entered, the end of the day, who was stranded, and all time in lines."""
    last = -NEVER
    for i in range(len(gone)):
        if entered[i] < NEVER and gone[i] < NEVER:
            last = max(last, gone[i])
    out[places[LAST_DEPARTURE, 0]] = last / TICKS_PER_MINUTE if last > -NEVER else np.nan
    out[places[DAY_END, 0]], out[places[STRANDED, 0]] = ends / TICKS_PER_MINUTE, stranded
    waited = 0
    for area in line_area:
        waited += area
    out[places[WAIT_TOTAL, 0]] = waited / TICKS_PER_HOUR


@compiled
def most_within_an_hour(dosed: Ints) -> float:
    """The largest number of sorted ticks that lie within 60 minutes."""
    most = end = 0
    for begin in range(len(dosed)):
        while end < len(dosed) and dosed[end] < dosed[begin] + TICKS_PER_HOUR:
            end += 1
        most = max(most, end - begin)
    return float(most)


@compiled
def averaged(came: Ints, outcome: Ints, begin: int, end: int) -> Ints:
    """Whether averages are over each patient, int64 [n]: counted, and came inside the measured window."""
    inside = np.empty(len(came), np.int64)
    for i in range(len(came)):
        inside[i] = outcome[i] >= 0 and came[i] < NEVER and begin <= came[i] < end
    return inside


@compiled
def durations_of_patients(
    came: Ints, entered: Ints, gone: Ints, wait: Ints, klass: Ints, chosen: Ints
) -> tuple[Ints, Ints, Ints]:
    """Waits, waits outside and times on site, int64 [3, n], with the class of each, and how many of each, int64 [3]."""
    n = len(came)
    ticks, owner, used = np.empty((3, n), np.int64), np.empty((3, n), np.int64), np.zeros(3, np.int64)
    for i in range(n):
        if not chosen[i]:
            continue
        if wait[i] >= 0:
            _append(ticks, owner, used, 0, wait[i], klass[i])
        if entered[i] < NEVER:
            _append(ticks, owner, used, 1, entered[i] - came[i], klass[i])
            if gone[i] < NEVER:
                _append(ticks, owner, used, 2, gone[i] - entered[i], klass[i])
    return ticks, owner, used


@compiled
def durations_at_stations(joined: Ints, began: Ints, ended: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Waits and services, int64 [2, S x n], one station behind the other, and where each starts, int64 [2, S + 1]."""
    stations, n = began.shape
    ticks, starts = np.empty((2, stations * n), np.int64), np.zeros((2, stations + 1), np.int64)
    for s in range(stations):
        waits, services = starts[0, s], starts[1, s]
        for i in range(n):
            if chosen[i] and began[s, i] < NEVER:
                ticks[0, waits] = began[s, i] - joined[s, i]
                waits += 1
                if ended[s, i] < NEVER:
                    ticks[1, services] = ended[s, i] - began[s, i]
                    services += 1
        starts[0, s + 1], starts[1, s + 1] = waits, services
    return ticks, starts


@compiled
def _append(ticks: Ints, owner: Ints, used: Ints, which: int, value: int, k: int) -> None:
    ticks[which, used[which]], owner[which, used[which]] = value, k
    used[which] += 1


@compiled
def write_durations_of_patients(
    ticks: Ints, owner: Ints, used: Ints, classes: int, places: Ints, out: Floats
) -> tuple[Ints, Ints]:
    """Statistics of the site and of each class; the durations parted by class, int64 [3, n], starts [3, K + 1]."""
    n = ticks.shape[1]
    spare, digits = np.empty(n, np.int64), np.empty(DIGITS, np.int64)
    parted, starts = np.empty((3, n), np.int64), np.zeros((3, classes + 1), np.int64)
    for which in range(3):
        if classes > 1:
            part(ticks[which], owner[which], used[which], classes, parted[which], starts[which])
            sort_each(parted[which], starts[which], classes, spare, digits)
        sort(ticks[which], used[which], spare, digits)
        if classes == 1:
            starts[which, 1] = used[which]
            for i in range(used[which]):
                parted[which, i] = ticks[which, i]
        place = SAMPLES[which]
        summarise(ticks[which], used[which], places[place, 0], places[place, 1], out)
        place = SAMPLES_OF_CLASS[which]
        for k in range(classes):
            of_class, m = parted[which, starts[which, k] :], starts[which, k + 1] - starts[which, k]
            summarise(of_class, m, places[place, 0] + k, places[place, 1], out)
    return parted, starts


@compiled
def write_durations_at_stations(ticks: Ints, starts: Ints, places: Ints, out: Floats) -> None:
    """Statistics of waits and services at each station; the durations are sorted."""
    spare, digits = np.empty(ticks.shape[1], np.int64), np.empty(DIGITS, np.int64)
    for which, block in enumerate((WAIT_AT_STATION, SERVICE)):
        sort_each(ticks[which], starts[which], starts.shape[1] - 1, spare, digits)
        for s in range(starts.shape[1] - 1):
            here, m = ticks[which, starts[which, s] :], starts[which, s + 1] - starts[which, s]
            summarise(here, m, places[block, 0] + s, places[block, 1], out)


@compiled
def write_wait_curves(came: Ints, wait: Ints, edges: Ints, width: int, curve_rows: Ints, curves: Floats) -> None:
    """Mean, median and 90th percentile of the total waits of those served, by the bin of their arrival."""
    bins, served = len(edges) - 1, 0
    ticks, owner = np.empty(len(wait), np.int64), np.empty(len(wait), np.int64)
    for i in range(len(wait)):
        if wait[i] >= 0:
            # exact for days of less than 2**53 ticks, and quicker than a division of integers
            ticks[served], owner[served] = wait[i], int((came[i] - edges[0]) / width)
            served += 1
    parted, starts = np.empty(served, np.int64), np.zeros(bins + 1, np.int64)
    spare, digits = np.empty(served, np.int64), np.empty(DIGITS, np.int64)
    part(ticks, owner, served, bins, parted, starts)
    sort_each(parted, starts, bins, spare, digits)
    for b in range(bins):
        of_bin, m = parted[starts[b] :], starts[b + 1] - starts[b]
        curves[curve_rows[WAIT_MEAN], b] = mean(of_bin, m)
        curves[curve_rows[WAIT_MEDIAN], b] = quantile(of_bin, m, 0.5)
        curves[curve_rows[WAIT_P90], b] = quantile(of_bin, m, 0.9)
