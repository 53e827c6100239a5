"""What the shocks did: paired differences, promises, and a ranking by harm.

Harm, in this order: how many promises are not kept any more that were not broken before; then by how much the 90th
percentile of waits is longer; then how many more are not vaccinated.  So a shock that sends people home at once, with
short waits for the others, is behind one that breaks a promise; the table shows all three, that nobody is misled by
the order.  Where nobody is served any more there is no wait at all: that is the worst.  Where nobody was served before
either, a shock makes nothing longer; if it brings people who wait, it is as bad as they wait.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim import stats
from vaxsim.experiments.stressing.shocks import Blow
from vaxsim.metrics.day import names_of
from vaxsim.plan import compile_plan
from vaxsim.promises import Promise, parse_number
from vaxsim.results import html_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vaxsim.experiments.trials import Trials
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]

WAIT = "p90(wait)"
NOT_VACCINATED = "not vaccinated"


@dataclass(frozen=True)
class Effect:
    """What a shock does to one number: means of both, and the paired difference with its 95 % interval."""

    shock: str
    number: str
    unit: str
    base: float
    value: float
    difference: float
    low: float
    high: float
    days: int  # on which both had a value

    @property
    def worse(self) -> float:
        """How much larger it is; if there is no value, infinite, unless there was none before either: then 0."""
        if not math.isnan(self.difference):
            return self.difference
        if math.isnan(self.value):
            return 0.0 if math.isnan(self.base) else math.inf
        return self.value if math.isnan(self.base) else self.value - self.base

    @property
    def unpaired(self) -> str:
        """In words why waits have no difference from day to day; empty if they have one."""
        if not math.isnan(self.difference):
            return ""
        if math.isnan(self.base):
            nobody = math.isnan(self.value)
            return "nobody is served without it either" if nobody else "nobody is served without it"
        return "nobody is served any more" if math.isnan(self.value) else "no day on which people are served in both"


@dataclass(frozen=True)
class Harm:
    """A shock, in the order of the ranking."""

    shock: str
    words: str
    broken: tuple[str, ...]  # promises that are not kept under the shock, and were kept or uncertain before
    wait: Effect
    not_vaccinated: Effect

    @property
    def key(self) -> tuple[float, float, float]:
        """The larger, the worse."""
        return len(self.broken), self.wait.worse, self.not_vaccinated.difference

    @property
    def nothing(self) -> bool:
        """Whether nothing is worse than without the shock."""
        return all(not each > 0 for each in self.key)


@dataclass(frozen=True, eq=False)
class Stress:
    """Shocks by harm, the worst first."""

    title: str
    reps: int
    seed: int
    harms: tuple[Harm, ...]
    effects: tuple[Effect, ...]
    broken_before: tuple[str, ...]  # promises that are not kept even if nothing goes wrong
    not_applied: dict[str, str]  # shock -> why not
    violations: tuple[tuple[str, int, str], ...]  # (variant, replication, what does not add up)

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """One row per shock, the worst first: shock, words, broken promises, differences with their intervals."""
        rows = []
        for harm in self.harms:
            columns: dict[str, Any] = {"shock": harm.shock, "words": harm.words, "broken": "; ".join(harm.broken)}
            for name, effect in (("wait", harm.wait), ("not_vaccinated", harm.not_vaccinated)):
                columns |= {name: effect.difference, f"{name}_low": effect.low, f"{name}_high": effect.high}
            rows.append(columns)
        return pd.DataFrame(rows)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """One row per shock and number: shock, number, unit, base, value, difference, low, high, days."""
        return pd.DataFrame([asdict(effect) for effect in self.effects])

    @property
    def finding(self) -> str:
        """The worst shock in a sentence."""
        if not self.harms:
            return "No shock applies to this site"
        worst = self.harms[0]
        if worst.nothing:
            return "No shock does any harm to this site"
        broken = f"breaks {len(worst.broken)} promise{'s' * (len(worst.broken) > 1)}; " if worst.broken else ""
        return f"Worst: {worst.words}; {broken}{worst.wait.unpaired or _longer(worst.wait)}"

    def summary(self) -> dict[str, Any]:
        """Everything as JSON can hold it; None where there is no value."""
        return {
            "title": self.title,
            "replications": self.reps,
            "seed": self.seed,
            "finding": self.finding,
            "broken_before": list(self.broken_before),
            "ranking": [_plain(row) for row in self.ranking.to_dict("records")],
            "differences": [_plain(row) for row in self.differences.to_dict("records")],
            "not_applied": self.not_applied,
        }

    def plot(self, ax: Axes | None = None) -> Axes:
        """How much longer nine in ten wait at most under each shock."""
        from vaxsim.plots import plot_stress

        return plot_stress(self, ax)

    def __repr__(self) -> str:
        return f"<Stress {self.title!r}, {self.reps} days each: {self.finding}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<div><b>{escape(self.title)}</b><br>{escape(self.finding)}{html_table(self.ranking)}</div>"


def judge(
    scenario: Scenario,
    names: Sequence[str],
    promises: Sequence[Promise],
    blows: Sequence[Blow],
    base: Floats,
    values: Sequence[Floats],
    not_applied: dict[str, str],
    trials: Trials,
) -> Stress:
    """Rank the blows by what their days, float64 [reps, names] each, differ from those of `base`.

    The first two names are those invited or walking in, and those vaccinated.
    """
    known = names_of(compile_plan(scenario))
    units = [parse_number(name).unit(known) for name in names]
    before = [_state(promise, names, base) for promise in promises]
    harms, effects = [], []
    for blow, days in zip(blows, values, strict=True):
        of_names = [_effect(blow, name, unit, base[:, i], days[:, i])
                    for i, (name, unit) in enumerate(zip(names, units, strict=True))]  # fmt: skip
        missed = _effect(blow, NOT_VACCINATED, units[0], base[:, 0] - base[:, 1], days[:, 0] - days[:, 1])
        now = [_state(promise, names, days) for promise in promises]
        broken = tuple(p.text for p, was, state in zip(promises, before, now, strict=True)
                       if state == "not kept" != was)  # fmt: skip
        harms.append(Harm(blow.name, blow.words, broken, of_names[list(names).index(WAIT)], missed))
        effects += [*of_names, missed]
    ranked = sorted(harms, key=lambda harm: harm.key, reverse=True)
    kept_not = tuple(promise.text for promise, was in zip(promises, before, strict=True) if was == "not kept")
    return Stress(scenario.title, len(base), trials.seed, tuple(ranked), tuple(effects), kept_not, not_applied,
                  trials.violations)  # fmt: skip


def _state(promise: Promise, names: Sequence[str], days: Floats) -> str:
    interval = stats.t_interval(days[:, list(names).index(promise.name)])
    return promise.judge(float(interval.mean), float(interval.low), float(interval.high))


def _effect(blow: Blow, name: str, unit: str, base: Floats, days: Floats) -> Effect:
    """Differences day by day, of the days on which both have a value."""
    difference, low, high = (float(part) for part in stats.t_interval(days - base))
    before, under = (float(stats.t_interval(values).mean) for values in (base, days))
    pairs = int((~np.isnan(days - base)).sum())
    return Effect(blow.name, name, unit, before, under, difference, low, high, pairs)


def _longer(wait: Effect) -> str:
    more = "longer" if wait.difference >= 0 else "shorter"
    return f"nine in ten wait up to {abs(wait.difference):.1f} min {more} ({wait.base:.1f} to {wait.value:.1f} min)"


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
