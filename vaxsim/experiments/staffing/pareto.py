"""The Pareto front as an answer: from what is asked to a table that shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from vaxsim.engines.choosing import AUTO
from vaxsim.experiments.staffing.front import Effort, Exploration, explore, settled, thinned, unbeaten
from vaxsim.experiments.staffing.posts import roster
from vaxsim.experiments.staffing.theory import likely
from vaxsim.experiments.trials import Trials
from vaxsim.promises import names_in, parse, parse_number
from vaxsim.simulation import engine_for, whole
from vaxsim.stats import t_interval

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.examining import Report
    from vaxsim.experiments.staffing.posts import Design
    from vaxsim.promises import Number
    from vaxsim.scenario import Scenario

WAIT = "wait_total"


@dataclass(frozen=True, eq=False)
class Front:
    """Staffings of which none beats another in staff, waiting and throughput together."""

    scenario: Scenario
    exploration: Exploration
    designs: tuple[Design, ...]  # people at each post, from the fewest or cheapest on
    found: int  # unbeaten designs of the search, of which the designs are a choice

    def __repr__(self) -> str:
        """One line: how many designs, from how many people to how many."""
        people = [sum(design) for design in self.designs]
        return f"<Front {len(self.designs)} staffings of {min(people)} to {max(people)} people>"

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Waiting, throughput, and the numbers of the scenario's promises."""
        return self.exploration.trials.asked

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per design: people, cost, people at each post; mean and 95 % interval of each number."""
        return pd.DataFrame([self._row(design) for design in self.designs])

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the front should know."""
        found = []
        if self.exploration.spent:
            found.append("the search ended before it had looked around every design of the front")
        if self.found > len(self.designs):
            found.append(
                f"{self.found} designs were unbeaten in the search; shown are {len(self.designs)}, well spread"
            )
        if self.exploration.trials.violations:
            found.append(f"{len(self.exploration.trials.violations)} conservation checks failed")
        return tuple(found)

    def scenario_of(self, row: int) -> Scenario:
        """The scenario with the staff of a row of `points`."""
        changes = self.exploration.roster.changes(self.designs[row])
        return self.scenario.replace(changes) if changes else self.scenario

    def summary(self) -> dict[str, Any]:
        """Everything as data for JSON; None stands for what is not known."""
        trials = self.exploration.trials
        rows = self.points.to_dict("records")
        return {
            "title": self.scenario.title,
            "seed": trials.seed,
            "replications": self.exploration.effort.reps,
            "numbers": [number.name for number in self.numbers],
            "points": [{str(k): None if v != v else v for k, v in row.items()} for row in rows],
            "plans_looked_at": len(self.exploration.objectives),
            "replications_run": trials.runs,
            "warnings": list(self.warnings),
            "violations": [{"plan": p, "replication": r, "message": m} for p, r, m in trials.violations],
        }

    def plot(self, ax: Any = None) -> Any:
        """Waiting over staff, throughput as colour; see `vaxsim.plots.plot_front`."""
        from vaxsim import plots

        return plots.plot_front(self, ax=ax)

    def _repr_html_(self) -> str:
        from html import escape

        from vaxsim.results import html_table

        said = "".join(f"<p>{escape(text)}</p>" for text in self.warnings)
        return f"<h4>{escape(self.scenario.title)}: {len(self.designs)} staffings</h4>{said}{html_table(self.points)}"

    def _row(self, design: Design) -> dict[str, Any]:
        roster, reps = self.exploration.roster, self.exploration.effort.reps
        interval = t_interval(self.exploration.trials.values(roster.changes(design), reps))
        counts = {post.label: n for post, n in zip(roster.posts, design, strict=True)}
        money, people = roster.price(design)
        row: dict[str, Any] = {"people": people, **({"cost": money} if roster.paid else {}), **counts}
        for place, number in enumerate(self.numbers):
            mean, low, high = (float(bound[place]) for bound in interval)
            row |= {number.name: mean, f"{number.name} low": low, f"{number.name} high": high}
        return row


def pareto(
    scenario: Scenario,
    vary: Mapping[str, tuple[int, int]] | None = None,
    *,
    desks: str = "follow",
    reps: int = 100,
    points: int = 100,
    runs: int = 20_000,
    seed: int | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    progress: Report | None = None,
) -> Front:
    """The staffings that no other one beats in staff, total wait and throughput together, each run on `reps` days.

    Staff is what it costs a day without overtime, or people where the scenario has no costs.  The total wait is that
    of everybody in all lines (`wait_total`); throughput is who is dosed, or who is through where no dose is given.  All
    designs are run on the same days.  At most so many `points`, well spread; the search runs at most `runs` days.
    `vary`, `desks` and the rest as for `staff`; `progress(designs looked at, replications run)` is called now and then.

    Raises ValueError for what cannot be understood.
    """
    effort = Effort(reps=whole("reps", reps, 2), points=whole("points", points, 1), runs=whole("runs", runs, 1))
    people = roster(scenario, vary or {}, () if vary else likely(scenario), desks)
    chosen = engine_for(engine, scenario, runs)
    trials = Trials(scenario, asked(scenario), seed, chosen, threads)
    exploration = Exploration(trials, people, effort)
    exploration.report = progress
    explore(exploration)
    found = thinned(exploration.objectives, effort.points)
    return Front(scenario, exploration, tuple(settled(exploration, found)), len(unbeaten(exploration.objectives)))


def asked(scenario: Scenario) -> tuple[Number, ...]:
    """Waiting, throughput and the numbers of promises."""
    gives = any(station.doses for station in scenario.stations)
    names = names_in(scenario)
    numbers = [parse_number(WAIT), parse_number("dosed" if gives else "left")]
    known = {number.name for number in numbers}
    for text in scenario.promises:
        promise = parse(text)
        promise.look_up(names)
        if promise.name not in known:
            known.add(promise.name)
            numbers.append(parse_number(promise.name))
    return tuple(numbers)
