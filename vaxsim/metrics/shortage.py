"""What those who wait for a station wait for: time in line, or at the door, that passes while something is short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.steps import Steps
from vaxsim.plan import NOBODY
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.plan import Plan

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shortage:
    """When something is short: `at(ticks)` says whether it is from each tick on, and may change where a level does."""

    levels: tuple[Steps, ...]
    at: Callable[[Ticks], Flags]

    def __and__(self, other: Shortage) -> Shortage:
        return Shortage((*self.levels, *other.levels), lambda ticks: self.at(ticks) & other.at(ticks))

    def __or__(self, other: Shortage) -> Shortage:
        return Shortage((*self.levels, *other.levels), lambda ticks: self.at(ticks) | other.at(ticks))

    def __invert__(self) -> Shortage:
        return Shortage(self.levels, lambda ticks: ~self.at(ticks))


NEVER_SHORT = Shortage((), lambda ticks: np.zeros(len(ticks), bool))


def shares(day: Day, waiting: Sequence[Steps], short: Callable[[Day, int], Shortage | None]) -> Floats:
    """float64 [S]: share of the patients x time of `waiting` [S] that passes in a shortage at the same station.

    NaN where nobody waits, and where there is nothing that could be short (None).
    """
    found = np.full(len(day.stations), np.nan)
    for s in day.stations:
        shortage = short(day, s)
        if shortage is not None:
            found[s] = share_of(day, waiting[s], shortage)
    return found


def share_of(day: Day, waiting: Steps, shortage: Shortage) -> float:
    """Share of the area of `waiting`, in the window of averages, that lies in a shortage; NaN if there is none."""
    short, total = area_in(day, waiting, shortage)
    return short / total if total else float("nan")


def area_in(day: Day, waiting: Steps, shortage: Shortage) -> tuple[int, int]:
    """The part of the area of `waiting` that lies in a shortage, and the whole of it; patients x ticks."""
    ticks = _changes(day, waiting, *shortage.levels)
    areas = np.diff(waiting.area_until(ticks))
    return int(areas[shortage.at(ticks[:-1])].sum()), int(areas.sum())


def no_desk(day: Day, station: int) -> Shortage:
    """Every desk is in use."""
    in_use, desks = day.floor.in_use[station], int(day.plan.site.desks[station])
    return Shortage((in_use,), lambda ticks: in_use.at(ticks) >= desks)


def no_crew(day: Day, station: int) -> Shortage | None:
    """The idle units cannot fill a crew of any kind of desk; None where there is a kind of desk that takes nobody."""
    kinds = [list(parts_of_crew(day.plan, y)) for y in kinds_at(day.plan, station)]
    if not all(kinds):
        return None
    wanted = [[(_idle(day, roles), count) for roles, count in parts] for parts in kinds]

    def at(ticks: Ticks) -> Flags:
        short = np.ones(len(ticks), bool)
        for parts in wanted:
            short &= np.logical_or.reduce([idle.at(ticks) < count for idle, count in parts])
        return short

    return Shortage(tuple(idle for parts in wanted for idle, _ in parts), at)


def cannot_start(day: Day, station: int) -> Shortage:
    """No desk is free, or no crew."""
    return no_desk(day, station) | (no_crew(day, station) or NEVER_SHORT)


def next_room_full(day: Day, station: int) -> Shortage:
    """Nothing can start, and somebody is blocked at a desk: the station behind it has all that it can take."""
    blocked = day.floor.blocked[station]
    return cannot_start(day, station) & Shortage((blocked,), lambda ticks: blocked.at(ticks) > 0)


def held(day: Day, station: int) -> Shortage | None:
    """Too many stand in the line of the station for which this one waits; None if it waits for none."""
    site = day.plan.site
    if site.hold_for[station] == NOBODY:
        return None
    line, above = day.lines[site.hold_for[station]], int(site.hold_above[station])
    return Shortage((line,), lambda ticks: line.at(ticks) > above)


def session_not_full(day: Day, station: int) -> Shortage | None:
    """A desk and a crew are free, and fewer are in line than a session takes; None where there are no sessions."""
    size, line = int(day.plan.site.batch_size[station]), day.lines[station]
    if not size:
        return None
    return Shortage((line,), lambda ticks: line.at(ticks) < size) & ~cannot_start(day, station)


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


def _changes(day: Day, *levels: Steps) -> Ticks:
    """The window of averages and every tick inside it at which a step function may change, sorted."""
    begin, end = day.window
    ticks = np.concatenate([[begin, end], *(part for steps in levels for part in (steps.ups, steps.downs))])
    return np.unique(ticks[(begin <= ticks) & (ticks <= end)]).astype(np.int64)
