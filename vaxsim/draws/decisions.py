"""Decisions that fall for each patient: what is known of them beforehand, and what a crowd draws from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.distributions.sampler import Sampler
from vaxsim.fields import SHARE_TOLERANCE
from vaxsim.plan.arrays import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from vaxsim.arrivals import Coming
    from vaxsim.distributions import Law
    from vaxsim.draws.streams import Streams

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CERTAIN = 2.0
"""A cumulated share that every uniform lies below."""


@dataclass(frozen=True, eq=False)
class Party:
    """The people of one source, m of them."""

    coming: Coming
    klass: NDArray[np.int16]  # int16 [m]
    luck: LuckOf  # by the decision, such as "service at vaccination"
    size: NDArray[np.int32]  # int32 [m]; people in each party

    def uniforms(self, decision: str, columns: int) -> Floats:
        """Everyone's luck, float64 (m, columns)."""
        return self.luck(decision, self.coming.row, columns)


class Crowd:
    """The people of all sources, n of them, source after source."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self.klass = joined([party.klass for party in parties])
        self.size = joined([party.size for party in parties])
        self.parties = [party for party in parties if len(party.klass)]
        self._members: dict[tuple[int, ...], Ints] = {}

    def __len__(self) -> int:
        return len(self.klass)

    def uniforms(self, decision: str, columns: int = 1) -> Floats:
        """Everyone's luck, float64 (n, columns); somebody must be there."""
        return joined([party.uniforms(decision, columns) for party in self.parties])

    def members(self, classes: tuple[int, ...]) -> Ints:
        """Who is of one of the classes, as ascending indices."""
        if classes not in self._members:
            is_one = self.klass == classes[0]
            for k in classes[1:]:
                is_one |= self.klass == k
            self._members[classes] = np.flatnonzero(is_one)
        return self._members[classes]


class Durations:
    """A decision for a duration, with one law or one for each class; classes with laws of their own share the luck."""

    def __init__(self, decision: str, laws: Sequence[Law]) -> None:
        self.decision = decision
        self._uniforms = max(law.uniforms for law in laws)
        classes: dict[int, list[int]] = {}
        for k, law in enumerate(laws):
            classes.setdefault(id(law), []).append(k)
        self._samplers = [(Sampler(laws[ks[0]]), tuple(ks)) for ks in classes.values()]
        self.constant = self._samplers[0][0].constant if len(classes) == 1 else None
        """Ticks, if everyone's are the same."""
        self.entry = self._samplers[0][0].entry if len(classes) == 1 and self._uniforms == 1 else None
        """How `Columns` draws it; None if it cannot."""

    def draw(self, crowd: Crowd) -> Ints | int:
        """Ticks, int64 [n], or the same for everyone."""
        if self.constant is not None or not len(crowd):
            return self.constant or 0
        luck = crowd.uniforms(self.decision, self._uniforms)
        if len(self._samplers) == 1:
            return self._samplers[0][0].ticks(luck)
        drawn = np.empty(len(crowd), np.int64)
        for sampler, classes in self._samplers:
            mine = crowd.members(classes)
            drawn[mine] = sampler.ticks(luck.take(mine, axis=0))
        return drawn

    def draw_some(self, crowd: Crowd, some: Ints) -> Ints | int:
        """As `draw`, for `some` of the crowd, given as indices; of one law for all classes."""
        if self.constant is not None or not len(some):
            return self.constant or 0
        return self._samplers[0][0].ticks(crowd.uniforms(self.decision, self._uniforms)[some])


class Choice:
    """A decision for one of several, or none, by shares that may differ from class to class."""

    def __init__(self, decision: str, shares: Floats) -> None:
        """`shares` is float64 [K, B], or [1, B] if it does not depend on the class."""
        self._decision = decision
        cumulated = np.stack([cumulated_shares(of_class) for of_class in shares])
        self._same = bool((cumulated == cumulated[0]).all())
        self._cumulated = cumulated.T

    def draw(self, luck: Floats, klass: NDArray[np.int16] | None = None) -> NDArray[np.int16]:
        """The index of the choice, int16 [n]; B for none.  `luck` is float64 [n]."""
        chosen = np.zeros(len(luck), np.int16)
        for limit in self._cumulated:
            chosen += luck >= (limit[0] if self._same else limit[klass])
        return chosen

    def of_crowd(self, crowd: Crowd) -> NDArray[np.int16]:
        """As `draw`, int16 [n], with NOBODY for none."""
        if not len(crowd):
            return np.empty(0, np.int16)
        chosen = self.draw(crowd.uniforms(self._decision)[:, 0], crowd.klass)
        chosen[chosen == len(self._cumulated)] = NOBODY
        return chosen


def joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The arrays one after the other; a single one as it is."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


@lru_cache(maxsize=16)
def indices_of_names(names: tuple[str, ...], known: tuple[str, ...]) -> NDArray[np.int16]:
    """Where each of the names stands among the known ones, int16 [names], read-only."""
    index = {name: k for k, name in enumerate(known)}
    indices = np.array([index[name] for name in names], np.int16)
    indices.setflags(write=False)
    return indices


def cumulated_shares(shares: Floats) -> Floats:
    """Cumulated shares, float64 like `shares`; if they add up to 1, the last positive one takes what is left."""
    cumulated = np.cumsum(shares)
    if cumulated[-1] >= 1 - SHARE_TOLERANCE:
        cumulated[np.flatnonzero(shares)[-1] :] = CERTAIN
    return cumulated


class LuckOf:
    """The streams of one source: their names are a decision, `joint` and the key of the source."""

    def __init__(self, streams: Streams, joint: str, key: str) -> None:
        self._streams, self._end = streams, joint + key

    def __call__(self, decision: str, /, rows: int | Ints, columns: int = 1) -> Floats:
        """As `Luck` says."""
        return self._streams.uniforms(decision + self._end, rows, columns)

    def keys(self, decisions: Iterable[str]) -> NDArray[np.uint64]:
        """The keys of the streams for some decisions, uint64 [decisions, 2]."""
        return self._streams.keys(decision + self._end for decision in decisions)
