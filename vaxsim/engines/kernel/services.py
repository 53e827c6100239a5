"""Services on a day with every behaviour: who can start at which desk, how they begin, pause, go on and end."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import crews, duty, ways
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.doses import give, giver_of, in_store, is_made_ahead, need_at, set_need, vaccine_of
from vaxsim.engines.kernel.events import SERVICE_ENDS, call_off, push_in_order
from vaxsim.engines.kernel.memory import (
    branch,
    chosen,
    crew_unit,
    luck,
    next_station,
    patient,
    present,
    station,
    time,
    unit,
)
from vaxsim.engines.kernel.more import (
    demand_at,
    is_open_to,
    kind_service,
    more_patient,
    more_station,
    more_unit,
    pause,
    pause_crew,
    visit,
)
from vaxsim.engines.kernel.places import (
    count_at_desks,
    row_taken,
    stand_aside,
    stand_aside_no_more,
    still_serving,
    visit_number,
)
from vaxsim.engines.kernel.staff import SERVING, change_state
from vaxsim.units import NEVER

NOWHERE = -1


# Whether somebody can start


@compiled
def desk_for(m: Memory, s: int, i: int) -> int:
    """The row of the desk at which a patient can start now: a free one, with its crew and with doses; -1 if none."""
    wanted = 0
    if m[x.HAS_DOSES] and m[station(m, s) + c.DOSES] > 0:
        v, need = vaccine_of(m, i), need_at(m, i, s)
        if m[more_station(m, s) + x.TAKES_IN_LINE] and is_made_ahead(m, v):
            if m[more_patient(m, i) + x.TAKEN] < need:
                return NOWHERE
        elif m[more_station(m, s) + x.CARRIED_TO]:
            wanted = need
            m[x.WANTED_VACCINE] = v
        elif in_store(m, v) < need:
            return NOWHERE
    m[x.WANTED] = wanted
    first, k = m[more_station(m, s) + x.FIRST_ROW], m[patient(m, i) + c.KLASS]
    for row in range(first, first + m[more_station(m, s) + x.ROWS]):
        is_free = m[station(m, row) + c.FREE_DESKS] > 0 and is_open_to(m, row, k) and crews.can_fill(m, row, 1)
        if is_free and (wanted == 0 or _has_doses(m, s, row, i, wanted)):
            return row
    return NOWHERE


@inlined
def desk_found(m: Memory, s: int, i: int) -> int:
    """The row of the desk at which a patient can start who has been found to be able to."""
    return s if m[more_station(m, s) + x.ROWS] == 1 else desk_for(m, s, i)


@compiled
def _has_doses(m: Memory, s: int, row: int, i: int, wanted: int) -> bool:
    """Whether the crew that would be taken has the doses: somebody in it who restocks, or else the store."""
    if in_store(m, m[x.WANTED_VACCINE]) >= wanted:
        return True
    crews.choose(m, row, s, i, 1)
    return giver_of(m, s, m[station(m, row) + c.CREW]) >= 0


@inlined
def is_held(m: Memory, s: int) -> bool:
    """Whether too many are in line at the station for which this one has to wait."""
    rest = more_station(m, s)
    target = m[rest + x.HOLD_FOR]
    return target >= 0 and m[station(m, target) + c.LENGTH] > m[rest + x.HOLD_ABOVE]


# Beginning


@compiled
def begin(m: Memory, s: int, i: int, row: int) -> None:
    """A service begins at a row of desks, of somebody who is in no line any more: takes a desk and a crew."""
    m[station(m, row) + c.FREE_DESKS] -= 1
    if row != s:
        m[station(m, s) + c.FREE_DESKS] -= 1
    if m[more_station(m, s) + x.ROWS] > 1:
        m[visit(m, x.KIND_TAKEN, i, s)] = row - m[more_station(m, s) + x.FIRST_ROW]
    take_crew(m, s, i, row, i)
    ticks = length(m, s, i, row)
    if m[x.PACES] > 1:
        ticks = paced(m, s, i, row, ticks)
    be_served(m, s, i, m[station(m, row) + c.CREW])
    end_at(m, s, i, m[c.NOW] + ticks)


@compiled
def take_crew(m: Memory, s: int, i: int, row: int, lucky: int) -> None:
    """The crew of a service starts to serve, picked with the luck of a patient."""
    size = m[station(m, row) + c.CREW]
    if size > 0:
        m[x.WANTED] = 0
        if m[more_station(m, s) + x.CARRIED_TO] and m[more_patient(m, i) + x.PLACE] != x.PAUSED:
            m[x.WANTED], m[x.WANTED_VACCINE] = need_at(m, lucky, s), vaccine_of(m, lucky)
        crews.choose(m, row, s, lucky, 1)
        number = visit_number(m, i, s)
        for place in range(size):
            u = m[chosen(m, place)]
            m[crew_unit(m, i, s, place)] = u
            m[more_unit(m, u) + x.SERVES] = number
            change_state(m, u, SERVING)


@compiled
def be_served(m: Memory, s: int, i: int, crew: int) -> None:
    """A patient is at a desk, by one self or in a session, and gets the doses that are given there."""
    me = patient(m, i)
    here = present(m, m[me + c.KLASS], s)
    m[here + c.WAITING] -= 1
    m[here + c.SERVED] += 1
    m[me + c.CALLED] = 1
    m[more_patient(m, i) + x.PLACE] = x.SERVED
    m[time(m, c.BEGAN, i, s)] = m[c.NOW]
    count_at_desks(m, s, 1)
    if m[station(m, s) + c.DOSES] > 0:
        give(m, i, s, crew)
    if m[x.HAS_DEMAND]:
        set_need(m, i, demand_at(m, m[me + c.KLASS], s, 1) * m[more_patient(m, i) + x.PARTY])
    m[x.STARTED] = m[x.HAS_CALLS]


@compiled
def length(m: Memory, s: int, i: int, row: int) -> int:
    """How long a service lasts: the drawn time, or what is left of it since an earlier station, and the extra."""
    left = m[luck(m, i, s) + c.SERVICE] if row == s else kind_service(m, i, row)
    since = m[station(m, s) + c.SINCE]
    if since >= 0:
        left -= m[c.NOW] - m[time(m, c.ENDED, i, since)]
    return left + m[luck(m, i, s) + c.EXTRA] if left > 0 else 0


@compiled
def paced(m: Memory, s: int, i: int, row: int, ticks: int) -> int:
    """The time of a service at the pace of the slowest of the chosen crew; its clean-up keeps that pace."""
    pace, size = 1000, m[station(m, row) + c.CREW]
    for place in range(size):
        of_unit = _pace_of(m, m[chosen(m, place)])
        pace = of_unit if place == 0 else max(pace, of_unit)
    if m[x.HAS_CLEAN_UP]:
        cleaning = visit(m, x.CLEAN_UP, i, s)
        m[cleaning] = m[cleaning] * pace // 1000
    return ticks * pace // 1000


@inlined
def _pace_of(m: Memory, u: int) -> int:
    """The pace of a unit by the time since it came, per mille."""
    since, row = m[c.NOW] - m[unit(m, u) + c.CAME], m[unit(m, u) + c.OF_GROUP] * m[x.PACES]
    pace = 1000
    for step in range(m[x.PACES]):
        if m[m[x.PACE_FROM] + row + step] <= since:
            pace = m[m[x.PACE] + row + step]
    return pace


@inlined
def end_at(m: Memory, s: int, i: int, tick: int) -> None:
    """The service of a patient will end at a tick."""
    m[more_patient(m, i) + x.ENDS_AT] = tick
    push_in_order(m, s, tick, SERVICE_ENDS, i)


# Interruptions


@compiled
def interrupt(m: Memory, i: int) -> None:
    """A patient is handed back: keeps the desk, all of the crew are free."""
    s = m[patient(m, i) + c.AT]
    rest = more_patient(m, i)
    call_off(m, s, m[rest + x.ENDS_AT], SERVICE_ENDS, i)
    m[rest + x.REMAINING] = m[rest + x.ENDS_AT] - m[c.NOW]
    _write_pause(m, i, s, NEVER)
    m[x.RESTOCK_MAYBE] = 1  # units of this station may be needed again
    stand_aside(m, i, s)
    for place in range(m[c.CREW_SIZE]):
        u = still_serving(m, i, s, place)
        if u >= 0:
            duty.release(m, u)


@compiled
def resume(m: Memory, s: int, i: int) -> None:
    """An interrupted service goes on at its desk, with any units."""
    take_crew(m, s, i, row_taken(m, i, s), i)
    stand_aside_no_more(m, i, s)
    here = present(m, m[patient(m, i) + c.KLASS], s)
    m[here + c.WAITING] -= 1
    m[here + c.SERVED] += 1
    m[more_patient(m, i) + x.PLACE] = x.SERVED
    _write_next_crew(m, i, s)
    end_at(m, s, i, m[c.NOW] + m[more_patient(m, i) + x.REMAINING])


@compiled
def hand_over(m: Memory, i: int, old: int, new: int) -> None:
    """Another unit takes a patient over: a new piece of the service."""
    s = m[patient(m, i) + c.AT]
    _write_pause(m, i, s, m[c.NOW])
    for place in range(m[c.CREW_SIZE]):
        if m[crew_unit(m, i, s, place)] == old:
            m[crew_unit(m, i, s, place)] = new
    _write_next_crew(m, i, s)
    m[more_unit(m, new) + x.SERVES] = visit_number(m, i, s)
    change_state(m, new, SERVING)
    duty.release(m, old)


@compiled
def _write_pause(m: Memory, i: int, s: int, resumed: int) -> None:
    """A piece of a service ends, with the crew that it had."""
    number = m[x.PAUSE_ROWS]
    m[x.PAUSE_ROWS] = number + 1
    row = pause(m, number)
    m[row + x.PAUSE_PATIENT], m[row + x.PAUSE_STATION] = i, s
    m[row + x.PAUSED_AT], m[row + x.RESUMED_AT] = m[c.NOW], resumed
    for place in range(m[c.CREW_SIZE]):
        m[pause_crew(m, number, 0, place)] = m[crew_unit(m, i, s, place)]
        m[pause_crew(m, number, 1, place)] = -1


@compiled
def _write_next_crew(m: Memory, i: int, s: int) -> None:
    """The next piece begins: complete the last row of this patient."""
    number = m[x.PAUSE_ROWS] - 1
    while m[pause(m, number) + x.PAUSE_PATIENT] != i:
        number -= 1
    m[pause(m, number) + x.RESUMED_AT] = m[c.NOW]
    for place in range(m[c.CREW_SIZE]):
        m[pause_crew(m, number, 1, place)] = m[crew_unit(m, i, s, place)]


# The end


@compiled
def end(m: Memory, i: int) -> None:
    """A service ends: the patient goes on, or out of the site."""
    me = patient(m, i)
    s, k = m[me + c.AT], m[me + c.KLASS]
    m[time(m, c.ENDED, i, s)] = m[c.NOW]
    m[present(m, k, s) + c.SERVED] -= 1
    following, outcome = next_station(m, k, s), -1
    which = m[luck(m, i, s) + c.WHICH_BRANCH]
    if which >= 0:
        way = branch(m, k, s, which)
        following, outcome = m[way + c.TARGET], m[way + c.GIVES]
    if following == m[c.STATIONS]:
        ways.leave(m, i, s, outcome)
    else:
        ways.go_on(m, i, s, following)
