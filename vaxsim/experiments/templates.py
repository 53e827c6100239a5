"""Templates: patterns of numbers per slot that a search found, and what even spacing loses against them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from vaxsim.experiments.estimates import as_json
from vaxsim.results import html_table

if TYPE_CHECKING:
    from vaxsim.experiments.standing import Standing
    from vaxsim.promises import Promise
    from vaxsim.scenario import Scenario
    from vaxsim.stats import Difference, Floats


OVERTIME = "overtime"

CROWDED = 2.0
"""A slot with so many times as many people as the mean slot is worth a word."""


@dataclass(frozen=True, eq=False)
class Template:
    """Slots of one length: the pattern found and the even one, both as they stand on fresh days."""

    every: float  # minutes
    even: tuple[int, ...]  # people in each slot
    pattern: tuple[int, ...]
    even_standing: Standing
    standing: Standing
    numbers: tuple[str, ...]  # what is read first: waits, stay, doses
    even_means: Floats  # [numbers], means over days
    means: Floats
    difference: Difference  # found less even, paired by day, [numbers]

    @property
    def people(self) -> int:
        """People booked a day."""
        return sum(self.pattern)

    @property
    def lost(self) -> int:
        """People that even spacing books fewer."""
        return self.people - sum(self.even)


@dataclass(frozen=True, eq=False)
class Slots:
    """The best pattern of each length of slots."""

    scenario: Scenario
    source: int  # position of the appointments among the arrivals
    seed: int
    fresh_seed: int  # of the days that confirm what was found
    promises: tuple[Promise, ...]
    booked: int  # people booked by the scenario as it is
    templates: tuple[Template, ...]  # by length
    violations: tuple[tuple[str, int, str], ...]

    @cached_property
    def best(self) -> Template | None:
        """The pattern with the most people; the longer slots of equal ones; None if nobody can be booked at all."""
        best = max(self.templates, key=lambda one: (one.people, one.every))
        return best if best.people else None

    @property
    def changes(self) -> dict[str, Any]:
        """The best pattern as changes to the scenario, for `Scenario.replace`; empty if there is none."""
        if self.best is None:
            return {}
        at = f"arrivals.{self.source}"
        every = int(self.best.every) if self.best.every.is_integer() else self.best.every
        return {f"{at}.every": every, f"{at}.per_slot": list(self.best.pattern)}

    @property
    def toml(self) -> str:
        """The source of appointments with the best pattern, as lines of a scenario file; empty if there is none."""
        from vaxsim.scenario.writing import toml

        if self.best is None:
            return ""
        return toml({"arrivals": [self.scenario.replace(self.changes).origin.data["arrivals"][self.source]]})

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per length: every (min), people, even (people), lost, pattern, promises, differences by number."""
        return pd.DataFrame([self._row(one) for one in self.templates])

    @property
    def sentences(self) -> list[str]:
        """What was found, in words."""
        best = self.best
        every = " and ".join(promise.text for promise in self.promises)
        if best is None:
            shortest = self.templates[0]
            why = "; ".join(shortest.standing.worst()) or "all is kept"
            return [f"Not even one person booked keeps {every}, whatever the slots; with nobody booked, {why}"]
        now = f"as it is, {self.booked} are booked"
        first = f"{best.people} people in slots of {best.every:g} minutes keep {every}; {now}"
        return [first, _lost(best), self._confirmed(best), *_crowded(best), *self._more_overtime(best)]

    def summary(self) -> dict[str, Any]:
        """Everything, ready for JSON: None stands for what is not there."""
        return {
            "title": self.scenario.title,
            "seed": self.seed,
            "fresh_seed": self.fresh_seed,
            "promises": [promise.text for promise in self.promises],
            "booked_now": self.booked,
            "best": None if self.best is None else {"every": self.best.every, "per_slot": list(self.best.pattern)},
            "toml": self.toml,
            "verdict": self.sentences,
            "templates": [as_json({**row, "per_slot": list(one.pattern), "even_per_slot": list(one.even)})
                          for row, one in zip(self.frame.to_dict("records"), self.templates, strict=True)],
        }  # fmt: skip

    def plot(self, ax: Any = None) -> Any:
        """The best pattern over the even one; see `vaxsim.plots.plot_slots`."""
        from vaxsim import plots

        return plots.plot_slots(self, ax=ax)

    def _repr_html_(self) -> str:
        from html import escape

        said = "".join(f"<p>{escape(text)}.</p>" for text in self.sentences)
        return (
            f"<h4>{escape(self.scenario.title)}: slots</h4>{said}<pre>{escape(self.toml)}</pre>{html_table(self.frame)}"
        )

    def _row(self, one: Template) -> dict[str, Any]:
        row: dict[str, Any] = {"every": one.every, "people": one.people, "even": sum(one.even), "lost": one.lost}
        row["pattern"] = " ".join(map(str, one.pattern))
        for i, promise in enumerate(self.promises):
            row[promise.text] = float(one.standing.mean[i])
            row[f"{promise.text}, state"] = one.standing.states[i]
        for i, number in enumerate(one.numbers):
            row[number] = float(one.means[i])
            row[f"{number}, more than even"] = float(one.difference.mean[i])
            row[f"{number}, low"] = float(one.difference.low[i])
            row[f"{number}, high"] = float(one.difference.high[i])
        return row

    def _confirmed(self, best: Template) -> str:
        told = "; ".join(best.standing.told(i) for i in range(len(self.promises)))
        return f"On {best.standing.days} fresh days (seed {self.fresh_seed}), {told}"

    def _more_overtime(self, best: Template) -> list[str]:
        """A word on overtime where it is not promised and the pattern surely has more of it than the even one."""
        if OVERTIME not in best.numbers or any(promise.measure == OVERTIME for promise in self.promises):
            return []
        i = best.numbers.index(OVERTIME)
        found, mean = best.difference, best.means[i]
        if not found.low[i] > 0:
            return []
        more = f"{found.mean[i]:.3g} min more than spread evenly ({found.low[i]:.3g} to {found.high[i]:.3g}, paired)"
        return [f"The mean day ends with {mean:.3g} min of overtime, {more}: overtime is not promised"]


def _lost(best: Template) -> str:
    """What even spacing loses, in words."""
    if best.lost <= 0:
        return "Even spacing loses nobody: no uneven pattern with more people was found"
    i = len(best.numbers) - 1  # those dosed, or who pass through
    found = best.difference
    more = f"{found.mean[i]:.3g} a day are {best.numbers[i]} fewer ({found.low[i]:.3g} to {found.high[i]:.3g}, paired)"
    return f"Spread evenly, {sum(best.even)} people keep them: {best.lost} fewer booked, and {more}"


def _crowded(best: Template) -> list[str]:
    """A word on a slot that takes far more than the others: a search makes use of all that is not promised."""
    most, mean = max(best.pattern), best.people / len(best.pattern)
    if most <= CROWDED * mean or len(best.pattern) < 2:
        return []
    place = best.pattern.index(most) + 1
    which = "the last" if place == len(best.pattern) else f"number {place}"
    free = "what is not promised, such as the waits of the unluckiest or overtime, may grow"
    return [f"One slot, {which}, takes {most}: {free}; promise that too where it matters"]
