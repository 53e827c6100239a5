"""The order in which services start: the key (rule, priority, ready, number) of somebody at a station."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import patient, station
from vaxsim.engines.kernel.more import more_station
from vaxsim.plan import DISPATCHES

FIRST_COME, LONGEST_LINE = DISPATCHES.index("first_come"), DISPATCHES.index("longest_line")


@compiled
def goes_before(m: Memory, s: int, i: int, z: int, j: int) -> bool:
    """Whether patient i at station s has a smaller key than patient j at station z."""
    if m[x.DISPATCH] != FIRST_COME and s != z:
        return (_rule(m, s), s) < (_rule(m, z), z)
    mine, theirs = _priority(m, s, i), _priority(m, z, j)
    if mine != theirs:
        return mine < theirs
    return (m[patient(m, i) + c.READY], i) < (m[patient(m, j) + c.READY], j)


@inlined
def _rule(m: Memory, s: int) -> int:
    """What the rule of the site orders stations by."""
    if m[x.DISPATCH] == LONGEST_LINE:
        return -m[station(m, s) + c.LENGTH]
    return m[more_station(m, s) + x.LIST_PLACE]


@inlined
def _priority(m: Memory, s: int, i: int) -> int:
    """The priority of a patient at a station."""
    return m[m[c.PRIORITY] + m[patient(m, i) + c.RANK]] if m[station(m, s) + c.BY_PRIORITY] else c.FIRST_COME_PRIORITY
