"""What is measured of the time of staff that is neither service nor rest: held, on trips to restock, making doses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import GROUP, MINUTES, number
from vaxsim.units import TICKS_PER_MINUTE
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day


@number(
    "held",
    unit=MINUTES,
    per=GROUP,
    meaning="time for which units are held by patients who are blocked, all units together; no work",
    use="rooms",
)
def held(day: Day) -> Any:
    return _minutes(day, StaffState.HELD)


@number("cleaning", unit=MINUTES, per=GROUP, meaning="time spent cleaning up, all units together", use="clean-up")
def cleaning(day: Day) -> Any:
    return _minutes(day, StaffState.CLEANING)


@number(
    "restocking",
    unit=MINUTES,
    per=GROUP,
    meaning="time on trips to restock, waits for a place included, all units together",
    use="restocking",
)
def restocking(day: Day) -> Any:
    return _minutes(day, StaffState.RESTOCKING)


@number("trips", unit="trips", per=GROUP, meaning="trips to restock of all units together", use="restocking")
def trips(day: Day) -> Any:
    return day.duty.trips


@number(
    "filling_wait",
    unit=MINUTES,
    per=GROUP,
    meaning="mean time for which a unit stands before the filling places, over trips on which it began to fill",
    use="restocking",
)
def filling_wait(day: Day) -> Any:
    return day.duty.filling_wait / TICKS_PER_MINUTE


@number("preparing", unit=MINUTES, per=GROUP, meaning="time spent making doses, all units together", use="preparing")
def preparing(day: Day) -> Any:
    return _minutes(day, StaffState.PREPARING)


def _minutes(day: Day, state: StaffState) -> Any:
    return day.duty.minutes_in(state)
