"""What is due when, on a day with every behaviour: keys as in `queue`, of more kinds."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import due, heap, sequence
from vaxsim.engines.kernel.queue import append, pop, push_key
from vaxsim.units import NEVER

(SERVICE_ENDS, WALK_ENDS, BREAK_ENDS, CLEAN_UP_ENDS, UNIT_AT_STORE, FILLING_ENDS, UNIT_IS_BACK, MAKING_ENDS,
 GATE_OPENS, NEWCOMER, PATIENCE_ENDS, SESSION_IS_DUE) = range(12)  # fmt: skip
"""Kinds of event: those of the first step of settling, then the others.  The first three are those of `queue`.

In which order events of the first step are settled makes no difference: each sets the state of a patient or a unit,
lines and the idle are kept in order by keys, and nothing starts.
"""

KIND_BITS = 4
"""So many bits of a key are the kind."""

NUMBER_BITS_OF_A_KEY = 62 - KIND_BITS
"""So many are left for tick and number."""


@inlined
def key_of(m: Memory, tick: int, what: int, number: int) -> int:
    """The key of something due; a tick that does not fit beside kind and number is marked, and has no key (-1)."""
    if tick - m[c.BASE] >= m[c.HORIZON]:
        m[c.TOO_LONG] = 1
        return -1
    if tick == m[c.NOW]:
        m[c.ZERO_DUE] = 1
    return ((tick - m[c.BASE]) << m[c.TIME_SHIFT]) | (what << m[c.NUMBER_BITS]) | number


@compiled
def push(m: Memory, tick: int, what: int, number: int) -> None:
    """Something will be due at `tick`, if ever."""
    if tick < NEVER:
        key = key_of(m, tick, what, number)
        if key >= 0:
            push_key(m, key)


@inlined
def push_in_order(m: Memory, into: int, tick: int, what: int, number: int) -> None:
    """Something will be due at `tick` that mostly comes after what is in a sequence already."""
    append(m, into, key_of(m, tick, what, number))


@inlined
def kind_of(m: Memory, key: int) -> int:
    """The kind of a key."""
    return (key >> m[c.NUMBER_BITS]) & ((1 << KIND_BITS) - 1)


@inlined
def number_of(m: Memory, key: int) -> int:
    """The number of a key."""
    return key & ((1 << m[c.NUMBER_BITS]) - 1)


@inlined
def tick_of(m: Memory, key: int) -> int:
    """The tick of a key."""
    return (key >> m[c.TIME_SHIFT]) + m[c.BASE]


@compiled
def call_off(m: Memory, within: int, tick: int, what: int, number: int) -> None:
    """What stands in a sequence, or in the heap, is not due any more."""
    key = ((tick - m[c.BASE]) << m[c.TIME_SHIFT]) | (what << m[c.NUMBER_BITS]) | number
    row = sequence(m, within)
    for place in range(m[row + c.FRONT], m[row + c.BACK]):
        if m[due(m, place)] == key:
            _close_gap(m, row, place)
            return
    call_off_heap(m, key)


@compiled
def _close_gap(m: Memory, row: int, place: int) -> None:
    """The keys of a sequence behind a place move up by one."""
    m[row + c.BACK] -= 1
    for later in range(place, m[row + c.BACK]):
        m[due(m, later)] = m[due(m, later + 1)]
    front = m[row + c.FRONT]
    m[row + c.FIRST_KEY] = m[due(m, front)] if front < m[row + c.BACK] else c.NOTHING_DUE


@compiled
def call_off_heap(m: Memory, key: int) -> None:
    """A key of the heap is not due any more: it rises to the top and is taken out."""
    place = 0
    while place < m[c.HEAP_SIZE] and m[heap(m, place)] != key:
        place += 1
    if place == m[c.HEAP_SIZE]:
        return  # a tick that did not fit has no key; the run counts for nothing then
    while place > 0:
        above = (place - 1) >> 1
        m[heap(m, place)] = m[heap(m, above)]
        place = above
    m[heap(m, 0)] = key
    pop(m)
