"""``vaxsim sensitivity``: which fields a number hangs on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import terminal, wording
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen
from vaxsim.cli.exits import Exit
from vaxsim.cli.loading import AllowLarge, ScenarioFile, changes_or_exit, problem_lines, read_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import provenance
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.run import AsJson, Changes, NoFigures, Seed

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.experiments.sensing import Sensitivity
    from vaxsim.experiments.sensing.tornado import End
    from vaxsim.experiments.varying import Varied
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim sensitivity scenarios/small_clinic.toml --vary arrivals.0.per_slot=7..9 --vary arrivals.0.no_show=0.0..0.2
vaxsim sensitivity site.toml --vary staff.nurses.shifts.0.count=3..6 --metric "overtime(nurses)" --points 0
"""

Vary = Annotated[
    list[str] | None,
    typer.Option("--vary", metavar="PATH=LOW..HIGH", help="A field and its range; repeat for several."),
]
Metric = Annotated[str, typer.Option("--metric", help='The number, as promises write it: "p90(wait)".')]
Points = Annotated[
    int,
    typer.Option("--points", min=0, max=65_536, help="Points for Sobol's indices, a power of two; 0: tornado only."),
]
Reps = Annotated[int | None, typer.Option("--reps", min=2, max=1_000_000, help="Days at each point; default: 20.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-sensitivity.")
]


def sensitivity(
    file: ScenarioFile,
    vary: Vary = None,
    metric: Metric = "p90(wait)",
    assignments: Changes = None,
    points: Points = 64,
    reps: Reps = None,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
    allow_large: AllowLarge = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
    no_figures: NoFigures = False,
) -> None:
    """Say which fields a number hangs on: one at a time (a tornado) and all together (Sobol's indices).

    Every point has the same days (common random numbers).
    """
    changes = changes_or_exit(assignments or ())
    scenario = read_or_exit(file, changes, allow_large=allow_large)
    fields = _fields_or_exit(scenario, vary or [], metric, points)
    target = out or Path("results") / f"{file.stem}-sensitivity"
    with folder_or_exit(target) as folder:
        found = _run(scenario, fields, metric, points, reps, seed, engine.value, threads)
        summary = _write(folder, found, provenance(scenario, file, changes), figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(found, target, figures=not no_figures)


def _fields_or_exit(scenario: Scenario, vary: list[str], metric: str, points: int) -> dict[str, Varied]:
    """The ranges; what is wrong with them, the metric or the points is complained about and ends the command."""
    from vaxsim.experiments import varying
    from vaxsim.experiments.sensing.points import check_fields, check_points
    from vaxsim.metrics.day import names_of
    from vaxsim.plan import compile_plan
    from vaxsim.promises import parse_number
    from vaxsim.scenario import ScenarioError

    try:
        parse_number(metric).look_up(names_of(compile_plan(scenario)))
        check_points(points)
        fields = varying.parse(vary)
        check_fields(fields)
    except ScenarioError as error:
        terminal.complain(*map(str, error.problems))
        raise typer.Exit(Exit.USAGE) from error
    except ValueError as error:
        terminal.complain(str(error))
        raise typer.Exit(Exit.USAGE) from error
    return fields


def _run(
    scenario: Scenario,
    fields: dict[str, Varied],
    metric: str,
    points: int,
    reps: int | None,
    seed: int | None,
    engine: str,
    threads: int | None,
) -> Sensitivity:
    from vaxsim.experiments.sensing import REPS, runs_of
    from vaxsim.experiments.sensing import sensitivity as found_of
    from vaxsim.scenario import ScenarioError

    engine = chosen(engine, scenario, runs_of(len(fields), reps or REPS, points))
    try:
        with progress("points") as report:
            return found_of(scenario, fields, metric, reps, points, seed, engine, threads, report)
    except ScenarioError as error:
        terminal.complain(*problem_lines(error))
        raise typer.Exit(Exit.SCENARIO_WRONG) from error
    except ValueError as error:
        terminal.complain(f"{metric}: {error}")
        raise typer.Exit(Exit.SCENARIO_WRONG) from error


def _write(folder: Path, found: Sensitivity, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    from vaxsim.cli.files import save_figure
    from vaxsim.cli.spreadsheet import write_csv

    write_csv(found.tornado, folder / "tornado.csv")
    if found.shares:
        write_csv(found.sobol, folder / "sobol.csv")
    if figures:
        from vaxsim.plots import sensitivity_sheet

        save_figure(sensitivity_sheet(found), folder, "sensitivity")
    return write_summary(folder, {**found.summary(), **about})


def _print(found: Sensitivity, out: Path, *, figures: bool) -> None:
    console = terminal.out()
    base = f"{found.metric} as it is: {wording.value(found.base, found.unit)} {found.unit}"
    terminal.print_lines(console, [f"{found.title}: {found.reps} days a point, seed {found.seed}", base, ""])
    console.print(_tornado(found))
    if found.shares:
        console.print()
        console.print(_sobol(found))
    where = f"{'The figure, tables' if figures else 'Tables'} (CSV) and summary.json are in {out}"
    why_not = [f"No shares of variance: {found.no_shares}."] if found.no_shares else []
    terminal.print_lines(console, ["", f"{found.finding}.", *why_not, "", where])


def _tornado(found: Sensitivity) -> Table:
    table = plain_table("one at a time", "low", found.metric, "difference", "high", found.metric, "difference")
    for swing in found.swings:
        cells = [text for end in (swing.bottom, swing.top) for text in _end(end, found.unit)]
        table.add_row(terminal.cell(swing.field), *cells)
    return table


def _end(end: End, unit: str) -> tuple[str, str, str]:
    difference = "–" if end.difference != end.difference else f"{end.difference:+.3g} ±{(end.high - end.low) / 2:.2g}"
    return f"{end.at:g}", wording.value(end.mean, unit), difference


def _sobol(found: Sensitivity) -> Table:
    table = plain_table("all together, share of variance", "alone", "95% interval", "with interactions", "95% interval")
    for s in found.shares:
        first, total = f"{s.first_low:.2f} to {s.first_high:.2f}", f"{s.total_low:.2f} to {s.total_high:.2f}"
        table.add_row(terminal.cell(s.field), f"{s.first:.2f}", first, f"{s.total:.2f}", total)
    return table
