"""Within an instant a story has the order in which the reference engine does things, found again from ticks alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given

from tests.plain_days import plain_days
from tests.strategies import scenario_of, scenarios
from vaxsim.draws import draw
from vaxsim.engines.reference.site import Site
from vaxsim.plan import compile_plan
from vaxsim.plan.arrays import NOBODY
from vaxsim.scenario import Scenario
from vaxsim.story.events import Choice, Event, Phase, Records, Step
from vaxsim.story.telling import events
from vaxsim.units import NEVER

Done = tuple[str, int, int]
"""What is done, by which patient or unit (index), and the station or NOBODY."""

TOLD = {Phase.JOINED: "joins", Phase.BEGAN: "begins", Phase.ENDED: "ends", Phase.DEPARTED: "departs"}


class Watched(Site):
    """The reference engine, with what it does written down in the order in which it does it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.done: list[tuple[int, Done]] = []
        self._staff._come = self._noting("comes", self._staff._come)  # type: ignore[method-assign]
        self._staff._begin_break = self._noting("goes", self._staff._begin_break)  # type: ignore[method-assign]

    def _noting(self, what: str, do: Callable[..., None]) -> Callable[..., None]:
        """What a unit does, noted down when it is done."""

        def noted(unit: Any, *rest: Any) -> None:
            self._note(what, unit.index)
            do(unit, *rest)

        return noted

    def _note(self, what: str, who: int, station: int = NOBODY) -> None:
        self.done.append((self._clock.now, (what, who, station)))

    def _join(self, patient: Any, station: Any) -> None:
        self._note("joins", patient.index, station.index)
        super()._join(patient, station)

    def _start(self, station: Any) -> None:
        self._note("begins", station.line.first[-1] - 1, station.index)
        super()._start(station)

    def _end(self, patient: Any, station: Any) -> None:
        self._note("ends", patient.index, station.index)
        super()._end(patient, station)

    def _leave(self, patient: Any, *how: Any) -> None:
        self._note("departs", patient.index)
        super()._leave(patient, *how)


def played(scenario: Scenario) -> tuple[Watched, Records]:
    """A day as the engine plays it, and its records."""
    plan = compile_plan(scenario)
    draws = draw(plan, scenario.seed, 1)
    site = Watched(plan, draws)
    return site, Records(plan, draws, site.run())


def everything(records: Records) -> Choice:
    """All of the day."""
    patients, units = (np.ones(count, bool) for count in (len(records.draws.arrival), len(records.plan.units)))
    return Choice(patients, units, True, -NEVER, NEVER)


def told(records: Records) -> list[tuple[int, Done]]:
    """What the story has of what the engine writes down, in its order; what `stop` cuts off is not done by anybody."""
    stop = records.plan.site.stop
    found = [(event.tick, _done(event)) for event in events(records, everything(records)) if event.tick < stop]
    return [(tick, done) for tick, done in found if done is not None]


def recorded(site: Watched, records: Records) -> list[tuple[int, Done]]:
    """What the engine did, without a break that begins as another one ends: they are one state in the records."""
    t = records.visits.timeline
    begun = set(zip(t.unit.tolist(), t.began.tolist(), strict=True))
    return [(tick, done) for tick, done in site.done if done[0] != "goes" or (done[1], tick) in begun]


def _done(event: Event) -> Done | None:
    if event.patient == NOBODY:
        comes = event.step is Step.SHIFTS and event.frees
        what = "comes" if comes else "goes" if event.step is Step.GOES else ""
        return (what, event.units[0], NOBODY) if what else None
    station = NOBODY if event.phase is Phase.DEPARTED else event.station
    return (TOLD[event.phase], event.patient, station) if event.phase in TOLD else None


@given(scenarios())
def test_random_days_are_told_in_the_order_in_which_the_engine_plays_them(table: dict[str, Any]) -> None:
    site, records = played(scenario_of(table))
    assert told(records) == recorded(site, records)


@given(plain_days())
def test_plain_days_are_told_in_the_order_in_which_the_engine_plays_them(table: dict[str, Any]) -> None:
    site, records = played(scenario_of(table))
    assert told(records) == recorded(site, records)
