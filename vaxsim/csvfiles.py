"""Columns of the CSV files that a scenario refers to, with the line of every row for messages.

Files lie below the scenario's folder, in UTF-8 (a byte order mark is tolerated), commas between cells, names of the
columns in the first line.  Empty lines are passed over.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic_core import PydanticCustomError

from vaxsim.fields import did_you_mean, shown

T = TypeVar("T")

MOST_BYTES = 64 * 2**20
MOST_PROBLEMS = 20

_CELL = re.compile(r'(?:"(?:[^"]|"")*"|[^,]*),')
_LINE_BREAK = re.compile(r"\r\n?|\n")

Located = tuple[str, int, int, str, str]
"""A problem in a file: its name as the scenario writes it, line and column from 1, the scenario's field that points
there, what is wrong."""


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
    lines: list[int]  # on which each row begins, from 1
    texts: list[str]  # of each row, as the file has it
    problems: list[Located] = field(default_factory=list)

    def column(self, name: str, key: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """The cells of a column through `parse`; its ValueErrors are collected as problems.

        Raises the error of the scenario's field `key` if there is no such column.
        """
        if self.names.count(name) != 1:
            raise csv_error(self._no_such(name), field=key)
        return tuple(self._parsed(self.names.index(name), key, parse))

    def spot(self, row: int, name: str) -> tuple[int, int]:
        """Line and column, from 1, at which the cell of a row in a column stands in the file."""
        return self._spot(row, self.names.index(name))

    def _no_such(self, name: str) -> str:
        many = "several columns" if name in self.names else "no column"
        found = ", ".join(shown(n) for n in self.names[:20])
        hint = "" if name in self.names else did_you_mean(name, self.names)
        if len(self.names) == 1 and any(separator in self.names[0] for separator in ";\t"):
            hint = "; separate the cells by commas"
        return f"{shown(self.file)} has {many} {shown(name)}; its columns are: {found}{hint}"

    def _parsed(self, place: int, key: str, parse: Callable[[str], T]) -> Iterator[T]:
        for number, row in enumerate(self.rows):
            try:
                if place >= len(row):
                    raise ValueError(f"the row has no cell for column {shown(self.names[place])}")
                yield parse(row[place].strip())
            except ValueError as error:
                self.problems.append((self.file, *self._spot(number, place), key, str(error)))

    def _spot(self, row: int, place: int) -> tuple[int, int]:
        """Where cell number `place` of a row stands; of a row that is too short, its end."""
        return _spot(self.lines[row], self.texts[row], place)

    def finish(self) -> None:
        """Raise if anything was found wrong in the cells."""
        if self.problems:
            more = len(self.problems) - MOST_PROBLEMS
            kept = sorted(self.problems, key=lambda problem: problem[1:3])[:MOST_PROBLEMS]
            if more > 0:
                kept.append((*kept[-1][:4], f"and {more} more problems in this file"))
            raise csv_error(f"{shown(self.file)} has {len(self.problems)} problems", problems=tuple(kept))


def read_table(folder: Path | None, file: str) -> Table:
    """Read a CSV file below `folder`; problems are raised as `csv_error`."""
    text = _text(_content(folder, file), file)
    lines = list(io.StringIO(text, newline=""))
    rows, begins, texts, begin = [], [], [], 1
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                begins.append(begin)
                texts.append("".join(lines[begin - 1 : reader.line_num]))
            begin = reader.line_num + 1
    except csv.Error as error:
        raise csv_error("no CSV", problems=((file, begin, 1, "file", _no_csv(error)),)) from None
    if not rows:
        raise csv_error(f"{shown(file)} is empty; its first line names the columns", field="file")
    return Table(file, [name.strip() for name in rows[0]], rows[1:], begins[1:], texts[1:])


def _no_csv(error: csv.Error) -> str:
    if str(error) == "unexpected end of data":
        return "the quotation marks of a cell that begins in this row are not closed"
    return f"this row is no CSV: {error}"


def _spot(begin: int, text: str, place: int) -> tuple[int, int]:
    """Line and column of cell number `place`, from 0, of the row `text` that begins on line `begin`."""
    start = 0
    for _ in range(place):
        cell = _CELL.match(text, start)
        start = cell.end() if cell else len(text.rstrip("\r\n"))
    breaks = [found.end() for found in _LINE_BREAK.finditer(text, 0, start)]
    return begin + len(breaks), start - max(breaks, default=0) + 1


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
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise csv_error(f"{shown(file)} is a folder, pipe or device; allowed: a CSV file", field="file")
        if found.st_size > MOST_BYTES:
            raise csv_error(f"{shown(file)} is larger than {MOST_BYTES // 2**20} MiB", field="file")
    except (OSError, UnicodeError, RuntimeError):  # RuntimeError: links that lead in a circle
        raise missing from None
    return path


def _content(folder: Path | None, file: str) -> bytes:
    path = _located(folder, file)
    try:
        return path.read_bytes()
    except OSError as error:
        raise csv_error(f"{shown(file)} cannot be read: {error.strerror}", field="file") from None


def _text(content: bytes, file: str) -> str:
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        wrong = f"got the byte 0x{content[error.start]:02x}, which is not UTF-8; save the file as UTF-8"
        raise csv_error(f"{shown(file)} is not UTF-8", problems=((file, line, column, "file", wrong),)) from None
