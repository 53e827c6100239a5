"""Who of the staff is there when, as the shifts and breaks of the file say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.plan import NOBODY
from vaxsim.units import NEVER, ticks

if TYPE_CHECKING:
    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Staff:
    """People of each group by bin; G groups.  Means, as a bin may be begun with some and ended with others."""

    on_duty: Floats  # float64 [G, bins]; within their shifts
    on_break: Floats  # float64 [G, bins]; if breaks are taken as early as the rule of the group allows
    absent: Floats  # float64 [G, bins]; expected not to have come at all
    speed: Floats  # float64 [G, bins]; services in the time of one at the pace of 1000

    @property
    def there(self) -> Floats:
        """Expected to be at work, float64 [G, bins]."""
        return np.maximum(self.on_duty - self.absent - self.on_break, 0.0)

    @property
    def most(self) -> Floats:
        """Work that they can do, in people at the pace of 1000, with nobody absent or on a break."""
        return self.on_duty * self.speed

    @property
    def power(self) -> Floats:
        """Work that they can be expected to do, in people at the pace of 1000."""
        return self.there * self.speed


def staff_of(plan: Plan, grid: Grid) -> Staff:
    """The staff of a plan over the bins of a grid."""
    site, groups = plan.site, len(plan.groups)
    on_duty, paced, on_break = (np.zeros((groups, grid.bins)) for _ in range(3))
    for u, g in enumerate(site.unit_group.tolist()):
        covered = grid.covered(int(site.unit_from[u]), int(site.unit_to[u]))
        on_duty[g] += covered
        paced[g] += covered * _speed(plan, grid, g, int(site.unit_from[u]))
    for g in range(groups):
        for w in range(len(plan.chance.break_length[g])):
            on_break[g] += _breaks(plan, grid, g, w)
    absent = on_duty * np.array(plan.chance.absence).reshape(-1, 1)
    speed = np.divide(paced, on_duty, out=np.ones_like(paced), where=on_duty > 0)
    return Staff(on_duty, on_break, absent, speed)


def _speed(plan: Plan, grid: Grid, group: int, came: int) -> Floats:
    """How fast somebody works by bin, float64 [bins]: the pace by the hours since coming."""
    since = np.maximum(grid.edges[:-1] - came, 0)
    step = np.searchsorted(plan.site.pace_from[group], since, side="right") - 1
    return np.asarray(1000.0 / plan.site.pace[group, step])


def _breaks(plan: Plan, grid: Grid, group: int, rest: int) -> Floats:
    """People of a group who are on one of its breaks, float64 [bins].

    From the earliest time on as many as may be away go, the next when these are back, until the latest time.
    """
    site = plan.site
    length = max(1, ticks(max(plan.chance.break_length[group][rest].mean(), 0.0)))
    units = np.flatnonzero((site.unit_group == group) & site.break_concerns[:, rest])
    waiting = sorted(units.tolist(), key=lambda u: max(int(site.unit_from[u]), int(site.break_earliest[group, rest])))
    away = np.zeros(grid.bins)
    begin = int(site.break_earliest[group, rest])
    while waiting and begin <= site.break_latest[group, rest]:
        here = [u for u in waiting if site.unit_from[u] <= begin < site.unit_to[u]]
        present = int(((site.unit_group == group) & (site.unit_from <= begin) & (begin < site.unit_to)).sum())
        going = here[: int(site.break_away[group, rest, present])]
        for u in going:
            away += grid.covered(begin, min(begin + length, int(site.unit_to[u])))
        waiting = [u for u in waiting if u not in going]
        begin = begin + length if going else min((int(site.unit_from[u]) for u in waiting if site.unit_from[u] > begin),
                                                 default=NEVER)  # fmt: skip
    return away


def powers(plan: Plan) -> NDArray[np.bool_]:
    """Which role each group can fill, bool [G, R]."""
    site = plan.site
    first = [int(np.flatnonzero(site.unit_group == g)[0]) if (site.unit_group == g).any() else NOBODY
             for g in range(len(plan.groups))]  # fmt: skip
    rows = [site.unit_has_role[u] if u != NOBODY else np.zeros(len(plan.roles), bool) for u in first]
    return np.array(rows, bool).reshape(len(plan.groups), len(plan.roles))
