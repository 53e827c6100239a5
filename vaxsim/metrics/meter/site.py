"""What the meter looks up of a plan, worked out once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vaxsim.compiling import Floats, Ints
from vaxsim.metrics.shortage import kinds_at, parts_of_crew

if TYPE_CHECKING:
    from vaxsim.metrics.meter.layout import Layout
    from vaxsim.plan import Plan


class Site(NamedTuple):
    """A plan as machine code reads it; S stations, U units, G groups; times are ticks."""

    begins: int  # of the day
    bin: int
    stop: int
    closing: int
    measure_from: int  # averages are over those who come from then
    measure_to: int  # until then
    open_ticks: int  # how long the doors are open
    classes: int
    labels: int  # how many numbers there are
    things: int  # how many curves there are
    places: Ints  # as in Layout, and the next two
    curve_rows: Ints
    levels: Ints
    desks: Ints  # int64 [S]
    needs_staff: Ints  # int64 [S]; whether a service takes anybody
    unit_to: Ints  # int64 [U]
    unit_group: Ints  # int64 [U]
    group_at: Ints  # int64 [G, S]
    cost: Floats  # [G]
    overtime_cost: Floats  # [G]
    needs: Ints  # int64 [parts of crews, 3]; station, set of roles, how many units it takes of them
    holders: Ints  # int64 [sets, U]; who holds a role of each set


def site_of(plan: Plan, layout: Layout) -> Site:
    """The site of a plan.

    Where a station has several kinds of desk, the shares of waiting for staff mean nothing (see `layout.BEYOND`).
    """
    site, (measure_from, measure_to) = plan.site, plan.measure
    needed = [(site.crew_role[kinds_at(plan, s)] >= 0).any() for s in range(len(plan.stations))]
    needs, holders = _crews(plan)
    return Site(
        begins=int(plan.day_begins),
        bin=int(plan.bin),
        stop=int(site.stop),
        closing=int(site.closing),
        measure_from=int(measure_from),
        measure_to=int(measure_to),
        open_ticks=int(np.maximum(np.minimum(site.closes, site.stop) - site.opens, 0).sum()),
        classes=len(plan.classes),
        labels=layout.labels,
        things=layout.rows_of_curves,
        places=layout.places,
        curve_rows=layout.curve_rows,
        levels=layout.levels,
        desks=site.desks.astype(np.int64),
        needs_staff=np.array(needed, np.int64),
        unit_to=site.unit_to.astype(np.int64),
        unit_group=site.unit_group.astype(np.int64),
        group_at=plan.group_stations.astype(np.int64),
        cost=plan.cost.astype(np.float64),
        overtime_cost=plan.overtime_cost.astype(np.float64),
        needs=needs,
        holders=holders,
    )


def _crews(plan: Plan) -> tuple[Ints, Ints]:
    """`needs` and `holders` of Site."""
    stations = range(len(plan.stations))
    parts = [(s, *part) for s in stations for y in kinds_at(plan, s) for part in parts_of_crew(plan, y)]
    sets = list(dict.fromkeys(tuple(roles) for _, roles, _ in parts))
    needs = [(s, sets.index(tuple(roles)), count) for s, roles, count in parts]
    holders = [plan.site.unit_has_role[:, list(roles)].any(axis=1) for roles in sets]
    return (
        np.array(needs, np.int64).reshape(len(needs), 3),
        np.array(holders, np.int64).reshape(len(sets), len(plan.units)),
    )
