"""What --trace, --from and --to ask to be told of a day, read from the command line and told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit
from vaxsim.units import parse_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vaxsim.results import Result

PATIENT = "patient="


@dataclass(frozen=True)
class Trace:
    """Whose story is told, all if nobody is named, and of which time of the day ("HH:MM"), the whole if none is."""

    patients: tuple[int, ...]
    units: tuple[str, ...]
    begin: str | None
    end: str | None

    def told(self, result: Result) -> str:
        """The story of a day; what it asks for and the day has not ends the command."""
        try:
            return result.story(self.patients, self.units, self.begin, self.end)
        except ValueError as error:
            _refuse("--trace" if self.patients or self.units else "--from, --to", str(error))


def asked(traces: Sequence[str], begin: str | None, end: str | None) -> Trace | None:
    """What is asked for, or None if nothing is; what cannot be understood ends the command."""
    if not traces and begin is None and end is None:
        return None
    numbers = [text for text in traces if text.startswith(PATIENT)]
    units = [text for text in traces if not text.startswith(PATIENT)]
    for option, time in (("--from", begin), ("--to", end)):
        _check_time(option, time)
    return Trace(tuple(map(_number, numbers)), tuple(units), begin, end)


def _number(text: str) -> int:
    """The number in "patient=17"."""
    digits = text.removeprefix(PATIENT).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        _refuse(f"--trace {text}", "patients are numbered from 1, as in patient=17")
    return int(digits)


def _check_time(option: str, text: str | None) -> None:
    try:
        parse_clock(text or "00:00")
    except ValueError as error:
        _refuse(option, str(error))


def _refuse(option: str, message: str) -> NoReturn:
    terminal.complain(f"{option}: {message}")
    raise typer.Exit(Exit.USAGE)
