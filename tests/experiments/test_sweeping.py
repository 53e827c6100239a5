"""Sweeps: the numbers of replicate for every point, whoever runs them, and whatever happens on the way."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import tomllib
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vaxsim as vs
from tests.documents import ROOT
from tests.sites import SMALL
from vaxsim.experiments import chunking, hands, sweeping
from vaxsim.experiments.chunking import Cutter, tasks_of
from vaxsim.experiments.hands import LostError
from vaxsim.experiments.jobs import Chunk, Task
from vaxsim.experiments.store import Store, StoreError
from vaxsim.scenario import Scenario, ScenarioError

VARY = {"stations.vaccination.desks": range(1, 4), "arrivals.appointments.per_slot": [5, 10]}
REPS = 6


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with two stations and one group of staff."""
    return Scenario.from_dict(tomllib.loads(SMALL))


@pytest.fixture(scope="module")
def expected(site: Scenario, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the sweep, run at once in one thread."""
    path = tmp_path_factory.mktemp("expected") / "store.db"
    return digest_of(site, path, engine="reference", threads=1)


def digest_of(site: Scenario, path: Path, **how: Any) -> str:
    vs.sweep(site, VARY, REPS, store=path, **how)
    with Store(path) as store:
        return store.digest()


def test_every_point_has_the_numbers_of_replicate(site):
    found = vs.sweep(site, VARY, REPS)
    assert [dict(point.changes) for point in found.points] == [
        {"stations.vaccination.desks": desks, "arrivals.appointments.per_slot": n}
        for desks in (1, 2, 3)
        for n in (5, 10)
    ]
    for point in found.points:
        alone = vs.replicate(site.replace(point.changes), REPS)
        daily = alone.daily.assign(**{"share(wait <= 600)": alone.promise_values[:, 2]})
        for heading in point.headings:
            assert np.array_equal(point.column(heading.key), daily[heading.key], equal_nan=True), heading


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_any_number_of_threads_gives_the_same_integers_by_the_other_engine(site, expected, threads, tmp_path):
    assert digest_of(site, tmp_path / "store.db", engine="kernel", threads=threads) == expected


@pytest.mark.parametrize("seconds", [1e-9, 0.01, 100])
def test_any_chunking_gives_the_same_integers(site, expected, seconds, tmp_path, monkeypatch):
    monkeypatch.setattr(hands, "NEAR", seconds)
    monkeypatch.setattr(chunking, "SHORTEST", seconds)
    assert digest_of(site, tmp_path / "store.db", threads=1) == expected


def test_any_executor_will_do(site, expected, tmp_path):
    with ThreadPoolExecutor(3) as executor:
        assert digest_of(site, tmp_path / "store.db", executor=executor) == expected
        assert executor.submit(int).result() == 0, "it is not shut down"


def test_shards_merge_to_the_whole_sweep(site, expected, tmp_path):
    for shards in (3, 20):
        with Store(tmp_path / f"{shards}.db", _about(site)) as merged:
            for index in range(1, shards + 1):
                part = vs.sweep(site, VARY, REPS, store=tmp_path / f"{index} of {shards}.db", shard=(index, shards))
                with Store(tmp_path / f"{index} of {shards}.db") as one:
                    assert merged.take(one) == part.runs
            assert merged.digest() == expected


def _about(site: Scenario) -> Any:
    from vaxsim.experiments.jobs import VERSION
    from vaxsim.experiments.portable import pack
    from vaxsim.experiments.store import About

    return About(pack(site).digest, site.seed, VERSION)


def test_only_what_is_missing_is_run(site, expected, tmp_path, monkeypatch):
    path = tmp_path / "store.db"
    vs.sweep(site, {**VARY, "stations.vaccination.desks": [1, 2]}, 3, store=path)
    run: list[Task] = []
    carry_out = sweeping.carry_out

    def counted(job):
        run.extend(job.tasks)
        return carry_out(job)

    monkeypatch.setattr(sweeping, "carry_out", counted)
    assert digest_of(site, path, threads=1) == expected
    done = sorted((task.changes["stations.vaccination.desks"], task.first, task.last) for task in run)
    assert {first for desks, first, _ in done if desks < 3} == {4}
    assert sum(last - first + 1 for _, first, last in done) == 4 * 3 + 2 * 6
    run.clear()
    assert digest_of(site, path) == expected
    assert not run


def test_fewer_replications_than_are_stored_are_the_first_ones(site, tmp_path):
    path = tmp_path / "store.db"
    vs.sweep(site, VARY, REPS, store=path)
    few = vs.sweep(site, VARY, 2, store=path)
    assert few.runs == 12
    assert few.summary().equals(vs.sweep(site, VARY, 2).summary())


def test_a_point_that_fails_is_recorded_and_the_others_go_on(site, tmp_path):
    desks = {"stations.vaccination.desks": [0, 1, 2]}
    found = vs.sweep(site, desks, 2, store=tmp_path / "store.db")
    assert [len(point.replications) for point in found.points] == [0, 2, 2]
    assert found.errors["stations.vaccination.desks"].tolist() == [0]
    assert "got 0; allowed: a whole number" in found.errors["error"].iloc[0]
    with Store(tmp_path / "store.db") as store:
        assert [bool(point.error) for point in store.points()] == [True, False, False]


def test_what_fails_unforeseen_is_recorded_too(site):
    def own(result):
        raise MemoryError("too much")

    found = vs.sweep(site, {"stations.vaccination.desks": [1]}, 2, own=own, threads=1)
    assert found.errors["error"].tolist() == ["MemoryError: too much"]


@pytest.mark.parametrize(
    "path", ["stations.vaccination.desk", "statons.vaccination.desks", "stations.vacination.desks"]
)
def test_a_field_that_is_not_there_is_refused_before_anything_is_run(site, path, tmp_path):
    with pytest.raises(ScenarioError, match="did you mean"):
        vs.sweep(site, {path: range(1, 4)}, 2, store=tmp_path / "store.db")
    assert not (tmp_path / "store.db").exists()


def test_numbers_of_ones_own_are_kept_beside_the_others(site):
    found = vs.sweep(
        site, {"stations.vaccination.desks": [1, 2]}, 3, own=lambda day: {"booked": len(day.patients)}, threads=1
    )
    assert found.summary()["booked"].tolist() == [40.0, 40.0]
    assert "booked" in found.shown


@pytest.mark.parametrize("change", [{"seed": 9}, {"scenario": {"stations.vaccination.service": 5}}])
def test_a_store_of_something_else_is_refused(site, change, tmp_path):
    path = tmp_path / "store.db"
    vs.sweep(site, VARY, 1, store=path)
    other = site.replace(change.get("scenario", {}))
    with pytest.raises(StoreError, match="it holds runs"):
        vs.sweep(other, VARY, 1, seed=change.get("seed"), store=path)


def test_what_changes_no_day_changes_no_store(site, tmp_path):
    vs.sweep(site, VARY, 1, store=tmp_path / "store.db")
    vs.sweep(site.replace({"title": "Other", "replications": 7}), VARY, 1, store=tmp_path / "store.db")


def test_csv_files_travel_with_the_scenario_and_count(tmp_path):
    for name, minutes in (("a.csv", "09:00"), ("b.csv", "09:30")):
        (tmp_path / name).write_text(f"arrival\n{minutes}\n")
    data = tomllib.loads(SMALL)
    data["arrivals"] = [{"kind": "trace", "file": "a.csv", "time": "arrival"}]
    site = Scenario.from_dict(data, tmp_path)
    found = vs.sweep(site, {"arrivals.trace.file": ["a.csv", "b.csv"]}, 1, store=tmp_path / "store.db")
    assert found.summary("dosed")["dosed"].tolist() == [1.0, 1.0]
    (tmp_path / "b.csv").write_text("arrival\n09:30\n09:40\n")
    found = vs.sweep(site, {"arrivals.trace.file": ["a.csv", "b.csv"]}, 1, store=tmp_path / "store.db")
    assert found.summary("dosed")["dosed"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"reps": 0}, "reps must be 1 or more"),
        ({"seed": -1}, "seed must be 0 or more"),
        ({"threads": 0}, "threads must be 1 or more"),
        ({"shard": (3, 2)}, "shards 1 to 2, not 3"),
        ({"shard": (0, 2)}, "shard must be 1 or more"),
        ({"reps": 10**9}, "--allow-large"),
    ],
)
def test_what_is_out_of_range_is_refused(site, how, why):
    with pytest.raises(ValueError, match=why):
        vs.sweep(site, VARY, **how)


class Dying(Executor):
    """An executor whose workers die after two jobs."""

    def __init__(self) -> None:
        self.left = 2

    def submit(self, work, /, *args, **more):
        future: Future[Chunk] = Future()
        self.left -= 1
        if self.left < 0:
            future.set_exception(BrokenPipeError("worker died"))
        else:
            future.set_result(work(*args, **more))
        return future


def test_workers_that_die_lose_nothing_that_was_stored(site, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(chunking, "SHORTEST", 1e-9)
    monkeypatch.setattr(hands, "FAR", 1e-9)
    with pytest.raises(LostError, match="worker died"):
        vs.sweep(site, VARY, REPS, store=tmp_path / "store.db", executor=Dying())
    with Store(tmp_path / "store.db") as store:
        assert store.done()
    assert digest_of(site, tmp_path / "store.db") == expected


SWEEP = """
import sys, tomllib
import vaxsim as vs
from tests.experiments.test_sweeping import REPS, VARY
from tests.sites import SMALL
from vaxsim.experiments import chunking, hands

hands.NEAR = chunking.SHORTEST = 1e-9
vs.sweep(vs.Scenario.from_dict(tomllib.loads(SMALL)), VARY, REPS, store=sys.argv[1], engine="reference", threads=1)
"""


def test_killed_at_any_moment_it_goes_on_where_it_was(site, expected, tmp_path):
    path = tmp_path / "store.db"
    kept = [0]
    for further in (1, 3, 9):  # runs beyond those of the last time, after which it is killed
        child = subprocess.Popen([sys.executable, "-c", SWEEP, str(path)], cwd=ROOT)
        while child.poll() is None and _runs_in(path) < kept[-1] + further:
            time.sleep(0.001)
        child.send_signal(signal.SIGKILL)
        child.wait()
        kept.append(_runs_in(path))
    assert kept[0] < kept[1] < kept[2] < kept[3] < 36, kept
    assert digest_of(site, path) == expected


def _runs_in(path: Path) -> int:
    try:
        with Store(path) as store:
            return sum(map(len, store.done().values()))
    except StoreError:
        return 0


@given(st.data())
def test_tasks_cover_what_is_missing_once_however_they_are_dealt_and_cut(data):
    reps, shards = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 9))
    points = {str(n): {"a": n} for n in range(data.draw(st.integers(1, 6)))}
    everything = {(key, r) for key in points for r in range(1, reps + 1)}
    there = data.draw(st.sets(st.sampled_from(sorted(everything))))
    done = {key: sorted(r for k, r in there if k == key) for key in points}
    covered = []
    for index in range(1, shards + 1):
        cutter = Cutter(tasks_of(points, reps, done, (index, shards)), 100.0, "reference")
        while cutter:
            tasks = cutter.cut(data.draw(st.floats(1e-3, 1)), data.draw(st.integers(1, 7)))
            cutter.learn(tasks, data.draw(st.floats(1e-6, 10)))
            covered += [(task.point, r) for task in tasks for r in range(task.first, task.last + 1)]
    assert sorted(covered) == sorted(everything - there)
