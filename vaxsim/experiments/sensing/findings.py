"""What was found out about the fields that a number hangs on."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from vaxsim.results import html_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vaxsim.experiments.sensing.shares import Share
    from vaxsim.experiments.sensing.tornado import Swing


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """The tornado and Sobol's indices of one number."""

    title: str
    metric: str
    unit: str
    reps: int
    seed: int
    points: int  # in each of the two sets; 0 without indices
    base: float  # mean of the number as the scenario is
    swings: tuple[Swing, ...]  # the widest first
    shares: tuple[Share, ...]  # the largest first; empty without indices
    no_shares: str = ""  # why there are no indices though they were asked for

    @cached_property
    def tornado(self) -> pd.DataFrame:
        """Two rows per field, low and high end: field, at, mean, difference, low, high; the widest swing first."""
        rows = [{"field": swing.field, **asdict(end)} for swing in self.swings for end in (swing.bottom, swing.top)]
        return pd.DataFrame(rows)

    @cached_property
    def sobol(self) -> pd.DataFrame:
        """One row per field: first and total index with their intervals; the largest total first."""
        columns = ["field", "first", "first_low", "first_high", "total", "total_low", "total_high"]
        return pd.DataFrame([asdict(share) for share in self.shares], columns=columns)

    @property
    def finding(self) -> str:
        """The field that matters most in a sentence."""
        if all(end.difference == 0 for swing in self.swings for end in (swing.bottom, swing.top)):
            return f"{self.metric} is the same at both ends of every field"
        widest = self.swings[0]
        ends = " to ".join(f"{end.mean:.3g}" for end in (widest.bottom, widest.top))
        said = f"{self.metric} hangs most on {widest.field}: {ends} {self.unit} between its ends"
        return f"{said}; {self.shares[0].in_words}" if self.shares else said

    def summary(self) -> dict[str, Any]:
        """Everything as JSON can hold it; None where there is no value."""
        tables = {"tornado": self.tornado, "sobol": self.sobol}
        return {
            "title": self.title,
            "metric": self.metric,
            "unit": self.unit,
            "replications": self.reps,
            "seed": self.seed,
            "points": self.points,
            "base": _plain(self.base),
            "finding": self.finding,
            "no_shares": self.no_shares,
            **{name: [_row(row) for row in table.to_dict("records")] for name, table in tables.items()},
        }

    def plot(self, ax: Axes | None = None) -> Axes:
        """The tornado."""
        from vaxsim.plots import plot_tornado

        return plot_tornado(self, ax)

    def plot_sobol(self, ax: Axes | None = None) -> Axes:
        """Sobol's indices with their intervals."""
        from vaxsim.plots import plot_sobol

        return plot_sobol(self, ax)

    def __repr__(self) -> str:
        return f"<Sensitivity of {self.metric}, {self.title!r}, {self.reps} days a point: {self.finding}>"

    def _repr_html_(self) -> str:
        from html import escape

        tables = html_table(self.tornado) + (html_table(self.sobol) if self.shares else "")
        return f"<div><b>{escape(self.title)}</b><br>{escape(self.finding)}{tables}</div>"


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
