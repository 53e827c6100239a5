"""What is believed of a record."""

from __future__ import annotations

from dataclasses import dataclass

from vaxsim.units import TICKS_PER_MINUTE

LONGEST = 180.0
"""Minutes; a longer service is taken for a slip of the pen unless the user says otherwise."""


@dataclass(frozen=True)
class Limits:
    """Which durations are believed, and until when was recorded."""

    longest: float = LONGEST  # minutes; a longer service is left out
    until: int | None = None  # ticks; the end of recording on each day, None: the last time that is not left out

    @property
    def longest_ticks(self) -> int:
        """`longest` in ticks."""
        return round(self.longest * TICKS_PER_MINUTE)
