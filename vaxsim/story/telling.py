"""Telling: the story of patients, of units of staff or of a stretch of time, as lines of text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.fields import closest, did_you_mean, shown
from vaxsim.scenario.problems import listed
from vaxsim.story import doses as of_doses
from vaxsim.story import patients as of_patients
from vaxsim.story import pieces as of_pieces
from vaxsim.story import site as of_site
from vaxsim.story import staff as of_staff
from vaxsim.story import trips as of_trips
from vaxsim.story.events import Choice, Event, one_line, time_text
from vaxsim.story.order import in_order
from vaxsim.story.records import Records
from vaxsim.units import NEVER, TICKS_PER_MINUTE, clock
from vaxsim.visits import NOT_COUNTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

WIDTH = 100
"""Columns of a line; longer ones go on, indented, on the next."""

SOURCES: tuple[Callable[[Records, Choice], Iterator[Event]], ...] = (
    of_site.doors,
    of_doses.arriving_and_spoiling,
    of_doses.opening,
    of_doses.making,
    of_doses.carrying_at_first,
    of_doses.taking_in_line,
    of_doses.returning,
    of_patients.called_from_standby,
    of_patients.coming,
    of_patients.standing_at_a_door,
    of_patients.joining,
    of_patients.starting,
    of_patients.dosing,
    of_patients.ending,
    of_patients.leaving_a_desk,
    of_patients.departing,
    of_pieces.handing_over,
    of_pieces.interrupting,
    of_pieces.going_on,
    of_trips.setting_off,
    of_trips.filling,
    of_trips.coming_back,
    of_staff.coming_on_duty,
    of_staff.states_ending,
    of_staff.states_beginning,
    of_staff.going_off_duty,
)
"""Everything that can be told: what is asked for of the records, in any order."""


def tell(
    plan: Plan,
    draws: Draws,
    visits: Visits,
    patients: Sequence[int] = (),
    units: Sequence[str] = (),
    begin: int | None = None,
    end: int | None = None,
) -> str:
    """The story of these patients (numbers from 1) and units, or else of everybody, in lines of at most WIDTH columns.

    Only what happened from `begin` until before `end` (ticks) is told.  Times are to the second, what is left of a
    second dropped.  Raises ValueError if there is no such patient or unit, or if the times lie outside of the day.
    """
    records = Records(plan, draws, visits)
    choice = _choice(records, patients, units, begin, end)
    lines = [f"{time_text(event.tick)}  {event.text}" for event in events(records, choice) if event.text]
    lines = lines + list(_remarks(records, patients, units))
    return "\n".join(map(_wrapped, lines)) or _nothing(patients, units, begin, end)


def events(records: Records, choice: Choice) -> Iterator[Event]:
    """All that happened to those chosen in the time chosen, in order."""
    return in_order(records, (event for source in SOURCES for event in source(records, choice)))


def _choice(
    records: Records, patients: Sequence[int], units: Sequence[str], begin: int | None, end: int | None
) -> Choice:
    """What is asked for, as masks and ticks.  Raises ValueError as `tell` does."""
    everything = not patients and not units
    chosen_patients = np.full(len(records.draws.arrival), everything)
    chosen_units = np.full(len(records.plan.units), everything)
    for number in patients:
        chosen_patients[_patient(number, len(chosen_patients))] = True
    for name in units:
        chosen_units[_unit(name, records.plan)] = True
    _check_times(records, begin, end)
    first, last = -NEVER if begin is None else begin, NEVER if end is None else end
    return Choice(chosen_patients, chosen_units, everything, first, last)


def _patient(number: int, count: int) -> int:
    """The row of a patient by number."""
    if not 1 <= number <= count:
        known = f"there are patients 1 to {count}" if count else "there are no patients on this day"
        raise ValueError(f"there is no patient {number}; {known}")
    return number - 1


def _unit(name: str, plan: Plan) -> int:
    """The index of a unit by name."""
    if name in plan.units:
        return plan.units.index(name)
    raise ValueError(f"there is no unit of staff {shown(name)}{_known_units(name, plan)}")


def _known_units(name: str, plan: Plan) -> str:
    """Help after an unknown unit: one with a name like it, how many its group has, or which groups there are."""
    if not plan.units:
        return "; this site has no staff"
    group, number, _ = name.rpartition("#")
    group = group if number else name
    if number and group not in plan.groups:
        return did_you_mean(name, plan.units) or _known_groups(plan)
    meant = closest(group, plan.groups)
    return f"; {_units_of(meant, plan)}" if meant else _known_groups(plan)


def _known_groups(plan: Plan) -> str:
    groups = listed(map(one_line, plan.groups), last="and")
    return f"; the groups are {groups}" if len(plan.groups) > 1 else f"; {_units_of(plan.groups[0], plan)}"


def _units_of(group: str, plan: Plan) -> str:
    """How many units a group has: "nurses has 10: nurses#1 to nurses#10"."""
    names = [unit for unit in plan.units if unit.rpartition("#")[0] == group]
    return f"the group {shown(group)} has {len(names)}: {' to '.join(dict.fromkeys((names[0], names[-1])))}"


def _check_times(records: Records, begin: int | None, end: int | None) -> None:
    """Raise ValueError for times that end before they begin, or that have nothing in common with the day."""
    arrivals = records.draws.arrival
    first = min(records.plan.day_begins, int(arrivals.min(initial=NEVER)))
    last = records.visits.ended_at
    if begin is not None and end is not None and end <= begin:
        raise ValueError(f"{_times(begin, end)} is no stretch of time; it has to end after it begins")
    if (begin is not None and begin > last) or (end is not None and end <= first):
        day = f"which went from {time_text(first)} to {time_text(last)}"
        raise ValueError(f"{_times(begin, end)} lies outside of the day, {day}")


def _remarks(records: Records, patients: Sequence[int], units: Sequence[str]) -> Iterator[str]:
    """What has no time: who was asked for and never came."""
    draws, visits, stop = records.draws, records.visits, clock(records.plan.site.stop)
    for number in patients:
        slot = "" if draws.slot[number - 1] >= NEVER else f", slot {clock(int(draws.slot[number - 1]))},"
        never_came = records.arrival[number - 1] >= NEVER
        if draws.travel[number - 1] < NEVER and never_came:
            yield f"{records.who(number - 1)}, on a standby list, was not called"
        elif visits.outcome[number - 1] == NOT_COUNTED:
            yield f"{records.who(number - 1)}{slot} had not come when the day was cut off at {stop}"
        elif never_came:
            yield f"{records.who(number - 1)}{slot} did not come"
    for name in units:
        unit = records.plan.units.index(name)
        if visits.came[unit] >= NEVER:
            why = "was absent" if draws.absent[unit] else "had not come when the day ended"
            yield f"{one_line(name)} {why}"


def _nothing(patients: Sequence[int], units: Sequence[str], begin: int | None, end: int | None) -> str:
    """What a story says that has nothing in it."""
    who = " and ".join([*(f"patient {number}" for number in patients), *map(one_line, units)])
    return _wrapped(f"nothing is recorded {f'of {who} ' if who else ''}{_times(begin, end)}".rstrip())


def _times(begin: int | None, end: int | None) -> str:
    """The times that were asked for: "from 10:00 to 10:15"."""
    named = (("from", begin), ("to", end))
    return " ".join(
        f"{word} {clock(tick, seconds=tick % TICKS_PER_MINUTE > 0)}" for word, tick in named if tick is not None
    )


def _wrapped(line: str) -> str:
    return "\n".join(textwrap.wrap(line, WIDTH, subsequent_indent=" " * 10, drop_whitespace=True)) or line
