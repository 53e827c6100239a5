"""A batch of replications: simulated, written, printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from vaxsim.cli import files, tables, terminal
from vaxsim.cli.exits import Exit
from vaxsim.cli.output import write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import provenance

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from vaxsim.cli.order import Order
    from vaxsim.experiments import Replications
    from vaxsim.scenario import Scenario

STATE_STYLES = {"kept": "green", "not kept": "bold red", "uncertain": "yellow"}

SHOWN_IN_FULL = 1
"""The replication whose patients, visits and staff are written one by one."""


def carry_out(order: Order) -> None:
    """Run all replications, write the folder, print the findings; exit 4 if a conservation check failed."""
    scenario = order.scenario()
    with order.folder() as folder:
        replications = _replicate(scenario, order)
        summary = _write(folder, order, scenario, replications)
    if order.as_json:
        typer.echo(json.dumps(summary, indent=2))
    else:
        _print(order, replications)
    _print_notices(replications, figures=order.figures)
    if replications.violations:
        raise typer.Exit(Exit.CHECK_FAILED)


def _replicate(scenario: Scenario, order: Order) -> Replications:
    from vaxsim.experiments import replicate

    if order.precision is not None:
        return _replicate_precisely(scenario, order, order.precision)
    engine = order.choose_engine(scenario, scenario.replications if order.reps is None else order.reps)
    with progress("replications") as report:
        return replicate(scenario, order.reps, order.seed, report, engine, order.threads, order.allow_large)


def _replicate_precisely(scenario: Scenario, order: Order, precision: float) -> Replications:
    """As many replications as it takes; more than the size limit of a run end the command."""
    from vaxsim.experiments.numbers import read
    from vaxsim.experiments.precision import MOST, USUAL
    from vaxsim.experiments.replicating import replicate

    try:
        read(scenario, order.of)
    except ValueError as error:
        terminal.complain(*(f"--of: {line}" for line in str(error).splitlines()))
        raise typer.Exit(Exit.USAGE) from error
    most = MOST if order.most is None else order.most
    engine = order.choose_engine(scenario, min(USUAL, most))
    with progress("replications") as report:
        return replicate(
            scenario, None, order.seed, report, engine, order.threads, order.allow_large,
            of=order.of, precision=precision, most=most,
        )  # fmt: skip


def _write(folder: Path, order: Order, scenario: Scenario, replications: Replications) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    shown = replications.rerun(SHOWN_IN_FULL)
    files.write_batch(folder, replications, shown)
    if order.figures:
        with progress("figures") as report:
            files.write_figures(folder, replications, shown, report)
    summary = {
        **replications.summary(),
        **provenance(scenario, order.file, order.changes()),
        "shown_in_full": SHOWN_IN_FULL,
    }
    return write_summary(folder, summary)


def _print(order: Order, replications: Replications) -> None:
    console = terminal.out()
    plan = replications.plan
    days = f"{replications.reps} day{'s' if replications.reps != 1 else ''}"
    terminal.print_lines(console, [f"{plan.title}: {days} simulated, seed {replications.seed}", ""])
    for table in tables.findings(plan, replications.numbers, replications.outcomes):
        console.print(table)
        console.print()
    if replications.precision is not None:
        terminal.print_lines(console, [*replications.precision.sentences(), ""])
    _print_promises(console, replications)
    sentence = replications.bottleneck
    terminal.print_lines(console, [f"{sentence[:1].upper()}{sentence[1:]}.", "", order.files_sentence()])


def _print_promises(console: Console, replications: Replications) -> None:
    for verdict in replications.promises:
        line = terminal.cell(f"promise {verdict}")
        line.stylize(STATE_STYLES.get(verdict.state, ""))
        console.print(line, soft_wrap=not console.is_terminal)
    if replications.promises:
        console.print()


def _print_notices(replications: Replications, *, figures: bool) -> None:
    """On standard error, so that they are seen when the output goes elsewhere."""
    terminal.complain(*(f"note: {text}" for text in replications.warnings))
    for replication, message in replications.violations[:20]:
        terminal.complain(f"check failed in replication {replication}: {message}")
    if figures:
        terminal.complain(*files.notices_of_figures(replications.plan))
