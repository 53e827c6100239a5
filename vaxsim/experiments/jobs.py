"""Jobs: some replications of some points of a sweep, in a form that can be carried out anywhere.

What a job gives depends on the scenario, the changes, the seed and the replications alone: not on how a sweep is cut
into jobs, nor on who carries them out.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.distributions.recipe import RECIPE
from vaxsim.draws import SharedLuck
from vaxsim.engines.choosing import kernel_is_there
from vaxsim.experiments.measuring import AsDefined, Metered
from vaxsim.experiments.portable import Portable
from vaxsim.metrics import labels
from vaxsim.metrics.day import names_of
from vaxsim.plan import compile_plan
from vaxsim.promises import parse
from vaxsim.scenario import ScenarioError, size
from vaxsim.simulation import simulate_plan
from vaxsim.version import __version__

if TYPE_CHECKING:
    from vaxsim.experiments.measuring import Kept, Measuring, Pools
    from vaxsim.metrics import Names
    from vaxsim.plan import Plan
    from vaxsim.promises import Promise
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario

    Own = Callable[[Result], Mapping[str, float]]

Floats = NDArray[np.float64]

VERSION = f"{__version__} (quantile tables {RECIPE[:12]})"
"""What the numbers of a scenario and seed depend on besides them."""


OWN = "own"
"""What the user's own numbers are of."""


class OtherVersionError(Exception):
    """A job was made by another version of vaxsim than the one that should carry it out."""


@dataclass(frozen=True)
class Heading:
    """A number that a run has: how promises write it, its name, what it is of, and its unit."""

    key: str
    name: str
    of: str
    per: str
    unit: str


@dataclass(frozen=True)
class Task:
    """Replications `first` to `last` of one point of a sweep."""

    point: str  # the key of the point
    changes: Mapping[str, Any]
    first: int
    last: int

    @property
    def runs(self) -> int:
        """How many replications there are."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Job:
    """Tasks to be carried out together, with all that is needed for it; can be pickled.

    `own(result)` gives numbers of a day of the user's own, by name.
    """

    site: Portable
    seed: int
    engine: str
    tasks: tuple[Task, ...]
    own: Own | None = None
    version: str = VERSION


@dataclass(frozen=True, eq=False)
class Runs:
    """What a task gave: the numbers of its replications, or why there are none."""

    point: str
    first: int
    headings: str = ""  # as `written`
    values: Floats | None = None  # [replications, headings]
    violations: tuple[tuple[int, str], ...] = ()  # (replication, what does not add up)
    error: str = ""


@dataclass(frozen=True, eq=False)
class Chunk:
    """What a job gave, in the order of its tasks, and how many seconds of a processor it took."""

    runs: tuple[Runs, ...]
    seconds: float


def carry_out(job: Job) -> Chunk:
    """Carry out a job.  A task that fails is recorded with its error, and the others go on.

    Raises OtherVersionError where another version of vaxsim is installed, ScenarioError if the scenario that is to be
    changed has mistakes.
    """
    if job.version != VERSION:
        raise OtherVersionError(f"the sweep is run by vaxsim {job.version}, but vaxsim {VERSION} was to do part of it")
    began = time.thread_time()
    bench = _bench(job)
    runs = tuple(_runs(bench, task, job.own) for task in job.tasks)
    return Chunk(runs, time.thread_time() - began)


class Bench:
    """Where the tasks of one sweep are carried out: what they share stays here from job to job."""

    def __init__(self, site: Portable, seed: int, engine: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="vaxsim-")  # for the CSV files, while changes read them
        self.scenario = site.unpack(Path(self._folder.name))
        self.seed, self.kernel = seed, engine == "kernel" and kernel_is_there()
        self._luck = SharedLuck()

    def measuring(self, scenario: Scenario, plan: Plan, asked: Sequence[Promise], own: Own | None) -> Measuring:
        """What runs and measures the replications of a plan, by the engine that the sweep asks for."""
        if own is not None:
            return WithOwn(plan, self.seed, asked, "kernel" if self.kernel else "reference", own)
        if not self.kernel:
            return AsDefined(plan, self.seed, asked)
        visits = size.expected_visits(scenario)
        return Metered(plan, self.seed, asked, visits=visits, shared=self._luck)


_lock = threading.Lock()
_benches: dict[str, Bench] = {}


def _bench(job: Job) -> Bench:
    """The bench of the sweep that a job is part of; only that of the last sweep is kept."""
    key = f"{job.site.content} {job.site.allow_large} {job.seed} {job.engine}"
    with _lock:
        if key not in _benches:
            _benches.clear()
            _benches[key] = Bench(job.site, job.seed, job.engine)
        return _benches[key]


def forget() -> None:
    """Let go of what the last sweep shared: luck may take hundreds of megabytes."""
    with _lock:
        _benches.clear()


def _runs(bench: Bench, task: Task, own: Own | None) -> Runs:
    try:
        return _measured(bench, task, own)
    except ScenarioError as error:
        return Runs(task.point, task.first, error="; ".join(map(str, error.problems)))
    except Exception as error:  # whatever it is, it is the trouble of this point alone
        return Runs(task.point, task.first, error=f"{type(error).__name__}: {error}")


def _measured(bench: Bench, task: Task, own: Own | None) -> Runs:
    scenario = bench.scenario.replace(task.changes) if task.changes else bench.scenario
    plan = compile_plan(scenario)
    asked = asked_for(plan, scenario.promises)
    measuring = bench.measuring(scenario, plan, asked, own)
    days = _days(measuring, range(task.first, task.last + 1))
    wrong = [(number, text) for number, day in enumerate(days, task.first) for text in day.violations]
    values = np.stack([np.concatenate([day.values, day.asked]) for day in days])
    mine = measuring.names if isinstance(measuring, WithOwn) else ()
    return Runs(task.point, task.first, _written(names_of(plan), asked, mine), values, tuple(wrong))


def _days(measuring: Measuring, numbers: range) -> list[Kept]:
    step = measuring.together
    blocks = [numbers[begin : begin + step] for begin in range(0, len(numbers), step)]
    return [day for block in blocks for day in measuring.measure(block, {})]


class WithOwn(AsDefined):
    """Numbers as the registry defines them, and after those asked for the user's own."""

    def __init__(self, plan: Plan, seed: int, asked: Sequence[Promise], engine: str, own: Own) -> None:
        super().__init__(plan, seed, asked)
        self._site, self._luck, self._engine, self._own = plan, seed, engine, own
        self.names: tuple[str, ...] = ()

    def measure(self, replications: Sequence[int], pools: Pools) -> list[Kept]:
        return [self._measure(number, pools) for number in replications]

    def _measure(self, number: int, pools: Pools) -> Kept:
        result = simulate_plan(self._site, number, self._luck, engine=self._engine)
        found = {str(name): float(value) for name, value in self._own(result).items()}
        self.names = self.names or tuple(found)
        if tuple(found) != self.names:
            raise ValueError("the numbers of one's own have other names, or another order, on other days")
        kept = self.of(result, pools)
        return replace(kept, asked=np.concatenate([kept.asked, list(found.values())]))


def asked_for(plan: Plan, promises: Sequence[str]) -> tuple[Promise, ...]:
    """Promises about numbers that the registry does not list, such as a share; each number once."""
    listed = {heading.key for heading in _listed(names_of(plan))}
    found = {promise.name: promise for promise in map(parse, promises) if promise.name not in listed}
    return tuple(found.values())


def headings(names: Names, asked: tuple[Promise, ...], own: tuple[str, ...] = ()) -> tuple[Heading, ...]:
    """What the numbers of a run are: those of the registry, those that only promises ask for, the user's own."""
    promised = (Heading(each.name, each.name, "", "promise", each.unit(names)) for each in asked)
    return (*_listed(names), *promised, *(Heading(name, name, "", OWN, "") for name in own))


@lru_cache(maxsize=64)
def _listed(names: Names) -> tuple[Heading, ...]:
    """The numbers of the registry; the points of a sweep mostly have the same ones."""
    return tuple(Heading(label.key, label.name, label.of, label.per, label.unit) for label in labels(names))


@lru_cache(maxsize=64)
def _written(names: Names, asked: tuple[Promise, ...], own: tuple[str, ...]) -> str:
    return written(headings(names, asked, own))


def written(headings: tuple[Heading, ...]) -> str:
    """Headings as a text, from which `read` makes them again."""
    return json.dumps([[h.key, h.name, h.of, h.per, h.unit] for h in headings], ensure_ascii=False)


@lru_cache(maxsize=64)
def read(text: str) -> tuple[Heading, ...]:
    """Headings from a text."""
    return tuple(Heading(*parts) for parts in json.loads(text or "[]"))
