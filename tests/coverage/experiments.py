"""Repeated experiments: each is a row of days of its own, from which an interval is made, which holds the truth or not.

The truth is theory's: the mean length of the line of M/M/c.  What an experiment estimates is the mean over days of each
day's time average of that length, over a window that begins when the hall, empty at first, has long forgotten that.
(A day's mean wait would not do: its patients are as many as chance sends, and a mean over a random number of them is
not what theory speaks about.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vaxsim import stats
from vaxsim.experiments.precision import until_precise
from vaxsim.experiments.trials import Trials
from vaxsim.promises import parse_number
from vaxsim.scenario import Scenario
from vaxsim.theory import MMc

Floats = NDArray[np.float64]

MEAN_SERVICE = 3.0
CHUNK = 500
"""Days that are run with one seed; the next ones have the next seed."""
MOST = 5_000
"""Days of one experiment at the most."""
LINE = parse_number("mean(line, desk)")


@dataclass(frozen=True)
class Queue:
    """M/M/c."""

    desks: int
    load: float

    @property
    def title(self) -> str:
        """As in the documents."""
        return f"M/M/{self.desks} at {self.load:.0%}"

    @property
    def rate(self) -> float:
        """Patients per minute."""
        return self.load * self.desks / MEAN_SERVICE

    @property
    def truth(self) -> float:
        """Mean length of the line: by Little's law, rate times mean wait."""
        return self.rate * MMc(self.rate, MEAN_SERVICE, self.desks).mean_wait

    def scenario(self) -> Scenario:
        """Fourteen hours, of which the last six count: the first eight are some eight times what a queue remembers."""
        return Scenario.from_dict(
            {
                "title": self.title,
                "day": {"open": [["00:00", "14:00"]], "measure": ["08:00", "14:00"]},
                "arrivals": [{"kind": "walk_ins", "rate": [["00:00", 60 * self.rate]]}],
                "stations": [
                    {
                        "name": "desk",
                        "desks": self.desks,
                        "service": {"dist": "exponential", "mean": MEAN_SERVICE},
                    }
                ],
            }
        )


class Days:
    """Days without end; the same ones for every rule that is tried on them."""

    def __init__(self, queue: Queue, engine: str = "kernel") -> None:
        self._scenario, self._engine = queue.scenario(), engine
        self._values: Floats = np.empty(0)
        self._seed = 0

    def upto(self, end: int) -> Floats:
        """float64 [end]: the number on each of the first days."""
        while len(self._values) < end:
            self._seed += 1
            chunk = Trials(self._scenario, [LINE], self._seed, self._engine).values({}, CHUNK)[:, 0]
            self._values = np.concatenate([self._values, chunk])
        return self._values[:end]


@dataclass(frozen=True)
class Outcome:
    """What came of many experiments."""

    rule: str
    covered: float  # share of the intervals that hold the truth
    days: float  # mean
    experiments: int

    @property
    def error(self) -> float:
        """Standard error of `covered`."""
        return float(np.sqrt(self.covered * (1 - self.covered) / self.experiments))


def fixed(days: Days, truth: float, reps: int, experiments: int) -> Outcome:
    """Intervals from so many days each."""
    values = days.upto(reps * experiments).reshape(experiments, reps)
    _, low, high = stats.t_interval(values, axis=1)
    return Outcome(f"{reps} days", float(((low <= truth) & (truth <= high)).mean()), reps, experiments)


def precise(days: Days, truth: float, precision: float, experiments: int) -> Outcome:
    """Intervals from as many days as the rule of `run --precision` takes."""
    taken = list(_rows(days, precision, experiments))
    _, low, high = (np.array(bounds) for bounds in zip(*(stats.t_interval(row) for row in taken), strict=True))
    covered = float(((low <= truth) & (truth <= high)).mean())
    return Outcome(f"to ±{precision:.0%}", covered, float(np.mean([len(row) for row in taken])), experiments)


def _rows(days: Days, precision: float, experiments: int) -> Iterator[Floats]:
    """The days of one experiment after the other."""
    begin = 0
    for _ in range(experiments):

        def values(reps: int, begin: int = begin) -> Floats:
            return days.upto(begin + reps)[begin:, None]

        end = begin + until_precise(values, precision, MOST)
        yield days.upto(end)[begin:]
        begin = end
