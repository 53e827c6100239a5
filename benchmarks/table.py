"""The tables as Markdown, what was run where, and the place in a document that they go to."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks import goals
from benchmarks.goals import Line, Taken, figure
from benchmarks.programs import SIMPY, Program, package
from benchmarks.rounds import ratios

BEGIN, END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
PACKAGES = ("vaxsim", "simpy", "numpy", "numba")
VERDICT = {True: "met", False: "NOT met", None: ""}


def programs(taken: Taken, beside: Sequence[Program], patients: int) -> str:
    """How long a day takes in each program, and how often that goes into SimPy's time."""
    titles = {SIMPY.name: f"idiomatic {SIMPY.title}", **{program.name: program.title for program in beside}}
    titles[goals.REFERENCE] = "vaxsim, reference engine"
    titles[goals.PLAIN] = "vaxsim, kernel"
    titles[goals.STAFFED] = "vaxsim, kernel, the job with staff"
    titles[goals.EVERYTHING] = "vaxsim, kernel, the job with everything at once"
    titles[goals.REPLICATION] = "vaxsim, whole replication: draw, run, numbers, curves"
    titles[goals.DRAWING] = "vaxsim, drawing alone"
    rows = [
        "| program | ms per day | us per patient | times as fast as SimPy (least to most) |",
        "|---|---:|---:|---:|",
    ]
    return "\n".join(rows + [_row(title, name, taken, patients) for name, title in titles.items() if name in taken])


def _row(title: str, name: str, taken: Taken, patients: int) -> str:
    middle = median(taken[name])
    faster = ratios(taken[SIMPY.name], taken[name])
    spread = "1" if name == SIMPY.name else f"{figure(faster.middle)} ({figure(faster.least)} to {figure(faster.most)})"
    return f"| {title} | {figure(1e3 * middle)} | {figure(1e6 * middle / patients)} | {spread} |"


def measures(lines: Sequence[Line]) -> str:
    """What was measured beside its goal."""
    rows = [f"| {line.measure} | {line.value} | {line.goal} | {VERDICT[line.met]} |" for line in lines]
    return "\n".join(["| measure | measured | goal | |", "|---|---|---|---|", *rows])


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
    packages = ", ".join(f"{name} {number}" for name in PACKAGES if (number := package(name)))
    return f"{platform.python_implementation()} {platform.python_version()}, {packages}"


def put_into(path: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Replaces what stands between the marks of a document.  Raises ValueError if it has no marks."""
    document = path.read_text(encoding="utf-8")
    if begin not in document or end not in document:
        raise ValueError(f"{path} has no lines {begin} and {end}")
    head, _, rest = document.partition(begin)
    tail = rest.partition(end)[2]
    path.write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8")
