"""For notebooks: a bar below the cell that shows how far a long call is.

    vs.replicate(scenario, 10_000, progress=vs.progress_bar())
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib import import_module


def progress_bar(what: str = "replications") -> Callable[[int, int], None]:
    """A function that is called with (done, total) and keeps the bar; for the `progress` of any long call.

    Raises ModuleNotFoundError where there is no IPython to show it.
    """
    shown = import_module("IPython.display")
    handle = shown.display(shown.HTML(bar(what, 0, 1)), display_id=True)

    def report(done: int, total: int) -> None:
        handle.update(shown.HTML(bar(what, done, total)))

    return report


def bar(what: str, done: int, total: int) -> str:
    """The bar as HTML, with words beside it for who cannot see it."""
    words = f"{done:,} of {total:,} {what}"
    return f'<progress value="{done}" max="{max(total, 1)}" aria-label="{escape(words)}"></progress> {escape(words)}'
