"""Recorded arrivals, read from a CSV file when the scenario is checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, PrivateAttr

from vaxsim.arrivals.source import Coming, Luck, Rule, SingleSource, unbooked
from vaxsim.csvfiles import read_table
from vaxsim.fields import CLOCK_EXAMPLES, complaint, shown
from vaxsim.units import NEVER, parse_clock

if TYPE_CHECKING:
    from vaxsim.arrivals.source import Floats, Ints


class Trace(SingleSource):
    """People who come at the times of a table, k-th in the order of its rows."""

    kind: Literal["trace"] = "trace"
    file: str = Field(description="CSV file below the scenario's folder")
    time: str = Field(description='the column with "HH:MM:SS"')
    class_: str | None = Field(None, alias="class", description="the column with the names of classes")

    _times: tuple[int, ...] = PrivateAttr(())
    _klass: tuple[str, ...] | None = PrivateAttr(None)
    _first_spots: dict[str, tuple[int, int]] = PrivateAttr(default_factory=dict)

    @property
    def times(self) -> tuple[int, ...]:
        """When each comes, ticks."""
        return self._times

    @property
    def klass(self) -> tuple[str, ...] | None:
        """The class of each, if the file says it."""
        return self._klass

    @property
    def first_spots(self) -> Mapping[str, tuple[int, int]]:
        """Line and column of the file, from 1, at which each name of a class is found first."""
        return self._first_spots

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._classes_said_once)

    def _classes_said_once(self) -> None:
        if self.classes is not None and self.class_ is not None:
            raise complaint("the classes come from a column; give either classes or class", "classes")

    def prepare(self, folder: Path | None) -> None:
        table = read_table(folder, self.file)
        self._times = table.column(self.time, "time", _time)
        klass = None if self.class_ is None else table.column(self.class_, "class", _class_name)
        table.finish()
        if self.class_ is not None and klass is not None:
            first = {name: row for row, name in reversed(list(enumerate(klass)))}
            self._first_spots = {name: table.spot(row, self.class_) for name, row in first.items()}
            self._klass = klass

    def expected(self, closing: int) -> float:
        return float(len(self._times))

    def expected_by(self, times: Ints, closing: int, gate: int = NEVER, late_limit: int = NEVER) -> Floats:
        import numpy as np

        return np.searchsorted(np.sort(_array(self._times)), times, side="left").astype(np.float64)

    def draw(self, luck: Luck, closing: int) -> Coming:
        return unbooked(_array(self._times), self._klass)


@lru_cache(maxsize=16)
def _array(times: tuple[int, ...]) -> Ints:
    """int64 [n], read-only; the times of a source are the same in every replication."""
    import numpy as np

    array = np.array(times, np.int64)
    array.setflags(write=False)
    return array


def _time(cell: str) -> int:
    try:
        return parse_clock(cell)
    except ValueError:
        raise ValueError(f"got {shown(cell)}; allowed: {CLOCK_EXAMPLES}") from None


def _class_name(cell: str) -> str:
    if not cell:
        raise ValueError(f"got {shown(cell)}; allowed: the name of a class")
    return cell
