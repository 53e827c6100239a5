"""Where two runs of one day part: the first patient and the first unit of staff that differ, side by side.

Engines return the same integers.  When one day they do not, a place in an array says little; this is for reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from vaxsim.engines import ENGINES
from vaxsim.units import NEVER, clock
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

State = tuple[int, int, int]
"""A row of a unit's timeline: beginning, end, StaffState."""

EQUAL = NEVER + 1
"""Later than every tick, NEVER included: stands for "these do not differ"."""

_TIMES = ("reached", "joined", "began", "ended", "left")


class Line(NamedTuple):
    """One line of a story: where, what, and what each of two runs says about it."""

    where: str
    what: str
    one: str
    other: str


def difference(plan: Plan, draws: Draws, one: Visits, other: Visits, names: tuple[str, str] = ENGINES) -> str:
    """What two runs of the same plan and draws tell about the patient and the unit that differ first; empty if equal.

    First means first in time of the day.  `names` head the two columns.
    """
    place = one.first_difference(other)
    if place is None:
        return ""
    if one.crew.shape != other.crew.shape or one.came.shape != other.came.shape:
        return f"not of the same day: {place}"
    parts = [f"first difference in the arrays: {place}"]
    patient, unit = first_patient(one, other), first_unit(plan, one, other)
    if patient is not None:
        parts.append(_told(_patient_title(plan, draws, patient), names, _patient(plan, one, other, patient)))
    if unit is not None:
        parts.append(_told(_unit_title(plan, unit), names, _unit(one, other, unit)))
    return "\n\n".join(parts)


def first_patient(one: Visits, other: Visits) -> int | None:
    """The row of the patient whose records part first in time, the smallest of several; None if all are equal."""
    parted = [np.full(len(one.departed), EQUAL)]
    for name in _TIMES:
        mine, theirs = getattr(one, name), getattr(other, name)
        parted.append(_where(mine != theirs, mine, theirs).min(axis=1))
    crews_differ = (one.crew != other.crew).any(axis=2)
    parted.append(_where(crews_differ, one.began, other.began).min(axis=1))
    parted.append(_where(one.dosed != other.dosed, one.dosed, other.dosed))
    ended_otherwise = (one.departed != other.departed) | (one.outcome != other.outcome) | (one.cause != other.cause)
    parted.append(_where(ended_otherwise, one.departed, other.departed))
    return _first(np.min(parted, axis=0))


def first_unit(plan: Plan, one: Visits, other: Visits) -> int | None:
    """The unit of staff whose records part first in time, the smallest of several; None if all are equal."""
    parted = np.full(len(plan.units), EQUAL)
    for name in ("came", "went"):
        mine, theirs = getattr(one, name), getattr(other, name)
        parted = np.minimum(parted, _where(mine != theirs, mine, theirs))
    parted = np.where(one.breaks_missed != other.breaks_missed, np.minimum(parted, NEVER), parted)
    for unit in range(len(plan.units)):
        for mine, theirs in zip_longest(_states(one, unit), _states(other, unit)):
            if mine != theirs:
                parted[unit] = min(parted[unit], *(_parting(mine, theirs)))
                break
    return _first(parted)


def _where(differs: NDArray[np.bool_], mine: NDArray[np.int64], theirs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The earlier tick of two where they differ, and elsewhere EQUAL."""
    return np.where(differs, np.minimum(mine, theirs), EQUAL)


def _first(parted: NDArray[np.int64]) -> int | None:
    return int(np.argmin(parted)) if len(parted) and parted.min() < EQUAL else None


def _parting(mine: State | None, theirs: State | None) -> list[int]:
    """When two unlike rows of a timeline part: where one ends before the other, else where they begin."""
    if mine is not None and theirs is not None and (mine[0], mine[2]) == (theirs[0], theirs[2]):
        return [mine[1], theirs[1]]
    return [row[0] for row in (mine, theirs) if row is not None]


def _states(visits: Visits, unit: int) -> list[State]:
    rows = np.nonzero(visits.timeline.unit == unit)[0]
    t = visits.timeline
    return [(int(t.began[row]), int(t.ended[row]), int(t.state[row])) for row in rows]


def _patient_title(plan: Plan, draws: Draws, patient: int) -> str:
    slot = "" if draws.slot[patient] == NEVER else f", slot {_time(draws.slot[patient])}"
    return f"patient {patient + 1} ({plan.classes[draws.klass[patient]]}{slot}, comes {_time(draws.arrival[patient])})"


def _patient(plan: Plan, one: Visits, other: Visits, patient: int) -> Iterator[Line]:
    """Station by station, as far as the patient came in one of the runs."""
    for s, station in enumerate(plan.stations):
        if min(one.reached[patient, s], other.reached[patient, s]) == NEVER:
            continue
        for name in ("reached", "joined", "began"):
            yield Line(station, name, *(_time(getattr(run, name)[patient, s]) for run in (one, other)))
        yield Line(station, "by", *(_crew(plan, run, patient, s) for run in (one, other)))
        for name in ("ended", "left"):
            yield Line(station, name, *(_time(getattr(run, name)[patient, s]) for run in (one, other)))
    yield Line("", "dosed", _time(one.dosed[patient]), _time(other.dosed[patient]))
    yield Line("", "departed", _time(one.departed[patient]), _time(other.departed[patient]))
    yield Line("", "outcome", _outcome(one, patient), _outcome(other, patient))


def _crew(plan: Plan, visits: Visits, patient: int, station: int) -> str:
    return ", ".join(plan.units[unit] for unit in visits.crew[patient, station] if unit >= 0) or "-"


def _outcome(visits: Visits, patient: int) -> str:
    code, cause = int(visits.outcome[patient]), Cause(visits.cause[patient]).label
    name = "not counted" if code == NOT_COUNTED else Outcome(code).label
    return f"{name} ({cause})" if cause else name


def _unit_title(plan: Plan, unit: int) -> str:
    return f"unit {plan.units[unit]} (shift {_time(plan.site.unit_from[unit])}-{_time(plan.site.unit_to[unit])})"


def _unit(one: Visits, other: Visits, unit: int) -> Iterator[Line]:
    """Coming, all states, going and missed breaks of a unit."""
    yield Line("", "came", _time(one.came[unit]), _time(other.came[unit]))
    for mine, theirs in zip_longest(_states(one, unit), _states(other, unit)):
        yield Line("", "was", _state(mine), _state(theirs))
    yield Line("", "went", _time(one.went[unit]), _time(other.went[unit]))
    yield Line("", "breaks missed", str(one.breaks_missed[unit]), str(other.breaks_missed[unit]))


def _state(row: State | None) -> str:
    return "-" if row is None else f"{_time(row[0])}-{_time(row[1])} {StaffState(row[2]).label}"


def _time(tick: Any) -> str:
    return clock(int(tick), seconds=True) or "-"


def _told(title: str, names: tuple[str, str], lines: Iterator[Line]) -> str:
    """Lines as columns under a title; a place is named once, and lines that differ are marked."""
    rows = list(lines)
    widths = [max(map(len, column)) for column in zip(Line("", "", *names), *rows, strict=True)]
    told, said = [title, _columns(Line("", "", *names), widths, "")], ""
    for row in rows:
        mark = "" if row.one == row.other else "  <- differs"
        told.append(_columns(row._replace(where="" if row.where == said else row.where), widths, mark))
        said = row.where
    return "\n".join(told)


def _columns(line: Line, widths: list[int], mark: str) -> str:
    cells = (text.ljust(width) for text, width in zip(line, widths, strict=True))
    return f"  {'  '.join(cells)}{mark}".rstrip()
