"""The rule by which a published figure counts as met.

A figure agrees when its 95 % interval over days and that of the reference, widened by 1 % of the reference, overlap.
Of a reference that was computed from so many days and came without an interval, the interval is that of as many days
with the spread found here, and half a unit of its last decimal.  Where not even the number of days is known, the means
agree within 1 %.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from vaxsim import stats

if TYPE_CHECKING:
    from vaxsim.cases.table import Figure
    from vaxsim.experiments import Estimate

WIDENED = 0.01
"""Share of the reference by which its interval is widened."""

NEAR_ZERO = {"min": 0.005, "s": 0.3}
"""An own half-width of so much is narrow enough whatever the figure, by unit."""


def own_half_width(figure: Figure, estimate: Estimate, level: float = stats.LEVEL) -> float:
    """Half of the interval of what vaxsim finds, in the figure's unit; NaN with fewer than two days.

    A pooled percentile has the interval of the daily ones.
    """
    return figure.times * stats.half_width(estimate.sd, estimate.days, level)


def value(figure: Figure, estimate: Estimate) -> float:
    """What vaxsim finds, in the figure's unit."""
    return figure.times * (estimate.pooled if figure.pooled else estimate.mean)


def reference_half_width(figure: Figure, estimate: Estimate) -> float | None:
    """Half of the reference's interval, in its unit; None where only the means are compared."""
    if figure.half_width is not None:
        return float(figure.half_width)
    if figure.days is None:
        return None
    return figure.times * stats.half_width(estimate.sd, figure.days) + figure.rounding


def agrees(figure: Figure, estimate: Estimate, level: float = stats.LEVEL) -> bool | None:
    """Whether the figure is met; None if there is nothing to meet.  `level` is that of the own interval."""
    if figure.reference is None:
        return None
    reference = float(figure.reference)
    allowed = WIDENED * abs(reference)
    other = reference_half_width(figure, estimate)
    if other is not None:
        allowed += other + own_half_width(figure, estimate, level)
    return abs(value(figure, estimate) - reference) <= allowed


def is_narrow(figure: Figure, estimate: Estimate) -> bool:
    """Whether the own interval is narrow enough to say something: at most 1 %, or as wide as that of the reference."""
    if figure.reference is None:
        return True
    other = reference_half_width(figure, estimate) or 0.0
    enough = max(WIDENED * abs(float(figure.reference)), other, NEAR_ZERO.get(figure.unit, 0.0))
    own = own_half_width(figure, estimate)
    return not math.isnan(own) and own <= enough
