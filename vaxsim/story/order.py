"""The order of events within one instant, as docs/contract.md has it ("One instant").

The records hold ticks only.  Within a tick the contract's own rule finds the order again: of all that is possible,
what stands first in the list of steps happens, once, and then again from the beginning.  An event is possible when
its patient has done what comes before it, and when units and desk are free; so something of no length, which begins
and ends in one instant, is told where it happened.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from heapq import heappop, heappush
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plan.arrays import NOBODY
from vaxsim.story.events import Event, Phase, Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def in_order(records: Records, events: Iterable[Event]) -> Iterator[Event]:
    """Events by tick, and within a tick as the contract orders an instant."""
    for _, instant in groupby(sorted(events, key=lambda event: event.tick), key=lambda event: event.tick):
        yield from _Instant(records, list(instant)).ordered()


class _Instant:
    """The events of one tick, and what of them has not happened yet."""

    def __init__(self, records: Records, events: list[Event]) -> None:
        self._records = records
        self._chains = _chains(events)
        self._busy = Counter(unit for event in events if event.frees for unit in event.units)
        self._leaving = Counter(event.station for event in events if event.phase is Phase.LEFT)
        self._taken: Counter[int] = Counter()  # desks by station, those that were left in this instant taken off
        self._possible: list[tuple[int, tuple[int, ...], int, Event]] = []

    def ordered(self) -> Iterator[Event]:
        """All events, each when it is the first that is possible."""
        for number, chain in enumerate(self._chains):
            self._offer(number, chain)
        while self._possible:
            *_, number, event = self._first()
            self._note(event)
            self._offer(number, self._chains[number], at_once=event.phase is Phase.LEFT)
            yield event

    def _offer(self, number: int, chain: deque[Event], *, at_once: bool = False) -> None:
        """Let the next event of a patient, or of nobody, take its turn; to leave a desk and to go on is one step."""
        if chain:
            event = chain.popleft()
            heappush(self._possible, (0 if at_once else int(event.step), event.key, number, event))

    def _first(self) -> tuple[int, tuple[int, ...], int, Event]:
        """Take the first event that need not wait for another; if all have to, the first."""
        waiting = []
        while self._possible and self._must_wait(self._possible[0][-1]):
            waiting.append(heappop(self._possible))
        found = heappop(self._possible) if self._possible else waiting.pop(0)
        for entry in waiting:
            heappush(self._possible, entry)
        return found

    def _must_wait(self, event: Event) -> bool:
        """Whether units or a desk become free only by an event that has not happened yet."""
        if event.frees or event.phase in (Phase.ENDED, Phase.DOSED):
            return False
        if event.phase is Phase.BEGAN and self._leaving[event.station] > 0 and self._is_full(event):
            return True
        return any(self._busy[unit] for unit in event.units)

    def _is_full(self, event: Event) -> bool:
        """Whether all desks of the station are taken at this point of the instant."""
        v, station = self._records.visits, event.station
        before = (v.began[:, station] < event.tick) & (v.left[:, station] >= event.tick)
        taken = int(np.count_nonzero(before)) + self._taken[station]
        return taken >= int(self._records.plan.site.desks[station])

    def _note(self, event: Event) -> None:
        """Draw the consequences of an event for units and desks."""
        if event.frees:
            self._busy.subtract(event.units)
        if event.phase is Phase.BEGAN:
            self._taken[event.station] += 1
        elif event.phase is Phase.LEFT:
            self._leaving[event.station] -= 1
            self._taken[event.station] -= 1
        elif event.phase is Phase.ENDED and self._records.visits.left[event.patient, event.station] == event.tick:
            self._taken[event.station] -= 1


def _chains(events: list[Event]) -> list[deque[Event]]:
    """What each patient does, in the order of the way through the site; events of nobody stand alone."""
    ways: defaultdict[int, list[Event]] = defaultdict(list)
    alone = [deque([event]) for event in events if event.patient == NOBODY]
    for event in events:
        if event.patient != NOBODY:
            ways[event.patient].append(event)
    return alone + [deque(sorted(way, key=lambda event: (event.station, event.phase))) for way in ways.values()]
