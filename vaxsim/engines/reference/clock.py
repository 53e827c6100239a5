"""SimPy's environment with the contract's order of simultaneous events."""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heapify
from typing import Any

import simpy

from vaxsim.engines import Due
from vaxsim.units import NEVER

_MORE_THAN_ANY_NUMBER = 1 << 40
_RANKS = [kind * _MORE_THAN_ANY_NUMBER for kind in range(max(Due) + 1)]

Story = Generator[simpy.Event, Any, None]
"""What a SimPy process runs: it yields the events that it waits for."""


class Clock:
    """Time in ticks, and what is due when.

    SimPy orders simultaneous events by an integer priority.  Here it is (kind, number), so that popping SimPy's queue
    settles an instant in the order of the contract.  A process that starts does so at once, before anything else.
    """

    def __init__(self, begin: int) -> None:
        self._environment = simpy.Environment(initial_time=begin)
        self._queue = self._environment._queue  # looked at directly: asking SimPy costs a call each time
        self.now = begin
        """The tick that is being executed."""

    def start(self, story: Story) -> None:
        """Let a process begin."""
        self._environment.process(story)

    def event(self) -> simpy.Event:
        """Something that a process can wait for and that is not due yet; see `make_due`."""
        return simpy.Event(self._environment)

    def at(self, tick: int, kind: Due, number: int) -> simpy.Event:
        """An event that is due at `tick`, settled in its place among what else is due then."""
        event = simpy.Event(self._environment)
        self.make_due(event, tick, kind, number)
        return event

    def make_due(self, event: simpy.Event, tick: int, kind: Due, number: int) -> None:
        """Have an event happen at `tick`; it becomes triggered now, as a SimPy Timeout does when it is made."""
        event._ok, event._value = True, None
        rank = _RANKS[kind] + number
        self._environment.schedule(event, rank, tick - self.now)  # type: ignore[arg-type]  # it compares integers

    def do_at(self, tick: int, kind: Due, number: int, action: Callable[[], None]) -> simpy.Event:
        """Have something done at `tick`, in its place among what else is due then; can be cancelled."""
        event = self.at(tick, kind, number)
        event.callbacks.append(lambda _: action())
        return event

    def cancel(self, event: simpy.Event) -> None:
        """What was due is not due any more; the event can be made due again."""
        self._queue[:] = [entry for entry in self._queue if entry[-1] is not event]
        heapify(self._queue)

    def is_due_besides(self, kind: Due) -> bool:
        """Whether anything of another kind is due, now or later."""
        return any(rank // _MORE_THAN_ANY_NUMBER != kind for _, rank, _, _ in self._queue)

    def next_due(self) -> int:
        """The tick of what is due next; NEVER if nothing is."""
        return int(self._queue[0][0]) if self._queue else NEVER

    def move_on(self) -> None:
        """Go on to the tick of what is due next."""
        self.now = int(self._queue[0][0])

    def settle(self) -> None:
        """Let everything happen that is due at this tick, in its order."""
        while self._queue and self._queue[0][0] <= self.now:
            self._environment.step()
