"""The luck of patients: who comes, and what each decision gives them, as columns over all sources."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.arrivals.source import drawn, uniforms
from vaxsim.distributions.sampler import by_machine_code
from vaxsim.draws.decisions import Choice, Crowd, Durations, LuckOf, Party, indices_of_names, joined
from vaxsim.draws.hurry import Hurry
from vaxsim.draws.standby import StandbyList, standby_lists
from vaxsim.plan.arrays import NOBODY, PICKS
from vaxsim.units import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from vaxsim.arrivals import Arrivals, Coming, Luck
    from vaxsim.draws.columns import Columns as DrawnTogether
    from vaxsim.draws.streams import Streams
    from vaxsim.plan import Plan

    Columns = NDArray[Any]  # [S, n]

LARGEST_PARTY = 1_000_000
"""People that come together at most, so that no law's tail overflows what is counted."""


class Patients:
    """The decisions of a plan that fall for each patient."""

    def __init__(self, plan: Plan) -> None:
        chance = plan.chance
        sources = zip(chance.sources, chance.source_keys, chance.class_shares, strict=True)
        self._sources: list[_Source | StandbyList] = [_Source(plan, *each) for each in sources]
        self._sources += standby_lists(plan)
        self._not_before = chance.not_before
        self._same = _Same()
        self._stations = _Stations(plan)
        self._hurry = Hurry(plan)

    def draw(self, streams: Streams) -> dict[str, NDArray[Any]]:
        """The fields of Draws about patients."""
        parties: list[Party] = []
        for source in self._sources:
            parties.append(source.draw(streams, sum(len(party.klass) for party in parties)))
        crowd = Crowd(parties)
        arrival = joined([party.coming.arrival for party in parties])
        return {
            "source": self._numbers_of_sources(tuple(len(party.klass) for party in parties)),
            "klass": crowd.klass,
            "party": crowd.size,
            "slot": joined([party.coming.slot for party in parties]),
            "arrival": np.maximum(arrival, self._not_before),
            **self._stations.draw(crowd),
            **self._hurry.draw(crowd),
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
        self._size = getattr(source, "party", None)  # a group's people come one by one

    def draw(self, streams: Streams, before: int) -> Party:
        """Its people; `before` them come those of the sources before."""
        luck = LuckOf(streams, " at ", self._key)
        coming = self._source.draw(luck, self._closing)
        klass, size = self._class_of(coming, luck), self._size_of(coming, luck)
        return Party(coming, klass, LuckOf(streams, " / ", self._key), size)

    def _size_of(self, coming: Coming, luck: Luck) -> NDArray[np.int32]:
        """The people of each party, int32 [n]: rounded, at least one, at most LARGEST_PARTY."""
        if self._size is None or self._size.constant() == 1:
            return np.ones(len(coming.row), np.int32)
        sizes = np.rint(drawn(self._size, luck, "party", coming.row))
        return np.clip(sizes, 1, LARGEST_PARTY).astype(np.int32)

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
        first_kind = plan.site.first_kind.tolist()
        self._kinds = [range(first_kind[s], first_kind[s + 1]) for s in stations]
        self._service = _Times(
            [
                Durations(f"service at {names[s]}", [of_class[y] for of_class in chance.service])
                for s in stations
                for y in self._kinds[s]
            ]
        )
        self._per_person = [y for s in stations if chance.per_person[s] for y in self._kinds[s]]
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
        self._extra, self._walk, self._clean_up = (
            _Times([Durations(f"{decision} {name}", [law]) for name, law in zip(names, laws, strict=True)])
            for decision, laws in (
                ("extra at", chance.extra),
                ("walk after", chance.walk),
                ("clean-up at", chance.clean_up),
            )
        )
        self._crews = len(names), plan.site.crew_role.shape[1]
        self._picks = _picks(plan)
        self._same = {name: _Same() for name in ("branch", "pick")}

    def draw(self, crowd: Crowd) -> dict[str, NDArray[Any]]:
        """The fields of Draws about stations; all but `pick` lie in memory station by station."""
        branch = self._choose(crowd)
        service = self._service.draw(crowd)
        self._time_branches(crowd, branch, service)
        for y in self._per_person:
            np.minimum(service[y] * crowd.size, LONGEST, out=service[y])
        return {
            "service": service.T,
            "extra": self._extra.draw_if_any(crowd).T,
            "walk": self._walk.draw_if_any(crowd).T,
            "clean_up": self._clean_up.draw_if_any(crowd).T,
            "branch": branch.T,
            "pick": self._pick(crowd),
        }

    def _choose(self, crowd: Crowd) -> Columns:
        """The branch that happens at each station, int8 [S, n]; NOBODY if none does."""
        shape = len(self._kinds), len(crowd)
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
            service[self._kinds[s].start : self._kinds[s].stop, mine] = durations.draw_some(crowd, mine)

    def _pick(self, crowd: Crowd) -> NDArray[np.float64]:
        """Uniforms for random picks, float64 [n, S, C]."""
        shape = len(crowd), *self._crews
        if not self._picks:
            return self._same["pick"].of(shape, lambda: np.zeros(shape))
        pick = np.zeros(shape)
        for s, (decision, crew) in self._picks.items() if len(crowd) else ():
            pick[:, s, :crew] = crowd.uniforms(decision, crew)
        return pick


class _Times:
    """The durations at each station, or each kind of desk."""

    def __init__(self, durations: Sequence[Durations]) -> None:
        self._durations = durations
        self._chance = any(each.constant is None for each in durations)
        self._same = _Same()

    def draw(self, crowd: Crowd) -> Columns:
        """Ticks, int64 [durations, n]."""
        columns = np.zeros((len(self._durations), len(crowd)), np.int64)
        together = by_machine_code() and len(crowd) > 0
        if together and self._together is not None:
            self._together.draw(crowd, columns)
        for s, each in enumerate(self._durations):
            if each.constant != 0 and not (together and each.entry is not None):
                columns[s] = each.draw(crowd)
        return columns

    def draw_if_any(self, crowd: Crowd) -> Columns:
        """As `draw`; made once for a crowd of that size where chance has no part in it."""
        return self.draw(crowd) if self._chance else self._same.of(len(crowd), lambda: self.draw(crowd))

    @cached_property
    def _together(self) -> DrawnTogether | None:
        """Those that machine code draws in one call; None if there are none."""
        from vaxsim.draws.columns import Columns as DrawnTogether

        found = [(s, each.decision, each.entry) for s, each in enumerate(self._durations) if each.entry is not None]
        return DrawnTogether(*zip(*found, strict=True)) if found else None


def _picks(plan: Plan) -> dict[int, tuple[str, int]]:
    """Decision and size of the largest crew of each station where random picks can be needed."""
    site = plan.site
    if not (site.group_pick == PICKS.index("random")).any():
        return {}
    crews = np.maximum.reduceat((site.crew_role != NOBODY).sum(axis=1), site.first_kind[:-1]).tolist()
    return {s: (f"pick at {plan.stations[s]}", crew) for s, crew in enumerate(crews) if crew}
