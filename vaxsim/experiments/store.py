"""The store of a sweep: one SQLite file that holds every run, whatever happens to the program that writes it.

A chunk of runs is written in one transaction, to a log beside the file that SQLite reads again after a crash (WAL): a
program that is killed loses the chunk it was writing and no more.  A store that was closed is one file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments import jobs
from vaxsim.experiments.jobs import Heading, Runs
from vaxsim.experiments.storefile import (
    About,
    DamagedError,
    NotStoredError,
    StoreError,
    checksum,
    close,
    opened,
    spoken,
)

__all__ = ["About", "DamagedError", "NotStoredError", "Store", "StoreError", "Stored"]

Floats = NDArray[np.float64]
T = TypeVar("T")


SHIFT, MASK = 32, 2**32 - 1
"""The number of a run is that of its point, shifted by so many bits, and that of its replication within the mask."""
AT_A_TIME = 1000
"""Rows in one statement; SQLite takes 32,766 values."""


@dataclass(frozen=True)
class Stored:
    """A point of a store."""

    key: str
    changes: Mapping[str, Any]
    headings: tuple[Heading, ...]
    error: str
    runs: int


class Store:
    """A store that is open; a context manager.  Every method raises StoreError where the file cannot be used."""

    def __init__(self, path: str | Path, about: About | None = None) -> None:
        """Open the store at `path`, or make one for runs of `about` if there is none.

        Raises StoreError if there is no store and `about` is None, if the file is no store or of another format, or if
        its runs do not go with `about`.
        """
        self.path = Path(path)
        if about is None and not self.path.exists():
            raise StoreError(f"{path}: there is no such store")
        with self._spoken():
            self._file, self.about = opened(self.path, about)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        close(self._file)

    def add(self, changes: Mapping[str, Mapping[str, Any]], runs: Iterable[Runs]) -> None:
        """Write the runs of a chunk, all or none of them; `changes` by the key of their points.

        A run that is there already stays as it is.  A point that has runs has no error any more.
        """
        with self._spoken(), self._file:
            self._file.execute("BEGIN IMMEDIATE")
            self._write(changes, list(runs))

    def done(self) -> dict[str, list[int]]:
        """The replications of each point that are there, by its key, in order."""
        found: dict[str, list[int]] = {}
        rows = f"SELECT key, runs.id & {MASK} FROM runs JOIN points ON points.id = runs.id >> {SHIFT} ORDER BY runs.id"
        with self._spoken():
            for key, replication in self._file.execute(rows):
                found.setdefault(key, []).append(replication)
        return found

    def points(self) -> list[Stored]:
        """All points, in the order in which they came."""
        rows = (
            "SELECT key, changes, text, error, coalesce(days, 0) FROM points "
            f"LEFT JOIN (SELECT id >> {SHIFT} AS point, count(*) AS days FROM runs GROUP BY 1) ON point = points.id "
            "LEFT JOIN headings ON headings = headings.id ORDER BY points.id"
        )
        with self._spoken():
            return [
                Stored(key, json.loads(changes), jobs.read(text or ""), error, runs)
                for key, changes, text, error, runs in self._file.execute(rows)
            ]

    def values(self, key: str, most: int | None = None) -> tuple[list[int], Floats]:
        """Replications 1 to `most` of a point that are there, in order, and their numbers, [replications, headings].

        Raises DamagedError if one of them is not what was written.
        """
        rows = (
            f"SELECT runs.id, numbers, checksum FROM points JOIN runs "
            f"ON runs.id BETWEEN points.id << {SHIFT} AND (points.id << {SHIFT}) + ? WHERE key = ? ORDER BY runs.id"
        )
        with self._spoken():
            found = self._file.execute(rows, (MASK if most is None else most, key)).fetchall()
        damaged = [number & MASK for number, packed, check in found if checksum(number, packed) != check]
        if damaged:
            raise DamagedError(
                f"{self.path}: is damaged: replication {damaged[0]} of point {key[:12]} is not what was written; the "
                "sweep, run again with this store, runs it again"
            )
        numbers = np.frombuffer(b"".join(packed for _, packed, _ in found), "<f8").astype(np.float64)
        return [number & MASK for number, *_ in found], numbers.reshape(len(found), -1) if found else np.empty((0, 0))

    def damaged(self) -> list[tuple[str, int]]:
        """Runs that are not what was written: the key of the point and the replication."""
        rows = f"SELECT key, runs.id, numbers, checksum FROM runs JOIN points ON points.id = runs.id >> {SHIFT}"
        with self._spoken():
            found = self._file.execute(f"{rows} ORDER BY runs.id")
            return [(key, number & MASK) for key, number, packed, check in found if checksum(number, packed) != check]

    def drop_damaged(self, points: Collection[str]) -> list[tuple[str, int]]:
        """Take the damaged runs of some points out, so that they can be run again; which those were."""
        found = [(key, replication) for key, replication in self.damaged() if key in points]
        if found:
            sentence = f"DELETE FROM runs WHERE id = (SELECT (id << {SHIFT}) + ? FROM points WHERE key = ?)"
            with self._spoken(), self._file:
                self._file.execute("BEGIN IMMEDIATE")
                self._file.executemany(sentence, [(replication, key) for key, replication in found])
        return found

    def violations(self) -> list[tuple[str, int, str]]:
        """What did not add up: the key of the point, the replication and what is wrong."""
        rows = "SELECT key, replication, message FROM violations JOIN points ON point = id ORDER BY 1, 2, 3"
        with self._spoken():
            return self._file.execute(rows).fetchall()

    def digest(self) -> str:
        """SHA-256 (hex) of all runs, whatever the order in which they came."""
        total = hashlib.sha256(json.dumps([self.about.scenario, self.about.seed]).encode())
        rows = (
            f"SELECT key, runs.id & {MASK}, numbers FROM points JOIN runs "
            f"ON runs.id BETWEEN points.id << {SHIFT} AND (points.id << {SHIFT}) + {MASK} ORDER BY key, runs.id"
        )
        with self._spoken():
            for key, replication, numbers in self._file.execute(rows):
                total.update(f"{key} {replication} ".encode() + numbers)
        return total.hexdigest()

    def take(self, other: Store) -> int:
        """Add all runs of another store, all or none of them; how many were new.

        Raises StoreError if they do not go together, or a run that both hold differs.
        """
        refusal = other.about.refusal(self.about)
        if refusal:
            raise StoreError(f"{other.path}: {refusal}; nothing was taken from it")
        with self._spoken(), self._file:
            self._file.execute("BEGIN IMMEDIATE")
            before = self._count()
            for point in other.points():
                self._take(other, point)
            self._insert_violations(other.violations())
            return self._count() - before

    def _count(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM runs").fetchone()[0])

    def _take(self, other: Store, point: Stored) -> None:
        numbers, values = other.values(point.key)
        self._refuse_other_results(other, point, numbers, values)
        error = Runs(point.key, 1, error=point.error)
        headings = jobs.written(point.headings)
        pieces = [Runs(point.key, n, headings, row[None]) for n, row in zip(numbers, values, strict=True)]
        self._write({point.key: point.changes}, pieces or [error])

    def _refuse_other_results(self, other: Store, point: Stored, numbers: list[int], values: Floats) -> None:
        ours = dict(zip(*self.values(point.key), strict=True))
        for number, row in zip(numbers, values, strict=True):
            if number in ours and ours[number].tobytes() != row.tobytes():
                changed = json.dumps(point.changes, ensure_ascii=False)
                raise StoreError(f"{other.path}: replication {number} of {changed} has other numbers in {self.path}")

    def _write(self, changes: Mapping[str, Mapping[str, Any]], runs: Sequence[Runs]) -> None:
        """Write runs in few statements: each lets go of Python's lock and waits for the threads that compute."""
        lists = self._lists({each.headings for each in runs if each.values is not None})
        ids: dict[str, int] = {}
        for key, number, of, error in self._points(changes, runs, lists):
            ids[key] = number
            self._amend([each for each in runs if each.point == key], lists, of, error)
        rows = [
            _row((ids[each.point] << SHIFT) + replication, row.tobytes())
            for each in runs
            if each.values is not None
            for replication, row in enumerate(np.ascontiguousarray(each.values, "<f8"), each.first)
        ]
        self._insert("runs (id, numbers, checksum)", rows)
        self._insert_violations([(each.point, *what) for each in runs for what in each.violations])

    def _lists(self, texts: Iterable[str]) -> dict[str, int]:
        """The numbers of lists of headings, written if they are new."""
        rows = [(text,) for text in texts]
        self._insert("headings (text)", rows)
        return {
            text: self._file.execute("SELECT id FROM headings WHERE text = ?", (text,)).fetchone()[0]
            for (text,) in rows
        }

    def _points(
        self, changes: Mapping[str, Mapping[str, Any]], runs: Sequence[Runs], lists: Mapping[str, int]
    ) -> Iterator[tuple[str, int, int | None, str]]:
        """Key, number, headings and error of the points of some runs, written if they are new."""
        new = [(each.point, _text(changes[each.point]), lists.get(each.headings), each.error) for each in runs]
        self._insert("points (key, changes, headings, error)", new)
        for block in _blocks([key for key, *_ in new], AT_A_TIME):
            marks = ", ".join("?" * len(block))
            yield from self._file.execute(f"SELECT key, id, headings, error FROM points WHERE key IN ({marks})", block)

    def _amend(self, runs: Sequence[Runs], lists: Mapping[str, int], of: int | None, error: str) -> None:
        """Give a point that was there its headings or error.  Raises StoreError if it has other headings."""
        for each in runs:
            mine = None if each.values is None else lists[each.headings]
            if of is not None and mine not in (None, of):
                raise StoreError(f"{self.path}: holds other numbers of the same point; name another store")
            if of is None and (mine, each.error) != (of, error):
                sentence = "UPDATE points SET headings = ?, error = ? WHERE key = ?"
                self._file.execute(sentence, (mine, each.error, each.point))

    def _insert_violations(self, found: Iterable[tuple[str, int, str]]) -> None:
        sentence = "INSERT OR IGNORE INTO violations SELECT id, ?, ? FROM points WHERE key = ?"
        self._file.executemany(sentence, [(replication, message, key) for key, replication, message in found])

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert those rows that are not there yet."""
        for block in _blocks(rows, AT_A_TIME):
            marks = ", ".join([f"({', '.join('?' * len(block[0]))})"] * len(block))
            values = [value for row in block for value in row]
            self._file.execute(f"INSERT OR IGNORE INTO {table} VALUES {marks}", values)

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Errors of SQLite as StoreError, in words."""
        with spoken(self.path):
            yield


def _row(number: int, packed: bytes) -> tuple[int, bytes, int]:
    """A row of the table of runs."""
    return number, packed, checksum(number, packed)


def _text(changes: Mapping[str, Any]) -> str:
    return json.dumps(dict(changes), ensure_ascii=False)


def _blocks(rows: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The rows, so many at a time."""
    for begin in range(0, len(rows), most):
        yield rows[begin : begin + most]
