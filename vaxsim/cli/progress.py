"""Progress with the time left, on a terminal only."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from vaxsim.cli import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to call with (done, total) that keeps a bar on standard error; None where nobody would see it."""
    console = terminal.err()
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def searching(words: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to call with two counts that stand in for {} and {} in `words` on standard error; as `progress`."""
    console = terminal.err()
    if not console.is_terminal:
        yield None
        return
    with console.status("") as status:
        yield lambda first, second: status.update(words.format(f"{first:,}", f"{second:,}"))
