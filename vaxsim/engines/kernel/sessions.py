"""Sessions in the kernel: several patients served together."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import crews
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.doses import giver_of, in_store, need_at, takes_in_line, vaccine_of
from vaxsim.engines.kernel.lines import first_in
from vaxsim.engines.kernel.memory import crew_unit, patient, station, time
from vaxsim.engines.kernel.more import hands, member, more_patient, more_station, vaccine, visit
from vaxsim.engines.kernel.patience import give_up, leaves_when_called
from vaxsim.engines.kernel.places import leave_line
from vaxsim.engines.kernel.services import be_served, desk_for, end_at, is_held, length, paced, take_crew
from vaxsim.units import NEVER


@compiled
def first_of_session(m: Memory, s: int) -> int:
    """Who has the smallest key of those with whom a session can start now; -1 if none can.  They are the members."""
    m[x.MEMBER_COUNT] = m[x.WANTED] = 0
    if m[station(m, s) + c.FREE_DESKS] == 0 or is_held(m, s) or not crews.can_fill(m, s, 1):
        return -1
    longest = _gather(m, s)
    full = m[x.MEMBER_COUNT] == m[more_station(m, s) + x.BATCH_SIZE]
    if m[x.MEMBER_COUNT] == 0 or not (full or longest + m[more_station(m, s) + x.BATCH_WAIT] <= m[c.NOW]):
        return -1
    return m[member(m, 0)]


@compiled
def _gather(m: Memory, s: int) -> int:
    """The members: the smallest keys who can have their doses.  The tick at which the first of them joined."""
    longest = NEVER
    for v in range(m[x.VACCINES]):
        m[vaccine(m, v) + x.SPARE] = in_store(m, v)
    ranks = m[c.RANKS] if m[station(m, s) + c.BY_PRIORITY] else 1
    for rank in range(ranks):
        i = first_in(m, s * m[c.RANKS] + rank)
        while i >= 0 and m[x.MEMBER_COUNT] < m[more_station(m, s) + x.BATCH_SIZE]:
            if _has_doses_left(m, i, s):
                m[x.MEMBER_COUNT] += 1
                m[member(m, m[x.MEMBER_COUNT] - 1)] = i
                longest = min(longest, m[time(m, c.JOINED, i, s)])
            i = m[patient(m, i) + c.NEXT]
    return longest


@compiled
def _has_doses_left(m: Memory, i: int, s: int) -> bool:
    """Whether somebody can have their doses behind those who are members already; counts them down."""
    if not m[x.HAS_DOSES] or m[station(m, s) + c.DOSES] == 0:
        return True
    v, need = vaccine_of(m, i), need_at(m, i, s)
    if takes_in_line(m, i, s):
        return m[more_patient(m, i) + x.TAKEN] >= need
    if m[more_station(m, s) + x.CARRIED_TO] and m[x.MEMBER_COUNT] == 0 and not _has_giver(m, i, s):
        return False
    if m[vaccine(m, v) + x.SPARE] < need:
        return False
    if m[vaccine(m, v) + x.SPARE] < NEVER:
        m[vaccine(m, v) + x.SPARE] -= need
    return True


@compiled
def _has_giver(m: Memory, i: int, s: int) -> bool:
    """Whether a crew is there for the first member; if somebody in it carries doses, all are given from these."""
    if desk_for(m, s, i) < 0:
        return False
    crews.choose(m, s, s, i, 1)
    giver = giver_of(m, s, m[station(m, s) + c.CREW])
    if giver >= 0:
        for v in range(m[x.VACCINES]):
            m[vaccine(m, v) + x.SPARE] = m[hands(m, giver, v)]
    return True


@compiled
def start_session(m: Memory, s: int) -> None:
    """The session that can start does; or the first member past their patience leaves."""
    lucky = first_of_session(m, s)
    for place in range(m[x.MEMBER_COUNT]):
        if leaves_when_called(m, m[member(m, place)]):
            give_up(m, m[member(m, place)])
            return
    leader = _assemble(m, s)
    m[station(m, s) + c.FREE_DESKS] -= 1
    take_crew(m, s, leader, s, lucky)
    ticks = length(m, s, leader, s)
    if m[x.PACES] > 1:
        ticks = paced(m, s, leader, s, ticks)
    for place in range(m[x.MEMBER_COUNT]):
        i = m[member(m, place)]
        for of_crew in range(m[station(m, s) + c.CREW]):
            m[crew_unit(m, i, s, of_crew)] = m[crew_unit(m, leader, s, of_crew)]
        be_served(m, s, i, m[station(m, s) + c.CREW])
        end_at(m, s, i, m[c.NOW] + ticks)


@inlined
def _assemble(m: Memory, s: int) -> int:
    """The members leave the line; the smallest number stands for all of them."""
    leader = m[member(m, 0)]
    for place in range(m[x.MEMBER_COUNT]):
        leader = min(leader, m[member(m, place)])
    behind = -1
    for place in range(m[x.MEMBER_COUNT]):
        i = m[member(m, place)]
        leave_line(m, i, s)
        m[visit(m, x.SESSION, i, s)] = leader
        if i != leader:
            m[visit(m, x.NEXT_MEMBER, i, s)], behind = behind, i
    m[visit(m, x.NEXT_MEMBER, leader, s)] = behind
    m[visit(m, x.MEMBERS, leader, s)] = m[x.MEMBER_COUNT]
    return leader
