"""Curves over the day: what happens, and who is where, in each bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import MEASURES, MINUTES, SITE, curve
from vaxsim.units import NEVER
from vaxsim.visits import Outcome

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.registry import Measure

PER_HOUR = "patients/h"
BY_ARRIVAL = "time in lines before services, all stations together, of those served who arrived in the bin"
NOTHING = float("nan")


@curve("arrivals", unit=PER_HOUR, per=SITE, meaning="patients arriving at the door, per hour")
def arrivals(day: Day) -> Any:
    return day.per_hour(day.came[day.came < NEVER])


@curve("completions", unit=PER_HOUR, per=SITE, meaning="patients leaving after their last station, per hour")
def completions(day: Day) -> Any:
    completed = day.having(Outcome.VACCINATED) | day.having(Outcome.LEFT)
    return day.per_hour(day.departed[completed])


@curve("doses", unit=PER_HOUR, per=SITE, meaning="patients given a dose, per hour")
def doses(day: Day) -> Any:
    return day.per_hour(day.dosed)


@curve("wait_mean", unit=MINUTES, per=SITE, meaning=f"mean {BY_ARRIVAL}", empty=NOTHING)
def wait_mean(day: Day) -> Any:
    return day.waits_by_arrival.mean()[None, :]


@curve("wait_median", unit=MINUTES, per=SITE, meaning=f"median {BY_ARRIVAL}", empty=NOTHING)
def wait_median(day: Day) -> Any:
    return day.waits_by_arrival.quantile(0.5)[None, :]


@curve("wait_p90", unit=MINUTES, per=SITE, meaning=f"90th percentile of the {BY_ARRIVAL}", empty=NOTHING)
def wait_p90(day: Day) -> Any:
    return day.waits_by_arrival.quantile(0.9)[None, :]


def _register_level(measure: Measure) -> None:
    meaning = f"mean number, in the bin, of {measure.meaning}"

    @curve(measure.name, unit=measure.unit, per=measure.per[0], meaning=meaning, use=measure.use)
    def mean_in_bin(day: Day) -> Any:
        return day.means(measure.compute(day))


for _measure in MEASURES:
    if _measure.kind == "level":
        _register_level(_measure)
