"""Times on a coarse grid, so that instants collide."""

from __future__ import annotations

from typing import Any

from tests.strategies.choices import Choices

Table = dict[str, Any]

GRID = 5
OPENING, CLOSING = 8 * 60, 10 * 60


def clock(minutes: int) -> str:
    """Minutes since midnight as "HH:MM"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def time(choose: Choices, first: int, last: int) -> str:
    """A time of day on the grid."""
    return clock(choose.whole(first // GRID, last // GRID) * GRID)


def duration(choose: Choices) -> Any:
    """Minutes of a service: mostly few and often the same, so that services end at one tick."""
    return choose.one_of((5, 0, 2, 10, 15, {"dist": "discrete", "values": [5, 10, 15]}, UNEVEN, UNEVEN))


UNEVEN = {"dist": "uniform", "low": 2, "high": 8}
