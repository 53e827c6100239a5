"""What was recorded of each patient, when everything that contradicts itself has been left out.

Times are ticks since 00:00 of the patient's day; None is what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from vaxsim.recorded.columns import Columns
from vaxsim.recorded.oddities import Oddity


class Visit(NamedTuple):
    """A visit to a station."""

    joined: int | None = None
    began: int | None = None
    ended: int | None = None
    unfinished: int | None = None  # how long the service had lasted when recording ended, where it had not


class Patient(NamedTuple):
    """One patient: when booked, when where.  `visits` are in the order of `Recorded.stations`."""

    day: date | None
    slot: int | None
    arrival: int | None
    departure: int | None
    visits: tuple[Visit, ...]

    @property
    def seen(self) -> bool:
        """Whether any time but the appointment is known."""
        times = (self.arrival, self.departure, *(moment for visit in self.visits for moment in visit))
        return any(time is not None for time in times)

    @property
    def stayed_away(self) -> bool:
        """Whether there is an appointment and nothing else."""
        return self.slot is not None and not self.seen


@dataclass(frozen=True)
class Recorded:
    """A table of recorded times."""

    file: str
    columns: Columns
    stations: tuple[str, ...]
    patients: tuple[Patient, ...]
    oddities: tuple[Oddity, ...]
    rows: int

    @property
    def days(self) -> tuple[date | None, ...]:
        """The days recorded, ascending; a table without dates is one day, None."""
        return tuple(sorted({patient.day for patient in self.patients}, key=lambda day: day or date.min))

    def of_day(self, day: date | None) -> tuple[Patient, ...]:
        """The patients of one day, in the order of the table."""
        return tuple(patient for patient in self.patients if patient.day == day)

    def visits(self, station: str) -> tuple[Visit, ...]:
        """The visits of all patients to a station."""
        index = self.stations.index(station)
        return tuple(patient.visits[index] for patient in self.patients)
