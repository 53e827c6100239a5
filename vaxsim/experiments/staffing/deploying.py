"""The reverse question: how many can so many people serve, and where do they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vaxsim.engines.choosing import AUTO
from vaxsim.experiments.staffing.asking import LIKELY_RUNS, CannotKeepError, goals_of, verdict
from vaxsim.experiments.staffing.demand import scaled
from vaxsim.experiments.staffing.examining import Examination, Rules
from vaxsim.experiments.staffing.posts import Roster, hours, roster
from vaxsim.experiments.trials import Trials
from vaxsim.promises import names_in, parse_number
from vaxsim.simulation import engine_for, whole
from vaxsim.stats import t_interval

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.examining import Goal, Report
    from vaxsim.experiments.staffing.posts import Design
    from vaxsim.promises import Verdict
    from vaxsim.scenario import Scenario

STEPS = 20
"""Steps in which demand is tried: twentieths of what the scenario has."""

MOST = 10 * STEPS
"""Most steps that are tried: ten times the demand of the scenario."""


@dataclass(frozen=True, eq=False)
class Deployment:
    """Where people stand, and how much of the scenario's demand they can serve with all promises kept."""

    scenario: Scenario  # with the promises that were asked for
    roster: Roster
    plan: Design  # people at each post
    factor: float  # of the demand of the scenario
    examination: Examination  # of the designs at that demand
    beyond: str  # what breaks at one step more, wherever people stand
    reps: int
    checked: Trials  # days that the search has not seen
    searched: int  # replications of the search, at all demands

    def __repr__(self) -> str:
        """One line: how many people serve how much of the demand."""
        return f"<Deployment {sum(self.plan)} people, {self.factor:.0%} of the demand>"

    @cached_property
    def planned(self) -> Scenario:
        """The scenario with the plan in it, and the demand that it can serve."""
        changes = self.roster.changes(self.plan) | (scaled(self.scenario, self.factor) if self.factor != 1 else {})
        return self.scenario.replace(changes) if changes else self.scenario

    def to_toml(self) -> str:
        """The same as a scenario file."""
        return self.planned.to_toml()

    @cached_property
    def posts(self) -> pd.DataFrame:
        """One row per post: group, shift (from 0), hours, people now and in the plan."""
        rows = zip(self.roster.posts, self.plan, strict=True)
        columns = ["group", "shift", "hours", "now", "plan"]
        found = [(post.group, post.shift, hours(self.scenario, post), post.now, n) for post, n in rows]
        return pd.DataFrame(found, columns=columns)

    @property
    def promises(self) -> tuple[Verdict, ...]:
        """Whether the plan keeps each promise at that demand, on days that the search has not seen."""
        values, names = self._values, names_in(self.scenario)
        goals = self.examination.goals
        return tuple(verdict(goal.promise, names, values[:, place]) for place, goal in enumerate(goals))

    @property
    def patients(self) -> tuple[float, float, float]:
        """Patients a day, invited or walking in: mean and 95 % interval."""
        mean, low, high = (float(bound[-1]) for bound in t_interval(self._values))
        return mean, low, high

    @property
    def guarantee(self) -> str:
        """What is certain, and what is not."""
        margins = ", ".join(f"{goal.promise.name} {goal.indifference:g}" for goal in self.examination.goals)
        return (
            f"with a probability of {1 - self.examination.rules.error:.0%} the promises are kept to within {margins}; "
            f"that more cannot be served rests on moving one person at a time, and is not certain"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the plan should know."""
        return (f"{len(self.violations)} conservation checks failed",) if self.violations else ()

    @property
    def violations(self) -> tuple[tuple[str, int, str], ...]:
        """What did not add up at that demand: the variant as text, the replication and what is wrong."""
        return self.examination.trials.violations + self.checked.violations

    def summary(self) -> dict[str, Any]:
        """Everything as data for JSON."""
        mean, low, high = self.patients
        return {
            "title": self.scenario.title,
            "seed": self.examination.trials.seed,
            "seed_of_check": self.checked.seed,
            "people": sum(self.plan),
            "demand": self.factor,
            "patients": {"mean": mean, "low": low, "high": high},
            "posts": self.posts.to_dict("records"),
            "promises": [str(each) for each in self.promises],
            "beyond": self.beyond,
            "guarantee": self.guarantee,
            "replications_run": self.searched + self.checked.runs,
            "replications_of_check": self.reps,
            "warnings": list(self.warnings),
            "violations": [{"plan": p, "replication": r, "message": m} for p, r, m in self.violations],
        }

    def _repr_html_(self) -> str:
        from html import escape

        from vaxsim.results import html_table

        said = [*(str(each) for each in self.promises), self.beyond, self.guarantee]
        title = f"<h4>{sum(self.plan)} people: {self.factor:.0%} of the demand</h4>"
        return title + html_table(self.posts) + "".join(f"<p>{escape(text)}</p>" for text in said)

    @property
    def _values(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        return self.checked.values(self.roster.changes(self.plan), self.reps)


def deploy(
    scenario: Scenario,
    people: int,
    promises: Sequence[str] | None = None,
    vary: Mapping[str, tuple[int, int]] | None = None,
    *,
    desks: str = "follow",
    indifference: float = 0.1,
    error: float = 0.05,
    reps: int = 50,
    seed: int | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    progress: Report | None = None,
) -> Deployment:
    """Where to put so many people, and the largest demand (in twentieths of the scenario's) with all promises kept.

    `people` are those of all posts that are varied.  Everything else as for `staff`, and see `scaled` for what a larger
    demand is.  At each demand people are moved one at a time as long as the promise in the greatest danger gets safer.

    Raises ValueError for what cannot be understood, CannotKeepError if not even a twentieth can be served.
    """
    people, reps = whole("people", people, 1), whole("reps", reps, 2)
    names = names_in(scenario)
    goals = goals_of(scenario.promises if promises is None else promises, names, indifference)
    asked = scenario if promises is None else scenario.replace({"promises": list(promises)})
    chosen = engine_for(engine, scenario, LIKELY_RUNS)
    search = _Search(asked, _places(asked, vary or {}, people, desks), goals, Rules(error=error), seed, chosen, threads)
    search.report = progress
    step, plan = search.largest(spread_out(people, search.roster))
    fresh = Trials(search.at(step), search.numbers, search.examination(step).trials.seed + 1, chosen, threads)
    return Deployment(
        scenario=asked,
        roster=search.roster,
        plan=plan,
        factor=step / STEPS,
        examination=search.examination(step),
        beyond=search.broken(step + 1, plan),
        reps=reps,
        checked=fresh,
        searched=sum(each.trials.runs for each in search.examinations.values()),
    )


def _places(scenario: Scenario, vary: Mapping[str, tuple[int, int]], people: int, desks: str) -> Roster:
    """The posts, each with room for everybody unless bounds are given."""
    found = roster(scenario, vary, [people] * sum(len(group.shifts) for group in scenario.staff), desks)
    least, most = sum(found.lowest), sum(found.highest)
    if not least <= people <= most:
        raise ValueError(f"{people} people cannot be placed: the posts take {least} to {most}")
    return found


def spread_out(people: int, roster: Roster) -> Design:
    """So many people in proportion to those in the scenario, within the bounds; largest remainders first."""
    weights = [max(post.now, 1) for post in roster.posts]
    share = [people * weight / sum(weights) for weight in weights]
    counts = [min(max(int(n), p.low), p.high) for n, p in zip(share, roster.posts, strict=True)]
    while sum(counts) != people:
        step = 1 if sum(counts) < people else -1
        free = [i for i, p in enumerate(roster.posts) if p.low <= counts[i] + step <= p.high]
        counts[max(free, key=lambda i: step * (share[i] - counts[i]))] += step
    return tuple(counts)


class _Search:
    """Examinations of one roster at several demands, in steps."""

    def __init__(
        self,
        scenario: Scenario,
        roster: Roster,
        goals: Sequence[Goal],
        rules: Rules,
        seed: int | None,
        engine: str,
        threads: int | None,
    ) -> None:
        self._scenario, self.roster, self._goals, self._rules = scenario, roster, goals, rules
        self._run = seed, engine, threads
        self.numbers = (*(goal.promise for goal in goals), parse_number("patients"))
        self.examinations: dict[int, Examination] = {}
        self.report: Report | None = None

    def at(self, step: int) -> Scenario:
        """The scenario with so many steps of demand."""
        return self._scenario if step == STEPS else self._scenario.replace(scaled(self._scenario, step / STEPS))

    def examination(self, step: int) -> Examination:
        """The examination at a demand."""
        if step not in self.examinations:
            trials = Trials(self.at(step), self.numbers, *self._run)
            self.examinations[step] = Examination(trials, self.roster, self._goals, self._rules)
            self.examinations[step].report = self.report
        return self.examinations[step]

    def largest(self, start: Design) -> tuple[int, Design]:
        """The largest demand at which a placing was found, and the placing: doubled steps, then halving."""
        kept, broken, plan, stride, step = 0, MOST + 1, start, 1, STEPS
        while broken - kept > 1:
            found = self._placed(step, plan)
            kept, broken, plan = (step, broken, found) if found is not None else (kept, step, plan)
            stride *= 2
            step = (kept + broken) // 2 if kept and broken <= MOST else kept + stride if kept else broken - stride
            step = min(max(step, kept + 1), broken - 1)
        if not kept:
            raise CannotKeepError(f"not even {1 / STEPS:.0%} of the demand can be served: {self.broken(1, plan)}")
        return kept, plan

    def _placed(self, step: int, start: Design) -> Design | None:
        """A placing that keeps all promises at a demand: people are moved as long as that makes them safer."""
        examination, design = self.examination(step), start
        while not (self._danger(step, design) <= 0 and examination.keeps(design)):
            moved = [each for each in moves(design) if self._within(each)]
            examination.run(moved, self._rules.first)
            safest = min(moved, key=lambda each: self._danger(step, each), default=design)
            if self._danger(step, safest) >= self._danger(step, design):
                return None
            design = safest
        return design

    def _danger(self, step: int, design: Design) -> float:
        """By how many indifferences the promise in the greatest danger is missed on the first days."""
        examination = self.examination(step)
        examination.run([design], self._rules.first)
        return examination.danger(design)

    def _within(self, design: Design) -> bool:
        return all(post.low <= n <= post.high for post, n in zip(self.roster.posts, design, strict=True))

    def broken(self, step: int, design: Design) -> str:
        """What a placing, as safe as it was found, reaches at a demand at which it does not keep all promises."""
        examination, names = self.examination(step), names_in(self._scenario)
        safest = min([*examination.seen, design], key=lambda each: self._danger(step, each))
        values = examination.values(safest, self._rules.first)
        goals = enumerate(self._goals)
        verdicts = [verdict(goal.promise, names, values[:, place]) for place, goal in goals]
        missed = [each for each in verdicts if each.state != "kept"] or verdicts
        return f"at {step / STEPS:.0%} of the demand: {'; '.join(str(each) for each in missed)}"


def moves(design: Design) -> list[Design]:
    """One person moved from one post to another."""
    found = []
    for a in range(len(design)):
        for b in range(len(design)):
            if a != b:
                counts = list(design)
                counts[a], counts[b] = counts[a] - 1, counts[b] + 1
                found.append(tuple(counts))
    return found
