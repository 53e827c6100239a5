"""The best of several designs by means: replications are added, and designs dropped, until one is left.

Kim and Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM Transactions on Modeling
and Computer Simulation 11 (2001), procedure KN.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Observe = Callable[[Sequence[int], int], Floats]
"""Observations 1 to n of some designs, float64 [n, designs]; the same ones whenever they are asked for again."""


@dataclass(frozen=True)
class Selected:
    """The design that was selected, and after how many replications each of the others was dropped."""

    best: int
    reps: int  # replications of the selected design
    dropped: dict[int, int]
    sure: bool  # False if the replications ended before the comparison did


@dataclass(frozen=True)
class KimNelson:
    """Selects the design with the smallest mean, with a probability of at least 1 - `error`.

    If the smallest mean is at least `indifference` below all others; else one that is within it of the smallest is as
    good.  Observations of a replication may depend on each other (common random numbers help); replications must be
    independent and about normal.
    """

    indifference: float
    error: float
    first: int  # replications from which the variances of the differences are estimated
    step: int = 1  # replications that are asked for at once; changes nothing but the number of questions

    def select(self, designs: int, observe: Observe, most: int) -> Selected:
        """The design of 0 to designs - 1 that is left; with `most` replications the smallest mean of those left."""
        left, seen, dropped = list(range(designs)), self.first, dict[int, int]()
        variances = _variances(observe(left, self.first)) if designs > 1 else np.zeros((1, 1))
        margins = np.full((designs, designs), np.inf)
        reps = self.first - 1
        while len(left) > 1 and margins.any() and reps < most:
            reps += 1
            seen = max(seen, min(reps + self.step - 1, most))
            means = observe(left, seen)[:reps].mean(axis=0)
            margins = self._margins(variances[np.ix_(left, left)], designs, reps)
            worse = (means[:, None] > means[None, :] + margins).any(axis=1)
            dropped.update({left[i]: reps for i in np.flatnonzero(worse)})
            left = [design for design, out in zip(left, worse, strict=True) if not out]
        taken = max(reps, self.first)
        means = observe(left, taken).mean(axis=0)
        sure = len(left) == 1 or not margins.any()  # without a margin left, the smallest mean is the answer
        return Selected(left[int(np.argmin(means))], taken, dropped, sure)

    def _margins(self, variances: Floats, designs: int, reps: int) -> Floats:
        """float64 [left, left]: how far a mean may lie above another before its design is dropped."""
        error = self.error / (designs - 1)
        at = np.full(1, reps)
        rows = [
            [heights(self.first, error, float(v), self.indifference, at)[0] / reps for v in row] for row in variances
        ]
        return np.array(rows)


def _variances(values: Floats) -> Floats:
    """float64 [designs, designs]: sample variance of the difference of each pair of columns."""
    differences = values[:, :, None] - values[:, None, :]
    return np.asarray(differences.var(axis=0, ddof=1))


def eta(first: int, error: float) -> float:
    """The number that sets the height of the triangle: ((2 error)^(-2 / (first - 1)) - 1) / 2.

    `first` is the number of observations from which the variance is estimated, `error` the chance of leaving the
    triangle on the wrong side when the mean is just one indifference away.  It solves Fabian's bound averaged over the
    chi-square law of the variance, (1 + 2 eta)^(-(first - 1) / 2) / 2 = error.  Kim and Nelson, A fully sequential
    procedure for indifference-zone selection in simulation, ACM TOMACS 11 (2001), with c = 1.
    """
    return 0.5 * (math.pow(2 * error, -2 / (first - 1)) - 1)


def heights(first: int, error: float, variance: float, indifference: float, observed: NDArray[np.int64]) -> Floats:
    """float64 [n]: how far from 0 the sum of so many observations must be before something is known.

    max(0, eta (first - 1) variance / indifference - indifference r / 2); it shrinks to 0, so every comparison ends.
    """
    start = eta(first, error) * (first - 1) * variance / indifference
    return np.maximum(0.0, start - indifference * observed / 2)
