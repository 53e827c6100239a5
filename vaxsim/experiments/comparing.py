"""Comparison: what scenarios differ by, day by day on common random numbers.

Every scenario plays the same days: replication r has the same luck in all of them, patient by patient, so what differs
is what was changed and not who came.  Differences to the first scenario, the base, are paired by day.  Many numbers
are compared at once, so which of them surely differ is judged by Holm's correction over all of them; the intervals are
those of each number alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim import stats
from vaxsim.engines.choosing import AUTO
from vaxsim.experiments.estimates import as_json, flat
from vaxsim.experiments.named import refuse_unless_named
from vaxsim.experiments.numbers import FIRST_READ, Asked, read, several
from vaxsim.experiments.replicating import replicate
from vaxsim.metrics import CLASS
from vaxsim.metrics.day import names_of
from vaxsim.results import html_table
from vaxsim.simulation import whole

if TYPE_CHECKING:
    from vaxsim.experiments.replications import Replications
    from vaxsim.experiments.threads import Progress
    from vaxsim.promises import Number
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]
Columns = dict[str, tuple[str, Floats]]

ALPHA = 1 - stats.LEVEL
HIGHER, LOWER = "higher", "lower"
BARELY = "barely"
UNSURE, SAME, NO_VALUE = "no sure difference", "the same every day", "no value"
IN_SHORT = (*FIRST_READ, "left", "overtime", "peak(inside)", "cost")
"""Numbers that a short table shows wherever there are any, whether they differ or not."""
ALSO = ("p90(wait, ", "utilisation(", "overtime(", "turned_away", "balked", "reneged", "doses_wasted")
"""Numbers that it shows if they surely differ, by how their names begin."""
MOST_SHOWN = 8
"""So many of these at the most, for each scenario."""


def compare(
    scenarios: Mapping[str, Scenario],
    reps: int | None = None,
    seed: int | None = None,
    of: Asked = (),
    progress: Progress | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    allow_large: bool = False,
) -> Comparison:
    """Run scenarios on the same days and compare them with the first.

    `of` are the numbers to compare (default: all); `reps` and `seed` are those of the first scenario unless given; the
    rest as for `replicate`.  Raises TypeError unless scenarios are given by their names, ValueError unless there are
    two of them and two days, and for numbers that none of them has.
    """
    refuse_unless_named(scenarios)
    base = next(iter(scenarios.values()))
    reps = whole("reps", base.replications if reps is None else reps, 2)
    seed = base.seed if seed is None else seed
    asked = _asked(scenarios, of)
    found: dict[str, Replications] = {}
    for done, (name, scenario) in enumerate(scenarios.items()):
        report = _part(progress, done * reps, len(scenarios) * reps)
        found[name] = replicate(scenario, reps, seed, report, engine, threads, allow_large, of=asked[name])
    return Comparison(found, any(asked.values()))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios on the same days, each compared with the first."""

    replications: Mapping[str, Replications]  # by name; the first is the base
    chosen: bool = field(default=False)  # whether the numbers compared were chosen

    def __repr__(self) -> str:
        """One line: what is compared and how many numbers surely differ."""
        return f"<Comparison of {', '.join(map(repr, self.names))}, {self.reps} days, seed {self.seed}>"

    @property
    def names(self) -> tuple[str, ...]:
        """What the scenarios are called, the base first."""
        return tuple(self.replications)

    @property
    def base(self) -> str:
        """The name of the scenario that the others are compared with."""
        return self.names[0]

    @property
    def reps(self) -> int:
        """Days of each scenario."""
        return self.replications[self.base].reps

    @property
    def seed(self) -> int:
        """The seed of all of them."""
        return self.replications[self.base].seed

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per scenario and number, those first that most surely differ.

        Columns: scenario, number, unit, base and value (means over days), difference (value - base) with its 95 %
        interval low..high, p of it alone, adjusted (Holm, over all rows), days on which both have a value, verdict.
        """
        rows = pd.concat([self._against_base(name) for name in self.names[1:]], ignore_index=True)
        rows["adjusted"] = stats.holm(rows["p"].to_numpy())
        rows["verdict"] = [_verdict(row) for row in rows.to_dict("records")]
        half = ((rows["high"] - rows["low"]) / 2).to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            surely = np.abs(rows["difference"].to_numpy()) / half
        order = rows.assign(surely=surely).sort_values(["adjusted", "surely"], ascending=[True, False], kind="stable")
        return order.drop(columns="surely").reset_index(drop=True)

    @property
    def short(self) -> pd.DataFrame:
        """The rows that are read first: the numbers chosen, else `IN_SHORT` and the surest of the others."""
        if self.chosen:
            return self.frame
        frame = self.frame
        named = frame["number"].isin(IN_SHORT) & ~((frame["base"] == 0) & (frame["value"] == 0))
        others = frame["number"].str.startswith(ALSO) & frame["verdict"].isin([HIGHER, LOWER])
        surest = frame[others].groupby("scenario").head(MOST_SHOWN)
        return frame[named | frame.index.isin(surest.index)]

    @property
    def sentences(self) -> list[str]:
        """The verdict in words, one sentence for each scenario but the base."""
        return [self._sentence(name) for name in self.names[1:]]

    @property
    def missing(self) -> list[str]:
        """Which numbers only one of two scenarios has, in words."""
        only = self.frame[self.frame["verdict"].str.startswith("only in")]
        found = []
        for (name, verdict), rows in only.groupby(["scenario", "verdict"], sort=False):
            names = rows["number"].tolist()
            many = f"{names[0]} is" if len(names) == 1 else f"{len(names)} numbers, such as {names[0]}, are"
            found.append(f"{many} {verdict}, so there is nothing to compare between {self.base} and {name}")
        return found

    @property
    def warnings(self) -> list[str]:
        """What a reader of the numbers should know."""
        found = [f"{name}: {text}" for name, one in self.replications.items() for text in one.warnings]
        if self.reps < 10:
            found.append(f"{self.reps} days are few: intervals are wide, and less sure where differences are rare")
        return found

    def summary(self) -> dict[str, Any]:
        """Everything but the curves, ready for JSON: None stands for what is not defined."""
        return {
            "base": self.base,
            "seed": self.seed,
            "replications": self.reps,
            "verdict": self.sentences,
            "scenarios": [self._described(name) for name in self.names],
            "differences": [as_json(row) for row in self.frame.to_dict("records")],
            "missing": self.missing,
            "warnings": self.warnings,
        }

    def plot_curve(self, curve: str = "wait_mean", of: str = "", ax: Any = None) -> Any:
        """One curve of all scenarios over each other; see `vaxsim.plots.plot_compared`."""
        from vaxsim import plots

        return plots.plot_compared(self, curve, of, ax=ax)

    def plot_differences(self, ax: Any = None) -> Any:
        """The differences that are read first, with intervals; see `vaxsim.plots.plot_differences`."""
        from vaxsim import plots

        return plots.plot_differences(self, ax=ax)

    def _repr_html_(self) -> str:
        from html import escape

        title = f"<h4>{escape(' / '.join(self.names))}: {self.reps} days, seed {self.seed}</h4>"
        said = "".join(f"<p>{escape(text)}</p>" for text in [*self.sentences, *self.warnings])
        return title + said + html_table(self.short.drop(columns=["p", "days"]))

    def _against_base(self, name: str) -> pd.DataFrame:
        """The rows of one scenario, without what depends on all of them."""
        base, other = (_columns(self.replications[one], self.chosen) for one in (self.base, name))
        keys = list(dict.fromkeys([*base, *other]))
        nothing = np.full(self.reps, np.nan)
        was, now = (np.stack([found.get(key, ("", nothing))[1] for key in keys], axis=1) for found in (base, other))
        found = stats.paired(now, was)
        here = [self.base if key not in other else name if key not in base else "" for key in keys]
        return pd.DataFrame(
            {
                "scenario": name,
                "number": keys,
                "unit": [(base.get(key) or other[key])[0] for key in keys],
                "base": stats.t_interval(was).mean,
                "value": stats.t_interval(now).mean,
                "difference": found.mean,
                "low": found.low,
                "high": found.high,
                "p": found.p,
                "adjusted": np.nan,
                "days": found.days,
                "verdict": [f"only in {one}" if one else "" for one in here],
            }
        )

    def _sentence(self, name: str) -> str:
        rows = self.frame[self.frame["scenario"] == name]
        compared = rows[rows["p"].notna()]
        surely = int(compared["verdict"].isin([HIGHER, LOWER]).sum())
        first = compared if self.chosen else compared[compared["number"].isin(FIRST_READ)]
        said = "; ".join(_in_words(row) for row in first.head(6).to_dict("records"))
        counted = f"{surely} of {len(compared)} numbers surely differ{'s' if len(compared) == 1 else ''}"
        return f"{name} against {self.base}: {counted}{f'; {said}' if said else ''}"

    def _described(self, name: str) -> dict[str, Any]:
        one = self.replications[name]
        return {
            "name": name,
            "title": one.plan.title,
            "digest": one.scenario.digest if one.scenario is not None else None,
            "promises": [as_json(flat(verdict)) for verdict in one.promises],
        }


def _asked(scenarios: Mapping[str, Scenario], of: Asked) -> dict[str, tuple[Number, ...]]:
    """The numbers chosen that each scenario has.  Raises ValueError for those that none has."""
    asked: dict[str, tuple[Number, ...]] = dict.fromkeys(scenarios, ())
    wrong: list[str] = []
    for one in several(of):
        reasons = []
        for name, scenario in scenarios.items():
            try:
                asked[name] += read(scenario, [one])
            except ValueError as error:
                reasons.append(str(error))
        wrong += reasons[:1] if len(reasons) == len(scenarios) else []
    if wrong:
        raise ValueError("\n".join(wrong))
    return asked


def _columns(replications: Replications, chosen: bool) -> Columns:
    """Each number by its name: its unit, and float64 [days].  Of an only class they are the site's."""
    if not chosen:
        labelled = zip(replications.labels, replications.values.T, strict=True)
        only = len(replications.plan.classes) == 1
        return {label.key: (label.unit, row) for label, row in labelled if not (only and label.per == CLASS)}
    names, values = names_of(replications.plan), replications.asked_values.T
    return {number.name: (number.unit(names), row) for number, row in zip(replications.asked, values, strict=True)}


def _verdict(row: Mapping[Any, Any]) -> str:
    if row["verdict"]:
        return str(row["verdict"])
    if math.isnan(row["p"]):
        return NO_VALUE
    side = HIGHER if row["difference"] > 0 else LOWER
    if row["adjusted"] <= ALPHA:
        return side
    if row["p"] <= ALPHA:
        return f"{side}, {BARELY}"
    return SAME if row["difference"] == row["low"] == 0 else UNSURE


def _in_words(row: Mapping[Any, Any]) -> str:
    interval = f"{_written(row['low'], '+')} to {_written(row['high'], '+')}"
    if row["verdict"] in (HIGHER, LOWER):
        by = f"{_written(abs(row['difference']))} {row['unit']}"
        return f"{row['number']} is {row['verdict']} by {by} ({interval})"
    return f"{row['number']}: {row['verdict']}" + ("" if row["verdict"] == SAME else f" ({interval} {row['unit']})")


def _written(value: float, sign: str = "") -> str:
    return f"{value:{sign},.0f}" if abs(value) >= 1000 else f"{value:{sign}.3g}"


def _part(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Progress of one of several runs as that of all together."""
    return None if progress is None else lambda done, _: progress(before + done, total)
