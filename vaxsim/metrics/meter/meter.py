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
from vaxsim.metrics.meter import patients
from vaxsim.metrics.meter.crews import Crews
from vaxsim.metrics.meter.day import read_desks, read_patients, read_staff
from vaxsim.metrics.meter.layout import Layout
from vaxsim.metrics.meter.rows import BEGAN, ENDED, of_station
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
    services: list[tuple[Ints, Ints]]  # for each station, the sorted ticks at which services began, and ended

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
        self._open_ticks = int(np.maximum(np.minimum(site.closes, site.stop) - site.opens, 0).sum())
        self._group_at = plan.group_stations.astype(np.int64)

    def read(self, draws: Draws, visits: Visits) -> Reading:
        """The numbers, curves and durations of one replication."""
        v, layout, places = visits, self.layout, self.layout.places
        out, day = np.empty(layout.labels), Day(self.plan, draws, visits)
        arrival, klass = draws.arrival.copy(), draws.klass.astype(np.int64)  # compiled code takes no read-only arrays
        traces = patients.follow(v.reached, v.joined, v.began, v.departed, v.outcome)
        axis = axis_of(self.plan, int(traces[0].min(initial=self.plan.day_begins)), day.ends)
        curves, facts = np.empty((layout.rows_of_curves, axis.bins)), self._facts(day)
        endings, *durations, ticks, used, read = read_patients(
            facts, places, layout.curve_rows, layout.levels, axis.edges, v.joined, v.began, v.ended, v.left, v.outcome,
            v.cause, v.dosed, klass, arrival, *traces, out, curves,
        )  # fmt: skip
        self._read_staff(day, facts, (ticks, used, read), axis.edges, out, curves)
        services = [_services(s, ticks, used, read) for s in range(len(self._desks))]
        reading = Reading(self, day, axis, out, curves, endings.sum(axis=0), _samples(*durations), services)
        self._compute_the_rest(reading)
        return reading

    def _facts(self, day: Day) -> Ints:
        """The numbers of the day that `meter.day` looks up."""
        scalars = (*day.window, day.ends, self.plan.bin, self._open_ticks, day.visits.stranded, len(self.plan.classes))
        return np.array([*scalars, *self.plan.measure], np.int64)

    def _read_staff(
        self, day: Day, facts: Ints, events: tuple[Ints, Ints, Ints], edges: Ints, out: Floats, curves: Floats
    ) -> None:
        """Writes what is measured of desks and staff."""
        v, places, t = day.visits, self.layout.places, day.visits.timeline
        gone = np.minimum(v.went, day.ends)
        departures = read_desks(
            facts, places, v.joined, v.left, *events, self._desks, self._crews.needed, v.came, gone, self._unit_to,
            self._unit_group, self._group_at, v.breaks_missed, self._cost, self._overtime_cost, out,
        )  # fmt: skip
        self._crews.write_waiting(t, events, *day.window, places, out)
        if len(self._cost):
            read_staff(
                facts, places, self.layout.curve_rows, edges, day.plan.site.closing, departures, t.unit, t.state,
                t.began, t.ended, v.came, gone, self._unit_to, self._unit_group, self._group_at, out, curves,
            )  # fmt: skip

    def _compute_the_rest(self, reading: Reading) -> None:
        """Numbers and curves that the meter does not know, as they are defined."""
        for measure in self.layout.unmeasured:
            reading.values[self.layout.slice_of_all(measure)] = block(reading.defined, measure)
        for curve in self.layout.undrawn:
            reading.curve_rows[self.layout.curves[curve.name]] = curve.compute(reading.day)


def _samples(*parts: Ints) -> dict[str, Grouped]:
    """Durations by `sample_key`, from those of patients and those at stations as `read_patients` gives them."""
    ticks, starts, there, there_starts = parts
    of_patients = zip(("wait", "wait_outside", "time_on_site"), ticks, starts, strict=True)
    at_stations = zip(("wait", "service"), there, there_starts, strict=True)
    return {
        **{f"{name} by site": Grouped(row[: start[-1]], start) for name, row, start in of_patients},
        **{f"{name} by station": Grouped(row[: start[-1]], start) for name, row, start in at_stations},
    }


def _services(station: int, ticks: Ints, used: Ints, read: Ints) -> tuple[Ints, Ints]:
    """When services of a station began, and ended or were cut off, from the rows of ticks."""
    began, ended = read[[of_station(station, BEGAN), of_station(station, ENDED)]].tolist()
    return ticks[began, : used[began]], ticks[ended, : used[ended]]
