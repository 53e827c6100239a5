"""The store of a sweep: one SQLite file that holds every run, whatever happens to the program that writes it.

A chunk of runs is written in one transaction, with a rollback journal: that works on network drives too, and leaves
one file.  A program that is killed loses the chunk it was writing and no more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments import jobs
from vaxsim.experiments.jobs import Heading, Runs
from vaxsim.experiments.storefile import About, NotStoredError, StoreError, opened, spoken

__all__ = ["About", "NotStoredError", "Store", "StoreError", "Stored"]

Floats = NDArray[np.float64]


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

        Raises StoreError if there is no store and `about` is None, if the file is no store or of a newer format, or if
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
        self._file.close()

    def add(self, changes: Mapping[str, Mapping[str, Any]], runs: Iterable[Runs]) -> None:
        """Write the runs of a chunk, all or none of them; `changes` by the key of their points.

        A run that is there already stays as it is.  A point that has runs has no error any more.
        """
        with self._spoken(), self._file:
            self._file.execute("BEGIN IMMEDIATE")
            for each in runs:
                self._add(changes[each.point], each)

    def done(self) -> dict[str, list[int]]:
        """The replications of each point that are there, by its key, in order."""
        found: dict[str, list[int]] = {}
        rows = "SELECT key, replication FROM runs JOIN points ON point = id ORDER BY point, replication"
        with self._spoken():
            for key, replication in self._file.execute(rows):
                found.setdefault(key, []).append(replication)
        return found

    def points(self) -> list[Stored]:
        """All points, in the order in which they came."""
        rows = (
            "SELECT key, changes, text, error, (SELECT count(*) FROM runs WHERE point = points.id) FROM points "
            "LEFT JOIN headings ON headings = headings.id ORDER BY points.id"
        )
        with self._spoken():
            return [
                Stored(key, json.loads(changes), jobs.read(text or "[]"), error, runs)
                for key, changes, text, error, runs in self._file.execute(rows)
            ]

    def values(self, key: str, most: int | None = None) -> tuple[list[int], Floats]:
        """Replications 1 to `most` of a point that are there, in order, and their numbers, [replications, headings]."""
        rows = (
            "SELECT replication, numbers FROM runs WHERE point = (SELECT id FROM points WHERE key = ?) "
            "AND replication <= ? ORDER BY replication"
        )
        with self._spoken():
            found = self._file.execute(rows, (key, 2**62 if most is None else most)).fetchall()
        numbers = np.frombuffer(b"".join(packed for _, packed in found), "<f8").astype(np.float64)
        return [number for number, _ in found], numbers.reshape(len(found), -1) if found else np.empty((0, 0))

    def violations(self) -> list[tuple[str, int, str]]:
        """What did not add up: the key of the point, the replication and what is wrong."""
        rows = "SELECT key, replication, message FROM violations JOIN points ON point = id ORDER BY 1, 2, 3"
        with self._spoken():
            return self._file.execute(rows).fetchall()

    def digest(self) -> str:
        """SHA-256 (hex) of all runs, whatever the order in which they came."""
        total = hashlib.sha256(json.dumps([self.about.scenario, self.about.seed]).encode())
        rows = "SELECT key, replication, numbers FROM runs JOIN points ON point = id ORDER BY key, replication"
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
            wrong = [Runs(key, number, violations=((number, text),)) for key, number, text in other.violations()]
            for each in wrong:
                self._add_violations(self._id(each.point), each)
            return self._count() - before

    def _count(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM runs").fetchone()[0])

    def _take(self, other: Store, point: Stored) -> None:
        numbers, values = other.values(point.key)
        self._refuse_other_results(other, point, numbers, values)
        error = Runs(point.key, 1, point.headings, error=point.error)
        pieces = [Runs(point.key, n, point.headings, row[None]) for n, row in zip(numbers, values, strict=True)]
        for each in pieces or [error]:
            self._add(point.changes, each)

    def _refuse_other_results(self, other: Store, point: Stored, numbers: list[int], values: Floats) -> None:
        ours = dict(zip(*self.values(point.key), strict=True))
        for number, row in zip(numbers, values, strict=True):
            if number in ours and ours[number].tobytes() != row.tobytes():
                changed = json.dumps(point.changes, ensure_ascii=False)
                raise StoreError(f"{other.path}: replication {number} of {changed} has other numbers in {self.path}")

    def _add(self, changes: Mapping[str, Any], runs: Runs) -> None:
        point = self._point(runs, changes)
        if runs.values is None:
            sentence = "UPDATE points SET error = ? WHERE id = ? AND id NOT IN (SELECT point FROM runs)"
            self._file.execute(sentence, (runs.error, point))
            return
        self._set_headings(point, runs)
        packed = np.ascontiguousarray(runs.values, "<f8")
        rows = [(point, runs.first + place, row.tobytes()) for place, row in enumerate(packed)]
        self._file.executemany("INSERT OR IGNORE INTO runs VALUES (?, ?, ?)", rows)
        self._add_violations(point, runs)

    def _add_violations(self, point: int, runs: Runs) -> None:
        rows = [(point, number, message) for number, message in runs.violations]
        self._file.executemany("INSERT OR IGNORE INTO violations VALUES (?, ?, ?)", rows)

    def _point(self, runs: Runs, changes: Mapping[str, Any]) -> int:
        text = json.dumps(dict(changes), ensure_ascii=False)
        self._file.execute("INSERT OR IGNORE INTO points (key, changes) VALUES (?, ?)", (runs.point, text))
        return self._id(runs.point)

    def _id(self, key: str) -> int:
        return int(self._file.execute("SELECT id FROM points WHERE key = ?", (key,)).fetchone()[0])

    def _set_headings(self, point: int, runs: Runs) -> None:
        """Give a point its headings.  Raises StoreError if it has others."""
        text = jobs.written(runs.headings)
        self._file.execute("INSERT OR IGNORE INTO headings (text) VALUES (?)", (text,))
        (number,) = self._file.execute("SELECT id FROM headings WHERE text = ?", (text,)).fetchone()
        sentence = "UPDATE points SET headings = ?, error = '' WHERE id = ? AND coalesce(headings, ?) = ?"
        if not self._file.execute(sentence, (number, point, number, number)).rowcount:
            raise StoreError(f"{self.path}: holds other numbers of the same point; name another store")

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Errors of SQLite as StoreError, in words."""
        with spoken(self.path):
            yield
