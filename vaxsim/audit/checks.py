"""The conservation checks; each of these modules lists its own."""

from vaxsim.audit import patients, desks, staff, services, hurry, doses, trips  # noqa: F401  # isort: skip
from vaxsim.audit.check import CHECKS, CHECKS_OF, Check

__all__ = ["CHECKS", "CHECKS_OF", "Check"]
