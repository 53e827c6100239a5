"""Columns of the CSV files that a scenario refers to, with the line of every row for messages.

Files lie below the scenario's folder, in UTF-8 (a byte order mark is tolerated), commas between cells, names of the
columns in the first line.  Empty lines are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic_core import PydanticCustomError

from vaxsim.fields import shown

T = TypeVar("T")

MOST_BYTES = 64 * 2**20
MOST_PROBLEMS = 20

Located = tuple[str, int, int, str]
"""A problem in a file: its name as the scenario writes it, line and column from 1, what is wrong."""


def csv_error(summary: str, *, field: str = "", problems: tuple[Located, ...] = ()) -> PydanticCustomError:
    """The error to raise for a CSV file: about the scenario's own `field`, or about places in the file."""
    context: dict[str, object] = {"summary": summary, "problems": list(problems)}
    return PydanticCustomError("csv", "{summary}", context | ({"field": field} if field else {}))


@dataclass
class Table:
    """A CSV file that has been read, and what was found wrong in it so far."""

    file: str
    names: list[str]
    rows: list[list[str]]
    lines: list[int]
    problems: list[Located] = field(default_factory=list)

    def column(self, name: str, key: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """The cells of a column through `parse`; its ValueErrors are collected as problems.

        Raises the error of the scenario's field `key` if there is no such column.
        """
        if self.names.count(name) != 1:
            found = ", ".join(shown(n) for n in self.names[:20])
            many = "several columns" if name in self.names else "no column"
            raise csv_error(f"{shown(self.file)} has {many} {shown(name)}; its columns are: {found}", field=key)
        place = self.names.index(name)
        return tuple(self._parsed(place, parse))

    def _parsed(self, place: int, parse: Callable[[str], T]) -> Iterator[T]:
        for line, row in zip(self.lines, self.rows, strict=True):
            try:
                if place >= len(row):
                    raise ValueError(f"the row has no cell for column {shown(self.names[place])}")
                yield parse(row[place].strip())
            except ValueError as error:
                start = 1 + sum(len(cell) + 1 for cell in row[:place])
                self.problems.append((self.file, line, start, str(error)))

    def finish(self) -> None:
        """Raise if anything was found wrong in the cells."""
        if self.problems:
            more = len(self.problems) - MOST_PROBLEMS
            kept = sorted(self.problems, key=lambda problem: problem[1:3])[:MOST_PROBLEMS]
            if more > 0:
                kept.append((self.file, kept[-1][1], kept[-1][2], f"and {more} more problems in this file"))
            raise csv_error(f"{shown(self.file)} has {len(self.problems)} problems", problems=tuple(kept))


def read_table(folder: Path | None, file: str) -> Table:
    """Read a CSV file below `folder`; problems are raised as `csv_error`."""
    text = _text(_content(folder, file), file)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines = [], []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise csv_error("no CSV", problems=((file, reader.line_num, 1, f"this is no CSV: {error}"),)) from None
    if not rows:
        raise csv_error(f"{shown(file)} is empty; its first line names the columns", field="file")
    return Table(file, [name.strip() for name in rows[0]], rows[1:], lines[1:])


def _located(folder: Path | None, file: str) -> Path:
    if folder is None:
        raise csv_error(f"{shown(file)} cannot be looked up: the scenario has no folder", field="file")
    missing = csv_error(f"there is no file {shown(file)} below the scenario's folder", field="file")
    if "\0" in file:
        raise missing
    try:
        path = (folder / file).resolve()
        if Path(file).is_absolute() or not path.is_relative_to(folder.resolve()):
            raise csv_error(f"{shown(file)} leaves the scenario's folder; allowed: a file below it", field="file")
        if not path.is_file():
            raise missing
        if path.stat().st_size > MOST_BYTES:
            raise csv_error(f"{shown(file)} is larger than {MOST_BYTES // 2**20} MiB", field="file")
    except (OSError, UnicodeError):
        raise missing from None
    return path


def _content(folder: Path | None, file: str) -> bytes:
    path = _located(folder, file)
    try:
        return path.read_bytes()
    except OSError as error:
        raise csv_error(f"{shown(file)} cannot be read: {error.strerror}", field="file") from None


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        wrong = f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise csv_error(f"{shown(file)} is not UTF-8", problems=((file, line, column, wrong),)) from None
