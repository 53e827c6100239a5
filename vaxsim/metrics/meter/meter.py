"""Meter and reading: the compiled passes over the records of a day, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.compiling import Floats, Ints
from vaxsim.metrics.day import Axis, Day, axis_of, names_of
from vaxsim.metrics.evaluate import Computed, block, sample_statistic
from vaxsim.metrics.meter import patients, rows, staff, stations
from vaxsim.metrics.meter.crews import Crews
from vaxsim.metrics.meter.layout import Layout
from vaxsim.metrics.registry import SITE, STATISTICS, Measure, Names
from vaxsim.metrics.samples import Grouped

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


@dataclass(frozen=True, eq=False)
class Reading:
    """What the meter shows of one replication."""

    meter: Meter
    day: Day
    axis: Axis
    values: Floats  # [labels]
    curve_rows: Floats  # [things of all curves, bins]
    endings: Ints  # [outcomes, causes]
    samples: Mapping[str, Grouped]  # durations by `sample_key`, parted by class or station

    @property
    def names(self) -> Names:
        """The names of stations, groups and classes."""
        return self.meter.names

    def statistic(self, measure: Measure, per: str, statistic: str) -> Floats:
        """float64 [things]: a statistic for each thing, as `Computed.statistic`."""
        if statistic in STATISTICS[measure.kind]:
            return self.values[self.meter.layout.slice_of(measure, per, statistic)]
        key = f"{measure.name} by {measure.per[0]}"
        if key not in self.samples:
            return self.defined.statistic(measure, per, statistic)
        grouped = self.samples[key]
        return sample_statistic(grouped.together() if per == SITE else grouped, statistic)

    @property
    def curves(self) -> dict[str, Floats]:
        """Every curve by name, float64 [things, bins]."""
        return {name: self.curve_rows[rows] for name, rows in self.meter.layout.curves.items()}

    @cached_property
    def defined(self) -> Computed:
        """The same day as the registry defines it, for what is not on the meter."""
        return Computed(self.day)


class Meter:
    """Reads off the numbers of any number of replications of one plan; several threads may use it at once."""

    def __init__(self, plan: Plan) -> None:
        site = plan.site
        self.plan = plan
        self.names = names_of(plan)
        self.layout = Layout(self.names)
        self._crews = Crews(plan)
        self._desks, self._unit_to = site.desks.astype(np.int64), site.unit_to.astype(np.int64)
        self._unit_group = site.unit_group.astype(np.int64)
        self._cost, self._overtime_cost = plan.cost.astype(np.float64), plan.overtime_cost.astype(np.float64)
        self._measure = np.array(plan.measure, np.int64)
        self._open_ticks = int(np.maximum(np.minimum(site.closes, site.stop) - site.opens, 0).sum())
        self._group_at = plan.group_stations.astype(np.int64)

    def read(self, draws: Draws, visits: Visits) -> Reading:
        """The numbers, curves and durations of one replication."""
        layout, plan = self.layout, self.plan
        out = np.empty(layout.labels)
        day = Day(plan, draws, visits)
        arrival, klass = draws.arrival.copy(), draws.klass.astype(np.int64)  # compiled code takes no read-only arrays
        traces = patients.follow(visits.reached, visits.joined, visits.began, visits.departed, visits.outcome)
        came, entered, gone, wait = traces
        axis = axis_of(plan, int(came.min(initial=plan.day_begins)), day.ends)
        curves = np.empty((layout.rows_of_curves, axis.bins))
        patients.write_wait_curves(came, wait, axis.edges, plan.bin, layout.curve_rows, curves)
        endings = self._count(klass, visits, out)
        samples = self._durations(klass, arrival, traces, visits, out)
        ticks = rows.gather(
            visits.joined, visits.began, visits.ended, visits.left, came, entered, gone, visits.dosed, visits.outcome,
            day.ends,
        )  # fmt: skip
        sites = rows.sort_rows(*ticks[:2])
        begin, end = day.window
        stations.write_site(*ticks, sites, begin, end, axis.edges, layout.places, layout.curve_rows, out, curves)
        patients.write_ends(entered, gone, day.ends, int(visits.stranded), layout.places, out)
        stations.write_levels(layout.levels, *ticks[:2], sites, begin, end, axis.edges, out, curves)
        self._staff(day, ticks[:2], sites, axis.edges, out, curves)
        reading = Reading(self, day, axis, out, curves, endings, samples)
        self._compute_the_rest(reading)
        return reading

    def _count(self, klass: Ints, visits: Visits, out: Floats) -> Ints:
        """Writes outcomes and doses; int64 [outcomes, causes]."""
        classes = len(self.plan.classes)
        endings, given = patients.count(klass, visits.outcome, visits.cause, visits.dosed, classes)
        patients.write_counts(endings, given, self._open_ticks, self.layout.places, out)
        return np.asarray(endings.sum(axis=0))

    def _durations(
        self, klass: Ints, arrival: Ints, traces: tuple[Ints, Ints, Ints, Ints], visits: Visits, out: Floats
    ) -> dict[str, Grouped]:
        """Writes the statistics of durations; the durations themselves by `sample_key`."""
        outcome, measure, places = visits.outcome, self._measure, self.layout.places
        of_patients = patients.durations_of_patients(*traces, arrival, klass, outcome, measure)
        ticks, starts = patients.write_durations_of_patients(*of_patients, len(self.plan.classes), places, out)
        there, used = patients.durations_at_stations(
            visits.joined, visits.began, visits.ended, arrival, outcome, measure
        )
        patients.write_durations_at_stations(there, used, places, out)
        found = {
            f"{name} by site": Grouped(ticks[i, : starts[i, -1]], starts[i])
            for i, name in enumerate(("wait", "wait_outside", "time_on_site"))
        }
        for i, name in enumerate(("wait", "service")):
            parts = [there[i, s, : used[i, s]] for s in range(len(self._desks))]
            found[f"{name} by station"] = Grouped(np.concatenate(parts), np.concatenate([[0], np.cumsum(used[i])]))
        return found

    def _staff(
        self, day: Day, ticks: tuple[Ints, Ints], read: Ints, edges: Ints, out: Floats, curves: Floats
    ) -> None:
        """Writes what is measured of staff, and of desks as far as their staff tells until when they are open."""
        v, layout, places = day.visits, self.layout, self.layout.places
        t, (begin, end) = v.timeline, day.window
        gone = np.minimum(v.went, day.ends)
        departures = stations.last_departures(v.joined, v.left)
        desks_until = staff.untils_of_stations(v.came, gone, self._unit_group, self._group_at, departures, day.ends)
        desks_until[0, ~self._crews.needed] = day.ends
        stations.write_desks(*ticks, read, self._desks, desks_until, begin, end, places, out)
        staff.write_duty(
            v.came, gone, self._unit_to, self._unit_group, v.breaks_missed, self._cost, self._overtime_cost, places, out
        )
        self._crews.write_waiting(t, ticks, read, begin, end, places, out)
        if not len(self._cost):
            return
        last = staff.last_departures_of_groups(departures, self._group_at)
        closing = day.plan.site.closing
        until = staff.untils(v.came, gone, self._unit_to, self._unit_group, last, closing, day.ends)
        staff.write_utilisation(
            t.unit, t.state, t.began, t.ended, v.came, until, self._unit_group, len(self._cost), begin, end, places, out
        )
        staff.write_levels(
            t.unit, t.state, t.began, t.ended, v.came, gone, self._unit_group, len(self._cost), begin, end, edges,
            places, layout.curve_rows, out, curves,
        )  # fmt: skip

    def _compute_the_rest(self, reading: Reading) -> None:
        """Numbers and curves that the meter does not know, as they are defined."""
        for measure in self.layout.unmeasured:
            reading.values[self.layout.slice_of_all(measure)] = block(reading.defined, measure)
        for curve in self.layout.undrawn:
            reading.curve_rows[self.layout.curves[curve.name]] = curve.compute(reading.day)
