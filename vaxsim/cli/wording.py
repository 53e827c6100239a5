"""How numbers are written in the terminal: as many digits as anybody reads, shares as percent, times as clock times."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from vaxsim.metrics import possible
from vaxsim.units import TICKS_PER_MINUTE, clock

CLOCK_TIMES = ("last_departure", "day_end")
"""Numbers in minutes since 00:00 that are read as times of day."""


def value(number: float, unit: str, name: str = "") -> str:
    """A number as text, without its unit except for percent; an en dash for NaN."""
    if math.isnan(number):
        return "–"
    if name in CLOCK_TIMES:
        return clock(round(number) * TICKS_PER_MINUTE)
    if unit == "share":
        return f"{number:.1%}"
    if number == 0 or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}"


def interval(low: float, high: float, unit: str, name: str = "") -> str:
    """The possible part of an interval as text; empty where there is none."""
    if math.isnan(low) or math.isnan(high):
        return ""
    low, high = possible(low, high, unit)
    return f"{value(low, unit, name)} to {value(high, unit, name)}"


def difference(row: Mapping[Any, Any]) -> str:
    """A difference with its sign, interval and unit, in points where shares differ; an en dash for NaN."""
    if math.isnan(row["difference"]):
        return "–"
    share = row["unit"] == "share"
    factor, unit = (100.0, "points") if share else (1.0, "min" if row["number"] in CLOCK_TIMES else row["unit"])
    mean, low, high = (_signed(factor * row[key]) for key in ("difference", "low", "high"))
    return f"{mean} {unit}" if low == high or math.isnan(row["low"]) else f"{mean} ({low} to {high}) {unit}"


def _signed(number: float) -> str:
    text = f"{number:+,.0f}" if abs(number) >= 100 else f"{number:+.2f}" if abs(number) < 10 else f"{number:+.1f}"
    return "0" if not number else text


def unit_of(unit: str, name: str = "") -> str:
    """The unit as a table names it: none for percent, "clock" for times of day."""
    if name in CLOCK_TIMES:
        return "clock"
    return "" if unit == "share" else unit
