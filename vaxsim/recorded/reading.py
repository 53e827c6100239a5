"""Reading of a table of recorded times: cells that cannot be read are errors, records that cannot be true are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic_core import PydanticCustomError

from vaxsim.csvfiles import Table, read_table
from vaxsim.recorded.columns import Columns
from vaxsim.recorded.examining import Examiner
from vaxsim.recorded.journeys import SITE, Journey, Reader
from vaxsim.recorded.limits import Limits
from vaxsim.recorded.oddities import Kind, Oddity
from vaxsim.recorded.patients import Patient, Recorded
from vaxsim.units import NEVER, clock


class RecordError(Exception):
    """A table that cannot be read; `problems` are lines such as "times.csv:17:4: what was got, what is allowed"."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read(path: Path, columns: Columns, limits: Limits | None = None) -> Recorded:
    """The patients recorded in a CSV file, and what is odd about them.

    Raises RecordError with every cell that is no time, or what is wrong with file or columns.
    """
    wrong = columns.wrong()
    if wrong:
        raise RecordError([wrong])
    try:
        table = _table(path)
        reader = Reader(table, columns)
        journeys = reader.journeys()
    except PydanticCustomError as error:
        raise RecordError(_lines(path, error)) from None
    return _examined(table, reader, journeys, columns, limits or Limits())


def _table(path: Path) -> Table:
    place = path.resolve()
    return replace(read_table(place.parent, place.name), file=str(path))


def _lines(path: Path, error: PydanticCustomError) -> list[str]:
    """An error of a CSV file as lines for readers: with the places, or with the option that it is about."""
    context = error.context or {}
    if context.get("problems"):
        return [f"{path}:{line}:{col}: {message}" for _, line, col, _, message in context["problems"]]
    option = str(context.get("field", ""))
    said = f"{option}: " if option.startswith("--") else f"{path}: "
    return [f"{said}{context.get('summary', error)}"]


def _examined(table: Table, reader: Reader, journeys: list[Journey], columns: Columns, limits: Limits) -> Recorded:
    oddities = reader.oddities
    kept = _dated(table, columns, [j for j in journeys if _has_times(table, columns, j, oddities)], oddities)
    begins = any(moment == "began" for journey in kept for _, moment in journey.cells)
    examiner = Examiner(table, reader.stations, limits, _ends(table, reader, kept, limits, begins), begins)
    patients = tuple(examiner.patient(journey) for journey in kept)
    oddities += examiner.oddities + _unsorted(table, columns, kept, patients)
    ordered = tuple(sorted(oddities, key=lambda oddity: (oddity.line, oddity.col)))
    return Recorded(table.file, columns, reader.stations, patients, ordered, len(table.rows))


def _has_times(table: Table, columns: Columns, journey: Journey, oddities: list[Oddity]) -> bool:
    if not journey.cells:
        message = "none of the columns named has a time in this row; it is left out"
        oddities.append(Oddity(Kind.EMPTY, table.file, table.lines[journey.row], 1, message))
    return bool(journey.cells)


def _dated(table: Table, columns: Columns, journeys: list[Journey], oddities: list[Oddity]) -> list[Journey]:
    """The journeys with their days; those without one are left out where others have one."""
    for journey in journeys:
        journey.day = journey.day or _first_day(journey)
    if all(journey.day is None for journey in journeys):
        return journeys
    for journey in journeys:
        if journey.day is None:
            message = "the times of this row have no date, those of other rows do; it is left out"
            oddities.append(Oddity(Kind.UNDATED, table.file, table.lines[journey.row], 1, message))
    return [journey for journey in journeys if journey.day is not None]


def _first_day(journey: Journey) -> date | None:
    """The date of the appointment or arrival, else the earliest that stands in the row."""
    for moment in ("slot", "arrival"):
        cell = journey.cells.get((SITE, moment))
        if cell is not None and cell.stamp.day is not None:
            return cell.stamp.day
    return min((cell.stamp.day for cell in journey.cells.values() if cell.stamp.day is not None), default=None)


def _ends(
    table: Table, reader: Reader, journeys: list[Journey], limits: Limits, begins: bool
) -> dict[date | None, int]:
    """The tick at which recording ended on each day: as `limits` say, else the last time that can be true."""
    days = [journey.day for journey in journeys]
    if limits.until is not None:
        return dict.fromkeys(days, limits.until)
    endless = Examiner(table, reader.stations, limits, dict.fromkeys(days, NEVER), begins)
    ends = dict.fromkeys(days, 0)
    for patient in map(endless.patient, journeys):
        times = (patient.arrival, patient.departure, *(time for visit in patient.visits for time in visit[:3]))
        ends[patient.day] = max(ends[patient.day], *(time for time in times if time is not None), 0)
    return ends


def _unsorted(table: Table, columns: Columns, journeys: Sequence[Journey], patients: Sequence[Patient]) -> list[Oddity]:
    """The rows whose arrival lies before that of the row above, on the same day.

    Not asked of tables with appointments, in the order of which rows usually stand.
    """
    if columns.slot:
        return []
    found = []
    last: dict[date | None, int] = {}
    for journey, patient in zip(journeys, patients, strict=True):
        if patient.arrival is None:
            continue
        before = last.get(patient.day, patient.arrival)
        if patient.arrival < before:
            spot = table.spot(journey.cells[SITE, "arrival"].row, columns.arrival)
            message = f"comes at {clock(patient.arrival)}, before the row above ({clock(before)}); used all the same"
            found.append(Oddity(Kind.UNSORTED, table.file, *spot, message))
        last[patient.day] = patient.arrival
    return found
