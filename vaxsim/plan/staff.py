"""Staff: units with their shifts, what holds for their groups, and breaks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.plan.arrays import PICKS
from vaxsim.plan.stations import roles_needed
from vaxsim.units import NEVER, ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.scenario import Scenario, StaffGroup


def shift_of_units(group: StaffGroup) -> Iterator[tuple[int, int]]:
    """(shift, place in the shift) of each unit of a group, in the order of their numbers."""
    for index, shift in enumerate(group.shifts):
        for place in range(shift.count):
            yield index, place


def head_count(group: StaffGroup) -> int:
    return sum(shift.count for shift in group.shifts)


def units(scenario: Scenario, roles: tuple[str, ...]) -> dict[str, Any]:
    closing = scenario.day.open[-1][1]
    units = [(g, group, group.shifts[i]) for g, group in enumerate(scenario.staff) for i, _ in shift_of_units(group)]
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
        "unit_shift": np.array([i for group in scenario.staff for i, _ in shift_of_units(group)], np.int16),
        "serves_later": _serves_later(scenario, [group for _, group, _ in units]),
    }


def _serves_later(scenario: Scenario, groups: Sequence[StaffGroup]) -> NDArray[np.bool_]:
    """bool [U, S]; whether a station behind s needs a role of the unit."""
    later = np.zeros((len(groups), len(scenario.stations)), bool)
    needed = [roles_needed(station) for station in scenario.stations]
    for u, group in enumerate(groups):
        for s in range(len(needed)):
            later[u, s] = any(not of_later.isdisjoint(group.roles) for of_later in needed[s + 1 :])
    return later


def groups(staff: Sequence[StaffGroup]) -> dict[str, Any]:
    """What holds for all units of a group."""
    steps = max([len(g.pace) for g in staff], default=0) + 1
    pace_from, pace = np.full((len(staff), steps), NEVER, np.int64), np.full((len(staff), steps), 1000, np.int64)
    pace_from[:, :1] = 0
    for g, group in enumerate(staff):
        for step, (hours, per_mille) in enumerate(group.pace, start=1):
            pace_from[g, step], pace[g, step] = ticks(60 * hours), per_mille
    return {
        "group_pick": np.array([PICKS.index(group.pick) for group in staff], np.int8),
        "hands_over": np.array([group.handover for group in staff], bool),
        "pace_from": pace_from,
        "pace": pace,
        "holds": np.array([group.restock.holds if group.restock else 0 for group in staff], np.int64),
        "places": np.array([_places(group) for group in staff], np.int64),
    }


def _places(group: StaffGroup) -> int:
    return NEVER if group.restock is None or group.restock.places is None else group.restock.places


def breaks(staff: Sequence[StaffGroup]) -> dict[str, Any]:
    most = max([len(g.breaks) for g in staff], default=0)
    heads = max([head_count(g) for g in staff], default=0)
    units = [(group, group.shifts[i]) for group in staff for i, _ in shift_of_units(group)]
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
        "break_interrupts": _interrupts(staff, most),
    }


def _interrupts(staff: Sequence[StaffGroup], most: int) -> NDArray[np.bool_]:
    interrupts = np.zeros((len(staff), most), bool)
    for g, group in enumerate(staff):
        interrupts[g, : len(group.breaks)] = [rest.interrupt for rest in group.breaks]
    return interrupts


def _away_at_most(share: float, present: int) -> int:
    """How many of `present` units may be on a break at once; 1e-9 keeps 0.29 x 100 from becoming 28."""
    return max(1, math.floor(share * present + 1e-9))
