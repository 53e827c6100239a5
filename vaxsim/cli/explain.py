"""``vaxsim explain``: what was understood of a scenario, and what theory says of it, before any run."""

from __future__ import annotations

import json
import math
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaxsim.cli import terminal, wording
from vaxsim.cli.loading import AllowLarge, ScenarioFile, changes_or_exit, read_or_exit
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.provenance import provenance
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.run import AsJson, Changes
from vaxsim.units import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from rich.table import Table

    from vaxsim.experiments.explaining import Explanation

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim explain scenarios/small_clinic.toml
vaxsim explain scenarios/guilin_site.toml --set stations.vaccination.desks=6 --out guilin
vaxsim explain scenarios/mass_hub.toml --json > expected.json
"""

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write tables (CSV), the figure and summary.json there; else nothing."),
]

TABLES = ("people", "by_hour", "ways", "staff", "stations", "load", "waits", "doses")


def explain(
    file: ScenarioFile,
    assignments: Changes = None,
    out: Out = None,
    as_json: AsJson = False,
    allow_large: AllowLarge = False,
) -> None:
    """Say what is understood of a scenario before anything is run.

    People expected, their way, who works when, what that asks of desks and staff if nobody waits, how many these can
    serve in the long run, the first bottleneck, waits and doses as far as a formula may say so. No chance is involved.
    """
    changes = changes_or_exit(assignments or ())
    scenario = read_or_exit(file, changes, allow_large=allow_large)
    from vaxsim.experiments.explaining import explain as explanation_of

    found = explanation_of(scenario)
    about = provenance(scenario, file, changes)
    if out is not None:
        with folder_or_exit(out) as folder:
            _write(folder, found, about)
    if as_json:
        typer.echo(json.dumps({**found.summary(), **about}, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _print(found, out)


def _write(folder: Path, found: Explanation, about: dict[str, object]) -> None:
    from vaxsim.cli.files import save_figure
    from vaxsim.cli.spreadsheet import write_csv
    from vaxsim.plots import explain_sheet

    for name in TABLES:
        write_csv(getattr(found, name), folder / f"{name}.csv")
    save_figure(explain_sheet(found), folder, "expected")
    write_summary(folder, {**found.summary(), **about})


def _print(found: Explanation, out: Path | None) -> None:
    console = terminal.out()
    terminal.print_lines(console, [found.title, ""])
    for table in _tables(found):
        console.print(table)
        console.print()
    terminal.print_lines(console, _findings(found))
    if out is not None:
        terminal.print_lines(console, ["", f"Tables, the figure and summary.json are in {out}"])


def _findings(found: Explanation) -> Iterator[str]:
    if math.isfinite(found.most):
        most = f"desks and staff can serve about {found.most:,.0f} in the long run while the doors are open"
        yield f"{found.expected:,.0f} patients are expected inside; {most} (a rate times hours; one day may differ)."
    yield f"{found.finding}."
    for row in found.doses.to_dict("records"):
        if row["short_from"]:
            yield f"Vaccine {row['vaccine']}: more doses wanted than have come from {row['short_from']} on."
        elif row["behind_from"]:
            yield f"Vaccine {row['vaccine']}: more doses wanted than can be made from {row['behind_from']} on."
    yield from (f"{note}." for note in found.notes)
    if found.not_counted:
        yield f"Not counted: {'; '.join(found.not_counted)}."


def _tables(found: Explanation) -> Iterator[Table]:
    yield _people(found)
    yield _hours(found)
    yield _ways(found)
    yield _stations(found)
    if found.plan.groups:
        yield _staff(found)
        yield _pools(found)
    yield _waits(found)
    if found.vaccines:
        yield _doses(found)


def _people(found: Explanation) -> Table:
    numbered = "invited or\nwalk-in", "stay\naway", "come\ntoo late", "let in", "people\nlet in"
    table = plain_table("patients expected", "class", *numbered)
    for source, klass, *numbers in found.people.itertuples(index=False, name=None):
        table.add_row(terminal.cell(source), terminal.cell(klass), *(_number(n) for n in numbers))
    totals = found.people[["expected", "stay_away", "too_late", "patients", "people"]].sum().tolist()
    if len(found.people) > 1:
        table.add_row("all", "", *(_number(n) for n in totals))
    return table


def _hours(found: Explanation) -> Table:
    """Patients who come in each hour in which some do, all classes of a source together."""
    wide = found.by_hour.pivot_table(index="clock", columns="source", values="patients", aggfunc="sum", sort=False)
    sources = [terminal.neutral(str(source)) for source in wide.columns]
    table = plain_table("patients who come\nin the hour from", *sources, "all")
    for hour, row in wide.iterrows():
        if row.sum() >= 0.05:
            table.add_row(str(hour), *(_number(n) for n in row.tolist()), _number(float(row.sum())))
    return table


def _ways(found: Explanation) -> Table:
    """Which share of a class comes to each station, and how long a visit takes."""
    stations = [terminal.neutral(name) for name in found.plan.stations]
    table = plain_table("way, minutes per visit", *stations)
    for klass, rows in found.ways.groupby("class", sort=False):
        there = {row["station"]: row for row in rows.to_dict("records")}
        table.add_row(terminal.cell(klass), *(_visit(there.get(name)) for name in found.plan.stations))
    return table


def _visit(row: Mapping[Any, Any] | None) -> str:
    if row is None:
        return "–"
    share = row["visits_per_patient"]
    return f"{row['minutes']:.1f}" if share > 0.9995 else f"{row['minutes']:.1f} ({share:.1%})"


def _stations(found: Explanation) -> Table:
    limits = "in the long run\nan hour by desks", "by staff"
    table = plain_table("station", "patients", "desks", "most in use,\nnobody waiting", "at", *limits)
    for name, patients, desks, busy, at, by_desks, by_staff in found.stations.itertuples(index=False, name=None):
        numbers = _number(patients), _limit(desks), _number(busy), at, _limit(by_desks), _limit(by_staff)
        table.add_row(terminal.cell(name), *numbers)
    return table


def _staff(found: Explanation) -> Table:
    """Each group's numbers over the day, with breaks as early as the rule allows; quarters that are alike together."""
    table = plain_table("staff at work", "from", "on duty", "on break", "expected")
    for group, rows in found.staff.groupby("group", sort=False):
        shown = rows[["on_duty", "on_break", "expected"]].round(1).itertuples(index=False, name=None)
        for (on_duty, on_break, expected), quarters in groupby(zip(rows["clock"], shown, strict=True), itemgetter(1)):
            if on_duty > 0:
                numbers = f"{on_duty:g}", f"{on_break:g}", f"{expected:g}"
                table.add_row(terminal.cell(group), next(quarters)[0], *numbers)
    return table


def _pools(found: Explanation) -> Table:
    """The busiest hour of everything that has a limit."""
    table = plain_table("asked for, nobody waiting", "busiest hour from", "needed", "there", "share")
    for strain in sorted(found.strains, key=lambda strain: -strain.share):
        if strain.share > 0:
            hour = slice(*_quarters_of(found, strain.begins))
            needed, there = float(strain.needed[hour].mean()), float(strain.there[hour].mean())
            share = wording.value(strain.share, "share") if math.isfinite(strain.share) else "nobody there"
            table.add_row(terminal.cell(strain.label), clock(strain.begins), _number(needed), _number(there), share)
    return table


def _quarters_of(found: Explanation, begins: int) -> tuple[int, int]:
    first = int((found.grid.quarters < begins).sum())
    return first, first + max(1, round(60 / found.grid.quarter))


def _waits(found: Explanation) -> Table:
    table = plain_table("wait by formula, min", "mean", "worst quarter", "from")
    table.add_column("why no formula", overflow="fold")
    table.columns[0].vertical = "top"
    for name, mean, worst, at, why_not in found.waits.itertuples(index=False, name=None):
        values = wording.value(mean, "min"), wording.value(worst, "min"), at, terminal.cell(why_not)
        table.add_row(terminal.cell(name), *values)
    return table


def _doses(found: Explanation) -> Table:
    table = plain_table("vaccine, doses", "needed", "delivered", "made\nan hour")
    for row in found.doses.to_dict("records"):
        limits = _limit(row["delivered"]), _limit(row["made_per_hour"])
        table.add_row(terminal.cell(row["vaccine"]), _number(row["needed"]), *limits)
    return table


def _number(value: float) -> str:
    return wording.value(value, "")


def _limit(value: float) -> str:
    if not math.isfinite(value):
        return "no limit"
    return f"{value:,.0f}" if value == round(value) else _number(value)
