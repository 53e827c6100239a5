"""What those in line wait for: the time in line that passes while desks, or staff, are all taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.steps import Steps
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]


def waiting_without_desk(day: Day) -> Floats:
    """float64 [S]: share of the patients x time in line during which every desk was in use; NaN without a line."""
    shares = np.full(len(day.stations), np.nan)
    for s in day.stations:
        ticks = _changes(day, day.lines[s], day.floor.in_use[s])
        all_taken = day.floor.in_use[s].at(ticks) >= int(day.plan.site.desks[s])
        shares[s] = _share_of_line(day.lines[s], ticks, all_taken)
    return shares


def waiting_without_staff(day: Day) -> Floats:
    """float64 [S]: likewise while the idle units could not fill a crew of any kind of desk.

    NaN also where there is a kind of desk that takes nobody.
    """
    shares = np.full(len(day.stations), np.nan)
    for s in day.stations:
        kinds = [list(parts_of_crew(day.plan, y)) for y in kinds_at(day.plan, s)]
        if all(kinds):
            wanted = [[(_idle(day, roles), count) for roles, count in parts] for parts in kinds]
            ticks = _changes(day, day.lines[s], *(idle for parts in wanted for idle, _ in parts))
            short = np.ones(len(ticks), bool)
            for parts in wanted:
                short &= np.logical_or.reduce([idle.at(ticks) < count for idle, count in parts])
            shares[s] = _share_of_line(day.lines[s], ticks, short)
    return shares


def kinds_at(plan: Plan, station: int) -> range:
    """The kinds of desk of a station, as they are counted over all stations."""
    return range(int(plan.site.first_kind[station]), int(plan.site.first_kind[station + 1]))


def parts_of_crew(plan: Plan, kind: int) -> Iterator[tuple[Sequence[int], int]]:
    """Every set of the roles that a service at a kind of desk takes, with how many units it takes of them together.

    A crew can be filled if, and only if, each set of roles has so many units that hold one of them (Hall 1935): one
    idle unit with two roles fills either place and not both.
    """
    roles, counts = np.unique(plan.site.crew_role[kind], return_counts=True)
    needs = {int(role): int(count) for role, count in zip(roles, counts, strict=True) if role >= 0}
    for size in range(1, len(needs) + 1):
        for some in combinations(needs, size):
            yield some, sum(needs[role] for role in some)


def _idle(day: Day, roles: Sequence[int]) -> Steps:
    """Idle units that hold at least one of the roles."""
    t = day.visits.timeline
    holds = np.asarray(day.plan.site.unit_has_role[:, list(roles)].any(axis=1))
    rows = (t.state == StaffState.IDLE) & holds[t.unit]
    return Steps.of(t.began[rows], t.ended[rows])


def _changes(day: Day, *levels: Steps) -> NDArray[np.int64]:
    """The window of averages and every tick inside it at which a step function may change, sorted."""
    begin, end = day.window
    ticks = np.concatenate([[begin, end], *(part for steps in levels for part in (steps.ups, steps.downs))])
    return np.unique(ticks[(begin <= ticks) & (ticks <= end)]).astype(np.int64)


def _share_of_line(line: Steps, ticks: NDArray[np.int64], short: NDArray[np.bool_]) -> float:
    """Share of the line's area in the intervals between ticks that are flagged at their beginning."""
    areas = np.diff(line.area_until(ticks))
    total = int(areas.sum())
    return float(areas[short[:-1]].sum() / total) if total else float("nan")
