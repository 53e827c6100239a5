"""Judgement: whether a number of recorded days is one that the model's days have.

One recorded day is held against the model's days themselves: does it lie among them?  The mean of d recorded days is
held against means of d of the model's days, drawn at random from all of them.  Both intervals are *prediction*
intervals: 95 % of what the model makes lies there.  (A t test of two means would be wrong far too often: few recorded
days say nothing about their own spread, the model's many days do.)

Many numbers are compared at once, so chance alone would make one in twenty differ; Holm's correction (1979) keeps the
probability of any false alarm at 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.stats import LEVEL, holm

if TYPE_CHECKING:
    from vaxsim.validation.observing import Floats
    from vaxsim.validation.quantities import Quantity

ALPHA = 1 - LEVEL
DRAWN = 9_999
TINY = 1e-9
"""Means that differ by less are equal: sums in another order."""
AGREES, DIFFERS, UNTOLD, UNKNOWN = "agrees", "differs", "cannot tell", "not comparable"


@dataclass(frozen=True)
class Comparison:
    """One number, recorded and simulated.

    Where d days were recorded, 95 % of the means of d of the model's days lie in `low`..`high`.  `difference` is
    recorded minus simulated, and its interval is that same one, seen from the recorded value.
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
    least: float = 0.0  # p that a day outside of all the model's days would have: 2 / (1 + days of the model)
    least_adjusted: float = 0.0  # likewise of `least`, were this number the clearest of all

    @property
    def verdict(self) -> str:
        """ "agrees", "differs", "cannot tell" where nothing that is recorded could differ, or "not comparable"."""
        if np.isnan(self.p):
            return UNKNOWN
        if self.adjusted <= ALPHA:
            return DIFFERS
        return UNTOLD if self.least_adjusted > ALPHA else AGREES

    @property
    def words(self) -> str:
        """The verdict with the side; "barely" where this number alone would differ, but is one of many."""
        if self.verdict in (UNKNOWN, UNTOLD):
            return self.verdict
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
    value, mean, likely = float(mine.mean()), float(theirs.mean()), _means(theirs, len(mine))
    low, high = (float(bound) for bound in np.quantile(likely, [ALPHA / 2, 1 - ALPHA / 2]))
    beyond = min(int((likely <= value + TINY).sum()), int((likely >= value - TINY).sum()))
    p = min(1.0, 2 * (1 + beyond) / (1 + len(likely)))
    ends = value - mean, value - high, value - low
    least = 2 / (1 + len(theirs))
    return Comparison(quantity.name, quantity.unit, value, len(mine), mean, low, high, *ends, p, least=least)


def _means(simulated: Floats, days: int) -> Floats:
    """Means of so many of the simulated days: the days themselves, or DRAWN means of days drawn with replacement."""
    if days == 1:
        return simulated
    chosen = np.random.default_rng(1).integers(len(simulated), size=(DRAWN, days))
    return np.asarray(simulated[chosen].mean(axis=1), np.float64)


def corrected(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """The comparisons with p adjusted for how many there are (`vaxsim.stats.holm`)."""
    adjusted = holm([one.p for one in comparisons]).tolist()
    known = sum(not np.isnan(one.p) for one in comparisons)
    return tuple(
        replace(one, adjusted=p, least_adjusted=min(1.0, one.least * known))
        for one, p in zip(comparisons, adjusted, strict=True)
    )
