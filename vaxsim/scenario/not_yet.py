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


NOT_YET = (
    Row("dispatch", "an order of stations other than first come", unless="first_come"),
    Row("day.max_inside", "a limit of the people inside"),
    Row("classes.*.patience", "patients who lose patience"),
    Row("classes.*.balk", "patients who turn round on arrival"),
    Row("arrivals.*.party", "parties", unless=1),
    Row("stations.*.clean_up", "cleaning up", unless=0),
    Row("stations.*.per_person", "service times per person", unless=False),
    Row("stations.*.waiting_room", "waiting rooms of limited size"),
    Row("stations.*.blocks", "blocking", unless="desk_and_staff"),
    Row("stations.*.hold", "stations that wait for another one"),
    Row("stations.*.kinds", "unlike desks at one station", unless=[]),
    Row("stations.*.batch", "sessions"),
    Row("staff.*.handover", "handing patients over", unless=False),
    Row("staff.*.pace", "pace", unless=[]),
    Row("staff.*.restock", "restocking"),
    Row("staff.*.breaks.*.interrupt", "breaks that interrupt a service", unless=False),
    Row("vaccines.*.stock", "a limited stock"),
    Row("vaccines.*.deliveries", "deliveries", unless=[]),
    Row("vaccines.*.vial", "vials of several doses", unless=1),
    Row("vaccines.*.open_life", "vials that expire"),
    Row("vaccines.*.prepare", "doses made ahead"),
    Row("vaccines.*.standby", "standby lists"),
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
