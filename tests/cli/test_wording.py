"""How numbers are written in the terminal."""

from __future__ import annotations

import math

import pytest

from vaxsim.cli.wording import interval, unit_of, value


@pytest.mark.parametrize(
    ("number", "unit", "name", "text"),
    [
        (0.857, "share", "", "85.7%"),
        (math.nan, "min", "", "–"),
        (0.0, "min", "", "0"),
        (0.666, "min", "", "0.67"),
        (12.345, "min", "", "12.3"),
        (1234.5, "patients", "", "1,234"),
        (750.4, "min", "last_departure", "12:30"),
        (1470, "min", "day_end", "24:30"),
    ],
)
def test_a_number_has_the_digits_that_anybody_reads(number: float, unit: str, name: str, text: str) -> None:
    assert value(number, unit, name) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (1.5, 2.5, "min", "1.50 to 2.50"),
        (-0.05, 0.15, "patients", "0 to 0.15"),
        (0.97, 1.02, "share", "97.0% to 100.0%"),
        (-1, 20, "min", "0 to 20.0"),
        (math.nan, math.nan, "min", ""),
    ],
)
def test_an_interval_is_cut_where_no_number_can_be(low: float, high: float, unit: str, text: str) -> None:
    assert interval(low, high, unit) == text


def test_shares_need_no_unit_and_times_of_day_are_called_clock() -> None:
    assert [unit_of("share"), unit_of("min", "day_end"), unit_of("min")] == ["", "clock", "min"]
