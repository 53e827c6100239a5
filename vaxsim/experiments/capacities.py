"""Capacities: what a search for the largest value of a field found, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vaxsim.experiments.crossing import DRAWN
from vaxsim.experiments.estimates import as_json
from vaxsim.experiments.standing import Standing
from vaxsim.results import html_table

if TYPE_CHECKING:
    from vaxsim.promises import Promise

Value = int | float

MOST_NAMED = 3
"""Values that were left out and are named."""


@dataclass(frozen=True)
class Tried:
    """A value that was tried, and how the promises stand there."""

    value: Value
    standing: Standing


@dataclass(frozen=True, eq=False)
class Capacity:
    """The largest value of a field at which promises hold, how sure that is, and what it is like elsewhere."""

    title: str
    path: str
    seed: int
    promises: tuple[Promise, ...]
    tried: tuple[Tried, ...]  # by ascending value
    chances: dict[Value | None, float]  # that this value is the largest; None: not even the lowest that was tried
    refused: str  # why larger values could not be tried; empty if they could
    violations: tuple[tuple[str, int, str], ...]
    units: tuple[str, ...]  # of the promises' numbers
    skipped: tuple[tuple[Value, str], ...] = ()  # values that the scenario refuses, and why

    @cached_property
    def answer(self) -> Value | None:
        """The largest value at which all promises are surely kept (95 % intervals); None if there is none."""
        return max((one.value for one in self._around if one.standing.kept), default=None)

    @property
    def estimate(self) -> Value | None:
        """The largest value at which all means are on the right side, surely or not; None if there is none."""
        return max((one.value for one in self._around if one.standing.holds), default=None)

    @property
    def interval(self) -> tuple[Value | None, Value | None]:
        """Where the largest value lies with 95 %; None stands for less than the lowest that was tried."""
        values, shares = list(self.chances), np.cumsum(list(self.chances.values()))
        first, last = (int(np.searchsorted(shares, at - 1e-12)) for at in (0.025, 0.975))
        return values[min(first, len(values) - 1)], values[min(last, len(values) - 1)]

    @property
    def bounded(self) -> bool:
        """Whether promises still hold at the highest value that was tried, so that there may be more."""
        return self.tried[-1].standing.holds

    @property
    def surprises(self) -> list[str]:
        """Where a larger value surely keeps what a smaller one surely does not: more is not always worse here."""
        found = []
        for place, promise in enumerate(self.promises):
            broken = [one.value for one in self.tried if one.standing.states[place] == "not kept"]
            kept = [one.value for one in self.tried if one.standing.states[place] == "kept"]
            if broken and kept and min(broken) < max(kept):
                found.append(f"{promise.text} is not kept at {min(broken):g}, but kept at {max(kept):g}")
        return found

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per value tried and promise: value, promise, unit, days, mean, low, high (95 %), state, chance."""
        rows = [
            {
                "value": one.value,
                "promise": promise.text,
                "unit": self.units[i],
                "days": one.standing.days,
                "mean": float(one.standing.mean[i]),
                "low": float(one.standing.low[i]),
                "high": float(one.standing.high[i]),
                "state": one.standing.states[i],
                "largest": self.chances.get(one.value, 0.0),
            }
            for one in self.tried
            for i, promise in enumerate(self.promises)
        ]
        return pd.DataFrame(rows)

    @property
    def sentences(self) -> list[str]:
        """The answer in words."""
        found = [self._first(), *self._certainty()]
        if self.bounded:
            more = f"larger values are refused: {self.refused}" if self.refused else "it is the upper bound given"
            found.append(f"Promises hold at {self.tried[-1].value:g} too, the highest that was tried; {more}")
        if self.skipped:
            refused = [f"{value:g} ({why})" for value, why in self.skipped[:MOST_NAMED]]
            more = f" and {len(self.skipped) - MOST_NAMED} more" if len(self.skipped) > MOST_NAMED else ""
            found.append(f"Left out, as the scenario refuses them: {', '.join(refused)}{more}")
        if self.surprises:
            found.append(f"More is not always worse here, so look at the curve: {'; '.join(self.surprises)}")
        return found

    def summary(self) -> dict[str, Any]:
        """Everything, ready for JSON: None stands for what is not there."""
        return {
            "title": self.title,
            "field": self.path,
            "seed": self.seed,
            "promises": [promise.text for promise in self.promises],
            "answer": self.answer,
            "estimate": self.estimate,
            "interval": list(self.interval),
            "verdict": self.sentences,
            "chances": [{"value": value, "chance": chance} for value, chance in self.chances.items()],
            "tried": [as_json(row) for row in self.frame.to_dict("records")],
        }

    def plot(self, promise: int = 0, ax: Any = None) -> Any:
        """The curve that shows the cliff, for one of the promises; see `vaxsim.plots.plot_cliff`."""
        from vaxsim import plots

        return plots.plot_cliff(self, promise, ax=ax)

    def _repr_html_(self) -> str:
        from html import escape

        said = "".join(f"<p>{escape(text)}.</p>" for text in self.sentences)
        return f"<h4>{escape(self.title)}: {escape(self.path)}</h4>{said}{html_table(self.frame)}"

    @property
    def _around(self) -> list[Tried]:
        """The values around the answer, on all days."""
        return [one for one in self.tried if one.value in self.chances]

    def _first(self) -> str:
        every = " and ".join(promise.text for promise in self.promises)
        if self.answer is not None:
            return (
                f"{self.path} = {self.answer:g} is the largest value at which {every} {_is(self.promises)} surely kept"
            )
        nearest = self._nearest
        why = "; ".join(nearest.standing.worst())
        return f"No value that was tried surely keeps {every}: at {self.path} = {nearest.value:g}, {why}{self._best()}"

    @property
    def _nearest(self) -> Tried:
        """The value at which the promise that is missed most is missed least."""
        return min(self.tried, key=lambda one: (one.standing.missed, one.value))

    def _best(self) -> str:
        """What came closest to each promise by itself, where that is another value."""
        nearest, found = self._nearest, []
        for i, promise in enumerate(self.promises):
            if nearest.standing.states[i] == "kept":
                continue
            sign = 1 if promise.operator in ("<=", "<") else -1
            known = [one for one in self.tried if not np.isnan(one.standing.mean[i])]
            best = min(known, key=lambda one: sign * float(one.standing.mean[i]), default=None)
            if best is not None and best is not nearest:
                found.append(f"the best {promise.name} reached is {best.standing.mean[i]:.4g} at {best.value:g}")
        return f"; {'; '.join(found)}" if found else ""

    def _certainty(self) -> list[str]:
        low, high = self.interval
        if self.estimate is None or high is None:
            return []
        days = self._around[0].standing.days
        from_ = f"below {self._around[0].value:g}" if low is None else f"{low:g}"
        where = "there with more than 95% certainty" if low == high else f"from {from_} to {high:g} with 95%"
        means = f"Going by means over {days} days, it is {self.estimate:g}"
        return [f"{means}, and lies {where} (days drawn again {DRAWN:,} times)"]


def _is(promises: Sequence[Promise]) -> str:
    return "is" if len(promises) == 1 else "are"
