"""Options and output that the commands on recorded times share: columns and odd records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit

if TYPE_CHECKING:
    from pandas import DataFrame
    from rich.table import Table

    from vaxsim.recorded import Columns, Limits, Oddity, Recorded

NAMED = 3
"""So many odd records of each kind are printed; the folder has all."""

TimesFile = Annotated[
    Path,
    typer.Argument(metavar="TIMES", exists=True, dir_okay=False, help="Recorded times (CSV).", show_default=False),
]
Arrival = Annotated[str, typer.Option("--arrival", metavar="COLUMN", help="Column: when the patient came.")]
Slot = Annotated[str, typer.Option("--slot", metavar="COLUMN", help="Column: the appointment; empty for walk-ins.")]
Departure = Annotated[str, typer.Option("--departure", metavar="COLUMN", help="Column: when the patient left.")]
Date = Annotated[
    str, typer.Option("--date", metavar="COLUMN", help="Column: the day; not needed where times have dates.")
]
Stations = Annotated[
    list[str] | None,
    typer.Option("--station", metavar="NAME=[JOINED:]BEGIN:END", help="A station and its columns; once for each."),
]
Visits = Annotated[
    str,
    typer.Option("--visits", metavar="COLUMN=[JOINED:]BEGIN:END", help="For tables with one row per visit: the column "
                 "with the name of the station, and its times."),
]  # fmt: skip
PatientColumn = Annotated[str, typer.Option("--patient", metavar="COLUMN", help="With --visits: who it was.")]
Longest = Annotated[
    float, typer.Option("--longest", min=0.1, metavar="MINUTES", help="A longer service is taken for a slip.")
]
Until = Annotated[
    str, typer.Option("--until", metavar="HH:MM", help="When recording ended; default: the last time in the table.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON and nothing else.")]
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Draw no figures; faster.")]


def columns_or_exit(
    arrival: str, slot: str, departure: str, date: str, stations: Sequence[str], visits: str, patient: str
) -> Columns:
    """The columns named by options; what cannot be understood ends the command."""
    from vaxsim.recorded import Columns, StationColumns, VisitColumns

    try:
        named = tuple(map(StationColumns.parse, stations))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--station") from error
    try:
        by_visit = VisitColumns.parse(visits) if visits else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--visits") from error
    found = Columns(arrival, slot, departure, date, patient, named, by_visit)
    wrong = found.wrong() or ("" if arrival or slot or named or by_visit else "name at least one column of times")
    if wrong:
        terminal.complain(f"{wrong}; see --help")
        raise typer.Exit(Exit.USAGE)
    return found


def limits_or_exit(longest: float, until: str) -> Limits:
    """What is believed of records; a time that is none ends the command."""
    from vaxsim.recorded import Limits
    from vaxsim.units import parse_clock

    try:
        return Limits(longest, parse_clock(until) if until else None)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--until") from error


def read_or_exit(file: Path, columns: Columns, limits: Limits) -> Recorded:
    """The table; one that cannot be read is complained about, every cell with its place, and ends the command."""
    from vaxsim.recorded import RecordError, read

    try:
        recorded = read(file, columns, limits)
    except RecordError as error:
        terminal.complain(*error.problems)
        raise typer.Exit(Exit.SCENARIO_WRONG) from error
    if not recorded.patients:
        terminal.complain(f"{file}: no row has a time in the columns named")
        raise typer.Exit(Exit.SCENARIO_WRONG)
    return recorded


def heading(recorded: Recorded) -> str:
    """How much was recorded, in one line."""
    days = len(recorded.days)
    return f"{recorded.file}: {recorded.rows} rows, {len(recorded.patients)} patients, {days} day{'s' * (days != 1)}"


def odd_lines(recorded: Recorded) -> list[str]:
    """How many odd records there are of each kind, and where the first ones stand."""
    from vaxsim.recorded.oddities import counted

    lines = []
    for kind, count in counted(recorded.oddities).items():
        what = "" if kind.used else ": left out"
        lines.append(f"{count} x {kind}{what}")
        named = [oddity for oddity in recorded.oddities if oddity.kind == kind]
        lines += [f"  {oddity}" for oddity in named[:NAMED]]
        if count > NAMED:
            lines.append(f"  and {count - NAMED} more, all in odd_records.csv")
    return [*lines, ""] if lines else []


def odd_data(recorded: Recorded) -> list[dict[str, object]]:
    """The odd records as data for JSON."""
    return [_odd(oddity) for oddity in recorded.oddities]


def odd_table(recorded: Recorded) -> DataFrame:
    """The odd records, one a row."""
    from pandas import DataFrame

    return DataFrame(odd_data(recorded), columns=["file", "line", "column", "kind", "used", "message"])


def _odd(oddity: Oddity) -> dict[str, object]:
    name = Path(oddity.file).name  # so that no private path leaks into shared results
    place = {"file": name, "line": oddity.line, "column": oddity.col}
    return {**place, "kind": oddity.kind.name.lower(), "used": oddity.kind.used, "message": oddity.message}


def plain_table(first: str, *others: str) -> Table:
    """An empty table in the manner of all that vaxsim prints."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(terminal.cell(first), overflow="fold", vertical="bottom")
    for header in others:
        table.add_column(header, justify="right", no_wrap=True)
    return table
