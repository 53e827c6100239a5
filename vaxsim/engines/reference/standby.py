"""Standby: people on a list who are called near closing for doses that would be left over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vaxsim.engines import Due

if TYPE_CHECKING:
    from collections.abc import Callable

    from vaxsim.draws import Draws
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.engines.reference.site import Site


class Standby:
    """The lists of all vaccines; `come` is what happens when somebody who was called is there."""

    def __init__(self, site: Site, draws: Draws, come: Callable[[Patient], None]) -> None:
        self._site, self._clock, self._come = site, site.clock, come
        self._travel = draws.travel
        self._from = dict(enumerate(site.plan.standby_from.tolist()))
        begins = draws.standby.tolist()
        self._lists = {v: site.patients[begins[v] : begins[v + 1]] for v in self._from if begins[v] < begins[v + 1]}
        self._called: dict[Patient, None] = {}  # on their way
        for v in self._lists:
            if self._clock.now <= self._from[v] < site.plan.closing:
                self._clock.do_at(self._from[v], Due.CALLS_BEGIN, v, partial(self._look_at, v))

    @property
    def has_lists(self) -> bool:
        """Whether there is anybody to call."""
        return bool(self._lists)

    def look(self) -> None:
        """After a start: look at all lists that are in use by now, until closing."""
        if self._clock.now < self._site.plan.closing:
            for v in self._lists:
                if self._clock.now >= self._from[v]:
                    self._look_at(v)

    def _look_at(self, v: int) -> None:
        """Call people as long as more doses are open or prepared than those still here, or called, may need."""
        while self._lists[v] and self._doses_at_hand(v) > self._doses_needed(v):
            self._call(self._lists[v].pop(0))

    def _doses_at_hand(self, v: int) -> int:
        vaccine = self._site.doses.vaccines[v]
        return vaccine.vials.open + (0 if vaccine.prepared is None else vaccine.prepared.there())

    def _doses_needed(self, v: int) -> int:
        here = [*self._called, *self._site.inside, *(p for p in self._site.doors.all() if p not in self._site.inside)]
        return sum(self._site.doses_ahead(patient) for patient in here if patient.vaccine == v)

    def _call(self, patient: Patient) -> None:
        self._called[patient] = None
        patient.arrival = patient.ready = self._clock.now + int(self._travel[patient.index])
        self._clock.do_at(patient.arrival, Due.NEWCOMER, patient.number, partial(self._arrive, patient))

    def _arrive(self, patient: Patient) -> None:
        del self._called[patient]
        self._come(patient)
