"""All passes over the records of some days in one call of machine code: in between, Python would only be in the way."""

from __future__ import annotations

from typing import Any

import numpy as np

from vaxsim.audit.quick import Rules, all_fit
from vaxsim.audit.records import Records
from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.metrics.day import bin_edges
from vaxsim.metrics.meter import patients, rows, staff, stations
from vaxsim.metrics.meter.shortage import write_waiting
from vaxsim.metrics.meter.site import Site

MOST_DAYS = 8
"""So many days are read in one call at the most: threads that go on in Python seldom, seldom wait for each other."""

edges_of = compiled(bin_edges)

Read = tuple[int, Ints, Floats, Floats, Ints, Ints, Ints, Ints, Ints, bool]
"""What `read_day` gives."""


@compiled
def read_days(site: Site, rules: Rules, days: tuple[Records, ...], count: int) -> list[Any]:
    """What `read_day` gives of each of the first `count` days; `days` are always MOST_DAYS, to be of one type."""
    return [read_day(site, rules, days[i]) for i in range(count)]


@compiled
def read_day(site: Site, rules: Rules, day: Records) -> Read:
    """Reads the numbers and curves of a day that stand in its records, and audits it.

    Gives the first bin and the edges of the bins; the numbers and the curves; how patients ended [K, outcomes, causes];
    their durations parted by class, and where each class starts; those at stations likewise; whether all adds up.
    """
    d, ends, places = day, day.ended_at, site.places
    begin, end = max(site.begins, site.measure_from), min(ends, site.measure_to)
    out = np.empty(site.labels)
    came, entered, gone, wait, earliest = patients.follow(d.reached, d.joined, d.began, d.departed, d.outcome)
    first, edges = edges_of(site.begins, site.bin, site.stop, earliest, ends)
    curves = np.empty((site.things, len(edges) - 1))
    endings, given = patients.count(d.klass, d.outcome, d.cause, d.dosed, site.classes)
    patients.write_counts(endings, given, site.open_ticks, places, out)
    patients.write_wait_curves(came, wait, edges, site.bin, site.curve_rows, curves)
    averaged = patients.averaged(came, d.outcome, site.measure_from, site.measure_to)
    ticks, owner, used = patients.durations_of_patients(came, entered, gone, wait, d.klass, averaged)
    parted, starts = patients.write_durations_of_patients(ticks, owner, used, site.classes, places, out)
    there, there_starts = patients.durations_at_stations(d.joined, d.began, d.ended, averaged)
    patients.write_durations_at_stations(there, there_starts, places, out)
    patients.write_ends(entered, gone, ends, d.stranded, d.line_area, places, out)
    events, counts, walk_began, walk_ended = rows.gather(
        d.joined, d.began, d.ended, d.left, came, entered, gone, d.dosed, d.outcome, ends
    )
    read = rows.sort_rows(events, counts)
    stations.write_site(
        events, counts, walk_began, walk_ended, read, begin, end, edges, places, site.curve_rows, out, curves
    )
    stations.write_levels(site.levels, events, counts, read, begin, end, edges, out, curves)
    write_staff(site, d, (events, counts, read), begin, end, edges, out, curves)
    adds_up = all_fit(rules, d, rows.services(events, counts, read))
    return first, edges, out, curves, endings, parted, starts, there, there_starts, adds_up


@compiled
def write_staff(
    site: Site, d: Records, events: tuple[Ints, Ints, Ints], begin: int, end: int, edges: Ints, out: Floats,
    curves: Floats,
) -> None:  # fmt: skip
    """Writes what is measured of desks and staff; `events` are the rows of ticks, how many there are in each and which
    of them to read (see `rows`)."""
    places, ends, group, group_at = site.places, d.ended_at, site.unit_group, site.group_at
    gone = staff.gone_by(d.went, ends)
    departures = stations.last_departures(d.joined, d.left)
    until = staff.untils_of_stations(d.came, gone, group, group_at, site.needs_staff, departures, ends)
    stations.write_desks(*events, site.desks, until, begin, end, places, out)
    staff.write_duty(d.came, gone, site.unit_to, group, d.breaks_missed, site.cost, site.overtime_cost, places, out)
    timeline = d.unit, d.state, d.row_began, d.row_ended
    write_waiting(events, timeline, site.needs, site.holders, begin, end, places, out)
    if len(site.cost) == 0:
        return
    last = staff.last_departures_of_groups(departures, group_at)
    of_units = staff.untils(d.came, gone, site.unit_to, group, last, site.closing, ends)
    staff.write_utilisation(*timeline, d.came, of_units, group, len(last), begin, end, places, out)
    staff.write_levels(
        *timeline, d.came, gone, group, len(last), begin, end, edges, places, site.curve_rows, out, curves
    )
