"""Patience in the kernel: when it ends, and who leaves."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.events import PATIENCE_ENDS, push
from vaxsim.engines.kernel.memory import patient, time
from vaxsim.engines.kernel.more import klass, more_patient, pending, visit
from vaxsim.engines.kernel.places import wait
from vaxsim.engines.kernel.ways import go_away
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

RENEGED, NO_CAUSE = int(Outcome.RENEGED), int(Cause.NONE)


@compiled
def end_of_patience(m: Memory, i: int) -> int:
    """The tick until which a patient waits where they are, or on the way to; NEVER if they wait without end."""
    if not m[x.HAS_PATIENCE]:
        return NEVER
    me = patient(m, i)
    s = m[me + c.AT]
    begins = m[time(m, c.REACHED, i, s)]
    if m[klass(m, m[me + c.KLASS]) + x.FROM_ARRIVAL]:
        begins = m[more_patient(m, i) + x.ARRIVED]
    drawn = m[visit(m, x.PATIENCE, i, s)]
    return NEVER if drawn == NEVER or begins == NEVER else begins + drawn


@compiled
def leaves_when_called(m: Memory, i: int) -> bool:
    """Whether a patient who could start now leaves instead."""
    if not m[x.HAS_PATIENCE] or not m[klass(m, m[patient(m, i) + c.KLASS]) + x.WHEN_CALLED]:
        return False
    return end_of_patience(m, i) < m[c.NOW]


@inlined
def give_up(m: Memory, i: int) -> None:
    """A patient leaves for want of patience."""
    go_away(m, i, RENEGED, NO_CAUSE)


@compiled
def _waits(m: Memory, i: int) -> bool:
    """Whether somebody stands in a line or at a door who does not wait to be called."""
    place = m[more_patient(m, i) + x.PLACE]
    if place != x.IN_LINE and place != x.AT_DOOR and place != x.OUTSIDE:
        return False
    return not m[klass(m, m[patient(m, i) + c.KLASS]) + x.WHEN_CALLED]


@compiled
def lose_patience(m: Memory) -> bool:
    """Of those whose patience has ended the lowest number leaves; if nobody does, the ends of the others are due."""
    first = -1
    for place in range(m[x.PENDING_COUNT]):
        i = m[pending(m, place)]
        if (first < 0 or i < first) and _waits(m, i) and end_of_patience(m, i) <= m[c.NOW]:
            first = i
    if first >= 0:
        give_up(m, first)
        return True
    for place in range(m[x.PENDING_COUNT]):
        _arm(m, m[pending(m, place)])
    m[x.PENDING_COUNT] = 0
    return False


@inlined
def _arm(m: Memory, i: int) -> None:
    """The end of patience of somebody who still waits is due, unless it is already."""
    rest = more_patient(m, i)
    m[rest + x.IS_PENDING] = 0
    if not _waits(m, i):
        return
    end = end_of_patience(m, i)
    if end < NEVER and m[rest + x.ARMED] != end:
        m[rest + x.ARMED] = end
        push(m, end, PATIENCE_ENDS, i)


@compiled
def is_in_vain(m: Memory, i: int, tick: int) -> bool:
    """Whether the end of patience that is due next concerns nobody who waits any more; if so it is forgotten."""
    if _waits(m, i) and end_of_patience(m, i) == tick:
        return False
    m[more_patient(m, i) + x.ARMED] = NEVER
    return True


@compiled
def patience_ends(m: Memory, i: int) -> None:
    """The end of patience is due: look at it when this tick is dispatched."""
    m[more_patient(m, i) + x.ARMED] = NEVER
    wait(m, i)
