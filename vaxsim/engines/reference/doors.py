"""The doors: who stands outside the site or is blocked at a desk, and may go in."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.units import NEVER
from vaxsim.visits import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vaxsim.engines.reference.clock import Clock
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.plan import Site as SitePlan


class Doors:
    """Everybody who comes stands outside and decides once; who finds a room full is blocked at the desk upstream."""

    def __init__(self, plan: SitePlan, clock: Clock) -> None:
        self._plan = plan
        self._clock = clock
        self.is_open = False
        self._newcomers: list[tuple[int, int, Patient]] = []  # (ready, number, ...), have not decided yet
        self._standing: list[tuple[int, bool, int, int, Patient]] = []  # (station, is outside, ready, number, ...)

    def refuses(self, patient: Patient) -> Cause:
        """Why somebody who comes now is turned away at once; Cause.NONE if there is no reason."""
        if self._clock.now >= self._plan.closing:
            return Cause.CLOSED
        if patient.slot != NEVER and self._clock.now - patient.slot > self._plan.late_limit:
            return Cause.LATE
        return Cause.NONE

    def add_newcomer(self, patient: Patient) -> None:
        """A newcomer stands at the door; the gate's opening is due if they came too early for it."""
        insort(self._newcomers, (patient.ready, patient.number, patient))
        if self._clock.now < patient.ready < self._plan.closing:
            self._clock.at(patient.ready, Due.GATE_OPENS, patient.number)

    def next_newcomer(self) -> Patient | None:
        """The newcomer whose turn it is to decide."""
        return self._newcomers[0][-1] if self._newcomers else None

    def stand_outside(self, patient: Patient) -> None:
        """Somebody has decided, and stays outside for now."""
        insort(self._standing, (patient.station, True, patient.ready, patient.number, patient))

    def stand_blocked(self, patient: Patient) -> None:
        """Somebody stands at the door of the next station, at the desk of the one before."""
        insort(self._standing, (patient.station, False, patient.ready, patient.number, patient))

    def remove(self, patient: Patient) -> None:
        """Somebody goes in, or away."""
        self._newcomers = [entry for entry in self._newcomers if entry[-1] is not patient]
        self._standing = [entry for entry in self._standing if entry[-1] is not patient]

    def first(self, can_enter: Callable[[Patient], bool]) -> Patient | None:
        """Of those who have decided and can enter, the first."""
        if not self._standing:
            return None
        return next((entry[-1] for entry in self._standing if can_enter(entry[-1])), None)

    def admits(self, patient: Patient) -> bool:
        """Whether the doors and the gate let somebody in who stands outside."""
        return self.is_open and patient.ready <= self._clock.now

    def outside(self) -> list[Patient]:
        """Those outside who have decided, by number."""
        return sorted((e[-1] for e in self._standing if e[1]), key=lambda patient: patient.number)

    def all(self) -> Iterator[Patient]:
        """Everybody at a door: newcomers, outside, blocked."""
        yield from (entry[-1] for entry in self._newcomers)
        yield from (entry[-1] for entry in self._standing)
