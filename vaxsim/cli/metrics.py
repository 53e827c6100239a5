"""``vaxsim metrics``: every number and curve vaxsim reports, with its unit and meaning."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from vaxsim.metrics import Entry

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim metrics
vaxsim metrics --json > metrics.json
"""


def metrics(as_json: AsJson = False) -> None:
    """List every number and curve with its unit and meaning; promises use these names."""
    from vaxsim.metrics import MEANING_OF_MEASURE, curve_listing, listing

    numbers, curves = listing(), curve_listing()
    if as_json:
        both = {"numbers": [asdict(entry) for entry in numbers], "curves": [asdict(entry) for entry in curves]}
        typer.echo(json.dumps(both, indent=2))
        return
    from vaxsim.cli import terminal

    console = terminal.out()
    console.print(_table("Numbers, as in promises", numbers))
    console.print(_table("Curves over the day", curves))
    terminal.print_lines(console, ["", MEANING_OF_MEASURE])


def _table(title: str, entries: Sequence[Entry]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("of a", overflow="fold")
    table.add_column("meaning", overflow="fold")
    for entry in entries:
        meaning = "; ".join(filter(None, (entry.meaning, entry.condition)))
        table.add_row(entry.name, entry.unit, ", ".join(entry.per), meaning)
    return table
