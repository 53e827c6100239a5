"""Units of staff on a day with every behaviour: free again, home, interrupted, handing over; the rest is in `staff`."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel import staff
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import break_latest, break_state, group, unit
from vaxsim.engines.kernel.more import hands, interrupts, more_unit, vaccine
from vaxsim.engines.kernel.staff import IDLE, RESTING, SERVING
from vaxsim.visits import StaffState

HELD, CLEANING = int(StaffState.HELD), int(StaffState.CLEANING)
RESTOCKING, PREPARING = int(StaffState.RESTOCKING), int(StaffState.PREPARING)
NO_VISIT = -1


@compiled
def release(m: Memory, u: int) -> None:
    """What a unit did is done: it is free, or goes if its shift is over."""
    m[more_unit(m, u) + x.SERVES] = NO_VISIT
    be_idle(m, u)
    if m[more_unit(m, u) + x.SHIFT_OVER]:
        go_home(m, u)


@compiled
def be_idle(m: Memory, u: int) -> None:
    """A unit is free: it may have to fetch doses, or to make some."""
    staff.change_state(m, u, IDLE)
    if m[more_unit(m, u) + x.HOLDS] > 0:
        for v in range(m[x.VACCINES]):
            if m[hands(m, u, v)] < m[x.MOST_NEEDED]:
                m[x.RESTOCK_MAYBE] = 1
    if m[more_unit(m, u) + x.MAKES]:
        m[x.STORE_MAYBE] = 1


@compiled
def go_home(m: Memory, u: int) -> None:
    """A unit goes, and keeps the doses that it carries: nobody waits for them."""
    for v in range(m[x.VACCINES]):
        m[vaccine(m, v) + x.IN_HANDS] -= m[hands(m, u, v)]
    m[x.DOSES_CHANGED] = 1
    staff.go(m, u)


@compiled
def come_back(m: Memory, u: int) -> None:
    """A break ends."""
    staff.come_back(m, u)
    be_idle(m, u)


# Breaks


@compiled
def can_interrupt(m: Memory, u: int, which: int) -> bool:
    """Whether a break that is due may take a unit away from a patient now."""
    me, now = unit(m, u), m[c.NOW]
    g = m[me + c.OF_GROUP]
    if m[me + c.STATE] != SERVING or not interrupts(m, g, which):
        return False
    in_time = now <= break_latest(m, g, which) and now < m[me + c.ENDS]
    return in_time and m[group(m, g) + c.ON_BREAK] < staff.away_at_most(m, g, which)


@inlined
def is_due(m: Memory, u: int, which: int) -> bool:
    """Whether a break of a unit is due."""
    return m[break_state(m, u, which)] == c.BREAK_IS_DUE


# Handing over


@compiled
def successor(m: Memory, u: int) -> int:
    """The idle unit of the group's next shift with the lowest number; -1 if there is none."""
    for other in range(m[c.UNITS]):
        same = m[unit(m, other) + c.OF_GROUP] == m[unit(m, u) + c.OF_GROUP]
        following = m[more_unit(m, other) + x.SHIFT] == m[more_unit(m, u) + x.SHIFT] + 1
        if same and following and m[unit(m, other) + c.STATE] == IDLE:
            return other
    return -1


@inlined
def rests(m: Memory, u: int) -> bool:
    """Whether a unit is on a break."""
    return m[unit(m, u) + c.STATE] == RESTING
