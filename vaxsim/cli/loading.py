"""A scenario from a file and ``--set`` options, or an exit that says everything that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from vaxsim.scenario import Scenario, ScenarioError

ScenarioFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Scenario file (TOML).", show_default=False),
]
AllowLarge = Annotated[bool, typer.Option("--allow-large", help="Accept scenarios above the size limits.")]


def read_checked(file: Path, *, allow_large: bool, changes: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario in `file` with `changes` made, promises checked too.  Raises ScenarioError with every mistake."""
    from vaxsim import promises, scenario

    return scenario.read(file, allow_large=allow_large, checks=(promises.check,), changes=changes)


def read_or_exit(file: Path, changes: Mapping[str, Any], *, allow_large: bool) -> Scenario:
    """The scenario to run; a wrong one is complained about and ends the command."""
    from vaxsim.scenario import ScenarioError

    try:
        return read_checked(file, allow_large=allow_large, changes=changes)
    except ScenarioError as error:
        terminal.complain(*problem_lines(error))
        raise typer.Exit(Exit.SCENARIO_WRONG) from error


def refuse_too_long(scenario: Scenario, option: str, reps: int | None) -> None:
    """End the command if so many replications, of an option, exceed the size limit of a run."""
    from vaxsim.scenario import size

    message = "" if reps is None else size.too_long(scenario, reps)
    if message:
        terminal.complain(f"{option} {reps}: {message}")
        raise typer.Exit(Exit.SCENARIO_WRONG)


def changes_or_exit(assignments: Sequence[str]) -> dict[str, Any]:
    """Overrides from ``--set`` options; one that cannot be understood ends the command."""
    from vaxsim.scenario import ScenarioError, overrides

    try:
        return overrides.parse(assignments)
    except ScenarioError as error:
        terminal.complain(*map(str, error.problems))
        raise typer.Exit(Exit.USAGE) from error


def problem_lines(error: ScenarioError) -> list[str]:
    """One line per problem, then how many there are."""
    count = len(error.problems)
    return [*map(str, error.problems), f"{count} problem{'s' if count != 1 else ''}"]
