"""Chunking: cutting the work of a sweep into jobs that take about as long as they should."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from vaxsim.experiments.jobs import Task

PER_VISIT = {"kernel": 1.5e-6, "reference": 15e-6}
"""Seconds for a visit to a station, to begin with."""
PER_POINT = 5e-3
"""Seconds to read and compile a point, to begin with."""
SHORTEST = 0.02
"""Seconds; shorter jobs are not worth their bookkeeping."""
REMEMBERED = 7
"""Jobs whose pace counts."""


class Cutter:
    """Cuts tasks off the work that is left, each time as much as fits into some seconds at the pace seen so far."""

    def __init__(self, tasks: Iterable[Task], visits: float, engine: str) -> None:
        """`visits` is about how many visits to stations a replication has."""
        self._left = deque(tasks)
        self._per_day = max(visits, 1.0) * PER_VISIT[engine]
        self._paces: deque[float] = deque(maxlen=REMEMBERED)
        self._pace = 1.0
        self._seconds = sum(map(self.estimate, self._left))

    def __bool__(self) -> bool:
        return bool(self._left)

    def estimate(self, task: Task) -> float:
        """Seconds that a task was thought to take to begin with."""
        return PER_POINT + task.runs * self._per_day

    def learn(self, tasks: Sequence[Task], seconds: float) -> None:
        """Note how long a job of some tasks took."""
        self._paces.append(seconds / sum(map(self.estimate, tasks)))
        self._pace = statistics.median(self._paces)

    def cut(self, seconds: float, workers: int) -> tuple[Task, ...]:
        """The next tasks: what fits into so many seconds, less towards the end so that all workers end together."""
        share = self._seconds * self._pace / (2 * workers)
        room = max(min(seconds, share), SHORTEST) / max(self._pace, 1e-9)
        taken: list[Task] = []
        while self._left and not (taken and self.estimate(self._left[0]) > room):  # a point that is cut is read twice
            task = self._shortened(room)
            taken.append(task)
            room -= self.estimate(task)
        self._seconds -= sum(map(self.estimate, taken))
        return tuple(taken)

    def _shortened(self, room: float) -> Task:
        """The first task that is left, or as many of its replications as there is room for; at least one."""
        task = self._left.popleft()
        days = max(1, int((room - PER_POINT) / self._per_day))
        if days >= task.runs:
            return task
        middle = task.first + days
        self._left.appendleft(Task(task.point, task.changes, middle, task.last))
        return Task(task.point, task.changes, task.first, middle - 1)


def tasks_of(
    points: Mapping[str, Mapping[str, Any]],
    reps: int,
    done: Mapping[str, Sequence[int]],
    shard: tuple[int, int] = (1, 1),
) -> list[Task]:
    """Replications 1 to `reps` of the points, by their keys, but for those that are done; of all that, one shard.

    Shards are dealt like cards: whole points, or parts of them where there are fewer points than shards.
    """
    index, shards = shard
    parts = min(reps, -(-shards // max(len(points), 1)))
    bounds = [1 + reps * part // parts for part in range(parts + 1)]
    blocks = [(key, first, end) for key in points for first, end in pairwise(bounds)]
    return [
        Task(key, points[key], begin, last)
        for key, first, end in blocks[index - 1 :: shards]
        for begin, last in _gaps(first, end - 1, done.get(key, ()))
    ]


def _gaps(first: int, last: int, done: Sequence[int]) -> list[tuple[int, int]]:
    """Ranges of the numbers from first to last that are not among those done, which are in order."""
    ends = [number for number in done if first <= number <= last]
    starts = [first, *(number + 1 for number in ends)]
    stops = [*(number - 1 for number in ends), last]
    return [(begin, end) for begin, end in zip(starts, stops, strict=True) if begin <= end]
