"""``vaxsim staff --pareto``: the front of staff, waiting and throughput, written and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.cli import terminal, wording
from vaxsim.cli.files import save_figure
from vaxsim.cli.output import write_summary
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

    from vaxsim.experiments import Front

MOST_ROWS = 30


def write(folder: Path, front: Front, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    write_csv(front.points, folder / "front.csv")
    if figures:
        from vaxsim.plots import front_sheet

        save_figure(front_sheet(front), folder, "front")
    return write_summary(folder, {**front.summary(), **about})


def show(front: Front, out: Path, *, figures: bool) -> None:
    """Print the front, evenly spaced where it is long."""
    console = terminal.out()
    heading = f"{front.scenario.title}: {len(front.designs)} staffings that none beats in staff, waiting and throughput"
    terminal.print_lines(console, [heading, ""])
    console.print(_table(front))
    looked, runs = len(front.exploration.objectives), front.exploration.trials.runs
    rest = f"{len(front.designs) - MOST_ROWS} more in front.csv; " if len(front.designs) > MOST_ROWS else ""
    searched = f"{looked:,} plans looked at of {front.exploration.roster.size:,}, {runs:,} days simulated"
    terminal.print_lines(console, ["", f"{rest}{searched}.", ""])
    kinds = "The figure, front.csv" if figures else "front.csv"
    terminal.print_lines(console, [f"{kinds} and summary.json are in {out}"])


def _table(front: Front) -> Table:
    posts = [post.label for post in front.exploration.roster.posts]
    names = [number.name for number in front.numbers]
    shown = plain_table("people", *(["cost"] if "cost" in front.points else []), *posts, *names)
    rows = front.points.to_dict("records")
    count = min(len(rows), MOST_ROWS)
    for place in dict.fromkeys(round(i * (len(rows) - 1) / max(count - 1, 1)) for i in range(count)):
        row = rows[place]
        money = [wording.value(row["cost"], "money")] if "cost" in row else []
        values = [wording.value(row[name], "") for name in names]
        shown.add_row(str(row["people"]), *money, *(str(row[post]) for post in posts), *values)
    return shown
