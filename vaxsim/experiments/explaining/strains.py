"""Strains: what is asked of desks and of staff over the day, as a share of what is there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.explaining.staffing import powers
from vaxsim.plan import NOBODY
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from vaxsim.experiments.explaining.ceilings import Ceilings
    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.experiments.explaining.loads import Loads
    from vaxsim.experiments.explaining.staffing import Staff
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]

HOUR = 60.0
"""Minutes over which a strain is taken: a line that lasts for less is gone before anybody moves a desk."""


@dataclass(frozen=True, eq=False)
class Strain:
    """Desks of a station, or groups of staff that can stand in for each other, directly or in a chain."""

    kind: str  # "desks" or "staff"
    name: str  # the station, or the groups
    needed: Floats  # float64 [quarters]; desks or people in use if nobody waited
    there: Floats  # float64 [quarters]; inf without a limit
    by_quarter: Floats  # float64 [quarters]; needed / there, as well shared out as can be; 0 while the doors are closed
    share: float  # of the busiest hour
    begins: int  # of that hour, ticks

    @property
    def label(self) -> str:
        """As a reader knows it: "desks of registration", "nurses"."""
        return f"desks of {self.name}" if self.kind == "desks" else self.name


def strains(plan: Plan, found: Loads, staff: Staff, grid: Grid, ceilings: Ceilings) -> list[Strain]:
    """Of every station's desks, in walking order, then of staff, those together who can stand in for each other."""
    desks = [_of_desks(plan, s, found, grid) for s in range(len(plan.stations))]
    return desks + [_of_staff(plan, roles, found, staff, grid, ceilings) for roles in ceilings.interchangeable]


def _of_desks(plan: Plan, station: int, found: Loads, grid: Grid) -> Strain:
    needed = grid.by_quarter(found.desks[station])
    desks = int(plan.site.desks[station])
    endless = desks >= NEVER or plan.site.since[station] != NOBODY  # who has no chair yet is under observation too
    there = np.full(len(needed), math.inf if endless else float(desks))
    here = is_open(plan, grid)
    shares = np.where(here, needed / there, 0.0)
    share, begins = _busiest(grid, here, lambda hour: float(needed[hour].mean() / there[0]))
    return Strain("desks", plan.stations[station], needed, there, shares, share, begins)


def _of_staff(
    plan: Plan, roles: tuple[int, ...], found: Loads, staff: Staff, grid: Grid, ceilings: Ceilings
) -> Strain:
    load, there = grid.all_by_quarter(found.roles), grid.all_by_quarter(staff.power)
    groups = np.flatnonzero(powers(plan)[:, list(roles)].any(axis=1))
    here = is_open(plan, grid)

    def strain(quarters: slice) -> float:
        return ceilings.strain(roles, load[:, quarters].mean(axis=1), there[:, quarters].mean(axis=1))

    shares = np.array([strain(slice(q, q + 1)) if open_ else 0.0 for q, open_ in enumerate(here)])
    share, begins = _busiest(grid, here, strain)
    nobody = f"nobody (no group can be {' or '.join(plan.roles[r] for r in roles)})"
    name = ", ".join(plan.groups[g] for g in groups) or nobody
    return Strain("staff", name, load[list(roles)].sum(axis=0), there[groups].sum(axis=0), shares, share, begins)


def _busiest(grid: Grid, here: NDArray[np.bool_], strain: Callable[[slice], float]) -> tuple[float, int]:
    """The largest strain of an hour within bool [quarters], or of all of a shorter day, and when it begins, ticks."""
    long = min(max(1, round(HOUR / grid.quarter)), int(here.sum()))
    starts = [q for q in range(len(here) - long + 1) if here[q : q + long].all()]
    hours = [strain(slice(q, q + long)) for q in starts]
    worst = int(np.argmax(hours))
    return float(hours[worst]), int(grid.quarters[starts[worst]])


def is_open(plan: Plan, grid: Grid) -> NDArray[np.bool_]:
    """Whether some of a quarter lies between the first opening and closing, bool [quarters]; true of one or more."""
    ends = grid.quarters + grid.step * grid.per_quarter
    return np.asarray((ends > plan.site.opens[0]) & (grid.quarters < plan.site.closing))
