"""The conservation checks of staff in machine code; see `quick`."""

from __future__ import annotations

import numpy as np

from vaxsim.compiling import Ints, compiled
from vaxsim.units import NEVER
from vaxsim.visits import StaffState

SERVING = int(StaffState.SERVING)

MOST_SERVICES = 2_000
"""A unit with more services is left to the checks: they are put in order one by one here."""


@compiled
def crews_fit(crew: Ints, began: Ints, roles: Ints, has_role: Ints) -> bool:
    """crews_fit."""
    n, stations, places = crew.shape
    for i in range(n):
        for s in range(stations):
            served = began[s, i] < NEVER
            for place in range(places):
                u = crew[i, s, place]
                if (u >= 0) != (served and roles[s, place] >= 0) or u >= len(has_role):
                    return False
                if u >= 0 and not has_role[u, roles[s, place]]:
                    return False
                for other in range(place):
                    if u >= 0 and u == crew[i, s, other]:
                        return False
    return True


@compiled
def timelines_fit(
    unit: Ints, began: Ints, ended: Ints, came: Ints, went: Ints, absent: Ints, unit_from: Ints, unit_to: Ints,
    ended_at: int, stop: int,
) -> bool:  # fmt: skip
    """timelines_without_gaps."""
    length = np.zeros(len(came), np.int64)
    for row in range(len(unit)):
        u = unit[row]
        if not 0 <= u < len(came) or began[row] >= ended[row]:
            return False
        if row > 0 and unit[row - 1] == u and ended[row - 1] != began[row]:
            return False
        if began[row] < came[u] or ended[row] > min(went[u], ended_at):
            return False
        length[u] += ended[row] - began[row]
    for u in range(len(came)):
        there = came[u] < NEVER
        if length[u] != (min(went[u], ended_at) - came[u] if there else 0):
            return False
        if there and (absent[u] or came[u] != unit_from[u] or went[u] < min(unit_to[u], stop)):
            return False
    return True


@compiled
def units_fit(
    crew: Ints, began: Ints, ended: Ints, came: Ints, went: Ints, unit_to: Ints, stays: Ints, unit: Ints, state: Ints,
    row_began: Ints, row_ended: Ints, ended_at: int,
) -> bool:  # fmt: skip
    """units_serve_one_at_a_time; the units in the timeline must be known ones."""
    starts = _services_of_units(crew, len(came))
    units = len(came)
    serving = _time_serving(unit, state, row_began, row_ended, units)
    at, told = starts[:units].copy(), np.zeros(units, np.int64)
    begins, ends = np.empty(starts[units], np.int64), np.empty(starts[units], np.int64)
    for u in range(units):
        if starts[u + 1] - starts[u] > MOST_SERVICES:
            return False
    for i in range(len(crew)):
        for s in range(crew.shape[1]):
            for place in range(crew.shape[2]):
                u = crew[i, s, place]
                if u < 0:
                    continue
                b, e = began[s, i], min(ended[s, i], ended_at)
                if b < came[u] or e > went[u] or (not stays[u] and b >= unit_to[u]):
                    return False
                _insert(begins, ends, starts[u], at[u], b, e)
                at[u], told[u] = at[u] + 1, told[u] + e - b
    for u in range(units):  # noqa: SIM110  (numba compiles loops)
        if told[u] != serving[u] or not _apart(begins, ends, starts[u], starts[u + 1]):
            return False
    return True


@compiled
def _apart(begins: Ints, ends: Ints, first: int, last: int) -> bool:
    """Whether none of the services from `first` up to `last` begins before the one before it has ended."""
    for k in range(first + 1, last):  # noqa: SIM110  (numba compiles loops)
        if begins[k] < ends[k - 1]:
            return False
    return True


@compiled
def _services_of_units(crew: Ints, units: int) -> Ints:
    """Where the services of each unit begin when they are put one unit behind the other, int64 [U + 1]."""
    starts = np.zeros(units + 1, np.int64)
    for i in range(len(crew)):
        for s in range(crew.shape[1]):
            for place in range(crew.shape[2]):
                if crew[i, s, place] >= 0:
                    starts[crew[i, s, place] + 1] += 1
    for u in range(units):
        starts[u + 1] += starts[u]
    return starts


@compiled
def _insert(begins: Ints, ends: Ints, first: int, at: int, began: int, ended: int) -> None:
    """Put a service in its place by (began, ended) among those of its unit, from `first` up to `at`."""
    while at > first and (begins[at - 1] > began or (begins[at - 1] == began and ends[at - 1] > ended)):
        begins[at], ends[at] = begins[at - 1], ends[at - 1]
        at -= 1
    begins[at], ends[at] = began, ended


@compiled
def _time_serving(unit: Ints, state: Ints, began: Ints, ended: Ints, units: int) -> Ints:
    """How long each unit serves, int64 [U], as its timeline tells."""
    serving = np.zeros(units, np.int64)
    for row in range(len(unit)):
        if state[row] == SERVING:
            serving[unit[row]] += ended[row] - began[row]
    return serving
