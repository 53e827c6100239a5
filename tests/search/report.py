"""What the search found, in words and tables."""

from __future__ import annotations

from tests.behaviours import BEHAVIOURS, EXCLUDED
from tests.search.tally import Pair, Tally

WIDTH = 118
"""Characters of a line of the matrix."""

_CELL = 7


def summary(tally: Tally) -> str:
    """What was run, in one sentence."""
    finished = tally.finished / tally.came if tally.came else 0.0
    return (
        f"{tally.scenarios:,} scenarios ({tally.refused:,} refused ones replaced), {tally.days:,} days, "
        f"{tally.came:,} patients who came; {finished:.0%} of them went their way to its end"
    )


def matrix(tally: Tally) -> str:
    """How often each two behaviours happened on one day, and on the diagonal each one; in blocks of columns."""
    names = list(BEHAVIOURS)
    width = max(map(len, names)) + 4
    columns = (WIDTH - width) // _CELL
    blocks = [_block(tally, names, first, columns, width) for first in range(0, len(names), columns)]
    return "\n\n".join(blocks)


def _block(tally: Tally, names: list[str], first: int, columns: int, width: int) -> str:
    """The rows from the first column's own on: what stands above it is in another block."""
    last = min(first + columns, len(names))
    lines = [" " * width + "".join(f"{column + 1:>{_CELL}}" for column in range(first, last))]
    for row in range(first, len(names)):
        cells = "".join(_cell(tally, names, row, column) for column in range(first, min(last, row + 1)))
        lines.append(f"{row + 1:>2} {names[row]}".ljust(width) + cells)
    return "\n".join(lines)


def _cell(tally: Tally, names: list[str], row: int, column: int) -> str:
    excluded = (names[column], names[row]) in EXCLUDED
    return f"{'never' if excluded else tally.together[row, column]:>{_CELL}}"


def behaviours(tally: Tally) -> str:
    """Markdown: each behaviour, how often it happened, and with which other it did so least often."""
    lines = ["| behaviour | scenarios | rarest together with | scenarios |", "|---|---:|---|---:|"]
    pairs = tally.pairs()
    for name, count in tally.alone().items():
        pair = min((pair for pair in pairs if name in pair), key=pairs.__getitem__)
        other = pair[1] if pair[0] == name else pair[0]
        lines.append(f"| {name} | {count:,} | {other} | {pairs[pair]:,} |")
    return "\n".join(lines)


def rarest(tally: Tally, how_many: int = 10) -> str:
    """The pairs that happened least often, with how often."""
    counts = tally.pairs()
    return _counted(sorted(counts, key=counts.__getitem__)[:how_many], tally)


def exclusions() -> str:
    """The pairs that cannot happen on one day, and why."""
    return "\n".join(f"  {a} and {b}: {why}" for (a, b), why in EXCLUDED.items())


def faults(tally: Tally, least: int) -> str:
    """Pairs that happened too seldom, or that should never have; empty if there are none."""
    rare, impossible = tally.rare(least), tally.impossible()
    told = []
    if rare:
        told.append(f"{len(rare)} pairs happened fewer than {least} times:\n{_counted(rare, tally)}")
    if impossible:
        told.append(f"these are said to exclude each other, and happened on one day:\n{_counted(impossible, tally)}")
    return "\n".join(told)


def _counted(pairs: list[Pair], tally: Tally) -> str:
    counts = tally.all_pairs()
    return "\n".join(f"{counts[pair]:>8,}  {pair[0]} and {pair[1]}" for pair in pairs)
