"""Where each class goes: after entering, after each station, by each branch, and ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.plan.arrays import NOBODY
from vaxsim.visits import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.scenario import PatientClass, Scenario, Station


def routes(scenario: Scenario) -> dict[str, Any]:
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
        "may_visit": _may_visit(following, target, branch_shares(scenario)),
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


def branch_shares(scenario: Scenario) -> NDArray[np.float64]:
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
