"""A patient's way through the site, in the kernel."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import crews, staff
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.lines import (
    count_busy,
    count_line,
    first_at,
    insert,
    line_of,
    look_again,
    look_no_more,
    remove,
)
from vaxsim.engines.kernel.memory import (
    branch,
    chosen,
    column,
    crew_unit,
    luck,
    next_station,
    patient,
    present,
    station,
    time,
)
from vaxsim.engines.kernel.queue import SERVICE_ENDS, WALK_ENDS, append, key_of
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

VACCINATED, TURNED_AWAY, UNDOSED = int(Outcome.VACCINATED), int(Outcome.TURNED_AWAY), int(Outcome.LEFT)
STILL_INSIDE, NO_CAUSE = int(Outcome.STILL_INSIDE), int(Cause.NONE)


@inlined
def enter(m: Memory, i: int) -> None:
    """A patient goes in and joins the first line."""
    me = patient(m, i)
    m[c.INSIDE] += 1
    m[present(m, m[me + c.KLASS], m[me + c.AT]) + c.WAITING] += 1
    join(m, i, m[me + c.AT])


@inlined
def reach(m: Memory, i: int) -> None:
    """A patient reaches a station inside."""
    me = patient(m, i)
    m[me + c.READY] = m[c.NOW]
    m[time(m, c.REACHED, i, m[me + c.AT])] = m[c.NOW]
    join(m, i, m[me + c.AT])


@inlined
def join(m: Memory, i: int, s: int) -> None:
    """A patient joins a line."""
    m[time(m, c.JOINED, i, s)] = m[c.NOW]
    insert(m, line_of(m, s, i), i)
    count_line(m, s, 1)
    if first_at(m, s) == i:  # else nothing has changed for who is first
        look_again(m, s)


@inlined
def start(m: Memory, s: int, i: int) -> None:
    """A service begins: takes a desk and a crew, and a dose where doses are given."""
    me, here = patient(m, i), station(m, s)
    remove(m, line_of(m, s, i), i)
    count_line(m, s, -1)
    count_busy(m, s, 1)
    if m[here + c.CREW] > 0:
        crews.choose(m, s, s, i, None)
        for place in range(m[here + c.CREW]):
            m[crew_unit(m, i, s, place)] = m[chosen(m, place)]
            staff.change_state(m, m[chosen(m, place)], staff.SERVING)
    m[present(m, m[me + c.KLASS], s) + c.WAITING] -= 1
    m[present(m, m[me + c.KLASS], s) + c.SERVED] += 1
    m[me + c.CALLED] = 1
    m[time(m, c.BEGAN, i, s)] = m[c.NOW]
    if m[here + c.DOSES] > 0 and m[column(m, c.DOSED, i)] == NEVER:
        m[column(m, c.DOSED, i)] = m[c.NOW]
    look_no_more(m, s)
    append(m, s, key_of(m, m[c.NOW] + length(m, s, i), SERVICE_ENDS, i))


@inlined
def length(m: Memory, s: int, i: int) -> int:
    """How long a service lasts: the drawn time, or what is left of it since an earlier station, and the extra."""
    since, left = m[station(m, s) + c.SINCE], m[luck(m, i, s) + c.SERVICE]
    if since >= 0:
        left -= m[c.NOW] - m[time(m, c.ENDED, i, since)]
    return left + m[luck(m, i, s) + c.EXTRA] if left > 0 else 0


@inlined
def end_service(m: Memory, i: int) -> None:
    """A service ends: desk and crew are free, the patient goes on."""
    me = patient(m, i)
    s, k = m[me + c.AT], m[me + c.KLASS]
    m[time(m, c.ENDED, i, s)] = m[time(m, c.LEFT, i, s)] = m[c.NOW]
    count_busy(m, s, -1)
    look_again(m, s)
    for place in range(m[station(m, s) + c.CREW]):
        staff.release(m, m[crew_unit(m, i, s, place)])
    m[present(m, k, s) + c.SERVED] -= 1
    following, outcome = next_station(m, k, s), -1
    which = m[luck(m, i, s) + c.WHICH_BRANCH]
    if which >= 0:
        way = branch(m, k, s, which)
        following, outcome = m[way + c.TARGET], m[way + c.GIVES]
    if following == m[c.STATIONS]:
        leave(m, i, outcome)
    else:
        go_on(m, i, s, following)


@inlined
def go_on(m: Memory, i: int, s: int, following: int) -> None:
    """From station s to the following one, at once or by a walk."""
    me = patient(m, i)
    m[me + c.AT] = following
    m[present(m, m[me + c.KLASS], following) + c.WAITING] += 1
    walk = m[luck(m, i, s) + c.WALK]
    if walk > 0:
        append(m, m[c.STATIONS] + s, key_of(m, m[c.NOW] + walk, WALK_ENDS, i))
    else:
        reach(m, i)


@inlined
def leave(m: Memory, i: int, outcome: int) -> None:
    """A patient leaves the site with the outcome that a branch gave (or -1)."""
    m[c.INSIDE] -= 1
    if outcome < 0:
        outcome = VACCINATED if m[column(m, c.DOSED, i)] != NEVER else UNDOSED
    _depart(m, i, outcome, NO_CAUSE)


@compiled
def _depart(m: Memory, i: int, outcome: int, cause: int) -> None:
    m[column(m, c.DEPARTED, i)] = m[c.NOW]
    m[column(m, c.OUTCOME, i)], m[column(m, c.CAUSE, i)] = outcome, cause


@compiled
def turn_away_at_door(m: Memory, i: int, cause: int) -> None:
    """Somebody who has not come in goes away."""
    m[time(m, c.LEFT, i, m[patient(m, i) + c.AT])] = m[c.NOW]
    _depart(m, i, TURNED_AWAY, cause)


@compiled
def turn_away_from_line(m: Memory, i: int, cause: int) -> None:
    """Somebody in a line is sent home."""
    me = patient(m, i)
    s = m[me + c.AT]
    remove(m, line_of(m, s, i), i)
    count_line(m, s, -1)
    m[present(m, m[me + c.KLASS], s) + c.WAITING] -= 1
    m[time(m, c.LEFT, i, s)] = m[c.NOW]
    m[c.INSIDE] -= 1
    _depart(m, i, TURNED_AWAY, cause)


@compiled
def stay_inside(m: Memory, i: int) -> None:
    """Somebody is inside or outside when the day is cut off."""
    _depart(m, i, STILL_INSIDE, NO_CAUSE)
