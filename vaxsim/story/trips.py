"""Events of restocking: units that fetch the doses they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.story.events import Choice, Ending, Event, Step, duration_text, one_line
from vaxsim.story.records import Records
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


def setting_off(records: Records, choice: Choice) -> Iterator[Event]:
    """Units go to fetch doses."""
    trips = records.visits.trips
    for row, unit, tick in _rows(records, choice, trips.set_off):
        several = len(records.plan.vaccines) > 1
        what = f"doses of {one_line(records.plan.vaccines[trips.vaccine[row]])}" if several else "doses"
        text = f"{_name(records, unit)} goes to fetch {what}"
        # a unit due for a break goes before one due for restocking
        yield Event(tick, Step.GOES, (NEVER, unit), text, units=(unit,))


def filling(records: Records, choice: Choice) -> Iterator[Event]:
    """Units get a filling place, perhaps after a wait."""
    trips = records.visits.trips
    for row, unit, tick in _rows(records, choice, trips.began):
        waited = tick - int(trips.arrived[row])
        after = f", after {duration_text(waited)} before the filling places" if waited else ""
        key = (-NEVER, int(trips.arrived[row]), unit)  # a filling place comes first in dispatch b
        yield Event(tick, Step.PREPARES, key, f"{_name(records, unit)} begins to fill up{after}", units=(unit,))


def coming_back(records: Records, choice: Choice) -> Iterator[Event]:
    """Units are back with doses, or go before they are."""
    trips, ends = records.visits.trips, records.visits.went
    for row, unit, tick in _rows(records, choice, trips.back):
        doses = records.doses_text(int(trips.doses[row]), int(trips.vaccine[row])).replace("0 doses", "no dose")
        is_cut_off = tick == ends[unit] and trips.ended[row] >= NEVER
        doing = "goes no further for doses and keeps" if is_cut_off else "is back with"
        text = f"{_name(records, unit)} {doing} {doses}, after {duration_text(tick - int(trips.set_off[row]))}"
        key = (Ending.RESTOCKING, unit)
        step = Step.SHIFTS if is_cut_off else Step.ENDS
        yield Event(tick, step, (0, unit, -1) if is_cut_off else key, text, units=(unit,), frees=True)


def _rows(records: Records, choice: Choice, ticks: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """(row, unit, tick) of trips of chosen units, with `ticks` [rows] in the time that is told."""
    unit = records.visits.trips.unit
    chosen = (ticks < NEVER) & (ticks >= choice.begin) & (ticks < choice.end) & choice.units[unit]
    for row in chosen.nonzero()[0].tolist():
        yield row, int(unit[row]), int(ticks[row])


def _name(records: Records, unit: int) -> str:
    return one_line(records.plan.units[unit])
