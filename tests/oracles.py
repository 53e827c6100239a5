"""Second opinions: other ways to the same numbers, which share no code with the engines.

Times are integer ticks.  Arrays hold days in rows and patients in columns, patients in the order of their numbers.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ticks = NDArray[np.int64]


def waits(ready: Ticks, service: Ticks, desks: int) -> Ticks:
    """Waits in a first-come line before like desks, by the recursion of Kiefer and Wolfowitz (1955).

    `ready` and `service` have shape (days, patients); ready does not decrease along a row, and who comes first in the
    row goes first, equal times included.  The work ahead at each desk, in ascending order, is all that is kept: a
    patient waits for the least of it, adds to it, and then it melts until the next one comes.
    """
    work = np.zeros((ready.shape[0], desks), dtype=np.int64)
    gaps = np.diff(ready, axis=1, append=ready[:, -1:])
    found = np.empty_like(ready)
    for i in range(ready.shape[1]):
        found[:, i] = work[:, 0]
        work[:, 0] += service[:, i]
        work -= gaps[:, i : i + 1]
        np.maximum(work, 0, out=work)
        work.sort(axis=1)
    return found


@dataclass(frozen=True)
class Line:
    """What happens in a row of stations; int64 ticks (days, patients, stations)."""

    reached: Ticks
    began: Ticks
    ended: Ticks


def line_of_stations(arrival: Ticks, service: Ticks, desks: list[int], walk: Ticks | None = None) -> Line:
    """Patients walk from station to station; each has like desks and a first-come line (0 desks: no line at all).

    `arrival` has shape (days, patients), `service` and `walk` (days, patients, stations).  Lines are ordered by the
    tick at which the station was reached, then by number.  Services before the last station take at least one tick:
    with services of no length the order within a tick depends on more than these two.
    """
    reached, began, ended = (np.empty_like(service) for _ in range(3))
    ready = arrival
    for s, count in enumerate(desks):
        reached[:, :, s] = ready
        began[:, :, s] = ready + (_waits_in_turn(ready, service[:, :, s], count) if count else 0)
        ended[:, :, s] = began[:, :, s] + service[:, :, s]
        ready = ended[:, :, s] + (walk[:, :, s] if walk is not None else 0)
    return Line(reached, began, ended)


def _waits_in_turn(ready: Ticks, service: Ticks, desks: int) -> Ticks:
    turn = np.argsort(ready, axis=1, kind="stable")
    in_turn = waits(np.take_along_axis(ready, turn, 1), np.take_along_axis(service, turn, 1), desks)
    found = np.empty_like(ready)
    np.put_along_axis(found, turn, in_turn, 1)
    return found


def waits_by_urgency(ready: Ticks, service: Ticks, priority: Ticks) -> Ticks:
    """Waits at one desk whose line is ordered by (priority, ready, number); nobody is interrupted.

    All three have shape (patients,), `ready` in ascending order.  The desk is behind the doors of the site: when it
    becomes free, it takes one of those who came at an earlier tick; only if there is none, the next to come.
    """
    found = np.empty_like(ready)
    comes, takes, urgency = ready.tolist(), service.tolist(), priority.tolist()
    line: list[tuple[int, int]] = []
    free = coming = 0
    for _ in comes:
        while coming < len(comes) and comes[coming] < free:
            heapq.heappush(line, (urgency[coming], coming))
            coming += 1
        if line:
            _, taken = heapq.heappop(line)
        else:
            taken, coming = coming, coming + 1
        began = max(free, comes[taken])
        found[taken] = began - comes[taken]
        free = began + takes[taken]
    return found
