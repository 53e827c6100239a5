"""The result of a sweep: every point, its replications, and tables of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim import stats
from vaxsim.experiments.jobs import OWN, Heading
from vaxsim.experiments.store import Store
from vaxsim.metrics import suggestion
from vaxsim.promises import parse
from vaxsim.results import html_table

if TYPE_CHECKING:
    from vaxsim.experiments.store import About, Stored
    from vaxsim.promises import Promise
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]

SHOWN = ("p90(wait)", "mean(wait)", "dosed", "overtime")
"""Numbers that are shown if none are asked for, besides those that the scenario promises."""


_VIOLATION = ("point", "replication", "message")


@dataclass(frozen=True, eq=False)
class Point:
    """One variant of the scenario."""

    changes: Mapping[str, Any]
    headings: tuple[Heading, ...]
    replications: tuple[int, ...]
    values: Floats  # [replications, headings]
    error: str  # why there are no values; else empty

    def column(self, key: str) -> Floats:
        """float64 [replications]: a number on each day; NaN where the point has no such number."""
        for place, heading in enumerate(self.headings):
            if heading.key == key:
                return self.values[:, place]
        return np.full(len(self.replications), np.nan)


@dataclass(frozen=True, eq=False)
class Sweep:
    """Points of a sweep with their replications: long and wide tables, and figures."""

    about: About
    points: tuple[Point, ...]
    reps: int  # replications that each point should have
    violations: tuple[tuple[str, int, str], ...]  # (changes as text, replication, what does not add up)
    scenario: Scenario | None = None
    engine: str = ""  # the one that ran what was missing; the numbers do not depend on it
    damaged: tuple[tuple[Mapping[str, Any], int], ...] = ()  # changes and replication: found damaged in the store

    def __repr__(self) -> str:
        """One line: of what, over what, how many runs."""
        return f"<Sweep {self.about.title!r} over {', '.join(self.fields)}: {self._size()}>"

    def _size(self) -> str:
        return f"{len(self.points)} points, {self.runs:,} runs, seed {self.about.seed}"

    @property
    def runs(self) -> int:
        """Replications of all points together."""
        return sum(len(point.replications) for point in self.points)

    @property
    def missing(self) -> int:
        """Replications that are still to be run, of points that can be: those of other shards."""
        return sum(self.reps - len(point.replications) for point in self.points if not point.error)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Paths of the fields that are varied."""
        return tuple(dict.fromkeys(path for point in self.points for path in point.changes))

    @cached_property
    def headings(self) -> dict[str, Heading]:
        """What numbers there are, by their keys."""
        return {heading.key: heading for point in self.points for heading in point.headings}

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """What the scenario promises."""
        return () if self.scenario is None else tuple(map(parse, self.scenario.promises))

    @property
    def shown(self) -> tuple[str, ...]:
        """Numbers that are shown if none are asked for: those of promises first."""
        wanted = dict.fromkeys([*(promise.name for promise in self.promises), *SHOWN])
        own = [key for key, heading in self.headings.items() if heading.per == OWN]
        return tuple(key for key in [*own, *wanted] if key in self.headings)

    @property
    def errors(self) -> pd.DataFrame:
        """Points that could not be run: their fields and the error."""
        failed = [point for point in self.points if point.error]
        return self._fields_of(failed).assign(error=[point.error for point in failed])

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Every number of every run, one a row: fields of the scenario, replication, metric, unit, value."""
        return self.tidy(*self.headings)

    def tidy(self, *metrics: str) -> pd.DataFrame:
        """As `frame`, of some numbers only (default: `shown`).  Raises KeyError with the nearest name."""
        keys = self.known(metrics)
        days = np.array([len(point.replications) for point in self.points], np.int64)
        fields = self._fields_of(self.points)
        rows = fields.loc[np.repeat(np.arange(len(self.points)), days * len(keys))].reset_index(drop=True)
        numbers = [np.repeat(np.array(point.replications, np.int64), len(keys)) for point in self.points]
        values = [np.column_stack([point.column(key) for key in keys]).ravel() for point in self.points]
        codes = np.tile(np.arange(len(keys)), int(days.sum()))
        names = pd.Categorical.from_codes(codes, categories=pd.Index(list(keys), dtype=object))
        return rows.assign(
            replication=np.concatenate([np.empty(0, np.int64), *numbers]),
            metric=names,
            value=np.concatenate([np.empty(0), *values]),
        )

    def by_run(self, *metrics: str) -> pd.DataFrame:
        """One row per run: fields of the scenario, replication, a column for each number (default: `shown`).

        Raises KeyError with the nearest name.
        """
        keys = self.known(metrics)
        days = [len(point.replications) for point in self.points]
        fields = self._fields_of(self.points)
        rows = fields.loc[np.repeat(np.arange(len(self.points)), days)].reset_index(drop=True)
        numbers = np.concatenate([np.empty(0, np.int64), *(point.replications for point in self.points)])
        columns = {key: np.concatenate([np.empty(0), *(point.column(key) for point in self.points)]) for key in keys}
        return pd.concat([rows, pd.DataFrame({"replication": numbers.astype(np.int64), **columns})], axis=1)

    def summary(self, *metrics: str) -> pd.DataFrame:
        """One row per point: fields, replications, and of each number the mean with its 95 % interval.

        Columns are named after the number, "p90(wait)", "p90(wait) low", "p90(wait) high"; of each promise there is
        whether it is kept.  Default: the numbers `shown`.  Raises KeyError with the nearest name.
        """
        table = self._fields_of(self.points)
        table["replications"] = [len(point.replications) for point in self.points]
        for key in self.known(metrics):
            table[key], table[f"{key} low"], table[f"{key} high"] = self.estimates(key)
        for promise in self.promises:
            if promise.name in self.headings:
                mean, low, high = self.estimates(promise.name)
                table[promise.text] = [promise.judge(*bounds) for bounds in zip(mean, low, high, strict=True)]
        return table

    def estimates(self, metric: str) -> stats.Interval:
        """Mean of a number and its 95 % t interval at each point, each float64 [points]; NaN where there is none."""
        self.known([metric])
        found = [stats.t_interval(point.column(metric)) for point in self.points]
        return stats.Interval(*(np.array([each[side] for each in found], np.float64) for side in range(3)))

    def report(self, *metrics: str) -> dict[str, Any]:
        """Everything about the points but their single runs, ready for JSON: None stands for what is not defined."""
        table = self.summary(*metrics)
        return {
            "title": self.about.title,
            "seed": self.about.seed,
            "engine": self.engine,
            "fields": list(self.fields),
            "numbers": list(self.known(metrics)),
            "replications": self.reps,
            "runs": self.runs,
            "points": [_json(row) for row in table.to_dict("records")],
            "errors": [_json(row) for row in self.errors.to_dict("records")],
            "violations": [dict(zip(_VIOLATION, each, strict=True)) for each in self.violations],
        }

    def levels(self, field: str) -> list[Any]:
        """The values that a field takes, in order where they have one.  Raises KeyError with the nearest name."""
        if field not in self.fields:
            raise KeyError(f"no field {field!r} is varied; {suggestion(field, list(self.fields))}")
        values = {json.dumps(point.changes.get(field)): point.changes.get(field) for point in self.points}
        try:
            return sorted(values.values())
        except TypeError:
            return list(values.values())

    def plot_heat(self, metric: str = "", x: str = "", y: str = "", ax: Any = None) -> Any:
        """A number over two fields; see `vaxsim.plots.plot_heat`."""
        from vaxsim import plots

        return plots.plot_heat(self, metric or self.shown[0], x or self.fields[0], y or self.fields[1], ax=ax)

    def plot_response(self, metric: str = "", x: str = "", ax: Any = None) -> Any:
        """A number over one field, a curve for each value of another; see `vaxsim.plots.plot_response`."""
        from vaxsim import plots

        return plots.plot_response(self, metric or self.shown[0], x or self.fields[0], ax=ax)

    def _repr_html_(self) -> str:
        from html import escape

        title = f"<h4>{escape(self.about.title)}: {escape(self._size())}</h4>"
        failed = self.errors
        more = f"<p>{len(failed)} points could not be run</p>{html_table(failed)}" if len(failed) else ""
        return title + html_table(self.summary()) + more

    def known(self, metrics: Sequence[str]) -> tuple[str, ...]:
        """Those numbers, or those `shown` if there are none.  Raises KeyError with the nearest name."""
        for metric in metrics:
            if metric not in self.headings:
                raise KeyError(f"there is no number {metric!r}; {suggestion(metric, list(self.headings))}")
        return tuple(metrics) or self.shown

    def table_of_fields(self) -> pd.DataFrame:
        """One row per point: the fields that are varied; tables and lists as text."""
        return self._fields_of(self.points)

    def _fields_of(self, points: Sequence[Point]) -> pd.DataFrame:
        """One row per point, one column per field that is varied; tables and lists as text."""
        columns = {field: [_cell(point.changes.get(field)) for point in points] for field in self.fields}
        return pd.DataFrame(columns, index=range(len(points)))


def sweep_in(
    store: Store,
    points: Mapping[str, Mapping[str, Any]] | None = None,
    reps: int | None = None,
    scenario: Scenario | None = None,
    engine: str = "",
) -> Sweep:
    """What a store holds: of some points by their keys, replications 1 to `reps`; default: of everything.

    Raises StoreError if it cannot be read.
    """
    stored = {point.key: point for point in store.points()}
    wanted = {key: point.changes for key, point in stored.items()} if points is None else points
    most = max([point.runs for point in stored.values()], default=0) if reps is None else reps
    found = tuple(point_in(store, stored.get(key), changes, reps) for key, changes in wanted.items())
    said = {key: json.dumps(dict(changes), ensure_ascii=False) for key, changes in wanted.items()}
    wrong = tuple((said[key], n, text) for key, n, text in store.violations() if key in said and n <= most)
    return Sweep(store.about, found, most, wrong, scenario, engine)


def read_store(path: str | Path) -> Sweep:
    """Everything that the store at `path` holds.  Raises StoreError if it cannot be read."""
    with Store(path) as store:
        return sweep_in(store)


def point_in(store: Store, stored: Stored | None, changes: Mapping[str, Any], reps: int | None = None) -> Point:
    """A point with its replications 1 to `reps` (default: all) as a store holds them."""
    if stored is None:
        return Point(changes, (), (), np.empty((0, 0)), "")
    numbers, values = store.values(stored.key, reps)
    return Point(changes, stored.headings, tuple(numbers), values, stored.error)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict, tuple)) else value


def _json(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row with None for NaN."""
    return {str(key): None if isinstance(value, float) and value != value else value for key, value in row.items()}
