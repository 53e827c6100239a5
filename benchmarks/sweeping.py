"""How long a sweep takes, what its store costs, and what a task costs on a Dask cluster.

    python benchmarks/sweeping.py                                prints the table
    python benchmarks/sweeping.py --write docs/sweeps.md         and puts it into the document, between its marks

The sweep is of scenarios/small_clinic.toml at 1,000 points with 30 replications each, by the kernel, once it has been
loaded.  The share of the store is the processor time spent in it over that of the whole sweep: writing, and reading
all of it again at the end.  A sweep that keeps nothing takes turns with those that are stored.
The cluster is a scheduler and two worker processes of one thread on this machine; without `distributed` its lines are
left out.  --quick takes fewer points, in seconds; the figures are then rough.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from logging import CRITICAL
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import vaxsim as vs  # noqa: E402
from benchmarks import table  # noqa: E402
from benchmarks.goals import Line  # noqa: E402
from vaxsim.experiments import jobs, sweeping  # noqa: E402
from vaxsim.experiments.hands import FAR  # noqa: E402
from vaxsim.experiments.portable import pack  # noqa: E402
from vaxsim.experiments.store import Store  # noqa: E402
from vaxsim.experiments.threads import cores  # noqa: E402

BEGIN, END = "<!-- sweeps: begin -->", "<!-- sweeps: end -->"
MILLION = 1_000_000
GOAL_SECONDS, GOAL_SHARE = 30.0, 0.05

VARY = {
    "stations.registration.desks": range(1, 5),
    "stations.vaccination.desks": range(1, 6),
    "staff.nurses.shifts.0.count": range(1, 6),
    "arrivals.appointments.per_slot": range(4, 14),
}
FEW = {**VARY, "arrivals.appointments.per_slot": [8], "staff.nurses.shifts.0.count": [3]}
REPS = 30


@dataclass(frozen=True)
class Timed:
    """A sweep that was timed."""

    points: int
    runs: int
    seconds: float
    processor: float  # seconds of all processors
    storing: float  # seconds of them for the store
    bytes: int  # of the store


def main() -> int:
    """Runs the benchmark; exit code 1 if a goal is not met, except with --quick."""
    options = _options()
    lines = measured(
        FEW if options.quick else VARY, rounds=1 if options.quick else 2, tasks=50 if options.quick else 500
    )
    machine = f"Machine: {table.machine()}, load {os.getloadavg()[1]:.1f} while this was measured"
    text = f"{machine}. {table.versions()}.\n\n{table.measures(lines)}"
    print(text)
    if options.write is not None:
        table.put_into(options.write, text, BEGIN, END)
    return 0 if options.quick or all(line.met is not False for line in lines) else 1


def measured(vary: dict[str, Any], rounds: int, tasks: int) -> list[Line]:
    """All lines of the table."""
    site = vs.read(ROOT / "scenarios" / "small_clinic.toml")
    vs.sweep(site, FEW, 5, engine="kernel")  # loads the kernel
    turns = [(timed(site, vary), unstored(site, vary)) for _ in range(rounds)]
    taken = [each for each, _ in turns]
    best = min(taken, key=lambda each: each.seconds)
    share = median(each.storing / each.processor for each in taken)
    lines = [
        Line(
            f"{best.points:,} points x {REPS} replications, swept and stored, {cores()} threads, least of {rounds}",
            f"{best.seconds:.1f} s",
            f"under {GOAL_SECONDS:.0f} s",
            best.seconds < GOAL_SECONDS,
        ),
        Line("processor time of that, of all threads", f"{min(each.processor for each in taken):.1f} s"),
        Line("share of the store, of processor time", f"{share:.1%}", f"under {GOAL_SHARE:.0%}", share < GOAL_SHARE),
        Line("least time with the store over least without", f"{best.seconds / min(dry for _, dry in turns):.2f}"),
        Line("size of the store, per run", f"{best.bytes / best.runs:,.0f} bytes"),
        Line(
            "so processor time of a million runs",
            _duration(min(each.processor for each in taken) / best.runs * MILLION),
        ),
    ]
    return lines + (cluster(site, best, tasks) if find_spec("distributed") else [])


def timed(site: vs.Scenario, vary: dict[str, Any]) -> Timed:
    """The sweep into a new store."""
    with tempfile.TemporaryDirectory() as folder, storing() as spent:
        path = Path(folder) / "sweep.db"
        began, worked = time.perf_counter(), time.process_time()
        found = vs.sweep(site, vary, REPS, store=path, engine="kernel")
        seconds, processor = time.perf_counter() - began, time.process_time() - worked
        return Timed(len(found.points), found.runs, seconds, processor, sum(spent), path.stat().st_size)


def unstored(site: vs.Scenario, vary: dict[str, Any]) -> float:
    """Seconds of the sweep if what it finds is dropped."""
    add = Store.add
    Store.add = lambda *_: None  # type: ignore[method-assign]
    try:
        began = time.perf_counter()
        vs.sweep(site, vary, REPS, engine="kernel")
        return time.perf_counter() - began
    finally:
        Store.add = add  # type: ignore[method-assign]


@contextmanager
def storing() -> Iterator[list[float]]:
    """Seconds of processor time of each use that a sweep makes of its store."""
    spent: list[float] = []

    def clocked(work: Callable[..., Any]) -> Callable[..., Any]:
        def use(*arguments: Any, **more: Any) -> Any:
            began = time.thread_time()
            try:
                return work(*arguments, **more)
            finally:
                spent.append(time.thread_time() - began)

        return use

    methods = {name: getattr(Store, name) for name in ("__init__", "add", "done", "points", "values", "violations")}
    for name, work in methods.items():
        setattr(Store, name, clocked(work))
    try:
        yield spent
    finally:
        for name, work in methods.items():
            setattr(Store, name, work)


def cluster(site: vs.Scenario, alone: Timed, tasks: int) -> list[Line]:
    """What a task costs on a Dask cluster on this machine, and what that means for many runs."""
    from distributed import Client, LocalCluster

    nothing = jobs.Job(pack(site), 1, "reference", ())
    two = LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=CRITICAL)
    with two, Client(two) as client, client.get_executor(pure=False) as executor:
        executor.submit(sweeping.carry_out, nothing).result()
        began = time.perf_counter()
        for future in [executor.submit(sweeping.carry_out, nothing) for _ in range(tasks)]:
            future.result()
        each = (time.perf_counter() - began) / tasks
    run = alone.processor / alone.runs
    chunks = MILLION * run / FAR
    return [
        Line(f"Dask, overhead per task ({tasks} empty tasks, 2 workers)", f"{1e3 * each:.1f} ms"),
        Line(f"so of a task of {FAR:g} s, for one worker", f"{each / FAR:.2%}"),
        Line(
            "a million runs: tasks, and what the scheduler needs for them", f"{chunks:,.0f}, {_duration(each * chunks)}"
        ),
        Line("workers that one scheduler can keep busy so", f"{FAR / each:,.0f}"),
    ]


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How long a sweep takes, its store, and a task on a Dask cluster.")
    parser.add_argument("--quick", action="store_true", help="fewer points, in seconds; rough")
    parser.add_argument("--write", type=Path, metavar="DOCUMENT", help="put the table into this document")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
