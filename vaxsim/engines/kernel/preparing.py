"""Doses made ahead in the kernel: released, made by units, taken by patients in line."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.doses import (
    TAKEN,
    add_prepared,
    in_store,
    in_vials,
    is_made_ahead,
    need_at,
    set_need,
    take_from_store,
    take_from_vials,
    vaccine_of,
    write_move,
)
from vaxsim.engines.kernel.duty import PREPARING, release
from vaxsim.engines.kernel.events import MAKING_ENDS, push
from vaxsim.engines.kernel.lines import first_in
from vaxsim.engines.kernel.memory import patient, station, unit
from vaxsim.engines.kernel.more import making, more_patient, more_station, more_unit, vaccine, visit
from vaxsim.engines.kernel.order import goes_before
from vaxsim.engines.kernel.places import look_again
from vaxsim.engines.kernel.staff import IDLE, change_state
from vaxsim.visits import Move

BEGUN, MADE = int(Move.BEGUN), int(Move.MADE)


@compiled
def release_doses(m: Memory, v: int, doses: int) -> None:
    """So many more doses may be made."""
    m[vaccine(m, v) + x.RELEASED_DOSES] += doses
    m[x.STORE_MAYBE] = 1


@compiled
def is_still_to_make(m: Memory, v: int) -> bool:
    """Whether those inside may need more doses than are prepared, and some are not begun.

    It is asked after closing, when nobody stands outside.
    """
    row = vaccine(m, v)
    return m[row + x.DEMAND] - m[row + x.ON_THE_WAY] > in_store(m, v) and m[row + x.OF_THE_DAY] > m[row + x.BEGUN_DOSES]


@compiled
def may_have_to_make(m: Memory, u: int) -> bool:
    """Whether a unit that stays has doses to make."""
    for v in range(m[x.VACCINES]):
        if m[vaccine(m, v) + x.PREPARERS] == m[unit(m, u) + c.OF_GROUP] and is_still_to_make(m, v):
            return True
    return False


@compiled
def make_one(m: Memory) -> bool:
    """The next dose is begun by the lowest number that is idle; whether there was one."""
    for v in range(m[x.VACCINES]):
        row = vaccine(m, v)
        if m[row + x.BEGUN_DOSES] < m[row + x.RELEASED_DOSES] and in_vials(m, v) > 0:
            u = _maker(m, v)
            if u >= 0:
                _begin_to_make(m, u, v)
                return True
    return False


@compiled
def _maker(m: Memory, v: int) -> int:
    """The lowest number of the idle units of the group that makes a vaccine; -1 if there is none."""
    for u in range(m[c.UNITS]):
        is_free = m[unit(m, u) + c.OF_GROUP] == m[vaccine(m, v) + x.PREPARERS] and m[unit(m, u) + c.STATE] == IDLE
        if is_free and (not m[unit(m, u) + c.IS_STAYING] or is_still_to_make(m, v)):
            return u
    return -1


@compiled
def _begin_to_make(m: Memory, u: int, v: int) -> None:
    """A unit takes a dose out of a vial and makes it ready."""
    row = vaccine(m, v)
    take_from_vials(m, v, 1)
    write_move(m, v, BEGUN, u, 1)
    m[more_unit(m, u) + x.FETCHES] = v
    m[row + x.IN_MAKING] += 1
    change_state(m, u, PREPARING)
    push(m, m[c.NOW] + making(m, v, m[row + x.BEGUN_DOSES]), MAKING_ENDS, u)
    m[row + x.BEGUN_DOSES] += 1


@compiled
def end_making(m: Memory, u: int) -> None:
    """A dose is ready."""
    v = m[more_unit(m, u) + x.FETCHES]
    m[vaccine(m, v) + x.IN_MAKING] -= 1
    write_move(m, v, MADE, u, 1)
    add_prepared(m, v, m[c.NOW], 1)
    release(m, u)


@compiled
def take_one(m: Memory) -> bool:
    """The smallest key in line that lacks a prepared dose takes one; whether there was somebody."""
    best, at = -1, -1
    for s in range(m[c.STATIONS]):
        if m[more_station(m, s) + x.TAKES_IN_LINE] and m[station(m, s) + c.LENGTH] > 0:
            i = _first_without(m, s)
            if i >= 0 and (best < 0 or goes_before(m, s, i, at, best)):
                best, at = i, s
    if best >= 0:
        _take(m, best, at)
    return best >= 0


@compiled
def _first_without(m: Memory, s: int) -> int:
    """Who is first in a line of those who lack a dose that is there; -1 if nobody does."""
    ranks = m[c.RANKS] if m[station(m, s) + c.BY_PRIORITY] else 1
    for rank in range(ranks):
        i = first_in(m, s * m[c.RANKS] + rank)
        while i >= 0:
            v = vaccine_of(m, i)
            if is_made_ahead(m, v) and in_store(m, v) > 0 and m[more_patient(m, i) + x.TAKEN] < need_at(m, i, s):
                return i
            i = m[patient(m, i) + c.NEXT]
    return -1


@inlined
def _take(m: Memory, i: int, s: int) -> None:
    """A patient in line takes the oldest prepared dose."""
    rest, v = more_patient(m, i), vaccine_of(m, i)
    made = take_from_store(m, v, 1)
    m[rest + x.OLDEST] = made if m[rest + x.TAKEN] == 0 else min(made, m[rest + x.OLDEST])
    m[rest + x.TAKEN] += 1
    write_move(m, v, TAKEN, i, 1)
    set_need(m, i, m[rest + x.NEED] - 1)
    if m[rest + x.TAKEN] == need_at(m, i, s):
        m[visit(m, x.SUPPLIED, i, s)] = m[c.NOW]
        look_again(m, s)
