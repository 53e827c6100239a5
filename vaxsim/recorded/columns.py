"""Which columns of a table hold what, as they are named on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from vaxsim.recorded.stamps import parse_station

MOMENTS = ("joined", "began", "ended")
"""What is recorded of a visit: when the patient got into line, when the service began, when it ended."""

_FORMS = "BEGIN:END or JOINED:BEGIN:END"


@dataclass(frozen=True)
class StationColumns:
    """The columns of one station in a table with one row per patient; empty where there is none."""

    station: str
    joined: str
    began: str
    ended: str

    @classmethod
    def parse(cls, text: str) -> StationColumns:
        """From "vaccination=begin:end".  Raises ValueError that says the forms allowed."""
        station, *columns = _parsed(text, "NAME")
        return cls(parse_station(station), *columns)


@dataclass(frozen=True)
class VisitColumns:
    """The columns of a table with one row per visit; the one named by `station` says which station it was."""

    station: str
    joined: str
    began: str
    ended: str

    @classmethod
    def parse(cls, text: str) -> VisitColumns:
        """From "station=begin:end".  Raises ValueError that says the forms allowed."""
        return cls(*_parsed(text, "COLUMN"))


@dataclass(frozen=True)
class Columns:
    """Which column holds what; empty texts stand for columns that the table does not have."""

    arrival: str = ""
    slot: str = ""
    departure: str = ""
    date: str = ""
    patient: str = ""  # who it was, in a table with one row per visit
    stations: tuple[StationColumns, ...] = ()  # one row per patient
    visits: VisitColumns | None = None  # one row per visit

    def wrong(self) -> str:
        """What is wrong with the choice of columns, in words; empty if nothing is."""
        names = [columns.station for columns in self.stations]
        if len(set(names)) < len(names):
            return "the same station is named twice"
        if self.visits is not None and self.stations:
            return "a table has one row per patient (--station) or one row per visit (--visits), not both"
        if self.visits is not None and not self.patient:
            return "with one row per visit, --patient names the column that says who it was"
        if self.patient and self.visits is None:
            return "--patient is for tables with one row per visit (--visits)"
        return ""


def _parsed(text: str, name: str) -> tuple[str, str, str, str]:
    """What stands before "=", and the three columns after it."""
    station, equals, rest = text.partition("=")
    parts = [part.strip() for part in rest.split(":")]
    if not equals or not station.strip() or len(parts) not in (2, 3) or not any(parts[-2:]):
        raise ValueError(f"got {text!r}; allowed: {name}={_FORMS}, the names of columns")
    joined, began, ended = parts if len(parts) == 3 else ["", *parts]
    return station.strip(), joined, began, ended
