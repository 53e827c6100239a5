"""``vaxsim store``: look into the stores of sweeps, merge them, export them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit
from vaxsim.cli.spreadsheet import harmless_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vaxsim.experiments.store import Store

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim store show sweep.db
vaxsim store merge sweep.db part1.db part2.db part3.db
vaxsim store export sweep.db runs.csv
vaxsim store export sweep.db runs.parquet --metric "p90(wait)" --metric dosed
"""

app = typer.Typer(help="Look into the stores of sweeps, merge them, export them.", no_args_is_help=True)

StoreFile = Annotated[Path, typer.Argument(metavar="STORE", help="Store of a sweep.", show_default=False)]
Parts = Annotated[list[Path], typer.Argument(metavar="PART...", help="Stores to take runs from.", show_default=False)]
Table = Annotated[Path, typer.Argument(metavar="TABLE", help="A new file, .csv or .parquet.", show_default=False)]
Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NUMBER", help="Only this number; repeat it for more.", show_default=False),
]
Long = Annotated[bool, typer.Option("--long", help="A row for each number of a run, not a column.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command("show", epilog=EXAMPLES)
def show(store: StoreFile, as_json: AsJson = False) -> None:
    """What a store holds: of which scenario, seed and version, over which fields, how many runs."""
    from vaxsim.experiments.store import Store

    with _spoken(), Store(store) as opened:
        damaged = opened.damaged()
        about = _described(opened, len(damaged))
    if as_json:
        typer.echo(json.dumps(about, indent=2, ensure_ascii=False))
    else:
        terminal.print_lines(terminal.out(), [f"{name.replace('_', ' ')}: {value}" for name, value in about.items()])
    for key, replication in damaged[:20]:
        terminal.complain(f"{store}: replication {replication} of point {key[:12]} is not what was written")
    if damaged:
        terminal.complain("the same sweep with this --store runs them again")
        raise typer.Exit(Exit.CHECK_FAILED)


def _described(store: Store, damaged: int) -> dict[str, object]:
    points = store.points()
    return {
        "title": store.about.title,
        "scenario_digest": store.about.scenario,
        "seed": store.about.seed,
        "version": store.about.version,
        "fields": ", ".join(dict.fromkeys(path for point in points for path in point.changes)),
        "points": len(points),
        "failed_points": sum(bool(point.error) for point in points),
        "runs": sum(point.runs for point in points),
        "damaged_runs": damaged,
        "failed_checks": len(store.violations()),
        "digest": store.digest(),
    }


@app.command("merge", epilog=EXAMPLES)
def merge(store: StoreFile, parts: Parts) -> None:
    """Add the runs of other stores to a store, which is made if it is not there.

    They have to be of the same scenario, seed and version. A part is taken whole or not at all.
    """
    from vaxsim.experiments.store import Store

    with _spoken():
        with Store(parts[0]) as first:
            about = first.about
        with Store(store, about) as whole:
            for part in parts:
                with Store(part) as other:
                    taken = whole.take(other)
                terminal.print_lines(terminal.out(), [f"{part}: {taken:,} runs taken"])


@app.command("export", epilog=EXAMPLES)
def export(store: StoreFile, table: Table, metric: Metrics = None, long: Long = False) -> None:
    """Write all runs as a table: fields of the scenario, replication, and a column for each number."""
    from vaxsim.experiments.exporting import export as write
    from vaxsim.experiments.store import Store

    with _spoken(), Store(store) as opened:
        rows = write(opened, table, metric or (), long=long, clean=harmless_table)
    terminal.print_lines(terminal.out(), [f"{table}: {rows:,} rows"])


@contextmanager
def _spoken() -> Iterator[None]:
    """Say what is wrong with a store or table and end the command."""
    from vaxsim.experiments.store import NotStoredError, StoreError

    try:
        yield
    except StoreError as error:
        terminal.complain(str(error))
        raise typer.Exit(Exit.NOT_WRITTEN if isinstance(error, NotStoredError) else Exit.USAGE) from error
    except OSError as error:
        terminal.complain(f"{error.filename or 'table'}: cannot be written: {error.strerror or error}")
        raise typer.Exit(Exit.NOT_WRITTEN) from error
    except (ValueError, KeyError, ModuleNotFoundError) as error:
        terminal.complain(str(error.args[0] if error.args else error))
        raise typer.Exit(Exit.USAGE) from error
