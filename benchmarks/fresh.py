"""What can only be measured in a process that has just started; `python benchmarks/fresh.py TASK ...` prints JSON.

benchmarks/processes.py starts it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

MIB = 1024.0


def replications(count: str, engine: str) -> dict[str, float]:
    """MiB over start-up that `count` replications of the standard job need, with all numbers and bands, on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import scipy.stats  # noqa: F401

    from benchmarks.jobs import STANDARD
    from benchmarks.replications import replicated
    from vaxsim.engines import run  # noqa: F401
    from vaxsim.scenario import read

    if engine == "kernel":
        import vaxsim.engines.kernel  # noqa: F401
    scenario = read(STANDARD)
    before = memory("VmRSS")
    begin = perf_counter()
    done = replicated(scenario, int(count), engine=engine)
    rows = len(done.numbers) + len(done.curves)
    return {"mib": memory("VmHWM") - before, "start": before, "rows": rows, "seconds": perf_counter() - begin}


def first_runs() -> dict[str, float]:
    """Seconds until the first two replications of each job are done, numbers and all, once everything but numba and
    what it compiles has been imported."""
    import scipy.special  # noqa: F401

    from benchmarks.jobs import STAFFED, STANDARD
    from benchmarks.replications import replicated
    from vaxsim.engines import run  # noqa: F401
    from vaxsim.scenario import read

    jobs = {"standard": read(STANDARD), "staffed": read(STAFFED)}
    taken = {}
    for name, scenario in jobs.items():
        begin = perf_counter()
        replicated(scenario, 2)
        taken[name] = perf_counter() - begin
    return taken


def stretches(name: str, *sizes: str) -> list[dict[str, float]]:
    """Patients, and MiB over start-up, for stretches of a job one after the other, the smallest first."""
    from benchmarks import jobs
    from vaxsim.draws import draw
    from vaxsim.engines import run

    path = jobs.HERE / name
    first = jobs.day(path, 1)
    run(first.plan, first.draws, "kernel")
    before, found = memory("VmRSS"), []
    for size in sizes:
        plan = jobs.stretch(path, int(size))
        draws = draw(plan, jobs.SEED, 1)
        visits = run(plan, draws, "kernel")
        found.append({"patients": len(visits.began), "mib": memory("VmHWM") - before})
        del draws, visits
    return found


def memory(field: str) -> float:
    """MiB of this process as Linux counts them: VmRSS is held now, VmHWM the most so far."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, rest = line.partition(":")
        if name == field:
            return float(rest.split()[0]) / MIB
    raise LookupError(f"/proc/self/status has no {field}")


TASKS: dict[str, Callable[..., object]] = {task.__name__: task for task in (replications, first_runs, stretches)}


if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
