"""Ticks, minutes and times of day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxsim.units import LONGEST, NEVER, clock, minutes, parse_clock, ticks, to_offset_ticks, to_ticks

HALVES = [0.5, 1.5, 2.5]  # ticks


@pytest.mark.parametrize(
    ("text", "tick"),
    [
        ("00:00", 0),
        ("9:30", 34_200_000),
        (" 09:30 ", 34_200_000),
        ("25:30", 91_800_000),
        ("09:30:15", 34_215_000),
        ("09:30:15.2", 34_215_200),
        ("09:30:15.025", 34_215_025),
    ],
)
def test_a_time_of_day_is_read_with_any_number_of_hours_to_the_millisecond(text, tick):
    assert parse_clock(text) == tick


@pytest.mark.parametrize("text", ["", "9", "09:60", "09:5", "-09:30", "09:30:60", "09:30.5", "09:30:15.0001", "٠٩:3x"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(ValueError, match="is no time of day"):
        parse_clock(text)


@given(st.integers(0, 10**11))
def test_a_tick_is_read_back_from_its_own_text(tick):
    assert parse_clock(clock(tick, seconds=True)) == tick


@pytest.mark.parametrize(
    ("tick", "seconds", "text"),
    [
        (34_215_025, False, "09:30"),
        (34_215_025, True, "09:30:15.025"),
        (34_215_000, True, "09:30:15"),
        (-300_000, False, "-00:05"),
        (100 * 3_600_000, False, "100:00"),
        (NEVER, True, ""),
    ],
)
def test_a_tick_is_written_as_a_clock_shows_it(tick, seconds, text):
    assert clock(tick, seconds=seconds) == text


def test_a_duration_is_rounded_once_to_the_nearest_tick_halves_to_even():
    assert [ticks(half / 60_000) for half in HALVES] == [0, 2, 2]
    assert to_ticks(np.array(HALVES) / 60_000).tolist() == [0, 2, 2]
    assert to_offset_ticks(-np.array(HALVES) / 60_000).tolist() == [0, -2, -2]
    assert ticks(2.00001) == 120_001


@given(st.floats(0, 1e6))
def test_one_duration_and_an_array_of_them_are_rounded_alike(duration):
    assert to_ticks(np.array([duration])).tolist() == [ticks(duration)]


def test_no_duration_is_negative_or_so_long_that_sums_overflow():
    assert to_ticks(np.array([-1.0, np.inf])).tolist() == [0, LONGEST]
    assert to_offset_ticks(np.array([-np.inf])).tolist() == [-LONGEST]
    latest = np.array([NEVER]) + LONGEST
    assert latest[0] > NEVER


def test_minutes_undo_ticks():
    assert minutes(ticks(12.5)) == 12.5
