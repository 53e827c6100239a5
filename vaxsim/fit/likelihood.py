"""Maximum likelihood: the parameters of a family under which the observations are most probable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize

from vaxsim.fit.families import FAMILIES, Family

if TYPE_CHECKING:
    from vaxsim.fit.observations import Cells, Floats, Observations

FARTHEST = 1e6
"""No parameter is larger, and no drawn duration: two years in minutes."""

IMPOSSIBLE = 1e300
"""Stands for minus the logarithm of a probability of 0, with which the search can still compute."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A family fitted to observations."""

    family: Family
    coordinates: Floats
    log_likelihood: float
    aicc: float
    distance: float  # largest difference of the two distribution functions

    @cached_property
    def law(self) -> Any:
        """The law of scipy.stats; plain, so that it may have values below 0, which durations turn into 0."""
        return self.family.law(self.coordinates)

    @property
    def parameters(self) -> dict[str, float]:
        """What stands in a scenario behind `dist`."""
        return self.family.parameters(self.coordinates)


def rank(observations: Observations) -> tuple[Fitted, ...]:
    """All families that can have produced the observations, the one with the least AICc first.

    The AICc (Hurvich and Tsai 1989) is twice the log-likelihood that a family loses, plus a price for each parameter
    which is higher in small samples; so three parameters do not win by being three.
    """
    families = [family for family in FAMILIES if family.signed or not observations.signed]
    fitted = [fit(family, observations) for family in families]
    return tuple(sorted((one for one in fitted if one is not None), key=lambda one: one.aicc))


def fit(family: Family, observations: Observations, start: Floats | None = None) -> Fitted | None:
    """The law of a family under which the observations are most probable; None if there is none."""
    cells, positive = observations.cells, not observations.signed
    begin = np.array(family.start(observations)) if start is None else start
    loose = start is not None
    search: Any = optimize.minimize
    found = search(
        lambda c: _loss(family, c, cells, positive),
        begin,
        method="Nelder-Mead",
        options={"xatol": 1e-3 if loose else 1e-5, "fatol": 1e-2 if loose else 1e-5, "maxiter": 2000},
    )
    if not found.fun < IMPOSSIBLE or not _sensible(family, found.x):
        return None
    ll, k, n = -float(found.fun), family.count, observations.n
    aicc = 2 * k - 2 * ll + 2 * k * (k + 1) / (n - k - 1) if n > k + 1 else np.inf
    return Fitted(family, found.x, ll, float(aicc), distance(family, found.x, cells))


def _sensible(family: Family, coordinates: Floats) -> bool:
    """Whether the parameters are those of minutes at a site: a search without a maximum ends far beyond."""
    with np.errstate(all="ignore"):
        return all(abs(value) < FARTHEST for value in family.parameters(coordinates).values())


def distance(family: Family, coordinates: Floats, cells: Cells) -> float:
    """Largest difference between a law and the observations, of Kolmogorov and Smirnov, at the edges of cells."""
    below, _ = family.below_and_above(coordinates, cells.edges[1:])
    return float(np.abs(below - cells.distribution())[_known(cells)].max(initial=0.0))


def _known(cells: Cells) -> slice:
    """The cells up to the last with a complete duration: beyond, nothing is known but that some were longer."""
    return slice(int(cells.used[-1]) + 1 if len(cells.used) else 0)


def _loss(family: Family, coordinates: Floats, cells: Cells, positive: bool) -> float:
    """Minus the log-likelihood: of complete durations the probability of the cell, of cut-off ones that of more."""
    with np.errstate(all="ignore"):
        if positive and family.bounded and coordinates[0] < 0:
            return IMPOSSIBLE
        below, above = family.below_and_above(coordinates, cells.edges)
        mass = np.where(above[:-1] < 0.5, above[:-1] - above[1:], below[1:] - below[:-1])
        inside = cells.complete[cells.used] @ np.log(mass[cells.used])
        cut = np.flatnonzero(cells.censored)
        beyond = cells.censored[cut] @ np.log((above[:-1] + above[1:])[cut] / 2)
        total = -(inside + beyond)
    return float(total) if np.isfinite(total) else IMPOSSIBLE
