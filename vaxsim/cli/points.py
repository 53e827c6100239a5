"""The points of a sweep as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.cli import terminal, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from vaxsim.experiments import Sweep

UNLIMITED = 10_000
"""Columns of the terminal to measure a table for."""
MOST_ROWS = 60
"""Points that are printed; the tables in the folder have all."""


def points_tables(found: Sweep, shown: Sequence[str], console: Console) -> Iterator[Table]:
    """The points with all numbers, in as many tables under each other as it takes to cut nothing off."""
    wide = console.options.update(max_width=UNLIMITED)
    rest = list(shown)
    while rest:
        some = len(rest)
        while some > 1 and console.measure(points_table(found, rest[:some]), options=wide).maximum > console.width:
            some -= 1
        yield points_table(found, rest[:some])
        rest = rest[some:]


def points_table(found: Sweep, shown: Sequence[str]) -> Table:
    """A row for each of the first points: its fields, and each number with its interval."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for field in found.fields:
        table.add_column(_broken(field), justify="right", vertical="bottom")
    for key in shown:
        unit = wording.unit_of(found.headings[key].unit, key)
        table.add_column(terminal.cell(f"{key} {unit}".strip()), justify="right", no_wrap=True, vertical="bottom")
    estimates = {key: found.estimates(key) for key in shown}
    for place, point in enumerate(found.points[:MOST_ROWS]):
        fields = [terminal.cell(point.changes.get(field)) for field in found.fields]
        numbers = ["failed" if point.error else _number(found, key, estimates[key], place) for key in shown]
        table.add_row(*fields, *numbers)
    return table


def _broken(path: str) -> Text:
    """A path in lines that end with its dots, so that the columns of many fields are narrow."""
    from rich.text import Text

    return Text(".\n".join(terminal.neutral(path).split(".")))


def _number(found: Sweep, key: str, estimates: Any, place: int) -> str:
    mean, low, high = (float(side[place]) for side in estimates)
    unit = found.headings[key].unit
    interval = wording.interval(low, high, unit, key)
    return f"{wording.value(mean, unit, key)} ({interval})" if interval else wording.value(mean, unit, key)
