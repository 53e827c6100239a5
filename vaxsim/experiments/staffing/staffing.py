"""The search for a staffing, from what is asked to the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from vaxsim.engines.choosing import AUTO
from vaxsim.experiments.staffing.answer import Staffing, around
from vaxsim.experiments.staffing.asking import LIKELY_RUNS, CannotKeepError, goals_of, verdict
from vaxsim.experiments.staffing.choosing import best_of_equals
from vaxsim.experiments.staffing.contrary import broken_by_more, cheapest_of_all
from vaxsim.experiments.staffing.cover import cheapest
from vaxsim.experiments.staffing.examining import Examination, Rules
from vaxsim.experiments.staffing.posts import roster
from vaxsim.experiments.staffing.theory import likely
from vaxsim.experiments.trials import Trials
from vaxsim.promises import names_in, parse_number
from vaxsim.simulation import engine_for, whole

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.cover import Cover
    from vaxsim.experiments.staffing.examining import Report
    from vaxsim.metrics.registry import Names
    from vaxsim.scenario import Scenario


def staff(
    scenario: Scenario,
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
) -> Staffing:
    """The fewest people (the cheapest, where the scenario says what they cost) that keep all promises.

    `promises` are those of the scenario unless others are given.  `vary` has (fewest, most) people by group, or by
    "group.0" for one shift; without, all groups are varied.  `desks` "follow" people or are "fixed" (see `DeskRule`).
    A promise may be missed by `indifference` times its limit without that mattering; the chance that any verdict is
    wrong by more is at most `error`.  The plan is then checked, and compared with one person more and fewer at each
    post, on `reps` days that the search has not seen.  `progress(designs judged, replications run)` is called now and
    then.

    Where more people break a promise every plan within the bounds is judged.

    Raises ValueError for what cannot be understood, or where that would be too many plans; CannotKeepError if no
    staffing within the bounds keeps the promises.
    """
    reps = whole("reps", reps, 2)
    names = names_in(scenario)
    goals = goals_of(scenario.promises if promises is None else promises, names, indifference)
    asked = scenario if promises is None else scenario.replace({"promises": list(promises)})
    guess = likely(asked)
    people = roster(asked, vary or {}, guess, desks)
    chosen = engine_for(engine, scenario, LIKELY_RUNS)
    numbers = (*(goal.promise for goal in goals), parse_number("cost"))
    trials = Trials(asked, numbers, seed, chosen, threads)
    examination = Examination(trials, people, goals, Rules(error=error))
    examination.report = progress
    found = cheapest(examination, people.of_all(guess))
    if found.plan is None and people.size > 1 and broken_by_more(examination):
        found = cheapest_of_all(examination)
    if found.plan is None:
        raise CannotKeepError(_best_reached(examination, names, found))
    choice = best_of_equals(examination, found.plan)
    fresh = Trials(asked, numbers, trials.seed + 1, chosen, threads)
    return Staffing(
        scenario=asked,
        names=names,
        examination=examination,
        cover=found,
        choice=choice,
        reps=reps,
        checked=fresh,
        neighbours=around(people, choice.plan, fresh, reps),
    )


def _best_reached(examination: Examination, names: Names, found: Cover) -> str:
    """What was tried, and which promises the best of it does not keep, with what it reaches."""
    roster = examination.roster
    best = roster.highest
    if found.whole:
        judged = [design for design in examination.verdicts if design not in examination.refused]
        best = min(judged, key=examination.shortfall, default=best)
    if best in examination.refused:
        return f"no staffing within the bounds can be: {examination.refused[best]}"
    values = examination.values(best, examination.rules.first)
    verdicts = [verdict(goal.promise, names, values[:, place]) for place, goal in enumerate(examination.goals)]
    missed = [each for each in verdicts if each.state != "kept"]
    people = ", ".join(f"{post.label} {n}" for post, n in zip(roster.posts, best, strict=True))
    said = "; ".join(str(each) for each in missed or verdicts)
    if found.whole:
        return f"none of the {roster.size:,} staffings within the bounds keeps the promises; nearest ({people}): {said}"
    sure = "" if roster.size == 1 else ", if one more person never breaks one"
    return f"no staffing within the bounds keeps the promises{sure}; with the most people ({people}): {said}"
