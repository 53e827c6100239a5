"""One instant of a day with every behaviour: all that is due at a tick is settled, in its order; nothing starts."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines import Due
from vaxsim.engines.kernel import doses, duty, preparing, restocking, services, staff, standby, ways
from vaxsim.engines.kernel import events as e
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.endings import close_for_good
from vaxsim.engines.kernel.events import kind_of, number_of, push
from vaxsim.engines.kernel.memory import calendar, comer, heap, patient, station, time, unit
from vaxsim.engines.kernel.more import called_one, demand_at, more_patient, more_unit
from vaxsim.engines.kernel.patience import patience_ends
from vaxsim.engines.kernel.places import ALL, end_cleaning, look_again, serves_one
from vaxsim.engines.kernel.queue import first_due, first_key, pop, take
from vaxsim.engines.kernel.standby import call_people
from vaxsim.units import NEVER
from vaxsim.visits import Cause

SHIFT_ENDS, SHIFT_BEGINS, HANDOVER = int(Due.SHIFT_ENDS), int(Due.SHIFT_BEGINS), int(Due.HANDOVER)
BREAK_DUE, DOSES_EXPIRE, DELIVERY = int(Due.BREAK_DUE), int(Due.DOSES_EXPIRE), int(Due.DELIVERY)
RELEASE, DOORS_CLOSE, DOORS_OPEN = int(Due.RELEASE), int(Due.DOORS_CLOSE), int(Due.DOORS_OPEN)
GATE_OPENS, CALLS_BEGIN = int(Due.GATE_OPENS), int(Due.CALLS_BEGIN)
CLOSED, LATE, NO_DOSE = int(Cause.CLOSED), int(Cause.LATE), int(Cause.NO_DOSE)


@compiled
def settle(m: Memory, first: int) -> None:
    """Everything that is due at this tick, in its order; `first` is what `first_due` has found.

    Whether there is anything of a kind is asked here, without a call: nearly always one thing is due, or two.
    """
    if first_key(m, first) < _behind_ends(m):
        _settle_ends(m, first)
    _expire(m)
    if _is_in_calendar(m):
        _settle_calendar(m, DOSES_EXPIRE)
        _expire(m)
        _settle_calendar(m, GATE_OPENS)
    if m[c.HEAP_SIZE] > 0 and m[heap(m, 0)] < _behind_now(m):
        _settle_the_rest(m)
    while m[c.SETTLED] < m[c.COMERS] and m[comer(m, m[c.SETTLED]) + c.ARRIVAL] == m[c.NOW]:
        m[c.SETTLED] += 1
        _come(m, m[comer(m, m[c.SETTLED] - 1) + c.WHO])
    if _is_in_calendar(m):
        _settle_calendar(m, CALLS_BEGIN + 1)


@compiled
def settle_at_once(m: Memory) -> None:
    """What became due at the tick that is being dispatched."""
    _settle_ends(m, first_due(m))
    _expire(m)
    if m[c.HEAP_SIZE] > 0 and m[heap(m, 0)] < _behind_now(m):
        _settle_the_rest(m)


@inlined
def _behind_ends(m: Memory) -> int:
    """The first key behind those of this tick that belong to the first step of settling."""
    return ((m[c.NOW] - m[c.BASE]) << m[c.TIME_SHIFT]) | (e.GATE_OPENS << m[c.NUMBER_BITS])


@inlined
def _behind_now(m: Memory) -> int:
    """The first key of the next tick."""
    return (m[c.NOW] + 1 - m[c.BASE]) << m[c.TIME_SHIFT]


@inlined
def _is_in_calendar(m: Memory) -> bool:
    """Whether the calendar has anything more for this tick."""
    row = m[c.CALENDAR_ROW]
    return row < m[c.CALENDAR_ROWS] and m[calendar(m, row) + c.TICK] == m[c.NOW]


@inlined
def _expire(m: Memory) -> None:
    if m[x.CAN_EXPIRE] and doses.next_expiry(m) <= m[c.NOW]:
        doses.expire(m)


@compiled
def _settle_ends(m: Memory, first: int) -> None:
    """Services, walks, breaks, clean-ups, steps of restocking and of preparing that end."""
    limit = _behind_ends(m)
    m[c.ZERO_DUE] = 0
    key = first_key(m, first)
    while key < limit:
        take(m, first)
        number, what = number_of(m, key), kind_of(m, key)
        if what == e.SERVICE_ENDS:
            services.end(m, number)
        elif what == e.WALK_ENDS:
            ways.end_walk(m, number)
        elif what == e.CLEAN_UP_ENDS:
            end_cleaning(m, number)
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
    limit = _behind_now(m)
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
