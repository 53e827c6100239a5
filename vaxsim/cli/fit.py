"""``vaxsim fit``: recorded times made into laws of service times and arrivals, with the lines to paste."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaxsim.cli import recorded as table_of_times
from vaxsim.cli import terminal
from vaxsim.cli.files import save_figure
from vaxsim.cli.output import folder_or_exit, write_summary
from vaxsim.cli.progress import progress
from vaxsim.cli.provenance import versions
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
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.fit import Findings, TimesFit

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim fit docs/recorded_day.csv --arrival came --slot slot --station registration=reg_begin:reg_end
vaxsim fit times.csv --station vaccination=shot_begin:shot_end --longest 60 --json > fit.json
vaxsim fit visits.csv --visits station=begin:end --patient number
"""

SHOWN = 4
"""So many families are printed; the summary has all."""

Interval = Annotated[
    float, typer.Option("--interval", min=1, max=1440, metavar="MINUTES", help="Walk-ins are counted in such steps.")
]
Draws = Annotated[int, typer.Option("--draws", min=19, max=100_000, help="Bootstrap samples for the goodness of fit.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed of the bootstrap.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Output folder; default: results/NAME-OF-FILE-fit.")
]


def fit(
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
    interval: Interval = 30.0,
    draws: Draws = 199,
    seed: Seed = 1,
    out: Out = None,
    as_json: AsJson = False,
    no_figures: NoFigures = False,
) -> None:
    """Find laws of service times and arrivals in recorded times, and print the lines to paste into a scenario.

    Times are "09:30", "09:30:15" or with a date before them. Records that contradict themselves or are cut off are
    counted and named. Families are ranked by AICc; p says whether the best one fits.
    """
    columns = table_of_times.columns_or_exit(arrival, slot, departure, date, station or (), visits, patient)
    recorded = table_of_times.read_or_exit(times, columns, table_of_times.limits_or_exit(longest, until))
    out = out or Path("results") / f"{times.stem}-fit"
    with folder_or_exit(out) as folder:
        findings = _find(recorded, interval, draws, seed)
        summary = _write(folder, findings, times, figures=not no_figures)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(findings, out)


def _find(recorded: Any, interval: float, draws: int, seed: int) -> Findings:
    from vaxsim.fit import find

    with progress("fits") as report:
        return find(recorded, interval, draws, seed, report)


def _write(folder: Path, findings: Findings, times: Path, *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    from vaxsim.fit import paste

    write_csv(table_of_times.odd_table(findings.recorded), folder / "odd_records.csv")
    (folder / "paste.toml").write_text(paste(findings), encoding="utf-8")
    if figures:
        from vaxsim.plots import fit_sheet

        save_figure(fit_sheet(findings), folder, "fit")
    odd = table_of_times.odd_data(findings.recorded)
    about = {"times_file": times.name, "rows": findings.recorded.rows, "versions": versions()}
    return write_summary(folder, {**about, **findings.summary(), "odd_records": odd, "toml": paste(findings)})


def _print(findings: Findings, out: Path) -> None:
    from vaxsim.fit import paste

    console = terminal.out()
    terminal.print_lines(console, [table_of_times.heading(findings.recorded), ""])
    terminal.print_lines(console, table_of_times.odd_lines(findings.recorded))
    for found in findings.times:
        if found.ranking:
            console.print(_ranking(found))
        terminal.print_lines(console, [f"{found.name}: {found.verdict}.", ""])
    if findings.rates:
        console.print(_rates(findings))
        console.print()
    terminal.print_lines(console, ["To paste into a scenario:", ""])
    terminal.print_lines(console, paste(findings).splitlines())
    terminal.print_lines(console, ["", f"paste.toml, odd_records.csv, summary.json and the figure are in {out}"])


def _ranking(found: TimesFit) -> Table:
    """The best families, one a row."""
    from vaxsim.fit.times import table

    shown = table_of_times.plain_table(found.name, "AICc above best", "largest gap", "parameters")
    for fitted in found.ranking[:SHOWN]:
        parameters = ", ".join(f"{key} {value:g}" for key, value in table(fitted).items() if key != "dist")
        behind = f"{fitted.aicc - found.ranking[0].aicc:.1f}"
        shown.add_row(fitted.family.name, behind, f"{fitted.distance:.1%}", terminal.cell(parameters))
    return shown


def _rates(findings: Findings) -> Table:
    from vaxsim.units import clock

    shown = table_of_times.plain_table("walk-ins", "people", "per hour", "95% interval")
    for rate in findings.rates:
        times = f"{clock(rate.begin)} to {clock(rate.end)}"
        shown.add_row(times, f"{rate.people}", f"{rate.per_hour:.3g}", f"{rate.low:.3g} to {rate.high:.3g}")
    return shown
