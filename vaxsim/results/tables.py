"""Tables of numbers and curves, and finding a number in one; shared by single days and batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim.units import TICKS_PER_MINUTE, clock

if TYPE_CHECKING:
    from vaxsim.metrics import Label


def wide_table(
    names: tuple[Label, ...], numbers: NDArray[np.float64], per: str, things: tuple[str, ...]
) -> pd.DataFrame:
    """One row per thing and one column per number, from numbers [labels]; the first column is named after `per`."""
    columns: dict[str, list[float]] = {}
    for label, value in zip(names, numbers.tolist(), strict=True):
        if label.per == per:
            columns.setdefault(label.name, []).append(value)
    return pd.DataFrame({per: list(things), **columns})


def curve_frame(name: str, of: str, unit: str, begins: NDArray[np.int64]) -> pd.DataFrame:
    """The columns that say what a curve's rows are: curve, of, unit, minute, clock."""
    return pd.DataFrame(
        {
            "curve": name,
            "of": of,
            "unit": unit,
            "minute": begins / TICKS_PER_MINUTE,
            "clock": [clock(tick) for tick in begins.tolist()],
        }
    )


def position(names: tuple[Label, ...], name: str, of: str = "") -> int:
    """The index of a number by its name and thing, or by its whole key.  Raises KeyError with the nearest name."""
    from vaxsim.metrics import suggestion

    for index, label in enumerate(names):
        if (label.name == name and of in (label.of, f"{label.per} {label.of}")) or (not of and label.key == name):
            return index
    wanted = name if not of else f"{name} of {of!r}"
    known = [label.key for label in names] if not of else [label.name for label in names if label.of == of]
    raise KeyError(f"there is no number {wanted}; {suggestion(name, known)}")


def html_table(frame: pd.DataFrame) -> str:
    """A frame as an HTML table with everything escaped and four significant digits."""
    return frame.to_html(index=False, escape=True, na_rep="", float_format=lambda value: f"{value:.4g}", border=0)
