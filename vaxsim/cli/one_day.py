"""One replication again, alone: the same integers as in the batch, with everything that happened in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from vaxsim.cli import files, tables, terminal
from vaxsim.cli.exits import Exit
from vaxsim.cli.output import write_summary
from vaxsim.cli.provenance import provenance

if TYPE_CHECKING:
    from pathlib import Path

    from vaxsim.cli.order import Order
    from vaxsim.cli.trace import Trace
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario


def carry_out(order: Order, replication: int, trace: Trace | None = None) -> None:
    """Run replication `replication`, write and print it, or the story asked for; exit 4 if a check failed."""
    scenario = order.scenario()
    with order.folder() as folder:
        result = _simulate(scenario, order, replication)
        story = [] if trace is None else trace.told(result).split("\n")
        summary = _write(folder, order, scenario, result, story)
    if order.as_json:
        typer.echo(json.dumps(summary, indent=2))
    else:
        _print(order, result, story)
    if order.figures:
        terminal.complain(*files.notices_of_figures(result.plan))
    terminal.complain(*(f"check failed: {message}" for message in result.violations))
    if result.violations:
        raise typer.Exit(Exit.CHECK_FAILED)


def _simulate(scenario: Scenario, order: Order, replication: int) -> Result:
    from vaxsim.simulation import simulate

    return simulate(scenario, replication, order.seed, order.choose_engine(scenario, 1))


def _write(folder: Path, order: Order, scenario: Scenario, result: Result, story: list[str]) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it, with the story where there is one."""
    files.write_one(folder, result)
    if order.figures:
        files.write_figures_of_one(folder, result)
    summary = {
        "title": result.plan.title,
        "seed": result.seed,
        "replication": result.replication,
        "engine": result.engine,
        "outcomes": result.outcomes.to_dict("records"),
        "numbers": [
            {**row, "value": None if row["value"] != row["value"] else row["value"]}
            for row in result.numbers.to_dict("records")
        ],
        "violations": list(result.violations),
        **({"story": story} if story else {}),
        **provenance(scenario, order.file, order.changes()),
    }
    return write_summary(folder, summary)


def _print(order: Order, result: Result, story: list[str]) -> None:
    """The story where one was asked for, else the findings."""
    console = terminal.out()
    title = f"{result.plan.title}: replication {result.replication} alone, seed {result.seed}"
    terminal.print_lines(console, [title, "", *story, *([""] if story else [])])
    for table in [] if story else tables.findings(result.plan, result.numbers, result.outcomes):
        console.print(table)
        console.print()
    terminal.print_lines(console, [order.files_sentence()])
