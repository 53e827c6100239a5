"""Ceilings: the most patients per minute that desks and staff can serve, however they are put to work.

In the long run nobody serves more: each patient takes desk minutes and staff minutes, and there are only so many of
either.  Which kind of desk serves whom, and which of several roles somebody fills, is chosen as well as can be, by a
linear program (the fluid or static planning problem: Harrison and Lopez, Heavy traffic resource pooling in
parallel-server systems, Queueing Systems 33 (1999)).  What a site reaches lies below: people do not come as evenly, and
first come is not as well as can be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_BINDING = 1e-9


@dataclass(frozen=True)
class Work:
    """What patients need and who is there.  J types of patient, Y kinds of desk, S stations, R roles, G groups."""

    visits: Floats  # float64 [J, S]; visits to each station per patient of the mix: each type's share times its visits
    minutes: Floats  # float64 [J, Y]; desk and staff minutes that a visit takes there
    allowed: Bools  # bool [J, Y]; whether the type may be served there
    station: Ints  # int64 [Y]; the station of each kind of desk
    desks: Floats  # float64 [Y]; inf without a limit
    crew: Floats  # float64 [Y, R]; staff of each role in a service there
    has_role: Bools  # bool [G, R]
    staff: Floats  # float64 [G]; people of each group who are there; inf for as many as needed

    def without_desks(self) -> Work:
        """As if there were desks enough, so that only staff limits."""
        return replace(self, desks=np.full_like(self.desks, np.inf))

    def without_staff(self) -> Work:
        """As if there were staff enough, so that only desks limit."""
        return replace(self, crew=np.zeros_like(self.crew))

    def at(self, *stations: int) -> Work:
        """The work of some stations alone: nobody goes anywhere else."""
        only = np.zeros_like(self.visits)
        only[:, stations] = self.visits[:, stations]
        return replace(self, visits=only)


class Ceiling(NamedTuple):
    """The most patients of the mix per minute, inf without a limit, and what sets that limit."""

    rate: float
    desks: Bools  # bool [Y]; kinds of desk of which one more would help
    staff: Bools  # bool [G]; groups of which one more would help


def ceiling(work: Work) -> Ceiling:
    """The most patients of the mix per minute that can be served for ever."""
    from scipy.optimize import linprog

    types, kinds = work.allowed.shape
    groups, roles = work.has_role.shape
    flows, duties = types * kinds, groups * roles
    limits, rows = _limits(work, flows + duties + 1)
    gain = np.zeros(flows + duties + 1)
    gain[-1] = -1.0
    found = linprog(
        gain,
        A_ub=limits[0] if len(limits[0]) else None,
        b_ub=limits[1] if len(limits[0]) else None,
        A_eq=_everybody_is_served(work, flows + duties + 1),
        b_eq=np.zeros(types * work.visits.shape[1]),
        bounds=_bounds(work),
        method="highs",
    )
    if found.status == 3:  # unbounded
        return Ceiling(math.inf, np.zeros(kinds, bool), np.zeros(groups, bool))
    if not found.success:
        raise ArithmeticError(f"the ceiling cannot be computed: {found.message}")
    helps = -np.asarray(found.ineqlin.marginals) > _BINDING if len(rows) else np.zeros(0, bool)
    return Ceiling(-float(found.fun or 0.0), *_named(rows, helps, kinds, groups))


def _everybody_is_served(work: Work, columns: int) -> Floats:
    """For each type and station: what its kinds of desk serve is the rate times the visits there."""
    types, kinds = work.allowed.shape
    stations = work.visits.shape[1]
    rows = np.zeros((types * stations, columns))
    for j in range(types):
        for y in range(kinds):
            rows[j * stations + work.station[y], j * kinds + y] = 1.0
    rows[:, -1] = -work.visits.ravel()
    return rows


def _limits(work: Work, columns: int) -> tuple[tuple[Floats, Floats], list[tuple[str, int]]]:
    """Rows of "at most": desks of each kind, people for each role, people of each group; and what each is about."""
    types, kinds = work.allowed.shape
    groups, roles = work.has_role.shape
    flows = types * kinds
    rows: list[Floats] = []
    bounds: list[float] = []
    about: list[tuple[str, int]] = []
    for y in np.flatnonzero(np.isfinite(work.desks)):
        row = np.zeros(columns)
        row[y:flows:kinds] = work.minutes[:, y]
        rows, bounds, about = [*rows, row], [*bounds, float(work.desks[y])], [*about, ("desk", int(y))]
    for r in range(roles):
        row = np.zeros(columns)
        row[:flows] = (work.minutes * work.crew[:, r]).ravel()
        row[flows + r : flows + groups * roles : roles] = -1.0
        rows, bounds, about = [*rows, row], [*bounds, 0.0], [*about, ("role", r)]
    for g in np.flatnonzero(np.isfinite(work.staff)):
        row = np.zeros(columns)
        row[flows + g * roles : flows + (g + 1) * roles] = 1.0
        rows, bounds, about = [*rows, row], [*bounds, float(work.staff[g])], [*about, ("group", int(g))]
    return (np.array(rows), np.array(bounds)), about


def _bounds(work: Work) -> list[tuple[float, float | None]]:
    """Nobody is served where they may not be, and nobody fills a role they do not have."""
    may = [*work.allowed.ravel(), *work.has_role.ravel()]
    return [*((0.0, None if allowed else 0.0) for allowed in may), (0.0, None)]


def _named(rows: list[tuple[str, int]], helps: Bools, kinds: int, groups: int) -> tuple[Bools, Bools]:
    """Of which kinds of desk and which groups one more would raise the rate."""
    desks, staff = np.zeros(kinds, bool), np.zeros(groups, bool)
    for (what, index), more in zip(rows, helps.tolist(), strict=True):
        if what == "desk":
            desks[index] = more
        elif what == "group":
            staff[index] = more
    return desks, staff
