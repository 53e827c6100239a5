"""CSV files that open in a spreadsheet as data: names from a scenario never become formulas or control characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vaxsim.cli.terminal import neutral

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame, Series

_FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_CLOCK = re.compile(r"^-?\d+:\d\d(:\d\d(\.\d+)?)?$")


def write_csv(frame: DataFrame, path: Path) -> None:
    """Write `frame` without its index as UTF-8 CSV with ``\\n`` line ends, text cells made harmless."""
    harmless_table(frame).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def harmless_table(frame: DataFrame) -> DataFrame:
    """`frame` with its text cells and the names of its columns made harmless."""
    safe = frame.apply(_harmless_column)
    safe.columns = [harmless(str(name)) for name in frame.columns]
    return safe


def harmless(text: str) -> str:
    """`text` as a spreadsheet shows it: a leading ' where it would be a formula, control characters made visible.

    A time before midnight ("-00:05") is data and stays.
    """
    quoted = f"'{text}" if _FORMULA.match(text) and not _CLOCK.match(text) else text
    return neutral(quoted)


def _harmless_column(column: Series) -> Series:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    if is_numeric_dtype(column.dtype) or is_bool_dtype(column.dtype):
        return column
    return column.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell)
