"""Crews in the kernel: which free units serve next.

The last argument of the functions is None where nobody carries doses, so that a test for that is not even compiled;
else units that carry fewer than are wanted (`more.WANTED`) do not count as free.
"""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, as_float, inlined
from vaxsim.engines.kernel.memory import (
    asked,
    chosen,
    crew_kinds,
    crew_role,
    group,
    has_role,
    holder,
    kind,
    pick,
    role_kind,
    role_unit,
    station,
    unit,
)
from vaxsim.engines.kernel.more import lacks_doses
from vaxsim.engines.kernel.staff import IDLE
from vaxsim.plan import PICKS

LOWEST_NUMBER, RANDOM = PICKS.index("lowest_number"), PICKS.index("random")
NOBODY, TAKEN = -1, -2


@inlined
def can_fill(m: Memory, s: int, carried: int | None) -> bool:
    """Whether the free units can fill the crew of a station, or of a row of desks."""
    if not may_fill(m, s):
        return False
    if not _is_told_by_bits(m, carried):
        for place in range(m[station(m, s) + c.CREW]):
            if not _anybody_idle(m, crew_role(m, s, place), carried):
                return False
    return m[station(m, s) + c.IS_SEPARATE] != 0 or _can_fill_from(m, s, 0, carried)


@inlined
def may_fill(m: Memory, s: int) -> bool:
    """Whether for each place in the crew somebody may be idle: where nobody is, the bits of the kinds tell."""
    filled = True
    for place in range(m[station(m, s) + c.CREW]):
        filled = filled and m[c.IDLE_KINDS] & crew_kinds(m, s, place) != 0
    return filled


@inlined
def _is_told_by_bits(m: Memory, carried: int | None) -> bool:
    """Whether the bits also tell that somebody is idle: each kind has its own, and no doses are wanted."""
    if carried is not None:  # noqa: SIM102  (as in `_is_free`)
        if m[x.WANTED] > 0:
            return False
    return m[c.KINDS] <= c.MASK_BITS


@inlined
def _anybody_idle(m: Memory, role: int, carried: int | None) -> bool:
    """Whether a unit with a role is idle."""
    for rank in range(m[c.KINDS]):
        number = role_kind(m, role, rank)
        if number < 0:
            return False
        if _first_idle(m, number, carried) >= 0:
            return True
    return False


@inlined
def _first_idle(m: Memory, number: int, carried: int | None) -> int:
    """Of a kind of units the one that is idle since the earliest tick; -1 if nobody is."""
    u = m[kind(m, number) + c.FIRST_IDLE]
    if carried is not None:
        while u >= 0 and lacks_doses(m, u):
            u = m[unit(m, u) + c.NEXT_IDLE]
    return u


@inlined
def _is_free(m: Memory, u: int, carried: int | None) -> bool:
    """Whether a unit may be taken."""
    if carried is not None:  # noqa: SIM102  (a condition on its own is what keeps the rest from being compiled)
        if lacks_doses(m, u):
            return False
    return m[unit(m, u) + c.STATE] == IDLE


@compiled
def _can_fill_from(m: Memory, s: int, first: int, carried: int | None) -> bool:
    """Whether the free units that are not chosen for an earlier place can fill the places from `first` on."""
    for u in range(m[c.UNITS]):
        m[holder(m, u)] = NOBODY if _is_free(m, u, carried) else TAKEN
    for place in range(first):
        m[holder(m, m[chosen(m, place)])] = TAKEN
    for place in range(first, m[station(m, s) + c.CREW]):
        for u in range(m[c.UNITS]):
            m[asked(m, u)] = 0
        if not _seat(m, s, place):
            return False
    return True


@compiled
def _seat(m: Memory, s: int, place: int) -> bool:
    """Find a unit for a place, asking those who hold another place to move (augmenting paths)."""
    role = crew_role(m, s, place)
    for u in range(m[c.UNITS]):
        if m[holder(m, u)] == TAKEN or m[asked(m, u)] or not has_role(m, u, role):
            continue
        m[asked(m, u)] = 1
        if m[holder(m, u)] == NOBODY or _seat(m, s, m[holder(m, u)]):
            m[holder(m, u)] = place
            return True
    return False


@inlined
def choose(m: Memory, row: int, s: int, i: int, carried: int | None) -> None:
    """Who takes the places of the crew of a row of desks at station s, in their order: for each the first unit that
    leaves the rest fillable."""
    if m[station(m, row) + c.TAKES_LONGEST_IDLE]:
        for place in range(m[station(m, row) + c.CREW]):
            m[chosen(m, place)] = _longest_idle(m, crew_role(m, row, place), carried)
        return
    for place in range(m[station(m, row) + c.CREW]):
        m[chosen(m, place)] = _choose_one(m, row, place, s, i, carried)


@inlined
def _longest_idle(m: Memory, role: int, carried: int | None) -> int:
    """For a place that can be filled by itself, where no group with the role picks otherwise: of the units with the
    fewest roles the one idle since the earliest tick, ties to the lowest number.  Each kind has its own at its head."""
    best, fewest = -1, 0
    for rank in range(m[c.KINDS]):
        number = role_kind(m, role, rank)
        if number < 0:
            break
        u, roles = _first_idle(m, number, carried), m[kind(m, number) + c.KIND_ROLES]
        if u < 0:
            continue
        if best < 0:
            best, fewest = u, roles
        elif roles > fewest:
            break
        elif (m[unit(m, u) + c.STATE_SINCE], u) < (m[unit(m, best) + c.STATE_SINCE], best):
            best = u
    return best


@compiled
def _is_candidate(m: Memory, row: int, place: int, u: int, carried: int | None) -> bool:
    """Whether a unit is free, is not chosen for an earlier place, and leaves the rest fillable."""
    if not _is_free(m, u, carried):
        return False
    for earlier in range(place):
        if m[chosen(m, earlier)] == u:
            return False
    m[chosen(m, place)] = u
    return m[station(m, row) + c.IS_SEPARATE] != 0 or _can_fill_from(m, row, place + 1, carried)


@compiled
def _choose_one(m: Memory, row: int, place: int, s: int, i: int, carried: int | None) -> int:
    """Of the candidates with the fewest roles: the best of each pick rule, of these the lowest number."""
    role = crew_role(m, row, place)
    fewest, longest, lowest, randoms = -1, -1, -1, 0
    for rank in range(m[c.UNITS]):
        u = role_unit(m, role, rank)
        if u < 0 or (fewest >= 0 and m[unit(m, u) + c.ROLE_COUNT] > fewest):
            break
        if not _is_candidate(m, row, place, u, carried):
            continue
        fewest = m[unit(m, u) + c.ROLE_COUNT]
        rule = m[group(m, m[unit(m, u) + c.OF_GROUP]) + c.PICK_RULE]
        if rule == RANDOM:
            randoms += 1
        elif rule == LOWEST_NUMBER:
            lowest = _lowest(lowest, u)
        elif longest < 0 or m[unit(m, u) + c.STATE_SINCE] < m[unit(m, longest) + c.STATE_SINCE]:
            longest = u
    lucky = -1
    if randoms > 0:
        skip = int(as_float(m[pick(m, i, s, place)]) * randoms)
        lucky = _random_one(m, row, place, fewest, skip, carried)
    return _lowest(_lowest(longest, lowest), lucky)


@inlined
def _lowest(one: int, other: int) -> int:
    """The lower of two numbers, of which either may be nobody (-1)."""
    return other if one < 0 or 0 <= other < one else one


@compiled
def _random_one(m: Memory, row: int, place: int, fewest: int, skip: int, carried: int | None) -> int:
    """The candidate behind `skip` others, by number, among those with the fewest roles whose groups pick at random."""
    role = crew_role(m, row, place)
    for rank in range(m[c.UNITS]):
        u = role_unit(m, role, rank)
        rule = m[group(m, m[unit(m, u) + c.OF_GROUP]) + c.PICK_RULE]
        if m[unit(m, u) + c.ROLE_COUNT] != fewest or rule != RANDOM:
            continue
        if _is_candidate(m, row, place, u, carried):
            if skip == 0:
                return u
            skip -= 1
    return -1
