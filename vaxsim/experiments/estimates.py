"""What replications say about one number or one curve."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics import possible

if TYPE_CHECKING:
    from vaxsim.promises import Verdict

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """One number over all replications.  Of a percentile, `mean` is the mean of the daily percentiles."""

    name: str
    of: str
    unit: str
    mean: float
    low: float  # 95 % t interval of the mean; NaN with fewer than two days
    high: float
    sd: float  # over days
    days: int  # replications in which there was a value
    pooled: float  # of the durations of all replications together; NaN for what is no statistic of durations


@dataclass(frozen=True, eq=False)
class Band:
    """One curve over all replications; arrays of float64 [bins], NaN where no day had a value."""

    name: str
    of: str
    unit: str
    minutes: Floats  # beginnings of the bins since 00:00
    mean: Floats
    mean_low: Floats  # 95 % t interval of the mean
    mean_high: Floats
    day_p10: Floats  # spread over days: 10th and 90th percentile of the replications
    day_p90: Floats
    days: NDArray[np.int64]  # replications with a value
    bin_minutes: float  # width of a bin


def flat(verdict: Verdict) -> dict[str, Any]:
    """A verdict as one row of a table, its interval cut where the unit ends."""
    low, high = possible(verdict.low, verdict.high, verdict.unit)
    return {
        "promise": verdict.promise.text,
        "state": verdict.state,
        "value": verdict.value,
        "low": low,
        "high": high,
        "unit": verdict.unit,
    }


def as_json(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row with None for NaN and infinity, which JSON does not have."""
    return {str(k): None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
