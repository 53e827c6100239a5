"""Intervals for means over replications, paired differences, and many of them at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LEVEL = 0.95
"""Confidence level of every interval that vaxsim reports, unless it says otherwise."""


class Interval(NamedTuple):
    """A mean with the bounds of its interval, float64 arrays of one shape; NaN where there are too few values."""

    mean: Floats
    low: Floats
    high: Floats


def t_interval(values: ArrayLike, level: float = LEVEL, axis: int = 0) -> Interval:
    """Mean and Student's t interval of independent values along an axis; NaN values are left out.

    mean +- t(n - 1, (1 + level) / 2) sd / sqrt(n), sd with n - 1.  One value gives its mean without bounds (NaN).
    Raises ValueError if level is not between 0 and 1.
    """
    from scipy.special import stdtrit

    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    array = np.asarray(values, np.float64)
    n = count(array, axis)
    mean = _mean(array, n, axis)
    degrees = np.maximum(n - 1, 1)
    half = stdtrit(degrees, (1 + level) / 2) * standard_deviation(array, axis) / np.sqrt(np.maximum(n, 1))
    return Interval(mean, mean - half, mean + half)


class Difference(NamedTuple):
    """What two scenarios differ by on the same days, float64 arrays of one shape; NaN where there are too few days."""

    mean: Floats
    low: Floats  # Student's t interval of the mean difference
    high: Floats
    p: Floats  # how probable so large a mean difference (or larger) is where there is none; see `paired`
    days: NDArray[np.int64]  # days on which both have a value


def paired(values: ArrayLike, base: ArrayLike, level: float = LEVEL) -> Difference:
    """Mean of values - base over days (the first axis), with its t interval and the p of the paired t test.

    Days on which either is NaN are left out.  Both scenarios have the same luck on a day, so most of what varies from
    day to day cancels: the interval is that of the daily differences (Law, Simulation Modeling and Analysis, 5th ed.,
    10.2.1).  Differences that are the same on all days have an interval of no width, with p 1 if they are 0, else 0.
    """
    from scipy.special import stdtr

    differences = np.asarray(values, np.float64) - np.asarray(base, np.float64)
    interval, days = t_interval(differences, level), count(differences)
    error = standard_deviation(differences) / np.sqrt(np.maximum(days, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.abs(interval.mean) / error  # NaN where both are 0: no difference at all
    p = np.where((error == 0) & (interval.mean == 0), 1.0, 2 * stdtr(np.maximum(days - 1, 1), -steps))
    return Difference(*interval, np.asarray(p, np.float64), days)


def holm(p: ArrayLike) -> Floats:
    """p values adjusted for how many there are, float64 of the same shape; NaN stays NaN and is not counted.

    Taking for real what is adjusted to at most alpha makes a false alarm, anywhere among them, with probability alpha
    at most, whatever depends on what: Holm (1979), "A simple sequentially rejective multiple test procedure",
    Scandinavian Journal of Statistics 6, 65-70.
    """
    values = np.asarray(p, np.float64)
    known = np.flatnonzero(~np.isnan(values))
    ordered = known[np.argsort(values.flat[known], kind="stable")]
    scaled = values.flat[ordered] * np.arange(len(ordered), 0, -1)
    adjusted = np.full(values.shape, np.nan)
    adjusted.flat[ordered] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return adjusted


def half_width(sd: float, days: int, level: float = LEVEL) -> float:
    """Half of Student's t interval of the mean of so many independent values; NaN with fewer than two.

    t(days - 1, (1 + level) / 2) sd / sqrt(days).
    """
    from scipy.special import stdtrit

    return float(stdtrit(days - 1, (1 + level) / 2) * sd / np.sqrt(days)) if days > 1 else float("nan")


def count(values: Floats, axis: int = 0) -> NDArray[np.int64]:
    """How many values along an axis are not NaN."""
    return np.asarray((~np.isnan(values)).sum(axis=axis), np.int64)


def standard_deviation(values: Floats, axis: int = 0) -> Floats:
    """Sample standard deviation (n - 1) along an axis, NaN values left out; NaN with fewer than two."""
    n = count(values, axis)
    mean = np.expand_dims(_mean(values, n, axis), axis)
    squares = np.where(np.isnan(values), 0.0, (values - mean) ** 2).sum(axis=axis)
    return np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)


def quantile(values: Floats, share: float) -> Floats:
    """Quantile along the first axis, linear between order statistics, NaN values left out; NaN without any."""
    if not len(values):
        return np.full(values.shape[1:], np.nan)
    ordered = np.sort(values, axis=0)  # NaN last
    position = np.maximum(count(values) - 1, 0) * share
    below = np.floor(position).astype(np.int64)
    low = np.take_along_axis(ordered, below[None], axis=0)[0]
    high = np.take_along_axis(ordered, np.ceil(position).astype(np.int64)[None], axis=0)[0]
    return np.asarray(low + (high - low) * (position - below))


def _mean(values: Floats, n: NDArray[np.int64], axis: int) -> Floats:
    total = np.where(np.isnan(values), 0.0, values).sum(axis=axis)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)
