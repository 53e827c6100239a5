"""Standing: how some promises stand at one design after some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vaxsim import stats
from vaxsim.promises import Promise, State, names_in, parse
from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Standing:
    """Promises at one design: mean over days of each number with its 95 % interval, and what that says."""

    promises: tuple[Promise, ...]
    days: int
    mean: Floats  # [promises]
    low: Floats
    high: Floats
    states: tuple[State, ...]

    @property
    def holds(self) -> bool:
        """Whether every mean is on the right side, surely or not."""
        return all(self.each_holds)

    @property
    def each_holds(self) -> tuple[bool, ...]:
        """Whether the mean of each promise's number is on the right side, surely or not."""
        exact = zip(self.promises, self.mean.tolist(), strict=True)
        return tuple(promise.judge(mean, mean, mean) == "kept" for promise, mean in exact)

    @property
    def missed(self) -> float:
        """By what share of its limit the mean of the promise that is missed most is off; below 0 where all hold."""
        signs = [1 if promise.operator in ("<=", "<") else -1 for promise in self.promises]
        limits = [promise.limit for promise in self.promises]
        rows = zip(signs, self.mean.tolist(), limits, strict=True)
        off = [sign * (mean - limit) / (abs(limit) or 1.0) for sign, mean, limit in rows]
        return max(float(np.nan_to_num(one, nan=np.inf)) for one in off)

    @property
    def kept(self) -> bool:
        """Whether every promise is surely kept."""
        return all(state == "kept" for state in self.states)

    @property
    def broken(self) -> bool:
        """Whether a promise is surely not kept."""
        return "not kept" in self.states

    def worst(self) -> list[str]:
        """The promises that are not surely kept, in words."""
        return [self.told(i) for i, state in enumerate(self.states) if state != "kept"]

    def told(self, index: int) -> str:
        """How one promise stands, in words."""
        promise, mean = self.promises[index], float(self.mean[index])
        interval = f"{self.low[index]:.4g} to {self.high[index]:.4g}"
        found = "there is no value" if np.isnan(mean) else f"{mean:.4g} ({interval})"
        return f"{promise.text} is {self.states[index]}: {found}"


def standing(promises: Sequence[Promise], values: Floats) -> Standing:
    """How promises stand; values are float64 [days, promises]."""
    mean, low, high = stats.t_interval(values)
    rows = zip(promises, mean.tolist(), low.tolist(), high.tolist(), strict=True)
    states = tuple(promise.judge(*row) for promise, *row in rows)
    return Standing(tuple(promises), len(values), mean, low, high, states)


def promised(scenario: Scenario, texts: Sequence[str]) -> tuple[Promise, ...]:
    """The promises to keep: those given, else those of the scenario.

    Raises ValueError with every one that cannot be read, or if there is none.
    """
    names, wrong, promises = names_in(scenario), list[str](), list[Promise]()
    for text in texts or scenario.promises:
        try:
            promise = parse(text)
            promise.look_up(names)
            promises.append(promise)
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise ValueError("\n".join(wrong))
    if not promises:
        raise ValueError('there is no promise to keep; give one, such as "p90(wait) <= 20"')
    return tuple(promises)
