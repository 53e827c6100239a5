"""Journeys: all cells of the table that belong to one patient, as they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from vaxsim.recorded.columns import MOMENTS
from vaxsim.recorded.oddities import Kind, Oddity
from vaxsim.recorded.stamps import Stamp, parse_day, parse_patient, parse_stamp, parse_station

if TYPE_CHECKING:
    from vaxsim.csvfiles import Table
    from vaxsim.recorded.columns import Columns, StationColumns, VisitColumns

T = TypeVar("T")

SITE = ""
"""Stands for the site where otherwise a station is named."""


class Cell(NamedTuple):
    """A time in the table, with its row from 0 and its column."""

    row: int
    column: str
    stamp: Stamp


@dataclass
class Journey:
    """The cells of one patient by (station, moment); the moments of the site are "slot", "arrival", "departure"."""

    row: int  # the first
    day: date | None
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)


class Reader:
    """Takes the cells out of a table; what cannot be read is left in `table.problems`, odd rows in `oddities`."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self.table = table
        self.columns = columns
        self.oddities: list[Oddity] = []
        self.stations: tuple[str, ...] = tuple(columns.station for columns in columns.stations)

    def journeys(self) -> list[Journey]:
        """One journey per patient, in the order of the table."""
        days = self._column("--date", self.columns.date, parse_day)
        journeys = [Journey(row, days[row] if days else None) for row in range(len(self.table.rows))]
        for moment, name in self._site_columns():
            self._fill(journeys, SITE, moment, name)
        for columns in self.columns.stations:
            self._fill_station(journeys, columns)
        if self.columns.visits is not None:
            journeys = self._together(journeys, self.columns.visits)
        self.table.finish()
        return journeys

    def _site_columns(self) -> list[tuple[str, str]]:
        names = {"slot": self.columns.slot, "arrival": self.columns.arrival, "departure": self.columns.departure}
        return [(moment, name) for moment, name in names.items() if name]

    def _column(self, option: str, name: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """The cells of a column through `parse`; nothing where none is named, or where one could not be read."""
        if not name:
            return ()
        found = self.table.column(name, option, parse)
        return found if len(found) == len(self.table.rows) else ()

    def _fill(self, journeys: Sequence[Journey], station: str, moment: str, name: str) -> None:
        """Put the times of a column into the journeys of its rows."""
        option = f"--{moment}" if station == SITE else f"--station {station}"
        for row, stamp in enumerate(self._column(option, name, parse_stamp)):
            if stamp is not None:
                journeys[row].cells[station, moment] = Cell(row, name, stamp)

    def _fill_station(self, journeys: Sequence[Journey], columns: StationColumns) -> None:
        for moment in MOMENTS:
            name = getattr(columns, moment)
            if name:
                self._fill(journeys, columns.station, moment, name)

    def _together(self, rows: Sequence[Journey], columns: VisitColumns) -> list[Journey]:
        """The journeys of patients, from those of single visits."""
        stations = self._column("--visits", columns.station, parse_station)
        patients = self._column("--patient", self.columns.patient, parse_patient)
        if len(stations) != len(rows) or len(patients) != len(rows):
            return []
        for moment in MOMENTS:
            self._fill_visits(rows, stations, moment, getattr(columns, moment))
        self.stations = tuple(dict.fromkeys(stations))
        found: dict[tuple[date | None, str], Journey] = {}
        for journey, patient, station in zip(rows, patients, stations, strict=True):
            day = journey.day or next((c.stamp.day for c in journey.cells.values() if c.stamp.day), None)
            whole = found.setdefault((day, patient), Journey(journey.row, day))
            self._add(whole, journey, station)
        return list(found.values())

    def _fill_visits(self, rows: Sequence[Journey], stations: Sequence[str], moment: str, name: str) -> None:
        for row, stamp in enumerate(self._column("--visits", name, parse_stamp)):
            if stamp is not None:
                rows[row].cells[stations[row], moment] = Cell(row, name, stamp)

    def _add(self, whole: Journey, visit: Journey, station: str) -> None:
        """Put the cells of one visit into a patient's journey, unless the station has been there before."""
        if any(place == station for place, _ in whole.cells):
            spot = self.table.spot(visit.row, self.columns.visits.station if self.columns.visits else "")
            message = f"a second visit to {station} by the same patient; it is left out"
            self.oddities.append(Oddity(Kind.AGAIN, self.table.file, *spot, message))
            return
        for key, cell in visit.cells.items():
            whole.cells.setdefault(key, cell)
