"""Who is expected: patients of each source and class, when they come and when the doors let them in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.distributions.moments import weighted_values
from vaxsim.experiments.explaining.grid import Grid
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.arrivals import Arrivals
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LARGEST_PARTY = 1_000_000
MOST_SIZES = 40
"""Sizes of parties that are told apart; more are taken together."""


@dataclass(frozen=True)
class Stream:
    """The patients of one class from one source."""

    source: str
    klass: int  # index of the class
    sizes: tuple[tuple[float, float], ...]  # people in a party and the share of parties of that size
    expected: float  # patients with an appointment or walking in, those who stay away among them
    coming: Floats  # float64 [bins]; patients per minute as they come to the site
    entering: Floats  # float64 [bins]; as the doors and the gate let them in; without who is too late for either

    @property
    def party(self) -> float:
        """Mean people per patient."""
        return sum(size * share for size, share in self.sizes)


def streams(plan: Plan, grid: Grid) -> list[Stream]:
    """The patients of every source and class of which some are expected, in the order of the file."""
    found = []
    chance = plan.chance
    for source, key, shares in zip(chance.sources, chance.source_keys, chance.class_shares, strict=True):
        come_by = _come_by(source, plan, grid.edges)
        coming = np.diff(come_by) / grid.width
        coming[0] += come_by[0] / grid.width  # who comes before anybody is there is among the first
        entering = np.diff(_let_in_by(source, plan, grid.edges)) / grid.width
        expected = source.expected(plan.site.closing)
        sizes = _sizes(source)
        for klass, share in enumerate(_shares(source, plan, shares)):
            if share > 0:
                found.append(Stream(key, klass, sizes, share * expected, share * coming, share * entering))
    return found


def _shares(source: Arrivals, plan: Plan, shares: tuple[float, ...]) -> list[float]:
    """The share of each class over the day; of recorded people as recorded."""
    known: tuple[str, ...] | None = getattr(source, "klass", None)
    if not known:
        return list(shares)
    counted = Counter(known)
    return [counted[name] / len(known) for name in plan.classes]


def _come_by(source: Arrivals, plan: Plan, times: Ints) -> Floats:
    """Expected to have come before each tick; who would come before `not_before` comes then."""
    came = source.expected_by(times, plan.site.closing)
    return np.where(times > plan.chance.not_before, came, 0.0)


def _let_in_by(source: Arrivals, plan: Plan, times: Ints) -> Floats:
    """Expected to have been let in before each tick, with nobody inside too many."""
    site = plan.site
    seen = open_until(site.opens, site.closes, times)
    entered = source.expected_by(seen, site.closing, site.gate, site.late_limit)
    return np.where((seen > plan.chance.not_before) & (times > site.opens[0]), entered, 0.0)


def open_until(opens: Ints, closes: Ints, times: Ints) -> Ints:
    """The last tick until which the doors were open before each of some ticks; those who came by then are inside.

    int64 [times]; -NEVER before the doors open first.
    """
    interval = np.searchsorted(opens, times, side="left") - 1
    last = np.minimum(times, closes[np.maximum(interval, 0)])
    return np.where(interval < 0, -NEVER, last)


def _sizes(source: Arrivals) -> tuple[tuple[float, float], ...]:
    """Sizes of parties and their shares; many sizes are taken together, so that the mean stays."""
    law = getattr(source, "party", None)
    if law is None:
        return ((1.0, 1.0),)
    values, weights = weighted_values(law)
    sizes, where = np.unique(np.clip(np.rint(values), 1, LARGEST_PARTY), return_inverse=True)
    shares = np.bincount(where, weights=weights)
    groups = np.array_split(np.arange(len(sizes)), min(len(sizes), MOST_SIZES))
    together = [(float(shares[g].sum()), float(shares[g] @ sizes[g])) for g in groups]
    return tuple((people / share, share) for share, people in together if share > 0)
