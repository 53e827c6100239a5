"""The one arrow from what a user writes to what an engine sees: names turn into indices, minutes into ticks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.distributions import Constant
from vaxsim.plan.arrays import DISPATCHES, Chance, Plan, Restocking, Site
from vaxsim.plan.routes import branch_shares, routes
from vaxsim.plan.staff import breaks, groups, head_count, shift_of_units, units
from vaxsim.plan.stations import kinds_of, roles_needed, stations
from vaxsim.plan.vaccines import releases, vaccine_of_classes, vaccines
from vaxsim.scenario.uses import uses
from vaxsim.units import NEVER, ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.arrivals import Arrivals
    from vaxsim.distributions import Distribution
    from vaxsim.scenario import PatientClass, Scenario, StaffGroup, Station


def compile_plan(scenario: Scenario) -> Plan:
    """The plan of a checked scenario; a scenario that `vaxsim.scenario` accepted never fails here."""
    roles = _roles(scenario)
    site = Site(
        **_day(scenario),
        **_people(scenario),
        **routes(scenario),
        **stations(scenario, roles),
        **units(scenario, roles),
        **groups(scenario.staff),
        **breaks(scenario.staff),
        **vaccines(scenario),
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
        units=tuple(f"{g.group}#{i + 1}" for g in scenario.staff for i in range(head_count(g))),
        bin=ticks(scenario.bin),
        measure=scenario.day.measure or (-NEVER, NEVER),
        day_begins=_beginning(scenario),
        group_stations=_group_stations(scenario),
        cost=np.array([g.cost for g in scenario.staff], np.float64),
        overtime_cost=np.array([g.overtime_cost for g in scenario.staff], np.float64),
        vaccines=tuple(v.name for v in scenario.vaccines),
        kinds=tuple(kind.name for station in scenario.stations for kind in kinds_of(station)),
        uses=uses(scenario),
    )


def _beginning(scenario: Scenario) -> int:
    """The earliest of first opening, first shift and first release of doses."""
    shifts = (shift.from_ for group in scenario.staff for shift in group.shifts)
    return min([scenario.day.open[0][0], *shifts, *(tick for tick, _, _ in releases(scenario))])


def _day(scenario: Scenario) -> dict[str, Any]:
    day = scenario.day
    return {
        "opens": np.array([begin for begin, _ in day.open], np.int64),
        "closes": np.array([end for _, end in day.open], np.int64),
        "turns_away_at_closing": day.after_close == "turn_away",
        "gate": NEVER if day.gate is None else ticks(day.gate),
        "late_limit": NEVER if day.late_limit is None else ticks(day.late_limit),
        "stop": NEVER if day.stop is None else day.stop,
        "max_inside": NEVER if day.max_inside is None else day.max_inside,
        **_dispatch(scenario),
    }


def _dispatch(scenario: Scenario) -> dict[str, Any]:
    """The rule by which stations go first, and the place of each in the list, if that is the rule."""
    listed = () if isinstance(scenario.dispatch, str) else scenario.dispatch
    places = [listed.index(s.name) if s.name in listed else len(listed) for s in scenario.stations]
    rule = scenario.dispatch if isinstance(scenario.dispatch, str) else "list"
    return {"dispatch": DISPATCHES.index(rule), "dispatch_place": np.array(places, np.int64)}


def _people(scenario: Scenario) -> dict[str, Any]:
    """What classes are like that are in a hurry, and what they get."""
    patience = [k.patience for k in scenario.classes]
    return {
        "from_arrival": np.array([p is not None and p.clock == "arrival" for p in patience], bool),
        "when_called": np.array([p is not None and p.leaves == "when_called" for p in patience], bool),
        "balks_at_service": np.array(
            [k.balk is not None and k.balk.counts == "line_and_service" for k in scenario.classes], bool
        ),
        "vaccine": vaccine_of_classes(scenario),
    }


def _roles(scenario: Scenario) -> tuple[str, ...]:
    """Every role that a group has or a station needs, in the order of the file."""
    held = [role for group in scenario.staff for role in group.roles]
    needed = [role for s in scenario.stations for kind in kinds_of(s) for role in kind.needs]
    return tuple(dict.fromkeys(held + needed))


def _group_stations(scenario: Scenario) -> NDArray[np.bool_]:
    needed = [[not set(group.roles).isdisjoint(roles_needed(s)) for s in scenario.stations] for group in scenario.staff]
    return np.array(needed, bool).reshape(len(scenario.staff), len(scenario.stations))


def _chance(scenario: Scenario) -> Chance:
    stations, staff = scenario.stations, scenario.staff
    return Chance(
        sources=scenario.arrivals,
        source_keys=_source_keys(scenario.arrivals),
        class_shares=tuple(_class_shares(scenario, source) for source in scenario.arrivals),
        not_before=-NEVER if scenario.day.not_before is None else scenario.day.not_before,
        service=tuple(tuple(_service_times(stations, c)) for c in scenario.classes),
        per_person=tuple(s.per_person for s in stations),
        clean_up=tuple(s.clean_up for s in stations),
        **_hurry(scenario),
        branch_shares=branch_shares(scenario),
        branch_service=tuple(tuple(b.service for b in s.branches) for s in stations),
        extra=tuple(s.extra for s in stations),
        walk=tuple(s.walk for s in stations),
        absence=tuple(g.absence for g in staff),
        break_length=tuple(tuple(rest.length for rest in g.breaks) for g in staff),
        unit_row=tuple(row for g in staff for row in shift_of_units(g)),
        restocking=tuple(map(_restocking, staff)),
        making=tuple(None if v.prepare is None else v.prepare.per_dose for v in scenario.vaccines),
        release=tuple(doses for _, _, doses in releases(scenario)),
        travel=tuple(None if v.standby is None else v.standby.travel for v in scenario.vaccines),
    )


def _service_times(stations: Sequence[Station], klass: PatientClass) -> Iterator[Distribution]:
    """The law of each kind of desk, station after station; a class's own law holds at every kind."""
    for station in stations:
        for kind in kinds_of(station):
            yield klass.service.get(station.name, kind.service)


def _hurry(scenario: Scenario) -> dict[str, Any]:
    """What patience and balking are drawn from."""
    at = np.zeros((len(scenario.classes), len(scenario.stations)), bool)
    for k, klass in enumerate(scenario.classes):
        if klass.patience is not None:
            listed = klass.patience.stations
            at[k] = [listed is None or station.name in listed for station in scenario.stations]
    balks = [klass.balk for klass in scenario.classes]
    return {
        "patience": tuple(None if k.patience is None else k.patience.limit for k in scenario.classes),
        "patience_at": at,
        "balk_above": tuple(None if balk is None else balk.more_than for balk in balks),
        "balk_rate": tuple(None if balk is None or balk.join is None else balk.join.rate for balk in balks),
    }


def _restocking(group: StaffGroup) -> Restocking | None:
    restock = group.restock
    if restock is None:
        return None
    return Restocking(restock.start or Constant(value=restock.holds), restock.walk, restock.fill)


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
