"""The day as it would be if nobody ever waited: flows from station to station, and what they ask of desks and staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.explaining.times import Times, Way, mean, second_moment
from vaxsim.plan import NOBODY
from vaxsim.theory.load import Flow, through

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.experiments.explaining.people import Stream
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Loads:
    """Offered loads.  J streams, S stations, R roles, Y kinds of desk, V vaccines; rates are patients per minute."""

    arriving: Floats  # float64 [J, S, bins]; patients who reach each station
    beginning: Floats  # float64 [V, bins]; doses of each vaccine wanted per minute
    desks: Floats  # float64 [S, bins]; desks in use, clean-up among it
    roles: Floats  # float64 [R, bins]; people of each role at work
    visits: Floats  # float64 [J, S]; visits per patient of the stream
    minutes: Floats  # float64 [J, Y]; mean minutes of desk and staff per visit; 0 where the time counts from elsewhere
    first_two: Floats  # float64 [J, S, 2]; mean and mean square of the time a desk is taken, minutes


def loads(plan: Plan, streams: Sequence[Stream], grid: Grid) -> Loads:
    """Follow every stream through the stations in their order."""
    sizes = len(streams), len(plan.stations), grid.bins
    kinds, roles = len(plan.kinds), len(plan.roles)
    found = Loads(
        arriving=np.zeros(sizes),
        beginning=np.zeros((len(plan.vaccines), grid.bins)),
        desks=np.zeros(sizes[1:]),
        roles=np.zeros((roles, grid.bins)),
        visits=np.zeros(sizes[:2]),
        minutes=np.zeros((len(streams), kinds)),
        first_two=np.zeros((*sizes[:2], 2)),
    )
    walk = _Walk(plan, grid, found)
    for j, stream in enumerate(streams):
        walk.follow(j, stream)
    return found


class _Walk:
    """The streams' way through the stations; adds what they ask for to the loads."""

    def __init__(self, plan: Plan, grid: Grid, found: Loads) -> None:
        self._plan, self._grid, self._found = plan, grid, found
        self._times = Times(plan, grid)

    def follow(self, j: int, stream: Stream) -> None:
        first = int(self._plan.site.first_station[stream.klass])
        stations = len(self._plan.stations)
        if first < stations:
            self._found.arriving[j, first] += stream.entering
            self._found.visits[j, first] += 1.0
        for station in range(stations):
            if self._found.visits[j, station] > 0:
                self._serve(j, stream, station)

    def _serve(self, j: int, stream: Stream, station: int) -> None:
        """All kinds of desk of a station, each with its share of the stream."""
        coming = self._found.arriving[j, station]
        self._ask_for_doses(stream, station, coming)
        for kind, share in self._times.kind_shares(stream, station):
            for way in self._times.ways(stream, station, kind):
                flow = through(share * way.share * coming, self._times.shorter(way.times), self._grid.width)
                self._add_times(j, station, kind, share, way)
                self._busy(station, kind, flow)
                self._walk_on(j, station, way.target, flow.out, share * way.share)

    def _add_times(self, j: int, station: int, kind: int, share: float, way: Way) -> None:
        """Add to the means of the time that a desk is taken; a full session shares its time among all in it."""
        clean_up = self._times.of(self._plan.chance.clean_up[station])
        taken = mean(way.times) + mean(clean_up)
        squares = second_moment(way.times) + second_moment(clean_up) + 2 * mean(way.times) * mean(clean_up)
        self._found.first_two[j, station] += share * way.share * np.array([taken, squares])
        if self._plan.site.since[station] == NOBODY:
            together = max(1, int(self._plan.site.batch_size[station]))
            self._found.minutes[j, kind] += way.share * taken / together

    def _busy(self, station: int, kind: int, flow: Flow) -> None:
        """Add to the desks in use, and to the staff who work there."""
        site = self._plan.site
        together = max(1, int(site.batch_size[station]))
        cleaning = through(
            flow.out, self._times.shorter(self._times.of(self._plan.chance.clean_up[station])), self._grid.width
        )
        busy = (flow.busy + cleaning.busy) / together
        self._found.desks[station] += busy
        for role in site.crew_role[kind]:
            if role != NOBODY:
                self._found.roles[role] += busy

    def _walk_on(self, j: int, station: int, target: int, leaving: Floats, part: float) -> None:
        if target >= len(self._plan.stations):
            return
        walk = self._times.shorter(self._times.of(self._plan.chance.walk[station]))
        self._found.arriving[j, target] += through(leaving, walk, self._grid.width).out
        self._found.visits[j, target] += part * self._found.visits[j, station]

    def _ask_for_doses(self, stream: Stream, station: int, coming: Floats) -> None:
        doses, vaccine = int(self._plan.site.doses[station]), int(self._plan.site.vaccine[stream.klass])
        if doses and vaccine != NOBODY:
            self._found.beginning[vaccine] += doses * stream.party * coming
