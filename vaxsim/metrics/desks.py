"""What is measured of desks that do more than serve one patient after the other: blocked, interrupted, in sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import SHARE, STATION, level, number, sample
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.samples import Sample
    from vaxsim.metrics.steps import Steps

ROOMS = "rooms"


@sample(
    "blocked",
    per=(STATION,),
    meaning="the time for which patients stay at the station's desk after their service because the next room is full, "
    "over all who left",
    use=ROOMS,
)
def blocked(day: Day) -> Sample:
    visits = day.visits
    return day.of_visits(visits.left - visits.ended, (visits.ended < NEVER) & (visits.left < NEVER))


@level("blocked_desks", unit="desks", per=STATION, meaning="desks of the station that are blocked", use=ROOMS)
def blocked_desks(day: Day) -> tuple[Steps, ...]:
    return day.floor.blocked


@number(
    "blocked_share",
    unit=SHARE,
    per=STATION,
    meaning="blocked desks / desks, from the beginning of the day until the last of its staff goes off duty",
    use=ROOMS,
)
def blocked_share(day: Day) -> Any:
    return day.floor.share(day.floor.blocked, day.floor.staffed_until)


@sample(
    "dose_wait",
    per=(STATION,),
    meaning="the part of the time in the station's line for which a patient was without the prepared doses, over "
    "visits whose service began of those who take them in line",
    use="preparing",
)
def dose_wait(day: Day) -> Sample:
    visits = day.visits
    return day.of_visits(visits.supplied - visits.joined, day.served & (visits.supplied < NEVER))


@number(
    "interruptions",
    unit="services",
    per=STATION,
    meaning="times that a service was interrupted by a break of staff",
    use="interruptions",
)
def interruptions(day: Day) -> Any:
    return day.floor.interruptions


@number(
    "handovers",
    unit="services",
    per=STATION,
    meaning="times that a patient was handed over to the next shift",
    use="handover",
)
def handovers(day: Day) -> Any:
    return day.floor.handovers


@number("sessions", unit="sessions", per=STATION, meaning="sessions that began at the station", use="sessions")
def sessions(day: Day) -> Any:
    return day.floor.sessions


@number("session_size", unit="patients", per=STATION, meaning="mean number of patients in a session", use="sessions")
def session_size(day: Day) -> Any:
    return day.floor.session_size
