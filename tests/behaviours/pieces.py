"""Services that last otherwise than drawn: paced, interrupted, handed over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import StaffState


@behaviour("slower than drawn", "pace")
def _slower(day: Day) -> Flags:
    return _paces(day) > 1000


@behaviour("faster than drawn", "pace")
def _faster(day: Day) -> Flags:
    pace = _paces(day)
    return (pace > 0) & (pace < 1000)


def _paces(day: Day) -> NDArray[np.int64]:
    """int64 [n, S]; the largest pace of the units that began a service that takes time, 0 without one."""
    site, visits = day.plan.site, day.visits
    paces = np.zeros(day.served.shape, np.int64)
    for i, s in zip(*np.nonzero(day.served & (visits.ended > visits.began)), strict=True):
        for u in visits.crew[i, s][visits.crew[i, s] >= 0]:
            g = site.unit_group[u]
            step = np.nonzero(site.pace_from[g] <= visits.began[i, s] - visits.came[u])[0].max()
            paces[i, s] = max(paces[i, s], site.pace[g, step])
    return paces


@behaviour("break interrupts", "interrupt")
def _interrupts(day: Day) -> Flags:
    return ~_handed_over(day)


@behaviour("resumed by another", "interrupt")
def _by_another(day: Day) -> Flags:
    return ~_handed_over(day) & (_new_crew(day) != _old_crew(day)).any(axis=1) & _resumed(day)


@behaviour("resumed by the same", "interrupt")
def _by_the_same(day: Day) -> Flags:
    return ~_handed_over(day) & (_new_crew(day) == _old_crew(day)).all(axis=1) & _resumed(day)


@behaviour("crew of several interrupted", "interrupt")
def _crew_interrupted(day: Day) -> Flags:
    return ~_handed_over(day) & (_old_crew(day)[:, 1:] >= 0).any(axis=1)


@behaviour("handed over", "handover")
def _hands_over(day: Day) -> Flags:
    return _handed_over(day)


@behaviour("overtime for want of a successor", "handover")
def _no_successor(day: Day) -> Flags:
    """Began a piece before the end of the shift and finished it afterwards, although the group hands over."""
    site, found = day.plan.site, day.pieces
    unit = found.crew[:, :1]
    over = (unit >= 0) & (found.began[:, None] < _ends(day, unit)) & (found.ended[:, None] > _ends(day, unit))
    hands_over = np.append(site.hands_over[site.unit_group] & ~site.unit_stays, False)
    return over & hands_over[unit] & (found.ended < NEVER)[:, None]


def _ends(day: Day, unit: NDArray[np.int32]) -> NDArray[np.int64]:
    """When the shifts of units end, NEVER for the unit -1."""
    return np.append(day.plan.site.unit_to, NEVER)[unit]


def _handed_over(day: Day) -> NDArray[np.bool_]:
    """bool [interruptions]; went on at the same tick, at the end of the shift of a unit that is replaced."""
    found, old, new = day.visits.interruptions, _old_crew(day), _new_crew(day)
    replaced = (old != new) & (_ends(day, old) == found.paused[:, None])
    one = (old != new).sum(axis=1) == 1
    t = day.visits.timeline
    unit = np.where(replaced, old, -1).max(axis=1, initial=-1)
    on_break = (t.unit == unit[:, None]) & (t.state == StaffState.ON_BREAK) & (t.began == found.paused[:, None])
    return (found.paused == found.resumed) & replaced.any(axis=1) & one & ~on_break.any(axis=1)


def _resumed(day: Day) -> NDArray[np.bool_]:
    return day.visits.interruptions.resumed < NEVER


def _new_crew(day: Day) -> NDArray[np.int32]:
    return day.visits.interruptions.crew


def _old_crew(day: Day) -> NDArray[np.int32]:
    """int32 [interruptions, C]; who served until then."""
    found = day.visits.interruptions
    old = day.visits.crew[found.patient, found.station].copy()
    same = (found.patient[1:] == found.patient[:-1]) & (found.station[1:] == found.station[:-1])
    old[1:][same] = found.crew[:-1][same]
    return old
