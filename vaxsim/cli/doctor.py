"""``vaxsim doctor``: whether this installation works, and what to do where it does not."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

import vaxsim
from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit

if TYPE_CHECKING:
    from rich.table import Table

    from vaxsim.cli.health import Finding

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim doctor
vaxsim doctor --quick
vaxsim doctor --json > installation.json
"""

STYLES = {"ok": "green", "note": "yellow", "problem": "bold red"}

Quick = Annotated[bool, typer.Option("--quick", help="Play no day; takes a second.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON and nothing else.")]


def doctor(quick: Quick = False, as_json: AsJson = False) -> None:
    """Look at Python, libraries, machine code, folders, memory and fonts, and play a small day in both engines.

    A note is worth knowing and no fault. With a problem the exit code is 4.
    """
    from vaxsim.cli.health import examine

    found = list(examine(play=not quick))
    if as_json:
        said = {"vaxsim": vaxsim.__version__, "findings": [asdict(finding) for finding in found]}
        typer.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        _print(found)
    if any(finding.state == "problem" for finding in found):
        raise typer.Exit(Exit.CHECK_FAILED)


def _print(found: list[Finding]) -> None:
    console = terminal.out()
    console.print(_table(found))
    problems = sum(finding.state == "problem" for finding in found)
    many = "s" if problems > 1 else ""
    verdict = "Everything works." if not problems else f"{problems} problem{many}: see what to do above."
    terminal.print_lines(console, ["", f"vaxsim {vaxsim.__version__}. {verdict}"])


def _table(found: list[Finding]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in ("looked at", "", "found", "what to do"):
        table.add_column(header, overflow="fold")
    for finding in found:
        state = terminal.cell(finding.state)
        state.stylize(STYLES[finding.state])
        table.add_row(terminal.cell(finding.what), state, terminal.cell(finding.found), terminal.cell(finding.todo))
    return table
