"""Doors on a day with every behaviour: who enters, who turns round, who stays outside or blocked."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.lines import first_in, outside_of
from vaxsim.engines.kernel.memory import column, comer, patient, station, time
from vaxsim.engines.kernel.more import called_one, door_of, klass, more_patient, more_station
from vaxsim.engines.kernel.patience import give_up, leaves_when_called
from vaxsim.engines.kernel.places import is_full, join, leave_door, stand_outside
from vaxsim.engines.kernel.services import begin, desk_for, desk_found, is_held
from vaxsim.engines.kernel.ways import come_in, depart, set_off
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

BALKED, NO_CAUSE = int(Outcome.BALKED), int(Cause.NONE)


# Those who have decided: blocked at a desk, or outside


@compiled
def let_one_in(m: Memory) -> bool:
    """The first of all at a door who can enter does; whether there was one."""
    for s in range(m[c.STATIONS]):
        if m[x.DOOR_MAYBE] & m[station(m, s) + c.BIT] == 0:
            continue
        if first_in(m, door_of(m, s)) >= 0 and _let_blocked_in(m, s):
            return True
        if m[c.OPEN] and first_in(m, outside_of(m, s)) >= 0 and _let_outsider_in(m, s):
            return True
    m[x.DOOR_MAYBE] = 0  # nobody can enter before something changes
    return False


@compiled
def _let_blocked_in(m: Memory, z: int) -> bool:
    """The first at a desk upstream who can go on does."""
    i = first_in(m, door_of(m, z))
    if m[more_station(m, z) + x.ROOM] > 0:
        if is_full(m, z):
            return False
        set_off(m, i, leave_door(m, i, z), z)
        return True
    while i >= 0 and not _can_move_on(m, i, z):
        i = m[patient(m, i) + c.NEXT]
    if i < 0:
        return False
    if leaves_when_called(m, i):
        give_up(m, i)
        return True
    leave_door(m, i, z)
    _start_at_once(m, i, z)
    return True


@inlined
def _can_move_on(m: Memory, i: int, z: int) -> bool:
    """Whether somebody blocked before a room of 0 can start there.

    The units that they hold would count as free, but nobody who is held can serve further on (see `places`).
    """
    return not is_held(m, z) and desk_for(m, z, i) >= 0


@compiled
def _start_at_once(m: Memory, i: int, s: int) -> None:
    """Behind a room of 0 joining is starting."""
    m[time(m, c.JOINED, i, s)] = m[c.NOW]
    begin(m, s, i, desk_found(m, s, i))


@compiled
def _let_outsider_in(m: Memory, s: int) -> bool:
    """The first outside who can enter does."""
    i = first_in(m, outside_of(m, s))
    while i >= 0 and m[patient(m, i) + c.READY] <= m[c.NOW]:
        if _can_enter(m, i, s):
            _enter(m, i, s)
            return True
        i = m[patient(m, i) + c.NEXT]
    return False


@compiled
def _can_enter(m: Memory, i: int, s: int) -> bool:
    """Whether somebody may come in at an open door: there is room inside, and in the waiting room or at a desk."""
    if m[x.MAX_INSIDE] < NEVER and m[x.PEOPLE] + m[more_patient(m, i) + x.PARTY] > m[x.MAX_INSIDE]:
        return False
    if m[more_station(m, s) + x.ROOM] > 0:
        return not is_full(m, s)
    return not is_held(m, s) and desk_for(m, s, i) >= 0


@compiled
def _enter(m: Memory, i: int, s: int) -> None:
    """Somebody goes in: into the line, or before a room of 0 to a desk, unless their patience is over."""
    if m[more_station(m, s) + x.ROOM] > 0:
        come_in(m, i)
        join(m, i, s)
    elif leaves_when_called(m, i):
        give_up(m, i)
    else:
        come_in(m, i)
        _start_at_once(m, i, s)


# Newcomers


@inlined
def anybody_decides(m: Memory) -> bool:
    """Whether a newcomer has not decided yet."""
    return m[c.DECIDED] < m[c.SETTLED] or m[x.CALLS_DECIDED] < m[x.CALLS_SETTLED]


@compiled
def decide(m: Memory) -> bool:
    """The newcomer with the smallest (ready, number) goes in, turns round, or stays outside; whether there was one.

    Who was turned away meanwhile is passed over.
    """
    i = _next_to_decide(m)
    if i < 0:
        return False
    if m[column(m, c.OUTCOME, i)] >= 0:
        return True
    s = m[patient(m, i) + c.AT]
    if _turns_round(m, i, s):
        m[time(m, c.LEFT, i, s)] = m[c.NOW]
        depart(m, i, BALKED, NO_CAUSE)
    elif m[c.OPEN] and m[patient(m, i) + c.READY] <= m[c.NOW] and _can_enter(m, i, s):
        _enter(m, i, s)
    else:
        stand_outside(m, i)
    return True


@inlined
def _next_to_decide(m: Memory) -> int:
    """Of those who come by themselves, in their order, and those who were called, the one whose turn it is; -1 if all
    have decided."""
    one, other = -1, -1
    if m[c.DECIDED] < m[c.SETTLED]:
        one = m[comer(m, m[c.DECIDED]) + c.WHO]
    if m[x.CALLS_DECIDED] < m[x.CALLS_SETTLED]:
        other = m[called_one(m, m[x.CALLS_DECIDED])]
    if other >= 0 and (one < 0 or m[patient(m, other) + c.READY] < m[patient(m, one) + c.READY]):
        m[x.CALLS_DECIDED] += 1
        return other
    if one >= 0:
        m[c.DECIDED] += 1
    return one


@inlined
def _turns_round(m: Memory, i: int, s: int) -> bool:
    """Whether a newcomer finds too many in line, or in line and service."""
    tolerance = m[more_patient(m, i) + x.TOLERANCE]
    if tolerance == NEVER:
        return False
    found = m[station(m, s) + c.LENGTH]
    if m[klass(m, m[patient(m, i) + c.KLASS]) + x.AT_SERVICE]:
        found += m[more_station(m, s) + x.AT_DESKS]
    return found > tolerance
