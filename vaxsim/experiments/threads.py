"""Threads over replications: each takes the next number until none is left, or until it is told to stop."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Progress = Callable[[int, int], None]
State = TypeVar("State")

POLL = 0.1
"""Seconds between two looks at the threads; so soon Ctrl-C is heard, and progress told."""

PATIENCE = 0.25
"""Seconds that threads have after Ctrl-C to end the job in hand."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew(Generic[State]):
    """Some threads that carry out the jobs 1, 2, ... `jobs`.

    `begin()` makes what a thread keeps to itself, `work(job, state)` does a job.  What a thread raises ends all of
    them and is raised by `run`; so is KeyboardInterrupt.  Threads finish the job in hand, for machine code cannot be
    interrupted; after KeyboardInterrupt, a long one is not waited for.
    """

    def __init__(self, begin: Callable[[], State], work: Callable[[int, State], None], jobs: int) -> None:
        self._begin, self._work, self._jobs = begin, work, jobs
        self._lock = threading.Lock()
        self._taken = self._done = 0
        self._wrong: BaseException | None = None
        self._stop = False

    def run(self, threads: int, progress: Progress | None = None) -> list[State]:
        """Carry out all jobs; what each thread kept.  `progress(done, total)` is called from the calling thread."""
        kept: list[State] = []
        workers = [threading.Thread(target=self._run_one, args=(kept,), daemon=True) for _ in range(threads)]
        for worker in workers:
            worker.start()
        try:
            self._watch(workers, progress)
        except BaseException:
            self._end(workers, PATIENCE)
            raise
        self._end(workers)
        if self._wrong is not None:
            raise self._wrong
        return kept

    def _end(self, workers: list[threading.Thread], patience: float = math.inf) -> None:
        """Have no further job begun, and wait so many seconds for those in hand."""
        self._stop = True
        until = time.monotonic() + patience
        for worker in workers:
            worker.join(None if patience == math.inf else max(0, until - time.monotonic()))

    def run_here(self, progress: Progress | None = None) -> list[State]:
        """Carry out all jobs in the calling thread, which a KeyboardInterrupt reaches at once.

        Not for machine code: numba does not bear an exception that a signal raises while it is being called.
        """
        state = self._begin()
        for job in range(1, self._jobs + 1):
            self._work(job, state)
            if progress is not None:
                progress(job, self._jobs)
        return [state]

    def _watch(self, workers: list[threading.Thread], progress: Progress | None) -> None:
        told = 0
        while told < self._jobs and self._wrong is None:
            next((worker for worker in workers if worker.is_alive()), workers[0]).join(POLL)
            if progress is not None and self._done > told:
                progress(self._done, self._jobs)
            told = self._done

    def _run_one(self, kept: list[State]) -> None:
        try:
            state = self._begin()
            while (job := self._next()) is not None:
                self._work(job, state)
                with self._lock:
                    self._done += 1
            kept.append(state)
        except BaseException as error:  # handed to the calling thread
            self._wrong, self._stop = error, True

    def _next(self) -> int | None:
        with self._lock:
            if self._stop or self._taken >= self._jobs:
                return None
            self._taken += 1
            return self._taken
