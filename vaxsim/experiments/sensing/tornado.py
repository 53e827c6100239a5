"""The tornado: one field at a time, at both ends of its range, against the scenario as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vaxsim import stats

if TYPE_CHECKING:
    from vaxsim.experiments.ranges import Range
    from vaxsim.experiments.threads import Progress
    from vaxsim.experiments.trials import Trials


@dataclass(frozen=True)
class End:
    """A field at one end: the mean of the number there, and its paired difference with the 95 % interval."""

    at: float  # the value of the field
    mean: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Swing:
    """A field at both ends of its range."""

    field: str
    bottom: End
    top: End

    @property
    def width(self) -> float:
        """By how much the number moves at the most, in its unit."""
        known = [end.difference for end in (self.bottom, self.top) if end.difference == end.difference]
        return max([0.0, *known]) - min([0.0, *known])


def swings(
    trials: Trials, fields: Mapping[str, Range], reps: int, progress: Progress | None
) -> tuple[tuple[Swing, ...], float]:
    """Every field, the widest swing first, and the mean of the number as the scenario is."""
    ends = {path: [{path: end} for end in field.ends] for path, field in fields.items()}
    trials.run([{}, *(changes for both in ends.values() for changes in both)], reps, progress)
    base = trials.values({}, reps)[:, 0]
    found = []
    for path, both in ends.items():
        told = []
        for changes in both:
            days = trials.values(changes, reps)[:, 0]
            difference, low, high = (float(part) for part in stats.t_interval(days - base))
            mean = float(stats.t_interval(days).mean)
            told.append(End(changes[path], mean, difference, low, high))
        found.append(Swing(path, *told))
    ordered = sorted(found, key=lambda swing: swing.width, reverse=True)
    return tuple(ordered), float(np.asarray(stats.t_interval(base).mean))
