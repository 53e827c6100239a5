"""Distributions of minutes, shares and sizes, as a scenario file writes them.

``Distribution`` is a pydantic type: a plain number is a constant, else a table whose ``dist`` names the family.
"""

from vaxsim.distributions.bounded import Constant
from vaxsim.distributions.law import Law
from vaxsim.distributions.union import FAMILIES, Distribution

__all__ = ["FAMILIES", "Constant", "Distribution", "Law"]
