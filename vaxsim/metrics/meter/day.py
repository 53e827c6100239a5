"""All passes over the records of a day in one call of machine code: in between, Python would only be in the way."""

from __future__ import annotations

import numpy as np

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.metrics.day import bin_edges
from vaxsim.metrics.meter import patients, rows, staff, stations

(BEGIN, END, ENDS, BIN, OPEN_TICKS, STRANDED, CLASSES, MEASURE_FROM, MEASURE_TO, DAY_BEGINS, STOP,
 CURVE_ROWS) = range(12)  # fmt: skip
"""Places in `facts`: the window of averages, the end of the day, the width of a bin, how long the doors are open, who
was stranded, how many classes there are, the window of arrivals that averages are over, when the day begins and is cut
off, and how many curves there are."""

edges_of = compiled(bin_edges)


@compiled
def read_day(
    facts: Ints, places: Ints, curve_rows: Ints, levels: Ints, reached: Ints, joined: Ints, began: Ints, ended: Ints,
    left: Ints, departed: Ints, outcome: Ints, cause: Ints, dosed: Ints, klass: Ints, desks: Ints,
    needs_staff: Ints, unit_came: Ints, unit_gone: Ints, unit_to: Ints, unit_group: Ints, group_at: Ints,
    breaks_missed: Ints, cost: Floats, overtime_cost: Floats, out: Floats,
) -> tuple[int, Ints, Floats, Ints, Ints, Ints, Ints, Ints, Ints, Ints, Ints, Ints]:  # fmt: skip
    """Writes what is measured of patients, lines and desks, and of staff without its timeline.

    Gives the first bin and the edges of the bins; the curves; how patients ended [K, outcomes, causes]; their durations
    parted by class, and where each class starts; those at stations likewise; the rows of ticks, how many there are in
    each and which to read (see `rows`); the last departures of stations [S].
    """
    begin, end, ends = facts[BEGIN], facts[END], facts[ENDS]
    came, entered, gone, wait, earliest = patients.follow(reached, joined, began, departed, outcome)
    first, edges = edges_of(facts[DAY_BEGINS], facts[BIN], facts[STOP], earliest, ends)
    curves = np.empty((facts[CURVE_ROWS], len(edges) - 1))
    endings, given = patients.count(klass, outcome, cause, dosed, facts[CLASSES])
    patients.write_counts(endings, given, facts[OPEN_TICKS], places, out)
    patients.write_wait_curves(came, wait, edges, facts[BIN], curve_rows, curves)
    averaged = patients.averaged(came, outcome, facts[MEASURE_FROM], facts[MEASURE_TO])
    ticks, owner, used = patients.durations_of_patients(came, entered, gone, wait, klass, averaged)
    parted, starts = patients.write_durations_of_patients(ticks, owner, used, facts[CLASSES], places, out)
    there, there_starts = patients.durations_at_stations(joined, began, ended, averaged)
    patients.write_durations_at_stations(there, there_starts, places, out)
    events, counts, walk_began, walk_ended = rows.gather(
        joined, began, ended, left, came, entered, gone, dosed, outcome, ends
    )
    read = rows.sort_rows(events, counts)
    stations.write_site(
        events, counts, walk_began, walk_ended, read, begin, end, edges, places, curve_rows, out, curves
    )
    patients.write_ends(entered, gone, ends, facts[STRANDED], places, out)
    stations.write_levels(levels, events, counts, read, begin, end, edges, out, curves)
    departures = stations.last_departures(joined, left)
    until = staff.untils_of_stations(unit_came, unit_gone, unit_group, group_at, needs_staff, departures, ends)
    stations.write_desks(events, counts, read, desks, until, begin, end, places, out)
    staff.write_duty(unit_came, unit_gone, unit_to, unit_group, breaks_missed, cost, overtime_cost, places, out)
    return first, edges, curves, endings, parted, starts, there, there_starts, events, counts, read, departures


@compiled
def read_staff(
    facts: Ints, places: Ints, curve_rows: Ints, edges: Ints, closing: int, departures: Ints, unit: Ints, state: Ints,
    began: Ints, ended: Ints, unit_came: Ints, unit_gone: Ints, unit_to: Ints, unit_group: Ints, group_at: Ints,
    out: Floats, curves: Floats,
) -> None:  # fmt: skip
    """Writes what is measured of the timelines of staff."""
    begin, end, ends = facts[BEGIN], facts[END], facts[ENDS]
    last = staff.last_departures_of_groups(departures, group_at)
    until = staff.untils(unit_came, unit_gone, unit_to, unit_group, last, closing, ends)
    staff.write_utilisation(unit, state, began, ended, unit_came, until, unit_group, len(last), begin, end, places, out)
    staff.write_levels(
        unit, state, began, ended, unit_came, unit_gone, unit_group, len(last), begin, end, edges, places, curve_rows,
        out, curves,
    )  # fmt: skip
