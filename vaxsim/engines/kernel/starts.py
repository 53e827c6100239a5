"""Dispatch c on a day with every behaviour: of all services and sessions that can start, the smallest key."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import crews
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.lines import first_at, first_in
from vaxsim.engines.kernel.memory import patient, station
from vaxsim.engines.kernel.more import failed, is_open_to, more_patient, more_station, paused_of
from vaxsim.engines.kernel.order import goes_before
from vaxsim.engines.kernel.patience import give_up, leaves_when_called
from vaxsim.engines.kernel.places import leave_line, row_taken
from vaxsim.engines.kernel.services import begin, desk_for, desk_found, is_held, resume
from vaxsim.engines.kernel.sessions import first_of_session, start_session


@compiled
def start_one(m: Memory) -> bool:
    """The smallest key of those who can start does, or leaves because their patience is over; whether there was one."""
    best, at = -1, -1
    maybe, still = (m[c.MAYBE] | m[x.ALWAYS_MAYBE]) & m[x.WAITED_FOR], 0
    for s in range(m[c.STATIONS]):
        here, rest = station(m, s), more_station(m, s)
        bit = m[here + c.BIT]
        if maybe & bit == 0:
            continue
        if m[rest + x.ROOM] == 0:
            m[x.DOOR_MAYBE] |= bit  # they start from the door
        if m[here + c.LENGTH] > 0 and m[here + c.FREE_DESKS] > 0 and crews.may_fill(m, s):
            i = _first_who_can(m, s)
        elif m[rest + x.PAUSED_COUNT] > 0:
            i = _first_who_can_go_on(m, s)
        else:
            continue
        if i >= 0:
            still |= bit
            if best < 0 or goes_before(m, s, i, at, best):
                best, at = i, s
    m[c.MAYBE] = still  # nothing can start at the others before something changes for them
    if best >= 0:
        _start(m, at, best)
    return best >= 0


@compiled
def _start(m: Memory, s: int, i: int) -> None:
    """The service of a patient starts, or goes on."""
    if m[more_patient(m, i) + x.PLACE] == x.PAUSED:
        resume(m, s, i)
    elif m[more_station(m, s) + x.BATCH_SIZE] > 0:
        start_session(m, s)
    elif leaves_when_called(m, i):
        give_up(m, i)
    else:
        row = desk_found(m, s, i)
        leave_line(m, i, s)
        begin(m, s, i, row)


@compiled
def _first_who_can(m: Memory, s: int) -> int:
    """Who has the smallest key of those who can start at a station with a free desk and a line; -1 if nobody can."""
    i = -1
    if m[more_station(m, s) + x.BATCH_SIZE] > 0:
        i = first_of_session(m, s)
    elif not is_held(m, s):
        if m[more_station(m, s) + x.DIFFERS]:
            i = _first_of_unlike(m, s)
        else:
            i = first_at(m, s)
            if not m[station(m, s) + x.NEEDS_ONLY_CREW] and desk_for(m, s, i) < 0:
                i = -1
    if m[more_station(m, s) + x.PAUSED_COUNT] > 0:
        j = _first_who_can_go_on(m, s)
        if j >= 0 and (i < 0 or goes_before(m, s, j, s, i)):
            i = j
    return i


@compiled
def _first_of_unlike(m: Memory, s: int) -> int:
    """As `first_who_can`, where patients differ in what they need: past the head of the line.

    Who needs as many doses as somebody of the same class who could not start, or more, cannot either, unless that was
    for want of luck.
    """
    for k in range(m[c.CLASSES]):
        m[failed(m, k)] = c.NOTHING_DUE
    hopeless, ranks = 0, m[c.RANKS] if m[station(m, s) + c.BY_PRIORITY] else 1
    for rank in range(ranks):
        i = first_in(m, s * m[c.RANKS] + rank)
        while i >= 0:
            k, need = m[patient(m, i) + c.KLASS], m[more_patient(m, i) + x.PARTY]
            if need < m[failed(m, k)]:
                if desk_for(m, s, i) >= 0:
                    return i
                if not _lacks_doses_in_line(m, s, i, need) and not _is_out_of_luck(m, s, i):
                    m[failed(m, k)] = need
                    hopeless += 1 if need == 1 else 0
                    if hopeless == m[c.CLASSES]:
                        return -1
            i = m[patient(m, i) + c.NEXT]
    return -1


@inlined
def _lacks_doses_in_line(m: Memory, s: int, i: int, need: int) -> bool:
    """Whether somebody may lack doses that others of the class have taken in line already."""
    taken = m[more_patient(m, i) + x.TAKEN]
    return m[more_station(m, s) + x.TAKES_IN_LINE] != 0 and taken < need * m[station(m, s) + c.DOSES]


@compiled
def _is_out_of_luck(m: Memory, s: int, i: int) -> bool:
    """Whether a crew was free for somebody who could not start: it was picked at random, and carries no doses."""
    if m[c.PICKS] == 0 or m[more_station(m, s) + x.CARRIED_TO] == 0:
        return False
    first, k = m[more_station(m, s) + x.FIRST_ROW], m[patient(m, i) + c.KLASS]
    for row in range(first, first + m[more_station(m, s) + x.ROWS]):
        if m[station(m, row) + c.FREE_DESKS] > 0 and is_open_to(m, row, k) and crews.can_fill(m, row, 1):
            return True
    return False


@compiled
def _first_who_can_go_on(m: Memory, s: int) -> int:
    """Of those whose service is interrupted, the smallest key for whom a crew is free; -1 if there is none."""
    best = -1
    m[x.WANTED] = 0
    i = first_in(m, paused_of(m, s))
    while i >= 0:
        if crews.can_fill(m, row_taken(m, i, s), 1) and (best < 0 or goes_before(m, s, i, s, best)):
            best = i
        i = m[patient(m, i) + c.NEXT]
    return best
