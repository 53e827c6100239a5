"""What is measured of why people wait: for a room, another station, a dose, a session, or the limit inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import PATIENTS, SHARE, SITE, STATION, level, number

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.steps import Steps

LINE = "share of all time in the station's line that passed while"
DOOR = "share of all time at the station's door that passed while"


@level(
    "at_door",
    unit=PATIENTS,
    per=STATION,
    meaning="people who stand at the station's door because its room is full, outside the site while it is open",
    use="rooms",
)
def at_door(day: Day) -> tuple[Steps, ...]:
    return day.at_doors


@number(
    "waiting_for_next",
    unit=SHARE,
    per=STATION,
    meaning=f"{LINE} no desk or crew was free and patients were blocked there, because the next room was full",
    use="rooms",
)
def waiting_for_next(day: Day) -> Any:
    from vaxsim.metrics.shortage import next_room_full, shares

    return shares(day, day.lines, next_room_full)


@number(
    "door_for_next",
    unit=SHARE,
    per=STATION,
    meaning=f"{DOOR} no desk or crew was free and patients were blocked there, because the next room was full",
    use="rooms",
)
def door_for_next(day: Day) -> Any:
    from vaxsim.metrics.shortage import next_room_full, shares

    return shares(day, day.at_doors, next_room_full)


@number("door_for_desk", unit=SHARE, per=STATION, meaning=f"{DOOR} no desk was free", use="rooms")
def door_for_desk(day: Day) -> Any:
    from vaxsim.metrics.shortage import no_desk, shares

    return shares(day, day.at_doors, no_desk)


@number(
    "door_for_staff",
    unit=SHARE,
    per=STATION,
    meaning=f"{DOOR} the idle staff could not make up a crew",
    use="rooms",
)
def door_for_staff(day: Day) -> Any:
    from vaxsim.metrics.shortage import no_crew, shares

    return shares(day, day.at_doors, no_crew)


@number(
    "waiting_for_hold",
    unit=SHARE,
    per=STATION,
    meaning=f"{LINE} too many were in the line of the station that it waits for",
    use="hold",
)
def waiting_for_hold(day: Day) -> Any:
    from vaxsim.metrics.shortage import held, shares

    return shares(day, day.lines, held)


@number(
    "waiting_for_session",
    unit=SHARE,
    per=STATION,
    meaning=f"{LINE} a desk and a crew were free, but fewer were in line than a session takes",
    use="sessions",
)
def waiting_for_session(day: Day) -> Any:
    from vaxsim.metrics.shortage import session_not_full, shares

    return shares(day, day.lines, session_not_full)


@number(
    "waiting_for_dose",
    unit=SHARE,
    per=STATION,
    meaning=f"{LINE} there was no dose for the patient: not yet prepared, or none at the site",
    use="vaccines",
)
def waiting_for_dose(day: Day) -> Any:
    from vaxsim.metrics.crowding import waiting_without_dose

    return waiting_without_dose(day)


@number(
    "outside_for_limit",
    unit=SHARE,
    per=SITE,
    meaning="share of all time outside that passed while so many were inside that the patient's party did not fit",
    use="limit inside",
)
def outside_for_limit(day: Day) -> float:
    from vaxsim.metrics import crowding

    return crowding.outside_for_limit(day)


@number(
    "outside_with_line",
    unit=SHARE,
    per=STATION,
    meaning="share of the time outside for the limit inside that passed while somebody was in the station's line",
    use="limit inside",
)
def outside_with_line(day: Day) -> Any:
    from vaxsim.metrics import crowding

    return crowding.outside_while_lines(day)
