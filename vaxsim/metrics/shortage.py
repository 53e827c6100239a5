"""What those in line wait for: the time in line that passes while desks, or staff, are all taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.steps import Steps
from vaxsim.units import NEVER
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day

Floats = NDArray[np.float64]


def waiting_without_desk(day: Day) -> Floats:
    """float64 [S]: share of the patients x time in line during which every desk was in use; NaN without a line."""
    shares = np.full(len(day.stations), np.nan)
    for s in day.stations:
        desks = int(day.plan.site.desks[s])
        taken = day.services[s]
        ticks = _changes(day.lines[s], taken)
        shares[s] = _share_of_line(day.lines[s], ticks, taken.at(ticks) >= desks)
    return shares


def waiting_without_staff(day: Day) -> Floats:
    """float64 [S]: likewise while some role had fewer idle units than a service takes; NaN also without needs."""
    shares = np.full(len(day.stations), np.nan)
    for s in day.stations:
        needs = _needs(day, s)
        idle = {role: _idle(day, role) for role in needs}
        ticks = _changes(day.lines[s], *idle.values())
        if needs:
            short = np.any([idle[role].at(ticks) < count for role, count in needs.items()], axis=0)
            shares[s] = _share_of_line(day.lines[s], ticks, short)
    return shares


def _needs(day: Day, station: int) -> dict[int, int]:
    """How many of each role a service takes."""
    roles, counts = np.unique(day.plan.site.crew_role[station], return_counts=True)
    return {int(role): int(count) for role, count in zip(roles, counts, strict=True) if role >= 0}


def _idle(day: Day, role: int) -> Steps:
    """Units with the role that are idle."""
    t = day.visits.timeline
    rows = (t.state == StaffState.IDLE) & day.plan.site.unit_has_role[t.unit, role]
    return Steps.of(t.began[rows], t.ended[rows])


def _changes(*levels: Steps) -> NDArray[np.int64]:
    """Every tick at which one of the step functions may change, sorted."""
    ticks = np.concatenate([part for steps in levels for part in (steps.ups, steps.downs)])
    return np.unique(ticks[ticks < NEVER]).astype(np.int64)


def _share_of_line(line: Steps, ticks: NDArray[np.int64], short: NDArray[np.bool_]) -> float:
    """Share of the line's area in the intervals between ticks that are flagged at their beginning."""
    if len(ticks) < 2:
        return float("nan")
    areas = np.diff(line.area_until(ticks))
    total = int(areas.sum())
    return float(areas[short[:-1]].sum() / total) if total else float("nan")
