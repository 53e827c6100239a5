"""Not yet: what a scenario file may say, is read and checked, but cannot be run yet.

One table; when an engine learns a behaviour, its row goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from vaxsim.scenario.problems import DataPath, Finding

_NOTHING = object()
"""For fields that change something whatever they say."""


class Row(NamedTuple):
    """A field that cannot be run yet."""

    path: str  # a star stands for every element of a list
    what: str
    unless: Any = _NOTHING  # the value that changes nothing, and so is accepted


NOT_YET: tuple[Row, ...] = (
)


def refusals(data: Mapping[str, Any]) -> Iterator[Finding]:
    """One finding for each field of a scenario's data that cannot be run yet."""
    for row in NOT_YET:
        for path, value in _matches(data, row.path.split("."), ()):
            if value != row.unless or isinstance(value, bool) != isinstance(row.unless, bool):
                yield Finding(path, f"{row.what} cannot be run yet; leave this field out", at_key=True)


def _matches(here: Any, pattern: list[str], path: DataPath) -> Iterator[tuple[DataPath, Any]]:
    """The places of the data that a pattern means, with their values."""
    if not pattern:
        yield path, here
    elif pattern[0] == "*" and isinstance(here, list):
        for place, element in enumerate(here):
            yield from _matches(element, pattern[1:], (*path, place))
    elif isinstance(here, Mapping) and pattern[0] in here:
        yield from _matches(here[pattern[0]], pattern[1:], (*path, pattern[0]))
