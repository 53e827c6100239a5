"""How long it takes to staff a site, and whether brute force finds anything better.

    python benchmarks/staffing.py                              prints the table
    python benchmarks/staffing.py --write docs/staffing.md     and puts it into the document, between its marks

Two questions, each after the kernel has been loaded: the fewest people for scenarios/guilin_site.toml under its two
promises; and the Pareto front of the dispensing site of scenarios/published/c5_hernandez.toml over 120,000 designs.
Each answer is then held against brute force: every design of a grid around the answer, and of a sub-grid.  Seconds of
all processors are given beside seconds by the clock, for a machine that has other work to do.  --quick looks at few
designs; the figures are then rough.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import vaxsim as vs  # noqa: E402
from benchmarks import table  # noqa: E402
from benchmarks.goals import Line  # noqa: E402
from vaxsim.experiments.staffing.posts import Design, Roster, roster  # noqa: E402
from vaxsim.experiments.threads import cores  # noqa: E402
from vaxsim.experiments.trials import Trials  # noqa: E402

BEGIN, END = "<!-- staffing: begin -->", "<!-- staffing: end -->"
GUILIN = ROOT / "scenarios" / "guilin_site.toml"
DISPENSING = ROOT / "scenarios" / "published" / "c5_hernandez.toml"
BOUNDS = {"managers": (1, 20), "screeners": (1, 20), "dispensers": (1, 30), "medics": (1, 10)}
SUB_GRID = ((1, 3, 6, 10, 15, 20), (1, 4, 8, 12), (1, 6, 12, 18, 24, 30), (1, 2))
FEW_OF_IT = ((1, 10, 20), (1, 8), (6, 18, 30), (1,))
GOAL_PLAN, GOAL_FRONT = 5.0, 60.0
DAYS, DAYS_OF_SUB_GRID = 40, 10


@dataclass(frozen=True)
class Timed:
    """An answer, and how long it took: seconds by the clock, and of all processors."""

    answer: Any
    seconds: float
    processor: float


def main() -> int:
    """Runs the benchmark; exit code 1 if brute force finds something better, or a goal is not met."""
    options = _options()
    lines = [*plan_lines(quick=options.quick), *front_lines(quick=options.quick)]
    text = f"Machine: {table.machine()}. {table.versions()}.\n\n{table.measures(lines)}"
    print(text)
    if options.write is not None:
        table.put_into(options.write, text, BEGIN, END)
    return 0 if options.quick or all(line.met is not False for line in lines) else 1


def timed(work: Callable[[], Any]) -> Timed:
    """An answer and how long it took."""
    began, worked = time.perf_counter(), time.process_time()
    answer = work()
    return Timed(answer, time.perf_counter() - began, time.process_time() - worked)


def plan_lines(*, quick: bool) -> list[Line]:
    """The smallest staff of the site in Guilin."""
    site = vs.read(GUILIN)
    vs.staff(site, vary={"nurses": (4, 5)}, reps=2, engine="kernel")  # loads the kernel
    taken = timed(lambda: vs.staff(site, engine="kernel"))
    plan: vs.Staffing = taken.answer
    judged, better = brute_force(site, plan, quick=quick)
    return [
        Line(
            f"smallest staff of the site in Guilin, two promises, six posts, {cores()} threads",
            f"{taken.seconds:.1f} s",
            f"under {GOAL_PLAN:.0f} s",
            taken.seconds < GOAL_PLAN,
        ),
        Line("its processor time, on all processors", f"{taken.processor:.1f} s"),
        Line(
            "what it found",
            f"{plan.people} people; {len(plan.examination.verdicts)} plans judged of {plan.roster.size:,}, "
            f"{plan.runs:,} days",
        ),
        Line(
            f"smaller plans that keep both by the indifference, of {judged:,} by brute force, {DAYS} days each",
            str(better),
            "none",
            better == 0,
        ),
    ]


def brute_force(site: vs.Scenario, plan: vs.Staffing, *, quick: bool) -> tuple[int, int]:
    """How many designs with fewer people have up to two less and one more at each post, and how many of them keep."""
    goals, people = plan.examination.goals, plan.roster
    reach = range(-1, 1) if quick else range(-2, 2)
    grid = itertools.product(*([n + step for step in reach if n + step >= 1] for n in plan.plan))
    fewer = [design for design in grid if people.price(design) < people.price(plan.plan)]
    trials = Trials(site, [goal.promise for goal in goals], engine="kernel")
    return len(fewer), sum(_keeps(trials, people.changes(design), goals) for design in fewer)


def _keeps(trials: Trials, changes: dict[str, Any], goals: Any) -> bool:
    """Whether the means of some days are on the right side of every limit by the indifference."""
    values = trials.values(changes, 8)
    if any(goal.distance(values[:, place]) > 6 for place, goal in enumerate(goals)):
        return False  # so far on the wrong side that more days cannot change it
    values = trials.values(changes, DAYS)
    return all(goal.distance(values[:, place]) <= -1 for place, goal in enumerate(goals))


def front_lines(*, quick: bool) -> list[Line]:
    """The Pareto front of the dispensing site."""
    site = vs.read(DISPENSING)
    vs.pareto(site, {"medics": (1, 2)}, reps=2, engine="kernel")  # loads the kernel
    bounds = {group: (low, min(high, 4)) for group, (low, high) in BOUNDS.items()} if quick else BOUNDS
    taken = timed(lambda: vs.pareto(site, bounds, engine="kernel"))
    front: vs.Front = taken.answer
    grid = list(itertools.product(*(FEW_OF_IT if quick else SUB_GRID)))
    trials, people = Trials(site, front.numbers, engine="kernel"), roster(site, BOUNDS)
    beating = sum(_beats(trials, people, front, design) for design in grid)
    return [
        Line(
            f"Pareto front of the dispensing site, {front.exploration.roster.size:,} designs, {cores()} threads",
            f"{taken.seconds:.0f} s",
            f"under {GOAL_FRONT:.0f} s",
            taken.seconds < GOAL_FRONT,
        ),
        Line("its processor time, on all processors", f"{taken.processor:.0f} s"),
        Line(
            "what it found",
            f"{len(front.designs)} designs with {front.exploration.effort.reps} days each; "
            f"{len(front.exploration.objectives):,} looked at, {front.exploration.trials.runs:,} days",
        ),
        Line(
            f"of {len(grid):,} designs of a sub-grid, {DAYS_OF_SUB_GRID} days each, beating one beyond its interval",
            str(beating),
            "none",
            beating == 0,
        ),
    ]


def _beats(trials: Trials, people: Roster, front: vs.Front, design: Design) -> bool:
    """Whether a design lies beyond the intervals of a point of the front with as many people or more."""
    wait, through = trials.values(people.changes(design), DAYS_OF_SUB_GRID).mean(axis=0)[:2]
    points, names = front.points, [number.name for number in front.numbers]
    beaten = (points[f"{names[0]} low"] > wait) & (points[f"{names[1]} high"] < through)
    return bool((beaten & (points["people"] >= sum(design))).any())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of a document")
    parser.add_argument("--quick", action="store_true", help="few designs, rough figures")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
