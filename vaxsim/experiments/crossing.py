"""Crossing: how sure it is which of several values is the largest at which promises hold.

All values were tried on the same days, so the days are drawn again with replacement (the bootstrap: Efron 1979,
"Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1-26), for all values at once, and each time
the largest value at which all means are on the right side is noted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vaxsim.promises import Promise

Floats = NDArray[np.float64]

DRAWN = 4_000
"""Times that the days are drawn again."""
SEED = 1


def chances(promises: Sequence[Promise], values: Floats) -> Floats:
    """float64 [1 + tried]: how probable it is that no value, the first, the second ... is the largest that holds.

    `values` are float64 [tried, days, promises], tried values in ascending order, NaN where a day has no number.
    """
    tried, days, _ = values.shape
    times = np.random.default_rng(SEED).multinomial(days, np.full(days, 1 / days), DRAWN).astype(np.float64)
    held = np.stack([_held(promises, times, one) for one in values], axis=1)
    last = tried - np.argmax(held[:, ::-1], axis=1)
    largest = np.where(held.any(axis=1), last, 0)
    return np.bincount(largest, minlength=tried + 1) / DRAWN


def _held(promises: Sequence[Promise], times: Floats, values: Floats) -> NDArray[np.bool_]:
    """bool [drawn]: whether all promises hold in the mean over the days drawn; values are [days, promises]."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (times @ np.where(known, values, 0.0)) / (times @ known)
    right = [[promise.judge(mean, mean, mean) == "kept" for mean in means[:, i].tolist()]
             for i, promise in enumerate(promises)]  # fmt: skip
    return np.asarray(np.all(np.array(right), axis=0), np.bool_)
