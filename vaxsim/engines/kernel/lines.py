"""Lines: doubly linked lists through the patients, one per station and priority, and one of those outside."""

from __future__ import annotations

from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import line, patient, station


@inlined
def stands_behind(m: Memory, i: int, j: int) -> bool:
    """Whether patient i comes after patient j, by (ready, number)."""
    mine, theirs = m[patient(m, i) + c.READY], m[patient(m, j) + c.READY]
    return mine > theirs or (mine == theirs and i > j)


@inlined
def insert(m: Memory, number: int, i: int) -> None:
    """Put a patient in their place in a line; nearly always the end, so the search begins there."""
    here = line(m, number)
    ahead = m[here + c.LAST]
    while ahead >= 0 and stands_behind(m, ahead, i):
        ahead = m[patient(m, ahead) + c.PREVIOUS]
    behind = m[here + c.FIRST] if ahead < 0 else m[patient(m, ahead) + c.NEXT]
    me = patient(m, i)
    m[me + c.PREVIOUS], m[me + c.NEXT] = ahead, behind
    _link(m, here, ahead, i, i, behind)


@inlined
def remove(m: Memory, number: int, i: int) -> None:
    """Take a patient out of a line."""
    me = patient(m, i)
    ahead, behind = m[me + c.PREVIOUS], m[me + c.NEXT]
    _link(m, line(m, number), ahead, behind, ahead, behind)


@inlined
def _link(m: Memory, here: int, ahead: int, next_of_ahead: int, previous_of_behind: int, behind: int) -> None:
    """Set what the neighbours of a place in a line point to; an end of the line where there is no neighbour."""
    if ahead < 0:
        m[here + c.FIRST] = next_of_ahead
    else:
        m[patient(m, ahead) + c.NEXT] = next_of_ahead
    if behind < 0:
        m[here + c.LAST] = previous_of_behind
    else:
        m[patient(m, behind) + c.PREVIOUS] = previous_of_behind


@inlined
def line_of(m: Memory, s: int, i: int) -> int:
    """The line that a patient stands in at a station: by rank of priority, or the first at a first-come station."""
    rank = m[patient(m, i) + c.RANK] if m[station(m, s) + c.BY_PRIORITY] else 0
    return s * m[c.RANKS] + rank


@inlined
def outside_of(m: Memory, s: int) -> int:
    """The line of those outside whose first station this is."""
    return m[c.STATIONS] * m[c.RANKS] + s


@inlined
def first_in(m: Memory, number: int) -> int:
    """Who is first in a line; -1 if nobody is."""
    return m[line(m, number) + c.FIRST]


@inlined
def first_at(m: Memory, s: int) -> int:
    """Who is called next at a station; -1 if nobody waits."""
    ranks = m[c.RANKS] if m[station(m, s) + c.BY_PRIORITY] else 1
    for rank in range(ranks):
        i = first_in(m, s * m[c.RANKS] + rank)
        if i >= 0:
            return i
    return -1


@inlined
def count_line(m: Memory, s: int, change: int) -> None:
    """The line gets longer or shorter.  The integral of its length is the sum of the ticks at which it got shorter,
    less those at which it got longer; `close_accounts` adds the end of the day for those who still stand in it."""
    here = station(m, s)
    m[here + c.LENGTH] += change
    m[here + c.LINE_AREA] -= change * (m[c.NOW] - m[c.BASE])


@inlined
def count_busy(m: Memory, s: int, change: int) -> None:
    """A service begins or ends: keep the number of free desks, and the integral of the services in the same way."""
    here = station(m, s)
    m[here + c.FREE_DESKS] -= change
    m[here + c.BUSY_AREA] -= change * (m[c.NOW] - m[c.BASE])


@inlined
def close_accounts(m: Memory, s: int) -> None:
    """The integrals of the line and of the services, up to now."""
    here, day = station(m, s), m[c.NOW] - m[c.BASE]
    m[here + c.LINE_AREA] += m[here + c.LENGTH] * day
    m[here + c.BUSY_AREA] += (m[here + c.DESKS] - m[here + c.FREE_DESKS]) * day


@inlined
def look_again(m: Memory, s: int) -> None:
    """Something changed for a station: a service may be able to start there, if a desk is free for somebody."""
    here = station(m, s)
    if m[here + c.LENGTH] > 0 and m[here + c.FREE_DESKS] > 0:
        m[c.MAYBE] |= m[here + c.BIT]


@inlined
def look_no_more(m: Memory, s: int) -> None:
    """Forget a station where nobody waits any more, or no desk is free, unless it shares its bit with another."""
    here = station(m, s)
    if (m[here + c.LENGTH] == 0 or m[here + c.FREE_DESKS] == 0) and m[c.STATIONS] <= c.MASK_BITS:
        m[c.MAYBE] &= ~m[here + c.BIT]
