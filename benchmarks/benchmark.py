"""The standard job in vaxsim's engines and in idiomatic SimPy: do they agree, and how long does each take?

    python benchmarks/benchmark.py                                   prints the table
    python benchmarks/benchmark.py --write docs/performance.md       and puts it into the document, between its marks

Every round takes one replication of benchmarks/standard_job.toml.  First both programs run it from the same drawn
times, and unless each patient's every service begins and ends at the same tick in both, the benchmark stops with exit
code 1.  (simpy.Resource breaks ties at a desk by accident, so a replication in which patients reach a desk at the same
tick might differ rightly; such a replication is left out and counted.)  Then the two are timed in alternation, so that
whatever else the machine does hits both.  The ratio is that within a round; the median over rounds is given.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import idiomatic_simpy  # noqa: E402

from vaxsim.draws import Draws, draw  # noqa: E402
from vaxsim.engines import ENGINES, run  # noqa: E402
from vaxsim.plan import Plan, compile_plan  # noqa: E402
from vaxsim.scenario import read  # noqa: E402
from vaxsim.units import NEVER  # noqa: E402

JOB = HERE / "standard_job.toml"
GOAL = 2.5
"""The reference engine may take so many times as long as idiomatic SimPy."""

BEGIN, END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"

Times = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Round:
    """Seconds that one replication took: drawing it, idiomatic SimPy, and each engine by name."""

    drawing: float
    idiomatic: float
    engines: dict[str, float]


def main() -> int:
    """Runs the benchmark; exit code 1 if the programs disagree or the reference engine is too slow."""
    options = _options()
    rounds, ties, patients = measure(options.rounds)
    text = table(rounds, ties, patients)
    print(text)
    if options.write is not None:
        put_into(options.write, text)
    return 0 if ratio(rounds, "reference") <= GOAL else 1


def measure(count: int) -> tuple[list[Round], int, int]:
    """`count` rounds, the number of replications left out because of ties, and the number of patients."""
    plan = compile_plan(read(JOB))
    rounds: list[Round] = []
    ties = 0
    for replication in range(1, 100 * count):
        begin = perf_counter()
        draws = draw(plan, seed=1, replication=replication)
        drawing = perf_counter() - begin
        if agree(plan, draws):
            rounds.append(timed(plan, draws, drawing))
        else:
            ties += 1
        if len(rounds) == count:
            break
    return rounds, ties, len(draws.arrival)


def agree(plan: Plan, draws: Draws) -> bool:
    """Whether all programs give the same ticks; False if they differ after a tie.  SystemExit if they just differ."""
    expected = in_simpy(plan, draws)
    for engine in ENGINES:
        visits = run(plan, draws, engine)
        same = np.array_equal(visits.began, expected[0]) and np.array_equal(visits.ended, expected[1])
        if not same and not has_ties(visits.reached):
            raise SystemExit(f"{engine} and idiomatic SimPy do not agree, and no tie explains it")
        if not same:
            return False
    return True


def has_ties(reached: NDArray[np.int64]) -> bool:
    """Whether two patients reach a later station at one tick; at the first one both programs go by number."""
    return any(len(np.unique(column)) < len(column) for column in reached.T[1:])


def in_simpy(plan: Plan, draws: Draws) -> Times:
    """The replication in idiomatic SimPy."""
    desks = [idiomatic_simpy.NO_LIMIT if n == NEVER else int(n) for n in plan.site.desks]
    return idiomatic_simpy.run(draws.arrival, draws.service, desks)


def timed(plan: Plan, draws: Draws, drawing: float) -> Round:
    """One round; the programs take turns, twice each, and the faster of the two times counts."""
    programs: dict[str, Callable[[], object]] = {"idiomatic": lambda: in_simpy(plan, draws)}
    for engine in ENGINES:
        programs[engine] = lambda engine=engine: run(plan, draws, engine)
    taken = {name: min(times) for name, times in _turns(programs, 2)}
    return Round(drawing, taken.pop("idiomatic"), taken)


def _turns(programs: dict[str, Callable[[], object]], turns: int) -> Iterator[tuple[str, list[float]]]:
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(turns):
        for name, program in programs.items():
            begin = perf_counter()
            program()
            taken[name].append(perf_counter() - begin)
    yield from taken.items()


def ratio(rounds: list[Round], engine: str) -> float:
    """Median over rounds of an engine's time / that of idiomatic SimPy."""
    return median(one.engines[engine] / one.idiomatic for one in rounds)


def table(rounds: list[Round], ties: int, patients: int) -> str:
    """Markdown: what was run where, and the times."""
    idiomatic = median(one.idiomatic for one in rounds)
    lines = [
        f"Standard job: {patients:,} patients at four stations; {len(rounds)} replications, each in all programs, "
        f"in turn; medians. {ties} replications with ties that matter were left out.",
        "",
        f"Machine: {machine()}. {versions()}.",
        "",
        "| program | ms per day | us per patient | ratio to idiomatic SimPy (least to most) |",
        "|---|---:|---:|---:|",
        _line("idiomatic SimPy (`benchmarks/idiomatic_simpy.py`)", idiomatic, patients, "1"),
    ]
    for engine in ENGINES:
        ratios = [one.engines[engine] / one.idiomatic for one in rounds]
        spread = f"{ratio(rounds, engine):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        lines.append(_line(f"vaxsim, {engine} engine", median(one.engines[engine] for one in rounds), patients, spread))
    lines.append(_line("drawing all chance (same for all)", median(one.drawing for one in rounds), patients, ""))
    verdict = "met" if ratio(rounds, "reference") <= GOAL else "NOT met"
    return "\n".join([*lines, "", f"Goal for the reference engine: at most {GOAL} times idiomatic SimPy; {verdict}."])


def _line(program: str, seconds: float, patients: int, spread: str) -> str:
    return f"| {program} | {1e3 * seconds:.1f} | {1e6 * seconds / patients:.1f} | {spread} |"


def machine() -> str:
    """Processor and system, as far as they can be found out."""
    names = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    processor = f"{len(names)} x {names[0]}" if names else platform.processor() or platform.machine()
    return f"{processor}, {platform.system()} {platform.machine()}"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def versions() -> str:
    """Python and the packages that matter."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("simpy", "numpy"))
    return f"{platform.python_implementation()} {platform.python_version()}, {packages}"


def put_into(path: Path, text: str) -> None:
    """Replaces what stands between the marks of a document.  Raises ValueError if it has no marks."""
    document = path.read_text(encoding="utf-8")
    if BEGIN not in document or END not in document:
        raise ValueError(f"{path} has no lines {BEGIN} and {END}")
    head, _, rest = document.partition(BEGIN)
    tail = rest.partition(END)[2]
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times vaxsim against idiomatic SimPy on the standard job.")
    parser.add_argument("--rounds", type=int, default=15, help="replications (default 15)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="document whose table is to be replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
