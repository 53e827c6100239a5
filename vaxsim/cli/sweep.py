"""``vaxsim sweep``: a scenario over ranges of its fields, into a store that can be gone on with and merged."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import terminal
from vaxsim.cli.conclusion import conclude
from vaxsim.cli.engine import EngineName, Threads, chosen_for
from vaxsim.cli.exits import Exit
from vaxsim.cli.files import save_figure
from vaxsim.cli.loading import AllowLarge, ScenarioFile, changes_or_exit, problem_lines, read_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.points import MOST_ROWS, points_tables
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import provenance
from vaxsim.cli.run import AsJson, Changes, NoFigures, Reps, Seed
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vaxsim.experiments import Sweep
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim sweep scenarios/small_clinic.toml --vary stations.vaccination.desks=1..5 --reps 50
vaxsim sweep scenarios/guilin_site.toml --vary stations.vaccination.desks=6..14 --vary arrivals.0.per_slot=40..80:5
vaxsim sweep site.toml --vary stations.vaccination.service.mean=3.5..5 --how sobol --points 64 --store sweep.db
vaxsim sweep site.toml --vary stations.vaccination.desks=6..14 --reps 1000 --shard 3/20 --store part3.db
vaxsim sweep site.toml --vary stations.vaccination.desks=6..14 --reps 1000 --dask tcp://10.0.0.5:8786 --store sweep.db
"""

MOST_DRAWN = 4
"""Numbers that are drawn if none are asked for."""


class How(StrEnum):
    """What --how takes."""

    GRID = "grid"
    LHS = "lhs"
    SOBOL = "sobol"


Vary = Annotated[
    list[str] | None,
    typer.Option("--vary", metavar="PATH=VALUES", help="Vary a field: 6..14, 40..80:5, 3.5..5 or 4,6,9. Repeat it.",
                 show_default=False),
]  # fmt: skip
HowOption = Annotated[
    How, typer.Option("--how", help="grid: every combination; lhs (Latin hypercube), sobol: --points spread evenly.")
]
Points = Annotated[int | None, typer.Option("--points", min=1, help="Points of lhs or sobol.", show_default=False)]
StoreFile = Annotated[
    Path | None,
    typer.Option("--store", metavar="STORE", dir_okay=False, help="Keep every run in this file; what it holds is not "
                 "run again.", show_default=False),
]  # fmt: skip
Dask = Annotated[str, typer.Option("--dask", metavar="ADDRESS", help="Run on the Dask cluster at this address.")]
Shard = Annotated[
    str, typer.Option("--shard", metavar="I/N", help="Run share I of N only, into --store; `vaxsim store merge` joins.")
]
Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NUMBER", help='Show this number, such as "p90(wait)"; repeat it for more.',
                 show_default=False),
]  # fmt: skip
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-sweep.")
]
Engine = Annotated[EngineName, typer.Option("--engine", help="As for run; the numbers are the same.")]


def sweep(
    file: ScenarioFile,
    vary: Vary = None,
    how: HowOption = How.GRID,
    points: Points = None,
    reps: Reps = None,
    store: StoreFile = None,
    metric: Metrics = None,
    assignments: Changes = None,
    seed: Seed = None,
    dask: Dask = "",
    shard: Shard = "",
    out: Out = None,
    as_json: AsJson = False,
    allow_large: AllowLarge = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
    no_figures: NoFigures = False,
) -> None:
    """Run a scenario over ranges of its fields: a table, heat maps and curves of the numbers, with their intervals.

    All points share their luck day by day. With --store a sweep that was stopped goes on where it was, more --reps run
    only what is missing, and parts run elsewhere are joined.
    """
    part = _shard_or_exit(shard, store)
    changes = changes_or_exit(assignments or ())
    varied = _varied_or_exit(vary or ())
    scenario = read_or_exit(file, changes, allow_large=allow_large)
    _refuse_unknown(scenario, metric or ())
    options = {
        "vary": varied, "how": how.value, "points": points, "reps": reps, "seed": seed, "store": store,
        "engine": engine.value, "threads": threads, "dask": dask or None, "shard": part, "allow_large": allow_large,
    }  # fmt: skip
    if shard:
        _say_shard(_run(scenario, options), shard, store)
        return
    out = out or Path("results") / f"{file.stem}-sweep"
    with folder_or_exit(out) as folder:
        found = _run(scenario, options)
        shown = tuple(metric or ()) or found.shown
        about = {**provenance(scenario, file, changes), "how": how.value}
        summary = _write(folder, found, shown, about, figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(found, shown, out, figures=not no_figures)
    _finish(found)


def _run(scenario: Scenario, options: Mapping[str, Any]) -> Sweep:
    """The sweep; whatever stops it is said and ends the command."""
    from vaxsim.experiments import sweep as carry_out

    _say_engine(scenario, options)
    with _spoken(options["store"]), progress("replications") as report:
        return carry_out(scenario, progress=report, **options)


def _say_engine(scenario: Scenario, options: Mapping[str, Any]) -> None:
    """Say what the engine takes, for a sweep of which nothing has been stored."""
    from vaxsim.experiments.designs import size_of
    from vaxsim.scenario import size

    runs = size_of(options["vary"], options["points"]) * (options["reps"] or scenario.replications)
    chosen_for(options["engine"], size.expected_visits(scenario) * runs)


@contextmanager
def _spoken(store: Path | None) -> Iterator[None]:
    """Say why a sweep stopped, with what has been kept, and end the command with its code."""
    from vaxsim.experiments.hands import LostError
    from vaxsim.experiments.jobs import OtherVersionError
    from vaxsim.experiments.store import NotStoredError, StoreError
    from vaxsim.scenario import ScenarioError

    kept = f"what {store} holds is kept: the same command goes on from there" if store else "nothing was stored"
    try:
        yield
    except ScenarioError as error:
        terminal.complain(*problem_lines(error))
        raise typer.Exit(Exit.SCENARIO_WRONG) from error
    except (LostError, OtherVersionError) as error:
        terminal.complain(f"{error}; {kept}")
        raise typer.Exit(Exit.INCOMPLETE) from error
    except StoreError as error:
        full = isinstance(error, NotStoredError)
        there = full and store is not None and store.exists()
        terminal.complain(f"--store {error}; {kept}" if there else f"--store {error}")
        raise typer.Exit(Exit.NOT_WRITTEN if full else Exit.USAGE) from error
    except (ValueError, ModuleNotFoundError) as error:
        terminal.complain(f"sweep: {error}")
        raise typer.Exit(Exit.USAGE) from error
    except KeyboardInterrupt as error:
        terminal.complain(f"interrupted: {kept}")
        raise typer.Exit(Exit.INTERRUPTED) from error


def _varied_or_exit(vary: Sequence[str]) -> dict[str, Any]:
    from vaxsim.experiments import varying
    from vaxsim.scenario import ScenarioError

    if not vary:
        terminal.complain("sweep: nothing is varied; name a field, such as --vary stations.vaccination.desks=6..14")
        raise typer.Exit(Exit.USAGE)
    try:
        return dict(varying.parse(vary))
    except ScenarioError as error:
        terminal.complain(*map(str, error.problems))
        raise typer.Exit(Exit.USAGE) from error


def _shard_or_exit(shard: str, store: Path | None) -> tuple[int, int]:
    """Which share of how many; (1, 1) is everything."""
    if not shard:
        return 1, 1
    match = re.fullmatch(r"(\d{1,9})/(\d{1,9})", shard)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        terminal.complain(f"--shard {shard}: allowed: I/N with 1 <= I <= N, such as 3/20")
    elif store is None:
        terminal.complain("--shard needs a --store of its own, for `vaxsim store merge` to join them")
    else:
        return int(match[1]), int(match[2])
    raise typer.Exit(Exit.USAGE)


def _refuse_unknown(scenario: Scenario, metrics: Sequence[str]) -> None:
    """End the command if a number asked for is not there, before anything is run."""
    from vaxsim.experiments.jobs import asked_for, headings
    from vaxsim.metrics import suggestion
    from vaxsim.metrics.day import names_of
    from vaxsim.plan import compile_plan

    plan = compile_plan(scenario)
    known = [heading.key for heading in headings(names_of(plan), asked_for(plan, scenario.promises))]
    wrong = [metric for metric in metrics if metric not in known]
    for metric in wrong:
        terminal.complain(f"--metric {metric}: there is no such number; {suggestion(metric, known)}")
    if wrong:
        raise typer.Exit(Exit.USAGE)


def _say_shard(found: Sweep, shard: str, store: Path | None) -> None:
    line = f"shard {shard}: {found.runs:,} runs of {len(found.points):,} points are in {store}"
    terminal.print_lines(terminal.out(), [line])
    _finish(found)


def _write(
    folder: Path, found: Sweep, shown: Sequence[str], about: Mapping[str, Any], *, figures: bool
) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    points = found.summary(*shown)
    write_csv(points, folder / "points.csv")
    write_csv(found.tidy(*shown), folder / "runs.csv")
    if len(found.errors):
        write_csv(found.errors, folder / "errors.csv")
    if figures and found.runs:
        from vaxsim.plots import sweep_sheet

        save_figure(sweep_sheet(found, shown[:MOST_DRAWN]), folder, "sweep")
    return write_summary(folder, {**found.report(*shown), **about})


def _print(found: Sweep, shown: Sequence[str], out: Path, *, figures: bool) -> None:
    console = terminal.out()
    size = f"{len(found.points):,} points, {found.reps:,} days each, seed {found.about.seed}"
    terminal.print_lines(console, [f"{found.about.title}: {size}", ""])
    for place, table in enumerate(points_tables(found, shown, console)):
        console.print(*([""] if place else []), table, sep="\n")
    hidden = len(found.points) - MOST_ROWS
    more = [f"and {hidden:,} more points, all of them in points.csv"] if hidden > 0 else []
    caveat = "Intervals are 95%, of each number by itself. All points have the same luck day by day."
    files = f"points.csv, runs.csv, summary.json{' and the figure' if figures else ''} are in {out}"
    terminal.print_lines(console, [*more, "", caveat, files])


def _finish(found: Sweep) -> None:
    """Notices on standard error; ends the command with a code of its own if something is missing or wrong."""
    for damaged, replication in found.damaged[:20]:
        where = json.dumps(dict(damaged), ensure_ascii=False)
        terminal.complain(f"note: replication {replication} of {where} was damaged in the store, and taken out of it")
    failed = [point for point in found.points if point.error]
    for point in failed[:20]:
        terminal.complain(f"failed: {json.dumps(dict(point.changes), ensure_ascii=False)}: {point.error}")
    if failed:
        terminal.complain(f"note: {len(failed):,} of {len(found.points):,} points failed; the others are whole")
    conclude(f"in replication {number} of {changes}: {message}" for changes, number, message in found.violations)
    if failed:
        raise typer.Exit(Exit.INCOMPLETE)
