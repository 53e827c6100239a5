"""Draws: all the chance there is in one replication, drawn before an engine starts.

Every decision (class at a source, service at a station, break of a group, ...) is a stream of its own, keyed by
its name together with seed, replication, site and day; the row of a patient or unit picks the number.  So the same
patient meets the same luck whatever else changes.  Classes with laws of their own read the same uniforms, and a
law that always gives the same value reads none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.arrivals.source import drawn, uniforms
from vaxsim.fields import SHARE_TOLERANCE
from vaxsim.plan.arrays import NOBODY, PICKS
from vaxsim.units import to_ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.arrivals import Coming, Luck
    from vaxsim.distributions import Distribution
    from vaxsim.plan import Plan

SMALLEST = 2.0**-54
"""The smallest uniform; the largest is 1 - 2**-53, so that no quantile is taken at 0 or 1."""

CERTAIN = 2.0
"""A cumulated share that every uniform lies below."""


@dataclass(frozen=True, eq=False)
class Draws:
    """The luck of one replication.

    n patients in the order of their numbers (patient i is number i + 1), S stations, C largest crew, U units, W
    most breaks of a group.  Times and durations are ticks, int64.  The arrays become read-only.
    """

    source: NDArray[Any]  # int16 [n]
    klass: NDArray[Any]  # int16 [n]
    slot: NDArray[Any]  # int64 [n]; appointment time, NEVER without
    arrival: NDArray[Any]  # int64 [n]; NEVER for a no-show
    service: NDArray[Any]  # int64 [n, S]; a branch that happens has put its own service in
    extra: NDArray[Any]  # int64 [n, S]
    walk: NDArray[Any]  # int64 [n, S]; to the station after
    branch: NDArray[Any]  # int8 [n, S]; the branch that happens, -1 if none
    pick: NDArray[Any]  # float64 [n, S, C]; uniforms for random picks, 0 where none can be needed
    absent: NDArray[Any]  # bool [U]
    break_length: NDArray[Any]  # int64 [U, W]

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)


class Streams:
    """The uniforms of one replication of a site-day; a stream is known by its name alone.

    A stream is the Philox generator (Salmon et al. 2011) under a key hashed from the name and from where it is;
    each column begins at a counter of its own.  So a number depends on its name, row and column and on nothing
    else, whatever was asked for before.  One object must not be used by two threads at once.
    """

    def __init__(self, seed: int, replication: int, site: str = "", day: int = 0) -> None:
        self._place = (seed, replication, site, day)
        self._philox = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._philox)

    def uniforms(self, name: str, rows: int, columns: int = 1) -> NDArray[np.float64]:
        """Numbers in [2**-54, 1 - 2**-53], float64 (rows, columns); more rows or columns only add to them."""
        key = self._key(name)
        numbers = np.empty((columns, rows))
        for column in range(columns):
            self._seek(key, column)
            self._generator.random(out=numbers[column])
        np.maximum(numbers, SMALLEST, out=numbers)
        return numbers.T

    def _key(self, name: str) -> NDArray[np.uint64]:
        text = json.dumps([name, *self._place])
        return np.frombuffer(blake2b(text.encode(), digest_size=16).digest(), "<u8").astype(np.uint64)

    def _seek(self, key: NDArray[np.uint64], column: int) -> None:
        self._philox.state = {
            "bit_generator": "Philox",
            "state": {"counter": np.array([0, 0, 0, column], np.uint64), "key": key},
            "buffer": np.zeros(4, np.uint64),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }


@dataclass(frozen=True)
class _Crowd:
    """The people of one source, n of them, and their luck."""

    plan: Plan
    luck: Luck  # by the decision, such as "service at vaccination"
    row: NDArray[np.int64]  # int64 [n]
    klass: NDArray[np.int16]  # int16 [n]

    def ticks(self, decision: str, laws: Sequence[Distribution]) -> NDArray[np.int64]:
        """Durations int64 [n] by the law of each one's class; one law, or one for each class."""
        if len({id(law) for law in laws}) == 1:
            return to_ticks(drawn(laws[0], self.luck, decision, self.row))
        columns = max(law.uniforms for law in laws)
        luck = self.luck(decision, _rows(self.row), columns)[self.row]
        values = np.empty(len(self.row))
        for k, law in enumerate(laws):
            mine = self.klass == k
            values[mine] = law.quantile(luck[mine])
        return to_ticks(values)

    def at_stations(self, decision: str, laws: Sequence[Distribution]) -> NDArray[np.int64]:
        """Durations int64 [n, S]; `laws` has one for each station, whatever the class."""
        names = self.plan.stations
        columns = [self.ticks(f"{decision} {name}", [law]) for name, law in zip(names, laws, strict=True)]
        return np.stack(columns, axis=1)

    def branches(self, station: int) -> NDArray[np.int8]:
        """The branch of each at a station, int8 [n]; NOBODY if none happens."""
        shares = self.plan.chance.branch_shares[:, station]
        if not shares.any():
            return np.full(len(self.row), NOBODY, np.int8)
        cumulated = np.stack([cumulated_shares(of_class) for of_class in shares])
        luck = uniforms(self.luck, f"branch at {self.plan.stations[station]}", self.row)
        passed = (luck[:, np.newaxis] >= cumulated[self.klass]).sum(axis=1)
        return np.where(passed < shares.shape[1], passed, NOBODY).astype(np.int8)

    def service(self, station: int, branch: NDArray[np.int8]) -> NDArray[np.int64]:
        """Service times int64 [n] at a station, where the `branch` that happens may have one of its own."""
        chance, name = self.plan.chance, self.plan.stations[station]
        service = self.ticks(f"service at {name}", [of_class[station] for of_class in chance.service])
        for index, law in enumerate(chance.branch_service[station]):
            if law is not None:
                mine = branch == index
                decision = f"service of branch {index + 1} at {name}"
                service[mine] = to_ticks(drawn(law, self.luck, decision, self.row[mine]))
        return service

    def picks(self) -> NDArray[np.float64]:
        """Uniforms for random picks, float64 [n, S, C]."""
        site = self.plan.site
        picks = np.zeros((len(self.row), *site.crew_role.shape))
        if (site.group_pick == PICKS.index("random")).any():
            for station, crew in enumerate((site.crew_role != NOBODY).sum(axis=1)):
                if crew:
                    luck = self.luck(f"pick at {self.plan.stations[station]}", _rows(self.row), int(crew))
                    picks[:, station, :crew] = luck[self.row]
        return picks


def draw(plan: Plan, seed: int, replication: int) -> Draws:
    """All the luck of one replication; the same arguments give the same arrays."""
    streams = Streams(seed, replication)
    patients = [_patients(plan, streams, index) for index in range(len(plan.chance.sources))]
    absent, break_length = _staff(plan, streams)
    together = {name: np.concatenate([each[name] for each in patients]) for name in patients[0]}
    return Draws(**together, absent=absent, break_length=break_length)


def _patients(plan: Plan, streams: Streams, index: int) -> dict[str, NDArray[Any]]:
    """The fields of Draws about patients, for one source."""
    source, key = plan.chance.sources[index], plan.chance.source_keys[index]
    coming = source.draw(_luck(streams, " at ", key), plan.site.closing)
    klass = _classes(plan, coming, _luck(streams, " at ", key), plan.chance.class_shares[index])
    crowd = _Crowd(plan, _luck(streams, " / ", key), coming.row, klass)
    stations = range(len(plan.stations))
    branch = [crowd.branches(s) for s in stations]
    return {
        "source": np.full(len(klass), index, np.int16),
        "klass": klass,
        "slot": coming.slot,
        "arrival": np.maximum(coming.arrival, plan.chance.not_before),
        "service": np.stack([crowd.service(s, branch[s]) for s in stations], axis=1),
        "extra": crowd.at_stations("extra at", plan.chance.extra),
        "walk": crowd.at_stations("walk after", plan.chance.walk),
        "branch": np.stack(branch, axis=1),
        "pick": crowd.picks(),
    }


def _luck(streams: Streams, joint: str, key: str) -> Luck:
    """The streams of one source: their names are a decision, `joint` and the key of the source."""

    def luck(decision: str, rows: int, columns: int = 1) -> NDArray[np.float64]:
        return streams.uniforms(f"{decision}{joint}{key}", rows, columns)

    return luck


def _classes(plan: Plan, coming: Coming, luck: Luck, shares: Sequence[float]) -> NDArray[np.int16]:
    """The class of each, int16 [n]: as the source knows it, else by the shares."""
    if coming.klass is not None:
        index = {name: k for k, name in enumerate(plan.classes)}
        return np.array([index[name] for name in coming.klass], np.int16)
    if max(shares) == 1:
        return np.full(len(coming.row), shares.index(1), np.int16)
    cumulated = cumulated_shares(np.array(shares))
    return np.searchsorted(cumulated, uniforms(luck, "class", coming.row), side="right").astype(np.int16)


def _staff(plan: Plan, streams: Streams) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Who is absent, bool [U], and the length of each break, int64 [U, W].

    Luck belongs to a place in a shift, so one more unit moves nobody else's.
    """
    group_of, rows = plan.site.unit_group, plan.chance.unit_row
    absent = np.zeros(len(rows), bool)
    length = np.zeros((len(rows), plan.site.break_earliest.shape[1]), np.int64)
    for (g, shift), members in groupby(range(len(rows)), lambda unit: (int(group_of[unit]), rows[unit][0])):
        units = np.array(list(members))
        place = np.array([rows[unit][1] for unit in units])
        where = f"{plan.groups[g]} / shift {shift + 1}"
        if plan.chance.absence[g] > 0:
            absent[units] = uniforms(streams.uniforms, f"absence of {where}", place) < plan.chance.absence[g]
        for w, law in enumerate(plan.chance.break_length[g]):
            length[units, w] = to_ticks(drawn(law, streams.uniforms, f"break {w + 1} of {where}", place))
    return absent, length


def cumulated_shares(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cumulated shares, float64 like `shares`; if they add up to 1, the last positive one takes what is left."""
    cumulated = np.cumsum(shares)
    if cumulated[-1] >= 1 - SHARE_TOLERANCE:
        cumulated[np.flatnonzero(shares)[-1] :] = CERTAIN
    return cumulated


def _rows(row: NDArray[np.int64]) -> int:
    """How many rows of a stream hold all of these."""
    return int(row.max()) + 1 if len(row) else 0
