"""How every command that has simulated ends: well, or with the conservation checks that failed."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit

MOST_NAMED = 20
"""So many failed checks are named; one fault can show on every day."""


def conclude(failed: Iterable[str]) -> None:
    """Name the checks that failed, each as "in replication 3: ...", on standard error; exit 4 if there are any."""
    found = list(failed)
    terminal.complain(*(f"check failed {each}" for each in found[:MOST_NAMED]))
    if found:
        raise typer.Exit(Exit.CHECK_FAILED)
