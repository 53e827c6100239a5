"""Which engine runs what is asked for, and what there is to say about it before it starts."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.scenario import Scenario


class EngineName(StrEnum):
    """What --engine takes."""

    AUTO = "auto"
    REFERENCE = "reference"
    KERNEL = "kernel"


Engine = Annotated[
    EngineName,
    typer.Option(
        "--engine",
        help="reference (SimPy, to be read), kernel (compiled) or auto (whichever is sooner done); same numbers.",
    ),
]
Threads = Annotated[
    int | None,
    typer.Option("--threads", min=1, max=1024, help="Threads that share the replications; default: one per processor."),
]


def chosen(engine: str, scenario: Scenario, replications: int) -> str:
    """As `chosen_for`, for so many replications of a scenario."""
    from vaxsim.plan import compile_plan
    from vaxsim.scenario import size

    return chosen_for(engine, replications * size.expected_visits(scenario), compile_plan(scenario))


def chosen_for(engine: str, visits: float, plan: Plan | None = None) -> str:
    """The engine for so many visits to stations, of days of this plan (without one, of simple days).

    Says on standard error that the kernel is compiled first, or that it is missing where it would be of use; without
    numba, --engine kernel ends the command.
    """
    from vaxsim.engines import choosing

    try:
        found = choosing.choose(engine, visits, plan)
    except ModuleNotFoundError as error:
        terminal.complain(f"--engine {engine}: {error}")
        raise typer.Exit(Exit.USAGE) from error
    if found == "kernel" and not choosing.kernel_is_compiled(plan):
        terminal.complain("note: the kernel is compiled first, once; that takes about a minute")
    if engine == choosing.AUTO and not choosing.kernel_is_there():
        terminal.complain("note: numba is not installed, so the slower reference engine runs; the numbers are the same")
    return found
