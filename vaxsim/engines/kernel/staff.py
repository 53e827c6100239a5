"""Staff in the kernel: states, shifts and breaks."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import (
    break_away,
    break_latest,
    break_length,
    break_state,
    group,
    kind,
    may_visit,
    needed_at,
    present,
    timeline,
    unit,
)
from vaxsim.engines.kernel.queue import BREAK_ENDS, push
from vaxsim.visits import StaffState

GONE = -1
IDLE, SERVING, RESTING = int(StaffState.IDLE), int(StaffState.SERVING), int(StaffState.ON_BREAK)


@inlined
def change_state(m: Memory, u: int, state: int) -> None:
    """Pass to another state: write the old one down, keep the order of the idle."""
    me, now = unit(m, u), m[c.NOW]
    old, since = m[me + c.STATE], m[me + c.STATE_SINCE]
    if old != GONE and since < now:
        _write_down(m, u, old, since, now)
    m[me + c.STATE], m[me + c.STATE_SINCE] = state, now
    if old != IDLE and state == IDLE:
        _begin_idling(m, u)
    elif old == IDLE and state != IDLE:
        _stop_idling(m, u)


@inlined
def _write_down(m: Memory, u: int, state: int, began: int, ended: int) -> None:
    """Append a row to the timeline; a state like the last one prolongs it."""
    last = m[unit(m, u) + c.LAST_ROW]
    if last >= 0 and m[last + c.ROW_STATE] == state and m[last + c.ROW_ENDED] == began:
        m[last + c.ROW_ENDED] = ended
        return
    m[c.ROWS] += 1
    row = timeline(m, m[c.ROWS] - 1)
    m[unit(m, u) + c.UNIT_ROWS] += 1
    m[unit(m, u) + c.LAST_ROW] = row
    m[row + c.ROW_UNIT], m[row + c.ROW_STATE], m[row + c.ROW_BEGAN], m[row + c.ROW_ENDED] = u, state, began, ended


@inlined
def _begin_idling(m: Memory, u: int) -> None:
    """Stand behind those of the same kind who are idle: since now, so only those of the same tick can come after."""
    me = unit(m, u)
    ours = kind(m, m[me + c.KIND])
    ahead, behind = m[ours + c.LAST_IDLE], -1
    while ahead > u and m[unit(m, ahead) + c.STATE_SINCE] == m[c.NOW]:
        ahead, behind = m[unit(m, ahead) + c.PREVIOUS_IDLE], ahead
    m[me + c.PREVIOUS_IDLE], m[me + c.NEXT_IDLE] = ahead, behind
    _link(m, ours, ahead, u, u, behind)
    m[c.IDLE_KINDS] |= m[ours + c.KIND_BIT]
    m[c.MAYBE] |= m[me + c.NEEDED_BITS]
    if m[me + c.BREAKS_DUE] > 0:
        _look_for_a_break(m, u)


@compiled
def _look_for_a_break(m: Memory, u: int) -> None:
    """Somebody whose break is due is idle: it may be able to begin, if the group can spare one more."""
    g = m[unit(m, u) + c.OF_GROUP]
    for which in range(m[c.BREAKS]):
        if m[break_state(m, u, which)] == c.BREAK_IS_DUE and m[group(m, g) + c.ON_BREAK] < away_at_most(m, g, which):
            m[c.BREAK_MAYBE] = 1


@inlined
def away_at_most(m: Memory, g: int, which: int) -> int:
    """How many of a group may be on breaks now if one more goes on this one."""
    return break_away(m, g, which, m[group(m, g) + c.UNITS_PRESENT])


@inlined
def _stop_idling(m: Memory, u: int) -> None:
    """Leave the idle of the same kind."""
    me = unit(m, u)
    ours = kind(m, m[me + c.KIND])
    ahead, behind = m[me + c.PREVIOUS_IDLE], m[me + c.NEXT_IDLE]
    _link(m, ours, ahead, behind, ahead, behind)
    if m[ours + c.FIRST_IDLE] < 0 and m[c.KINDS] <= c.MASK_BITS:
        m[c.IDLE_KINDS] &= ~m[ours + c.KIND_BIT]


@inlined
def _link(m: Memory, ours: int, ahead: int, next_of_ahead: int, previous_of_behind: int, behind: int) -> None:
    """Set what the neighbours of a place among the idle point to; the ends where there is no neighbour."""
    if ahead < 0:
        m[ours + c.FIRST_IDLE] = next_of_ahead
    else:
        m[unit(m, ahead) + c.NEXT_IDLE] = next_of_ahead
    if behind < 0:
        m[ours + c.LAST_IDLE] = previous_of_behind
    else:
        m[unit(m, behind) + c.PREVIOUS_IDLE] = previous_of_behind


@compiled
def come(m: Memory, u: int) -> None:
    """A shift begins."""
    me = unit(m, u)
    m[me + c.CAME] = m[c.NOW]
    m[group(m, m[me + c.OF_GROUP]) + c.UNITS_PRESENT] += 1
    m[c.BREAK_MAYBE] = 1
    change_state(m, u, IDLE)


@compiled
def go(m: Memory, u: int) -> None:
    """A unit leaves the site, idle or from its break; a break that is due and has not begun is missed."""
    me = unit(m, u)
    ours = group(m, m[me + c.OF_GROUP])
    m[ours + c.UNITS_PRESENT] -= 1
    m[c.BREAK_MAYBE] = 1
    if m[me + c.STATE] == RESTING:
        m[ours + c.ON_BREAK] -= 1
    change_state(m, u, GONE)
    m[me + c.WENT] = m[c.NOW]
    for which in range(m[c.BREAKS]):
        if m[break_state(m, u, which)] == c.BREAK_IS_DUE:
            _break_is_over(m, u, which, c.NOT_DUE)


@compiled
def end_shift(m: Memory, u: int) -> None:
    """A shift ends: off from a break, stay where one may be needed, finish a patient, or go."""
    me = unit(m, u)
    if m[me + c.STATE] == RESTING:
        go(m, u)
    elif m[me + c.STAYS]:
        m[me + c.IS_STAYING] = 1
        m[c.STAYING] += 1
    elif m[me + c.STATE] == IDLE:
        go(m, u)


@inlined
def release(m: Memory, u: int) -> None:
    """A unit's patient is done: it is free, or goes if its shift is over."""
    change_state(m, u, IDLE)
    me = unit(m, u)
    if m[c.NOW] > m[me + c.ENDS] and not m[me + c.STAYS]:
        go(m, u)


@compiled
def break_falls_due(m: Memory, u: int, which: int) -> None:
    """A break becomes due for a unit on duty."""
    if m[unit(m, u) + c.STATE] != GONE:
        m[break_state(m, u, which)] = c.BREAK_IS_DUE
        m[unit(m, u) + c.BREAKS_DUE] += 1
        m[c.BREAK_MAYBE] = 1


@compiled
def _break_is_over(m: Memory, u: int, which: int, state: int) -> None:
    """A break is not due any more: it has begun, or will never begin."""
    m[break_state(m, u, which)] = state
    m[unit(m, u) + c.BREAKS_DUE] -= 1


@compiled
def send_one_on_break(m: Memory) -> bool:
    """The lowest number that is due, idle and can be spared goes; whether there was one.

    Nobody is looked for before something changes: a break falls due, somebody due is idle, comes, goes or comes back.
    """
    for u in range(m[c.UNITS]):
        if m[unit(m, u) + c.BREAKS_DUE] == 0:
            continue
        for which in range(m[c.BREAKS]):
            if m[break_state(m, u, which)] == c.BREAK_IS_DUE and begins_break(m, u, which):
                return True
    m[c.BREAK_MAYBE] = 0
    return False


@compiled
def begins_break(m: Memory, u: int, which: int) -> bool:
    """A due break begins if the unit is idle and can be spared (true), or is missed for good, or has to wait."""
    me, now = unit(m, u), m[c.NOW]
    g = m[me + c.OF_GROUP]
    if now > break_latest(m, g, which):
        _break_is_over(m, u, which, c.NOT_DUE)
        return False
    away = away_at_most(m, g, which)
    if m[me + c.STATE] != IDLE or now >= m[me + c.ENDS] or m[group(m, g) + c.ON_BREAK] >= away:
        return False
    begin_break(m, u, which)
    return True


@compiled
def begin_break(m: Memory, u: int, which: int) -> None:
    """A break begins."""
    me, now = unit(m, u), m[c.NOW]
    g = m[me + c.OF_GROUP]
    _break_is_over(m, u, which, c.BREAK_HAS_BEGUN)
    m[group(m, g) + c.ON_BREAK] += 1
    change_state(m, u, RESTING)
    back = now + m[break_length(m, u, which)]
    if back <= m[me + c.ENDS]:  # else the end of the shift ends it
        push(m, back, BREAK_ENDS, u)


@compiled
def come_back(m: Memory, u: int) -> None:
    """A break ends."""
    m[group(m, m[unit(m, u) + c.OF_GROUP]) + c.ON_BREAK] -= 1
    m[c.BREAK_MAYBE] = 1
    change_state(m, u, IDLE)


@compiled
def let_go_who_is_not_needed(m: Memory) -> None:
    """At the end of an instant: of those who stayed past their shift, the ones nobody may need any more go."""
    for u in range(m[c.UNITS]):
        me = unit(m, u)
        if m[me + c.IS_STAYING] and m[me + c.STATE] == IDLE and not may_be_needed(m, u):
            m[me + c.IS_STAYING] = 0
            m[c.STAYING] -= 1
            go(m, u)


@compiled
def may_be_needed(m: Memory, u: int) -> bool:
    """Whether somebody inside waits for a station that needs the unit, or could still come to one."""
    for k in range(m[c.CLASSES]):
        for s in range(m[c.STATIONS]):
            here = present(m, k, s)
            if m[here + c.WAITING] > 0 and needed_at(m, u, s):
                return True
            if m[here + c.WAITING] + m[here + c.SERVED] == 0:
                continue
            for later in range(s + 1, m[c.STATIONS]):
                if needed_at(m, u, later) and may_visit(m, k, s, later):
                    return True
    return False
