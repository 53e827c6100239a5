"""Oddities: records that contradict themselves or are cut off, each with its place in the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is odd about a record, as it is counted."""

    UNFINISHED = "service not over when recording ended (used as longer than that)"
    NO_END = "service begun, its end not written down"
    NO_BEGIN = "service ended, its beginning not written down"
    ENDS_FIRST = "service ends before it begins"
    TOO_LONG = "longer than believed"
    OUT_OF_LINE_FIRST = "service begins before the patient is in line"
    NOT_THERE_YET = "at a station before coming"
    ELSEWHERE = "at a station before the end of another"
    LEAVES_FIRST = "leaves before coming"
    STILL_SERVED = "leaves before the end of a service"
    NO_ARRIVAL = "seen, but the arrival not written down"
    EMPTY = "row without any time"
    UNDATED = "row without a date, where others have one"
    AGAIN = "second visit to the same station"
    NEGATIVE = "duration below 0"
    UNSORTED = "comes before the row above (used all the same)"

    @property
    def used(self) -> bool:
        """Whether the record is used all the same."""
        return self in (Kind.UNFINISHED, Kind.UNSORTED)


@dataclass(frozen=True)
class Oddity:
    """One odd record; line and column count from 1."""

    kind: Kind
    file: str
    line: int
    col: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.col}: {self.message}"


def counted(oddities: Iterable[Oddity]) -> dict[Kind, int]:
    """How many there are of each kind, in the order of `Kind`; kinds without any are left out."""
    found = Counter(oddity.kind for oddity in oddities)
    return {kind: found[kind] for kind in Kind if found[kind]}
