"""Events of staff: coming, going, and every state that is not told with a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vaxsim.story.events import Choice, Ending, Event, Step, duration_text, one_line
from vaxsim.story.records import Records
from vaxsim.units import clock
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


class Wording(NamedTuple):
    """How the beginning of a state is told and in which step of an instant it happens; its end, which is settled."""

    begins: str
    begins_in: Step
    ends: str = ""  # not told where it is empty
    ending: Ending = Ending.SERVICE  # which of what ends in settle 1 it is

    def key(self, step: Step, unit: int) -> tuple[int, ...]:
        """What orders a unit's event among others of the step."""
        return (self.ending, unit) if step is Step.ENDS else (unit,)


WORDINGS = {
    StaffState.IDLE: Wording("is free", Step.LAST),
    StaffState.HELD: Wording("is held: the patient cannot go on", Step.ENDS),
    StaffState.CLEANING: Wording("begins to clean up", Step.ENDS, "has cleaned up", ending=Ending.CLEANING),
    StaffState.PREPARING: Wording(
        "begins to prepare doses", Step.PREPARES, "stops preparing doses", ending=Ending.PREPARING
    ),
    StaffState.ON_BREAK: Wording("goes on a break", Step.GOES, "ends the break", ending=Ending.BREAK),
}
"""Serving and restocking are missing: services are told with their patients, and so is the end of being held;
restocking is told trip by trip."""


def coming_on_duty(records: Records, choice: Choice) -> Iterator[Event]:
    """Units come on duty."""
    site = records.plan.site
    for unit, tick in choice.of_units(records.visits.came):
        shift = f"{clock(int(site.unit_from[unit]))}-{clock(int(site.unit_to[unit]))}"
        text = f"{_name(records, unit)} comes on duty, shift {shift}"
        yield Event(tick, Step.SHIFTS, (1, unit), text, units=(unit,), frees=True)


def going_off_duty(records: Records, choice: Choice) -> Iterator[Event]:
    """Units go off duty, perhaps late and with breaks missed, or have not when the day is cut off."""
    v, ends, stop = records.visits, records.plan.site.unit_to, records.plan.site.stop
    for unit, tick in choice.of_units(v.went):
        if tick == stop:
            text = f"{_name(records, unit)} is on duty when the day is cut off"
            yield Event(tick, Step.LAST, (0, unit), text, units=(unit,))
            continue
        late, missed = tick - int(ends[unit]), int(v.breaks_missed[unit])
        over = f", {duration_text(late)} after the end of the shift" if late > 0 else ""
        breaks = f", {missed} break{'s' if missed > 1 else ''} missed" if missed else ""
        step = Step.LAST if records.plan.site.unit_stays[unit] else Step.SHIFTS
        yield Event(tick, step, (0, unit), f"{_name(records, unit)} goes off duty{over}{breaks}", units=(unit,))


def states_beginning(records: Records, choice: Choice) -> Iterator[Event]:
    """Units begin something, or have nothing to do."""
    timeline = records.visits.timeline
    for row in _rows(records, choice, timeline.began):
        unit, wording = int(timeline.unit[row]), WORDINGS.get(StaffState(timeline.state[row]))
        if wording:
            text, key = f"{_name(records, unit)} {wording.begins}", wording.key(wording.begins_in, unit)
            yield Event(int(timeline.began[row]), wording.begins_in, key, text, units=(unit,))


def states_ending(records: Records, choice: Choice) -> Iterator[Event]:
    """Units have done something; what is cut off by `stop` has no end."""
    timeline = records.visits.timeline
    for row in _rows(records, choice, timeline.ended):
        unit, wording = int(timeline.unit[row]), WORDINGS.get(StaffState(timeline.state[row]))
        if wording and wording.ends and timeline.ended[row] != records.plan.site.stop:
            began, ended = int(timeline.began[row]), int(timeline.ended[row])
            text = f"{_name(records, unit)} {wording.ends}, {duration_text(ended - began)}"
            key = wording.key(Step.ENDS, unit)
            yield Event(ended, Step.ENDS, key, text, units=(unit,), frees=True)


def _rows(records: Records, choice: Choice, ticks: NDArray[np.int64]) -> list[int]:
    """Rows of the timeline that belong to chosen units, with `ticks` [rows] in the time that is told."""
    unit = records.visits.timeline.unit
    return list(np.nonzero(choice.units[unit] & (ticks >= choice.begin) & (ticks < choice.end))[0].tolist())


def _name(records: Records, unit: int) -> str:
    return one_line(records.plan.units[unit])
