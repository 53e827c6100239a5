"""Who carries out a sweep: processes and a Dask cluster give the integers of one core, and what is missing is said."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import vaxsim as vs
from tests.documents import ROOT
from tests.experiments.test_sweeping import REPS, VARY, digest_of
from tests.sites import SMALL
from vaxsim.experiments import chunking, hands, jobs
from vaxsim.experiments.hands import LostError
from vaxsim.experiments.jobs import OtherVersionError
from vaxsim.experiments.store import Store
from vaxsim.scenario import Scenario

needs_dask = pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="distributed is not installed")


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with two stations and one group of staff."""
    return Scenario.from_dict(tomllib.loads(SMALL))


@pytest.fixture
def small_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs of one run each, so that there are many."""
    monkeypatch.setattr(hands, "FAR", 1e-9)
    monkeypatch.setattr(chunking, "SHORTEST", 1e-9)


def test_processes_give_the_integers_of_one_thread_and_carry_out_code_of_ones_own(site, tmp_path, monkeypatch):
    monkeypatch.setattr(hands, "WORTH_PROCESSES", 0)
    limit = 5.0  # what the function closes over travels with it
    here = os.getpid()

    def own(result):
        assert os.getpid() != here
        return {"longer": float((result.patients["wait"] > limit).sum())}

    alone = digest_of(site, tmp_path / "one.db", engine="reference", threads=1)
    found = vs.sweep(site, VARY, REPS, store=tmp_path / "two.db", engine="reference", threads=2, own=own)
    assert not len(found.errors), found.errors
    assert "longer" in found.summary()
    monkeypatch.setattr(hands, "threads", None)
    assert digest_of(site, tmp_path / "three.db", engine="reference", threads=2) == alone


class Cluster:
    """A Dask scheduler with worker processes on this machine, each of one thread."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder, self.workers = folder, []
        self._run("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", "it.json")
        for place in range(workers):
            options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", str(place))
            self.workers.append(self._run("worker", "--scheduler-file", "it.json", *options))

    def _run(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "30s"}
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
        log = (self.folder / f"{what}.log").open("ab")
        child = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)
        self.children = [*getattr(self, "children", []), child]
        return child

    @property
    def address(self) -> str:
        """Where the scheduler is, once it is there."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = re.search(r'"address": "(.*?)"', self._file())
            if found:
                return found[1]
            time.sleep(0.05)
        raise AssertionError((self.folder / "scheduler.log").read_text())

    def _file(self) -> str:
        path = self.folder / "it.json"
        return path.read_text() if path.exists() else ""

    def end(self) -> None:
        for child in reversed(self.children):
            child.kill()
            child.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler with two worker processes on loopback."""
    running = Cluster(tmp_path, 2)
    try:
        yield running
    finally:
        running.end()


@needs_dask
def test_a_dask_cluster_that_loses_a_worker_gives_the_integers_of_one_core(site, tmp_path, cluster, small_jobs):
    alone = digest_of(site, tmp_path / "alone.db", engine="reference", threads=1)
    path = tmp_path / "cluster.db"
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if done >= 4 and not killed:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
            killed.append(done)

    _wait_for_workers(cluster, 2)
    assert digest_of(site, path, engine="reference", dask=cluster.address, progress=kill_one) == alone
    assert killed
    assert killed[0] < 36
    assert cluster.workers[0].wait() == -signal.SIGKILL
    assert cluster.workers[1].poll() is None


@needs_dask
def test_a_cluster_that_is_lost_is_said_and_what_is_stored_is_kept(site, tmp_path, cluster, small_jobs):
    def end(done: int, total: int) -> None:
        if done == 3:
            threading.Thread(target=cluster.end).start()

    _wait_for_workers(cluster, 1)
    with pytest.raises(LostError, match="lost"):
        vs.sweep(site, VARY, 500, store=tmp_path / "store.db", engine="reference", dask=cluster.address, progress=end)
    with Store(tmp_path / "store.db") as store:
        assert sum(map(len, store.done().values())) >= 3


def _wait_for_workers(cluster: Cluster, count: int) -> None:
    from distributed import Client

    with Client(cluster.address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


@needs_dask
def test_a_cluster_that_is_not_there_is_said(site, monkeypatch):
    monkeypatch.setattr(hands, "ANSWER_WITHIN", 0.5)
    with pytest.raises(LostError, match=r"no Dask cluster answers at tcp://127\.0\.0\.1:9"):
        vs.sweep(site, VARY, 1, dask="tcp://127.0.0.1:9")


def test_without_distributed_it_is_said_how_to_get_it(site, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ModuleNotFoundError, match=r"vaxsim\[dask\]"):
        vs.sweep(site, VARY, 1, dask="tcp://127.0.0.1:9")


def test_another_version_on_a_worker_is_refused(site, monkeypatch):
    carry_out = jobs.carry_out
    monkeypatch.setattr(jobs, "VERSION", "0.0.1")
    with pytest.raises(OtherVersionError, match=r"vaxsim 0\.0\.1 was to do part of it"):
        vs.sweep(site, VARY, 1)
    assert carry_out is jobs.carry_out
