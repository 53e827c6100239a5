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
    from vaxsim.audit.quick import QuickAudit
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


def violations(plan: Plan, draws: Draws, visits: Visits) -> tuple[str, ...]:
    """What does not add up in one replication, in words; empty if everything does."""
    return _found(_asked(plan), plan, draws, visits)


def violations_quickly(quick: QuickAudit, plan: Plan, draws: Draws, visits: Visits) -> tuple[str, ...]:
    """As `violations`, by machine code where everything adds up."""
    return violations_unless(quick.adds_up(draws, visits), plan, draws, visits)


def violations_unless(adds_up: bool, plan: Plan, draws: Draws, visits: Visits) -> tuple[str, ...]:
    """As `violations`; where the quick audit says that all `adds_up`, only checks that it does not know are asked."""
    from vaxsim.audit.quick import KNOWN

    checks = _asked(plan)
    return _found((c for c in checks if c.__name__ not in KNOWN) if adds_up else checks, plan, draws, visits)


def _asked(plan: Plan) -> list[Check]:
    """The checks that a site goes through."""
    from vaxsim.audit.checks import CHECKS, CHECKS_OF

    return [*CHECKS, *(check for uses, check in CHECKS_OF if not uses.isdisjoint(plan.uses))]


def _found(checks: Iterable[Check], plan: Plan, draws: Draws, visits: Visits) -> tuple[str, ...]:
    return tuple(message for check in checks for message in check(plan, draws, visits))
