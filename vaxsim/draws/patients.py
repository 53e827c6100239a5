"""The luck of patients: who comes, and what each decision gives them, as columns over all sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.arrivals.source import uniforms
from vaxsim.draws.decisions import Choice, Crowd, Durations, Party, indices_of_names, joined
from vaxsim.plan.arrays import NOBODY, PICKS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from vaxsim.arrivals import Arrivals, Coming, Luck
    from vaxsim.draws.streams import Streams
    from vaxsim.plan import Plan

    Columns = NDArray[Any]  # [S, n]


class Patients:
    """The decisions of a plan that fall for each patient."""

    def __init__(self, plan: Plan) -> None:
        chance = plan.chance
        sources = zip(chance.sources, chance.source_keys, chance.class_shares, strict=True)
        self._sources = [_Source(plan, *each) for each in sources]
        self._not_before = chance.not_before
        self._same = _Same()
        self._stations = _Stations(plan)

    def draw(self, streams: Streams) -> dict[str, NDArray[Any]]:
        """The fields of Draws about patients."""
        parties = [source.draw(streams) for source in self._sources]
        crowd = Crowd(parties)
        arrival = joined([party.coming.arrival for party in parties])
        return {
            "source": self._numbers_of_sources(tuple(len(party.klass) for party in parties)),
            "klass": crowd.klass,
            "slot": joined([party.coming.slot for party in parties]),
            "arrival": np.maximum(arrival, self._not_before),
            **self._stations.draw(crowd),
        }

    def _numbers_of_sources(self, sizes: tuple[int, ...]) -> NDArray[np.int16]:
        """The source of everyone, int16 [n]."""
        return self._same.of(sizes, lambda: np.repeat(np.arange(len(sizes), dtype=np.int16), sizes))


class _Same:
    """An array that is the same in every replication of so many people: read-only, and made once for that many."""

    def __init__(self) -> None:
        self._made: tuple[Any, NDArray[Any]] | None = None

    def of(self, size: Any, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """The array for a size; threads that ask at once may each make one."""
        made = self._made
        if made is None or made[0] != size:
            made = self._made = size, make()
            made[1].setflags(write=False)
        return made[1]


class _Source:
    """One source: its people and their classes."""

    def __init__(self, plan: Plan, source: Arrivals, key: str, shares: Sequence[float]) -> None:
        self._source, self._key, self._closing, self._classes = source, key, plan.site.closing, plan.classes
        self._only = shares.index(1) if max(shares) == 1 else None
        self._choice = Choice("class", np.array([shares]))

    def draw(self, streams: Streams) -> Party:
        luck = _luck(streams, " at ", self._key)
        coming = self._source.draw(luck, self._closing)
        return Party(coming, self._class_of(coming, luck), _luck(streams, " / ", self._key))

    def _class_of(self, coming: Coming, luck: Luck) -> NDArray[np.int16]:
        """The class of each, int16 [n]: as the source knows it, else by the shares."""
        if coming.klass is not None:
            return indices_of_names(coming.klass, self._classes)
        if self._only is not None or not len(coming.row):
            return np.full(len(coming.row), self._only or 0, np.int16)
        return self._choice.draw(uniforms(luck, "class", coming.row))


class _Stations:
    """The decisions at each station."""

    def __init__(self, plan: Plan) -> None:
        chance, names = plan.chance, plan.stations
        stations = range(len(names))
        self._service = [
            Durations(f"service at {names[s]}", [of_class[s] for of_class in chance.service]) for s in stations
        ]
        self._branch_service = [
            (s, index, Durations(f"service of branch {index + 1} at {names[s]}", [law]))
            for s in stations
            for index, law in enumerate(chance.branch_service[s])
            if law is not None
        ]
        self._branch = [
            (s, Choice(f"branch at {names[s]}", chance.branch_shares[:, s]))
            for s in stations
            if chance.branch_shares[:, s].any()
        ]
        self._extra = [Durations(f"extra at {name}", [law]) for name, law in zip(names, chance.extra, strict=True)]
        self._walk = [Durations(f"walk after {name}", [law]) for name, law in zip(names, chance.walk, strict=True)]
        self._crews = plan.site.crew_role.shape
        self._picks = _picks(plan)
        self._same = {name: _Same() for name in ("extra", "walk", "branch", "pick")}

    def draw(self, crowd: Crowd) -> dict[str, NDArray[Any]]:
        """The fields of Draws about stations; all but `pick` lie in memory station by station."""
        branch = self._choose(crowd)
        service = _times(crowd, self._service)
        self._time_branches(crowd, branch, service)
        return {
            "service": service.T,
            "extra": self._times_if_any(crowd, "extra", self._extra).T,
            "walk": self._times_if_any(crowd, "walk", self._walk).T,
            "branch": branch.T,
            "pick": self._pick(crowd),
        }

    def _times_if_any(self, crowd: Crowd, name: str, durations: Sequence[Durations]) -> Columns:
        """As `_times`; made once for a crowd of that size where chance has no part in it."""
        if any(each.constant is None for each in durations):
            return _times(crowd, durations)
        return self._same[name].of(len(crowd), lambda: _times(crowd, durations))

    def _choose(self, crowd: Crowd) -> Columns:
        """The branch that happens at each station, int8 [S, n]; NOBODY if none does."""
        shape = len(self._service), len(crowd)
        if not self._branch:
            return self._same["branch"].of(shape, lambda: np.full(shape, NOBODY, np.int8))
        branch = np.full(shape, NOBODY, np.int8)
        for s, choice in self._branch:
            branch[s] = choice.of_crowd(crowd)
        return branch

    def _time_branches(self, crowd: Crowd, branch: Columns, service: Columns) -> None:
        """Put in the service times of the branches that have one of their own."""
        for s, index, durations in self._branch_service:
            mine = np.flatnonzero(branch[s] == index)
            service[s, mine] = durations.draw_some(crowd, mine)

    def _pick(self, crowd: Crowd) -> NDArray[np.float64]:
        """Uniforms for random picks, float64 [n, S, C]."""
        shape = len(crowd), *self._crews
        if not self._picks:
            return self._same["pick"].of(shape, lambda: np.zeros(shape))
        pick = np.zeros(shape)
        for s, (decision, crew) in self._picks.items() if len(crowd) else ():
            pick[:, s, :crew] = crowd.uniforms(decision, crew)
        return pick


def _times(crowd: Crowd, durations: Sequence[Durations]) -> Columns:
    """The durations at each station, int64 [S, n]."""
    columns = np.zeros((len(durations), len(crowd)), np.int64)
    for s, each in enumerate(durations):
        if each.constant != 0:
            columns[s] = each.draw(crowd)
    return columns


def _picks(plan: Plan) -> dict[int, tuple[str, int]]:
    """Decision and size of crew of each station where random picks can be needed."""
    site = plan.site
    if not (site.group_pick == PICKS.index("random")).any():
        return {}
    crews = (site.crew_role != NOBODY).sum(axis=1).tolist()
    return {s: (f"pick at {plan.stations[s]}", crew) for s, crew in enumerate(crews) if crew}


def _luck(streams: Streams, joint: str, key: str) -> Luck:
    """The streams of one source: their names are a decision, `joint` and the key of the source."""

    def luck(decision: str, rows: int | NDArray[np.int64], columns: int = 1) -> NDArray[np.float64]:
        return streams.uniforms(f"{decision}{joint}{key}", rows, columns)

    return luck
