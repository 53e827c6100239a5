"""What a conservation check is, where checks are listed, and the words in which they say what is violated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vaxsim.scenario.uses import IN_PIECES, KEEP_DESKS
from vaxsim.units import clock

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Flags = NDArray[np.bool_]
Ticks = NDArray[np.int64]
Found = Iterator[str]


class Check(Protocol):
    """A conservation check: yields what is violated, in words that name the first patient, unit, station or vaccine."""

    __name__: str

    def __call__(self, plan: Plan, draws: Draws, visits: Visits, /) -> Found: ...


CHECKS: list[Check] = []
"""The checks of every site, in the order in which they are reported."""

CHECKS_OF: list[tuple[frozenset[str], Check]] = []
"""The checks of sites that make use of one of some behaviours (see `vaxsim.scenario.uses`); they follow."""

UNKNOWN_TO_QUICK = KEEP_DESKS | IN_PIECES | {"kinds", "standby"}
"""The behaviours of which `quick` knows nothing: sites that make use of one are left to the checks."""


def check(asked: Check) -> Check:
    """List a check that every site goes through."""
    CHECKS.append(asked)
    return asked


def check_of(*uses: str) -> Callable[[Check], Check]:
    """List a check that a site goes through if it makes use of one of some behaviours."""

    def listed(asked: Check) -> Check:
        CHECKS_OF.append((frozenset(uses), asked))
        return asked

    return listed


def overlap(began: Ticks, ended: Ticks, weight: NDArray[np.integer[Any]] | None = None) -> int:
    """The most that the intervals [began, ended) hold of one tick, each counted with its weight, 1 by default."""
    weight = np.ones(len(began), np.int64) if weight is None else weight
    ticks = np.concatenate([ended, began])
    change = np.concatenate([-weight, weight])
    order = np.argsort(ticks, kind="stable")  # at one tick those that end come first
    level = np.cumsum(change[order])
    return int(level[last_at_each(ticks[order])].max(initial=0))


def last_at_each(ticks: Ticks) -> Flags:
    """bool (rows,): the last row of each tick; the rows are in the order of time."""
    return np.append(ticks[1:] != ticks[:-1], np.ones(min(len(ticks), 1), bool))


def sum_by_unit(plan: Plan, unit: NDArray[np.integer[Any]], ticks: Ticks) -> Ticks:
    """int64 [U]: the sum of the ticks of each unit."""
    total = np.zeros(len(plan.units), np.int64)
    np.add.at(total, unit, ticks)
    return total


def patients(wrong: Flags, what: str) -> Found:
    """Says how many patients [n] are wrong, and who is the first."""
    if wrong.any():
        yield f"{int(wrong.sum())} patients {what}; the first is patient {int(np.argmax(wrong)) + 1}"


def rows(
    plan: Plan, patient: NDArray[np.integer[Any]], station: NDArray[np.integer[Any]], wrong: Flags, what: str
) -> Found:
    """Says how many rows about a patient at a station are wrong, and which is the first."""
    if wrong.any():
        first = int(np.argmax(wrong))
        where = f"patient {int(patient[first]) + 1} at {plan.stations[int(station[first])]}"
        yield f"{int(wrong.sum())} patients {what}; the first is {where}"


def visit(plan: Plan, wrong: Flags, what: str) -> Found:
    """Says how many visits [n, S] are wrong, and which is the first."""
    if wrong.any():
        patient, station = np.nonzero(wrong)
        yield from rows(plan, patient, station, np.ones(len(patient), bool), what)


def units(plan: Plan, wrong: NDArray[np.integer[Any]], what: str) -> Found:
    """Says how many of the units are wrong, named once or more often, and who is the first."""
    if len(wrong):
        unit = int(wrong[0])
        shift = f"{clock(int(plan.site.unit_from[unit]))}-{clock(int(plan.site.unit_to[unit]))}"
        yield f"{len(np.unique(wrong))} units of staff {what}; the first is {plan.units[unit]} ({shift})"


def vaccines(plan: Plan, wrong: Flags, what: str) -> Found:
    """Says of which vaccines [V] something is wrong."""
    for v in np.flatnonzero(wrong):
        yield f"{plan.vaccines[v]}: {what}"
