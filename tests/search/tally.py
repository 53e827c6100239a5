"""Counting which behaviours happened, and which two of them on the same day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours import BEHAVIOURS, EXCLUDED, happened
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import Outcome

FINISHED = (Outcome.VACCINATED, Outcome.DEFERRED, Outcome.REFERRED, Outcome.LEFT)
"""Outcomes of those who went their way to its end."""

Pair = tuple[str, str]


def _none() -> NDArray[np.int64]:
    return np.zeros((len(BEHAVIOURS), len(BEHAVIOURS)), np.int64)


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts over scenarios."""

    scenarios: int = 0
    refused: int = 0  # scenarios that `check` refused, and that were replaced
    days: int = 0
    came: int = 0  # patients
    finished: int = 0  # patients
    together: NDArray[np.int64] = field(default_factory=_none)
    """int64 [behaviours, behaviours]; scenarios with a day on which both happened, on the diagonal the one."""

    @classmethod
    def of(cls, days: Sequence[Day], refused: int) -> Tally:
        """The counts of one scenario, from all its days."""
        found = [happened(day) for day in days]
        return cls(
            scenarios=1,
            refused=refused,
            days=len(days),
            came=sum(int((day.draws.arrival < NEVER).sum()) for day in days),
            finished=sum(int(np.isin(day.visits.outcome, FINISHED).sum()) for day in days),
            together=np.any([np.outer(one, one) for one in found], axis=0).astype(np.int64),
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.scenarios + other.scenarios,
            self.refused + other.refused,
            self.days + other.days,
            self.came + other.came,
            self.finished + other.finished,
            self.together + other.together,
        )

    def alone(self) -> dict[str, int]:
        """Scenarios in which each behaviour happened."""
        return dict(zip(BEHAVIOURS, self.together.diagonal().tolist(), strict=True))

    def pairs(self) -> dict[Pair, int]:
        """Scenarios in which two behaviours happened on one day, for all that do not exclude each other."""
        return {pair: count for pair, count in self.all_pairs().items() if pair not in EXCLUDED}

    def impossible(self) -> list[Pair]:
        """Pairs that are said to exclude each other, and happened."""
        return [pair for pair, count in self.all_pairs().items() if count and pair in EXCLUDED]

    def rare(self, least: int) -> list[Pair]:
        """Pairs that happened fewer times than `least`."""
        return [pair for pair, count in self.pairs().items() if count < least]

    def all_pairs(self) -> dict[Pair, int]:
        """Scenarios in which two behaviours happened on one day, for each two of them."""
        counts = self.together.tolist()
        return {(a, b): counts[i][j] for (i, a), (j, b) in combinations(enumerate(BEHAVIOURS), 2)}
