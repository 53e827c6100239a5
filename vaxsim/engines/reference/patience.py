"""Patience: who stands in a line or at a door, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vaxsim.draws import Draws
    from vaxsim.engines.reference.clock import Clock
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.plan import Site as SitePlan


class Patience:
    """The patience of those who stand in a line or at a door where it acts."""

    def __init__(self, plan: SitePlan, draws: Draws, clock: Clock) -> None:
        self._clock = clock
        self.is_in_use = bool((draws.patience < NEVER).any())
        self._from_arrival: list[bool] = plan.from_arrival.tolist()  # by class
        self._when_called: list[bool] = plan.when_called.tolist()
        self._hurried: dict[int, Patient] = {}  # those who leave at once, by number

    def begin(self, patient: Patient, has_reached: bool = True) -> None:
        """A patient begins to stand before a station, reached or, before a walk, not yet."""
        limit = patient.patience[patient.station]
        from_arrival = self._from_arrival[patient.klass]
        if limit == NEVER or not (from_arrival or has_reached):
            return
        patient.patience_ends = limit + (patient.arrival if from_arrival else self._clock.now)
        if self._when_called[patient.klass]:
            return
        self._hurried[patient.number] = patient
        if patient.patience_ends > self._clock.now:
            ends = self._clock.at(patient.patience_ends, Due.PATIENCE_ENDS, patient.number)
            patient.patience_over = ends

    def end(self, patient: Patient) -> None:
        """A patient does not stand any more: is served, on the way or gone."""
        if patient.patience_over is not None and patient.patience_ends > self._clock.now:
            self._clock.cancel(patient.patience_over)
        patient.patience_over, patient.patience_ends = None, NEVER
        self._hurried.pop(patient.number, None)

    def first_gone(self, called: Iterable[Patient]) -> Patient | None:
        """Of those who are called now, the first one who has gone; a wait equal to the limit is served."""
        for patient in called:
            if patient.patience_ends < self._clock.now and self._when_called[patient.klass]:
                return patient
        return None

    def first_to_leave(self) -> Patient | None:
        """Of those whose patience has ended and who do not wait to be called, the lowest number."""
        over = [number for number, patient in self._hurried.items() if patient.patience_ends <= self._clock.now]
        return self._hurried[min(over)] if over else None
