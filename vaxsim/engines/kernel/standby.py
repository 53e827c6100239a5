"""Standby lists in the kernel: people called for doses that would be left over."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory
from vaxsim.engines.kernel.doses import set_need, vaccine_of
from vaxsim.engines.kernel.events import NEWCOMER, push
from vaxsim.engines.kernel.memory import checked, patient
from vaxsim.engines.kernel.more import demand_at, more_patient, vaccine


@compiled
def call_all(m: Memory) -> None:
    """A service has started: look at every list."""
    m[x.STARTED] = 0
    for v in range(m[x.VACCINES]):
        call_people(m, v)


@compiled
def call_people(m: Memory, v: int) -> None:
    """The next on the list are called while the doses in open or prepared form exceed those that are still needed."""
    row = vaccine(m, v)
    if m[row + x.CALLS_FROM] <= m[c.NOW] < m[c.CLOSING]:
        doses = m[row + x.OPEN_DOSES] + m[row + x.BACK] - m[row + x.FRONT]
        while doses > m[row + x.DEMAND] and m[row + x.NEXT_CALL] < m[row + x.END_OF_LIST]:
            m[row + x.NEXT_CALL] += 1
            _call(m, m[row + x.NEXT_CALL] - 1)


@compiled
def _call(m: Memory, i: int) -> None:
    """Somebody is called, and comes after the travel time."""
    me, rest = patient(m, i), more_patient(m, i)
    tick = m[c.NOW] + m[m[x.TRAVEL] + checked(i, m[c.PATIENTS])]
    m[me + c.READY] = m[rest + x.ARRIVED] = tick
    set_need(m, i, demand_at(m, m[me + c.KLASS], m[me + c.AT], 0) * m[rest + x.PARTY])
    m[vaccine(m, vaccine_of(m, i)) + x.ON_THE_WAY] += m[rest + x.NEED]
    push(m, tick, NEWCOMER, i)


@compiled
def arrive(m: Memory, i: int) -> None:
    """Somebody who was called is at the door."""
    rest = more_patient(m, i)
    m[vaccine(m, vaccine_of(m, i)) + x.ON_THE_WAY] -= m[rest + x.NEED]
