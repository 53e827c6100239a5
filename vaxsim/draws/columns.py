"""Columns of durations in one call of machine code: all that is drawn at all stations, for the people of a source.

The same numbers as `Durations.draw` gives, one station after the other; but Python's lock is given away once, for long
enough to be worth it, so that threads draw beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.distributions import lookup
from vaxsim.draws.philox import Words, fill

if TYPE_CHECKING:
    from vaxsim.distributions.sampler import Entry
    from vaxsim.draws.decisions import Crowd


class Columns:
    """Some decisions for durations, one law each."""

    def __init__(self, places: Sequence[int], decisions: Sequence[str], entries: Sequence[Entry]) -> None:
        """`places` are the columns that the durations are for."""
        self._decisions = tuple(decisions)
        tables = [entry.table for entry in entries if len(entry.table)]
        has_table = np.array([len(entry.table) > 0 for entry in entries])
        self._laws = (
            np.array(places, np.int64),
            np.stack([entry.scalars for entry in entries]),
            np.stack(tables) if tables else np.empty((0, 0, 4)),
            np.where(has_table, has_table.cumsum() - 1, -1),
            np.concatenate([entry.limits for entry in entries]),
            np.concatenate([entry.ticks for entry in entries]),
            np.cumsum([0, *(len(entry.limits) for entry in entries)]),
            np.cumsum([0, *(len(entry.ticks) for entry in entries)]),
        )

    def draw(self, crowd: Crowd, out: Ints) -> None:
        """Write everyone's ticks into the columns, int64 [all columns, n]."""
        first = 0
        for party in crowd.parties:
            draw_columns(party.luck.keys(self._decisions), party.coming.row, *self._laws, first, out)
            first += len(party.klass)


ticks_by_table = compiled(lookup.ticks)


@compiled
def draw_columns(
    keys: Words, row: Ints, places: Ints, scalars: Floats, tables: Floats, table_of: Ints, limits: Floats, ticks: Ints,
    limits_from: Ints, ticks_from: Ints, first: int, out: Ints,
) -> None:  # fmt: skip
    """The ticks of everyone in the rows of streams `row`, into out[places, first:first + len(row)].

    `keys` [decisions, 2] are those of the streams; the laws are as in `Entry`, `scalars` [decisions, SCALARS], `tables`
    [those with a table, 2 * ONE_TAIL, 4], -1 in `table_of` for a list; what lists have stands one behind the other.
    """
    rows = 0
    for i in range(len(row)):
        rows = max(rows, row[i] + 1)
    numbers, luck = np.empty(rows), np.empty(len(row))
    for j in range(len(places)):
        fill(keys[j], 0, numbers)
        for i in range(len(row)):
            luck[i] = numbers[row[i]]
        column = out[places[j], first : first + len(row)]
        if table_of[j] >= 0:
            of = scalars[j]
            modifiers, rounding = (of[2] != 0, of[3], of[4], of[5]), (of[6], of[7], of[8])
            ticks_by_table(luck, tables[table_of[j]], (of[0], of[1]), modifiers, rounding, column)
        else:
            ticks_by_list(luck, limits[limits_from[j] : limits_from[j + 1]], ticks[ticks_from[j] :], column)


@compiled
def ticks_by_list(luck: Floats, limits: Floats, ticks: Ints, out: Ints) -> None:
    """The first of the `ticks` whose cumulated share reaches each uniform; what is above all `limits` gets the last."""
    for i in range(len(luck)):
        low, high = 0, len(limits)
        while low < high:
            middle = (low + high) // 2
            if limits[middle] < luck[i]:
                low = middle + 1
            else:
                high = middle
        out[i] = ticks[low]
