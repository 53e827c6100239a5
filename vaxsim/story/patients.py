"""Events of patients: from coming to going, station by station."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.story.events import Choice, Ending, Event, Phase, Records, Step, duration_text
from vaxsim.units import NEVER, clock
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

FAREWELLS = {
    Outcome.BALKED: "sees the line and does not join it",
    Outcome.TURNED_AWAY: "is turned away",
    Outcome.RENEGED: "has waited too long and gives up",
    Outcome.STILL_INSIDE: "has not left when the day is cut off",
}
"""How a patient's day ends where it is not "leaves the site: " and the outcome."""


def coming(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients come and stand at the door of their first station."""
    v, d = records.visits, records.draws
    for patient, station, tick in choice.visits(v.reached):
        if station != records.first_station[patient]:
            continue
        slot = "" if d.slot[patient] >= NEVER else f" for the slot {clock(int(d.slot[patient]))}"
        enters_at_once = v.joined[patient, station] == tick
        outside = "" if enters_at_once or v.departed[patient] == tick else " and stands outside"
        text = f"{records.who(patient)} comes{slot}{outside}"
        yield Event(tick, Step.COMES, (patient,), text, patient, station)


def standing_at_a_door(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients reach a later station and cannot join its line at once."""
    v = records.visits
    delayed = np.where(v.joined != v.reached, v.reached, NEVER)
    for patient, station, tick in choice.visits(delayed):
        if station != records.first_station[patient]:
            text = f"{records.who(patient)} stands at the door of {records.station_name(station)}"
            yield Event(tick, Step.ENDS, records.arriving(patient, station), text, patient, station)


def joining(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients join the line of a station."""
    for patient, station, tick in choice.visits(records.visits.joined):
        step, key = _step_of_joining(records, patient, station, tick)
        ahead = _ahead(records, patient, station, at_once=step is Step.ENDS)
        text = f"{records.who(patient)} joins the line of {records.station_name(station)}, {ahead} ahead"
        yield Event(tick, step, key, text, patient, station, Phase.JOINED)


def _step_of_joining(records: Records, patient: int, station: int, tick: int) -> tuple[Step, tuple[int, ...]]:
    """Where in an instant a line is joined: by a newcomer, from a door, or straight from a walk or the desk before."""
    ready = int(records.ready[patient, station])
    if records.visits.reached[patient, station] < tick:
        return Step.ENTERS, (station, ready, patient)
    if station == records.first_station[patient]:
        return Step.DECIDES, (ready, patient)
    return Step.ENDS, records.arriving(patient, station)


def _ahead(records: Records, patient: int, station: int, *, at_once: bool) -> int:
    """How many in the line were to be called before a patient on joining: smaller (priority, ready, number).

    Services start before anybody enters through a door, but after those who come `at_once` from a walk or a desk.
    """
    v, ready = records.visits, records.ready[:, station]
    joined, gone, tick = v.joined[:, station], records.line_left[:, station], v.joined[patient, station]
    in_line = (joined <= tick) & ((gone >= tick) if at_once else (gone > tick))
    others = np.nonzero(in_line)[0]
    priority, mine = records.priorities(others, station), records.priority(patient, station)
    sooner = (ready[others] < ready[patient]) | ((ready[others] == ready[patient]) & (others < patient))
    return int(np.count_nonzero((priority < mine) | ((priority == mine) & sooner)))


def starting(records: Records, choice: Choice) -> Iterator[Event]:
    """Services begin."""
    v = records.visits
    for patient, station, tick in choice.services(records, v.began):
        units, where = records.crew(patient, station), records.station_name(station)
        waited = tick - int(v.joined[patient, station])
        after = f", after {duration_text(waited)} in line" if waited else ""
        verb = "begins" if len(units) == 1 else "begin"
        doing = f"{records.unit_names(units)} {verb} to serve patient {patient + 1}" if units else ""
        text = f"{doing or f'{records.who(patient)} begins'} at {where}{after}"
        key = (records.priority(patient, station), int(records.ready[patient, station]), patient)
        yield Event(tick, Step.STARTS, key, text, patient, station, Phase.BEGAN, units)


def dosing(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients are dosed for the first time."""
    for patient, tick in choice.of_patients(records.visits.dosed):
        station = _station_at(records, patient, tick)
        text = f"{records.who(patient)} gets the dose"
        yield Event(tick, Step.STARTS, (-NEVER,), text, patient, station, Phase.DOSED)


def _station_at(records: Records, patient: int, tick: int) -> int:
    """The first station that gives doses at which a patient's service began at `tick`, else the last one reached."""
    v = records.visits
    giving = np.nonzero((v.began[patient] == tick) & records.plan.site.gives_dose)[0]
    return int(giving[0]) if len(giving) else int(np.nonzero(v.reached[patient] <= tick)[0].max(initial=0))


def ending(records: Records, choice: Choice) -> Iterator[Event]:
    """Services end."""
    v = records.visits
    for patient, station, tick in choice.services(records, v.ended):
        units, where = records.crew(patient, station), records.station_name(station)
        began = int(v.began[patient, station])
        verb = "has" if len(units) == 1 else "have"
        doing = f"{records.unit_names(units)} {verb} served patient {patient + 1}" if units else ""
        text = f"{doing or f'{records.who(patient)} is done'} at {where}, {duration_text(tick - began)}"
        key = (Ending.SERVICE, patient)
        yield Event(tick, Step.ENDS, key, text, patient, station, Phase.ENDED, units, frees=began < tick)


def leaving_a_desk(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients who could not go on after their service leave the desk and the units that were held there."""
    v = records.visits
    blocked = np.where((v.ended < v.left) & (v.left < NEVER), v.left, NEVER)
    for patient, station, tick in choice.services(records, blocked):
        stood = duration_text(tick - int(v.ended[patient, station]))
        text = f"{records.who(patient)} leaves the desk at {records.station_name(station)}, {stood} after the service"
        key, units = (station, int(records.ready[patient, station]), patient), records.crew(patient, station)
        yield Event(tick, Step.ENTERS, key, text, patient, station, Phase.LEFT, units, frees=True)


def departing(records: Records, choice: Choice) -> Iterator[Event]:
    """A patient's day ends, in one way or another."""
    v = records.visits
    for patient, tick in choice.of_patients(v.departed):
        outcome, cause = Outcome(v.outcome[patient]), Cause(v.cause[patient]).label
        farewell = FAREWELLS.get(outcome, f"leaves the site: {outcome.label}")
        spent = tick - int(records.draws.arrival[patient])
        after = f", {duration_text(spent)} after coming" if spent else ""
        text = f"{records.who(patient)} {farewell}{f': {cause}' if cause else ''}{after}"
        stations = len(records.plan.stations)
        step = _step_of_departing(outcome, Cause(v.cause[patient]), spent)
        key = _key_of_departing(records, patient, step)
        yield Event(tick, step, key, text, patient, stations, Phase.DEPARTED)


def _key_of_departing(records: Records, patient: int, step: Step) -> tuple[int, ...]:
    """What orders those who depart in one step: at closing those outside go before those inside."""
    if step is Step.ENDS:
        return Ending.SERVICE, patient
    if step is Step.DECIDES:
        return int(records.ready[patient, records.first_station[patient]]), patient
    inside = bool((records.visits.joined[patient] < NEVER).any())
    return (inside, patient) if step is Step.DOORS else (patient,)


def _step_of_departing(outcome: Outcome, cause: Cause, spent: int) -> Step:
    """Where in an instant a patient's day ends."""
    if outcome is Outcome.TURNED_AWAY:
        known = {Cause.NO_STAFF: Step.LAST, Cause.NO_DOSE: Step.LAST}
        return known.get(cause, Step.DOORS if spent else Step.COMES)
    return {Outcome.BALKED: Step.DECIDES, Outcome.RENEGED: Step.GIVES_UP, Outcome.STILL_INSIDE: Step.LAST}.get(
        outcome, Step.ENDS
    )
