"""``vaxsim staff``: the fewest or cheapest people that keep a site's promises."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import terminal, wording
from vaxsim.cli.batch import STATE_STYLES
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen_for
from vaxsim.cli.exits import Exit
from vaxsim.cli.files import save_figure
from vaxsim.cli.loading import ScenarioFile, changes_or_exit, read_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import searching
from vaxsim.cli.provenance import provenance
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.run import AsJson, Changes, NoFigures, Seed
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from vaxsim.experiments import Staffing
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim staff scenarios/small_clinic.toml
vaxsim staff scenarios/guilin_site.toml --promise "p90(wait) <= 20" --promise "overtime <= 30" --vary nurses=2..8
vaxsim staff site.toml --vary nurses.0=2..8 --vary nurses.1=2..6 --fixed-desks --json > plan.json
"""

PLAN = "plan.toml"
_RANGE = re.compile(r"(?P<who>.+?)\s*=\s*(?P<low>\d+)\s*\.\.\s*(?P<high>\d+)")

Promises = Annotated[
    list[str] | None,
    typer.Option("--promise", metavar="TEXT", help='What is to be kept, e.g. "p90(wait) <= 20"; default: the file\'s.'),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="GROUP=1..10",
        help="Group whose people are varied on each shift, between these numbers, or GROUP.0 for its first shift "
        "alone; the others stay as they are. Default: all groups.",
    ),
]
FixedDesks = Annotated[
    bool, typer.Option("--fixed-desks", help="Keep the desks of the file; default: more people bring more desks.")
]
Indifference = Annotated[
    float,
    typer.Option("--indifference", min=0.001, max=0.999, help="Share of a limit by which missing it does not matter."),
]
Error = Annotated[
    float, typer.Option("--error", min=1e-6, max=0.5, help="Chance that the plan is wrong by more than that.")
]
Reps = Annotated[
    int, typer.Option("--reps", min=2, max=1_000_000, help="Days on which the plan and its neighbours are checked.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-staff.")
]


def staff(
    file: ScenarioFile,
    promises: Promises = None,
    vary: Vary = None,
    fixed_desks: FixedDesks = False,
    indifference: Indifference = 0.1,
    error: Error = 0.05,
    assignments: Changes = None,
    reps: Reps = 100,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
    no_figures: NoFigures = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
) -> None:
    """Find the fewest people (the cheapest, where the file says what they cost) that keep all promises.

    Searched on common random numbers, with a stated chance of being right. Says what one more or one fewer of each
    would change, and writes the plan as a scenario file.
    """
    bounds = bounds_or_exit(vary or ())
    changes = changes_or_exit(assignments or ())
    scenario = read_or_exit(file, changes, allow_large=False)
    wanted = {"indifference": indifference, "error": error, "reps": reps, "seed": seed, "threads": threads}
    out = out or Path("results") / f"{file.stem}-staff"
    with folder_or_exit(out) as folder:
        found = _staff(scenario, promises, bounds, engine.value, desks="fixed" if fixed_desks else "follow", **wanted)
        summary = _write(folder, found, provenance(scenario, file, changes), figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(found, out, figures=not no_figures)
    _conclude(found)


def bounds_or_exit(texts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """What --vary options say; one that cannot be read ends the command."""
    found = {}
    for text in texts:
        match = _RANGE.fullmatch(text.strip())
        if match is None:
            raise typer.BadParameter(f"got {text!r}; allowed: GROUP=1..10", param_hint="--vary")
        found[match["who"]] = int(match["low"]), int(match["high"])
    return found


def _staff(
    scenario: Scenario, promises: list[str] | None, bounds: dict[str, tuple[int, int]], engine: str, **wanted: Any
) -> Staffing:
    from vaxsim.experiments import staff
    from vaxsim.experiments.staffing import LIKELY_RUNS, CannotKeepError
    from vaxsim.scenario import size

    engine = chosen_for(engine, LIKELY_RUNS * size.expected_visits(scenario))
    try:
        with searching("{} plans judged, {} days simulated") as report:
            return staff(scenario, promises, bounds, engine=engine, progress=report, **wanted)
    except CannotKeepError as error:
        terminal.complain(str(error))
        raise typer.Exit(Exit.NO_ANSWER) from error
    except ValueError as error:
        terminal.complain(str(error))
        raise typer.Exit(Exit.USAGE) from error


def _write(folder: Path, found: Staffing, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    (folder / PLAN).write_text(found.to_toml(), encoding="utf-8")
    write_csv(found.posts, folder / "posts.csv")
    write_csv(found.changes, folder / "one_more_one_fewer.csv")
    if figures:
        from vaxsim.plots import staffing_sheet

        save_figure(staffing_sheet(found), folder, "one_more_one_fewer")
    return write_summary(folder, {**found.summary(), **about})


def _print(found: Staffing, out: Path, *, figures: bool) -> None:
    console = terminal.out()
    terminal.print_lines(console, [f"{found.scenario.title}: {_in_short(found)}", ""])
    console.print(_posts(found))
    desks = [f"{station}: {desks} desks" for station, desks in found.desks.items()]
    kept = [f"promise {each}" for each in found.promises]
    terminal.print_lines(console, ["", *desks, *kept, ""])
    console.print(_neighbours(found))
    searched = f"{len(found.examination.verdicts)} plans judged of {found.roster.size:,}, {found.runs:,} days simulated"
    terminal.print_lines(console, ["", f"{found.guarantee[:1].upper()}{found.guarantee[1:]}.", f"{searched}.", ""])
    figure = "the figure, " if figures else ""
    terminal.print_lines(console, [f"The plan ({PLAN}), {figure}tables (CSV) and summary.json are in {out}"])


def _in_short(found: Staffing) -> str:
    """How many people, and what they cost where that is known."""
    mean, low, high = found.cost
    cost = f", {mean:,.0f} ({low:,.0f} to {high:,.0f}) a day with overtime" if found.roster.paid else ""
    return f"{found.people} people keep all promises{cost}; the scenario has {sum(found.roster.now)}"


def _posts(found: Staffing) -> Table:
    shown = plain_table("post", "now", "plan", "cannot do with\nfewer than", "looked at")
    for post, n, least in zip(found.roster.posts, found.plan, found.cover.minima, strict=True):
        shown.add_row(terminal.cell(post.label), str(post.now), str(n), str(least), f"{post.low} to {post.high}")
    return shown


def _neighbours(found: Staffing) -> Table:
    """One more and one fewer at each post: a line per promise, on the same days."""
    shown = plain_table("one more, one fewer", "number", "value", "difference, 95% interval", "promise")
    for row in found.changes.to_dict("records"):
        who = f"{row['post']} {row['people']} ({row['change']:+d})"
        value = wording.value(row["mean"], row["unit"])
        state = terminal.cell(row["state"])
        state.stylize(STATE_STYLES.get(row["state"], ""))
        shown.add_row(terminal.cell(who), terminal.cell(row["number"]), value, wording.difference(row), state)
    return shown


def _conclude(found: Staffing) -> None:
    """Notices on standard error; exit 4 if a check failed."""
    terminal.complain(*(f"note: {text}" for text in found.warnings))
    for plan, replication, message in found.violations[:20]:
        terminal.complain(f"check failed in replication {replication} of {plan}: {message}")
    if found.violations:
        raise typer.Exit(Exit.CHECK_FAILED)
