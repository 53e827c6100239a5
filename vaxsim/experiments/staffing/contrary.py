"""Promises that more people may break, as of a utilisation or a cost, and the search that does without the edge.

Where the most people break such a promise, fewer may keep it: then only trying every design tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, product
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.experiments.staffing.cover import Cover, with_count
from vaxsim.stats import t_interval

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.examining import Examination, Goal
    from vaxsim.experiments.staffing.posts import Design, Roster

MOST = 500
"""Designs of a grid that is searched whole, at the most."""


def broken_by_more(examination: Examination) -> tuple[Goal, ...]:
    """The goals that the most people miss, and that fewer come surely nearer to on the same first days.

    Fewer are the fewest at one post, and the fewest at all.
    """
    roster, reps = examination.roster, examination.rules.first
    top = roster.highest
    fewer = {with_count(top, place, low) for place, low in enumerate(roster.lowest)} | {roster.lowest}
    examination.run([top, *fewer], reps)
    if top in examination.refused:
        return examination.goals
    there = [design for design in examination.allowed(fewer) if design != top]
    return tuple(
        goal
        for place, goal in enumerate(examination.goals)
        if goal.shortfall(examination.values(top, reps)[:, place]) > 0
        and any(_nearer(examination, place, design) for design in there)
    )


def _nearer(examination: Examination, place: int, design: Design) -> bool:
    """Whether a design comes surely (95 %) nearer to one goal than the most people."""
    reps, most = examination.rules.first, examination.roster.highest
    sign = 1 if examination.goals[place].promise.operator in ("<", "<=") else -1
    gained = sign * (examination.values(most, reps) - examination.values(design, reps))[:, place]
    known = gained[~np.isnan(gained)]
    return len(known) > 1 and float(t_interval(known[:, None]).low[0]) > 0


def cheapest_of_all(examination: Examination) -> Cover:
    """The cheapest design that keeps, whatever more people do: every design is judged, price by price.

    Raises ValueError if there are more than MOST of them.
    """
    roster = examination.roster
    if roster.size > MOST:
        raise ValueError(_too_many(examination))
    for level in by_price(roster):
        examination.judge(level)
        kept = [design for design in level if examination.keeps(design)]
        if kept:
            return Cover(min(kept, key=examination.danger), roster.lowest, proved=True, whole=True)
    return Cover(None, roster.lowest, proved=True, whole=True)


def by_price(roster: Roster) -> Iterator[list[Design]]:
    """All designs of a grid, those of the same price together, cheapest first."""
    grid = product(*(range(post.low, post.high + 1) for post in roster.posts))
    for _, designs in groupby(sorted(grid, key=roster.price), key=roster.price):
        yield list(designs)


def _too_many(examination: Examination) -> str:
    broken = " and ".join(goal.promise.text for goal in broken_by_more(examination))
    return (
        f"more people can break {broken}, which the most people do not keep; then every plan has to be tried, and the "
        f"bounds allow {examination.roster.size:,}, more than {MOST}: narrow them, such as --vary nurses=2..6"
    )
