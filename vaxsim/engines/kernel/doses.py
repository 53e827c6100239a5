"""Doses in the kernel: stock, vials, those made ahead, those in hands; who gets them and who never will."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import chosen, column, patient, station
from vaxsim.engines.kernel.more import hands, klass, more_patient, more_station, more_unit, move, prepared, vaccine
from vaxsim.units import NEVER
from vaxsim.visits import Move

NOBODY = -1
RECEIVED, OPENED, WASTED_OPEN, WASTED_PREPARED = (
    int(Move.RECEIVED), int(Move.OPENED), int(Move.WASTED_OPEN), int(Move.WASTED_PREPARED)
)  # fmt: skip
TAKEN, RETURNED, GIVEN, PUT_BACK = int(Move.TAKEN), int(Move.RETURNED), int(Move.GIVEN), int(Move.PUT_BACK)


@compiled
def write_move(m: Memory, v: int, what: int, who: int, doses: int) -> None:
    """Write a move of doses down; where there is no room it is only counted, and the day is run again with more."""
    if not m[x.WRITES_MOVES] or doses == 0:
        return
    number = m[x.MOVE_ROWS]
    m[x.MOVE_ROWS] = number + 1
    if number < m[x.MOVE_ROOM]:
        row = move(m, number)
        m[row + x.MOVE_TICK], m[row + x.MOVE_VACCINE], m[row + x.MOVE_WHAT] = m[c.NOW], v, what
        m[row + x.MOVE_WHO], m[row + x.MOVE_DOSES] = who, doses


# The store


@inlined
def is_made_ahead(m: Memory, v: int) -> bool:
    """Whether a group makes the doses of a vaccine ahead; then these are the store."""
    return m[vaccine(m, v) + x.PREPARERS] >= 0


@compiled
def in_store(m: Memory, v: int) -> int:
    """Doses that can be had at once: prepared ones, or those in stock and in the open vial; NEVER for endless."""
    row = vaccine(m, v)
    if m[row + x.PREPARERS] >= 0:
        return m[row + x.BACK] - m[row + x.FRONT]
    return in_vials(m, v)


@inlined
def in_vials(m: Memory, v: int) -> int:
    """Doses in stock and in the open vial; NEVER for endless."""
    row = vaccine(m, v)
    return NEVER if m[row + x.STOCK] == NEVER else m[row + x.STOCK] + m[row + x.OPEN_DOSES]


@compiled
def take_from_vials(m: Memory, v: int, doses: int) -> None:
    """Doses out of the open vial and, if that is not enough, out of the next ones."""
    row = vaccine(m, v)
    opened = 0
    while doses > 0:
        if m[row + x.OPEN_DOSES] == 0:
            size = m[row + x.VIAL]
            if m[row + x.STOCK] != NEVER:
                size = min(size, m[row + x.STOCK])
                m[row + x.STOCK] -= size
            m[row + x.OPEN_DOSES], opened = size, opened + size
            m[row + x.OPEN_UNTIL] = past_use(m, v, m[c.NOW])
            if m[row + x.OPEN_UNTIL] == m[c.NOW]:
                m[c.ZERO_DUE] = 1
        part = min(doses, m[row + x.OPEN_DOSES])
        m[row + x.OPEN_DOSES] -= part
        doses -= part
    write_move(m, v, OPENED, NOBODY, opened)
    m[x.DOSES_CHANGED] = 1


@compiled
def take_from_store(m: Memory, v: int, doses: int) -> int:
    """Doses out of the store, of those made ahead the oldest ones: the tick at which the first of them was made."""
    row = vaccine(m, v)
    if m[row + x.PREPARERS] < 0:
        take_from_vials(m, v, doses)
        return m[c.NOW]
    oldest = m[prepared(m, v, m[row + x.FRONT])]
    m[row + x.FRONT] += doses
    m[x.DOSES_CHANGED] = m[x.STORE_MAYBE] = 1  # who stays to make doses may make more of them
    return oldest


@inlined
def past_use(m: Memory, v: int, made: int) -> int:
    """The tick from which a dose cannot be used any more, by when it was made or its vial opened."""
    life = m[vaccine(m, v) + x.OPEN_LIFE]
    return NEVER if life == NEVER else made + life


@compiled
def add_prepared(m: Memory, v: int, made: int, doses: int) -> None:
    """Doses made at a tick join the prepared ones, in order: as many as were taken out make room in front, and no more
    are there than the jobs of the day."""
    row = vaccine(m, v)
    for _ in range(doses):
        if m[row + x.FRONT] > 0:
            m[row + x.FRONT] -= 1
            place = m[row + x.FRONT]
            while place + 1 < m[row + x.BACK] and m[prepared(m, v, place + 1)] < made:
                m[prepared(m, v, place)] = m[prepared(m, v, place + 1)]
                place += 1
        else:
            place = m[row + x.BACK]
            m[row + x.BACK] += 1
            while place > 0 and m[prepared(m, v, place - 1)] > made:
                m[prepared(m, v, place)] = m[prepared(m, v, place - 1)]
                place -= 1
        m[prepared(m, v, place)] = made
    if past_use(m, v, made) <= m[c.NOW]:
        m[c.ZERO_DUE] = 1
    doses_came(m, v)


@compiled
def doses_came(m: Memory, v: int) -> None:
    """There are more doses of a vaccine: whatever waited for one may be possible."""
    m[c.MAYBE] |= m[vaccine(m, v) + x.DOSE_BITS]
    m[x.RESTOCK_MAYBE] = m[x.STORE_MAYBE] = m[x.DOSES_CHANGED] = 1


# Expiry, and what is gone for good


@compiled
def next_expiry(m: Memory) -> int:
    """The tick at which a vial or a prepared dose is past use; NEVER if none is."""
    tick = NEVER
    for v in range(m[x.VACCINES]):
        row = vaccine(m, v)
        if m[row + x.OPEN_DOSES] > 0:
            tick = min(tick, m[row + x.OPEN_UNTIL])
        if m[row + x.FRONT] < m[row + x.BACK]:
            tick = min(tick, past_use(m, v, m[prepared(m, v, m[row + x.FRONT])]))
    return tick


@compiled
def expire(m: Memory) -> None:
    """What is past use is wasted."""
    for v in range(m[x.VACCINES]):
        row = vaccine(m, v)
        if m[row + x.OPEN_DOSES] > 0 and m[row + x.OPEN_UNTIL] <= m[c.NOW]:
            write_move(m, v, WASTED_OPEN, NOBODY, m[row + x.OPEN_DOSES])
            m[row + x.OPEN_DOSES] = 0
            m[x.DOSES_CHANGED] = 1
        front = m[row + x.FRONT]
        while front < m[row + x.BACK] and past_use(m, v, m[prepared(m, v, front)]) <= m[c.NOW]:
            front += 1
        if front > m[row + x.FRONT]:
            write_move(m, v, WASTED_PREPARED, NOBODY, front - m[row + x.FRONT])
            m[row + x.FRONT] = front
            m[x.DOSES_CHANGED] = m[x.STORE_MAYBE] = 1


@compiled
def deliver(m: Memory, v: int, doses: int) -> None:
    """A delivery; an endless stock stays endless."""
    row = vaccine(m, v)
    write_move(m, v, RECEIVED, NOBODY, doses)
    m[row + x.TO_COME] -= doses
    if m[row + x.STOCK] != NEVER:
        m[row + x.STOCK] += doses
    if doses > 0:
        doses_came(m, v)


@compiled
def is_gone_for_good(m: Memory, v: int) -> bool:
    """Whether nothing is left of a vaccine, by what has been settled, and nothing will come."""
    row = vaccine(m, v)
    left = m[row + x.STOCK] + m[row + x.OPEN_DOSES] + m[row + x.BACK] - m[row + x.FRONT]
    return left + m[row + x.IN_MAKING] + m[row + x.IN_HANDS] + m[row + x.TO_COME] == 0


@compiled
def any_is_gone_for_good(m: Memory) -> bool:
    """Look whether nothing is left of some vaccine and nothing will come."""
    m[x.DOSES_CHANGED] = 0
    anything = False
    for v in range(m[x.VACCINES]):
        anything = anything or is_gone_for_good(m, v)
    return anything


# Who needs doses


@inlined
def vaccine_of(m: Memory, i: int) -> int:
    """What a patient gets."""
    return m[klass(m, m[patient(m, i) + c.KLASS]) + x.VACCINE_OF]


@inlined
def need_at(m: Memory, i: int, s: int) -> int:
    """Doses that a patient is given at a station."""
    return m[station(m, s) + c.DOSES] * m[more_patient(m, i) + x.PARTY]


@compiled
def takes_in_line(m: Memory, i: int, s: int) -> bool:
    """Whether a patient takes prepared doses while standing in the line of a station."""
    return m[more_station(m, s) + x.TAKES_IN_LINE] != 0 and is_made_ahead(m, vaccine_of(m, i))


@compiled
def will_never_get(m: Memory, i: int, s: int) -> bool:
    """Whether a patient needs doses at a station of which nothing is left for good."""
    if not m[x.HAS_DOSES] or m[station(m, s) + c.DOSES] == 0 or not is_gone_for_good(m, vaccine_of(m, i)):
        return False
    return m[more_patient(m, i) + x.TAKEN] < need_at(m, i, s)


@compiled
def set_need(m: Memory, i: int, doses: int) -> None:
    """So many doses a patient may still need: keep the sum of all those who have come."""
    if m[x.HAS_DEMAND]:
        rest = more_patient(m, i)
        m[vaccine(m, vaccine_of(m, i)) + x.DEMAND] += doses - m[rest + x.NEED]
        m[rest + x.NEED] = doses


@compiled
def give(m: Memory, i: int, s: int, crew: int) -> None:
    """A patient gets the doses of a service: those taken in line, from hands, or straight from the store."""
    if m[station(m, s) + c.DOSES] == 0:
        return
    if m[column(m, c.DOSED, i)] == NEVER:
        m[column(m, c.DOSED, i)] = m[c.NOW]
    if m[x.HAS_DOSES]:
        v, need = vaccine_of(m, i), need_at(m, i, s)
        giver = giver_of(m, s, crew)
        if takes_in_line(m, i, s):
            m[more_patient(m, i) + x.TAKEN] -= need
        elif giver >= 0:
            m[hands(m, giver, v)] -= need
            m[vaccine(m, v) + x.IN_HANDS] -= need
            m[x.DOSES_CHANGED] = 1
        else:
            take_from_store(m, v, need)
        write_move(m, v, GIVEN, i, need)


@compiled
def giver_of(m: Memory, s: int, crew: int) -> int:
    """The first unit of the chosen crew that restocks, where doses are carried; -1 if they come from the store."""
    if m[more_station(m, s) + x.CARRIED_TO]:
        for place in range(crew):
            if m[more_unit(m, m[chosen(m, place)]) + x.HOLDS] > 0:
                return m[chosen(m, place)]
    return -1


@compiled
def give_back(m: Memory, i: int) -> None:
    """A patient who leaves without the doses they took: back to the prepared ones, as old as the oldest of them."""
    rest = more_patient(m, i)
    if m[rest + x.TAKEN] > 0:
        v = vaccine_of(m, i)
        write_move(m, v, RETURNED, i, m[rest + x.TAKEN])
        add_prepared(m, v, m[rest + x.OLDEST], m[rest + x.TAKEN])
        m[rest + x.TAKEN] = 0
        expire(m)
