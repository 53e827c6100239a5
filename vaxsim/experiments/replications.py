"""Replications: what many days of one scenario say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim import stats
from vaxsim.experiments.bottleneck import sentence
from vaxsim.experiments.estimates import Band, Estimate, as_json, flat
from vaxsim.metrics import CLASS, GROUP, STATION, VACCINE, possible, suggestion
from vaxsim.metrics.day import names_of
from vaxsim.metrics.evaluate import pooled_values
from vaxsim.promises import Number, Promise, Verdict
from vaxsim.results import curve_frame, html_table, position, wide_table
from vaxsim.units import TICKS_PER_MINUTE
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.experiments.precision import Precision
    from vaxsim.metrics import Label
    from vaxsim.metrics.pools import Pool
    from vaxsim.plan import Plan
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]


ESTIMATED = [field.name for field in fields(Estimate)]


@dataclass(frozen=True, eq=False)
class Replications:
    """Replications 1 to `reps` of a scenario: numbers, curves, promises and what limits the site."""

    scenario: Scenario | None
    plan: Plan
    seed: int
    labels: tuple[Label, ...]
    values: Floats  # [days, labels]
    begins: NDArray[np.int64]  # ticks [bins]; beginnings of the bins of all curves
    binned: Mapping[str, Floats]  # each [days, things, bins]
    pools: Mapping[str, Pool]
    promised: tuple[Promise, ...]
    promise_values: Floats  # [days, promises]
    endings: NDArray[np.int64]  # [days, outcomes, causes]
    violations: tuple[tuple[int, str], ...]  # (replication, what does not add up)
    engine: str  # the one that ran it; the numbers do not depend on it
    asked: tuple[Number, ...] = ()  # numbers that were asked for besides
    asked_values: Floats = field(default_factory=lambda: np.empty((0, 0)))  # [days, asked]
    precision: Precision | None = None  # what was asked and reached, where that decided how many days there are

    def __repr__(self) -> str:
        """One line: which scenario, how often, and how many are dosed."""
        dosed = f"{self.number('dosed').mean:.4g} of {self.number('patients').mean:.4g} patients dosed a day"
        return f"<Replications {self.plan.title!r}, {self.reps} days, seed {self.seed}: {dosed}>"

    @property
    def reps(self) -> int:
        """How many replications there are."""
        return len(self.values)

    @property
    def bin_minutes(self) -> float:
        """Width of the bins of the curves, minutes."""
        return self.plan.bin / TICKS_PER_MINUTE

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """Every number: name, of, per, unit, mean with its 95 % interval, sd over days, days, pooled (see Estimate)."""
        interval = stats.t_interval(self.values)
        rows = [(label.name, label.of, label.per, label.unit) for label in self.labels]
        units = [label.unit for label in self.labels]
        low, high = zip(*map(possible, interval.low.tolist(), interval.high.tolist(), units), strict=True)
        return pd.DataFrame(rows, columns=["name", "of", "per", "unit"]).assign(
            mean=interval.mean,
            low=low,
            high=high,
            sd=stats.standard_deviation(self.values),
            days=stats.count(self.values),
            pooled=pooled_values(self.pools, names_of(self.plan)),
        )

    def number(self, name: str, of: str = "") -> Estimate:
        """One number: `number("p90(wait)", "vaccination")` or `number("p90(wait, vaccination)")`.

        Raises KeyError with the nearest name if there is none.
        """
        index = position(self.labels, name, of)
        return Estimate(**{column: self.numbers[column].tolist()[index] for column in ESTIMATED})

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row per replication, one column per number, named as promises write it."""
        frame = pd.DataFrame(self.values, columns=[label.key for label in self.labels])
        frame.insert(0, "replication", np.arange(1, self.reps + 1))
        return frame

    @cached_property
    def curves(self) -> pd.DataFrame:
        """Every curve by bin: the mean with its 95 % interval, and the spread over days, both named as such."""
        names = names_of(self.plan)
        rows = [self._curve_rows(curve.name, of) for curve in names.curves for of in names.of(curve.per)]
        return pd.concat(rows, ignore_index=True)

    def curve(self, name: str, of: str = "") -> Band:
        """One curve with its bands.  Raises KeyError with the nearest name if there is none."""
        registered = {c.name: c for c in names_of(self.plan).curves}
        if name not in registered:
            raise KeyError(f"there is no curve {name!r}; {suggestion(name, list(registered))}")
        things = self._things(registered[name].per)
        if of not in things:
            raise KeyError(f"there is no curve {name!r} of {of!r}; {suggestion(of, things)}")
        values = self.binned[name][:, things.index(of)]
        interval = stats.t_interval(values)
        return Band(
            name=name,
            of=of,
            unit=registered[name].unit,
            minutes=self.begins / TICKS_PER_MINUTE,
            mean=interval.mean,
            mean_low=np.maximum(interval.low, 0.0),
            mean_high=interval.high,
            day_p10=stats.quantile(values, 0.1),
            day_p90=stats.quantile(values, 0.9),
            days=stats.count(values),
            bin_minutes=self.bin_minutes,
        )

    @cached_property
    def stations(self) -> pd.DataFrame:
        """One row per station, one column per number that stations have, means over days."""
        return self._wide(STATION)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row per group of staff, one column per number that groups have, means over days."""
        return self._wide(GROUP)

    @cached_property
    def classes(self) -> pd.DataFrame:
        """One row per class of patients, one column per number that classes have, means over days."""
        return self._wide(CLASS)

    @cached_property
    def vaccines(self) -> pd.DataFrame:
        """One row per vaccine, one column per number that vaccines have, means over days."""
        return self._wide(VACCINE)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """How many patients (and people, counting all of a party) a day end how, with 95 % interval and share."""
        interval = stats.t_interval(self.endings.astype(np.float64))
        everybody = max(float(interval.mean.sum()), 1e-300)
        rows = [
            (Outcome(o).label, Cause(c).label, *(float(bound[o, c]) for bound in interval))
            for o, c in zip(*np.nonzero(self.endings.any(axis=0)), strict=True)
        ]
        frame = pd.DataFrame(rows, columns=["outcome", "cause", "patients", "low", "high"])
        people, low = self._people(frame), frame["low"].clip(lower=0.0)
        return frame.assign(low=low, people=people, share=frame["patients"] / everybody)

    def _people(self, outcomes: pd.DataFrame) -> pd.Series:
        """How many people a day end so; they are the patients where nobody comes in a party."""
        if "parties" not in self.plan.uses:
            return outcomes["patients"]
        ended = (outcomes["outcome"] + "_" + outcomes["cause"].str.replace(" ", "_")).str.rstrip("_")
        return ended.map(lambda name: self.number(f"people_{name}").mean)

    @cached_property
    def promises(self) -> tuple[Verdict, ...]:
        """Whether each promise of the scenario is kept."""
        interval = stats.t_interval(self.promise_values)
        return tuple(
            self._verdict(promise, *(float(bound[i]) for bound in interval)) for i, promise in enumerate(self.promised)
        )

    @property
    def stranded(self) -> int:
        """Patients of all replications who were turned away because nothing could ever serve them."""
        return int(self.values[:, position(self.labels, "stranded")].sum())

    @cached_property
    def bottleneck(self) -> str:
        """What limits the site, in one sentence."""
        means = stats.t_interval(self.values).mean.tolist()
        return sentence(self.plan, {label.key: mean for label, mean in zip(self.labels, means, strict=True)})

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the numbers should know."""
        found = []
        if self.reps < 2:
            found.append("one replication says nothing about the spread over days: there are no intervals")
        if self.stranded:
            found.append(
                f"{self.stranded} patients in {self.reps} days were turned away because nothing could ever serve them"
            )
        if self.violations:
            found.append(f"{len(self.violations)} conservation checks failed")
        return tuple(found)

    def rerun(self, replication: int) -> Result:
        """One of the replications again, with everything that happened in it."""
        from vaxsim.simulation import simulate_plan

        if not 1 <= replication <= self.reps:
            raise ValueError(f"there are replications 1 to {self.reps}, not {replication}")
        return simulate_plan(self.plan, replication, self.seed, self.scenario, self.engine)

    def summary(self) -> dict[str, Any]:
        """Everything but the curves, ready for JSON: None stands for what is not defined."""
        return {
            "title": self.plan.title,
            "seed": self.seed,
            "replications": self.reps,
            "engine": self.engine,
            "bottleneck": self.bottleneck,
            **({} if self.precision is None else {"precision": self.precision.summary()}),
            "promises": [as_json(flat(verdict)) for verdict in self.promises],
            "outcomes": [as_json(row) for row in self.outcomes.to_dict("records")],
            "numbers": [as_json(row) for row in self.numbers.to_dict("records")],
            "warnings": list(self.warnings),
            "violations": [{"replication": number, "message": message} for number, message in self.violations],
        }

    def plot_throughput(self, ax: Any = None) -> Any:
        """Throughput over the day; see `vaxsim.plots.plot_throughput`."""
        return self._plot("plot_throughput", ax)

    def plot_waits(self, ax: Any = None) -> Any:
        """Waits by time of arrival; see `vaxsim.plots.plot_waits`."""
        return self._plot("plot_waits", ax)

    def plot_lines(self, ax: Any = None) -> Any:
        """Lines per station; see `vaxsim.plots.plot_lines`."""
        return self._plot("plot_lines", ax)

    def plot_staff(self, ax: Any = None) -> Any:
        """Staff on duty and busy; see `vaxsim.plots.plot_staff`."""
        return self._plot("plot_staff", ax)

    def plot_utilisation(self, ax: Any = None) -> Any:
        """Utilisation of stations and groups; see `vaxsim.plots.plot_utilisation`."""
        return self._plot("plot_utilisation", ax)

    def plot_inside(self, ax: Any = None) -> Any:
        """People on site; see `vaxsim.plots.plot_inside`."""
        return self._plot("plot_inside", ax)

    def _plot(self, figure: str, ax: Any) -> Any:
        from vaxsim import plots

        return getattr(plots, figure)(self, ax=ax)

    def _repr_html_(self) -> str:
        from html import escape

        title = f"<h4>{escape(self.plan.title)}: {self.reps} replications, seed {self.seed}</h4>"
        precise = [] if self.precision is None else self.precision.sentences()
        said = [*precise, self.bottleneck, *self.warnings, *(str(verdict) for verdict in self.promises)]
        sentences = "".join(f"<p>{escape(text)}</p>" for text in said)
        return title + sentences + "".join(html_table(t) for t in (self.outcomes, self.stations, self.groups))

    def _things(self, per: str) -> tuple[str, ...]:
        return names_of(self.plan).of(per)

    def _curve_rows(self, name: str, of: str) -> pd.DataFrame:
        band = self.curve(name, of)
        return curve_frame(name, of, band.unit, self.begins).assign(
            mean=band.mean,
            mean_low=band.mean_low,
            mean_high=band.mean_high,
            day_p10=band.day_p10,
            day_p90=band.day_p90,
            days=band.days,
        )

    def _wide(self, per: str) -> pd.DataFrame:
        return wide_table(self.labels, stats.t_interval(self.values).mean, per, self._things(per))

    def _verdict(self, promise: Promise, mean: float, low: float, high: float) -> Verdict:
        unit = promise.unit(names_of(self.plan))
        return Verdict(promise, unit, mean, low, high, promise.judge(mean, low, high))
