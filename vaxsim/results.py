"""Result: one replication with everything that happened in it, as tidy pandas frames made on request.

Times are minutes since 00:00 and durations minutes, both float64 with NaN for what did not happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim import audit
from vaxsim.metrics import CLASS, GROUP, STATION, labels
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import curves, values
from vaxsim.units import NEVER, TICKS_PER_MINUTE, clock
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.metrics import Label
    from vaxsim.plan import Plan
    from vaxsim.scenario import Scenario
    from vaxsim.visits import Visits


@dataclass(frozen=True, eq=False)
class Result:
    """One replication of a site-day."""

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
    def patients(self) -> pd.DataFrame:
        """One row per patient who is counted: when they came, entered, were dosed and departed, and how it ended."""
        v, day = self.visits, self.day
        frame = pd.DataFrame(
            {
                "patient": np.arange(1, len(v.outcome) + 1),
                "source": _named(self.plan.chance.source_keys, self.draws.source),
                "class": _named(self.plan.classes, self.draws.klass),
                "slot": _minutes(self.draws.slot),
                "arrival": _minutes(self.draws.arrival),
                "entered": _minutes(day.entered),
                "dosed": _minutes(v.dosed),
                "departed": _minutes(day.departed),
                "outcome": [Outcome(o).label if o != NOT_COUNTED else "" for o in v.outcome.tolist()],
                "cause": [Cause(c).label for c in v.cause.tolist()],
                "wait": np.where(day.ever_served, day.total_wait / TICKS_PER_MINUTE, np.nan),
                "wait_outside": _between(day.came, day.entered),
                "time_on_site": _between(day.entered, day.departed),
            }
        )
        return frame[day.counted].reset_index(drop=True)

    @cached_property
    def visit_table(self) -> pd.DataFrame:
        """One row per patient and station reached, by patient and in walking order."""
        v = self.visits
        patient, station = np.nonzero(v.reached < NEVER)
        times = {
            name: _minutes(getattr(v, name)[patient, station])
            for name in ("reached", "joined", "began", "ended", "left")
        }
        return pd.DataFrame(
            {
                "patient": patient + 1,
                "class": _named(self.plan.classes, self.draws.klass[patient]),
                "station": _named(self.plan.stations, station),
                **times,
                "wait": times["began"] - times["joined"],
                "service": times["ended"] - times["began"],
                "units": [" ".join(self.plan.units[u] for u in crew if u >= 0) for crew in v.crew[patient, station]],
            }
        )

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """One row per state of a unit of staff, from coming to going."""
        t = self.visits.timeline
        began, ended = _minutes(t.began), _minutes(t.ended)
        return pd.DataFrame(
            {
                "unit": _named(self.plan.units, t.unit),
                "group": _named(self.plan.groups, self.plan.site.unit_group[t.unit]),
                "state": [StaffState(s).label for s in t.state.tolist()],
                "began": began,
                "ended": ended,
                "minutes": ended - began,
            }
        )

    @cached_property
    def staff(self) -> pd.DataFrame:
        """One row per unit of staff: when it came and went, minutes in each state, overtime, breaks missed."""
        v, day = self.visits, self.day
        spent = {
            state.label.replace(" ", "_"): _minutes_in_state(self.plan, self.visits, state) for state in StaffState
        }
        return pd.DataFrame(
            {
                "unit": list(self.plan.units),
                "group": _named(self.plan.groups, self.plan.site.unit_group),
                "came": _minutes(v.came),
                "went": _minutes(v.went),
                **spent,
                "overtime": day.duty.overtime / TICKS_PER_MINUTE,
                "breaks_missed": v.breaks_missed,
            }
        )

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
    def outcomes(self) -> pd.DataFrame:
        """How many patients ended how, and for what cause; only what happened."""
        counted = self.patients.groupby(["outcome", "cause"], sort=False).size().reset_index(name="patients")
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


def wide_table(
    names: tuple[Label, ...], numbers: NDArray[np.float64], per: str, things: tuple[str, ...]
) -> pd.DataFrame:
    """One row per thing and one column per number, from numbers [labels]; the first column is named after `per`."""
    columns: dict[str, list[float]] = {}
    for label, value in zip(names, numbers.tolist(), strict=True):
        if label.per == per:
            columns.setdefault(label.name, []).append(value)
    return pd.DataFrame({per: list(things), **columns})


def curve_frame(name: str, of: str, unit: str, begins: NDArray[np.int64]) -> pd.DataFrame:
    """The columns that say what a curve's rows are: curve, of, unit, minute, clock."""
    return pd.DataFrame(
        {
            "curve": name,
            "of": of,
            "unit": unit,
            "minute": begins / TICKS_PER_MINUTE,
            "clock": [clock(tick) for tick in begins.tolist()],
        }
    )


def position(names: tuple[Label, ...], name: str, of: str = "") -> int:
    """The index of a number by its name and thing, or by its whole key.  Raises KeyError with the nearest name."""
    from vaxsim.metrics import suggestion

    for index, label in enumerate(names):
        if (label.name == name and of in (label.of, f"{label.per} {label.of}")) or (not of and label.key == name):
            return index
    wanted = name if not of else f"{name} of {of!r}"
    known = [label.key for label in names] if not of else [label.name for label in names if label.of == of]
    raise KeyError(f"there is no number {wanted}; {suggestion(name, known)}")


def html_table(frame: pd.DataFrame) -> str:
    """A frame as an HTML table with everything escaped and four significant digits."""
    return frame.to_html(index=False, escape=True, na_rep="", float_format=lambda value: f"{value:.4g}", border=0)


def _named(names: tuple[str, ...], index: NDArray[np.integer[Any]]) -> list[str]:
    return [names[i] for i in index.tolist()]


def _minutes(ticks: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(ticks < NEVER, ticks / TICKS_PER_MINUTE, np.nan)


def _between(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float64]:
    return _minutes(np.where((begin < NEVER) & (end < NEVER), end - begin, NEVER))


def _minutes_in_state(plan: Plan, visits: Visits, state: StaffState) -> NDArray[np.float64]:
    t = visits.timeline
    rows = t.state == state
    spent = np.bincount(t.unit[rows], weights=(t.ended - t.began)[rows], minlength=len(plan.units))
    return spent / TICKS_PER_MINUTE
