"""Where the meter writes each number: the places of the registry's measures among all labels of a site."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vaxsim.metrics.meter import rows
from vaxsim.metrics.registry import CLASS, GROUP, SITE, STATION, STATISTICS, Measure, Names
from vaxsim.scenario.uses import KEEP_DESKS
from vaxsim.visits import Cause, Outcome

_OUTCOMES = tuple(outcome.label for outcome in Outcome)
_CAUSES = tuple(f"turned_away_{cause.name.lower()}" for cause in Cause if cause is not Cause.NONE)

BLOCKS = (
    *((name, per) for name in ("wait", "wait_outside", "time_on_site") for per in (SITE, CLASS)),
    *((name, STATION) for name in ("wait", "service", "line", "in_service", "present", "visits")),
    *((name, SITE) for name in ("inside", "outside", "walking")),
    *((name, per) for name in ("patients", "dosed", *_OUTCOMES) for per in (SITE, CLASS)),
    *((name, SITE) for name in (*_CAUSES, "dosed_share", "throughput", "peak_throughput", "last_departure")),
    *((name, SITE) for name in ("day_end", "stranded", "wait_total")),
    *((f"utilisation{until}", STATION) for until in ("", "_to_last_departure", "_to_day_end")),
    *((name, STATION) for name in ("waiting_for_desk", "waiting_for_staff")),
    *((name, GROUP) for name in ("on_duty", "busy", "on_break", "units")),
    *((f"utilisation{until}", GROUP) for until in ("", "_to_last_departure", "_to_day_end")),
    *((name, GROUP) for name in ("duty", "overtime", "overtime_total", "breaks_missed", "cost")),
    *((name, SITE) for name in ("overtime", "cost")),
)
"""Everything that the meter measures, by name and per what; a block is one measure for all things of a kind."""

BLOCK = {key: index for index, key in enumerate(BLOCKS)}

CURVE_BLOCKS = (
    "arrivals", "completions", "doses", "wait_mean", "wait_median", "wait_p90", "inside", "outside", "walking",
    "line", "in_service", "present", "on_duty", "busy", "on_break",
)  # fmt: skip
"""The curves that the meter draws."""

CURVE = {name: index for index, name in enumerate(CURVE_BLOCKS)}


BEYOND = {
    ("utilisation", STATION): KEEP_DESKS,
    ("utilisation_to_last_departure", STATION): KEEP_DESKS,
    ("utilisation_to_day_end", STATION): KEEP_DESKS,
    ("waiting_for_desk", STATION): KEEP_DESKS,
    ("waiting_for_staff", STATION): {"kinds"},
    ("utilisation_to_last_departure", GROUP): {"preparing"},
}
"""Blocks that the meter reads wrongly at sites with one of some behaviours; there they are computed as defined."""

_LEVELS = (
    ("inside", SITE, rows.ENTERED, rows.DEPARTED),
    ("outside", SITE, rows.CAME, rows.NOT_OUTSIDE),
    ("line", STATION, rows.JOINED, rows.CALLED),
    ("in_service", STATION, rows.BEGAN, rows.ENDED),
    ("present", STATION, rows.JOINED, rows.LEFT),
)
"""Step functions of patients: the rows at whose ticks they rise and fall."""


class Layout:
    """Where the meter writes each number and curve of a site.

    places: int64 [blocks, 2], the place of each block's first number among the labels, and how far it is from one
        statistic to the next; the numbers of the things of a block stand side by side.
    curves: which rows of all curves together are whose; curve_rows: the first row of each of CURVE_BLOCKS, int64.
    levels: int64 [levels, 5], for each step function of patients its place, the step to the next statistic, the row
        of its curve, and the rows of ticks at which it rises and falls.
    unmeasured, undrawn: measures and curves that the meter does not know; they are computed as they are defined.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._blocks = {(measure.name, per): (first, step) for measure, per, first, step in _walk(names)}
        self.labels = sum(len(names.of(per)) * len(STATISTICS[m.kind]) for m in names.measures for per in m.per)
        self.places = np.array([self._blocks[key] for key in BLOCKS], np.int64)
        self.curves = _rows_of_curves(names)
        self.rows_of_curves = sum(len(names.of(curve.per)) for curve in names.curves)
        self.curve_rows = np.array([self.curves[name].start for name in CURVE_BLOCKS], np.int64)
        self.levels = np.array(list(self._levels(names)), np.int64)
        self.unmeasured = tuple(m for m in names.measures if any(_is_beyond(m.name, per, names) for per in m.per))
        self.undrawn = tuple(curve for curve in names.curves if curve.name not in CURVE)

    def slice_of(self, measure: Measure, per: str, statistic: str) -> slice:
        """The labels of a statistic of a measure, one for each thing."""
        first, step = self._blocks[measure.name, per]
        begin = first + step * STATISTICS[measure.kind].index(statistic)
        return slice(begin, begin + len(self._names.of(per)))

    def slice_of_all(self, measure: Measure) -> slice:
        """All labels of a measure."""
        first, step = self._blocks[measure.name, measure.per[0]]
        return slice(first, first + step * len(STATISTICS[measure.kind]))

    def _levels(self, names: Names) -> Iterator[tuple[int, int, int, int, int]]:
        for name, per, up, down in _LEVELS:
            first, step = self.places[BLOCK[name, per]].tolist()
            for thing in range(len(names.of(per))):
                shift = 0 if per == SITE else rows.of_station(thing, 0)
                yield first + thing, step, self.curves[name].start + thing, shift + up, shift + down


def _is_beyond(name: str, per: str, names: Names) -> bool:
    """Whether the meter cannot read a measure of such a site."""
    return (name, per) not in BLOCK or not names.uses.isdisjoint(BEYOND.get((name, per), ()))


def _rows_of_curves(names: Names) -> dict[str, slice]:
    found, first = {}, 0
    for curve in names.curves:
        things = len(names.of(curve.per))
        found[curve.name] = slice(first, first + things)
        first += things
    return found


def _walk(names: Names) -> Iterator[tuple[Measure, str, int, int]]:
    """Measure, per what, place of the first number, and numbers from one statistic to the next."""
    first = 0
    for measure in names.measures:
        step = sum(len(names.of(per)) for per in measure.per)
        begin = first
        for per in measure.per:
            yield measure, per, begin, step
            begin += len(names.of(per))
        first += step * len(STATISTICS[measure.kind])
