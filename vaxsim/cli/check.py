"""``vaxsim check``: every mistake in scenario files at once; loads nothing heavy, so it is fast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit
from vaxsim.cli.loading import AllowLarge, problem_lines, read_checked

ScenarioFiles = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Scenario files (TOML).", show_default=False),
]

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim check scenarios/small_clinic.toml
vaxsim check scenarios/*.toml && echo all right
"""


def check(files: ScenarioFiles, allow_large: AllowLarge = False) -> None:
    """Say everything that is wrong with scenario files, without running them.

    Each problem is a line "file:line:column: field: what was got, what is allowed". What is right but may not be meant
    is a line of the same form that says "remark".
    """
    found = {_checked(file, allow_large) for file in files}
    for code in (Exit.SCENARIO_WRONG, Exit.USAGE):
        if code in found:
            raise typer.Exit(code)


def _checked(file: Path, allow_large: bool) -> Exit:
    """How the check of one file ends; a missing one does not keep others from being checked."""
    if not file.is_file():
        terminal.complain(f"{file}: there is no such file")
        return Exit.USAGE
    return Exit.OK if _is_right(file, allow_large) else Exit.SCENARIO_WRONG


def _is_right(file: Path, allow_large: bool) -> bool:
    from vaxsim.scenario import ScenarioError
    from vaxsim.scenario.remarks import remarks

    try:
        scenario = read_checked(file, allow_large=allow_large)
    except ScenarioError as error:
        terminal.print_lines(terminal.out(), problem_lines(error))
        return False
    terminal.print_lines(terminal.out(), [*map(str, remarks(scenario)), f"{file}: ok ({scenario.title})"])
    return True
