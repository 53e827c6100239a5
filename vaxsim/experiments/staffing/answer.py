"""Staffing: the plan that was found, what it promises, and what one person more or fewer would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim.experiments.staffing.asking import verdict
from vaxsim.experiments.staffing.cover import with_count
from vaxsim.experiments.staffing.examining import refusal
from vaxsim.experiments.staffing.posts import hours
from vaxsim.stats import paired, t_interval

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.choosing import Choice
    from vaxsim.experiments.staffing.cover import Cover
    from vaxsim.experiments.staffing.examining import Examination
    from vaxsim.experiments.staffing.posts import Design, Roster
    from vaxsim.experiments.trials import Trials
    from vaxsim.metrics.registry import Names
    from vaxsim.promises import Verdict
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Neighbour:
    """The plan with one person more or fewer at one post."""

    post: int
    step: int  # 1 or -1
    design: Design


def around(roster: Roster, plan: Design, trials: Trials, reps: int) -> tuple[Neighbour, ...]:
    """The plan's neighbours, run with it on the same days; without those that the scenario cannot have."""
    steps = ((place, step) for place in range(len(plan)) for step in (1, -1))
    each = [Neighbour(p, step, with_count(plan, p, plan[p] + step)) for p, step in steps if plan[p] + step >= 0]
    found = [neighbour for neighbour in each if not refusal(trials, roster, neighbour.design)]
    trials.run([roster.changes(design) for design in (plan, *(neighbour.design for neighbour in found))], reps)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Staffing:
    """The fewest or cheapest people that keep the promises of a scenario."""

    scenario: Scenario  # with the promises that were asked for
    names: Names
    examination: Examination
    cover: Cover
    choice: Choice  # among plans with as many people
    reps: int  # days on which the plan was checked
    checked: Trials  # those days
    neighbours: Sequence[Neighbour]

    def __repr__(self) -> str:
        """One line: how many people, and what they are."""
        counts = zip(self.roster.posts, self.plan, strict=True)
        return f"<Staffing {self.people} people: {', '.join(f'{post.label} {n}' for post, n in counts)}>"

    @property
    def plan(self) -> Design:
        """People at each post."""
        return self.choice.plan

    @property
    def roster(self) -> Roster:
        """The posts that were varied, with their bounds."""
        return self.examination.roster

    @property
    def people(self) -> int:
        """People at all posts that were varied."""
        return sum(self.plan)

    @cached_property
    def planned(self) -> Scenario:
        """The scenario with the plan in it."""
        return self._with(self.plan)

    def to_toml(self) -> str:
        """The scenario with the plan in it, as a scenario file."""
        return self.planned.to_toml()

    @cached_property
    def posts(self) -> pd.DataFrame:
        """One row per post: group, shift (from 0), hours, people now and in the plan, bounds, fewest, cost a day."""
        rows = zip(self.roster.posts, self.plan, self.cover.minima, strict=True)
        return pd.DataFrame(
            [
                {
                    "group": post.group,
                    "shift": post.shift,
                    "hours": hours(self.scenario, post),
                    "now": post.now,
                    "plan": n,
                    "from": post.low,
                    "to": post.high,
                    "fewest": least,
                    "cost": post.pay * n,
                }
                for post, n, least in rows
            ]
        )

    @cached_property
    def desks(self) -> dict[str, int]:
        """The desks of each station that has another number of them than in the scenario."""
        return {rule.station: rule.at(self.plan) for rule in self.roster.rules if rule.at(self.plan) != rule.desks}

    @cached_property
    def promises(self) -> tuple[Verdict, ...]:
        """Whether the plan keeps each promise, on days that the search has not seen."""
        return self._verdicts(self._values(self.plan))

    @cached_property
    def cost(self) -> tuple[float, float, float]:
        """Cost of all staff a day, overtime included: mean and 95 % interval."""
        mean, low, high = (float(bound[-1]) for bound in t_interval(self._values(self.plan)))
        return mean, low, high

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One more and one fewer at each post: what each promise's number becomes, and the paired difference.

        Columns: post, people, change, number, unit, mean, difference, low, high (95 %), state of the promise.
        """
        return pd.DataFrame([row for neighbour in self.neighbours for row in self._change(neighbour)])

    @property
    def guarantee(self) -> str:
        """What is certain about the plan, and what that rests on."""
        rules, e = self.examination.rules, self.examination
        what = "no cheaper plan" if self.roster.paid else "no plan with fewer people"
        margins = ", ".join(f"{goal.promise.name} {goal.indifference:g}" for goal in e.goals)
        if not self.cover.proved:
            what = f"{what} among the {len(e.verdicts)} judged"
        whole = "each cheaper plan was judged, as more people may break a promise; if"
        rests = whole if self.cover.whole else "if one more person never breaks a promise, and"
        return (
            f"with a probability of {1 - rules.error:.0%} the plan keeps its promises and {what} does, to within "
            f"{margins}; {rests} daily numbers are about normal" + (f"; {self.choice}" if self.choice.among > 1 else "")
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the plan should know."""
        found = []
        at_most = [p.label for p, n in zip(self.roster.posts, self.cover.minima, strict=True) if n == p.high > p.low]
        if at_most:
            found.append(f"at the most that was allowed: {', '.join(at_most)}; more might save people elsewhere")
        if self.examination.undecided:
            most = self.examination.rules.most
            number = len(self.examination.undecided)
            found.append(f"{number} plans were too near a limit for {most} days to tell, and taken not to keep it")
        if not self.cover.proved:
            found.append(f"the search ended after {len(self.examination.verdicts)} plans; a smaller one may exist")
        if self.violations:
            found.append(f"{len(self.violations)} conservation checks failed")
        return tuple(found)

    @property
    def runs(self) -> int:
        """Replications that were run, for the search and the check."""
        return self.examination.trials.runs + self.checked.runs

    @property
    def violations(self) -> tuple[tuple[str, int, str], ...]:
        """What did not add up: the variant as text, the replication and what is wrong."""
        return self.examination.trials.violations + self.checked.violations

    def summary(self) -> dict[str, Any]:
        """Everything as data for JSON; None stands for what is not known."""
        mean, low, high = self.cost
        return {
            "title": self.scenario.title,
            "seed": self.examination.trials.seed,
            "seed_of_check": self.checked.seed,
            "people": self.people,
            "cost": {"mean": mean, "low": low, "high": high},
            "posts": _rows(self.posts),
            "desks": self.desks,
            "promises": [_promise(each) for each in self.promises],
            "one_more_one_fewer": _rows(self.changes),
            "guarantee": self.guarantee,
            "indifference": {goal.promise.text: goal.indifference for goal in self.examination.goals},
            "error": self.examination.rules.error,
            "plans_judged": len(self.examination.verdicts),
            "replications_run": self.runs,
            "replications_of_check": self.reps,
            "warnings": list(self.warnings),
            "violations": [{"plan": p, "replication": r, "message": m} for p, r, m in self.violations],
        }

    def _repr_html_(self) -> str:
        from html import escape

        from vaxsim.results import html_table

        said = [*(str(each) for each in self.promises), self.guarantee, *self.warnings]
        sentences = "".join(f"<p>{escape(text)}</p>" for text in said)
        title = f"<h4>{escape(self.scenario.title)}: {self.people} people</h4>"
        return title + html_table(self.posts) + sentences + html_table(self.changes)

    def _with(self, design: Design) -> Scenario:
        changes = self.roster.changes(design)
        return self.scenario.replace(changes) if changes else self.scenario

    def _values(self, design: Design) -> Floats:
        return self.checked.values(self.roster.changes(design), self.reps)

    def _verdicts(self, values: Floats) -> tuple[Verdict, ...]:
        goals = self.examination.goals
        return tuple(verdict(goal.promise, self.names, values[:, place]) for place, goal in enumerate(goals))

    def _change(self, neighbour: Neighbour) -> Iterator[dict[str, Any]]:
        """A row for each promise, and one for the cost where there is any."""
        values = self._values(neighbour.design)
        difference = paired(values, self._values(self.plan))
        post = self.roster.posts[neighbour.post].label
        head = {"post": post, "people": neighbour.design[neighbour.post], "change": neighbour.step}
        verdicts = self._verdicts(values)
        kinds: list[tuple[str, str, str]] = [(each.promise.name, each.unit, each.state) for each in verdicts]
        kinds += [("cost", "money", "")] if self.roster.paid else []
        for place, (number, unit, state) in enumerate(kinds):
            mean, low, high = (float(bound[place]) for bound in difference[:3])
            there = float(t_interval(values[:, place]).mean)
            bounds = {"difference": mean, "low": low, "high": high, "state": state}
            yield {**head, "number": number, "unit": unit, "mean": there, **bounds}


def _promise(each: Verdict) -> dict[str, Any]:
    numbers = {"value": each.value, "low": each.low, "high": each.high}
    known = {name: None if np.isnan(value) else value for name, value in numbers.items()}
    return {"promise": each.promise.text, "state": each.state, **known, "unit": each.unit}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for NaN."""
    rows = frame.to_dict("records")
    return [{str(k): None if isinstance(v, float) and np.isnan(v) else v for k, v in row.items()} for row in rows]
