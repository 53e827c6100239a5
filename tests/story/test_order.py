"""Within an instant a story has the order in which the reference engine does things, found again from ticks alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plain_days import plain_days
from tests.strategies import ADDITIONS, scenario_of, scenarios
from vaxsim.draws import draw
from vaxsim.engines import TripsRunOutError, reference
from vaxsim.engines.reference.breaks import Breaks
from vaxsim.engines.reference.journeys import Journeys
from vaxsim.engines.reference.services import Services
from vaxsim.engines.reference.staff import Staff
from vaxsim.plan import compile_plan
from vaxsim.plan.arrays import NOBODY
from vaxsim.scenario import Scenario
from vaxsim.story.events import Choice, Event, Phase
from vaxsim.story.records import Records
from vaxsim.story.telling import events
from vaxsim.units import NEVER
from vaxsim.visits import Move

Done = tuple[str, int, int]
"""What is done, by which patient or unit (index), and the station or NOBODY."""

TOLD = {Phase.JOINED: "joins", Phase.BEGAN: "begins", Phase.ENDED: "ends", Phase.DEPARTED: "departs"}


WATCHED: tuple[tuple[type, str, Callable[..., Done]], ...] = (
    (Staff, "come", lambda unit: ("comes", unit.index, NOBODY)),
    (Breaks, "_begin", lambda unit, _: ("goes", unit.index, NOBODY)),
    (Journeys, "_join", lambda patient, station: ("joins", patient.index, station.index)),
    (Services, "_begin", lambda patient, service: ("begins", patient.index, service.station.index)),
    (Services, "end", lambda patient: ("ends", patient.index, patient.station)),
    (Journeys, "_leave", lambda patient, *_: ("departs", patient.index, NOBODY)),
)
"""Where the reference engine does it, and what is noted down then."""

Doing = list[tuple[int, Done]]


@contextmanager
def watched() -> Iterator[Doing]:
    """What the reference engine does meanwhile, in its order."""
    doing: Doing = []
    with ExitStack() as patches:
        for owner, name, done in WATCHED:
            patches.enter_context(mock.patch.object(owner, name, _noting(doing, getattr(owner, name), done)))
        yield doing


def _noting(doing: Doing, do: Callable[..., Any], done: Callable[..., Done]) -> Callable[..., Any]:
    def noted(self: Any, *arguments: Any) -> Any:
        doing.append((self._clock.now, done(*arguments)))
        return do(self, *arguments)

    return noted


def played(scenario: Scenario) -> tuple[Doing, Records]:
    """A day as the engine plays it, and its records."""
    plan = compile_plan(scenario)
    draws = draw(plan, scenario.seed, 1)
    while True:
        try:
            with watched() as doing:
                return doing, Records(plan, draws, reference.run(plan, draws))
        except TripsRunOutError:
            draws = draws.more_trips()


def everything(records: Records) -> Choice:
    """All of the day."""
    patients, units = (np.ones(count, bool) for count in (len(records.draws.arrival), len(records.plan.units)))
    return Choice(patients, units, True, -NEVER, NEVER)


def told(records: Records) -> list[tuple[int, Done]]:
    """What the story has of what the engine writes down, in its order; what `stop` cuts off is not done by anybody."""
    stop = records.plan.site.stop
    found = [(event.tick, _done(event)) for event in events(records, everything(records)) if event.tick < stop]
    return [(tick, done) for tick, done in found if done is not None]


def recorded(doing: Doing, records: Records) -> list[tuple[int, Done]]:
    """What the engine did, without a break that begins as another one ends: they are one state in the records."""
    t = records.visits.timeline
    begun = set(zip(t.unit.tolist(), t.began.tolist(), strict=True))
    return [(tick, done) for tick, done in doing if done[0] != "goes" or (done[1], tick) in begun]


def _done(event: Event) -> Done | None:
    if event.patient == NOBODY:
        what = "comes" if "comes on duty" in event.text else "goes" if "goes on a break" in event.text else ""
        return (what, event.units[0], NOBODY) if what else None
    if event.part:
        return None
    station = NOBODY if event.phase is Phase.DEPARTED else event.station
    return (TOLD[event.phase], event.patient, station) if event.phase in TOLD else None


@given(scenarios(()))
def test_random_days_are_told_in_the_order_in_which_the_engine_plays_them(table: dict[str, Any]) -> None:
    doing, records = played(scenario_of(table))
    assert told(records) == recorded(doing, records)


@given(plain_days())
def test_plain_days_are_told_in_the_order_in_which_the_engine_plays_them(table: dict[str, Any]) -> None:
    doing, records = played(scenario_of(table))
    assert told(records) == recorded(doing, records)


FOUND_FROM_TICKS = tuple(set(ADDITIONS) - {"waiting_room", "patience", "stock", "prepare", "batch", "clean_up"})
"""Behaviours of which the records hold all that decides within an instant, whatever meets in it."""


@settings(max_examples=25)
@given(scenarios(FOUND_FROM_TICKS))
def test_days_with_behaviours_are_told_in_the_order_in_which_the_engine_plays_them(table: dict[str, Any]) -> None:
    doing, records = played(scenario_of(table))
    assert told(records) == recorded(doing, records)


@pytest.mark.parametrize("behaviour", sorted(set(ADDITIONS) - set(FOUND_FROM_TICKS)))
@settings(max_examples=8)
@given(data=st.data())
def test_days_with_one_other_behaviour_are_told_in_that_order_too(behaviour: str, data: st.DataObject) -> None:
    doing, records = played(scenario_of(data.draw(scenarios((behaviour,)))))
    assert told(records) == recorded(doing, records)


@settings(max_examples=30)
@given(scenarios())
def test_days_with_everything_are_told_completely_and_each_patient_in_order(table: dict[str, Any]) -> None:
    doing, records = played(scenario_of(table))
    story, did = told(records), recorded(doing, records)
    assert sorted(story) == sorted(did)
    for patient in range(len(records.draws.arrival)):
        assert _of(patient, story) == _of(patient, did)


def _of(patient: int, doing: Doing) -> Doing:
    return [entry for entry in doing if entry[1][1] == patient and entry[1][0] not in ("comes", "goes")]


@settings(max_examples=30)
@given(scenarios())
def test_what_the_tables_hold_is_told_once_each(table: dict[str, Any]) -> None:
    _, records = played(scenario_of(table))
    lines = [event.text for event in events(records, everything(records)) if event.text]
    v = records.visits
    gaps, trips, moves = v.interruptions, v.trips, v.moves

    def count(*words: str) -> int:
        return sum(any(word in line for word in words) for line in lines)

    assert count("a break interrupts", " over to ") == len(gaps.paused)
    assert count(" goes to fetch doses") == len(trips.set_off)
    assert count("begins to fill up") == np.count_nonzero(trips.began < NEVER)
    assert count("is back with", "goes no further for doses") == np.count_nonzero(trips.back < NEVER)
    for move, words in TOLD_MOVES.items():
        assert count(*words) == np.count_nonzero(moves.move == move), move


TOLD_MOVES = {
    Move.RECEIVED: (" in stock as the day begins", "are delivered", "is delivered"),
    Move.OPENED: ("vial is opened", "vials are opened"),
    Move.WASTED_OPEN: ("in an open vial",),
    Move.WASTED_PREPARED: ("made ahead are past use", "made ahead is past use"),
    Move.MADE: (" ready",),
    Move.RETURNED: ("that had been made ahead",),
}
"""The words by which a move of doses is known in a story."""
