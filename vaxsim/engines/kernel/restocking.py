"""Restocking in the kernel: trips of units to fetch the doses that they give."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.doses import (
    PUT_BACK,
    add_prepared,
    doses_came,
    expire,
    in_store,
    is_made_ahead,
    need_at,
    past_use,
    take_from_store,
    vaccine_of,
    write_move,
)
from vaxsim.engines.kernel.duty import RESTOCKING, be_idle
from vaxsim.engines.kernel.events import FILLING_ENDS, UNIT_AT_STORE, UNIT_IS_BACK, call_off_heap, key_of, push
from vaxsim.engines.kernel.lines import first_at
from vaxsim.engines.kernel.memory import group, needed_at, station, unit
from vaxsim.engines.kernel.more import hands, more_station, more_unit, trip, trip_fill, trip_walk, vaccine
from vaxsim.engines.kernel.staff import IDLE, change_state, may_be_needed
from vaxsim.units import NEVER
from vaxsim.visits import Move

CARRIED = int(Move.CARRIED)


@compiled
def take_first_doses(m: Memory, u: int, doses: int) -> None:
    """Who comes on duty takes so many doses of each vaccine along, if they are there and not past use."""
    expire(m)
    for v in range(m[x.VACCINES]):
        if m[vaccine(m, v) + x.IS_GIVEN]:
            _put_in_hands(m, u, v, min(doses, in_store(m, v)))


@compiled
def _put_in_hands(m: Memory, u: int, v: int, doses: int) -> None:
    """Doses out of the store into the hands of a unit."""
    if doses > 0:
        take_from_store(m, v, doses)
        write_move(m, v, CARRIED, u, doses)
        m[hands(m, u, v)] += doses
        m[vaccine(m, v) + x.IN_HANDS] += doses


# Setting off


@compiled
def send_one(m: Memory) -> bool:
    """The lowest number that is due and idle sets off, if there is a dose to fetch; whether there was one."""
    for u in range(m[c.UNITS]):
        if m[more_unit(m, u) + x.HOLDS] == 0 or m[unit(m, u) + c.STATE] != IDLE:
            continue
        v = _fetches(m, u)
        if v >= 0 and (m[c.NOW] < m[c.CLOSING] or may_be_needed(m, u)):
            return _set_off(m, u, v)
    m[x.RESTOCK_MAYBE] = 0
    return False


@compiled
def _fetches(m: Memory, u: int) -> int:
    """The first vaccine of which a unit has too few doses, and one is there; -1 if there is none."""
    for v in range(m[x.VACCINES]):
        if m[vaccine(m, v) + x.IS_GIVEN] and in_store(m, v) > 0 and _has_too_few(m, u, v):
            return v
    return -1


@compiled
def _has_too_few(m: Memory, u: int, v: int) -> bool:
    """Whether a unit has no dose, or fewer than somebody who is first in line would get, and it could hold."""
    doses = m[hands(m, u, v)]
    if doses == 0:
        return True
    for s in range(m[c.STATIONS]):
        if m[more_station(m, s) + x.CARRIED_TO] and needed_at(m, u, s) and m[station(m, s) + c.LENGTH] > 0:
            i = first_at(m, s)
            if vaccine_of(m, i) == v and doses < need_at(m, i, s) <= m[more_unit(m, u) + x.HOLDS]:
                return True
    return False


@compiled
def _set_off(m: Memory, u: int, v: int) -> bool:
    """A trip begins; or the run ends, because no luck was drawn for so many."""
    me = more_unit(m, u)
    if m[me + x.TRIP_NUMBER] + 1 >= m[x.TRIPS]:
        m[x.TRIPS_RUN_OUT], m[x.RESTOCK_MAYBE] = 1, 0
        return False
    m[me + x.TRIP_NUMBER] += 1
    number = m[x.TRIP_ROWS]
    m[x.TRIP_ROWS] = number + 1
    m[me + x.TRIP_ROW], m[me + x.FETCHES], m[me + x.AMOUNT] = trip(m, number), v, 0
    row = m[me + x.TRIP_ROW]
    m[row + x.TRIP_UNIT], m[row + x.TRIP_VACCINE], m[row + x.SET_OFF] = u, v, m[c.NOW]
    m[row + x.TRIP_ARRIVED] = m[row + x.TRIP_BEGAN] = m[row + x.TRIP_ENDED] = m[row + x.TRIP_BACK] = NEVER
    m[row + x.TRIP_DOSES] = 0
    change_state(m, u, RESTOCKING)
    _step(m, u, x.GOING, trip_walk(m, u, m[me + x.TRIP_NUMBER], 0), UNIT_AT_STORE)
    return True


@compiled
def _step(m: Memory, u: int, step: int, length: int, what: int) -> None:
    """The next step of a trip begins."""
    me = more_unit(m, u)
    m[me + x.TRIP_STEP], m[me + x.STEP_ENDS] = step, m[c.NOW] + length
    push(m, m[c.NOW] + length, what, u)


# At the store


@compiled
def arrive(m: Memory, u: int) -> None:
    """A unit stands before the filling places."""
    m[m[more_unit(m, u) + x.TRIP_ROW] + x.TRIP_ARRIVED] = m[c.NOW]
    m[more_unit(m, u) + x.TRIP_STEP] = x.AT_THE_STORE
    m[x.STORE_MAYBE] = 1


@compiled
def fill_one(m: Memory) -> bool:
    """The unit that has waited longest for a place of its group begins to fill; whether there was one."""
    best, since = -1, 0
    for u in range(m[c.UNITS]):
        me = more_unit(m, u)
        if m[me + x.TRIP_STEP] != x.AT_THE_STORE:
            continue
        ours, arrived = group(m, m[unit(m, u) + c.OF_GROUP]), m[m[me + x.TRIP_ROW] + x.TRIP_ARRIVED]
        if m[ours + x.FILLING_NOW] < m[me + x.PLACES] and (best < 0 or arrived < since):
            best, since = u, arrived
    if best >= 0:
        _begin_to_fill(m, best)
    return best >= 0


@compiled
def _begin_to_fill(m: Memory, u: int) -> None:
    """Fill up to what a unit holds; an empty store sends it back."""
    me = more_unit(m, u)
    v = m[me + x.FETCHES]
    doses = min(in_store(m, v), m[me + x.HOLDS] - m[hands(m, u, v)])
    if doses <= 0:
        _go_back(m, u)
        return
    m[m[me + x.TRIP_ROW] + x.TRIP_BEGAN] = m[me + x.FILL_BEGAN] = m[c.NOW]
    m[me + x.AMOUNT] = doses
    m[group(m, m[unit(m, u) + c.OF_GROUP]) + x.FILLING_NOW] += 1
    _put_in_hands(m, u, v, doses)
    _step(m, u, x.FILLING, trip_fill(m, u, m[me + x.TRIP_NUMBER], doses), FILLING_ENDS)


@compiled
def end_filling(m: Memory, u: int) -> None:
    """Filling ends: the place is free."""
    me = more_unit(m, u)
    m[m[me + x.TRIP_ROW] + x.TRIP_DOSES] = m[me + x.AMOUNT]
    _leave_place(m, u)
    _go_back(m, u)


@inlined
def _leave_place(m: Memory, u: int) -> None:
    """A filling place is free."""
    m[group(m, m[unit(m, u) + c.OF_GROUP]) + x.FILLING_NOW] -= 1
    m[x.STORE_MAYBE] = 1


@compiled
def _go_back(m: Memory, u: int) -> None:
    """A unit sets off for the way back."""
    me = more_unit(m, u)
    m[m[me + x.TRIP_ROW] + x.TRIP_ENDED] = m[c.NOW]
    _step(m, u, x.RETURNING, trip_walk(m, u, m[me + x.TRIP_NUMBER], 1), UNIT_IS_BACK)


# The end of a trip


@compiled
def be_back(m: Memory, u: int) -> None:
    """A trip is over."""
    me = more_unit(m, u)
    m[m[me + x.TRIP_ROW] + x.TRIP_BACK] = m[c.NOW]
    m[me + x.TRIP_STEP] = x.NO_TRIP
    be_idle(m, u)


@compiled
def cut_off(m: Memory, u: int) -> None:
    """A trip is cut off wherever it is: whole doses filled are kept, the rest goes back."""
    me = more_unit(m, u)
    step, tick = m[me + x.TRIP_STEP], m[me + x.STEP_ENDS]
    if step == x.GOING:
        call_off_heap(m, key_of(m, tick, UNIT_AT_STORE, u))
    elif step == x.RETURNING:
        call_off_heap(m, key_of(m, tick, UNIT_IS_BACK, u))
    elif step == x.FILLING:
        call_off_heap(m, key_of(m, tick, FILLING_ENDS, u))
        _leave_place(m, u)
        _put_back(m, u)
    be_back(m, u)


@compiled
def _put_back(m: Memory, u: int) -> None:
    """What was not filled yet joins the open vial, or is one; or the prepared doses, as if made when filling began."""
    me = more_unit(m, u)
    v, began, kept = m[me + x.FETCHES], m[me + x.FILL_BEGAN], m[me + x.AMOUNT]
    while kept > 0 and trip_fill(m, u, m[me + x.TRIP_NUMBER], kept) > m[c.NOW] - began:
        kept -= 1
    rest = m[me + x.AMOUNT] - kept
    m[m[me + x.TRIP_ROW] + x.TRIP_DOSES] = kept
    m[hands(m, u, v)] -= rest
    m[vaccine(m, v) + x.IN_HANDS] -= rest
    write_move(m, v, PUT_BACK, u, rest)
    if is_made_ahead(m, v):
        add_prepared(m, v, began, rest)
    elif rest > 0:
        if m[vaccine(m, v) + x.OPEN_DOSES] == 0:
            m[vaccine(m, v) + x.OPEN_UNTIL] = past_use(m, v, began)
        m[vaccine(m, v) + x.OPEN_DOSES] += rest
        doses_came(m, v)
    expire(m)
