"""What is due when: a binary heap of single integers (time, kind, number), beside the calendar and the comers."""

from __future__ import annotations

from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import calendar, comer, heap, patient

SERVICE_ENDS, WALK_ENDS, BREAK_ENDS, GATE_OPENS = range(4)
"""Kinds of event on the heap, in the order in which an instant settles them; the calendar's come before the gate."""


@inlined
def push(m: Memory, tick: int, kind: int, number: int) -> None:
    """Something will be due at `tick`; a tick that does not fit beside kind and number is marked, not kept."""
    if tick - m[c.BASE] >= m[c.HORIZON]:
        m[c.TOO_LONG] = 1
        return
    key = ((tick - m[c.BASE]) << m[c.TIME_SHIFT]) | (kind << m[c.NUMBER_BITS]) | number
    if tick == m[c.NOW] and kind != GATE_OPENS:
        m[c.ZERO_DUE] = 1
    place = m[c.HEAP_SIZE]
    m[c.HEAP_SIZE] = place + 1
    while place > 0:
        above = (place - 1) >> 1
        if m[heap(m, above)] <= key:
            break
        m[heap(m, place)] = m[heap(m, above)]
        place = above
    m[heap(m, place)] = key


@inlined
def pop(m: Memory) -> int:
    """Take out the smallest key."""
    top = m[heap(m, 0)]
    size = m[c.HEAP_SIZE] - 1
    m[c.HEAP_SIZE] = size
    last = m[heap(m, size)]
    place, below = 0, 1
    while below < size:
        if below + 1 < size and m[heap(m, below + 1)] < m[heap(m, below)]:
            below += 1
        if m[heap(m, below)] >= last:
            break
        m[heap(m, place)] = m[heap(m, below)]
        place, below = below, 2 * below + 1
    m[heap(m, place)] = last
    return top


@inlined
def next_tick(m: Memory, never: int) -> int:
    """The tick at which something is due next; `never` if nothing is."""
    tick = never
    if m[c.HEAP_SIZE] > 0:
        tick = (m[heap(m, 0)] >> m[c.TIME_SHIFT]) + m[c.BASE]
    if m[c.CALENDAR_ROW] < m[c.CALENDAR_ROWS]:
        tick = min(tick, m[calendar(m, m[c.CALENDAR_ROW]) + c.TICK])
    if m[c.SETTLED] < m[c.COMERS]:
        tick = min(tick, m[patient(m, comer(m, m[c.SETTLED])) + c.ARRIVAL])
    return tick
