"""Where patients stand on a day with every behaviour: lines, doors and desks, and what changes when they leave them."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import duty
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.doses import takes_in_line
from vaxsim.engines.kernel.events import CLEAN_UP_ENDS, SESSION_IS_DUE, push, push_in_order
from vaxsim.engines.kernel.lines import first_at, first_in, insert, line_of, outside_of, remove
from vaxsim.engines.kernel.memory import crew_unit, patient, present, station, time
from vaxsim.engines.kernel.more import (
    blocks_alone,
    door_of,
    more_patient,
    more_station,
    more_unit,
    paused_of,
    pending,
    visit,
)
from vaxsim.engines.kernel.staff import change_state
from vaxsim.units import NEVER

ALL = (1 << c.MASK_BITS) - 1


# Lines


@compiled
def join(m: Memory, i: int, s: int) -> None:
    """A patient joins a line."""
    m[time(m, c.JOINED, i, s)] = m[c.NOW]
    insert(m, line_of(m, s, i), i)
    m[more_patient(m, i) + x.PLACE] = x.IN_LINE
    count_line(m, s, 1)
    rest = more_station(m, s)
    if m[rest + x.DIFFERS] or m[rest + x.BATCH_SIZE] > 0 or first_at(m, s) == i:
        look_again(m, s)  # else nothing has changed for who is first
    if m[rest + x.BATCH_SIZE] > 0 and m[rest + x.BATCH_WAIT] > 0:
        push(m, m[c.NOW] + m[rest + x.BATCH_WAIT], SESSION_IS_DUE, i)
    if m[x.HAS_DOSES]:
        _see_first_in_line(m, s)
        if takes_in_line(m, i, s):
            m[x.STORE_MAYBE] = 1
    wait(m, i)


@compiled
def leave_line(m: Memory, i: int, s: int) -> None:
    """A patient leaves a line, for a desk or for good: there is a place in the room."""
    remove(m, line_of(m, s, i), i)
    count_line(m, s, -1)
    rest = more_station(m, s)
    if m[rest + x.ROOM] < NEVER and (first_in(m, door_of(m, s)) >= 0 or first_in(m, outside_of(m, s)) >= 0):
        m[x.DOOR_MAYBE] |= m[station(m, s) + c.BIT]
    m[c.MAYBE] |= m[rest + x.HELD_BITS]
    if m[rest + x.BATCH_SIZE] > 0:
        look_again(m, s)  # somebody who has waited longer may come to be one of the first
    _see_first_in_line(m, s)


@inlined
def _see_first_in_line(m: Memory, s: int) -> None:
    """Somebody else may be first in a line, and need more doses than a unit carries."""
    if m[x.MOST_NEEDED] > 1:
        m[x.RESTOCK_MAYBE] |= m[more_station(m, s) + x.CARRIED_TO]


@inlined
def count_line(m: Memory, s: int, change: int) -> None:
    """The line gets longer or shorter; see `lines.count_line` for its integral."""
    here = station(m, s)
    m[here + c.LENGTH] += change
    m[here + c.LINE_AREA] -= change * (m[c.NOW] - m[c.BASE])
    if change > 0:
        m[x.WAITED_FOR] |= m[here + c.BIT]
    elif m[here + c.LENGTH] == 0 and m[more_station(m, s) + x.PAUSED_COUNT] == 0 and m[c.STATIONS] <= c.MASK_BITS:
        m[x.WAITED_FOR] &= ~m[here + c.BIT]


@inlined
def count_at_desks(m: Memory, s: int, change: int) -> None:
    """A patient comes to a desk or leaves it: their number, and its integral in the same way."""
    m[more_station(m, s) + x.AT_DESKS] += change
    m[station(m, s) + c.BUSY_AREA] -= change * (m[c.NOW] - m[c.BASE])


@inlined
def look_again(m: Memory, s: int) -> None:
    """Something changed for a station: a service may be able to start there."""
    m[c.MAYBE] |= m[station(m, s) + c.BIT]


@inlined
def is_full(m: Memory, s: int) -> bool:
    """Whether nobody else has a place in the waiting room of a station; one of 0 has none ever."""
    rest = more_station(m, s)
    return m[station(m, s) + c.LENGTH] + m[rest + x.ON_WAY] >= m[rest + x.ROOM]


@compiled
def wait(m: Memory, i: int) -> None:
    """Somebody with an end of patience stands in a line or at a door: to be looked at when this tick is dispatched."""
    if not m[x.HAS_PATIENCE] or m[visit(m, x.PATIENCE, i, m[patient(m, i) + c.AT])] == NEVER:
        return
    rest = more_patient(m, i)
    if not m[rest + x.IS_PENDING]:
        m[rest + x.IS_PENDING] = 1
        m[x.PENDING_COUNT] += 1
        m[pending(m, m[x.PENDING_COUNT] - 1)] = i


# Doors


@compiled
def stand_outside(m: Memory, i: int) -> None:
    """A newcomer who has decided stays outside."""
    s = m[patient(m, i) + c.AT]
    insert(m, outside_of(m, s), i)
    m[c.OUTSIDE_COUNT] += 1
    m[more_patient(m, i) + x.PLACE] = x.OUTSIDE
    m[x.DOOR_MAYBE] |= m[station(m, s) + c.BIT]
    wait(m, i)


@compiled
def leave_outside(m: Memory, i: int) -> None:
    """Somebody who stood outside goes in, or away."""
    if m[more_patient(m, i) + x.PLACE] == x.OUTSIDE:
        remove(m, outside_of(m, m[patient(m, i) + c.AT]), i)
        m[c.OUTSIDE_COUNT] -= 1


@compiled
def stand_at_door(m: Memory, i: int, s: int, z: int) -> None:
    """A patient at a desk of s cannot enter z without looking: blocked, for this moment or longer."""
    rest = more_patient(m, i)
    m[rest + x.DESK_OF], m[rest + x.PLACE] = s, x.AT_DOOR
    m[patient(m, i) + c.READY] = m[c.NOW]
    insert(m, door_of(m, z), i)
    m[x.DOOR_MAYBE] |= m[station(m, z) + c.BIT]
    _hold_crew(m, i, s)
    wait(m, i)


@compiled
def leave_door(m: Memory, i: int, z: int) -> int:
    """A blocked patient goes on or away: the station whose desk was blocked."""
    remove(m, door_of(m, z), i)
    s = m[more_patient(m, i) + x.DESK_OF]
    m[more_patient(m, i) + x.DESK_OF] = -1
    leave_desk(m, i, s)
    return s


# Desks


@inlined
def named(m: Memory, i: int, s: int) -> int:
    """The patient whose visit to a station this is: a session is the visit of its smallest number."""
    return i if m[more_station(m, s) + x.BATCH_SIZE] == 0 else m[visit(m, x.SESSION, i, s)]


@inlined
def visit_number(m: Memory, i: int, s: int) -> int:
    """The number of a patient's visit to a station."""
    return named(m, i, s) * m[c.STATIONS] + s


@inlined
def still_serving(m: Memory, i: int, s: int, place: int) -> int:
    """The unit in a place of the crew of a visit, as `named` tells; -1 if it is not with that visit any more."""
    u = m[crew_unit(m, i, s, place)]
    return u if u >= 0 and m[more_unit(m, u) + x.SERVES] == i * m[c.STATIONS] + s else -1


@compiled
def _hold_crew(m: Memory, i: int, s: int) -> None:
    """A blocked patient keeps the crew, unless the station or somebody in it has to serve further on."""
    leader, keeps = named(m, i, s), m[more_station(m, s) + x.KEEPS_STAFF] != 0
    size = m[station(m, row_taken(m, leader, s)) + c.CREW]
    for place in range(size):
        u = still_serving(m, leader, s, place)
        if u >= 0 and blocks_alone(m, u, s):
            keeps = False
    for place in range(size):
        u = still_serving(m, leader, s, place)
        if u >= 0 and not keeps:
            duty.release(m, u)
        elif u >= 0:
            change_state(m, u, duty.HELD)


@compiled
def leave_desk(m: Memory, i: int, s: int) -> None:
    """A patient leaves a desk; with the last one of a session it is free, or cleaned."""
    m[time(m, c.LEFT, i, s)] = m[c.NOW]
    count_at_desks(m, s, -1)
    leader = named(m, i, s)
    if m[more_station(m, s) + x.BATCH_SIZE] > 0:
        members = visit(m, x.MEMBERS, leader, s)
        m[members] -= 1
        if m[members] > 0:
            return
    length = m[visit(m, x.CLEAN_UP, leader, s)] if m[x.HAS_CLEAN_UP] else 0
    if length > 0:
        _clean(m, leader, s, length)
    else:
        _free_desk(m, leader, s)


@compiled
def _clean(m: Memory, i: int, s: int, length: int) -> None:
    """Those of the crew who are still there clean up."""
    for place in range(m[c.CREW_SIZE]):
        u = still_serving(m, i, s, place)
        if u >= 0:
            change_state(m, u, duty.CLEANING)
    push_in_order(m, 2 * m[c.STATIONS] + s, m[c.NOW] + length, CLEAN_UP_ENDS, visit_number(m, i, s))


@compiled
def end_cleaning(m: Memory, number: int) -> None:
    """The desk of a visit is clean."""
    _free_desk(m, number // m[c.STATIONS], number % m[c.STATIONS])


@compiled
def _free_desk(m: Memory, i: int, s: int) -> None:
    """The desk of a visit is free, and who of the crew was still there."""
    row = row_taken(m, i, s)
    m[station(m, row) + c.FREE_DESKS] += 1
    if row != s:
        m[station(m, s) + c.FREE_DESKS] += 1
    if m[x.FREED] > 0:
        member = i
        while member >= 0:
            m[visit(m, x.FREED, member, s)] = m[c.NOW]
            member = m[visit(m, x.NEXT_MEMBER, member, s)] if m[more_station(m, s) + x.BATCH_SIZE] > 0 else -1
    look_again(m, s)
    for place in range(m[station(m, row) + c.CREW]):
        u = still_serving(m, i, s, place)
        if u >= 0:
            duty.release(m, u)


@inlined
def row_taken(m: Memory, i: int, s: int) -> int:
    """The row of the desk that a patient has, or had, at a station."""
    if m[more_station(m, s) + x.ROWS] == 1:
        return s
    return m[more_station(m, s) + x.FIRST_ROW] + m[visit(m, x.KIND_TAKEN, i, s)]


# Interrupted services


@compiled
def stand_aside(m: Memory, i: int, s: int) -> None:
    """A patient whose service is interrupted keeps the desk, and is in no line."""
    insert(m, paused_of(m, s), i)
    m[more_patient(m, i) + x.PLACE] = x.PAUSED
    m[more_station(m, s) + x.PAUSED_COUNT] += 1
    m[x.WAITED_FOR] |= m[station(m, s) + c.BIT]
    here = present(m, m[patient(m, i) + c.KLASS], s)
    m[here + c.SERVED] -= 1
    m[here + c.WAITING] += 1


@compiled
def stand_aside_no_more(m: Memory, i: int, s: int) -> None:
    """An interrupted service goes on, or ends for good."""
    remove(m, paused_of(m, s), i)
    m[more_station(m, s) + x.PAUSED_COUNT] -= 1


@compiled
def serves_one(m: Memory, u: int) -> int:
    """The patient whom a unit is serving alone, in no session; -1 if there is none."""
    number = m[more_unit(m, u) + x.SERVES]
    if number < 0 or m[more_station(m, number % m[c.STATIONS]) + x.BATCH_SIZE] > 0:
        return -1
    i = number // m[c.STATIONS]
    return (
        i if m[more_patient(m, i) + x.PLACE] == x.SERVED and m[patient(m, i) + c.AT] == number % m[c.STATIONS] else -1
    )
