"""Goodness of fit: whether observations like these are to be expected if the fitted law is true.

The distance of Kolmogorov and Smirnov has no known law where parameters were fitted, so it is found by the parametric
bootstrap (Stute, Gonzalez Manteiga and Presedo Quindimil 1993): observations are drawn from the fitted law, rounded and
cut off as the recorded ones were, and fitted again; p is the share of them that lie at least as far from their fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from vaxsim.fit.likelihood import FARTHEST, Fitted, fit
from vaxsim.fit.observations import Floats, Observations

DRAWS = 199
"""Bootstrap samples, unless asked for otherwise."""


@dataclass(frozen=True)
class Goodness:
    """How well a law fits: `p` is small where the observations are not as the law would have them."""

    p: float
    draws: int
    mean_low: float  # 95 % interval of the law's mean, minutes: percentiles of the bootstrap
    mean_high: float


def goodness(fitted: Fitted, observations: Observations, draws: int = DRAWS, seed: int = 1) -> Goodness:
    """The bootstrap of a fitted law; the same numbers for the same seed.  Raises ValueError unless draws >= 1."""
    if draws < 1:
        raise ValueError(f"draws must be 1 or more, not {draws}")
    random = np.random.default_rng(seed)
    cuts = _cuts(observations)
    again = [fit(fitted.family, _like(fitted, observations, cuts, random), fitted.coordinates) for _ in range(draws)]
    found = [one for one in again if one is not None]
    farther = sum(one.distance >= fitted.distance for one in found)
    with np.errstate(all="ignore"):
        means = [float(one.law.mean()) for one in found] or [float("nan")]
        low, high = np.quantile(means, [0.025, 0.975])
    return Goodness((1 + farther) / (1 + len(found)), len(found), float(low), float(high))


def _cuts(observations: Observations) -> tuple[Floats, Floats]:
    """When recording cuts durations off: times in minutes, and the share cut by each, by the product-limit estimate."""
    if not len(observations.censored):
        return np.empty(0), np.empty(0)
    reversed_roles = stats.CensoredData(uncensored=observations.censored, right=observations.complete)
    cdf = stats.ecdf(reversed_roles).cdf
    return np.asarray(cdf.quantiles), np.asarray(cdf.probabilities)


def _like(
    fitted: Fitted, observations: Observations, cuts: tuple[Floats, Floats], random: np.random.Generator
) -> Observations:
    """Observations drawn from the fitted law, rounded and cut off as the recorded ones were."""
    count = observations.n + len(observations.censored)
    with np.errstate(over="ignore"):  # a heavy tail may reach beyond all floats; it is moved to FARTHEST
        drawn = np.asarray(fitted.law.rvs(size=count, random_state=random))
    drawn = np.clip(drawn, -FARTHEST if observations.signed else 0.0, FARTHEST)
    times, shares = cuts
    position = np.searchsorted(shares, random.random(count)) if len(times) else np.zeros(count, int)
    cut = np.append(times, np.inf)[position] if len(times) else np.full(count, np.inf)
    complete = np.rint(drawn[drawn <= cut] / observations.resolution) * observations.resolution
    return Observations(complete, cut[drawn > cut], observations.resolution, observations.signed)
