"""The measures that need a process of their own: memory, and starting with and without compiled code at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.goals import Line, figure

FRESH = Path(__file__).with_name("fresh.py")
MEMORY, COMPILING, STARTING = 300.0, 30.0, 1.0
"""Goals: MiB, seconds, seconds."""


def fresh(task: str, *arguments: str, **environment: str) -> Any:
    """What a task of fresh.py answers in a new process.  RuntimeError with its last words if it fails."""
    command = [sys.executable, str(FRESH), task, *arguments]
    env = {**os.environ, **environment}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=env)
    if done.returncode != 0:
        raise RuntimeError(f"{task}: {done.stderr[-500:]}")
    return json.loads(done.stdout)


def memory(reps: int, engine: str) -> Line:
    """What so many replications need over start-up; and twice as many."""
    fresh("replications", "2", engine)  # so that the next one finds compiled code
    once, twice = (fresh("replications", str(count), engine) for count in (reps, 2 * reps))
    value = (
        f"{once['mib']:.0f} MiB over the {once['start']:.0f} of start-up; "
        f"{twice['mib']:.0f} for {2 * reps:,} replications"
    )
    goal = f"at most {MEMORY:.0f} MiB"
    return Line(f"{reps:,} replications with all numbers and bands, one core", value, goal, once["mib"] <= MEMORY)


def starting() -> list[Line]:
    """The kernel's first runs, with nothing compiled, and again in a new process."""
    with tempfile.TemporaryDirectory() as cache:
        compiling, cached, again = (fresh("first_runs", NUMBA_CACHE_DIR=cache) for _ in range(3))
    slow = sum(compiling.values())
    quick = min(sum(cached.values()), sum(again.values()))
    return [
        Line(
            "compiling, once: first replications of both jobs",
            f"{figure(slow)} s ({figure(compiling['standard'])} s for the standard job alone)",
            f"at most {COMPILING:g} s",
            slow <= COMPILING,
        ),
        Line("starting from the cache: the same", f"{figure(quick)} s", f"at most {STARTING:g} s", quick <= STARTING),
    ]


def patients(jobs: Sequence[Path], sizes: Sequence[int]) -> list[Line]:
    """Memory per patient of drawing and running longer and longer stretches in the kernel."""
    return [_patients(path, fresh("stretches", path.name, *map(str, sizes))) for path in jobs]


def _patients(path: Path, found: Sequence[dict[str, float]]) -> Line:
    steps = list(pairwise(found))
    each = [(b["mib"] - a["mib"]) * 2**20 / (b["patients"] - a["patients"]) for a, b in steps]
    spans = [f"from {a['patients']:,.0f} to {b['patients']:,.0f}" for a, b in steps]
    value = ", ".join(f"{size:.0f} bytes {span}" for size, span in zip(each, spans, strict=True))
    linear = max(each) / min(each) <= 1.2
    return Line(f"memory per patient, {path.name}, draws and visits included", value, "linear: within 20 %", linear)
