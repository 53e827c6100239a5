"""Doses needed against doses there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.plan import NOBODY
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.experiments.explaining.loads import Loads
    from vaxsim.experiments.explaining.staffing import Staff
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]

_ROUNDING = 0.5  # doses; a shortage that is smaller is none


@dataclass(frozen=True)
class Doses:
    """One vaccine over the day."""

    vaccine: str
    needed: float  # doses, expected
    delivered: float  # stock and all deliveries; inf without a limit
    short_from: int  # ticks; from when more have been wanted than had come; NEVER if never
    made_per_hour: float  # by those who make them ahead, all of them at it; inf where none has to be made
    behind_from: int  # ticks; from when more have been wanted than can have been made; NEVER if never


def doses(plan: Plan, found: Loads, staff: Staff, grid: Grid) -> list[Doses]:
    """Every vaccine: what is wanted when nobody waits, and when that is more than there can be."""
    return [_of(plan, v, np.cumsum(found.beginning[v]) * grid.width, staff, grid) for v in range(len(plan.vaccines))]


def _of(plan: Plan, v: int, wanted: Floats, staff: Staff, grid: Grid) -> Doses:
    """`wanted` is float64 [bins], doses wanted until the end of each bin."""
    come = _come(plan, v, grid)
    rate = _made(plan, v, staff)
    made = np.minimum(np.cumsum(rate) * grid.width, come)
    return Doses(
        vaccine=plan.vaccines[v],
        needed=float(wanted[-1]),
        delivered=float(come[-1]),
        short_from=_first(wanted > come + _ROUNDING, grid),
        made_per_hour=60 * float(rate.max(initial=0.0)),
        behind_from=_first(wanted > made + _ROUNDING, grid) if math.isfinite(rate.max(initial=0.0)) else NEVER,
    )


def _come(plan: Plan, v: int, grid: Grid) -> Floats:
    """Doses that have come by the end of each bin, float64 [bins]; inf without a limit."""
    stock = int(plan.site.stock[v])
    if stock >= NEVER:
        return np.full(grid.bins, np.inf)
    come = np.full(grid.bins, float(stock))
    for tick, vaccine, amount in plan.site.delivery.tolist():
        if vaccine == v:
            come[grid.edges[1:] > tick] += amount
    return come


def _made(plan: Plan, v: int, staff: Staff) -> Floats:
    """Doses that can be made per minute, float64 [bins]; inf where none has to be made ahead."""
    group, law = int(plan.site.preparers[v]), plan.chance.making[v]
    if group == NOBODY or law is None or law.mean() <= 0:
        return np.full(staff.power.shape[1], np.inf)
    return np.asarray(staff.power[group] / law.mean())


def _first(short: NDArray[np.bool_], grid: Grid) -> int:
    return int(grid.edges[int(np.argmax(short))]) if short.any() else NEVER
