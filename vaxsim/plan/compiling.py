"""The one arrow from what a user writes to what an engine sees: names turn into indices, minutes into ticks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.plan.arrays import NOBODY, PICKS, Chance, Plan, Site
from vaxsim.units import NEVER, ticks
from vaxsim.visits import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.arrivals import Arrivals
    from vaxsim.scenario import PatientClass, Scenario, StaffGroup, Station


def compile_plan(scenario: Scenario) -> Plan:
    """The plan of a checked scenario; a scenario that `vaxsim.scenario` accepted never fails here."""
    roles = _roles(scenario)
    site = Site(
        **_day(scenario),
        **_routes(scenario),
        **_stations(scenario, roles),
        **_units(scenario, roles),
        **_breaks(scenario.staff),
    )
    _freeze(site)
    return Plan(
        title=scenario.title,
        site=site,
        chance=_chance(scenario),
        classes=tuple(c.name for c in scenario.classes),
        stations=tuple(s.name for s in scenario.stations),
        roles=roles,
        groups=tuple(g.group for g in scenario.staff),
        units=tuple(f"{g.group}#{i + 1}" for g in scenario.staff for i in range(_head_count(g))),
        bin=ticks(scenario.bin),
        measure=scenario.day.measure or (-NEVER, NEVER),
        day_begins=min([scenario.day.open[0][0], *(s.from_ for g in scenario.staff for s in g.shifts)]),
        group_stations=_group_stations(scenario),
        cost=np.array([g.cost for g in scenario.staff], np.float64),
        overtime_cost=np.array([g.overtime_cost for g in scenario.staff], np.float64),
    )


def _day(scenario: Scenario) -> dict[str, Any]:
    day = scenario.day
    return {
        "opens": np.array([begin for begin, _ in day.open], np.int64),
        "closes": np.array([end for _, end in day.open], np.int64),
        "turns_away_at_closing": day.after_close == "turn_away",
        "gate": NEVER if day.gate is None else ticks(day.gate),
        "late_limit": NEVER if day.late_limit is None else ticks(day.late_limit),
        "stop": NEVER if day.stop is None else day.stop,
    }


def _routes(scenario: Scenario) -> dict[str, Any]:
    """Where each class goes: after entering, after each station, by each branch, and ever."""
    stations, classes = scenario.stations, scenario.classes
    widest = max([len(s.branches) for s in stations])
    first = np.empty(len(classes), np.int16)
    following = np.empty((len(classes), len(stations)), np.int16)
    target = np.full((len(classes), len(stations), widest), NOBODY, np.int16)
    for k, klass in enumerate(classes):
        first[k] = _next_on_foot(stations, klass, 0)
        for s, station in enumerate(stations):
            following[k, s] = _next_on_foot(stations, klass, s + 1)
            for b, branch in enumerate(station.branches):
                target[k, s, b] = _branch_target(stations, klass, branch.to)
    return {
        "priority": np.array([c.priority for c in classes], np.int64),
        "first_station": first,
        "next_station": following,
        "may_visit": _may_visit(following, target, _branch_shares(scenario)),
        "branch_target": target,
        "branch_outcome": _branch_outcomes(stations, widest),
    }


def _next_on_foot(stations: Sequence[Station], klass: PatientClass, behind: int) -> int:
    """The first station from index `behind` on that the class visits without a branch; len(stations) if none."""
    for s in range(behind, len(stations)):
        if not stations[s].optional and stations[s].name not in klass.skips:
            return s
    return len(stations)


def _branch_target(stations: Sequence[Station], klass: PatientClass, to: str | None) -> int:
    """Where a branch leads a class: out of the site, to its station, or behind it if the class skips that one."""
    if to is None:
        return len(stations)
    target = [s.name for s in stations].index(to)
    return _next_on_foot(stations, klass, target + 1) if to in klass.skips else target


def _branch_outcomes(stations: Sequence[Station], widest: int) -> NDArray[np.int8]:
    """int8 [S, B]; a branch that leaves as "left" gives none: it ends the visit as passing the last station does."""
    outcomes = np.full((len(stations), widest), NOBODY, np.int8)
    for s, station in enumerate(stations):
        for b, branch in enumerate(station.branches):
            if branch.leave not in (None, Outcome.LEFT.label):
                outcomes[s, b] = Outcome[branch.leave.upper()]
    return outcomes


def _branch_shares(scenario: Scenario) -> NDArray[np.float64]:
    """float64 [K, S, B]: the share of each branch for each class; 0 where the class is not concerned."""
    widest = max([len(s.branches) for s in scenario.stations])
    shares = np.zeros((len(scenario.classes), len(scenario.stations), widest))
    for k, klass in enumerate(scenario.classes):
        for s, station in enumerate(scenario.stations):
            for b, branch in enumerate(station.branches):
                if branch.classes is None or klass.name in branch.classes:
                    shares[k, s, b] = branch.share
    return shares


def _may_visit(
    following: NDArray[np.int16], target: NDArray[np.int16], shares: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """bool [K, S, S]: [k, s, z] whether a class k patient who is at s could still come to z, whatever was drawn."""
    classes, stations = following.shape
    may = np.zeros((classes, stations, stations), bool)
    for k in range(classes):
        for s in reversed(range(stations)):
            ways = [following[k, s], *target[k, s][shares[k, s] > 0]]
            if (shares[k, s].sum() >= 1 - 1e-9) and len(ways) > 1:
                ways = ways[1:]
            for way in ways:
                if way < stations:
                    may[k, s, way] = True
                    may[k, s] |= may[k, way]
    return may


def _stations(scenario: Scenario, roles: tuple[str, ...]) -> dict[str, Any]:
    stations = scenario.stations
    names = [s.name for s in stations]
    crews = [[roles.index(role) for role, count in s.needs.items() for _ in range(count)] for s in stations]
    crew_role = np.full((len(stations), max(map(len, crews))), NOBODY, np.int16)
    for s, crew in enumerate(crews):
        crew_role[s, : len(crew)] = crew
    return {
        "desks": np.array([NEVER if s.desks is None else s.desks for s in stations], np.int64),
        "by_priority": np.array([s.discipline == "priority" for s in stations], bool),
        "crew_role": crew_role,
        "doses": np.array([s.doses for s in stations], np.int64),
        "since": np.array([NOBODY if s.since is None else names.index(s.since) for s in stations], np.int16),
    }


def _roles(scenario: Scenario) -> tuple[str, ...]:
    """Every role that a group has or a station needs, in the order of the file."""
    held = [role for group in scenario.staff for role in group.roles]
    needed = [role for station in scenario.stations for role in station.needs]
    return tuple(dict.fromkeys(held + needed))


def _shift_of_units(group: StaffGroup) -> Iterator[tuple[int, int]]:
    """(shift, place in the shift) of each unit of a group, in the order of their numbers."""
    for index, shift in enumerate(group.shifts):
        for place in range(shift.count):
            yield index, place


def _head_count(group: StaffGroup) -> int:
    return sum(shift.count for shift in group.shifts)


def _units(scenario: Scenario, roles: tuple[str, ...]) -> dict[str, Any]:
    closing = scenario.day.open[-1][1]
    units = [(g, group, group.shifts[i]) for g, group in enumerate(scenario.staff) for i, _ in _shift_of_units(group)]
    return {
        "unit_group": np.array([g for g, _, _ in units], np.int16),
        "unit_has_role": np.array([[r in group.roles for r in roles] for _, group, _ in units], bool).reshape(
            len(units), len(roles)
        ),
        "unit_from": np.array([shift.from_ for _, _, shift in units], np.int64),
        "unit_to": np.array([shift.to for _, _, shift in units], np.int64),
        "unit_stays": np.array(
            [group.until_clear and shift.from_ < closing <= shift.to for _, group, shift in units], bool
        ),
        "group_pick": np.array([PICKS.index(group.pick) for group in scenario.staff], np.int8),
    }


def _breaks(staff: Sequence[StaffGroup]) -> dict[str, Any]:
    most = max([len(g.breaks) for g in staff], default=0)
    heads = max([_head_count(g) for g in staff], default=0)
    units = [(group, group.shifts[i]) for group in staff for i, _ in _shift_of_units(group)]
    earliest = np.full((len(staff), most), NEVER, np.int64)
    latest = np.full((len(staff), most), NEVER, np.int64)
    away = np.zeros((len(staff), most, heads + 1), np.int32)
    concerns = np.zeros((len(units), most), bool)
    for g, group in enumerate(staff):
        for w, rest in enumerate(group.breaks):
            earliest[g, w], latest[g, w] = rest.earliest, rest.latest
            away[g, w] = [_away_at_most(rest.away, present) for present in range(heads + 1)]
    for u, (group, shift) in enumerate(units):
        for w, rest in enumerate(group.breaks):
            concerns[u, w] = rest.earliest < shift.to and shift.from_ <= rest.latest
    return {
        "break_earliest": earliest,
        "break_latest": latest,
        "break_concerns": concerns,
        "break_away": away,
    }


def _away_at_most(share: float, present: int) -> int:
    """How many of `present` units may be on a break at once; 1e-9 keeps 0.29 x 100 from becoming 28."""
    return max(1, math.floor(share * present + 1e-9))


def _group_stations(scenario: Scenario) -> NDArray[np.bool_]:
    needed = [[not set(group.roles).isdisjoint(s.needs) for s in scenario.stations] for group in scenario.staff]
    return np.array(needed, bool).reshape(len(scenario.staff), len(scenario.stations))


def _chance(scenario: Scenario) -> Chance:
    stations, staff = scenario.stations, scenario.staff
    return Chance(
        sources=scenario.arrivals,
        source_keys=_source_keys(scenario.arrivals),
        class_shares=tuple(_class_shares(scenario, source) for source in scenario.arrivals),
        not_before=-NEVER if scenario.day.not_before is None else scenario.day.not_before,
        service=tuple(tuple(c.service.get(s.name, s.service) for s in stations) for c in scenario.classes),
        branch_shares=_branch_shares(scenario),
        branch_service=tuple(tuple(b.service for b in s.branches) for s in stations),
        extra=tuple(s.extra for s in stations),
        walk=tuple(s.walk for s in stations),
        absence=tuple(g.absence for g in staff),
        break_length=tuple(tuple(rest.length for rest in g.breaks) for g in staff),
        unit_row=tuple(row for g in staff for row in _shift_of_units(g)),
    )


def _source_keys(sources: Sequence[Arrivals]) -> tuple[str, ...]:
    """A source's name, else its kind and its ordinal among the unnamed sources of that kind."""
    unnamed: dict[str, int] = {}
    keys = []
    for source in sources:
        if source.name is None:
            unnamed[source.kind] = unnamed.get(source.kind, 0) + 1
        keys.append(source.name or f"{source.kind} {unnamed[source.kind]}")
    return tuple(keys)


def _class_shares(scenario: Scenario, source: Arrivals) -> tuple[float, ...]:
    if not source.classes:
        return tuple(1.0 if k == 0 else 0.0 for k in range(len(scenario.classes)))
    return tuple(source.classes.get(klass.name, 0.0) for klass in scenario.classes)


def _freeze(site: Site) -> None:
    for field in fields(site):
        value = getattr(site, field.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
