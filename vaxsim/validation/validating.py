"""Validation: the model is run often, each day seen as the recorded one was, and every number compared."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.engines.choosing import AUTO, choose
from vaxsim.experiments.threads import Crew, Progress, cores
from vaxsim.fields import did_you_mean, shown
from vaxsim.plan import compile_plan
from vaxsim.scenario.size import expected_visits
from vaxsim.simulation import simulate_plan, whole
from vaxsim.units import TICKS_PER_MINUTE
from vaxsim.validation.judging import ALPHA, DIFFERS, UNKNOWN, UNTOLD, Comparison, compare, corrected
from vaxsim.validation.observing import Known, ObservedDay, recorded_day, simulated_day
from vaxsim.validation.overlay import Overlay, overlays
from vaxsim.validation.quantities import PATIENTS, Quantity, quantities

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.recorded import Recorded
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario

    Auditor = Callable[[Result], Sequence[str]]

FEWEST_REPS = 200
COARSEST = 5 * TICKS_PER_MINUTE
LEAST_WIDTH = 15.0
"""Minutes."""


class UnknownStationError(ValueError):
    """A table has a station that the scenario has not."""


@dataclass(frozen=True, eq=False)
class Validation:
    """Recorded days held against replications 1 to `reps` of a scenario."""

    recorded: Recorded
    title: str
    reps: int
    seed: int
    engine: str
    comparisons: tuple[Comparison, ...]
    curves: tuple[Overlay, ...]
    violations: tuple[tuple[int, str], ...]  # (replication, what does not add up)

    @property
    def days(self) -> int:
        """How many recorded days there are."""
        return len(self.recorded.days)

    @property
    def differing(self) -> tuple[Comparison, ...]:
        """The numbers that differ, the clearest first."""
        return tuple(sorted((c for c in self.comparisons if c.verdict == DIFFERS), key=lambda c: c.adjusted))

    @property
    def verdict(self) -> str:
        """Agreement or not, in words."""
        compared = [c for c in self.comparisons if c.verdict != UNKNOWN]
        what = "The recorded day" if self.days == 1 else f"The {self.days} recorded days"
        if not compared:
            return f"{what} cannot be compared: no number was recorded that the model has"
        untold = sum(c.verdict == UNTOLD for c in compared)
        if untold and not self.differing:
            return f"Whether {what[0].lower()}{what[1:]} {self._could_not_differ(untold, len(compared))}"
        if not self.differing:
            verb = "agrees" if self.days == 1 else "agree"
            return f"{what} {verb} with the model: none of the {len(compared)} numbers compared differs"
        names = "; ".join(c.name for c in self.differing)
        verb = "differs" if self.days == 1 else "differ"
        return f"{what} {verb} from the model in {len(self.differing)} of {len(compared)} numbers: {names}"

    def _could_not_differ(self, untold: int, compared: int) -> str:
        """The end of a verdict that there is none, and what it takes to have one."""
        few = f"{'agrees' if self.days == 1 else 'agree'} with the model cannot be told: {self.reps} days of it"
        some = "any" if untold == compared else f"{untold}"
        needed = math.ceil(2 * compared / ALPHA) - 1
        return f"{few} are too few to show a difference in {some} of {compared} numbers; it takes {needed} days or more"

    @property
    def finding(self) -> str:
        """The verdict in short, without the names of what differs."""
        return self.verdict.partition(":")[0] if self.differing else self.verdict

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the verdict should know."""
        found = []
        left_out = sum(not oddity.kind.used for oddity in self.recorded.oddities)
        if left_out:
            found.append(f"{left_out} records were left out, so recorded counts may be too low by so many")
        untold = sum(c.verdict == UNTOLD for c in self.comparisons)
        if untold:
            found.append(f"too few replications: with {self.reps} no difference can be shown in {untold} numbers")
        if self.violations:
            found.append(f"{len(self.violations)} conservation checks failed")
        return tuple(found)

    def summary(self) -> dict[str, Any]:
        """Everything but the curves as data for JSON; None stands for what is not known."""
        return {
            "title": self.title,
            "replications": self.reps,
            "seed": self.seed,
            "engine": self.engine,
            "days": self.days,
            "interval": "prediction",
            "verdict": self.verdict,
            "comparisons": [_row(comparison) for comparison in self.comparisons],
            "warnings": list(self.warnings),
            "violations": [{"replication": number, "message": message} for number, message in self.violations],
        }


def default_reps(numbers: int) -> int:
    """Replications with which one day that lies outside of all is told from chance, though so many are compared."""
    return max(FEWEST_REPS, math.ceil(1.25 * 2 * numbers / ALPHA / 100) * 100)


def validate(
    scenario: Scenario,
    recorded: Recorded,
    reps: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    engine: str = AUTO,
    threads: int | None = None,
) -> Validation:
    """Hold recorded days against a scenario; `progress(done, total)` is called now and then.

    `engine` and `threads` are as for `replicate`, and change no number.  Raises UnknownStationError for a station that
    the scenario has not, ValueError unless reps >= 2, seed >= 0 and threads >= 1.
    """
    plan = compile_plan(scenario)
    _check_stations(recorded, plan.stations)
    known = Known.of(recorded, plan.stations, _resolution(recorded))
    numbers = quantities(known)
    reps = default_reps(len(numbers) + 3) if reps is None else reps
    seed = scenario.seed if seed is None else seed
    if reps < 2 or seed < 0:
        raise ValueError(f"reps must be 2 or more and seed 0 or more, not {reps} and {seed}")
    chosen = choose(engine, reps * expected_visits(scenario), plan)
    threads = cores() if threads is None else whole("threads", threads, 1)

    def simulate(replication: int) -> Result:
        return simulate_plan(plan, replication, seed, scenario, chosen)

    simulated, violations = _simulated(simulate, reps, known, lambda: _auditor(plan, chosen), chosen, threads, progress)
    days = [recorded_day(recorded.of_day(day), recorded.stations, known) for day in recorded.days]
    curves = overlays(days, simulated, known, _width(plan.bin / TICKS_PER_MINUTE))
    comparisons = corrected([*_compared(numbers, days, simulated), *_strayed(curves)])
    return Validation(recorded, plan.title, reps, seed, chosen, comparisons, curves, tuple(violations))


def _simulated(
    simulate: Callable[[int], Result],
    reps: int,
    known: Known,
    auditor: Callable[[], Auditor],
    engine: str,
    threads: int,
    progress: Progress | None,
) -> tuple[list[ObservedDay], list[tuple[int, str]]]:
    """Replications 1 to `reps` as they would have been recorded, and what in which of them does not add up."""
    days: list[ObservedDay] = [None] * reps  # type: ignore[list-item]  # filled in any order
    violations: list[list[tuple[int, str]]] = [[] for _ in range(reps)]

    def work(replication: int, wrong: Auditor) -> None:
        result = simulate(replication)
        days[replication - 1] = simulated_day(result, known)
        violations[replication - 1] = [(replication, message) for message in wrong(result)]

    crew = Crew(auditor, work, reps)
    if engine == "kernel":
        crew.run(min(threads, reps), progress)
    else:
        crew.run_here(progress)
    return days, [one for of_day in violations for one in of_day]


def _auditor(plan: Plan, engine: str) -> Auditor:
    """What tells what does not add up in a result; with the kernel, machine code looks first whether anything is."""
    if engine != "kernel":
        return lambda result: result.violations
    from vaxsim.audit.quick import QuickAudit

    quick = QuickAudit(plan)
    return lambda result: () if quick.adds_up(result.draws, result.visits) else result.violations


def _width(bin_minutes: float) -> float:
    """Bins of a quarter of an hour or more: a single day is all noise in finer ones."""
    return bin_minutes * max(math.ceil(LEAST_WIDTH / bin_minutes), 1)


def _check_stations(recorded: Recorded, stations: tuple[str, ...]) -> None:
    for station in recorded.stations:
        if station not in stations:
            listed = ", ".join(map(shown, stations))
            hint = did_you_mean(station, stations)
            raise UnknownStationError(f"the scenario has no station {shown(station)}; its stations are: {listed}{hint}")


def _resolution(recorded: Recorded) -> int:
    """How finely times were written down, ticks: the largest step up to five minutes that all are multiples of."""
    times = [p.arrival for p in recorded.patients] + [p.departure for p in recorded.patients]
    times += [time for p in recorded.patients for visit in p.visits for time in visit[:3]]
    return math.gcd(COARSEST, *(time for time in times if time is not None))


def _compared(
    numbers: tuple[Quantity, ...], recorded: list[ObservedDay], simulated: list[ObservedDay]
) -> list[Comparison]:
    return [
        compare(number, *(np.array([number.compute(day) for day in days]) for days in (recorded, simulated)))
        for number in numbers
    ]


def _strayed(curves: tuple[Overlay, ...]) -> list[Comparison]:
    """Whole curves as one number each: how far a day is from the mean of the model's days, over all bins."""
    return [compare(Quantity(_strayed_name(c), PATIENTS, lambda _: math.nan), *c.strayed) for c in curves]


def _strayed_name(curve: Overlay) -> str:
    per_hour = " per hour" if curve.unit.endswith("hour") else ""
    return f"{curve.name}{per_hour} off the mean curve"


def _row(comparison: Comparison) -> dict[str, Any]:
    row = {**asdict(comparison), "verdict": comparison.verdict, "words": comparison.words}
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
