"""``vaxsim staff``: the plan that was found, written and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.cli import terminal, wording
from vaxsim.cli.batch import STATE_STYLES
from vaxsim.cli.files import save_figure
from vaxsim.cli.output import write_summary
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.spreadsheet import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

    from vaxsim.experiments import Staffing

PLAN = "plan.toml"


def write(folder: Path, found: Staffing, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    """Fill the folder; returns the summary, which is also in it."""
    (folder / PLAN).write_text(found.to_toml(), encoding="utf-8")
    write_csv(found.posts, folder / "posts.csv")
    write_csv(found.changes, folder / "one_more_one_fewer.csv")
    if figures:
        from vaxsim.plots import staffing_sheet

        save_figure(staffing_sheet(found), folder, "one_more_one_fewer")
    return write_summary(folder, {**found.summary(), **about})


def show(found: Staffing, out: Path, *, figures: bool) -> None:
    """Print the plan, its promises and its neighbours."""
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
