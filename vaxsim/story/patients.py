"""Events of patients: from coming to going, station by station."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.story.events import Choice, Ending, Event, Phase, Step, duration_text
from vaxsim.story.records import Records
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
        party = "" if d.party[patient] == 1 else f" as a party of {d.party[patient]}"
        enters_at_once = v.joined[patient, station] == tick
        outside = "" if enters_at_once or v.departed[patient] == tick else " and stands outside"
        text = f"{records.who(patient)} comes{party}{slot}{outside}"
        yield Event(tick, Step.COMES, (patient,), text, patient, station)


def called_from_standby(records: Records, choice: Choice) -> Iterator[Event]:
    """People on a standby list are called, and come after their way; who is still on the way at `stop` too."""
    travel = records.draws.travel
    # NEVER - NEVER would be a time of day
    on_list = (travel < NEVER) & (records.arrival < NEVER)
    calls = np.where(on_list, records.arrival - np.where(on_list, travel, 0), NEVER)
    for patient, tick in choice.of_patients(calls):
        text = f"{records.who(patient)} is called from the standby list"
        yield Event(tick, Step.STARTS, (-NEVER, 1, patient), text, patient, phase=Phase.CALLED)


def standing_at_a_door(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients reach a later station and cannot join its line at once."""
    v = records.visits
    delayed = np.where(v.joined != v.reached, v.reached, NEVER)
    for patient, station, tick in choice.visits(delayed):
        if station != records.first_station[patient]:
            text = f"{records.who(patient)} stands at the door of {records.station_name(station)}"
            yield Event(tick, Step.ENDS, records.arriving(patient, station), text, patient, station)


def joining(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients join the line of a station; without a waiting room there is none."""
    joined = np.where(records.plan.site.waiting_room > 0, records.visits.joined, NEVER)
    for patient, station, tick in choice.visits(joined):
        step, key = _step_of_joining(records, patient, station, tick)
        ahead = _ahead(records, patient, station, at_once=step is Step.ENDS)
        text = f"{records.who(patient)} joins the line of {records.station_name(station)}, {ahead} ahead"
        yield Event(tick, step, key, text, patient, station, Phase.JOINED)


def _step_of_joining(records: Records, patient: int, station: int, tick: int) -> tuple[Step, tuple[int, ...]]:
    """Where in an instant a line is joined: by a newcomer, from a door, or straight from a walk or the desk before."""
    ready = int(records.ready[patient, station])
    if records.visits.reached[patient, station] < tick:
        return Step.ENTERS, records.door_key(patient, station)
    if station == records.first_station[patient]:
        return Step.DECIDES, (ready, patient)
    if records.plan.site.waiting_room[station] < NEVER and records.entered[patient, station] == tick:
        return Step.ENTERS, records.door_key(patient, station)
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
    for patient, station, tick in choice.services(v.began, v.crew):
        units, where = records.crew(patient, station), records.place_name(patient, station)
        waited = tick - int(v.joined[patient, station])
        after = f"{_session(records, patient, station)}{f', after {duration_text(waited)} in line' if waited else ''}"
        verb = "begins" if len(units) == 1 else "begin"
        doing = f"{records.unit_names(units)} {verb} to serve patient {patient + 1}" if units else ""
        text = f"{doing or f'{records.who(patient)} begins'} at {where}{after}"
        step, key = _step_of_starting(records, patient, station, tick)
        yield Event(tick, step, key, text, patient, station, Phase.BEGAN, units)


def _session(records: Records, patient: int, station: int) -> str:
    """How many are served together, where it is more than one."""
    session = records.visits.session[:, station]
    members = int(np.count_nonzero(session == session[patient])) if session[patient] >= 0 else 1
    return f", in a session of {members}" if members > 1 else ""


def _step_of_starting(records: Records, patient: int, station: int, tick: int) -> tuple[Step, tuple[int, ...]]:
    """Where in an instant a service starts: from a line, or without a waiting room from the door."""
    if not records.plan.site.waiting_room[station]:
        return _step_of_joining(records, patient, station, tick)
    return Step.STARTS, records.start_key(patient, station)


def dosing(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients are dosed, at the start of a service that gives doses."""
    v, per_person = records.visits, records.plan.site.doses
    for patient, station, tick in choice.visits(np.where(per_person > 0, v.began, NEVER)):
        doses = int(per_person[station]) * int(records.draws.party[patient])
        text = f"{records.who(patient)} gets {'the dose' if doses == 1 else f'{doses} doses'}"
        yield Event(tick, Step.STARTS, (-NEVER,), text, patient, station, Phase.DOSED)


def ending(records: Records, choice: Choice) -> Iterator[Event]:
    """Services end."""
    v = records.visits
    for patient, station, tick in choice.services(v.ended, records.last_crew):
        units, where = records.crew_at_end(patient, station), records.place_name(patient, station)
        began = int(v.began[patient, station])
        served = tick - began - int(records.paused[patient, station])
        verb = "has" if len(units) == 1 else "have"
        doing = f"{records.unit_names(units)} {verb} served patient {patient + 1}" if units else ""
        text = f"{doing or f'{records.who(patient)} is done'} at {where}, {duration_text(served)}"
        key = (Ending.SERVICE, patient)
        held = records.leaves_later[patient, station] and records.held_after(patient, station)
        frees = began < tick and not held
        yield Event(tick, Step.ENDS, key, text, patient, station, Phase.ENDED, units, frees=frees)


def leaving_a_desk(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients who could not go on after their service leave the desk and the units that were held there.

    Who goes through the door of a limited room at once leaves it in a step as well, which is not told.
    """
    v = records.visits
    blocked = np.where(records.leaves_later, v.left, NEVER)
    for patient, station, tick in choice.services(blocked, records.last_crew):
        stood = tick - int(v.ended[patient, station])
        where = records.place_name(patient, station)
        text = f"{records.who(patient)} leaves the desk at {where}, {duration_text(stood)} after the service"
        units = records.held_after(patient, station)
        step, key = _step_of_leaving(records, patient, station, tick)
        yield Event(tick, step, key, text if stood else "", patient, station, Phase.LEFT, units, frees=True)


def _step_of_leaving(records: Records, patient: int, station: int, tick: int) -> tuple[Step, tuple[int, ...]]:
    """Where in an instant a desk is left at which somebody was blocked: going in at the next door, or home."""
    onward = int(records.onward[patient, station])
    goes_on = onward < len(records.plan.stations) and records.visits.joined[patient, onward] < NEVER
    if records.visits.departed[patient] == tick and not goes_on:
        return _when_departing(records, patient)
    ended = int(records.visits.ended[patient, station])
    return Step.ENTERS, (min(onward, len(records.plan.stations) - 1), False, ended, patient)


def departing(records: Records, choice: Choice) -> Iterator[Event]:
    """A patient's day ends, in one way or another."""
    v = records.visits
    for patient, tick in choice.of_patients(v.departed):
        outcome, cause = Outcome(v.outcome[patient]), Cause(v.cause[patient]).label
        farewell = FAREWELLS.get(outcome, f"leaves the site: {outcome.label}")
        spent = tick - int(records.arrival[patient])
        after = f", {duration_text(spent)} after coming" if spent else ""
        text = f"{records.who(patient)} {farewell}{f': {cause}' if cause else ''}{after}"
        stations = len(records.plan.stations)
        yield Event(tick, *_when_departing(records, patient), text, patient, stations, Phase.DEPARTED)


def _when_departing(records: Records, patient: int) -> tuple[Step, tuple[int, ...]]:
    """The step of an instant in which a patient's day ends, and what orders it there."""
    v = records.visits
    outcome, cause = Outcome(v.outcome[patient]), Cause(v.cause[patient])
    here = int(np.nonzero(v.reached[patient] < NEVER)[0].max(initial=0))
    has_just_come = v.reached[patient, here] == v.departed[patient] and v.joined[patient, here] >= NEVER
    if cause is Cause.NO_DOSE and has_just_come and here != records.first_station[patient]:
        return Step.ENDS, records.arriving(patient, here)
    if outcome is Outcome.RENEGED and records.plan.site.when_called[records.draws.klass[patient]]:
        return _step_of_starting(records, patient, here, int(v.departed[patient]))
    step = _step_of_departing(outcome, cause, int(v.departed[patient] - records.arrival[patient]))
    if step is Step.NO_DOSE and v.departed[patient] in records.nothing_is_due:
        step = Step.LAST
    return step, _key_of_departing(records, patient, step)


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
        known = {Cause.NO_STAFF: Step.LAST}
        if spent:
            known[Cause.NO_DOSE] = Step.NO_DOSE
        return known.get(cause, Step.DOORS if spent else Step.COMES)
    return {Outcome.BALKED: Step.DECIDES, Outcome.RENEGED: Step.GIVES_UP, Outcome.STILL_INSIDE: Step.LAST}.get(
        outcome, Step.ENDS
    )
