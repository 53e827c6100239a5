"""Notes: doses that are too few for most patients, and what is too little to be a bottleneck but worth a word."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vaxsim.experiments.explaining.strains import is_open
from vaxsim.units import clock

if TYPE_CHECKING:
    from vaxsim.experiments.explaining.doses import Doses
    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.experiments.explaining.strains import Strain
    from vaxsim.plan import Plan

_MOST = 0.5
"""Share of the doses wanted; where fewer come all day, doses and no line are what most patients miss."""

_SEEN = 0.001
"""People; less work than that for somebody who is away is not worth a word."""


def shortage(vaccines: Sequence[Doses]) -> str:
    """The vaccine of which most doses wanted never come, in words; empty if there is none."""
    short = [one for one in vaccines if one.needed > 0.5 and one.delivered < _MOST * one.needed]
    if not short:
        return ""
    worst = min(short, key=lambda one: one.delivered / one.needed)
    return f"doses of {worst.vaccine}, {worst.delivered:,.0f} for {worst.needed:,.0f} wanted; most will get none"


def notes(plan: Plan, grid: Grid, strains: Sequence[Strain]) -> Iterator[str]:
    """Sentences without their full stops."""
    if not plan.site.doses.any():
        yield "No station gives doses, so nobody is counted as given one"
    for strain in strains:
        away = (strain.needed > _SEEN) & (strain.there == 0) & is_open(plan, grid)
        if away.any() and math.isfinite(strain.share):
            first = clock(int(grid.quarters[int(away.argmax())]))
            little = f"{float(strain.needed[away].max()):.2g}"
            yield f"{strain.label}: up to {little} asked for from {first} on, when nobody is there; that can wait"
