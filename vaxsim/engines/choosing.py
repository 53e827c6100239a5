"""Which engine runs a job: the one that is sooner done with all of it.  Results do not depend on the choice."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vaxsim.engines import ENGINES

if TYPE_CHECKING:
    from vaxsim.plan import Plan

AUTO = "auto"
"""Stands for the engine that is sooner done with the whole job."""

WORTH_LOADING = 100_000
"""Visits to stations from which on the kernel is sooner done: it takes a second to load, and the reference engine
with its numbers takes more than 10 us a visit."""

WORTH_COMPILING = 400_000
"""Likewise where the kernel has to be compiled first.  That takes longer than so small a job would, but only once:
every later job of that size is some seconds shorter."""


def choose(engine: str, visits: float, plan: Plan | None = None) -> str:
    """The engine for a job of about so many visits to stations, of days of this plan or of others much like it;
    without one, of simple days.

    "auto" takes the kernel but for jobs that are done before it is loaded, and the reference engine without numba.
    Raises ValueError if there is no engine of that name, ModuleNotFoundError if the kernel is asked for and numba is
    not installed.
    """
    if engine not in (AUTO, *ENGINES):
        raise ValueError(f"no engine {engine!r}; there are: {', '.join((AUTO, *ENGINES))}")
    if engine == "kernel" and not kernel_is_there():
        raise ModuleNotFoundError("the kernel needs numba, which is not installed: pip install numba")
    if engine != AUTO:
        return engine
    worth = WORTH_LOADING if kernel_is_compiled(plan) else WORTH_COMPILING
    return "kernel" if visits >= worth and kernel_is_there() else "reference"


def kernel_is_there() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def kernel_is_compiled(plan: Plan | None = None) -> bool:
    """Whether an earlier run left the kernel's loop for such a plan, compiled from these very sources, where numba
    looks for it."""
    from vaxsim.compiling import STAMP

    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).parent / "kernel")
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    loop = "day.run_day" if plan is None or _is_simple(plan) else "full_day.run_full_day"
    return any(STAMP.encode() in index.read_bytes() for index in folder.rglob(f"{loop}-*.{python}*.nbi"))


def _is_simple(plan: Plan) -> bool:
    from vaxsim.engines.simple import is_simple

    return is_simple(plan)
