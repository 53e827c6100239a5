"""What is due when, as single integers (time, kind, number): the ends of services and walks in a sorted sequence for
each station, the rest in a binary heap; the calendar and the comers stand beside them.

Services at one station end nearly in the order in which they begin, so a place in the sequence is soon found from
behind; where it is not, as with times of very different lengths, the end goes to the heap.
"""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import calendar, comer, due, heap, sequence

SERVICE_ENDS, WALK_ENDS, BREAK_ENDS, GATE_OPENS = range(4)
"""Kinds of event, in the order in which an instant settles them; the calendar's come before the gate."""

FAR = 24
"""So many later ends are passed in a sequence, at most."""


@inlined
def key_of(m: Memory, tick: int, what: int, number: int) -> int:
    """The key of something due; a tick that does not fit beside kind and number is marked, and has no key (-1)."""
    if tick - m[c.BASE] >= m[c.HORIZON]:
        m[c.TOO_LONG] = 1
        return -1
    if tick == m[c.NOW] and what != GATE_OPENS:
        m[c.ZERO_DUE] = 1
    return ((tick - m[c.BASE]) << m[c.TIME_SHIFT]) | (what << m[c.NUMBER_BITS]) | number


@compiled
def push(m: Memory, tick: int, what: int, number: int) -> None:
    """Something will be due at `tick`."""
    key = key_of(m, tick, what, number)
    if key >= 0:
        push_key(m, key)


@compiled
def push_key(m: Memory, key: int) -> None:
    """A key goes to its place in the heap."""
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
def append(m: Memory, number: int, key: int) -> None:
    """A key goes to its place in a sequence, near the end, or to the heap."""
    if key < 0:
        return
    row = sequence(m, number)
    front, back = m[row + c.FRONT], m[row + c.BACK]
    place, farthest = back, max(front, back - FAR)
    while place > farthest and m[due(m, place - 1)] > key:
        place -= 1
    if place == farthest and place > front and m[due(m, place - 1)] > key:
        push_key(m, key)
        return
    m[row + c.BACK] = back + 1
    for later in range(back, place, -1):
        m[due(m, later)] = m[due(m, later - 1)]
    m[due(m, place)] = key
    if place == front:
        m[row + c.FIRST_KEY] = key


@inlined
def first_due(m: Memory) -> int:
    """The number of the sequence whose first key is the smallest of all; -1 if it stands in the heap."""
    first, key = -1, m[heap(m, 0)] if m[c.HEAP_SIZE] > 0 else c.NOTHING_DUE
    for number in range(m[c.SEQUENCES]):
        one = m[sequence(m, number) + c.FIRST_KEY]
        if one < key:
            first, key = number, one
    return first


@inlined
def first_key(m: Memory, first: int) -> int:
    """The smallest key, where `first_due` has found it; NOTHING_DUE if there is none."""
    if first >= 0:
        return m[sequence(m, first) + c.FIRST_KEY]
    return m[heap(m, 0)] if m[c.HEAP_SIZE] > 0 else c.NOTHING_DUE


@inlined
def take(m: Memory, first: int) -> None:
    """Take out the smallest key, where `first_due` has found it."""
    if first < 0:
        pop(m)
        return
    row = sequence(m, first)
    front = m[row + c.FRONT] + 1
    m[row + c.FRONT] = front
    m[row + c.FIRST_KEY] = m[due(m, front)] if front < m[row + c.BACK] else c.NOTHING_DUE


@compiled
def pop(m: Memory) -> None:
    """Take the smallest key out of the heap."""
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


@inlined
def next_tick(m: Memory, first: int, never: int) -> int:
    """The tick at which something is due next, given what `first_due` has found; `never` if nothing is."""
    key, tick = first_key(m, first), never
    if key < c.NOTHING_DUE:
        tick = (key >> m[c.TIME_SHIFT]) + m[c.BASE]
    if m[c.CALENDAR_ROW] < m[c.CALENDAR_ROWS]:
        tick = min(tick, m[calendar(m, m[c.CALENDAR_ROW]) + c.TICK])
    if m[c.SETTLED] < m[c.COMERS]:
        tick = min(tick, m[comer(m, m[c.SETTLED]) + c.ARRIVAL])
    return tick
