"""Stations: desks, what a service needs, rooms, sessions and doses."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.plan.arrays import NOBODY
from vaxsim.scenario.stations import Kind, Station
from vaxsim.units import NEVER, ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.scenario import Scenario


def kinds_of(station: Station) -> tuple[Kind, ...]:
    """The kinds of desk of a station; without `kinds` the station itself is the only one."""
    return station.kinds or (
        Kind(name=station.name, desks=station.desks, needs=station.needs, service=station.service),
    )


def roles_needed(station: Station) -> frozenset[str]:
    """The roles that a service needs, at a kind of desk or another."""
    return frozenset(role for kind in kinds_of(station) for role in kind.needs)


def stations(scenario: Scenario, roles: tuple[str, ...]) -> dict[str, Any]:
    """The columns of stations and of their kinds of desk."""
    stations = scenario.stations
    names = [s.name for s in stations]
    restocking = {role for group in scenario.staff if group.restock is not None for role in group.roles}
    return {
        "desks": np.array([_desks(s) for s in stations], np.int64),
        "by_priority": np.array([s.discipline == "priority" for s in stations], bool),
        "waiting_room": np.array([_or_never(s.waiting_room) for s in stations], np.int64),
        "keeps_staff": np.array([s.blocks == "desk_and_staff" for s in stations], bool),
        "hold_for": np.array([NOBODY if s.hold is None else names.index(s.hold.station) for s in stations], np.int16),
        "hold_above": np.array([NEVER if s.hold is None else s.hold.more_than for s in stations], np.int64),
        "batch_size": np.array([0 if s.batch is None else s.batch.size for s in stations], np.int64),
        "batch_wait": np.array([NEVER if s.batch is None else ticks(s.batch.max_wait) for s in stations], np.int64),
        "doses": np.array([s.doses for s in stations], np.int64),
        "carried_to": np.array([s.doses > 0 and not restocking.isdisjoint(roles_needed(s)) for s in stations], bool),
        "since": np.array([NOBODY if s.since is None else names.index(s.since) for s in stations], np.int16),
        **_kinds(scenario, roles),
    }


def _kinds(scenario: Scenario, roles: tuple[str, ...]) -> dict[str, Any]:
    """The columns of kinds of desk, station after station."""
    by_station = [kinds_of(station) for station in scenario.stations]
    kinds = [kind for kinds in by_station for kind in kinds]
    crews = [[roles.index(role) for role, count in kind.needs.items() for _ in range(count)] for kind in kinds]
    crew_role = np.full((len(kinds), max(map(len, crews))), NOBODY, np.int16)
    for y, crew in enumerate(crews):
        crew_role[y, : len(crew)] = crew
    return {
        "first_kind": np.array([0, *accumulate(len(kinds) for kinds in by_station)], np.int16),
        "kind_desks": np.array([_or_never(kind.desks) for kind in kinds], np.int64),
        "kind_open": _kind_open(scenario, kinds),
        "crew_role": crew_role,
    }


def _kind_open(scenario: Scenario, kinds: list[Kind]) -> NDArray[np.bool_]:
    """bool [K, Y]; whether the class may be served at the kind of desk."""
    return np.array(
        [[kind.classes is None or klass.name in kind.classes for kind in kinds] for klass in scenario.classes], bool
    )


def _desks(station: Station) -> int:
    """The desks of all kinds at a station; NEVER if one has no limit."""
    return min(NEVER, sum(_or_never(kind.desks) for kind in kinds_of(station)))


def _or_never(limit: int | None) -> int:
    return NEVER if limit is None else limit
