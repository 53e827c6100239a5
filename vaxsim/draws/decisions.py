"""Decisions that fall for each patient: what is known of them is worked out once, and then drawn in each replication."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.distributions.sampler import Sampler
from vaxsim.fields import SHARE_TOLERANCE
from vaxsim.plan.arrays import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vaxsim.arrivals import Coming, Luck
    from vaxsim.distributions import Law

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CERTAIN = 2.0
"""A cumulated share that every uniform lies below."""


class Crowd:
    """The people of one source, n of them, and their luck."""

    def __init__(self, coming: Coming, klass: NDArray[np.int16], luck: Luck) -> None:
        """`klass` is int16 [n]; `luck` goes by the decision, such as "service at vaccination"."""
        self.coming, self.klass, self._luck = coming, klass, luck
        self._rows = int(coming.row.max()) + 1 if len(coming.row) else 0
        self._members: dict[tuple[int, ...], Ints] = {}

    def __len__(self) -> int:
        return len(self.klass)

    def uniforms(self, decision: str, columns: int = 1) -> Floats:
        """Everyone's luck, float64 (n, columns)."""
        numbers = self._luck(decision, self._rows, columns)
        if columns == 1:
            return numbers[:, 0].take(self.coming.row).reshape(-1, 1)
        return numbers[self.coming.row]

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
        self._decision = decision
        self._uniforms = max(law.uniforms for law in laws)
        classes: dict[int, list[int]] = {}
        for k, law in enumerate(laws):
            classes.setdefault(id(law), []).append(k)
        self._samplers = [(Sampler(laws[ks[0]]), tuple(ks)) for ks in classes.values()]
        self.constant = self._samplers[0][0].constant if len(classes) == 1 else None
        """Ticks, if everyone's are the same."""

    def draw(self, crowd: Crowd) -> Ints | int:
        """Ticks, int64 [n], or the same for everyone."""
        if self.constant is not None or not len(crowd):
            return self.constant or 0
        luck = crowd.uniforms(self._decision, self._uniforms)
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
        return self._samplers[0][0].ticks(crowd.uniforms(self._decision, self._uniforms)[some])


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
        chosen = self.draw(crowd.uniforms(self._decision)[:, 0], crowd.klass)
        chosen[chosen == len(self._cumulated)] = NOBODY
        return chosen


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
