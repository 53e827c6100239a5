"""Times as tables write them."""

from __future__ import annotations

from datetime import date

import pytest

from vaxsim.recorded.stamps import TICKS_PER_DAY, Stamp, parse_stamp
from vaxsim.units import parse_clock

DAY = date(2021, 3, 5)


@pytest.mark.parametrize(
    ("cell", "day", "clock"),
    [
        ("9:30", None, "09:30"),
        ("09:30:15.250", None, "09:30:15.250"),
        ("2021-03-05 09:30", DAY, "09:30"),
        ("2021-03-05T09:30:15", DAY, "09:30:15"),
        ("2021-03-05T09:30:15Z", DAY, "09:30:15"),
        ("2021-03-05T09:30:15.123456+01:00", DAY, "09:30:15.123"),
    ],
)
def test_a_time_is_read_with_or_without_its_date(cell: str, day: date | None, clock: str) -> None:
    assert parse_stamp(cell) == Stamp(day, parse_clock(clock))


@pytest.mark.parametrize("cell", ["9", "9:60", "2021-02-30 09:00", "2021-03-05", "nine", "-"])
def test_anything_else_is_refused_with_what_is_allowed(cell: str) -> None:
    with pytest.raises(ValueError, match="allowed: a time such as"):
        parse_stamp(cell)


def test_an_empty_cell_is_no_time() -> None:
    assert parse_stamp("") is None


def test_a_time_after_midnight_counts_from_the_day_before() -> None:
    assert Stamp(date(2021, 3, 6), 60_000).on(DAY) == TICKS_PER_DAY + 60_000
    assert Stamp(None, 60_000).on(DAY) == 60_000
