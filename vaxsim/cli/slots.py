"""``vaxsim slots``: how many people to book into which slot, so that promises are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import terminal
from vaxsim.cli.capacity import Promises, conclude_trials, no_answer, promised_or_exit
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen
from vaxsim.cli.exits import Exit
from vaxsim.cli.files import save_figure
from vaxsim.cli.loading import AllowLarge, ScenarioFile, changes_or_exit, read_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import provenance
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.run import AsJson, Changes, NoFigures, Seed
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.experiments import Slots
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim slots scenarios/small_clinic.toml
vaxsim slots scenarios/small_clinic.toml --every 10 --every 30 --promise "p90(wait) <= 15" --promise "overtime <= 15"
vaxsim slots scenarios/guilin_site.toml --source booked --every 30 --reps 50
"""

TRIES = 300
"""About so many patterns are tried for each length of slots."""

Every = Annotated[
    list[float] | None,
    typer.Option("--every", metavar="MINUTES", help="Length of slots to try; default: 5, 10, 15, 20, 30 and 60."),
]
Source = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME", help="Appointments to arrange, by name or position; needed if several."),
]
Reps = Annotated[
    int,
    typer.Option("--reps", min=2, max=1_000_000, help="Days for the search; twice as many fresh ones confirm it."),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-slots.")
]


def slots(
    file: ScenarioFile,
    promises: Promises = None,
    every: Every = None,
    source: Source = None,
    assignments: Changes = None,
    reps: Reps = 100,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
    no_figures: NoFigures = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
    allow_large: AllowLarge = False,
) -> None:
    """Find the numbers per slot that keep promises with the most people, and what even spacing loses.

    First the most people spread evenly, then a local search on the same days; what is found is confirmed on fresh days.
    """
    changes = changes_or_exit(assignments or ())
    scenario = read_or_exit(file, changes, allow_large=allow_large)
    promised_or_exit(scenario, promises or ())
    out = out or Path("results") / f"{file.stem}-slots"
    with folder_or_exit(out) as folder:
        found = _search(scenario, promises or (), every, source, reps, seed, engine.value, threads)
        if found.best is None:
            conclude_trials(found.violations)
            no_answer(found.sentences)
        summary = _write(folder, found, provenance(scenario, file, changes), figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(found, out, figures=not no_figures)
    conclude_trials(found.violations)


def _search(
    scenario: Scenario,
    promises: list[str] | tuple[()],
    every: list[float] | None,
    source: str | None,
    reps: int,
    seed: int | None,
    engine: str,
    threads: int | None,
) -> Slots:
    """What was found; lengths or a source that make no sense end the command."""
    from vaxsim.experiments.slotting import LENGTHS, booked, checked_length, slots

    try:
        place, lengths = booked(scenario, source), tuple(map(checked_length, every or LENGTHS))
    except ValueError as error:
        terminal.complain(f"--{'every' if 'minutes;' in str(error) else 'source'}: {error}")
        raise typer.Exit(Exit.USAGE) from error
    engine = chosen(engine, scenario, reps * TRIES * len(lengths))
    with progress("lengths of slots") as report:
        return slots(scenario, promises, lengths, place, reps, seed, engine, threads, report)


def _write(folder: Path, found: Slots, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    write_csv(found.frame, folder / "slots.csv")
    (folder / "paste.toml").write_text(found.toml, encoding="utf-8")
    if figures:
        from vaxsim.plots import slots_sheet

        save_figure(slots_sheet(found), folder, "slots")
    return write_summary(folder, {**found.summary(), **about})


def _print(found: Slots, out: Path, *, figures: bool) -> None:
    console = terminal.out()
    heading = f"{found.scenario.title}: people per slot, seed {found.seed}, confirmed with seed {found.fresh_seed}"
    terminal.print_lines(console, [heading, ""])
    console.print(_table(found))
    terminal.print_lines(console, ["", *(f"{sentence}." for sentence in found.sentences), ""])
    terminal.print_lines(console, ["To paste into the scenario:", "", *found.toml.splitlines(), ""])
    kinds = "The figure, slots.csv" if figures else "The table (slots.csv)"
    terminal.print_lines(console, [f"{kinds}, paste.toml and summary.json are in {out}"])


def _table(found: Slots) -> Table:
    shown = plain_table("minutes", "spread evenly", "found", "lost by even", *(one.text for one in found.promises))
    for one in found.templates:
        numbers = [f"{one.standing.mean[i]:.4g} ({one.standing.states[i]})" for i in range(len(found.promises))]
        people = [str(sum(one.even)), str(one.people), str(one.lost)]
        cells = [terminal.cell(number) for number in numbers]
        shown.add_row(f"{one.every:g}", *people, *cells, style="bold" if one is found.best else "")
    return shown
