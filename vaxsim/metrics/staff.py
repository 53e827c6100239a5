"""What is measured of groups of staff: presence, utilisation, overtime, breaks, cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import GROUP, MINUTES, SHARE, SITE, STAFF, level, number
from vaxsim.units import TICKS_PER_HOUR, TICKS_PER_MINUTE
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.steps import Steps

WORK = "(serving + cleaning + restocking + preparing) / (duty - breaks)"


@level("on_duty", unit=STAFF, per=GROUP, meaning="units of the group that have come and not gone")
def on_duty(day: Day) -> tuple[Steps, ...]:
    return day.duty.on_duty


@level("busy", unit=STAFF, per=GROUP, meaning="units of the group serving, cleaning, restocking or preparing")
def busy(day: Day) -> tuple[Steps, ...]:
    from vaxsim.metrics.duty import WORKING

    return day.duty.levels(WORKING)


@level("on_break", unit=STAFF, per=GROUP, meaning="units of the group on a break")
def on_break(day: Day) -> tuple[Steps, ...]:
    return day.duty.levels((StaffState.ON_BREAK,))


@number("units", unit=STAFF, per=GROUP, meaning="units of the group that came on duty")
def units(day: Day) -> Any:
    return day.duty.sums(day.duty.came)


@number("utilisation", unit=SHARE, per=GROUP, meaning=f"{WORK}, to the end of duty, overtime included")
def utilisation(day: Day) -> Any:
    return day.duty.utilisation(day.duty.gone)


@number(
    "utilisation_to_last_departure",
    unit=SHARE,
    per=GROUP,
    meaning=f"{WORK}, the time of all who were there at closing counted to the last departure from the group's "
    "stations, that of earlier shifts to their end",
)
def utilisation_to_last_departure(day: Day) -> Any:
    return day.duty.utilisation(day.duty.counted_to(day.duty.departures_of_groups))


@number(
    "utilisation_to_day_end",
    unit=SHARE,
    per=GROUP,
    meaning=f"{WORK}, the time of all who were there at closing counted to the end of the day, that of earlier "
    "shifts to their end",
)
def utilisation_to_day_end(day: Day) -> Any:
    whole_day = day.duty.departures_of_groups * 0 + day.ends
    return day.duty.utilisation(day.duty.counted_to(whole_day))


@number("duty", unit="h", per=GROUP, meaning="hours on duty of all units together, breaks and overtime included")
def duty(day: Day) -> Any:
    return day.duty.sums(day.duty.there(day.duty.gone)) / TICKS_PER_HOUR


@number("overtime", unit=MINUTES, per=SITE, meaning="longest time that anybody stays past the end of the shift")
def longest_overtime(day: Day) -> float:
    return float(day.duty.overtime.max(initial=0)) / TICKS_PER_MINUTE


@number(
    "overtime", unit=MINUTES, per=GROUP, meaning="longest time that a unit of the group stays past the end of its shift"
)
def overtime(day: Day) -> Any:
    return day.duty.largest(day.duty.overtime) / TICKS_PER_MINUTE


@number("overtime_total", unit=MINUTES, per=GROUP, meaning="time past the end of the shift, all units together")
def overtime_total(day: Day) -> Any:
    return day.duty.sums(day.duty.overtime) / TICKS_PER_MINUTE


@number("breaks_missed", unit="breaks", per=GROUP, meaning="breaks that were due and not begun by their latest time")
def breaks_missed(day: Day) -> Any:
    return day.duty.sums(day.visits.breaks_missed)


@number("cost", unit="money", per=GROUP, meaning="hours within the shift x cost + hours past it x overtime_cost")
def cost(day: Day) -> Any:
    regular = day.duty.sums(day.duty.length - day.duty.overtime) / TICKS_PER_HOUR
    late = day.duty.sums(day.duty.overtime) / TICKS_PER_HOUR
    return regular * day.plan.cost + late * day.plan.overtime_cost


@number("cost", unit="money", per=SITE, meaning="cost of all groups together")
def total_cost(day: Day) -> float:
    return float(sum(cost(day).tolist()))
