"""How long a service takes: of each kind of desk for each stream of patients, branches and parties among it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vaxsim.distributions.moments import weighted_values
from vaxsim.theory.load import mean_of_shorter
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.distributions import Distribution
    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.experiments.explaining.people import Stream
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]
Weighted = tuple[Floats, Floats]
"""Values, minutes, and weights that add up to 1; float64 [points] each."""


class Way(NamedTuple):
    """One way on from a kind of desk."""

    share: float  # of the stream's patients there
    times: Weighted  # how long they are served
    target: int  # index of the next station; the number of stations for out of the site


class Times:
    """The laws of a plan as values and weights, each made once."""

    def __init__(self, plan: Plan, grid: Grid) -> None:
        self._plan, self._grid = plan, grid
        self._known: dict[tuple[int, tuple[tuple[float, float], ...]], Weighted] = {}
        self._shorter: dict[int, tuple[Weighted, Floats]] = {}  # holds the times, so that their id stays theirs

    def shorter(self, times: Weighted) -> Floats:
        """E[min(time, x)] at the edges of the grid, float64 [bins + 1]."""
        if id(times) not in self._shorter:
            self._shorter[id(times)] = times, mean_of_shorter(*times, self._grid.width, self._grid.bins)
        return self._shorter[id(times)][1]

    def of(self, law: Distribution, sizes: tuple[tuple[float, float], ...] = ((1.0, 1.0),)) -> Weighted:
        """Values of a law, times the sizes of parties; negative ones count as 0."""
        key = id(law), sizes
        if key not in self._known:
            values, weights = weighted_values(law)
            values = np.maximum(values, 0.0)
            self._known[key] = (
                np.concatenate([values * size for size, _ in sizes]),
                np.concatenate([weights * share for _, share in sizes]),
            )
        return self._known[key]

    def ways(self, stream: Stream, station: int, kind: int) -> Iterator[Way]:
        """The ways on from a kind of desk: each branch that concerns the class, and on foot."""
        plan, k = self._plan, stream.klass
        chance, site = plan.chance, plan.site
        sizes = stream.sizes if chance.per_person[station] else ((1.0, 1.0),)
        own = self._passed(stream, station, self.of(chance.service[k][kind], sizes))
        shares = chance.branch_shares[k, station]
        for b, law in enumerate(chance.branch_service[station]):
            if shares[b] > 0:
                times = own if law is None else self._passed(stream, station, self.of(law, sizes))
                yield Way(float(shares[b]), times, int(site.branch_target[k, station, b]))
        rest = 1 - float(shares.sum())
        if rest > 1e-12:
            yield Way(rest, own, int(site.next_station[k, station]))

    def kind_shares(self, stream: Stream, station: int) -> list[tuple[int, float]]:
        """The kinds of desk where the class may be served, with the share served there if all were equally in use."""
        site = self._plan.site
        kinds = range(site.first_kind[station], site.first_kind[station + 1])
        usable = [y for y in kinds if site.kind_open[stream.klass, y]]
        desks = np.array([min(float(site.kind_desks[y]), NEVER) for y in usable])
        if len(desks) and desks.max() >= NEVER:
            desks = (desks >= NEVER).astype(np.float64)
        return list(zip(usable, (desks / desks.sum()).tolist(), strict=True)) if len(desks) else []

    def _passed(self, stream: Stream, station: int, times: Weighted) -> Weighted:
        """What is left of a time that counts from the end of an earlier station, if nobody waits in between."""
        plan = self._plan
        since = int(plan.site.since[station])
        if since < 0:
            return times
        values, weights = times
        left = np.maximum(values - self._between(stream, since, station), 0.0)
        return left + np.where(left > 0, max(plan.chance.extra[station].mean(), 0.0), 0.0), weights

    def _between(self, stream: Stream, since: int, station: int) -> float:
        """Mean minutes from the end of a service to reaching a later station, on foot."""
        chance, passed = self._plan.chance, max(self._plan.chance.walk[since].mean(), 0.0)
        at = int(self._plan.site.next_station[stream.klass, since])
        while at < station:
            for kind, share in self.kind_shares(stream, at):
                passed += share * mean(self.of(chance.service[stream.klass][kind]))
            passed += max(chance.walk[at].mean(), 0.0)
            at = int(self._plan.site.next_station[stream.klass, at])
        return passed


def mean(times: Weighted) -> float:
    """Mean of values with weights, minutes."""
    return float((times[0] * times[1]).sum())  # not by BLAS, whose threads take longer to start


def second_moment(times: Weighted) -> float:
    """Mean square of values with weights, square minutes."""
    return float((times[0] ** 2 * times[1]).sum())
