"""Ways of patients on a day with every behaviour: in, on to the next station, and out, for whatever reason."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory
from vaxsim.engines.kernel.doses import give_back, set_need, will_never_get
from vaxsim.engines.kernel.events import WALK_ENDS, push_in_order
from vaxsim.engines.kernel.memory import column, luck, patient, present, station, time
from vaxsim.engines.kernel.more import demand_at, more_patient, more_station
from vaxsim.engines.kernel.places import (
    ALL,
    join,
    leave_desk,
    leave_door,
    leave_line,
    leave_outside,
    stand_aside_no_more,
    stand_at_door,
)
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

VACCINATED, TURNED_AWAY, UNDOSED = int(Outcome.VACCINATED), int(Outcome.TURNED_AWAY), int(Outcome.LEFT)
NO_CAUSE, NO_DOSE = int(Cause.NONE), int(Cause.NO_DOSE)


@compiled
def come_in(m: Memory, i: int) -> None:
    """Somebody who stood at the first door is inside; the line, or the service, is the next step."""
    me = patient(m, i)
    leave_outside(m, i)
    m[c.INSIDE] += 1
    m[x.PEOPLE] += m[more_patient(m, i) + x.PARTY]
    m[present(m, m[me + c.KLASS], m[me + c.AT]) + c.WAITING] += 1


@compiled
def go_on(m: Memory, i: int, s: int, z: int) -> None:
    """From a desk of station s to the door of station z, and further if nothing there can refuse anybody."""
    me = patient(m, i)
    k = m[me + c.KLASS]
    m[me + c.AT] = z
    m[present(m, k, z) + c.WAITING] += 1
    if m[x.HAS_DEMAND]:
        set_need(m, i, demand_at(m, k, z, 0) * m[more_patient(m, i) + x.PARTY])
    if m[more_station(m, z) + x.ROOM] == NEVER:
        leave_desk(m, i, s)
        set_off(m, i, s, z)
        return
    if m[luck(m, i, s) + c.WALK] == 0:
        m[time(m, c.REACHED, i, z)] = m[c.NOW]
        if will_never_get(m, i, z):
            leave_desk(m, i, s)
            m[time(m, c.LEFT, i, z)] = m[c.NOW]
            _be_gone(m, i, TURNED_AWAY, NO_DOSE)
            return
    stand_at_door(m, i, s, z)
    if will_never_get(m, i, z):
        m[x.DOSES_CHANGED] = 1  # goes before the next step


@compiled
def set_off(m: Memory, i: int, s: int, z: int) -> None:
    """To station z, at once or by a walk; a place in a limited room is taken already."""
    walk = m[luck(m, i, s) + c.WALK]
    if walk > 0:
        m[more_patient(m, i) + x.PLACE] = x.WALKING
        m[more_station(m, z) + x.ON_WAY] += 1
        push_in_order(m, m[c.STATIONS] + s, m[c.NOW] + walk, WALK_ENDS, i)
    elif m[time(m, c.REACHED, i, z)] == NEVER:
        m[time(m, c.REACHED, i, z)] = m[patient(m, i) + c.READY] = m[c.NOW]
        _stand_in_line(m, i, z)
    else:
        join(m, i, z)


@compiled
def end_walk(m: Memory, i: int) -> None:
    """A patient reaches a station after a walk."""
    z = m[patient(m, i) + c.AT]
    m[time(m, c.REACHED, i, z)] = m[patient(m, i) + c.READY] = m[c.NOW]
    m[more_station(m, z) + x.ON_WAY] -= 1
    _stand_in_line(m, i, z)


@compiled
def _stand_in_line(m: Memory, i: int, z: int) -> None:
    """Join the line, or go away where there will never be a dose."""
    if will_never_get(m, i, z):
        m[time(m, c.LEFT, i, z)] = m[c.NOW]
        m[x.DOOR_MAYBE] |= m[station(m, z) + c.BIT]
        _be_gone(m, i, TURNED_AWAY, NO_DOSE)
    else:
        join(m, i, z)


@compiled
def leave(m: Memory, i: int, s: int, outcome: int) -> None:
    """A patient leaves a desk and the site with the outcome that a branch gave (or -1)."""
    leave_desk(m, i, s)
    _count_out(m, i)
    if outcome < 0:
        outcome = VACCINATED if m[column(m, c.DOSED, i)] != NEVER else UNDOSED
    depart(m, i, outcome, NO_CAUSE)


@compiled
def go_away(m: Memory, i: int, outcome: int, cause: int) -> None:
    """Somebody leaves from where they wait: outside, in a line, at a door, or at a desk where nobody serves them."""
    place, s = m[more_patient(m, i) + x.PLACE], m[patient(m, i) + c.AT]
    give_back(m, i)
    if m[time(m, c.REACHED, i, s)] != NEVER and place != x.PAUSED:
        m[time(m, c.LEFT, i, s)] = m[c.NOW]
    if place in (x.NEWCOMER, x.OUTSIDE):
        leave_outside(m, i)
        depart(m, i, outcome, cause)
        return
    if place == x.IN_LINE:
        leave_line(m, i, s)
    elif place == x.AT_DOOR:
        leave_door(m, i, s)
    else:
        stand_aside_no_more(m, i, s)
        leave_desk(m, i, s)
    _be_gone(m, i, outcome, cause)


@compiled
def _be_gone(m: Memory, i: int, outcome: int, cause: int) -> None:
    """Somebody who waited inside is gone."""
    me = patient(m, i)
    m[present(m, m[me + c.KLASS], m[me + c.AT]) + c.WAITING] -= 1
    _count_out(m, i)
    depart(m, i, outcome, cause)


@compiled
def _count_out(m: Memory, i: int) -> None:
    """There is more room inside."""
    m[c.INSIDE] -= 1
    m[x.PEOPLE] -= m[more_patient(m, i) + x.PARTY]
    if m[x.MAX_INSIDE] < NEVER and m[c.OUTSIDE_COUNT] > 0:
        m[x.DOOR_MAYBE] = ALL


@compiled
def depart(m: Memory, i: int, outcome: int, cause: int) -> None:
    """A patient's day ends."""
    m[more_patient(m, i) + x.PLACE] = x.GONE
    set_need(m, i, 0)
    m[column(m, c.DEPARTED, i)] = m[c.NOW]
    m[column(m, c.OUTCOME, i)], m[column(m, c.CAUSE, i)] = outcome, cause
