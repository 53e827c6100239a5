"""The front door: who comes, who stands outside, who may go in."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.units import NEVER
from vaxsim.visits import Cause

if TYPE_CHECKING:
    from vaxsim.engines.reference.clock import Clock
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.plan import Site as SitePlan


class Door:
    """Everybody who comes stands here first, decides once, and goes in when the doors are open and the gate allows."""

    def __init__(self, plan: SitePlan, clock: Clock) -> None:
        self._plan = plan
        self._clock = clock
        self.is_open = False
        self._newcomers: list[tuple[int, int, Patient]] = []  # (ready, number, ...), have not decided yet
        self._outside: list[tuple[int, int, int, Patient]] = []  # (first station, ready, number, ...), have decided

    def refuses(self, patient: Patient) -> Cause:
        """Why somebody who comes now is turned away at once; Cause.NONE if there is no reason."""
        if self._clock.now >= self._plan.closing:
            return Cause.CLOSED
        if patient.slot != NEVER and self._clock.now - patient.slot > self._plan.late_limit:
            return Cause.LATE
        return Cause.NONE

    def stand(self, patient: Patient) -> None:
        """A newcomer stands at the door; the gate's opening is due if they came too early for it."""
        insort(self._newcomers, (patient.ready, patient.number, patient))
        if self._clock.now < patient.ready < self._plan.closing:
            self._clock.at(patient.ready, Due.GATE_OPENS, patient.number)

    def next_newcomer(self) -> Patient | None:
        """The newcomer whose turn it is to decide."""
        return self._newcomers[0][-1] if self._newcomers else None

    def decide(self, patient: Patient) -> bool:
        """The newcomer decides: goes in now (true), or stays outside."""
        self._newcomers.pop(0)
        if self._lets_in(patient):
            return True
        insort(self._outside, (patient.station, patient.ready, patient.number, patient))
        return False

    def let_in(self) -> Patient | None:
        """Take from outside the first who can go in now."""
        if not (self.is_open and self._outside):
            return None
        for place, (_, _, _, patient) in enumerate(self._outside):
            if self._lets_in(patient):
                del self._outside[place]
                return patient
        return None

    def clear_outside(self) -> list[Patient]:
        """Those who stand outside go away; returns them by number."""
        patients = sorted((row[-1] for row in self._outside), key=lambda patient: patient.number)
        self._outside.clear()
        return patients

    def _lets_in(self, patient: Patient) -> bool:
        return self.is_open and patient.ready <= self._clock.now
