"""What desks and staff can do at most, and how much of that is asked of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.explaining.staffing import powers
from vaxsim.plan import NOBODY
from vaxsim.theory.ceiling import Ceiling, Work, ceiling
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.experiments.explaining.loads import Loads
    from vaxsim.experiments.explaining.people import Stream
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]

_NO_WORK = 1e-6
"""People; a smaller load asks for nothing."""

_LITTLE = 0.05
"""People; where fewer are there, so little work can wait until somebody comes back: three minutes in an hour."""


def work_of(plan: Plan, streams: Sequence[Stream], found: Loads) -> Work:
    """The work of the day's mix of patients, with nobody there yet; per minute and one patient of the mix."""
    site = plan.site
    entering = np.array([stream.entering.sum() for stream in streams])
    shares = entering / entering.sum() if entering.sum() > 0 else np.zeros(len(streams))
    of_kind = np.searchsorted(site.first_kind, np.arange(len(plan.kinds)), side="right") - 1
    crew = np.zeros((len(plan.kinds), len(plan.roles)))
    for kind, roles in enumerate(site.crew_role):
        for role in roles[roles != NOBODY]:
            crew[kind, role] += 1
    counts_from_elsewhere = site.since[of_kind] != NOBODY
    desks = np.where((site.kind_desks >= NEVER) | counts_from_elsewhere, np.inf, site.kind_desks)
    return Work(
        visits=shares[:, np.newaxis] * found.visits,
        minutes=found.minutes,
        allowed=np.array([site.kind_open[stream.klass] for stream in streams], bool),
        station=of_kind.astype(np.int64),
        desks=desks.astype(np.float64),
        crew=crew,
        has_role=powers(plan),
        staff=np.zeros(len(plan.groups)),
    )


def pools(work: Work) -> list[tuple[int, ...]]:
    """Stations that share staff, directly or by way of others; those without staff are in none."""
    stations = work.visits.shape[1]
    needed = [set(np.flatnonzero(work.crew[work.station == s].any(axis=0)).tolist()) for s in range(stations)]
    groups = [set(np.flatnonzero(row).tolist()) for row in work.has_role]
    found: list[tuple[set[int], set[int]]] = []
    for station, roles in enumerate(needed):
        if not roles:
            continue
        reach = set(roles).union(*(group for group in groups if group & roles))
        joined = [each for each in found if each[1] & reach]
        members = {station}.union(*(each[0] for each in joined))
        found = [each for each in found if each not in joined]
        found.append((members, reach.union(*(each[1] for each in joined))))
    return sorted(tuple(sorted(members)) for members, _ in found)


def interchangeable(work: Work) -> list[tuple[int, ...]]:
    """Roles that are needed somewhere, together with those that the same people could fill, directly or in a chain."""
    found: list[set[int]] = []
    for row in np.concatenate([np.diag(work.crew.any(axis=0)), work.has_role]):
        roles = set(np.flatnonzero(row).tolist())
        joined = [each for each in found if each & roles]
        found = [each for each in found if each not in joined] + [roles.union(*joined)] * bool(roles)
    needed = set(np.flatnonzero(work.crew.any(axis=0)).tolist())
    return sorted(tuple(sorted(each)) for each in found if each & needed)


class Ceilings:
    """Ceilings of one site with different numbers of staff; each is computed once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[tuple[object, ...], Ceiling] = {}
        self.pools = pools(work)
        self.interchangeable = interchangeable(work)

    def site(self, staff: Floats) -> Ceiling:
        """Of the whole site, patients of the mix per minute."""
        return self._of("site", self._work, staff)

    def desks_at(self, station: int) -> float:
        """Patients per minute whom the desks of a station can serve."""
        return self._visits(station, self._of(f"desks {station}", self._work.without_staff().at(station), None))

    def staff_at(self, station: int, staff: Floats) -> float:
        """Patients per minute whom the staff can serve there who serve the pool's other stations in the same mix."""
        pool = next((pool for pool in self.pools if station in pool), ())
        if not pool:
            return math.inf
        return self._visits(station, self._of(f"staff {pool}", self._work.without_desks().at(*pool), staff))

    def strain(self, roles: Sequence[int], load: Floats, staff: Floats) -> float:
        """The people asked for in some roles as a share of those there: `load` is float64 [R], people at work in each.

        As well shared out over roles as can be; inf where somebody is asked for whom nobody can replace.  What is
        `_LITTLE` or less does not count where hardly anybody is there.
        """
        nobody = staff @ self._work.has_role < _LITTLE
        wanted = [role for role in roles if load[role] > (_LITTLE if nobody[role] else _NO_WORK)]
        if not wanted:
            return 0.0
        one = Work(
            visits=np.ones((1, len(wanted))),
            minutes=load[wanted][np.newaxis, :],
            allowed=np.ones((1, len(wanted)), bool),
            station=np.arange(len(wanted)),
            desks=np.full(len(wanted), np.inf),
            crew=np.eye(len(wanted)),
            has_role=self._work.has_role[:, wanted],
            staff=staff,
        )
        simple = _one_group_per_role(one)
        rate = ceiling(one).rate if simple is None else simple
        return 1 / rate if rate > 0 else math.inf

    def _of(self, what: str, work: Work, staff: Floats | None) -> Ceiling:
        key = (what, None if staff is None else tuple(staff.round(9).tolist()))
        if key not in self._known:
            self._known[key] = ceiling(work if staff is None else replace(work, staff=staff))
        return self._known[key]

    def _visits(self, station: int, found: Ceiling) -> float:
        visits = float(self._work.visits[:, station].sum())
        return found.rate * visits if visits > 0 else math.inf


def _one_group_per_role(one: Work) -> float | None:
    """The ceiling where every role is filled by groups with no other one of those asked for; None where it is not."""
    if (one.has_role.sum(axis=1) > 1).any():
        return None
    return float(((one.staff @ one.has_role) / one.minutes[0]).min())
