"""Meter and reading: the compiled passes over the records of a day, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vaxsim.audit.quick import rules_of
from vaxsim.audit.records import records_of
from vaxsim.compiling import Floats, Ints
from vaxsim.metrics.day import Axis, Day, names_of
from vaxsim.metrics.evaluate import Computed, block, sample_key, sample_statistic
from vaxsim.metrics.meter.day import MOST_DAYS, read_days
from vaxsim.metrics.meter.layout import Layout
from vaxsim.metrics.meter.site import site_of
from vaxsim.metrics.registry import SITE, STATISTICS, Measure, Names
from vaxsim.metrics.samples import Grouped

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.metrics.meter.day import Read
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
    adds_up: bool  # whether the audit would find nothing; False also where that is not told in passing

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
        self.plan = plan
        self.names = names_of(plan)
        self.layout = Layout(self.names)
        self._site, self._rules = site_of(plan, self.layout), rules_of(plan)

    def read(self, draws: Draws, visits: Visits) -> Reading:
        """The numbers, curves and durations of one replication."""
        return self.read_all([(draws, visits)])[0]

    def read_all(self, days: Sequence[tuple[Draws, Visits]]) -> list[Reading]:
        """As `read`, of several replications, MOST_DAYS at a time."""
        read: list[Read] = []
        for first in range(0, len(days), MOST_DAYS):
            some = [records_of(*day) for day in days[first : first + MOST_DAYS]]
            filled = (*some, *some[:1] * (MOST_DAYS - len(some)))
            read += read_days(self._site, self._rules, filled, len(some))
        return [self._reading(Day(self.plan, *day), *each) for day, each in zip(days, read, strict=True)]

    def _reading(
        self, day: Day, first: int, edges: Ints, out: Floats, curves: Floats, endings: Ints, *more: Any
    ) -> Reading:
        *durations, adds_up = more
        ended_so, samples = endings.sum(axis=0), _samples(*durations)
        reading = Reading(self, day, Axis(first, edges), out, curves, ended_so, samples, adds_up)
        self._compute_the_rest(reading)
        return reading

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
