"""From one replication to the numbers and curves of the registry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.day import Day
from vaxsim.metrics.pools import Pool
from vaxsim.metrics.registry import SITE, STATISTICS, Measure, Names
from vaxsim.metrics.samples import Grouped
from vaxsim.metrics.steps import Steps

Floats = NDArray[np.float64]
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(\S+)")


class Measured(Protocol):
    """One replication whose numbers can be asked for: computed as they are defined, or read off the meter."""

    @property
    def names(self) -> Names:
        """The names of stations, groups and classes."""

    def statistic(self, measure: Measure, per: str, statistic: str) -> Floats:
        """float64 [things]: a statistic ("p90", "share <= 20", "" of a number) for each thing; the site is one."""


class Computed:
    """The measures of one replication, each computed, as it is defined, when it is first asked for."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self._raw: dict[int, Any] = {}
        self._grouped: dict[tuple[int, str], Grouped] = {}

    @property
    def names(self) -> Names:
        """The names of stations, groups and classes."""
        return self.day.names

    def statistic(self, measure: Measure, per: str, statistic: str) -> Floats:
        """float64 [things]: a statistic ("p90", "share <= 20", "" of a number) for each thing; the site is one."""
        if measure.kind == "sample":
            return sample_statistic(self.grouped(measure, per), statistic)
        if measure.kind == "level":
            return self._of_levels(self._computed(measure), statistic)
        return np.atleast_1d(np.asarray(self._computed(measure), np.float64))

    def grouped(self, measure: Measure, per: str) -> Grouped:
        """The durations of a sample, parted and sorted."""
        key = id(measure), per
        if key not in self._grouped:
            by_owner = self._computed(measure).by_owner(len(self.names.of(measure.per[-1])))
            self._grouped[key] = by_owner.together() if per == SITE else by_owner
        return self._grouped[key]

    def _computed(self, measure: Measure) -> Any:
        """What the measure's function returns: a Sample, Steps, a float or an array."""
        if id(measure) not in self._raw:
            self._raw[id(measure)] = measure.compute(self.day)
        return self._raw[id(measure)]

    def _of_levels(self, levels: tuple[Steps, ...], statistic: str) -> Floats:
        begin, end = self.day.window
        of = {"mean": Steps.mean, "peak": Steps.peak}[statistic]
        return np.array([of(steps, begin, end) for steps in levels], np.float64)


def values(day: Day) -> Floats:
    """float64 [labels]: every number of one replication, in the order of `vaxsim.metrics.labels`."""
    return values_of(Computed(day))


def values_of(measured: Measured) -> Floats:
    """As `values`, of measures that may have been computed already."""
    return np.concatenate([block(measured, measure) for measure in measured.names.measures])


def block(measured: Measured, measure: Measure) -> Floats:
    """float64: the numbers of one measure, in the order of their labels."""
    wanted = [(per, statistic) for statistic in STATISTICS[measure.kind] for per in measure.per]
    return np.concatenate([measured.statistic(measure, per, statistic) for per, statistic in wanted])


def samples_of(computed: Computed) -> dict[str, Grouped]:
    """The samples of one replication by `sample_key`, each parted by class or station."""
    return {sample_key(m): computed.grouped(m, m.per[-1]) for m in computed.names.measures if m.kind == "sample"}


def sample_key(measure: Measure) -> str:
    """What tells a sample from others of the same name: "wait by site"."""
    return f"{measure.name} by {measure.per[0]}"


def pooled_values(pools: Mapping[str, Pool], names: Names) -> Floats:
    """float64 [labels]: statistics of samples, taken over pooled samples (by `sample_key`); NaN for other numbers."""
    return values_of(_Pooled(pools, names))


class _Pooled:
    """Samples of many replications; other measures have no pooled value."""

    def __init__(self, pools: Mapping[str, Pool], names: Names) -> None:
        self.names = names
        self._pools = pools

    def statistic(self, measure: Measure, per: str, statistic: str) -> Floats:
        if measure.kind != "sample":
            return np.full(len(self.names.of(per)), np.nan)
        pool = self._pools[sample_key(measure)]
        return pool.statistic(statistic) if per != SITE else pool.statistic_of_all(statistic)


def sample_statistic(grouped: Grouped, statistic: str) -> Floats:
    """A statistic of parted durations: one of `Grouped.statistic`, or "share <= 20"."""
    if statistic.startswith("share"):
        match = _COMPARISON.search(statistic)
        if match is None:
            raise ValueError(f"no comparison in {statistic!r}")
        return grouped.share(match[1], float(match[2]))
    return grouped.statistic(statistic)


def curves(day: Day) -> Mapping[str, Floats]:
    """Every curve of one replication by name, float64 [things, bins of day.axis]."""
    return {curve.name: np.asarray(curve.compute(day), np.float64) for curve in day.names.curves}
