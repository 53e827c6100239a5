"""Intervals for means over replications."""

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
