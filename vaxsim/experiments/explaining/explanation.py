"""Explanation: what a scenario says before anything is run, as tables."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim.experiments.explaining.ceilings import Ceilings
from vaxsim.experiments.explaining.notes import notes, shortage
from vaxsim.experiments.explaining.strains import Strain
from vaxsim.results import html_table
from vaxsim.units import NEVER, TICKS_PER_HOUR, clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vaxsim.experiments.explaining.doses import Doses
    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.experiments.explaining.loads import Loads
    from vaxsim.experiments.explaining.people import Stream
    from vaxsim.experiments.explaining.staffing import Staff
    from vaxsim.experiments.explaining.waits import Wait
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Explanation:
    """Expectations and ceilings of a scenario; patients, people and doses are means over days, nothing is simulated."""

    title: str
    plan: Plan
    grid: Grid
    streams: tuple[Stream, ...]
    offered: Loads
    on_site: Staff
    ceilings: Ceilings
    strains: tuple[Strain, ...]  # desks of stations, then staff; see `bottleneck`
    site_ceiling: Floats  # float64 [quarters]; patients of the mix per hour in the long run; 0 while doors are closed
    most: float  # long-run rate of serving times the hours from opening to closing, patients; inf without a limit
    approximations: tuple[Wait, ...]
    vaccines: tuple[Doses, ...]
    not_counted: tuple[str, ...]  # what the site does and this page knows nothing of

    @property
    def expected(self) -> float:
        """Patients who are let in on a mean day, if there is room."""
        return float(sum(stream.entering.sum() for stream in self.streams)) * self.grid.width

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per source and class: patients expected, who of them stay away, come too late, are let in; people."""
        width = self.grid.width
        rows = []
        for stream in self.streams:
            came, entered = stream.coming.sum() * width, stream.entering.sum() * width
            names = stream.source, self.plan.classes[stream.klass]
            late = max(came - entered, 0.0)
            away = max(stream.expected - came, 0.0)
            rows.append((*names, stream.expected, away, late, entered, entered * stream.party))
        columns = ["source", "class", "expected", "stay_away", "too_late", "patients", "people"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def by_hour(self) -> pd.DataFrame:
        """Patients as they come: source, class, clock (beginning of the hour), patients."""
        hour = self.grid.edges[:-1] // TICKS_PER_HOUR
        rows = []
        for stream in self.streams:
            for h in np.unique(hour).tolist():
                came = float(stream.coming[hour == h].sum()) * self.grid.width
                rows.append((stream.source, self.plan.classes[stream.klass], clock(h * TICKS_PER_HOUR), came))
        return pd.DataFrame(rows, columns=["source", "class", "clock", "patients"])

    @cached_property
    def ways(self) -> pd.DataFrame:
        """The way of each class: class, station, visits per patient, minutes of desk per visit."""
        rows = []
        for j, stream in enumerate(self.streams):
            if stream.klass in [before.klass for before in self.streams[:j]]:
                continue
            for s, station in enumerate(self.plan.stations):
                if self.offered.visits[j, s] > 0:
                    visits, minutes = self.offered.visits[j, s], self.offered.first_two[j, s, 0]
                    rows.append((self.plan.classes[stream.klass], station, visits, minutes))
        return pd.DataFrame(rows, columns=["class", "station", "visits_per_patient", "minutes"])

    @cached_property
    def staff(self) -> pd.DataFrame:
        """People of each group by quarter of an hour: clock, group, on_duty, on_break, expected (less absences)."""
        quarters = [clock(tick) for tick in self.grid.quarters.tolist()]
        frames = []
        for g, group in enumerate(self.plan.groups):
            columns = {"clock": quarters, "group": group}
            for name in ("on_duty", "on_break", "there"):
                columns[name] = self.grid.by_quarter(getattr(self.on_site, name)[g])  # type: ignore[assignment]
            frames.append(pd.DataFrame(columns).rename(columns={"there": "expected"}))
        empty = pd.DataFrame(columns=["clock", "group", "on_duty", "on_break", "expected"])
        return pd.concat(frames, ignore_index=True) if frames else empty

    @cached_property
    def load(self) -> pd.DataFrame:
        """Offered load by quarter of an hour: clock, kind (desks or staff), of, needed, there, strain."""
        quarters = [clock(tick) for tick in self.grid.quarters.tolist()]
        parts = [
            pd.DataFrame({"clock": quarters, "kind": s.kind, "of": s.name, "needed": s.needed, "there": s.there,
                          "strain": s.by_quarter})
            for s in self.strains
        ]  # fmt: skip
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def stations(self) -> pd.DataFrame:
        """One row per station: patients, desks, the most in use if nobody waits and when, patients per hour at most.

        `by_staff` is with all who are ever on duty at once, shared with the stations that need the same staff.
        """
        best = self.on_site.most.max(axis=1, initial=0.0)
        rows = []
        for s, station in enumerate(self.plan.stations):
            busy = self.grid.by_quarter(self.offered.desks[s])
            patients = float(self.offered.arriving[:, s].sum()) * self.grid.width
            desks = int(self.plan.site.desks[s])
            at = clock(int(self.grid.quarters[int(busy.argmax())]))
            limits = 60 * self.ceilings.desks_at(s), 60 * self.ceilings.staff_at(s, best)
            rows.append((station, patients, desks if desks < NEVER else math.inf, float(busy.max()), at, *limits))
        columns = ["station", "patients", "desks", "most_in_use", "at", "by_desks", "by_staff"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def waits(self) -> pd.DataFrame:
        """Mean waits by formula, minutes; `why_not` where no formula may be asked."""
        return pd.DataFrame([asdict(wait) | {"worst_at": clock(wait.worst_at)} for wait in self.approximations])

    @cached_property
    def doses(self) -> pd.DataFrame:
        """One row per vaccine: needed, delivered, short_from, made_per_hour, behind_from."""
        times = ("short_from", "behind_from")
        rows = [asdict(one) | {name: clock(getattr(one, name)) for name in times} for one in self.vaccines]
        return pd.DataFrame(rows, columns=["vaccine", "needed", "delivered", *times[:1], "made_per_hour", *times[1:]])

    @property
    def bottleneck(self) -> Strain | None:
        """Desks or staff asked for most in their busiest hour, as a share of those there; None without a limit."""
        limited = [strain for strain in self.strains if strain.share > 0]
        return max(limited, key=lambda strain: strain.share, default=None)

    @property
    def finding(self) -> str:
        """The first bottleneck in a sentence: doses where there are not enough for most, else desks or staff."""
        doses = shortage(self.vaccines)
        if doses:
            return f"First bottleneck: {doses}"
        first = self.bottleneck
        if first is None:
            return "Nothing here has a limit that the expected patients come near"
        if math.isinf(first.share):
            return f"{first.label} asked for from {clock(first.begins)} on, when nobody is there"
        verdict = "more than there is: a line will grow" if first.share > 1 else "the first to run short"
        return (
            f"First bottleneck: {first.label}, {first.share:.0%} of what is there asked for in the hour from "
            f"{clock(first.begins)}; {verdict}"
        )

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What else a planner should know, in sentences."""
        return tuple(notes(self.plan, self.grid, self.strains))

    def summary(self) -> dict[str, Any]:
        """Everything as numbers and texts that JSON can hold; None for what has no limit or no value.

        `most_patients_while_open` is a long-run rate times hours, which one day may exceed (see `most`).
        """
        tables = ("people", "by_hour", "ways", "staff", "stations", "load", "waits", "doses")
        return {
            "title": self.title,
            "expected_patients": self.expected,
            "most_patients_while_open": _plain(self.most),
            "bottleneck": self.finding,
            **{name: [_row(row) for row in getattr(self, name).to_dict("records")] for name in tables},
            "notes": list(self.notes),
            "not_counted": list(self.not_counted),
        }

    def plot_load(self, ax: Axes | None = None) -> Axes:
        """What is asked for as a share of what is there, over the day."""
        from vaxsim.plots import plot_load

        return plot_load(self, ax)

    def plot_people(self, ax: Axes | None = None) -> Axes:
        """Who is expected when, and how many can be served in the long run."""
        from vaxsim.plots import plot_people

        return plot_people(self, ax)

    def __repr__(self) -> str:
        return f"<Explanation {self.title!r}: {self.expected:,.0f} patients expected; {self.finding}>"

    def _repr_html_(self) -> str:
        from html import escape

        tables = "".join(html_table(getattr(self, name)) for name in ("people", "stations", "waits"))
        return f"<div><b>{escape(self.title)}</b><br>{escape(self.finding)}{tables}</div>"


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
