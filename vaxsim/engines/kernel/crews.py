"""Crews in the kernel: which free units serve next."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, as_float, inlined
from vaxsim.engines.kernel.memory import (
    asked,
    chosen,
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
from vaxsim.engines.kernel.staff import IDLE
from vaxsim.plan import PICKS

LOWEST_NUMBER, RANDOM = PICKS.index("lowest_number"), PICKS.index("random")
NOBODY, TAKEN = -1, -2


@inlined
def can_fill(m: Memory, s: int) -> bool:
    """Whether the free units can fill the crew of a station."""
    size = m[station(m, s) + c.CREW]
    for place in range(size):
        if not _anybody_idle(m, crew_role(m, s, place)):
            return False
    return size <= 1 or _can_fill_from(m, s, 0)


@inlined
def _anybody_idle(m: Memory, role: int) -> bool:
    """Whether a unit with a role is idle."""
    for rank in range(m[c.KINDS]):
        number = role_kind(m, role, rank)
        if number < 0:
            return False
        if m[kind(m, number) + c.FIRST_IDLE] >= 0:
            return True
    return False


@compiled
def _can_fill_from(m: Memory, s: int, first: int) -> bool:
    """Whether the free units that are not chosen for an earlier place can fill the places from `first` on."""
    for u in range(m[c.UNITS]):
        m[holder(m, u)] = NOBODY if m[unit(m, u) + c.STATE] == IDLE else TAKEN
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
def choose(m: Memory, s: int, i: int) -> None:
    """Who takes the places of the crew, in their order: for each the first unit that leaves the rest fillable."""
    if m[station(m, s) + c.TAKES_LONGEST_IDLE]:
        m[chosen(m, 0)] = _longest_idle(m, m[station(m, s) + c.ROLE])
        return
    for place in range(m[station(m, s) + c.CREW]):
        m[chosen(m, place)] = _choose_one(m, s, place, i)


@inlined
def _longest_idle(m: Memory, role: int) -> int:
    """For a crew of one, where no group with the role picks otherwise: of the units with the fewest roles the one idle
    since the earliest tick, ties to the lowest number.  Each kind has its own at its head."""
    best, fewest = -1, 0
    for rank in range(m[c.KINDS]):
        number = role_kind(m, role, rank)
        if number < 0:
            break
        u, roles = m[kind(m, number) + c.FIRST_IDLE], m[kind(m, number) + c.KIND_ROLES]
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
def _is_candidate(m: Memory, s: int, place: int, u: int) -> bool:
    """Whether a unit is free, is not chosen for an earlier place, and leaves the rest fillable."""
    if m[unit(m, u) + c.STATE] != IDLE:
        return False
    for earlier in range(place):
        if m[chosen(m, earlier)] == u:
            return False
    m[chosen(m, place)] = u
    return place + 1 == m[station(m, s) + c.CREW] or _can_fill_from(m, s, place + 1)


@compiled
def _choose_one(m: Memory, s: int, place: int, i: int) -> int:
    """Of the candidates with the fewest roles: the best of each pick rule, of these the lowest number."""
    role = crew_role(m, s, place)
    fewest, longest, lowest, randoms = -1, -1, -1, 0
    for rank in range(m[c.UNITS]):
        u = role_unit(m, role, rank)
        if u < 0 or (fewest >= 0 and m[unit(m, u) + c.ROLE_COUNT] > fewest):
            break
        if not _is_candidate(m, s, place, u):
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
        lucky = _random_one(m, s, place, fewest, int(as_float(m[pick(m, i, s, place)]) * randoms))
    return _lowest(_lowest(longest, lowest), lucky)


@inlined
def _lowest(one: int, other: int) -> int:
    """The lower of two numbers, of which either may be nobody (-1)."""
    return other if one < 0 or 0 <= other < one else one


@compiled
def _random_one(m: Memory, s: int, place: int, fewest: int, skip: int) -> int:
    """The candidate behind `skip` others, by number, among those with the fewest roles whose groups pick at random."""
    role = crew_role(m, s, place)
    for rank in range(m[c.UNITS]):
        u = role_unit(m, role, rank)
        rule = m[group(m, m[unit(m, u) + c.OF_GROUP]) + c.PICK_RULE]
        if m[unit(m, u) + c.ROLE_COUNT] != fewest or rule != RANDOM:
            continue
        if _is_candidate(m, s, place, u):
            if skip == 0:
                return u
            skip -= 1
    return -1
