"""A few numbers of many days, and nothing else: what a search asks for, at half the price of all that can be known."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vaxsim.audit import violations_quickly
from vaxsim.draws import draw
from vaxsim.engines import run
from vaxsim.experiments.measuring import MOST_TOGETHER, MOST_VISITS, Floats, Pools
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import Computed

if TYPE_CHECKING:
    from vaxsim.draws import Draws, SharedLuck
    from vaxsim.plan import Plan
    from vaxsim.promises import Number

FEW = 8
"""So many numbers are sooner worked out one by one, as they are defined, than read off the meter with all others."""


class Answer(Protocol):
    """What is kept of one replication."""

    @property
    def asked(self) -> Floats:
        """float64 [numbers asked for]."""

    @property
    def violations(self) -> tuple[str, ...]:
        """What does not add up."""


class Answering(Protocol):
    """Runs replications and works out the numbers that are asked for; several threads may use it at once."""

    together: int
    compiled: bool

    def measure(self, replications: Sequence[int], pools: Pools) -> Sequence[Answer]:
        """The answers of some replications."""


@dataclass(frozen=True, eq=False)
class Answered:
    """The numbers of one replication."""

    asked: Floats
    violations: tuple[str, ...]


class Few:
    """A few numbers as the registry defines them, of days from the kernel; every day is audited as ever."""

    compiled = True

    def __init__(self, plan: Plan, seed: int, asked: Sequence[Number], *, visits: float, shared: SharedLuck) -> None:
        """As for `Metered`."""
        from vaxsim.audit.quick import QuickAudit
        from vaxsim.draws import use_compiled

        use_compiled()
        self._plan, self._seed, self._asked, self._shared = plan, seed, asked, shared
        self.together = max(1, min(MOST_TOGETHER, int(MOST_VISITS / max(1.0, visits))))
        self._turn, self._audit = threading.Lock(), QuickAudit(plan)

    def measure(self, replications: Sequence[int], pools: Pools) -> list[Answered]:
        # as in Metered: step by step for all, and one thread after the other where there are many short steps
        with self._turn:
            draws = [draw(self._plan, self._seed, number, self._shared) for number in replications]
        return [self._answered(day) for day in draws]

    def _answered(self, draws: Draws) -> Answered:
        visits = run(self._plan, draws, "kernel")
        computed = Computed(Day(self._plan, draws, visits))
        values = np.array([number.value(computed) for number in self._asked], np.float64)
        return Answered(values, violations_quickly(self._audit, self._plan, draws, visits))
