"""The lists of people who can be called for doses that would be left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.arrivals.source import Coming
from vaxsim.draws.decisions import LuckOf, Party
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vaxsim.draws.streams import Streams
    from vaxsim.plan import Plan

SPARE = 100
"""A list has so many people more than come otherwise."""


class StandbyList:
    """Those who wait at home to be called; they come, alone, when an engine calls them.

    They are of the first class that gets the vaccine.
    """

    def __init__(self, vaccine: str, klass: int) -> None:
        self._key, self._klass = f"standby of {vaccine}", klass

    def draw(self, streams: Streams, before: int) -> Party:
        """The list; `before` it come the people of the sources and lists before."""
        n = before + SPARE
        nobody_yet = np.full(n, NEVER, np.int64)
        coming = Coming(np.arange(n), nobody_yet, nobody_yet)
        klass = np.full(n, self._klass, np.int16)
        return Party(coming, klass, LuckOf(streams, " / ", self._key), np.ones(n, np.int32))


def standby_lists(plan: Plan) -> Iterator[StandbyList]:
    """The lists of a plan, by vaccine; a vaccine that no class gets has none."""
    for v, name in enumerate(plan.vaccines):
        if has_list(plan, v):
            yield StandbyList(name, int(np.flatnonzero(plan.site.vaccine == v)[0]))


def has_list(plan: Plan, v: int) -> bool:
    """Whether people are called for doses of a vaccine."""
    return bool(plan.site.standby_from[v] != NEVER and (plan.site.vaccine == v).any())
