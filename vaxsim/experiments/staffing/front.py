"""The Pareto front of staff, waiting and throughput: designs that no other one beats in everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.staffing.cover import with_count
from vaxsim.experiments.staffing.examining import run_where_possible

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.examining import Report
    from vaxsim.experiments.staffing.posts import Design, Roster
    from vaxsim.experiments.trials import Trials

Floats = NDArray[np.float64]
WAIT, THROUGHPUT = 0, 1
"""Places of the two numbers that matter among those that the trials ask for."""


@dataclass(frozen=True)
class Effort:
    """How much is run."""

    first: int = 4  # days by which designs are looked at in the search
    reps: int = 100  # days of each design of the front
    points: int = 100  # designs of the front at the most
    runs: int = 20_000  # days of the search; it ends there, also where it could go on


class Exploration:
    """Designs that have been looked at, and which of them are not beaten."""

    def __init__(self, trials: Trials, roster: Roster, effort: Effort) -> None:
        self.trials, self.roster, self.effort = trials, roster, effort
        self.objectives: dict[Design, Floats] = {}  # price, wait, minus throughput: means of the first days
        self.refused: dict[Design, str] = {}
        self.report: Report | None = None

    @property
    def spent(self) -> bool:
        """Whether the search has run as many days as it may."""
        return self.trials.runs >= self.effort.runs

    def look(self, designs: Iterable[Design]) -> list[Design]:
        """Run the first days of those designs that are within the bounds and can be; gives all of these."""
        there = [design for design in dict.fromkeys(designs) if self._within(design)]
        new = [design for design in there if design not in self.objectives and design not in self.refused]
        self.refused |= run_where_possible(self.trials, self.roster, new, self.effort.first)
        for design in (design for design in new if design not in self.refused):
            self.objectives[design] = self.means(design, self.effort.first)
        if self.report is not None:
            self.report(len(self.objectives), self.trials.runs)
        return [design for design in there if design in self.objectives]

    def means(self, design: Design, reps: int) -> Floats:
        """float64 [3]: price, wait, minus throughput; NaN counts as the worst there can be."""
        values = self.trials.values(self.roster.changes(design), reps)
        numbers = np.nan_to_num(values[:, [WAIT, THROUGHPUT]].mean(axis=0), nan=np.inf) * [1, -1]
        money, people = self.roster.price(design)
        return np.array([money if self.roster.paid else people, *numbers])

    def _within(self, design: Design) -> bool:
        return all(post.low <= n <= post.high for post, n in zip(self.roster.posts, design, strict=True))


def explore(exploration: Exploration) -> None:
    """From the most people down to the fewest, each time without the one who is missed least; then around the best."""
    _descend(exploration)
    done: set[Design] = set()
    while not exploration.spent:
        open_ = [design for design in unbeaten(exploration.objectives) if design not in done]
        if not open_:
            return
        _look_around(exploration, open_)
        done.update(open_)


def _look_around(exploration: Exploration, designs: Sequence[Design]) -> None:
    for design in designs:
        if exploration.spent:
            return
        exploration.look(neighbours(design))


def _descend(exploration: Exploration) -> None:
    roster = exploration.roster
    design = roster.highest
    exploration.look([design])
    while design != roster.lowest and not exploration.spent:
        fewer = exploration.look(with_count(design, post, n - 1) for post, n in enumerate(design))
        if not fewer:
            return
        design = min(fewer, key=lambda each: tuple(np.round(exploration.objectives[each][[2, 1]], 6)))


def neighbours(design: Design) -> list[Design]:
    """One person more or fewer at a post, or moved from one post to another."""
    posts = range(len(design))
    one = [with_count(design, post, design[post] + step) for post in posts for step in (-1, 1)]
    moved = [with_count(with_count(design, a, design[a] - 1), b, design[b] + 1) for a in posts for b in posts if a != b]
    return one + moved


def unbeaten(objectives: dict[Design, Floats]) -> list[Design]:
    """Those designs that no other one equals or beats in all objectives, in the order of the first one.

    Of designs with the same objectives the first one stays.
    """
    designs = sorted(objectives, key=lambda design: tuple(objectives[design]))
    kept: list[Design] = []
    best = np.empty((0, 3))
    for design in designs:
        mine = objectives[design]
        if not (best <= mine).all(axis=1).any():
            kept.append(design)
            best = np.vstack([best, mine])
    return kept


def thinned(objectives: dict[Design, Floats], most: int) -> list[Design]:
    """At most so many of the unbeaten designs, as far from each other as can be.

    The ends stay; then again and again the one that is furthest, in shares of the range of each objective, from all
    that stay already (Gonzalez, Clustering to minimize the maximum intercluster distance, 1985).
    """
    designs = unbeaten(objectives)
    if len(designs) <= most:
        return designs
    values = np.array([objectives[design] for design in designs])
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    chosen = list(dict.fromkeys(int(place) for place in scaled.argmin(axis=0)))[:most]
    far = np.min([np.abs(scaled - scaled[place]).max(axis=1) for place in chosen], axis=0)
    while len(chosen) < most:
        place = int(far.argmax())
        chosen.append(place)
        far = np.minimum(far, np.abs(scaled - scaled[place]).max(axis=1))
    return [designs[place] for place in sorted(chosen)]


def settled(exploration: Exploration, designs: Sequence[Design]) -> list[Design]:
    """Those designs that are not beaten either when all days are run."""
    reps = exploration.effort.reps
    exploration.trials.run([exploration.roster.changes(design) for design in designs], reps)
    return unbeaten({design: exploration.means(design, reps) for design in designs})
