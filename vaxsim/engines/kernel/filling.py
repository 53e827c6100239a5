"""The draws into the kernel's memory before the day, and the timeline out of it behind it, in machine code."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
from vaxsim.engines import Due
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, pointer_to
from vaxsim.engines.kernel.memory import (
    break_length,
    break_state,
    calendar,
    column,
    comer,
    first_station,
    patient,
    sequence,
    station,
    timeline,
    unit,
)
from vaxsim.engines.kernel.plain_tables import Luck
from vaxsim.engines.kernel.sorting import in_order
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome

NO_SHOW, NO_CAUSE = int(Outcome.NO_SHOW), int(Cause.NONE)
SHIFT_BEGINS, SHIFT_ENDS = int(Due.SHIFT_BEGINS), int(Due.SHIFT_ENDS)
HANDOVER, BREAK_DUE = int(Due.HANDOVER), int(Due.BREAK_DUE)


class StaffLuck(NamedTuple):
    """The draws about the staff, and what they act on."""

    absent: NDArray[np.bool_]  # [U]
    break_length: NDArray[np.int64]  # [U, W]
    calendar: NDArray[np.int64]  # [rows, 4]; everybody's, also of those absent


@compiled
def fill(memory: NDArray[np.int64], luck: Luck, staff: StaffLuck) -> None:
    """Everything that differs between replications, into memory whose header says where the tables begin."""
    m = pointer_to(memory)
    _fill_patients(m, luck)
    anybody_walks = _fill_visits(m, luck)
    _fill_calendar(m, staff)
    _fill_sequences(m, anybody_walks)
    base = m[c.BASE]
    if m[c.CALENDAR_ROWS] > 0:
        base = min(base, m[calendar(m, 0) + c.TICK])
    for tick in luck.arrival:
        base = min(base, tick)
    m[c.BASE] = base
    _fill_comers(m, luck)


@compiled
def _fill_patients(m: Memory, luck: Luck) -> None:
    gate, stop = m[c.GATE], m[c.STOP]
    for i in range(m[c.PATIENTS]):
        me, k = patient(m, i), luck.klass[i]
        arrival, slot = luck.arrival[i], luck.slot[i]
        m[me + c.KLASS], m[me + c.SLOT] = k, slot
        m[me + c.AT], m[me + c.RANK] = m[first_station(m, k)], m[first_station(m, k) + 1]
        m[me + c.READY] = max(arrival, slot - gate) if gate != NEVER and slot != NEVER else arrival
        m[me + c.NEXT] = m[me + c.PREVIOUS] = -1
        m[me + c.CALLED] = 0
        m[column(m, c.DOSED, i)] = m[column(m, c.DEPARTED, i)] = NEVER
        m[column(m, c.OUTCOME, i)] = NO_SHOW if arrival == NEVER and slot < stop else NOT_COUNTED
        m[column(m, c.CAUSE, i)] = NO_CAUSE


@compiled
def _fill_visits(m: Memory, luck: Luck) -> bool:
    """Nothing has happened yet; everybody's luck, and whether anybody walks."""
    n, stations = m[c.PATIENTS], m[c.STATIONS]
    for s in range(stations):
        m[station(m, s) + c.FIRST_TIME] = m[c.TIME] + s * n
    for place in range(m[c.TIME], m[c.TIME] + c.TIMES * stations * n):
        m[place] = NEVER
    for place in range(m[c.CREW_UNIT], m[c.CREW_UNIT] + stations * n * m[c.CREW_SIZE]):
        m[place] = -1
    row, longest = m[c.LUCK], 0
    for i in range(n):
        for s in range(stations):
            m[row + c.SERVICE], m[row + c.EXTRA] = luck.service[i, s], luck.extra[i, s]
            m[row + c.WALK], m[row + c.WHICH_BRANCH] = luck.walk[i, s], luck.branch[i, s]
            row, longest = row + c.LUCK_FIELDS, max(longest, luck.walk[i, s])
    return longest > 0


@compiled
def _fill_calendar(m: Memory, staff: StaffLuck) -> None:
    """The calendar without those who are absent, and the lengths of breaks."""
    rows = 0
    for source in range(len(staff.calendar)):
        what, who = staff.calendar[source, c.WHAT], staff.calendar[source, c.WHOSE]
        if what in (SHIFT_BEGINS, SHIFT_ENDS, HANDOVER, BREAK_DUE) and staff.absent[who]:
            continue
        target = m[c.CALENDAR] + rows * c.CALENDAR_FIELDS
        for field in range(c.CALENDAR_FIELDS):
            m[target + field] = staff.calendar[source, field]
        rows += 1
    m[c.CALENDAR_ROWS] = rows
    for u in range(m[c.UNITS]):
        for which in range(m[c.BREAKS]):
            m[break_length(m, u, which)] = staff.break_length[u, which]


@compiled
def _fill_sequences(m: Memory, anybody_walks: bool) -> None:
    """Empty sequences; those of the walks, if there are none behind them, only if anybody walks."""
    stations, n, most = m[c.STATIONS], m[c.PATIENTS], m[c.SEQUENCES]
    for number in range(most):
        row = sequence(m, number)
        m[row + c.FIRST_KEY] = c.NOTHING_DUE
        m[row + c.FRONT] = m[row + c.BACK] = m[c.DUE] + number * n
    if most == 2 * stations and not anybody_walks:
        m[c.SEQUENCES] = stations


@compiled
def _fill_comers(m: Memory, luck: Luck) -> None:
    """Those who come, by arrival; those of one tick by number.

    They decide by (ready, number), which is the same: those who are ready at that tick by number, and when the others
    decide to stand outside makes no difference.
    """
    n, bits, comers = m[c.PATIENTS], m[c.NUMBER_BITS], 0
    keys, spare = np.empty(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        if luck.arrival[i] < NEVER:
            since = luck.arrival[i] - m[c.BASE]
            if since >= m[c.HORIZON]:
                m[c.TOO_LONG] = 1
            keys[comers] = since << bits | i
            comers += 1
    m[c.COMERS] = comers
    by_arrival = in_order(keys[:comers], spare)
    for place in range(comers):
        row, i = comer(m, place), by_arrival[place] & ((1 << bits) - 1)
        m[row + c.ARRIVAL], m[row + c.WHO] = luck.arrival[i], i


@compiled
def by_unit(
    memory: NDArray[np.int64],
    units: NDArray[np.int32],
    states: NDArray[np.int8],
    began: NDArray[np.int64],
    ended: NDArray[np.int64],
) -> None:
    """The rows of the timeline, written down in the order of time, into arrays ordered by (unit, time)."""
    m = pointer_to(memory)
    place = np.zeros(m[c.UNITS] + 1, np.int64)
    for u in range(m[c.UNITS]):
        place[u + 1] = place[u] + m[unit(m, u) + c.UNIT_ROWS]
    for number in range(m[c.ROWS]):
        row = timeline(m, number)
        u = m[row + c.ROW_UNIT]
        here = place[u]
        place[u] = here + 1
        units[here], states[here] = u, m[row + c.ROW_STATE]
        began[here], ended[here] = m[row + c.ROW_BEGAN], m[row + c.ROW_ENDED]


@compiled
def breaks_missed(memory: NDArray[np.int64], can_be_missed: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Breaks of a unit that came which could be missed and did not begin, int32 [U]."""
    m = pointer_to(memory)
    missed = np.zeros(m[c.UNITS], np.int32)
    for u in range(m[c.UNITS]):
        if m[unit(m, u) + c.CAME] != NEVER:
            for which in range(m[c.BREAKS]):
                missed[u] += can_be_missed[u, which] and m[break_state(m, u, which)] != c.BREAK_HAS_BEGUN
    return missed
