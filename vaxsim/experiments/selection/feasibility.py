"""Whether a mean is on the right side of its limit: replications are added until an interval says so."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FeasibilityTest:
    """A sequential test of "the mean is at most 0", for independent observations that are about normal.

    At each look a one-sided Student's t bound, with an equal part of `error` for each look (Bonferroni), lies on either
    side of the mean.  At most 0 is said when the upper bound is not above the indifference, above 0 when the lower one
    is not below minus the indifference.  So if the mean lies further from 0 than the indifference, the verdict is wrong
    with a probability of at most `error`; nearer, either verdict will do.  It comes at the latest when the half-width
    is below the indifference, and the sooner the further the mean is away.  Andradottir and Kim, Fully sequential
    procedures for comparing constrained systems via simulation, Naval Research Logistics 57 (2010) ask for the same
    with a triangle instead of t bounds, which takes longer where spreads are wide and means far from the limit.
    """

    looks: tuple[int, ...]  # numbers of observations after which one looks, ascending, the first at least 2
    error: float

    def verdict(self, excess: Floats, indifference: float) -> bool | None:
        """True if the mean of the observations [n] is taken to be at most 0, False if above; None: more are needed.

        The first look that says something counts, so it is the same however many observations were taken at once.
        """
        for look in self.looks:
            if look > len(excess):
                return None
            half, mean = self._half_width(excess[:look]), float(excess[:look].mean())
            if min(mean + half, half - mean) <= indifference:
                return mean <= 0
        return None

    def _half_width(self, values: Floats) -> float:
        from scipy.special import stdtrit

        n = len(values)
        return float(stdtrit(n - 1, 1 - self.error / len(self.looks)) * values.std(ddof=1) / np.sqrt(n))


def growing(first: int, most: int) -> tuple[int, ...]:
    """Looks after `first` observations, and after 60 % more each time, the last one after `most`."""
    looks = [first]
    while looks[-1] < most:
        looks.append(min(math.ceil(1.6 * looks[-1]), most))
    return tuple(looks)
