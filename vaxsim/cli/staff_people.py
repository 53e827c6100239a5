"""``vaxsim staff --people``: where so many people stand and how many they serve, written and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.cli import terminal, wording
from vaxsim.cli.output import write_summary
from vaxsim.cli.recorded import plain_table
from vaxsim.cli.spreadsheet import write_csv
from vaxsim.cli.staff_plan import PLAN

if TYPE_CHECKING:
    from pathlib import Path

    from vaxsim.experiments import Deployment


def write(folder: Path, found: Deployment, about: dict[str, Any], *, figures: bool) -> dict[str, Any]:
    """Fill the folder, with or without figures, as there are none; returns the summary, which is also in it."""
    (folder / PLAN).write_text(found.to_toml(), encoding="utf-8")
    write_csv(found.posts, folder / "posts.csv")
    return write_summary(folder, {**found.summary(), **about})


def show(found: Deployment, out: Path, *, figures: bool) -> None:
    """Print how many are served, where people stand, and what breaks beyond."""
    console = terminal.out()
    mean, low, high = found.patients
    patients = f"{wording.value(mean, '')} patients a day ({wording.interval(low, high, '')})"
    served = f"{sum(found.plan)} people serve {found.factor:.0%} of the demand, {patients}, with all promises kept"
    terminal.print_lines(console, [f"{found.scenario.title}: {served}", ""])
    shown = plain_table("post", "now", "plan")
    for post, n in zip(found.roster.posts, found.plan, strict=True):
        shown.add_row(terminal.cell(post.label), str(post.now), str(n))
    console.print(shown)
    kept = [f"promise {each}" for each in found.promises]
    beyond = f"{found.beyond[:1].upper()}{found.beyond[1:]}."
    certain = f"{found.guarantee[:1].upper()}{found.guarantee[1:]}."
    terminal.print_lines(console, ["", *kept, "", beyond, certain, ""])
    terminal.print_lines(console, [f"The plan with that demand ({PLAN}), posts.csv and summary.json are in {out}"])
