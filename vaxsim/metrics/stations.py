"""What is measured of stations: waits and services, lines, the use of desks, and what those in line wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import PATIENTS, SHARE, SITE, STATION, level, number, sample
from vaxsim.units import NEVER, TICKS_PER_HOUR

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.samples import Sample
    from vaxsim.metrics.steps import Steps


@sample("wait", per=(STATION,), meaning="the time in the station's line, over visits whose service began")
def wait(day: Day) -> Sample:
    return day.of_visits(day.visits.began - day.visits.joined, day.served)


@sample(
    "service",
    per=(STATION,),
    meaning="the time from beginning to end of service, interruptions included, over services that ended",
)
def service(day: Day) -> Sample:
    return day.of_visits(day.visits.ended - day.visits.began, day.visits.ended < NEVER)


@number(
    "wait_total",
    unit="h",
    per=SITE,
    meaning="hours that all patients together stand in lines, those among them whose service never began",
)
def wait_total(day: Day) -> float:
    return float(day.visits.line_area.sum()) / TICKS_PER_HOUR


@level("line", unit=PATIENTS, per=STATION, meaning="people in the station's line")
def line(day: Day) -> tuple[Steps, ...]:
    return day.lines


@level("in_service", unit=PATIENTS, per=STATION, meaning="people in service at the station, from beginning to end")
def in_service(day: Day) -> tuple[Steps, ...]:
    return day.services


@level("present", unit=PATIENTS, per=STATION, meaning="people at the station, in its line or at a desk")
def present(day: Day) -> tuple[Steps, ...]:
    return day.present


@number("visits", unit=PATIENTS, per=STATION, meaning="patients whose service at the station began")
def visits(day: Day) -> Any:
    return day.served.sum(axis=0)


@number(
    "utilisation",
    unit=SHARE,
    per=STATION,
    meaning="desks in use / desks, from the beginning of the day until the last of its staff goes off duty",
)
def utilisation(day: Day) -> Any:
    return day.floor.utilisation(day.floor.staffed_until)


@number(
    "utilisation_to_last_departure",
    unit=SHARE,
    per=STATION,
    meaning="desks in use / desks, from the beginning of the day to the last departure from the station",
)
def utilisation_to_last_departure(day: Day) -> Any:
    return day.floor.utilisation(day.duty.departures)


@number(
    "utilisation_to_day_end",
    unit=SHARE,
    per=STATION,
    meaning="desks in use / desks, from the beginning to the end of the day",
)
def utilisation_to_day_end(day: Day) -> Any:
    return day.floor.utilisation(day.duty.departures * 0 + day.ends)


@number(
    "waiting_for_desk",
    unit=SHARE,
    per=STATION,
    meaning="share of all time in the station's line that passed while no desk was free",
)
def waiting_for_desk(day: Day) -> Any:
    from vaxsim.metrics.shortage import no_desk, shares

    return shares(day, day.lines, no_desk)


@number(
    "waiting_for_staff",
    unit=SHARE,
    per=STATION,
    meaning="share of all time in the station's line that passed while the idle staff could not make up a crew",
)
def waiting_for_staff(day: Day) -> Any:
    from vaxsim.metrics.shortage import no_crew, shares

    return shares(day, day.lines, no_crew)
