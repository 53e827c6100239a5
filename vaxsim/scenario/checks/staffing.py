"""Staffing: shifts have a length, and every station can be staffed at some time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from vaxsim.fields import NotValid, did_you_mean, shown
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.part import each
from vaxsim.scenario.problems import DataPath, Finding, listed
from vaxsim.scenario.staff import Shift, StaffGroup
from vaxsim.scenario.stations import Needs, Station
from vaxsim.units import NEVER, clock

_MOST_ROLES = 10
"""Roles of a crew up to which every set of them is looked at; beyond, single roles and all of them together."""

LARGEST_CREW = 100
"""Units that may serve together; every one of them is recorded for every patient."""

Crowd = Mapping[frozenset[str], int]
"""How many units there are with exactly these roles."""


def shifts(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """Shifts end after they begin."""

    def of_one(place: int, shift: Shift) -> Iterator[Finding]:
        if shift.to <= shift.from_:
            message = f"got {clock(shift.to)}, not after from at {clock(shift.from_)}"
            hint = "; a shift past midnight ends at 24:00 or later, such as 30:00" if shift.to < shift.from_ else ""
            yield Finding((*path, "shifts", place, "to"), f"{message}; allowed: a later time{hint}")

    yield from each(group.shifts, of_one)


def crews(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """At some time enough units are on duty for the crew of the station, and of each of its kinds."""
    for at, needs in _crews(path, station):
        if sum(needs.values()) > LARGEST_CREW:
            yield Finding(at, f"got {sum(needs.values()):,} units for one service; allowed: at most {LARGEST_CREW}")
        else:
            yield from _crew(draft, at, needs)


def _crews(path: DataPath, station: Station) -> Iterator[tuple[DataPath, Needs]]:
    yield (*path, "needs"), station.needs
    for place, kind in enumerate(station.kinds):
        yield (*path, "kinds", place, "needs"), kind.needs


def _crew(draft: Draft, path: DataPath, needs: Needs) -> Iterator[Finding]:
    """One finding for each role that nobody has, else for the role or roles of which there are never enough."""
    groups = _groups(draft)
    held = {role for group in groups for role in group.roles}
    missing = [role for role in needs if role not in held]
    for role in missing:
        known = listed(sorted(held)) if held else "none: there is no staff"
        message = f"no group of staff has the role {shown(role)}; roles: {known}{did_you_mean(role, sorted(held))}"
        yield Finding((*path, role), message, at_key=True)
    turned = any(shift.to <= shift.from_ for group in groups for shift in group.shifts)
    if needs and not missing and not turned:
        yield from _never_enough(draft, path, needs, groups)


def _groups(draft: Draft) -> list[StaffGroup]:
    """All groups; raises NotValid if roles of one are wrong: who could say what it was meant for?"""
    draft.require("staff")
    groups = [group for group in draft.staff if group is not None and group.roles]
    if len(groups) < len(draft.staff):
        raise NotValid("staff")
    return groups


def _never_enough(draft: Draft, path: DataPath, needs: Needs, groups: list[StaffGroup]) -> Iterator[Finding]:
    """A finding if the crew can be filled at no time: the fewest roles of which there are always too few."""
    crowds = list(_crowds(draft, needs, groups))
    if any(all(_enough(crowd, needs, roles) for roles in _sets(needs)) for crowd in crowds):
        return
    for roles in _sets(needs):
        if not any(_enough(crowd, needs, roles) for crowd in crowds):
            most = max([_units(crowd, roles) for crowd in crowds], default=0)
            who = f"{'role' if len(roles) == 1 else 'roles'} {listed(roles, last='and')}"
            wanted = _wanted(needs, roles)
            units = f"{wanted} unit{'s' if wanted != 1 else ''} with the {who}"
            message = f"needs {units} at once; on duty together are at most {most}"
            yield Finding((*path, *roles) if len(roles) == 1 else path, message)
            return
    yield Finding(path, f"there is no time at which {listed(needs, last='and')} are all on duty")


def _crowds(draft: Draft, needs: Needs, groups: list[StaffGroup]) -> Iterator[Crowd]:
    """Who is on duty, after each time at which that changes; only units with a role that is needed."""
    changes: list[tuple[int, int, frozenset[str]]] = []
    for group in groups:
        useful = frozenset(group.roles).intersection(needs)
        for shift in group.shifts if useful else ():
            changes += [(shift.from_, shift.count, useful), (latest_end(draft, group, shift), -shift.count, useful)]
    changes.sort(key=lambda change: change[0])
    crowd: dict[frozenset[str], int] = {}
    for place, (time, count, roles) in enumerate(changes):
        crowd[roles] = crowd.get(roles, 0) + count
        if place + 1 == len(changes) or changes[place + 1][0] != time:
            yield dict(crowd)


def latest_end(draft: Draft, group: StaffGroup, shift: Shift) -> int:
    """When units of a shift go at the latest; with `until_clear` there is no telling."""
    if draft.day is None:
        raise NotValid("day")
    closing = draft.day.open[-1][1]
    return NEVER if group.until_clear and shift.from_ < closing <= shift.to else shift.to


def _sets(needs: Needs) -> Iterator[tuple[str, ...]]:
    """The sets of roles of a crew, the smallest first.

    A crew can be filled if and only if of every set there are enough units that have a role in it (Hall 1935).
    """
    for size in range(1, len(needs) + 1):
        if len(needs) <= _MOST_ROLES or size in (1, len(needs)):
            yield from combinations(needs, size)


def _enough(crowd: Crowd, needs: Needs, roles: tuple[str, ...]) -> bool:
    return _units(crowd, roles) >= _wanted(needs, roles)


def _wanted(needs: Needs, roles: tuple[str, ...]) -> int:
    return sum(needs[role] for role in roles)


def _units(crowd: Crowd, roles: tuple[str, ...]) -> int:
    return sum(count for held, count in crowd.items() if not held.isdisjoint(roles))
