"""Ticks, minutes and times of day: the only place that knows how long a tick is.

Files speak minutes and ``"HH:MM"``; inside, time is a whole number of *ticks* of one millisecond since
00:00 of the day.  A duration is rounded once, when it becomes ticks; the rest is integer arithmetic.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TICKS_PER_SECOND = 1_000
TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND
TICKS_PER_HOUR = 60 * TICKS_PER_MINUTE

NEVER = 2**62
"""Stands for "not recorded" and for "endless"; later than every real time, and sums of two do not overflow int64."""

LONGEST = 2**50
"""No drawn duration or offset is longer, in ticks (35,000 years), so that the tail of no law overflows int64."""

_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?")


def ticks(minutes: float) -> int:
    """Minutes as ticks, rounded to the nearest (halves to even, as ``numpy.rint`` does)."""
    return round(minutes * TICKS_PER_MINUTE)


def to_ticks(durations: NDArray[np.float64]) -> NDArray[np.int64]:
    """Durations in minutes as ticks, rounded to the nearest, halves to even; below 0 becomes 0."""
    return rounded(durations, 0)


def to_offset_ticks(offsets: NDArray[np.float64]) -> NDArray[np.int64]:
    """Signed minutes (early is negative) as ticks, rounded to the nearest, halves to even."""
    return rounded(offsets, -LONGEST)


def rounded(times: NDArray[np.float64], fewest: int) -> NDArray[np.int64]:
    """Minutes as ticks, rounded to the nearest, halves to even; moved to between `fewest` and LONGEST ticks."""
    import numpy as np

    exact = times * float(TICKS_PER_MINUTE)
    np.maximum(exact, fewest, out=exact)
    np.minimum(exact, LONGEST, out=exact)
    return np.rint(exact, out=exact).astype(np.int64)


def minutes(duration: int) -> float:
    """Ticks as minutes."""
    return duration / TICKS_PER_MINUTE


def parse_clock(text: str) -> int:
    """Ticks of a time of day: ``"09:30"``, ``"9:30:15"``, ``"09:30:15.250"``; any number of hours.

    Raises ValueError if `text` is no time of day.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'{text!r} is no time of day; write "HH:MM" or "HH:MM:SS"')
    hours, mins, seconds, fraction = match.groups()
    whole = (int(hours) * 60 + int(mins)) * 60 + int(seconds or 0)
    return whole * TICKS_PER_SECOND + int((fraction or "0").ljust(3, "0"))


def clock(tick: int, *, seconds: bool = False) -> str:
    """A tick as ``"09:30"``, or ``"09:30:15"`` with `seconds` (``"09:30:15.250"`` where milliseconds are left).

    NEVER gives an empty text; a tick before midnight of the day is written with a leading minus.
    """
    if tick >= NEVER:
        return ""
    sign, tick = ("-", -tick) if tick < 0 else ("", tick)
    whole, thousandths = divmod(tick, TICKS_PER_SECOND)
    mins, secs = divmod(whole, 60)
    text = f"{sign}{mins // 60:02d}:{mins % 60:02d}"
    if not seconds:
        return text
    return f"{text}:{secs:02d}" + (f".{thousandths:03d}" if thousandths else "")
