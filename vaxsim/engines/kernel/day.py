"""The day in the kernel: one instant after another, settled and then dispatched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
from vaxsim.engines import Due
from vaxsim.engines.kernel import crews, patients, staff
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined, pointer_to
from vaxsim.engines.kernel.lines import close_accounts, first_at, first_in, insert, outside_of, remove
from vaxsim.engines.kernel.memory import calendar, column, comer, heap, patient, station, time, unit
from vaxsim.engines.kernel.queue import (
    GATE_OPENS,
    SERVICE_ENDS,
    WALK_ENDS,
    first_due,
    first_key,
    next_tick,
    pop,
    push,
    take,
)
from vaxsim.units import NEVER
from vaxsim.visits import Cause

SHIFT_BEGINS, SHIFT_ENDS = int(Due.SHIFT_BEGINS), int(Due.SHIFT_ENDS)
BREAK_DUE, DOORS_CLOSE = int(Due.BREAK_DUE), int(Due.DOORS_CLOSE)
CLOSED, LATE, NO_STAFF = int(Cause.CLOSED), int(Cause.LATE), int(Cause.NO_STAFF)


@compiled
def run_day(memory: NDArray[np.int64]) -> None:
    """The whole day, in the memory that `packing.pack` has laid out."""
    m = pointer_to(memory)
    while True:
        first = first_due(m)
        tick = next_tick(m, first, NEVER)
        if tick >= m[c.STOP]:
            break
        m[c.NOW] = tick
        settle_ends(m, first)
        settle_calendar(m)
        settle_gates(m)
        settle_comers(m)
        dispatch(m)
    if next_tick(m, first_due(m), NEVER) < NEVER:
        cut_off(m)
    else:
        strand(m)
    close(m)


# One instant: settle all that is due; nothing starts


@inlined
def settle_ends(m: Memory, first: int) -> None:
    """Services, walks and breaks that end; the smallest key is where `first_due` has found it."""
    bits = m[c.NUMBER_BITS]
    limit = ((m[c.NOW] - m[c.BASE]) << m[c.TIME_SHIFT]) | (GATE_OPENS << bits)
    m[c.ZERO_DUE] = 0
    key = first_key(m, first)
    while key < limit:
        take(m, first)
        number, what = key & ((1 << bits) - 1), (key >> bits) & 3
        if what == SERVICE_ENDS:
            patients.end_service(m, number)
        elif what == WALK_ENDS:
            patients.reach(m, number)
        else:
            staff.come_back(m, number)
        first = first_due(m)
        key = first_key(m, first)


@inlined
def settle_calendar(m: Memory) -> None:
    """Shifts that end, shifts that begin, breaks that become due, doors that close, doors that open."""
    while m[c.CALENDAR_ROW] < m[c.CALENDAR_ROWS]:
        row = calendar(m, m[c.CALENDAR_ROW])
        if m[row + c.TICK] != m[c.NOW]:
            break
        m[c.CALENDAR_ROW] += 1
        what, who = m[row + c.WHAT], m[row + c.WHOSE]
        if what == SHIFT_ENDS:
            staff.end_shift(m, who)
        elif what == SHIFT_BEGINS:
            staff.come(m, who)
        elif what == BREAK_DUE:
            staff.break_falls_due(m, who, m[row + c.WHICH])
        elif what == DOORS_CLOSE:
            m[c.OPEN] = 0
            if m[c.NOW] == m[c.CLOSING]:
                close_for_good(m)
        else:
            m[c.OPEN] = 1


@inlined
def settle_gates(m: Memory) -> None:
    """The gate opens for somebody: nothing happens but that there is a dispatch at this tick."""
    limit = (m[c.NOW] + 1 - m[c.BASE]) << m[c.TIME_SHIFT]
    while m[c.HEAP_SIZE] > 0 and m[heap(m, 0)] < limit:
        pop(m)


@inlined
def settle_comers(m: Memory) -> None:
    """Newcomers stand at the door, or are turned away at once."""
    while m[c.SETTLED] < m[c.COMERS]:
        row = comer(m, m[c.SETTLED])
        if m[row + c.ARRIVAL] != m[c.NOW]:
            break
        m[c.SETTLED] += 1
        i = m[row + c.WHO]
        me = patient(m, i)
        m[time(m, c.REACHED, i, m[me + c.AT])] = m[c.NOW]
        slot, ready = m[me + c.SLOT], m[me + c.READY]
        if m[c.NOW] >= m[c.CLOSING]:
            patients.turn_away_at_door(m, i, CLOSED)
        elif slot != NEVER and m[c.NOW] - slot > m[c.LATE_LIMIT]:
            patients.turn_away_at_door(m, i, LATE)
        elif m[c.NOW] < ready < m[c.CLOSING]:
            push(m, ready, GATE_OPENS, i)


# One instant: dispatch


@inlined
def dispatch(m: Memory) -> None:
    """Do one possible step after another; what becomes due at this very tick is settled before the next."""
    while True:
        if m[c.ZERO_DUE]:
            settle_ends(m, first_due(m))
        if m[c.BREAK_MAYBE] and staff.send_one_on_break(m):
            continue
        if m[c.MAYBE] != 0 and start_one_service(m):
            continue
        if m[c.OUTSIDE_COUNT] > 0 and m[c.OPEN] and let_one_in(m):
            continue
        if m[c.DECIDED] == m[c.SETTLED]:
            break
        decide(m)
    if m[c.STAYING] > 0:
        staff.let_go_who_is_not_needed(m)


@inlined
def start_one_service(m: Memory) -> bool:
    """Of all services that can start, the one with the smallest key starts."""
    best_station, best, best_priority, best_ready = -1, -1, 0, 0
    maybe, still = m[c.MAYBE], 0
    for s in range(m[c.STATIONS]):
        here = station(m, s)
        if maybe & m[here + c.BIT] == 0 or m[here + c.LENGTH] == 0 or m[here + c.FREE_DESKS] == 0:
            continue
        if not crews.can_fill(m, s, None):
            continue
        still |= m[here + c.BIT]
        i = first_at(m, s)
        me = patient(m, i)
        priority = m[m[c.PRIORITY] + m[me + c.RANK]] if m[here + c.BY_PRIORITY] else c.FIRST_COME_PRIORITY
        ready = m[me + c.READY]
        if best < 0 or (priority, ready, i) < (best_priority, best_ready, best):
            best_station, best, best_priority, best_ready = s, i, priority, ready
    m[c.MAYBE] = still  # nothing can start at the others before something changes for them
    if best >= 0:
        patients.start(m, best_station, best)
    return best >= 0


@inlined
def let_one_in(m: Memory) -> bool:
    """The first of those outside who may go in does."""
    for s in range(m[c.STATIONS]):
        i = first_in(m, outside_of(m, s))
        if i >= 0 and m[patient(m, i) + c.READY] <= m[c.NOW]:
            remove(m, outside_of(m, s), i)
            m[c.OUTSIDE_COUNT] -= 1
            patients.enter(m, i)
            return True
    return False


@inlined
def decide(m: Memory) -> None:
    """The newcomer with the smallest (ready, number) goes in or stays outside; who was turned away is passed over."""
    i = m[comer(m, m[c.DECIDED]) + c.WHO]
    m[c.DECIDED] += 1
    me = patient(m, i)
    if m[column(m, c.OUTCOME, i)] >= 0:
        return
    if m[c.OPEN] and m[me + c.READY] <= m[c.NOW]:
        patients.enter(m, i)
    else:
        insert(m, outside_of(m, m[me + c.AT]), i)
        m[c.OUTSIDE_COUNT] += 1


# Closing, and the end of the day


@compiled
def close_for_good(m: Memory) -> None:
    """Closing: who is outside goes away, and those inside who were not served once where the site says so."""
    for s in range(m[c.STATIONS]):
        while first_in(m, outside_of(m, s)) >= 0:
            i = first_in(m, outside_of(m, s))
            remove(m, outside_of(m, s), i)
            m[c.OUTSIDE_COUNT] -= 1
            patients.turn_away_at_door(m, i, CLOSED)
    if m[c.TURNS_AWAY]:
        empty_lines(m, CLOSED, False)


@compiled
def empty_lines(m: Memory, cause: int, everybody: bool) -> None:
    """Send home who stands in a line: everybody, or those whose first service has not begun."""
    for number in range(m[c.STATIONS] * m[c.RANKS]):
        i = first_in(m, number)
        while i >= 0:
            behind = m[patient(m, i) + c.NEXT]
            if everybody or not m[patient(m, i) + c.CALLED]:
                patients.turn_away_from_line(m, i, cause)
            i = behind


@compiled
def strand(m: Memory) -> None:
    """Nothing is due any more: who is still inside can never be served.  The day ends with the last departure."""
    m[c.STRANDED] = m[c.INSIDE]
    if m[c.INSIDE] > 0:
        empty_lines(m, NO_STAFF, True)
        staff.let_go_who_is_not_needed(m)
    end = m[c.CLOSING]
    for i in range(m[c.PATIENTS]):
        if m[column(m, c.DEPARTED, i)] != NEVER:
            end = max(end, m[column(m, c.DEPARTED, i)])
    for u in range(m[c.UNITS]):
        if m[unit(m, u) + c.WENT] != NEVER:
            end = max(end, m[unit(m, u) + c.WENT])
    m[c.NOW] = end


@compiled
def cut_off(m: Memory) -> None:
    """The run stops here: who has come and not left is still inside."""
    m[c.NOW] = m[c.STOP]
    for place in range(m[c.SETTLED]):
        i = m[comer(m, place) + c.WHO]
        if m[column(m, c.DEPARTED, i)] == NEVER:
            patients.stay_inside(m, i)


@compiled
def close(m: Memory) -> None:
    """Finish all accounts."""
    for s in range(m[c.STATIONS]):
        close_accounts(m, s)
    for u in range(m[c.UNITS]):
        if m[unit(m, u) + c.STATE] != staff.GONE:
            staff.change_state(m, u, staff.GONE)
            m[unit(m, u) + c.WENT] = m[c.NOW]
