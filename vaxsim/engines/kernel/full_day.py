"""The day with every behaviour: one instant after another, settled and then dispatched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vaxsim.compiling import compiled
from vaxsim.engines import Due
from vaxsim.engines.kernel import doses, duty, preparing, restocking, services, staff, standby, ways
from vaxsim.engines.kernel import events as e
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, pointer_to
from vaxsim.engines.kernel.doors import decide, let_one_in
from vaxsim.engines.kernel.endings import close, close_for_good, cut_off, strand
from vaxsim.engines.kernel.events import kind_of, number_of, push, tick_of
from vaxsim.engines.kernel.memory import calendar, comer, heap, patient, station, time, unit
from vaxsim.engines.kernel.more import called_one, demand_at, more_patient, more_station, more_unit
from vaxsim.engines.kernel.patience import is_in_vain, lose_patience, patience_ends
from vaxsim.engines.kernel.places import ALL, free_desk, look_again, serves_one
from vaxsim.engines.kernel.queue import first_due, first_key, pop, take
from vaxsim.engines.kernel.queue import next_tick as next_of_all
from vaxsim.engines.kernel.standby import call_all, call_people
from vaxsim.engines.kernel.starts import start_one
from vaxsim.units import NEVER
from vaxsim.visits import Cause

SHIFT_ENDS, SHIFT_BEGINS, HANDOVER = int(Due.SHIFT_ENDS), int(Due.SHIFT_BEGINS), int(Due.HANDOVER)
BREAK_DUE, DOSES_EXPIRE, DELIVERY = int(Due.BREAK_DUE), int(Due.DOSES_EXPIRE), int(Due.DELIVERY)
RELEASE, DOORS_CLOSE, DOORS_OPEN = int(Due.RELEASE), int(Due.DOORS_CLOSE), int(Due.DOORS_OPEN)
GATE_OPENS, CALLS_BEGIN = int(Due.GATE_OPENS), int(Due.CALLS_BEGIN)
CLOSED, LATE, NO_DOSE = int(Cause.CLOSED), int(Cause.LATE), int(Cause.NO_DOSE)


@compiled
def run_full_day(memory: NDArray[np.int64]) -> None:
    """The whole day, in the memory that `full_packing.pack_full` has laid out; it ends early where trips run out.

    The dispatch stands here and not in a function of its own, because with every level of calls numba compiles all that
    lies below it once more.  It does one possible step after another; what becomes due at this very tick is settled
    before the next.
    """
    m = pointer_to(memory)
    while not m[x.TRIPS_RUN_OUT]:
        tick = _next_tick(m)
        if tick >= m[c.STOP]:
            if tick < NEVER:
                cut_off(m)
                break
            if m[c.INSIDE] == 0:
                break
            strand(m)  # clean-ups may be due after it
            continue
        m[c.NOW] = tick
        _settle(m)
        while True:
            if m[x.STARTED]:
                call_all(m)  # before anything else, even the end of a service of no length
            if m[c.ZERO_DUE]:
                _settle_at_once(m)
            if m[x.DOSES_CHANGED]:
                _turn_away_without_doses(m)
            possible = (
                (m[c.BREAK_MAYBE] != 0 and _send_one_on_break(m))
                or (m[x.RESTOCK_MAYBE] != 0 and restocking.send_one(m))
                or (m[x.STORE_MAYBE] != 0 and _fetch_or_make(m))
                or ((m[c.MAYBE] | m[x.ALWAYS_MAYBE]) != 0 and start_one(m))
                or (m[x.DOOR_MAYBE] != 0 and let_one_in(m))
                or decide(m)
                or (m[x.PENDING_COUNT] > 0 and lose_patience(m))
            )
            if not possible and not _goes_on_without_those_who_go(m):
                break
    close(m)


@compiled
def _next_tick(m: Memory) -> int:
    """The tick at which something is due next; expiry alone, with nobody inside, is not."""
    first = first_due(m)
    while first < 0 and m[c.HEAP_SIZE] > 0 and _is_in_vain(m, m[heap(m, 0)]):
        pop(m)
        first = first_due(m)
    tick = next_of_all(m, first, NEVER)
    if m[x.HAS_DOSES] and (tick < NEVER or m[c.INSIDE] > 0):
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


# One instant: settle all that is due; nothing starts


@compiled
def _settle(m: Memory) -> None:
    """Everything that is due at this tick, in its order."""
    _settle_ends(m)
    _expire(m)
    _settle_calendar(m, DOSES_EXPIRE)
    _expire(m)
    _settle_calendar(m, GATE_OPENS)
    _settle_the_rest(m)
    _settle_comers(m)
    _settle_calendar(m, CALLS_BEGIN + 1)


@compiled
def _settle_at_once(m: Memory) -> None:
    """What became due at the tick that is being dispatched."""
    _settle_ends(m)
    _expire(m)
    _settle_the_rest(m)


@compiled
def _expire(m: Memory) -> None:
    if m[x.HAS_DOSES] and doses.next_expiry(m) <= m[c.NOW]:
        doses.expire(m)


@compiled
def _settle_ends(m: Memory) -> None:
    """Services, walks, breaks, clean-ups, steps of restocking and of preparing that end."""
    limit = ((m[c.NOW] - m[c.BASE]) << m[c.TIME_SHIFT]) | (e.GATE_OPENS << m[c.NUMBER_BITS])
    m[c.ZERO_DUE] = 0
    first = first_due(m)
    key = first_key(m, first)
    while key < limit:
        take(m, first)
        number, what = number_of(m, key), kind_of(m, key)
        if what == e.SERVICE_ENDS:
            services.end(m, number)
        elif what == e.WALK_ENDS:
            ways.end_walk(m, number)
        elif what == e.CLEAN_UP_ENDS:
            free_desk(m, number)
        else:
            _settle_unit(m, what, number)
        first = first_due(m)
        key = first_key(m, first)


@compiled
def _settle_unit(m: Memory, what: int, u: int) -> None:
    """Something that a unit does apart from patients ends."""
    if what == e.BREAK_ENDS:
        duty.come_back(m, u)
    elif what == e.UNIT_AT_STORE:
        restocking.arrive(m, u)
    elif what == e.FILLING_ENDS:
        restocking.end_filling(m, u)
    elif what == e.UNIT_IS_BACK:
        restocking.be_back(m, u)
    else:
        preparing.end_making(m, u)


@compiled
def _settle_calendar(m: Memory, before: int) -> None:
    """What the calendar has for this tick, of the kinds before the given one."""
    while m[c.CALENDAR_ROW] < m[c.CALENDAR_ROWS]:
        row = calendar(m, m[c.CALENDAR_ROW])
        if m[row + c.TICK] != m[c.NOW] or m[row + c.WHAT] >= before:
            break
        m[c.CALENDAR_ROW] += 1
        _settle_row(m, m[row + c.WHAT], m[row + c.WHOSE], m[row + c.WHICH])


@compiled
def _settle_row(m: Memory, what: int, who: int, which: int) -> None:
    """Shifts, breaks, deliveries, releases, doors, and calls that begin."""
    if what == SHIFT_ENDS:
        _end_shift(m, who)
    elif what == SHIFT_BEGINS:
        staff.come(m, who)
        restocking.take_first_doses(m, who, m[more_unit(m, who) + x.AMOUNT])
        m[x.RESTOCK_MAYBE] = m[x.STORE_MAYBE] = 1
    elif what == HANDOVER:
        _hand_over(m, who)
    elif what == BREAK_DUE:
        staff.break_falls_due(m, who, which)
    elif what == DELIVERY:
        doses.deliver(m, who, which)
    elif what == RELEASE:
        preparing.release_doses(m, who, m[m[x.RELEASED] + which])
    elif what == DOORS_CLOSE:
        m[c.OPEN] = 0
        if m[c.NOW] == m[c.CLOSING]:
            close_for_good(m)
    elif what == DOORS_OPEN:
        m[c.OPEN], m[x.DOOR_MAYBE] = 1, ALL
    else:
        call_people(m, who)


@compiled
def _end_shift(m: Memory, u: int) -> None:
    """A shift ends: off from a break, stay where one may be needed, finish what one does, or go."""
    me = unit(m, u)
    if duty.rests(m, u):
        duty.go_home(m, u)
    elif m[me + c.STAYS]:
        m[me + c.IS_STAYING] = 1
        m[c.STAYING] += 1
    else:
        m[more_unit(m, u) + x.SHIFT_OVER] = 1
        if m[me + c.STATE] == duty.RESTOCKING:
            restocking.cut_off(m, u)
        if m[me + c.STATE] == staff.IDLE:
            duty.go_home(m, u)


@compiled
def _hand_over(m: Memory, u: int) -> None:
    """Who serves one patient at the end of the shift hands over to an idle unit of the next one, if there is any."""
    if m[unit(m, u) + c.STATE] == staff.SERVING:
        i, other = serves_one(m, u), duty.successor(m, u)
        if i >= 0 and other >= 0:
            services.hand_over(m, i, u, other)


@compiled
def _settle_the_rest(m: Memory) -> None:
    """Gates, those who were called, ends of patience and of the wait for a session."""
    limit = (m[c.NOW] + 1 - m[c.BASE]) << m[c.TIME_SHIFT]
    while m[c.HEAP_SIZE] > 0 and m[heap(m, 0)] < limit:
        key = m[heap(m, 0)]
        pop(m)
        _settle_waiting(m, kind_of(m, key), number_of(m, key))


@compiled
def _settle_waiting(m: Memory, what: int, i: int) -> None:
    """Something is due that concerns somebody who waits, or who comes."""
    s = m[patient(m, i) + c.AT]
    if what == e.GATE_OPENS:
        m[x.DOOR_MAYBE] |= m[station(m, s) + c.BIT]
    elif what == e.PATIENCE_ENDS:
        patience_ends(m, i)
    elif what == e.SESSION_IS_DUE:
        look_again(m, s)
    else:
        _stand_among_the_called(m, i)
        standby.arrive(m, i)
        _come(m, i)


@compiled
def _stand_among_the_called(m: Memory, i: int) -> None:
    """Of those who were called and come at one tick the lowest number decides first, also if it was called last."""
    place = m[x.CALLS_SETTLED]
    m[x.CALLS_SETTLED] += 1
    while place > m[x.CALLS_DECIDED] and m[called_one(m, place - 1)] > i:
        m[called_one(m, place)] = m[called_one(m, place - 1)]
        place -= 1
    m[called_one(m, place)] = i


@compiled
def _settle_comers(m: Memory) -> None:
    """Newcomers stand at the door, or are turned away at once."""
    while m[c.SETTLED] < m[c.COMERS]:
        row = comer(m, m[c.SETTLED])
        if m[row + c.ARRIVAL] != m[c.NOW]:
            break
        m[c.SETTLED] += 1
        _come(m, m[row + c.WHO])


@compiled
def _come(m: Memory, i: int) -> None:
    """Somebody comes."""
    me = patient(m, i)
    slot, ready = m[me + c.SLOT], m[me + c.READY]
    m[time(m, c.REACHED, i, m[me + c.AT])] = m[c.NOW]
    m[more_patient(m, i) + x.PLACE] = x.NEWCOMER
    doses.set_need(m, i, demand_at(m, m[me + c.KLASS], m[me + c.AT], 0) * m[more_patient(m, i) + x.PARTY])
    if m[c.NOW] >= m[c.CLOSING]:
        ways.go_away(m, i, ways.TURNED_AWAY, CLOSED)
    elif slot != NEVER and m[c.NOW] - slot > m[c.LATE_LIMIT]:
        ways.go_away(m, i, ways.TURNED_AWAY, LATE)
    elif doses.will_never_get(m, i, m[me + c.AT]):
        ways.go_away(m, i, ways.TURNED_AWAY, NO_DOSE)
    elif m[c.NOW] < ready < m[c.CLOSING]:
        push(m, ready, e.GATE_OPENS, i)


# One instant: steps of the dispatch


@compiled
def _turn_away_without_doses(m: Memory) -> bool:
    """Those who need, where they stand, a dose of which none is left for good go, by number; whether there were any."""
    if not doses.any_is_gone_for_good(m):
        return False
    anybody = False
    for i in range(m[c.PATIENTS]):
        place = m[more_patient(m, i) + x.PLACE]
        waits = place in (x.NEWCOMER, x.OUTSIDE, x.IN_LINE, x.AT_DOOR)
        if waits and doses.will_never_get(m, i, m[patient(m, i) + c.AT]):
            ways.go_away(m, i, ways.TURNED_AWAY, NO_DOSE)
            anybody = True
    return anybody


@compiled
def _send_one_on_break(m: Memory) -> bool:
    """The lowest number that is due, can be spared and is idle, or may hand a patient back, goes."""
    for u in range(m[c.UNITS]):
        if m[unit(m, u) + c.BREAKS_DUE] == 0:
            continue
        for which in range(m[c.BREAKS]):
            if not duty.is_due(m, u, which):
                continue
            if duty.can_interrupt(m, u, which) and serves_one(m, u) >= 0:
                services.interrupt(m, serves_one(m, u))
                staff.begin_break(m, u, which)  # also if somebody of the crew has gone now, and fewer may be away
                return True
            if staff.begins_break(m, u, which):
                return True
    m[c.BREAK_MAYBE] = 0
    return False


@compiled
def _fetch_or_make(m: Memory) -> bool:
    """A place takes a unit, a unit makes a dose, or a patient in line takes one; whether one of these was possible."""
    if restocking.fill_one(m) or preparing.make_one(m) or preparing.take_one(m):
        return True
    m[x.STORE_MAYBE] = 0
    return False


@compiled
def _goes_on_without_those_who_go(m: Memory) -> bool:
    """At the end of an instant units that stayed may go, with the last doses in their hands; then it is not the end."""
    if m[c.STAYING] > 0:
        _let_go_who_is_not_needed(m)
    return m[x.DOSES_CHANGED] != 0 and _turn_away_without_doses(m)


@compiled
def _let_go_who_is_not_needed(m: Memory) -> None:
    """At the end of an instant: of those who stayed past their shift, the ones nobody may need any more go."""
    for u in range(m[c.UNITS]):
        me = unit(m, u)
        can_go = m[me + c.STATE] == staff.IDLE or m[me + c.STATE] == duty.RESTOCKING
        if m[me + c.IS_STAYING] and can_go and not staff.may_be_needed(m, u) and not preparing.may_have_to_make(m, u):
            m[me + c.IS_STAYING] = 0
            m[c.STAYING] -= 1
            if m[me + c.STATE] == duty.RESTOCKING:
                restocking.cut_off(m, u)
            duty.go_home(m, u)
