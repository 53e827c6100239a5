"""The terminal: where to print, how names become harmless, and how errors look."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

WIDTH_OF_A_FILE = 120
"""Columns of a table that is not printed to a terminal but into a file or another program."""


def out() -> Console:
    """Console for results, on standard output."""
    return _console(stderr=False)


def err() -> Console:
    """Console for notices, progress and errors, on standard error."""
    return _console(stderr=True)


def complain(*lines: str) -> None:
    """Print an error to standard error, each line neutralised."""
    print_lines(err(), lines)


def print_lines(console: Console, lines: Iterable[str]) -> None:
    """Print lines without colours or markup; wrapped between words on a terminal, left whole for other programs."""
    for line in lines:
        console.print(cell(line), soft_wrap=not console.is_terminal)


def cell(value: object) -> Text:
    """`value` as text that a table shows exactly: no markup, no control characters."""
    from rich.text import Text

    return Text(neutral(str(value)))


def neutral(text: str) -> str:
    """`text` with control and direction-changing characters made visible, so that they cannot steer a terminal.

    Line breaks and tabs become spaces; others their escape, as in "\\\\x1b".
    """
    return "".join(_visible(c) for c in text)


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in "\u200c\u200d":
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_OF_A_FILE
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
