"""What must be true of every run, said again without a look at an engine: each check yields what it finds wrong.

Slow and plain on purpose: small days only.
"""

from __future__ import annotations

from tests.invariants import areas, books, doses, duty, lines, patients, rooms, serving, trips, work
from tests.invariants.records import Check, Records
from vaxsim.draws import Draws
from vaxsim.plan import Plan
from vaxsim.visits import Visits

CHECKS: tuple[Check, ...] = (
    *patients.CHECKS, *serving.CHECKS, *lines.CHECKS, *rooms.CHECKS, *work.CHECKS, *duty.CHECKS, *doses.CHECKS,
    *trips.CHECKS, *areas.CHECKS, *books.CHECKS,
)  # fmt: skip


def violations(plan: Plan, draws: Draws, visits: Visits) -> list[str]:
    """Everything that is wrong with a run."""
    records = Records(plan, draws, visits)
    return [f"{check.__name__}: {wrong}" for check in CHECKS for wrong in check(records)]
