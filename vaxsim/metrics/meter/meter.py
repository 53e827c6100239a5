"""Meter and reading: the compiled passes over the records of a day, put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.audit.quick import Services
from vaxsim.compiling import Floats, Ints
from vaxsim.metrics.day import Axis, Day, names_of
from vaxsim.metrics.evaluate import Computed, block, sample_key, sample_statistic
from vaxsim.metrics.meter.crews import Crews
from vaxsim.metrics.meter.day import read_day, read_staff
from vaxsim.metrics.meter.layout import Layout
from vaxsim.metrics.meter.rows import BEGAN, ENDED, STATION_ROWS, of_station
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
    samples: dict[str, Grouped]  # durations by `sample_key`, parted by class or station
    services: Services  # when those at each station began, and ended or were cut off

    @property
    def names(self) -> Names:
        """The names of stations, groups and classes."""
        return self.meter.names

    def statistic(self, measure: Measure, per: str, statistic: str) -> Floats:
        """float64 [things]: a statistic for each thing, as `Computed.statistic`."""
        if statistic in STATISTICS[measure.kind]:
            return self.values[self.meter.layout.slice_of(measure, per, statistic)]
        key = sample_key(measure)
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
        v, layout = visits, self.layout
        out, day = np.empty(layout.labels), Day(self.plan, draws, visits)
        facts, gone = self._facts(day), np.minimum(v.went, day.ends)
        first, edges, curves, endings, *durations, ticks, used, read, departures = read_day(
            facts, layout.places, layout.curve_rows, layout.levels, v.reached, v.joined, v.began, v.ended, v.left,
            v.departed, v.outcome, v.cause, v.dosed, draws.klass, self._desks, self._crews.needed,
            v.came, gone, self._unit_to, self._unit_group, self._group_at, v.breaks_missed, self._cost,
            self._overtime_cost, out,
        )  # fmt: skip
        self._crews.write_waiting(v.timeline, (ticks, used, read), *day.window, layout.places, out)
        if len(self._cost):
            t = v.timeline
            read_staff(
                facts, layout.places, layout.curve_rows, edges, self.plan.site.closing, departures, t.unit, t.state,
                t.began, t.ended, v.came, gone, self._unit_to, self._unit_group, self._group_at, out, curves,
            )  # fmt: skip
        began, ended = (read[of_station(0, kind) :: STATION_ROWS] for kind in (BEGAN, ENDED))
        services = Services(ticks, used, began, ended)
        axis = Axis(first, edges)
        reading = Reading(self, day, axis, out, curves, endings.sum(axis=0), _samples(*durations), services)
        self._compute_the_rest(reading)
        return reading

    def _facts(self, day: Day) -> Ints:
        """The numbers of the day that `meter.day` looks up."""
        plan = self.plan
        scalars = (*day.window, day.ends, plan.bin, self._open_ticks, day.visits.stranded, len(plan.classes))
        begins, stop = plan.day_begins, plan.site.stop
        return np.array([*scalars, *plan.measure, begins, stop, self.layout.rows_of_curves], np.int64)

    def _compute_the_rest(self, reading: Reading) -> None:
        """Numbers and curves that the meter does not know, as they are defined."""
        for measure in self.layout.unmeasured:
            reading.values[self.layout.slice_of_all(measure)] = block(reading.defined, measure)
            if measure.kind == "sample":
                reading.samples[sample_key(measure)] = reading.defined.grouped(measure, measure.per[-1])
        for curve in self.layout.undrawn:
            reading.curve_rows[self.layout.curves[curve.name]] = curve.compute(reading.day)


def _samples(*parts: Ints) -> dict[str, Grouped]:
    """Durations by `sample_key`, from those of patients and those at stations as `read_day` gives them."""
    ticks, starts, there, there_starts = parts
    of_patients = zip(("wait", "wait_outside", "time_on_site"), ticks, starts, strict=True)
    at_stations = zip(("wait", "service"), there, there_starts, strict=True)
    return {
        **{f"{name} by site": Grouped(row[: start[-1]], start) for name, row, start in of_patients},
        **{f"{name} by station": Grouped(row[: start[-1]], start) for name, row, start in at_stations},
    }
