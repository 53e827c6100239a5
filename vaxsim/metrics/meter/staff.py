"""What is measured of staff, in machine code; the definitions stand in metrics.staff and metrics.duty."""

from __future__ import annotations

import numpy as np

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.metrics.duty import WORKING
from vaxsim.metrics.meter.layout import BLOCK, CURVE
from vaxsim.metrics.meter.stations import write_level
from vaxsim.metrics.registry import GROUP, SITE
from vaxsim.sorting import DIGITS, sort
from vaxsim.units import NEVER, TICKS_PER_HOUR, TICKS_PER_MINUTE
from vaxsim.visits import StaffState

STATES = len(StaffState)
ON_BREAK, IDLE = int(StaffState.ON_BREAK), int(StaffState.IDLE)
WORKS = tuple(int(state) for state in WORKING)

UNITS, DUTY, BREAKS_MISSED = BLOCK["units", GROUP], BLOCK["duty", GROUP], BLOCK["breaks_missed", GROUP]
UTILISATION = BLOCK["utilisation", GROUP]  # to the end of duty, to the last departure, to the end of the day
LEVELS = tuple(BLOCK[name, GROUP] for name in ("on_duty", "busy", "on_break"))
LEVEL_CURVES = tuple(CURVE[name] for name in ("on_duty", "busy", "on_break"))
OVERTIME, LONGEST_OVERTIME = BLOCK["overtime", GROUP], BLOCK["overtime", SITE]
OVERTIME_TOTAL, COST, TOTAL_COST = BLOCK["overtime_total", GROUP], BLOCK["cost", GROUP], BLOCK["cost", SITE]


@compiled
def collect(
    unit: Ints, state: Ints, began: Ints, ended: Ints, chosen: Ints, wanted: Ints, ups: Ints, downs: Ints
) -> int:
    """Sorted ticks at which the `chosen` units [U] begin and end the `wanted` states [states], and how many."""
    used = 0
    for row in range(len(unit)):
        if wanted[state[row]] and chosen[unit[row]]:
            ups[used], downs[used] = began[row], ended[row]
            used += 1
    spare, digits = np.empty(used, np.int64), np.empty(DIGITS, np.int64)
    sort(ups, used, spare, digits)
    sort(downs, used, spare, digits)
    return used


@compiled
def idle_ticks(unit: Ints, state: Ints, began: Ints, ended: Ints, holders: Ints) -> tuple[Ints, Ints, Ints]:
    """When units of each set of `holders` [sets, U] begin and cease to be idle, sorted, [sets, ticks], and how many."""
    ups, downs = np.empty((len(holders), len(unit)), np.int64), np.empty((len(holders), len(unit)), np.int64)
    used = np.zeros(len(holders), np.int64)
    wanted = np.zeros(STATES, np.int64)
    wanted[IDLE] = 1
    for i in range(len(holders)):
        used[i] = collect(unit, state, began, ended, holders[i], wanted, ups[i], downs[i])
    return ups, downs, used


@compiled
def write_levels(
    unit: Ints, state: Ints, began: Ints, ended: Ints, came: Ints, gone: Ints, unit_group: Ints, groups: int,
    begin: int, end: int, edges: Ints, places: Ints, curve_rows: Ints, out: Floats, curves: Floats,
) -> None:  # fmt: skip
    """Mean, peak and curve of how many of each group are on duty, busy and on a break."""
    ups, downs = np.empty(max(len(unit), len(came)), np.int64), np.empty(max(len(unit), len(came)), np.int64)
    units, present, mine = np.empty(len(came), np.int64), np.empty(len(came), np.int64), np.empty(len(came), np.int64)
    wanted, nothing = np.zeros((3, STATES), np.int64), np.zeros(len(came), np.int64)
    wanted[0, 0] = wanted[2, ON_BREAK] = 1
    for state_of_work in WORKS:
        wanted[1, state_of_work] = 1
    for g in range(groups):
        for u in range(len(came)):
            units[u], mine[u], present[u] = u, unit_group[u] == g, unit_group[u] == g and came[u] < NEVER
        for which in range(3):
            if which == 0:
                used = collect(units, nothing, came, gone, present, wanted[0], ups, downs)
            else:
                used = collect(unit, state, began, ended, mine, wanted[which], ups, downs)
            place, stride = places[LEVELS[which], 0] + g, places[LEVELS[which], 1]
            row = curve_rows[LEVEL_CURVES[which]] + g
            write_level(ups[:used], downs[:used], begin, end, edges, place, stride, out, curves[row])


@compiled
def gone_by(went: Ints, ends: int) -> Ints:
    """When each unit went, or the day ended, int64 [U].  numpy's minimum would take a second to be compiled."""
    gone = np.empty(len(went), np.int64)
    for u in range(len(went)):
        gone[u] = min(went[u], ends)
    return gone


@compiled
def last_departures_of_groups(departures: Ints, group_at: Ints) -> Ints:
    """When the last one left the stations that need each group, int64 [G]; -NEVER where nobody did."""
    last = np.empty(len(group_at), np.int64)
    for g in range(len(group_at)):
        last[g] = -NEVER
        for s in range(len(departures)):
            if group_at[g, s]:
                last[g] = max(last[g], departures[s])
    return last


@compiled
def untils_of_stations(
    came: Ints, gone: Ints, unit_group: Ints, group_at: Ints, needs_staff: Ints, departures: Ints, ends: int
) -> Ints:
    """Until when the time of each station's desks counts, int64 [3, S], for the three kinds of utilisation."""
    until = np.empty((3, len(departures)), np.int64)
    for s in range(len(departures)):
        until[0, s] = -NEVER if needs_staff[s] else ends
        for u in range(len(came)):
            if needs_staff[s] and came[u] < NEVER and group_at[unit_group[u], s]:
                until[0, s] = max(until[0, s], gone[u])
        until[1, s], until[2, s] = departures[s], ends
    return until


@compiled
def untils(came: Ints, gone: Ints, unit_to: Ints, unit_group: Ints, last: Ints, closing: int, ends: int) -> Ints:
    """Until when the time of each unit counts, int64 [3, U], for the three kinds of utilisation.

    `last` [G] is the last departure from the stations of each group.
    """
    until = np.empty((3, len(came)), np.int64)
    for u in range(len(came)):
        until[0, u] = gone[u]
        until[1, u], until[2, u] = last[unit_group[u]], ends
        if unit_to[u] < closing:
            until[1, u], until[2, u] = min(gone[u], until[1, u]), min(gone[u], until[2, u])
    return until


@compiled
def write_utilisation(
    unit: Ints, state: Ints, began: Ints, ended: Ints, came: Ints, until: Ints, unit_group: Ints, groups: int,
    begin: int, end: int, places: Ints, out: Floats,
) -> None:  # fmt: skip
    """Work / (duty - breaks) of each group, three times; hours of duty as well."""
    work, available = np.zeros((3, groups)), np.zeros((3, groups))
    for which in range(3):
        for u in range(len(came)):
            if came[u] < NEVER:
                there = min(until[which, u], end) - max(came[u], begin)
                available[which, unit_group[u]] += max(there, 0)
        if which == 0:
            for g in range(groups):
                out[places[DUTY, 0] + g] = available[0, g] / TICKS_PER_HOUR
        for row in range(len(unit)):
            u = unit[row]
            ticks = max(min(ended[row], min(until[which, u], end)) - max(began[row], begin), 0)
            if state[row] == ON_BREAK:
                available[which, unit_group[u]] -= ticks
            elif state[row] in WORKS:
                work[which, unit_group[u]] += ticks
        for g in range(groups):
            share = work[which, g] / available[which, g] if available[which, g] > 0 else np.nan
            out[places[UTILISATION + which, 0] + g] = share


@compiled
def write_duty(
    came: Ints, gone: Ints, unit_to: Ints, unit_group: Ints, breaks_missed: Ints, cost: Floats, overtime_cost: Floats,
    places: Ints, out: Floats,
) -> None:  # fmt: skip
    """Units, overtime, missed breaks and cost of each group; the longest overtime and the cost of the site."""
    groups = len(cost)
    length, late, longest = np.zeros(groups), np.zeros(groups), np.zeros(groups)
    for g in range(groups):
        out[places[UNITS, 0] + g] = out[places[BREAKS_MISSED, 0] + g] = 0
    for u in range(len(came)):
        g = unit_group[u]
        out[places[BREAKS_MISSED, 0] + g] += breaks_missed[u]
        if came[u] < NEVER:
            overtime = max(gone[u] - unit_to[u], 0)
            out[places[UNITS, 0] + g] += 1
            length[g] += gone[u] - came[u]
            late[g] += overtime
            longest[g] = max(longest[g], overtime)
    total, worst = 0.0, 0.0
    for g in range(groups):
        regular = (length[g] - late[g]) / TICKS_PER_HOUR
        money = regular * cost[g] + late[g] / TICKS_PER_HOUR * overtime_cost[g]
        out[places[COST, 0] + g] = money
        out[places[OVERTIME, 0] + g] = longest[g] / TICKS_PER_MINUTE
        out[places[OVERTIME_TOTAL, 0] + g] = late[g] / TICKS_PER_MINUTE
        total, worst = total + money, max(worst, longest[g])
    out[places[TOTAL_COST, 0]], out[places[LONGEST_OVERTIME, 0]] = total, worst / TICKS_PER_MINUTE
