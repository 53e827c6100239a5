"""Closing, and the end of a day with every behaviour."""

from __future__ import annotations

from vaxsim.compiling import compiled
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel import preparing, staff
from vaxsim.engines.kernel.compiling import Memory
from vaxsim.engines.kernel.doses import in_store, need_at, vaccine_of
from vaxsim.engines.kernel.duty import go_home
from vaxsim.engines.kernel.memory import column, patient, station, unit
from vaxsim.engines.kernel.more import hands, more_patient, more_station
from vaxsim.engines.kernel.ways import TURNED_AWAY, depart, go_away
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

FULL, CLOSED, NO_DOSE, NO_STAFF = int(Cause.FULL), int(Cause.CLOSED), int(Cause.NO_DOSE), int(Cause.NO_STAFF)
STILL_INSIDE, NO_CAUSE = int(Outcome.STILL_INSIDE), int(Cause.NONE)


@compiled
def close_for_good(m: Memory) -> None:
    """Closing: who is outside goes away, and those inside who were not served once where the site says so."""
    for i in range(m[c.PATIENTS]):
        place = m[more_patient(m, i) + x.PLACE]
        if place == x.OUTSIDE:
            go_away(m, i, TURNED_AWAY, FULL if m[patient(m, i) + c.READY] < m[c.NOW] else CLOSED)
        elif m[c.TURNS_AWAY] and place == x.IN_LINE and not m[patient(m, i) + c.CALLED]:
            go_away(m, i, TURNED_AWAY, CLOSED)


@compiled
def strand(m: Memory) -> None:
    """Nothing is due any more: who is still inside can never be served.  Causes are found before anybody goes."""
    m[c.STRANDED] += m[c.INSIDE]
    for i in range(m[c.PATIENTS]):
        if m[more_patient(m, i) + x.PLACE] in (x.IN_LINE, x.AT_DOOR, x.PAUSED):
            m[column(m, c.CAUSE, i)] = NO_DOSE if _lacks_doses(m, i) else NO_STAFF
    for i in range(m[c.PATIENTS]):
        if m[more_patient(m, i) + x.PLACE] in (x.IN_LINE, x.AT_DOOR, x.PAUSED):
            go_away(m, i, TURNED_AWAY, m[column(m, c.CAUSE, i)])
    for u in range(m[c.UNITS]):
        me = unit(m, u)
        stays = m[me + c.IS_STAYING] and m[me + c.STATE] == staff.IDLE
        if stays and not staff.may_be_needed(m, u) and not preparing.may_have_to_make(m, u):
            m[me + c.IS_STAYING] = 0
            m[c.STAYING] -= 1
            go_home(m, u)


@compiled
def _lacks_doses(m: Memory, i: int) -> bool:
    """Whether too few doses are there for somebody in the line, or at the door, of a station that gives some."""
    s = m[patient(m, i) + c.AT]
    if not m[x.HAS_DOSES] or m[station(m, s) + c.DOSES] == 0 or m[more_patient(m, i) + x.PLACE] == x.PAUSED:
        return False
    v, need = vaccine_of(m, i), need_at(m, i, s)
    if m[more_patient(m, i) + x.TAKEN] + in_store(m, v) >= need:
        return False
    if m[more_station(m, s) + x.CARRIED_TO]:
        for u in range(m[c.UNITS]):
            if m[unit(m, u) + c.STATE] != staff.GONE and m[hands(m, u, v)] >= need:
                return False
    return True


@compiled
def cut_off(m: Memory) -> None:
    """The run stops here: who has come and not left is still inside."""
    m[c.NOW] = m[c.STOP]
    for i in range(m[c.PATIENTS]):
        if m[more_patient(m, i) + x.PLACE] not in (x.NOT_COME, x.GONE):
            depart(m, i, STILL_INSIDE, NO_CAUSE)
    m[x.CUT_OFF] = 1


@compiled
def close(m: Memory) -> None:
    """Finish all accounts; the day ends with closing, the last departure, going or delivery."""
    if not m[x.CUT_OFF]:
        m[c.NOW] = _end_of_day(m)
    for s in range(m[c.STATIONS]):
        here, day = station(m, s), m[c.NOW] - m[c.BASE]
        m[here + c.LINE_AREA] += m[here + c.LENGTH] * day
        m[here + c.BUSY_AREA] += m[more_station(m, s) + x.AT_DESKS] * day
    for u in range(m[c.UNITS]):
        if m[unit(m, u) + c.STATE] != staff.GONE:
            staff.change_state(m, u, staff.GONE)
            m[unit(m, u) + c.WENT] = m[c.NOW]


@compiled
def _end_of_day(m: Memory) -> int:
    """The tick at which the last thing happened."""
    end = max(m[c.CLOSING], m[x.LAST_DELIVERY])
    for i in range(m[c.PATIENTS]):
        if m[column(m, c.DEPARTED, i)] != NEVER:
            end = max(end, m[column(m, c.DEPARTED, i)])
    for u in range(m[c.UNITS]):
        if m[unit(m, u) + c.WENT] != NEVER:
            end = max(end, m[unit(m, u) + c.WENT])
    return end
