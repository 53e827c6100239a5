"""What an installation of vaxsim is like: one function per thing looked at, listed in `CHECKS`."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from vaxsim.cli.provenance import LIBRARIES

State = Literal["ok", "note", "problem"]

LEAST_MEMORY = 1.0
"""GiB; with less, days of large sites and the compiler run short."""

EXTRAS = {
    "dask": ("dask", "sweeps on a cluster", "pip install 'dask[distributed]'"),
    "distributed": ("distributed", "sweeps on a cluster", "pip install 'dask[distributed]'"),
    "pyarrow": ("pyarrow", "tables as parquet", "pip install pyarrow"),
}
"""Module -> distribution, what it is for, what to do to have it."""

CHINESE = "登记接种留观"

MICRO_DAY = """
[day]
open = [["08:00", "09:00"]]
[[classes]]
name = "all"
patience = { limit = { dist = "exponential", mean = 20 } }
[[arrivals]]
kind = "walk_ins"
rate = [["08:00", 40]]
[[stations]]
name = "desk"
desks = 2
needs = { clerk = 1 }
service = { dist = "gamma", mean = 3, sd = 2 }
walk = 0.5
[[stations]]
name = "jab"
needs = { nurse = 1 }
service = { dist = "lognormal", mean = 3, sd = 1 }
doses = 1
[[staff]]
group = "both"
roles = ["clerk", "nurse"]
shifts = [{ from = "07:50", to = "09:00", count = 3 }]
breaks = [{ earliest = "08:20", latest = "08:40", length = 5, away = 0.4 }]
"""
"""A day that both engines play in the self-check: shared staff, breaks, impatience and luck."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.  A note is worth knowing; with a problem vaxsim does not work as it should."""

    what: str
    state: State
    found: str
    todo: str = ""


def examine(play: bool = True) -> Iterator[Finding]:
    """Look at everything; without `play` no day is played, which takes a minute where nothing is compiled yet."""
    for check in CHECKS:
        yield from check()
    if play:
        yield from _engines_agree()


def _python() -> Iterator[Finding]:
    system = f"{platform.system()} {platform.machine()}"
    found = f"{platform.python_version()} ({platform.python_implementation()}), {system}"
    right = sys.version_info >= (3, 11)
    yield Finding("Python", "ok" if right else "problem", found, "" if right else "install Python 3.11 or later")


def _libraries() -> Iterator[Finding]:
    wanted = _wanted()
    for name in LIBRARIES:
        try:
            there = version(name)
        except PackageNotFoundError:
            if name == "numba":
                slow = "missing; the slower reference engine runs, the numbers are the same"
                yield Finding(name, "note", slow, "pip install numba")
            else:
                yield Finding(name, "problem", "missing", f"pip install {name}")
            continue
        least = wanted.get(name, "")
        old = bool(least) and _numbers(there) < _numbers(least)
        update = f"pip install --upgrade '{name}>={least}'"
        yield Finding(name, "problem" if old else "ok", there, update if old else "")


def _wanted() -> dict[str, str]:
    """The oldest version of each library that vaxsim was made for, as far as the installation says it."""
    try:
        lines = requires("vaxsim") or []
    except PackageNotFoundError:
        return {}
    parted = (line.split(";")[0].partition(">=") for line in lines if "extra ==" not in line)
    return {name.strip(): least.strip() for name, _, least in parted if least}


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


def _extras() -> Iterator[Finding]:
    for module, (name, use, todo) in EXTRAS.items():
        if find_spec(module) is None:
            yield Finding(name, "note", f"missing; needed for {use} only", todo)
        else:
            yield Finding(name, "ok", version(name))


def _machine_code() -> Iterator[Finding]:
    from vaxsim.engines import choosing

    if not choosing.kernel_is_there():
        return
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        yield Finding("machine code", "note", "switched off by NUMBA_DISABLE_JIT", "unset NUMBA_DISABLE_JIT")
    elif choosing.kernel_is_compiled():
        yield Finding("machine code", "ok", "compiled, and kept")
    else:
        wait = "not compiled yet; the first large job takes about a minute longer"
        yield Finding("machine code", "note", wait, "vaxsim doctor without --quick compiles it")


def _cache() -> Iterator[Finding]:
    """Where numba keeps machine code: the folder it is told, or beside the sources."""
    told = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(told) if told else Path(__file__).parent.parent / "engines" / "kernel"
    todo = "set NUMBA_CACHE_DIR to a folder you may write to, or all is compiled again at each start"
    yield _writable("cache of machine code", folder, "note", todo)


def _here() -> Iterator[Finding]:
    yield _writable("current folder", Path.cwd(), "note", "go to a folder you may write to, or name one with --out")


def _writable(what: str, folder: Path, otherwise: State, todo: str) -> Finding:
    """Whether a file can be made in a folder, or in the nearest one above it that is there."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".vaxsim-doctor-"):
            return Finding(what, "ok", f"{folder} can be written to")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Finding(what, otherwise, f"{folder} cannot be written to: {reason}", todo)


def _machine() -> Iterator[Finding]:
    from vaxsim.experiments.threads import cores

    there = os.cpu_count() or 1
    usable = cores()
    rest = "" if usable == there else f" of {there}"
    yield Finding("processors", "ok", f"{usable}{rest} usable; as many threads share replications")
    memory = _memory()
    if memory is not None:
        few = memory < LEAST_MEMORY
        yield Finding("memory", "problem" if few else "ok", f"{memory:.1f} GiB free", "close programs" if few else "")


def _memory() -> float | None:
    """Free memory, GiB; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if rest}
    return kilobytes["MemAvailable"] / 2**20 if "MemAvailable" in kilobytes else None


def _fonts() -> Iterator[Finding]:
    if find_spec("matplotlib") is None:
        return
    from vaxsim.plots.lettering import undrawable_notice

    if undrawable_notice([CHINESE]) is None:
        yield Finding("Chinese labels", "ok", "a font that has the characters is installed")
    else:
        found = "no installed font has the characters; figures number such names instead"
        yield Finding("Chinese labels", "note", found, "install Noto Sans CJK (Debian: fonts-noto-cjk)")


def _engines_agree() -> Iterator[Finding]:
    """Play a small day with each engine that is there and hold them against each other, record by record."""
    import tomllib

    from vaxsim.draws import draw
    from vaxsim.engines import choosing, run
    from vaxsim.plan import compile_plan
    from vaxsim.scenario import Scenario

    plan = compile_plan(Scenario.from_dict(tomllib.loads(MICRO_DAY)))
    luck = draw(plan, seed=1, replication=1)
    played = run(plan, luck, "reference")
    if not choosing.kernel_is_there():
        yield Finding("self-check", "ok", "the reference engine plays a day; there is no kernel to compare with")
        return
    difference = played.first_difference(run(plan, luck, "kernel"))
    if difference is None:
        yield Finding("self-check", "ok", "both engines play a day alike")
    else:
        todo = "clear the cache of machine code and try again; if it stays, report it and use --engine reference"
        yield Finding("self-check", "problem", f"the engines differ: {difference}", todo)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _python,
    _libraries,
    _extras,
    _machine_code,
    _cache,
    _here,
    _machine,
    _fonts,
)
"""Everything that is looked at without playing a day, in the order in which it is told."""
