"""Order between stations: where the rule, and not who came first, decided whom shared staff serve."""

from __future__ import annotations

import numpy as np

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.plan import DISPATCHES


@behaviour("longest line first", "dispatch")
def _longest_line(day: Day) -> Flags:
    return day.plan.site.dispatch == DISPATCHES.index("longest_line") and _another_was_first(day)


@behaviour("listed station first", "dispatch")
def _listed(day: Day) -> Flags:
    return day.plan.site.dispatch == DISPATCHES.index("list") and _another_was_first(day)


def _another_was_first(day: Day) -> bool:
    """Whether a unit served somebody although it could have served, alone and at a free desk, somebody with a smaller
    key in another line."""
    alone = _lines_for_one(day)
    patient, station = np.nonzero(day.served & (day.visits.crew[..., 0] >= 0))
    return any(_passes_over(day, i, s, z) for i, s in zip(patient, station, strict=True) for z in alone if z != s)


def _lines_for_one(day: Day) -> list[int]:
    """The stations of one kind, without sessions, where one unit serves, and that wait for no other line or dose."""
    site = day.plan.site
    one = (np.diff(site.first_kind) == 1) & (site.batch_size == 0) & (site.hold_for < 0)
    crew = (site.crew_role >= 0).sum(axis=1)[site.first_kind[:-1]] == 1
    doses = (site.doses == 0) | (len(day.plan.vaccines) == 0) & (not site.carried_to.any())
    return [int(z) for z in np.nonzero(one & crew & doses)[0]]


def _passes_over(day: Day, i: int, s: int, z: int) -> bool:
    visits, (priority, ready) = day.visits, day.key
    tick, role = visits.began[i, s], day.plan.site.crew_role[day.plan.site.first_kind[z], 0]
    units = visits.crew[i, s][visits.crew[i, s] >= 0]
    waits = (visits.joined[:, z] < tick) & (tick < np.minimum(visits.began, visits.left)[:, z])
    if not waits.any() or not day.plan.site.unit_has_role[units, role].any():
        return False
    smaller = _smaller(priority[:, z], ready[:, z], (priority[i, s], ready[i, s], i))
    free = day.desks_busy(np.full_like(visits.began, tick))[0, z] < day.plan.site.desks[z]
    return bool(free and (waits & smaller).any())


def _smaller(priority: np.ndarray, ready: np.ndarray, key: tuple[int, int, int]) -> np.ndarray:
    """bool [n]; whose key is smaller than one of another line."""
    rows = zip(priority.tolist(), ready.tolist(), range(len(ready)), strict=True)
    return np.array([row < key for row in rows])
