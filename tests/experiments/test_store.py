"""The store of a sweep: what it holds, what it refuses, and that nothing is lost."""

from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from vaxsim.experiments.jobs import Heading, Runs, written
from vaxsim.experiments.store import MASK, About, DamagedError, NotStoredError, Store, StoreError
from vaxsim.experiments.storefile import FORMAT

ABOUT = About("0" * 64, 1, "0.1.0", title="Site")
HEADINGS = (Heading("dosed", "dosed", "", "site", "patients"), Heading("overtime", "overtime", "", "site", "min"))
CHANGES = {"one": {"a": 1}, "two": {"a": 2}}


def runs(point: str, first: int, *rows: tuple[float, float]) -> Runs:
    return Runs(point, first, written(HEADINGS), np.array(rows))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "store.db"


def test_what_is_stored_comes_back_bit_for_bit(path):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [runs("one", 3, (0.1, np.nan)), runs("one", 1, (1, 2), (3, 4))])
    with Store(path) as store:
        numbers, values = store.values("one")
        (point,) = store.points()
    assert numbers == [1, 2, 3]
    assert np.array_equal(values, [[1, 2], [3, 4], [0.1, np.nan]], equal_nan=True)
    assert (point.changes, point.headings, point.runs, point.error) == ({"a": 1}, HEADINGS, 3, "")


def test_a_store_that_was_closed_is_one_file_that_can_be_read_where_nothing_can_be_written(path):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [runs("one", 1, (1, 2))])
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as file:
        assert file.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_two_programs_may_write_to_a_store_at_once(path):
    with Store(path, ABOUT) as one, Store(path, ABOUT) as two:
        one.add(CHANGES, [runs("one", 1, (1, 2))])
        two.add(CHANGES, [runs("one", 1, (1, 2)), runs("two", 1, (3, 4))])
        assert one.done() == two.done() == {"one": [1], "two": [1]}


def test_a_chunk_is_written_whole_or_not_at_all(path):
    with Store(path, ABOUT) as store:
        with pytest.raises(KeyError):
            store.add(CHANGES, [runs("one", 1, (1, 2)), runs("unknown", 1, (1, 2))])
        assert store.done() == {}
        assert store.points() == []


def test_a_run_that_is_there_stays_as_it_is(path):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [runs("one", 1, (1, 2))])
        store.add(CHANGES, [runs("one", 1, (8, 9), (3, 4))])
        assert store.values("one")[1].tolist() == [[1, 2], [3, 4]]
        assert store.values("one", 1)[0] == [1]


def test_an_error_is_kept_until_the_point_has_runs(path):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [Runs("one", 1, error="no desks")])
        assert [point.error for point in store.points()] == ["no desks"]
        store.add(CHANGES, [runs("one", 1, (1, 2))])
        store.add(CHANGES, [Runs("one", 2, error="no desks")])
        assert [point.error for point in store.points()] == [""]


def test_violations_are_kept_with_their_replication(path):
    wrong = dataclasses.replace(runs("one", 1, (1, 2)), violations=((1, "somebody vanished"),))
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [wrong])
        assert store.violations() == [("one", 1, "somebody vanished")]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"scenario": "1" * 64}, "another scenario"),
        ({"seed": 2}, "with seed 1, not 2"),
        ({"version": "0.2.0"}, "of vaxsim 0.1.0, not 0.2.0"),
        ({"own": "lateness"}, "of nobody, not of lateness"),
    ],
)
def test_runs_that_do_not_go_together_are_refused_with_the_reason(path, other, why):
    Store(path, ABOUT).__exit__()
    with pytest.raises(StoreError, match=why):
        Store(path, dataclasses.replace(ABOUT, **other))


def test_a_file_that_is_no_store_is_refused_and_left_alone(path):
    path.write_text("minutes,people\n" * 100)
    before = path.read_bytes()
    for about in (ABOUT, None):
        with pytest.raises(StoreError, match="is no store"):
            Store(path, about)
    assert path.read_bytes() == before


def test_somebody_elses_database_is_refused_and_left_alone(path):
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE mine (a)")
    with pytest.raises(StoreError, match="is no store"):
        Store(path, ABOUT)


def test_a_store_of_a_newer_format_is_refused(path):
    Store(path, ABOUT).__exit__()
    with sqlite3.connect(path) as file:
        file.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(StoreError, match=f"of format {FORMAT + 1}"):
        Store(path)


def test_a_store_of_an_older_format_is_refused_for_it_has_no_checksums(path):
    Store(path, ABOUT).__exit__()
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 1")
    for about in (ABOUT, None):
        with pytest.raises(StoreError, match="of format 1, which has no checksums"):
            Store(path, about)


def flip(path: Path, replication: int, byte: int = 6) -> None:
    """Flip a bit of a replication of every point, as a disk may of one."""
    with sqlite3.connect(path) as file:
        found = file.execute(f"SELECT id, numbers FROM runs WHERE id & {MASK} = {replication}").fetchall()
        for number, packed in found:
            changed = packed[:byte] + bytes([packed[byte] ^ 0x10]) + packed[byte + 1 :]
            file.execute("UPDATE runs SET numbers = ? WHERE id = ?", (changed, number))


@pytest.mark.parametrize("byte", [0, 6, 15])
def test_a_run_with_a_flipped_bit_is_not_read_but_named(path, byte):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [runs("one", 1, (1, 2), (3, 4)), runs("two", 3, (5, 6))])
    flip(path, 2, byte)
    with Store(path) as store:
        assert store.damaged() == [("one", 2)]
        with pytest.raises(DamagedError, match="replication 2 of point one is not what was written"):
            store.values("one")
        assert store.values("one", 1)[1].tolist() == [[1, 2]]
        assert store.values("two")[1].tolist() == [[5, 6]]
        with Store(path.with_name("other.db"), ABOUT) as other, pytest.raises(DamagedError):
            other.take(store)


def test_damaged_runs_are_taken_out_to_be_run_again(path):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [runs("one", 1, (1, 2), (3, 4)), runs("two", 3, (5, 6))])
    flip(path, 2)
    with Store(path) as store:
        assert store.drop_damaged(["two"]) == []
        assert store.drop_damaged(["one"]) == [("one", 2)]
        assert store.done() == {"one": [1], "two": [3]}
        assert store.damaged() == []


def test_a_store_that_can_only_be_read_is_opened_for_what_it_holds(path, monkeypatch):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [runs("one", 1, (1, 2))])
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda at, **rest: connect(f"file:{at}?mode=ro", uri=True, **rest))
    with Store(path, ABOUT) as store:
        assert store.done() == {"one": [1]}
        with pytest.raises(NotStoredError, match="readonly"):
            store.add(CHANGES, [runs("two", 1, (1, 2))])


def test_a_store_that_is_not_there_or_cannot_be_made_is_refused(path, tmp_path):
    with pytest.raises(StoreError, match="there is no such store"):
        Store(path)
    with pytest.raises(NotStoredError, match="cannot be used"):
        Store(tmp_path / "missing" / "store.db", ABOUT)
    with pytest.raises(NotStoredError, match="cannot be used"):
        Store(tmp_path, ABOUT)


def test_a_full_disk_loses_nothing_that_was_stored(path):
    with Store(path, ABOUT) as store:
        store.add(CHANGES, [runs("one", 1, (1, 2))])
        (pages,) = store._file.execute("PRAGMA page_count").fetchone()
        store._file.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(NotStoredError, match="full"):
            store.add(CHANGES, [runs("two", 1, *[(3.0, 4.0)] * 5000)])
        assert store.done() == {"one": [1]}


def test_stores_merge_to_what_one_would_hold(tmp_path):
    with Store(tmp_path / "whole.db", ABOUT) as whole:
        whole.add(CHANGES, [runs("one", 1, (1, 2), (3, 4)), runs("two", 1, (5, 6))])
        expected = whole.digest()
    with Store(tmp_path / "a.db", ABOUT) as a, Store(tmp_path / "b.db", ABOUT) as b:
        a.add(CHANGES, [runs("two", 1, (5, 6)), Runs("one", 2, error="out of memory")])
        b.add(CHANGES, [runs("one", 1, (1, 2), (3, 4)), runs("two", 1, (5, 6))])
        with Store(tmp_path / "merged.db", ABOUT) as merged:
            assert [merged.take(a), merged.take(b), merged.take(b)] == [1, 2, 0]
            assert merged.digest() == expected != a.digest()
            assert [point.error for point in merged.points()] == ["", ""]


def test_stores_that_contradict_each_other_do_not_merge(tmp_path):
    with Store(tmp_path / "a.db", ABOUT) as a, Store(tmp_path / "b.db", ABOUT) as b:
        a.add(CHANGES, [runs("one", 1, (1, 2))])
        b.add(CHANGES, [runs("two", 1, (1, 2)), runs("one", 1, (1, 3))])
        with pytest.raises(StoreError, match="other numbers"):
            a.take(b)
        assert a.done() == {"one": [1]}
    other = dataclasses.replace(ABOUT, seed=2)
    with Store(tmp_path / "c.db", other) as c, Store(tmp_path / "a.db") as a, pytest.raises(StoreError, match="seed 2"):
        a.take(c)
