"""The measures that are taken in this process: the race of all programs, threads, and growth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import goals, replications
from benchmarks.goals import Line, between, figure
from benchmarks.jobs import SEED, STAFFED, STANDARD, Day, days, stretch
from benchmarks.programs import SIMPY, Program
from benchmarks.rounds import Runner, race, spread, timing
from vaxsim.draws import draw
from vaxsim.engines import ENGINES, run
from vaxsim.scenario import read

BATCH = 4.0
"""Seconds that a batch of replications takes on one thread."""

ONE_TURN = 20_000
"""Patients that are run per turn, in one day or in several, when growth is measured."""


def engines() -> tuple[str, ...]:
    """Those that can run here."""
    return tuple(engine for engine in ENGINES if engine != "kernel" or find_spec("numba") is not None)


def the_race(
    plain: Sequence[Day], staffed: Sequence[Day], programs: Sequence[Program], rounds: int, *, reps: int
) -> goals.Taken:
    """Seconds per day of everything that is compared with SimPy or with the kernel, by round.

    `reps` is how many replications a batch has when whole replications are timed.  The quick ones come first, next to
    each other, so that little else happens between the two sides of a ratio.
    """
    runners: dict[str, tuple[Runner, Sequence[Day]]] = {SIMPY.name: (SIMPY.seconds, plain)}
    if "kernel" in engines():
        runners[goals.PLAIN] = (timing(_engine("kernel")), plain)
        runners[goals.STAFFED] = (timing(_engine("kernel")), staffed)
    runners[goals.DRAWING] = (_drawing(), plain)
    runners[goals.DRAWING_STAFFED] = (_drawing(), staffed)
    runners[goals.REFERENCE] = (timing(_engine("reference")), plain)
    runners |= {program.name: (program.seconds, plain) for program in programs}
    runners[goals.REPLICATION] = (_replication(reps), plain)
    return race(runners, rounds)


def _engine(name: str) -> Callable[[Day], object]:
    return lambda day: run(day.plan, day.draws, name)


def _drawing() -> Runner:
    """Draws the next replication each time."""
    number = iter(range(1000, 10**9))
    return timing(lambda day: draw(day.plan, SEED, next(number)))


def _replication(reps: int) -> Runner:
    """Seconds per replication of a batch of the standard job."""
    scenario = read(STANDARD)
    return lambda _: replications.seconds(scenario, reps, engine=engines()[-1]) / reps


def batch(wanted: float = BATCH) -> int:
    """How many replications of the standard job take about so many seconds on one thread."""
    return replications.reps_for(read(STANDARD), wanted, engines()[-1])


def threads(reps: int, rounds: int) -> Line:
    """A batch on two threads against one."""
    measure = f"two threads against one, {reps:,} replications"
    if "threads" not in replications.CHOICES or "kernel" not in engines():
        return Line(measure, "cannot be asked for here", "at least 1.7 times as fast")
    scenario = read(STANDARD)
    taken = [[replications.seconds(scenario, reps, threads=count) for count in (1, 2)] for _ in range(rounds)]
    ratio = spread([one / two for one, two in taken])
    value = f"{between(ratio)} as fast; {figure(median(one for one, _ in taken))} s on one"
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
