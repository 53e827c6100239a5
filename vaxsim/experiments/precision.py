"""Precision: replications are added until intervals are narrow enough in relation to their means.

The rule is sequential: after a first sample of `FIRST` days the interval of each number is looked at; while one is too
wide, more days are added, about as many as the spread seen so far says are missing, and looked at again (Law,
Simulation Modeling and Analysis, 5th ed., 9.4.1; Chow and Robbins 1965, "On the asymptotic theory of fixed-width
sequential confidence intervals", Annals of Mathematical Statistics 36, 457-462).

What stops when the spread *looks* small stops too early now and then, so such intervals hold the truth a little less
often than they say.  The rule keeps that small by a first sample that is no mere handful and by few looks; how small is
measured (docs/evidence.md).  The half-width is compared with the mean that was found, not the true one, so the mean
may miss the truth by up to precision / (1 - precision) of it: 5.3 % at 5 %.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vaxsim import stats
from vaxsim.experiments.estimates import as_json
from vaxsim.simulation import whole

if TYPE_CHECKING:
    from vaxsim.metrics import Names
    from vaxsim.promises import Number

Floats = NDArray[np.float64]

FIRST = 20
"""Days before the first look."""
MOST = 10_000
"""Days at the most, unless another limit is given."""
USUAL = 100
"""Days that a run to a precision often takes; which engine is sooner done is judged by that."""
LEAST_MORE, MOST_MORE = 0.1, 1.0
"""Between two looks at least a tenth more days are run, and at most as many again: one look may see too much spread."""


@dataclass(frozen=True)
class Reached:
    """One number and how far its interval reaches."""

    name: str
    unit: str
    mean: float
    half_width: float  # of the 95 % interval, in the unit; NaN where there is none
    relative: float  # half_width / |mean|; infinite where the mean is 0, whatever the days
    met: bool

    def __str__(self) -> str:
        if math.isnan(self.mean):
            return f"{self.name} has no value"
        if not math.isfinite(self.relative):
            return f"{self.name}: {self.mean:.4g} {self.unit}, which has no relative precision"
        return f"{self.name}: {self.mean:.4g} {self.unit} ±{self.relative:.2%}"


@dataclass(frozen=True)
class Precision:
    """What was asked and what was reached."""

    asked: float  # relative half-width
    most: int  # days at the most
    days: int
    numbers: tuple[Reached, ...]

    @property
    def met(self) -> bool:
        """Whether every number is as precise as was asked."""
        return all(number.met for number in self.numbers)

    def sentences(self) -> list[str]:
        """What was reached, in words: whether it was met, then a line for each number."""
        asked = f"{self.asked * 100:.4g}%"
        if self.met:
            first = f"Every number asked for is known to ±{asked} after {self.days:,} days:"
        else:
            missed = sum(not number.met for number in self.numbers)
            first = f"±{asked} was not reached in {self.most:,} days by {missed} of {len(self.numbers)} numbers:"
        return [first, *(f"  {number}{'' if number.met else ' (not met)'}" for number in self.numbers)]

    def summary(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        rows = [as_json(asdict(number)) for number in self.numbers]
        return {"asked": self.asked, "met": self.met, "days": self.days, "most": self.most, "numbers": rows}


def refuse_unless_possible(precision: float, most: int) -> None:
    """Raises ValueError unless precision lies between 0 and 1 and most allows at least a first look."""
    if not 0 < precision < 1:
        raise ValueError(f"precision must be a share between 0 and 1, such as 0.05, not {precision!r}")
    whole("most", most, 2)


def until_precise(days: Callable[[int], Floats], precision: float, most: int) -> int:
    """How many days make all intervals narrow enough, or `most`.

    `days(n)` gives float64 [n, numbers], days 1 to n, NaN where a day has no value.
    """
    reps = min(FIRST, most)
    while True:
        relative = relative_half_widths(days(reps))
        if reps == most or bool((relative <= precision).all()):
            return reps
        reps = min(most, _next_look(reps, float(np.max(np.nan_to_num(relative, nan=np.inf))), precision))


def relative_half_widths(values: Floats) -> Floats:
    """float64 [numbers]: half-width of the 95 % interval by |mean|; infinite for a mean of 0, NaN for no interval.

    A number that is the same on all days is known for sure, 0, unless it is 0: what has not happened yet may be rare.
    """
    mean, low, high = stats.t_interval(values)
    half = (high - low) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(mean == 0, np.inf, half / np.abs(mean))


def found(asked: Sequence[Number], names: Names, values: Floats, precision: float, most: int) -> Precision:
    """What was reached of each number; values are float64 [days, numbers]."""
    mean, low, high = stats.t_interval(values)
    relative = relative_half_widths(values)
    numbers = tuple(
        Reached(
            name=number.name,
            unit=number.unit(names),
            mean=float(mean[i]),
            half_width=float(high[i] - low[i]) / 2,
            relative=float(relative[i]),
            met=bool(relative[i] <= precision),
        )
        for i, number in enumerate(asked)
    )
    return Precision(precision, most, len(values), numbers)


def _next_look(reps: int, worst: float, precision: float) -> int:
    """Days at the next look: half-widths shrink with the square root of the days."""
    missing = (worst / precision) ** 2 - 1
    return reps + math.ceil(reps * min(max(missing, LEAST_MORE), MOST_MORE))
