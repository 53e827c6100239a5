"""The choice among plans that are as good by staff: the one that costs or makes wait the least, by Kim and Nelson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.selection import KimNelson, Selected
from vaxsim.experiments.staffing.front import neighbours

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.examining import Examination
    from vaxsim.experiments.staffing.posts import Design

Floats = NDArray[np.float64]

MOST = 8
"""Plans that are compared; those whose first days are the best."""

STEP = 10
"""Days that are asked for at once."""

MOST_DAYS = 320
"""Days of each plan that is compared, at the most."""

OF_COST = 0.01
"""Share of the cost that does not matter."""


@dataclass(frozen=True)
class Choice:
    """The plan that was chosen, among how many, by which number, and within what it may be worse than the best."""

    plan: Design
    among: int
    number: str
    indifference: float
    error: float
    sure: bool  # whether the comparison came to its end within MOST_DAYS

    def __str__(self) -> str:
        if not self.sure:
            return f"of {self.among} such plans it had the best {self.number} on {MOST_DAYS} days, which is not certain"
        sure, within = f"with a probability of {1 - self.error:.0%}", f"to within {self.indifference:.3g}"
        return f"of {self.among} such plans it is {sure} the one with the best {self.number}, {within}"


def best_of_equals(examination: Examination, plan: Design) -> Choice:
    """The best of the plans next to one that seem to keep the promises, by the number that decides among them.

    Where staff have a cost that is the cost of the day, overtime included, and plans are looked at that pay no more
    hours than the plan costs in all; else it is the number of the first promise, and plans of as many people.  A plan
    that is chosen is judged like all others; if it is found wanting, the next best is chosen.
    """
    equals = [plan, *_equals(examination, plan)]
    indifference = _indifference(examination, plan)
    while True:
        found = _selected(examination, equals, indifference)
        chosen, error = equals[found.best], examination.rules.error
        if examination.keeps(chosen):
            return Choice(chosen, len(equals), _criterion(examination), indifference, error, found.sure)
        equals.remove(chosen)


def _equals(examination: Examination, plan: Design) -> list[Design]:
    """The plans to compare with, of those one person away, the best first."""
    roster, first = examination.roster, examination.rules.first
    within = [d for d in neighbours(plan) if all(p.low <= n <= p.high for p, n in zip(roster.posts, d, strict=True))]
    if roster.paid:
        limit = float(np.nanmean(_values(examination, plan, first)))
        there = [design for design in within if roster.price(design)[0] <= limit]
    else:
        there = [design for design in within if roster.price(design) == roster.price(plan)]
    examination.run(there, first)
    kept = [d for d in examination.allowed(there) if examination.seems_to_keep(d)]
    return sorted(kept, key=lambda design: float(np.nanmean(_values(examination, design, first))))[: MOST - 1]


def _selected(examination: Examination, designs: Sequence[Design], indifference: float) -> Selected:
    def observe(places: Sequence[int], reps: int) -> Floats:
        examination.run([designs[place] for place in places], reps)
        return np.stack([_values(examination, designs[place], reps) for place in places], axis=1)

    rules = examination.rules
    procedure = KimNelson(indifference, rules.error, rules.first, STEP)
    return procedure.select(len(designs), observe, MOST_DAYS)


def _criterion(examination: Examination) -> str:
    return "cost" if examination.roster.paid else examination.goals[0].promise.name


def _indifference(examination: Examination, plan: Design) -> float:
    if not examination.roster.paid:
        return examination.goals[0].indifference
    return OF_COST * float(np.nanmean(_values(examination, plan, examination.rules.first)))


def _values(examination: Examination, design: Design, reps: int) -> Floats:
    """float64 [reps]: the number that decides, smaller is better; days without a value count as their mean."""
    values = examination.values(design, reps)
    if examination.roster.paid:
        return values[:, -1]
    column = values[:, 0] if examination.goals[0].promise.operator in ("<", "<=") else -values[:, 0]
    return np.nan_to_num(column, nan=float(np.nanmean(column)))
