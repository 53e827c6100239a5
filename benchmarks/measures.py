"""The measures that are taken in this process: the race of all programs, threads, and growth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import goals, replications
from benchmarks.goals import Line, between, figure
from benchmarks.jobs import SEED, STAFFED, STANDARD, Day, days, stretch
from benchmarks.programs import SIMPY, Program
from benchmarks.rounds import Runner, race, spread, timing
from vaxsim.draws import draw, use_compiled
from vaxsim.engines import ENGINES, run
from vaxsim.scenario import Scenario, read

BATCH = 4.0
"""Seconds that a batch of replications takes on one thread."""

LARGER = 10
"""So many times the size of the standard job is the large site on which threads are measured."""

ONE_TURN = 20_000
"""Patients that are run per turn, in one day or in several, when growth is measured."""


def engines() -> tuple[str, ...]:
    """Those that can run here."""
    return tuple(engine for engine in ENGINES if engine != "kernel" or find_spec("numba") is not None)


def the_race(
    plain: Sequence[Day], own: Mapping[str, Sequence[Day]], programs: Sequence[Program], rounds: int, *, reps: int
) -> goals.Taken:
    """Seconds per day of everything that is compared with SimPy or with the kernel, by round.

    `own` are days of the jobs that only vaxsim can run, by the runner's name in `goals`; `reps` is how many
    replications a batch has when whole replications are timed.  The quick ones come first, next to each other, so that
    little else happens between the two sides of a ratio.
    """
    runners: dict[str, tuple[Runner, Sequence[Day]]] = {SIMPY.name: (SIMPY.seconds, plain)}
    if "kernel" in engines():
        runners[goals.PLAIN] = (timing(_engine("kernel")), plain)
        runners |= {name: (timing(_engine("kernel")), days) for name, days in own.items()}
    runners[goals.DRAWING] = (_drawing(), plain)
    runners[goals.DRAWING_STAFFED] = (_drawing(), own[goals.STAFFED])
    runners[goals.REFERENCE] = (timing(_engine("reference")), plain)
    runners |= {program.name: (program.seconds, plain) for program in programs}
    runners[goals.REPLICATION] = (_replication(reps), plain)
    return race(runners, rounds)


def _engine(name: str) -> Callable[[Day], object]:
    return lambda day: run(day.plan, day.draws, name)


def _drawing() -> Runner:
    """Draws the next replication each time, by machine code where the kernel would."""
    if "kernel" in engines():
        use_compiled()
    number = iter(range(1000, 10**9))
    return timing(lambda day: draw(day.plan, SEED, next(number)))


def _replication(reps: int) -> Runner:
    """Seconds per replication of a batch of the standard job."""
    scenario = read(STANDARD)
    return lambda _: replications.seconds(scenario, reps, engine=engines()[-1]) / reps


def batch(wanted: float = BATCH) -> int:
    """How many replications of the standard job take about so many seconds on one thread."""
    return replications.reps_for(read(STANDARD), wanted, engines()[-1])


def threads(wanted: float, rounds: int) -> list[Line]:
    """A batch of about so many seconds on two threads against one: days of the standard job, and of a large site."""
    if "kernel" not in engines():
        return [Line("two threads against one", "cannot be asked for here", "at least 1.7 times as fast")]
    return [_threads(name, scenario, wanted, rounds) for name, scenario in large_and_small().items()]


def large_and_small() -> dict[str, Scenario]:
    """The standard job, and a site ten times as large: as many more patients per slot and desks."""
    small = read(STANDARD)
    (slots,) = small.arrivals
    desks = {f"stations.{one.name}.desks": LARGER * one.desks for one in small.stations if one.desks is not None}
    more = {"arrivals.0.per_slot": [LARGER * places for places in slots.per_slot]}  # type: ignore[union-attr]
    return {"the standard job": small, "a site ten times as large": small.replace(desks | more)}


def _threads(name: str, scenario: Scenario, wanted: float, rounds: int) -> Line:
    reps = replications.reps_for(scenario, wanted, "kernel")
    taken = [[replications.seconds(scenario, reps, threads=count) for count in (1, 2)] for _ in range(rounds)]
    ratio = spread([one / two for one, two in taken])
    value = f"{between(ratio)} as fast; {figure(median(one for one, _ in taken))} s on one"
    measure = f"two threads against one, {name}, {reps:,} replications"
    return Line(measure, value, "at least 1.7 times as fast", ratio.middle >= 1.7)


def growth(sizes: Sequence[int], turns: int) -> list[Line]:
    """Time per patient of the kernel over longer and longer stretches at the same load, for both jobs."""
    return [_growth(job, path, sizes, turns) for job, path in (("standard job", STANDARD), ("job with staff", STAFFED))]


def _growth(job: str, path: Path, sizes: Sequence[int], turns: int) -> Line:
    stretches = [days(stretch(path, size), max(1, ONE_TURN // size)) for size in sizes]
    best = [float("inf")] * len(sizes)
    for _ in range(turns):
        best = [min(known, _per_patient(found)) for known, found in zip(best, stretches, strict=True)]
    flat = max(best) / min(best)
    value = ", ".join(f"{figure(1e6 * seconds)} us at {size:,}" for seconds, size in zip(best, sizes, strict=True))
    return Line(f"kernel, time per patient, {job}", f"{value}: most {flat:.2f} times least", "within 20 %", flat <= 1.2)


def _per_patient(found: Sequence[Day]) -> float:
    begin = perf_counter()
    for one in found:
        run(one.plan, one.draws, "kernel")
    return (perf_counter() - begin) / sum(one.patients for one in found)
