"""``vaxsim capacity``: the largest value of one field, such as bookings per slot, at which promises hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from vaxsim.cli import terminal
from vaxsim.cli.conclusion import conclude
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen
from vaxsim.cli.exits import Exit
from vaxsim.cli.files import save_figure
from vaxsim.cli.loading import AllowLarge, ScenarioFile, changes_or_exit, problem_lines, read_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import provenance
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.run import AsJson, Changes, NoFigures, Seed
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.experiments.capacities import Capacity
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim capacity scenarios/small_clinic.toml --of arrivals.0.per_slot
vaxsim capacity scenarios/small_clinic.toml --of arrivals.0.per_slot=4..20 --promise "p90(wait) <= 10" --reps 500
vaxsim capacity scenarios/small_clinic.toml --of stations.vaccination.service.mean=3..6:0.1
"""

STATES = {"kept": "green", "not kept": "bold red", "uncertain": "yellow"}

Of = Annotated[
    str,
    typer.Option(
        "--of",
        metavar="PATH=LOW..HIGH",
        help="Field to make as large as possible, with its range (HIGH, :STEP or all of it may be left out).",
        show_default=False,
    ),
]
Promises = Annotated[
    list[str] | None,
    typer.Option(
        "--promise", metavar="PROMISE", help='What has to hold, e.g. "p90(wait) <= 20"; default: the file\'s.'
    ),
]
Reps = Annotated[
    int, typer.Option("--reps", min=2, max=1_000_000, help="Days at the values around the answer; fewer elsewhere.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-capacity.")
]


def capacity(
    file: ScenarioFile,
    of: Of,
    promises: Promises = None,
    assignments: Changes = None,
    reps: Reps = 200,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
    no_figures: NoFigures = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
    allow_large: AllowLarge = False,
) -> None:
    """Find the largest value of one field at which promises hold, how sure that is, and where the cliff begins.

    All values are tried on the same days. A promise is about the mean over days of its number.
    """
    changes = changes_or_exit(assignments or ())
    scenario = read_or_exit(file, changes, allow_large=allow_large)
    out = out or Path("results") / f"{file.stem}-capacity"
    with folder_or_exit(out) as folder:
        found = _search(scenario, of, promises or (), reps, seed, engine.value, threads)
        if found.answer is None:
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
    of: str,
    promises: list[str] | tuple[()],
    reps: int,
    seed: int | None,
    engine: str,
    threads: int | None,
) -> Capacity:
    """The answer; what is wrong with the field, its range or the promises ends the command."""
    from vaxsim.experiments.scale import read
    from vaxsim.experiments.sizing import capacity, usable
    from vaxsim.scenario import ScenarioError

    promised_or_exit(scenario, promises)
    try:
        scale = read(of)
        usable(scenario, scale)
    except ScenarioError as error:
        terminal.complain(*(line.replace("replace ", "--of ", 1) for line in problem_lines(error)))
        raise typer.Exit(Exit.SCENARIO_WRONG) from error
    except ValueError as error:
        terminal.complain(f"--of {of}: {error}")
        raise typer.Exit(Exit.USAGE) from error
    engine = chosen(engine, scenario, 10 * reps)
    with progress("days") as report:
        return capacity(scenario, of, promises, reps, seed, engine, threads, report)


def promised_or_exit(scenario: Scenario, promises: list[str] | tuple[()]) -> None:
    """End the command unless there are promises, and all of them mean something at the site."""
    from vaxsim.experiments.standing import promised

    try:
        promised(scenario, promises)
    except ValueError as error:
        terminal.complain(*(f"--promise: {line}" for line in str(error).splitlines()))
        raise typer.Exit(Exit.USAGE) from error


def conclude_trials(violations: tuple[tuple[str, int, str], ...]) -> None:
    """Exit 4 if a conservation check failed in any of the variants that were tried."""
    conclude(f"with {variant}, replication {number}: {message}" for variant, number, message in violations)


def no_answer(sentences: list[str]) -> NoReturn:
    """Say what was reached where nothing keeps the promises, and end the command."""
    terminal.complain(*(f"{sentence}." for sentence in sentences))
    raise typer.Exit(Exit.NO_ANSWER)


def _write(folder: Path, found: Capacity, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    write_csv(found.frame, folder / "tried.csv")
    if figures:
        from vaxsim.plots import capacity_sheet

        save_figure(capacity_sheet(found), folder, "capacity")
    return write_summary(folder, {**found.summary(), **about})


def _print(found: Capacity, out: Path, *, figures: bool) -> None:
    console = terminal.out()
    terminal.print_lines(console, [f"{found.title}: how large {found.path} can be, seed {found.seed}", ""])
    console.print(_table(found))
    terminal.print_lines(console, ["", *(f"{sentence}." for sentence in found.sentences), ""])
    kinds = "The figure, tried.csv" if figures else "All that was tried (CSV)"
    terminal.print_lines(console, [f"{kinds} and summary.json are in {out}"])


def _table(found: Capacity) -> Table:
    """One row per value: each promise's number with its interval, in the colour of what that says."""
    texts = [f"{promise.text}\n{unit}" for promise, unit in zip(found.promises, found.units, strict=True)]
    shown = plain_table(found.path, *texts, "days", "chance to\nbe largest")
    for one in found.tried:
        cells = []
        for i, state in enumerate(one.standing.states):
            mean, low, high = (
                float(numbers[i]) for numbers in (one.standing.mean, one.standing.low, one.standing.high)
            )
            cell = terminal.cell("–" if mean != mean else f"{mean:.4g} ({low:.4g} to {high:.4g}) {state}")
            cell.stylize(STATES[state])
            cells.append(cell)
        chance = found.chances.get(one.value)
        shown.add_row(f"{one.value:g}", *cells, str(one.standing.days), "" if chance is None else f"{chance:.0%}")
    return shown
