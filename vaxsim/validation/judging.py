"""Judgement: whether a number of recorded days is one that the model's days have.

One recorded day is held against the model's days themselves: does it lie among them?  (A *prediction* interval: where
19 of 20 days of the model lie.)  Several recorded days are held against their mean: does the mean differ?  (A
*confidence* interval of the difference, by Welch 1947.)  Many numbers are compared at once, so chance alone would make
one in twenty differ; Holm's correction (1979) keeps the probability of any false alarm at 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.stats import LEVEL

if TYPE_CHECKING:
    from vaxsim.validation.observing import Floats
    from vaxsim.validation.quantities import Quantity

ALPHA = 1 - LEVEL
AGREES, DIFFERS, UNKNOWN = "agrees", "differs", "not comparable"


@dataclass(frozen=True)
class Comparison:
    """One number, recorded and simulated.

    `low`..`high` is what the model gives: where 95 % of its days lie if one day was recorded, else its mean alone.
    `difference` is recorded minus simulated, with its 95 % interval of the same kind.
    """

    name: str
    unit: str
    recorded: float  # mean of the recorded days
    days: int  # recorded days that have the number
    simulated: float  # mean of the simulated days
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    p: float  # of this number alone
    adjusted: float = float("nan")  # of all numbers together, by Holm

    @property
    def verdict(self) -> str:
        """ "agrees", "differs" or "not comparable"."""
        if np.isnan(self.p):
            return UNKNOWN
        return DIFFERS if self.adjusted <= ALPHA else AGREES

    @property
    def words(self) -> str:
        """The verdict with the side; "barely" where this number alone would differ, but is one of many."""
        if self.verdict == UNKNOWN:
            return UNKNOWN
        side = "higher" if self.difference > 0 else "lower"
        if self.verdict == DIFFERS:
            return f"differs: {side}"
        return "agrees" if self.p > ALPHA else f"agrees, barely: {side}"


def compare(quantity: Quantity, recorded: Floats, simulated: Floats) -> Comparison:
    """A number of the recorded days [days] held against that of the simulated ones [replications]; NaN left out."""
    mine, theirs = recorded[~np.isnan(recorded)], simulated[~np.isnan(simulated)]
    if not len(mine) or len(theirs) < 2:
        nothing = [float("nan")] * 8
        return Comparison(quantity.name, quantity.unit, nothing[0], len(mine), *nothing[1:])
    judge = _one_day if len(mine) == 1 else _several_days
    mean = float(theirs.mean())
    about = quantity.name, quantity.unit, float(mine.mean()), len(mine), mean
    return Comparison(*about, *judge(mine, theirs))


def _one_day(mine: Floats, theirs: Floats) -> tuple[float, ...]:
    """Interval, difference with interval, and p of one day among the model's."""
    value, tail = float(mine[0]), ALPHA / 2
    low, high = (float(bound) for bound in np.quantile(theirs, [tail, 1 - tail]))
    beyond = min(int((theirs <= value).sum()), int((theirs >= value).sum()))
    p = min(1.0, 2 * (1 + beyond) / (1 + len(theirs)))
    return low, high, value - float(theirs.mean()), value - high, value - low, p


def _several_days(mine: Floats, theirs: Floats) -> tuple[float, ...]:
    """The simulated mean, the difference of means with its interval, and p."""
    from scipy import stats

    mean, difference = float(theirs.mean()), float(mine.mean() - theirs.mean())
    if mine.var() == 0 and theirs.var() == 0:
        return mean, mean, difference, difference, difference, float(difference == 0)
    test = stats.ttest_ind(mine, theirs, equal_var=False)
    low, high = (float(bound) for bound in test.confidence_interval(LEVEL))
    return mean, mean, difference, low, high, float(test.pvalue)


def corrected(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """The comparisons with p adjusted for how many there are (Holm 1979)."""
    known = [index for index, one in enumerate(comparisons) if not np.isnan(one.p)]
    ordered = sorted(known, key=lambda index: comparisons[index].p)
    adjusted, so_far = list(comparisons), 0.0
    for rank, index in enumerate(ordered):
        so_far = max(so_far, min(1.0, (len(known) - rank) * comparisons[index].p))
        adjusted[index] = replace(comparisons[index], adjusted=so_far)
    return tuple(adjusted)
