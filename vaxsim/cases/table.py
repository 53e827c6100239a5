"""The table of published figures: ``cases.csv`` beside the scenarios of the published cases.

One line per figure, in these columns; empty cells stand for what is not known:

    case        short name, such as C4; several scenarios may belong to one case
    scenario    the file in the same folder
    measure     what is measured, in words
    number      the number of vaxsim that says the same, as promises write it; after "pooled" for a percentile of all
                patients of all days together, else the mean over days is meant
    times       factor from the unit of vaxsim to that of the source
    unit        of the published figure, after the factor
    published   as printed in the source; only shown
    reference   the figure to be met, from a long recomputation or a closed form; empty: nothing has to be met
    half_width  half of the 95 % interval of the reference; 0 for a closed form
    days        where there is no half-width: the replications from which the reference was computed, if known
    spread      of the reference over days, in words; only shown
    note        what a reader has to know
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from vaxsim.csvfiles import Table, read_table

FILE = "cases.csv"
POOLED = "pooled "


class CasesError(ValueError):
    """The table of cases cannot be used; its lines say everything that is wrong."""


@dataclass(frozen=True)
class Figure:
    """One published figure and the number that vaxsim has for it."""

    measure: str
    number: str  # as promises write it
    pooled: bool  # over all patients of all days, where the number is a percentile
    times: float  # factor from vaxsim's unit
    unit: str
    published: str
    reference: Decimal | None  # with its decimals as printed; None: shown only
    half_width: Decimal | None
    days: int | None
    spread: str
    note: str

    @property
    def rounding(self) -> float:
        """Half a unit of the reference's last decimal."""
        return 0.0 if self.reference is None else 0.5 * 10.0 ** int(self.reference.as_tuple().exponent)


@dataclass(frozen=True)
class Case:
    """A scenario and the figures that are known of it."""

    name: str
    scenario: Path
    figures: tuple[Figure, ...]


def read_cases(folder: Path) -> tuple[Case, ...]:
    """All cases of a folder, in the order of its table.

    Raises CasesError if there is no table or it has mistakes.
    """
    if not (folder / FILE).is_file():
        raise CasesError(f"{folder}: no {FILE} here; name the folder that holds the published cases")
    try:
        lines = _lines(read_table(folder, FILE))
    except PydanticCustomError as error:
        raise CasesError("\n".join(_complaints(folder, error))) from None
    groups = groupby(lines, key=lambda line: (line["case"], line["scenario"]))
    return tuple(Case(name, folder / file, tuple(map(_figure, group))) for (name, file), group in groups)


def _lines(table: Table) -> list[dict[str, Any]]:
    """The cells of each line by column; raises the table's error with every cell that is wrong."""
    columns = {name: table.column(name, name, parse) for name, parse in COLUMNS.items()}
    table.finish()
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _figure(line: Mapping[str, Any]) -> Figure:
    cells = {key: cell for key, cell in line.items() if key not in ("case", "scenario", "number")}
    number: str = line["number"]
    return Figure(number=number.removeprefix(POOLED), pooled=number.startswith(POOLED), **cells)


def _needed(text: str) -> str:
    if not text:
        raise ValueError("this cell is empty; a text is needed")
    return text


def _decimal(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValueError(f"got {text!r}; allowed: a number such as 13.22, without separators, or nothing")
    return number


def _factor(text: str) -> float:
    number = _decimal(text)
    if number is None or not number > 0:
        raise ValueError(f"got {text!r}; allowed: a number above 0")
    return float(number)


def _width(text: str) -> Decimal | None:
    number = _decimal(text)
    if number is not None and number < 0:
        raise ValueError(f"got {text!r}; allowed: a number from 0, or nothing")
    return number


def _days(text: str) -> int | None:
    number = _decimal(text)
    if number is not None and (number < 2 or number != int(number)):
        raise ValueError(f"got {text!r}; allowed: a whole number from 2, or nothing")
    return None if number is None else int(number)


COLUMNS: dict[str, Callable[[str], Any]] = {
    "case": _needed,
    "scenario": _needed,
    "measure": _needed,
    "number": _needed,
    "times": _factor,
    "unit": _needed,
    "published": str,
    "reference": _decimal,
    "half_width": _width,
    "days": _days,
    "spread": str,
    "note": str,
}


def _complaints(folder: Path, error: PydanticCustomError) -> list[str]:
    context = error.context or {}
    places = [f"{folder / file}:{line}:{col}: {field}: {said}" for file, line, col, field, said in context["problems"]]
    return places or [f"{folder / FILE}: {context['summary']}"]
