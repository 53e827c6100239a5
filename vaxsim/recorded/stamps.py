"""Times as tables write them: "09:30", "9:30:15", "2021-03-05 09:30:15", "2021-03-05T09:30:15.250+01:00"."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from vaxsim.fields import shown
from vaxsim.scenario.part import A_NAME, is_name
from vaxsim.units import TICKS_PER_HOUR, parse_clock

TICKS_PER_DAY = 24 * TICKS_PER_HOUR

ALLOWED = 'a time such as "09:30" or "09:30:15", or a date and time such as "2021-03-05 09:30:15"'

_DATED = re.compile(r"(\d{4}-\d\d-\d\d)[T ]+(\S.*)")
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
_FINER = re.compile(r"(\.\d{3})\d+")


class Stamp(NamedTuple):
    """A time of day, ticks since 00:00, and its date if the table gives one."""

    day: date | None
    ticks: int

    def on(self, day: date | None) -> int:
        """Ticks since 00:00 of `day`; a stamp without a date is of that very day."""
        if self.day is None or day is None:
            return self.ticks
        return (self.day - day).days * TICKS_PER_DAY + self.ticks


def parse_stamp(cell: str) -> Stamp | None:
    """The time in a cell; None if it is empty.  Raises ValueError for anything else.

    A time zone is passed over: times are those of the clock at the site.
    """
    if not cell:
        return None
    dated = _DATED.fullmatch(cell)
    try:
        day = date.fromisoformat(dated[1]) if dated else None
        clock = _FINER.sub(r"\1", _ZONE.sub("", dated[2]).strip() if dated else cell)
        return Stamp(day, parse_clock(clock))
    except ValueError:
        raise ValueError(f"got {shown(cell)}; allowed: {ALLOWED}, or nothing") from None


def parse_day(cell: str) -> date:
    """The date in a cell.  Raises ValueError for anything but "2021-03-05"."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f'got {shown(cell)}; allowed: a date such as "2021-03-05"') from None


def parse_patient(cell: str) -> str:
    """A name or number of a patient.  Raises ValueError if there is none."""
    if not cell:
        raise ValueError("got an empty cell; allowed: a name or number")
    return cell


def parse_station(cell: str) -> str:
    """A name of a station.  Raises ValueError for what a scenario would not take as one."""
    if not is_name(cell):
        raise ValueError(f"got {shown(cell)}; allowed: {A_NAME}")
    return cell
