"""``vaxsim compare``: scenarios, or variants of one, on the same days: what differs, and how surely."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import terminal, wording
from vaxsim.cli.conclusion import conclude
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen_for
from vaxsim.cli.exits import Exit
from vaxsim.cli.files import save_figure
from vaxsim.cli.loading import AllowLarge, changes_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import versions
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.run import AsJson, Changes, NoFigures, Seed
from vaxsim.cli.spreadsheet import write_csv
from vaxsim.cli.variants import Variant, read_variant_or_exit, variant_or_exit

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.experiments import Comparison
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim compare scenarios/small_clinic.toml --variant "more booked: arrivals.0.per_slot=10"
vaxsim compare site.toml --variant "fifth desk: stations.vaccination.desks=5, staff.nurses.shifts.0.count=5"
vaxsim compare today.toml plan_a.toml plan_b.toml --reps 200 --of "p90(wait)" --of dosed
"""

STYLES = {"higher": "bold", "lower": "bold"}

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="Scenario files (TOML); the first is the base.",
                   show_default=False),
]  # fmt: skip
Variants = Annotated[
    list[str] | None,
    typer.Option(
        "--variant",
        metavar="NAME: PATH=VALUE, ...",
        help='The only file with fields set, compared with it as it is, e.g. "more: arrivals.0.per_slot=10".',
    ),
]
Of = Annotated[
    list[str] | None, typer.Option("--of", metavar="NUMBER", help='Number to compare, e.g. "p90(wait)"; default: all.')
]
Reps = Annotated[
    int | None,
    typer.Option("--reps", min=2, max=1_000_000, help="Replications (days); default: as the first file says."),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-compare.")
]


def compare(
    files: Files,
    variants: Variants = None,
    assignments: Changes = None,
    of: Of = None,
    reps: Reps = None,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
    no_figures: NoFigures = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
    allow_large: AllowLarge = False,
) -> None:
    """Run scenarios on the same days and say which numbers differ from the first, by how much and how surely.

    Each day has the same luck in all of them, patient by patient. Differences are paired by day; Holm's correction for
    many numbers. --set changes all of them alike.
    """
    scenarios = _scenarios(files, [variant_or_exit(text) for text in variants or ()], assignments or (), allow_large)
    out = out or Path("results") / f"{files[0].stem}-compare"
    with folder_or_exit(out) as folder:
        comparison = _compare(scenarios, reps, seed, of or (), engine.value, threads, allow_large)
        summary = _write(folder, comparison, figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(comparison, out, figures=not no_figures)
    _conclude(comparison)


def _scenarios(
    files: list[Path], variants: list[Variant], assignments: list[str] | tuple[()], allow_large: bool
) -> dict[str, Scenario]:
    """All scenarios by name, the base first; what is wrong with any of them ends the command."""
    if len(files) + len(variants) < 2:
        raise typer.BadParameter("give two files, or one and a variant", param_hint="--variant")
    if len(files) > 1 and variants:
        raise typer.BadParameter("is for one file; make variants of several one at a time", param_hint="--variant")
    changes = changes_or_exit(assignments)
    plain = [Variant(name, {}) for name in _names(files)]
    wanted = [(file, one) for file, one in zip(files, plain, strict=True)] + [(files[0], one) for one in variants]
    names = [one.name for _, one in wanted]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None and names[: len(files)].count(twice) > 1:
        message = f"two files are called {twice!r}; give each once, under a name or in a folder of its own"
        raise typer.BadParameter(message, param_hint="FILE")
    if twice is not None:
        raise typer.BadParameter(f"two scenarios are called {twice!r}", param_hint="--variant")
    return {one.name: read_variant_or_exit(file, one, changes, allow_large=allow_large) for file, one in wanted}


def _names(files: list[Path]) -> list[str]:
    """The names of the files without ending; with their folders where that is not enough."""
    stems = [file.stem for file in files]
    return stems if len(set(stems)) == len(stems) else [str(file.with_suffix("")) for file in files]


def _compare(
    scenarios: dict[str, Scenario],
    reps: int | None,
    seed: int | None,
    of: list[str] | tuple[()],
    engine: str,
    threads: int | None,
    allow_large: bool,
) -> Comparison:
    from vaxsim.experiments import compare
    from vaxsim.scenario import size

    days = max(2, next(iter(scenarios.values())).replications if reps is None else reps)
    refusals = [] if allow_large else [size.too_long(scenario, days) for scenario in scenarios.values()]
    if any(refusals):
        terminal.complain(f"--reps {days}: {next(filter(None, refusals))}")
        raise typer.Exit(Exit.SCENARIO_WRONG)
    engine = chosen_for(engine, days * max(size.expected_visits(scenario) for scenario in scenarios.values()))
    try:
        with progress("replications") as report:
            return compare(scenarios, days, seed, of, report, engine, threads, allow_large)
    except ValueError as error:
        terminal.complain(*(f"--of: {line}" for line in str(error).splitlines()))
        raise typer.Exit(Exit.USAGE) from error


def _write(folder: Path, comparison: Comparison, *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    write_csv(comparison.frame, folder / "differences.csv")
    if figures:
        from vaxsim.plots import comparison_sheet

        save_figure(comparison_sheet(comparison), folder, "comparison")
    return write_summary(folder, {**comparison.summary(), "versions": versions()})


def _print(comparison: Comparison, out: Path, *, figures: bool) -> None:
    console = terminal.out()
    names = ", ".join(comparison.names[1:])
    heading = f"{names} against {comparison.base}: {comparison.reps} days each, seed {comparison.seed}"
    terminal.print_lines(console, [heading, ""])
    console.print(_table(comparison))
    said = [f"{sentence}." for sentence in comparison.sentences]
    terminal.print_lines(console, ["", *said, *_promises(comparison), *(f"{text}." for text in comparison.missing), ""])
    kinds = "The figure, differences.csv" if figures else "All differences (CSV)"
    terminal.print_lines(console, [f"{kinds} and summary.json are in {out}"])


def _promises(comparison: Comparison) -> list[str]:
    """The promises of all scenarios, where there are any."""
    found = comparison.replications.items()
    return [f"{name}: promise {verdict}" for name, one in found for verdict in one.promises]


def _table(comparison: Comparison) -> Table:
    several = len(comparison.names) > 2
    headers = (*(["scenario"] if several else []), "base", "value", "difference, 95% interval", "p (Holm)", "verdict")
    shown = plain_table("number", *headers)
    for row in comparison.short.to_dict("records"):
        verdict = terminal.cell(row["verdict"])
        verdict.stylize(STYLES.get(row["verdict"], ""))
        which = [terminal.cell(row["scenario"])] if several else []
        values = [wording.value(row[key], row["unit"], row["number"]) for key in ("base", "value")]
        shown.add_row(
            terminal.cell(row["number"]), *which, *values, wording.difference(row), _p(row["adjusted"]), verdict
        )
    return shown


def _p(adjusted: float) -> str:
    return "" if adjusted != adjusted else "<0.001" if adjusted < 0.001 else f"{adjusted:.3f}"


def _conclude(comparison: Comparison) -> None:
    """Notices on standard error; exit 4 if a check failed in any of the scenarios."""
    terminal.complain(*(f"note: {text}" for text in comparison.warnings))
    conclude(
        f"in {name}, replication {number}: {message}"
        for name, one in comparison.replications.items()
        for number, message in one.violations
    )
