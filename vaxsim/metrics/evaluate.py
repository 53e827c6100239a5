"""From one replication to the numbers and curves of the registry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.day import Day
from vaxsim.metrics.registry import CURVES, MEASURES, SITE, STATISTICS, Measure, Names
from vaxsim.metrics.samples import Grouped, Sample
from vaxsim.metrics.steps import Steps

Floats = NDArray[np.float64]
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(\S+)")


class Computed:
    """The measures of one replication, each computed when it is first asked for."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self._raw: dict[int, Any] = {}

    def raw(self, measure: Measure) -> Any:
        """What the measure's function returns: a Sample, Steps, a float or an array."""
        if id(measure) not in self._raw:
            self._raw[id(measure)] = measure.compute(self.day)
        return self._raw[id(measure)]

    def statistic(self, measure: Measure, per: str, statistic: str) -> Floats:
        """float64 [things]: a statistic ("p90", "share <= 20", "" of a number) for each thing; the site is one."""
        raw = self.raw(measure)
        if measure.kind == "sample":
            return sample_statistic(_grouped(raw, per, self.day.names), statistic)
        if measure.kind == "level":
            return self._of_levels(raw, statistic)
        return np.atleast_1d(np.asarray(raw, np.float64))

    def _of_levels(self, levels: tuple[Steps, ...], statistic: str) -> Floats:
        begin, end = self.day.window
        of = {"mean": Steps.mean, "peak": Steps.peak}[statistic]
        return np.array([of(steps, begin, end) for steps in levels], np.float64)


def values(day: Day) -> Floats:
    """float64 [labels]: every number of one replication, in the order of `vaxsim.metrics.labels`."""
    return values_of(Computed(day))


def values_of(computed: Computed) -> Floats:
    """As `values`, of measures that may have been computed already."""
    blocks = []
    for measure in MEASURES:
        grouped = _groupings(computed, measure)
        for statistic in STATISTICS[measure.kind]:
            for per in measure.per:
                if per in grouped:
                    blocks.append(sample_statistic(grouped[per], statistic))
                else:
                    blocks.append(computed.statistic(measure, per, statistic))
    return np.concatenate(blocks)


def samples_of(computed: Computed) -> dict[str, Sample]:
    """The samples of one replication in the smallest integers that hold them, by `sample_key`."""
    return {sample_key(m): computed.raw(m).compact() for m in MEASURES if m.kind == "sample"}


def sample_key(measure: Measure) -> str:
    """What tells a sample from others of the same name: "wait by site"."""
    return f"{measure.name} by {measure.per[0]}"


def pooled_values(pools: Mapping[str, Sample], names: Names) -> Floats:
    """float64 [labels]: statistics of samples, taken over pooled samples (by `sample_key`); NaN for other numbers."""
    blocks = []
    for measure in MEASURES:
        for statistic in STATISTICS[measure.kind]:
            for per in measure.per:
                if measure.kind == "sample":
                    blocks.append(sample_statistic(_grouped(pools[sample_key(measure)], per, names), statistic))
                else:
                    blocks.append(np.full(len(names.of(per)), np.nan))
    return np.concatenate(blocks)


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
    return {curve.name: np.asarray(curve.compute(day), np.float64) for curve in CURVES}


def _groupings(computed: Computed, measure: Measure) -> dict[str, Grouped]:
    """A sample sorted once for everything that it is reported per; nothing for other kinds."""
    if measure.kind != "sample":
        return {}
    return {per: _grouped(computed.raw(measure), per, computed.day.names) for per in measure.per}


def _grouped(sample: Sample, per: str, names: Names) -> Grouped:
    return sample.together() if per == SITE else sample.by_owner(len(names.of(per)))
