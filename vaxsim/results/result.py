"""Result: one replication of a site-day and all that can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim import audit, story
from vaxsim.metrics import CLASS, GROUP, STATION, VACCINE, labels
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import curves, values
from vaxsim.results.records import Records
from vaxsim.results.tables import curve_frame, html_table, position, wide_table
from vaxsim.units import parse_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vaxsim.draws import Draws
    from vaxsim.metrics import Label
    from vaxsim.plan import Plan
    from vaxsim.scenario import Scenario
    from vaxsim.visits import Visits


@dataclass(frozen=True, eq=False)
class Result:
    """One replication of a site-day, with everything that happened in it as tidy pandas frames made on request.

    Times are minutes since 00:00 and durations minutes, both float64 with NaN for what did not happen.
    """

    plan: Plan
    draws: Draws
    visits: Visits
    scenario: Scenario | None = None
    seed: int | None = None
    replication: int | None = None
    engine: str = ""  # the one that ran it; the numbers do not depend on it

    @cached_property
    def violations(self) -> tuple[str, ...]:
        """What does not add up, in words; empty if every conservation check passed."""
        return audit.violations(self.plan, self.draws, self.visits)

    @cached_property
    def day(self) -> Day:
        """The vocabulary from which numbers are computed."""
        return Day(self.plan, self.draws, self.visits)

    @cached_property
    def _records(self) -> Records:
        return Records(self.plan, self.draws, self.visits, self.day)

    @cached_property
    def patients(self) -> pd.DataFrame:
        """One row per patient who is counted: when they came, entered, were dosed and departed, and how it ended.

        `people` is the size of the party, `blocked` the minutes at desks after services, for want of room further on.
        """
        return self._records.patients()

    @cached_property
    def visit_table(self) -> pd.DataFrame:
        """One row per patient and station reached, by patient and in walking order.

        `kind` names the kind of desk, `session` the patient with the smallest number in it; `supplied` is when somebody
        in line had all the prepared doses, `freed` when the desk was free again, `blocked` how long it was kept after
        the service for want of room further on, `pieces` in how many the service was given; `units` are those that
        began it.
        """
        return self._records.visit_table()

    @cached_property
    def pieces(self) -> pd.DataFrame:
        """One row per piece of a service, by patient, station and beginning, with those who served in it.

        A service that nobody interrupts or hands over is one piece.
        """
        return self._records.pieces()

    @cached_property
    def trips(self) -> pd.DataFrame:
        """One row per trip of a unit to restock: when it set off, stood before the filling places, filled and was back.

        `waited` are the minutes before the filling places, `doses` how many it brought back.
        """
        return self._records.trips()

    @cached_property
    def moves(self) -> pd.DataFrame:
        """One row per move of doses: when, of which vaccine, what happened, from where to where, how many, whose.

        `who` is "patient 17" or the name of a unit of staff, empty for nobody.
        """
        return self._records.moves()

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """One row per state of a unit of staff, from coming to going."""
        return self._records.timeline()

    @cached_property
    def staff(self) -> pd.DataFrame:
        """One row per unit of staff: when it came and went, minutes in each state, overtime, breaks missed."""
        return self._records.staff()

    @cached_property
    def stations(self) -> pd.DataFrame:
        """One row per station, one column per number that stations have."""
        return wide_table(self._labels, self._values, STATION, self.plan.stations)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row per group of staff, one column per number that groups have."""
        return wide_table(self._labels, self._values, GROUP, self.plan.groups)

    @cached_property
    def classes(self) -> pd.DataFrame:
        """One row per class of patients, one column per number that classes have."""
        return wide_table(self._labels, self._values, CLASS, self.plan.classes)

    @cached_property
    def vaccines(self) -> pd.DataFrame:
        """One row per vaccine, one column per number that vaccines have."""
        return wide_table(self._labels, self._values, VACCINE, self.plan.vaccines)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """How many patients, and people with all of their parties, ended how, and why; only what happened."""
        by_outcome = self.patients.groupby(["outcome", "cause"], sort=False)["people"]
        counted = by_outcome.agg(patients="size", people="sum").reset_index()
        return counted.assign(share=counted["patients"] / max(len(self.patients), 1))

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """Every number of the registry: name, of, per, unit, value."""
        rows = [(label.name, label.of, label.per, label.unit) for label in self._labels]
        return pd.DataFrame(rows, columns=["name", "of", "per", "unit"]).assign(value=self._values)

    def number(self, name: str, of: str = "") -> float:
        """One number: `number("p90(wait)", "vaccination")` or `number("p90(wait, vaccination)")`.

        Raises KeyError with the nearest name if there is none.
        """
        return float(self._values[position(self._labels, name, of)])

    @cached_property
    def curves(self) -> pd.DataFrame:
        """Every curve of the registry: curve, of, unit, minute (beginning of the bin), clock, value."""
        begins, computed = self.day.axis.edges[:-1], curves(self.day)
        return pd.concat(
            [
                curve_frame(curve.name, of, curve.unit, begins).assign(value=row)
                for curve in self.day.names.curves
                for of, row in zip(self.day.names.of(curve.per), computed[curve.name], strict=True)
            ],
            ignore_index=True,
        )

    def story(
        self,
        patient: int | Sequence[int] = (),
        unit: str | Sequence[str] = (),
        from_: str | None = None,
        to: str | None = None,
    ) -> str:
        """What happened to patients (numbers from 1) and units of staff ("nurses#2"), or to all, in lines of text.

        Told is what happened from the time `from_` until before `to`, such as "10:00" and "10:15".  Raises ValueError
        if there is no such patient or unit, or if the times are none or lie outside of the day.
        """
        return story.tell(
            self.plan,
            self.draws,
            self.visits,
            [patient] if isinstance(patient, (int, np.integer)) else patient,
            [unit] if isinstance(unit, str) else unit,
            None if from_ is None else parse_clock(from_),
            None if to is None else parse_clock(to),
        )

    def plot_gantt(self, ax: Any = None) -> Any:
        """What each unit of staff did over the day; see `vaxsim.plots.plot_gantt`."""
        from vaxsim import plots

        return plots.plot_gantt(self, ax=ax)

    @cached_property
    def _labels(self) -> tuple[Label, ...]:
        return labels(self.day.names)

    @cached_property
    def _values(self) -> NDArray[np.float64]:
        return values(self.day)

    def __repr__(self) -> str:
        """One line: whose day it was, and how many were dosed."""
        which = f"replication {self.replication}, seed {self.seed}"
        dosed = f"{self.number('dosed'):.0f} of {self.number('patients'):.0f} patients dosed"
        return f"<Result {self.plan.title!r}, {which}: {dosed}>"

    def _repr_html_(self) -> str:
        from html import escape

        which = "" if self.replication is None else f", replication {self.replication}"
        wrong = "".join(f"<li>{escape(message)}</li>" for message in self.violations)
        warning = f"<p><b>Does not add up:</b></p><ul>{wrong}</ul>" if wrong else ""
        tables = [self.outcomes, self.stations, self.groups]
        return f"<h4>{escape(self.plan.title)}{which}</h4>{warning}" + "".join(html_table(t) for t in tables)
