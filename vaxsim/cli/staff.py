"""``vaxsim staff``: the fewest or cheapest people that keep a site's promises."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import staff_front, staff_people, staff_plan, terminal
from vaxsim.cli.conclusion import conclude
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen_for
from vaxsim.cli.exits import Exit
from vaxsim.cli.loading import ScenarioFile, changes_or_exit, read_or_exit
from vaxsim.cli.output import folder_or_exit
from vaxsim.cli.progress import searching
from vaxsim.cli.provenance import provenance
from vaxsim.cli.run import AsJson, Changes, NoFigures, Seed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vaxsim.experiments import Deployment, Front, Staffing
    from vaxsim.scenario import Scenario

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim staff scenarios/small_clinic.toml
vaxsim staff scenarios/guilin_site.toml --promise "p90(wait) <= 20" --promise "overtime <= 30" --vary nurses=2..8
vaxsim staff site.toml --vary nurses.0=2..8 --vary nurses.1=2..6 --fixed-desks --json > plan.json
vaxsim staff scenarios/guilin_site.toml --people 40
vaxsim staff scenarios/published/c5_hernandez.toml --vary managers=1..20 --vary screeners=1..20 --pareto
"""

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
    int | None,
    typer.Option(
        "--reps",
        min=2,
        max=1_000_000,
        help="Days on which a plan and its neighbours are checked (default 50), or each one of --pareto (100).",
    ),
]
Pareto = Annotated[
    bool,
    typer.Option("--pareto", help="Instead of a plan: all staffings that none beats in staff, waiting and throughput."),
]
People = Annotated[
    int | None,
    typer.Option(
        "--people", min=1, help="The reverse question: how many can so many people serve, and where do they stand."
    ),
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
    pareto: Pareto = False,
    people: People = None,
    assignments: Changes = None,
    reps: Reps = None,
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
    common = {"desks": "fixed" if fixed_desks else "follow", "seed": seed, "threads": threads}
    common |= {} if reps is None else {"reps": reps}
    out = out or Path("results") / f"{file.stem}-staff"
    if pareto and people is not None:
        raise typer.BadParameter("asks another question than --people", param_hint="--pareto")
    asked = {"promises": promises, "indifference": indifference, "error": error}
    how, done, view = ("pareto", "looked at", staff_front) if pareto else ("staff", "judged", staff_plan)
    wanted = common if pareto else {**common, **asked}
    if people is not None:
        how, view, wanted = "deploy", staff_people, {**wanted, "people": people}
    with folder_or_exit(out) as folder:
        found = _search(how, done, scenario, bounds, engine.value, wanted)
        summary = view.write(folder, found, provenance(scenario, file, changes), figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        view.show(found, out, figures=not no_figures)
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


def _search(
    how: str, done: str, scenario: Scenario, bounds: dict[str, tuple[int, int]], engine: str, wanted: dict[str, Any]
) -> Any:
    """Carry out a search of `vaxsim.experiments`; what it cannot do ends the command."""
    from vaxsim import experiments
    from vaxsim.experiments.staffing import LIKELY_RUNS
    from vaxsim.scenario import size

    engine = chosen_for(engine, LIKELY_RUNS * size.expected_visits(scenario))
    try:
        with searching(f"{{}} plans {done}, {{}} days simulated") as report:
            return getattr(experiments, how)(scenario, vary=bounds, engine=engine, progress=report, **wanted)
    except experiments.CannotKeepError as error:
        terminal.complain(str(error))
        raise typer.Exit(Exit.NO_ANSWER) from error
    except ValueError as error:
        terminal.complain(str(error))
        raise typer.Exit(Exit.USAGE) from error


def _conclude(found: Staffing | Front | Deployment) -> None:
    """Notices on standard error; exit 4 if a check failed."""
    terminal.complain(*(f"note: {text}" for text in found.warnings))
    violations = found.summary()["violations"]
    conclude(f"in replication {each['replication']} of {each['plan']}: {each['message']}" for each in violations)
