"""``vaxsim stress``: what happens on days on which something goes wrong, ranked by harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import terminal, wording
from vaxsim.cli.conclusion import conclude
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen
from vaxsim.cli.exits import Exit
from vaxsim.cli.loading import AllowLarge, ScenarioFile, changes_or_exit, read_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import provenance
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.run import AsJson, Changes, NoFigures, Seed

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.experiments.stressing import Stress
    from vaxsim.experiments.stressing.findings import Effect
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim stress scenarios/small_clinic.toml
vaxsim stress scenarios/guilin_site.toml --reps 200 --bus 50
vaxsim stress scenarios/mass_hub.toml --shock one_missing --shock late_delivery --late 90
"""

Reps = Annotated[int | None, typer.Option("--reps", min=2, max=1_000_000, help="Days of each shock; default: 100.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-stress.")
]
Shocks = Annotated[
    list[str] | None, typer.Option("--shock", metavar="NAME", help="Only this shock; repeat for several.")
]
Bus = Annotated[int, typer.Option("--bus", min=1, max=100_000, help="People in the bus.")]
More = Annotated[float, typer.Option("--more", min=0.001, max=100, help="Share by which more people come.")]
Early = Annotated[float, typer.Option("--early", min=0.1, max=1440, help="Minutes by which all come earlier.")]
Down = Annotated[float, typer.Option("--down", min=0.1, max=1440, help="Minutes for which the first station stands.")]
Late = Annotated[float, typer.Option("--late", min=0.1, max=1440, help="Minutes by which vaccine comes later.")]


def stress(
    file: ScenarioFile,
    assignments: Changes = None,
    shocks: Shocks = None,
    bus: Bus = 30,
    more: More = 0.2,
    early: Early = 30.0,
    down: Down = 20.0,
    late: Late = 60.0,
    reps: Reps = None,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
    allow_large: AllowLarge = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
    no_figures: NoFigures = False,
) -> None:
    """Put a scenario under stress: somebody missing, a bus, more people, a standstill, a late delivery.

    Each shock is held against the same days without it (common random numbers). Ranked by harm: promises broken, then
    the longest waits, then people not vaccinated.
    """
    changes = changes_or_exit(assignments or ())
    scenario = read_or_exit(file, changes, allow_large=allow_large)
    strength = {"bus": bus, "more": more, "early": early, "down": down, "late": late}
    target = out or Path("results") / f"{file.stem}-stress"
    with folder_or_exit(target) as folder:
        found = _run(scenario, shocks, strength, reps, seed, engine.value, threads)
        about = {**provenance(scenario, file, changes), "strength": strength}
        summary = _write(folder, found, about, figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(found, target, figures=not no_figures)
    conclude(f"in {key}, replication {number}: {message}" for key, number, message in found.violations)


def _run(
    scenario: Scenario,
    shocks: list[str] | None,
    strength: dict[str, Any],
    reps: int | None,
    seed: int | None,
    engine: str,
    threads: int | None,
) -> Stress:
    from vaxsim.experiments.stressing import REPS, SHOCKS, Strength
    from vaxsim.experiments.stressing import stress as put_under_stress

    days = reps or REPS
    variants = len(shocks or SHOCKS) + len(scenario.staff)
    engine = chosen(engine, scenario, days * variants)
    try:
        with progress("blocks of days") as report:
            return put_under_stress(scenario, days, seed, shocks or None, Strength(**strength), engine, threads, report)
    except KeyError as error:
        terminal.complain(f"--shock: {error.args[0]}")
        raise typer.Exit(Exit.USAGE) from error


def _write(folder: Path, found: Stress, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    from vaxsim.cli.files import save_figure
    from vaxsim.cli.spreadsheet import write_csv

    write_csv(found.ranking, folder / "ranking.csv")
    write_csv(found.differences, folder / "differences.csv")
    if figures:
        from vaxsim.plots import stress_sheet

        save_figure(stress_sheet(found), folder, "stress")
    return write_summary(folder, {**found.summary(), **about})


def _print(found: Stress, out: Path, *, figures: bool) -> None:
    console = terminal.out()
    heading = f"{found.title}: {found.reps} days each, seed {found.seed}, all on the same luck"
    terminal.print_lines(console, [heading, ""])
    if found.harms:
        console.print(_table(found))
    lines = ["", f"{found.finding}."]
    lines += [f"Not kept even without a shock: {text}" for text in found.broken_before]
    lines += [f"Not applied: {name}: {why}" for name, why in found.not_applied.items()]
    lines += ["", f"{'The figure, ' * figures}ranking.csv, differences.csv and summary.json are in {out}"]
    terminal.print_lines(console, lines)


def _table(found: Stress) -> Table:
    table = plain_table("the worst first", "9 in 10 wait up to,\nmin", "longer (95% interval)", "not vaccinated\nmore")
    table.add_column("breaks", overflow="fold")
    table.columns[0].vertical = "top"
    for harm in found.harms:
        row = wording.value(harm.wait.value, "min"), _difference(harm.wait), _difference(harm.not_vaccinated)
        broken = terminal.cell("; ".join(harm.broken))
        broken.stylize("bold red")
        table.add_row(terminal.cell(harm.words), *row, broken)
    return table


def _difference(effect: Effect) -> str:
    if effect.difference != effect.difference:
        return "–"
    digits = 1 if effect.unit == "min" else 0
    mean, low, high = (round(each, digits) + 0.0 for each in (effect.difference, effect.low, effect.high))  # no -0
    return f"{mean:+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"
