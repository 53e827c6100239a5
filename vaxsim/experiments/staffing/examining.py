"""Whether designs keep promises: each is replicated until that is known, on the same luck as all others."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.selection import FeasibilityTest, growing

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.posts import Design, Roster
    from vaxsim.experiments.trials import Trials
    from vaxsim.promises import Promise

Floats = NDArray[np.float64]
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Goal:
    """A promise that a plan has to keep, and by how much it may miss it without that mattering."""

    promise: Promise
    indifference: float  # in the unit of the promise

    def excess(self, values: Floats) -> Floats:
        """By how much days [n] miss the limit, at most 0 on the right side; days without a value are left out."""
        known = values[~np.isnan(values)]
        return known - self.promise.limit if self.promise.operator in ("<", "<=") else self.promise.limit - known

    def shortfall(self, values: Floats) -> float:
        """By how many indifferences the mean of some days [n] misses the limit; infinite if no day has a value."""
        return max(0.0, self.distance(values))

    def distance(self, values: Floats) -> float:
        """As `shortfall`, and below 0 on the right side of the limit."""
        excess = self.excess(values)
        return float(excess.mean()) / self.indifference if len(excess) else math.inf


EARLY = 32
"""So many designs, those that are judged first, share half of the chance of error; most searches need no more."""


def shares(designs: int) -> tuple[float, float]:
    """The part of the chance of error for each of the first EARLY designs, and for each of the others."""
    if designs <= EARLY:
        return 1 / designs, 0.0
    return 0.5 / EARLY, 0.5 / (designs - EARLY)


@dataclass(frozen=True)
class Rules:
    """How surely designs are judged."""

    first: int = 20  # replications before the first look
    most: int = 1280  # replications of one design; one that is still open then is taken not to keep
    designs: int = 500  # designs that may be judged
    error: float = 0.05  # chance that any verdict at all is wrong


class Examination:
    """The verdicts on designs: kept or not; each is worked out once."""

    def __init__(self, trials: Trials, roster: Roster, goals: Sequence[Goal], rules: Rules) -> None:
        """The first numbers of the trials are those of the goals, in their order."""
        self.trials, self.roster, self.goals, self.rules = trials, roster, tuple(goals), rules
        looks, count = growing(rules.first, rules.most), max(1, len(goals))
        early, later = shares(min(rules.designs, roster.size))
        self._early = FeasibilityTest(looks, rules.error * early / count)
        self._later = FeasibilityTest(looks, rules.error * later / count)
        self._order: dict[Design, int] = {}
        self.verdicts: dict[Design, bool] = {}
        self.undecided: set[Design] = set()
        self.refused: dict[Design, str] = {}
        self.seen: set[Design] = set()
        self.report: Report | None = None

    @property
    def exhausted(self) -> bool:
        """Whether as many designs have been judged as the chance of error was shared out among."""
        return len(self.verdicts) >= self.rules.designs

    def keeps(self, design: Design) -> bool:
        """Whether a design keeps every promise."""
        self.judge([design])
        return self.verdicts[design]

    def judge(self, designs: Collection[Design]) -> None:
        """Work out the verdicts on some designs, side by side."""
        open_ = [design for design in self.allowed(designs) if design not in self.verdicts]
        for reps in growing(self.rules.first, self.rules.most):
            self.run(open_, reps)
            for design in self.allowed(open_):
                self._order.setdefault(design, len(self._order))
                self._judge(design, reps)
            open_ = [design for design in open_ if design not in self.verdicts]
            if not open_:
                return

    def run(self, designs: Collection[Design], reps: int) -> None:
        """Run days 1 to `reps` of some designs, those that have not been run and that can be."""
        refused = run_where_possible(self.trials, self.roster, self.allowed(designs), reps)
        self.seen.update(design for design in designs if design not in refused)
        self.refused.update(refused)
        self.verdicts.update(dict.fromkeys(refused, False))
        if self.report is not None:
            self.report(len(self.verdicts), self.trials.runs)

    def allowed(self, designs: Iterable[Design]) -> list[Design]:
        """Those designs that are not known as mistakes of the scenario; others never keep."""
        return [design for design in dict.fromkeys(designs) if design not in self.refused]

    def values(self, design: Design, reps: int) -> Floats:
        """float64 [reps, numbers]: the numbers of a design on days 1 to `reps`."""
        return self.trials.values(self.roster.changes(design), reps)

    def shortfall(self, design: Design) -> float:
        """By how many indifferences the means of the first days of a design miss the promises, in all."""
        if design in self.refused:
            return math.inf
        values = self.values(design, self.rules.first)
        return sum(goal.shortfall(values[:, place]) for place, goal in enumerate(self.goals))

    def danger(self, design: Design) -> float:
        """By how many indifferences the first days miss the promise they miss most; below 0 where all are kept."""
        if design in self.refused:
            return math.inf
        values = self.values(design, self.rules.first)
        return max(goal.distance(values[:, place]) for place, goal in enumerate(self.goals))

    def seems_to_keep(self, design: Design) -> bool:
        """What the first days say: a guess that guides the search and proves nothing."""
        return self.verdicts.get(design, self.shortfall(design) == 0)

    def _judge(self, design: Design, reps: int) -> None:
        """Note the verdict on a design as soon as one promise is broken or all are known to be kept."""
        verdicts = self._on_each(design, reps)
        if False in verdicts:
            self.verdicts[design] = False
        elif None not in verdicts:
            self.verdicts[design] = True
        elif reps >= self.rules.most:
            self.verdicts[design] = False
            self.undecided.add(design)

    def _on_each(self, design: Design, reps: int) -> list[bool | None]:
        values = self.values(design, reps)
        test = self._early if self._order[design] < EARLY else self._later
        return [self._on_one(test, goal, goal.excess(values[:, place])) for place, goal in enumerate(self.goals)]

    def _on_one(self, test: FeasibilityTest, goal: Goal, excess: Floats) -> bool | None:
        verdict = test.verdict(excess, goal.indifference)
        if verdict is True and goal.promise.operator in ("<", ">") and not excess.any():
            return False  # always at the limit, which is not below it
        return verdict


def run_where_possible(trials: Trials, roster: Roster, designs: Collection[Design], reps: int) -> dict[Design, str]:
    """Run designs; gives those that are mistakes of the scenario, such as nobody left for a role, and why."""
    from vaxsim.scenario import ScenarioError

    try:
        trials.run([roster.changes(design) for design in designs], reps)
    except ScenarioError:
        messages = {design: refusal(trials, roster, design) for design in designs}
        trials.run([roster.changes(design) for design, message in messages.items() if not message], reps)
        return {design: message for design, message in messages.items() if message}
    return {}


def refusal(trials: Trials, roster: Roster, design: Design) -> str:
    """Why the scenario cannot have such staff; empty if it can."""
    from vaxsim.scenario import ScenarioError

    try:
        trials.scenario.replace(roster.changes(design))
    except ScenarioError as error:
        return str(error)
    return ""
