"""Order between stations: where the rule, and not who came first, decided whom shared staff serve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.plan import DISPATCHES
from vaxsim.units import NEVER
from vaxsim.visits import StaffState


@behaviour("longest line first", "dispatch")
def _longest_line(day: Day) -> Flags:
    return day.plan.site.dispatch == DISPATCHES.index("longest_line") and _another_was_first(day)


@behaviour("listed station first", "dispatch")
def _listed(day: Day) -> Flags:
    return day.plan.site.dispatch == DISPATCHES.index("list") and _another_was_first(day)


def _another_was_first(day: Day) -> bool:
    """Whether somebody was served although their crew, with whoever stayed idle, could have served somebody with a
    smaller key in another line, where a desk was free."""
    lines = _plain_lines(day)
    patient, station = np.nonzero(day.served & (day.visits.crew >= 0).any(axis=2))
    return any(_passes_over(day, i, s, z) for i, s in zip(patient, station, strict=True) for z in lines if z != s)


def _plain_lines(day: Day) -> list[int]:
    """The stations of one kind, without sessions, that need staff and wait for no other line or dose."""
    site = day.plan.site
    one = (np.diff(site.first_kind) == 1) & (site.batch_size == 0) & (site.hold_for < 0)
    crew = (site.crew_role >= 0).any(axis=1)[site.first_kind[:-1]]
    endless = bool((site.stock == NEVER).all()) and bool((site.preparers < 0).all())
    doses = (site.doses == 0) | (endless & ~site.carried_to)
    return [int(z) for z in np.nonzero(one & crew & doses)[0]]


def _passes_over(day: Day, i: int, s: int, z: int) -> bool:
    visits, (priority, ready) = day.visits, day.key
    tick = visits.began[i, s]
    waits = (visits.joined[:, z] < tick) & (tick < np.minimum(visits.began, visits.left)[:, z])
    smaller = waits & _smaller(priority[:, z], ready[:, z], (priority[i, s], ready[i, s], i))
    if not smaller.any() or day.desks_busy_at(int(tick), z) >= day.plan.site.desks[z]:
        return False
    return _fill(day, visits.crew[i, s][visits.crew[i, s] >= 0], tick, z)


def _fill(day: Day, crew: NDArray[np.int32], tick: int, z: int) -> bool:
    """Whether a crew, with all who were idle when the instant was over, could serve at a station."""
    t, site = day.visits.timeline, day.plan.site
    idle = t.unit[(t.began <= tick) & (tick < t.ended) & (t.state == StaffState.IDLE)]
    units, roles = np.union1d(crew, idle), site.crew_role[site.first_kind[z]]
    fits = csr_array(site.unit_has_role[np.ix_(units, roles[roles >= 0])].T.astype(np.int8))
    return bool((maximum_bipartite_matching(fits, perm_type="column") >= 0).all())


def _smaller(priority: np.ndarray, ready: np.ndarray, key: tuple[int, int, int]) -> np.ndarray:
    """bool [n]; whose key is smaller than one of another line."""
    rows = zip(priority.tolist(), ready.tolist(), range(len(ready)), strict=True)
    return np.array([row < key for row in rows])
