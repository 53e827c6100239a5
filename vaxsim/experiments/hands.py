"""Hands: who carries out jobs: threads, processes, a Dask cluster, or any executor of `concurrent.futures`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from vaxsim.experiments.threads import cores

NEAR, FAR = 0.4, 1.5
"""Seconds of a processor that a chunk should take: in threads of this process, and where it has to travel."""

WORTH_PROCESSES = 400_000
"""Visits to stations from which on starting other processes pays for the reference engine: about five seconds of it."""

ANSWER_WITHIN = 15
"""Seconds that a cluster has to answer."""


class LostError(Exception):
    """Whoever carries out jobs is not there, or no longer; what has been stored stays stored."""


@dataclass(frozen=True)
class Hands:
    """An executor, how many jobs it can do at a time, and how many seconds each should take."""

    executor: Executor
    count: Callable[[], int]
    seconds: float


@contextlib.contextmanager
def threads(count: int) -> Iterator[Hands]:
    """Threads of this process, for the kernel; one of them for a short job of any kind."""
    executor = ThreadPoolExecutor(count, thread_name_prefix="sweep")
    try:
        yield Hands(executor, lambda: count, NEAR)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


@contextlib.contextmanager
def processes(count: int) -> Iterator[Hands]:
    """Processes by joblib's loky, for what is plain Python; they stay for the next sweep for a while."""
    executor = import_module("joblib.externals.loky").get_reusable_executor(max_workers=count)
    try:
        yield Hands(executor, lambda: count, FAR)
    except BaseException:
        executor.shutdown(wait=False, kill_workers=True)
        raise


@contextlib.contextmanager
def dask(address: str) -> Iterator[Hands]:
    """The Dask cluster at an address.

    Raises ModuleNotFoundError if `distributed` is not installed, LostError if no cluster answers.
    """
    client = _client(address)
    try:
        with client.get_executor(pure=False) as executor:
            yield Hands(executor, lambda: _threads_of(client), FAR)
    finally:
        client.close()


@contextlib.contextmanager
def given(executor: Executor, count: int | None) -> Iterator[Hands]:
    """Somebody else's executor, which stays open."""
    client = getattr(executor, "_client", None)
    if count is not None:
        fixed = count
        yield Hands(executor, lambda: fixed, FAR)
    elif hasattr(client, "nthreads"):
        yield Hands(executor, lambda: _threads_of(client), FAR)
    else:
        known = getattr(executor, "_max_workers", None)
        number = known if isinstance(known, int) else cores()
        near = isinstance(executor, ThreadPoolExecutor)
        yield Hands(executor, lambda: number, NEAR if near else FAR)


def _client(address: str) -> Any:
    try:
        client: Callable[..., Any] = import_module("distributed").Client
    except ImportError:
        raise ModuleNotFoundError("needs distributed, which is not installed: pip install 'vaxsim[dask]'") from None
    try:
        return client(address, timeout=ANSWER_WITHIN, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # a timeout is an OSError
        raise LostError(f"no Dask cluster answers at {address}: {error or type(error).__name__}") from error


def _threads_of(client: Any) -> int:
    """Threads of all workers that a cluster has at the moment, at least one: more may come."""
    workers = client.scheduler_info(n_workers=-1)["workers"] if client.scheduler else {}
    return max(1, sum(int(worker["nthreads"]) for worker in workers.values()))
