"""One instant of a day with every behaviour: steps of the dispatch that have no module of their own."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import doses, duty, preparing, restocking, services, staff, ways
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import patient, unit
from vaxsim.engines.kernel.more import more_patient
from vaxsim.engines.kernel.places import serves_one
from vaxsim.visits import Cause

NO_DOSE = int(Cause.NO_DOSE)


@compiled
def turn_away_without_doses(m: Memory) -> bool:
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
def send_one_on_break(m: Memory) -> bool:
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
def fetch_or_make(m: Memory) -> bool:
    """A place takes a unit, a unit makes a dose, or a patient in line takes one; whether one of these was possible."""
    if restocking.fill_one(m) or preparing.make_one(m) or preparing.take_one(m):
        return True
    m[x.STORE_MAYBE] = 0
    return False


@inlined
def goes_on_without(m: Memory) -> bool:
    """At the end of an instant units that stayed may go, with the last doses in their hands; then it is not the end."""
    if m[c.STAYING] > 0:
        _let_go_who_is_not_needed(m)
    return m[x.DOSES_CHANGED] != 0 and turn_away_without_doses(m)


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
