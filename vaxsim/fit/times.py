"""What is found out about one kind of durations: families ranked, how well the first fits, what a scenario takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from vaxsim.fit.goodness import DRAWS, Goodness, goodness
from vaxsim.fit.likelihood import Fitted, rank

if TYPE_CHECKING:
    from vaxsim.fit.observations import Floats, Observations

FEWEST = 10
"""With fewer complete durations no family is fitted."""

MOST_VALUES = 200
"""An empirical law lists at most so many values."""

POOR_P, POOR_DISTANCE = 0.05, 0.05
"""A family fits poorly if chance would rarely bring about such a distance, and the distance is one that matters."""

DIGITS = 4
"""Significant digits of parameters in a scenario."""


@dataclass(frozen=True, eq=False)
class TimesFit:
    """Durations of one kind with the families fitted to them; `goodness` is that of the first."""

    name: str  # a station, or "punctuality"
    observations: Observations
    ranking: tuple[Fitted, ...]
    goodness: Goodness | None

    @property
    def best(self) -> Fitted | None:
        """The family with the least AICc; None where none was fitted."""
        return self.ranking[0] if self.ranking else None

    @property
    def poor(self) -> bool:
        """Whether even the best family is visibly unlike what was recorded."""
        best = self.best
        if best is None or self.goodness is None:
            return True
        return self.goodness.p <= POOR_P and best.distance >= POOR_DISTANCE

    @property
    def suggestion(self) -> float | dict[str, Any] | None:
        """What to put in a scenario: a constant, the best family, or the values recorded; None without any."""
        if not self.observations.n:
            return None
        if self.observations.n > 1 and self.observations.sd == 0 and not len(self.observations.censored):
            return _rounded(float(self.observations.complete[0]))
        return self.empirical() if self.best is None or self.poor else table(self.best)

    @property
    def verdict(self) -> str:
        """How well the suggestion fits, in words."""
        o = self.observations
        if not o.n:
            return "nothing complete was recorded"
        if o.n > 1 and o.sd == 0 and not len(o.censored):
            return f"all {o.n} are the same: a constant"
        if self.best is None or self.goodness is None:
            return f"{o.n} complete ones are too few to fit a family; allowed: {FEWEST} or more. The values themselves"
        name, p = self.best.family.name, self.goodness.p
        how = f"{name} is at most {self.best.distance:.1%} of all off the recorded distribution, p = {p:.3f}"
        if self.poor:
            return f"no family fits: even {how}. Better the values themselves"
        if p <= POOR_P:
            return f"{how}: told apart from the recorded ones, but by little"
        return f"{how}: the recorded ones could well be drawn from it"

    def empirical(self) -> dict[str, Any]:
        """The law that takes the values recorded, or 200 quantiles of them where there are more."""
        values, shares = _steps(self.observations)
        count = min(len(values), MOST_VALUES)
        if count == len(values) and not len(self.observations.censored):
            chosen = values
        else:
            position = np.searchsorted(shares, (np.arange(count) + 0.5) / count)
            chosen = values[np.minimum(position, len(values) - 1)]
        return {"dist": "empirical", "values": [_rounded(value) for value in chosen.tolist()]}


def fit_times(name: str, observations: Observations, draws: int = DRAWS, seed: int = 1) -> TimesFit:
    """Fit all families to durations, where there are enough, and see how well the best one does."""
    if observations.n < FEWEST or observations.sd == 0:
        return TimesFit(name, observations, (), None)
    ranking = rank(observations)
    return TimesFit(name, observations, ranking, goodness(ranking[0], observations, draws, seed) if ranking else None)


def table(fitted: Fitted) -> dict[str, Any]:
    """A fitted law as a scenario writes it."""
    return {"dist": fitted.family.name} | {key: _rounded(value) for key, value in fitted.parameters.items()}


def _steps(observations: Observations) -> tuple[Floats, Floats]:
    """The complete durations, sorted, and the share of all that are not longer; cut-off ones taken into account."""
    data = stats.CensoredData(uncensored=observations.complete, right=observations.censored)
    cdf = stats.ecdf(data).cdf
    values = np.sort(observations.complete)
    return values, np.asarray(cdf.evaluate(values), np.float64)


def _rounded(value: float) -> float:
    """The value with as many digits as anybody pastes; whole numbers without a point."""
    short = float(f"{value:.{DIGITS}g}") + 0.0
    return int(short) if short.is_integer() and abs(short) < 1e9 else short
