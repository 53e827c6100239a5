"""The order of events within one instant, as docs/contract.md has it ("One instant").

The records hold ticks only.  Within a tick the contract's own rule finds the order again: of all that is possible,
what stands first in the list of steps happens, once, and then again from the beginning.  An event is possible when
its patient has done what comes before it, and when units, desk and waiting room are free (`places`); so something of
no length, which begins and ends in one instant, is told where it happened.

Where records do not hold what decided (who was called and found gone, which desk was being cleaned, who took the last
dose) and several such things meet in one instant, lines of that instant may change places; none is missing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from heapq import heapify, heappop, heappush
from itertools import groupby
from typing import TYPE_CHECKING

from vaxsim.plan.arrays import DISPATCHES, NOBODY
from vaxsim.story.events import Event, Phase, Step
from vaxsim.story.places import Places
from vaxsim.story.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Entry = tuple[int, tuple[int, ...], int, Event]  # step, key, number of the chain


def in_order(records: Records, events: Iterable[Event]) -> Iterator[Event]:
    """Events by tick, and within a tick as the contract orders an instant."""
    for tick, instant in groupby(sorted(events, key=lambda event: event.tick), key=lambda event: event.tick):
        yield from _Instant(records, list(instant), tick).ordered()


class _Instant:
    """The events of one tick, and what of them has not happened yet."""

    def __init__(self, records: Records, events: list[Event], tick: int) -> None:
        self._records = records
        self._chains = _chains(events)
        self._places = Places(records, events, tick)
        self._possible: list[Entry] = []
        self._session: tuple[int, int] | None = None  # station and session that are just beginning
        self._longest_line = DISPATCHES[records.plan.site.dispatch] == "longest_line"

    def ordered(self) -> Iterator[Event]:
        """All events, each when it is the first that is possible."""
        for number, chain in enumerate(self._chains):
            self._offer(number, chain)
        while self._possible:
            *_, number, event = self._first()
            self._places.note(event)
            self._begin_together(event)
            self._offer(number, self._chains[number], at_once=event.phase in (Phase.LEFT, Phase.DEPARTED))
            yield event

    def _offer(self, number: int, chain: deque[Event], *, at_once: bool = False) -> None:
        """Let the next event of a patient, or of nobody, take its turn; to leave a desk and to go on is one step."""
        if chain:
            event = chain.popleft()
            is_one_step = at_once or event.phase is Phase.DOSED
            heappush(self._possible, (0 if is_one_step else int(event.step), event.key, number, event))

    def _begin_together(self, event: Event) -> None:
        """When the first of a session has begun, the others follow in the same step."""
        if event.phase is not Phase.BEGAN:
            return
        session = int(self._records.visits.session[event.patient, event.station])
        if session < 0 or self._session == (event.station, session):
            return
        self._session = event.station, session
        self._possible = [self._at_once_if_with(entry) for entry in self._possible]
        heapify(self._possible)

    def _at_once_if_with(self, entry: Entry) -> Entry:
        step, key, number, event = entry
        session = self._records.visits.session
        is_with = event.phase is Phase.BEGAN and (event.station, session[event.patient, event.station]) == self._session
        return (0 if is_with else step), key, number, event

    def _first(self) -> Entry:
        """Take the first event that need not wait for another; if all have to, the first."""
        if self._longest_line:
            self._possible = [self._with_line(entry) for entry in self._possible]
            heapify(self._possible)
        waiting = []
        while self._possible and self._places.must_wait(self._possible[0][-1]):
            waiting.append(heappop(self._possible))
        found = heappop(self._possible) if self._possible else waiting.pop(0)
        for entry in waiting:
            heappush(self._possible, entry)
        return found

    def _with_line(self, entry: Entry) -> Entry:
        """Where the longest line goes first, the key of a start begins with the length of the line as it is now."""
        step, _, number, event = entry
        if event.step is not Step.STARTS or event.phase not in (Phase.BEGAN, Phase.PIECE):
            return entry
        return step, (-self._places.line[event.station], event.station, *event.key[2:]), number, event


def _chains(events: list[Event]) -> list[deque[Event]]:
    """What each patient does, in the order of the way through the site; events of nobody stand alone."""
    ways: defaultdict[int, list[Event]] = defaultdict(list)
    alone = [deque([event]) for event in events if event.patient == NOBODY]
    for event in events:
        if event.patient != NOBODY:
            ways[event.patient].append(event)
    return alone + [
        deque(sorted(way, key=lambda event: (event.station, event.phase, event.part))) for way in ways.values()
    ]
