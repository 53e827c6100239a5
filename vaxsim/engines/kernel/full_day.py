"""The day with every behaviour: one instant after another, settled and then dispatched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import doses, restocking
from vaxsim.engines.kernel import events as e
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined, pointer_to
from vaxsim.engines.kernel.doors import anybody_decides, decide, let_one_in
from vaxsim.engines.kernel.endings import close, cut_off, strand
from vaxsim.engines.kernel.events import kind_of, number_of, tick_of
from vaxsim.engines.kernel.memory import heap, patient, time
from vaxsim.engines.kernel.more import more_patient, more_station
from vaxsim.engines.kernel.patience import is_in_vain, lose_patience
from vaxsim.engines.kernel.queue import first_due, next_tick, pop
from vaxsim.engines.kernel.settling import settle, settle_at_once
from vaxsim.engines.kernel.standby import call_all
from vaxsim.engines.kernel.starts import start_one
from vaxsim.engines.kernel.steps import fetch_or_make, goes_on_without, send_one_on_break, turn_away_without_doses
from vaxsim.units import NEVER


@compiled
def run_full_day(memory: NDArray[np.int64]) -> None:
    """The whole day, in the memory that `full_packing.pack_full` has laid out; it ends early where trips run out.

    The dispatch stands here and not in a function of its own, because with every level of calls numba compiles all that
    lies below it once more.  It does one possible step after another; what becomes due at this very tick is settled
    before the next.
    """
    m = pointer_to(memory)
    while not m[x.TRIPS_RUN_OUT]:
        first = _first_not_in_vain(m)
        tick = _tick_of_the_next(m, first)
        if tick >= m[c.STOP]:
            if tick < NEVER:
                cut_off(m)
                break
            if m[c.INSIDE] == 0:
                break
            strand(m)  # clean-ups may be due after it
            continue
        m[c.NOW] = tick
        settle(m, first)
        while True:
            if m[x.STARTED]:
                call_all(m)  # before anything else, even the end of a service of no length
            if m[c.ZERO_DUE]:
                settle_at_once(m)
            if m[x.DOSES_CHANGED]:
                turn_away_without_doses(m)
            possible = (
                (m[c.BREAK_MAYBE] != 0 and send_one_on_break(m))
                or (m[x.RESTOCK_MAYBE] != 0 and restocking.send_one(m))
                or (m[x.STORE_MAYBE] != 0 and fetch_or_make(m))
                or ((m[c.MAYBE] | m[x.ALWAYS_MAYBE]) & m[x.WAITED_FOR] != 0 and start_one(m))
                or (m[x.DOOR_MAYBE] != 0 and let_one_in(m))
                or (anybody_decides(m) and decide(m))
                or (m[x.PENDING_COUNT] > 0 and lose_patience(m))
            )
            if not possible and not goes_on_without(m):
                break
    close(m)


@inlined
def _first_not_in_vain(m: Memory) -> int:
    """What `first_due` finds, behind the events in the heap that concern nobody any more: they are forgotten."""
    first = first_due(m)
    while first < 0 and m[c.HEAP_SIZE] > 0 and _is_in_vain(m, m[heap(m, 0)]):
        pop(m)
        first = first_due(m)
    return first


@inlined
def _tick_of_the_next(m: Memory, first: int) -> int:
    """The tick at which something is due next; expiry alone, with nobody inside, is not."""
    tick = next_tick(m, first, NEVER)
    if m[x.CAN_EXPIRE] and (tick < NEVER or m[c.INSIDE] > 0):
        tick = min(tick, doses.next_expiry(m))
    return tick


@compiled
def _is_in_vain(m: Memory, key: int) -> bool:
    """Whether an end of patience, or of the longest wait for a session, concerns nobody any more."""
    what, i, tick = kind_of(m, key), number_of(m, key), tick_of(m, key)
    if what == e.PATIENCE_ENDS:
        return is_in_vain(m, i, tick)
    if what != e.SESSION_IS_DUE:
        return False
    s = m[patient(m, i) + c.AT]
    wait = m[more_station(m, s) + x.BATCH_WAIT]
    in_line = m[more_patient(m, i) + x.PLACE] == x.IN_LINE and m[more_station(m, s) + x.BATCH_SIZE] > 0
    return not in_line or m[time(m, c.JOINED, i, s)] + wait != tick
