"""Sweep: many variants of a scenario, each replicated, on any executor, into a store that survives being killed."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaxsim.engines.choosing import AUTO
from vaxsim.experiments import hands
from vaxsim.experiments.chunking import Cutter, tasks_of
from vaxsim.experiments.designs import design
from vaxsim.experiments.hands import Hands, LostError
from vaxsim.experiments.jobs import VERSION, Chunk, Job, OtherVersionError, Task, carry_out, forget
from vaxsim.experiments.portable import pack
from vaxsim.experiments.store import About, Store
from vaxsim.experiments.sweeps import Sweep, sweep_in
from vaxsim.experiments.threads import Progress, cores
from vaxsim.experiments.varying import of_python
from vaxsim.scenario import ScenarioError, size
from vaxsim.simulation import engine_for, whole

if TYPE_CHECKING:
    from vaxsim.experiments.jobs import Own
    from vaxsim.scenario import Scenario

Points = dict[str, Mapping[str, Any]]

AHEAD = 3
"""Jobs for each worker that are on their way at a time, so that none waits for the next."""

MOST_TRIED = 500
"""Points that are read before the sweep is refused because none of them can be."""


def sweep(
    scenario: Scenario,
    vary: Mapping[str, Any],
    reps: int | None = None,
    how: str = "grid",
    points: int | None = None,
    seed: int | None = None,
    store: str | Path | None = None,
    *,
    engine: str = AUTO,
    threads: int | None = None,
    executor: Executor | None = None,
    dask: str | None = None,
    shard: tuple[int, int] = (1, 1),
    own: Own | None = None,
    progress: Progress | None = None,
    allow_large: bool = False,
) -> Sweep:
    """Run replications 1 to `reps` of every point of a design, those that `store` does not hold yet.

    `vary` says what each field takes: {"stations.vaccination.desks": range(6, 15)}, a list, an array, or a text as for
    the option --vary ("40..80:5"); `how` and `points` are those of `design`.  All points have the same luck day by day.

    `engine` and `threads` are as for `replicate`.  The kernel runs in threads; the reference engine, and what `own`
    computes, in processes, if there is enough to do; everything on `executor`, or on the Dask cluster at the address
    `dask`, if there is one.  `own(result)` gives numbers of a day of one's own, by name.  `shard` (3, 20) runs the
    third of twenty shares.  None of that changes a number.  `progress(done, total)` is told of replications.

    Runs that the store holds and that are not what was written are run again (`Sweep.damaged`).

    A point that cannot be run is recorded with its error (`Sweep.errors`), the others go on.  Raises ScenarioError if
    `vary` cannot be understood or no point can be read, ValueError for what is out of range, StoreError for a store
    that does not go with the sweep, NotStoredError if it takes no more, LostError if workers are lost.
    """
    reps = scenario.replications if reps is None else whole("reps", reps, 1)
    seed = scenario.seed if seed is None else whole("seed", seed, 0)
    threads = cores() if threads is None else whole("threads", threads, 1)
    wanted = design(of_python(vary), how, points, seed)
    visits = size.expected_visits(scenario)
    _refuse(scenario, wanted, reps, shard, allow_large)
    site = pack(scenario, wanted)
    by_key: Points = {site.key(changes): changes for changes in wanted}
    about = About(site.digest, seed, VERSION, _name_of(own), scenario.title)
    with Store(":memory:" if store is None else store, about) as kept:
        damaged = kept.drop_damaged(by_key)
        tasks = tasks_of(by_key, reps, kept.done(), shard)
        runs = sum(task.runs for task in tasks)
        chosen = engine_for(engine, scenario, runs)
        todo = Job(site, seed, chosen, tuple(tasks), own)
        if tasks:
            try:
                with _hands(todo, visits, threads, executor, dask) as crew:
                    _carry_out(todo, by_key, crew, kept, visits, progress)
            finally:
                forget()
        found = sweep_in(kept, by_key, reps, scenario, chosen)
        again = tuple((dict(by_key[key]), replication) for key, replication in damaged)
        return replace(found, damaged=again) if again else found


def _name_of(own: Own | None) -> str:
    return "" if own is None else getattr(own, "__qualname__", type(own).__name__)


def _refuse(
    scenario: Scenario, points: list[dict[str, Any]], reps: int, shard: tuple[int, int], allow_large: bool
) -> None:
    """Raise what is wrong with the whole sweep, before anything is run."""
    index, shards = (whole("shard", number, 1) for number in shard)
    if index > shards:
        raise ValueError(f"there are shards 1 to {shards}, not {index}")
    runs = len(points) * reps
    too_long = "" if allow_large else size.too_long(scenario, -(-runs // shards))
    if too_long:
        raise ValueError(f"{len(points):,} points with {reps:,} replications: {too_long}")
    _refuse_unreadable(scenario, points)


def _refuse_unreadable(scenario: Scenario, points: list[dict[str, Any]]) -> None:
    """Raise ScenarioError if no point is a right scenario, as where a field is not there; of many, some are tried."""
    first: ScenarioError | None = None
    for changes in points[:: -(-len(points) // MOST_TRIED)]:
        try:
            scenario.replace(changes)
        except ScenarioError as error:
            first = first or error
        else:
            return
    if first is not None:
        raise first


def _hands(
    todo: Job, visits: float, threads: int, executor: Executor | None, dask: str | None
) -> AbstractContextManager[Hands]:
    """Who carries out a sweep."""
    if executor is not None:
        return hands.given(executor, None)
    if dask is not None:
        return hands.dask(dask)
    runs = sum(task.runs for task in todo.tasks)
    if todo.engine == "kernel" and todo.own is None:
        return hands.threads(threads)
    if threads > 1 and runs * visits >= hands.WORTH_PROCESSES:
        return hands.processes(threads)
    return hands.threads(1)


def _carry_out(todo: Job, points: Points, crew: Hands, store: Store, visits: float, progress: Progress | None) -> None:
    """Carry out all tasks of `todo`, cut into jobs; each chunk is stored when it comes."""
    cutter = Cutter(todo.tasks, visits, todo.engine)
    total = sum(task.runs for task in todo.tasks)
    running: dict[Future[Chunk], tuple[Task, ...]] = {}
    done = 0
    try:
        while cutter or running:
            workers = crew.count()
            while cutter and len(running) < AHEAD * workers:
                tasks = cutter.cut(crew.seconds, workers)
                running[_submitted(crew, _part(todo, tasks))] = tasks
            for future in sorted(wait(running, return_when=FIRST_COMPLETED).done, key=_has_failed):
                chunk, tasks = _result(future), running.pop(future)
                store.add(points, chunk.runs)
                cutter.learn(tasks, chunk.seconds)
                done += sum(task.runs for task in tasks)
                if progress is not None:
                    progress(done, total)
    except BaseException:
        for future in running:
            future.cancel()
        raise


def _part(todo: Job, tasks: tuple[Task, ...]) -> Job:
    return Job(todo.site, todo.seed, todo.engine, tasks, todo.own, todo.version)


def _submitted(crew: Hands, job: Job) -> Future[Chunk]:
    try:
        return crew.executor.submit(carry_out, job)
    except RuntimeError as error:  # it has been shut down, or its processes have died
        raise LostError(f"the executor takes no more jobs: {error}") from error


def _has_failed(future: Future[Chunk]) -> bool:
    """Whether a job that has ended was not carried out; those that were come first, for they are to be stored."""
    return future.cancelled() or future.exception() is not None


def _result(future: Future[Chunk]) -> Chunk:
    """What a job gave.  Raises LostError if it was not carried out."""
    try:
        return future.result()
    except OtherVersionError:
        raise
    except CancelledError as error:
        raise LostError("the connection to the cluster was lost, or jobs were cancelled there") from error
    except Exception as error:
        raise LostError(f"a job was not carried out: {type(error).__name__}: {error}") from error
