"""What is asked of a staffing: promises that can be read and looked up, and how near their limits matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vaxsim.experiments.staffing.examining import Goal
from vaxsim.promises import Promise, Verdict, parse
from vaxsim.stats import t_interval

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.examining import Floats
    from vaxsim.metrics.registry import Names

LIKELY_RUNS = 1000
"""Replications that a search takes at least, to choose the engine by."""

OF_NOTHING = 1.0
"""What stands for the limit where it is 0, to take a share of, in the unit of the promise."""


class CannotKeepError(ValueError):
    """No staffing within the bounds keeps the promises; the message says which, and what was reached."""


def goals_of(texts: Sequence[str], names: Names, share: float) -> tuple[Goal, ...]:
    """The promises to keep; indifference is a share of the limit.

    Raises ValueError that says which promise cannot be read or looked up and what may have been meant, or that there
    is none.
    """
    if not texts:
        raise ValueError('there is no promise to keep; give one, such as "p90(wait) <= 20"')
    if not 0 < share < 1:
        raise ValueError(f"the indifference must be a share of the limit between 0 and 1, not {share}")
    promises = [parse(text) for text in texts]
    for promise in promises:
        promise.look_up(names)
    return tuple(Goal(promise, share * (abs(promise.limit) or OF_NOTHING)) for promise in promises)


def verdict(promise: Promise, names: Names, values: Floats) -> Verdict:
    """Whether a promise is kept on days [n], with the 95 % interval of the mean."""
    mean, low, high = (float(bound) for bound in t_interval(values))
    return Verdict(promise, promise.unit(names), mean, low, high, promise.judge(mean, low, high))
