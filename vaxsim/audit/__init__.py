"""The audit: conservation checks that every run goes through, whichever engine made it; not only the tests.

`checks` lists them one by one; they say in words what is violated.  A site that makes use of a behaviour goes through
the checks of that behaviour too.  `quick` asks all of them at once in machine code and
only answers whether everything adds up: where it does not, or is too large to tell quickly, the checks are asked, and
so is a check that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaxsim.audit.check import Check
    from vaxsim.audit.quick import QuickAudit, Services
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


def violations(plan: Plan, draws: Draws, visits: Visits) -> tuple[str, ...]:
    """What does not add up in one replication, in words; empty if everything does."""
    return _found(_asked(plan), plan, draws, visits)


def violations_quickly(
    quick: QuickAudit, plan: Plan, draws: Draws, visits: Visits, services: Services | None = None
) -> tuple[str, ...]:
    """As `violations`, by machine code where everything adds up.  For `services` see `quick`."""
    from vaxsim.audit.quick import KNOWN

    if not quick.adds_up(draws, visits, services):
        return violations(plan, draws, visits)
    return _found((check for check in _asked(plan) if check.__name__ not in KNOWN), plan, draws, visits)


def _asked(plan: Plan) -> list[Check]:
    """The checks that a site goes through."""
    from vaxsim.audit.checks import CHECKS, CHECKS_OF

    return [*CHECKS, *(check for uses, check in CHECKS_OF if not uses.isdisjoint(plan.uses))]


def _found(checks: Iterable[Check], plan: Plan, draws: Draws, visits: Visits) -> tuple[str, ...]:
    return tuple(message for check in checks for message in check(plan, draws, visits))
