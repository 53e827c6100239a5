"""``vaxsim validate``: recorded days held against a scenario, with a verdict in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import recorded as table_of_times
from vaxsim.cli import terminal, wording
from vaxsim.cli.engine import Engine, EngineName, Threads
from vaxsim.cli.exits import Exit
from vaxsim.cli.files import save_figure
from vaxsim.cli.loading import ScenarioFile, changes_or_exit, refuse_too_long
from vaxsim.cli.loading import read_or_exit as read_scenario
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import provenance
from vaxsim.cli.recorded import (
    Arrival,
    AsJson,
    Date,
    Departure,
    Longest,
    NoFigures,
    PatientColumn,
    Slot,
    Stations,
    TimesFile,
    Until,
    Visits,
)
from vaxsim.cli.run import Changes, Seed
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.recorded import Recorded
    from vaxsim.scenario import Scenario
    from vaxsim.validation import Comparison, Validation

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim validate scenarios/small_clinic.toml docs/recorded_day.csv --arrival came --departure left
vaxsim validate site.toml week.csv --date day --arrival came --departure left --reps 500
vaxsim validate site.toml visits.csv --visits station=joined:begin:end --patient number --json > verdict.json
"""

STYLES = {"agrees": "green", "differs": "bold red"}

Reps = Annotated[
    int | None,
    typer.Option("--reps", min=2, max=1_000_000, help="Replications; default: enough for all numbers compared."),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-TIMES-validate.")
]


def validate(
    file: ScenarioFile,
    times: TimesFile,
    arrival: Arrival = "",
    slot: Slot = "",
    departure: Departure = "",
    date: Date = "",
    station: Stations = None,
    visits: Visits = "",
    patient: PatientColumn = "",
    longest: Longest = 180.0,
    until: Until = "",
    assignments: Changes = None,
    reps: Reps = None,
    seed: Seed = None,
    out: Out = None,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
    as_json: AsJson = False,
    no_figures: NoFigures = False,
) -> None:
    """Hold a recorded day, or several, against a scenario: do they differ from the model's days?

    Every simulated day is seen through the columns that were recorded. One day is held against the days of the model,
    the mean of several against means of as many (prediction intervals); Holm's correction for many numbers.
    """
    columns = table_of_times.columns_or_exit(arrival, slot, departure, date, station or (), visits, patient)
    recorded = table_of_times.read_or_exit(times, columns, table_of_times.limits_or_exit(longest, until))
    changes = changes_or_exit(assignments or ())
    scenario = read_scenario(file, changes, allow_large=False)
    out = out or Path("results") / f"{times.stem}-validate"
    with folder_or_exit(out) as folder:
        validation = _validate(scenario, recorded, reps, seed, engine.value, threads)
        about = {**provenance(scenario, file, changes), "times_file": times.name}
        summary = _write(folder, validation, about, figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(validation, out)
    _print_notices(validation)
    if validation.violations:
        raise typer.Exit(Exit.CHECK_FAILED)


def _validate(
    scenario: Scenario, recorded: Recorded, reps: int | None, seed: int | None, engine: str, threads: int | None
) -> Validation:
    from vaxsim.validation import UnknownStationError, validate

    refuse_too_long(scenario, "--reps", reps)
    try:
        with progress("replications") as report:
            return validate(scenario, recorded, reps, seed, report, engine, threads)
    except UnknownStationError as error:
        terminal.complain(f"--station: {error}")
        raise typer.Exit(Exit.USAGE) from error


def _write(folder: Path, validation: Validation, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    from pandas import DataFrame

    found = validation.summary()
    write_csv(table_of_times.odd_table(validation.recorded), folder / "odd_records.csv")
    write_csv(DataFrame(found["comparisons"]), folder / "comparisons.csv")
    if figures:
        from vaxsim.plots import validation_sheet

        save_figure(validation_sheet(validation), folder, "validation")
    odd = table_of_times.odd_data(validation.recorded)
    return write_summary(folder, {**found, **about, "odd_records": odd})


def _print(validation: Validation, out: Path) -> None:
    console = terminal.out()
    against = f"held against {validation.reps} days of {validation.title}, seed {validation.seed}"
    terminal.print_lines(console, [table_of_times.heading(validation.recorded), against, ""])
    terminal.print_lines(console, table_of_times.odd_lines(validation.recorded))
    console.print(_table(validation))
    terminal.print_lines(console, ["", f"{validation.verdict}.", _caveat(), ""])
    terminal.print_lines(console, [f"The figure, comparisons.csv, odd_records.csv and summary.json are in {out}"])


def _caveat() -> str:
    return "Agreement is no proof: what lies within the range of the model's days cannot be told from them."


def _table(validation: Validation) -> Table:
    model = "95% of model's days" if validation.days == 1 else f"95% of means of {validation.days}"
    shown = table_of_times.plain_table("number", "recorded", model, "from model's mean", "p (Holm)", "verdict")
    for c in validation.comparisons:
        verdict = terminal.cell(c.words)
        verdict.stylize(STYLES.get(c.verdict, ""))
        adjusted = "" if c.adjusted != c.adjusted else f"{c.adjusted:.3f}"
        numbers = _value(c, c.recorded), _model(c), _difference(c), adjusted
        shown.add_row(terminal.cell(c.name), *numbers, verdict)
    return shown


def _value(c: Comparison, number: float) -> str:
    return wording.value(number, c.unit, wording.CLOCK_TIMES[0] if c.unit == "clock" else "")


def _model(c: Comparison) -> str:
    low, high = _value(c, c.low), _value(c, c.high)
    return low if low == high else f"{low} to {high}"


def _difference(c: Comparison) -> str:
    """Recorded less simulated, with its interval."""
    if c.difference != c.difference:
        return "–"
    return f"{c.difference:+.2f} ({c.difference_low:+.2f} to {c.difference_high:+.2f})"


def _print_notices(validation: Validation) -> None:
    """On standard error, so that they are seen when the output goes elsewhere."""
    terminal.complain(*(f"note: {text}" for text in validation.warnings))
    for replication, message in validation.violations[:20]:
        terminal.complain(f"check failed in replication {replication}: {message}")
