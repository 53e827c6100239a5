"""Support: the values that a law can take at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaxsim.distributions.law import Law


def least(law: Law) -> float:
    """No value of a law is smaller, modifiers included; -inf where there is no bound."""
    constant = law.constant()
    if constant is not None:
        return constant
    low, high = law.plain_range()
    if law.fold:
        low = max(low, -high, 0.0)
    return law.clipped(low + law.plus)
