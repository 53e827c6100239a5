"""Hours: the times of the day follow each other."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.fields import NotValid
from vaxsim.scenario.day import Day
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import Finding
from vaxsim.units import TICKS_PER_HOUR, clock

LONGEST_CLEARING = 24 * TICKS_PER_HOUR
"""Ticks after closing within which people may still be inside and averages have a meaning."""


def opening(draft: Draft) -> Iterator[Finding]:
    """Every opening interval ends after it begins, and begins when the one before has ended."""
    before = 0
    for place, (begin, end) in enumerate(_day(draft).open):
        if end <= begin:
            message = f"got {_time(begin)} to {_time(end)}; allowed: an end after its begin"
            yield Finding(("day", "open", place), message)
        elif begin < before:
            message = f"begins at {_time(begin)}, before the interval ahead of it ends at {_time(before)}"
            yield Finding(("day", "open", place), f"{message}; allowed: intervals in order that do not overlap")
        before = max(before, end)


def measure(draft: Draft) -> Iterator[Finding]:
    """The window of the averages has a length and lies in the day, or behind it while people may still be inside."""
    window = _day(draft).measure
    if window is None:
        return
    if window[1] <= window[0]:
        message = f"got {_time(window[0])} to {_time(window[1])}; allowed: an end after its begin"
        yield Finding(("day", "measure"), message)
        return
    opens, closes = _day(draft).open[0][0], _day(draft).open[-1][1]
    if window[1] <= opens or window[0] > closes + LONGEST_CLEARING:
        message = f"got {_time(window[0])} to {_time(window[1])}, outside of the day; allowed: an end after the first"
        hint = f"opening at {_time(opens)}, and a begin at most 24 hours after closing at {_time(closes)}"
        yield Finding(("day", "measure"), f"{message} {hint}")


def stop(draft: Draft) -> Iterator[Finding]:
    """The run is cut off only after something can have happened."""
    day = _day(draft)
    if day.stop is not None and day.stop <= day.open[0][0]:
        message = f"got {_time(day.stop)}; allowed: a time after the first opening at {_time(day.open[0][0])}"
        yield Finding(("day", "stop"), message)


def not_before(draft: Draft) -> Iterator[Finding]:
    """Nobody is made to come after closing."""
    day = _day(draft)
    closing = day.open[-1][1]
    if day.not_before is not None and day.not_before >= closing:
        message = f"got {_time(day.not_before)}; allowed: a time before closing at {_time(closing)}"
        yield Finding(("day", "not_before"), message)


def _day(draft: Draft) -> Day:
    if draft.day is None:
        raise NotValid("day")
    return draft.day


def _time(tick: int) -> str:
    return clock(tick, seconds=tick % 60_000 != 0)
