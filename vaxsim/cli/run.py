"""``vaxsim run``: simulate a scenario, print what a planner asks first, write everything else into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vaxsim.cli import batch, one_day, trace
from vaxsim.cli.engine import Engine, EngineName, Threads
from vaxsim.cli.loading import AllowLarge, ScenarioFile
from vaxsim.cli.order import Order

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim run scenarios/small_clinic.toml
vaxsim run scenarios/guilin_site.toml --reps 100 --set stations.vaccination.desks=8
vaxsim run scenarios/guilin_site.toml --rep 17 --out day17
vaxsim run scenarios/guilin_site.toml --trace patient=17 --trace nurses#2 --from 10:00 --to 10:15
vaxsim run scenarios/small_clinic.toml --precision 5% --of "p90(wait)" --of "overtime(nurses)"
vaxsim run scenarios/guilin_site.toml --json > numbers.json
vaxsim run scenarios/guilin_site.toml --reps 1000 --engine kernel --threads 2
"""

FIRST = 1
"""The replication that is told of if none is named."""

MOST_REPLICATIONS = 10_000_000
LARGEST_SEED = 2**63 - 1
"""The same limits as for `replications` and `seed` in a scenario file."""

Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Set a field of the scenario, e.g. stations.vaccination.desks=8."),
]
Reps = Annotated[
    int | None,
    typer.Option("--reps", min=1, max=MOST_REPLICATIONS, help="Replications (days); default: as the file says."),
]
Precision = Annotated[
    str | None,
    typer.Option(
        "--precision",
        metavar="5%",
        help="Run until the interval of each number reaches at most so far to either side, as a share of its mean.",
    ),
]
Of = Annotated[
    list[str] | None,
    typer.Option(
        "--of", metavar="NUMBER", help='Number that --precision is for, e.g. "p90(wait)"; default: waits, stay, dosed.'
    ),
]
Most = Annotated[
    int | None,
    typer.Option(
        "--most", min=2, max=MOST_REPLICATIONS, help="With --precision: replications at the most; default: 10,000."
    ),
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, max=LARGEST_SEED, help="Seed of all chance; default: as the file says.")
]
Rep = Annotated[
    int | None,
    typer.Option(
        "--rep",
        min=1,
        max=MOST_REPLICATIONS,
        help="Run this one replication again, alone, and write all that happened in it.",
    ),
]
Traces = Annotated[
    list[str] | None,
    typer.Option("--trace", metavar="WHO", help="Tell the story of patient=17 or of nurses#2, of one day: that of "
                 "--rep, default the first."),
]  # fmt: skip
From = Annotated[
    str | None, typer.Option("--from", metavar="HH:MM", help="Tell what happened from then on, to all or to --trace.")
]
To = Annotated[str | None, typer.Option("--to", metavar="HH:MM", help="Tell what happened until before then.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE. Earlier results of vaxsim "
                 "there are replaced."),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON and nothing else.")]
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Draw no figures; faster.")]


def run(
    file: ScenarioFile,
    assignments: Changes = None,
    reps: Reps = None,
    precision: Precision = None,
    of: Of = None,
    most: Most = None,
    seed: Seed = None,
    rep: Rep = None,
    traces: Traces = None,
    begin: From = None,
    end: To = None,
    out: Out = None,
    as_json: AsJson = False,
    allow_large: AllowLarge = False,
    no_figures: NoFigures = False,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
) -> None:
    """Simulate a scenario and say how many it serves, how long they wait and what limits it.

    Prints a table and writes figures (PNG, SVG), tables (CSV) and summary.json into an output folder.
    """
    told = trace.asked(traces or (), begin, end)
    if told is not None:
        rep = rep or FIRST
    if rep is not None and reps is not None:
        raise typer.BadParameter("is for many replications, --rep and --trace for one of them", param_hint="--reps")
    share = _precision(precision, of, most, not_with=reps if rep is None else rep)
    default = Path("results") / (file.stem if rep is None else f"{file.stem}-rep{rep}")
    order = Order(
        file=file,
        assignments=tuple(assignments or ()),
        reps=reps,
        seed=seed,
        out=out or default,
        as_json=as_json,
        figures=not no_figures,
        allow_large=allow_large,
        engine=engine.value,
        threads=threads,
        precision=share,
        of=tuple(of or ()),
        most=most,
    )
    if rep is None:
        batch.carry_out(order)
    else:
        one_day.carry_out(order, rep, told)


def _precision(text: str | None, of: list[str] | None, most: int | None, not_with: int | None) -> float | None:
    """What --precision asks for, as a share; None without it.  Raises typer.BadParameter for what makes no sense."""
    if text is None:
        option = "--of" if of else "--most" if most is not None else ""
        if option:
            raise typer.BadParameter("belongs to --precision", param_hint=option)
        return None
    if not_with is not None:
        raise typer.BadParameter("finds how many days to run; give it without --reps, --rep and --trace",
                                 param_hint="--precision")  # fmt: skip
    return share_of(text, "--precision")


def share_of(text: str, option: str) -> float:
    """A share above 0 and below 1 from "5%" or "0.05".  Raises typer.BadParameter."""
    plain = text.strip()
    try:
        share = float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise typer.BadParameter(f"got {text!r}; allowed: a share such as 5% or 0.05", param_hint=option)
    return share
