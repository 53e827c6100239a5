"""Problems: what is wrong with a scenario, and where.

A *finding* is a mistake at a path of the data (``("stations", 2, "desks")``), as the checks report it; a *problem*
is the same mistake with its place in a file, as a user reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vaxsim.fields import closest, did_you_mean, shown

DataPath = tuple[str | int, ...]
"""A place in the data of a scenario: keys of tables, positions in lists from 0."""


MISSING = "is missing"


class Place(NamedTuple):
    """A place in a file; line and column count characters from 1."""

    file: str
    line: int
    col: int


class Finding(NamedTuple):
    """A mistake in the data of a scenario, not yet located in its file."""

    path: DataPath
    message: str
    at_key: bool = False  # the name of the field is wrong, not its value
    place: Place | None = None  # set where the mistake lies in another file, such as a CSV table
    meant: str = ""  # of an unknown field, the one that was probably meant


@dataclass(frozen=True)
class Problem:
    """A mistake as a user reads it: ``str()`` gives ``file:line:col: path: message``.

    `line` and `col` count from 1 and are None where there is no text to point at: a scenario made in Python, or a
    value given on the command line, for which `file` is the ``--set`` option itself (``replace`` in Python).
    """

    file: str
    line: int | None
    col: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.col}"
        return ": ".join(printable(part) for part in (place, self.path, self.message) if part)


class ScenarioError(ValueError):
    """A scenario cannot be used; `problems` holds everything that is wrong with it, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def printable(text: str) -> str:
    """The text with every character that could disturb a terminal written as an escape such as ``\\u001b``."""
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def listed(names: Iterable[object], *, last: str = "or") -> str:
    """Names as a phrase: ``a``, ``a or b``, ``a, b or c``."""
    words = [str(name) for name in names]
    if len(words) < 2:
        return "".join(words) or "none"
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def unknown(what: str, got: object, known: Iterable[str]) -> str:
    """The message about a name that does not exist: what was got, what there is, what may have been meant."""
    names = list(dict.fromkeys(known))
    choice = listed(shown(name) for name in names[:12])
    more = f" ({len(names) - 12} more)" if len(names) > 12 else ""
    return f"got {shown(got)}, which is no {what}; allowed: {choice}{more}{did_you_mean(got, names)}"


def unknown_field(path: DataPath, known: Sequence[str]) -> Finding:
    """The finding that the last key of a path is not one of the `known` fields of its table."""
    choice = f"; allowed: {listed(known, last='and')}" if known else ""
    meant = closest(path[-1], known)
    return Finding(path, f"unknown field{choice}{did_you_mean(path[-1], known)}", at_key=True, meant=meant)


def without_follow_ons(findings: Sequence[Finding]) -> list[Finding]:
    """The findings but for fields that are missing because their name is misspelt: one mistake, one finding."""
    meant = {(*finding.path[:-1], finding.meant) for finding in findings if finding.meant}
    return [finding for finding in findings if finding.message != MISSING or finding.path not in meant]


def inside(data: Any, step: str | int) -> Any:
    """What stands under a key of a table or at a position of a list; None if there is nothing."""
    if isinstance(data, Mapping):
        return data.get(str(step))
    return data[step] if isinstance(data, (list, tuple)) and isinstance(step, int) and step < len(data) else None
